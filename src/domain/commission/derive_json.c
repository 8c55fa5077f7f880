// SPDX-License-Identifier: Apache-2.0
// The derivation of one award as canonical JSON: names in the order of their bytes, no spaces. derive.h names every
// member.
#include "commission/derive_private.h"
#include "commission/plan_match.h"

#include "core/bug.h"
#include "format/json.h"

struct best {
    bool is_given;
    struct ruling ruling; // pays as if alone; its outcome says why it did not pay that much
    size_t plan_index;
};

static struct text natural_text(struct arena *arena, __uint128_t value)
{
    char digits[40];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value > 0);
    return text_copy(arena, (struct text){.p = digits + at, .n = sizeof(digits) - at});
}

static struct text micro_text(const struct working *work, __uint128_t micro)
{
    struct exact exact = {.micro = (__int128)micro, .currency = work->facts->currency};
    return exact_text(work->arena, exact);
}

static struct text minor_text(const struct working *work, __uint128_t minor)
{
    return micro_text(work, minor * (__uint128_t)EXACT_PER_MINOR);
}

static void put_minor(struct json_writer *w, const struct working *work, const char *name, int64_t minor)
{
    json_put_text(w, name, minor_text(work, (__uint128_t)minor));
}

static void put_rate(struct json_writer *w, const struct working *work, const char *name, struct rate rate)
{
    json_put_text(w, name, rate_percent_text(work->arena, rate));
}

struct fraction {
    struct wide numerator; // millionths of a minor unit × divisor
    __uint128_t divisor;
};

// As a decimal, and under name_rest the fraction of a millionth that the decimal leaves out.
static void put_fraction(struct json_writer *w, const struct working *work, const char *name, const char *name_rest,
                         struct fraction fraction)
{
    __uint128_t rest = 0;
    __uint128_t micro = wide_divide(fraction.numerator, fraction.divisor, &rest);
    json_put_text(w, name, micro_text(work, micro));
    if (rest > 0) {
        __uint128_t common = greatest_common_divisor(fraction.divisor, rest);
        struct text above = natural_text(work->arena, rest / common);
        struct text below = natural_text(work->arena, fraction.divisor / common);
        json_put_text(w, name_rest, text_format(work->arena, "%.*s/%.*s", TEXT_PRINT(above), TEXT_PRINT(below)));
    }
}

static struct fraction of_divisor(const struct working *work, struct wide numerator)
{
    return (struct fraction){.numerator = numerator, .divisor = work->divisor};
}

// The base of so many lines.
static struct wide base_of(const struct working *work, __uint128_t lines)
{
    struct wide base = wide_times(wide_times(wide_of(work->factor), work->unit), lines);
    return wide_times(base, (__uint128_t)EXACT_PER_MINOR);
}

static const char *period_code(enum plan_period period)
{
    static const char *const codes[PLAN_PERIOD_COUNT] = {
        [PLAN_WEEK] = "week", [PLAN_MONTH] = "month",       [PLAN_QUARTER] = "quarter",
        [PLAN_YEAR] = "year", [PLAN_ALL_TIME] = "all_time", [PLAN_UNTIL] = "until",
    };
    return codes[period];
}

// The test that failed, as it is written, and what it saw.
static void put_test(struct json_writer *w, const struct working *work, const struct plan_expression *test)
{
    const struct plan_match match = {.facts = work->facts};
    struct buf buf = buf_new(work->arena, PLAN_TEXT_MAX);
    plan_expression_print(&buf, test, work->facts->currency);
    json_name(w, "test");
    json_begin_object(w);
    json_put_text(w, "actual", plan_match_actual(work->arena, test, &match));
    json_put_text(w, "field", text_of(plan_field_code(test->field)));
    const struct plan_expression *unused = NULL;
    json_put_bool(w, "holds", plan_match(test, &match, &unused)); // true under "not" or "unless"
    if (text_is(test->key)) {
        json_put_text(w, "key", test->key);
    }
    json_put_text(w, "op", text_of(plan_operator_code(test->op)));
    json_put_text(w, "text", buf_text(&buf));
    struct text *values = plan_match_values(work->arena, test, work->facts->currency);
    json_name(w, "values");
    json_begin_array(w);
    for (size_t i = 0; i < test->value_count; i++) {
        json_add_text(w, values[i]);
    }
    json_end_array(w);
    json_end_object(w);
}

static void put_tariff(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    const struct plan_band *band = derive_band(work, ruling->plan_index);
    const struct plan *plan = work->plans[ruling->plan_index].plan;
    json_name(w, "tariff");
    json_begin_object(w);
    if (band != NULL) {
        json_put_int64(w, "line", band->line);
    }
    json_put_text(w, "name", plan->tariff_name);
    json_put_text(w, "sum", band == NULL ? TEXT_NONE : exact_text(work->arena, band->tariff));
    json_put_int64(w, "usage", work->facts->usage);
    json_end_object(w);
}

static struct text tier_from(const struct working *work, const struct plan_tiers *tiers, const struct plan_tier *tier)
{
    if (tier == NULL) {
        return TEXT_NONE;
    }
    return tiers->is_by_sum ? money_text(work->arena, tier->from_sum)
                            : text_format(work->arena, "%lld", (long long)tier->from_count);
}

static void put_slices(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    int64_t end = ruling->pay.volume + work->remaining;
    json_name(w, "slices");
    json_begin_array(w);
    for (int64_t at = ruling->pay.volume; at < end;) {
        const struct plan_tier *tier = NULL;
        int64_t slice = derive_slice(work, ruling->rule, at, &tier);
        const struct plan_value *value = tier == NULL ? &ruling->rule->value : &tier->value;
        json_begin_object(w);
        put_minor(w, work, "amount", slice);
        json_put_text(w, "from", tier_from(work, &ruling->rule->tiers, tier));
        put_rate(w, work, "rate", value->kind == PLAN_PERCENT ? value->rate : (struct rate){0});
        json_end_object(w);
        at += slice;
    }
    json_end_array(w);
}

static void put_tier(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    const struct plan_tiers *tiers = &ruling->rule->tiers;
    const struct pay *pay = &ruling->pay;
    json_name(w, "tier");
    json_begin_object(w);
    json_put_bool(w, "all", tiers->is_for_all);
    json_put_text(w, "by", tiers->is_by_sum ? TEXT("sum") : TEXT("count"));
    if (!pay->is_sliced) {
        json_put_text(w, "from", tier_from(work, tiers, pay->tier));
        json_put_int64(w, "line", pay->tier == NULL ? 0 : pay->tier->line);
    }
    json_put_text(w, "period", text_of(period_code(tiers->period)));
    if (pay->is_sliced) {
        put_slices(w, work, ruling);
    }
    json_put_text(w, "volume",
                  tiers->is_by_sum ? minor_text(work, (__uint128_t)pay->volume)
                                   : text_format(work->arena, "%lld", (long long)pay->volume));
    json_end_object(w);
}

// The days of a promotion; an open end is left out.
static void put_day(struct json_writer *w, const struct working *work, const char *name, int64_t day)
{
    if (day != INT64_MIN && day != INT64_MAX) {
        json_put_text(w, name, instant_date_text(work->arena, (struct instant){.ms = day * DAY_MS}));
    }
}

static void put_limit(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    const struct plan_rule *rule = ruling->rule;
    struct exact limit = rule->at_most;
    if (ruling->pay.limit == NULL) {
        return;
    }
    if (ruling->pay.limit[3] == 'l') { // at_least
        limit = rule->at_least;
    }
    json_put_text(w, "limit", text_of(ruling->pay.limit));
    json_put_text(w, "limit_sum", exact_text(work->arena, limit));
}

// Members from "base" to "tier" of a rule that paid; "text" comes between, in the order of names.
static void put_paid(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    const struct pay *pay = &ruling->pay;
    enum plan_value_kind kind = pay->value->kind;
    bool is_percent = kind == PLAN_PERCENT;
    if (is_percent) {
        put_fraction(w, work, "base", "base_rest", of_divisor(work, base_of(work, ruling->lines)));
    }
    put_fraction(w, work, "exact", "exact_rest", of_divisor(work, pay->amount));
    if (kind == PLAN_FIXED || kind == PLAN_FIXED_PER_ITEM) {
        json_put_text(w, "fixed", exact_text(work->arena, pay->value->fixed));
    }
    put_day(w, work, "from", ruling->rule->from_day);
    put_limit(w, work, ruling);
    json_put_int64(w, "line", ruling->rule->line);
    if (is_percent) {
        json_put_text(w, "lines", minor_text(work, ruling->lines));
    }
    json_put_text(w, "outcome", text_of(derive_outcome_text(ruling->outcome)));
    if (kind == PLAN_FIXED_PER_ITEM) {
        json_put_int64(w, "quantity", ruling->quantity);
    }
    if ((is_percent && !pay->is_sliced) || kind == PLAN_PERCENT_OF_TARIFF) {
        put_rate(w, work, "rate", pay->value->rate);
    }
    if (kind == PLAN_PERCENT_OF_TARIFF) {
        put_tariff(w, work, ruling);
    }
    json_put_text(w, "text", ruling->rule->source);
    if (ruling->rule->tiers.count > 0) {
        put_tier(w, work, ruling);
    }
    put_day(w, work, "until", ruling->rule->until_day);
}

static void put_unpaid(struct json_writer *w, const struct working *work, const struct ruling *ruling)
{
    const struct plan_rule *rule = ruling->rule;
    const struct derive_facts *facts = work->facts;
    enum rule_outcome outcome = ruling->outcome;
    if (ruling->by_line > 0) {
        json_put_int64(w, "by_line", ruling->by_line);
    }
    if (outcome == RULE_DATE_OUTSIDE) {
        put_day(w, work, "day", facts->local_day);
        put_day(w, work, "from", rule->from_day);
    }
    json_put_int64(w, "line", rule->line);
    if (outcome == RULE_PAYMENT_LIMIT || outcome == RULE_MONTH_LIMIT) {
        bool is_months = outcome == RULE_MONTH_LIMIT;
        json_put_int64(w, "most", is_months ? rule->limit_months : rule->limit_payments);
        json_put_int64(w, "number", is_months ? facts->month_number : facts->payment_number);
    }
    json_put_text(w, "outcome", text_of(derive_outcome_text(outcome)));
    if (outcome == RULE_CONDITION_FAILED) {
        put_test(w, work, ruling->failed);
    }
    json_put_text(w, "text", rule->source);
    if (outcome == RULE_DATE_OUTSIDE) {
        put_day(w, work, "until", rule->until_day);
    }
}

// A rule that is not among those of the paying plan for this goal: the reason lies in the plans.
static struct ruling outside(const struct working *work, const struct plan_rule *rule, size_t plan_index)
{
    struct ruling ruling = {.rule = rule, .plan_index = plan_index, .outcome = RULE_OTHER_GOAL};
    if (!derive_is_for_goal(work->facts, rule)) {
        return ruling;
    }
    if (plan_index < work->payer) {
        ruling.outcome = RULE_NOT_IN_PLACE;
        return ruling;
    }
    ruling.outcome = plan_index == work->payer ? RULE_REPLACED : RULE_OVERRIDDEN;
    for (size_t i = 0; ruling.outcome == RULE_REPLACED && i < work->ruling_count; i++) {
        const struct plan_rule *other = work->rulings[i].rule;
        if (text_is(other->instead_of) && text_equal_ignore_case(other->instead_of, rule->name)) {
            ruling.by_line = other->line;
        }
    }
    return ruling;
}

static struct ruling ruling_of(const struct working *work, const struct plan_rule *rule, size_t plan_index)
{
    for (size_t i = 0; i < work->ruling_count; i++) {
        if (work->rulings[i].rule == rule) {
            return work->rulings[i];
        }
    }
    return outside(work, rule, plan_index);
}

static void put_plans(struct json_writer *w, const struct working *work)
{
    json_name(w, "plans");
    json_begin_array(w);
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        json_begin_object(w);
        json_put_bool(w, "individual", work->plans[p].is_individual);
        json_put_int64(w, "number", work->plans[p].number);
        json_put_bool(w, "pays", p == work->payer && work->is_matched);
        json_name(w, "rules");
        json_begin_array(w);
        for (size_t i = 0; i < plan->rule_count; i++) {
            struct ruling ruling = ruling_of(work, &plan->rules[i], p);
            json_begin_object(w);
            if (ruling.outcome == RULE_PAID) {
                put_paid(w, work, &ruling);
            } else {
                put_unpaid(w, work, &ruling);
            }
            json_end_object(w);
        }
        json_end_array(w);
        json_end_object(w);
    }
    json_end_array(w);
}

// What a rule would have paid alone, and why it did not. A rule that paid has less than that when others have some of
// its lines; format 2 passes it over.
static struct ruling possible(struct working *work, const struct plan_rule *rule, size_t plan_index)
{
    struct ruling alone = derive_rule_alone(work, rule, plan_index);
    struct ruling real = ruling_of(work, rule, plan_index);
    if (real.outcome == RULE_PAID) {
        real.by_line = work->format > 2 ? derive_taken_by(work, rule) : 0;
        real.outcome = real.by_line > 0 ? RULE_LINES_TAKEN : RULE_PAID;
    }
    real.is_empty = alone.outcome != RULE_PAID || real.outcome == RULE_PAID;
    real.pay = alone.pay;
    return real;
}

// The rule that alone would have paid most, when that is more than all that paid.
static struct best find_best(struct working *work)
{
    struct best best = {.is_given = false};
    struct wide most = work->total;
    for (size_t p = 0; p < work->plan_count && !work->facts->is_rejected; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->rule_count; i++) {
            if (!derive_is_for_goal(work->facts, &plan->rules[i])) {
                continue;
            }
            struct ruling ruling = possible(work, &plan->rules[i], p);
            if (!ruling.is_empty && wide_compare(ruling.pay.amount, most) > 0) {
                most = ruling.pay.amount;
                best = (struct best){.is_given = true, .ruling = ruling, .plan_index = p};
            }
        }
    }
    return best;
}

static void put_best(struct json_writer *w, struct working *work, int64_t *ret_minor)
{
    struct best best = find_best(work);
    *ret_minor = 0;
    if (!best.is_given) {
        json_put_null(w, "best");
        return;
    }
    *ret_minor = derive_round(best.ruling.pay.amount, work->divisor, work->rounding);
    json_name(w, "best");
    json_begin_object(w);
    if (work->format > 2 && best.ruling.outcome == RULE_LINES_TAKEN) {
        json_put_int64(w, "by_line", best.ruling.by_line);
    }
    put_fraction(w, work, "exact", "exact_rest", of_divisor(work, best.ruling.pay.amount));
    json_put_bool(w, "individual", work->plans[best.plan_index].is_individual);
    json_put_int64(w, "line", best.ruling.rule->line);
    json_put_text(w, "outcome", text_of(derive_outcome_text(best.ruling.outcome)));
    json_put_text(w, "text", best.ruling.rule->source);
    json_end_object(w);
}

static bool is_of_award(const struct working *work, const struct cap_event *event, const struct derive_award *award)
{
    if (award == NULL) {
        return event->target == CAP_TARGET_COMMISSION;
    }
    size_t index = (size_t)(award - work->awards);
    if (event->target == index) {
        return true;
    }
    return index < work->group_count ? event->target == CAP_TARGET_COMMISSION
                                     : event->target == CAP_TARGET_LEVEL(index - work->group_count);
}

static void put_caps(struct json_writer *w, const struct working *work, const struct derive_award *award)
{
    static const char *const scopes[] = {[PLAN_CAP_SALE] = "sale",
                                         [PLAN_CAP_LEVELS] = "levels",
                                         [PLAN_CAP_PARTNER] = "partner",
                                         [PLAN_CAP_PROGRAM] = "program"};
    json_name(w, "caps");
    json_begin_array(w);
    for (size_t i = 0; i < work->cap_event_count; i++) {
        const struct cap_event *event = &work->cap_events[i];
        const struct plan_cap *cap = event->cap;
        if (!is_of_award(work, event, award)) {
            continue;
        }
        bool is_period = cap->scope == PLAN_CAP_PARTNER || cap->scope == PLAN_CAP_PROGRAM;
        json_begin_object(w);
        put_minor(w, work, "after", event->after);
        put_minor(w, work, "before", event->before);
        if (is_period) {
            put_rate(w, work, "beyond", cap->beyond);
        }
        put_minor(w, work, "limit", event->limit);
        json_put_int64(w, "line", cap->line);
        if (is_period) {
            json_put_text(w, "period", text_of(period_code(cap->period)));
        }
        if (cap->is_rate) {
            put_rate(w, work, "rate", cap->rate);
        }
        json_put_text(w, "scope", text_of(scopes[cap->scope]));
        json_put_text(w, "text", cap->source);
        if (cap->scope != PLAN_CAP_SALE) {
            put_minor(w, work, "used", event->used);
        }
        json_end_object(w);
    }
    json_end_array(w);
}

// "2/5": which part of the commission.
static void put_weight(struct json_writer *w, const struct working *work, int64_t weight, int64_t sum)
{
    int64_t common = (int64_t)greatest_common_divisor((__uint128_t)sum, (__uint128_t)weight);
    json_put_text(w, "weight",
                  text_format(work->arena, "%lld/%lld", (long long)(weight / common), (long long)(sum / common)));
}

static void put_award(struct json_writer *w, const struct working *work, const struct derive_award *award)
{
    if (award == NULL) {
        json_put_null(w, "award");
        return;
    }
    size_t index = (size_t)(award - work->awards);
    json_name(w, "award");
    json_begin_object(w);
    if (award->role != DERIVE_LEVEL && work->weights != NULL) {
        json_put_bool(w, "agreed", work->facts->split_count > 0);
    }
    if (award->role == DERIVE_LEVEL) {
        json_put_int64(w, "level", award->level);
    }
    json_put_text(w, "role", text_of(derive_role_text(award->role)));
    if (award->role != DERIVE_LEVEL && work->weights != NULL) {
        int64_t sum = 0;
        for (size_t i = 0; i < work->group_count; i++) {
            sum += work->weights[i];
        }
        put_minor(w, work, "shared", work->shared);
        put_weight(w, work, work->weights[index], sum);
    }
    json_end_object(w);
}

static void put_contained(struct json_writer *w, const struct working *work, const char *name, bool is_taken_out)
{
    bool is_tax = name[0] == 't';
    struct money sum = is_tax ? work->facts->tax : work->facts->shipping;
    json_name(w, name);
    json_begin_object(w);
    put_minor(w, work, "amount", sum.minor);
    json_put_bool(w, "taken_out", is_taken_out);
    json_end_object(w);
}

// The clause that pays a level, and what came out of it.
static void put_level(struct json_writer *w, const struct working *work, const struct level_part *part)
{
    static const char *const bases[] = {
        [PLAN_OF_SALE] = "sale", [PLAN_OF_COMMISSION] = "commission", [PLAN_OF_NOTHING] = "nothing"};
    const struct plan_level *clause = part->clause;
    json_name(w, "level");
    json_begin_object(w);
    if (clause->base == PLAN_OF_COMMISSION) {
        put_minor(w, work, "base", work->commission);
    } else if (clause->base == PLAN_OF_SALE) {
        struct fraction base = {.numerator = wide_times(wide_of(work->factor), work->unit), .divisor = part->divisor};
        base.numerator = wide_times(base.numerator, (__uint128_t)EXACT_PER_MINOR);
        put_fraction(w, work, "base", "base_rest", base);
    }
    if (clause->value.kind == PLAN_FIXED) {
        json_put_text(w, "fixed", exact_text(work->arena, clause->value.fixed));
    }
    json_put_bool(w, "individual", work->plans[part->plan_index].is_individual);
    json_put_int64(w, "line", clause->line);
    json_put_int64(w, "number", work->plans[part->plan_index].number);
    json_put_text(w, "of", text_of(bases[clause->base]));
    if (clause->value.kind == PLAN_PERCENT) {
        put_rate(w, work, "rate", clause->value.rate);
    }
    json_put_text(w, "text", clause->source);
    json_end_object(w);
}

static void put_rewards(struct json_writer *w, const struct working *work)
{
    json_name(w, "rewards");
    json_begin_array(w);
    for (size_t i = 0; i < work->reward_count; i++) {
        const struct derive_reward *reward = &work->rewards[i];
        json_begin_object(w);
        json_put_int64(w, "line", reward->line);
        json_put_text(w, "name", reward->name);
        json_put_int64(w, "quantity", reward->quantity);
        json_put_text(w, "reward", text_of(derive_reward_text(reward->kind)));
        json_end_object(w);
    }
    json_end_array(w);
}

static void put_hold(struct json_writer *w, const struct working *work, const struct derive_award *award)
{
    bool is_own = award != NULL && award->due_at.ms != work->facts->occurred_at.ms + work->hold_days * DAY_MS;
    int64_t days = award == NULL ? work->hold_days : (award->due_at.ms - work->facts->occurred_at.ms) / DAY_MS;
    json_name(w, "hold");
    json_begin_object(w);
    json_put_int64(w, "days", days);
    json_put_text(w, "from", is_own ? TEXT("level") : text_of(work->hold_from));
    json_end_object(w);
}

struct text derive_json(struct working *work, const struct derive_award *award, int64_t *ret_best_minor)
{
    struct buf buf = buf_new(work->arena, SIZE_MAX / 8);
    struct json_writer writer = json_writer_new(&buf);
    struct json_writer *w = &writer;
    const struct derive_facts *facts = work->facts;
    const struct plan *plan = work->payer == NO_PLAN ? NULL : work->plans[work->payer].plan;
    bool is_level = award != NULL && award->role == DERIVE_LEVEL;
    const struct level_part *part = is_level ? &work->levels[(size_t)(award - work->awards) - work->group_count] : NULL;
    struct instant due_at =
        award == NULL ? (struct instant){facts->occurred_at.ms + work->hold_days * DAY_MS} : award->due_at;
    struct fraction exact = is_level ? (struct fraction){part->amount, part->divisor} : of_divisor(work, work->total);
    json_begin_object(w);
    put_minor(w, work, "amount", facts->amount.minor);
    put_award(w, work, award);
    json_put_text(w, "base",
                  plan != NULL && plan->is_base_before_discount ? TEXT("before_discount") : TEXT("after_discount"));
    if (!is_level) {
        put_best(w, work, ret_best_minor);
    }
    put_caps(w, work, award);
    put_minor(w, work, "commission", award == NULL ? 0 : award->amount.minor);
    json_put_text(w, "currency", currency_text(&facts->currency));
    put_day(w, work, "day", facts->local_day);
    put_minor(w, work, "discount", facts->discount.minor);
    json_put_text(w, "due_at", instant_text(work->arena, due_at));
    put_fraction(w, work, "exact", "exact_rest", exact);
    json_put_int64(w, "format", work->format);
    json_put_text(w, "goal", facts->goal);
    put_hold(w, work, award);
    json_put_text(w, "items", minor_text(work, work->items));
    if (is_level) {
        put_level(w, work, part);
    }
    json_put_text(w, "occurred_at", instant_text(work->arena, facts->occurred_at));
    if (!is_level) {
        put_plans(w, work);
    }
    put_minor(w, work, "refunded", work->refunded);
    json_put_bool(w, "rejected", facts->is_rejected);
    put_minor(w, work, "remaining", work->remaining);
    if (!is_level) {
        put_rewards(w, work);
    }
    put_minor(w, work, "rounded", is_level ? part->rounded : work->rounded);
    json_put_text(w, "rounding", work->rounding == ROUND_HALF_EVEN ? TEXT("half_even") : TEXT("half_away"));
    put_contained(w, work, "shipping", plan != NULL && plan->is_base_without_shipping);
    put_contained(w, work, "tax", plan != NULL && plan->is_base_without_tax);
    json_end_object(w);
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}
