// SPDX-License-Identifier: Apache-2.0
// Writing to a SQLite file. All write transactions of the process run on one connection, one after the other, and those
// that follow each other without a pause become one commit, a *group*: a sync costs as much as a small transaction.
// Each runs inside a savepoint, so that one can be undone without the others, and db_commit of each returns after the
// group's commit, so that RC_OK means what it always means: it is on the disk.
//
//   begin    waits for the slot; BEGIN IMMEDIATE when no group is open, else SAVEPOINT
//   commit   RELEASE; gives the slot to who waits, or, when nobody does or the group is large or old, commits the
//   group;
//            returns once the group has been committed
//   rollback ROLLBACK TO, and goes on as commit does; alone: ROLLBACK. Waits for the group's commit too: what made the
//            member give up may be a row of another member, and who looks afterwards must find it
//
// Who loads much (db_expect_load) is a group of its own: nobody else's commit waits for it, and it is not passed over.
// So is a relaxed transaction, whose commit does not sync the log: it is synced with the next commit that does, or when
// the log is written back. An early one (db_write_begin_early) is relaxed too, and somebody waits for it (db_settle):
// the log is synced by a descriptor of its own then, while the next writer goes on. Whoever ends a transaction waits
// for all early ones before it, because he may have seen what they wrote. When such a sync fails, what is in the log is
// not known to be on the disk, nor is anything behind it: nobody writes until all of it was written back. A group's
// commit that fails fails for all its members alike. So no table may have deferred constraints: one member's violation
// would undo the others.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/bug.h"
#include "db/db_sqlite_private.h"

#define GROUP_MAX 64
#define GROUP_AGE_MS 20
// 192 MiB of pages: an index that is touched all over stays in memory.
#define LOAD_SETTINGS "PRAGMA cache_size = -196608"
// In pages of 4 KiB. After so many more the log is written back by somebody whom no writer waits for; the writer itself
// does it when the log is long nevertheless, and who loads when it is very long. It is cut to its usual size afterwards
// (journal_size_limit).
#define LOG_DUE 4000
#define LOG_LONG 32000
#define LOG_LONG_LOADING 64000

// A member that waits for its group's commit; on its thread's stack.
struct ticket {
    struct ticket *next;
    bool is_done;
    enum rc rc;
    char failure[DB_FAILURE_MAX];
};

// A database file that this process has open.
struct sqlite_file {
    char *path;
    char *log_path; // of its write-ahead log
    dev_t device;
    ino_t inode;
    size_t users;
    struct sqlite_file *next;
    // The slot's own: of who is_writing.
    struct sqlite_connection writer;
    bool is_writer_broken;
    int writer_wait_ms;
    int64_t opened_ms; // when the group began
    int group_age_ms;  // GROUP_AGE_MS but in tests
    bool has_load_cache;
    bool is_relaxed; // the connection's commits do not sync
    // Under the mutex.
    pthread_mutex_t mutex;
    pthread_cond_t slot, load_slot, done, synced;
    int waiting_count, waiting_load_count;
    bool is_writing; // somebody has the slot
    bool is_open;    // a group's transaction is
    struct ticket *tickets;
    int member_count;
    int64_t commit_count;
    int64_t early_ended;  // early commits so far
    int64_t early_synced; // of them, those that are on the disk
    int log;              // of who is_syncing: a descriptor of the log; -1: none
    bool is_syncing;
    bool is_log_lost; // a sync failed
    // Without: the same, and the one that is just becoming visible.
    atomic_llong early_begun;
    atomic_int log_pages;   // after the last commit
    atomic_int log_written; // of them, those that were there when the log was written back last
    atomic_bool has_failed; // a sync by one of the connections did
};

static pthread_mutex_t files_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct sqlite_file *files;

// These calls fail only when misused.
static void must(int result)
{
    BUG_ON(result != 0);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now));
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// ---- results ----

enum rc sqlite_rc(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL: // nothing was changed, and the same works again once there is room
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

enum rc sqlite_failed(struct db *db, sqlite3 *handle, const char *name)
{
    return db_fail_statement(db, sqlite_rc(sqlite3_extended_errcode(handle)), name, sqlite3_errmsg(handle));
}

// ---- files ----

static int log_grown(void *user, sqlite3 *handle, const char *name, int pages);

static void condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    must(pthread_condattr_init(&attributes));
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    must(pthread_cond_init(condition, &attributes));
    must(pthread_condattr_destroy(&attributes));
}

static void log_close(struct sqlite_file *file)
{
    if (file->log >= 0) {
        (void)close(file->log);
    }
    file->log = -1;
}

// The last connection that closes writes the log back, and syncs it first. After a sync that failed it must not: the
// descriptor may be the same. Who opens the file next finds the log.
void sqlite_file_close(struct sqlite_file *file, struct sqlite_connection *connection)
{
    if (atomic_load(&file->has_failed)) {
        (void)sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    }
    sqlite_connection_close(connection);
}

// What the writing connection, with the slot, was told by a call that syncs. After a failure it is not used again.
static bool has_synced(struct sqlite_file *file, int result)
{
    if ((result & 0xff) != SQLITE_IOERR) {
        return true;
    }
    atomic_store(&file->has_failed, true);
    file->is_writer_broken = true;
    return false;
}

static void file_free(struct sqlite_file *file)
{
    if (file->writer.handle != NULL) {
        sqlite_file_close(file, &file->writer);
    }
    must(pthread_cond_destroy(&file->slot));
    must(pthread_cond_destroy(&file->load_slot));
    must(pthread_cond_destroy(&file->done));
    must(pthread_cond_destroy(&file->synced));
    must(pthread_mutex_destroy(&file->mutex));
    log_close(file);
    free(file->log_path);
    free(file->path);
    free(file);
}

static enum rc file_new(const char *path, const struct stat *status, struct sqlite_file **ret_file, struct fault *fault)
{
    struct sqlite_file *file = calloc(1, sizeof(*file));
    BUG_ON(file == NULL);
    file->path = strdup(path);
    BUG_ON(file->path == NULL);
    must(pthread_mutex_init(&file->mutex, NULL));
    condition_init(&file->slot);
    condition_init(&file->load_slot);
    condition_init(&file->done);
    condition_init(&file->synced);
    file->log = -1;
    file->device = status->st_dev;
    file->inode = status->st_ino;
    file->writer_wait_ms = SQLITE_BUSY_WAIT_MS;
    file->group_age_ms = GROUP_AGE_MS;
    enum rc rc = sqlite_connection_open(path, &file->writer, fault);
    if (rc != RC_OK) {
        file_free(file);
        return rc;
    }
    (void)sqlite3_wal_hook(file->writer.handle, log_grown, file);
    file->log_path = strdup(sqlite3_filename_wal(sqlite3_db_filename(file->writer.handle, "main")));
    BUG_ON(file->log_path == NULL);
    *ret_file = file;
    return RC_OK;
}

static enum rc file_find(const char *path, struct sqlite_file **ret_file, struct fault *fault)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        return fault_set(fault, RC_FAULT, "database_unavailable", "database", "cannot find the SQLite database %s: %s",
                         path, strerror(errno)); // NOLINT: glibc's strerror is safe between threads
    }
    struct sqlite_file *file = files;
    while (file != NULL && (file->device != status.st_dev || file->inode != status.st_ino)) {
        file = file->next;
    }
    if (file == NULL) {
        TRY(file_new(path, &status, &file, fault));
        file->next = files;
        files = file;
    }
    file->users++;
    *ret_file = file;
    return RC_OK;
}

enum rc sqlite_file_enter(const char *path, struct sqlite_file **ret_file, struct fault *fault)
{
    must(pthread_mutex_lock(&files_mutex));
    enum rc rc = file_find(path, ret_file, fault);
    must(pthread_mutex_unlock(&files_mutex));
    return rc;
}

void sqlite_file_leave(struct sqlite_file *file)
{
    must(pthread_mutex_lock(&files_mutex));
    if (--file->users == 0) {
        struct sqlite_file **place = &files;
        while (*place != file) {
            place = &(*place)->next;
        }
        *place = file->next;
        file_free(file);
    }
    must(pthread_mutex_unlock(&files_mutex));
}

struct sqlite_watch sqlite_file_watch(struct db *db, int group_age_ms)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    must(pthread_mutex_lock(&file->mutex));
    if (group_age_ms > 0) {
        file->group_age_ms = group_age_ms;
    }
    struct sqlite_watch watch = {.waiting_count = file->waiting_count + file->waiting_load_count,
                                 .commit_count = file->commit_count};
    must(pthread_mutex_unlock(&file->mutex));
    return watch;
}

struct sqlite_connection *sqlite_file_writer(struct sqlite_file *file)
{
    return &file->writer;
}

// ---- the slot ----

static bool is_blocked(const struct sqlite_file *file, bool is_alone)
{
    if (is_alone) {
        return file->is_writing || file->is_open;
    }
    return file->is_writing || (!file->is_open && file->waiting_load_count > 0);
}

// Under the mutex: who may go on now.
static void slot_offer(struct sqlite_file *file)
{
    if (file->waiting_load_count > 0 && !is_blocked(file, /* is_alone= */ true)) {
        must(pthread_cond_signal(&file->load_slot));
    } else if (!file->is_writing) {
        must(pthread_cond_signal(&file->slot));
    }
}

static struct timespec time_after(int wait_ms)
{
    struct timespec until;
    must(clock_gettime(CLOCK_MONOTONIC, &until));
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    return until;
}

static enum rc slot_take(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    struct sqlite_file *file = own->file;
    struct timespec until = time_after(db->writer_wait_ms);
    must(pthread_mutex_lock(&file->mutex));
    int *count = own->is_alone ? &file->waiting_load_count : &file->waiting_count;
    int result = 0;
    ++*count;
    while (is_blocked(file, own->is_alone) && result == 0) {
        result = pthread_cond_timedwait(own->is_alone ? &file->load_slot : &file->slot, &file->mutex, &until);
    }
    --*count;
    bool is_taken = !is_blocked(file, own->is_alone);
    if (is_taken) {
        file->is_writing = true;
    } else {
        slot_offer(file); // who waited for this one to go first
    }
    must(pthread_mutex_unlock(&file->mutex));
    return is_taken ? RC_OK : db_fail(db, RC_BUSY, NULL, "another writer of this process has not ended");
}

static void slot_give(struct sqlite_file *file)
{
    must(pthread_mutex_lock(&file->mutex));
    BUG_ON(!file->is_writing);
    file->is_writing = false;
    slot_offer(file);
    must(pthread_mutex_unlock(&file->mutex));
}

// ---- the log ----

static int log_sync(struct sqlite_file *file)
{
    file->log = file->log < 0 ? open(file->log_path, O_RDWR | O_CLOEXEC) : file->log;
    return file->log < 0 ? -1 : fdatasync(file->log);
}

// Until so many early commits are on the disk: one thread syncs for all that were made before it began.
static enum rc log_settle(struct sqlite_file *file, int64_t wanted)
{
    must(pthread_mutex_lock(&file->mutex));
    while (file->early_synced < wanted && !file->is_log_lost) {
        if (file->is_syncing || file->early_ended < wanted) {
            must(pthread_cond_wait(file->is_syncing ? &file->synced : &file->done, &file->mutex));
            continue;
        }
        int64_t reached = file->early_ended;
        file->is_syncing = true;
        must(pthread_mutex_unlock(&file->mutex));
        int result = log_sync(file);
        must(pthread_mutex_lock(&file->mutex));
        file->is_syncing = false;
        file->is_log_lost = result != 0;
        if (result == 0 && file->early_synced < reached) {
            file->early_synced = reached;
        }
        must(pthread_cond_broadcast(&file->synced));
    }
    bool is_reached = file->early_synced >= wanted;
    must(pthread_mutex_unlock(&file->mutex));
    return is_reached ? RC_OK : RC_UNCERTAIN;
}

void sqlite_writer_seen(struct db *db)
{
    sqlite_of(db)->seen = atomic_load(&sqlite_of(db)->file->early_begun);
}

enum rc sqlite_settle(struct db *db)
{
    enum rc rc = log_settle(sqlite_of(db)->file, sqlite_of(db)->seen);
    return rc == RC_OK ? rc : db_fail(db, rc, "settle", "the log could not be synced");
}

void sqlite_file_lose_log(struct db *db)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    log_close(file);
    file->log = open("/dev/null", O_RDWR | O_CLOEXEC); // cannot be synced
    BUG_ON(file->log < 0);
}

static bool is_log_lost(struct sqlite_file *file)
{
    must(pthread_mutex_lock(&file->mutex));
    bool is_lost = file->is_log_lost && !file->is_syncing;
    must(pthread_mutex_unlock(&file->mutex));
    return is_lost;
}

// All that the log holds goes into the database's file, and the log begins anew. With the slot, outside a transaction.
static enum rc log_write_back(struct db *db)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    sqlite3 *handle = file->writer.handle;
    int result = sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (!has_synced(file, result) || result != SQLITE_OK) {
        return sqlite_failed(db, handle, "after a failed sync");
    }
    must(pthread_mutex_lock(&file->mutex));
    log_close(file); // a descriptor whose sync failed is not trusted any more
    file->is_log_lost = false;
    file->early_synced = file->early_ended;
    must(pthread_cond_broadcast(&file->synced));
    must(pthread_mutex_unlock(&file->mutex));
    return RC_OK;
}

// After each commit of the writer, which holds the slot. SQLite begins the log anew when all of it was written back and
// nobody reads in it: under load that is seldom so but here.
static int log_grown(void *user, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite_file *file = user;
    if (pages < atomic_load(&file->log_written)) {
        atomic_store(&file->log_written, 0);
    }
    atomic_store(&file->log_pages, pages);
    if (pages >= (file->has_load_cache ? LOG_LONG_LOADING : LOG_LONG)) {
        atomic_store(&file->log_written, pages);
        (void)has_synced(file, sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL));
    }
    return SQLITE_OK;
}

// By the reading connection, which no writer waits for. When a reader or another checkpoint is in the way, or there is
// no room, what is left is written the next time.
enum rc sqlite_write_back(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    atomic_store(&own->file->log_written, atomic_load(&own->file->log_pages));
    int result = sqlite3_wal_checkpoint_v2(own->own.handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    if (result == SQLITE_OK || sqlite_rc(result) == RC_BUSY) {
        return RC_OK;
    }
    enum rc rc = sqlite_failed(db, own->own.handle, "write_back");
    atomic_store(&own->file->has_failed, true);
    db->is_broken = true; // nothing is known of what its sync did not write
    return rc;
}

enum rc sqlite_write_back_due(struct db *db)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    int written = atomic_load(&file->log_written);
    int pages = atomic_load(&file->log_pages);
    // Of several who find it due, one goes.
    bool is_due = pages - written >= LOG_DUE && atomic_compare_exchange_strong(&file->log_written, &written, pages);
    return is_due ? sqlite_write_back(db) : RC_OK;
}

// ---- begin ----

static enum rc writer_exec(struct db *db, const char *sql)
{
    sqlite3 *handle = sqlite_of(db)->file->writer.handle;
    return sqlite3_exec(handle, sql, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : sqlite_failed(db, handle, NULL);
}

// After a commit whose sync failed the connection is not trusted any more.
static enum rc writer_renew(struct db *db)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    struct fault fault = {.rc = RC_OK};
    sqlite_file_close(file, &file->writer);
    if (sqlite_connection_open(file->path, &file->writer, &fault) != RC_OK) {
        return db_fail(db, RC_FAULT, NULL, "%s", fault.message);
    }
    (void)sqlite3_wal_hook(file->writer.handle, log_grown, file);
    file->is_writer_broken = false;
    file->has_load_cache = false;
    file->is_relaxed = false;
    file->writer_wait_ms = SQLITE_BUSY_WAIT_MS;
    return RC_OK;
}

static enum rc group_begin(struct db *db)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    if (file->is_writer_broken || file->writer.handle == NULL) {
        TRY(writer_renew(db));
    }
    if (is_log_lost(file)) {
        TRY(log_write_back(db));
    }
    int wait_ms = db->writer_wait_ms < SQLITE_BUSY_WAIT_MS ? db->writer_wait_ms : SQLITE_BUSY_WAIT_MS;
    if (wait_ms != file->writer_wait_ms && sqlite3_busy_timeout(file->writer.handle, wait_ms) == SQLITE_OK) {
        file->writer_wait_ms = wait_ms;
    }
    if (sqlite_of(db)->is_loading && !file->has_load_cache) {
        TRY(writer_exec(db, LOAD_SETTINGS));
        file->has_load_cache = true;
    }
    if (db->is_relaxed != file->is_relaxed) {
        TRY(writer_exec(db, db->is_relaxed ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL"));
        file->is_relaxed = db->is_relaxed;
    }
    TRY(writer_exec(db, "BEGIN IMMEDIATE"));
    file->opened_ms = monotonic_ms();
    must(pthread_mutex_lock(&file->mutex));
    file->is_open = true;
    file->member_count = 0;
    must(pthread_mutex_unlock(&file->mutex));
    return RC_OK;
}

enum rc sqlite_writer_begin(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    own->is_alone = own->is_loading || db->is_relaxed;
    TRY(slot_take(db));
    own->is_first_in_group = !own->file->is_open;
    sqlite_writer_seen(db);
    enum rc rc = own->is_first_in_group ? group_begin(db) : writer_exec(db, "SAVEPOINT member");
    if (rc != RC_OK) {
        slot_give(own->file);
    }
    return rc;
}

// ---- end ----

static bool is_transaction_lost(const struct sqlite_file *file)
{
    return sqlite3_get_autocommit(file->writer.handle) != 0;
}

static void writer_rollback(struct sqlite_file *file)
{
    // Some failures (disk full) have ended the transaction already.
    if (!is_transaction_lost(file) && sqlite3_exec(file->writer.handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK) {
        file->is_writer_broken = true;
    }
}

static enum rc writer_commit(struct sqlite_file *file, char failure[DB_FAILURE_MAX])
{
    if (is_transaction_lost(file)) {
        (void)snprintf(failure, DB_FAILURE_MAX, "another transaction of the same commit undid it");
        return RC_BUSY;
    }
    int result = sqlite3_exec(file->writer.handle, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK) {
        return RC_OK;
    }
    (void)snprintf(failure, DB_FAILURE_MAX, "%s", sqlite3_errmsg(file->writer.handle));
    enum rc rc = sqlite_rc(sqlite3_extended_errcode(file->writer.handle));
    // A commit whose sync failed is undone for this process, but after a crash the log might still show it.
    if (!has_synced(file, result)) {
        rc = RC_UNCERTAIN;
    }
    writer_rollback(file);
    return rc;
}

// With the slot, which it gives back.
static void group_commit(struct sqlite_file *file, bool is_early)
{
    char failure[DB_FAILURE_MAX] = "";
    atomic_fetch_add(&file->early_begun, is_early ? 1 : 0);
    enum rc rc = writer_commit(file, failure);
    must(pthread_mutex_lock(&file->mutex));
    file->early_ended += is_early ? 1 : 0;
    while (file->tickets != NULL) {
        struct ticket *ticket = file->tickets;
        file->tickets = ticket->next;
        ticket->rc = rc;
        memcpy(ticket->failure, failure, sizeof(failure));
        ticket->is_done = true;
    }
    file->is_open = false;
    file->is_writing = false;
    file->commit_count++;
    must(pthread_cond_broadcast(&file->done));
    slot_offer(file);
    must(pthread_mutex_unlock(&file->mutex));
}

// The member's part is over: the slot goes to who waits, or the group is committed.
static void member_end(struct db *db, struct ticket *ticket)
{
    struct sqlite_file *file = sqlite_of(db)->file;
    bool is_old = is_transaction_lost(file) || monotonic_ms() - file->opened_ms >= file->group_age_ms;
    must(pthread_mutex_lock(&file->mutex));
    ticket->next = file->tickets;
    file->tickets = ticket;
    file->member_count++;
    bool is_last = is_old || sqlite_of(db)->is_alone || file->waiting_count == 0 || file->member_count >= GROUP_MAX;
    if (!is_last) {
        file->is_writing = false;
        slot_offer(file);
    }
    must(pthread_mutex_unlock(&file->mutex));
    if (is_last) {
        group_commit(file, db->is_early);
    }
}

static void ticket_wait(struct sqlite_file *file, const struct ticket *ticket)
{
    must(pthread_mutex_lock(&file->mutex));
    while (!ticket->is_done) {
        must(pthread_cond_wait(&file->done, &file->mutex));
    }
    must(pthread_mutex_unlock(&file->mutex));
}

// Lets the kernel begin to write the log, which a relaxed commit did not sync: the sync that comes finds less to do,
// and other files' syncs meet no long queue.
static void begin_writing_log(const struct sqlite_file *file)
{
    int log = open(file->log_path, O_RDWR | O_CLOEXEC);
    if (log >= 0) {
        (void)sync_file_range(log, 0, 0, SYNC_FILE_RANGE_WRITE);
        (void)close(log);
    }
}

enum rc sqlite_writer_commit(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    struct sqlite_file *file = own->file;
    struct ticket ticket = {.is_done = false};
    if (!own->is_first_in_group && writer_exec(db, "RELEASE member") != RC_OK) {
        sqlite_writer_rollback(db);
        return RC_FAULT;
    }
    member_end(db, &ticket);
    ticket_wait(file, &ticket);
    if (ticket.rc != RC_OK) {
        db->is_broken = ticket.rc == RC_UNCERTAIN;
        return db_fail(db, ticket.rc, "commit", "%s", ticket.failure);
    }
    if (db->is_early) {
        sqlite_writer_seen(db);
    } else if (db->is_relaxed) {
        begin_writing_log(file);
    } else {
        TRY(sqlite_settle(db));
        DISCARD("it is on the disk; who needs the connection next finds it broken", sqlite_write_back_due(db));
    }
    return RC_OK;
}

void sqlite_writer_rollback(struct db *db)
{
    struct db_sqlite *own = sqlite_of(db);
    struct sqlite_file *file = own->file;
    if (!own->is_first_in_group) {
        static const char undo[] = "ROLLBACK TO member; RELEASE member";
        if (!is_transaction_lost(file) && sqlite3_exec(file->writer.handle, undo, NULL, NULL, NULL) != SQLITE_OK) {
            writer_rollback(file); // nothing of the group may stand with half a member in it
        }
        struct ticket ticket = {.is_done = false};
        member_end(db, &ticket);
        ticket_wait(file, &ticket);
    } else {
        writer_rollback(file);
        must(pthread_mutex_lock(&file->mutex));
        BUG_ON(file->tickets != NULL);
        file->is_open = false;
        must(pthread_mutex_unlock(&file->mutex));
        slot_give(file);
    }
    if (!db->is_relaxed) {
        DISCARD("nothing of this one is to be safe; who writes next is told", sqlite_settle(db));
    }
}
