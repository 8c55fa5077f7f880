// SPDX-License-Identifier: Apache-2.0
// What a charge and the lines of an advertiser's account do to the books: pure builders of ledger drafts, used by the
// flows when it happens and by replay when everything is derived again. Nothing else decides which account is debited.
//
// An advertiser has one balance per currency: what he owes less what he has deposited. While it is positive it stands
// in his account receivable, while it is negative in prepaid; so money that is deposited is consumed first and pays
// what is owed first, and where the balance ends depends on the sum of all lines only, not on their order.
//
//   step                  moves                                                        entry kind         key
//   charge, not approved  accrued_charge → recharged (commissions), fee_revenue        charge             chg:ID:1
//   charge, approved      prepaid, receivable → recharged, fee_revenue                 charge             chg:ID:1
//   refund, decision      the differences of all of them                               charge_adjustment  chg:ID:NUMBER
//   deposit               cash → receivable, prepaid                                   deposit            adv:LINE
//   … of other money      cash → exchange of that currency; exchange → receivable,     deposit            adv:LINE
//                         prepaid; the rest is exchange_difference
//   netting               cash → receivable (its partner side: payout/netting_life.h)  netting            adv:LINE
//   withdrawal            prepaid → cash                                               withdrawal         adv:LINE
//   subscription          prepaid, receivable → subscription_revenue                   subscription       adv:LINE
//   tax                   prepaid, receivable → tax_payable                            tax                adv:LINE
//   opening               opening_equity ↔ receivable, prepaid                         opening            adv:LINE
//   opening reversed      the same the other way                                       opening_reversed   adv:LINE
#pragma once

#include "billing/billing.h"
#include "ledger/ledger.h"
#include "settlement/charge.h"

// Where a charge stands.
struct charge_standing {
    struct money amount;      // ≥ 0
    struct money commissions; // ≥ 0
    bool is_confirmed;
};
struct charge_step {
    struct charge_id charge_id;
    int64_t number; // of the step, from 1
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct instant occurred_at, booked_at;
    struct money owed;        // by the advertiser before the step; negative: deposited
    struct entry_id reverses; // the entry of step 1 for later steps, or 0
};
struct charge_booking {
    struct ledger_draft draft; // no lines: no money moves
    struct money change;       // of what the advertiser owes: a line of his account, unless zero
};
// RC_REFUSED past 64 bits.
enum rc charge_book(struct arena *arena, const struct charge_step *step, const struct charge_standing *before,
                    const struct charge_standing *after, struct charge_booking *ret_booking) MUST_USE;

// The entry of a line that no charge made. owed: before the line. RC_REFUSED past 64 bits; BUG for lines of charges.
enum rc line_book(struct arena *arena, const struct advertiser_line *line, struct money owed,
                  struct ledger_draft *ret_draft) MUST_USE;
