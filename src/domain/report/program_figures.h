// SPDX-License-Identifier: Apache-2.0
// How a program's partners have fared in the last days, for who thinks of joining (mission S1-16, S1-17, S1-19, S3C-2,
// S3C-3): medians from the books, never typed in. A median of partners weighs each partner once, so that one large one
// promises nothing for the others; with an even number it is the lower of the two in the middle.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

#define PROGRAM_FIGURES_DAYS 90
#define PROGRAM_FIGURES_CLICKS_MIN 10 // a partner with fewer clicks has no conversion rate worth its name

struct program_figures {
    struct instant from, to;
    int64_t partners;       // with PROGRAM_FIGURES_CLICKS_MIN clicks: those of the two medians below
    int64_t conversion_ppm; // median of partners: conversions not rejected, of clicks
    struct exact epc;       // median of partners: commission per click
    int64_t sales;          // that median_order is of
    struct money median_order;
    int64_t waits; // that median_wait is of
    int64_t median_wait_ms;
    int64_t decided;      // approved and rejected
    int64_t rejected_ppm; // of them
};

// Inside a read transaction of the caller's, so that everything is as of one instant. to is not included; from is
// PROGRAM_FIGURES_DAYS before. local_day: of from, in the network's zone.
enum rc program_figures_read(struct db *db, struct arena *arena, struct program_id program_id, struct currency currency,
                             struct instant to, int64_t local_day, struct program_figures *ret_figures) MUST_USE;
