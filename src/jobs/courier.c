// SPDX-License-Identifier: Apache-2.0
// Threads that empty outboxes.
#include "courier.h"

#include "db/db_within.h"
#include "log/log.h"

static enum rc connect_database(struct courier *courier, struct fault *fault)
{
    if (courier->db != NULL && db_is_broken(courier->db)) {
        db_close(courier->db);
        courier->db = NULL;
    }
    return courier->db != NULL ? RC_OK : db_open_within(courier->app->database, DB_ANSWER_MS, &courier->db, fault);
}

// Whether something left.
static bool round_run(struct courier *courier, struct arena *arena)
{
    struct fault fault = {.rc = RC_OK};
    int64_t done = 0;
    enum rc rc = connect_database(courier, &fault);
    if (rc != RC_OK) {
        courier->db = NULL;
    } else {
        struct flow flow = {.db = courier->db,
                            .arena = arena,
                            .keyring = courier->app->keyring,
                            .now = clock_now(courier->app->clock),
                            .actor = TEXT("jobs"),
                            .fault = &fault};
        rc = courier->round(courier->app, &flow, &done);
    }
    if (rc != RC_OK) {
        struct text event = text_format(arena, "%s_failed", courier->name);
        log_message(text_zero_terminated(arena, event), fault.message);
    } else if (done > 0) {
        struct log_line line;
        log_begin(&line, courier->name);
        log_int64(&line, courier->unit, done);
        log_end(&line);
    }
    return done > 0;
}

static bool wait(struct courier *courier)
{
    lock_take(&courier->lock);
    if (!courier->is_stopping) {
        signal_wait_ms(&courier->wake, &courier->lock, COURIER_WAKE_MS);
    }
    bool is_going_on = !courier->is_stopping;
    lock_give(&courier->lock);
    return is_going_on;
}

bool courier_is_stopping(struct courier *courier)
{
    lock_take(&courier->lock);
    bool is_stopping = courier->is_stopping;
    lock_give(&courier->lock);
    return is_stopping;
}

// The address of links is known once the server listens.
static void serve(void *user)
{
    struct courier *courier = user;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    bool is_more = false; // a round takes some of what waits
    while (is_more ? !courier_is_stopping(courier) : wait(courier)) {
        if (atomic_load(&courier->app->is_listening)) {
            is_more = round_run(courier, arena);
            arena_reset(arena);
        }
    }
    db_close(courier->db);
    courier->db = NULL;
}

enum rc courier_start(struct courier *courier, struct app *app, struct fault *fault)
{
    courier->app = app;
    courier->db = NULL;
    courier->is_stopping = false;
    lock_init(&courier->lock);
    signal_init(&courier->wake);
    enum rc rc = thread_start(&courier->thread, courier->name, serve, courier);
    courier->is_running = rc == RC_OK;
    return rc == RC_OK ? RC_OK : fault_internal(fault, rc, "no thread for %s", courier->name);
}

void courier_stop(struct courier *courier)
{
    if (!courier->is_running) {
        return;
    }
    lock_take(&courier->lock);
    courier->is_stopping = true;
    signal_all(&courier->wake);
    lock_give(&courier->lock);
    thread_join(&courier->thread);
    signal_end(&courier->wake);
    lock_end(&courier->lock);
    courier->is_running = false;
}
