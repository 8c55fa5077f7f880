// SPDX-License-Identifier: Apache-2.0
// The sockets: one libuv loop that listens, reads, writes and keeps time. A round of the loop reads all sockets that
// have bytes; then, in the check phase, those answers that must be durable first are made so as one batch, once no more
// of them are coming (by another thread when the disk is slow, and unless it still has one), and answers that are ready
// are written by direct writes.
// The prepare phase does the same for answers that came of timers, so that nothing is left when the loop goes to sleep.
//
// Time-outs: every connection stands in the list of its phase, each list ordered by deadline because all its members
// have the same time-out; one timer looks at the heads of the lists.
#include <linux/sockios.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <uv.h>

#include "core/bug.h"
#include "http/http_private.h"

#define PROGRESS_BYTES 512 // what counts as progress of a body or an answer within its time-out
#define LINGER_MS 2000     // how long the rest of what a client sends is dropped before the socket is closed
#define STOP_IDLE_MS 20    // how long idle connections stay open when stopping: their bytes may be on the way
#define BACKLOG 4096
#define PIECES_MAX 32
#define STREAM_BEAT_MS 15000 // a stream that says nothing shows that it lives
#define BUSY_BODY "{\"error\":{\"code\":\"busy\",\"message\":\"too many connections, try again\"}}"
#define LINGER_CONNECTIONS 256 // connections beyond the limit that are told so

enum phase {
    PHASE_FIRST,  // new, nothing read yet
    PHASE_HEAD,   // part of a head has been read
    PHASE_BODY,   // part of a body is missing
    PHASE_WORK,   // waits for workers: no time-out
    PHASE_WRITE,  // the client does not take its answers as fast as they come
    PHASE_IDLE,   // between requests
    PHASE_LINGER, // answered for the last time
    PHASE_COUNT,
};

struct http_socket {
    struct http_connection connection; // first: hooks get it and find the socket
    struct http_server *server;
    uv_tcp_t tcp;
    uv_write_t write;
    struct http_socket *previous, *next; // in its phase
    struct http_socket *next_changed;
    uint64_t deadline_ms;
    uint64_t phase_request_count; // which request the phase is about
    uint64_t phase_received_n;    // received_n when the phase's time began
    size_t phase_unwritten_n;     // bytes not yet taken by the client then
    enum phase phase;
    bool is_changed, is_reading, is_writing, is_closing, is_lingering;
};

struct phase_list {
    struct http_socket *first, *last;
};

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
    struct phase_list phases[PHASE_COUNT];
    struct http_socket *changed_first, *changed_last;
    struct every *every;
    int socket_count;
    int port;
    int grace_ms;
    bool is_idle_closing; // stopping, and idle connections are closed
    atomic_bool is_stop_wanted;
    char read_buffer[HTTP_READ_BYTES];
};

static void flush_socket(struct http_socket *socket);

// ---- phases ----

static uint64_t phase_timeout_ms(const struct http_server *server, enum phase phase)
{
    const struct http_options *o = &server->core.options;
    const int timeouts[PHASE_COUNT] = {
        [PHASE_FIRST] = o->head_timeout_ms,  [PHASE_HEAD] = o->head_timeout_ms,
        [PHASE_BODY] = o->body_timeout_ms,   [PHASE_WORK] = 0,
        [PHASE_WRITE] = o->write_timeout_ms, [PHASE_IDLE] = o->idle_timeout_ms,
        [PHASE_LINGER] = LINGER_MS,
    };
    return (uint64_t)timeouts[phase];
}

static void phase_leave(struct http_socket *socket)
{
    struct phase_list *list = &socket->server->phases[socket->phase];
    *(socket->previous != NULL ? &socket->previous->next : &list->first) = socket->next;
    *(socket->next != NULL ? &socket->next->previous : &list->last) = socket->previous;
    socket->previous = NULL;
    socket->next = NULL;
}

// Bytes the client has not acknowledged: those with libuv and those in the kernel, whose buffer of several hundred KiB
// would otherwise hide a slow reader from us, or us from its progress.
static size_t unwritten_bytes(const struct http_socket *socket)
{
    uv_os_fd_t fd;
    int kernel_n = 0;
    if (uv_fileno((const uv_handle_t *)&socket->tcp, &fd) != 0 || ioctl(fd, SIOCOUTQ, &kernel_n) != 0) {
        kernel_n = 0;
    }
    return uv_stream_get_write_queue_size((const uv_stream_t *)&socket->tcp) + (size_t)kernel_n;
}

static void phase_enter(struct http_socket *socket, enum phase phase)
{
    struct phase_list *list = &socket->server->phases[phase];
    socket->phase = phase;
    socket->phase_request_count = socket->connection.request_count;
    socket->phase_received_n = socket->connection.received_n;
    socket->phase_unwritten_n = phase == PHASE_WRITE ? unwritten_bytes(socket) : 0;
    socket->deadline_ms = socket->server->core.now_ms + phase_timeout_ms(socket->server, phase);
    socket->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = socket;
    list->last = socket;
}

static enum phase phase_now(const struct http_socket *socket)
{
    const struct http_connection *connection = &socket->connection;
    if (socket->is_lingering) {
        return PHASE_LINGER;
    }
    if (socket->is_writing) {
        return PHASE_WRITE;
    }
    if (connection->reading != NULL) {
        return PHASE_BODY;
    }
    if (connection->first != NULL) {
        return PHASE_WORK;
    }
    if (connection->input_n > 0) {
        return PHASE_HEAD;
    }
    return connection->request_count == 0 ? PHASE_FIRST : PHASE_IDLE;
}

// ---- closing ----

static void on_closed(uv_handle_t *handle)
{
    struct http_socket *socket = handle->data;
    struct http_server *server = socket->server;
    free(socket);
    server->socket_count--;
    http_count(&server->core.counts.connections_open, -1);
    if (server->socket_count == 0 && server->core.is_stopping) {
        uv_stop(&server->loop);
    }
}

static void close_socket(struct http_socket *socket)
{
    if (socket->is_closing) {
        return;
    }
    socket->is_closing = true;
    phase_leave(socket);
    http_connection_release(&socket->connection);
    uv_close((uv_handle_t *)&socket->tcp, on_closed);
}

// Nothing more is written: the client is told so, and what it still sends is dropped for a while, because unread bytes
// would turn the close into a reset, which can take the answer with it (RFC 9112 §9.6).
static void linger_socket(struct http_socket *socket)
{
    uv_os_fd_t fd;
    if (socket->connection.has_end || uv_fileno((uv_handle_t *)&socket->tcp, &fd) != 0 || shutdown(fd, SHUT_WR) != 0) {
        close_socket(socket);
        return;
    }
    socket->is_lingering = true;
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer);

static void on_allocate(uv_handle_t *handle, size_t suggested_n, uv_buf_t *buffer)
{
    // One buffer for all: whatever is kept of it is copied while it is being read.
    struct http_socket *socket = handle->data;
    (void)suggested_n;
    *buffer = uv_buf_init(socket->server->read_buffer, HTTP_READ_BYTES);
}

// After anything has happened to a connection: reads or stops reading, and keeps its time.
static void update_socket(struct http_socket *socket)
{
    if (socket->is_closing) {
        return;
    }
    bool wants_bytes =
        !socket->connection.has_end && (socket->is_lingering || http_connection_wants_bytes(&socket->connection));
    if (wants_bytes && !socket->is_reading) {
        socket->is_reading = uv_read_start((uv_stream_t *)&socket->tcp, on_allocate, on_read) == 0;
    } else if (!wants_bytes && socket->is_reading) {
        uv_read_stop((uv_stream_t *)&socket->tcp);
        socket->is_reading = false;
    }
    enum phase phase = phase_now(socket);
    if (socket->server->is_idle_closing && (phase == PHASE_IDLE || phase == PHASE_FIRST)) {
        close_socket(socket);
        return;
    }
    // Bytes of a head do not prolong its time. Those of a body do, when they are more than drops.
    bool is_progress =
        phase == PHASE_BODY && socket->connection.received_n - socket->phase_received_n >= PROGRESS_BYTES;
    if (phase != socket->phase || is_progress || socket->phase_request_count != socket->connection.request_count) {
        phase_leave(socket);
        phase_enter(socket, phase);
    }
}

// ---- rounds ----

static void on_changed(struct http_connection *connection)
{
    struct http_socket *socket = (struct http_socket *)connection;
    struct http_server *server = socket->server;
    if (socket->is_changed || socket->is_closing) {
        return;
    }
    socket->is_changed = true;
    socket->next_changed = NULL;
    *(server->changed_last != NULL ? &server->changed_last->next_changed : &server->changed_first) = socket;
    server->changed_last = socket;
}

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
    while (server->changed_first != NULL) {
        struct http_socket *socket = server->changed_first;
        server->changed_first = NULL;
        server->changed_last = NULL;
        while (socket != NULL) {
            struct http_socket *next = socket->next_changed;
            socket->is_changed = false;
            flush_socket(socket);
            socket = next;
        }
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
    size_t waiting = server->core.is_settling ? 0 : server->core.durable_count;
    bool is_gathering = waiting > 0 && http_durable_gathers(server->durable, waiting, (size_t)server->socket_count);
    if (is_gathering != server->is_gathering) {
        BUG_ON((is_gathering ? uv_idle_start(&server->hurry, on_hurry) : uv_idle_stop(&server->hurry)) != 0);
    }
    server->is_gathering = is_gathering;
    finish_round(server);
}

// ---- writing ----

static void on_written(uv_write_t *write, int status)
{
    struct http_socket *socket = write->data;
    socket->is_writing = false;
    if (socket->is_closing) {
        return;
    }
    if (status < 0) {
        close_socket(socket);
        return;
    }
    http_connection_written(&socket->connection);
    on_changed(&socket->connection);
}

// True when everything has left; else the rest is with libuv, or the socket is closed.
static bool write_pieces(struct http_socket *socket, const struct text *pieces, size_t count)
{
    uv_buf_t buffers[PIECES_MAX];
    size_t total_n = 0;
    for (size_t i = 0; i < count; i++) {
        buffers[i] = (uv_buf_t){.base = (char *)(uintptr_t)pieces[i].p, .len = pieces[i].n};
        total_n += pieces[i].n;
    }
    uv_stream_t *stream = (uv_stream_t *)&socket->tcp;
    int rc = uv_try_write(stream, buffers, (unsigned int)count);
    if (rc < 0 && rc != UV_EAGAIN) {
        close_socket(socket);
        return false;
    }
    size_t written_n = rc > 0 ? (size_t)rc : 0;
    if (written_n == total_n) {
        return true;
    }
    size_t from = 0;
    while (written_n >= buffers[from].len) {
        written_n -= buffers[from++].len;
    }
    buffers[from].base += written_n;
    buffers[from].len -= written_n;
    socket->write.data = socket;
    socket->is_writing = true;
    if (uv_write(&socket->write, stream, buffers + from, (unsigned int)(count - from), on_written) != 0) {
        close_socket(socket);
    }
    return false;
}

static void flush_socket(struct http_socket *socket)
{
    struct text pieces[PIECES_MAX];
    while (!socket->is_writing && !socket->is_lingering && !socket->is_closing) {
        size_t count = http_connection_collect(&socket->connection, pieces, PIECES_MAX);
        if (count == 0) {
            if (http_connection_is_over(&socket->connection)) {
                linger_socket(socket);
            }
            break;
        }
        if (write_pieces(socket, pieces, count)) {
            http_connection_written(&socket->connection);
        }
    }
    update_socket(socket);
}

// ---- reading ----

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct http_socket *socket = stream->data;
    struct http_connection *connection = &socket->connection;
    socket->server->core.now_ms = uv_now(&socket->server->loop);
    if (n == UV_EOF) {
        socket->is_reading = false;
        if (socket->is_lingering) {
            close_socket(socket);
            return;
        }
        http_connection_end(connection);
    } else if (n < 0) {
        close_socket(socket);
        return;
    } else if (n > 0 && !socket->is_lingering) {
        http_connection_feed(connection, (struct text){.p = buffer->base, .n = (size_t)n});
    }
    if (!socket->is_changed) {
        update_socket(socket);
    }
}

static bool address_of_peer(const uv_tcp_t *tcp, struct address *ret_address)
{
    struct sockaddr_storage storage = {0};
    int n = sizeof(storage);
    char printed[ADDRESS_TEXT_MAX];
    if (uv_tcp_getpeername(tcp, (struct sockaddr *)&storage, &n) != 0 ||
        uv_ip_name((struct sockaddr *)&storage, printed, sizeof(printed)) != 0) {
        return false;
    }
    return address_parse(text_of(printed), ret_address);
}

static void refuse_connection(struct http_socket *socket)
{
    static const struct text answer = TEXT("HTTP/1.1 503 Service Unavailable\r\n"
                                           "Content-Type: application/json\r\nContent-Length: 69\r\nRetry-After: "
                                           "1\r\nConnection: close\r\n\r\n" BUSY_BODY);
    _Static_assert(sizeof(BUSY_BODY) - 1 == 69, "the length is written out");
    http_count(&socket->server->core.counts.refused_busy, 1);
    socket->connection.is_input_closed = true;
    if (write_pieces(socket, &answer, 1)) {
        linger_socket(socket);
    } else {
        close_socket(socket);
    }
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct http_server *server = listener->data;
    if (status != 0) {
        return;
    }
    // Not to accept one would end the accepting for good: libuv asks no more until it is.
    struct http_socket *socket = calloc(1, sizeof(*socket));
    BUG_ON(socket == NULL);
    server->core.now_ms = uv_now(&server->loop);
    socket->server = server;
    BUG_ON(uv_tcp_init(&server->loop, &socket->tcp) != 0);
    socket->tcp.data = socket;
    server->socket_count++;
    http_count(&server->core.counts.connections_open, 1);
    http_count(&server->core.counts.connections_accepted, 1);
    phase_enter(socket, PHASE_FIRST);
    struct address peer = {0};
    bool is_accepted = uv_accept(listener, (uv_stream_t *)&socket->tcp) == 0 && address_of_peer(&socket->tcp, &peer);
    http_connection_init(&socket->connection, &server->core, &peer);
    int excess = server->socket_count - server->core.options.connections_max;
    if (!is_accepted || excess > LINGER_CONNECTIONS) {
        close_socket(socket);
        return;
    }
    if (excess > 0) {
        refuse_connection(socket);
    }
    update_socket(socket);
}

// ---- time ----

static void expire(struct http_socket *socket)
{
    struct http_counts *counts = &socket->server->core.counts;
    switch (socket->phase) {
    case PHASE_HEAD:
    case PHASE_BODY:
        http_connection_time_out(&socket->connection);
        update_socket(socket);
        break;
    case PHASE_WRITE:
        if (unwritten_bytes(socket) + PROGRESS_BYTES <= socket->phase_unwritten_n) {
            phase_leave(socket);
            phase_enter(socket, PHASE_WRITE);
            break;
        }
        http_count(&counts->timeouts, 1);
        close_socket(socket);
        break;
    case PHASE_FIRST:
        http_count(&counts->timeouts, 1);
        close_socket(socket);
        break;
    case PHASE_WORK:
    case PHASE_IDLE:
    case PHASE_LINGER:
    case PHASE_COUNT:
        close_socket(socket);
        break;
    }
}

static void on_sweep(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    server->core.now_ms = uv_now(&server->loop);
    for (int phase = 0; phase < PHASE_COUNT; phase++) {
        struct http_socket *socket = server->phases[phase].first;
        while (phase != PHASE_WORK && socket != NULL && socket->deadline_ms <= server->core.now_ms) {
            expire(socket);
            socket = server->phases[phase].first;
        }
    }
}

static uint64_t sweep_interval_ms(const struct http_options *o)
{
    int shortest_ms = o->head_timeout_ms;
    shortest_ms = o->body_timeout_ms < shortest_ms ? o->body_timeout_ms : shortest_ms;
    shortest_ms = o->write_timeout_ms < shortest_ms ? o->write_timeout_ms : shortest_ms;
    shortest_ms = o->idle_timeout_ms < shortest_ms ? o->idle_timeout_ms : shortest_ms;
    int interval_ms = shortest_ms / 4;
    return (uint64_t)(interval_ms < 5 ? 5 : interval_ms > 500 ? 500 : interval_ms);
}

// ---- stopping ----

static void close_phase(struct http_server *server, enum phase phase)
{
    while (server->phases[phase].first != NULL) {
        close_socket(server->phases[phase].first);
    }
}

static void on_grace_over(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    for (int phase = 0; phase < PHASE_COUNT; phase++) {
        close_phase(server, (enum phase)phase);
    }
}

static void on_idle_over(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    server->is_idle_closing = true;
    close_phase(server, PHASE_IDLE);
    close_phase(server, PHASE_FIRST);
    if (server->socket_count == 0) {
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
    http_system_raise_file_limit(options->connections_max + LINGER_CONNECTIONS + 256);
    struct http_server *server = calloc(1, sizeof(*server));
    BUG_ON(server == NULL);
    init_handles(server);
    enum rc rc = http_core_init(&server->core, options, handlers, fault);
    server->core.submit = submit;
    server->core.changed = on_changed;
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
    uint64_t interval_ms = sweep_interval_ms(&server->core.options);
    server->grace_ms = grace_ms;
    server->workers = http_workers_new(&server->core.options, &server->core.handlers, wake_loop, server);
    server->durable = http_durable_new(&server->core.handlers, wake_loop_durable, server);
    uv_update_time(&server->loop);
    BUG_ON(uv_timer_start(&server->sweep_timer, on_sweep, interval_ms, interval_ms) != 0);
    BUG_ON(uv_timer_start(&server->beat_timer, on_beat, STREAM_BEAT_MS, STREAM_BEAT_MS) != 0);
    BUG_ON(uv_prepare_start(&server->prepare, on_prepare) != 0);
    BUG_ON(uv_check_start(&server->check, on_check) != 0);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    // Every connection has been answered or closed; what workers still run belongs to clients that are gone.
    http_workers_stop(server->workers);
    take_done(server);
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
    BUG_ON(server->socket_count > 0);
    uv_walk(&server->loop, close_handle, NULL);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    BUG_ON(uv_loop_close(&server->loop) != 0);
    while (server->every != NULL) {
        struct every *every = server->every;
        server->every = every->next;
        free(every);
    }
    http_mailbox_free(server->mailbox);
    http_workers_free(server->workers);
    http_core_release(&server->core);
    free(server);
}

struct http_counters http_server_counters(const struct http_server *server)
{
    return http_counts_read(&server->core.counts);
}
