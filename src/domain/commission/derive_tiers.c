// SPDX-License-Identifier: Apache-2.0
// What a rule pays for the lines it has: values, tiers by the partner's volume, the tariff, and at least and at most.
#include "commission/derive_private.h"
#include "core/bug.h"

#define FIXED_MICRO_MAX ((__uint128_t)MONEY_MINOR_MAX * (__uint128_t)EXACT_PER_MINOR)

struct volume {
    int64_t position, count_all;
    int64_t sum_before, sum_all;
};

static struct volume volume_of(const struct working *work, const struct plan_rule *rule)
{
    const struct derive_facts *facts = work->facts;
    for (size_t i = 0; i < facts->volume_count; i++) {
        const struct derive_volume *given = &facts->volumes[i];
        if (given->period == rule->tiers.period && text_equal_ignore_case(given->goal, rule->goal)) {
            return (struct volume){.position = given->count_before + 1,
                                   .count_all = given->count_all,
                                   .sum_before = given->sum_before.minor,
                                   .sum_all = given->sum_all.minor};
        }
    }
    return (struct volume){.position = 1, .count_all = 1, .sum_before = 0, .sum_all = work->remaining};
}

// The last tier that the volume reaches.
static const struct plan_tier *tier_at(const struct plan_tiers *tiers, int64_t volume)
{
    const struct plan_tier *reached = NULL;
    for (size_t i = 0; i < tiers->count; i++) {
        int64_t from = tiers->is_by_sum ? tiers->list[i].from_sum.minor : tiers->list[i].from_count;
        reached = from <= volume ? &tiers->list[i] : reached;
    }
    return reached;
}

static const struct plan_value *value_of(const struct plan_rule *rule, const struct plan_tier *tier)
{
    return tier == NULL ? &rule->value : &tier->value;
}

const struct plan_band *derive_band(const struct working *work, size_t plan_index)
{
    const struct plan *plan = work->plans[plan_index].plan;
    for (size_t i = 0; work->facts->usage >= 0 && i < plan->band_count; i++) {
        if (work->facts->usage <= plan->bands[i].up_to) {
            return &plan->bands[i];
        }
    }
    return NULL;
}

int64_t derive_slice(const struct working *work, const struct plan_rule *rule, int64_t at,
                     const struct plan_tier **ret_tier)
{
    int64_t end = volume_of(work, rule).sum_before + work->remaining;
    int64_t edge = end;
    for (size_t i = rule->tiers.count; i > 0; i--) {
        int64_t from = rule->tiers.list[i - 1].from_sum.minor;
        edge = from > at && from < edge ? from : edge;
    }
    *ret_tier = tier_at(&rule->tiers, at);
    return edge - at;
}

// A fixed sum in millionths of a minor unit: per item by the quantity, of a tariff by its band.
static __uint128_t fixed_micro(const struct working *work, const struct ruling *ruling, const struct plan_value *value)
{
    const struct plan_band *band = NULL;
    __uint128_t micro = 0;
    if (value->kind == PLAN_NOTHING || work->is_taken_back) {
        return 0;
    }
    if (value->kind == PLAN_PERCENT_OF_TARIFF) {
        band = derive_band(work, ruling->plan_index);
        micro = band == NULL ? 0 : (__uint128_t)band->tariff.micro * (__uint128_t)value->rate.ppm;
        return micro / (__uint128_t)RATE_ONE; // exact for tariffs of whole minor units
    }
    BUG_ON(!currency_equal(value->fixed.currency, work->facts->currency));
    micro = (__uint128_t)value->fixed.micro;
    if (value->kind == PLAN_FIXED_PER_ITEM && micro > 0) {
        bool is_beyond = (__uint128_t)ruling->quantity > FIXED_MICRO_MAX / micro;
        micro = is_beyond ? FIXED_MICRO_MAX : micro * (__uint128_t)ruling->quantity;
    }
    return micro;
}

static struct wide of_weight(const struct working *work, const struct ruling *ruling, __uint128_t weight)
{
    return wide_times(wide_times(wide_of(work->factor), weight), ruling->lines);
}

// One value on so many units of what remains.
static struct pay pay_at(const struct working *work, const struct ruling *ruling, const struct plan_tier *tier,
                         __uint128_t unit)
{
    struct pay pay = {.value = value_of(ruling->rule, tier), .tier = tier};
    if (pay.value->kind == PLAN_PERCENT) {
        pay.weight = unit * (__uint128_t)pay.value->rate.ppm;
        pay.amount = of_weight(work, ruling, pay.weight);
    } else {
        pay.amount = wide_times(wide_of(work->divisor), fixed_micro(work, ruling, pay.value));
    }
    return pay;
}

// Marginal slices: each part of the sale has the percentage of the tier in which it lies.
static struct pay pay_sliced(const struct working *work, const struct ruling *ruling, const struct volume *volume)
{
    struct pay pay = {.value = &ruling->rule->value};
    int64_t end = volume->sum_before + work->remaining;
    size_t count = 0;
    for (int64_t at = volume->sum_before; at < end; count++) {
        int64_t slice = derive_slice(work, ruling->rule, at, &pay.tier);
        pay.value = value_of(ruling->rule, pay.tier);
        if (pay.value->kind == PLAN_PERCENT) {
            pay.weight += (__uint128_t)slice * (__uint128_t)pay.value->rate.ppm;
        }
        at += slice;
    }
    pay.is_sliced = count > 1;
    pay.volume = volume->sum_before;
    pay.amount = of_weight(work, ruling, pay.weight);
    return pay;
}

// For all, by sum: the total's tier. A refund lowers the total, which could reach a tier that pays more; the commission
// is the least of what it was at each edge that refunds have passed, so that it never grows by one.
static struct pay pay_total(const struct working *work, const struct ruling *ruling, const struct volume *volume)
{
    const struct plan_tiers *tiers = &ruling->rule->tiers;
    struct pay least = pay_at(work, ruling, tier_at(tiers, volume->sum_all), work->unit);
    least.volume = volume->sum_all;
    for (size_t i = 0; i < tiers->count; i++) {
        int64_t edge = tiers->list[i].from_sum.minor;
        if (edge > volume->sum_all && edge <= volume->sum_all + work->refunded) {
            int64_t unit = work->remaining + (edge - volume->sum_all);
            struct pay then = pay_at(work, ruling, &tiers->list[i], (__uint128_t)unit);
            then.volume = edge;
            least = wide_compare(then.amount, least.amount) < 0 ? then : least;
        }
    }
    return least;
}

static bool is_all_percent(const struct plan_rule *rule)
{
    bool is_all = rule->value.kind == PLAN_PERCENT || rule->value.kind == PLAN_NOTHING;
    for (size_t i = 0; i < rule->tiers.count; i++) {
        enum plan_value_kind kind = rule->tiers.list[i].value.kind;
        is_all = is_all && (kind == PLAN_PERCENT || kind == PLAN_NOTHING);
    }
    return is_all;
}

static struct pay pay_tiered(const struct working *work, const struct ruling *ruling)
{
    const struct plan_tiers *tiers = &ruling->rule->tiers;
    if (tiers->count == 0) {
        return pay_at(work, ruling, NULL, work->unit);
    }
    struct volume volume = volume_of(work, ruling->rule);
    if (tiers->is_by_sum && tiers->is_for_all) {
        return pay_total(work, ruling, &volume);
    }
    if (tiers->is_by_sum && work->remaining > 0 && is_all_percent(ruling->rule)) {
        return pay_sliced(work, ruling, &volume);
    }
    int64_t by = volume.sum_before;
    if (!tiers->is_by_sum) {
        by = tiers->is_for_all ? volume.count_all : volume.position;
    }
    struct pay pay = pay_at(work, ruling, tier_at(tiers, by), work->unit);
    pay.volume = by;
    return pay;
}

struct pay derive_pay(const struct working *work, const struct ruling *ruling)
{
    const struct plan_rule *rule = ruling->rule;
    struct pay pay = pay_tiered(work, ruling);
    if (work->is_taken_back || pay.value->kind == PLAN_NOTHING) {
        return pay;
    }
    struct wide divisor = wide_of(work->divisor);
    if (rule->has_at_least) {
        struct wide least = wide_times(divisor, (__uint128_t)rule->at_least.micro);
        if (wide_compare(pay.amount, least) < 0) {
            pay.amount = least;
            pay.limit = "at_least";
        }
    }
    if (rule->has_at_most) {
        struct wide most = wide_times(divisor, (__uint128_t)rule->at_most.micro);
        if (wide_compare(pay.amount, most) > 0) {
            pay.amount = most;
            pay.limit = "at_most";
        }
    }
    return pay;
}
