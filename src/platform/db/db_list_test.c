// SPDX-License-Identifier: Apache-2.0
// Many rows: batches, bulk, and reading them back as a stream.
#include <string.h>

#include "db/db_tables_test.h"

#define MANY 100000

static void batches_of_any_size(void **state)
{
    struct db *db = test_database_db(*state);
    static const size_t sizes[] = {0, 1, 999, 1000, 1001, 2500};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct sql_item_batch_in *list = arena_many(arena, struct sql_item_batch_in, sizes[i]);
        for (size_t k = 0; k < sizes[i]; k++) {
            list[k].code = text_format(arena, "code %zu", k);
            list[k].amount = (struct opt_int64){.has = k % 2 == 0, .v = (int64_t)k};
            list[k].note = k % 3 == 0 ? TEXT_NONE : TEXT("note");
        }
        assert_ok(db_write_begin(db));
        assert_ok(sql_item_batch(db, arena, list, sizes[i]));
        assert_int_equal(db_test_count(db), sizes[i]);
        struct sql_item_list_row *rows = NULL;
        size_t n = 0;
        assert_ok(sql_item_list(db, arena, &rows, &n));
        assert_int_equal(n, sizes[i]);
        if (n > 1) {
            assert_text(rows[0].code, "code 0");
            assert_null(rows[0].note.p);
            assert_text(rows[1].code, "code 1");
            assert_text(rows[1].note, "note");
        }
        db_rollback(db);
    }
}

static void merges_insert_and_add(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    enum { COUNT = 6001 }; // more than one part
    struct sql_item_merge_in *list = arena_many(arena, struct sql_item_merge_in, COUNT);
    for (size_t k = 0; k < COUNT; k++) {
        list[k] = (struct sql_item_merge_in){.code = text_format(arena, "code %04zu", k),
                                             .amount = {.has = k != 7, .v = (int64_t)k * 1000},
                                             .data = k == 8 ? TEXT_NONE : BYTES("a\0b"),
                                             .currency = {"EUR"},
                                             .is_good = k % 2 == 0};
    }
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_merge(db, arena, list, COUNT));
    list[9].data = TEXT("");
    assert_ok(sql_item_merge(db, arena, list, 10));
    assert_ok(sql_item_merge(db, arena, list, 0));
    assert_int_equal(db_test_count(db), COUNT);
    struct sql_item_by_code_row row;
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("code 0006")}, &row));
    assert_int_equal(row.amount.v, 12000);
    assert_true(text_equal(row.data, BYTES("a\0b")));
    assert_string_equal(row.currency.code, "EUR");
    assert_true(row.is_good);
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("code 0007")}, &row));
    assert_false(row.amount.has);
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("code 0008")}, &row));
    assert_null(row.data.p);
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("code 0009")}, &row));
    assert_text(row.data, "");
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("code 6000")}, &row));
    assert_int_equal(row.amount.v, 6000000);
    // A row that a rule refuses undoes nothing by itself, but the transaction is over.
    list[5].amount = (struct opt_int64){.has = true, .v = 13 - 10000};
    assert_rc(sql_item_merge(db, arena, list, 10), RC_REFUSED);
    db_rollback(db);
    assert_int_equal(db_test_count(db), 0);
}

static void finds_answer_each_input(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct sql_item_batch_in items[] = {{.code = TEXT("a"), .amount = {true, 1}, .note = TEXT("x")},
                                        {.code = TEXT("b"), .amount = {true, 2}},
                                        {.code = TEXT("c"), .amount = {true, 1}}};
    struct sql_item_find_in list[] = {{.amount = 2, .most = 3}, {.amount = 9, .most = 9}, {.amount = 1, .most = 1}};
    struct sql_item_find_row *rows = NULL;
    size_t n = 1;
    assert_ok(db_expect_keys(db));
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_batch(db, arena, items, COUNT_OF(items)));
    assert_ok(sql_item_find(db, arena, list, 0, &rows, &n));
    assert_int_equal(n, 0);
    assert_ok(sql_item_find(db, arena, list, COUNT_OF(list), &rows, &n));
    assert_int_equal(n, 3);
    assert_int_equal(rows[0].input, 0);
    assert_text(rows[0].code, "b");
    assert_null(rows[0].note.p);
    assert_int_equal(rows[1].input, 2);
    assert_text(rows[1].code, "a");
    assert_text(rows[1].note, "x");
    assert_int_equal(rows[2].input, 2);
    assert_text(rows[2].code, "c");
    db_rollback(db);
}

// More than the buffers of a connection hold, in both directions.
static void batches_of_long_texts(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    char *bytes = arena_bytes(arena, 20000);
    memset(bytes, 'x', 20000);
    struct sql_item_batch_in list[1000];
    for (size_t k = 0; k < COUNT_OF(list); k++) {
        list[k] = (struct sql_item_batch_in){.code = text_format(arena, "%zu", k), .note = {.p = bytes, .n = 20000}};
    }
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_batch(db, arena, list, COUNT_OF(list)));
    assert_ok(db_commit(db));
    assert_int_equal(db_test_count(db), COUNT_OF(list));
}

// A failure in the middle of many: known, undone, and the connection is good again.
static void a_batch_that_fails_midway(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct sql_item_batch_in list[3000];
    for (size_t k = 0; k < COUNT_OF(list); k++) {
        list[k] = (struct sql_item_batch_in){.code = text_format(arena, "%zu", k == 1500 ? 700 : k)};
    }
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "before", 1));
    assert_ok(db_savepoint(db));
    assert_rc(sql_item_batch(db, arena, list, COUNT_OF(list)), RC_CONFLICT);
    assert_non_null(strstr(db_failure(db), "item_batch: "));
    assert_ok(db_savepoint_rollback(db));
    assert_ok(sql_item_batch(db, arena, list, 1500));
    assert_ok(db_commit(db));
    assert_int_equal(db_test_count(db), 1501);
}

struct stream {
    int64_t count;
    int64_t sum;
};

static enum rc take(void *user, const struct sql_item_each_row *row)
{
    struct stream *stream = user;
    stream->count++;
    stream->sum += row->amount;
    return row->code.n > 0 ? RC_OK : RC_FAULT;
}

static void bulk_and_stream_of_many(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new((size_t)256 << 20);
    struct sql_item_bulk_in *list = arena_many(arena, struct sql_item_bulk_in, MANY);
    for (size_t i = 0; i < MANY; i++) {
        list[i].code = text_format(arena, "%zu", i);
        list[i].amount = (struct opt_int64){.has = i != 13, .v = (int64_t)i};
        list[i].data = i % 2 == 0 ? TEXT_NONE : BYTES("\0\1");
        list[i].seen_at = i % 3 == 0 ? INSTANT_NONE : (struct instant){.ms = (int64_t)i};
        list[i].currency = (struct currency){"JPY"};
        list[i].is_good = i % 5 == 0;
    }
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_bulk(db, arena, list, MANY));
    assert_ok(db_commit(db));

    struct stream stream = {0};
    assert_ok(sql_item_each(db, &(struct sql_item_each_in){0}, take, &stream));
    assert_int_equal(stream.count, MANY - 1);
    assert_int_equal(stream.sum, (int64_t)MANY * (MANY - 1) / 2 - 13);
    struct sql_item_by_code_row row;
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){TEXT("13")}, &row));
    assert_false(row.amount.has);
    assert_int_equal(row.data.n, 2);
    assert_int_equal(row.seen_at.ms, 13);
    assert_string_equal(row.currency.code, "JPY");
    assert_false(row.is_good);
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){TEXT("99990")}, &row));
    assert_int_equal(row.amount.v, 99990);
    assert_null(row.data.p);
    assert_true(instant_is_none(row.seen_at));
    assert_true(row.is_good);
}

// Lists are written several rows a statement: wherever the row stands that is refused, the result is the same and
// nothing of the list stays.
static void a_row_that_is_refused(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    enum { COUNT = 41 }; // 32, twice 4, and one
    static const size_t places[] = {0, 31, 32, 36, 40};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        struct sql_item_bulk_in *list = arena_many(arena, struct sql_item_bulk_in, COUNT + 1);
        for (size_t k = 0; k <= COUNT; k++) {
            size_t number = k == COUNT ? places[i] : k;
            list[k] = (struct sql_item_bulk_in){.code = text_format(arena, "%zu", number), .currency = {"EUR"}};
        }
        assert_ok(db_write_begin(db));
        assert_ok(sql_item_bulk(db, arena, list, COUNT));
        assert_int_equal(db_test_count(db), COUNT);
        db_rollback(db);
        assert_ok(db_write_begin(db));
        assert_int_equal(sql_item_bulk(db, arena, list, COUNT + 1), RC_CONFLICT);
        db_rollback(db);
        assert_ok(db_write_begin(db));
        assert_int_equal(db_test_count(db), 0);
        assert_ok(sql_item_bulk(db, arena, list, COUNT)); // a statement that failed can be used again
        assert_int_equal(db_test_count(db), COUNT);
        db_rollback(db);
    }
}

static const struct CMUnitTest cases[] = {
    DB_CASE(batches_of_any_size),       DB_CASE(merges_insert_and_add),   DB_CASE(batches_of_long_texts),
    DB_CASE(finds_answer_each_input),
    DB_CASE(a_batch_that_fails_midway), DB_CASE(bulk_and_stream_of_many),
    DB_CASE(a_row_that_is_refused),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_list", cases);
}
