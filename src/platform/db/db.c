// SPDX-License-Identifier: Apache-2.0
// What holds for both databases: transaction states, parameters and rows that keep their declared types, and the
// hand-over to the driver.
#include "db/db.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/buf.h"
#include "core/bug.h"
#include "db/db_keep.h"
#include "db/db_private.h"
#include "db/db_relaxed.h"
#include "db/db_twin.h"
#include "db/db_within.h"
#include "format/encode.h"

enum rc db_open(struct text location, struct db **ret_db, struct fault *fault)
{
    if (text_starts_with(location, TEXT("sqlite:"))) {
        return db_sqlite_driver.open(text_slice(location, 7, location.n), ret_db, fault);
    }
    if (text_starts_with(location, TEXT("postgresql://")) || text_starts_with(location, TEXT("postgres://"))) {
        return db_postgres_driver.open(location, ret_db, fault);
    }
    // The location is not repeated: it may hold a password.
    return fault_set(fault, RC_INVALID, "database_location_invalid", "database",
                     "a database is named sqlite:PATH or postgresql://USER@HOST/NAME");
}

enum rc db_open_within(struct text location, int64_t answer_ms, struct db **ret_db, struct fault *fault)
{
    TRY(db_open(location, ret_db, fault));
    if ((*ret_db)->driver->answer_within != NULL) {
        (*ret_db)->driver->answer_within(*ret_db, answer_ms);
    }
    return RC_OK;
}

struct text db_like(struct arena *arena, struct text words)
{
    if (text_is_empty(words)) {
        return TEXT("");
    }
    struct text lower = text_lower(arena, words);
    struct buf buf = buf_new(arena, 2 * words.n + 2);
    buf_add_char(&buf, '%');
    for (size_t i = 0; i < lower.n; i++) {
        if (lower.p[i] == '%' || lower.p[i] == '_' || lower.p[i] == '\\') {
            buf_add_char(&buf, '\\');
        }
        buf_add_char(&buf, lower.p[i]);
    }
    buf_add_char(&buf, '%');
    return buf_text(&buf);
}

void db_close(struct db *db)
{
    if (db == NULL) {
        return;
    }
    db_rollback(db);
    db->driver->close(db);
}

enum rc db_expect_load(struct db *db)
{
    return db->driver->expect_load == NULL ? RC_OK : db->driver->expect_load(db);
}

enum rc db_expect_keys(struct db *db)
{
    return db->driver->expect_keys == NULL ? RC_OK : db->driver->expect_keys(db);
}

enum db_kind db_kind_of(const struct db *db)
{
    return db->kind;
}

bool db_is_broken(const struct db *db)
{
    return db->is_broken;
}

const char *db_failure(const struct db *db)
{
    return db->failure;
}

enum rc db_fail(struct db *db, enum rc rc, const char *name, const char *format, ...)
{
    char text[DB_FAILURE_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == '\n') {
        text[--n] = '\0';
    }
    (void)snprintf(db->failure, sizeof(db->failure), "%s: %s%s%.400s", db->driver->name, name == NULL ? "" : name,
                   name == NULL ? "" : ": ", text);
    return rc;
}

enum rc db_fail_statement(struct db *db, enum rc rc, const char *name, const char *message)
{
    if (db->state != DB_STATE_IDLE) {
        db->is_failed = true;
    }
    return db_fail(db, rc, name, "%s", message);
}

const char *db_type_name(enum db_type type)
{
    switch (type) {
    case DB_TYPE_INT64:
        return "int64";
    case DB_TYPE_BOOL:
        return "bool";
    case DB_TYPE_TEXT:
        return "text";
    case DB_TYPE_CURRENCY:
        return "currency";
    case DB_TYPE_BLOB:
        return "blob";
    }
    return "?";
}

// ---- transactions ----

static enum rc usable(struct db *db)
{
    BUG_ON(db->is_running);
    if (db->is_broken) {
        return RC_FAULT; // db_failure keeps what broke it
    }
    if (db->is_failed) {
        return RC_FAULT; // db_failure keeps the statement that failed first
    }
    return RC_OK;
}

enum write_kind { WRITE_SAFE, WRITE_RELAXED, WRITE_EARLY };

static enum rc write_begin(struct db *db, enum write_kind kind)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    TRY(usable(db));
    db->is_early = kind == WRITE_EARLY;
    db->is_relaxed = kind == WRITE_RELAXED || db->is_early;
    db_keep_end(db);
    TRY(db->driver->write_begin(db));
    db->state = DB_STATE_WRITING;
    return RC_OK;
}

enum rc db_write_begin(struct db *db)
{
    return write_begin(db, WRITE_SAFE);
}

enum rc db_write_begin_relaxed(struct db *db)
{
    return write_begin(db, WRITE_RELAXED);
}

enum rc db_write_begin_early(struct db *db)
{
    return write_begin(db, WRITE_EARLY);
}

enum rc db_settle(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    return db->driver->settle(db);
}

void db_saw_early(struct db *db)
{
    db->driver->saw_early(db);
}

enum rc db_read_begin(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    TRY(usable(db));
    TRY(db->driver->read_begin(db));
    db->state = DB_STATE_READING;
    return RC_OK;
}

enum rc db_read_begin_twin(struct db *db, struct db **ret_twin)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    *ret_twin = NULL;
    TRY(usable(db));
    struct db *twin = NULL;
    if (db->driver->twin_open(db, &twin) != RC_OK) {
        return db_read_begin(db);
    }
    if (db->driver->read_begin_twin(db, twin) != RC_OK) {
        db_close(twin);
        return db_read_begin(db);
    }
    db->state = DB_STATE_READING;
    twin->state = DB_STATE_READING;
    *ret_twin = twin;
    return RC_OK;
}

static void forget_transaction(struct db *db)
{
    db->state = DB_STATE_IDLE;
    db->is_failed = false;
    db->has_savepoint = false;
}

enum rc db_commit(struct db *db)
{
    BUG_ON(db->state == DB_STATE_IDLE);
    enum rc rc = usable(db);
    if (rc != RC_OK) {
        db_rollback(db);
        return rc;
    }
    rc = db->driver->commit(db);
    forget_transaction(db);
    return rc;
}

void db_rollback(struct db *db)
{
    if (db->state == DB_STATE_IDLE) {
        return;
    }
    BUG_ON(db->is_running);
    db->driver->rollback(db);
    forget_transaction(db);
}

bool db_is_in_transaction(const struct db *db)
{
    return db->state != DB_STATE_IDLE;
}

bool db_is_in_write_transaction(const struct db *db)
{
    return db->state == DB_STATE_WRITING;
}

bool db_is_failed(const struct db *db)
{
    return db->is_failed;
}

enum rc db_tidy(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    TRY(usable(db));
    return db->driver->tidy(db);
}

bool db_let_go(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    return !db->is_broken && db->driver->let_go != NULL && db->driver->let_go(db);
}

enum rc db_write_back(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    TRY(usable(db));
    return db->driver->write_back == NULL ? RC_OK : db->driver->write_back(db);
}

enum rc db_write_back_due(struct db *db)
{
    BUG_ON(db->state != DB_STATE_IDLE);
    TRY(usable(db));
    return db->driver->write_back_due == NULL ? RC_OK : db->driver->write_back_due(db);
}

bool db_has_savepoint(const struct db *db)
{
    return db->has_savepoint;
}

enum rc db_savepoint(struct db *db)
{
    BUG_ON(db->state != DB_STATE_WRITING || db->has_savepoint);
    TRY(usable(db));
    TRY(db->driver->savepoint(db));
    db->has_savepoint = true;
    return RC_OK;
}

enum rc db_savepoint_release(struct db *db)
{
    BUG_ON(db->state != DB_STATE_WRITING || !db->has_savepoint);
    TRY(usable(db));
    TRY(db->driver->savepoint_release(db));
    db->has_savepoint = false;
    return RC_OK;
}

enum rc db_savepoint_rollback(struct db *db)
{
    BUG_ON(db->state != DB_STATE_WRITING || !db->has_savepoint || db->is_running);
    if (db->is_broken) {
        return RC_FAULT;
    }
    TRY(db->driver->savepoint_rollback(db));
    db->has_savepoint = false;
    db->is_failed = false;
    return RC_OK;
}

enum rc db_lock_list(struct db *db, const int64_t *keys, size_t count, bool is_shared)
{
    BUG_ON(db->state != DB_STATE_WRITING);
    TRY(usable(db));
    return count == 0 ? RC_OK : db->driver->lock(db, keys, count, is_shared);
}

enum rc db_lock(struct db *db, int64_t key)
{
    return db_lock_list(db, &key, 1, /* is_shared= */ false);
}

enum rc db_lock_shared(struct db *db, int64_t key)
{
    return db_lock_list(db, &key, 1, /* is_shared= */ true);
}

// ---- statements ----

static bool is_textual(enum db_type type)
{
    return type == DB_TYPE_TEXT || type == DB_TYPE_CURRENCY;
}

static enum rc check_in(struct db *db, const struct db_statement *statement, const struct db_value *in)
{
    for (size_t i = 0; i < statement->in_count; i++) {
        const struct db_column *column = &statement->in[i];
        if (in[i].is_null) {
            if (!column->is_optional) {
                return db_fail(db, RC_FAULT, statement->name, "parameter %s is none but not declared so", column->name);
            }
            continue;
        }
        if (column->type == DB_TYPE_BLOB || !is_textual(column->type)) {
            continue;
        }
        // PostgreSQL would refuse these bytes, SQLite would keep them: both refuse.
        if (ascii_visible(in[i].t.p, in[i].t.n) == in[i].t.n) {
            continue; // nearly all of them
        }
        if (!utf8_is_valid(in[i].t) || memchr(in[i].t.p, '\0', in[i].t.n) != NULL) {
            return db_fail(db, RC_INVALID, statement->name, "parameter %s is not UTF-8 without NUL", column->name);
        }
    }
    return RC_OK;
}

enum rc db_deliver(struct db *db, const struct db_call *call, const struct db_value *row)
{
    const struct db_statement *statement = call->statement;
    for (size_t i = 0; i < statement->out_count; i++) {
        const struct db_column *column = &statement->out[i];
        if (row[i].is_null) {
            if (!column->is_optional) {
                return db_fail(db, RC_FAULT, statement->name, "column %s is NULL but not declared so", column->name);
            }
        } else if (column->type == DB_TYPE_BOOL && row[i].i != 0 && row[i].i != 1) {
            return db_fail(db, RC_FAULT, statement->name, "column %s is neither 0 nor 1", column->name);
        } else if (column->type == DB_TYPE_CURRENCY && row[i].t.n != 3) {
            return db_fail(db, RC_FAULT, statement->name, "column %s is not a currency", column->name);
        }
    }
    return call->call == NULL ? RC_OK : call->call(call->user, row);
}

static void check_use(struct db *db, const struct db_statement *statement)
{
    BUG_ON(statement->in_count > DB_COLUMNS_MAX || statement->out_count > DB_COLUMNS_MAX);
    BUG_ON(statement->is_write && db->state != DB_STATE_WRITING);
    db->has_written = db->has_written || statement->is_write;
}

enum rc db_run(struct db *db, const struct db_statement *statement, const struct db_value *in, db_row_call call,
               void *user, int64_t *ret_changed)
{
    check_use(db, statement);
    TRY(usable(db));
    TRY(check_in(db, statement, in));
    struct db_call one = {.statement = statement, .in = in, .count = 1, .call = call, .user = user};
    one.ret_changed = ret_changed;
    bool is_kept = statement->is_kept && db->keep != NULL;
    db->is_running = true;
    enum rc rc = is_kept ? db_keep_run(db, &one) : db->driver->run(db, &one);
    db->is_running = false;
    return rc;
}

static enum rc find_each(struct db *db, const struct db_call *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct db_call one = *list;
        one.in = db_call_in(list, i);
        one.count = 1;
        *list->ret_input = i;
        TRY(db->driver->run(db, &one));
    }
    return RC_OK;
}

enum rc db_run_find(struct db *db, const struct db_statement *statement, const struct db_value *in, size_t count,
                    db_row_call call, void *user)
{
    BUG_ON(statement->postgres_find == NULL);
    struct db_call list = {.statement = statement, .in = in, .count = count, .call = call, .user = user};
    list.ret_input = user;
    check_use(db, statement);
    TRY(usable(db));
    for (size_t i = 0; i < count; i++) {
        TRY(check_in(db, statement, db_call_in(&list, i)));
    }
    if (count == 0) {
        return RC_OK;
    }
    db->is_running = true;
    enum rc rc = db->driver->run_find == NULL ? find_each(db, &list) : db->driver->run_find(db, &list);
    db->is_running = false;
    return rc;
}

// Counts rows on their way to a call.
struct single {
    db_row_call call;
    void *user;
    size_t count;
};

static enum rc single_call(void *user, const struct db_value *values)
{
    struct single *single = user;
    single->count++;
    return single->count == 1 ? single->call(single->user, values) : RC_OK;
}

static enum rc run_single(struct db *db, const struct db_statement *statement, const struct db_value *in,
                          struct single *single)
{
    TRY(db_run(db, statement, in, single_call, single, NULL));
    if (single->count > 1) {
        return db_fail(db, RC_FAULT, statement->name, "%zu rows where one was declared", single->count);
    }
    return RC_OK;
}

enum rc db_run_one(struct db *db, const struct db_statement *statement, const struct db_value *in, db_row_call call,
                   void *user)
{
    struct single single = {.call = call, .user = user};
    TRY(run_single(db, statement, in, &single));
    return single.count == 1 ? RC_OK : db_fail(db, RC_FAULT, statement->name, "no row where one was declared");
}

enum rc db_run_optional(struct db *db, const struct db_statement *statement, const struct db_value *in,
                        db_row_call call, void *user)
{
    struct single single = {.call = call, .user = user};
    TRY(run_single(db, statement, in, &single));
    return single.count == 1 ? RC_OK : RC_NOT_FOUND;
}

static enum rc run_list(struct db *db, const struct db_call *list, enum rc (*run)(struct db *, const struct db_call *))
{
    const struct db_statement *statement = list->statement;
    check_use(db, statement);
    BUG_ON(!statement->is_write || statement->out_count != 0);
    TRY(usable(db));
    for (size_t i = 0; i < list->count; i++) {
        enum rc rc = check_in(db, statement, db_call_in(list, i));
        if (rc != RC_OK) {
            db->is_failed = true; // an earlier part of the same list may have been written
            return rc;
        }
    }
    if (list->count == 0) {
        return RC_OK;
    }
    db->is_running = true;
    enum rc rc = run(db, list);
    db->is_running = false;
    return rc;
}

enum rc db_run_batch(struct db *db, const struct db_statement *statement, const struct db_value *in, size_t count)
{
    struct db_call list = {.statement = statement, .in = in, .count = count};
    return run_list(db, &list, db->driver->run_batch);
}

enum rc db_run_merge(struct db *db, const struct db_statement *statement, const struct db_value *in, size_t count)
{
    BUG_ON(statement->postgres_merge == NULL);
    struct db_call list = {.statement = statement, .in = in, .count = count};
    return run_list(db, &list, db->driver->run_merge);
}

enum rc db_run_bulk(struct db *db, const struct db_statement *statement, const struct db_value *in, size_t count)
{
    BUG_ON(statement->postgres_copy == NULL);
    struct db_call list = {.statement = statement, .in = in, .count = count};
    return run_list(db, &list, db->driver->run_bulk);
}

enum rc db_statement_check(struct db *db, const struct db_statement *statement)
{
    TRY(usable(db));
    return db->driver->statement_check(db, statement);
}

void *db_rows_grow(struct arena *arena, const void *rows, size_t size_bytes, size_t *capacity)
{
    size_t count = *capacity;
    *capacity = count == 0 ? 8 : count * 2;
    void *grown = arena_array_bytes(arena, *capacity, size_bytes);
    if (count > 0) {
        memcpy(grown, rows, count * size_bytes);
    }
    return grown;
}

enum rc db_schema_text(struct db *db, struct arena *arena, struct text *ret_text)
{
    TRY(usable(db));
    return db->driver->schema_text(db, arena, ret_text);
}
