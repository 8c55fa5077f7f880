// SPDX-License-Identifier: Apache-2.0
// The life of a number: see click_node_life.h.
#include "click/click_node_life.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "db/db_health.h"
#include "db/db_relaxed.h"
#include "db/db_within.h"
#include "format/encode.h"
#include "log/log.h"

#define IDENTITY_NAME "identity"
#define IDENTITY_LETTERS_MAX 24

// ---- the identity beside the spool ----

// 0 when there is none yet.
static enum rc identity_read(struct arena *arena, const char *path, int64_t *ret_identity, struct fault *fault)
{
    *ret_identity = 0;
    char letters[IDENTITY_LETTERS_MAX];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        return RC_OK;
    }
    ssize_t n = file < 0 ? -1 : read(file, letters, sizeof(letters));
    if (file >= 0) {
        close(file);
    }
    struct text t = text_trim((struct text){.p = letters, .n = n < 0 ? 0 : (size_t)n});
    if (n == 0) { // made, and never written: the power went
        return RC_OK;
    }
    if (n < 0 || int64_parse(text_copy(arena, t), 1, INT64_MAX, ret_identity) != RC_OK) {
        return fault_set(fault, RC_INVALID, "spool_identity", "", "%s does not hold the number of this spool", path);
    }
    return RC_OK;
}

static int64_t identity_new(void)
{
    uint64_t number = 0;
    while (number == 0) {
        random_bytes(&number, sizeof(number));
        number >>= 1;
    }
    return (int64_t)number;
}

static enum rc identity_write(struct arena *arena, const char *path, int64_t identity, struct fault *fault)
{
    struct text line = text_format(arena, "%lld\n", (long long)identity);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool is_written = file >= 0 && write(file, line.p, line.n) == (ssize_t)line.n && fsync(file) == 0;
    if (file >= 0) {
        close(file);
    }
    return is_written ? RC_OK : fault_set(fault, RC_FAULT, "spool_unwritable", "", "%s cannot be written", path);
}

static const char *identity_path(struct arena *arena, const struct click_node_options *options)
{
    return text_zero_terminated(arena, text_format(arena, "%s/" IDENTITY_NAME, options->folder));
}

// ---- taking the number ----

static enum rc taken(const struct click_node_options *options, int64_t silent_ms, struct fault *fault)
{
    return fault_set(fault, RC_REFUSED, "node_taken", "",
                     "another server has the number %d and was heard of %lld s ago: give this one another --node; if "
                     "that one is gone for good, start again when it was silent for %lld s",
                     options->node, (long long)(silent_ms / SECOND_MS), (long long)(CLICK_NODE_SILENT_MS / SECOND_MS));
}

static enum rc check_rows(const struct click_node_options *options, int64_t identity, struct db *db,
                          struct arena *arena, struct fault *fault)
{
    struct click_node *nodes = NULL;
    size_t count = 0;
    struct instant now;
    TRY(db_clock(db, &now));
    TRY(click_node_list(db, arena, &nodes, &count));
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].node == options->node && click_node_is_taken(&nodes[i], identity, now)) {
            return taken(options, now.ms - nodes[i].heard_at.ms, fault);
        }
    }
    return RC_OK;
}

static enum rc stored(struct db *db, enum rc rc, struct fault *fault)
{
    return rc == RC_OK || rc == RC_REFUSED || rc == RC_INVALID
               ? rc
               : fault_internal(fault, rc, "servers of the network: %s", db_failure(db));
}

enum rc click_node_check(const struct click_node_options *options, struct db *db, struct fault *fault)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    int64_t identity = 0;
    TRY(identity_read(arena, identity_path(arena, options), &identity, fault));
    return stored(db, check_rows(options, identity, db, arena, fault), fault);
}

static enum rc claim(const struct click_node_life *life, struct db *db)
{
    struct instant now;
    TRY(db_clock(db, &now));
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    TRY(click_node_claim(db, life->options.node, life->identity, now));
    return db_commit(db);
}

// ---- the thread ----

static enum rc connect(struct click_node_life *life)
{
    if (life->db != NULL && db_is_broken(life->db)) {
        db_close(life->db);
        life->db = NULL;
    }
    struct fault fault = {.rc = RC_OK};
    return life->db != NULL ? RC_OK : db_open_within(life->options.database, DB_ANSWER_MS, &life->db, &fault);
}

// What cannot be brought into the database now is said with the next one that can.
static enum rc beat(struct click_node_life *life, struct instant through, bool is_stopped)
{
    struct click_node node = {.node = life->options.node, .identity = life->identity, .is_stopped = is_stopped};
    node.through_at = through;
    TRY(connect(life));
    TRY(db_clock(life->db, &node.heard_at));
    TRY(db_write_begin_relaxed(life->db));
    AUTO_TRANSACTION(life->db);
    TRY(click_node_beat(life->db, &node));
    return db_commit(life->db);
}

static void say_lost(struct click_node_life *life, enum rc rc)
{
    if (rc == RC_CONFLICT && !life->is_lost) {
        log_message("node_taken", "another server took this one's number: give one of them another --node");
    }
    life->is_lost = rc == RC_CONFLICT;
}

// Whether all that was acknowledged is in the database. For the others' reports it is brought there; nobody else's wait
// for it where this server is the only one.
static bool bring(struct click_node_life *life)
{
    bool is_alone = life->db != NULL && db_kind_of(life->db) == DB_SQLITE;
    return click_shipper_backlog_bytes(life->options.shipper) == 0 ||
           (!is_alone && click_shipper_ship_now(life->options.shipper) == RC_OK);
}

static void run(void *user)
{
    struct click_node_life *life = user;
    thread_yield_to_others();
    lock_take(&life->lock);
    while (!life->is_stopping) {
        lock_give(&life->lock);
        struct instant through = clock_now(life->options.clock);
        bool is_through = bring(life);
        say_lost(life, beat(life, is_through ? through : INSTANT_NONE, /* is_stopped= */ false));
        lock_take(&life->lock);
        if (!life->is_stopping) {
            signal_wait_ms(&life->stopping, &life->lock, CLICK_NODE_BEAT_MS);
        }
    }
    lock_give(&life->lock);
}

enum rc click_node_begin(struct click_node_life *life, const struct click_node_options *options, struct db *db,
                         struct fault *fault)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    *life = (struct click_node_life){.options = *options};
    const char *path = identity_path(arena, options);
    TRY(identity_read(arena, path, &life->identity, fault));
    if (life->identity == 0) {
        life->identity = identity_new();
        TRY(identity_write(arena, path, life->identity, fault));
    }
    enum rc rc = claim(life, db);
    if (rc == RC_CONFLICT) {
        return taken(options, 0, fault);
    }
    TRY(stored(db, rc, fault));
    lock_init(&life->lock);
    signal_init(&life->stopping);
    if (thread_start(&life->thread, "node", run, life) != RC_OK) {
        signal_end(&life->stopping);
        lock_end(&life->lock);
        return fault_internal(fault, RC_FAULT, "no thread for the server's number");
    }
    life->is_running = true;
    return RC_OK;
}

void click_node_end(struct click_node_life *life)
{
    if (!life->is_running) {
        return;
    }
    lock_take(&life->lock);
    life->is_stopping = true;
    signal_all(&life->stopping);
    lock_give(&life->lock);
    thread_join(&life->thread);
    struct instant through = clock_now(life->options.clock);
    click_shipper_stop(life->options.shipper);
    if (click_shipper_backlog_bytes(life->options.shipper) == 0) {
        say_lost(life, beat(life, through, /* is_stopped= */ true));
    }
    if (life->db != NULL) {
        db_close(life->db);
    }
    signal_end(&life->stopping);
    lock_end(&life->lock);
    *life = (struct click_node_life){.is_running = false};
}

// ---- reports ----

enum rc click_complete_until(struct flow *flow, int own, bool is_own_shipped, struct instant *ret_until)
{
    struct click_node *nodes = NULL;
    size_t count = 0;
    TRY(flow_stored(flow, click_node_list(flow->db, flow->arena, &nodes, &count)));
    *ret_until = click_nodes_through(nodes, count, own, is_own_shipped, flow->now);
    return RC_OK;
}
