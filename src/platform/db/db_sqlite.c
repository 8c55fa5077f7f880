// SPDX-License-Identifier: Apache-2.0
// The SQLite driver. One writer at a time: writers of this process queue at a mutex (one for each database file), so
// that SQLite's own busy handler, which sleeps and polls, is left for other processes only.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sqlite3.h>

#include "core/buf.h"
#include "core/bug.h"
#include "core/map.h"
#include "db/db_private.h"

#define BUSY_WAIT_MS 5000
#define OPEN_TRIES 50
#define SCHEMA_TEXT_MAX ((size_t)16 << 20)

// A database file that this process has open, and its writers' queue.
struct file {
    dev_t device;
    ino_t inode;
    size_t users;
    pthread_mutex_t mutex; // of is_writing
    pthread_cond_t ended;  // a writer has
    bool is_writing;
    struct file *next;
};

struct db_sqlite {
    struct db db;
    sqlite3 *handle;
    struct file *file;
    struct map64 prepared; // address of the statement → sqlite3_stmt
};

static pthread_mutex_t files_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct file *files;

static struct db_sqlite *sqlite_of(struct db *db)
{
    return (struct db_sqlite *)db;
}

// ---- the writers' queue ----

// These calls fail only when misused.
static void must(int result)
{
    BUG_ON(result != 0);
}

static struct file *file_new(const struct stat *status)
{
    struct file *file = calloc(1, sizeof(*file));
    BUG_ON(file == NULL);
    pthread_condattr_t attributes;
    must(pthread_condattr_init(&attributes));
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    must(pthread_mutex_init(&file->mutex, NULL));
    must(pthread_cond_init(&file->ended, &attributes));
    must(pthread_condattr_destroy(&attributes));
    file->device = status->st_dev;
    file->inode = status->st_ino;
    file->next = files;
    files = file;
    return file;
}

static struct file *file_enter(const struct stat *status)
{
    must(pthread_mutex_lock(&files_mutex));
    struct file *file = files;
    while (file != NULL && (file->device != status->st_dev || file->inode != status->st_ino)) {
        file = file->next;
    }
    if (file == NULL) {
        file = file_new(status);
    }
    file->users++;
    must(pthread_mutex_unlock(&files_mutex));
    return file;
}

static void file_leave(struct file *file)
{
    must(pthread_mutex_lock(&files_mutex));
    if (--file->users == 0) {
        struct file **place = &files;
        while (*place != file) {
            place = &(*place)->next;
        }
        *place = file->next;
        must(pthread_cond_destroy(&file->ended));
        must(pthread_mutex_destroy(&file->mutex));
        free(file);
    }
    must(pthread_mutex_unlock(&files_mutex));
}

static enum rc writer_enter(struct db *db)
{
    struct file *file = sqlite_of(db)->file;
    struct timespec until;
    must(clock_gettime(CLOCK_MONOTONIC, &until));
    until.tv_sec += db->writer_wait_ms / 1000;
    until.tv_nsec += (long)(db->writer_wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    int result = 0;
    must(pthread_mutex_lock(&file->mutex));
    while (file->is_writing && result == 0) {
        result = pthread_cond_timedwait(&file->ended, &file->mutex, &until);
    }
    bool is_entered = !file->is_writing;
    file->is_writing = true;
    must(pthread_mutex_unlock(&file->mutex));
    return is_entered ? RC_OK : db_fail(db, RC_BUSY, NULL, "another writer of this process has not ended");
}

static void writer_leave(struct db *db)
{
    struct file *file = sqlite_of(db)->file;
    must(pthread_mutex_lock(&file->mutex));
    BUG_ON(!file->is_writing);
    file->is_writing = false;
    must(pthread_cond_signal(&file->ended));
    must(pthread_mutex_unlock(&file->mutex));
}

// ---- failures ----

static enum rc rc_of_code(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return RC_BUSY;
    case SQLITE_CONSTRAINT:
        break;
    default:
        return RC_FAULT;
    }
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return RC_CONFLICT;
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_TRIGGER:
        return RC_REFUSED;
    default: // a type that a STRICT table does not take is our own mistake
        return RC_FAULT;
    }
}

static enum rc failed(struct db *db, const char *name)
{
    sqlite3 *handle = sqlite_of(db)->handle;
    return db_fail_statement(db, rc_of_code(sqlite3_extended_errcode(handle)), name, sqlite3_errmsg(handle));
}

// ---- opening ----

static void sqlite_close(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    for (size_t i = 0; i < own->prepared.capacity; i++) {
        if (own->prepared.keys[i] != 0) {
            sqlite3_finalize((sqlite3_stmt *)(uintptr_t)own->prepared.values[i]); // NOLINT: put there by prepared_of
        }
    }
    map64_release(&own->prepared);
    int result = sqlite3_close(own->handle);
    BUG_ON(result != SQLITE_OK);
    if (own->file != NULL) {
        file_leave(own->file);
    }
    free(own);
}

// A setting of the connection and the value that SQLite must show afterwards.
struct setting {
    const char *set;
    const char *get;
    const char *expected;
};
static const struct setting settings[] = {
    {"PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal"},
    {"PRAGMA synchronous = FULL", "PRAGMA synchronous", "2"},
    {"PRAGMA secure_delete = ON", "PRAGMA secure_delete", "1"}, // what is deleted is overwritten: erased persons
    {"PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", "1"},
    {"PRAGMA recursive_triggers = ON", "PRAGMA recursive_triggers", "1"},
    {"PRAGMA trusted_schema = OFF", "PRAGMA trusted_schema", "0"},
    {"PRAGMA journal_size_limit = 67108864", "PRAGMA journal_size_limit", "67108864"},
    {"PRAGMA mmap_size = 0", "PRAGMA mmap_size", "0"},
    {"PRAGMA cache_size = -16000", "PRAGMA cache_size", "-16000"},
    // 32 MiB: a page that changes often is written back less often.
    {"PRAGMA wal_autocheckpoint = 8000", "PRAGMA wal_autocheckpoint", "8000"},
    {"PRAGMA temp_store = MEMORY", "PRAGMA temp_store", "2"},
    // As in PostgreSQL. It cannot be read back; a question stands in for it.
    {"PRAGMA case_sensitive_like = ON", "SELECT 'a' LIKE 'A'", "0"},
};

// The first column of the first row as text; "" when there is none (a build without memory mapping shows none).
static int first_text(sqlite3 *handle, const char *sql, char *ret_text, size_t size)
{
    sqlite3_stmt *statement = NULL;
    ret_text[0] = '\0';
    int result = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (result == SQLITE_OK) {
        result = sqlite3_step(statement);
        if (result == SQLITE_ROW) {
            const unsigned char *text = sqlite3_column_text(statement, 0);
            (void)snprintf(ret_text, size, "%s", text == NULL ? "" : (const char *)text);
        }
        result = sqlite3_finalize(statement);
    }
    return result;
}

static enum rc apply_setting(sqlite3 *handle, const struct setting *setting, struct fault *fault)
{
    char text[64];
    int result = SQLITE_BUSY;
    // Turning WAL on asks for the whole file, and SQLite does not wait for that by itself.
    for (int i = 0; i < OPEN_TRIES && (result & 0xff) == SQLITE_BUSY; i++) {
        if (i > 0) {
            struct timespec pause = {.tv_nsec = 100000000};
            (void)nanosleep(&pause, NULL);
        }
        result = first_text(handle, setting->set, text, sizeof(text));
    }
    if (result == SQLITE_OK) {
        result = first_text(handle, setting->get, text, sizeof(text));
    }
    bool is_mmap = strcmp(setting->get, "PRAGMA mmap_size") == 0;
    if (result != SQLITE_OK || (strcmp(text, setting->expected) != 0 && !(is_mmap && text[0] == '\0'))) {
        return fault_set(fault, (result & 0xff) == SQLITE_BUSY ? RC_BUSY : RC_FAULT, "database_unavailable", "database",
                         "the SQLite database cannot be used: %s gives \"%s\" (%s)", setting->set, text,
                         result == SQLITE_OK ? "not as expected" : sqlite3_errmsg(handle));
    }
    return RC_OK;
}

static enum rc configure(sqlite3 *handle, struct fault *fault)
{
    static const struct {
        int option;
        int value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    if (sqlite3_libversion_number() < 3040000) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database",
                         "SQLite 3.40 or later is needed, this is %s", sqlite3_libversion());
    }
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        int now = -1;
        if (sqlite3_db_config(handle, options[i].option, options[i].value, &now) != SQLITE_OK ||
            now != options[i].value) {
            return fault_set(fault, RC_FAULT, "database_unavailable", "database", "SQLite does not take option %d",
                             options[i].option);
        }
    }
    if (sqlite3_busy_timeout(handle, BUSY_WAIT_MS) != SQLITE_OK) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "SQLite does not take its waiting time");
    }
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        TRY(apply_setting(handle, &settings[i], fault));
    }
    return RC_OK;
}

static enum rc open_file(struct db_sqlite *own, const char *path, struct fault *fault)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &own->handle, flags, NULL) != SQLITE_OK) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "cannot open the SQLite database %s: %s",
                         path, own->handle == NULL ? "out of memory" : sqlite3_errmsg(own->handle));
    }
    TRY(configure(own->handle, fault));
    struct stat status;
    if (stat(path, &status) != 0) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "cannot find the SQLite database %s: %s",
                         path, strerror(errno)); // NOLINT: glibc's strerror is safe between threads
    }
    own->file = file_enter(&status);
    return RC_OK;
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
    map64_init(&own->prepared);
    enum rc rc = open_file(own, zero_terminated, fault);
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
    if (sqlite3_exec(sqlite_of(db)->handle, sql, NULL, NULL, NULL) != SQLITE_OK) {
        return failed(db, NULL);
    }
    return RC_OK;
}

static enum rc sqlite_write_begin(struct db *db)
{
    TRY(writer_enter(db));
    enum rc rc = sqlite_script(db, "BEGIN IMMEDIATE");
    if (rc != RC_OK) {
        writer_leave(db);
    }
    return rc;
}

static enum rc sqlite_read_begin(struct db *db)
{
    return sqlite_script(db, "BEGIN");
}

static void sqlite_rollback(struct db *db)
{
    sqlite3 *handle = sqlite_of(db)->handle;
    // Some failures (disk full) have ended the transaction already.
    if (sqlite3_get_autocommit(handle) == 0 && sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK) {
        db->is_broken = true;
    }
    if (db->state == DB_STATE_WRITING) {
        writer_leave(db);
    }
}

static enum rc sqlite_commit(struct db *db)
{
    sqlite3 *handle = sqlite_of(db)->handle;
    int result = sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK) {
        if (db->state == DB_STATE_WRITING) {
            writer_leave(db);
        }
        return RC_OK;
    }
    enum rc rc = failed(db, "commit");
    // A commit whose sync failed is undone for this process, but after a crash the log might still show it.
    if ((result & 0xff) == SQLITE_IOERR && db->state == DB_STATE_WRITING) {
        rc = RC_UNCERTAIN;
        db->is_broken = true;
    }
    sqlite_rollback(db);
    return rc;
}

// The old contents of changed pages are in the log until it is written back and cut.
static enum rc sqlite_tidy(struct db *db)
{
    sqlite3 *handle = sqlite_of(db)->handle;
    int result = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    return result == SQLITE_OK ? RC_OK : failed(db, "tidy");
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
static enum rc sqlite_lock(struct db *db, int64_t key, bool is_shared)
{
    (void)db;
    (void)key;
    (void)is_shared;
    return RC_OK;
}

static enum rc sqlite_migration_lock(struct db *db)
{
    (void)db;
    return RC_OK;
}

// ---- statements ----

static enum rc prepare(struct db *db, const struct db_statement *statement, sqlite3_stmt **ret_prepared)
{
    sqlite3 *handle = sqlite_of(db)->handle;
    sqlite3_stmt *prepared = NULL;
    const char *tail = "";
    if (sqlite3_prepare_v3(handle, statement->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &prepared, &tail) != SQLITE_OK) {
        return failed(db, statement->name);
    }
    const char *wrong = NULL;
    if (prepared == NULL || tail[strspn(tail, " \n\t;")] != '\0') {
        wrong = "the text is not one statement";
    } else if (sqlite3_bind_parameter_count(prepared) != statement->in_count) {
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
    struct map64 *map = &sqlite_of(db)->prepared;
    uint64_t found = 0;
    if (map64_get(map, (uintptr_t)statement, &found)) {
        *ret_prepared = (sqlite3_stmt *)(uintptr_t)found; // NOLINT: put there below
        return RC_OK;
    }
    TRY(prepare(db, statement, ret_prepared));
    map64_put(map, (uintptr_t)statement, (uintptr_t)*ret_prepared);
    return RC_OK;
}

// The values must live until the statement is reset.
static enum rc bind(struct db *db, const struct db_statement *statement, sqlite3_stmt *prepared,
                    const struct db_value *in)
{
    for (int i = 0; i < statement->in_count; i++) {
        int result = SQLITE_MISUSE;
        if (in[i].is_null) {
            result = sqlite3_bind_null(prepared, i + 1);
        } else {
            switch (statement->in[i].type) {
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
            return db_fail(db, RC_FAULT, statement->name, "parameter %s: %s", statement->in[i].name,
                           sqlite3_errstr(result));
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
        int found = sqlite3_column_type(prepared, i);
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
            ret_row[i].i = sqlite3_column_int64(prepared, i);
            continue;
        }
        const void *p =
            found == SQLITE_TEXT ? (const void *)sqlite3_column_text(prepared, i) : sqlite3_column_blob(prepared, i);
        size_t n = (size_t)sqlite3_column_bytes(prepared, i);
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
        rc = bind(db, call->statement, prepared, db_call_in(call, i));
        if (rc == RC_OK) {
            rc = step_all(db, call, prepared);
        }
        (void)sqlite3_reset(prepared); // repeats the failure of the step, if there was one
    }
    (void)sqlite3_clear_bindings(prepared);
    if (rc == RC_OK && call->ret_changed != NULL) {
        *call->ret_changed = call->statement->is_write ? sqlite3_changes64(sqlite_of(db)->handle) : 0;
    }
    return rc;
}

static enum rc sqlite_statement_check(struct db *db, const struct db_statement *statement)
{
    sqlite3_stmt *prepared = NULL;
    return prepared_of(db, statement, &prepared);
}

static enum rc sqlite_schema_text(struct db *db, struct arena *arena, struct text *ret_text)
{
    sqlite3 *handle = sqlite_of(db)->handle;
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
    .write_begin = sqlite_write_begin,
    .read_begin = sqlite_read_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .tidy = sqlite_tidy,
    .savepoint = sqlite_savepoint,
    .savepoint_release = sqlite_savepoint_release,
    .savepoint_rollback = sqlite_savepoint_rollback,
    .lock = sqlite_lock,
    .run = sqlite_run,
    .run_batch = sqlite_run,
    .run_merge = sqlite_run,
    .run_bulk = sqlite_run,
    .statement_check = sqlite_statement_check,
    .script = sqlite_script,
    .migration_lock = sqlite_migration_lock,
    .schema_text = sqlite_schema_text,
};
