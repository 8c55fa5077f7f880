// SPDX-License-Identifier: Apache-2.0
// Makes one batch of answers durable at a time. While the disk is prompt the loop does that itself: nothing is handed
// over, and no thread competes with it. A slow disk is waited for by a thread, while the loop reads and answers what
// will be the next batch. So the loop stands still at most once when a disk turns slow.
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

#define UNKNOWN_BATCHES 8 // so many go to the thread before the disk is known
#define SLOW_BATCHES_MAX 1000
#define GATHER_NS 1000000 // how long answers wait for others before the disk is waited for

enum durable_state { DURABLE_IDLE, DURABLE_ASKED, DURABLE_DONE, DURABLE_STOPPING };

struct http_durable {
    struct http_handlers handlers;
    void (*done)(void *user);
    void *user;
    uv_thread_t thread;
    uv_mutex_t lock;
    uv_cond_t changed;
    enum durable_state state;
    bool is_durable;
    uint64_t took_ns;
    // The loop's.
    uint64_t slow_batches; // so many go to the thread
    size_t gathered;       // answers at the last look at the sockets; 0: none before
    uint64_t gathering_since_ns;
};

static bool call(struct http_durable *durable, uint64_t *ret_took_ns)
{
    uint64_t begin_ns = uv_hrtime();
    bool is_durable = durable->handlers.before_answers(durable->handlers.user) == RC_OK;
    *ret_took_ns = uv_hrtime() - begin_ns;
    return is_durable;
}

// A batch that took some milliseconds sends as many that follow to the thread: a hiccup a few, a stall hundreds, and of
// a disk that is always slow all.
static void note(struct http_durable *durable, uint64_t took_ns)
{
    uint64_t left = durable->slow_batches > 0 ? durable->slow_batches - 1 : 0;
    uint64_t slow = took_ns / 1000000;
    slow = slow < SLOW_BATCHES_MAX ? slow : SLOW_BATCHES_MAX;
    durable->slow_batches = slow > left ? slow : left;
}

static bool wait_for_batch(struct http_durable *durable)
{
    uv_mutex_lock(&durable->lock);
    while (durable->state != DURABLE_ASKED && durable->state != DURABLE_STOPPING) {
        uv_cond_wait(&durable->changed, &durable->lock);
    }
    bool is_asked = durable->state == DURABLE_ASKED;
    uv_mutex_unlock(&durable->lock);
    return is_asked;
}

static void run(void *user)
{
    struct http_durable *durable = user;
    while (wait_for_batch(durable)) {
        uint64_t took_ns = 0;
        bool is_durable = call(durable, &took_ns);
        uv_mutex_lock(&durable->lock);
        durable->is_durable = is_durable;
        durable->took_ns = took_ns;
        durable->state = durable->state == DURABLE_STOPPING ? DURABLE_STOPPING : DURABLE_DONE;
        uv_mutex_unlock(&durable->lock);
        durable->done(durable->user);
    }
}

struct http_durable *http_durable_new(const struct http_handlers *handlers, void (*done)(void *user), void *user)
{
    struct http_durable *durable = calloc(1, sizeof(*durable));
    BUG_ON(durable == NULL);
    durable->handlers = *handlers;
    durable->done = done;
    durable->user = user;
    durable->slow_batches = UNKNOWN_BATCHES;
    BUG_ON(uv_mutex_init(&durable->lock) != 0);
    BUG_ON(uv_cond_init(&durable->changed) != 0);
    BUG_ON(uv_thread_create(&durable->thread, run, durable) != 0);
    return durable;
}

static void set_state(struct http_durable *durable, enum durable_state state)
{
    uv_mutex_lock(&durable->lock);
    durable->state = state;
    uv_mutex_unlock(&durable->lock);
    uv_cond_signal(&durable->changed); // after the lock: a thread that wakes at once would only wait for it
}

bool http_durable_is_prompt(const struct http_durable *durable)
{
    return durable->slow_batches == 0;
}

bool http_durable_gathers(struct http_durable *durable, size_t waiting, size_t connections)
{
    uint64_t now_ns = uv_hrtime();
    durable->gathering_since_ns = durable->gathered == 0 ? now_ns : durable->gathering_since_ns;
    bool has_more = waiting > durable->gathered && waiting < connections;
    bool goes_on = has_more && http_durable_is_prompt(durable) && now_ns - durable->gathering_since_ns < GATHER_NS;
    durable->gathered = goes_on ? waiting : 0;
    return goes_on;
}

bool http_durable_now(struct http_durable *durable)
{
    uint64_t took_ns = 0;
    bool is_durable = call(durable, &took_ns);
    note(durable, took_ns);
    return is_durable;
}

void http_durable_ask(struct http_durable *durable)
{
    set_state(durable, DURABLE_ASKED);
}

bool http_durable_take(struct http_durable *durable, bool *ret_is_durable)
{
    uv_mutex_lock(&durable->lock);
    bool is_done = durable->state == DURABLE_DONE;
    if (is_done) {
        *ret_is_durable = durable->is_durable;
        note(durable, durable->took_ns);
        durable->state = DURABLE_IDLE;
    }
    uv_mutex_unlock(&durable->lock);
    return is_done;
}

void http_durable_free(struct http_durable *durable)
{
    if (durable == NULL) {
        return;
    }
    set_state(durable, DURABLE_STOPPING);
    BUG_ON(uv_thread_join(&durable->thread) != 0);
    uv_cond_destroy(&durable->changed);
    uv_mutex_destroy(&durable->lock);
    free(durable);
}
