// SPDX-License-Identifier: Apache-2.0
// What all connections of one server share: options, the spare exchanges, and the batches in which answers that must be
// durable first wait for one write and one sync.
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

struct http_options http_options_default(void)
{
    return (struct http_options){
        .address = "127.0.0.1",
        .workers = 4,
        .head_bytes_max = (size_t)16 << 10,
        .body_bytes_max = (size_t)1 << 20,
        .head_timeout_ms = 10000,
        .body_timeout_ms = 15000,
        .idle_timeout_ms = 75000,
        .write_timeout_ms = 30000,
        .connections_max = 20000,
        .queue_max = 1024,
        .streams_max = 1000,
        .pipeline_max = 64,
    };
}

void http_count(_Atomic uint64_t *counter, int64_t by)
{
    // Only the loop's thread writes: a plain addition, readable from others.
    uint64_t value = atomic_load_explicit(counter, memory_order_relaxed);
    atomic_store_explicit(counter, value + (uint64_t)by, memory_order_relaxed);
}

static uint64_t count_of(const _Atomic uint64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

struct http_counters http_counts_read(const struct http_counts *counts)
{
    return (struct http_counters){
        .connections_accepted = count_of(&counts->connections_accepted),
        .connections_open = count_of(&counts->connections_open),
        .requests = count_of(&counts->requests),
        .refused_malformed = count_of(&counts->refused_malformed),
        .refused_busy = count_of(&counts->refused_busy),
        .timeouts = count_of(&counts->timeouts),
        .streams_open = count_of(&counts->streams_open),
    };
}

static enum rc check_options(const struct http_options *o, struct fault *fault)
{
    bool is_sound = o->address != NULL && o->port >= 0 && o->port <= UINT16_MAX && o->workers >= 1 &&
                    o->head_bytes_max >= 256 && o->head_timeout_ms > 0 && o->body_timeout_ms > 0 &&
                    o->idle_timeout_ms > 0 && o->write_timeout_ms > 0 && o->connections_max > 0 && o->queue_max > 0 &&
                    o->pipeline_max > 0;
    return is_sound ? RC_OK
                    : fault_set(fault, RC_INVALID, "http_options_invalid", "",
                                "an option of the HTTP server is out of its range");
}

enum rc http_core_init(struct http_core *core, const struct http_options *options, const struct http_handlers *handlers,
                       struct fault *fault)
{
    *core = (struct http_core){.options = *options, .handlers = *handlers};
    TRY(check_options(options, fault));
    BUG_ON(handlers->choose == NULL || handlers->handle == NULL);
    size_t count = 0;
    while (options->proxies != NULL && options->proxies[count] != NULL) {
        count++;
    }
    core->proxies = calloc(count + 1, sizeof(*core->proxies));
    BUG_ON(core->proxies == NULL);
    core->proxy_count = count;
    for (size_t i = 0; i < count; i++) {
        if (!address_parse(text_of(options->proxies[i]), &core->proxies[i])) {
            return fault_set(fault, RC_INVALID, "http_proxy_invalid", "proxies",
                             "the trusted proxy %s is not an IP address", options->proxies[i]);
        }
    }
    // Ids grow from the time of the start, so that those of two runs do not meet in a log.
    uv_timeval64_t now = {0};
    BUG_ON(uv_gettimeofday(&now) != 0);
    core->next_id = (uint64_t)now.tv_sec << 24;
    core->now_ms = uv_hrtime() / 1000000;
    return RC_OK;
}

// Answers of connections that are gone.
static void drop_list(struct http_core *core, struct http_exchange *exchange)
{
    while (exchange != NULL) {
        struct http_exchange *next = exchange->next_queued;
        BUG_ON(exchange->connection != NULL);
        http_exchange_recycle(core, exchange);
        exchange = next;
    }
}

void http_core_release(struct http_core *core)
{
    drop_list(core, core->batch);
    drop_list(core, core->durable_first);
    while (core->spare != NULL) {
        struct http_exchange *exchange = core->spare;
        core->spare = exchange->next_queued;
        arena_free(exchange->arena);
        free(exchange);
    }
    free(core->proxies);
    core->proxies = NULL;
}

void http_exchange_recycle(struct http_core *core, struct http_exchange *exchange)
{
    http_stream_leave(core, exchange);
    free(exchange->body);
    exchange->body = NULL;
    if (core->spare_count >= HTTP_SPARE_MAX) {
        arena_free(exchange->arena);
        free(exchange);
        return;
    }
    arena_reset(exchange->arena);
    exchange->next_queued = core->spare;
    core->spare = exchange;
    core->spare_count++;
}

static const struct http_refusal NOT_DURABLE = {
    .status = 503, .code = "not_durable", .message = "this cannot be recorded at the moment"};

static void replace_not_durable(struct http_core *core, struct http_exchange *exchange)
{
    http_response_begin(exchange);
    if (core->handlers.not_durable != NULL) {
        core->handlers.not_durable(core->handlers.user, &exchange->request, &exchange->response);
    } else {
        http_response_refuse(exchange, &NOT_DURABLE);
    }
}

void http_core_settled(struct http_core *core, bool is_durable)
{
    struct http_exchange *exchange = core->batch;
    core->batch = NULL;
    core->is_settling = false;
    while (exchange != NULL) {
        struct http_exchange *next = exchange->next_queued;
        if (exchange->connection == NULL) {
            http_exchange_recycle(core, exchange);
        } else {
            if (!is_durable) {
                replace_not_durable(core, exchange);
            }
            http_exchange_ready(exchange);
        }
        exchange = next;
    }
}

void http_core_settle(struct http_core *core)
{
    if (core->durable_first == NULL || core->is_settling) {
        return;
    }
    core->batch = core->durable_first;
    core->durable_first = NULL;
    core->durable_last = NULL;
    core->durable_count = 0;
    core->is_settling = true;
    const struct http_handlers *handlers = &core->handlers;
    if (handlers->seal_answers != NULL) {
        handlers->seal_answers(handlers->user);
    }
    if (handlers->before_answers != NULL && core->make_durable != NULL) {
        core->make_durable(core);
    } else {
        http_core_settled(core, handlers->before_answers == NULL || handlers->before_answers(handlers->user) == RC_OK);
    }
}
