// SPDX-License-Identifier: Apache-2.0
// Temporary databases. A migrated one is a copy of a template, which is made once for a build (SQLite, a file beside
// the tests) and once for a server (PostgreSQL, a database that nobody may connect to). The template's name holds a
// digest of the migrations, so that one of others is never taken.
#include "test_database.h"

#include <fcntl.h>
#include <inttypes.h>
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
    char name[64];    // PostgreSQL: of the database, or of the schema
    bool is_schema;
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

// FNV-1a over what the migrations do on this database.
static uint64_t digest_of_migrations(enum db_kind kind)
{
    uint64_t digest = 14695981039346656037U;
    for (size_t i = 0; i < db_migration_count; i++) {
        const char *const texts[] = {db_migrations[i].name, db_migrations[i].checksum,
                                     kind == DB_SQLITE ? db_migrations[i].sqlite : db_migrations[i].postgres};
        for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
            for (const char *p = texts[k];; p++) {
                digest = (digest ^ (uint8_t)*p) * 1099511628211U;
                if (*p == '\0') {
                    break;
                }
            }
        }
    }
    return digest;
}

static void migrate(struct db *db, const char *location)
{
    struct fault fault = {0};
    if (db_migrate(db, &fault) != RC_OK) {
        give_up("%s: cannot migrate: %s (%s)", location, fault.message, fault.detail);
    }
}

// Makes a migrated database where nothing is yet, and leaves it.
static void migrate_new(const char *location)
{
    struct fault fault = {0};
    struct db *db = NULL;
    if (db_open(text_of(location), &db, &fault) != RC_OK) {
        give_up("%s: %s (%s)", location, fault.message, fault.detail);
    }
    migrate(db, location);
    db_close(db);
}

// ---- PostgreSQL ----

// A session of the server's administration, outside of the code under test.
static PGconn *postgres_connect(void)
{
    if (postgres_url() == NULL) {
        give_up("TRIBUTARY_TEST_POSTGRES is not set");
    }
    PGconn *handle = PQconnectdb(postgres_url());
    if (PQstatus(handle) != CONNECTION_OK) {
        give_up("%s: %s", postgres_url(), PQerrorMessage(handle));
    }
    PQclear(PQexec(handle, "SET client_min_messages = warning"));
    return handle;
}

// How many rows it gave.
__attribute__((format(printf, 2, 3))) static int postgres_run(PGconn *handle, const char *format, ...)
{
    char sql[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sql, sizeof(sql), format, arguments);
    va_end(arguments);
    PGresult *result = PQexec(handle, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        give_up("%s: %s", sql, PQerrorMessage(handle));
    }
    int rows = PQntuples(result);
    PQclear(result);
    return rows;
}

// The server's URL with one parameter more.
__attribute__((format(printf, 3, 4))) static void postgres_location(char *ret, size_t size, const char *format, ...)
{
    int n = snprintf(ret, size, "%s%c", postgres_url(), strchr(postgres_url(), '?') == NULL ? '?' : '&');
    if (n < 0 || (size_t)n >= size) {
        give_up("the URL is too long");
    }
    va_list arguments;
    va_start(arguments, format);
    int more = vsnprintf(ret + n, size - (size_t)n, format, arguments);
    va_end(arguments);
    if (more < 0 || (size_t)more >= size - (size_t)n) {
        give_up("the URL is too long");
    }
}

// Its name is given when it is whole: what somebody who died left half made has another.
static void make_postgres_template(PGconn *handle, const char *name)
{
    char making[80];
    char location[1024];
    (void)snprintf(making, sizeof(making), "%s_making", name);
    (void)postgres_run(handle, "DROP DATABASE IF EXISTS %s WITH (FORCE)", making);
    (void)postgres_run(handle, "CREATE DATABASE %s TEMPLATE template0 STRATEGY file_copy", making);
    postgres_location(location, sizeof(location), "dbname=%s", making);
    migrate_new(location);
    (void)postgres_run(handle, "ALTER DATABASE %s ALLOW_CONNECTIONS false", making);
    (void)postgres_run(handle, "ALTER DATABASE %s RENAME TO %s", making, name);
}

// Of this server, made by whoever comes first; the others wait.
static const char *postgres_template(PGconn *handle)
{
    static char name[64];
    if (name[0] != '\0') {
        return name;
    }
    (void)snprintf(name, sizeof(name), "test_template_%016" PRIx64, digest_of_migrations(DB_POSTGRES));
    (void)postgres_run(handle, "SELECT pg_advisory_lock(hashtext('%s'))", name);
    if (postgres_run(handle, "SELECT FROM pg_database WHERE datname = '%s'", name) == 0) {
        make_postgres_template(handle, name);
    }
    (void)postgres_run(handle, "SELECT pg_advisory_unlock(hashtext('%s'))", name);
    return name;
}

// Empty: a schema beside others, as networks may share a database. Migrated: a database, because that can be copied.
static void make_postgres(struct test_database *database, bool is_empty)
{
    static atomic_uint count;
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    PGconn *handle = postgres_connect();
    (void)snprintf(database->name, sizeof(database->name), "test_%d_%ld_%u", getpid(), now.tv_nsec,
                   atomic_fetch_add(&count, 1));
    database->is_schema = is_empty;
    if (is_empty) {
        (void)postgres_run(handle, "CREATE SCHEMA %s", database->name);
        postgres_location(database->location, sizeof(database->location), "options=-csearch_path%%3D%s",
                          database->name);
    } else {
        (void)postgres_run(handle, "CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", database->name,
                           postgres_template(handle));
        postgres_location(database->location, sizeof(database->location), "dbname=%s", database->name);
    }
    PQfinish(handle);
}

static void delete_postgres(const struct test_database *database)
{
    PGconn *handle = postgres_connect();
    (void)postgres_run(handle, database->is_schema ? "DROP SCHEMA %s CASCADE" : "DROP DATABASE %s WITH (FORCE)",
                       database->name);
    PQfinish(handle);
}

// ---- SQLite ----

// Where the template of this build is, made by whoever comes first: a file gets this name when it is whole.
static const char *sqlite_template(void)
{
    static char path[1024];
    if (path[0] != '\0') {
        return path;
    }
    (void)snprintf(path, sizeof(path), "%s/template-%016" PRIx64 ".db", TEST_TEMPLATES,
                   digest_of_migrations(DB_SQLITE));
    if (access(path, R_OK) == 0) {
        return path;
    }
    char location[1100];
    (void)snprintf(location, sizeof(location), "sqlite:%s.%d", path, getpid());
    const char *making = location + strlen("sqlite:");
    (void)unlink(making);
    migrate_new(location);
    if (rename(making, path) != 0) {
        give_up("%s cannot be renamed", making);
    }
    return path;
}

static void copy_file(const char *from, const char *to)
{
    int source = open(from, O_RDONLY | O_CLOEXEC);
    int target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ssize_t n = -1;
    if (source >= 0 && target >= 0) {
        static _Thread_local char bytes[1 << 16];
        while ((n = read(source, bytes, sizeof(bytes))) > 0 && write(target, bytes, (size_t)n) == n) {
        }
    }
    if (n != 0 || close(source) != 0 || close(target) != 0) {
        give_up("cannot copy %s to %s", from, to);
    }
}

static void make_sqlite(struct test_database *database, bool is_empty)
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
    if (!is_empty) {
        copy_file(sqlite_template(), database->location + strlen("sqlite:"));
    }
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

// ---- both ----

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

static struct test_database *database_new(enum db_kind kind, bool is_empty)
{
    struct test_database *database = calloc(1, sizeof(*database));
    if (database == NULL) {
        give_up("out of memory");
    }
    database->kind = kind;
    if (kind == DB_SQLITE) {
        make_sqlite(database, is_empty);
    } else {
        make_postgres(database, is_empty);
    }
    (void)test_database_connect(database);
    return database;
}

struct test_database *test_database_new_empty(enum db_kind kind)
{
    return database_new(kind, true);
}

struct test_database *test_database_new(enum db_kind kind)
{
    return database_new(kind, false);
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
        delete_postgres(database);
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
