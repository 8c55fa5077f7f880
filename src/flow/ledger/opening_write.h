// SPDX-License-Identifier: Apache-2.0
// Opening balances: what partners and advertisers were owed, owed or had deposited when the books began here. Each is
// booked against the network's opening_equity, dated as of the change over, once:
//
//   state                 moves                                          entry kind         key
//   pending, available    opening_equity → pending (then released)       opening            com:ID:1, row opn:OPENING
//   owed_back             owed_back → opening_equity                     opening            opn:OPENING
//   receivable, prepaid   a line of the advertiser's account             opening            adv:LINE
//   taken back            the same the other way                         adjustment, opening_reversed
#pragma once

#include "flow.h"
#include "ledger/ledger.h"
#include "opening/opening.h"

struct opening_input {
    struct partner_id partner_id;       // either this …
    struct advertiser_id advertiser_id; // … or this
    struct program_id program_id;       // of pending and available
    struct currency currency;
    struct text state;     // pending, available, owed_back of a partner; receivable, prepaid of an advertiser
    struct text amount;    // decimal text, more than zero
    struct text reference; // tells two of one owner, program, currency and state apart; TEXT_NONE: ""
    struct instant occurred_at;
    struct instant due_at; // of pending, needed
};
// The same owner, program, currency, state and reference again with the same amount and dates changes nothing
// (*ret_is_new false); with others RC_CONFLICT opening_conflict. RC_INVALID names partner_id (or advertiser_id),
// program_id, currency, state, amount, reference, date, due; RC_REFUSED program_without_plan.
enum rc opening_book(struct flow *flow, const struct opening_input *input, struct opening_balance *ret_opening,
                     bool *ret_is_new) MUST_USE;
// Takes it back with a reason. Taken back already, it changes nothing. RC_REFUSED account_overdrawn when what was owed
// back has been recovered. RC_NOT_FOUND.
enum rc opening_reverse(struct flow *flow, struct opening_balance_id id, struct text note,
                        struct opening_balance *ret_opening) MUST_USE;

// Pure, for replay too: the entries of a state owed_back.
void opening_draft(struct arena *arena, const struct opening_balance *opening, struct ledger_draft *ret_draft);
void opening_reversed_draft(struct arena *arena, const struct opening_balance *opening, struct entry_id booked,
                            struct ledger_draft *ret_draft);
