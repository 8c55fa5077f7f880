// SPDX-License-Identifier: Apache-2.0
// Penalties as they accrue and are settled; see penalty_life.h.
#include "settlement/penalty_life.h"

#include "change.h"
#include "commission/commission_step.h"
#include "settlement/settlement.h"
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

static enum rc derive(struct flow *flow, const struct penalty_candidate *candidate, struct settlement_terms *ret_terms,
                      struct penalty_derived *ret_derived)
{
    struct settlement_question question = {.program_id = candidate->program_id,
                                           .currency = candidate->payable.currency,
                                           .at = candidate->created_at,
                                           .known_at = candidate->created_at};
    TRY(flow_stored(flow, settlement_terms_in_force(flow->db, flow->arena, &question, ret_terms)));
    struct penalty_facts facts = {.payable = candidate->payable,
                                  .due_at = candidate->due_at,
                                  .times = ret_terms->penalty_times,
                                  .after_days = ret_terms->penalty_after_days,
                                  .now = flow->now};
    if (penalty_derive(&facts, ret_derived) != RC_OK) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "", "the penalty would leave 64 bits");
    }
    return RC_OK;
}

static enum rc accrue_one(struct flow *flow, const struct penalty_candidate *found, int64_t *accrued)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(commission_lock_partner(flow, found->partner_id));
    struct penalty_candidate candidate; // as it is under the lock
    enum rc rc = penalty_candidate_get(flow->db, flow->arena, found->commission_id, flow->now, &candidate);
    if (rc == RC_NOT_FOUND) {
        return RC_OK; // paid meanwhile, or another node was faster
    }
    TRY(flow_stored(flow, rc));
    struct settlement_terms terms;
    struct penalty_derived derived;
    TRY(derive(flow, &candidate, &terms, &derived));
    if (!derived.is_owed) {
        return RC_OK;
    }
    struct penalty penalty = {
        .commission_id = candidate.commission_id,
        .partner_id = candidate.partner_id,
        .terms_id = terms.id,
        .base = candidate.payable,
        .amount = derived.amount,
        .due_at = candidate.due_at,
        .overdue_at = derived.overdue_at,
        .accrued_at = flow->now,
    };
    TRY(flow_stored(flow, penalty_insert(flow->db, flow->arena, &penalty, &penalty.id)));
    struct ledger_draft draft;
    struct entry_id entry;
    penalty_draft(flow->arena, &penalty, &draft);
    TRY(flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, &entry, flow->fault)));
    (*accrued)++;
    return flow_commit(flow);
}

enum rc penalties_accrue(struct flow *flow, int64_t *ret_accrued)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow step = *flow;
    step.arena = arena;
    step.before_commit = NULL; // the answer of a request is kept by a flow of one transaction
    *ret_accrued = 0;
    struct commission_id after = {0};
    size_t count;
    do {
        arena_reset(arena);
        struct penalty_candidate *list;
        TRY(flow_stored(&step, penalty_candidates(step.db, arena, after, step.now, PAGE, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            struct settlement_terms terms;
            struct penalty_derived derived;
            after = list[i].commission_id;
            TRY(derive(&step, &list[i], &terms, &derived));
            if (derived.is_owed) {
                TRY(accrue_one(&step, &list[i], ret_accrued));
            }
        }
    } while (count == PAGE && !flow_is_ending(&step));
    return RC_OK;
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
