// SPDX-License-Identifier: Apache-2.0
// Plain orders through the engine; see plan_samples.h.
#include "commission/plan_samples.h"

#include "commission/plan_check.h"

#define SCRATCH_BYTES ((size_t)4 << 20)

struct sampling {
    struct arena *arena;
    const struct plan *plan;
    struct money amount;
    struct plan_sample *list;
    size_t count;
};

static bool is_paid_by_amount(const struct plan *plan, struct text goal)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, goal) &&
            rule->value.kind == PLAN_PERCENT) {
            return true;
        }
    }
    return text_equal(goal, TEXT("sale"));
}

// tier: NULL for the plain order.
static void add(struct sampling *work, struct text goal, const struct plan_tiers *tiers, const struct plan_tier *tier)
{
    if (work->count == PLAN_SAMPLES_MAX) {
        return;
    }
    struct money none = {.minor = 0, .currency = work->plan->currency};
    struct plan_sample sample = {.goal = goal,
                                 .amount = is_paid_by_amount(work->plan, goal) ? work->amount : none,
                                 .sum_before = none,
                                 .by_levels = none};
    struct plan_example_volume volume = {.count_before = -1, .sum_before = {.minor = -1}};
    struct plan_example example = {.goal = goal,
                                   .amount = sample.amount,
                                   .discount = none,
                                   .tax = none,
                                   .shipping = none,
                                   .refunded = none,
                                   .usage = -1,
                                   .recruiter_count = -1};
    if (tier != NULL) {
        sample.has_volume = true;
        sample.is_by_sum = tiers->is_by_sum;
        sample.period = tiers->period;
        sample.count_before = tiers->is_by_sum ? 0 : tier->from_count - 1;
        sample.sum_before = tiers->is_by_sum ? tier->from_sum : none;
        volume.period = tiers->period;
        volume.count_before = tiers->is_by_sum ? -1 : sample.count_before;
        volume.sum_before.minor = tiers->is_by_sum ? tier->from_sum.minor : -1;
        volume.sum_before.currency = work->plan->currency;
        example.volumes = &volume;
        example.volume_count = 1;
    }
    struct derive_facts facts = plan_example_facts(work->arena, work->plan, &example);
    struct derive_plan plans[] = {{.number = 1, .plan = work->plan}};
    struct derived derived;
    commission_derive(work->arena, &facts, plans, 1, DERIVE_AMOUNTS, &derived);
    sample.earned = derive_credited_amount(&derived);
    for (size_t i = 0; i < derived.award_count; i++) {
        if (derived.awards[i].role == DERIVE_LEVEL && derived.awards[i].amount.minor > 0) {
            sample.by_levels.minor += derived.awards[i].amount.minor;
            sample.level_count++;
        }
    }
    work->list[work->count++] = sample;
}

static bool is_sampled(const struct sampling *work, struct text goal)
{
    for (size_t i = 0; i < work->count; i++) {
        if (text_equal_ignore_case(work->list[i].goal, goal)) {
            return true;
        }
    }
    return false;
}

static void sample_goal(struct sampling *work, struct text goal)
{
    add(work, goal, NULL, NULL);
    for (size_t i = 0; i < work->plan->rule_count; i++) {
        const struct plan_rule *rule = &work->plan->rules[i];
        if (rule->event != PLAN_ON_GOAL || !text_equal_ignore_case(rule->goal, goal) || rule->condition != NULL) {
            continue;
        }
        for (size_t t = 0; t < rule->tiers.count; t++) {
            add(work, goal, &rule->tiers, &rule->tiers.list[t]);
        }
    }
}

void plan_samples(struct arena *arena, const struct plan *plan, struct money amount, struct plan_sample **ret_list,
                  size_t *ret_count)
{
    struct sampling work = {.arena = arena, .plan = plan, .amount = amount};
    work.list = arena_many(arena, struct plan_sample, PLAN_SAMPLES_MAX);
    bool is_goal_named = false;
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event != PLAN_ON_GOAL) {
            continue;
        }
        is_goal_named = true;
        if (!is_sampled(&work, rule->goal)) {
            sample_goal(&work, rule->goal);
        }
    }
    if (!is_goal_named && plan->level_count > 0) {
        add(&work, TEXT("sale"), NULL, NULL);
    }
    *ret_list = work.list;
    *ret_count = work.count;
}

// ---- the curve ----

// The rule whose tiers say where the plan bends; NULL when there is none.
static const struct plan_rule *tiered_rule(const struct plan *plan)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, TEXT("sale")) &&
            rule->condition == NULL && rule->tiers.count > 0) {
            return rule;
        }
    }
    return NULL;
}

static int64_t orders_to_look_at(const struct plan_tiers *tiers, struct money amount)
{
    const struct plan_tier *last = &tiers->list[tiers->count - 1];
    int64_t bend = tiers->is_by_sum ? last->from_sum.minor / amount.minor + 1 : last->from_count;
    int64_t orders = bend > PLAN_CURVE_ORDERS_MAX ? PLAN_CURVE_ORDERS_MAX : bend + bend / 2 + 5;
    return orders > PLAN_CURVE_ORDERS_MAX ? PLAN_CURVE_ORDERS_MAX : orders;
}

// What the k-th of n orders of the period earns.
static int64_t earned_at(struct arena *scratch, const struct plan *plan, struct money amount, int64_t k, int64_t n)
{
    arena_reset(scratch);
    struct money none = {.minor = 0, .currency = plan->currency};
    struct plan_example example = {.goal = TEXT("sale"),
                                   .amount = amount,
                                   .discount = none,
                                   .tax = none,
                                   .shipping = none,
                                   .refunded = none,
                                   .usage = -1,
                                   .recruiter_count = -1};
    struct derive_facts facts = plan_example_facts(scratch, plan, &example);
    struct derive_volume volumes[PLAN_PERIOD_COUNT];
    for (int p = 0; p < PLAN_PERIOD_COUNT; p++) {
        volumes[p] =
            (struct derive_volume){.goal = facts.goal,
                                   .period = (enum plan_period)p,
                                   .count_before = k - 1,
                                   .count_all = n,
                                   .sum_before = {.minor = (k - 1) * amount.minor, .currency = amount.currency},
                                   .sum_all = {.minor = n * amount.minor, .currency = amount.currency}};
    }
    facts.volumes = volumes;
    facts.volume_count = PLAN_PERIOD_COUNT;
    struct derive_plan plans[] = {{.number = 1, .plan = plan}};
    struct derived derived;
    commission_derive(scratch, &facts, plans, 1, DERIVE_AMOUNTS, &derived);
    return derive_credited_amount(&derived).minor;
}

void plan_curve(const struct plan *plan, const struct plan *shape, struct money amount, struct plan_curve *ret_curve)
{
    *ret_curve = (struct plan_curve){.count = 0};
    const struct plan_rule *bent = tiered_rule(shape);
    if (bent == NULL) {
        return;
    }
    ret_curve->period = bent->tiers.period;
    int64_t orders = orders_to_look_at(&bent->tiers, amount);
    int64_t step = (orders + PLAN_CURVE_POINTS_MAX - 1) / PLAN_CURVE_POINTS_MAX;
    AUTO_ARENA scratch = arena_new(SCRATCH_BYTES);
    for (int64_t n = step; n <= orders; n += step) {
        int64_t sum = 0;
        for (int64_t k = 1; k <= n; k++) {
            sum += earned_at(scratch, plan, amount, k, n);
        }
        ret_curve->orders[ret_curve->count] = n;
        ret_curve->earned[ret_curve->count++] = sum;
    }
}
