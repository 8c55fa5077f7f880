// SPDX-License-Identifier: Apache-2.0
// Replay of penalties: each follows from its clause, its date and the sum that was overdue then (a recorded fact), and
// its entries from it. See replay.h.
#include "ledger/ledger_sql.h"
#include "replay/replay_private.h"
#include "settlement/penalty_life.h"
#include "settlement/settlement.h"

#define PAGE 200

static enum rc terms_of(struct replay_work *work, const struct commission *commission, const struct penalty *penalty,
                        struct settlement_terms *ret_terms)
{
    struct settlement_question question = {.program_id = commission->program_id,
                                           .currency = commission->amount.currency,
                                           .at = commission->created_at,
                                           .known_at = commission->created_at};
    TRY(settlement_terms_in_force(work->db, work->scratch, &question, ret_terms));
    if (ret_terms->id.v != penalty->terms_id.v) { // made in the very millisecond
        struct settlement_terms before;
        question.known_at.ms--;
        TRY(settlement_terms_in_force(work->db, work->scratch, &question, &before));
        *ret_terms = before.id.v == penalty->terms_id.v ? before : *ret_terms;
    }
    return RC_OK;
}

// The entry stored under the draft's key is the draft. *ret_entry: it, or 0.
static enum rc compare_entry(struct replay_work *work, const struct ledger_draft *draft, struct entry_id *ret_entry)
{
    struct text object = text_format(work->scratch, "entry %.*s", TEXT_PRINT(draft->key));
    struct text derived = ledger_draft_text(work->scratch, draft);
    ret_entry->v = 0;
    struct ledger_entry_view *entries;
    size_t count;
    TRY(ledger_entries_of(work->db, work->scratch, draft->reference_kind, draft->reference_id, &entries, &count));
    for (size_t i = 0; i < count; i++) {
        if (!text_equal(entries[i].key, draft->key)) {
            continue;
        }
        struct sql_ledger_entry_find_key_in in = {.entry_key = draft->key};
        struct sql_ledger_entry_find_key_row row;
        TRY(sql_ledger_entry_find_key(work->db, work->scratch, &in, &row));
        struct ledger_draft stored = {.key = entries[i].key,
                                      .kind = entries[i].kind,
                                      .reference_kind = entries[i].reference_kind,
                                      .reference_id = entries[i].reference_id,
                                      .occurred_at = entries[i].occurred_at,
                                      .booked_at = entries[i].booked_at,
                                      .reverses = row.reverses_entry_id};
        for (size_t k = 0; k < entries[i].line_count && k < LEDGER_LINES_MAX; k++) {
            stored.lines[stored.line_count++] = entries[i].lines[k];
        }
        work->report->entries++;
        *ret_entry = entries[i].id;
        replay_compare(work, object, ledger_draft_text(work->scratch, &stored), derived);
        return RC_OK;
    }
    replay_differ(work, object, TEXT_NONE, derived);
    return RC_OK;
}

static struct text penalty_text(struct arena *arena, const struct penalty *penalty)
{
    return text_format(arena, "partner=%lld terms=%lld %lld due=%lld overdue=%lld", (long long)penalty->partner_id.v,
                       (long long)penalty->terms_id.v, (long long)penalty->amount.minor, (long long)penalty->due_at.ms,
                       (long long)penalty->overdue_at.ms);
}

static enum rc replay_penalty(struct replay_work *work, const struct penalty *penalty)
{
    struct commission commission;
    struct settlement_terms terms;
    TRY(commission_get(work->db, work->scratch, penalty->commission_id, &commission));
    TRY(terms_of(work, &commission, penalty, &terms));
    struct penalty_facts facts = {.payable = penalty->base,
                                  .due_at = commission.due_at,
                                  .times = terms.penalty_times,
                                  .after_days = terms.penalty_after_days,
                                  .now = penalty->accrued_at};
    struct penalty_derived derived;
    TRY(penalty_derive(&facts, &derived));
    struct penalty expected = *penalty;
    expected.partner_id = commission.partner_id;
    expected.terms_id = terms.id;
    expected.amount = derived.amount;
    expected.due_at = commission.due_at;
    expected.overdue_at = derived.overdue_at;
    replay_compare(work, text_format(work->scratch, "penalty %lld", (long long)penalty->id.v),
                   penalty_text(work->scratch, penalty), penalty_text(work->scratch, &expected));
    struct ledger_draft draft;
    struct entry_id accrued, settled;
    penalty_draft(work->scratch, &expected, &draft);
    TRY(compare_entry(work, &draft, &accrued));
    if (!text_equal(penalty->status, TEXT("owed"))) {
        penalty_settled_draft(work->scratch, &expected, accrued, &draft);
        TRY(compare_entry(work, &draft, &settled));
    }
    return RC_OK;
}

enum rc replay_penalties(struct replay_work *work)
{
    AUTO_ARENA page = arena_new(ARENA_JOB_BYTES);
    struct penalty_id before = {0};
    size_t count;
    do {
        arena_reset(page);
        struct penalty *list;
        TRY(penalty_list(work->db, page, (struct partner_id){0}, before, PAGE, &list, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            TRY(replay_penalty(work, &list[i]));
            before = list[i].id;
        }
    } while (count == PAGE);
    return RC_OK;
}
