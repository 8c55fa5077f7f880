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
#define AHEAD_BATCHES 8 // when so many wait, the next is read and judged while one is written

// Records of the spool on their way into the database.
struct batch {
    struct arena *arena;
    struct click_record *records; // room for batch_max
    size_t count;
    size_t malformed;
    size_t bytes;
    size_t read; // records, malformed ones too
    bool is_full;
    struct ship_mark to;
    struct click_batch judged;
};

struct click_shipper {
    struct arena *own; // holds the structure itself
    struct click_ship_options options;

    // The shipping thread's.
    struct batch batches[2];
    size_t at; // the batch to write next, or to read into
    struct db *db;
    struct click_store store;
    // Reading ahead: a thread of one batch each, which has the store, the other batch and the reader meanwhile.
    struct db *reader; // NULL while it is not needed
    struct thread ahead;
    enum rc ahead_rc;
    bool is_ahead; // the batch at `at` is read and judged, from where the mark is
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
    struct arena *own =
        arena_new(sizeof(struct click_shipper) + 2 * CLICK_SHIP_BATCH_MAX * sizeof(struct click_record));
    struct click_shipper *shipper = arena_one(own, struct click_shipper);
    shipper->own = own;
    shipper->options = *options;
    if (shipper->options.interval_ms == 0) {
        shipper->options.interval_ms = INTERVAL_MS_DEFAULT;
    }
    if (shipper->options.batch_max == 0) {
        shipper->options.batch_max = CLICK_SHIP_BATCH_MAX;
    }
    for (size_t i = 0; i < 2; i++) {
        shipper->batches[i].arena = arena_new(BATCH_ARENA_BYTES);
        arena_keep(shipper->batches[i].arena, BATCH_ARENA_BYTES);
        shipper->batches[i].records = arena_many(own, struct click_record, shipper->options.batch_max);
    }
    shipper->through = options->mark;
    click_store_init(&shipper->store);
    lock_init(&shipper->lock);
    signal_init(&shipper->wanted);
    signal_init(&shipper->done);
    return shipper;
}

static void reader_close(struct click_shipper *shipper)
{
    if (shipper->reader != NULL) {
        db_close(shipper->reader);
        shipper->reader = NULL;
    }
}

void click_shipper_free(struct click_shipper *shipper)
{
    if (shipper == NULL) {
        return;
    }
    click_shipper_stop(shipper);
    reader_close(shipper);
    click_store_close(&shipper->store);
    signal_end(&shipper->wanted);
    signal_end(&shipper->done);
    lock_end(&shipper->lock);
    arena_free(shipper->batches[0].arena);
    arena_free(shipper->batches[1].arena);
    arena_free(shipper->own);
}

static void count(struct click_shipper *shipper, uint64_t *counter, uint64_t n)
{
    lock_take(&shipper->lock);
    *counter += n;
    lock_give(&shipper->lock);
}

// ---- one batch ----

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
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    TRY(click_ship_mark(db, arena, shipper->options.node, &shipper->mark));
    shipper->is_mark_known = true;
    return RC_OK;
}

// What follows the mark, read and judged; nothing of it is in the database. read is 0 when there is nothing.
static enum rc read_batch(struct click_shipper *shipper, struct db *db, struct spool_mark from, struct batch *batch)
{
    arena_reset(batch->arena);
    *batch = (struct batch){.arena = batch->arena, .records = batch->records};
    enum rc rc =
        spool_read(shipper->options.spool, &from, shipper->options.batch_max, take_record, batch, &batch->read);
    if (rc != RC_OK && !batch->is_full) {
        batch->read = 0;
        return rc;
    }
    batch->to = (struct ship_mark){.segment = from.segment, .position = from.position};
    return click_store_judge(&shipper->store, db, batch->arena, batch->records, batch->count, &batch->judged);
}

// Moves the mark with everything in the batch, or changes nothing.
static enum rc store_batch(struct click_shipper *shipper, struct db *db, struct batch *batch)
{
    struct ship_mark *to = &batch->to;
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
    TRY(click_store_write(db, batch->arena, &batch->judged));
    return db_commit(db);
}

// Clicks that are in the database although the mark says otherwise (a mark set back by hand): only the others are
// stored.
static enum rc drop_stored(struct click_shipper *shipper, struct db *db, struct batch *batch)
{
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        bool is_stored = false;
        TRY(click_exists(db, batch->arena, batch->records[i].id, &is_stored));
        if (!is_stored) {
            batch->records[kept++] = batch->records[i];
        }
    }
    count(shipper, &shipper->counters.duplicates, batch->count - kept);
    batch->count = kept;
    return click_store_judge(&shipper->store, db, batch->arena, batch->records, batch->count, &batch->judged);
}

static void release(struct click_shipper *shipper)
{
    shipper->durable = (struct spool_mark){.segment = shipper->mark.segment, .position = shipper->mark.position};
    spool_release(shipper->options.spool, shipper->durable);
}

// The batch is in the database.
static void note_batch(struct click_shipper *shipper, const struct batch *batch)
{
    bool is_durable = is_mark_durable(shipper, &batch->to);
    shipper->mark = batch->to;
    shipper->moved_at_ns = clock_monotonic_ns();
    shipper->is_written_back = false;
    shipper->batch_bytes = batch->bytes;
    if (is_durable) {
        release(shipper);
    }
    lock_take(&shipper->lock);
    shipper->through = (struct spool_mark){.segment = batch->to.segment, .position = batch->to.position};
    signal_all(&shipper->done); // who waits for clicks of this batch need not wait for those that came meanwhile
    shipper->counters.shipped += batch->read;
    shipper->counters.malformed += batch->malformed;
    shipper->counters.batches++;
    lock_give(&shipper->lock);
    if (batch->malformed > 0) {
        log_message("click_malformed", "records of the click spool do not read and were passed over");
    }
}

// ---- reading ahead ----

static void read_ahead(void *user)
{
    struct click_shipper *shipper = user;
    const struct ship_mark *from = &shipper->batches[shipper->at].to;
    shipper->ahead_rc =
        read_batch(shipper, shipper->reader, (struct spool_mark){.segment = from->segment, .position = from->position},
                   &shipper->batches[1 - shipper->at]);
}

// Whether the thread began to read what follows the batch: only when so much waits that the processors are better used
// for it than left to redirects.
static bool ahead_start(struct click_shipper *shipper)
{
    const struct batch *batch = &shipper->batches[shipper->at];
    struct spool_mark end = {.segment = batch->to.segment, .position = batch->to.position};
    if (spool_backlog_bytes(shipper->options.spool, end) < AHEAD_BATCHES * (int64_t)batch->bytes) {
        return false;
    }
    struct fault fault = {.rc = RC_OK};
    if (shipper->reader != NULL && db_is_broken(shipper->reader)) {
        reader_close(shipper);
    }
    return (shipper->reader != NULL ||
            db_open_within(shipper->options.database, DB_ANSWER_MS, &shipper->reader, &fault) == RC_OK) &&
           thread_start(&shipper->ahead, "shipper-ahead", read_ahead, shipper) == RC_OK;
}

// What was judged and is not in the database is forgotten, and the mark is asked for: a commit may have happened.
static void forget(struct click_shipper *shipper)
{
    click_store_reset(&shipper->store);
    shipper->is_mark_known = false;
}

// Writes the batch, and reads the next meanwhile if much waits.
static enum rc write_batch(struct click_shipper *shipper, struct db *db, struct batch *batch)
{
    bool is_ahead = ahead_start(shipper);
    enum rc rc = store_batch(shipper, db, batch);
    if (is_ahead) {
        thread_join(&shipper->ahead);
        is_ahead = rc == RC_OK && shipper->ahead_rc == RC_OK;
        if (!is_ahead) {
            click_store_reset(&shipper->store); // it knows clicks that will be read again
        }
    }
    if (rc == RC_CONFLICT) {
        click_store_reset(&shipper->store);
        TRY(drop_stored(shipper, db, batch));
        rc = store_batch(shipper, db, batch);
    }
    if (rc != RC_OK) {
        return rc;
    }
    note_batch(shipper, batch);
    shipper->is_ahead = is_ahead && shipper->batches[1 - shipper->at].read > 0;
    shipper->at = is_ahead ? 1 - shipper->at : shipper->at;
    return RC_OK;
}

static enum rc ship_batch(struct click_shipper *shipper, struct db *db, size_t *ret_read)
{
    TRY(know_mark(shipper, db));
    struct batch *batch = &shipper->batches[shipper->at];
    struct spool_mark from = {.segment = shipper->mark.segment, .position = shipper->mark.position};
    enum rc rc = shipper->is_ahead ? RC_OK : read_batch(shipper, db, from, batch);
    shipper->is_ahead = false;
    *ret_read = batch->read;
    if (rc == RC_OK && batch->read > 0) {
        rc = write_batch(shipper, db, batch);
    } else {
        reader_close(shipper);
    }
    if (rc != RC_OK) {
        forget(shipper);
    }
    return rc;
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
    forget(shipper);
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
    reader_close(shipper);
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
