// SPDX-License-Identifier: Apache-2.0
// `tributary replay`: every attribution, every commission, every step, every line of clicks, every payout share, every
// charge of an advertiser and every ledger entry is derived anew from the recorded facts, by the same pure functions
// that made them, and compared byte for byte, in canonical text, with what is stored.
//
// Facts: evidence and what was known of it, orders with lines, refunds, decisions, versions of plans, terms and
// settlement terms, counted clicks, payments of advertisers, the instants of every step, which commissions a payout run
// took, and in which order steps that moved a partner's or an advertiser's money were booked. Everything else follows
// from them.
#pragma once

#include "core/fault.h"
#include "db/db.h"
#include "value/time.h"

#define REPLAY_DIFFERENCES_MAX 50

struct replay_difference {
    struct text object;  // "conversion 12", "commission 7, step 2", "entry com:7:2"
    struct text stored;  // TEXT_NONE: it is missing
    struct text derived; // TEXT_NONE: it follows from nothing
};

struct replay_report {
    int64_t conversions, commissions, steps, click_lines, payout_items, charges, entries; // that were derived
    int64_t difference_count;
    struct replay_difference differences[REPLAY_DIFFERENCES_MAX]; // the first of them
};

// Begins a read transaction of its own: must not be called inside one. Streams: memory grows with the number of steps
// of one partner only (about 150 bytes each).
enum rc replay(struct db *db, struct arena *arena, struct replay_report *ret_report, struct fault *fault) MUST_USE;
