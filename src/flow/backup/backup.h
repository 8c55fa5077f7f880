// SPDX-License-Identifier: Apache-2.0
// A whole network in one file: the state of the database at one instant and the clicks that were acknowledged but not
// moved into it yet. The file does not depend on the kind of database: a backup of SQLite is restored into PostgreSQL
// and the other way round, and the same state gives the same rows.
//
// What it holds, as blocks of an archive (archive/archive.h): 'H' a head (JSON: program, instant, node,
// migrations), 'T' a table (JSON: name, columns) followed by 'R' its rows (backup_rows.h), 'S' records of the click
// spool, 'K' the master key when asked for, 'E' counts (JSON).
#pragma once

#include "flow.h"

struct backup_counts {
    int64_t tables;
    int64_t rows;
    int64_t clicks; // that lay in the spool
    int64_t bytes;  // of the file; backup_write only
    struct instant taken_at;
    bool has_key; // the file holds the master key
};

struct backup_input {
    const char *path;
    const char *folder;  // the data folder: its spool and, with is_with_key, its key
    const char *program; // version, for the head
    bool is_with_key;
    bool is_without_spool; // the database alone: a move, where the spool stays in its folder
    void *user;
    void (*progress)(void *user, const struct backup_counts *counts); // after each block; may be NULL
};

// Everything that was acknowledged before the call is in it. May run while the server runs; holds one read transaction.
// RC_CONFLICT archive_exists; RC_FAULT archive_unwritable; nothing is left behind when it fails.
enum rc backup_write(struct flow *flow, const struct backup_input *input, struct backup_counts *ret_counts) MUST_USE;

// Proves the file, then fills an empty database in one transaction, brings it to this program's schema, and puts the
// clicks of the spool into folder/spool, from where the next server ships them. Sessions are not brought back: people
// sign in again, so that one that was ended after the backup does not revive. flow->keyring must be the network's.
// RC_NOT_FOUND, RC_REFUSED archive_*; RC_REFUSED schema_newer, key_of_other_network; RC_CONFLICT database_not_empty,
// spool_not_empty. When it fails the database holds no network, and it may be called again.
enum rc backup_restore(struct flow *flow, const struct backup_input *input, struct backup_counts *ret_counts) MUST_USE;

// The master key in the file, TEXT_NONE when it holds none; the file is proven first. For whoever makes a data folder.
enum rc backup_key(struct arena *arena, const char *path, struct text *ret_key, struct fault *fault) MUST_USE;
