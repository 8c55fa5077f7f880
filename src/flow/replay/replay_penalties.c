// SPDX-License-Identifier: Apache-2.0
// Replay of penalties: each follows from its clause, the day that was promised and the sum that was overdue then (both
// recorded facts: schedule and what waits for a partner change), and its entries from it. See replay.h.
#include "ledger/ledger_sql.h"
#include "replay/replay_private.h"
#include "settlement/penalty_life.h"

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
    return text_format(arena, "partner=%lld terms=%lld plan=%lld %lld overdue=%lld", (long long)penalty->partner_id.v,
                       (long long)penalty->terms_id.v, (long long)penalty->plan_id.v, (long long)penalty->amount.minor,
                       (long long)penalty->overdue_at.ms);
}

// The clause that counts. Before plans' clauses did, it was always that of the settlement terms, from the end of the
// hold on.
static enum rc clause_then(struct replay_work *work, const struct commission *commission, const struct penalty *penalty,
                           struct penalty_clause *ret_clause)
{
    static const struct commission_plans none = {.count = 0};
    bool is_old = penalty->terms_id.v != 0 && penalty->due_at.ms == commission->due_at.ms;
    struct settlement_terms terms;
    const struct commission_plans *plans = &none;
    TRY(terms_of(work, commission, penalty, &terms));
    if (!is_old) {
        TRY(replay_plans(work, commission->plan_ids, commission->amount.currency, &plans));
    }
    *ret_clause = penalty_clause_of(plans, &terms);
    return RC_OK;
}

static enum rc replay_penalty(struct replay_work *work, const struct penalty *penalty)
{
    struct commission commission;
    struct penalty_clause clause;
    TRY(commission_get(work->db, work->scratch, penalty->commission_id, &commission));
    TRY(clause_then(work, &commission, penalty, &clause));
    struct penalty_facts facts = {.payable = penalty->base,
                                  .due_at = penalty->due_at,
                                  .times = clause.times,
                                  .after_days = clause.after_days,
                                  .now = penalty->accrued_at};
    struct penalty_derived derived;
    TRY(penalty_derive(&facts, &derived));
    struct penalty expected = *penalty;
    expected.partner_id = commission.partner_id;
    expected.terms_id = clause.terms_id;
    expected.plan_id = clause.plan_id;
    expected.amount = derived.amount;
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
        TRY(penalty_list(work->db, page, &(struct penalty_filter){.before = before, .limit = PAGE}, &list, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            TRY(replay_penalty(work, &list[i]));
            before = list[i].id;
        }
    } while (count == PAGE);
    return RC_OK;
}
