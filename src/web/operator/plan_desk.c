// SPDX-License-Identifier: Apache-2.0
// Backtests in the background.
#include "operator/plan_desk.h"

#include <string.h>

#include "crypto/crypto.h"
#include "format/encode.h"
#include "phrase/phrases.h"
#include "thread/thread.h"

#define REPORT_BYTES ((size_t)256 << 20)
#define RUN_KEY_BYTES 12

struct run {
    bool is_used, is_ended;
    int64_t number; // the smaller the older
    struct thread thread;
    struct arena *arena; // of everything below
    struct text key;
    struct text plan_text;
    struct text database;
    struct backtest_draft draft;
    struct backtest_ask ask;
    struct backtest_watch watch;
    struct flow flow;
    struct fault fault;
    enum rc rc;
    struct backtest_report report;
};

static struct desk {
    struct lock lock;
    struct signal ended;
    struct run runs[PLAN_DESK_RUNS_MAX];
    int64_t count;
} desk;

void plan_desk_start(void)
{
    memset(&desk, 0, sizeof(desk));
    lock_init(&desk.lock);
    signal_init(&desk.ended);
}

static void clear(struct run *run)
{
    thread_join(&run->thread);
    arena_free(run->arena);
    memset(run, 0, sizeof(*run));
}

void plan_desk_stop(void)
{
    for (size_t i = 0; i < PLAN_DESK_RUNS_MAX; i++) {
        if (desk.runs[i].is_used) {
            atomic_store(&desk.runs[i].watch.is_unwanted, true);
            clear(&desk.runs[i]);
        }
    }
    signal_end(&desk.ended);
    lock_end(&desk.lock);
}

static void work(void *user)
{
    struct run *run = user;
    struct db *db = NULL;
    enum rc rc = db_open(run->database, &db, &run->fault);
    if (rc == RC_OK) {
        run->flow.db = db;
        rc = backtest(&run->flow, &run->ask, &run->report);
        db_close(db);
    }
    lock_take(&desk.lock);
    run->rc = rc;
    run->is_ended = true;
    signal_all(&desk.ended);
    lock_give(&desk.lock);
}

// A place for another one: a free one, else that of the oldest that ended. NULL: too many run. With the lock.
static struct run *place(void)
{
    struct run *found = NULL;
    size_t running = 0;
    for (size_t i = 0; i < PLAN_DESK_RUNS_MAX; i++) {
        struct run *run = &desk.runs[i];
        running += run->is_used && !run->is_ended;
        bool is_free = !run->is_used || run->is_ended;
        if (is_free && (found == NULL || run->number < found->number)) {
            found = run;
        }
    }
    return running >= PLAN_DESK_RUNNING_MAX ? NULL : found;
}

static struct text new_key(struct arena *arena)
{
    uint8_t bytes[RUN_KEY_BYTES];
    random_bytes(bytes, sizeof(bytes));
    struct buf buf = buf_new(arena, 64);
    base64url_encode(&buf, bytes, sizeof(bytes));
    return buf_text(&buf);
}

static enum rc begin(struct run *run, struct call *call, const struct program *program, struct text plan_text)
{
    struct plan *plan = NULL;
    struct plan_error error;
    run->arena = arena_new(REPORT_BYTES);
    run->key = new_key(run->arena);
    run->plan_text = text_copy(run->arena, plan_text);
    run->database = call->app->database;
    if (plan_parse(run->arena, run->plan_text, program->currency, &plan, &error) != RC_OK) {
        arena_free(run->arena);
        memset(run, 0, sizeof(*run));
        return fault_set(call->fault, RC_INVALID, "plan_malformed", "text", "line %d, column %d: %s", error.line,
                         error.column, error.message);
    }
    run->draft = (struct backtest_draft){.name = TEXT("draft"), .text = run->plan_text, .plan = plan};
    run->ask.program_id = program->id;
    run->ask.drafts = &run->draft;
    run->ask.draft_count = 1;
    run->ask.events_max = BACKTEST_REQUEST_EVENTS_MAX;
    run->ask.watch = &run->watch;
    run->flow = (struct flow){.arena = run->arena,
                              .keyring = call->keyring,
                              .now = call->now,
                              .actor = text_copy(run->arena, call->flow.actor),
                              .fault = &run->fault};
    run->number = ++desk.count;
    run->is_used = true;
    return RC_OK;
}

enum rc plan_desk_begin(struct call *call, const struct program *program, struct text plan_text, int64_t from_day,
                        int64_t to_day, struct text *ret_key)
{
    lock_take(&desk.lock);
    struct run *run = place();
    enum rc rc = RC_OK;
    if (run == NULL) {
        rc = fault_set(call->fault, RC_CONFLICT, "backtests_running", "",
                       "%d backtests are running already: try again when one has ended", PLAN_DESK_RUNNING_MAX);
    } else {
        if (run->is_used) {
            clear(run);
        }
        rc = begin(run, call, program, plan_text);
    }
    if (rc == RC_OK) {
        run->ask.from_day = from_day;
        run->ask.to_day = to_day;
        *ret_key = text_copy(call->arena, run->key);
        rc = thread_start(&run->thread, "backtest", work, run);
        if (rc != RC_OK) {
            arena_free(run->arena);
            memset(run, 0, sizeof(*run));
            rc = fault_set(call->fault, RC_BUSY, "busy", "", "the backtest could not be begun: try again");
        }
    }
    lock_give(&desk.lock);
    return rc;
}

static struct run *find(struct program_id program_id, struct text key)
{
    for (size_t i = 0; i < PLAN_DESK_RUNS_MAX; i++) {
        struct run *run = &desk.runs[i];
        if (run->is_used && run->ask.program_id.v == program_id.v && text_equal(run->key, key)) {
            return run;
        }
    }
    return NULL;
}

// With the lock; everything is copied to the call, because the run may go.
static enum rc tell(struct run *run, struct call *call, struct render *render, struct text *ret_text,
                    struct plan_backtest_view *ret_view)
{
    *ret_text = text_copy(call->arena, run->plan_text);
    if (!run->is_ended) {
        *ret_view = (struct plan_backtest_view){
            .is_running = true,
            .so_far = phrase_plan_so_far(&render->reader,
                                         (struct phrase_plan_so_far){.n = (int64_t)atomic_load(&run->watch.events)})};
        return RC_OK;
    }
    if (run->rc != RC_OK) {
        *call->fault = run->fault;
        return run->rc;
    }
    plan_backtest_fill(call, render, &run->report, ret_view);
    return RC_OK;
}

void plan_desk_wait(struct program_id program_id, struct text key, int64_t wait_ms)
{
    lock_take(&desk.lock);
    const struct run *run = find(program_id, key);
    if (run != NULL && !run->is_ended) {
        (void)signal_wait_ms(&desk.ended, &desk.lock, wait_ms);
    }
    lock_give(&desk.lock);
}

enum rc plan_desk_look(struct call *call, struct render *render, struct program_id program_id, struct text key,
                       struct text *ret_text, struct plan_backtest_view *ret_view)
{
    enum rc rc = RC_OK;
    lock_take(&desk.lock);
    struct run *run = find(program_id, key);
    if (run == NULL) {
        rc = fault_set(call->fault, RC_NOT_FOUND, "backtest_gone", "", "this backtest is not there any more");
    } else {
        rc = tell(run, call, render, ret_text, ret_view);
    }
    lock_give(&desk.lock);
    return rc;
}
