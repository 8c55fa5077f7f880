// SPDX-License-Identifier: Apache-2.0
// A pool of threads that run requests which may block. Two lists under one lock: requests waiting, at most queue_max,
// and requests done, which the loop takes all at once after one wake-up.
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

struct http_queue {
    struct http_exchange *first, *last;
    int count;
};

struct http_thread {
    struct http_workers *workers;
    uv_thread_t id;
    int number;
};

struct http_workers {
    struct http_handlers handlers;
    void (*done)(void *user);
    void *user;
    uv_mutex_t lock;
    uv_cond_t has_work;
    struct http_queue waiting;
    struct http_queue finished;
    int queue_max;
    bool is_stopping;
    int count;
    struct http_thread *threads;
};

static void queue_push(struct http_queue *queue, struct http_exchange *exchange)
{
    exchange->next_queued = NULL;
    if (queue->last != NULL) {
        queue->last->next_queued = exchange;
    } else {
        queue->first = exchange;
    }
    queue->last = exchange;
    queue->count++;
}

static struct http_exchange *queue_pop(struct http_queue *queue)
{
    struct http_exchange *exchange = queue->first;
    if (exchange != NULL) {
        queue->first = exchange->next_queued;
        queue->last = queue->first == NULL ? NULL : queue->last;
        queue->count--;
    }
    return exchange;
}

void http_worker_run(const struct http_handlers *handlers, int worker, bool *is_started, struct http_exchange *exchange)
{
    if (!*is_started) {
        *is_started = handlers->worker_start == NULL || handlers->worker_start(handlers->user, worker) == RC_OK;
    }
    if (*is_started) {
        handlers->handle(handlers->user, worker, &exchange->request, &exchange->response);
    } else {
        http_response_refuse(exchange, &HTTP_REFUSAL_UNAVAILABLE);
    }
}

static struct http_exchange *wait_for_work(struct http_workers *workers)
{
    uv_mutex_lock(&workers->lock);
    while (workers->waiting.first == NULL && !workers->is_stopping) {
        uv_cond_wait(&workers->has_work, &workers->lock);
    }
    struct http_exchange *exchange = workers->is_stopping ? NULL : queue_pop(&workers->waiting);
    uv_mutex_unlock(&workers->lock);
    return exchange;
}

static void finish_work(struct http_workers *workers, struct http_exchange *exchange)
{
    uv_mutex_lock(&workers->lock);
    bool was_empty = workers->finished.first == NULL;
    queue_push(&workers->finished, exchange);
    uv_mutex_unlock(&workers->lock);
    if (was_empty) {
        workers->done(workers->user);
    }
}

static void thread_main(void *argument)
{
    struct http_thread *thread = argument;
    struct http_workers *workers = thread->workers;
    const struct http_handlers *handlers = &workers->handlers;
    bool is_started = handlers->worker_start == NULL || handlers->worker_start(handlers->user, thread->number) == RC_OK;
    struct http_exchange *exchange;
    while ((exchange = wait_for_work(workers)) != NULL) {
        http_worker_run(handlers, thread->number, &is_started, exchange);
        finish_work(workers, exchange);
    }
    if (is_started && handlers->worker_stop != NULL) {
        handlers->worker_stop(handlers->user, thread->number);
    }
}

struct http_workers *http_workers_new(const struct http_options *options, const struct http_handlers *handlers,
                                      void (*done)(void *user), void *user)
{
    struct http_workers *workers = calloc(1, sizeof(*workers));
    BUG_ON(workers == NULL);
    workers->handlers = *handlers;
    workers->done = done;
    workers->user = user;
    workers->queue_max = options->queue_max;
    workers->count = options->workers;
    BUG_ON(uv_mutex_init(&workers->lock) != 0 || uv_cond_init(&workers->has_work) != 0);
    workers->threads = calloc((size_t)workers->count, sizeof(*workers->threads));
    BUG_ON(workers->threads == NULL);
    for (int i = 0; i < workers->count; i++) {
        workers->threads[i] = (struct http_thread){.workers = workers, .number = i};
        BUG_ON(uv_thread_create(&workers->threads[i].id, thread_main, &workers->threads[i]) != 0);
    }
    return workers;
}

bool http_workers_submit(struct http_workers *workers, struct http_exchange *exchange)
{
    uv_mutex_lock(&workers->lock);
    bool has_room = workers->waiting.count < workers->queue_max && !workers->is_stopping;
    if (has_room) {
        queue_push(&workers->waiting, exchange);
    }
    uv_mutex_unlock(&workers->lock);
    if (has_room) {
        uv_cond_signal(&workers->has_work); // after the lock: a thread that wakes at once would only wait for it
    }
    return has_room;
}

struct http_exchange *http_workers_take_done(struct http_workers *workers)
{
    uv_mutex_lock(&workers->lock);
    struct http_exchange *first = workers->finished.first;
    workers->finished = (struct http_queue){0};
    uv_mutex_unlock(&workers->lock);
    return first;
}

void http_workers_stop(struct http_workers *workers)
{
    uv_mutex_lock(&workers->lock);
    workers->is_stopping = true;
    uv_cond_broadcast(&workers->has_work);
    uv_mutex_unlock(&workers->lock);
    for (int i = 0; i < workers->count; i++) {
        BUG_ON(uv_thread_join(&workers->threads[i].id) != 0);
    }
    struct http_exchange *exchange;
    while ((exchange = queue_pop(&workers->waiting)) != NULL) {
        queue_push(&workers->finished, exchange);
    }
}

void http_workers_free(struct http_workers *workers)
{
    if (workers == NULL) {
        return;
    }
    uv_cond_destroy(&workers->has_work);
    uv_mutex_destroy(&workers->lock);
    free(workers->threads);
    free(workers);
}
