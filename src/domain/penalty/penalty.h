// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment as stored: at most one a commission. Storage only: penalty_core.h is the rule,
// flow/penalty_life.h books. Writers need a write transaction and the partner's lock; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct penalty {
    struct penalty_id id;
    struct commission_id commission_id;
    struct partner_id partner_id;
    struct settlement_id terms_id; // whose clause it is, or 0:
    struct plan_id plan_id;        // the plan's
    struct money base, amount;
    struct instant due_at; // by when payment was promised
    struct instant overdue_at, accrued_at;
    struct text status; // owed, paid, waived
    struct text note;   // "" while owed
    struct instant settled_at;
};

// A commission that is payable and past its hold, in a program that may have a penalty clause, and has no penalty yet.
struct penalty_candidate {
    struct commission_id commission_id;
    struct partner_id partner_id;
    struct program_id program_id;
    struct money payable; // available, or in a payout that is not paid
    struct instant created_at;
};
// By commission, those after `after`; whose hold ended before `due_before`.
enum rc penalty_candidates(struct db *db, struct arena *arena, struct commission_id after, struct instant due_before,
                           int64_t limit, struct penalty_candidate **ret_list, size_t *ret_count) MUST_USE;
// The same of one commission, under the partner's lock. RC_NOT_FOUND when it is none (any more).
enum rc penalty_candidate_get(struct db *db, struct arena *arena, struct commission_id id, struct instant due_before,
                              struct penalty_candidate *ret_candidate) MUST_USE;

enum rc penalty_get(struct db *db, struct arena *arena, struct penalty_id id, struct penalty *ret_penalty) MUST_USE;
// status owed; note, settled_at and id are not looked at.
enum rc penalty_insert(struct db *db, struct arena *arena, const struct penalty *penalty,
                       struct penalty_id *ret_id) MUST_USE;
// Status, note and settled_at.
enum rc penalty_settle_row(struct db *db, const struct penalty *penalty) MUST_USE;
struct penalty_filter {
    struct partner_id partner_id; // 0: any
    struct text status;           // TEXT_NONE: any
    struct penalty_id before;     // only ids below it; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc penalty_list(struct db *db, struct arena *arena, const struct penalty_filter *filter, struct penalty **ret_list,
                     size_t *ret_count) MUST_USE;
