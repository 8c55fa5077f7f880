// SPDX-License-Identifier: Apache-2.0
// What happened to orders, for people who watch them: refunds of all as they came in, and the decisions and refunds of
// one. Readers only; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct refund_row {
    struct refund_id id;
    struct conversion_id conversion_id;
    struct text order_id;
    struct partner_id partner_id; // 0: nobody is credited with the order
    struct program_id program_id;
    struct money amount; // given back; below zero where a refund was taken back
    struct money order;  // the whole order
    struct instant occurred_at, received_at;
};
// Newest first, ids below before (0: from the newest).
enum rc refund_feed(struct db *db, struct arena *arena, struct refund_id before, int64_t limit,
                    struct refund_row **ret_list, size_t *ret_count) MUST_USE;

// One thing that happened to a conversion after it was reported.
struct conversion_happening {
    bool is_refund;
    bool is_reversal;      // a refund was taken back
    struct money refunded; // of a refund; of what takes one back below zero
    struct text status;    // of a decision: approved, rejected, pending (taken back)
    struct text reason;    // coded, of a rejection; "" otherwise
    struct text actor;     // of a decision
    struct instant at;     // when it was recorded here
};
// Decisions and refunds of a conversion, in the order in which they were recorded.
enum rc conversion_happenings(struct db *db, struct arena *arena, struct conversion_id id, struct currency currency,
                              struct conversion_happening **ret_list, size_t *ret_count) MUST_USE;
