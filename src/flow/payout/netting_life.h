// SPDX-License-Identifier: Apache-2.0
// Reciprocal agreements and netting (mission S1-8). A company that is partner and advertiser at once is owed
// commissions and owes charges. Netting sets the smaller of the two off: on the partner's side it is a payout by the
// method `netting`, paid at once, oldest commissions first; on the advertiser's side a line of his account. Both go
// through the clearing accounts, which come to nothing together: no money moves.
//
//   partner     available → in_payout → paid       pay:ITEM:taken, pay:ITEM:paid
//   advertiser  cash → receivable                  netting, adv:LINE
#pragma once

#include "flow.h"
#include "netting/netting.h"

struct agreement_input {
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct text note; // up to 500 characters; TEXT_NONE: ""
};
// RC_INVALID names partner_id, advertiser_id, note; RC_CONFLICT agreement_exists while one between the two lasts.
enum rc agreement_make(struct flow *flow, const struct agreement_input *input,
                       struct agreement *ret_agreement) MUST_USE;
// Ended already, it stays as it is.
enum rc agreement_end(struct flow *flow, struct agreement_id id, struct agreement *ret_agreement) MUST_USE;

// What could be netted now. For readers.
struct agreement_balance {
    struct currency currency;
    struct money earned; // available to the partner, less what he owes back; ≥ 0
    struct money owed;   // by the advertiser; ≥ 0
    struct money net;    // of the network to the company: earned - owed
};
// One for each currency in which both sides have an account, by currency.
enum rc agreement_balances(struct flow *flow, const struct agreement *agreement, struct agreement_balance **ret_list,
                           size_t *ret_count) MUST_USE;

// RC_REFUSED nothing_to_net when one of the two sides is nothing, agreement_ended; amount_overflow.
enum rc netting_make(struct flow *flow, struct agreement_id id, struct currency currency,
                     struct netting *ret_netting) MUST_USE;
// Both sides are as they were, less what the partner owes back meanwhile. Taken back already, it stays as it is.
// RC_INVALID names note.
enum rc netting_reverse(struct flow *flow, struct netting_id id, struct text note,
                        struct netting *ret_netting) MUST_USE;
