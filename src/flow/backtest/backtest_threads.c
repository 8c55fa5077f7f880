// SPDX-License-Identifier: Apache-2.0
// The threads of a backtest: who reads which page, and whose turn it is to count.
#include "backtest/backtest_private.h"

struct pass {
    struct backtest_work *work;
    bool is_whole;
    int64_t last_day;
    struct lock claims;
    struct backtest_span next; // with claims
    bool is_all_claimed;
    struct lock lock;
    struct signal moved;
    int64_t turn; // number of the page that is counted next
    enum rc rc;   // the first failure
    struct fault fault;
};

struct part { // of one thread
    struct pass *pass;
    struct backtest_worker *worker;
};

static enum rc boundary(const struct pass *pass, struct backtest_worker *worker, struct backtest_span *span,
                        bool *ret_is_last)
{
    struct sql_backtest_boundary_in in = {.program_id = pass->work->ask->program_id,
                                          .after_day = span->after_day,
                                          .after_at = span->after_at,
                                          .last_day = pass->last_day,
                                          .skipped = backtest_page_events(pass->work->ask) - 1};
    struct sql_backtest_boundary_row row;
    arena_reset(worker->page);
    lock_take(&worker->source->lock);
    enum rc rc = sql_backtest_boundary(worker->source->db, worker->page, &in, &row);
    lock_give(&worker->source->lock);
    *ret_is_last = rc == RC_NOT_FOUND;
    if (rc == RC_NOT_FOUND) {
        row = (struct sql_backtest_boundary_row){.local_day = pass->last_day, .occurred_at = {INT64_MAX}};
        rc = RC_OK;
    }
    TRY(rc);
    span->upto_day = row.local_day;
    span->upto_at = row.occurred_at;
    return RC_OK;
}

// The next page that nobody reads yet; false when there is none.
static enum rc claim(struct pass *pass, struct backtest_worker *worker, struct backtest_span *ret_span, bool *ret_is)
{
    enum rc rc = RC_OK;
    lock_take(&pass->claims);
    *ret_is = !pass->is_all_claimed;
    if (*ret_is) {
        rc = boundary(pass, worker, &pass->next, &pass->is_all_claimed);
        *ret_span = pass->next;
        pass->next = (struct backtest_span){
            .number = ret_span->number + 1, .after_day = ret_span->upto_day, .after_at = ret_span->upto_at};
    }
    lock_give(&pass->claims);
    return rc;
}

// False when another thread failed.
static bool await_turn(struct pass *pass, int64_t number)
{
    lock_take(&pass->lock);
    while (pass->turn != number && pass->rc == RC_OK) {
        signal_wait(&pass->moved, &pass->lock);
    }
    bool is_on = pass->rc == RC_OK;
    lock_give(&pass->lock);
    return is_on;
}

static void end_turn(struct pass *pass, enum rc rc, const struct fault *fault)
{
    lock_take(&pass->lock);
    pass->turn++;
    if (rc != RC_OK && pass->rc == RC_OK) {
        pass->rc = rc;
        pass->fault = *fault;
    }
    signal_all(&pass->moved);
    lock_give(&pass->lock);
}

static enum rc tell_watch(struct backtest_worker *worker)
{
    struct backtest_work *work = worker->work;
    struct backtest_watch *watch = work->ask->watch;
    if (watch == NULL) {
        return RC_OK;
    }
    atomic_store(&watch->events, (long long)work->report->events_read);
    if (atomic_load(&watch->is_unwanted)) {
        return fault_set(&worker->fault, RC_BUSY, "backtest_stopped", "", "the backtest was stopped");
    }
    return RC_OK;
}

static enum rc count_page(struct pass *pass, struct backtest_worker *worker)
{
    struct backtest_work *work = pass->work;
    for (size_t i = 0; i < worker->count; i++) {
        struct backtest_event *event = &worker->events[i];
        if (pass->is_whole) {
            backtest_history_whole(&work->history, &event->conversion, event->terms);
        } else {
            backtest_event_count(worker, event);
        }
    }
    if (pass->is_whole) {
        return RC_OK;
    }
    if (worker->count > 0 && worker->events[worker->count - 1].is_inside) {
        work->last_day = worker->events[worker->count - 1].conversion.local_day;
    }
    work->report->events_read += (int64_t)worker->count;
    return tell_watch(worker);
}

static void derive_page(struct pass *pass, struct backtest_worker *worker)
{
    for (size_t i = 0; i < worker->count && !pass->is_whole; i++) {
        backtest_event_derive(worker, &worker->events[i]);
    }
}

static enum rc take_pages(struct pass *pass, struct backtest_worker *worker)
{
    struct backtest_span span;
    bool is_page = false;
    TRY(claim(pass, worker, &span, &is_page));
    while (is_page) {
        TRY(backtest_page_read(worker, &span, pass->is_whole));
        if (!await_turn(pass, span.number)) {
            return RC_OK;
        }
        TRY(count_page(pass, worker));
        end_turn(pass, RC_OK, NULL);
        derive_page(pass, worker);
        TRY(claim(pass, worker, &span, &is_page));
    }
    return RC_OK;
}

static void work_on(void *user)
{
    struct part *part = user;
    enum rc rc = flow_stored(&part->worker->flow, take_pages(part->pass, part->worker));
    if (rc != RC_OK) {
        end_turn(part->pass, rc, &part->worker->fault);
    }
}

enum rc backtest_threads_run(struct backtest_work *work, int64_t first_day, int64_t last_day, bool is_whole)
{
    struct pass pass = {.work = work,
                        .is_whole = is_whole,
                        .last_day = last_day,
                        .next = {.after_day = first_day - 1, .after_at = {INT64_MAX}},
                        .rc = RC_OK};
    struct part parts[BACKTEST_THREADS];
    lock_init(&pass.claims);
    lock_init(&pass.lock);
    signal_init(&pass.moved);
    for (size_t i = 0; i < BACKTEST_THREADS; i++) {
        parts[i] = (struct part){.pass = &pass, .worker = &work->workers[i]};
    }
    size_t started = 1;
    enum rc rc = RC_OK;
    while (started < BACKTEST_THREADS && rc == RC_OK) {
        rc = thread_start(&work->workers[started].thread, "backtest", work_on, &parts[started]);
        started += rc == RC_OK ? 1 : 0;
    }
    if (rc == RC_OK) {
        work_on(&parts[0]);
    } else {
        rc = fault_internal(&pass.fault, rc, "a thread cannot be started");
        end_turn(&pass, rc, &pass.fault);
    }
    for (size_t i = 1; i < started; i++) {
        thread_join(&work->workers[i].thread);
    }
    if (pass.rc != RC_OK && !fault_is_set(work->flow->fault)) {
        *work->flow->fault = pass.fault;
    }
    signal_end(&pass.moved);
    lock_end(&pass.lock);
    lock_end(&pass.claims);
    return pass.rc;
}
