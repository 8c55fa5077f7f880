// SPDX-License-Identifier: Apache-2.0
// Kept answers: the same as the database's, as of the mark that was given.
#include "db/db_keep.h"

#include <string.h>

#include "core/buf.h"
#include "db/db_tables_test.h"

// What the statement says of an amount and a note, as text.
static const char *ask(struct db *db, struct arena *arena, int64_t amount_min, struct text note)
{
    struct sql_item_kept_in in = {.amount_min = amount_min, .note = note};
    struct sql_item_kept_row *rows = NULL;
    size_t n = 0;
    assert_ok(sql_item_kept(db, arena, &in, &rows, &n));
    struct buf buf = buf_new(arena, 4096);
    for (size_t i = 0; i < n; i++) {
        assert_null(rows[i].data.p);
        buf_format(&buf, "%.*s=%lld ", TEXT_PRINT(rows[i].code), (long long)rows[i].amount.v);
    }
    return text_zero_terminated(arena, buf_text(&buf));
}

static void add(struct db *db, const char *code, int64_t amount)
{
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, code, amount));
    assert_ok(db_commit(db));
}

static void answers_stay_as_of_their_mark(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_keep *keep = db_keep_new();
    add(db, "a", 10);
    db_keep_begin(db, keep, 1);
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 ");
    assert_string_equal(ask(db, arena, 11, TEXT_NONE), "");
    assert_string_equal(ask(db, arena, 5, TEXT("")), "");
    assert_int_equal(db_keep_count(keep), 3);
    add(db, "b", 20); // a transaction ends it
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 b=20 ");
    db_keep_begin(db, keep, 1); // who says that nothing changed gets what there was
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 ");
    assert_string_equal(ask(db, arena, 11, TEXT_NONE), "");
    db_keep_begin(db, keep, 2);
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 b=20 ");
    assert_string_equal(ask(db, arena, 11, TEXT_NONE), "b=20 ");
    assert_int_equal(db_keep_count(keep), 2);
    db_keep_begin(db, keep, 1); // what was kept as of another mark is forgotten
    assert_string_equal(ask(db, arena, 11, TEXT_NONE), "b=20 ");
    assert_int_equal(db_keep_count(keep), 1);
    db_keep_end(db);
    db_keep_free(keep);
}

static void inside_transactions_the_database_answers(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_keep *keep = db_keep_new();
    db_keep_begin(db, keep, 1);
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "");
    assert_ok(db_read_begin(db));
    assert_string_equal(ask(db, arena, 6, TEXT_NONE), "");
    db_rollback(db);
    assert_int_equal(db_keep_count(keep), 1);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 10));
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 ");
    db_rollback(db);
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "");
    assert_int_equal(db_keep_count(keep), 1);
    db_keep_free(keep);
}

static void two_connections_share_what_is_kept(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *other = test_database_connect(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct db_keep *keep = db_keep_new();
    add(db, "a", 10);
    db_keep_begin(db, keep, 7);
    db_keep_begin(other, keep, 7);
    assert_string_equal(ask(db, arena, 5, TEXT_NONE), "a=10 ");
    assert_string_equal(ask(other, arena, 5, TEXT_NONE), "a=10 ");
    assert_int_equal(db_keep_count(keep), 1);
    db_keep_end(db);
    db_keep_end(other);
    db_keep_free(keep);
}

// Long answers, until they are too much.
static void much_is_forgotten(void **state)
{
    enum { ROWS = 100, CODE_BYTES = 2000 };
    struct db *db = test_database_db(*state);
    struct db_keep *keep = db_keep_new();
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct sql_item_batch_in *items = arena_many(arena, struct sql_item_batch_in, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        char *code = arena_bytes(arena, CODE_BYTES);
        memset(code, 'c', CODE_BYTES);
        code[0] = (char)('!' + i % 90);
        code[1] = (char)('!' + i / 90);
        items[i] = (struct sql_item_batch_in){.code = {.p = code, .n = CODE_BYTES}, .amount = {true, 1000}};
    }
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_batch(db, arena, items, ROWS));
    assert_ok(db_commit(db));
    size_t asked = DB_KEEP_BYTES_MAX / (ROWS * CODE_BYTES) + 2;
    db_keep_begin(db, keep, 1);
    for (size_t i = 0; i < asked; i++) {
        arena_reset(arena);
        struct sql_item_kept_in in = {.amount_min = (int64_t)i};
        struct sql_item_kept_row *rows = NULL;
        size_t n = 0;
        assert_ok(sql_item_kept(db, arena, &in, &rows, &n));
        assert_int_equal(n, ROWS);
    }
    assert_true(db_keep_count(keep) > 0);
    assert_true(db_keep_count(keep) < asked);
    db_keep_end(db);
    db_keep_free(keep);
}

static const struct CMUnitTest cases[] = {
    DB_CASE(answers_stay_as_of_their_mark),
    DB_CASE(inside_transactions_the_database_answers),
    DB_CASE(two_connections_share_what_is_kept),
    DB_CASE(much_is_forgotten),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_keep", cases);
}
