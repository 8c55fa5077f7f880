// SPDX-License-Identifier: Apache-2.0
// Whole tables from the catalogue: none is missing, rows keep what they were, guards and counters of ids are back.
#include "db/db_copy.h"

#include <string.h>

#include "core/bug.h"
#include "db/db_tables_test.h"

static const struct db_table *table_named(const struct db_table *tables, size_t count, const char *name, size_t *ret_at)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(tables[i].name, name) == 0) {
            *ret_at = i;
            return &tables[i];
        }
    }
    print_error("there is no %s\n", name);
    fail();
    BUG_ON(true);
}

static enum rc count_call(void *user, const struct db_value *values)
{
    (void)values;
    ++*(size_t *)user;
    return RC_OK;
}

static size_t occurrences(const char *text, const char *words)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, words)) != NULL; at++) {
        count++;
    }
    return count;
}

static void every_table_is_listed_behind_those_it_refers_to(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    assert_ok(db_tables_list(db, arena, &tables, &count));
    // As many as the migrations make and leave: their own text is counted.
    size_t made = 0;
    size_t dropped = 0;
    for (size_t i = 0; i < db_migration_count; i++) {
        made += occurrences(db_migrations[i].sqlite, "CREATE TABLE ");
        dropped += occurrences(db_migrations[i].sqlite, "DROP TABLE ");
    }
    assert_int_equal(count, made - dropped);
    size_t network = 0;
    size_t program = 0;
    size_t plan = 0;
    size_t at = 0;
    assert_int_equal(table_named(tables, count, "network", &network)->column_count > 5, 1);
    assert_string_equal(table_named(tables, count, "program", &program)->columns[0].name, "id");
    table_named(tables, count, "plan", &plan);
    assert_true(plan > program);
    const struct db_table *partner = table_named(tables, count, "partner", &at);
    for (size_t i = 0; i < partner->column_count; i++) {
        bool is_optional = strcmp(partner->columns[i].name, "recruited_by") == 0;
        assert_int_equal(partner->columns[i].is_optional, is_optional);
    }
    for (size_t i = 0; i < count; i++) {
        size_t rows = 0;
        assert_ok(db_run(db, tables[i].read, NULL, count_call, &rows, NULL));
    }
}

// A sealed entry as it stands in the books: no ordinary statement may write one.
static enum rc entry_write(struct db *db, const struct db_table *entry, int64_t id, const char *key)
{
    struct db_value values[] = {
        {.i = id}, {.t = text_of(key)}, {.t = TEXT("accrual")}, {.t = TEXT("")}, {.i = 0}, {.i = 1}, {.i = 1}, {.i = 0},
        {.i = 1}};
    assert_int_equal(entry->column_count, COUNT_OF(values));
    return db_run_bulk(db, entry->write, values, 1);
}

static void guards_are_away_while_copying_only(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    size_t at = 0;
    assert_ok(db_tables_list(db, arena, &tables, &count));
    const struct db_table *entry = table_named(tables, count, "ledger_entry", &at);
    struct text before = {0};
    struct text after = {0};
    assert_ok(db_schema_text(db, arena, &before));
    assert_ok(db_write_begin(db));
    assert_rc(entry_write(db, entry, 1, "a"), RC_REFUSED);
    db_rollback(db);

    struct db_copy *copy = NULL;
    assert_ok(db_write_begin(db));
    assert_ok(db_copy_begin(db, arena, &copy));
    assert_ok(entry_write(db, entry, 41, "a"));
    assert_ok(db_copy_end(copy));
    assert_ok(db_commit(db));

    assert_ok(db_schema_text(db, arena, &after));
    assert_true(text_equal(before, after));
    assert_ok(db_write_begin(db));
    assert_rc(entry_write(db, entry, 42, "b"), RC_REFUSED);
    db_rollback(db);
    size_t rows = 0;
    assert_ok(db_run(db, entry->read, NULL, count_call, &rows, NULL));
    assert_int_equal(rows, 1);
}

// A partner of this id, whom another recruited (0: nobody).
static enum rc partner_write(struct db *db, const struct db_table *partner, int64_t id, int64_t recruited_by)
{
    struct db_value values[DB_COLUMNS_MAX];
    for (size_t i = 0; i < partner->column_count; i++) {
        const char *name = partner->columns[i].name;
        values[i] = (struct db_value){.i = 1, .t = TEXT("seven")};
        if (strcmp(name, "id") == 0) {
            values[i].i = id;
        } else if (strcmp(name, "status") == 0) {
            values[i].t = TEXT("active");
        } else if (strcmp(name, "recruited_by") == 0) {
            values[i] = (struct db_value){.is_null = recruited_by == 0, .i = recruited_by};
        }
    }
    return db_run_bulk(db, partner->write, values, 1);
}

static const struct db_column next_out[] = {{.name = "id", .type = DB_TYPE_INT64}};
static const char next_text[] = "INSERT INTO partner (code, name, email, type, status, created_at, version)"
                                " VALUES ('next', '', '', '', 'active', 1, 1) RETURNING id";
static const struct db_statement next = {.name = "partner_next",
                                         .sqlite = next_text,
                                         .postgres = next_text,
                                         .out = next_out,
                                         .out_count = 1,
                                         .is_write = true};

static enum rc id_call(void *user, const struct db_value *values)
{
    *(int64_t *)user = values[0].i;
    return RC_OK;
}

static enum rc seven_call(void *user, const struct db_value *values)
{
    const struct db_table *partner = user;
    for (size_t i = 0; i < partner->column_count; i++) {
        if (strcmp(partner->columns[i].name, "recruited_by") == 0) {
            assert_true(values[i].is_null);
        }
    }
    assert_int_equal(values[0].i, 7);
    assert_text(values[1].t, "seven");
    return RC_OK;
}

static void values_and_counters_of_ids_come_over(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    size_t at = 0;
    assert_ok(db_tables_list(db, arena, &tables, &count));
    const struct db_table *partner = table_named(tables, count, "partner", &at);
    struct db_copy *copy = NULL;
    assert_ok(db_write_begin(db));
    assert_ok(db_copy_begin(db, arena, &copy));
    assert_ok(partner_write(db, partner, 7, 0));
    assert_ok(db_copy_end(copy));
    assert_ok(db_commit(db));
    struct db_table read = *partner;
    assert_ok(db_run_one(db, partner->read, NULL, seven_call, &read));
    int64_t id = 0;
    assert_ok(db_write_begin(db));
    assert_ok(db_run_one(db, &next, NULL, id_call, &id));
    assert_int_equal(id, 8);
    db_rollback(db);
}

static void a_foreign_key_still_holds(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    size_t at = 0;
    assert_ok(db_tables_list(db, arena, &tables, &count));
    const struct db_table *partner = table_named(tables, count, "partner", &at);
    struct db_copy *copy = NULL;
    assert_ok(db_write_begin(db));
    assert_ok(db_copy_begin(db, arena, &copy));
    enum rc rc = partner_write(db, partner, 7, 99);
    if (rc == RC_OK) { // SQLite looks when the transaction ends
        assert_ok(db_copy_end(copy));
        rc = db_commit(db);
    } else {
        db_rollback(db);
    }
    assert_rc(rc, RC_REFUSED);
}

// On PostgreSQL this one has a guard, no foreign key.
static void a_reference_without_a_foreign_key_holds(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    size_t advertiser = 0;
    size_t at = 0;
    assert_ok(db_tables_list(db, arena, &tables, &count));
    table_named(tables, count, "advertiser", &advertiser);
    const struct db_table *event = table_named(tables, count, "tracking_event", &at);
    assert_true(at > advertiser);
    struct db_value values[DB_COLUMNS_MAX];
    for (size_t i = 0; i < event->column_count; i++) {
        bool is_reference = strcmp(event->columns[i].name, "advertiser_id") == 0;
        values[i] = (struct db_value){.i = is_reference ? 99 : 1, .t = TEXT("seven")};
    }
    struct db_copy *copy = NULL;
    assert_ok(db_write_begin(db));
    assert_ok(db_copy_begin(db, arena, &copy));
    assert_ok(db_run_bulk(db, event->write, values, 1));
    enum rc rc = db_copy_end(copy);
    if (db_kind_of(db) == DB_POSTGRES) {
        assert_rc(rc, RC_REFUSED);
        assert_non_null(
            strstr(db_failure(db), "advertiser_id of tracking_event refers to advertiser 99, which is not there"));
        db_rollback(db);
        return;
    }
    assert_ok(rc);
    assert_rc(db_commit(db), RC_REFUSED);
}

static void a_table_without_a_key_is_refused(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_table *tables = NULL;
    size_t count = 0;
    assert_rc(db_tables_list(db, arena, &tables, &count), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "counter")); // of db_test.sql's tables
}

static void an_empty_database_is_brought_to_an_older_schema(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct fault fault = {.rc = RC_OK};
    struct db_applied *list = NULL;
    size_t count = 0;
    assert_ok(db_applied_list(db, arena, &list, &count));
    assert_int_equal(count, 0);
    struct db_applied two[] = {{1, text_of(db_migrations[0].checksum)}, {2, text_of(db_migrations[1].checksum)}};
    assert_ok(db_migrate_as(db, two, 2, &fault));
    assert_ok(db_applied_list(db, arena, &list, &count));
    assert_int_equal(count, 2);
    assert_text(list[1].checksum, db_migrations[1].checksum);
    assert_ok(db_migrate(db, &fault));
    two[1].checksum = TEXT("another");
    assert_rc(db_migrate_as(db, two, 2, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "schema_changed");
}

static int set_up_empty(void **state)
{
    *state = test_database_new_empty(*(const enum db_kind *)*state);
    return *state == NULL ? -1 : 0;
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(every_table_is_listed_behind_those_it_refers_to),
        TEST_DATABASE_CASE(guards_are_away_while_copying_only),
        TEST_DATABASE_CASE(values_and_counters_of_ids_come_over),
        TEST_DATABASE_CASE(a_foreign_key_still_holds),
        TEST_DATABASE_CASE(a_reference_without_a_foreign_key_holds),
        DB_CASE(a_table_without_a_key_is_refused),
        TEST_DATABASE_CASE_WITH(an_empty_database_is_brought_to_an_older_schema, set_up_empty),
    };
    return TEST_DATABASE_RUN("db_copy", cases);
}
