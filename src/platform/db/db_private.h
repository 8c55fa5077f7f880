// SPDX-License-Identifier: Apache-2.0
// Between db.c and the drivers: the common part of a connection, and the table of functions that a driver fills. db.c
// checks the rules that hold for both databases (transaction states, NULL, UTF-8); drivers only talk to theirs.
#pragma once

#include "db/db.h"

#define DB_FAILURE_MAX 512
#define DB_WRITER_WAIT_MS 10000
#define DB_COMMIT_WAIT_MS 5000 // for the standbys, where answers are not waited for without limit

enum db_state { DB_STATE_IDLE, DB_STATE_READING, DB_STATE_WRITING };

// The first member of each driver's own structure.
struct db {
    const struct db_driver *driver;
    enum db_kind kind;
    enum db_state state;
    bool is_relaxed; // the write transaction need not be on the disk when its commit returns
    bool is_early;   // with is_relaxed: who began it waits for that with db_settle
    bool has_savepoint;
    bool is_failed;         // a statement failed in the open transaction
    bool is_broken;         // the connection is lost
    bool has_written;       // a statement that writes ran in the open write transaction
    bool is_running;        // inside a statement: a row call must not use the connection
    struct db_keep *keep;   // db_keep_begin: what is kept may answer; NULL: the database only
    int64_t change_mark;    // with keep: as of this mark
    int32_t writer_wait_ms; // how long a writer waits for the one before it: DB_WRITER_WAIT_MS but in tests
    char failure[DB_FAILURE_MAX];
};

// One run of a statement.
struct db_call {
    const struct db_statement *statement;
    const struct db_value *in; // count × in_count
    size_t count;
    db_row_call call; // may be NULL
    void *user;
    int64_t *ret_changed; // may be NULL
    size_t *ret_input;    // of run_find: takes the index of the input before each row
};

// The parameters of the i-th run.
static inline const struct db_value *db_call_in(const struct db_call *call, size_t i)
{
    return call->statement->in_count == 0 ? call->in : &call->in[i * call->statement->in_count];
}

// All but open are called with a connection that is not broken, in the state that db.h asks for. On failure they call
// db_fail or db_fail_statement.
struct db_driver {
    const char *name;
    enum rc (*open)(struct text location, struct db **ret_db, struct fault *fault);
    void (*close)(struct db *db);
    enum rc (*expect_load)(struct db *db);            // may be NULL
    enum rc (*expect_keys)(struct db *db);            // may be NULL
    void (*answer_within)(struct db *db, int64_t ms); // may be NULL
    enum rc (*write_begin)(struct db *db);
    enum rc (*read_begin)(struct db *db);
    enum rc (*twin_open)(struct db *db, struct db **ret_twin);  // another connection to the same database
    enum rc (*read_begin_twin)(struct db *db, struct db *twin); // of one snapshot; on failure nothing is open
    enum rc (*commit)(struct db *db);                           // on failure nothing is open any more
    void (*rollback)(struct db *db);
    enum rc (*tidy)(struct db *db);
    enum rc (*write_back)(struct db *db);     // may be NULL
    enum rc (*write_back_due)(struct db *db); // with write_back
    bool (*let_go)(struct db *db);            // may be NULL
    enum rc (*settle)(struct db *db);
    void (*saw_early)(struct db *db);
    enum rc (*savepoint)(struct db *db);
    enum rc (*savepoint_release)(struct db *db);
    enum rc (*savepoint_rollback)(struct db *db);
    enum rc (*lock)(struct db *db, const int64_t *keys, size_t count, bool is_shared);
    enum rc (*run)(struct db *db, const struct db_call *call);
    enum rc (*run_find)(struct db *db, const struct db_call *call); // NULL: run for each
    enum rc (*run_batch)(struct db *db, const struct db_call *call);
    enum rc (*run_merge)(struct db *db, const struct db_call *call);
    enum rc (*run_bulk)(struct db *db, const struct db_call *call);
    enum rc (*statement_check)(struct db *db, const struct db_statement *statement);
    // Several statements of this program's own text (migrations), no results.
    enum rc (*script)(struct db *db, const char *sql);
    // Inside a write transaction: waits until no other process migrates; held to the transaction's end.
    enum rc (*migration_lock)(struct db *db);
    enum rc (*schema_text)(struct db *db, struct arena *arena, struct text *ret_text);
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_postgres_driver;

// Keeps the text for db_failure and returns rc. name may be NULL.
enum rc db_fail(struct db *db, enum rc rc, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5))) MUST_USE;
// The same for a failure that the database reported: an open transaction is failed from now on.
enum rc db_fail_statement(struct db *db, enum rc rc, const char *name, const char *message) MUST_USE;
// Checks a row (NULL, bool, currency) and hands it to the call, if there is one.
enum rc db_deliver(struct db *db, const struct db_call *call, const struct db_value *row) MUST_USE;
// db_keep.c: a statement that is kept, answered from memory when it can be, else run, and its rows kept.
enum rc db_keep_run(struct db *db, const struct db_call *call) MUST_USE;
const char *db_type_name(enum db_type type);

// db_migrate and db_schema_check for a given list, for tests.
enum rc db_migrate_list(struct db *db, const struct db_migration *list, size_t count, struct fault *fault) MUST_USE;
enum rc db_schema_check_list(struct db *db, const struct db_migration *list, size_t count,
                             struct fault *fault) MUST_USE;
