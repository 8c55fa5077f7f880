// SPDX-License-Identifier: Apache-2.0
// Payout runs: built → reviewed → approved → filed → paid. Making a run takes the available commissions out of the
// partners' available accounts at once, so that two runs never pay the same; what a partner owes back is recovered
// first. Each use case is one transaction and safe to repeat. Partners are locked in ascending order.
//
//   run        draft ── approve ──▶ approved ── pay (all, or the last item) ──▶ paid
//               └──────── cancel ──────┴ (while no file was made) ──▶ cancelled
//   item       taken ── pay ──▶ paid ── fail (the money came back) ──▶ failed
//               ├── leave out (draft) ──▶ failed, is_left_out
//               └── fail ──▶ failed ── retry ──▶ a new item in a new run, once
//
// An item never leaves `failed`, and never goes back from `paid` to `taken` (a trigger refuses). What keeps money from
// going out twice: a commission is in one open item at most (a unique index), the entries of an item have keys of their
// own, an item is retried once (a unique index), and a run of which a payment file was made cannot be cancelled: each
// of its items is said to be paid or failed by somebody who has seen the bank's answer.
#pragma once

#include "flow.h"
#include "payout/payout.h"

struct payout_request {
    struct text key; // idempotency key; TEXT_NONE: a new run each time
    struct currency currency;
    struct instant until;  // commissions due by then
    struct text method;    // sepa, ach, ru_bank, paypal, wise: of partners whose details are of this method. Any other
                           // word (bank_transfer, …: at most 40 letters, digits, '_' and '-'): of all, by hand
    bool is_requests_only; // only open requests for withdrawal
    // What is sent; none: the same as currency. Another one: each item is converted by the rates of the day, rounded
    // half away from zero; what it costs is known when it is paid.
    struct currency pay_currency;
};

// One item for each partner with more available than he owes back whom nothing blocks (payout_standing.h). The same key
// with the same content gives the first run, with other content RC_CONFLICT payout_key_reused. RC_INVALID
// method_malformed, currency_unfit (sepa pays EUR, ach USD, ru_bank RUB); RC_REFUSED nothing_to_pay when no partner can
// be paid: the message counts why; rate_missing (field pay_currency).
enum rc payout_run_create(struct flow *flow, const struct payout_request *request,
                          struct payout_run_id *ret_run) MUST_USE;
// A new run, to be approved again, with what is available to the partners of failed items of an approved or paid run:
// of one item, or (0) of all that were not retried before. An item that was retried gives the run that did so. The
// minimum does not matter, all else that blocks does. RC_NOT_FOUND payout_run_not_found, payout_item_not_found;
// RC_REFUSED payout_item_not_failed, nothing_to_retry, nothing_to_pay (meanwhile another run took it, or the partner is
// blocked).
enum rc payout_run_retry(struct flow *flow, struct payout_run_id id, struct payout_item_id item_id,
                         struct payout_run_id *ret_run) MUST_USE;
// RC_NOT_FOUND payout_run_not_found; RC_REFUSED payout_cancelled, nothing_to_pay when every item was left out;
// RC_FORBIDDEN second_person_needed when the total is above the network's limit and the actor built the run. An
// approved or paid run stays as it is.
enum rc payout_run_approve(struct flow *flow, struct payout_run_id id) MUST_USE;
// All items that have not failed are paid. RC_REFUSED payout_not_approved, payout_cancelled. A paid run stays as it is.
enum rc payout_run_pay(struct flow *flow, struct payout_run_id id) MUST_USE;
// Gives everything back. RC_REFUSED payout_paid, payout_filed. A cancelled run stays as it is.
enum rc payout_run_cancel(struct flow *flow, struct payout_run_id id) MUST_USE;

// One item of an approved run is paid; with the last one the run is. RC_NOT_FOUND payout_item_not_found; RC_REFUSED
// payout_not_approved, payout_cancelled, payout_item_settled when it failed. A paid item stays as it is.
enum rc payout_item_pay(struct flow *flow, struct payout_item_id id) MUST_USE;
// The same, of a run in another currency, with what the bank took for it: decimal text in the balance's currency. What
// it is above the balance is a loss by exchange rates, below it a gain. Without it (payout_item_pay, payout_run_pay)
// the rates of the day of payment say what it cost; without such rates nothing is gained or lost. RC_INVALID names
// cost; RC_REFUSED cost_unexpected of a run in the same currency.
enum rc payout_item_pay_at_cost(struct flow *flow, struct payout_item_id id, struct text cost) MUST_USE;
// A reviewer takes an item out of a draft: the partner keeps what is available. RC_INVALID of the reason (1 to 200
// characters); RC_REFUSED payout_approved once the run is approved. An item that was left out stays so.
enum rc payout_item_leave_out(struct flow *flow, struct payout_item_id id, struct text reason) MUST_USE;
// The transfer to one partner failed, or what was paid came back: his commissions are available again, less what he
// owes back meanwhile. reason: TEXT_NONE when nobody says. RC_NOT_FOUND payout_item_not_found. A failed item stays as
// it is.
enum rc payout_item_fail(struct flow *flow, struct payout_item_id id, struct text reason) MUST_USE;
