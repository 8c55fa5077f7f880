// SPDX-License-Identifier: Apache-2.0
// Several write transactions in one commit: each has its own result, and what one of them undoes is not the others'. On
// PostgreSQL the same stories run without groups.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>

#include "db/db_relaxed.h"
#include "db/db_sqlite_private.h"
#include "db/db_tables_test.h"

#define LONG_MS 60000 // no group ends by its age

enum part { PART_COMMIT, PART_ROLL_BACK, PART_CONFLICT, PART_SAVEPOINT };

struct member {
    struct db *db;
    pthread_t thread;
    enum part part;
    char code[16];
    int round_count;
    bool is_relaxed, is_early;
    bool is_first_seen; // after rolling back: by another look, outside the transaction
    enum rc rc;         // the first that was not RC_OK
};

static bool has(struct db *db, const char *code)
{
    struct sql_item_by_code_row row;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    return sql_item_by_code(db, arena, &(struct sql_item_by_code_in){text_of(code)}, &row) == RC_OK;
}

static enum rc play(struct member *member)
{
    struct db *db = member->db;
    TRY(db_write_begin(db));
    enum rc rc = db_test_add(db, member->code, 1);
    switch (member->part) {
    case PART_COMMIT:
        break;
    case PART_ROLL_BACK:
        db_rollback(db);
        member->is_first_seen = has(db, "first");
        return rc;
    case PART_CONFLICT:
        assert_rc(db_test_add(db, member->code, 2), RC_CONFLICT);
        break;
    case PART_SAVEPOINT:
        assert_ok(db_savepoint(db));
        assert_ok(db_test_add(db, "undone", 1));
        assert_ok(db_savepoint_rollback(db));
        break;
    }
    return rc == RC_OK ? db_commit(db) : rc;
}

static void *run_member(void *user)
{
    struct member *member = user;
    member->rc = play(member);
    return NULL;
}

static struct member *member_start(struct test_database *database, struct member *member, enum part part, int number)
{
    *member = (struct member){.db = test_database_connect(database), .part = part};
    snprintf(member->code, sizeof(member->code), "m%d", number);
    assert_int_equal(pthread_create(&member->thread, NULL, run_member, member), 0);
    return member;
}

static void wait_for_waiting(struct db *db, int count)
{
    while (db_kind_of(db) == DB_SQLITE && sqlite_file_watch(db, LONG_MS).waiting_count < count) {
        sched_yield();
    }
}

static int64_t commits(struct db *db)
{
    return db_kind_of(db) == DB_SQLITE ? sqlite_file_watch(db, LONG_MS).commit_count : 0;
}

static void those_who_wait_share_a_commit(void **state)
{
    static const enum part parts[] = {PART_COMMIT,    PART_ROLL_BACK, PART_COMMIT,   PART_CONFLICT,
                                      PART_SAVEPOINT, PART_COMMIT,    PART_ROLL_BACK};
    struct member members[COUNT_OF(parts)];
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "first", 1));
    int64_t before = commits(db);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        member_start(*state, &members[i], parts[i], (int)i);
    }
    wait_for_waiting(db, (int)COUNT_OF(parts));
    assert_ok(db_commit(db)); // returns after all of them
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        assert_int_equal(pthread_join(members[i].thread, NULL), 0);
        assert_rc(members[i].rc, parts[i] == PART_CONFLICT ? RC_FAULT : RC_OK);
        assert_int_equal(has(db, members[i].code), parts[i] == PART_COMMIT || parts[i] == PART_SAVEPOINT);
        // Who gave up because of what the first wrote finds it written.
        assert_true(parts[i] != PART_ROLL_BACK || members[i].is_first_seen || db_kind_of(db) != DB_SQLITE);
    }
    assert_true(has(db, "first"));
    assert_false(has(db, "undone"));
    if (db_kind_of(db) == DB_SQLITE) {
        assert_int_equal(commits(db) - before, 1);
    }
}

// The first undoes its own: those who waited begin a group of their own.
static void a_first_that_rolls_back_takes_nobody_along(void **state)
{
    struct member member;
    struct db *db = test_database_db(*state);
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "first", 1));
    member_start(*state, &member, PART_COMMIT, 1);
    wait_for_waiting(db, 1);
    db_rollback(db);
    assert_int_equal(pthread_join(member.thread, NULL), 0);
    assert_rc(member.rc, RC_OK);
    assert_true(has(db, "m1"));
    assert_false(has(db, "first"));
}

static void *commit_now(void *user)
{
    struct member *member = user;
    member->rc = db_commit(member->db);
    return NULL;
}

// A file that may not grow stands in for a disk that fails: none of the group's members is told that it is safe.
static void a_failing_commit_fails_for_all(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_POSTGRES) {
        return;
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_item_bulk_in large = {
        .code = TEXT("large"), .data = {.p = arena_bytes(arena, 1 << 20), .n = 1 << 20}, .seen_at = INSTANT_NONE};
    struct db *other = test_database_connect(*state);
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    struct rlimit small = {.rlim_cur = 1 << 18, .rlim_max = limit.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    (void)sqlite_file_watch(db, LONG_MS);
    assert_ok(db_write_begin(db));
    assert_ok(sql_item_bulk(db, arena, &large, 1));
    struct member second;
    member_start(*state, &second, PART_COMMIT, 2);
    wait_for_waiting(db, 1);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct member first = {.db = db};
    assert_int_equal(pthread_create(&first.thread, NULL, commit_now, &first), 0);
    assert_int_equal(pthread_join(first.thread, NULL), 0);
    assert_int_equal(pthread_join(second.thread, NULL), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    (void)signal(SIGXFSZ, handler);
    assert_rc(first.rc, RC_UNCERTAIN);
    assert_true(second.rc != RC_OK);
    assert_int_equal(db_test_count(other), 0);
    assert_ok(db_write_begin(other)); // on a new connection
    assert_ok(db_test_add(other, "after", 1));
    assert_ok(db_commit(other));
    assert_int_equal(db_test_count(other), 1);
}

// Who loads much is not put into others' commits, and is not passed over for ever.
static void loads_stand_alone(void **state)
{
    struct db *db = test_database_db(*state);
    struct member load = {.part = PART_COMMIT, .code = "load", .db = test_database_connect(*state)};
    struct member small;
    assert_ok(db_expect_load(load.db));
    assert_ok(db_write_begin(db));
    assert_ok(db_test_add(db, "first", 1));
    int64_t before = commits(db);
    assert_int_equal(pthread_create(&load.thread, NULL, run_member, &load), 0);
    wait_for_waiting(db, 1);
    member_start(*state, &small, PART_COMMIT, 1);
    wait_for_waiting(db, 2);
    assert_ok(db_commit(db));
    assert_int_equal(pthread_join(load.thread, NULL), 0);
    assert_int_equal(pthread_join(small.thread, NULL), 0);
    assert_rc(load.rc, RC_OK);
    assert_rc(small.rc, RC_OK);
    assert_int_equal(db_test_count(db), 3);
    if (db_kind_of(db) == DB_SQLITE) {
        assert_int_equal(commits(db) - before, 2); // first with small, load
    }
}

static void assert_setting(struct db *db, const char *sqlite, const char *postgres)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct sql_commit_setting_row row;
    assert_ok(sql_commit_setting(db, arena, &row));
    assert_text(row.setting, db_kind_of(db) == DB_SQLITE ? sqlite : postgres);
}

// Whether a commit waits for the disk is each transaction's own, and one that waits is not put into one that does not.
static void relaxed_commits_stand_alone(void **state)
{
    struct db *db = test_database_db(*state);
    struct member small;
    assert_ok(db_write_begin_relaxed(db));
    assert_setting(db, "1", "off");
    assert_ok(db_test_add(db, "relaxed", 1));
    int64_t before = commits(db);
    member_start(*state, &small, PART_COMMIT, 1);
    wait_for_waiting(db, 1);
    assert_ok(db_commit(db));
    assert_int_equal(pthread_join(small.thread, NULL), 0);
    assert_rc(small.rc, RC_OK);
    if (db_kind_of(db) == DB_SQLITE) {
        assert_int_equal(commits(db) - before, 2);
    }
    assert_true(has(test_database_connect(*state), "relaxed"));
    assert_ok(db_write_begin(db));
    assert_setting(db, "2", "on");
    db_rollback(db);
    assert_ok(db_write_begin_relaxed(db));
    assert_ok(db_test_add(db, "undone", 1));
    db_rollback(db);
    assert_ok(db_write_begin(db));
    assert_setting(db, "2", "on");
    db_rollback(db);
    assert_int_equal(db_test_count(db), 2);
}

// What is in the database's own file, without its log.
static int64_t items_in_file(struct test_database *database)
{
    struct text location = test_database_location(database);
    struct text path = text_slice(location, sizeof("sqlite:") - 1, location.n);
    char uri[512];
    (void)snprintf(uri, sizeof(uri), "file:%.*s?immutable=1", TEXT_PRINT(path));
    sqlite3 *file = NULL;
    sqlite3_stmt *count = NULL;
    assert_int_equal(sqlite3_open_v2(uri, &file, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(file, "SELECT count(*) FROM item", -1, &count, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    int64_t items = sqlite3_column_int64(count, 0);
    assert_int_equal(sqlite3_finalize(count), SQLITE_OK);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
    return items;
}

static void relaxed_commits_are_written_back(void **state)
{
    struct db *db = test_database_db(*state);
    assert_ok(db_write_back(db));
    assert_ok(db_write_begin_relaxed(db));
    assert_ok(db_test_add(db, "relaxed", 1));
    assert_ok(db_commit(db));
    bool is_sqlite = db_kind_of(db) == DB_SQLITE;
    if (is_sqlite) {
        assert_int_equal(items_in_file(*state), 0);
    }
    // A writer who is not done keeps nobody from writing back, nor is kept.
    struct db *writer = test_database_connect(*state);
    assert_ok(db_write_begin(writer));
    assert_ok(db_test_add(writer, "later", 1));
    assert_ok(db_write_back(db));
    if (is_sqlite) {
        assert_int_equal(items_in_file(*state), 1);
    }
    assert_ok(db_commit(writer));
    assert_int_equal(db_test_count(db), 2);
}

static void early_commits_are_waited_for(void **state)
{
    struct db *db = test_database_db(*state);
    struct db *other = test_database_connect(*state);
    assert_ok(db_settle(db)); // nothing yet
    assert_ok(db_write_begin_early(db));
    assert_setting(db, "1", "off");
    assert_ok(db_test_add(db, "early", 1));
    assert_ok(db_commit(db));
    assert_true(has(other, "early"));
    assert_ok(db_settle(db));
    assert_ok(db_settle(other));
    assert_ok(db_write_begin_early(db));
    assert_ok(db_test_add(db, "undone", 1));
    db_rollback(db);
    assert_ok(db_settle(db));
    assert_ok(db_write_begin(other));
    assert_setting(other, "2", "on");
    assert_ok(db_commit(other));
    assert_int_equal(db_test_count(db), 1);
}

// The second one's amount is refused. PostgreSQL may tell it with what comes after the list.
static enum rc add_two(struct db *db, struct arena *arena, int64_t second)
{
    struct sql_item_merge_in two[] = {
        {.code = TEXT("one"), .amount = {true, 1}, .data = TEXT_NONE, .is_good = true},
        {.code = TEXT("two"), .amount = {true, second}, .data = TEXT_NONE, .is_good = true},
    };
    return sql_item_merge(db, arena, two, 2);
}

static void a_list_of_an_early_transaction_fails_at_its_commit_at_the_latest(void **state)
{
    struct db *db = test_database_db(*state);
    bool is_sqlite = db_kind_of(db) == DB_SQLITE;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    for (int round = 0; round < 2; round++) { // also once everything is prepared
        assert_ok(db_write_begin_early(db));
        assert_ok(add_two(db, arena, 2));
        assert_ok(add_two(db, arena, 2));
        assert_int_equal(db_test_count(db), 2); // sees both
        db_rollback(db);
    }
    assert_ok(db_write_begin_early(db));
    assert_rc(add_two(db, arena, 13), is_sqlite ? RC_REFUSED : RC_OK);
    assert_rc(db_commit(db), is_sqlite ? RC_FAULT : RC_REFUSED);
    assert_ok(db_write_begin_early(db));
    assert_rc(add_two(db, arena, 13), is_sqlite ? RC_REFUSED : RC_OK);
    struct sql_item_total_row row;
    assert_rc(sql_item_total(db, arena, &row), is_sqlite ? RC_FAULT : RC_REFUSED);
    assert_rc(db_commit(db), RC_FAULT);
    assert_ok(db_write_begin_early(db));
    assert_rc(add_two(db, arena, 13), is_sqlite ? RC_REFUSED : RC_OK);
    db_rollback(db);
    assert_ok(db_write_begin_early(db));
    assert_ok(add_two(db, arena, 2));
    assert_ok(db_lock(db, 7));
    assert_ok(db_savepoint(db));                   // no list goes ahead inside
    assert_rc(add_two(db, arena, 11), RC_REFUSED); // 2 and 11 are 13
    assert_ok(db_savepoint_rollback(db));
    assert_ok(db_commit(db));
    assert_int_equal(db_test_count(db), 2);
}

// Nobody who may have seen what an early transaction wrote is told that it is safe; then all is written back.
static void an_early_commit_that_is_not_synced_is_uncertain(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_POSTGRES) {
        return;
    }
    struct db *reader = test_database_connect(*state);
    struct db *writer = test_database_connect(*state);
    assert_ok(db_write_back(db));
    assert_ok(db_settle(reader));
    sqlite_file_lose_log(db);
    assert_ok(db_write_begin_early(db));
    assert_ok(db_test_add(db, "early", 1));
    assert_ok(db_commit(db));
    assert_ok(db_settle(writer)); // has seen nothing
    assert_true(has(reader, "early"));
    assert_rc(db_settle(reader), RC_UNCERTAIN);
    assert_rc(db_settle(db), RC_UNCERTAIN);
    assert_int_equal(items_in_file(*state), 0);
    assert_ok(db_write_begin(writer));
    assert_int_equal(items_in_file(*state), 1);
    assert_ok(db_test_add(writer, "later", 1));
    assert_ok(db_commit(writer));
    assert_ok(db_settle(reader));
    assert_ok(db_write_begin_early(db));
    assert_ok(db_test_add(db, "again", 1));
    assert_ok(db_commit(db));
    assert_ok(db_settle(db));
    assert_int_equal(db_test_count(reader), 3);
}

// A transaction that was open when the sync failed stands on what may be lost.
static void who_wrote_behind_a_failed_sync_is_uncertain(void **state)
{
    struct db *db = test_database_db(*state);
    if (db_kind_of(db) == DB_POSTGRES) {
        return;
    }
    struct db *writer = test_database_connect(*state);
    sqlite_file_lose_log(db);
    assert_ok(db_write_begin_early(db));
    assert_ok(db_test_add(db, "early", 1));
    assert_ok(db_commit(db));
    assert_ok(db_write_begin(writer));
    assert_ok(db_test_add(writer, "behind", 1));
    assert_rc(db_settle(db), RC_UNCERTAIN);
    assert_rc(db_commit(writer), RC_UNCERTAIN);
    assert_ok(db_write_begin(db));
    assert_ok(db_commit(db));
    assert_ok(db_settle(db));
    assert_int_equal(items_in_file(*state), 2);
}

#define STORM_MEMBERS 8
#define STORM_ROUNDS 60

static void *storm(void *user)
{
    struct member *member = user;
    uint64_t chance = (uint64_t)member->round_count * 2654435761U + 1;
    member->round_count = 0;
    for (int i = 0; i < STORM_ROUNDS && member->rc == RC_OK; i++) {
        chance = chance * 6364136223846793005U + 1442695040888963407U;
        enum part part = (enum part)(chance >> 33) % 4;
        char code[24];
        snprintf(code, sizeof(code), "%s-%d", member->code, i);
        member->rc = member->is_relaxed ? db_write_begin_relaxed(member->db)
                     : member->is_early ? db_write_begin_early(member->db)
                                        : db_write_begin(member->db);
        if (member->rc != RC_OK) {
            break;
        }
        member->rc = db_test_add(member->db, code, 1);
        if (part == PART_ROLL_BACK) {
            db_rollback(member->db);
            continue;
        }
        if (part == PART_CONFLICT && db_test_add(member->db, code, 1) == RC_CONFLICT) {
            db_rollback(member->db);
            continue;
        }
        member->rc = db_commit(member->db);
        member->rc = member->rc == RC_OK ? db_settle(member->db) : member->rc;
        member->round_count++;
        struct sql_item_by_code_row row;
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        if (member->rc == RC_OK) { // its own connection sees it at once
            member->rc = sql_item_by_code(member->db, arena, &(struct sql_item_by_code_in){text_of(code)}, &row);
        }
    }
    return NULL;
}

static void many_at_once_keep_their_own(void **state)
{
    struct member members[STORM_MEMBERS];
    int committed = 0;
    for (int i = 0; i < STORM_MEMBERS; i++) {
        members[i] = (struct member){.db = test_database_connect(*state),
                                     .round_count = i + 1,
                                     .is_relaxed = i == 1,
                                     .is_early = i == 2 || i == 3};
        snprintf(members[i].code, sizeof(members[i].code), "s%d", i);
        if (i == 0) {
            assert_ok(db_expect_load(members[i].db));
        }
        assert_int_equal(pthread_create(&members[i].thread, NULL, storm, &members[i]), 0);
    }
    for (int i = 0; i < STORM_MEMBERS; i++) {
        assert_int_equal(pthread_join(members[i].thread, NULL), 0);
        assert_rc(members[i].rc, RC_OK);
        committed += members[i].round_count;
    }
    assert_int_equal(db_test_count(test_database_db(*state)), committed);
}

static const struct CMUnitTest cases[] = {
    DB_CASE(those_who_wait_share_a_commit),
    DB_CASE(a_first_that_rolls_back_takes_nobody_along),
    DB_CASE(a_failing_commit_fails_for_all),
    DB_CASE(loads_stand_alone),
    DB_CASE(relaxed_commits_stand_alone),
    DB_CASE(relaxed_commits_are_written_back),
    DB_CASE(early_commits_are_waited_for),
    DB_CASE(a_list_of_an_early_transaction_fails_at_its_commit_at_the_latest),
    DB_CASE(an_early_commit_that_is_not_synced_is_uncertain),
    DB_CASE(who_wrote_behind_a_failed_sync_is_uncertain),
    DB_CASE(many_at_once_keep_their_own),
};

int main(void)
{
    return TEST_DATABASE_RUN("db_group", cases);
}
