// SPDX-License-Identifier: Apache-2.0
// The facts behind an explanation; see commission_explain.h.

#include "commission/commission_explain.h"

#include <string.h>

#include "attribution/attribution.h"
#include "commission/bookings.h"
#include "commission/commission_follow.h"
#include "commission/commission_history.h"
#include "commission/derive_missed.h"
#include "compensation/compensation.h"
#include "conversion/conversion_sql.h"
#include "format/encode.h"
#include "ledger/ledger.h"
#include "opening/opening.h"
#include "partner/partner.h"
#include "program/program.h"

static enum rc read_evidence(struct flow *flow, struct conversion_id id, struct explain_input *input)
{
    struct sql_conversion_evidence_list_row *rows = NULL;
    size_t count = 0;
    TRY(sql_conversion_evidence_list(flow->db, flow->arena,
                                     &(struct sql_conversion_evidence_list_in){.conversion_id = id}, &rows, &count));
    struct explain_evidence *list = arena_many(flow->arena, struct explain_evidence, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct explain_evidence){.kind = rows[i].kind,
                                            .outcome = rows[i].outcome,
                                            .touched_at = rows[i].touched_at,
                                            .is_for_life = (rows[i].facts & FACT_FOR_LIFE) != 0};
    }
    input->evidence = list;
    input->evidence_count = count;
    return RC_OK;
}

static enum rc read_partner(struct flow *flow, struct partner_id id, struct explain_input *input)
{
    input->partner = TEXT_NONE;
    if (id.v == 0) {
        return RC_OK;
    }
    struct partner partner;
    TRY(partner_get(flow->db, flow->arena, id, &partner));
    input->partner = partner.name;
    return RC_OK;
}

static enum rc read_conversion(struct flow *flow, const struct conversion *c, struct explain_input *input)
{
    struct program_terms terms;
    TRY(program_terms_get(flow->db, flow->arena, c->terms_id, &terms));
    input->goal = c->goal;
    input->order_id = c->order_id;
    input->amount = c->amount;
    input->discount = c->discount;
    input->refunded = c->refunded;
    if (conversion_is_exchanged(c)) {
        input->reported = c->exchange.amount;
        input->rate_day = (struct instant){c->exchange.day * DAY_MS};
        input->rate_source = c->exchange.source;
        input->rates = c->exchange.rates;
    }
    input->occurred_at = c->occurred_at;
    input->received_at = c->received_at;
    input->status = c->status;
    input->reason = c->reason;
    input->cause = c->cause;
    input->model = terms.attribution;
    input->window_ms = terms.window_ms;
    TRY(read_partner(flow, c->partner_id, input));
    return read_evidence(flow, c->id, input);
}

// *ret_history: what the derivation that stands was made from.
static enum rc read_changes(struct flow *flow, struct commission_id id, struct explain_input *input,
                            struct text *ret_history)
{
    struct commission_change *rows = NULL;
    size_t count = 0;
    TRY(commission_change_list(flow->db, flow->arena, id, &rows, &count));
    struct explain_change *list = arena_many(flow->arena, struct explain_change, count);
    *ret_history = TEXT("");
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct explain_change){.cause = text_of(commission_cause_text(rows[i].cause)),
                                          .amount = rows[i].amount,
                                          .changed_at = rows[i].changed_at};
        // The last derivation is the one that stands; steps that only move money have none.
        if (!text_equal(rows[i].derivation, TEXT("{}"))) {
            input->derivation = rows[i].derivation;
            *ret_history = text_is(rows[i].history) ? rows[i].history : TEXT("");
        }
        list[i].derivation = input->derivation;
    }
    input->changes = list;
    input->change_count = count;
    return RC_OK;
}

static enum rc read_entries(struct flow *flow, struct commission_id id, struct explain_input *input)
{
    struct ledger_entry_view *rows = NULL;
    size_t count = 0;
    TRY(ledger_entries_of(flow->db, flow->arena, TEXT("commission"), id.v, &rows, &count));
    struct explain_entry *list = arena_many(flow->arena, struct explain_entry, count);
    for (size_t i = 0; i < count; i++) {
        struct explain_line *lines = arena_many(flow->arena, struct explain_line, rows[i].line_count);
        for (size_t k = 0; k < rows[i].line_count; k++) {
            lines[k] = (struct explain_line){.account = text_of(ledger_account_kind_text(rows[i].lines[k].account)),
                                             .amount = rows[i].lines[k].amount};
        }
        list[i] = (struct explain_entry){
            .kind = rows[i].kind, .booked_at = rows[i].booked_at, .lines = lines, .line_count = rows[i].line_count};
    }
    input->entries = list;
    input->entry_count = count;
    return RC_OK;
}

// "clk:PROGRAM:PARTNER:NUMBER": the last part is the accrual's number.
static enum rc read_clicks(struct flow *flow, const struct commission *commission, struct explain_input *input)
{
    struct text rest = commission->accrual_key;
    struct text part = TEXT_NONE;
    while (text_split(&rest, ':', &part)) {
    }
    struct click_accrual key = {.program_id = commission->program_id, .partner_id = commission->partner_id};
    if (int64_parse(part, 1, INT64_MAX, &key.number) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "accrual key of commission %lld", (long long)commission->id.v);
    }
    struct click_accrual row;
    TRY(click_accrual_find(flow->db, flow->arena, &key, &row));
    struct explain_clicks *clicks = arena_one(flow->arena, struct explain_clicks);
    struct currency currency = commission->amount.currency;
    *clicks = (struct explain_clicks){.day = {row.day * DAY_MS},
                                      .clicks = row.clicks,
                                      .unique_clicks = row.unique_clicks,
                                      .impressions = row.impressions,
                                      .carried_in = {.micro = row.carried_in_micro, .currency = currency},
                                      .earned = {.micro = row.earned_micro, .currency = currency},
                                      .carried_out = {.micro = row.carried_out_micro, .currency = currency},
                                      .booked = {.minor = row.booked_minor, .currency = currency}};
    input->clicks = clicks;
    return read_partner(flow, commission->partner_id, input);
}

static enum rc read_by_hand(struct flow *flow, const struct commission *commission, struct explain_input *input)
{
    struct explain_by_hand *by_hand = arena_one(flow->arena, struct explain_by_hand);
    if (text_equal(commission->role, TEXT("compensation"))) {
        struct compensation compensation;
        TRY(compensation_of_commission(flow->db, flow->arena, commission->id, &compensation));
        *by_hand = (struct explain_by_hand){.why = compensation.reason,
                                            .at = compensation.decided_at,
                                            .amount = compensation.amount,
                                            .is_reversed = !instant_is_none(compensation.reversed_at)};
    } else {
        struct opening_balance opening;
        TRY(opening_balance_of_commission(flow->db, flow->arena, commission->id, &opening));
        *by_hand = (struct explain_by_hand){.is_opening = true,
                                            .why = opening.reference,
                                            .at = opening.occurred_at,
                                            .amount = opening.amount,
                                            .is_reversed = !instant_is_none(opening.reversed_at)};
    }
    input->by_hand = by_hand;
    return read_partner(flow, commission->partner_id, input);
}

static enum rc tell(struct flow *flow, const struct explain_input *input, struct explanation *ret_explanation)
{
    return explain_steps(flow->arena, input, &ret_explanation->steps, &ret_explanation->count);
}

// ---- what the event did not bring ----

// What the bonuses for the event's goal count, in the periods that it lies in.
static enum rc read_volumes(struct flow *flow, const struct commission_event *event, struct missed_question *question)
{
    const struct conversion *c = event->conversion;
    size_t p = 0;
    while (p < question->plan_count && question->plans[p].plan->bonus_count == 0) {
        p++;
    }
    size_t most = p < question->plan_count ? question->plans[p].plan->bonus_count : 0;
    struct bonus_volume *volumes = arena_many(flow->arena, struct bonus_volume, most);
    for (size_t i = 0; i < most; i++) {
        const struct plan_bonus *bonus = &question->plans[p].plan->bonuses[i];
        const struct plan_target *target = &bonus->target;
        bool is_until = target->period == PLAN_UNTIL;
        if (bonus->is_per_event || !text_equal_ignore_case(target->goal, c->goal)) {
            continue;
        }
        struct sql_history_volume_in in = {.program_id = c->program_id,
                                           .partner_id = c->partner_id,
                                           .goal = c->goal,
                                           .local_day = c->local_day,
                                           .occurred_at = c->occurred_at,
                                           .order_id = c->order_id};
        period_days(is_until ? PLAN_ALL_TIME : target->period, c->local_day, &in.first_day, &in.last_day);
        in.last_day = is_until ? target->until_day : in.last_day;
        struct sql_history_volume_row row;
        TRY(sql_history_volume(flow->db, flow->arena, &in, &row));
        volumes[question->volume_count++] =
            (struct bonus_volume){.goal = c->goal,
                                  .period = target->period,
                                  .until_day = target->until_day,
                                  .first_day = in.first_day == INT64_MIN ? 0 : in.first_day,
                                  .count = row.count_all,
                                  .sum = {.minor = row.sum_all_minor, .currency = c->amount.currency}};
    }
    question->volumes = volumes;
    return RC_OK;
}

// Derives the event again from what was recorded, the same bytes as those that stand, and looks at who got nothing.
static enum rc read_missed(struct flow *flow, const struct commission_event *event, struct text history,
                           struct explain_input *input, struct derived *ret_derived)
{
    struct derive_facts facts;
    TRY(commission_facts(flow->arena, event, history, &facts));
    commission_derive(flow->arena, &facts, event->plans->list, event->plans->count, DERIVE_EXPLAINED, ret_derived);
    if (!input->reader.sees_recruiters && !input->reader.sees_bonuses) {
        return RC_OK;
    }
    struct missed_question question = {
        .facts = &facts, .plans = event->plans->list, .plan_count = event->plans->count, .derived = ret_derived};
    TRY(input->reader.sees_bonuses ? read_volumes(flow, event, &question) : RC_OK);
    struct derive_missed *list = NULL;
    derive_missed(flow->arena, &question, &list, &input->missed_count);
    input->missed = list;
    return RC_OK;
}

// A recruiter's own commission says nothing of the others.
static enum rc read_missed_of(struct flow *flow, const struct commission *commission, const struct conversion *c,
                              struct text history, struct explain_input *input)
{
    bool is_asked = input->reader.sees_recruiters || input->reader.sees_bonuses;
    if (!is_asked || text_equal(commission->role, TEXT("level"))) {
        return RC_OK;
    }
    struct commission_event event;
    struct derived derived;
    TRY(commission_event_read(flow, c, &event));
    return read_missed(flow, &event, history, input, &derived);
}

static enum rc explain_commission(struct flow *flow, const struct commission *commission,
                                  const struct explain_reader *reader, struct explanation *ret_explanation)
{
    struct explain_input input = {.reader = *reader, .due_at = commission->due_at, .derivation = TEXT_NONE};
    struct conversion conversion;
    struct text history = TEXT("");
    bool is_of_event = commission->conversion_id.v != 0;
    if (booking_source_of(commission->role) != BOOKING_EARNED) {
        TRY(read_by_hand(flow, commission, &input));
    } else if (text_equal(commission->role, TEXT("bonus"))) {
        TRY(read_partner(flow, commission->partner_id, &input));
    } else if (!is_of_event) {
        TRY(read_clicks(flow, commission, &input));
    } else {
        TRY(conversion_get(flow->db, flow->arena, commission->conversion_id, &conversion));
        TRY(read_conversion(flow, &conversion, &input));
    }
    TRY(read_changes(flow, commission->id, &input, &history));
    TRY(is_of_event ? read_missed_of(flow, commission, &conversion, history, &input) : RC_OK);
    TRY(read_entries(flow, commission->id, &input));
    return tell(flow, &input, ret_explanation);
}

enum rc commission_explain(struct flow *flow, const struct commission *commission, const struct explain_reader *reader,
                           struct explanation *ret_explanation)
{
    return flow_stored(flow, explain_commission(flow, commission, reader, ret_explanation));
}

// Without a commission the derivation is made now, by the plans that were in force then: it says which rules there
// were.
static enum rc derive_unpaid(struct flow *flow, const struct conversion *c, struct explain_input *input)
{
    input->derivation = TEXT_NONE;
    if (c->partner_id.v == 0) {
        return RC_OK;
    }
    struct commission_event event;
    struct text history;
    struct derived derived;
    TRY(commission_event_read(flow, c, &event));
    TRY(commission_history_read(flow->db, flow->arena, c, event.plans, &history));
    TRY(read_missed(flow, &event, history, input, &derived));
    input->derivation = derived.derivation;
    return RC_OK;
}

static enum rc explain_conversion(struct flow *flow, const struct conversion *conversion,
                                  const struct explain_reader *reader, struct explanation *ret_explanation)
{
    struct commission *commissions = NULL;
    size_t count = 0;
    TRY(commission_list_of(flow->db, flow->arena, conversion->id, &commissions, &count));
    if (count > 0) {
        return explain_commission(flow, &commissions[0], reader, ret_explanation);
    }
    struct explain_input input = {.reader = *reader, .due_at = INSTANT_NONE};
    TRY(read_conversion(flow, conversion, &input));
    TRY(derive_unpaid(flow, conversion, &input));
    return tell(flow, &input, ret_explanation);
}

enum rc conversion_explain(struct flow *flow, const struct conversion *conversion, const struct explain_reader *reader,
                           struct explanation *ret_explanation)
{
    return flow_stored(flow, explain_conversion(flow, conversion, reader, ret_explanation));
}
