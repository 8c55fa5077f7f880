// SPDX-License-Identifier: Apache-2.0
// Penalties as they accrue and are settled; see penalty_life.h.
#include "settlement/penalty_life.h"

#include "change.h"
#include "commission/commission_step.h"
#include "core/map.h"
#include "payout/payout_promise.h"
#include "validate.h"

#define PAGE 200
#define NOTE_CHARACTERS_MAX 500

static struct ledger_draft draft_of(const struct penalty *penalty, struct text key, const char *kind)
{
    return (struct ledger_draft){
        .key = key, .kind = text_of(kind), .reference_kind = TEXT("penalty"), .reference_id = penalty->id.v};
}

void penalty_draft(struct arena *arena, const struct penalty *penalty, struct ledger_draft *ret_draft)
{
    *ret_draft = draft_of(penalty, text_format(arena, "pen:%lld", (long long)penalty->id.v), "penalty");
    ret_draft->occurred_at = penalty->overdue_at;
    ret_draft->booked_at = penalty->accrued_at;
    ledger_draft_add(ret_draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_PENALTY_EXPENSE, penalty->amount);
    ledger_draft_add(ret_draft, LEDGER_PARTNER, penalty->partner_id.v, LEDGER_PENALTY_OWED,
                     money_negate(penalty->amount));
}

void penalty_settled_draft(struct arena *arena, const struct penalty *penalty, struct entry_id accrued,
                           struct ledger_draft *ret_draft)
{
    bool is_paid = text_equal(penalty->status, TEXT("paid"));
    struct text key = text_format(arena, "pen:%lld:%.*s", (long long)penalty->id.v, TEXT_PRINT(penalty->status));
    *ret_draft = draft_of(penalty, key, is_paid ? "penalty_paid" : "penalty_waived");
    ret_draft->occurred_at = ret_draft->booked_at = penalty->settled_at;
    ret_draft->reverses = is_paid ? (struct entry_id){0} : accrued;
    ledger_draft_add(ret_draft, LEDGER_PARTNER, penalty->partner_id.v, LEDGER_PENALTY_OWED, penalty->amount);
    ledger_draft_add(ret_draft, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, is_paid ? LEDGER_CASH : LEDGER_PENALTY_EXPENSE,
                     money_negate(penalty->amount));
}

// ---- accrual ----

struct penalty_clause penalty_clause_of(const struct commission_plans *plans, const struct settlement_terms *terms)
{
    for (size_t i = 0; i < plans->count; i++) {
        const struct plan *plan = plans->list[i].plan;
        if (plan->has_penalty) {
            return (struct penalty_clause){
                .plan_id = plans->list[i].plan_id, .times = plan->penalty_times, .after_days = plan->penalty_days};
        }
    }
    return (struct penalty_clause){
        .terms_id = terms->id, .times = terms->penalty_times, .after_days = terms->penalty_after_days};
}

struct accruing {
    struct flow *flow;
    struct payout_calendar *calendar;
    struct arena *plan_arena;
    struct textmap plans; // "EUR:12,3" → struct commission_plans
    int64_t count;
};

// What one candidate comes to.
struct judged {
    struct penalty_clause clause;
    struct payout_promised promised;
    struct penalty_derived derived; // nothing is owed while it waits for the partner
};

static enum rc plans_of(struct accruing *work, const struct commission *commission,
                        const struct commission_plans **ret_plans)
{
    struct flow *flow = work->flow;
    struct text key =
        text_format(flow->arena, "%.3s:%.*s", commission->amount.currency.code, TEXT_PRINT(commission->plan_ids));
    *ret_plans = textmap_get(&work->plans, key);
    if (*ret_plans == NULL) {
        struct commission_plans *plans = arena_one(work->plan_arena, struct commission_plans);
        TRY(flow_stored(flow, commission_plans_read(flow->db, work->plan_arena, commission->plan_ids,
                                                    commission->amount.currency, plans, flow->fault)));
        textmap_put(&work->plans, key, plans);
        *ret_plans = plans;
    }
    return RC_OK;
}

static enum rc clause_of(struct accruing *work, const struct commission *commission, struct penalty_clause *ret_clause)
{
    struct flow *flow = work->flow;
    struct settlement_question question = {.program_id = commission->program_id,
                                           .currency = commission->amount.currency,
                                           .at = commission->created_at,
                                           .known_at = commission->created_at};
    struct settlement_terms terms;
    const struct commission_plans *plans;
    TRY(flow_stored(flow, settlement_terms_in_force(flow->db, flow->arena, &question, &terms)));
    TRY(plans_of(work, commission, &plans));
    *ret_clause = penalty_clause_of(plans, &terms);
    return RC_OK;
}

static enum rc judge(struct accruing *work, const struct penalty_candidate *candidate, struct judged *ret)
{
    struct flow *flow = work->flow;
    struct commission commission;
    *ret = (struct judged){.derived = {.is_owed = false}};
    TRY(flow_stored(flow, commission_get(flow->db, flow->arena, candidate->commission_id, &commission)));
    TRY(clause_of(work, &commission, &ret->clause));
    if (ret->clause.times == 0) {
        return RC_OK;
    }
    TRY(payout_promise_find(flow, work->calendar, &commission, &ret->promised));
    struct penalty_facts facts = {.payable = candidate->payable,
                                  .due_at = ret->promised.paid_by,
                                  .times = ret->clause.times,
                                  .after_days = ret->clause.after_days,
                                  .now = flow->now};
    if (penalty_derive(&facts, &ret->derived) != RC_OK) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "", "the penalty would leave 64 bits");
    }
    ret->derived.is_owed = ret->derived.is_owed && !ret->promised.is_waiting;
    return RC_OK;
}

static enum rc accrue_one(struct accruing *work, const struct penalty_candidate *found)
{
    struct flow *flow = work->flow;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(commission_lock_partner(flow, found->partner_id));
    struct penalty_candidate candidate; // as it is under the lock
    enum rc rc = penalty_candidate_get(flow->db, flow->arena, found->commission_id, flow->now, &candidate);
    if (rc == RC_NOT_FOUND) {
        return RC_OK; // paid meanwhile, or another node was faster
    }
    TRY(flow_stored(flow, rc));
    struct judged judged;
    work->calendar->partner_id = (struct partner_id){0}; // asked again under the lock
    TRY(judge(work, &candidate, &judged));
    if (!judged.derived.is_owed) {
        return RC_OK;
    }
    struct penalty penalty = {
        .commission_id = candidate.commission_id,
        .partner_id = candidate.partner_id,
        .terms_id = judged.clause.terms_id,
        .plan_id = judged.clause.plan_id,
        .base = candidate.payable,
        .amount = judged.derived.amount,
        .due_at = judged.promised.paid_by,
        .overdue_at = judged.derived.overdue_at,
        .accrued_at = flow->now,
    };
    TRY(flow_stored(flow, penalty_insert(flow->db, flow->arena, &penalty, &penalty.id)));
    struct ledger_draft draft;
    struct entry_id entry;
    penalty_draft(flow->arena, &penalty, &draft);
    TRY(flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, &entry, flow->fault)));
    work->count++;
    return flow_commit(flow);
}

// That it waits for the partner moves what he is promised: noted once a day and balance.
static enum rc note_waiting(struct accruing *work, const struct penalty_candidate *candidate)
{
    struct flow *flow = work->flow;
    struct instant *noted = &work->calendar->waited_at; // of this partner and currency: judge has just asked
    if (!instant_is_none(*noted) && flow->now.ms - noted->ms < DAY_MS) {
        return RC_OK;
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, payout_wait_set(flow->db, candidate->partner_id, candidate->payable.currency, flow->now)));
    *noted = flow->now;
    return flow_commit(flow);
}

static enum rc accrue_page(struct accruing *work, const struct penalty_candidate *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct judged judged;
        TRY(judge(work, &list[i], &judged));
        if (judged.promised.is_waiting) {
            TRY(note_waiting(work, &list[i]));
        } else if (judged.derived.is_owed) {
            TRY(accrue_one(work, &list[i]));
        }
    }
    return RC_OK;
}

static enum rc accrue_all(struct accruing *work)
{
    struct flow *flow = work->flow;
    struct commission_id after = {0};
    size_t count;
    do {
        arena_reset(flow->arena);
        struct penalty_candidate *list;
        TRY(flow_stored(flow, penalty_candidates(flow->db, flow->arena, after, flow->now, PAGE, &list, &count)));
        TRY(accrue_page(work, list, count));
        after = count > 0 ? list[count - 1].commission_id : after;
    } while (count == PAGE && !flow_is_ending(flow));
    return RC_OK;
}

enum rc penalties_accrue(struct flow *flow, int64_t *ret_accrued)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    AUTO_ARENA plans = arena_new(ARENA_JOB_BYTES);
    AUTO_PAYOUT_CALENDAR calendar = {0};
    struct flow step = *flow;
    step.arena = arena;
    step.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    struct accruing work = {.flow = &step, .calendar = &calendar, .plan_arena = plans};
    TRY(payout_calendar_open(flow, &calendar));
    textmap_init(&work.plans);
    enum rc rc = accrue_all(&work);
    textmap_release(&work.plans);
    *ret_accrued = work.count;
    return rc;
}

// ---- settling ----

static enum rc note_settled(struct flow *flow, const struct penalty *penalty)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "status", penalty->status);
    change_note_text(&note, "amount", money_text(flow->arena, penalty->amount));
    change_note_text(&note, "note", penalty->note);
    return change_note_end(flow, &note, "penalty.settle", penalty->id.v);
}

static enum rc settle_owed(struct flow *flow, struct penalty *penalty)
{
    struct text key = text_format(flow->arena, "pen:%lld", (long long)penalty->id.v);
    struct entry_id accrued, entry;
    TRY(flow_stored(flow, ledger_entry_find(flow->db, flow->arena, key, &accrued)));
    TRY(flow_stored(flow, penalty_settle_row(flow->db, penalty)));
    struct ledger_draft draft;
    penalty_settled_draft(flow->arena, penalty, accrued, &draft);
    TRY(flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, &entry, flow->fault)));
    return note_settled(flow, penalty);
}

enum rc penalty_settle(struct flow *flow, struct penalty_id id, bool is_paid, struct text note,
                       struct penalty *ret_penalty)
{
    if (text_is_empty(note)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "note",
                         "note says how the penalty was paid, or why it is waived");
    }
    TRY(validate_words(flow->fault, "note", note, NOTE_CHARACTERS_MAX));
    struct text status = is_paid ? TEXT("paid") : TEXT("waived");
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct penalty penalty;
    TRY(change_found(flow, penalty_get(flow->db, flow->arena, id, &penalty), "penalty"));
    TRY(commission_lock_partner(flow, penalty.partner_id));
    TRY(change_found(flow, penalty_get(flow->db, flow->arena, id, &penalty), "penalty")); // under the lock
    if (text_equal(penalty.status, TEXT("owed"))) {
        penalty.status = status;
        penalty.note = note;
        penalty.settled_at = flow->now;
        TRY(settle_owed(flow, &penalty));
    } else if (!text_equal(penalty.status, status)) {
        return fault_set(flow->fault, RC_REFUSED, "penalty_settled", "status", "the penalty is settled already: %.*s",
                         TEXT_PRINT(penalty.status));
    }
    *ret_penalty = penalty;
    return flow_commit(flow);
}
