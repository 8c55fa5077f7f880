// SPDX-License-Identifier: Apache-2.0
// The server: one libuv loop that listens and keeps time. A round of the loop finds the sockets that have bytes; then,
// in the check phase, it reads them, those answers that must be durable first are made so as one batch, once no more of
// them are coming (by another thread when the disk is slow, and unless it still has one), and answers that are ready
// are written.
// The prepare phase does the same for answers that came of timers, so that nothing is left when the loop goes to sleep.
#include <signal.h>
#include <stdlib.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_sockets.h"

#define STOP_IDLE_MS 20 // how long idle connections stay open when stopping: their bytes may be on the way
#define BACKLOG 4096
#define STREAM_BEAT_MS 15000 // a stream that says nothing shows that it lives

struct every {
    struct every *next;
    uv_timer_t timer;
    void (*call)(void *user);
    void *user;
};

struct http_server {
    struct http_core core; // first: hooks get it and find the server
    uv_loop_t loop;
    uv_tcp_t listener;
    uv_async_t done_async, durable_async, stop_async, publish_async;
    uv_timer_t sweep_timer, stop_timer, beat_timer;
    struct http_mailbox *mailbox;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_idle_t hurry;   // while it runs the loop looks for events without waiting for them
    bool is_gathering; // the round goes on: no batch yet
    struct http_workers *workers;
    struct http_durable *durable;
    struct http_sockets sockets;
    struct every *every;
    int port;
    int grace_ms;
    atomic_bool is_stop_wanted;
};

// ---- rounds ----

static void settle(struct http_server *server)
{
    if (!server->is_gathering) {
        http_core_settle(&server->core);
    }
}

static void finish_round(struct http_server *server)
{
    server->core.now_ms = uv_now(&server->loop);
    // Requests kept while their connection was paused can be answered while answers are written: again until none.
    settle(server);
    while (http_sockets_send(&server->sockets)) {
        settle(server);
    }
}

static void on_prepare(uv_prepare_t *prepare)
{
    finish_round(prepare->data);
}

static void on_hurry(uv_idle_t *idle)
{
    (void)idle;
}

static void on_check(uv_check_t *check)
{
    struct http_server *server = check->data;
    http_sockets_receive(&server->sockets);
    size_t waiting = server->core.is_settling ? 0 : server->core.durable_count;
    bool is_gathering = waiting > 0 && http_durable_gathers(server->durable, waiting, (size_t)server->sockets.count);
    if (is_gathering != server->is_gathering) {
        BUG_ON((is_gathering ? uv_idle_start(&server->hurry, on_hurry) : uv_idle_stop(&server->hurry)) != 0);
    }
    server->is_gathering = is_gathering;
    finish_round(server);
}

// ---- stopping ----

static void on_grace_over(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    for (int phase = 0; phase < HTTP_PHASE_COUNT; phase++) {
        http_sockets_close_phase(&server->sockets, (enum http_phase)phase);
    }
}

static void on_idle_over(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    server->sockets.is_idle_closing = true;
    http_sockets_close_phase(&server->sockets, HTTP_PHASE_IDLE);
    http_sockets_close_phase(&server->sockets, HTTP_PHASE_FIRST);
    if (server->sockets.count == 0) {
        uv_stop(&server->loop);
    }
    int left_ms = server->grace_ms > STOP_IDLE_MS ? server->grace_ms - STOP_IDLE_MS : 0;
    BUG_ON(uv_timer_start(timer, on_grace_over, (uint64_t)left_ms, 0) != 0);
}

static void on_stop(uv_async_t *async)
{
    struct http_server *server = async->data;
    if (server->core.is_stopping || !atomic_load(&server->is_stop_wanted)) {
        return;
    }
    server->core.is_stopping = true;
    uv_close((uv_handle_t *)&server->listener, NULL);
    http_streams_end(&server->core);
    BUG_ON(uv_timer_start(&server->stop_timer, on_idle_over, STOP_IDLE_MS, 0) != 0);
}

void http_server_stop(struct http_server *server)
{
    atomic_store(&server->is_stop_wanted, true);
    uv_async_send(&server->stop_async);
}

// ---- workers ----

static bool submit(struct http_core *core, struct http_exchange *exchange)
{
    return http_workers_submit(((struct http_server *)core)->workers, exchange);
}

static void wake_loop(void *user)
{
    uv_async_send(&((struct http_server *)user)->done_async);
}

static void take_done(struct http_server *server)
{
    struct http_exchange *exchange = http_workers_take_done(server->workers);
    while (exchange != NULL) {
        struct http_exchange *next = exchange->next_queued;
        http_connection_answered(&server->core, exchange);
        exchange = next;
    }
}

static void on_done(uv_async_t *async)
{
    struct http_server *server = async->data;
    server->core.now_ms = uv_now(&server->loop);
    take_done(server);
}

// ---- batches ----

static void make_durable(struct http_core *core)
{
    struct http_durable *durable = ((struct http_server *)core)->durable;
    if (http_durable_is_prompt(durable)) {
        http_core_settled(core, http_durable_now(durable));
    } else {
        http_durable_ask(durable);
    }
}

static void wake_loop_durable(void *user)
{
    uv_async_send(&((struct http_server *)user)->durable_async);
}

static void on_durable(uv_async_t *async)
{
    struct http_server *server = async->data;
    bool is_durable = false;
    server->core.now_ms = uv_now(&server->loop);
    if (http_durable_take(server->durable, &is_durable)) {
        http_core_settled(&server->core, is_durable);
    }
}

// ---- streams ----

void http_server_publish(struct http_server *server, struct text topic, struct text bytes)
{
    http_mailbox_put(server->mailbox, topic, bytes);
    uv_async_send(&server->publish_async);
}

static void on_publish(uv_async_t *async)
{
    struct http_server *server = async->data;
    http_mailbox_deliver(server->mailbox, &server->core);
}

static void on_beat(uv_timer_t *timer)
{
    http_streams_beat(&((struct http_server *)timer->data)->core);
}

// ---- life ----

static void on_connection(uv_stream_t *listener, int status)
{
    if (status == 0) {
        http_sockets_accept(&((struct http_server *)listener->data)->sockets, listener);
    }
}

static void on_sweep(uv_timer_t *timer)
{
    http_sockets_sweep(&((struct http_server *)timer->data)->sockets);
}

static void on_emptied(struct http_sockets *sockets)
{
    if (sockets->core->is_stopping) {
        uv_stop(sockets->loop);
    }
}

static enum rc listen_at(struct http_server *server, struct fault *fault)
{
    const struct http_options *o = &server->core.options;
    struct sockaddr_storage address = {0};
    if (uv_ip4_addr(o->address, o->port, (struct sockaddr_in *)&address) != 0 &&
        uv_ip6_addr(o->address, o->port, (struct sockaddr_in6 *)&address) != 0) {
        return fault_set(fault, RC_INVALID, "http_address_invalid", "address", "%s is not an IP address to listen on",
                         o->address);
    }
    int rc = uv_tcp_bind(&server->listener, (struct sockaddr *)&address, 0);
    rc = rc == 0 ? uv_listen((uv_stream_t *)&server->listener, BACKLOG, on_connection) : rc;
    if (rc != 0) {
        return fault_set(fault, RC_FAULT, "http_listen_failed", "port", "cannot listen on %s port %d: %s", o->address,
                         o->port, uv_strerror(rc));
    }
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&server->listener, &fd) == 0) {
        http_system_tune_listener(fd);
    }
    int n = sizeof(address);
    BUG_ON(uv_tcp_getsockname(&server->listener, (struct sockaddr *)&address, &n) != 0);
    server->port = ntohs(address.ss_family == AF_INET ? ((struct sockaddr_in *)&address)->sin_port
                                                      : ((struct sockaddr_in6 *)&address)->sin6_port);
    return RC_OK;
}

static void init_handles(struct http_server *server)
{
    uv_loop_t *loop = &server->loop;
    BUG_ON(uv_loop_init(loop) != 0);
    BUG_ON(uv_tcp_init(loop, &server->listener) != 0);
    BUG_ON(uv_async_init(loop, &server->done_async, on_done) != 0);
    BUG_ON(uv_async_init(loop, &server->durable_async, on_durable) != 0);
    BUG_ON(uv_async_init(loop, &server->stop_async, on_stop) != 0);
    BUG_ON(uv_async_init(loop, &server->publish_async, on_publish) != 0);
    server->mailbox = http_mailbox_new();
    BUG_ON(uv_timer_init(loop, &server->sweep_timer) != 0);
    BUG_ON(uv_timer_init(loop, &server->stop_timer) != 0);
    BUG_ON(uv_timer_init(loop, &server->beat_timer) != 0);
    BUG_ON(uv_prepare_init(loop, &server->prepare) != 0);
    BUG_ON(uv_check_init(loop, &server->check) != 0);
    BUG_ON(uv_idle_init(loop, &server->hurry) != 0);
    server->listener.data = server;
    server->done_async.data = server;
    server->durable_async.data = server;
    server->stop_async.data = server;
    server->sweep_timer.data = server;
    server->stop_timer.data = server;
    server->beat_timer.data = server;
    server->publish_async.data = server;
    server->prepare.data = server;
    server->check.data = server;
}

enum rc http_server_new(const struct http_options *options, const struct http_handlers *handlers,
                        struct http_server **ret_server, struct fault *fault)
{
    // A client that goes away while it is written to is an error of that write, not a signal to the process.
    signal(SIGPIPE, SIG_IGN);
    http_system_raise_file_limit(options->connections_max + HTTP_LINGER_CONNECTIONS + 256);
    struct http_server *server = calloc(1, sizeof(*server));
    BUG_ON(server == NULL);
    init_handles(server);
    enum rc rc = http_core_init(&server->core, options, handlers, fault);
    server->core.submit = submit;
    http_sockets_init(&server->sockets, &server->core, &server->loop);
    server->sockets.emptied = on_emptied;
    server->core.make_durable = make_durable;
    rc = rc == RC_OK ? listen_at(server, fault) : rc;
    if (rc != RC_OK) {
        http_server_free(server);
        return rc;
    }
    *ret_server = server;
    return RC_OK;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

static void on_every(uv_timer_t *timer)
{
    struct every *every = timer->data;
    every->call(every->user);
}

void http_server_every(struct http_server *server, int interval_ms, void (*call)(void *user), void *user)
{
    BUG_ON(interval_ms <= 0);
    struct every *every = calloc(1, sizeof(*every));
    BUG_ON(every == NULL);
    every->call = call;
    every->user = user;
    every->next = server->every;
    server->every = every;
    BUG_ON(uv_timer_init(&server->loop, &every->timer) != 0);
    every->timer.data = every;
    BUG_ON(uv_timer_start(&every->timer, on_every, (uint64_t)interval_ms, (uint64_t)interval_ms) != 0);
}

enum rc http_server_run(struct http_server *server, int grace_ms)
{
    BUG_ON(server->workers != NULL);
    uint64_t interval_ms = http_sockets_sweep_interval_ms(&server->core.options);
    server->grace_ms = grace_ms;
    server->workers = http_workers_new(&server->core.options, &server->core.handlers, wake_loop, server);
    server->durable = http_durable_new(&server->core.handlers, wake_loop_durable, server);
    server->sockets.ring = http_ring_new(true);
    uv_update_time(&server->loop);
    BUG_ON(uv_timer_start(&server->sweep_timer, on_sweep, interval_ms, interval_ms) != 0);
    BUG_ON(uv_timer_start(&server->beat_timer, on_beat, STREAM_BEAT_MS, STREAM_BEAT_MS) != 0);
    BUG_ON(uv_prepare_start(&server->prepare, on_prepare) != 0);
    BUG_ON(uv_check_start(&server->check, on_check) != 0);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    // Every connection has been answered or closed; what workers still run belongs to clients that are gone.
    http_workers_stop(server->workers);
    take_done(server);
    http_ring_free(server->sockets.ring);
    server->sockets.ring = NULL;
    http_durable_free(server->durable); // so does a batch that is still under way
    server->durable = NULL;
    return RC_OK;
}

static void close_handle(uv_handle_t *handle, void *argument)
{
    (void)argument;
    if (!uv_is_closing(handle)) {
        uv_close(handle, NULL);
    }
}

void http_server_free(struct http_server *server)
{
    if (server == NULL) {
        return;
    }
    BUG_ON(server->sockets.count > 0);
    uv_walk(&server->loop, close_handle, NULL);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    BUG_ON(uv_loop_close(&server->loop) != 0);
    while (server->every != NULL) {
        struct every *every = server->every;
        server->every = every->next;
        free(every);
    }
    http_sockets_free(&server->sockets);
    http_mailbox_free(server->mailbox);
    http_workers_free(server->workers);
    http_core_release(&server->core);
    free(server);
}

struct http_counters http_server_counters(const struct http_server *server)
{
    return http_counts_read(&server->core.counts);
}
