// SPDX-License-Identifier: Apache-2.0
// Bills to advertisers (mission S2-10): a month's charges, net of refunds, and the platform fee as one invoice of the
// network, numbered in the series "AR"; VAT comes on top and is a line of the account. A bill asks for all lines
// after the bill before it, so that nothing is billed twice or left out. What was paid pays the oldest bill first.
//
//   platform fee     prepaid, receivable → subscription_revenue    subscription    adv:LINE
//   VAT of a bill    prepaid, receivable → tax_payable             tax             adv:LINE
//   taken back       the same the other way                        tax_reversed    adv:LINE
//   a part of a bill fee_revenue → prepaid, receivable             credit_note     adv:LINE
//   and its VAT      tax_payable → prepaid, receivable             credit_note_tax adv:LINE
#pragma once

#include "billing/bill.h"
#include "flow.h"
#include "invoice/invoice.h"

struct billing_input {
    struct advertiser_id advertiser_id;
    struct currency currency;
    int64_t payment_days;     // 0 … 365
    struct text subscription; // decimal text; TEXT_NONE: none
    bool is_automatic;
    struct text email; // who is reminded; TEXT_NONE: nobody
};
// RC_INVALID names payment_days, subscription, email.
enum rc billing_put(struct flow *flow, const struct billing_input *input, struct billing_terms *ret_terms) MUST_USE;

// How a bill stands now. For readers.
struct bill_state {
    struct bill bill;
    struct money paid;  // of it, 0 … payable
    struct money open;  // payable - paid; 0 when it was taken back
    const char *status; // open, partly_paid, paid, overdue, cancelled
};
enum rc bill_state_of(struct flow *flow, const struct bill *bill, struct bill_state *ret_state) MUST_USE;

// Bills a month that is over: *ret_id is the invoice. Billed already, it gives that. RC_INVALID month_malformed;
// RC_REFUSED period_not_over, nothing_to_bill (nothing was charged, or refunds outweigh it: carried on to the next
// bill), tax_profile_missing (the field says whose). RC_NOT_FOUND.
enum rc bill_issue(struct flow *flow, struct advertiser_id id, struct currency currency, struct text month,
                   struct invoice_id *ret_id) MUST_USE;
// A step of invoice_credit: the bill of an invoice is taken back, its VAT too, and its lines are billed anew. Under the
// advertiser's lock, which bill_lock takes; RC_REFUSED bill_not_last unless it is the last. Nothing for other invoices.
enum rc bill_lock(struct flow *flow, const struct invoice *invoice) MUST_USE;
enum rc bill_cancel(struct flow *flow, const struct invoice *invoice) MUST_USE;
// A step of invoice_credit_part: the lines of a credit note over a part of a bill, which pay like money. Nothing for
// other invoices.
enum rc bill_credit(struct flow *flow, const struct invoice *note) MUST_USE;

// The job: books platform fees of the month that has begun, and bills months that are over, of those who are billed
// automatically. One transaction each; *ret_count counts fees and bills. What cannot be billed yet (a tax profile is
// missing) is left for the next run.
enum rc billing_run(struct flow *flow, int64_t *ret_count) MUST_USE;
// The job: reminds of bills that are overdue: after 1, 14 and 28 days, by a letter (invoice_reminder). *ret_count
// counts letters.
enum rc reminders_run(struct flow *flow, int64_t *ret_count) MUST_USE;
