// SPDX-License-Identifier: Apache-2.0
// Opening balances as stored: what partners and advertisers were owed, owed or had deposited when the books began
// here, for those who come from another system. Storage only: flow/ledger/opening_write.h books. Writers need a write
// transaction and the owner's lock; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct opening_balance {
    struct opening_balance_id id;
    struct text key;        // "partner:12:3:EUR:available:REFERENCE": whose, where, what; unique
    struct text owner_kind; // partner, advertiser
    int64_t owner_id;
    struct program_id program_id;       // of pending and available; else 0
    struct text state;                  // pending, available, owed_back; receivable, prepaid
    struct money amount;                // > 0
    struct text reference;              // the operator's own, or ""
    struct instant occurred_at;         // as of when it stood so
    struct instant due_at;              // pending: when it becomes available; else INSTANT_NONE
    struct commission_id commission_id; // that carries it, or 0
    struct line_id line_id;             // of the advertiser's account, or 0
    struct text booked_by;
    struct instant booked_at;
    struct text reversed_by; // TEXT_NONE unless reversed
    struct instant reversed_at;
    struct text note; // why it was reversed, or ""
};

// RC_CONFLICT when the key is taken.
enum rc opening_balance_insert(struct db *db, struct arena *arena, const struct opening_balance *opening,
                               struct opening_balance_id *ret_id) MUST_USE;
// Commission, line, reversal and note.
enum rc opening_balance_update(struct db *db, const struct opening_balance *opening) MUST_USE;
enum rc opening_balance_get(struct db *db, struct arena *arena, struct opening_balance_id id,
                            struct opening_balance *ret_opening) MUST_USE; // RC_NOT_FOUND
enum rc opening_balance_find(struct db *db, struct arena *arena, struct text key,
                             struct opening_balance *ret_opening) MUST_USE; // RC_NOT_FOUND
// The one that a commission carries. RC_NOT_FOUND.
enum rc opening_balance_of_commission(struct db *db, struct arena *arena, struct commission_id id,
                                      struct opening_balance *ret_opening) MUST_USE;
struct opening_balance_filter {
    struct text owner_kind; // "": all
    int64_t owner_id;
    struct opening_balance_id before; // cursor; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc opening_balance_list(struct db *db, struct arena *arena, const struct opening_balance_filter *filter,
                             struct opening_balance **ret_list, size_t *ret_count) MUST_USE;
