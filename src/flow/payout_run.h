// SPDX-License-Identifier: Apache-2.0
// Payout runs: draft → approved → paid. Making a run takes the available commissions out of the partners' available
// accounts at once, so that two runs never pay the same; what a partner owes back is recovered first. Each use case is
// one transaction and safe to repeat. Partners are locked in ascending order.
#pragma once

#include "flow.h"
#include "payout/payout.h"

struct payout_request {
    struct text key; // idempotency key; TEXT_NONE: a new run each time
    struct currency currency;
    struct instant until; // commissions due by then
    struct text method;   // bank_transfer, paypal, … : at most 40 letters, digits, '_' and '-'
};

// One item for each partner with more available than he owes back. The same key with the same content gives the first
// run, with other content RC_CONFLICT payout_key_reused. RC_INVALID method_malformed; RC_REFUSED nothing_to_pay
// when no partner has anything.
enum rc payout_run_create(struct flow *flow, const struct payout_request *request,
                          struct payout_run_id *ret_run) MUST_USE;
// RC_NOT_FOUND payout_run_not_found; RC_REFUSED payout_cancelled. An approved or paid run stays as it is.
enum rc payout_run_approve(struct flow *flow, struct payout_run_id id) MUST_USE;
// All items that have not failed are paid. RC_REFUSED payout_not_approved, payout_cancelled. A paid run stays as it is.
enum rc payout_run_pay(struct flow *flow, struct payout_run_id id) MUST_USE;
// Gives everything back. RC_REFUSED payout_paid. A cancelled run stays as it is.
enum rc payout_run_cancel(struct flow *flow, struct payout_run_id id) MUST_USE;
// The transfer to one partner failed, or what was paid came back: his commissions are available again, less what he
// owes back meanwhile. RC_NOT_FOUND payout_item_not_found. A failed item stays as it is.
enum rc payout_item_fail(struct flow *flow, struct payout_item_id id) MUST_USE;
