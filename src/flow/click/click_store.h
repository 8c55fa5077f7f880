// SPDX-License-Identifier: Apache-2.0
// Clicks into the database: facts, what names a person, refusals by cause, the performance rollup, and which clicks are
// unique: one way for live traffic (click_ship.h) and for files (events_import.h), so that both count alike.
#pragma once

#include "click/click.h"
#include "click/unique_window.h"
#include "core/map.h"
#include "report/performance.h"

struct click_store {
    struct unique_window window;
    int64_t window_to_ms;        // the database's clicks before this are in the window; INT64_MIN: none yet
    struct map64 hours;          // hours whose numbers of file clicks are known
    struct map64 next_sequences; // millisecond + 1 -> next free sequence of file clicks
};

void click_store_init(struct click_store *store);
void click_store_close(struct click_store *store);
// Forgets what it remembers of clicks that were given to it and did not get into the database: after a transaction that
// failed, before the next.
void click_store_reset(struct click_store *store);

// A number for a click of a file that happened at `at`; unused so far in the database and by this store. One import at
// a time: callers hold the import's lock.
enum rc click_store_number(struct click_store *store, struct db *db, struct instant at,
                           struct click_id *ret_id) MUST_USE;

// What it remembers of numbers is read again when it grew large: when every number given is in the database.
bool click_store_is_large(const struct click_store *store);
void click_store_trim(struct click_store *store);

// Records and what they count: which are unique, and the rollup's deltas.
struct click_batch {
    const struct click_record *records;
    const bool *is_unique;
    size_t count;
    struct performance_delta *deltas;
    size_t delta_count;
};

// The two halves of click_store, for who has a thread for each: judging reads the database and remembers the records;
// writing needs a write transaction and no store. Batches are written in the order in which they were judged. Both live
// in the arena.
enum rc click_store_judge(struct click_store *store, struct db *db, struct arena *arena,
                          const struct click_record *records, size_t count, struct click_batch *ret_batch) MUST_USE;
enum rc click_store_write(struct db *db, struct arena *arena, const struct click_batch *batch) MUST_USE;
// The two halves of writing, for who writes a batch's clicks beside the transaction of the batch before: only what it
// counts changes rows that other batches change too, and must wait for them.
enum rc click_store_write_clicks(struct db *db, struct arena *arena, const struct click_batch *batch) MUST_USE;
enum rc click_store_write_counts(struct db *db, struct arena *arena, const struct click_batch *batch) MUST_USE;

// Stores the records, in the order in which they were recorded. Needs a write transaction; when that does not commit,
// call click_store_reset. RC_CONFLICT when a click is stored already.
enum rc click_store(struct click_store *store, struct db *db, struct arena *arena, const struct click_record *records,
                    size_t count) MUST_USE;
