// SPDX-License-Identifier: Apache-2.0
// The thread that waits for the disk, so that the loop does not: it makes one batch of answers durable at a time, while
// the loop reads and answers what will be the next.
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

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
};

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
        bool is_durable = durable->handlers.before_answers(durable->handlers.user) == RC_OK;
        uv_mutex_lock(&durable->lock);
        durable->is_durable = is_durable;
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
    BUG_ON(uv_mutex_init(&durable->lock) != 0);
    BUG_ON(uv_cond_init(&durable->changed) != 0);
    BUG_ON(uv_thread_create(&durable->thread, run, durable) != 0);
    return durable;
}

static void set_state(struct http_durable *durable, enum durable_state state)
{
    uv_mutex_lock(&durable->lock);
    durable->state = state;
    uv_cond_signal(&durable->changed);
    uv_mutex_unlock(&durable->lock);
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
