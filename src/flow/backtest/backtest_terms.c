// SPDX-License-Identifier: Apache-2.0
// The plans that the events of a backtest were accepted under, and recruiters as they are today. What threads find is
// kept for both: with the lock.
#include "backtest/backtest_private.h"

#include "conversion/conversion_facts.h"
#include "format/encode.h"
#include "partner/partner.h"

// ---- plans ----

static int64_t bits_of(const struct plan_needs *needs)
{
    int64_t bits = 0;
    for (int period = 0; period < PLAN_PERIOD_COUNT; period++) {
        bits |= needs->volumes[period] ? NEED_VOLUME(period) : 0;
        bits |= needs->whole_periods[period] ? NEED_WHOLE(period) : 0;
        bits |= needs->bonuses[period] ? NEED_BONUS(period) : 0;
    }
    bits |= needs->is_customer_history ? NEED_CUSTOMER : 0;
    bits |= needs->is_partner_caps || needs->is_budget ? NEED_CAP : 0;
    return bits;
}

static void add_until(struct backtest_history *history, int64_t day)
{
    for (size_t i = 0; i < history->until_count; i++) {
        if (history->until_days[i] == day) {
            return;
        }
    }
    if (history->until_count < BACKTEST_UNTIL_MAX) {
        history->until_days[history->until_count++] = day;
    }
}

static bool is_per_item(const struct plan_rule *rule)
{
    bool is = rule->value.kind == PLAN_FIXED_PER_ITEM;
    for (size_t i = 0; i < rule->tiers.count; i++) {
        is = is || rule->tiers.list[i].value.kind == PLAN_FIXED_PER_ITEM;
    }
    return is;
}

static void look_at(struct backtest_work *work, const struct plan *plan)
{
    struct plan_needs needs = {.upline_depth = 0};
    plan_needs_add(plan, TEXT("sale"), &needs);
    plan_needs_add(plan, TEXT("lead"), &needs);
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event == PLAN_ON_GOAL) {
            plan_needs_add(plan, rule->goal, &needs);
        }
        work->is_any_item = work->is_any_item || rule->items != NULL || rule->condition != NULL || is_per_item(rule);
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        work->is_any_item = work->is_any_item || plan->levels[i].condition != NULL;
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        const struct plan_target *target = &plan->bonuses[i].target;
        plan_needs_add(plan, target->goal, &needs);
        if (!plan->bonuses[i].is_per_event && target->period == PLAN_UNTIL) {
            add_until(&work->history, target->until_day);
        }
    }
    for (size_t i = 0; i < plan->cap_count; i++) {
        const struct plan_cap *cap = &plan->caps[i];
        bool is_of_period = cap->scope == PLAN_CAP_PARTNER || cap->scope == PLAN_CAP_PROGRAM;
        work->cap_periods[cap->period] = work->cap_periods[cap->period] || is_of_period;
    }
    work->needs |= bits_of(&needs);
    work->is_any_forgiven = work->is_any_forgiven || plan->is_refund_forgiven;
    work->is_any_cap = work->is_any_cap || (work->needs & NEED_CAP) != 0;
}

enum rc backtest_plans_read(struct backtest_work *work)
{
    struct sql_backtest_plans_in in = {.program_id = work->ask->program_id};
    struct sql_backtest_plans_row *rows;
    bool is_any_recorded = false;
    size_t count;
    TRY(sql_backtest_plans(work->flow->db, work->state, &in, &rows, &count));
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        const struct plan *plan = work->ask->drafts[d].plan;
        is_any_recorded = is_any_recorded || plan == NULL;
        if (plan != NULL) {
            look_at(work, plan);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct plan *plan;
        struct plan_error error;
        if (text_is_empty(rows[i].plan_text) || (!rows[i].is_individual && !is_any_recorded)) {
            continue; // individual terms that end there
        }
        if (plan_parse(work->state, rows[i].plan_text, work->currency, &plan, &error) != RC_OK) {
            return fault_internal(work->flow->fault, RC_FAULT, "plan %lld does not read: line %d: %s",
                                  (long long)rows[i].id.v, error.line, error.message);
        }
        look_at(work, plan);
        if (!rows[i].is_individual) {
            continue;
        }
        struct derive_plan *individual = arena_one(work->state, struct derive_plan);
        *individual =
            (struct derive_plan){.plan_id = rows[i].id, .number = rows[i].number, .is_individual = true, .plan = plan};
        textmap_put(&work->individuals, text_format(work->state, "%lld", (long long)rows[i].id.v), individual);
    }
    work->history.needs = work->needs;
    return RC_OK;
}

// Whether what was recorded with the event is what the drafts look at.
static void compare_needs(struct backtest_work *work, struct text goal, const struct commission_plans *recorded,
                          struct backtest_terms *terms)
{
    struct plan_needs had = commission_plans_needs(recorded, goal);
    struct plan_needs wanted = {.upline_depth = 0};
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        struct plan_needs needs = commission_plans_needs(&terms->plans[d], goal);
        wanted.upline_depth = needs.upline_depth > wanted.upline_depth ? needs.upline_depth : wanted.upline_depth;
        wanted.is_matrix = wanted.is_matrix || needs.is_matrix;
        wanted.is_touches = wanted.is_touches || needs.is_touches;
    }
    bool is_same_way = wanted.is_matrix == had.is_matrix;
    terms->has_recruiters = wanted.upline_depth == 0 || (had.upline_depth >= wanted.upline_depth && is_same_way);
    terms->has_touches = had.is_touches || !wanted.is_touches;
    work->is_matrix_missing = work->is_matrix_missing || (wanted.is_matrix && !terms->has_recruiters);
}

static enum rc terms_make(struct backtest_worker *worker, struct text plan_ids, struct text goal,
                          struct backtest_terms *terms)
{
    struct backtest_work *work = worker->work;
    struct commission_plans recorded;
    TRY(commission_plans_read(worker->flow.db, work->state, plan_ids, work->currency, &recorded, &worker->fault));
    const struct derive_plan *individual = NULL;
    struct text rest = plan_ids;
    struct text part;
    while (individual == NULL && !text_is_empty(plan_ids) && text_split(&rest, ',', &part)) {
        individual = textmap_get(&work->individuals, part);
    }
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        struct commission_plans *plans = &terms->plans[d];
        if (work->ask->drafts[d].plan == NULL) {
            *plans = recorded;
            continue;
        }
        if (individual != NULL) {
            plans->list[plans->count++] = *individual;
        }
        // No recorded version has a negative id.
        plans->list[plans->count++] =
            (struct derive_plan){.plan_id = {-1 - (int64_t)d}, .plan = work->ask->drafts[d].plan};
    }
    compare_needs(work, goal, &recorded, terms);
    return RC_OK;
}

// With the lock of the source and of the work.
static enum rc terms_get(struct backtest_worker *worker, const struct conversion *conversion,
                         const struct backtest_terms **ret_terms)
{
    struct backtest_work *work = worker->work;
    struct text key =
        text_format(worker->page, "%.*s %.*s", TEXT_PRINT(conversion->plan_ids), TEXT_PRINT(conversion->goal));
    struct backtest_terms *terms = textmap_get(&work->terms, key);
    if (terms == NULL) {
        terms = arena_one(work->state, struct backtest_terms);
        terms->plan_ids = text_copy(work->state, conversion->plan_ids);
        terms->goal = text_copy(work->state, conversion->goal);
        TRY(terms_make(worker, terms->plan_ids, terms->goal, terms));
        textmap_put(&work->terms, key, terms);
    }
    *ret_terms = terms;
    return RC_OK;
}

// Those of the last few events first: most are the same.
static enum rc terms_of(struct backtest_worker *worker, const struct conversion *conversion,
                        const struct backtest_terms **ret_terms)
{
    for (size_t i = 0; i < BACKTEST_RECENT; i++) {
        const struct backtest_terms *terms = worker->recent[i];
        if (terms != NULL && text_equal(terms->plan_ids, conversion->plan_ids) &&
            text_equal(terms->goal, conversion->goal)) {
            *ret_terms = terms;
            return RC_OK;
        }
    }
    lock_take(&worker->source->lock);
    lock_take(&worker->work->lock);
    enum rc rc = terms_get(worker, conversion, ret_terms);
    lock_give(&worker->work->lock);
    lock_give(&worker->source->lock);
    TRY(rc);
    worker->recent[worker->recent_at++ % BACKTEST_RECENT] = *ret_terms;
    return RC_OK;
}

// ---- recruiters as they are today ----

// An archived one is a gap.
static enum rc recruiter_read(struct backtest_worker *worker, struct partner_id id, struct derive_partner *ret_partner)
{
    struct flow *flow = &worker->flow;
    struct backtest_work *work = worker->work;
    struct partner_facts_question question = {
        .partner_id = id, .program_id = work->ask->program_id, .at = flow->now, .known_at = flow->now};
    TRY(derive_partner_read(flow, work->state, &question, ret_partner));
    ret_partner->partner_id.v = ret_partner->is_active ? id.v : 0;
    return RC_OK;
}

// With the lock of the source and of the work.
static enum rc chain_of(struct backtest_worker *worker, struct partner_id id, const struct backtest_chain **ret_chain)
{
    struct backtest_work *work = worker->work;
    uint64_t at = 0;
    if (map64_get(&work->chains, (uint64_t)id.v, &at)) {
        *ret_chain = (const struct backtest_chain *)(uintptr_t)at;
        return RC_OK;
    }
    struct partner_id *above;
    size_t count;
    TRY(partner_recruiters(worker->flow.db, work->state, id, FACTS_PARTNERS_MAX, &above, &count));
    struct backtest_chain *chain = arena_one(work->state, struct backtest_chain);
    struct derive_partner *list = arena_many(work->state, struct derive_partner, count);
    for (size_t i = 0; i < count; i++) {
        TRY(recruiter_read(worker, above[i], &list[i]));
    }
    *chain = (struct backtest_chain){.list = list, .count = count};
    map64_put(&work->chains, (uint64_t)id.v, (uint64_t)(uintptr_t)chain);
    *ret_chain = chain;
    return RC_OK;
}

enum rc backtest_terms_find(struct backtest_worker *worker, struct backtest_event *event)
{
    const struct conversion *conversion = &event->conversion;
    if (conversion->partner_id.v == 0) {
        return RC_OK;
    }
    TRY(terms_of(worker, conversion, &event->terms));
    worker->without_touches += event->is_inside && !event->terms->has_touches ? 1 : 0;
    if (event->terms->has_recruiters) {
        return RC_OK;
    }
    worker->without_recruiters += event->is_inside ? 1 : 0;
    lock_take(&worker->source->lock);
    lock_take(&worker->work->lock);
    enum rc rc = chain_of(worker, conversion->partner_id, &event->chain);
    lock_give(&worker->work->lock);
    lock_give(&worker->source->lock);
    return rc;
}
