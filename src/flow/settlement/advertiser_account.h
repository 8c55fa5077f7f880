// SPDX-License-Identifier: Apache-2.0
// The account of an advertiser with the network: money that comes in and goes back, and what he owes now. His lines are
// booked one after the other under his lock, and each is in the ledger in the same transaction.
#pragma once

#include "billing/billing.h"
#include "flow.h"
#include "ledger/ledger.h"

struct advertiser_payment {
    struct advertiser_id advertiser_id;
    struct money amount;        // more than zero: what it pays, in the currency of the account
    struct money moved;         // a deposit in another currency: what came in; without a currency: amount
    struct text method;         // bank_transfer, card; 1 to 40 characters
    struct text reference;      // the bank's or payer's own: with the advertiser it identifies the payment
    struct instant occurred_at; // INSTANT_NONE: now
};
// Money came in: it pays what he owes first, the rest is prepaid. The same reference again gives the first line; with
// another amount, currency or method RC_CONFLICT "payment_conflict". RC_INVALID names amount, method, reference.
// Of other money: what it is worth that day, less what it pays, is gained or lost by exchange rates; RC_REFUSED
// rate_missing (field moved_currency).
enum rc advertiser_deposit(struct flow *flow, const struct advertiser_payment *payment,
                           struct advertiser_line *ret_line) MUST_USE;
// Money went back to him, likewise; RC_REFUSED "more_than_prepaid" for more than he has deposited.
enum rc advertiser_withdraw(struct flow *flow, const struct advertiser_payment *payment,
                            struct advertiser_line *ret_line) MUST_USE;

// ---- steps inside another flow's transaction ----

// Before any partner's lock, so that nobody waits for another in a circle.
enum rc advertiser_lock(struct flow *flow, struct advertiser_id id) MUST_USE;
// What he owes: receivable less prepaid. Under the lock, when something is booked by it.
enum rc advertiser_owed(struct flow *flow, struct advertiser_id id, struct currency currency,
                        struct money *ret_owed) MUST_USE;
// Inserts the line and books its entry. RC_CONFLICT when its key is taken.
enum rc advertiser_line_add(struct flow *flow, struct advertiser_line *line) MUST_USE;
