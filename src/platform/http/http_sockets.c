// SPDX-License-Identifier: Apache-2.0
// libuv says which sockets have bytes and takes what a client is too slow to take; all other reads and writes are made
// here, those of a round together (http_ring.c).
//
// Time-outs: every connection stands in the list of its phase, each list ordered by deadline because all its members
// have the same time-out; one timer looks at the heads of the lists.
#include "http/http_sockets.h"

#include <errno.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>

#include <sys/ioctl.h>
#include <sys/socket.h>

#include "core/bug.h"

#define PROGRESS_BYTES 512 // what counts as progress of a body or an answer within its time-out
#define LINGER_MS 2000     // how long the rest of what a client sends is dropped before the socket is closed
#define PIECES_MAX 32
#define READ_BYTES ((size_t)8 << 10)        // of a socket that is read together with others
#define READ_ALONE_BYTES ((size_t)64 << 10) // and of one that is not
#define BUSY_BODY "{\"error\":{\"code\":\"busy\",\"message\":\"too many connections, try again\"}}"

struct http_socket {
    struct http_connection connection; // first: hooks get it and find the socket
    struct http_sockets *sockets;
    uv_tcp_t tcp;
    uv_write_t write;
    struct http_socket *previous, *next; // in its phase
    struct http_socket *next_changed, *next_readable;
    uint64_t deadline_ms;
    uint64_t phase_request_count; // which request the phase is about
    uint64_t phase_received_n;    // received_n when the phase's time began
    size_t phase_unwritten_n;     // bytes not yet taken by the client then
    enum http_phase phase;
    bool is_changed, is_readable, is_reading, is_writing, is_closing, is_lingering;
};

// ---- phases ----

static uint64_t phase_timeout_ms(const struct http_sockets *sockets, enum http_phase phase)
{
    const struct http_options *o = &sockets->core->options;
    const int timeouts[HTTP_PHASE_COUNT] = {
        [HTTP_PHASE_FIRST] = o->head_timeout_ms,  [HTTP_PHASE_HEAD] = o->head_timeout_ms,
        [HTTP_PHASE_BODY] = o->body_timeout_ms,   [HTTP_PHASE_WORK] = 0,
        [HTTP_PHASE_WRITE] = o->write_timeout_ms, [HTTP_PHASE_IDLE] = o->idle_timeout_ms,
        [HTTP_PHASE_LINGER] = LINGER_MS,
    };
    return (uint64_t)timeouts[phase];
}

static void phase_leave(struct http_socket *socket)
{
    struct http_socket_list *list = &socket->sockets->phases[socket->phase];
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

static void phase_enter(struct http_socket *socket, enum http_phase phase)
{
    struct http_socket_list *list = &socket->sockets->phases[phase];
    socket->phase = phase;
    socket->phase_request_count = socket->connection.request_count;
    socket->phase_received_n = socket->connection.received_n;
    socket->phase_unwritten_n = phase == HTTP_PHASE_WRITE ? unwritten_bytes(socket) : 0;
    socket->deadline_ms = socket->sockets->core->now_ms + phase_timeout_ms(socket->sockets, phase);
    socket->previous = list->last;
    *(list->last != NULL ? &list->last->next : &list->first) = socket;
    list->last = socket;
}

static enum http_phase phase_now(const struct http_socket *socket)
{
    const struct http_connection *connection = &socket->connection;
    if (socket->is_lingering) {
        return HTTP_PHASE_LINGER;
    }
    if (socket->is_writing) {
        return HTTP_PHASE_WRITE;
    }
    if (connection->reading != NULL) {
        return HTTP_PHASE_BODY;
    }
    if (connection->first != NULL) {
        return HTTP_PHASE_WORK;
    }
    if (connection->input_n > 0) {
        return HTTP_PHASE_HEAD;
    }
    return connection->request_count == 0 ? HTTP_PHASE_FIRST : HTTP_PHASE_IDLE;
}

// ---- closing ----

static void on_closed(uv_handle_t *handle)
{
    struct http_socket *socket = handle->data;
    struct http_sockets *sockets = socket->sockets;
    free(socket);
    sockets->count--;
    http_count(&sockets->core->counts.connections_open, -1);
    if (sockets->count == 0) {
        sockets->emptied(sockets);
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

static void on_allocate(uv_handle_t *handle, size_t suggested_n, uv_buf_t *buffer)
{
    (void)handle;
    (void)suggested_n;
    *buffer = uv_buf_init(NULL, 0); // libuv is not to read: it says that there is something, with UV_ENOBUFS
}

static void on_readable(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    (void)n;
    (void)buffer;
    struct http_socket *socket = stream->data;
    if (socket->is_readable) {
        return;
    }
    struct http_socket_list *list = &socket->sockets->readable;
    socket->is_readable = true;
    socket->next_readable = NULL;
    *(list->last != NULL ? &list->last->next_readable : &list->first) = socket;
    list->last = socket;
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
        socket->is_reading = uv_read_start((uv_stream_t *)&socket->tcp, on_allocate, on_readable) == 0;
    } else if (!wants_bytes && socket->is_reading) {
        uv_read_stop((uv_stream_t *)&socket->tcp);
        socket->is_reading = false;
    }
    enum http_phase phase = phase_now(socket);
    if (socket->sockets->is_idle_closing && (phase == HTTP_PHASE_IDLE || phase == HTTP_PHASE_FIRST)) {
        close_socket(socket);
        return;
    }
    // Bytes of a head do not prolong its time. Those of a body do, when they are more than drops.
    bool is_progress =
        phase == HTTP_PHASE_BODY && socket->connection.received_n - socket->phase_received_n >= PROGRESS_BYTES;
    if (phase != socket->phase || is_progress || socket->phase_request_count != socket->connection.request_count) {
        phase_leave(socket);
        phase_enter(socket, phase);
    }
}

static void on_changed(struct http_connection *connection)
{
    struct http_socket *socket = (struct http_socket *)connection;
    if (socket->is_changed || socket->is_closing) {
        return;
    }
    struct http_socket_list *list = &socket->sockets->changed;
    socket->is_changed = true;
    socket->next_changed = NULL;
    *(list->last != NULL ? &list->last->next_changed : &list->first) = socket;
    list->last = socket;
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

// After an attempt to write: true when everything has left; else the rest is with libuv, or the socket is closed.
static bool write_ended(struct http_socket *socket, uv_buf_t *buffers, size_t count, int64_t result)
{
    if (result < 0 && result != UV_EAGAIN) {
        close_socket(socket);
        return false;
    }
    size_t written_n = result > 0 ? (size_t)result : 0;
    size_t from = 0;
    while (from < count && written_n >= buffers[from].len) {
        written_n -= buffers[from++].len;
    }
    if (from == count) {
        return true;
    }
    buffers[from].base += written_n;
    buffers[from].len -= written_n;
    socket->write.data = socket;
    socket->is_writing = true;
    uv_stream_t *stream = (uv_stream_t *)&socket->tcp;
    if (uv_write(&socket->write, stream, buffers + from, (unsigned int)(count - from), on_written) != 0) {
        close_socket(socket);
    }
    return false;
}

static bool write_pieces(struct http_socket *socket, const struct text *pieces, size_t count)
{
    uv_buf_t buffers[PIECES_MAX];
    for (size_t i = 0; i < count; i++) {
        buffers[i] = (uv_buf_t){.base = (char *)(uintptr_t)pieces[i].p, .len = pieces[i].n};
    }
    int result = uv_try_write((uv_stream_t *)&socket->tcp, buffers, (unsigned int)count);
    return write_ended(socket, buffers, count, result);
}

static size_t collect(struct http_socket *socket, struct text *ret_pieces)
{
    bool can_write = !socket->is_writing && !socket->is_lingering && !socket->is_closing;
    return can_write ? http_connection_collect(&socket->connection, ret_pieces, PIECES_MAX) : 0;
}

// Writes these pieces, if any, and what can be written after them.
static void flush_pieces(struct http_socket *socket, struct text *pieces, size_t count)
{
    while (count > 0 && write_pieces(socket, pieces, count)) {
        http_connection_written(&socket->connection);
        count = collect(socket, pieces);
    }
    bool can_end = count == 0 && !socket->is_writing && !socket->is_lingering && !socket->is_closing;
    if (can_end && http_connection_is_over(&socket->connection)) {
        linger_socket(socket);
    }
    update_socket(socket);
}

static void sent(const struct http_transfer *transfer)
{
    struct http_socket *socket = transfer->user;
    uv_buf_t buffer = {.base = transfer->bytes, .len = transfer->n};
    if (write_ended(socket, &buffer, 1, transfer->result)) {
        struct text pieces[PIECES_MAX];
        http_connection_written(&socket->connection);
        flush_pieces(socket, pieces, collect(socket, pieces));
    } else {
        update_socket(socket);
    }
}

static int file_of(const struct http_socket *socket)
{
    uv_os_fd_t file = -1;
    BUG_ON(uv_fileno((const uv_handle_t *)&socket->tcp, &file) != 0);
    return file;
}

bool http_sockets_send(struct http_sockets *sockets)
{
    struct http_socket *socket = sockets->changed.first;
    bool has_changed = socket != NULL;
    sockets->changed = (struct http_socket_list){0};
    while (socket != NULL) {
        struct http_transfer transfers[HTTP_TOGETHER_MAX];
        size_t n = 0;
        while (socket != NULL && n < HTTP_TOGETHER_MAX) {
            struct http_socket *next = socket->next_changed;
            struct text pieces[PIECES_MAX];
            size_t count = collect(socket, pieces);
            socket->is_changed = false;
            if (count == 1) { // as nearly all are
                transfers[n++] = (struct http_transfer){.file = file_of(socket),
                                                        .is_write = true,
                                                        .bytes = (char *)(uintptr_t)pieces[0].p,
                                                        .n = pieces[0].n,
                                                        .user = socket};
            } else {
                flush_pieces(socket, pieces, count);
            }
            socket = next;
        }
        http_ring_run(sockets->ring, transfers, n);
        for (size_t i = 0; i < n; i++) {
            sent(&transfers[i]);
        }
    }
    return has_changed;
}

// ---- reading ----

static void received(const struct http_transfer *transfer)
{
    struct http_socket *socket = transfer->user;
    struct http_connection *connection = &socket->connection;
    if (transfer->result == -EAGAIN) {
        return;
    }
    if (transfer->result < 0 || (transfer->result == 0 && socket->is_lingering)) {
        close_socket(socket);
        return;
    }
    if (transfer->result == 0) {
        http_connection_end(connection);
    } else if (!socket->is_lingering) {
        http_connection_feed(connection, (struct text){.p = transfer->bytes, .n = (size_t)transfer->result});
    }
    if (!socket->is_changed) {
        update_socket(socket);
    }
}

void http_sockets_receive(struct http_sockets *sockets)
{
    struct http_socket *socket = sockets->readable.first;
    sockets->readable = (struct http_socket_list){0};
    sockets->core->now_ms = uv_now(sockets->loop);
    while (socket != NULL) {
        struct http_transfer transfers[HTTP_TOGETHER_MAX];
        size_t n = 0;
        for (; socket != NULL && n < HTTP_TOGETHER_MAX; socket = socket->next_readable) {
            socket->is_readable = false;
            if (socket->is_reading && !socket->is_closing) {
                transfers[n] = (struct http_transfer){.file = file_of(socket),
                                                      .bytes = sockets->received + n * READ_BYTES,
                                                      .n = READ_BYTES,
                                                      .user = socket};
                n++;
            }
        }
        if (n == 1) {
            transfers[0].n = READ_ALONE_BYTES;
        }
        http_ring_run(sockets->ring, transfers, n);
        for (size_t i = 0; i < n; i++) {
            received(&transfers[i]);
        }
    }
}

// ---- beginning ----

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
    http_count(&socket->sockets->core->counts.refused_busy, 1);
    socket->connection.is_input_closed = true;
    if (write_pieces(socket, &answer, 1)) {
        linger_socket(socket);
    } else {
        close_socket(socket);
    }
}

void http_sockets_accept(struct http_sockets *sockets, uv_stream_t *listener)
{
    // Not to accept one would end the accepting for good: libuv asks no more until it is.
    struct http_socket *socket = calloc(1, sizeof(*socket));
    BUG_ON(socket == NULL);
    sockets->core->now_ms = uv_now(sockets->loop);
    socket->sockets = sockets;
    BUG_ON(uv_tcp_init(sockets->loop, &socket->tcp) != 0);
    socket->tcp.data = socket;
    sockets->count++;
    http_count(&sockets->core->counts.connections_open, 1);
    http_count(&sockets->core->counts.connections_accepted, 1);
    phase_enter(socket, HTTP_PHASE_FIRST);
    struct address peer = {0};
    bool is_accepted = uv_accept(listener, (uv_stream_t *)&socket->tcp) == 0 && address_of_peer(&socket->tcp, &peer);
    http_connection_init(&socket->connection, sockets->core, &peer);
    int excess = sockets->count - sockets->core->options.connections_max;
    if (!is_accepted || excess > HTTP_LINGER_CONNECTIONS) {
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
    struct http_counts *counts = &socket->sockets->core->counts;
    switch (socket->phase) {
    case HTTP_PHASE_HEAD:
    case HTTP_PHASE_BODY:
        http_connection_time_out(&socket->connection);
        update_socket(socket);
        break;
    case HTTP_PHASE_WRITE:
        if (unwritten_bytes(socket) + PROGRESS_BYTES <= socket->phase_unwritten_n) {
            phase_leave(socket);
            phase_enter(socket, HTTP_PHASE_WRITE);
            break;
        }
        http_count(&counts->timeouts, 1);
        close_socket(socket);
        break;
    case HTTP_PHASE_FIRST:
        http_count(&counts->timeouts, 1);
        close_socket(socket);
        break;
    case HTTP_PHASE_WORK:
    case HTTP_PHASE_IDLE:
    case HTTP_PHASE_LINGER:
    case HTTP_PHASE_COUNT:
        close_socket(socket);
        break;
    }
}

void http_sockets_sweep(struct http_sockets *sockets)
{
    sockets->core->now_ms = uv_now(sockets->loop);
    for (int phase = 0; phase < HTTP_PHASE_COUNT; phase++) {
        struct http_socket *socket = sockets->phases[phase].first;
        while (phase != HTTP_PHASE_WORK && socket != NULL && socket->deadline_ms <= sockets->core->now_ms) {
            expire(socket);
            socket = sockets->phases[phase].first;
        }
    }
}

uint64_t http_sockets_sweep_interval_ms(const struct http_options *o)
{
    int shortest_ms = o->head_timeout_ms;
    shortest_ms = o->body_timeout_ms < shortest_ms ? o->body_timeout_ms : shortest_ms;
    shortest_ms = o->write_timeout_ms < shortest_ms ? o->write_timeout_ms : shortest_ms;
    shortest_ms = o->idle_timeout_ms < shortest_ms ? o->idle_timeout_ms : shortest_ms;
    int interval_ms = shortest_ms / 4;
    return (uint64_t)(interval_ms < 5 ? 5 : interval_ms > 500 ? 500 : interval_ms);
}

// ---- life ----

void http_sockets_close_phase(struct http_sockets *sockets, enum http_phase phase)
{
    while (sockets->phases[phase].first != NULL) {
        close_socket(sockets->phases[phase].first);
    }
}

void http_sockets_init(struct http_sockets *sockets, struct http_core *core, uv_loop_t *loop)
{
    sockets->core = core;
    sockets->loop = loop;
    sockets->received = malloc(HTTP_TOGETHER_MAX * READ_BYTES);
    BUG_ON(sockets->received == NULL);
    core->changed = on_changed;
}

void http_sockets_free(struct http_sockets *sockets)
{
    BUG_ON(sockets->count > 0);
    free(sockets->received);
}
