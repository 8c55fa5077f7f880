// SPDX-License-Identifier: Apache-2.0
// The storing side of the import: one batch at a time, in one transaction with the mark of how far the file is done;
// beside the reading side when the caller gave a second connection. See import_private.h.
#include "db/db_relaxed.h"
#include "import/import_private.h"

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

static enum rc store_conversions(struct importer *importer, struct flow *flow)
{
    struct import_job *job = &importer->storer.job;
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

// Everything of the batch and the mark of how far the file is done, in one transaction.
static enum rc store_job(struct importer *importer)
{
    struct import_job *job = &importer->storer.job;
    struct flow flow = *importer->flow;
    flow.db = importer->storer.db;
    flow.arena = job->arena;
    flow.fault = &job->fault;
    int64_t rows_before = importer->run.rows_done;
    // What a power failure takes of the others is read in again: the mark goes with the rows.
    TRY(flow_stored(&flow, job->is_last ? db_write_begin(flow.db) : db_write_begin_relaxed(flow.db)));
    AUTO_TRANSACTION(flow.db);
    TRY(flow_stored(&flow, click_store_write(flow.db, job->arena, &job->clicks)));
    TRY(flow_stored(&flow, store_conversions(importer, &flow)));
    importer->run.rows_done += job->rows;
    importer->run.clicks += (int64_t)job->clicks.count;
    importer->run.refused += job->refused;
    enum rc rc = import_run_advance(flow.db, &importer->run, rows_before, job->is_last ? flow.now : INSTANT_NONE);
    if (rc == RC_CONFLICT) {
        return fault_set(flow.fault, RC_CONFLICT, "import_running", "file", "another process reads this file in");
    }
    TRY(flow_stored(&flow, rc));
    return flow_commit(&flow);
}

static void serve_storing(void *user)
{
    struct importer *importer = user;
    struct import_storer *storer = &importer->storer;
    lock_take(&storer->lock);
    while (!storer->is_ending) {
        if (!storer->is_working) {
            signal_wait(&storer->signal, &storer->lock);
            continue;
        }
        lock_give(&storer->lock);
        enum rc rc = store_job(importer);
        lock_take(&storer->lock);
        storer->job.rc = rc;
        storer->is_working = false;
        signal_all(&storer->signal);
    }
    lock_give(&storer->lock);
}

// ---- the reading side ----

enum rc import_storer_start(struct importer *importer)
{
    struct import_storer *storer = &importer->storer;
    storer->db = importer->options->store_db != NULL ? importer->options->store_db : importer->flow->db;
    TRY(flow_stored(importer->flow, db_expect_load(storer->db)));
    if (importer->options->store_db == NULL) {
        return RC_OK;
    }
    lock_init(&storer->lock);
    signal_init(&storer->signal);
    enum rc rc = thread_start(&storer->thread, "import", serve_storing, importer);
    storer->is_threaded = rc == RC_OK;
    return rc == RC_OK ? RC_OK : fault_internal(importer->flow->fault, rc, "no thread for storing");
}

static void wait_idle(struct import_storer *storer)
{
    lock_take(&storer->lock);
    while (storer->is_working) {
        signal_wait(&storer->signal, &storer->lock);
    }
    lock_give(&storer->lock);
}

void import_storer_end(struct importer *importer)
{
    struct import_storer *storer = &importer->storer;
    if (!storer->is_threaded) {
        return;
    }
    wait_idle(storer);
    lock_take(&storer->lock);
    storer->is_ending = true;
    signal_all(&storer->signal);
    lock_give(&storer->lock);
    thread_join(&storer->thread);
    signal_end(&storer->signal);
    lock_end(&storer->lock);
    storer->is_threaded = false;
}

static void tell_progress(struct importer *importer)
{
    struct events_import_counts *counts = importer->counts;
    counts->rows = importer->run.rows_done;
    counts->clicks = importer->run.clicks;
    counts->conversions = importer->run.conversions;
    counts->refused = importer->run.refused;
    if (importer->options->progress != NULL) {
        importer->options->progress(importer->options->user, counts);
    }
}

enum rc import_settle(struct importer *importer)
{
    struct import_job *job = &importer->storer.job;
    if (importer->storer.is_threaded) {
        wait_idle(&importer->storer);
    }
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
    tell_progress(importer);
    return RC_OK;
}

static void hand_over(struct importer *importer, const struct click_batch *clicks, bool is_last)
{
    struct import_storer *storer = &importer->storer;
    storer->job = (struct import_job){.arena = importer->batch,
                                      .clicks = *clicks,
                                      .conversions = importer->conversions,
                                      .conversion_count = importer->conversion_count,
                                      .rows = importer->batch_rows,
                                      .refused = importer->batch_refused,
                                      .is_last = is_last,
                                      .is_filled = true};
    importer->batch = importer->spare;
    importer->spare = storer->job.arena;
    import_batch_begin(importer);
    if (!storer->is_threaded) {
        storer->job.rc = store_job(importer);
        return;
    }
    lock_take(&storer->lock);
    storer->is_working = true;
    signal_all(&storer->signal);
    lock_give(&storer->lock);
}

enum rc import_store(struct importer *importer, bool is_last)
{
    struct click_batch clicks;
    TRY(flow_stored(importer->flow,
                    click_store_judge(&importer->store, importer->flow->db, importer->batch, importer->clicks,
                                      importer->click_count, &clicks)));
    TRY(import_settle(importer));
    hand_over(importer, &clicks, is_last);
    if (importer->storer.is_threaded) { // what the batch before left, while this one is written
        TRY(flow_stored(importer->flow, db_write_back(importer->flow->db)));
    }
    bool is_alone = is_last || !importer->storer.is_threaded || click_store_is_large(&importer->store);
    if (is_alone) {
        TRY(import_settle(importer));
        click_store_trim(&importer->store);
    }
    return RC_OK;
}
