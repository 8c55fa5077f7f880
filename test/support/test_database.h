// SPDX-License-Identifier: Apache-2.0
// Temporary databases for tests, on both kinds. A storage suite is written once, as cases that take no notice of the
// kind:
//
//     static void finds_what_was_written(void **state)
//     {
//         struct db *db = test_database_db(*state);
//         ...
//     }
//     static const struct CMUnitTest cases[] = {TEST_DATABASE_CASE(finds_what_was_written), ...};
//     int main(void) { return TEST_DATABASE_RUN("ledger", cases); }
//
// Each case gets a fresh, migrated database of its own, a copy of one that was migrated before. Without PostgreSQL (the
// environment's TRIBUTARY_TEST_POSTGRES, a URL; `./dev test` sets it, tools/postgres.sh starts one) its half is
// reported as skipped, loudly.
#pragma once

#include "check.h"

#include "db/db.h"

struct test_database;

// False for PostgreSQL when the environment names none.
bool test_database_is_available(enum db_kind kind);
// A fresh database of this kind: SQLite a file in a temporary folder; PostgreSQL a database of its own in the server
// that the environment names, whose user may make databases, or, when it is to be empty, a schema. Migrated unless said
// otherwise. Prints and aborts when it cannot be made.
struct test_database *test_database_new(enum db_kind kind);
struct test_database *test_database_new_empty(enum db_kind kind);
// Closes its connection and deletes it. NULL is allowed.
void test_database_free(struct test_database *database);
// For db_open: further connections, other threads, other processes. Valid until test_database_free.
struct text test_database_location(const struct test_database *database);
enum db_kind test_database_kind(const struct test_database *database);
// The test's own connection, open from the start.
struct db *test_database_db(struct test_database *database);
// A further connection, closed by test_database_free. At most TEST_CONNECTIONS_MAX.
#define TEST_CONNECTIONS_MAX 16
struct db *test_database_connect(struct test_database *database);
// The folder of the source tree, from the environment's TRIBUTARY_SOURCE_ROOT or the working folder. Zero-terminated.
const char *test_source_root(void);

// ---- suites ----

// The set-up of a case: a migrated database in *state. A suite with a set-up of its own calls it first.
int test_database_setup(void **state);
int test_database_teardown(void **state);
#define TEST_DATABASE_CASE_WITH(function, setup) \
    cmocka_unit_test_setup_teardown(function, setup, test_database_teardown)
#define TEST_DATABASE_CASE(function) TEST_DATABASE_CASE_WITH(function, test_database_setup)
// Runs every case on SQLite, then on PostgreSQL; 0 when all passed.
int test_database_run(const char *suite, const struct CMUnitTest *cases, size_t count);
#define TEST_DATABASE_RUN(suite, cases) test_database_run((suite), (cases), sizeof(cases) / sizeof((cases)[0]))
