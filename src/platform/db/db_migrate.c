// SPDX-License-Identifier: Apache-2.0
// Brings a schema forward and says whether it is the one this program knows. What was applied is kept in
// schema_migration, which is made here and not by a migration.
#include <inttypes.h>
#include <string.h>

#include "core/arena.h"
#include "db/db_copy.h"
#include "db/db_private.h"

#define COLUMN(column, its_type)             \
    {                                        \
        .name = (column), .type = (its_type) \
    }

static const char table_sqlite[] = "CREATE TABLE IF NOT EXISTS schema_migration (\n"
                                   "  number INTEGER PRIMARY KEY,\n"
                                   "  name TEXT NOT NULL,\n"
                                   "  checksum TEXT NOT NULL,\n"
                                   "  applied_at INTEGER NOT NULL\n"
                                   ") STRICT";
static const char table_postgres[] = "CREATE TABLE IF NOT EXISTS schema_migration (\n"
                                     "  number BIGINT PRIMARY KEY,\n"
                                     "  name TEXT NOT NULL,\n"
                                     "  checksum TEXT NOT NULL,\n"
                                     "  applied_at BIGINT NOT NULL\n"
                                     ")";

static const struct db_column exists_out[] = {COLUMN("tables", DB_TYPE_INT64)};
static const struct db_statement exists = {
    .name = "schema_migration_exists",
    .sqlite = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'",
    .postgres = "SELECT count(*) FROM pg_catalog.pg_class WHERE relname = 'schema_migration' AND relkind = 'r'"
                " AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())",
    .out = exists_out,
    .out_count = 1,
};

static const struct db_column applied_out[] = {COLUMN("number", DB_TYPE_INT64), COLUMN("checksum", DB_TYPE_TEXT)};
static const char applied_text[] = "SELECT number, checksum FROM schema_migration ORDER BY number";
static const struct db_statement applied = {
    .name = "schema_migration_applied",
    .sqlite = applied_text,
    .postgres = applied_text,
    .out = applied_out,
    .out_count = 2,
};

static const struct db_column add_in[] = {COLUMN("number", DB_TYPE_INT64), COLUMN("name", DB_TYPE_TEXT),
                                          COLUMN("checksum", DB_TYPE_TEXT)};
static const struct db_statement add = {
    .name = "schema_migration_add",
    .sqlite = "INSERT INTO schema_migration (number, name, checksum, applied_at)"
              " VALUES (?1, ?2, ?3, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))",
    .postgres = "INSERT INTO schema_migration (number, name, checksum, applied_at)"
                " VALUES ($1, $2, $3, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT))",
    .in = add_in,
    .in_count = 3,
    .is_write = true,
};

// How what was applied compares with what this program knows.
enum standing { STANDING_EQUAL, STANDING_MISSING, STANDING_OLDER, STANDING_NEWER, STANDING_CHANGED };

struct comparison {
    const struct db_migration *list;
    size_t count;
    size_t applied_count;
    int64_t number; // of the first difference
    enum standing standing;
};

static enum rc count_call(void *user, const struct db_value *values)
{
    int64_t *count = user;
    *count = values[0].i;
    return RC_OK;
}

static enum rc applied_call(void *user, const struct db_value *values)
{
    struct comparison *comparison = user;
    size_t i = comparison->applied_count++;
    if (comparison->standing != STANDING_EQUAL) {
        return RC_OK;
    }
    if (i >= comparison->count) {
        comparison->standing = STANDING_NEWER;
    } else if (values[0].i != comparison->list[i].number ||
               !text_equal(values[1].t, text_of(comparison->list[i].checksum))) {
        comparison->standing = STANDING_CHANGED;
    }
    comparison->number = values[0].i;
    return RC_OK;
}

static enum rc compare(struct db *db, const struct db_migration *list, size_t count, struct comparison *ret_comparison)
{
    *ret_comparison = (struct comparison){.list = list, .count = count};
    int64_t tables = 0;
    TRY(db_run_one(db, &exists, NULL, count_call, &tables));
    if (tables == 0) {
        ret_comparison->standing = STANDING_MISSING;
        return RC_OK;
    }
    TRY(db_run(db, &applied, NULL, applied_call, ret_comparison, NULL));
    if (ret_comparison->standing == STANDING_EQUAL && ret_comparison->applied_count < count) {
        ret_comparison->standing = ret_comparison->applied_count == 0 ? STANDING_MISSING : STANDING_OLDER;
    }
    return RC_OK;
}

static enum rc refuse_unknown(const struct comparison *comparison, struct fault *fault)
{
    if (comparison->standing == STANDING_NEWER) {
        return fault_set(fault, RC_REFUSED, "schema_newer", "",
                         "the database has migration %" PRId64 ", this program knows %zu: run a newer program",
                         comparison->number, comparison->count);
    }
    return fault_set(fault, RC_REFUSED, "schema_changed", "",
                     "migration %" PRId64
                     " in the database is not the one this program has: run the program that made it",
                     comparison->number);
}

static enum rc reading_fault(struct db *db, enum rc rc, struct fault *fault)
{
    return fault_internal(fault, rc, "%s", db_failure(db));
}

enum rc db_schema_check_list(struct db *db, const struct db_migration *list, size_t count, struct fault *fault)
{
    struct comparison comparison;
    enum rc rc = compare(db, list, count, &comparison);
    if (rc != RC_OK) {
        return reading_fault(db, rc, fault);
    }
    switch (comparison.standing) {
    case STANDING_EQUAL:
        return RC_OK;
    case STANDING_MISSING:
        return fault_set(fault, RC_REFUSED, "schema_missing", "",
                         "the database is empty: tributary init makes a network in it");
    case STANDING_OLDER:
        return fault_set(fault, RC_REFUSED, "schema_older", "",
                         "the database has %zu of %zu migrations: back it up, then run tributary migrate",
                         comparison.applied_count, count);
    case STANDING_NEWER:
    case STANDING_CHANGED:
        break;
    }
    return refuse_unknown(&comparison, fault);
}

// Inside a write transaction. *ret_is_done when there is nothing left to apply.
static enum rc apply_next(struct db *db, const struct comparison *known, bool *ret_is_done, struct fault *fault)
{
    TRY(db->driver->migration_lock(db));
    TRY(db->driver->script(db, db->kind == DB_SQLITE ? table_sqlite : table_postgres));
    struct comparison comparison;
    TRY(compare(db, known->list, known->count, &comparison));
    if (comparison.standing == STANDING_NEWER || comparison.standing == STANDING_CHANGED) {
        return refuse_unknown(&comparison, fault);
    }
    *ret_is_done = comparison.applied_count == known->count;
    if (*ret_is_done) {
        return RC_OK;
    }
    const struct db_migration *next = &known->list[comparison.applied_count];
    TRY(db->driver->script(db, db->kind == DB_SQLITE ? next->sqlite : next->postgres));
    struct db_value in[] = {
        {.i = next->number},
        {.t = text_of(next->name)},
        {.t = text_of(next->checksum)},
    };
    TRY(db_run(db, &add, in, NULL, NULL, NULL));
    return db_commit(db);
}

static enum rc migrate_step(struct db *db, const struct comparison *known, bool *ret_is_done, struct fault *fault)
{
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    return apply_next(db, known, ret_is_done, fault);
}

enum rc db_migrate_list(struct db *db, const struct db_migration *list, size_t count, struct fault *fault)
{
    struct comparison comparison;
    enum rc rc = compare(db, list, count, &comparison);
    bool is_done = rc == RC_OK && comparison.standing == STANDING_EQUAL && count > 0;
    while (rc == RC_OK && !is_done) {
        rc = migrate_step(db, &comparison, &is_done, fault);
    }
    if (rc != RC_OK && !fault_is_set(fault)) {
        return reading_fault(db, rc, fault);
    }
    return rc;
}

enum rc db_migrate(struct db *db, struct fault *fault)
{
    return db_migrate_list(db, db_migrations, db_migration_count, fault);
}

enum rc db_schema_check(struct db *db, struct fault *fault)
{
    return db_schema_check_list(db, db_migrations, db_migration_count, fault);
}

// ---- for copies ----

struct applied_listing {
    struct arena *arena;
    struct db_applied *list;
    size_t count;
    size_t capacity;
};

static enum rc applied_list_call(void *user, const struct db_value *values)
{
    struct applied_listing *listing = user;
    if (listing->count == listing->capacity) {
        listing->list = db_rows_grow(listing->arena, listing->list, sizeof(*listing->list), &listing->capacity);
    }
    listing->list[listing->count++] =
        (struct db_applied){.number = values[0].i, .checksum = text_copy(listing->arena, values[1].t)};
    return RC_OK;
}

enum rc db_applied_list(struct db *db, struct arena *arena, struct db_applied **ret_list, size_t *ret_count)
{
    struct applied_listing listing = {.arena = arena};
    int64_t tables = 0;
    TRY(db_run_one(db, &exists, NULL, count_call, &tables));
    if (tables > 0) {
        TRY(db_run(db, &applied, NULL, applied_list_call, &listing, NULL));
    }
    *ret_list = listing.list;
    *ret_count = listing.count;
    return RC_OK;
}

enum rc db_migrate_as(struct db *db, const struct db_applied *list, size_t count, struct fault *fault)
{
    struct comparison comparison = {.list = db_migrations, .count = db_migration_count};
    for (size_t i = 0; i < count; i++) {
        struct db_value values[] = {{.i = list[i].number}, {.t = list[i].checksum}};
        TRY(applied_call(&comparison, values));
    }
    if (comparison.standing != STANDING_EQUAL) {
        return refuse_unknown(&comparison, fault);
    }
    return db_migrate_list(db, db_migrations, count, fault);
}
