// SPDX-License-Identifier: Apache-2.0
// What advertisers are billed (mission S2-10): how each is billed in a currency, and the bills: a bill asks for the
// lines of his account after the bill before up to the end of a month, by an invoice. Storage only:
// flow/document/bill_issue.h decides, books and issues. Writers need a write transaction and the advertiser's lock.
#pragma once

#include "billing/billing.h"

struct billing_terms {
    struct advertiser_id advertiser_id;
    struct currency currency;
    int64_t payment_days;      // from the day of issue; 0: at once
    struct money subscription; // platform fee of a month, without tax; 0: none
    bool is_automatic;         // the job bills each month once it is over
    struct text email;         // who is reminded, or ""
    struct instant began_at;   // months from this one's on
    struct instant changed_at;
};
enum rc billing_terms_put(struct db *db, const struct billing_terms *terms) MUST_USE;
enum rc billing_terms_get(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                          struct billing_terms *ret_terms) MUST_USE; // RC_NOT_FOUND
// Of an advertiser, or (0) of all, by advertiser and currency.
enum rc billing_terms_list(struct db *db, struct arena *arena, struct advertiser_id id, struct billing_terms **ret_list,
                           size_t *ret_count) MUST_USE;

struct bill {
    int64_t id;
    struct advertiser_id advertiser_id;
    struct text month;
    struct line_id after_line, last_line; // lines after the one up to the other, both of his account in this currency
    struct invoice_id invoice_id;
    struct money payable; // > 0
    struct instant due_at;
    int64_t reminders;
    struct instant reminded_at;  // INSTANT_NONE: never
    struct instant cancelled_at; // INSTANT_NONE: it stands
};
enum rc bill_insert(struct db *db, struct arena *arena, const struct bill *bill, int64_t *ret_id) MUST_USE;
// Reminders, reminded_at, cancelled_at.
enum rc bill_update(struct db *db, const struct bill *bill) MUST_USE;
// How many there were, those that were taken back too.
enum rc bill_count(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                   int64_t *ret_count) MUST_USE;
// That an invoice made. RC_NOT_FOUND.
enum rc bill_of_invoice(struct db *db, struct arena *arena, struct invoice_id id, struct bill *ret_bill) MUST_USE;
// The last that stands. RC_NOT_FOUND.
enum rc bill_last(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                  struct bill *ret_bill) MUST_USE;
// Those that stand, of an advertiser in a currency, in order.
enum rc bill_list_standing(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                           struct bill **ret_list, size_t *ret_count) MUST_USE;
// Standing ones that were due before an instant, ids after `after`, by id.
enum rc bill_list_due(struct db *db, struct arena *arena, struct instant before, int64_t after, int64_t limit,
                      struct bill **ret_list, size_t *ret_count) MUST_USE;

// What a bill would hold: sums of the account's lines after one up to another, of kinds that are billed (charge,
// charge_refund, subscription), by program; program_name "" for subscriptions.
struct bill_sum {
    struct text program_name;
    int64_t lines;
    struct money amount; // may be negative
};
struct bill_question {
    struct advertiser_id advertiser_id;
    struct currency currency;
    struct line_id after;
    struct instant until; // bill_last_line: lines before the first that was booked at it or later
    struct line_id last;  // bill_sums: up to this one
};
enum rc bill_sums(struct db *db, struct arena *arena, const struct bill_question *question, struct bill_sum **ret_list,
                  size_t *ret_count) MUST_USE;
// The last of these lines, of any kind; 0 when there is none.
enum rc bill_last_line(struct db *db, struct arena *arena, const struct bill_question *question,
                       struct line_id *ret_line) MUST_USE;
// What he has paid so far: all lines that are neither billed nor tax (deposits, nettings, openings), as a credit.
enum rc bill_paid(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                  struct money *ret_paid) MUST_USE;
