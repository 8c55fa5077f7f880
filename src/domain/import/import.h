// SPDX-License-Identifier: Apache-2.0
// Files that were read in. A file is known by the digest of its bytes, the program and the column map; how many of its
// rows are done is kept in the transaction that stores them, so that an import that was cut off goes on where it
// stopped and one that is finished changes nothing.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

struct import_run {
    struct import_id id;
    int64_t rows_done;
    int64_t clicks, conversions, refused;
    bool is_finished;
};

// Finds or makes the run. Needs a write transaction.
enum rc import_run_open(struct db *db, struct arena *arena, struct program_id program_id, struct text file_digest,
                        struct text map, struct instant now, struct import_run *ret_run) MUST_USE;
// Stores the counts; with finished_at (else INSTANT_NONE) the run is over. RC_CONFLICT when another process advanced it
// meanwhile: from_rows is what rows_done must still be. Needs a write transaction.
enum rc import_run_advance(struct db *db, const struct import_run *run, int64_t from_rows,
                           struct instant finished_at) MUST_USE;

// For imports: what a column's word stands for. RC_NOT_FOUND when absent.
enum rc import_partner_find(struct db *db, struct arena *arena, struct text code, struct partner_id *ret_id) MUST_USE;
// The offer of this name in the program.
enum rc import_offer_find(struct db *db, struct arena *arena, struct program_id program_id, struct text name,
                          struct offer_id *ret_id) MUST_USE;
// Every link of the program, oldest first: (partner, offer) pairs are looked up in memory from there on.
struct import_link {
    struct link_id id;
    struct partner_id partner_id;
    struct offer_id offer_id;
};
enum rc import_links(struct db *db, struct program_id program_id,
                     enum rc (*call)(void *user, const struct import_link *link), void *user) MUST_USE;
// Any offer of the program, to take a destination from.
enum rc import_destination_find(struct db *db, struct arena *arena, struct program_id program_id,
                                struct text *ret_url) MUST_USE;
enum rc import_enrollment_exists(struct db *db, struct arena *arena, struct partner_id partner_id,
                                 struct program_id program_id, bool *ret_exists) MUST_USE;
