// SPDX-License-Identifier: Apache-2.0
// Shipping clicks. One batch is: read from the mark, begin, store, move the mark by compare and set, commit, and when
// that was durable release.
// Whatever fails, nothing of the batch is in the database, and it is read again from the mark that the database has.
#include "click/click_ship.h"

#include <stdatomic.h>
#include <string.h>

#include "click/click_store.h"
#include "db/db_relaxed.h"
#include "db/db_within.h"
#include "log/log.h"
#include "thread/thread.h"

#define INTERVAL_MS_DEFAULT 50
#define BACKOFF_MS_MIN 100
#define BACKOFF_MS_MAX 5000
#define SHIP_NOW_MS_MAX 5000
#define CATALOG_MS 1000
#define WRITE_BACK_MS 150 // while clicks come, the database's files are brought to the disk so often
#define MARK_SYNC_MS 1000 // a mark that stands still so long is made durable
// Of the records of one batch, so that memory stays bounded whatever visitors send.
#define BATCH_BYTES_MAX ((size_t)8 << 20)
#define PAUSE_FACTOR 5     // times as long as the round took
#define PAUSE_MS_MAX 300   // but not longer
#define BEHIND_MS_MAX 1000 // what waits may take so long to ship
#define BATCH_ARENA_BYTES ((size_t)64 << 20)

struct click_shipper {
    struct arena *own; // holds the structure itself
    struct click_ship_options options;

    // The shipping thread's.
    struct arena *arena;          // of one batch
    struct click_record *records; // of one batch: room for CLICK_SHIP_BATCH_MAX
    struct db *db;
    struct click_store store;
    struct ship_mark mark;
    bool is_mark_known;        // read from the database, and nothing uncertain since
    struct spool_mark durable; // the spool is released up to it; {0, 0} until this shipper knows of one
    int64_t moved_at_ns;       // when the mark moved last
    int64_t catalog_at_ns;
    int64_t written_back_at_ns;
    bool is_written_back; // no batch since
    int64_t backoff_ms;
    size_t batch_bytes; // of the last batch, as it stood in the spool

    struct click_ship_counters counters; // under the lock

    struct lock lock;
    struct signal wanted;      // to the thread
    struct signal done;        // to those who wait for it
    struct spool_mark through; // everything synced before this is in the database
    uint64_t attempts;         // rounds ended
    enum rc last;              // how the last round ended
    bool is_wanted;
    bool is_stopping;
    bool is_running;
    struct thread thread;
};

static bool mark_is_before(struct spool_mark a, struct spool_mark b)
{
    return a.segment < b.segment || (a.segment == b.segment && a.position < b.position);
}

static bool marks_equal(struct spool_mark a, struct spool_mark b)
{
    return a.segment == b.segment && a.position == b.position;
}

// ---- opening ----

static enum rc note_last(void *user, struct text payload)
{
    struct instant *last = user;
    struct click_record record;
    if (click_record_decode(payload, &record) == RC_OK && click_id_instant(record.id).ms > last->ms) {
        *last = click_id_instant(record.id);
    }
    return RC_OK;
}

enum rc click_spool_open(const struct spool_options *options, struct db *db, struct click_spool_opened *ret_opened,
                         struct fault *fault)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct ship_mark mark;
    enum rc rc = click_ship_mark(db, arena, options->node, &mark);
    if (rc != RC_OK) {
        return fault_internal(fault, rc, "ship mark: %s", db_failure(db));
    }
    struct click_spool_opened opened = {.mark = {.segment = mark.segment, .position = mark.position},
                                        .last_number = mark.shipped_at};
    TRY(spool_open(options, opened.mark, &opened.spool, &opened.lost_bytes, fault));
    struct spool_mark at = opened.mark;
    size_t read = 0;
    rc = spool_read(opened.spool, &at, SIZE_MAX, note_last, &opened.last_number, &read);
    if (rc != RC_OK) {
        spool_close(opened.spool);
        return fault_set(fault, rc, "spool_unreadable", "", "the click spool %s cannot be read", options->folder);
    }
    *ret_opened = opened;
    return RC_OK;
}

struct click_shipper *click_shipper_new(const struct click_ship_options *options)
{
    struct arena *own = arena_new(sizeof(struct click_shipper) + CLICK_SHIP_BATCH_MAX * sizeof(struct click_record));
    struct click_shipper *shipper = arena_one(own, struct click_shipper);
    shipper->own = own;
    shipper->records = arena_many(own, struct click_record, CLICK_SHIP_BATCH_MAX);
    shipper->options = *options;
    if (shipper->options.interval_ms == 0) {
        shipper->options.interval_ms = INTERVAL_MS_DEFAULT;
    }
    shipper->arena = arena_new(BATCH_ARENA_BYTES);
    shipper->through = options->mark;
    click_store_init(&shipper->store);
    lock_init(&shipper->lock);
    signal_init(&shipper->wanted);
    signal_init(&shipper->done);
    return shipper;
}

void click_shipper_free(struct click_shipper *shipper)
{
    if (shipper == NULL) {
        return;
    }
    click_shipper_stop(shipper);
    click_store_close(&shipper->store);
    signal_end(&shipper->wanted);
    signal_end(&shipper->done);
    lock_end(&shipper->lock);
    arena_free(shipper->arena);
    arena_free(shipper->own);
}

static void count(struct click_shipper *shipper, uint64_t *counter, uint64_t n)
{
    lock_take(&shipper->lock);
    *counter += n;
    lock_give(&shipper->lock);
}

// ---- one batch ----

struct batch {
    struct arena *arena;
    struct click_record *records;
    size_t count;
    size_t malformed;
    size_t bytes;
    bool is_full;
};

static enum rc take_record(void *user, struct text payload)
{
    struct batch *batch = user;
    if (batch->bytes > BATCH_BYTES_MAX) {
        batch->is_full = true;
        return RC_BUSY;
    }
    batch->bytes += payload.n + SPOOL_RECORD_HEAD_BYTES;
    struct text copy = text_copy(batch->arena, payload);
    if (click_record_decode(copy, &batch->records[batch->count]) == RC_OK) {
        batch->count++;
    } else {
        batch->malformed++;
    }
    return RC_OK;
}

// Whether the commit that moves the mark there is one that syncs.
static bool is_mark_durable(const struct click_shipper *shipper, const struct ship_mark *to)
{
    return to->segment != shipper->durable.segment;
}

static enum rc know_mark(struct click_shipper *shipper, struct db *db)
{
    if (shipper->is_mark_known) {
        return RC_OK;
    }
    TRY(click_ship_mark(db, shipper->arena, shipper->options.node, &shipper->mark));
    shipper->is_mark_known = true;
    return RC_OK;
}

// Moves on to `to` with everything in the batch, or changes nothing.
static enum rc store_batch(struct click_shipper *shipper, struct db *db, const struct batch *batch,
                           struct ship_mark *to)
{
    TRY(is_mark_durable(shipper, to) ? db_write_begin(db) : db_write_begin_relaxed(db));
    AUTO_TRANSACTION(db);
    to->clicks = shipper->mark.clicks + (int64_t)batch->count;
    // A generator starts after it: so it is never before a number that was used.
    to->shipped_at = clock_now(shipper->options.clock);
    for (size_t i = 0; i < batch->count; i++) {
        struct instant at = click_id_instant(batch->records[i].id);
        to->shipped_at = at.ms > to->shipped_at.ms ? at : to->shipped_at;
    }
    if (to->shipped_at.ms < shipper->mark.shipped_at.ms) {
        to->shipped_at = shipper->mark.shipped_at;
    }
    // The mark first: it is the lock that keeps a second shipper of this node out.
    enum rc rc = click_ship_mark_set(db, shipper->options.node, &shipper->mark, to);
    if (rc == RC_CONFLICT) {
        log_message("ship_mark_moved", "another process ships the clicks of this node");
        return RC_BUSY;
    }
    TRY(rc);
    TRY(click_store(&shipper->store, db, shipper->arena, batch->records, batch->count));
    return db_commit(db);
}

// Clicks that are in the database although the mark says otherwise (a mark set back by hand): only the others are
// stored.
static enum rc drop_stored(struct click_shipper *shipper, struct db *db, struct batch *batch)
{
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        bool is_stored = false;
        TRY(click_exists(db, shipper->arena, batch->records[i].id, &is_stored));
        if (!is_stored) {
            batch->records[kept++] = batch->records[i];
        }
    }
    count(shipper, &shipper->counters.duplicates, batch->count - kept);
    batch->count = kept;
    return RC_OK;
}

static void release(struct click_shipper *shipper)
{
    shipper->durable = (struct spool_mark){.segment = shipper->mark.segment, .position = shipper->mark.position};
    spool_release(shipper->options.spool, shipper->durable);
}

// The batch is in the database.
static void note_batch(struct click_shipper *shipper, const struct batch *batch, const struct ship_mark *to,
                       size_t read)
{
    bool is_durable = is_mark_durable(shipper, to);
    shipper->mark = *to;
    shipper->moved_at_ns = clock_monotonic_ns();
    shipper->is_written_back = false;
    shipper->batch_bytes = batch->bytes;
    if (is_durable) {
        release(shipper);
    }
    lock_take(&shipper->lock);
    shipper->through = (struct spool_mark){.segment = to->segment, .position = to->position};
    signal_all(&shipper->done); // who waits for clicks of this batch need not wait for those that came meanwhile
    shipper->counters.shipped += read;
    shipper->counters.malformed += batch->malformed;
    shipper->counters.batches++;
    lock_give(&shipper->lock);
    if (batch->malformed > 0) {
        log_message("click_malformed", "records of the click spool do not read and were passed over");
    }
}

static enum rc ship_batch(struct click_shipper *shipper, struct db *db, size_t *ret_read)
{
    arena_reset(shipper->arena);
    TRY(know_mark(shipper, db));
    struct batch batch = {.arena = shipper->arena, .records = shipper->records};
    struct spool_mark end = {.segment = shipper->mark.segment, .position = shipper->mark.position};
    enum rc rc = spool_read(shipper->options.spool, &end, CLICK_SHIP_BATCH_MAX, take_record, &batch, ret_read);
    if (rc != RC_OK && !batch.is_full) {
        return rc;
    }
    if (*ret_read == 0) {
        return RC_OK;
    }
    struct ship_mark to = {.segment = end.segment, .position = end.position};
    rc = store_batch(shipper, db, &batch, &to);
    if (rc == RC_CONFLICT) {
        click_store_reset(&shipper->store);
        TRY(drop_stored(shipper, db, &batch));
        rc = store_batch(shipper, db, &batch, &to);
    }
    if (rc != RC_OK) {
        click_store_reset(&shipper->store);
        shipper->is_mark_known = false; // the commit may have happened all the same
        return rc;
    }
    note_batch(shipper, &batch, &to, *ret_read);
    return RC_OK;
}

enum rc click_ship_all(struct click_shipper *shipper, struct db *db)
{
    for (;;) {
        // What is synced by now is shipped when nothing is left to read.
        struct spool_mark end = spool_end(shipper->options.spool);
        size_t read = 0;
        if (!marks_equal(end, shipper->through)) {
            TRY(ship_batch(shipper, db, &read));
        }
        if (read == 0) {
            lock_take(&shipper->lock);
            shipper->through = end;
            lock_give(&shipper->lock);
            return RC_OK;
        }
    }
}

// ---- the thread ----

static enum rc connect(struct click_shipper *shipper)
{
    if (shipper->db != NULL && db_is_broken(shipper->db)) {
        db_close(shipper->db);
        shipper->db = NULL;
    }
    if (shipper->db != NULL) {
        return RC_OK;
    }
    struct fault fault = {.rc = RC_OK};
    return db_open_within(shipper->options.database, DB_ANSWER_MS, &shipper->db, &fault);
}

// One batch, so that who waits is told after each.
static enum rc ship_some(struct click_shipper *shipper, bool *ret_is_empty)
{
    struct spool_mark end = spool_end(shipper->options.spool);
    size_t read = 0;
    if (!marks_equal(end, shipper->through)) {
        TRY(ship_batch(shipper, shipper->db, &read));
    }
    *ret_is_empty = read == 0;
    if (read == 0) {
        lock_take(&shipper->lock);
        shipper->through = end;
        signal_all(&shipper->done);
        lock_give(&shipper->lock);
    }
    return RC_OK;
}

// Writes the mark once more where it stands, so that the commit is one that syncs.
static enum rc sync_mark(struct click_shipper *shipper)
{
    struct db *db = shipper->db;
    TRY(db_write_begin(db));
    AUTO_TRANSACTION(db);
    TRY(click_ship_mark_set(db, shipper->options.node, &shipper->mark, &shipper->mark));
    return db_commit(db);
}

// Nothing came for a while: so that what the spool holds can be overwritten, and little is shipped twice.
static enum rc settle_mark(struct click_shipper *shipper)
{
    const struct ship_mark *mark = &shipper->mark;
    arena_reset(shipper->arena);
    TRY(know_mark(shipper, shipper->db));
    bool is_settled = mark->segment == shipper->durable.segment && mark->position == shipper->durable.position;
    bool is_resting = clock_monotonic_ns() - shipper->moved_at_ns >= (int64_t)MARK_SYNC_MS * 1000000;
    if (is_settled || !is_resting) {
        return RC_OK;
    }
    enum rc rc = sync_mark(shipper);
    if (rc == RC_OK) {
        release(shipper);
        return RC_OK;
    }
    click_store_reset(&shipper->store);
    shipper->is_mark_known = false;
    return rc == RC_CONFLICT ? RC_BUSY : rc;
}

// Little at a time, and long enough after the commit for the kernel to have written the log: a redirect's sync must not
// wait behind seconds of the database's pages.
static enum rc write_back(struct click_shipper *shipper)
{
    int64_t now_ns = clock_monotonic_ns();
    if (shipper->is_written_back || now_ns - shipper->written_back_at_ns < (int64_t)WRITE_BACK_MS * 1000000) {
        return RC_OK;
    }
    shipper->written_back_at_ns = now_ns;
    shipper->is_written_back = true; // when it fails clicks go on, and the next batch's is tried
    return db_write_back(shipper->db);
}

static enum rc round_of_work(struct click_shipper *shipper, bool *ret_is_empty)
{
    TRY(connect(shipper));
    TRY(write_back(shipper));
    TRY(ship_some(shipper, ret_is_empty));
    TRY(*ret_is_empty ? settle_mark(shipper) : RC_OK);
    int64_t now_ns = clock_monotonic_ns();
    if (shipper->options.catalog != NULL && now_ns - shipper->catalog_at_ns >= CATALOG_MS * 1000000) {
        shipper->catalog_at_ns = now_ns;
        TRY(catalog_refresh(shipper->options.catalog, shipper->db, clock_now(shipper->options.clock), NULL));
    }
    return RC_OK;
}

struct ship_round {
    bool is_empty; // nothing was left to ship
    int64_t took_ns;
    struct spool_mark spool_end; // when it began
};

// How long all that waits in the spool would take, as fast as the round just now.
static int64_t behind_ms(const struct click_shipper *shipper, const struct ship_round *round)
{
    int64_t batch_bytes = shipper->batch_bytes == 0 ? 1 : (int64_t)shipper->batch_bytes;
    return spool_backlog_bytes(shipper->options.spool, shipper->through) * (round->took_ns / 1000000) / batch_bytes;
}

// How long to leave the processors to the redirects after a round. While clicks pour in, shipping takes a sixth of the
// time: they are on disk already, a redirect cannot wait, and what gathers meanwhile is cheaper to ship at once. But
// never does more wait than can be shipped in a second. Somebody who needs clicks in the database wakes the shipper.
static int64_t pause_ms(const struct click_shipper *shipper, enum rc rc, const struct ship_round *round)
{
    if (rc != RC_OK) {
        return shipper->backoff_ms;
    }
    if (round->is_empty) {
        return shipper->options.interval_ms;
    }
    bool is_quiet = marks_equal(round->spool_end, spool_end(shipper->options.spool));
    bool is_behind = behind_ms(shipper, round) > BEHIND_MS_MAX;
    int64_t rest_ms = round->took_ns / 1000000 * PAUSE_FACTOR;
    return is_quiet || is_behind ? 0 : rest_ms < PAUSE_MS_MAX ? rest_ms : PAUSE_MS_MAX;
}

static void note_round(struct click_shipper *shipper, enum rc rc)
{
    if (rc != RC_OK && shipper->last == RC_OK) {
        const char *failure = shipper->db == NULL ? "the database cannot be reached" : db_failure(shipper->db);
        log_message("ship_failed", failure == NULL ? rc_name(rc) : failure);
    }
    if (rc == RC_OK && shipper->last != RC_OK) {
        log_message("ship_recovered", "clicks reach the database again");
    }
    shipper->last = rc;
    shipper->attempts++;
    shipper->counters.failures += rc != RC_OK;
    int64_t slower = shipper->backoff_ms == 0 ? BACKOFF_MS_MIN : shipper->backoff_ms * 2;
    shipper->backoff_ms = rc == RC_OK ? 0 : slower > BACKOFF_MS_MAX ? BACKOFF_MS_MAX : slower;
    signal_all(&shipper->done);
}

static void run(void *user)
{
    struct click_shipper *shipper = user;
    thread_yield_to_others(); // a redirect cannot wait, and its click is on disk already
    for (bool is_last = false; !is_last;) {
        lock_take(&shipper->lock);
        bool is_stopping = shipper->is_stopping;
        shipper->is_wanted = false;
        lock_give(&shipper->lock);
        struct ship_round round = {.spool_end = spool_end(shipper->options.spool)};
        int64_t began_ns = clock_monotonic_ns();
        enum rc rc = round_of_work(shipper, &round.is_empty);
        round.took_ns = clock_monotonic_ns() - began_ns;
        lock_take(&shipper->lock);
        note_round(shipper, rc);
        // The last round is one that began after the stop and left nothing, or failed.
        is_last = is_stopping && (round.is_empty || rc != RC_OK);
        int64_t wait_ms = pause_ms(shipper, rc, &round);
        if (!shipper->is_wanted && !shipper->is_stopping && wait_ms > 0) {
            signal_wait_ms(&shipper->wanted, &shipper->lock, wait_ms);
        }
        lock_give(&shipper->lock);
    }
    if (shipper->db != NULL) {
        db_close(shipper->db);
        shipper->db = NULL;
    }
}

enum rc click_shipper_start(struct click_shipper *shipper)
{
    TRY(thread_start(&shipper->thread, "shipper", run, shipper));
    shipper->is_running = true;
    return RC_OK;
}

void click_shipper_stop(struct click_shipper *shipper)
{
    if (!shipper->is_running) {
        return;
    }
    lock_take(&shipper->lock);
    shipper->is_stopping = true;
    signal_all(&shipper->wanted);
    lock_give(&shipper->lock);
    thread_join(&shipper->thread);
    shipper->is_running = false;
}

enum rc click_shipper_ship_now(struct click_shipper *shipper)
{
    struct spool_mark target = spool_end(shipper->options.spool);
    int64_t until_ns = clock_monotonic_ns() + (int64_t)SHIP_NOW_MS_MAX * 1000000;
    lock_take(&shipper->lock);
    // A round that is under way may have begun before the target was synced, so only the failure of a later one counts.
    uint64_t attempts = shipper->attempts + 1;
    enum rc rc = RC_OK;
    while (mark_is_before(shipper->through, target) && rc == RC_OK) {
        int64_t left_ms = (until_ns - clock_monotonic_ns()) / 1000000;
        if (!shipper->is_running || shipper->is_stopping || left_ms <= 0 ||
            (shipper->attempts > attempts && shipper->last != RC_OK)) {
            rc = RC_BUSY;
            break;
        }
        shipper->is_wanted = true;
        signal_all(&shipper->wanted);
        signal_wait_ms(&shipper->done, &shipper->lock, left_ms);
    }
    lock_give(&shipper->lock);
    return rc;
}

struct click_ship_counters click_shipper_counters(struct click_shipper *shipper)
{
    lock_take(&shipper->lock);
    struct click_ship_counters counters = shipper->counters;
    lock_give(&shipper->lock);
    return counters;
}

int64_t click_shipper_backlog_bytes(struct click_shipper *shipper)
{
    lock_take(&shipper->lock);
    struct spool_mark through = shipper->through;
    lock_give(&shipper->lock);
    return spool_backlog_bytes(shipper->options.spool, through);
}
