// SPDX-License-Identifier: Apache-2.0
// How a program's partners have fared, for who thinks of joining (mission S1-16, S1-17, S1-19, S3C-2, S3C-3): from the
// books, never typed in. A median of partners weighs each partner once, so that one large one promises nothing for the
// others; with an even number it is the lower of the two in the middle. Each group of figures says how many partners
// stand behind it: whoever shows it hides those with too few.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

#define PROGRAM_FIGURES_DAYS 90
#define PROGRAM_FIGURES_CLICKS_MIN 10 // a partner with fewer clicks has no conversion rate worth its name
#define PROGRAM_FIGURES_DECILES 9
#define PROGRAM_FIGURES_DECILES_MIN 10 // partners: fewer have no deciles
#define PROGRAM_FIGURES_MONTHS 6       // the last is the one that has not ended
#define PROGRAM_FIGURES_JOINED_DAYS 365

// How an advertiser treats what partners bring in (S3C-3).
struct program_standing {
    int64_t partners;     // that what follows is of
    int64_t decided;      // approved and rejected
    int64_t rejected_ppm; // of them
    int64_t sales;        // not rejected
    int64_t refunded_ppm; // of them: something was given back
    int64_t waits;        // that came in undecided, and are decided
    int64_t median_wait_ms;
};

// Those who joined in the last PROGRAM_FIGURES_JOINED_DAYS, and how long they waited for their first commission
// (S1-17). What was granted by hand is none, and who brought in something before he joined does not count.
struct program_first {
    int64_t joined;
    int64_t earned;      // of them
    int64_t median_days; // of those, begun days
};

struct program_month {
    int64_t first_day; // local, days since 1970
    int64_t sales;     // not rejected
    int64_t sellers;   // partners who brought them
    struct money average_order;
    int64_t leads; // not rejected, of customers who are known
    int64_t leaders;
    int64_t converted_ppm; // of the leads: the customer has bought since
};

struct program_figures {
    struct instant from, to;
    int64_t partners;          // with PROGRAM_FIGURES_CLICKS_MIN clicks: those of the two medians below
    int64_t conversion_ppm;    // median of partners: conversions not rejected, of clicks
    struct exact epc;          // median of partners: commission per click
    struct money median_order; // of standing.sales
    struct program_standing standing;
    // Of who had as many clicks or anything reported: what nine tenths of them earned at least, eight tenths … and the
    // last one tenth, each cut to its first two digits, so that nobody is recognised by his sum.
    int64_t active;
    int64_t earning;                               // of them, above zero
    struct money deciles[PROGRAM_FIGURES_DECILES]; // when active is at least PROGRAM_FIGURES_DECILES_MIN
    struct program_first first;
    struct program_month months[PROGRAM_FIGURES_MONTHS]; // the oldest first
};

// Inside a read transaction of the caller's, so that everything is as of one instant. to is not included; from is
// PROGRAM_FIGURES_DAYS before. local_day: of to, in the network's zone.
enum rc program_figures_read(struct db *db, struct arena *arena, struct program_id program_id, struct currency currency,
                             struct instant to, int64_t local_day, struct program_figures *ret_figures) MUST_USE;
// The standing alone, of the same days.
enum rc program_standing_read(struct db *db, struct arena *arena, struct program_id program_id, int64_t local_day,
                              struct program_standing *ret_standing) MUST_USE;
