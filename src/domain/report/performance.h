// SPDX-License-Identifier: Apache-2.0
// The performance rollup: counts by blocks of time, so that reports over any time zone are sums of few rows. It is a
// cache: performance_check (report.h) derives it anew from clicks, conversions, refunds and commissions and finds it
// equal. Every flow that changes a fact adds its delta in the same transaction.
//
// It has several levels, each the sum of all facts. Level 0 tells every dimension apart, by quarter hour. The others
// tell few dimensions, over longer blocks, for what is asked most: an hour is whole in nearly every time zone, and a
// zone's days are hours. Blocks of a day are days of UTC, not of the network's zone, which may change and is not
// everybody's: what a zone's day or month has before or behind them is hours or quarter hours (report_cover.h). With
// traffic like that of 10,000 partners level 0 has nearly a row for each click; the others together add some rows to a
// batch of clicks.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define QUARTER_MS (15 * MINUTE_MS)
#define QUARTERS_PER_HOUR 4
#define QUARTERS_PER_DAY 96
static inline int64_t quarter_of(struct instant i)
{
    return i.ms / QUARTER_MS;
}

#define PERFORMANCE_LEVELS 13
struct performance_level {
    int64_t span; // quarter hours of a block; blocks begin at its multiples
    bool by_partner, by_program, by_offer, by_link, by_country, by_device;
};
extern const struct performance_level performance_levels[PERFORMANCE_LEVELS]; // by number

struct performance_delta {
    int64_t level; // 0 when it is given to performance_add
    int64_t
        quarter; // of the click, or of the conversion's occurred_at (clicks paid by the click: the day's last quarter)
    struct program_id program_id;
    struct offer_id offer_id;     // 0 unknown
    struct partner_id partner_id; // 0 unattributed
    struct link_id link_id;       // 0 none
    char country[3];              // "" unknown
    int64_t device;
    int64_t clicks, unique_clicks;
    int64_t leads, sales;  // not rejected
    int64_t rejected;      // conversions rejected
    int64_t refunded;      // conversions with at least one refund
    int64_t revenue_minor; // amounts less refunds, of conversions not rejected
    int64_t commission_minor;
};

// Puts deltas in order and merges equal keys, in place; gives how many are left. Many deltas that are merged already
// are added faster.
size_t performance_merge(struct performance_delta *list, size_t count);

// Adds the deltas to all levels of the rollup, in a stable order of keys so that two writers do not deadlock. Needs a
// write transaction. The list is sorted and equal keys are merged in place.
enum rc performance_add(struct db *db, struct arena *arena, struct performance_delta *list, size_t count) MUST_USE;
