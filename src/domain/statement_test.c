// SPDX-License-Identifier: Apache-2.0
// Every statement of every module is prepared on both databases against the newest schema: a misspelt column, a dialect
// that only one database reads, a sum that PostgreSQL makes numeric are found here, before any test of behaviour.
#include "statement_list.h"

#include "test_database.h"

static void statements_are_understood(void **state)
{
    struct db *db = test_database_db(*state);
    int bad = 0;
    for (const struct statement_module *module = statement_list; module->name != NULL; module++) {
        for (const struct db_statement *const *statement = module->statements; *statement != NULL; statement++) {
            if (db_statement_check(db, *statement) != RC_OK) {
                print_error("%s.sql: %s\n", module->name, db_failure(db));
                bad++;
            }
        }
    }
    assert_int_equal(bad, 0);
}

static const struct CMUnitTest cases[] = {TEST_DATABASE_CASE(statements_are_understood)};

int main(void)
{
    return TEST_DATABASE_RUN("statement", cases);
}
