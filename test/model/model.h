// SPDX-License-Identifier: Apache-2.0
// A reference model of the money of a small network: plain arrays and integers, written from docs/books.md and
// docs/payouts.md and nothing else. It knows no database, no ledger, and includes nothing of the product, so that what
// it comes to is an opinion of its own. model_test.c plays the same random operations to it and to the real books.
//
// One currency. Program 0 settles in-house, program 1 through the network at cost plus 20 percent. Amounts are minor
// units, rates parts per million, instants milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MODEL_PARTNERS 3
#define MODEL_PROGRAMS 2
#define MODEL_NETWORK_PROGRAM 1
#define MODEL_CHARGE_PPM 1200000 // cost plus 20 percent
#define MODEL_COMMISSIONS_MAX 20000
#define MODEL_ITEMS_MAX 20000
#define MODEL_SHARES_MAX 200000
#define MODEL_RUNS_MAX 10000
#define MODEL_NEVER INT64_MIN

enum model_status { MODEL_PENDING, MODEL_AVAILABLE, MODEL_IN_PAYOUT, MODEL_PAID, MODEL_REJECTED };
enum model_source { MODEL_EARNED, MODEL_COMPENSATION, MODEL_OPENING };
enum model_decision { MODEL_UNDECIDED, MODEL_APPROVED, MODEL_REFUSED };

struct model_commission {
    enum model_source source;
    int partner, program;
    int64_t order, refunded, ppm; // of the sale
    enum model_decision decision; // of the conversion
    int64_t amount, pending, available;
    enum model_status status;
    int64_t own_due; // the event and its hold
    int64_t due;     // MODEL_NEVER while the conversion is not approved
    int open_items;  // payouts that hold it
};

struct model_item {
    int run, partner;
    int64_t amount;
    enum { MODEL_TAKEN, MODEL_ITEM_PAID, MODEL_FAILED } status;
    int first_share, share_count;
};

struct model_share {
    int commission;
    int64_t amount;
};

struct model_partner {
    int64_t pending, available, in_payout, paid, owed_back;
};

struct model {
    struct model_commission commissions[MODEL_COMMISSIONS_MAX];
    int commission_count;
    struct model_item items[MODEL_ITEMS_MAX];
    int item_count;
    struct model_share shares[MODEL_SHARES_MAX];
    int share_count;
    int run_count;
    int64_t owed_back[MODEL_PARTNERS];
    int64_t opening_owed_back; // sum of what was carried over as owed back
    int64_t account;           // of the advertiser, but for charges: deposits are negative
    int64_t account_opening;   // of it, what was carried over
};

void model_begin(struct model *m);

// ---- operations ----

// The number of the commission. Of *sale: partner, program, order, ppm, decision and own_due.
int model_sale(struct model *m, const struct model_commission *sale);
void model_refund(struct model *m, int commission, int64_t amount);
void model_decide(struct model *m, int commission, enum model_decision decision);
// Everything due by now becomes available.
void model_release(struct model *m, int64_t now);
// Of *grant: source, partner, program, amount and own_due.
int model_grant(struct model *m, const struct model_commission *grant, int64_t now);
void model_revoke(struct model *m, int commission);
void model_open_owed_back(struct model *m, int partner, int64_t amount);
// The number of the run, or -1 when nobody has anything to be paid. Its items follow each other in m->items.
int model_payout(struct model *m, int64_t until);
void model_pay(struct model *m, int item);
// Failed, left out, cancelled, or returned after it was paid.
void model_fail(struct model *m, int item);
// More positive: more owed by the advertiser.
void model_account(struct model *m, int64_t amount, bool is_opening);

// ---- what it comes to ----

struct model_partner model_partner(const struct model *m, int partner);
struct model_books {
    int64_t expense[MODEL_PROGRAMS], compensation[MODEL_PROGRAMS]; // debit
    int64_t opening_equity, cash;                                  // debit
    int64_t accrued, receivable;                                   // debit
    int64_t prepaid, recharged, fee;                               // credit
};
struct model_books model_books(const struct model *m);
