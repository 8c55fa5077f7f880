// SPDX-License-Identifier: Apache-2.0
// A partner's first months under a plan.
#include "commission/plan_calculate.h"

#include "core/bug.h"

#define WEEKS 4 // of a month
#define CAP_USES_MAX 16
#define DAYS_OF_MONTH 31                          // only tells periods apart
#define AMOUNT_MINOR_MAX (MONEY_MINOR_MAX / 1000) // so that no sum of all orders passes 64 bits

// A partner's volume, and what a cap used, in one period so far.
struct running {
    int64_t index; // which week, month …; another one begins from nothing
    int64_t count;
    int64_t sum_minor;
    int64_t earned_minor;
};

struct calculation {
    struct arena *arena; // of one order; given back after each
    const struct derive_plan *plans;
    size_t plan_count;
    const struct calculate_input *input;
    struct running periods[PLAN_PERIOD_COUNT];
    struct calculated *result;
};

static int64_t week_of(const struct calculation *work, int64_t order)
{
    return order * WEEKS / (work->input->orders > 0 ? work->input->orders : 1);
}

static int64_t index_of(const struct calculation *work, enum plan_period period, int64_t month, int64_t order)
{
    switch (period) {
    case PLAN_WEEK:
        return month * WEEKS + week_of(work, order);
    case PLAN_MONTH:
        return month;
    case PLAN_QUARTER:
        return month / 3;
    case PLAN_YEAR:
        return month / 12;
    case PLAN_ALL_TIME:
    case PLAN_UNTIL:
    case PLAN_PERIOD_COUNT:
        break;
    }
    return 0;
}

// How many orders the period of this one has in all: whole months, or the week's part of them.
static int64_t count_all(const struct calculation *work, enum plan_period period, int64_t month, int64_t order)
{
    int64_t orders = work->input->orders;
    int64_t months = work->input->months;
    if (period == PLAN_WEEK) {
        int64_t count = 0;
        for (int64_t i = 0; i < orders; i++) {
            count += week_of(work, i) == week_of(work, order) ? 1 : 0;
        }
        return count;
    }
    int64_t length = period == PLAN_MONTH ? 1 : period == PLAN_QUARTER ? 3 : period == PLAN_YEAR ? 12 : months;
    int64_t from = month / length * length;
    return orders * (from + length > months ? months - from : length);
}

static struct money of_currency(const struct calculation *work, int64_t minor)
{
    return (struct money){.minor = minor, .currency = work->input->amount.currency};
}

static size_t volumes_of(struct calculation *work, int64_t month, int64_t order, struct derive_volume *volumes)
{
    for (enum plan_period p = 0; p < PLAN_PERIOD_COUNT; p++) {
        struct running *running = &work->periods[p];
        int64_t index = index_of(work, p, month, order);
        if (index != running->index) {
            *running = (struct running){.index = index};
        }
        int64_t all = count_all(work, p, month, order);
        volumes[p] = (struct derive_volume){.goal = work->input->goal,
                                            .period = p,
                                            .count_before = running->count,
                                            .count_all = all,
                                            .sum_before = of_currency(work, running->sum_minor),
                                            .sum_all = of_currency(work, all * work->input->amount.minor)};
    }
    return PLAN_PERIOD_COUNT;
}

static size_t cap_uses_of(const struct calculation *work, struct derive_cap_use *uses)
{
    size_t count = 0;
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->cap_count && count < CAP_USES_MAX; i++) {
            if (plan->caps[i].scope == PLAN_CAP_PARTNER) {
                uses[count++] = (struct derive_cap_use){
                    .plan_index = p,
                    .cap_line = plan->caps[i].line,
                    .partner_id = work->input->partner.partner_id,
                    .used_before = of_currency(work, work->periods[plan->caps[i].period].earned_minor)};
            }
        }
    }
    return count;
}

static int64_t order_earns(struct calculation *work, int64_t month, int64_t order)
{
    const struct calculate_input *input = work->input;
    struct derive_volume volumes[PLAN_PERIOD_COUNT];
    struct derive_cap_use uses[CAP_USES_MAX];
    struct derive_facts facts = {.goal = input->goal,
                                 .currency = input->amount.currency,
                                 .amount = input->amount,
                                 .discount = of_currency(work, 0),
                                 .tax = of_currency(work, 0),
                                 .shipping = of_currency(work, 0),
                                 .refunded = of_currency(work, 0),
                                 .occurred_at = {input->local_day * DAY_MS},
                                 .local_day = input->local_day,
                                 .partner = input->partner,
                                 .is_customer_known = true,
                                 .is_customer_new = month == 0 || !text_equal_ignore_case(input->goal, TEXT("sale")),
                                 .payment_number = (int)month + 1,
                                 .month_number = (int)month + 1,
                                 .usage = -1,
                                 .volumes = volumes,
                                 .cap_uses = uses};
    facts.volume_count = volumes_of(work, month, order, volumes);
    facts.cap_use_count = cap_uses_of(work, uses);
    struct derived derived;
    commission_derive(work->arena, &facts, work->plans, work->plan_count, DERIVE_AMOUNTS, &derived);
    int64_t earned = derive_credited_amount(&derived).minor;
    for (enum plan_period p = 0; p < PLAN_PERIOD_COUNT; p++) {
        work->periods[p].count++;
        work->periods[p].sum_minor += input->amount.minor;
        work->periods[p].earned_minor += earned;
    }
    return earned;
}

// ---- bonuses ----

// Volumes of all periods of one length that the months have.
static size_t bonus_volumes_of(const struct calculation *work, enum plan_period period, struct bonus_volume *volumes)
{
    const struct calculate_input *input = work->input;
    size_t count = 0;
    int64_t last = INT64_MIN;
    for (int64_t month = 0; month < input->months; month++) {
        for (int64_t week = 0; week < (period == PLAN_WEEK ? WEEKS : 1); week++) {
            int64_t order = (week * input->orders + WEEKS - 1) / WEEKS; // the first of the week
            int64_t index = index_of(work, period, month, order);
            int64_t all = count_all(work, period, month, order);
            if (index == last || order >= input->orders) {
                continue;
            }
            last = index;
            volumes[count++] = (struct bonus_volume){.goal = input->goal,
                                                     .period = period,
                                                     .first_day = index * DAYS_OF_MONTH,
                                                     .count = all,
                                                     .sum = of_currency(work, all * input->amount.minor)};
        }
    }
    return count;
}

static size_t until_volumes_of(const struct calculation *work, struct bonus_volume *volumes, size_t room)
{
    size_t count = 0;
    int64_t all = work->input->orders * work->input->months;
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->bonus_count && count < room; i++) {
            const struct plan_target *target = &plan->bonuses[i].target;
            if (target->period == PLAN_UNTIL && target->until_day >= work->input->local_day) {
                volumes[count++] = (struct bonus_volume){.goal = work->input->goal,
                                                         .period = PLAN_UNTIL,
                                                         .until_day = target->until_day,
                                                         .count = all,
                                                         .sum = of_currency(work, all * work->input->amount.minor)};
            }
        }
    }
    return count;
}

static void add_gift(struct calculated *result, const struct bonus_award *award)
{
    if (result->gift_count < CALCULATE_GIFTS_MAX) {
        result->gifts[result->gift_count++] = (struct calculate_gift){
            .kind = award->reward, .name = award->reward_name, .quantity = award->quantity * award->times};
    }
}

static enum rc add_bonuses(struct arena *arena, struct calculation *work)
{
    const struct calculate_input *input = work->input;
    size_t room = (size_t)CALCULATE_MONTHS_MAX * (WEEKS + 4) + PLAN_RULES_MAX;
    struct bonus_volume *volumes = arena_many(arena, struct bonus_volume, room);
    size_t count = 0;
    for (enum plan_period p = 0; p <= PLAN_ALL_TIME; p++) {
        count += bonus_volumes_of(work, p, volumes + count);
    }
    count += until_volumes_of(work, volumes + count, PLAN_RULES_MAX);
    struct bonus_facts facts = {.currency = input->amount.currency,
                                .local_day = input->local_day,
                                .partner = input->partner,
                                .volumes = volumes,
                                .volume_count = count};
    struct bonus_derived derived;
    bonus_derive(arena, &facts, work->plans, work->plan_count, &derived);
    for (size_t i = 0; i < derived.award_count; i++) {
        const struct bonus_award *award = &derived.awards[i];
        if (award->is_in_kind) {
            add_gift(work->result, award);
            continue;
        }
        int64_t minor = 0;
        TRY(int64_times_divided(award->amount.minor, award->times, 1, ROUND_HALF_AWAY, &minor));
        TRY(money_add(work->result->bonuses, of_currency(work, minor), &work->result->bonuses));
    }
    return RC_OK;
}

static enum rc add_clicks(struct calculation *work)
{
    const struct calculate_input *input = work->input;
    for (size_t p = 0; p < work->plan_count; p++) {
        int line = 0;
        struct exact rate = plan_click_rate(work->plans[p].plan, input->amount.currency, /* is_unique= */ true, &line);
        if (line != 0) {
            return exact_round(exact_times(rate, input->clicks), work->plans[p].plan->rounding, &work->result->clicks);
        }
    }
    return RC_OK;
}

enum rc plan_calculate(struct arena *arena, const struct derive_plan *plans, size_t plan_count,
                       const struct calculate_input *input, struct calculated *ret_calculated)
{
    BUG_ON(input->orders < 0 || input->orders > CALCULATE_ORDERS_MAX || input->months < 1 ||
           input->months > CALCULATE_MONTHS_MAX || input->clicks < 0 || input->clicks > CALCULATE_CLICKS_MAX);
    struct calculated result = {.gift_count = 0};
    struct calculation work = {.plans = plans, .plan_count = plan_count, .input = input, .result = &result};
    result.first_order = result.first_month = result.later = result.bonuses = result.clicks = result.total =
        of_currency(&work, 0);
    if (input->amount.minor > AMOUNT_MINOR_MAX) {
        return RC_REFUSED;
    }
    AUTO_ARENA scratch = arena_new((size_t)4 << 20);
    work.arena = scratch;
    for (int64_t month = 0; month < input->months; month++) {
        for (int64_t order = 0; order < input->orders; order++) {
            arena_reset(scratch);
            int64_t earned = order_earns(&work, month, order);
            struct money *sum = month == 0 ? &result.first_month : &result.later;
            TRY(money_add(*sum, of_currency(&work, earned), sum));
            if (month == 0 && order == 0) {
                result.first_order.minor = earned;
            }
        }
    }
    TRY(add_bonuses(arena, &work));
    TRY(add_clicks(&work));
    const struct money *const parts[] = {&result.first_month, &result.later, &result.bonuses, &result.clicks};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        TRY(money_add(result.total, *parts[i], &result.total));
    }
    *ret_calculated = result;
    return RC_OK;
}
