// SPDX-License-Identifier: Apache-2.0
// Accrual of clicks; see click_accrue.h.
#include "click/click_accrue.h"

#include "click/click_earnings.h"
#include "click/click_id.h"
#include "commission/commission_facts.h"
#include "commission/commission_step.h"
#include "report/performance.h"
#include "settlement/charge_life.h"

#define CLICK_PAGE 100
#define BUSY_AGAIN_MAX 5

static enum rc lock_accrual(struct flow *flow)
{
    return flow_lock(flow, TEXT("click accrual"));
}

// What holds for a partner from one instant of the day on.
struct terms_then {
    struct commission_plans plans;
    int64_t hold_days;
};

static enum rc terms_at(struct flow *flow, const struct click_backlog *day, struct instant at,
                        struct terms_then *ret_terms)
{
    struct program_question question = {
        .program_id = day->program_id, .partner_id = day->partner_id, .at = at, .known_at = INSTANT_NONE};
    question.customer_since = INSTANT_NONE; // clicks have no customer
    struct program_plans plans;
    TRY(flow_stored(flow, program_plans_in_force(flow->db, flow->arena, &question, &plans)));
    TRY(commission_plans_parse(flow->plans, flow->arena, &plans, day->currency, &ret_terms->plans, flow->fault));
    struct program_terms terms;
    TRY(flow_stored(flow, program_terms_in_force(flow->db, flow->arena, &question, &terms)));
    ret_terms->hold_days = terms.hold_days;
    return RC_OK;
}

// Reports count what clicks earn at the day's last quarter of an hour.
static enum rc count_commission(struct flow *flow, const struct click_backlog *day, struct money booked)
{
    struct performance_delta delta = {.quarter = quarter_of((struct instant){(day->day + 1) * DAY_MS - 1}),
                                      .program_id = day->program_id,
                                      .partner_id = day->partner_id,
                                      .commission_minor = booked.minor};
    return flow_stored(flow, performance_add(flow->db, flow->arena, &delta, 1));
}

static enum rc book_line(struct flow *flow, const struct click_backlog *day, const struct terms_then *terms,
                         const struct click_earnings *earnings, struct click_accrual *line)
{
    struct commission commission = {
        .accrual_key = text_format(flow->arena, "clk:%lld:%lld:%lld", (long long)line->program_id.v,
                                   (long long)line->partner_id.v, (long long)line->number),
        .partner_id = line->partner_id,
        .program_id = line->program_id,
        .plan_id = earnings->plan_id,
        .plan_ids = terms->plans.ids,
        .due_at = earnings->due_at,
        .created_at = flow->now,
    };
    struct commission_opening opening = {
        .amount = earnings->booked, .derivation = earnings->derivation, .occurred_at = {(day->day + 1) * DAY_MS}};
    TRY(commission_open(flow, &opening, &commission, 1));
    line->commission_id = commission.id;
    TRY(charge_clicks(flow, &commission, opening.occurred_at));
    return count_commission(flow, day, earnings->booked);
}

// day: the clicks of this line.
static enum rc write_line(struct flow *flow, const struct click_backlog *day, const struct terms_then *terms,
                          struct click_accrued *accrued)
{
    struct click_accrual last = {.number = 0};
    enum rc rc = click_accrual_last(flow->db, flow->arena, day->program_id, day->partner_id, &last);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    struct click_accrual counted = {
        .program_id = day->program_id, .partner_id = day->partner_id, .number = last.number + 1};
    int64_t before = 0;
    if (day->impressions > 0) {
        const struct derive_plan *payer = impression_payer(terms->plans.list, terms->plans.count);
        counted.plan_id = payer == NULL ? (struct plan_id){0} : payer->plan_id;
        TRY(flow_stored(flow, impressions_before(flow->db, flow->arena, &counted, &before)));
    }
    struct click_facts facts = {
        .day = day->day,
        .clicks = day->clicks,
        .unique_clicks = day->unique_clicks,
        .impressions = day->impressions,
        .impressions_before = before,
        .currency = day->currency,
        .plans = terms->plans.list,
        .plan_count = terms->plans.count,
        .program_hold_days = (int)terms->hold_days,
        .carried_in_micro = last.carried_out_micro,
    };
    struct click_earnings earnings;
    if (click_earnings_derive(flow->arena, &facts, &earnings) != RC_OK) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "", "the money of a day's clicks leaves 64 bits");
    }
    struct click_accrual line = {
        .program_id = day->program_id,
        .partner_id = day->partner_id,
        .number = last.number + 1,
        .day = day->day,
        .plan_id = earnings.plan_id,
        .clicks = day->clicks,
        .unique_clicks = day->unique_clicks,
        .impressions = day->impressions,
        .carried_in_micro = facts.carried_in_micro,
        .earned_micro = earnings.earned_micro,
        .booked_minor = earnings.booked.minor,
        .carried_out_micro = earnings.carried_out_micro,
        .accrued_at = flow->now,
    };
    if (earnings.booked.minor != 0) {
        TRY(book_line(flow, day, terms, &earnings, &line));
        accrued->commissions++;
    }
    accrued->lines++;
    return flow_stored(flow, click_accrual_insert(flow->db, &line));
}

// ---- days within which the plan changed ----

#define PAYERS_MAX 64

struct payer {
    struct plan_id plan_id; // 0: nobody pays
    struct terms_then terms;
    int64_t clicks, unique_clicks;
};

struct split_day {
    struct payer payers[PAYERS_MAX];
    size_t count;
};

static enum rc add_segment(struct flow *flow, const struct click_backlog *day, struct instant from, struct instant to,
                           struct split_day *split)
{
    struct terms_then terms;
    TRY(terms_at(flow, day, from, &terms));
    const struct derive_plan *plan = click_payer(terms.plans.list, terms.plans.count);
    struct plan_id plan_id = plan == NULL ? (struct plan_id){0} : plan->plan_id;
    struct click_counted counted;
    TRY(flow_stored(flow,
                    click_count_between(flow->db, flow->arena, day, click_id_at(from), click_id_at(to), &counted)));
    size_t i = 0;
    while (i < split->count && split->payers[i].plan_id.v != plan_id.v) {
        i++;
    }
    if (i == PAYERS_MAX) {
        return fault_internal(flow->fault, RC_FAULT, "more than %d plans paid for clicks of one day", PAYERS_MAX);
    }
    if (i == split->count) {
        split->payers[split->count++] = (struct payer){.plan_id = plan_id, .terms = terms};
    }
    split->payers[i].clicks += counted.clicks;
    split->payers[i].unique_clicks += counted.unique_clicks;
    return RC_OK;
}

static enum rc take_counted(struct flow *flow, const struct click_backlog *day, struct split_day *split)
{
    struct click_counted *counted;
    size_t count;
    TRY(flow_stored(flow, click_counted_list(flow->db, flow->arena, day, &counted, &count)));
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < split->count; i++) {
            if (split->payers[i].plan_id.v == counted[k].plan_id.v) {
                split->payers[i].clicks -= counted[k].clicks;
                split->payers[i].unique_clicks -= counted[k].unique_clicks;
            }
        }
    }
    return RC_OK;
}

static enum rc accrue_split(struct flow *flow, const struct click_backlog *day, const struct instant *changes,
                            size_t change_count, struct click_accrued *accrued)
{
    struct split_day *split = arena_one(flow->arena, struct split_day);
    struct instant from = {day->day * DAY_MS};
    for (size_t i = 0; i <= change_count; i++) {
        struct instant to = i < change_count ? changes[i] : (struct instant){(day->day + 1) * DAY_MS};
        TRY(add_segment(flow, day, from, to, split));
        from = to;
    }
    TRY(take_counted(flow, day, split));
    for (size_t i = 0; i < split->count; i++) {
        const struct payer *payer = &split->payers[i];
        struct click_backlog part = *day;
        part.clicks = payer->clicks;
        part.unique_clicks = payer->unique_clicks;
        if (part.clicks > 0 && part.unique_clicks >= 0 && part.unique_clicks <= part.clicks) {
            TRY(write_line(flow, &part, &payer->terms, accrued));
        }
    }
    return RC_OK;
}

static enum rc accrue_day(struct flow *flow, const struct click_backlog *day, struct click_accrued *accrued)
{
    if (day->unique_clicks < 0 || day->unique_clicks > day->clicks) {
        return fault_internal(flow->fault, RC_FAULT, "the rollup of program %lld, partner %lld, day %lld is damaged",
                              (long long)day->program_id.v, (long long)day->partner_id.v, (long long)day->day);
    }
    struct instant *changes;
    size_t change_count;
    TRY(flow_stored(flow, click_plan_changes(flow->db, flow->arena, day, &changes, &change_count)));
    if (change_count > 0) {
        return accrue_split(flow, day, changes, change_count, accrued);
    }
    struct terms_then terms;
    TRY(terms_at(flow, day, (struct instant){day->day * DAY_MS}, &terms));
    return write_line(flow, day, &terms, accrued);
}

static enum rc accrue_impressions(struct flow *flow, const struct click_backlog *day, struct click_accrued *accrued)
{
    struct terms_then terms;
    TRY(terms_at(flow, day, (struct instant){day->day * DAY_MS}, &terms));
    return write_line(flow, day, &terms, accrued);
}

// What a page of the backlog is of, and where it goes on.
struct accruing {
    bool is_impressions;
    int64_t day_end;
    struct click_backlog cursor;
};

// The backlog is read under the lock: what another node has counted is not in it any more.
static enum rc accrue_page(struct flow *flow, struct accruing *work, size_t *ret_found, struct click_accrued *accrued)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock_accrual(flow));
    struct click_backlog_question question = {.day_end = work->day_end, .after = &work->cursor, .limit = CLICK_PAGE};
    struct click_backlog *list;
    TRY(flow_stored(flow, work->is_impressions
                              ? impression_backlog_list(flow->db, flow->arena, &question, &list, ret_found)
                              : click_backlog_list(flow->db, flow->arena, &question, &list, ret_found)));
    for (size_t i = 0; i < *ret_found; i++) {
        if (i == 0 || list[i].program_id.v != list[i - 1].program_id.v) {
            TRY(flow_keep_versions(flow, list[i].program_id));
        }
        TRY(work->is_impressions ? accrue_impressions(flow, &list[i], accrued) : accrue_day(flow, &list[i], accrued));
        work->cursor = list[i];
    }
    return flow_commit(flow);
}

static enum rc accrue_all(struct flow *flow, struct accruing *work, struct click_accrued *ret_accrued)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow page = *flow;
    page.arena = arena;
    page.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    size_t found = 0;
    do {
        arena_reset(arena);
        struct click_accrued accrued = {0};
        struct click_backlog from = work->cursor;
        enum rc rc = accrue_page(&page, work, &found, &accrued);
        for (int again = 0; rc == RC_BUSY && again < BUSY_AGAIN_MAX; again++) {
            fault_clear(page.fault);
            arena_reset(arena);
            accrued = (struct click_accrued){0};
            work->cursor = from;
            rc = accrue_page(&page, work, &found, &accrued);
        }
        TRY(rc);
        ret_accrued->lines += accrued.lines;
        ret_accrued->commissions += accrued.commissions;
    } while (found == CLICK_PAGE);
    return RC_OK;
}

enum rc click_accrue(struct flow *flow, struct instant at, struct click_accrued *ret_accrued)
{
    *ret_accrued = (struct click_accrued){0};
    struct accruing clicks = {.day_end = day_number(at), .cursor = {.day = -1}};
    TRY(accrue_all(flow, &clicks, ret_accrued));
    struct accruing impressions = {.is_impressions = true, .day_end = day_number(at), .cursor = {.day = -1}};
    return accrue_all(flow, &impressions, ret_accrued);
}
