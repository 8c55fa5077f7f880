// SPDX-License-Identifier: Apache-2.0
// Payout runs as stored: a run has one item a partner, an item the shares of the commissions it pays. Storage only:
// what goes into a run and what it books is decided in flow/payout_run.h. Writers need a write transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct payout_run {
    struct payout_run_id id;
    struct text key; // idempotency key of its making
    struct currency currency;
    struct instant until; // only commissions due by then
    struct text method;   // how it is paid
    struct text status;   // draft, approved, paid, cancelled
    struct instant created_at;
    struct instant approved_at; // or INSTANT_NONE
    struct instant paid_at;     // or INSTANT_NONE
};

// RC_CONFLICT when the key is taken. The status becomes draft.
enum rc payout_run_insert(struct db *db, struct arena *arena, const struct payout_run *run,
                          struct payout_run_id *ret_id) MUST_USE;
// Status, approved_at, paid_at.
enum rc payout_run_update(struct db *db, const struct payout_run *run) MUST_USE;
enum rc payout_run_get(struct db *db, struct arena *arena, struct payout_run_id id,
                       struct payout_run *ret_run) MUST_USE; // RC_NOT_FOUND
enum rc payout_run_find_key(struct db *db, struct arena *arena, struct text key,
                            struct payout_run *ret_run) MUST_USE; // RC_NOT_FOUND
// Newest first, ids below before (0: from the newest).
enum rc payout_run_list(struct db *db, struct arena *arena, struct payout_run_id before, size_t limit,
                        struct payout_run **ret_list, size_t *ret_count) MUST_USE;

struct payout_item {
    struct payout_item_id id;
    struct payout_run_id run_id;
    struct partner_id partner_id;
    struct money amount;       // > 0
    struct text status;        // taken, paid, failed
    struct instant settled_at; // when it was paid or failed; INSTANT_NONE before
};
enum rc payout_item_insert(struct db *db, struct arena *arena, const struct payout_item *item,
                           struct payout_item_id *ret_id) MUST_USE;
// Status and settled_at.
enum rc payout_item_update(struct db *db, const struct payout_item *item) MUST_USE;
enum rc payout_item_get(struct db *db, struct arena *arena, struct payout_item_id id,
                        struct payout_item *ret_item) MUST_USE; // RC_NOT_FOUND
// Of a run, by partner.
enum rc payout_item_list(struct db *db, struct arena *arena, struct payout_run_id run_id, struct payout_item **ret_list,
                         size_t *ret_count) MUST_USE;

struct payout_share {
    struct payout_item_id item_id;
    struct commission_id commission_id;
    struct money amount; // what it put into the item; 0 when all of it went to what was owed back
    bool is_open;        // until the item is paid or fails; a commission is in one open item at most
};
enum rc payout_share_insert(struct db *db, struct arena *arena, const struct payout_share *list, size_t count) MUST_USE;
// Ends all shares of an item.
enum rc payout_share_close(struct db *db, struct payout_item_id item_id) MUST_USE;
// Of an item, by commission.
enum rc payout_share_list(struct db *db, struct arena *arena, struct payout_item_id item_id, struct currency currency,
                          struct payout_share **ret_list, size_t *ret_count) MUST_USE;
// Whether an item other than this one holds the commission and is not settled.
enum rc payout_is_held_elsewhere(struct db *db, struct arena *arena, struct commission_id commission_id,
                                 struct payout_item_id item_id, bool *ret_is_held) MUST_USE;
