// SPDX-License-Identifier: Apache-2.0
// The migrated schema is the one written down in schema/, where reviewers see what a migration changes.
//     schema_test --write    writes these files anew (PostgreSQL's where TRIBUTARY_TEST_POSTGRES is set)
#include <stdio.h>
#include <string.h>

#include "test_database.h"

#define FILE_MAX ((size_t)1 << 20)

static struct text path_of(struct arena *arena, enum db_kind kind)
{
    return text_format(arena, "%s/schema/schema.%s.sql", test_source_root(), kind == DB_SQLITE ? "sqlite" : "postgres");
}

static struct text schema_of(struct arena *arena, struct test_database *database)
{
    struct text text = TEXT_NONE;
    if (db_schema_text(test_database_db(database), arena, &text) != RC_OK) {
        fail_msg("%s", db_failure(test_database_db(database)));
    }
    return text;
}

static int migrating_setup(void **state)
{
    *state = test_database_new_empty(*(const enum db_kind *)*state);
    return 0;
}

static void assert_as_written_down(struct test_database *database)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text path = path_of(arena, test_database_kind(database));
    char *bytes = arena_bytes(arena, FILE_MAX);
    FILE *file = fopen(text_zero_terminated(arena, path), "rb");
    size_t n = file == NULL ? 0 : fread(bytes, 1, FILE_MAX, file);
    if (file != NULL) {
        fclose(file);
    }
    if (!text_equal(schema_of(arena, database), (struct text){.p = bytes, .n = n})) {
        print_error("the schema differs from %.*s: if that is meant, write it anew with\n"
                    "TRIBUTARY_SOURCE_ROOT=. BUILD/test/support/schema_test --write\n",
                    TEXT_PRINT(path));
        fail();
    }
}

static void migrated_schema_is_as_written_down(void **state)
{
    struct fault fault = {0};
    assert_int_equal(db_migrate(test_database_db(*state), &fault), RC_OK);
    assert_as_written_down(*state);
}

// What all other tests get.
static void copied_schema_is_as_written_down(void **state)
{
    struct fault fault = {0};
    assert_int_equal(db_schema_check(test_database_db(*state), &fault), RC_OK);
    assert_as_written_down(*state);
}

static int write_anew(enum db_kind kind)
{
    if (!test_database_is_available(kind)) {
        (void)fputs("TRIBUTARY_TEST_POSTGRES is not set: PostgreSQL's schema stays as it was\n", stderr);
        return 0;
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct test_database *database = test_database_new_empty(kind);
    struct fault fault = {0};
    if (db_migrate(test_database_db(database), &fault) != RC_OK) {
        (void)fprintf(stderr, "%s (%s)\n", fault.message, fault.detail);
        return 1;
    }
    struct text text = schema_of(arena, database);
    FILE *file = fopen(text_zero_terminated(arena, path_of(arena, kind)), "wb");
    bool is_written = file != NULL && fwrite(text.p, 1, text.n, file) == text.n;
    is_written = file != NULL && fclose(file) == 0 && is_written;
    test_database_free(database);
    return is_written ? 0 : 1;
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE_WITH(migrated_schema_is_as_written_down, migrating_setup),
    TEST_DATABASE_CASE(copied_schema_is_as_written_down),
};

int main(int argument_count, char **arguments)
{
    if (argument_count == 2 && strcmp(arguments[1], "--write") == 0) {
        return write_anew(DB_SQLITE) | write_anew(DB_POSTGRES);
    }
    return TEST_DATABASE_RUN("schema", cases);
}
