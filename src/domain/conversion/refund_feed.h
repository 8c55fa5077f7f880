// SPDX-License-Identifier: Apache-2.0
// Refunds of all orders as they came in, for people who watch them. Reader only; rows live in the arena.
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
    struct money amount; // given back
    struct money order;  // the whole order
    struct instant occurred_at, received_at;
};
// Newest first, ids below before (0: from the newest).
enum rc refund_feed(struct db *db, struct arena *arena, struct refund_id before, int64_t limit,
                    struct refund_row **ret_list, size_t *ret_count) MUST_USE;
