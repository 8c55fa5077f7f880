// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment (mission S1-13): accrued once a payable commission is overdue under its penalty clause,
// owed to the partner besides his balance, and settled by paying or waiving. The clause is that of the plans the
// commission was made under (`late payment`), the most specific that has one; else that of the settlement terms in
// force when it was made. It runs from the day promised for payment (payout_promise.h), and not while something of the
// partner's side is lacking. A penalty stays when the commission is paid, or refunded, later: waiving it is the
// operator's decision, with a reason.
#pragma once

#include "commission/commission_facts.h"
#include "flow.h"
#include "ledger/ledger.h"
#include "penalty/penalty.h"
#include "penalty/penalty_core.h"
#include "settlement/settlement.h"

// The job: everything overdue at flow->now; one transaction a penalty, which may run again and at several nodes.
enum rc penalties_accrue(struct flow *flow, int64_t *ret_accrued) MUST_USE;

// The operator paid it outside, or waives it; note is wanted for both. Settled the same way again changes nothing; in
// the other way RC_REFUSED "penalty_settled". RC_NOT_FOUND. RC_INVALID names note.
enum rc penalty_settle(struct flow *flow, struct penalty_id id, bool is_paid, struct text note,
                       struct penalty *ret_penalty) MUST_USE;

// Pure, for replay too: which clause counts. times 0: there is none.
struct penalty_clause {
    struct plan_id plan_id;        // whose it is, or 0:
    struct settlement_id terms_id; // those of the settlement
    int64_t times, after_days;
};
struct penalty_clause penalty_clause_of(const struct commission_plans *plans, const struct settlement_terms *terms);
// Pure, for replay too: the entries pen:ID (penalty_expense → penalty_owed) and pen:ID:paid (→ cash) or pen:ID:waived
// (→ penalty_expense).
void penalty_draft(struct arena *arena, const struct penalty *penalty, struct ledger_draft *ret_draft);
void penalty_settled_draft(struct arena *arena, const struct penalty *penalty, struct entry_id accrued,
                           struct ledger_draft *ret_draft);
