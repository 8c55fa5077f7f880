// SPDX-License-Identifier: Apache-2.0
// The performance rollup: counts by quarter hour, so that reports over any time zone are sums of few rows. It is a
// cache: performance_recompute derives it anew from clicks, conversions, refunds and commissions, and the check finds
// it equal. Every flow that changes a fact adds its delta in the same transaction.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define QUARTER_MS (15 * MINUTE_MS)
static inline int64_t quarter_of(struct instant i)
{
    return i.ms / QUARTER_MS;
}

struct performance_delta {
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

// Adds the deltas to the rollup, in a stable order of keys so that two writers do not deadlock. Needs a write
// transaction. The list is sorted and equal keys are merged in place.
enum rc performance_add(struct db *db, struct arena *arena, struct performance_delta *list, size_t count) MUST_USE;
