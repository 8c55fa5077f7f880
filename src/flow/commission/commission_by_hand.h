// SPDX-License-Identifier: Apache-2.0
// Commissions that no event earned: steps inside the caller's write transaction, under the partner's lock. They carry
// compensation and opening balances through the same life as what was earned: hold, release, payout, statement.
#pragma once

#include "commission/commission.h"
#include "flow.h"

struct commission_by_hand {
    struct text accrual_key; // "cmp:12", "opn:12"
    struct text role;        // compensation, opening
    struct partner_id partner_id;
    struct program_id program_id; // its newest plan stands in the row; RC_REFUSED program_without_plan
    struct money amount;          // > 0, in the program's currency
    struct instant occurred_at;
    struct instant due_at; // until now: it is released at once
};
enum rc commission_grant(struct flow *flow, const struct commission_by_hand *grant,
                         struct commission *ret_commission) MUST_USE;
// Takes it back whole: from pending, from available, and what was paid is owed back. cause_id: of the compensation or
// opening balance. Taken back already, it changes nothing.
enum rc commission_revoke(struct flow *flow, struct commission_id id, int64_t cause_id) MUST_USE;
