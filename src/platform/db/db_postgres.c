// SPDX-License-Identifier: Apache-2.0
// The PostgreSQL driver: connections, transactions and single statements over libpq. Everything is prepared, parameters
// and results are binary, and results are read row by row, so that a large report needs no memory of its size.
#include "db/db_postgres_private.h"

#include <endian.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

// Of pg_type; these numbers never change.
#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT2 21
#define OID_INT4 23
#define OID_TEXT 25
#define OID_VARCHAR 1043

#define OPEN_WAIT_MS 10000

static const char settings[] = "SET synchronous_commit = on; SET timezone = 'UTC'; SET client_encoding = 'UTF8';"
                               "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s';"
                               "SET standard_conforming_strings = on; SET default_transaction_isolation = "
                               "'read committed'; SET client_min_messages = warning";

// Early commits of this process, to whatever database: those that may be visible, those that are, and of these, those
// that are known to be on the disk.
static atomic_llong early_begun;
static atomic_llong early_ended;
static atomic_llong early_settled;

static void postgres_saw_early(struct db *db)
{
    db_postgres_of(db)->seen = atomic_load(&early_begun);
}

// ---- failures ----

static enum rc rc_of_state(const char *state)
{
    static const struct {
        char state[6];
        enum rc rc;
    } known[] = {
        {"23505", RC_CONFLICT}, // unique_violation
        {"23502", RC_REFUSED},  // not_null_violation
        {"23503", RC_REFUSED},  // foreign_key_violation
        {"23514", RC_REFUSED},  // check_violation
        {"23001", RC_REFUSED},  // restrict_violation: our triggers
        {"P0001", RC_REFUSED},  // raise_exception
        {"40001", RC_BUSY},     // serialization_failure
        {"40P01", RC_BUSY},     // deadlock_detected
        {"55P03", RC_BUSY},     // lock_not_available
        {"57014", RC_BUSY},     // query_canceled
        {"53100", RC_BUSY},     // disk_full: nothing was changed, and the same works again once there is room
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(state, known[i].state) == 0) {
            return known[i].rc;
        }
    }
    return RC_FAULT;
}

enum rc db_postgres_failed(struct db *db, const PGresult *result, const char *name)
{
    PGconn *handle = db_postgres_of(db)->handle;
    const char *state = result == NULL ? NULL : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = result == NULL ? PQerrorMessage(handle) : PQresultErrorMessage(result);
    enum rc rc = state == NULL ? RC_FAULT : rc_of_state(state);
    if (PQstatus(handle) == CONNECTION_BAD) {
        db->is_broken = true;
        rc = RC_FAULT;
    }
    if (db_postgres_of(db)->is_given_up) {
        message = "no answer for too long: the connection was given up";
    }
    char text[DB_FAILURE_MAX];
    (void)snprintf(text, sizeof(text), "%s %s", state == NULL ? "-----" : state,
                   message[0] == '\0' ? "no answer" : message);
    return db_fail_statement(db, rc, name, text);
}

// Takes a finished result: RC_OK for what was expected.
static enum rc finished(struct db *db, PGresult *result, ExecStatusType expected, const char *name)
{
    enum rc rc = PQresultStatus(result) == expected ? RC_OK : db_postgres_failed(db, result, name);
    PQclear(result);
    return rc;
}

// Runs one text without parameters or results.
static enum rc script(struct db *db, const char *sql)
{
    return finished(db, db_postgres_exec(db, sql), PGRES_COMMAND_OK, NULL);
}

// ---- opening ----

static void postgres_close(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    map64_release(&own->prepared);
    if (own->is_stalled) {
        db_postgres_set_aside(own->handle);
    } else {
        PQfinish(own->handle);
    }
    free(own->url);
    free(own);
}

// Notices are for the database's own log. A warning that comes with a commit tells that the wait for the standbys was
// cut short ("canceling wait for synchronous replication").
static void take_notice(void *user, const PGresult *result)
{
    struct db_postgres *own = user;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (own->is_committing && severity != NULL && strcmp(severity, "WARNING") == 0) {
        own->is_commit_doubtful = true;
    }
}

static enum rc unavailable(struct db_postgres *own, struct fault *fault, const char *what)
{
    enum rc rc = fault_set(fault, RC_FAULT, "database_unavailable", "database", "%s", what);
    if (fault->detail[0] == '\0') {
        (void)snprintf(fault->detail, sizeof(fault->detail), "%s", PQerrorMessage(own->handle));
    }
    return rc;
}

static enum rc check_server(struct db_postgres *own, struct fault *fault)
{
    PGconn *handle = own->handle;
    if (PQserverVersion(handle) < 150000) {
        return unavailable(own, fault, "PostgreSQL 15 or later is needed");
    }
    const char *encoding = PQparameterStatus(handle, "server_encoding");
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0) {
        return unavailable(own, fault, "the PostgreSQL database must have the encoding UTF8");
    }
    PGresult *result = db_postgres_exec(&own->db, settings);
    bool is_set = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!is_set) {
        return unavailable(own, fault, "PostgreSQL does not take the settings of a connection");
    }
    // An abandoned query ends. Servers on other systems than Linux may not know how to look.
    PQclear(db_postgres_exec(&own->db, "SET client_connection_check_interval = '10s'"));
    result = db_postgres_exec(
        &own->db, "SELECT current_setting('synchronous_commit') || ',' || current_setting('TimeZone') || ','"
                  " || current_setting('client_encoding'),"
                  " hashtextextended(coalesce(current_schema()::text, ''), 0),"
                  " current_setting('synchronous_standby_names') <> '',"
                  " to_regcollation('pg_catalog.\"und-x-icu\"') IS NOT NULL");
    is_set = PQresultStatus(result) == PGRES_TUPLES_OK && strcmp(PQgetvalue(result, 0, 0), "on,UTC,UTF8") == 0 &&
             int64_parse(text_of(PQgetvalue(result, 0, 1)), INT64_MIN, INT64_MAX, &own->lock_salt) == RC_OK;
    own->has_standbys = is_set && strcmp(PQgetvalue(result, 0, 2), "t") == 0;
    bool has_order = is_set && strcmp(PQgetvalue(result, 0, 3), "t") == 0;
    PQclear(result);
    if (is_set && !has_order) {
        return unavailable(own, fault, "PostgreSQL has no collation \"und-x-icu\", the order of names: it needs ICU");
    }
    return is_set ? RC_OK : unavailable(own, fault, "PostgreSQL does not keep the settings of a connection");
}

static enum rc connect_to(struct db_postgres *own, struct fault *fault)
{
    // What stands before dbname can be changed by the URL. The times are of each host; a server whose machine is gone
    // is noticed in some ten seconds. Kerberos is not asked whether it might encrypt: its library goes down with the
    // process when memory is short.
    static const char *const names[] = {"connect_timeout",           "keepalives_idle",  "keepalives_interval",
                                        "keepalives_count",          "tcp_user_timeout", "gssencmode",
                                        "fallback_application_name", "dbname",           NULL};
    const char *const values[] = {"5", "5", "2", "3", "10000", "disable", "tributary", own->url, NULL};
    own->handle = PQconnectdbParams(names, values, 1);
    BUG_ON(own->handle == NULL);
    if (PQstatus(own->handle) != CONNECTION_OK) {
        return unavailable(own, fault, "cannot connect to PostgreSQL");
    }
    (void)PQsetNoticeReceiver(own->handle, take_notice, own);
    own->answer_ms = OPEN_WAIT_MS;
    TRY(check_server(own, fault));
    own->answer_ms = 0;
    return RC_OK;
}

static enum rc postgres_open(struct text location, struct db **ret_db, struct fault *fault)
{
    if (text_find_char(location, '\0', 0) != SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "database_location_invalid", "database", "the URL holds a NUL byte");
    }
    struct db_postgres *own = calloc(1, sizeof(*own));
    BUG_ON(own == NULL);
    own->url = calloc(1, location.n + 1);
    BUG_ON(own->url == NULL);
    memcpy(own->url, location.p, location.n);
    own->db.driver = &db_postgres_driver;
    own->db.kind = DB_POSTGRES;
    map64_init(&own->prepared);
    enum rc rc = connect_to(own, fault);
    if (rc != RC_OK) {
        postgres_close(&own->db);
        return rc;
    }
    *ret_db = &own->db;
    return RC_OK;
}

// A plan that was made for an empty table would read all of it when it is large: what the planner may do instead is
// taken away, and plans are made anew. Without sequential scans their cost is more than anything, so that compiling
// would always seem to pay.
static enum rc postgres_expect_keys(struct db *db)
{
    return script(db, "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;"
                      "SET enable_mergejoin = off; SET jit = off; DISCARD PLANS");
}

// ---- transactions ----

static void postgres_answer_within(struct db *db, int64_t ms)
{
    db_postgres_of(db)->answer_ms = ms;
}

// Not early where standbys confirm: others would see for as long as that takes what may vanish with the primary.
static bool is_synced(const struct db *db)
{
    return !db->is_relaxed || (db->is_early && ((const struct db_postgres *)db)->has_standbys);
}

static enum rc postgres_write_begin(struct db *db)
{
    if (db_postgres_is_stalled(db_postgres_of(db)->handle)) {
        return db_fail(db, RC_BUSY, "begin", "an earlier commit still waits for the standbys");
    }
    db->has_written = false;
    return script(db, is_synced(db)
                          ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                          : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL synchronous_commit = off");
}

static enum rc postgres_read_begin(struct db *db)
{
    return script(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

static void postgres_rollback(struct db *db)
{
    if (!db->is_broken) {
        db->is_failed = false;
        if (script(db, "ROLLBACK") != RC_OK) {
            db->is_broken = true; // a transaction that cannot be left
        }
    }
}

static enum rc postgres_twin_open(struct db *db, struct db **ret_twin)
{
    struct fault fault = {.rc = RC_OK};
    TRY(postgres_open(text_of(db_postgres_of(db)->url), ret_twin, &fault));
    db_postgres_of(*ret_twin)->answer_ms = db_postgres_of(db)->answer_ms;
    return RC_OK;
}

#define SNAPSHOT_SQL_MAX 256

// Who is done first waits for the other: neither ends because it idles.
static enum rc twin_follow(struct db *db, struct db *twin)
{
    char sql[SNAPSHOT_SQL_MAX] = "";
    PGresult *result =
        db_postgres_exec(db, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
                             "SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_export_snapshot()");
    enum rc rc = RC_OK;
    if (PQresultStatus(result) == PGRES_TUPLES_OK) {
        (void)snprintf(sql, sizeof(sql),
                       "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT '%s';"
                       "SET LOCAL idle_in_transaction_session_timeout = 0",
                       PQgetvalue(result, 0, 0));
    } else {
        rc = db_postgres_failed(db, result, "snapshot");
    }
    PQclear(result);
    return rc == RC_OK ? script(twin, sql) : rc;
}

static enum rc postgres_read_begin_twin(struct db *db, struct db *twin)
{
    enum rc rc = twin_follow(db, twin);
    if (rc != RC_OK) {
        postgres_rollback(db);
    }
    return rc;
}

// What makes all commits before it durable, and confirmed by the standbys, because it is so itself.
#define MARK "SELECT pg_logical_emit_message(true, 'tributary', '')"

// A commit that writes nothing is not waited for, but what it read may not be on the disk yet (an early commit), or not
// be confirmed: after a restart of the primary, its log is seen before the standbys have it. So who found that
// everything was done before writes a mark, and waits; without standbys only when something is not on the disk.
static const char commit_confirmed[] = MARK "; COMMIT";
static const char commit_flushed[] = MARK " WHERE pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn(); COMMIT";

static const char *commit_text(const struct db *db, const struct db_postgres *own)
{
    if (db->state != DB_STATE_WRITING || db->has_written || db->is_relaxed) {
        return "COMMIT";
    }
    return own->has_standbys ? commit_confirmed : commit_flushed;
}

static void early_advance(long long reached)
{
    long long before = atomic_load(&early_settled);
    while (before < reached && !atomic_compare_exchange_weak(&early_settled, &before, reached)) {
    }
}

// A transaction of its own, on the connection of who waits: the one that committed early goes on meanwhile.
static enum rc postgres_settle(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    if (atomic_load(&early_settled) >= own->seen) {
        return RC_OK;
    }
    if (db->is_broken) {
        return db_fail(db, RC_UNCERTAIN, "settle", "the connection is lost");
    }
    long long reached = atomic_load(&early_ended);
    own->is_committing = true;
    own->is_commit_doubtful = false;
    PGresult *result = db_postgres_exec(db, MARK);
    own->is_committing = false;
    bool is_confirmed = PQresultStatus(result) == PGRES_TUPLES_OK && !own->is_commit_doubtful;
    if (is_confirmed) {
        early_advance(reached);
    } else {
        DISCARD("nobody knows, whatever it was", db_postgres_failed(db, result, "settle"));
    }
    PQclear(result);
    return is_confirmed ? RC_OK : RC_UNCERTAIN;
}

static enum rc postgres_commit(struct db *db)
{
    struct db_postgres *own = db_postgres_of(db);
    enum rc ahead = db_postgres_catch_up(db);
    if (ahead != RC_OK) {
        postgres_rollback(db);
        return ahead;
    }
    own->is_committing = true;
    own->is_commit_doubtful = false;
    bool is_early = db->is_early && db->state == DB_STATE_WRITING && !is_synced(db);
    atomic_fetch_add(&early_begun, is_early ? 1 : 0);
    PGresult *result = db_postgres_exec(db, commit_text(db, own));
    atomic_fetch_add(&early_ended, is_early ? 1 : 0);
    own->is_committing = false;
    postgres_saw_early(db);
    enum rc rc = RC_OK;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        rc = db_postgres_failed(db, result, "commit");
        if (db->is_broken && db->state == DB_STATE_WRITING) {
            rc = RC_UNCERTAIN;
        }
        if (PQtransactionStatus(own->handle) == PQTRANS_INERROR) { // the mark could not be written
            PQclear(db_postgres_exec(db, "ROLLBACK"));
        }
    } else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        // The server answers COMMIT of a failed transaction with ROLLBACK.
        rc = db_fail(db, RC_FAULT, "commit", "the server answered %s", PQcmdStatus(result));
    } else if (own->is_commit_doubtful && db->state == DB_STATE_WRITING) {
        rc = db_fail(db, RC_UNCERTAIN, "commit", "committed here, but not confirmed by the standbys");
    }
    PQclear(result);
    return rc;
}

// Autovacuum does it.
static enum rc postgres_tidy(struct db *db)
{
    (void)db;
    return RC_OK;
}

static enum rc postgres_savepoint(struct db *db)
{
    return script(db, "SAVEPOINT part");
}

static enum rc postgres_savepoint_release(struct db *db)
{
    return script(db, "RELEASE part");
}

static enum rc postgres_savepoint_rollback(struct db *db)
{
    return script(db, "ROLLBACK TO part; RELEASE part");
}

static const struct db_column lock_in[] = {{.name = "key", .type = DB_TYPE_INT64}};
static const struct db_statement lock = {
    .name = "lock",
    .postgres = "SELECT FROM pg_advisory_xact_lock($1)",
    .postgres_merge = "SELECT FROM unnest($1::bigint[]) AS k, LATERAL pg_advisory_xact_lock(k)",
    .in = lock_in,
    .in_count = 1,
};
static const struct db_statement lock_shared = {
    .name = "lock_shared",
    .postgres = "SELECT FROM pg_advisory_xact_lock_shared($1)",
    .postgres_merge = "SELECT FROM unnest($1::bigint[]) AS k, LATERAL pg_advisory_xact_lock_shared(k)",
    .in = lock_in,
    .in_count = 1,
};

// ---- statements ----

Oid db_postgres_type(enum db_type type)
{
    switch (type) {
    case DB_TYPE_INT64:
    case DB_TYPE_BOOL:
        return OID_INT8;
    case DB_TYPE_TEXT:
    case DB_TYPE_CURRENCY:
        return OID_TEXT;
    case DB_TYPE_BLOB:
        return OID_BYTEA;
    }
    return 0;
}

enum rc db_postgres_prepare_text(struct db *db, const struct db_statement *statement, const char *const *text,
                                 const Oid *types, char ret_name[DB_POSTGRES_NAME_MAX])
{
    struct db_postgres *own = db_postgres_of(db);
    uint64_t number = 0;
    bool is_prepared = map64_get(&own->prepared, (uintptr_t)text, &number);
    if (!is_prepared) {
        number = own->prepared.count + 1;
    }
    (void)snprintf(ret_name, DB_POSTGRES_NAME_MAX, "s%llu", (unsigned long long)number);
    if (is_prepared) {
        return RC_OK;
    }
    TRY(db_postgres_catch_up(db));
    PGresult *result = db_postgres_finish(db, PQsendPrepare(own->handle, ret_name, *text, statement->in_count, types));
    TRY(finished(db, result, PGRES_COMMAND_OK, statement->name));
    map64_put(&own->prepared, (uintptr_t)text, number);
    return RC_OK;
}

enum rc db_postgres_prepare(struct db *db, const struct db_statement *statement, char ret_name[DB_POSTGRES_NAME_MAX])
{
    Oid types[DB_COLUMNS_MAX];
    for (size_t i = 0; i < statement->in_count; i++) {
        types[i] = db_postgres_type(statement->in[i].type);
    }
    return db_postgres_prepare_text(db, statement, &statement->postgres, types, ret_name);
}

enum rc db_postgres_fill(struct db *db, const struct db_statement *statement, const struct db_value *in,
                         struct db_postgres_parameters *ret_parameters)
{
    for (size_t i = 0; i < statement->in_count; i++) {
        enum db_type type = statement->in[i].type;
        ret_parameters->formats[i] = 1;
        if (in[i].is_null) {
            ret_parameters->values[i] = NULL;
            ret_parameters->lengths[i] = 0;
        } else if (type == DB_TYPE_INT64 || type == DB_TYPE_BOOL) {
            ret_parameters->numbers[i] = htobe64((uint64_t)in[i].i);
            ret_parameters->values[i] = (const char *)&ret_parameters->numbers[i];
            ret_parameters->lengths[i] = sizeof(uint64_t);
        } else {
            if (in[i].t.n > INT_MAX) {
                return db_fail(db, RC_FAULT, statement->name, "parameter %s is too long", statement->in[i].name);
            }
            ret_parameters->values[i] = in[i].t.p;
            ret_parameters->lengths[i] = (int)in[i].t.n;
        }
    }
    return RC_OK;
}

static bool is_of_type(Oid found, enum db_type type)
{
    switch (type) {
    case DB_TYPE_INT64:
    case DB_TYPE_BOOL:
        return found == OID_INT8 || found == OID_INT4 || found == OID_INT2 || found == OID_BOOL;
    case DB_TYPE_TEXT:
    case DB_TYPE_CURRENCY:
        return found == OID_TEXT || found == OID_VARCHAR;
    case DB_TYPE_BLOB:
        return found == OID_BYTEA;
    }
    return false;
}

// The columns of a result, or of a description, are what the statement declares, after the first `skip`.
static enum rc check_columns(struct db *db, const struct db_statement *statement, const PGresult *result, int skip)
{
    if (PQnfields(result) - skip != statement->out_count) {
        return db_fail(db, RC_FAULT, statement->name, "%d columns, declared %d", PQnfields(result) - skip,
                       statement->out_count);
    }
    for (int i = 0; i < statement->out_count; i++) {
        const struct db_column *column = &statement->out[i];
        Oid found = PQftype(result, i + skip);
        if (!is_of_type(found, column->type)) {
            return db_fail(db, RC_FAULT, statement->name, "column %s is of type %u%s, declared %s", column->name, found,
                           found == 1700 ? " (numeric: wrap it in CAST(… AS BIGINT))" : "", db_type_name(column->type));
        }
    }
    return RC_OK;
}

static int64_t number_of(const char *bytes, int length)
{
    uint64_t number = 0;
    switch (length) {
    case 1: // bool
        return bytes[0] != 0;
    case 2: {
        uint16_t two = 0;
        memcpy(&two, bytes, sizeof(two));
        return (int16_t)be16toh(two);
    }
    case 4: {
        uint32_t four = 0;
        memcpy(&four, bytes, sizeof(four));
        return (int32_t)be32toh(four);
    }
    default:
        BUG_ON(length != sizeof(number));
        memcpy(&number, bytes, sizeof(number));
        return (int64_t)be64toh(number);
    }
}

static void take_row(const struct db_statement *statement, const PGresult *result, int skip, struct db_value *ret_row)
{
    for (int i = 0; i < statement->out_count; i++) {
        ret_row[i] = (struct db_value){.is_null = PQgetisnull(result, 0, i + skip) != 0};
        if (ret_row[i].is_null) {
            continue;
        }
        const char *bytes = PQgetvalue(result, 0, i + skip);
        int length = PQgetlength(result, 0, i + skip);
        if (statement->out[i].type == DB_TYPE_INT64 || statement->out[i].type == DB_TYPE_BOOL) {
            ret_row[i].i = number_of(bytes, length);
        } else {
            ret_row[i].t = (struct text){.p = bytes, .n = (size_t)length};
        }
    }
}

// The number in the command's tag ("INSERT 0 3").
static int64_t changed_of(PGresult *result)
{
    int64_t changed = 0;
    for (const char *digit = PQcmdTuples(result); *digit >= '0' && *digit <= '9'; digit++) {
        changed = changed * 10 + (*digit - '0');
    }
    return changed;
}

// A row on its way to the call. Rows of run_find begin with the number of their input, from 1 on.
static enum rc give_row(struct db *db, const struct db_call *call, const PGresult *result)
{
    struct db_value row[DB_COLUMNS_MAX];
    int skip = call->ret_input == NULL ? 0 : 1;
    if (skip > 0) {
        *call->ret_input = (size_t)number_of(PQgetvalue(result, 0, 0), PQgetlength(result, 0, 0)) - 1;
    }
    take_row(call->statement, result, skip, row);
    return db_deliver(db, call, row);
}

static enum rc take_results(struct db *db, const struct db_call *call)
{
    const struct db_statement *statement = call->statement;
    enum rc rc = RC_OK;
    enum rc server_rc = RC_OK;
    bool is_checked = false;
    // Read to the end whatever happens: the connection is good for the next statement only then.
    for (PGresult *result = db_postgres_result(db); result != NULL; result = db_postgres_result(db)) {
        switch (PQresultStatus(result)) { // NOLINT: the rest is failure
        case PGRES_SINGLE_TUPLE:
            if (rc == RC_OK && !is_checked) {
                rc = check_columns(db, statement, result, call->ret_input == NULL ? 0 : 1);
                is_checked = true;
            }
            if (rc == RC_OK) {
                rc = give_row(db, call, result);
            }
            break;
        case PGRES_TUPLES_OK:
        case PGRES_COMMAND_OK:
            if (call->ret_changed != NULL) {
                *call->ret_changed = statement->is_write ? changed_of(result) : 0;
            }
            break;
        case PGRES_EMPTY_QUERY:
        case PGRES_COPY_OUT:
        case PGRES_COPY_IN:
        case PGRES_BAD_RESPONSE:
        case PGRES_NONFATAL_ERROR:
        case PGRES_FATAL_ERROR:
        case PGRES_COPY_BOTH:
        case PGRES_PIPELINE_SYNC:
        case PGRES_PIPELINE_ABORTED:
        default:
            server_rc = db_postgres_failed(db, result, statement->name);
            break;
        }
        PQclear(result);
    }
    return server_rc != RC_OK ? server_rc : rc;
}

enum rc db_postgres_run_prepared(struct db *db, const struct db_call *call, const char *name,
                                 const struct db_postgres_parameters *parameters)
{
    const struct db_statement *statement = call->statement;
    PGconn *handle = db_postgres_of(db)->handle;
    if (PQsendQueryPrepared(handle, name, statement->in_count, parameters->values, parameters->lengths,
                            parameters->formats, 1) == 0) {
        return db_postgres_failed(db, NULL, statement->name);
    }
    bool is_behind = db_postgres_of(db)->ahead_count > 0;
    if (is_behind) {
        TRY(db_postgres_ahead_answers(db));
    }
    if (PQsetSingleRowMode(handle) == 0) {
        db->is_broken = true;
        return db_postgres_failed(db, NULL, statement->name);
    }
    enum rc rc = take_results(db, call);
    postgres_saw_early(db);
    return is_behind ? db_postgres_ahead_end(db, rc) : rc;
}

static enum rc postgres_run(struct db *db, const struct db_call *call)
{
    char name[DB_POSTGRES_NAME_MAX];
    TRY(db_postgres_prepare(db, call->statement, name));
    struct db_postgres_parameters parameters;
    TRY(db_postgres_fill(db, call->statement, call->in, &parameters));
    return db_postgres_run_prepared(db, call, name, &parameters);
}

#define LOCKS_AT_ONCE 64

static enum rc postgres_lock(struct db *db, const int64_t *keys, size_t count, bool is_shared)
{
    struct db_value in[LOCKS_AT_ONCE];
    for (size_t from = 0; from < count; from += LOCKS_AT_ONCE) {
        size_t part = count - from < LOCKS_AT_ONCE ? count - from : LOCKS_AT_ONCE;
        for (size_t i = 0; i < part; i++) {
            in[i] = (struct db_value){.i = keys[from + i] ^ db_postgres_of(db)->lock_salt};
        }
        struct db_call call = {.statement = is_shared ? &lock_shared : &lock, .in = in, .count = part};
        TRY(part == 1 && !db->is_early ? postgres_run(db, &call) : db_postgres_run_merge(db, &call));
    }
    return RC_OK;
}

static enum rc postgres_migration_lock(struct db *db)
{
    // Ten minutes: another node may be moving a large table.
    PGresult *result =
        db_postgres_exec(db, "SET LOCAL lock_timeout = '10min';"
                             "SELECT FROM pg_advisory_xact_lock(1414676825, hashtext(current_schema()::text))");
    return finished(db, result, PGRES_TUPLES_OK, "migration lock");
}

static enum rc postgres_statement_check(struct db *db, const struct db_statement *statement)
{
    char name[DB_POSTGRES_NAME_MAX];
    TRY(db_postgres_catch_up(db));
    TRY(db_postgres_prepare(db, statement, name));
    PGresult *result = db_postgres_finish(db, PQsendDescribePrepared(db_postgres_of(db)->handle, name));
    enum rc rc = PQresultStatus(result) == PGRES_COMMAND_OK ? check_columns(db, statement, result, 0)
                                                            : db_postgres_failed(db, result, statement->name);
    PQclear(result);
    return rc;
}

const struct db_driver db_postgres_driver = {
    .name = "postgres",
    .open = postgres_open,
    .close = postgres_close,
    .expect_keys = postgres_expect_keys,
    .answer_within = postgres_answer_within,
    .write_begin = postgres_write_begin,
    .read_begin = postgres_read_begin,
    .twin_open = postgres_twin_open,
    .read_begin_twin = postgres_read_begin_twin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .tidy = postgres_tidy,
    .settle = postgres_settle,
    .saw_early = postgres_saw_early,
    .savepoint = postgres_savepoint,
    .savepoint_release = postgres_savepoint_release,
    .savepoint_rollback = postgres_savepoint_rollback,
    .lock = postgres_lock,
    .run = postgres_run,
    .run_find = db_postgres_run_find,
    .run_batch = db_postgres_run_batch,
    .run_merge = db_postgres_run_merge,
    .run_bulk = db_postgres_run_bulk,
    .statement_check = postgres_statement_check,
    .script = script,
    .migration_lock = postgres_migration_lock,
    .schema_text = db_postgres_schema_text,
};
