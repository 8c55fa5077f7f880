// SPDX-License-Identifier: Apache-2.0
// The storing side of the import: a batch in one transaction with the mark of how far the file is done; beside the
// reading side when the caller gave connections for it. See import_private.h.
#include "db/db_relaxed.h"
#include "import/import_private.h"

struct arena *import_batch_arena(void)
{
    struct arena *arena = arena_new(IMPORT_ARENA_BYTES);
    arena_keep(arena, IMPORT_ARENA_BYTES);
    return arena;
}

void import_batch_begin(struct importer *importer)
{
    arena_reset(importer->batch);
    importer->clicks = arena_many(importer->batch, struct click_record, importer->batch_rows_max);
    importer->conversions = NULL;
    importer->conversion_capacity = 0;
    importer->click_count = 0;
    importer->conversion_count = 0;
    importer->batch_rows = 0;
    importer->batch_refused = 0;
}

enum rc import_refuse(struct importer *importer, enum rc rc, int64_t line, struct fault *fault)
{
    if (rc != RC_INVALID && rc != RC_REFUSED && rc != RC_NOT_FOUND && rc != RC_CONFLICT) {
        return rc;
    }
    if (importer->options->refused != NULL) {
        importer->options->refused(importer->options->user, line, fault);
    }
    fault_clear(fault);
    return RC_OK;
}

// ---- storing, on whichever thread ----

// Kept until the reading side tells it: callers are called on their own thread only.
static enum rc keep_refusal(struct import_job *job, enum rc rc, int64_t line)
{
    if (rc != RC_INVALID && rc != RC_REFUSED && rc != RC_NOT_FOUND && rc != RC_CONFLICT) {
        return rc;
    }
    if (job->refusal_count == job->refusal_capacity) {
        job->refusals = db_rows_grow(job->arena, job->refusals, sizeof(*job->refusals), &job->refusal_capacity);
    }
    struct import_refusal *refusal = &job->refusals[job->refusal_count++];
    *refusal = (struct import_refusal){.line = line, .fault = job->fault};
    refusal->fault.rc = rc;
    fault_clear(&job->fault);
    return RC_OK;
}

static enum rc store_conversions(struct importer *importer, struct import_job *job, struct flow *flow)
{
    for (size_t i = 0; i < job->conversion_count; i++) {
        struct import_conversion *c = &job->conversions[i];
        if (c->click != SIZE_MAX) {
            c->claim.click_id = click_id_text(job->arena, flow->keyring, job->clicks.records[c->click].id);
        }
        struct conversion_accepted accepted = {0};
        TRY(db_savepoint(flow->db));
        enum rc rc = conversion_accept_step(flow, &c->claim, &accepted);
        if (rc == RC_OK) {
            TRY(db_savepoint_release(flow->db));
            importer->run.conversions += accepted.is_duplicate ? 0 : 1;
            continue;
        }
        TRY(db_savepoint_rollback(flow->db));
        TRY(keep_refusal(job, rc, c->line));
        importer->run.refused++;
    }
    return RC_OK;
}

// Until every batch before is stored. False when one failed: then this one is not stored either.
static bool wait_for_turn(struct import_storer *storer, int64_t number)
{
    lock_take(&storer->lock);
    while (storer->stored < number && !storer->is_broken) {
        signal_wait(&storer->signal, &storer->lock);
    }
    bool is_turn = storer->stored == number;
    lock_give(&storer->lock);
    return is_turn;
}

// Everything of the batch and the mark of how far the file is done, in one transaction.
static enum rc store_job(struct importer *importer, struct import_lane *lane)
{
    struct import_job *job = &lane->job;
    struct flow flow = *importer->flow;
    flow.db = lane->db;
    flow.arena = job->arena;
    flow.fault = &job->fault;
    // What a power failure takes of the others is read in again: the mark goes with the rows.
    TRY(flow_stored(&flow, job->is_last ? db_write_begin(flow.db) : db_write_begin_relaxed(flow.db)));
    AUTO_TRANSACTION(flow.db);
    TRY(flow_stored(&flow, click_store_write_clicks(flow.db, job->arena, &job->clicks)));
    if (!wait_for_turn(&importer->storer, job->number)) {
        return fault_internal(flow.fault, RC_FAULT, "a batch before this one was not stored");
    }
    TRY(flow_stored(&flow, click_store_write_counts(flow.db, job->arena, &job->clicks)));
    TRY(flow_stored(&flow, store_conversions(importer, job, &flow)));
    struct import_run *run = &importer->run;
    int64_t rows_before = run->rows_done;
    run->rows_done += job->rows;
    run->clicks += (int64_t)job->clicks.count;
    run->refused += job->refused;
    enum rc rc = import_run_advance(flow.db, run, rows_before, job->is_last ? flow.now : INSTANT_NONE);
    if (rc == RC_CONFLICT) {
        return fault_set(flow.fault, RC_CONFLICT, "import_running", "file", "another process reads this file in");
    }
    TRY(flow_stored(&flow, rc));
    return flow_commit(&flow);
}

// Stores the lane's batch, and tells that it is over.
static void run_job(struct import_lane *lane)
{
    struct import_storer *storer = &lane->importer->storer;
    enum rc rc = store_job(lane->importer, lane);
    lock_take(&storer->lock);
    lane->job.rc = rc;
    lane->is_working = false;
    if (rc == RC_OK) { // the counts are this batch's until the next one has its turn
        lane->job.counted = lane->importer->run;
        storer->stored++;
    } else {
        storer->is_broken = true;
    }
    signal_all(&storer->signal);
    lock_give(&storer->lock);
}

static void serve_storing(void *user)
{
    struct import_lane *lane = user;
    struct import_storer *storer = &lane->importer->storer;
    lock_take(&storer->lock);
    while (!storer->is_ending) {
        if (!lane->is_working) {
            signal_wait(&storer->signal, &storer->lock);
            continue;
        }
        lock_give(&storer->lock);
        run_job(lane);
        lock_take(&storer->lock);
    }
    lock_give(&storer->lock);
}

// ---- the reading side ----

static enum rc lane_start(struct importer *importer, struct db *db, bool is_threaded)
{
    struct import_storer *storer = &importer->storer;
    struct import_lane *lane = &storer->lanes[storer->lane_count];
    *lane = (struct import_lane){.importer = importer, .db = db};
    TRY(flow_stored(importer->flow, db_expect_load(db)));
    if (is_threaded) {
        enum rc rc = thread_start(&lane->thread, "import", serve_storing, lane);
        if (rc != RC_OK) {
            return fault_internal(importer->flow->fault, rc, "no thread for storing");
        }
    }
    lane->is_threaded = is_threaded;
    lane->spare = import_batch_arena();
    storer->lane_count++;
    return RC_OK;
}

enum rc import_storer_start(struct importer *importer)
{
    lock_init(&importer->storer.lock);
    signal_init(&importer->storer.signal);
    importer->storer.is_started = true;
    struct db *const *dbs = importer->options->store_dbs;
    if (dbs[0] == NULL) {
        return lane_start(importer, importer->flow->db, /* is_threaded= */ false);
    }
    size_t lanes = db_kind_of(dbs[0]) == DB_POSTGRES ? IMPORT_LANES_MAX : 1;
    for (size_t i = 0; i < lanes && dbs[i] != NULL; i++) {
        TRY(lane_start(importer, dbs[i], /* is_threaded= */ true));
    }
    return RC_OK;
}

static void wait_idle(struct import_storer *storer, struct import_lane *lane)
{
    lock_take(&storer->lock);
    while (lane->is_working) {
        signal_wait(&storer->signal, &storer->lock);
    }
    lock_give(&storer->lock);
}

void import_storer_end(struct importer *importer)
{
    struct import_storer *storer = &importer->storer;
    if (!storer->is_started) {
        return;
    }
    for (size_t i = 0; i < storer->lane_count; i++) {
        wait_idle(storer, &storer->lanes[i]);
    }
    lock_take(&storer->lock);
    storer->is_ending = true;
    signal_all(&storer->signal);
    lock_give(&storer->lock);
    for (size_t i = 0; i < storer->lane_count; i++) {
        if (storer->lanes[i].is_threaded) {
            thread_join(&storer->lanes[i].thread);
        }
        arena_free(storer->lanes[i].spare);
    }
    signal_end(&storer->signal);
    lock_end(&storer->lock);
}

static void tell_progress(struct importer *importer, const struct import_run *run)
{
    struct events_import_counts *counts = importer->counts;
    counts->rows = run->rows_done;
    counts->clicks = run->clicks;
    counts->conversions = run->conversions;
    counts->refused = run->refused;
    if (importer->options->progress != NULL) {
        importer->options->progress(importer->options->user, counts);
    }
}

// What came of the lane's batch, once it is stored; nothing when that was told before.
static enum rc lane_settle(struct importer *importer, struct import_lane *lane)
{
    struct import_job *job = &lane->job;
    wait_idle(&importer->storer, lane);
    if (!job->is_filled) {
        return RC_OK;
    }
    job->is_filled = false;
    for (size_t i = 0; i < job->refusal_count; i++) {
        TRY(import_refuse(importer, job->refusals[i].fault.rc, job->refusals[i].line, &job->refusals[i].fault));
    }
    if (job->rc != RC_OK) {
        *importer->flow->fault = job->fault;
        return job->rc;
    }
    tell_progress(importer, &job->counted);
    return RC_OK;
}

// The lane of the batch that will be handed over next, which has the oldest of those on their way.
static struct import_lane *next_lane(struct import_storer *storer)
{
    return &storer->lanes[(size_t)storer->given % storer->lane_count];
}

enum rc import_settle(struct importer *importer)
{
    struct import_storer *storer = &importer->storer;
    for (size_t i = 0; i < storer->lane_count; i++) {
        TRY(lane_settle(importer, &storer->lanes[((size_t)storer->given + i) % storer->lane_count]));
    }
    return RC_OK;
}

static void hand_over(struct importer *importer, const struct click_batch *clicks, bool is_last)
{
    struct import_storer *storer = &importer->storer;
    struct import_lane *lane = next_lane(storer);
    lane->job = (struct import_job){.number = storer->given++,
                                    .arena = importer->batch,
                                    .clicks = *clicks,
                                    .conversions = importer->conversions,
                                    .conversion_count = importer->conversion_count,
                                    .rows = importer->batch_rows,
                                    .refused = importer->batch_refused,
                                    .is_last = is_last,
                                    .is_filled = true};
    importer->batch = lane->spare;
    lane->spare = lane->job.arena;
    import_batch_begin(importer);
    if (!lane->is_threaded) {
        run_job(lane);
        return;
    }
    lock_take(&storer->lock);
    lane->is_working = true;
    signal_all(&storer->signal);
    lock_give(&storer->lock);
}

enum rc import_store(struct importer *importer, bool is_last)
{
    struct click_batch clicks;
    TRY(flow_stored(importer->flow, click_store_judge(&importer->store, importer->flow->db, importer->batch,
                                                      importer->clicks, importer->click_count, &clicks)));
    TRY(lane_settle(importer, next_lane(&importer->storer)));
    hand_over(importer, &clicks, is_last);
    bool is_threaded = importer->options->store_dbs[0] != NULL;
    if (is_threaded) { // what the batch before left, while this one is written
        TRY(flow_stored(importer->flow, db_write_back(importer->flow->db)));
    }
    if (is_last || !is_threaded || click_store_is_large(&importer->store)) {
        TRY(import_settle(importer));
        click_store_trim(&importer->store);
    }
    return RC_OK;
}
