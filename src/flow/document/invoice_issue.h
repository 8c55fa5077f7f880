// SPDX-License-Identifier: Apache-2.0
// Issuing of invoices; see invoice/invoice.h. The number is taken inside the transaction that inserts the invoice: what
// is undone, or killed, gives its number back, so that there is no gap and no number twice.
#pragma once

#include "flow.h"
#include "invoice/invoice.h"
#include "tax_profile/tax_profile.h"

struct invoice_draft {
    struct text key; // idempotency key: "payout_item:12"
    enum invoice_kind kind;
    struct text series; // "SB-anna"
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct text reference_kind; // or ""
    int64_t reference_id;
    struct invoice_party seller, buyer;
    struct rate seller_rate;    // the seller's domestic rate
    struct invoice_line *lines; // description, quantity and agreed amount; the tax is decided here
    size_t line_count;
    bool is_tax_included; // the agreed amounts hold the tax
    bool is_settled;      // paid already
    struct instant performed_at;
    struct instant due_at; // its day is printed; {0}: with the payout, or paid already
};
// Inside the caller's write transaction: decides the VAT, computes, numbers, inserts, notes. The same key gives the
// first invoice. The year is that of the network's clock.
enum rc invoice_issue(struct flow *flow, const struct invoice_draft *draft, struct invoice_id *ret_id) MUST_USE;

// The self-billing invoice of a payout: the partner sells, the network buys, a line for each program. What the payout
// pays is what the invoice says: commissions hold the VAT. One transaction; the same item again gives the first
// invoice. RC_NOT_FOUND payout_item_not_found; RC_REFUSED payout_not_approved, payout_item_failed, tax_profile_missing
// (the field says whose: partner or network), self_billing_not_agreed, too_many_lines.
enum rc invoice_issue_payout(struct flow *flow, struct payout_item_id item_id, struct invoice_id *ret_id) MUST_USE;
// Takes a whole invoice back, or what parts have left of it, by a credit note in the series with "C" before it. Once:
// again gives the first note. RC_REFUSED credited_in_part for a bill to an advertiser of which a part was taken back.
// A bill to an advertiser goes with it (bill_issue.h), the last one only: RC_REFUSED bill_not_last. RC_NOT_FOUND
// invoice_not_found; RC_REFUSED invoice_is_credit_note.
enum rc invoice_credit(struct flow *flow, struct invoice_id id, struct invoice_id *ret_id) MUST_USE;
// Takes a part of an invoice back: by a credit note over one line. Of a bill to an advertiser the part is a line of his
// account, which pays like money, and its VAT another (bill_issue.h); later bills do not matter.
struct invoice_part_input {
    struct invoice_id id;
    struct text amount;    // decimal, with VAT; more than 0 and at most what is left
    struct text reference; // the caller's: once for each invoice
    struct text reason;    // the line's description
};
// The same reference again gives the first note, or with another amount RC_CONFLICT reference_conflict. RC_INVALID
// amount_…, text_…; RC_REFUSED credit_too_large, invoice_is_credit_note. RC_NOT_FOUND invoice_not_found.
enum rc invoice_credit_part(struct flow *flow, const struct invoice_part_input *input,
                            struct invoice_id *ret_id) MUST_USE;
// Inside the caller's write transaction: takes back the invoice of a payout that failed, if one stands.
enum rc invoice_credit_payout(struct flow *flow, struct payout_item_id item_id) MUST_USE;
struct invoice_party invoice_party_of(const struct tax_profile *profile);
