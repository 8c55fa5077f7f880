// SPDX-License-Identifier: Apache-2.0
// Shared by the files of the PostgreSQL driver: the connection, parameters in libpq's form, failures.
#pragma once

#include <libpq-fe.h>

#include "core/map.h"
#include "db/db_private.h"

struct db_postgres {
    struct db db;
    PGconn *handle;
    char *url;             // as it was given
    struct map64 prepared; // address of the statement's text (a member of db_statement) → its number, from 1 on
    int64_t lock_salt;     // of the schema, so that several schemas in one database do not share locks
    bool has_standbys;     // that commits wait for, as it was when the connection began
    bool is_committing;
    bool is_commit_doubtful; // a warning came while committing: the standbys may not have it
    int64_t answer_ms;       // how long an answer is waited for; 0: without limit
    bool is_given_up;        // it did not come
    bool is_stalled;         // to the commit: the connection is set aside when it is closed
    size_t ahead_count;      // of statements that were sent ahead and not answered; the connection is in pipeline mode
    const char *ahead_name;  // of the first of them
    long long seen;          // early commits of this process that the connection may have seen the rows of
};

// Parameters of one run as libpq wants them.
struct db_postgres_parameters {
    uint64_t numbers[DB_COLUMNS_MAX]; // in network order
    const char *values[DB_COLUMNS_MAX];
    int lengths[DB_COLUMNS_MAX];
    int formats[DB_COLUMNS_MAX];
};

static inline struct db_postgres *db_postgres_of(struct db *db)
{
    return (struct db_postgres *)db;
}

// RC_FAULT when a text is longer than PostgreSQL takes.
enum rc db_postgres_fill(struct db *db, const struct db_statement *statement, const struct db_value *in,
                         struct db_postgres_parameters *ret_parameters) MUST_USE;
// Prepares the statement if this connection has not yet; the name is "s" and a number.
#define DB_POSTGRES_NAME_MAX 24
enum rc db_postgres_prepare(struct db *db, const struct db_statement *statement,
                            char ret_name[DB_POSTGRES_NAME_MAX]) MUST_USE;
// The same for another text of the statement, &statement->postgres_merge, with parameters of these types.
enum rc db_postgres_prepare_text(struct db *db, const struct db_statement *statement, const char *const *text,
                                 const Oid *types, char ret_name[DB_POSTGRES_NAME_MAX]) MUST_USE;
// Runs what was prepared under this name and hands its rows to the call.
enum rc db_postgres_run_prepared(struct db *db, const struct db_call *call, const char *name,
                                 const struct db_postgres_parameters *parameters) MUST_USE;
// The type of a parameter as PostgreSQL numbers it.
Oid db_postgres_type(enum db_type type);
// What a result means (result may be NULL: nothing came). Keeps the text, notices a lost connection.
enum rc db_postgres_failed(struct db *db, const PGresult *result, const char *name) MUST_USE;

// db_postgres_wait.c
// The next result, as PQgetResult. A server that does not answer in time is given up: the connection is broken, and the
// result is a failure, or NULL for a commit.
PGresult *db_postgres_result(struct db *db) MUST_USE;
// The last result of what was sent (is_sent: PQsend… gave it), as PQexec gives it; NULL when nothing came.
PGresult *db_postgres_finish(struct db *db, int is_sent) MUST_USE;
// As PQexec.
PGresult *db_postgres_exec(struct db *db, const char *sql) MUST_USE;
// Takes a connection whose commit waits, until it is answered or lost.
void db_postgres_set_aside(PGconn *handle);
// Whether a commit of this process still waits on the same server.
bool db_postgres_is_stalled(const PGconn *handle);
// db_postgres_ahead.c: statements without rows that are sent and not waited for.
enum rc db_postgres_send_ahead(struct db *db, const struct db_statement *statement, const char *name,
                               const struct db_postgres_parameters *parameters) MUST_USE;
// Their answers, when another statement has been sent behind them, whose own come next; then db_postgres_ahead_end.
// On failure there is nothing more to come.
enum rc db_postgres_ahead_answers(struct db *db) MUST_USE;
enum rc db_postgres_ahead_end(struct db *db, enum rc rc) MUST_USE;
// Nothing is under way afterwards. Costs nothing when nothing was.
enum rc db_postgres_catch_up(struct db *db) MUST_USE;
// Reads to the synchronisation point of a pipeline and gives the first failure.
enum rc db_postgres_take_pipeline(struct db *db, const char *name) MUST_USE;
// db_postgres_list.c
enum rc db_postgres_run_batch(struct db *db, const struct db_call *list) MUST_USE;
enum rc db_postgres_run_bulk(struct db *db, const struct db_call *list) MUST_USE;
// db_postgres_merge.c
enum rc db_postgres_run_merge(struct db *db, const struct db_call *list) MUST_USE;
enum rc db_postgres_run_find(struct db *db, const struct db_call *list) MUST_USE;
// db_postgres_schema.c
enum rc db_postgres_schema_text(struct db *db, struct arena *arena, struct text *ret_text) MUST_USE;
