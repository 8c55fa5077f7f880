// SPDX-License-Identifier: Apache-2.0
// Many deltas at once, older and newer than what is there, end where one after the other does.
#include "report/performance.h"

#include "core/arena.h"
#include "test_database.h"
#include "test_sql.h"
#include "thread/thread.h"

#define MANY 3000

static struct performance_delta delta(int64_t quarter, int64_t link, int64_t clicks)
{
    return (struct performance_delta){.quarter = quarter,
                                      .program_id = {1},
                                      .offer_id = {2},
                                      .partner_id = {3},
                                      .link_id = {link},
                                      .country = "FR",
                                      .clicks = clicks,
                                      .revenue_minor = clicks * 10};
}

static void add(struct db *db, int64_t quarter_from, int64_t quarter_to, size_t count)
{
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct performance_delta *list = arena_many(arena, struct performance_delta, count);
    for (size_t i = 0; i < count; i++) {
        int64_t quarter = quarter_from + (int64_t)i % (quarter_to - quarter_from);
        list[i] = delta(quarter, (int64_t)i / (quarter_to - quarter_from), 1 + (int64_t)i % 3);
    }
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(performance_add(db, arena, list, count), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
}

static struct sql_test_performance_total_row totals_of(struct db *db)
{
    struct sql_test_performance_total_row row;
    assert_int_equal(sql_test_performance_total(db, NULL, &row), RC_OK);
    return row;
}

// 3000 deltas over 10 quarters: 300 links each, clicks 1, 2, 3, 1, 2, 3, …: 6000 in all.
static void older_and_newer_rows_add_up(void **state)
{
    struct db *db = test_database_db(*state);
    add(db, 100, 110, MANY); // all new
    struct sql_test_performance_total_row first = totals_of(db);
    assert_int_equal(first.rows, MANY);
    assert_int_equal(first.clicks, 6000);
    add(db, 105, 115, MANY); // half of it is there
    struct sql_test_performance_total_row second = totals_of(db);
    assert_int_equal(second.rows, MANY + MANY / 2);
    assert_int_equal(second.clicks, 12000);
    assert_int_equal(second.revenue, 120000);
    add(db, 90, 100, MANY); // older than all there is
    add(db, 100, 110, 10);  // few
    struct sql_test_performance_total_row third = totals_of(db);
    assert_int_equal(third.rows, 2 * MANY + MANY / 2);
    assert_int_equal(third.clicks, 12000 + 6000 + 19);
}

// Inside a savepoint of the caller's, which has no room for another.
static void a_savepoint_of_the_caller_is_left_alone(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct performance_delta *list = arena_many(arena, struct performance_delta, MANY);
    for (size_t i = 0; i < MANY; i++) {
        list[i] = delta(200, (int64_t)i, 1);
    }
    assert_int_equal(db_write_begin(db), RC_OK);
    assert_int_equal(db_savepoint(db), RC_OK);
    assert_int_equal(performance_add(db, arena, list, MANY), RC_OK);
    assert_true(db_has_savepoint(db));
    assert_int_equal(db_savepoint_rollback(db), RC_OK);
    assert_int_equal(db_commit(db), RC_OK);
    assert_int_equal(totals_of(db).rows, 0);
}

struct writing {
    struct db *db;
    struct arena *arena;
    struct performance_delta *list;
    enum rc rc;
};

static void write_all(void *user)
{
    struct writing *writing = user;
    writing->rc = db_write_begin(writing->db);
    if (writing->rc == RC_OK) {
        writing->rc = performance_add(writing->db, writing->arena, writing->list, MANY);
    }
    writing->rc = writing->rc == RC_OK ? db_commit(writing->db) : writing->rc;
}

static void pause_ms(int64_t ms)
{
    struct lock lock;
    struct signal never;
    lock_init(&lock);
    signal_init(&never);
    lock_take(&lock);
    while (signal_wait_ms(&never, &lock, ms)) {
    }
    lock_give(&lock);
    signal_end(&never);
    lock_end(&lock);
}

// Another writer has one of the newer rows and commits while we wait for it.
static void another_writer_may_be_first(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct db *other = test_database_connect(*state);
    struct performance_delta first = delta(300, 7, 5);
    struct writing writing = {.db = db, .arena = arena, .list = arena_many(arena, struct performance_delta, MANY)};
    for (size_t i = 0; i < MANY; i++) {
        writing.list[i] = delta(300, (int64_t)i, 1);
    }
    assert_int_equal(db_write_begin(other), RC_OK);
    assert_int_equal(performance_add(other, arena, &first, 1), RC_OK);
    struct thread thread;
    assert_int_equal(thread_start(&thread, "writer", write_all, &writing), RC_OK);
    pause_ms(100); // if it is not at the row by then it finds it: the sums are the same
    assert_int_equal(db_commit(other), RC_OK);
    thread_join(&thread);
    assert_int_equal(writing.rc, RC_OK);
    assert_int_equal(totals_of(db).rows, MANY);
    assert_int_equal(totals_of(db).clicks, 5 + MANY);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(older_and_newer_rows_add_up),
    TEST_DATABASE_CASE(a_savepoint_of_the_caller_is_left_alone),
    TEST_DATABASE_CASE(another_writer_may_be_first),
};

int main(void)
{
    return TEST_DATABASE_RUN("performance", cases);
}
