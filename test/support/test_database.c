// SPDX-License-Identifier: Apache-2.0
// Temporary databases. PostgreSQL's are schemas in one server: made in milliseconds, gone with one DROP.
#include "test_database.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libpq-fe.h>

#include "skips.h"

struct test_database {
    enum db_kind kind;
    char folder[256]; // SQLite
    char schema[64];  // PostgreSQL
    char location[1024];
    struct db *connections[TEST_CONNECTIONS_MAX];
    size_t connection_count;
};

__attribute__((noreturn, format(printf, 1, 2))) static void give_up(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("test database: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    abort();
}

static const char *postgres_url(void)
{
    const char *url = getenv("TRIBUTARY_TEST_POSTGRES");
    return url == NULL || url[0] == '\0' ? NULL : url;
}

const char *test_source_root(void)
{
    const char *root = getenv("TRIBUTARY_SOURCE_ROOT");
    return root == NULL || root[0] == '\0' ? "." : root;
}

bool test_database_is_available(enum db_kind kind)
{
    return kind == DB_SQLITE || postgres_url() != NULL;
}

// A command of the server's administration, outside of the code under test.
static void postgres_command(const char *before, const char *schema, const char *after)
{
    char sql[256];
    (void)snprintf(sql, sizeof(sql), "%s%s%s", before, schema, after);
    PGconn *handle = PQconnectdb(postgres_url());
    PGresult *result = PQstatus(handle) == CONNECTION_OK ? PQexec(handle, "SET client_min_messages = warning") : NULL;
    PQclear(result);
    result = PQexec(handle, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        give_up("%s: %s", sql, PQerrorMessage(handle));
    }
    PQclear(result);
    PQfinish(handle);
}

static void make_postgres(struct test_database *database)
{
    static atomic_uint count;
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    const char *url = postgres_url();
    if (url == NULL) {
        give_up("TRIBUTARY_TEST_POSTGRES is not set");
    }
    (void)snprintf(database->schema, sizeof(database->schema), "test_%d_%ld_%u", getpid(), now.tv_nsec,
                   atomic_fetch_add(&count, 1));
    postgres_command("CREATE SCHEMA ", database->schema, "");
    int n = snprintf(database->location, sizeof(database->location), "%s%coptions=-csearch_path%%3D%s", url,
                     strchr(url, '?') == NULL ? '?' : '&', database->schema);
    if (n < 0 || (size_t)n >= sizeof(database->location)) {
        give_up("the URL is too long");
    }
}

static void make_sqlite(struct test_database *database)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0') {
        // Memory, where there is some: a commit is synced there as anywhere, only faster.
        parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    }
    int n = snprintf(database->folder, sizeof(database->folder), "%s/tributary-test.XXXXXX", parent);
    if (n < 0 || (size_t)n >= sizeof(database->folder) || mkdtemp(database->folder) == NULL) {
        give_up("cannot make a folder in %s", parent);
    }
    (void)snprintf(database->location, sizeof(database->location), "sqlite:%s/test.db", database->folder);
}

struct db *test_database_connect(struct test_database *database)
{
    struct fault fault = {0};
    struct db *db = NULL;
    if (database->connection_count == TEST_CONNECTIONS_MAX) {
        give_up("too many connections");
    }
    if (db_open(test_database_location(database), &db, &fault) != RC_OK) {
        give_up("%s: %s (%s)", database->location, fault.message, fault.detail);
    }
    database->connections[database->connection_count++] = db;
    return db;
}

struct test_database *test_database_new_empty(enum db_kind kind)
{
    struct test_database *database = calloc(1, sizeof(*database));
    if (database == NULL) {
        give_up("out of memory");
    }
    database->kind = kind;
    if (kind == DB_SQLITE) {
        make_sqlite(database);
    } else {
        make_postgres(database);
    }
    (void)test_database_connect(database);
    return database;
}

struct test_database *test_database_new(enum db_kind kind)
{
    struct test_database *database = test_database_new_empty(kind);
    struct fault fault = {0};
    if (db_migrate(test_database_db(database), &fault) != RC_OK) {
        give_up("%s: cannot migrate: %s (%s)", database->location, fault.message, fault.detail);
    }
    return database;
}

static void delete_sqlite(const struct test_database *database)
{
    static const char *const names[] = {"test.db", "test.db-wal", "test.db-shm"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[300];
        (void)snprintf(path, sizeof(path), "%s/%s", database->folder, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(database->folder);
}

void test_database_free(struct test_database *database)
{
    if (database == NULL) {
        return;
    }
    for (size_t i = 0; i < database->connection_count; i++) {
        db_close(database->connections[i]);
    }
    if (database->kind == DB_SQLITE) {
        delete_sqlite(database);
    } else {
        postgres_command("DROP SCHEMA ", database->schema, " CASCADE");
    }
    free(database);
}

struct text test_database_location(const struct test_database *database)
{
    return text_of(database->location);
}

enum db_kind test_database_kind(const struct test_database *database)
{
    return database->kind;
}

struct db *test_database_db(struct test_database *database)
{
    return database->connections[0];
}

// ---- suites ----

#define SUITE_CASES_MAX 200

// One group of cmocka for both kinds, so that there is one TAP plan; a case is told its kind by its initial state.
static enum db_kind kinds[] = {DB_SQLITE, DB_POSTGRES};

int test_database_setup(void **state)
{
    *state = test_database_new(*(const enum db_kind *)*state);
    return 0;
}

int test_database_teardown(void **state)
{
    test_database_free(*state);
    return 0;
}

// cmocka's own skip() prints "not ok", which counts as failed: the name says it instead.
static void skipped_case(void **state)
{
    (void)state;
}

int test_database_run(const char *suite, const struct CMUnitTest *cases, size_t count)
{
    static struct CMUnitTest all[2 * SUITE_CASES_MAX];
    static char names[2 * SUITE_CASES_MAX][120];
    if (count > SUITE_CASES_MAX) {
        give_up("more than %d cases", SUITE_CASES_MAX);
    }
    for (size_t i = 0; i < 2 * count; i++) {
        enum db_kind kind = i < count ? DB_SQLITE : DB_POSTGRES;
        bool is_available = test_database_is_available(kind);
        all[i] = cases[i % count];
        (void)snprintf(names[i], sizeof(names[i]), "%s: %.80s%s", kind == DB_SQLITE ? "sqlite" : "postgres",
                       all[i].name, is_available ? "" : " # SKIP no PostgreSQL");
        all[i].name = names[i];
        all[i].initial_state = &kinds[kind];
        if (!is_available) {
            all[i].test_func = skipped_case;
            all[i].setup_func = NULL;
            all[i].teardown_func = NULL;
        }
    }
    if (!test_database_is_available(DB_POSTGRES)) {
        (void)fprintf(stderr,
                      "# %s: SKIPPED ON POSTGRESQL: TRIBUTARY_TEST_POSTGRES is not set (tools/postgres.sh start FOLDER "
                      "prints a URL)\n",
                      suite);
    }
    repair_skips();
    return _cmocka_run_group_tests(suite, all, 2 * count, NULL, NULL);
}
