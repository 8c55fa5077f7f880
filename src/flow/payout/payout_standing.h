// SPDX-License-Identifier: Apache-2.0
// How a partner stands with payouts in one currency: what could be paid, and every reason why it is not. Runs take
// partners by it, withdrawals are refused by it, and the API shows it.
#pragma once

#include "commission/commission.h"
#include "flow.h"
#include "payout/payout_rule.h"
#include "payout/payout_terms.h"
#include "payout_account/payout_account.h"

struct payout_question {
    struct partner_id partner_id;
    struct currency currency;
    struct instant until;  // commissions due by then
    struct text method;    // of the run; TEXT_NONE: whatever the partner's is
    bool is_requests_only; // the run pays open requests only
};

struct payout_standing {
    struct commission *list; // what is available, by id
    size_t count;
    struct money available; // their sum
    struct money owed_back;
    struct money payable; // the difference; may be negative
    struct money minimum;
    bool has_account;
    struct payout_account account; // the newest payout details
    struct payout_terms terms;
    bool has_request;
    struct withdrawal request; // the open one in this currency
    unsigned blocks;           // enum payout_block, or'ed; 0: can be paid
};
// Readers only; inside a transaction for what is then written. RC_REFUSED amount_overflow.
enum rc payout_standing_find(struct flow *flow, const struct payout_policy *policy,
                             const struct payout_question *question, struct payout_standing *ret_standing) MUST_USE;

// Whether a run of this method pays by saved details of the same method: sepa, ach, ru_bank, paypal, wise. Any other
// word is a run that people pay by hand.
bool payout_method_is_strict(struct text method);
