// SPDX-License-Identifier: Apache-2.0
// A connection to a SQLite file: every setting is made, and then looked at.
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/bug.h"
#include "db/db_sqlite_private.h"
#include "i18n/i18n.h"

#define OPEN_TRIES 50

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
    {"PRAGMA wal_autocheckpoint = 0", "PRAGMA wal_autocheckpoint", "0"}, // db_sqlite_writer.c sees to it
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

// The order of names under the name that PostgreSQL has for it.
static int order_names(void *user, int a_size, const void *a, int b_size, const void *b)
{
    (void)user;
    return i18n_order((struct text){.p = a, .n = (size_t)a_size}, (struct text){.p = b, .n = (size_t)b_size});
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
    if (sqlite3_busy_timeout(handle, SQLITE_BUSY_WAIT_MS) != SQLITE_OK) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "SQLite does not take its waiting time");
    }
    if (sqlite3_create_collation_v2(handle, "und-x-icu", SQLITE_UTF8, NULL, order_names, NULL) != SQLITE_OK) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database",
                         "SQLite does not take the order of names");
    }
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        TRY(apply_setting(handle, &settings[i], fault));
    }
    return RC_OK;
}

// SQLite counts its memory under one lock for all threads, hundreds of times for a sale; nobody looks at the count.
static void count_no_memory(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum rc sqlite_connection_open(const char *path, struct sqlite_connection *ret_connection, struct fault *fault)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    BUG_ON(pthread_once(&once, count_no_memory) != 0);
    *ret_connection = (struct sqlite_connection){.handle = NULL};
    map64_init(&ret_connection->prepared);
    if (sqlite3_open_v2(path, &ret_connection->handle, flags, NULL) != SQLITE_OK) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "cannot open the SQLite database %s: %s",
                         path,
                         ret_connection->handle == NULL ? "out of memory" : sqlite3_errmsg(ret_connection->handle));
    }
    return configure(ret_connection->handle, fault);
}

void sqlite_connection_close(struct sqlite_connection *connection)
{
    for (size_t i = 0; i < connection->prepared.capacity; i++) {
        if (connection->prepared.keys[i] != 0) {
            sqlite3_finalize(
                (sqlite3_stmt *)(uintptr_t)connection->prepared.values[i]); // NOLINT: put there by prepared_of
        }
    }
    map64_release(&connection->prepared);
    BUG_ON(sqlite3_close(connection->handle) != SQLITE_OK);
    connection->handle = NULL;
}
