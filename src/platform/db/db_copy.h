// SPDX-License-Identifier: Apache-2.0
// Whole tables, whatever they are called: what a backup reads, and what a restore or a move to the other database
// writes. The tables come from the database's own catalogue, so that none is forgotten.
#pragma once

#include "db/db.h"

struct db_table {
    const char *name;
    const struct db_column *columns; // of type int64, text and blob; the order of the schema
    size_t column_count;
    // All rows by primary key, so that the same rows give the same bytes from either database. For db_run.
    const struct db_statement *read;
    // For db_run_bulk.
    const struct db_statement *write;
};

// Every table but schema_migration; one that refers to another stands after it, else by name. Everything is kept in
// the arena, which must live as long as the connection. RC_FAULT for a schema that cannot be copied (a table without
// a key, tables that refer to each other in a ring); db_failure says which.
enum rc db_tables_list(struct db *db, struct arena *arena, struct db_table **ret_tables, size_t *ret_count) MUST_USE;

// Inside a write transaction on a database whose tables are empty: rows may be written as they were, without the
// triggers that guard how they come about. db_copy_end puts the triggers back and sets counters of ids behind the
// highest. A reference to a row that is not there is RC_REFUSED at the commit at the latest, and db_failure names it on
// PostgreSQL: also where no foreign key but a guard sees to it, of which the column's comment tells ("refers to
// TABLE", migration 0036).
struct db_copy;
enum rc db_copy_begin(struct db *db, struct arena *arena, struct db_copy **ret_copy) MUST_USE;
enum rc db_copy_end(struct db_copy *copy) MUST_USE;

// The migrations that were applied to the database, none for an empty one.
struct db_applied {
    int64_t number;
    struct text checksum;
};
enum rc db_applied_list(struct db *db, struct arena *arena, struct db_applied **ret_list, size_t *ret_count) MUST_USE;
// Brings an empty database to exactly these. RC_REFUSED schema_newer or schema_changed when they are not the first of
// those this program knows.
enum rc db_migrate_as(struct db *db, const struct db_applied *list, size_t count, struct fault *fault) MUST_USE;
