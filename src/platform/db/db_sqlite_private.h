// SPDX-License-Identifier: Apache-2.0
// What the SQLite driver's files share: a connection and its settings (db_sqlite_open.c), and the one connection of a
// database file that writes, shared by all of the process (db_sqlite_writer.c).
#pragma once

#include <sqlite3.h>

#include "core/map.h"
#include "db/db_private.h"

#define SQLITE_BUSY_WAIT_MS 5000

struct sqlite_connection {
    sqlite3 *handle;
    struct map64 prepared; // address of the statement → sqlite3_stmt
};

struct sqlite_file;

struct db_sqlite {
    struct db db;
    struct sqlite_connection own; // reads
    struct sqlite_file *file;
    bool is_loading;        // writes much at a time: its transactions are not grouped
    bool is_alone;          // nor is the open one, for that reason or because it is relaxed
    bool is_first_in_group; // the open write transaction began the group
    int64_t seen;           // early transactions that the connection may have seen the rows of
};

static inline struct db_sqlite *sqlite_of(struct db *db)
{
    return (struct db_sqlite *)db;
}

// The result of a SQLite code.
enum rc sqlite_rc(int code);
// db_fail_statement with what the handle says.
enum rc sqlite_failed(struct db *db, sqlite3 *handle, const char *name);

// ---- db_sqlite_open.c ----

// Opens with all settings made and looked at.
enum rc sqlite_connection_open(const char *path, struct sqlite_connection *ret_connection,
                               struct fault *fault) MUST_USE;
void sqlite_connection_close(struct sqlite_connection *connection);

// ---- db_sqlite_writer.c ----

// The file of this process, opened by the first who enters it. The path must exist.
enum rc sqlite_file_enter(const char *path, struct sqlite_file **ret_file, struct fault *fault) MUST_USE;
void sqlite_file_leave(struct sqlite_file *file);
// Closes a connection to the file, which whoever closes it has entered.
void sqlite_file_close(struct sqlite_file *file, struct sqlite_connection *connection);
// The connection on which a write transaction runs.
struct sqlite_connection *sqlite_file_writer(struct sqlite_file *file);
// For tests: who waits for the slot, how many commits there were; and sets how old a group may get (0: as it is).
struct sqlite_watch {
    int waiting_count;
    int64_t commit_count;
};
struct sqlite_watch sqlite_file_watch(struct db *db, int group_age_ms);
// For tests: the next sync of the log for early transactions fails.
void sqlite_file_lose_log(struct db *db);
// The driver's write_begin, and its commit and rollback of a write transaction.
enum rc sqlite_writer_begin(struct db *db) MUST_USE;
enum rc sqlite_writer_commit(struct db *db) MUST_USE;
// What the connection sees from now on, or has seen up to now, may be of early transactions up to the newest one.
void sqlite_writer_seen(struct db *db);
// The driver's settle: of what the connection has seen.
enum rc sqlite_settle(struct db *db) MUST_USE;
void sqlite_writer_rollback(struct db *db);
// The driver's write_back and write_back_due, outside of transactions or at the end of one.
enum rc sqlite_write_back(struct db *db) MUST_USE;
enum rc sqlite_write_back_due(struct db *db) MUST_USE;
