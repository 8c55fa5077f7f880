// SPDX-License-Identifier: Apache-2.0
// One event of a backtest: what each draft would have paid for it. Needs no database.
#include "backtest/backtest_private.h"

#include "core/bug.h"

#define STRESS_COUNT ((int64_t)1000000000000)

int64_t backtest_month_of(int64_t local_day)
{
    struct civil civil = civil_of_instant((struct instant){local_day * DAY_MS});
    return (int64_t)civil.year * 12 + civil.month - 1;
}

static void stress(struct arena *arena, struct derive_facts *facts)
{
    struct derive_volume *volumes = arena_many(arena, struct derive_volume, facts->volume_count);
    for (size_t i = 0; i < facts->volume_count; i++) {
        struct money all = {.minor = MONEY_MINOR_MAX, .currency = facts->currency};
        volumes[i] = facts->volumes[i];
        volumes[i].count_before = volumes[i].count_all = STRESS_COUNT;
        volumes[i].sum_before = volumes[i].sum_all = all;
    }
    facts->volumes = volumes;
}

// ---- caps of periods: first come, first served in the canonical order ----

struct cap_use {
    int64_t *used; // kept
    struct partner_id partner_id;
};

struct cap_round {
    struct backtest_work *work;
    struct arena *scratch;
    const struct backtest_event *event;
    const struct commission_plans *plans;
    size_t draft;
    const struct partner_id *beneficiaries;
    size_t beneficiary_count;
    struct derive_cap_use *list;
    struct cap_use *uses;
    size_t count;
};

static void add_use(struct cap_round *round, size_t plan_index, const struct plan_cap *cap, struct partner_id id)
{
    struct backtest_work *work = round->work;
    int64_t first, last;
    period_days(cap->period, round->event->conversion.local_day, &first, &last);
    struct text key =
        text_format(round->scratch, "%zu,%lld,%d,%lld,%lld", round->draft,
                    (long long)round->plans->list[plan_index].plan_id.v, cap->line, (long long)id.v, (long long)first);
    int64_t *used = textmap_get(&work->cap_uses, key);
    if (used == NULL) {
        used = arena_one(work->counters, int64_t);
        textmap_put(&work->cap_uses, key, used);
    }
    round->uses[round->count] = (struct cap_use){.used = used, .partner_id = id};
    round->list[round->count++] = (struct derive_cap_use){.plan_index = plan_index,
                                                          .cap_line = cap->line,
                                                          .partner_id = id,
                                                          .used_before = {.minor = *used, .currency = work->currency}};
}

static void caps_before(struct cap_round *round, struct derive_facts *facts)
{
    struct arena *arena = round->scratch;
    size_t most = 0;
    for (size_t p = 0; p < round->plans->count; p++) {
        most += round->plans->list[p].plan->cap_count * (round->beneficiary_count + 1);
    }
    round->list = arena_many(arena, struct derive_cap_use, most);
    round->uses = arena_many(arena, struct cap_use, most);
    for (size_t p = 0; p < round->plans->count; p++) {
        const struct plan *plan = round->plans->list[p].plan;
        for (size_t i = 0; i < plan->cap_count; i++) {
            const struct plan_cap *cap = &plan->caps[i];
            if (cap->scope == PLAN_CAP_PROGRAM) {
                add_use(round, p, cap, (struct partner_id){0});
            }
            for (size_t k = 0; cap->scope == PLAN_CAP_PARTNER && k < round->beneficiary_count; k++) {
                add_use(round, p, cap, round->beneficiaries[k]);
            }
        }
    }
    facts->cap_uses = round->list;
    facts->cap_use_count = round->count;
}

static void caps_after(struct cap_round *round, const struct derived *derived)
{
    for (size_t i = 0; i < round->count; i++) {
        for (size_t k = 0; k < derived->award_count; k++) {
            const struct derive_award *award = &derived->awards[k];
            bool is_his = round->uses[i].partner_id.v == 0 || round->uses[i].partner_id.v == award->partner_id.v;
            *round->uses[i].used += is_his ? award->amount.minor : 0;
        }
    }
}

static void add_beneficiary(struct partner_id *list, size_t *count, struct partner_id id)
{
    bool is_new = id.v != 0;
    for (size_t i = 0; i < *count; i++) {
        is_new = is_new && list[i].v != id.v;
    }
    if (is_new) {
        list[(*count)++] = id;
    }
}

// Everybody whom the event may pay by the facts that are derived from.
static struct partner_id *beneficiaries(struct arena *arena, const struct derive_facts *facts, size_t *ret_count)
{
    struct partner_id *list =
        arena_many(arena, struct partner_id, 1 + facts->split_count + facts->touch_count + facts->upline_count);
    *ret_count = 0;
    add_beneficiary(list, ret_count, facts->partner.partner_id);
    for (size_t i = 0; i < facts->split_count; i++) {
        add_beneficiary(list, ret_count, facts->splits[i].partner.partner_id);
    }
    for (size_t i = 0; i < facts->touch_count; i++) {
        add_beneficiary(list, ret_count, facts->touches[i].partner_id);
    }
    for (size_t i = 0; i < facts->upline_count; i++) {
        add_beneficiary(list, ret_count, facts->uplines[i].partner_id);
    }
    return list;
}

// ---- one event ----

static struct backtest_award *awards_of(struct arena *arena, const struct derived *derived)
{
    struct backtest_award *list = arena_many(arena, struct backtest_award, derived->award_count);
    for (size_t i = 0; i < derived->award_count; i++) {
        list[i] = (struct backtest_award){.partner_id = derived->awards[i].partner_id,
                                          .amount_minor = derived->awards[i].amount.minor,
                                          .line = derived->awards[i].line,
                                          .is_individual = derived->awards[i].plan_id.v > 0};
    }
    return list;
}

static void derive_draft(struct backtest_worker *worker, const struct backtest_event *event, size_t draft,
                         struct derive_facts *facts, struct derived *derived)
{
    struct backtest_work *work = worker->work;
    const struct commission_plans *plans = &event->terms->plans[draft];
    struct cap_round round = {.work = work, .scratch = worker->scratch, .event = event, .plans = plans, .draft = draft};
    if (work->is_any_cap) {
        round.beneficiaries = beneficiaries(worker->scratch, facts, &round.beneficiary_count);
        caps_before(&round, facts);
    }
    commission_derive(worker->scratch, facts, plans->list, plans->count, DERIVE_AMOUNTS, derived);
    caps_after(&round, derived);
}

static void derive_event(struct backtest_worker *worker, const struct backtest_event *event)
{
    const struct backtest_ask *ask = worker->work->ask;
    const struct conversion *conversion = &event->conversion;
    struct commission_event recorded = {.conversion = conversion,
                                        .items = event->items,
                                        .item_count = event->item_count,
                                        .plans = &event->terms->plans[0]};
    struct derive_facts facts;
    arena_reset(worker->scratch);
    commission_facts_of(worker->scratch, &recorded, event->facts, &event->history, &facts);
    if (event->chain != NULL) {
        facts.uplines = event->chain->list;
        facts.upline_count = event->chain->count;
    }
    if (ask->is_stress) {
        stress(worker->scratch, &facts);
    }
    struct backtest_outcome outcome = {.month = backtest_month_of(conversion->local_day),
                                       .is_rejected = facts.is_rejected,
                                       .booked = event->booked,
                                       .booked_count = event->booked_count};
    int64_t refunded = conversion->refunded.minor;
    outcome.sales_minor =
        conversion->amount.minor - (refunded < conversion->amount.minor ? refunded : conversion->amount.minor);
    for (size_t d = 0; d < ask->draft_count; d++) {
        struct derived derived;
        derive_draft(worker, event, d, &facts, &derived);
        outcome.drafts[d] = awards_of(worker->scratch, &derived);
        outcome.draft_award_counts[d] = derived.award_count;
    }
    if (event->is_inside) {
        backtest_sum_add(&worker->sum, &outcome);
    }
}

void backtest_event_count(struct backtest_worker *worker, struct backtest_event *event)
{
    struct backtest_work *work = worker->work;
    if (event->terms != NULL) {
        backtest_history_read(&work->history, worker->page, &event->conversion, &event->history);
        if (work->is_any_cap) {
            derive_event(worker, event);
        }
    }
    backtest_history_add(&work->history, &event->conversion);
}

void backtest_event_derive(struct backtest_worker *worker, const struct backtest_event *event)
{
    if (event->terms != NULL && event->is_inside && !worker->work->is_any_cap) {
        derive_event(worker, event);
    }
}
