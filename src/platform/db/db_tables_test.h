// SPDX-License-Identifier: Apache-2.0
// The tables of this folder's tests, and words to write rows shortly.
#pragma once

#include "db/db_private.h"
#include "db/db_test_sql.h"
#include "test_database.h"

// As test_database_setup, with the tables of db_test.sql.
int db_test_setup(void **state);
#define DB_CASE(function) TEST_DATABASE_CASE_WITH(function, db_test_setup)

void db_test_tables(struct db *db);
// Runs text that no statement can be, in a transaction of its own.
void db_test_script(struct db *db, const char *sqlite, const char *postgres);
// A row in the open transaction.
enum rc db_test_add(struct db *db, const char *code, int64_t amount);
// The number of rows of item.
int64_t db_test_count(struct db *db);
#define assert_rc(call, expected) assert_string_equal(rc_name(call), rc_name(expected))
#define assert_ok(call) assert_rc(call, RC_OK)
