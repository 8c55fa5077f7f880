// SPDX-License-Identifier: Apache-2.0
// Compensation by hand as stored (mission S1-20): a sum that no event earned, with its reason and who decided it.
// Storage only: flow/settlement/compensation_life.h decides and books. Writers need a write transaction and the
// partner's lock; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct compensation {
    struct compensation_id id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct money amount; // > 0
    struct text reason;  // the partner reads it
    struct text status;  // proposed, booked, declined, reversed
    bool needs_second;   // above the limit: another than who proposed it decides
    struct text proposed_by;
    struct instant proposed_at;
    struct text decided_by;             // TEXT_NONE while proposed
    struct instant decided_at;          // INSTANT_NONE likewise
    struct commission_id commission_id; // that carries it; 0 until it is booked
    struct text reversed_by;            // TEXT_NONE unless reversed
    struct instant reversed_at;
    struct text note; // why it was declined or reversed, or ""
};

// The id is not looked at. key: TEXT_NONE, or one that no other has.
enum rc compensation_insert(struct db *db, struct arena *arena, const struct compensation *compensation,
                            struct text key, struct compensation_id *ret_id) MUST_USE;
// Status, who, when, commission and note.
enum rc compensation_update(struct db *db, const struct compensation *compensation) MUST_USE;
enum rc compensation_get(struct db *db, struct arena *arena, struct compensation_id id,
                         struct compensation *ret_compensation) MUST_USE; // RC_NOT_FOUND
// The one that was inserted with this key. RC_NOT_FOUND.
enum rc compensation_by_key(struct db *db, struct arena *arena, struct text key,
                            struct compensation *ret_compensation) MUST_USE;
// The one that a commission carries. RC_NOT_FOUND.
enum rc compensation_of_commission(struct db *db, struct arena *arena, struct commission_id id,
                                   struct compensation *ret_compensation) MUST_USE;
struct compensation_filter {
    struct partner_id partner_id;  // 0: all
    struct text status;            // TEXT_NONE: any
    bool is_booked_only;           // once booked: what a partner may see
    struct compensation_id before; // cursor; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc compensation_list(struct db *db, struct arena *arena, const struct compensation_filter *filter,
                          struct compensation **ret_list, size_t *ret_count) MUST_USE;
