// SPDX-License-Identifier: Apache-2.0
// The SQLite driver: statements, and reading on a connection of one's own. Writing is in db_sqlite_writer.c.
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/buf.h"
#include "core/bug.h"
#include "db/db_sqlite_private.h"

#define SCHEMA_TEXT_MAX ((size_t)16 << 20)
#define ROWS_TEXT_MAX ((size_t)64 << 10)
#define ROWS_WIDTHS 2
#define PAGES_KEPT 4000 // of 4 KiB: as many as a connection's cache holds

// Lists are written so many rows at a time, as long as there are so many.
static const size_t ROWS_AT_ONCE[ROWS_WIDTHS] = {32, 4};

// The connection that the present state is about.
static struct sqlite_connection *connection_of(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    return db->state == DB_STATE_WRITING ? sqlite_file_writer(own->file) : &own->own;
}

static enum rc failed(struct db *db, const char *name)
{
    return sqlite_failed(db, connection_of(db)->handle, name);
}

// ---- opening ----

static void sqlite_close(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    if (own->file == NULL) {
        sqlite_connection_close(&own->own);
    } else {
        sqlite_file_close(own->file, &own->own);
        sqlite_file_leave(own->file);
    }
    free(own);
}

static enum rc sqlite_open(struct text path, struct db **ret_db, struct fault *fault)
{
    if (text_is_empty(path) || path.p[0] == ':' || text_find_char(path, '\0', 0) != SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "database_location_invalid", "database",
                         "sqlite: must be followed by the path of a file");
    }
    struct db_sqlite *own = calloc(1, sizeof(*own));
    char *zero_terminated = calloc(1, path.n + 1);
    BUG_ON(own == NULL || zero_terminated == NULL);
    memcpy(zero_terminated, path.p, path.n);
    own->db.driver = &db_sqlite_driver;
    own->db.kind = DB_SQLITE;
    own->db.writer_wait_ms = DB_WRITER_WAIT_MS;
    enum rc rc = sqlite_connection_open(zero_terminated, &own->own, fault);
    rc = rc == RC_OK ? sqlite_file_enter(zero_terminated, &own->file, fault) : rc;
    free(zero_terminated);
    if (rc != RC_OK) {
        sqlite_close(&own->db);
        return rc;
    }
    *ret_db = &own->db;
    return RC_OK;
}

// ---- transactions ----

static enum rc sqlite_script(struct db *db, const char *sql)
{
    if (sqlite3_exec(connection_of(db)->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return failed(db, NULL);
    }
    return RC_OK;
}

static enum rc sqlite_expect_load(struct db *db)
{
    sqlite_of(db)->is_loading = true;
    return RC_OK;
}

static enum rc sqlite_read_begin(struct db *db)
{
    return sqlite_script(db, "BEGIN");
}

static void sqlite_rollback(struct db *db)
{
    if (db->state == DB_STATE_WRITING) {
        sqlite_writer_rollback(db);
        return;
    }
    sqlite3 *handle = sqlite_of(db)->own.handle;
    if (sqlite3_get_autocommit(handle) == 0 && sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK) {
        db->is_broken = true;
    }
}

static enum rc sqlite_twin_open(struct db *db, struct db **ret_twin)
{
    struct fault fault = {.rc = RC_OK};
    TRY(sqlite_open(text_of(sqlite3_db_filename(sqlite_of(db)->own.handle, "main")), ret_twin, &fault));
    (*ret_twin)->writer_wait_ms = db->writer_wait_ms;
    return RC_OK;
}

// A transaction sees the database as it is when its first statement reads.
static enum rc snapshot_take(struct db *db)
{
    return sqlite_script(db, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
}

// Two connections see the same when nobody writes while both begin: the twin has the writer's place for that moment, in
// no commit of others.
static enum rc sqlite_read_begin_twin(struct db *db, struct db *twin)
{
    twin->is_relaxed = true;
    TRY(sqlite_writer_begin(twin));
    enum rc rc = snapshot_take(db);
    rc = rc == RC_OK ? snapshot_take(twin) : rc;
    sqlite_writer_rollback(twin);
    twin->is_relaxed = false;
    if (rc != RC_OK) {
        sqlite_rollback(db);
        sqlite_rollback(twin);
    }
    return rc;
}

static enum rc sqlite_commit(struct db *db)
{
    if (db->state == DB_STATE_WRITING) {
        return sqlite_writer_commit(db);
    }
    if (sqlite3_exec(sqlite_of(db)->own.handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) {
        return RC_OK;
    }
    enum rc rc = failed(db, "commit");
    sqlite_rollback(db);
    return rc;
}

// The old contents of changed pages are in the log until it is written back and cut.
static enum rc sqlite_tidy(struct db *db)
{
    sqlite3 *handle = sqlite_of(db)->own.handle;
    int result = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return result == SQLITE_OK ? RC_OK : failed(db, "tidy");
}

static bool sqlite_let_go(struct db *db)
{
    sqlite3 *handle = sqlite_of(db)->own.handle;
    int read = 0;
    int unused = 0;
    if (sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_MISS, &read, &unused, /* reset= */ 1) != SQLITE_OK ||
        read <= PAGES_KEPT) {
        return false;
    }
    return sqlite3_db_release_memory(handle) == SQLITE_OK;
}

static enum rc sqlite_savepoint(struct db *db)
{
    return sqlite_script(db, "SAVEPOINT part");
}

static enum rc sqlite_savepoint_release(struct db *db)
{
    return sqlite_script(db, "RELEASE part");
}

static enum rc sqlite_savepoint_rollback(struct db *db)
{
    return sqlite_script(db, "ROLLBACK TO part; RELEASE part");
}

// The writer is alone.
static enum rc sqlite_lock(struct db *db, const int64_t *keys, size_t count, bool is_shared)
{
    (void)db;
    (void)keys;
    (void)count;
    (void)is_shared;
    return RC_OK;
}

static enum rc sqlite_migration_lock(struct db *db)
{
    (void)db;
    return RC_OK;
}

// ---- statements ----

// What of a statement goes to SQLite at once: its text for so many rows, and how many.
struct form {
    const char *sql;
    size_t rows;
};

static enum rc prepare(struct db *db, const struct db_statement *statement, struct form form,
                       sqlite3_stmt **ret_prepared)
{
    sqlite3 *handle = connection_of(db)->handle;
    sqlite3_stmt *prepared = NULL;
    const char *tail = "";
    if (sqlite3_prepare_v3(handle, form.sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, &tail) != SQLITE_OK) {
        return failed(db, statement->name);
    }
    const char *wrong = NULL;
    if (prepared == NULL || tail[strspn(tail, " \n\t;")] != '\0') {
        wrong = "the text is not one statement";
    } else if (sqlite3_bind_parameter_count(prepared) != (int)(form.rows * statement->in_count)) {
        wrong = "the number of parameters is not as declared";
    } else if (sqlite3_column_count(prepared) != statement->out_count) {
        wrong = "the number of columns is not as declared";
    } else if (sqlite3_stmt_readonly(prepared) == 0 && !statement->is_write) {
        wrong = "it writes, unlike declared"; // the reverse is right: what locks rows on PostgreSQL only reads here
    }
    if (wrong != NULL) {
        (void)sqlite3_finalize(prepared);
        return db_fail(db, RC_FAULT, statement->name, "%s", wrong);
    }
    *ret_prepared = prepared;
    return RC_OK;
}

static enum rc prepared_of(struct db *db, const struct db_statement *statement, sqlite3_stmt **ret_prepared)
{
    struct map64 *map = &connection_of(db)->prepared;
    uint64_t found = 0;
    if (map64_get(map, (uintptr_t)statement, &found)) {
        *ret_prepared = (sqlite3_stmt *)(uintptr_t)found; // NOLINT: put there below
        return RC_OK;
    }
    TRY(prepare(db, statement, (struct form){.sql = statement->sqlite, .rows = 1}, ret_prepared));
    map64_put(map, (uintptr_t)statement, (uintptr_t)*ret_prepared);
    return RC_OK;
}

// The text of an INSERT … VALUES (?1, ?2) [ON CONFLICT …] for several rows. gen_sql.py has seen to it that there is one
// list of values, which holds each parameter once and in order.
//
// OR FAIL: when a row is refused, those before it stay, so SQLite need not copy each page that the statement touches to
// be able to take them back. Who called rolls back, as he must on PostgreSQL too (db.h).
static struct text rows_text(struct arena *arena, const struct db_statement *statement, size_t rows)
{
    static const char insert[] = "INSERT";
    struct buf buf = buf_new(arena, ROWS_TEXT_MAX);
    const char *rest = statement->sqlite;
    const char *values = strcasestr(rest, "VALUES");
    const char *open = values == NULL ? NULL : strchr(values, '(');
    const char *close = open == NULL ? NULL : strchr(open, ')');
    BUG_ON(close == NULL);
    if (strncasecmp(rest, insert, sizeof(insert) - 1) == 0 && strcasestr(rest, "ON CONFLICT") == NULL) {
        buf_add(&buf, TEXT("INSERT OR FAIL"));
        rest += sizeof(insert) - 1;
    }
    buf_add(&buf, (struct text){.p = rest, .n = (size_t)(open - rest)});
    for (size_t i = 0; i < rows * statement->in_count; i++) {
        buf_add(&buf, i % statement->in_count > 0 ? TEXT(", ?") : i > 0 ? TEXT("), (?") : TEXT("(?"));
        buf_add_int64(&buf, (int64_t)i + 1);
    }
    buf_add(&buf, text_of(close));
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}

// A statement for ROWS_AT_ONCE[width] rows.
static enum rc rows_prepared_of(struct db *db, const struct db_statement *statement, size_t width,
                                sqlite3_stmt **ret_prepared)
{
    _Static_assert(alignof(struct db_statement) > ROWS_WIDTHS, "the address of a statement has room for the width");
    struct map64 *map = &connection_of(db)->prepared;
    uintptr_t key = (uintptr_t)statement + 1 + width;
    uint64_t found = 0;
    if (map64_get(map, key, &found)) {
        *ret_prepared = (sqlite3_stmt *)(uintptr_t)found; // NOLINT: put there below
        return RC_OK;
    }
    AUTO_ARENA arena = arena_new(ROWS_TEXT_MAX * 2);
    size_t rows = ROWS_AT_ONCE[width];
    const char *sql = text_zero_terminated(arena, rows_text(arena, statement, rows));
    TRY(prepare(db, statement, (struct form){.sql = sql, .rows = rows}, ret_prepared));
    map64_put(map, key, (uintptr_t)*ret_prepared);
    return RC_OK;
}

// The values must live until the statement is reset.
static enum rc bind(struct db *db, const struct db_statement *statement, sqlite3_stmt *prepared,
                    const struct db_value *in, size_t rows)
{
    for (int i = 0; i < (int)(rows * statement->in_count); i++) {
        const struct db_column *column = &statement->in[i % statement->in_count];
        int result = SQLITE_MISUSE;
        if (in[i].is_null) {
            result = sqlite3_bind_null(prepared, i + 1);
        } else {
            switch (column->type) {
            case DB_TYPE_INT64:
            case DB_TYPE_BOOL:
                result = sqlite3_bind_int64(prepared, i + 1, in[i].i);
                break;
            case DB_TYPE_TEXT:
            case DB_TYPE_CURRENCY:
                result = sqlite3_bind_text64(prepared, i + 1, in[i].t.p, in[i].t.n, SQLITE_STATIC, SQLITE_UTF8);
                break;
            case DB_TYPE_BLOB:
                result = sqlite3_bind_blob64(prepared, i + 1, in[i].t.p, in[i].t.n, SQLITE_STATIC);
                break;
            }
        }
        if (result != SQLITE_OK) {
            return db_fail(db, RC_FAULT, statement->name, "parameter %s: %s", column->name, sqlite3_errstr(result));
        }
    }
    return RC_OK;
}

static bool is_of_type(int found, enum db_type type)
{
    switch (type) {
    case DB_TYPE_INT64:
    case DB_TYPE_BOOL:
        return found == SQLITE_INTEGER;
    case DB_TYPE_TEXT:
    case DB_TYPE_CURRENCY:
        return found == SQLITE_TEXT;
    case DB_TYPE_BLOB:
        return found == SQLITE_BLOB;
    }
    return false;
}

static enum rc take_row(struct db *db, const struct db_statement *statement, sqlite3_stmt *prepared,
                        struct db_value *ret_row)
{
    for (int i = 0; i < statement->out_count; i++) {
        const struct db_column *column = &statement->out[i];
        sqlite3_value *value = sqlite3_column_value(prepared, i); // looked at without locks: this thread's alone
        int found = sqlite3_value_type(value);
        ret_row[i] = (struct db_value){.is_null = found == SQLITE_NULL};
        if (found == SQLITE_NULL) {
            continue;
        }
        if (!is_of_type(found, column->type)) {
            static const char *const names[] = {"?", "integer", "float", "text", "blob"};
            return db_fail(db, RC_FAULT, statement->name, "column %s is %s, declared %s", column->name,
                           names[found >= 1 && found <= 4 ? found : 0], db_type_name(column->type));
        }
        if (found == SQLITE_INTEGER) {
            ret_row[i].i = sqlite3_value_int64(value);
            continue;
        }
        const void *p = found == SQLITE_TEXT ? (const void *)sqlite3_value_text(value) : sqlite3_value_blob(value);
        size_t n = (size_t)sqlite3_value_bytes(value);
        if (p == NULL && n > 0) {
            return db_fail(db, RC_FAULT, statement->name, "out of memory");
        }
        ret_row[i].t = (struct text){.p = p == NULL ? "" : p, .n = n};
    }
    return RC_OK;
}

static enum rc step_all(struct db *db, const struct db_call *call, sqlite3_stmt *prepared)
{
    const struct db_statement *statement = call->statement;
    struct db_value row[DB_COLUMNS_MAX];
    enum rc rc = RC_OK;
    int result = sqlite3_step(prepared);
    while (result == SQLITE_ROW) {
        if (rc == RC_OK) {
            rc = take_row(db, statement, prepared, row);
        }
        if (rc == RC_OK) {
            rc = db_deliver(db, call, row);
        }
        if (rc != RC_OK && !statement->is_write) {
            return rc; // what is left of a read is not read; a write goes to its end, as on PostgreSQL
        }
        result = sqlite3_step(prepared);
    }
    if (result != SQLITE_DONE) {
        return failed(db, statement->name);
    }
    return rc;
}

static enum rc sqlite_run(struct db *db, const struct db_call *call)
{
    sqlite3_stmt *prepared = NULL;
    TRY(prepared_of(db, call->statement, &prepared));
    enum rc rc = RC_OK;
    for (size_t i = 0; i < call->count && rc == RC_OK; i++) {
        rc = bind(db, call->statement, prepared, db_call_in(call, i), 1);
        if (rc == RC_OK) {
            rc = step_all(db, call, prepared);
        }
        (void)sqlite3_reset(prepared); // repeats the failure of the step, if there was one
    }
    (void)sqlite3_clear_bindings(prepared);
    if (db->state != DB_STATE_WRITING) {
        sqlite_writer_seen(db);
    }
    if (rc == RC_OK && call->ret_changed != NULL) {
        *call->ret_changed = call->statement->is_write ? sqlite3_changes64(connection_of(db)->handle) : 0;
    }
    return rc;
}

// Several rows a statement: half of what a row costs is beginning and ending one. The rest row by row, as changes are.
static enum rc sqlite_run_rows(struct db *db, const struct db_call *call)
{
    if (strncasecmp(call->statement->sqlite, "UPDATE", strlen("UPDATE")) == 0) {
        return sqlite_run(db, call);
    }
    enum rc rc = RC_OK;
    size_t done = 0;
    for (size_t width = 0; width < ROWS_WIDTHS; width++) {
        size_t rows = ROWS_AT_ONCE[width];
        sqlite3_stmt *prepared = NULL;
        for (; rc == RC_OK && call->count - done >= rows; done += rows) {
            rc = prepared == NULL ? rows_prepared_of(db, call->statement, width, &prepared) : RC_OK;
            rc = rc == RC_OK ? bind(db, call->statement, prepared, db_call_in(call, done), rows) : rc;
            rc = rc == RC_OK ? step_all(db, call, prepared) : rc;
            (void)sqlite3_reset(prepared); // repeats the failure of the step, if there was one
        }
        (void)(prepared == NULL ? SQLITE_OK : sqlite3_clear_bindings(prepared));
    }
    if (rc != RC_OK || done == call->count) {
        return rc;
    }
    struct db_call rest = *call;
    rest.in = db_call_in(call, done);
    rest.count = call->count - done;
    return sqlite_run(db, &rest);
}

static enum rc sqlite_statement_check(struct db *db, const struct db_statement *statement)
{
    sqlite3_stmt *prepared = NULL;
    return prepared_of(db, statement, &prepared);
}

static enum rc sqlite_schema_text(struct db *db, struct arena *arena, struct text *ret_text)
{
    sqlite3 *handle = connection_of(db)->handle;
    sqlite3_stmt *prepared = NULL;
    struct buf buf = buf_new(arena, SCHEMA_TEXT_MAX);
    // A table is followed by its indexes and triggers. What has no text was made by SQLite itself.
    if (sqlite3_prepare_v2(
            handle,
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            " ORDER BY tbl_name, type <> 'table', type, name",
            -1, &prepared, NULL) != SQLITE_OK) {
        return failed(db, "schema");
    }
    int result = sqlite3_step(prepared);
    while (result == SQLITE_ROW) {
        buf_format(&buf, "%s;\n", (const char *)sqlite3_column_text(prepared, 0));
        result = sqlite3_step(prepared);
    }
    enum rc rc = result == SQLITE_DONE ? RC_OK : failed(db, "schema");
    (void)sqlite3_finalize(prepared);
    if (rc == RC_OK && buf.is_overflown) {
        rc = db_fail(db, RC_FAULT, "schema", "the schema's text is too long");
    }
    *ret_text = buf_text(&buf);
    return rc;
}

const struct db_driver db_sqlite_driver = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .expect_load = sqlite_expect_load,
    .write_begin = sqlite_writer_begin,
    .read_begin = sqlite_read_begin,
    .twin_open = sqlite_twin_open,
    .read_begin_twin = sqlite_read_begin_twin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .tidy = sqlite_tidy,
    .write_back = sqlite_write_back,
    .write_back_due = sqlite_write_back_due,
    .let_go = sqlite_let_go,
    .settle = sqlite_settle,
    .saw_early = sqlite_writer_seen,
    .savepoint = sqlite_savepoint,
    .savepoint_release = sqlite_savepoint_release,
    .savepoint_rollback = sqlite_savepoint_rollback,
    .lock = sqlite_lock,
    .run = sqlite_run,
    .run_batch = sqlite_run,
    .run_merge = sqlite_run_rows,
    .run_bulk = sqlite_run_rows,
    .statement_check = sqlite_statement_check,
    .script = sqlite_script,
    .migration_lock = sqlite_migration_lock,
    .schema_text = sqlite_schema_text,
};
