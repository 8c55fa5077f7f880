// SPDX-License-Identifier: Apache-2.0
// A connection whose owner is a test: the same code as over a socket, with buffers on both sides and the workers'
// requests run on the calling thread as worker 0.
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

struct http_loopback {
    struct http_core core; // first: hooks get it and find the loopback
    struct http_connection connection;
    struct http_exchange *queue_first, *queue_last;
    int queue_count;
    bool is_worker_started;
};

static bool submit(struct http_core *core, struct http_exchange *exchange)
{
    struct http_loopback *loopback = (struct http_loopback *)core;
    if (loopback->queue_count >= core->options.queue_max) {
        return false;
    }
    exchange->next_queued = NULL;
    if (loopback->queue_last != NULL) {
        loopback->queue_last->next_queued = exchange;
    } else {
        loopback->queue_first = exchange;
    }
    loopback->queue_last = exchange;
    loopback->queue_count++;
    return true;
}

static void changed(struct http_connection *connection)
{
    // http_loopback_send collects until nothing is left.
    (void)connection;
}

struct http_loopback *http_loopback_new(const struct http_options *options, const struct http_handlers *handlers)
{
    struct http_loopback *loopback = calloc(1, sizeof(*loopback));
    BUG_ON(loopback == NULL);
    struct fault fault = {0};
    BUG_ON(http_core_init(&loopback->core, options, handlers, &fault) != RC_OK);
    loopback->core.submit = submit;
    loopback->core.changed = changed;
    struct address peer;
    BUG_ON(!address_parse(TEXT("127.0.0.1"), &peer));
    http_connection_init(&loopback->connection, &loopback->core, &peer);
    return loopback;
}

static bool run_queue(struct http_loopback *loopback)
{
    struct http_exchange *exchange = loopback->queue_first;
    if (exchange == NULL) {
        return false;
    }
    loopback->queue_first = exchange->next_queued;
    loopback->queue_last = loopback->queue_first == NULL ? NULL : loopback->queue_last;
    loopback->queue_count--;
    http_worker_run(&loopback->core.handlers, /* worker= */ 0, &loopback->is_worker_started, exchange);
    http_connection_answered(&loopback->core, exchange);
    return true;
}

static bool write_out(struct http_loopback *loopback, struct buf *ret_answer)
{
    struct text pieces[8];
    size_t n = http_connection_collect(&loopback->connection, pieces, 8);
    for (size_t i = 0; i < n; i++) {
        buf_add(ret_answer, pieces[i]);
    }
    http_connection_written(&loopback->connection);
    return n > 0;
}

bool http_loopback_send(struct http_loopback *loopback, struct text bytes, struct buf *ret_answer)
{
    loopback->core.now_ms = uv_hrtime() / 1000000;
    http_connection_feed(&loopback->connection, bytes);
    bool has_progress = true;
    while (has_progress) {
        has_progress = run_queue(loopback);
        http_core_settle(&loopback->core);
        has_progress = write_out(loopback, ret_answer) || has_progress;
    }
    return !http_connection_is_over(&loopback->connection);
}

void http_loopback_free(struct http_loopback *loopback)
{
    if (loopback == NULL) {
        return;
    }
    if (loopback->is_worker_started && loopback->core.handlers.worker_stop != NULL) {
        loopback->core.handlers.worker_stop(loopback->core.handlers.user, /* worker= */ 0);
    }
    http_connection_release(&loopback->connection);
    http_core_release(&loopback->core);
    free(loopback);
}
