// SPDX-License-Identifier: Apache-2.0
// A reference model of the money of a small network: plain arrays and integers, written from docs/books.md and
// docs/payouts.md and nothing else. It knows no database, no ledger, and includes nothing of the product, so that what
// it comes to is an opinion of its own. model_test.c plays the same random operations to it and to the real books.
//
// One currency. Four programs, whose plans model_test.c publishes and model_earn.c works out by hand:
//   0  in-house: a percentage that changes          1  the same, through the network at cost plus 20 percent
//   2  "club": a rate that the month's count lifts back to the month's start, two levels of recruiters, two bonuses,
//   clicks 3  "capped": slices by the month's sum, a level, a cap per partner and a budget, both of a month
// Partner 3 was recruited by partner 0, and 4 by 3. Amounts are minor units, rates parts per million, instants
// milliseconds.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define MODEL_PARTNERS 5
#define MODEL_NOBODY (-1)
enum { MODEL_HOUSE_PROGRAM, MODEL_NETWORK_PROGRAM, MODEL_CLUB_PROGRAM, MODEL_CAPPED_PROGRAM, MODEL_PROGRAMS };
#define MODEL_AWARDS 3 // of an event at most: the credited partner, and levels 1 and 2
#define MODEL_HOLD_DAYS 7
#define MODEL_DAY_MS ((int64_t)86400000)
#define MODEL_CLICK_DAYS 8192    // that a world lasts at most
#define MODEL_CHARGE_PPM 1200000 // cost plus 20 percent
#define MODEL_COMMISSIONS_MAX 20000
#define MODEL_ITEMS_MAX 20000
#define MODEL_SHARES_MAX 200000
#define MODEL_RUNS_MAX 10000
#define MODEL_NEVER INT64_MIN

enum model_status { MODEL_PENDING, MODEL_AVAILABLE, MODEL_IN_PAYOUT, MODEL_PAID, MODEL_REJECTED };
enum model_source { MODEL_EARNED, MODEL_COMPENSATION, MODEL_OPENING };
enum model_decision { MODEL_UNDECIDED, MODEL_APPROVED, MODEL_REFUSED };

// A sale. Its commissions follow each other: the credited partner's, then those of levels upwards.
struct model_event {
    int partner, program;
    int64_t order, refunded, ppm; // ppm: of programs 0 and 1
    enum model_decision decision;
    int64_t at;        // instant
    char order_id[24]; // of two at one instant the smaller comes first
    int first_commission, award_count;
    // Program 3: what the month's cap of each beneficiary and the budget had been used when it was accepted.
    int64_t cap_before[MODEL_AWARDS], budget_before;
};

struct model_commission {
    enum model_source source;
    int partner, program;
    int event, level;          // -1: of no event
    int bonus;                 // 0, or 1 + which bonus of the club's plan
    int64_t month, repetition; // of a bonus (month -1: in all); repetition: also the line of clicks
    bool is_of_clicks;
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
    struct model_event events[MODEL_COMMISSIONS_MAX];
    int event_count;
    int64_t clicks[MODEL_PARTNERS][MODEL_CLICK_DAYS]; // of the club's links, not accrued yet, by day
    int64_t carry[MODEL_PARTNERS];                    // millionths of a minor unit left by the line before
    int64_t click_lines[MODEL_PARTNERS];
    int64_t first_day; // of clicks
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

void model_begin(struct model *m, int64_t now);

// ---- operations ----

// The number of the event. Of *sale: partner, program, order, ppm, decision, at and order_id.
int model_sale(struct model *m, const struct model_event *sale, int64_t now);
void model_refund(struct model *m, int event, int64_t amount, int64_t now);
void model_decide(struct model *m, int event, enum model_decision decision, int64_t now);
void model_click(struct model *m, int partner, int64_t at);
// Clicks of days that are over become money, a line a partner and day.
void model_accrue_clicks(struct model *m, int64_t now);
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

// ---- what an event earns (model_earn.c) ----

// By the facts of now: amounts of its awards; 0 for all of a refused one.
void model_earn(const struct model *m, const struct model_event *event, int64_t *amounts);
// Who earns besides the credited partner at this level, or MODEL_NOBODY.
int model_recruiter(int partner, int level);
// How many awards an event of this program and partner has.
int model_award_count(int program, int partner);
// Months since year 0 of an instant.
int64_t model_month(int64_t at);
bool model_is_before(const struct model_event *a, const struct model_event *b); // in the order of happening
// How many of the partner's sales count in the club, in a month or (month -1) in all.
int64_t model_club_count(const struct model *m, int partner, int64_t month);
int64_t model_share(int64_t amount, int64_t ppm); // a half away from zero
#define MODEL_BONUSES 2
// What a bonus pays and how often at this count.
int64_t model_bonus_amount(int bonus);
int64_t model_bonus_times(int bonus, int64_t count);
#define MODEL_CLICK_MICRO 400000 // 0.004 EUR in millionths of a cent

// ---- what it comes to ----

struct model_partner model_partner(const struct model *m, int partner);
struct model_books {
    int64_t expense[MODEL_PROGRAMS], of_clicks[MODEL_PROGRAMS], compensation[MODEL_PROGRAMS]; // debit
    int64_t opening_equity, cash;                                                             // debit
    int64_t accrued, receivable;                                                              // debit
    int64_t prepaid, recharged, fee;                                                          // credit
};
struct model_books model_books(const struct model *m);
