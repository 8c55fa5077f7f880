// SPDX-License-Identifier: Apache-2.0
// What goes wrong: refusals of the database, locks, lost connections.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <sqlite3.h>

#include "db/db_postgres_private.h"
#include "db/db_tables_test.h"
#include "db/db_twin.h"
#include "db/db_within.h"

// ---- refusals ----

static enum rc add_same_code(struct db *db)
{
    return db_test_add(db, "a", 2);
}

static enum rc add_checked(struct db *db)
{
    return db_test_add(db, "x", 13);
}

static enum rc add_orphan(struct db *db)
{
    struct sql_item_add_in in = {.code = TEXT("x"), .seen_at = INSTANT_NONE, .parent = {.has = true, .v = 4711}};
    struct sql_item_add_row row;
    return sql_item_add(db, NULL, &in, &row);
}

static enum rc add_incomplete(struct db *db)
{
    return sql_item_add_without_code(db, NULL);
}

static enum rc change_sealed(struct db *db)
{
    return sql_seal_change(db, &(struct sql_seal_change_in){1, TEXT("open")}, NULL);
}

static enum rc add_same_key(struct db *db)
{
    return sql_seal_add(db, &(struct sql_seal_add_in){1}, NULL);
}

static enum rc overflow(struct db *db)
{
    struct sql_overflow_row row;
    return sql_overflow(db, NULL, &(struct sql_overflow_in){INT64_MIN}, &row);
}

static enum rc batch_with_same_code(struct db *db)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_batch_in list[] = {{.code = TEXT("p")}, {.code = TEXT("a")}, {.code = TEXT("q")}};
    return sql_item_batch(db, arena, list, COUNT_OF(list));
}

static enum rc bulk_with_same_code(struct db *db)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_bulk_in list[] = {{.code = TEXT("p"), .seen_at = INSTANT_NONE},
                                      {.code = TEXT("a"), .seen_at = INSTANT_NONE}};
    return sql_item_bulk(db, arena, list, COUNT_OF(list));
}

static enum rc bulk_checked(struct db *db)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_bulk_in list[] = {{.code = TEXT("p"), .amount = {true, 13}, .seen_at = INSTANT_NONE}};
    return sql_item_bulk(db, arena, list, COUNT_OF(list));
}

static const struct {
    const char *name;
    enum rc (*call)(struct db *db);
    enum rc expected;
} refusals[] = {
    {"unique", add_same_code, RC_CONFLICT},     {"primary key", add_same_key, RC_CONFLICT},
    {"check", add_checked, RC_REFUSED},         {"foreign key", add_orphan, RC_REFUSED},
    {"not null", add_incomplete, RC_REFUSED},   {"trigger", change_sealed, RC_REFUSED},
    {"overflow", overflow, RC_FAULT},           {"batch", batch_with_same_code, RC_CONFLICT},
    {"bulk", bulk_with_same_code, RC_CONFLICT}, {"bulk check", bulk_checked, RC_REFUSED},
};

static void refusals_have_their_results(void **state)
{
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(sql_seal_add(db, &(struct sql_seal_add_in){1}, NULL));
    assert_ok(db_commit(db));
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        assert_ok(db_write_begin(db));
        assert_ok(db_test_add(db, "before", 1));
        enum rc rc = refusals[i].call(db);
        if (rc != refusals[i].expected) {
            fail_msg("%s: %s (%s)", refusals[i].name, rc_name(rc), db_failure(db));
        }
        // Failed on both databases until the end; the commit does not pretend.
        assert_true(db_is_failed(db));
        assert_rc(db_test_add(db, "after", 1), RC_FAULT);
        assert_rc(db_lock(db, 1), RC_FAULT);
        assert_rc(db_commit(db), RC_FAULT);
        assert_false(db_is_in_transaction(db));
        assert_false(db_is_broken(db));
        assert_int_equal(db_test_count(db), 1);
    }
}

static void failures_outside_of_transactions_leave_nothing_behind(void **state)
{
    struct db *db = test_database_db(*state);
    assert_rc(overflow(db), RC_FAULT);
    assert_non_null(strstr(db_failure(db), "overflow: "));
    assert_false(db_is_failed(db));
    assert_int_equal(db_test_count(db), 0);
}

static void a_commit_can_be_refused(void **state)
{
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(sql_late_add(db, &(struct sql_late_add_in){4711}, NULL));
    assert_rc(db_commit(db), RC_REFUSED);
    assert_false(db_is_in_transaction(db));
    assert_false(db_is_broken(db));
    assert_int_equal(db_test_count(db), 0);
    assert_ok(db_write_begin(db));
    assert_ok(db_commit(db));
}

// What PostgreSQL says when a commit stopped waiting for the standbys is a warning; so is this.
static void a_commit_with_a_warning_is_uncertain(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_SQLITE) {
        return;
    }
    db_test_script(db, "",
                   "CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$"
                   " BEGIN RAISE WARNING 'canceling wait'; RETURN NULL; END $$;"
                   "CREATE CONSTRAINT TRIGGER item_warn AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED"
                   " FOR EACH ROW EXECUTE FUNCTION warn()");
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_rc(db_commit(db), RC_UNCERTAIN);
    assert_false(db_is_in_transaction(db));
    assert_int_equal(db_test_count(db), 1);
}

// A file that may not grow stands in for a disk that fails.
static void a_commit_on_a_failing_disk_is_uncertain(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_POSTGRES) {
        return;
    }
    struct db *other = test_database_connect(*state);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_bulk_in large = {
        .code = TEXT("large"), .data = {.p = arena_bytes(arena, 1 << 20), .n = 1 << 20}, .seen_at = INSTANT_NONE};
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {.rlim_cur = 1 << 18, .rlim_max = before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_bulk(db, arena, &large, 1));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum rc rc = db_commit(db);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_rc(rc, RC_UNCERTAIN);
    assert_true(db_is_broken(db));
    assert_int_equal(db_test_count(other), 0);
    assert_ok(db_write_begin(other));
    assert_ok(db_test_add(other, "a", 1));
    assert_ok(db_commit(other));
}

// ---- locks ----

#define WRITERS 4
#define ROUNDS 50

static void *count_up(void *user)
{
    struct db *db = user;
    for (int i = 0; i < ROUNDS; i++) {
        struct sql_counter_get_row row;
        if (db_write_begin(db) != RC_OK || db_lock(db, 7) != RC_OK || sql_counter_get(db, NULL, &row) != RC_OK ||
            sql_counter_set(db, &(struct sql_counter_set_in){row.n + 1}, NULL) != RC_OK || db_commit(db) != RC_OK) {
            (void)fprintf(stderr, "# %s\n", db_failure(db));
            return db;
        }
    }
    return NULL;
}

static void writers_do_not_interleave(void **state)
{
    pthread_t threads[WRITERS];
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, test_database_connect(*state)), 0);
    }
    for (size_t i = 0; i < WRITERS; i++) {
        void *result = NULL;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_null(result);
    }
    struct sql_counter_get_row row;
    assert_ok(sql_counter_get(test_database_db(*state), NULL, &row));
    assert_int_equal(row.n, WRITERS * ROUNDS);
}

static void a_writer_that_waits_too_long_is_busy(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *other = test_database_connect(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_lock(db, 7));
    if (db_kind_of(db) == DB_SQLITE) {
        other->writer_wait_ms = 50;
        assert_rc(db_write_begin(other), RC_BUSY);
        assert_false(db_is_in_transaction(other));
    } else {
        db_test_script(other, "", "SET lock_timeout = '50ms'");
        assert_ok(db_write_begin(other));
        assert_ok(db_lock(other, 8));
        assert_rc(db_lock(other, 7), RC_BUSY);
        assert_true(db_is_failed(other));
        db_rollback(other);
    }
    // Reading goes on meanwhile.
    assert_int_equal(db_test_count(other), 0);
    assert_ok(db_commit(db));
    assert_ok(db_write_begin(other));
    assert_ok(db_lock(other, 7));
    assert_ok(db_commit(other));
}

static void there_is_no_twin_while_a_writer_does_not_end(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *other = test_database_connect(*state);
    struct db *twin = NULL;
    db->writer_wait_ms = 50;
    assert_ok(db_write_begin(other));
    assert_ok(db_test_add(other, "a", 1));
    assert_ok(db_read_begin_twin(db, &twin));
    assert_int_equal(twin == NULL, db_kind_of(db) == DB_SQLITE);
    assert_true(db_is_in_transaction(db));
    assert_int_equal(db_test_count(db), 0);
    assert_ok(db_commit(other));
    assert_int_equal(db_test_count(db), 0);
    db_rollback(db);
    db_close(twin);
    assert_int_equal(db_test_count(db), 1);
}

static void another_process_that_writes_too_long_is_busy(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_POSTGRES) {
        return;
    }
    // A connection past the queue of this process stands in for another process.
    sqlite3 *outside = NULL;
    assert_int_equal(sqlite3_open(test_database_location(*state).p + strlen("sqlite:"), &outside), SQLITE_OK);
    assert_int_equal(sqlite3_exec(outside, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    db->writer_wait_ms = 50;
    assert_rc(db_write_begin(db), RC_BUSY);
    assert_false(db_is_in_transaction(db));
    assert_rc(db_write_begin(db), RC_BUSY);
    assert_int_equal(db_test_count(db), 0);
    assert_int_equal(sqlite3_exec(outside, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(outside), SQLITE_OK);
    assert_ok(db_write_begin(db));
    assert_ok(db_commit(db));
}

static void a_row_that_waits_too_long_is_busy(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_SQLITE) {
        return; // the writer is alone
    }
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    assert_ok(db_commit(db));
    struct db *other = test_database_connect(*state);
    db_test_script(other, "", "SET lock_timeout = '50ms'");
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_set_all(db, &(struct sql_item_set_all_in){2}, NULL));
    assert_ok(db_write_begin(other));
    assert_rc(sql_item_set_all(other, &(struct sql_item_set_all_in){3}, NULL), RC_BUSY);
    db_rollback(other);
    assert_ok(db_commit(db));
}

// ---- lost connections (PostgreSQL) ----

static void terminate(struct db *victim, struct db *by)
{
    char sql[100];
    (void)snprintf(sql, sizeof(sql), "DO $$BEGIN PERFORM pg_terminate_backend(%d, 5000); END$$",
                   PQbackendPID(db_postgres_of(victim)->handle));
    db_test_script(by, "", sql);
}

static enum rc lost_commit(struct db *db)
{
    return db_commit(db);
}

static enum rc lost_read(struct db *db)
{
    struct sql_item_total_row row;
    return sql_item_total(db, NULL, &row);
}

static enum rc lost_batch(struct db *db)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct sql_item_batch_in *list = arena_many(arena, struct sql_item_batch_in, 3000);
    for (size_t i = 0; i < 3000; i++) {
        list[i].code = text_format(arena, "%zu", i);
    }
    return sql_item_batch(db, arena, list, 3000);
}

static enum rc lost_bulk(struct db *db)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct sql_item_bulk_in *list = arena_many(arena, struct sql_item_bulk_in, 10000);
    for (size_t i = 0; i < 10000; i++) {
        list[i] = (struct sql_item_bulk_in){.code = text_format(arena, "%zu", i), .seen_at = INSTANT_NONE};
    }
    return sql_item_bulk(db, arena, list, 10000);
}

static enum rc lost_savepoint(struct db *db)
{
    return db_savepoint(db);
}

static enum rc lost_lock(struct db *db)
{
    return db_lock(db, 1);
}

static const struct {
    const char *name;
    enum rc (*call)(struct db *db);
    enum rc expected;
} losses[] = {
    {"read", lost_read, RC_FAULT},         {"write", add_same_code, RC_FAULT}, {"batch", lost_batch, RC_FAULT},
    {"bulk", lost_bulk, RC_FAULT},         {"lock", lost_lock, RC_FAULT},      {"savepoint", lost_savepoint, RC_FAULT},
    {"commit", lost_commit, RC_UNCERTAIN},
};

static void lost_connections_are_noticed(void **state)
{
    struct db *by = test_database_db(*state);
    if (db_kind_of(by) == DB_SQLITE) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(losses); i++) {
        struct db *db = test_database_connect(*state);
        assert_ok(db_write_begin(db));
        assert_ok(db_test_add(db, "lost", 1));
        terminate(db, by);
        enum rc rc = losses[i].call(db);
        if (rc != losses[i].expected) {
            fail_msg("%s: %s (%s)", losses[i].name, rc_name(rc), db_failure(db));
        }
        assert_true(db_is_broken(db));
        assert_true(strlen(db_failure(db)) > 10);
        if (db_is_in_transaction(db)) {
            assert_rc(db_commit(db), RC_FAULT); // known not to have happened
        }
        assert_false(db_is_in_transaction(db));
        assert_rc(db_write_begin(db), RC_FAULT);
        assert_rc(lost_read(db), RC_FAULT);
        assert_int_equal(db_test_count(by), 0);
    }
}

static void a_statement_that_is_cancelled_is_busy(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_SQLITE) {
        return;
    }
    db_test_script(db, "",
                   "CREATE FUNCTION wait_long() RETURNS trigger LANGUAGE plpgsql AS $$"
                   " BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$;"
                   "CREATE TRIGGER item_wait BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION wait_long();"
                   "SET statement_timeout = '20ms'");
    assert_ok(db_write_begin(db));
    assert_rc(db_test_add(db, "a", 1), RC_BUSY);
    db_rollback(db);
    assert_false(db_is_broken(db));
    assert_int_equal(db_test_count(db), 0);
}

// ---- answers that do not come (PostgreSQL) ----

static const char waiting[] = "CREATE FUNCTION wait_long() RETURNS trigger LANGUAGE plpgsql AS $$"
                              " BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$;";

static void a_statement_without_an_answer_is_given_up(void **state)
{
    struct db *by = test_database_db(*state);
    if (db_kind_of(by) == DB_SQLITE) {
        return;
    }
    db_test_script(by, "", waiting);
    db_test_script(by, "", "CREATE TRIGGER item_wait BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION wait_long()");
    struct db *db = test_database_connect(*state);
    assert_ok(db_write_begin(db));
    db_postgres_of(db)->answer_ms = 100;
    assert_rc(db_test_add(db, "a", 1), RC_FAULT);
    assert_true(db_is_broken(db));
    assert_non_null(strstr(db_failure(db), "given up"));
    assert_int_equal(db_test_count(by), 0);
}

// As one that waits for standbys which do not answer: it holds its locks, and nobody knows what becomes of it.
static void a_commit_without_an_answer_stops_the_writers_behind_it(void **state)
{
    struct db *by = test_database_db(*state);
    if (db_kind_of(by) == DB_SQLITE) {
        return;
    }
    db_test_script(by, "", waiting);
    db_test_script(by, "",
                   "CREATE CONSTRAINT TRIGGER item_wait AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED"
                   " FOR EACH ROW EXECUTE FUNCTION wait_long()");
    struct fault fault = {.rc = RC_OK};
    struct db *db;
    assert_ok(db_open_within(test_database_location(*state), DB_ANSWER_MS, &db, &fault));
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "a", 1));
    db_postgres_of(db)->answer_ms = 100;
    assert_rc(db_commit(db), RC_UNCERTAIN);
    assert_true(db_is_broken(db));
    char end[100];
    (void)snprintf(end, sizeof(end), "DO $$BEGIN PERFORM pg_terminate_backend(%d, 60000); END$$",
                   PQbackendPID(db_postgres_of(db)->handle));
    db_close(db);
    assert_rc(db_write_begin(by), RC_BUSY);
    assert_int_equal(db_test_count(by), 0);           // reads go on
    PQclear(PQexec(db_postgres_of(by)->handle, end)); // db_test_script would begin to write
    assert_ok(db_write_begin(by));
    db_rollback(by);
}

static const struct CMUnitTest cases[] = {
    DB_CASE(refusals_have_their_results),
    DB_CASE(failures_outside_of_transactions_leave_nothing_behind),
    DB_CASE(a_commit_can_be_refused),
    DB_CASE(a_commit_with_a_warning_is_uncertain),
    DB_CASE(a_commit_on_a_failing_disk_is_uncertain),
    DB_CASE(writers_do_not_interleave),
    DB_CASE(a_writer_that_waits_too_long_is_busy),
    DB_CASE(there_is_no_twin_while_a_writer_does_not_end),
    DB_CASE(another_process_that_writes_too_long_is_busy),
    DB_CASE(a_row_that_waits_too_long_is_busy),
    DB_CASE(lost_connections_are_noticed),
    DB_CASE(a_statement_that_is_cancelled_is_busy),
    DB_CASE(a_statement_without_an_answer_is_given_up),
    DB_CASE(a_commit_without_an_answer_stops_the_writers_behind_it),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_fault", cases);
}
