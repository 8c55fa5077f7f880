// SPDX-License-Identifier: Apache-2.0
// Migrating: forward, twice, by two at once, refused, failed midway.
#include <pthread.h>
#include <string.h>

#include "db/db_tables_test.h"

static const struct db_migration known[] = {
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT; CREATE TABLE b (x INTEGER) STRICT;",
     "CREATE TABLE a (x BIGINT); CREATE TABLE b (x BIGINT);", "11"},
    {2, "second", "CREATE TABLE c (x INTEGER) STRICT;", "CREATE TABLE c (x BIGINT);", "22"},
    {3, "third", "CREATE INDEX c_index ON c (x);", "CREATE INDEX c_index ON c (x);", "33"},
};
static const struct db_migration other_second[] = {
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE a (x BIGINT);", "11"},
    {2, "second", "CREATE TABLE z (x INTEGER) STRICT;", "CREATE TABLE z (x BIGINT);", "2z"},
    {3, "third", "", "", "33"},
};
static const struct db_migration failing[] = {
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT;", "CREATE TABLE a (x BIGINT);", "11"},
    {2, "second", "CREATE TABLE c (x INTEGER) STRICT; CREATE TABLE a (x INTEGER) STRICT;",
     "CREATE TABLE c (x BIGINT); CREATE TABLE a (x BIGINT);", "22"},
};

static int empty_setup(void **state)
{
    *state = test_database_new_empty(*(const enum db_kind *)*state);
    return 0;
}

static void assert_check(struct db *db, const struct db_migration *list, size_t count, const char *code)
{
    struct fault fault = {0};
    enum rc rc = db_schema_check_list(db, list, count, &fault);
    assert_string_equal(fault.code, code == NULL ? "" : code);
    assert_int_equal(rc, code == NULL ? RC_OK : RC_REFUSED);
}

static void forward_step_by_step(void **state)
{
    struct db *db = test_database_db(*state);
    struct fault fault = {0};
    assert_check(db, known, 3, "schema_missing");
    assert_ok(db_migrate_list(db, known, 2, &fault));
    assert_check(db, known, 2, NULL);
    assert_check(db, known, 3, "schema_older");
    assert_check(db, known, 1, "schema_newer");
    assert_check(db, other_second, 3, "schema_changed");
    assert_ok(db_migrate_list(db, known, 3, &fault));
    assert_ok(db_migrate_list(db, known, 3, &fault));
    assert_check(db, known, 3, NULL);
    assert_rc(db_migrate_list(db, known, 2, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "schema_newer");
    fault_clear(&fault);
    assert_rc(db_migrate_list(db, other_second, 3, &fault), RC_REFUSED);
    assert_string_equal(fault.code, "schema_changed");
    assert_false(db_is_in_transaction(db));
}

static void a_failing_migration_leaves_nothing(void **state)
{
    struct db *db = test_database_db(*state);
    struct fault fault = {0};
    assert_rc(db_migrate_list(db, failing, 2, &fault), RC_FAULT);
    assert_non_null(strstr(fault.detail, "already exists"));
    assert_false(db_is_in_transaction(db));
    assert_check(db, failing, 1, NULL);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text text = TEXT_NONE;
    assert_ok(db_schema_text(db, arena, &text));
    assert_true(text_find(text, TEXT("TABLE a"), 0) != SIZE_MAX);
    assert_true(text_find(text, TEXT("TABLE c"), 0) == SIZE_MAX);
}

static void *migrate_at(void *user)
{
    struct fault fault = {0};
    struct db *db = NULL;
    enum rc rc = db_open(*(struct text *)user, &db, &fault);
    if (rc == RC_OK) {
        rc = db_migrate(db, &fault);
    }
    db_close(db);
    if (rc != RC_OK) {
        (void)fprintf(stderr, "# %s %s\n", fault.message, fault.detail);
    }
    return rc == RC_OK ? NULL : user;
}

static void several_at_once(void **state)
{
    struct text location = test_database_location(*state);
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_at, &location), 0);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_null(result);
    }
    struct fault fault = {0};
    assert_ok(db_schema_check(test_database_db(*state), &fault));
}

// Nobody had the file before: the change to WAL is raced for, too.
static void several_at_once_on_a_new_file(void **state)
{
    if (test_database_kind(*state) == DB_POSTGRES) {
        return;
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    for (int round = 0; round < 5; round++) {
        struct text location = text_format(arena, "%.*s-%d", TEXT_PRINT(test_database_location(*state)), round);
        pthread_t threads[4];
        for (size_t i = 0; i < COUNT_OF(threads); i++) {
            assert_int_equal(pthread_create(&threads[i], NULL, migrate_at, &location), 0);
        }
        for (size_t i = 0; i < COUNT_OF(threads); i++) {
            void *result = NULL;
            assert_int_equal(pthread_join(threads[i], &result), 0);
            assert_null(result);
        }
        assert_int_equal(unlink(text_zero_terminated(arena, text_slice(location, strlen("sqlite:"), location.n))), 0);
    }
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE_WITH(forward_step_by_step, empty_setup),
    TEST_DATABASE_CASE_WITH(a_failing_migration_leaves_nothing, empty_setup),
    TEST_DATABASE_CASE_WITH(several_at_once, empty_setup),
    TEST_DATABASE_CASE_WITH(several_at_once_on_a_new_file, empty_setup),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_migrate", cases);
}
