// SPDX-License-Identifier: Apache-2.0
// One API over SQLite and PostgreSQL. A connection (`struct db`) belongs to one thread. There is no way to send SQL
// text from C: statements are named in `module.sql` files, compiled to typed C by tools/gen_sql.py, and run by the
// functions below, which only generated code calls (db_run*). Only this folder knows SQLite and libpq.
//
// Write transactions: db_write_begin … db_commit, named only by the flow layer. On SQLite one writer at a time in the
// process with a bounded wait, and those that follow each other share one commit (db_sqlite_writer.c); on PostgreSQL
// READ COMMITTED plus db_lock where two writers must not interleave. A commit that returned RC_OK is durable (SQLite
// WAL with synchronous=FULL, PostgreSQL synchronous_commit=on) but for db_relaxed.h.
//
// After a statement failed inside a transaction (RC_CONFLICT, RC_REFUSED, RC_BUSY, RC_FAULT of the database; not
// RC_NOT_FOUND, not a result of a row call, not RC_INVALID but in batches and bulks) the transaction is failed, on both
// databases: statements and db_commit give RC_FAULT until db_rollback or db_savepoint_rollback. An expected conflict is
// written ON CONFLICT.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

enum db_kind { DB_SQLITE, DB_POSTGRES };

struct db;

// A pattern for LIKE … ESCAPE '\' that finds the words anywhere in a text in lower case (ASCII): what is typed is taken
// as it is, '%' and '_' too. TEXT("") for no words.
struct text db_like(struct arena *arena, struct text words);

// A number that may be NULL in the database.
struct opt_int64 {
    bool has;
    int64_t v; // 0 when !has
};

// location: "sqlite:PATH" or "postgresql://…" (also "postgres://…"). Opens and checks the connection's settings
// (foreign keys, recursive triggers, WAL, STRICT; server version 15 or later, UTF8). Does not look at the schema.
enum rc db_open(struct text location, struct db **ret_db, struct fault *fault) MUST_USE;
void db_close(struct db *db);
// This connection's write transactions are large: on SQLite they are not put into one commit with others. Nothing on
// PostgreSQL.
enum rc db_expect_load(struct db *db) MUST_USE;
// This connection's statements find few rows by their keys, in tables that may be empty now and large soon: PostgreSQL
// plans each once, and for look-ups in indexes; anew when this is called again. Nothing on SQLite.
enum rc db_expect_keys(struct db *db) MUST_USE;
enum db_kind db_kind_of(const struct db *db);
// True after a lost connection; the owner closes and opens anew.
bool db_is_broken(const struct db *db);
// The last failure's text for the log: driver message and statement name. Never shown to clients.
const char *db_failure(const struct db *db);

enum rc db_write_begin(struct db *db) MUST_USE;
// A snapshot for reads that must agree with each other (reports, checks): SQLite BEGIN, PostgreSQL REPEATABLE READ READ
// ONLY.
enum rc db_read_begin(struct db *db) MUST_USE;
// RC_UNCERTAIN when the commit was sent and the answer lost. On any other failure the transaction is rolled back.
enum rc db_commit(struct db *db) MUST_USE;
// Ends a read transaction or undoes a write transaction; harmless when none is open.
void db_rollback(struct db *db);
// After something was erased: leaves no copy of it in the database's own files beside the tables. SQLite: the log is
// written back and cut; RC_BUSY when readers stand in the way for long, nothing is lost then. PostgreSQL: nothing, its
// autovacuum does it. A BUG inside a transaction.
enum rc db_tidy(struct db *db) MUST_USE;
bool db_is_in_transaction(const struct db *db);
bool db_is_in_write_transaction(const struct db *db);
// True after a statement failed in the open transaction: only db_rollback or db_savepoint_rollback helps.
bool db_is_failed(const struct db *db);
// Savepoints inside a write transaction, one level: undo part of a batch without losing the rest.
bool db_has_savepoint(const struct db *db);
enum rc db_savepoint(struct db *db) MUST_USE;
enum rc db_savepoint_release(struct db *db) MUST_USE;
enum rc db_savepoint_rollback(struct db *db) MUST_USE;
// Waits until no other transaction holds this key; held to the transaction's end. PostgreSQL: advisory lock; SQLite:
// nothing, the writer is alone. A BUG outside a write transaction. RC_BUSY after ten seconds. Callers that take several
// take them in ascending order.
enum rc db_lock(struct db *db, int64_t key) MUST_USE;
// The same with others who share it; waits only for db_lock, which waits for all of them.
enum rc db_lock_shared(struct db *db, int64_t key) MUST_USE;
// Several, one after the other as they are listed, in one statement.
enum rc db_lock_list(struct db *db, const int64_t *keys, size_t count, bool is_shared) MUST_USE;

// Rolls back what leaves scope uncommitted: AUTO_TRANSACTION(flow->db) right after db_write_begin.
static inline void db_rollback_cleanup(struct db **db)
{
    db_rollback(*db);
}
#define AUTO_TRANSACTION(of) __attribute__((cleanup(db_rollback_cleanup), unused)) struct db *auto_transaction_ = (of)

// ---- for generated code only ----

enum db_type {
    DB_TYPE_INT64,
    DB_TYPE_BOOL,     // an int64 that is 0 or 1; PostgreSQL's bool is understood in results
    DB_TYPE_TEXT,     // UTF-8 without NUL
    DB_TYPE_CURRENCY, // text of three letters
    DB_TYPE_BLOB,
};

struct db_value {
    bool is_null;
    int64_t i;     // DB_TYPE_INT64, DB_TYPE_BOOL; 0 when NULL
    struct text t; // the other types; TEXT_NONE when NULL
};

// A parameter or a column of results.
struct db_column {
    const char *name;
    enum db_type type;
    bool is_optional; // NULL is possible; elsewhere NULL is RC_FAULT, in both directions
};

#define DB_COLUMNS_MAX 64

// Lives as long as the program: connections keep what they prepared by its address.
struct db_statement {
    const char *name;
    const char *sqlite;         // with ?1, ?2
    const char *postgres;       // with $1, $2
    const char *postgres_copy;  // for bulk: "COPY t (a, b) FROM STDIN (FORMAT BINARY)", else NULL
    const char *postgres_merge; // for merge: the same INSERT over arrays, else NULL
    const char *postgres_find;  // for find: the same SELECT for each member of arrays, else NULL
    const struct db_column *in;
    const struct db_column *out;
    uint16_t in_count;  // at most DB_COLUMNS_MAX
    uint16_t out_count; // at most DB_COLUMNS_MAX
    bool is_write;      // a BUG outside a write transaction
    bool is_kept;       // it reads only what the change mark is about (db_keep.h)
};

// Called for each row; values are valid during the call only. Any result but RC_OK ends the statement with that result.
// A BUG inside the call: running another statement or ending the transaction on the same connection.
typedef enum rc (*db_row_call)(void *user, const struct db_value *values);

// Results of all: RC_OK; RC_CONFLICT for a unique violation; RC_REFUSED for a check, foreign key, NOT NULL or trigger
// refusal; RC_BUSY for lock time-outs, deadlocks, serialization failures; RC_INVALID for a text parameter that is not
// UTF-8 or holds a NUL byte; RC_FAULT otherwise.
// Runs once; call may be NULL when no rows are wanted; *ret_changed (may be NULL) is the number of rows written.
enum rc db_run(struct db *db, const struct db_statement *statement, const struct db_value *in, db_row_call call,
               void *user, int64_t *ret_changed) MUST_USE;
// As db_run, for exactly one row: RC_FAULT when there are none or several.
enum rc db_run_one(struct db *db, const struct db_statement *statement, const struct db_value *in, db_row_call call,
                   void *user) MUST_USE;
// As db_run, for at most one row: RC_NOT_FOUND when there is none, RC_FAULT when there are several.
enum rc db_run_optional(struct db *db, const struct db_statement *statement, const struct db_value *in,
                        db_row_call call, void *user) MUST_USE;
// Runs a reading statement once for each of count inputs, in their order; PostgreSQL in one statement. *user begins
// with a size_t, which holds the index of the input that a row is for.
enum rc db_run_find(struct db *db, const struct db_statement *statement, const struct db_value *in, size_t count,
                    db_row_call call, void *user) MUST_USE;
// Lists longer than this are handed over in parts, so that their values need little memory.
#define DB_LIST_PART 10000
// Runs once for each of count inputs (in[k * in_count …]); PostgreSQL in pipeline mode. No rows come back.
enum rc db_run_batch(struct db *db, const struct db_statement *statement, const struct db_value *in,
                     size_t count) MUST_USE;
// As db_run_batch, for an insert, upsert or update whose inputs all have different keys: PostgreSQL takes many rows in
// one statement.
enum rc db_run_merge(struct db *db, const struct db_statement *statement, const struct db_value *in,
                     size_t count) MUST_USE;
// A larger copy of an array of rows in the arena; *capacity grows from 0 on.
void *db_rows_grow(struct arena *arena, const void *rows, size_t size_bytes, size_t *capacity) MUST_USE;
// Prepares without running and compares numbers and types of parameters and columns with what the statement declares:
// RC_FAULT with db_failure on any difference (SQLite tells no types, there only the numbers).
enum rc db_statement_check(struct db *db, const struct db_statement *statement) MUST_USE;
// Inserts count rows: SQLite a prepared loop, PostgreSQL COPY BINARY. No conflict handling: the caller knows they are
// new.
enum rc db_run_bulk(struct db *db, const struct db_statement *statement, const struct db_value *in,
                    size_t count) MUST_USE;

// ---- schema ----

// The migrations compiled into the program, in order.
struct db_migration {
    int64_t number;
    const char *name;
    const char *sqlite;
    const char *postgres;
    const char *checksum; // hex SHA-256 of the migration's source text
};
extern const struct db_migration db_migrations[];
extern const size_t db_migration_count;

// Applies what is missing, one transaction each. RC_REFUSED when the database has a migration this program does not
// know or one with another checksum.
enum rc db_migrate(struct db *db, struct fault *fault) MUST_USE;
// RC_OK when the schema is exactly the one this program knows; else RC_REFUSED with a fault that says what to do
// (codes: schema_missing, schema_older, schema_newer, schema_changed).
enum rc db_schema_check(struct db *db, struct fault *fault) MUST_USE;
// The whole schema as text in a stable order, for the golden files: tables, columns, indexes, triggers.
enum rc db_schema_text(struct db *db, struct arena *arena, struct text *ret_text) MUST_USE;
