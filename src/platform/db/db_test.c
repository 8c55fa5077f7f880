// SPDX-License-Identifier: Apache-2.0
// Values, kinds of statements and transactions, the same on both databases.
#include <string.h>

#include "db/db_tables_test.h"
#include "db/db_twin.h"

// ---- values ----

static void every_type_comes_back(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    assert_ok(db_write_begin(db));
    struct sql_item_add_in in = {
        .code = TEXT("пар\"тнёр'; 日本"),
        .amount = {.has = true, .v = -1},
        .data = BYTES("a\0\377b"),
        .note = TEXT(""),
        .seen_at = {.ms = 1700000000123},
        .currency = {"EUR"},
        .is_good = true,
    };
    struct sql_item_add_row added;
    assert_ok(sql_item_add(db, arena, &in, &added));
    in = (struct sql_item_add_in){
        .code = TEXT("child"), .seen_at = INSTANT_NONE, .parent = {.has = true, .v = added.id}};
    struct sql_item_add_row child;
    assert_ok(sql_item_add(db, arena, &in, &child));
    assert_true(child.id > added.id);
    assert_ok(db_commit(db));

    struct sql_item_by_code_row row;
    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("пар\"тнёр'; 日本")}, &row));
    assert_int_equal(row.id, added.id);
    assert_text(row.code, "пар\"тнёр'; 日本");
    assert_true(row.amount.has);
    assert_int_equal(row.amount.v, -1);
    assert_int_equal(row.data.n, 4);
    assert_memory_equal(row.data.p, "a\0\377b", 4);
    assert_text(row.note, "");
    assert_non_null(row.note.p);
    assert_int_equal(row.seen_at.ms, 1700000000123);
    assert_string_equal(row.currency.code, "EUR");
    assert_true(row.is_good);
    assert_false(row.parent.has);

    assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("child")}, &row));
    assert_false(row.amount.has);
    assert_null(row.data.p);
    assert_null(row.note.p);
    assert_true(instant_is_none(row.seen_at));
    assert_true(currency_is_none(row.currency));
    assert_false(row.is_good);
    assert_true(row.parent.has);
    assert_int_equal(row.parent.v, added.id);
}

static void numbers_keep_all_their_bits(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    static const int64_t numbers[] = {INT64_MIN, INT64_MIN + 1, -4294967296,      -1,       0,
                                      1,         65536,         9007199254740993, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        assert_ok(db_write_begin(db));
        assert_ok(db_test_add(db, "n", numbers[i]));
        struct sql_item_by_code_row row;
        assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("n")}, &row));
        assert_true(row.amount.has);
        assert_true(row.amount.v == numbers[i]);
        db_rollback(db);
    }
}

static void blobs_of_any_length(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const size_t lengths[] = {0, 1, 255, 65536, 3000000};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        char *bytes = arena_bytes(arena, lengths[i]);
        for (size_t k = 0; k < lengths[i]; k++) {
            bytes[k] = (char)(k * 7 + k / 256);
        }
        assert_ok(db_write_begin(db));
        struct sql_item_add_in in = {
            .code = TEXT("b"), .data = {.p = bytes, .n = lengths[i]}, .seen_at = INSTANT_NONE, .is_good = true};
        struct sql_item_add_row added;
        assert_ok(sql_item_add(db, arena, &in, &added));
        struct sql_item_by_code_row row;
        assert_ok(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("b")}, &row));
        assert_non_null(row.data.p);
        assert_int_equal(row.data.n, lengths[i]);
        assert_memory_equal(row.data.p, bytes, lengths[i]);
        db_rollback(db);
    }
}

// PostgreSQL would refuse these, SQLite would keep them.
static void malformed_text_is_refused(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    const struct text bad[] = {BYTES("a\0b"), BYTES("\377"), BYTES("\xc0\xaf"), BYTES("\xed\xa0\x80"),
                               BYTES("\xe6\x97")};
    assert_ok(db_write_begin(db));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct sql_item_by_code_row row;
        assert_rc(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = bad[i]}, &row), RC_INVALID);
    }
    // Nothing was sent: the transaction goes on.
    assert_false(db_is_failed(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(db_commit(db));
    // Of a list a part may have been sent: the transaction does not go on.
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_ok(db_write_begin(db));
        struct sql_item_batch_in list[] = {{.code = TEXT("good")}, {.code = bad[i]}};
        assert_rc(sql_item_batch(db, arena, list, 2), RC_INVALID);
        assert_true(db_is_failed(db));
        assert_rc(db_commit(db), RC_FAULT);
    }
    assert_int_equal(db_test_count(db), 1);
}

static void none_where_a_value_is_declared(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_by_code_row row;
    assert_rc(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT_NONE}, &row), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "item_by_code: parameter code is none"));
}

static void misdeclared_columns_are_found(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    size_t n = 0;
    assert_ok(db_write_begin(db));
    struct sql_item_add_in in = {.code = TEXT("code"), .seen_at = INSTANT_NONE};
    struct sql_item_add_row added;
    assert_ok(sql_item_add(db, arena, &in, &added));
    assert_ok(db_test_add(db, "two", 2));
    assert_ok(db_commit(db));

    struct sql_item_amount_declared_present_row *amounts;
    assert_rc(sql_item_amount_declared_present(db, arena, &amounts, &n), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "column amount is NULL"));
    struct sql_item_code_declared_number_row *codes;
    assert_rc(sql_item_code_declared_number(db, arena, &codes, &n), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "item_code_declared_number: column code is"));
    struct sql_item_amount_declared_bool_row *bools;
    assert_rc(sql_item_amount_declared_bool(db, arena, &bools, &n), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "column amount is neither 0 nor 1"));
    struct sql_item_code_declared_currency_row *currencies;
    assert_rc(sql_item_code_declared_currency(db, arena, &currencies, &n), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "column code is not a currency"));
    assert_int_equal(db_test_count(db), 2);
}

static void both_databases_agree_on_words(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_is_like_row like;
    assert_ok(sql_is_like(db, arena, &(struct sql_is_like_in){TEXT("Abc"), TEXT("a%")}, &like));
    assert_false(like.yes);
    assert_ok(sql_is_like(db, arena, &(struct sql_is_like_in){TEXT("Abc"), TEXT("A%")}, &like));
    assert_true(like.yes);
    struct sql_truth_row truth;
    assert_ok(sql_truth(db, arena, &(struct sql_truth_in){1, 2}, &truth));
    assert_true(truth.is_less);
    assert_int_equal(truth.less_as_number, 1);
    assert_ok(sql_truth(db, arena, &(struct sql_truth_in){2, 1}, &truth));
    assert_false(truth.is_less);
    assert_int_equal(truth.less_as_number, 0);

    // Text is ordered by bytes.
    static const char *const codes[] = {"b", "a", "B", "é", "z", "日", "a b", "ab"};
    static const char *const ordered[] = {"B", "a", "a b", "ab", "b", "z", "é", "日"};
    assert_ok(db_write_begin(db));
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assert_ok(db_test_add(db, codes[i], 0));
    }
    struct sql_item_list_row *rows;
    size_t n = 0;
    assert_ok(sql_item_list(db, arena, &rows, &n));
    assert_int_equal(n, COUNT_OF(ordered));
    for (size_t i = 0; i < n; i++) {
        assert_text(rows[i].code, ordered[i]);
    }
    db_rollback(db);
}

// ---- kinds ----

static void kinds_of_statements(void **state)
{
    struct db *db = test_database_db(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    int64_t changed = -1;
    struct sql_item_by_code_row row;
    assert_rc(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("none")}, &row), RC_NOT_FOUND);
    struct sql_item_list_row *rows = NULL;
    size_t n = 1;
    assert_ok(sql_item_list(db, arena, &rows, &n));
    assert_int_equal(n, 0);
    struct sql_item_one_of_several_row one;
    assert_rc(sql_item_one_of_several(db, arena, &one), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "no row where one was declared"));

    assert_ok(db_write_begin(db));
    assert_rc(sql_item_by_code(db, arena, &(struct sql_item_by_code_in){.code = TEXT("none")}, &row), RC_NOT_FOUND);
    assert_false(db_is_failed(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(sql_item_one_of_several(db, arena, &one));
    assert_text(one.code, "a");
    assert_ok(db_test_add(db, "b", 2));
    assert_rc(sql_item_one_of_several(db, arena, &one), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "2 rows where one was declared"));
    assert_false(db_is_failed(db));

    assert_ok(sql_item_set_all(db, &(struct sql_item_set_all_in){5}, &changed));
    assert_int_equal(changed, 2);
    assert_ok(sql_item_set_amount(db, &(struct sql_item_set_amount_in){.code = TEXT("none")}, &changed));
    assert_int_equal(changed, 0);
    assert_ok(sql_item_delete(db, &(struct sql_item_delete_in){TEXT("a")}, NULL));
    assert_ok(sql_item_add_once(db, &(struct sql_item_add_once_in){TEXT("b")}, &changed));
    assert_int_equal(changed, 0);
    assert_ok(sql_item_add_once(db, &(struct sql_item_add_once_in){TEXT("c")}, &changed));
    assert_int_equal(changed, 1);
    struct sql_item_add_or_raise_row raised;
    assert_ok(sql_item_add_or_raise(db, arena, &(struct sql_item_add_or_raise_in){TEXT("b"), 7}, &raised));
    assert_int_equal(raised.amount, 12);
    assert_ok(db_commit(db));
    assert_int_equal(db_test_count(db), 2);
}

struct seen {
    int64_t sum;
    int count;
    int stop_at;
};

static enum rc see(void *user, const struct sql_item_each_row *row)
{
    struct seen *seen = user;
    seen->sum += row->amount;
    seen->count++;
    return seen->count == seen->stop_at ? RC_FORBIDDEN : RC_OK;
}

static void rows_one_by_one(void **state)
{
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    static const char *const codes[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        assert_ok(db_test_add(db, codes[i], (int64_t)i + 1));
    }
    assert_ok(db_commit(db));
    struct seen all = {0};
    assert_ok(sql_item_each(db, &(struct sql_item_each_in){2}, see, &all));
    assert_int_equal(all.sum, 9);
    struct seen some = {.stop_at = 2};
    assert_rc(sql_item_each(db, &(struct sql_item_each_in){1}, see, &some), RC_FORBIDDEN);
    assert_int_equal(some.count, 2);
    // The connection is good for the next statement.
    assert_int_equal(db_test_count(db), 4);
}

// ---- transactions ----

static enum rc add_and_leave(struct db *db)
{
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    TRY(db_test_add(db, "left", 1));
    return RC_NOT_FOUND; // any early return
}

static enum rc add_and_commit(struct db *db)
{
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    TRY(db_test_add(db, "kept", 1));
    return db_commit(db);
}

static void what_is_not_committed_is_undone(void **state)
{
    struct db *db = test_database_db(*state);
    assert_rc(add_and_leave(db), RC_NOT_FOUND);
    assert_false(db_is_in_transaction(db));
    assert_int_equal(db_test_count(db), 0);
    assert_ok(add_and_commit(db));
    assert_false(db_is_in_transaction(db));
    db_rollback(db);
    assert_int_equal(db_test_count(db), 1);
}

static void others_see_what_is_committed(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *other = test_database_connect(*state);
    assert_ok(db_write_begin(db));
    assert_true(db_is_in_write_transaction(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_int_equal(db_test_count(db), 1);
    assert_int_equal(db_test_count(other), 0);
    assert_ok(db_commit(db));
    assert_int_equal(db_test_count(other), 1);
}

static void a_read_transaction_is_a_snapshot(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *reader = test_database_connect(*state);
    assert_ok(db_read_begin(reader));
    assert_true(db_is_in_transaction(reader));
    assert_false(db_is_in_write_transaction(reader));
    assert_int_equal(db_test_count(reader), 0);
    assert_ok(add_and_commit(db));
    assert_int_equal(db_test_count(reader), 0);
    assert_ok(db_commit(reader));
    assert_int_equal(db_test_count(reader), 1);
    assert_ok(db_read_begin(reader));
    db_rollback(reader);
    assert_false(db_is_in_transaction(reader));
}

static void a_twin_sees_the_same(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *writer = test_database_connect(*state);
    static const char *const later[] = {"a", "b", "c"};
    for (size_t i = 0; i < COUNT_OF(later); i++) {
        struct db *twin = NULL;
        assert_ok(db_read_begin_twin(db, &twin));
        assert_non_null(twin);
        assert_int_equal(db_kind_of(twin), db_kind_of(db));
        assert_true(db_is_in_transaction(twin));
        assert_false(db_is_in_write_transaction(twin));
        assert_ok(db_write_begin(writer));
        assert_ok(db_test_add(writer, later[i], 1));
        assert_ok(db_commit(writer));
        assert_int_equal(db_test_count(twin), db_test_count(db));
        assert_int_equal(db_test_count(writer), db_test_count(db) + 1);
        db_rollback(db); // who is done first: the other goes on
        assert_int_equal(db_test_count(twin) + 1, db_test_count(db));
        db_close(twin);
        assert_ok(db_write_begin(writer)); // a later commit is as durable as any
        assert_ok(db_commit(writer));
    }
}

static void savepoints_undo_a_part(void **state)
{
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(db_savepoint(db));
    assert_ok(db_test_add(db, "b", 2));
    assert_ok(db_savepoint_rollback(db));
    assert_ok(db_savepoint(db));
    assert_ok(db_test_add(db, "c", 3));
    assert_ok(db_savepoint_release(db));
    assert_ok(db_savepoint(db));
    assert_rc(db_test_add(db, "c", 4), RC_CONFLICT);
    assert_true(db_is_failed(db));
    assert_rc(db_test_add(db, "d", 4), RC_FAULT);
    assert_ok(db_savepoint_rollback(db));
    assert_false(db_is_failed(db));
    assert_ok(db_test_add(db, "e", 5));
    assert_ok(db_commit(db));
    struct sql_item_total_row total;
    assert_ok(sql_item_total(db, NULL, &total));
    assert_int_equal(total.items, 3);
    assert_int_equal(total.amount, 9);
}

// ---- mistakes of the program ----

static struct db *bug_db;

static void write_outside(void)
{
    DISCARD("aborts before", db_test_add(bug_db, "a", 1));
}

static void write_while_reading(void)
{
    assert_ok(db_read_begin(bug_db));
    DISCARD("aborts before", db_test_add(bug_db, "a", 1));
}

static void begin_twice(void)
{
    assert_ok(db_write_begin(bug_db));
    DISCARD("aborts before", db_write_begin(bug_db));
}

static void savepoint_outside(void)
{
    DISCARD("aborts before", db_savepoint(bug_db));
}

static void savepoint_twice(void)
{
    assert_ok(db_write_begin(bug_db));
    assert_ok(db_savepoint(bug_db));
    DISCARD("aborts before", db_savepoint(bug_db));
}

static void lock_outside(void)
{
    DISCARD("aborts before", db_lock(bug_db, 1));
}

static enum rc run_inside(void *user, const struct sql_item_each_row *row)
{
    (void)row;
    return db_test_count(user) == 0 ? RC_OK : RC_FAULT;
}

static void run_while_running(void)
{
    assert_ok(db_write_begin(bug_db));
    assert_ok(db_test_add(bug_db, "a", 1));
    DISCARD("aborts before", sql_item_each(bug_db, &(struct sql_item_each_in){0}, run_inside, bug_db));
}

static void mistakes_abort(void **state)
{
    bug_db = test_database_db(*state);
    assert_aborts(write_outside);
    assert_aborts(begin_twice);
    assert_aborts(savepoint_outside);
    assert_aborts(lock_outside);
    // These talk to the server first, which a child on the parent's connection must not do.
    if (db_kind_of(bug_db) == DB_SQLITE) {
        assert_aborts(write_while_reading);
        assert_aborts(savepoint_twice);
        assert_aborts(run_while_running);
    }
}

// ---- opening ----

static void locations(void **state)
{
    struct db *db = test_database_db(*state);
    struct fault fault = {0};
    const struct text invalid[] = {TEXT(""),          TEXT("test.db"),      TEXT("sqlite:"), TEXT("sqlite::memory:"),
                                   TEXT("mysql://x"), BYTES("sqlite:a\0b"), TEXT_NONE};
    for (size_t i = 0; i < COUNT_OF(invalid); i++) {
        fault_clear(&fault);
        struct db *none = NULL;
        assert_rc(db_open(invalid[i], &none, &fault), RC_INVALID);
        assert_string_equal(fault.code, "database_location_invalid");
        assert_null(none);
    }
    const struct text unavailable[] = {TEXT("sqlite:/nowhere/at/all.db"), TEXT("sqlite:/dev/null"),
                                       TEXT("postgresql://nobody:secret@127.0.0.1:1/none")};
    for (size_t i = 0; i < COUNT_OF(unavailable); i++) {
        fault_clear(&fault);
        struct db *none = NULL;
        assert_rc(db_open(unavailable[i], &none, &fault), RC_FAULT);
        assert_string_equal(fault.code, "database_unavailable");
        assert_null(strstr(fault.message, "secret"));
        assert_null(strstr(fault.detail, "secret"));
    }
    assert_int_equal(db_kind_of(db), test_database_kind(*state));
    db_close(NULL);
}

static const struct CMUnitTest cases[] = {
    DB_CASE(every_type_comes_back),
    DB_CASE(numbers_keep_all_their_bits),
    DB_CASE(blobs_of_any_length),
    DB_CASE(malformed_text_is_refused),
    DB_CASE(none_where_a_value_is_declared),
    DB_CASE(misdeclared_columns_are_found),
    DB_CASE(both_databases_agree_on_words),
    DB_CASE(kinds_of_statements),
    DB_CASE(rows_one_by_one),
    DB_CASE(what_is_not_committed_is_undone),
    DB_CASE(others_see_what_is_committed),
    DB_CASE(a_read_transaction_is_a_snapshot),
    DB_CASE(a_twin_sees_the_same),
    DB_CASE(savepoints_undo_a_part),
    DB_CASE(mistakes_abort),
    DB_CASE(locations),
};

int main(void)
{
    return TEST_DATABASE_RUN("db", cases);
}
