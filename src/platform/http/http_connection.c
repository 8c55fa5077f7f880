// SPDX-License-Identifier: Apache-2.0
// One connection: bytes become requests, requests run in one of the two ways, answers leave in the order of their
// requests. Knows nothing of sockets: its owner feeds and collects (http_private.h). The bytes of a request are copied
// into its arena once its head is complete, so an idle connection holds no buffer at all.
//
// Requests of one client that were sent without waiting run beside each other only when all are safe (RFC 9112 §9.3.2):
// an unsafe one waits for those before it, and nothing runs beside it.
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "http/http_private.h"

#define REFUSAL(name, status_, code_, message_) \
    static const struct http_refusal name = {.status = (status_), .code = (code_), .message = (message_)}

REFUSAL(HEAD_MALFORMED, 400, "request_malformed", "the request is not well-formed HTTP");
REFUSAL(HEAD_LARGE, 431, "head_too_large", "the request's headers are too large");
REFUSAL(TARGET_LARGE, 414, "target_too_long", "the request target is too long");
REFUSAL(BODY_MALFORMED, 400, "body_malformed", "the request's body is not well-formed");
REFUSAL(BODY_LARGE, 413, "body_too_large", "the request's body is too large");
REFUSAL(INCOMPLETE, 400, "request_incomplete", "the connection ended within the request");
REFUSAL(TIMED_OUT, 408, "request_timeout", "the request did not arrive in time");

#define BLANK_LINES_MAX 4
#define REQUEST_LINE_BYTES_MAX (HTTP_METHOD_BYTES_MAX + HTTP_TARGET_BYTES_MAX + 16)
#define BODY_BYTES_FIRST ((size_t)4 << 10)

void http_connection_init(struct http_connection *connection, struct http_core *core, const struct address *peer)
{
    *connection = (struct http_connection){.core = core, .peer = *peer};
    connection->peer_text_n = address_print(peer, connection->peer_text);
    for (size_t i = 0; i < core->proxy_count; i++) {
        if (memcmp(core->proxies[i].bytes, peer->bytes, sizeof(peer->bytes)) == 0) {
            connection->is_peer_proxy = true;
        }
    }
}

static void drop_exchanges(struct http_connection *connection)
{
    while (connection->first != NULL) {
        struct http_exchange *exchange = connection->first;
        connection->first = exchange->next;
        exchange->connection = NULL;
        // What workers or the round still hold comes back by itself and is recycled then.
        if (exchange->state != HTTP_STATE_WORKING && exchange->state != HTTP_STATE_DURABLE) {
            http_exchange_recycle(connection->core, exchange);
        }
    }
    connection->last = NULL;
    connection->reading = NULL;
    connection->waiting = NULL;
    connection->exchange_count = 0;
    connection->unanswered_count = 0;
    connection->collected_count = 0;
    connection->output_bytes = 0;
}

static void drop_input(struct http_connection *connection)
{
    free(connection->input);
    connection->input = NULL;
    connection->input_n = 0;
    connection->input_capacity = 0;
}

void http_connection_release(struct http_connection *connection)
{
    drop_exchanges(connection);
    drop_input(connection);
    connection->is_input_closed = true;
}

static struct http_exchange *exchange_begin(struct http_connection *connection)
{
    struct http_core *core = connection->core;
    struct http_exchange *exchange = core->spare;
    if (exchange != NULL) {
        core->spare = exchange->next_queued;
        core->spare_count--;
    } else {
        exchange = calloc(1, sizeof(*exchange));
        BUG_ON(exchange == NULL);
        exchange->arena = arena_new(ARENA_REQUEST_BYTES);
    }
    exchange->next = NULL;
    exchange->next_queued = NULL;
    exchange->connection = connection;
    exchange->body_n = 0;
    exchange->body_capacity = 0;
    exchange->body_raw_n = 0;
    exchange->state = HTTP_STATE_READING;
    exchange->run = HTTP_RUN_INLINE;
    exchange->version_minor = 1;
    exchange->is_complete = false;
    exchange->is_last = false;
    exchange->is_continue_due = false;
    exchange->is_trailing = false;
    exchange->request = (struct http_request){.arena = exchange->arena, .id = core->next_id++, .method = HTTP_OTHER};
    http_response_begin(exchange);
    if (connection->last != NULL) {
        connection->last->next = exchange;
    } else {
        connection->first = exchange;
    }
    connection->last = exchange;
    connection->exchange_count++;
    connection->request_count++;
    connection->blank_count = 0;
    http_count(&core->counts.requests, 1);
    return exchange;
}

void http_exchange_ready(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    struct http_core *core = connection->core;
    if (core->is_stopping && exchange == connection->last) {
        connection->is_input_closed = true;
    }
    exchange->is_last = connection->is_input_closed && exchange == connection->last;
    exchange->state = HTTP_STATE_READY;
    http_stream_choose(core, exchange);
    http_response_print(core, exchange);
    http_stream_begin(core, exchange);
    if (exchange->is_last) {
        connection->is_input_closed = true;
    }
    core->changed(connection);
}

// The request cannot be read: it is answered, and the connection ends after that, since where the next request would
// begin is not known.
static void exchange_refuse(struct http_exchange *exchange, const struct http_refusal *refusal)
{
    struct http_connection *connection = exchange->connection;
    http_count(&connection->core->counts.refused_malformed, 1);
    connection->reading = NULL;
    connection->is_input_closed = true;
    exchange->is_continue_due = false;
    http_response_refuse(exchange, refusal);
    http_exchange_ready(exchange);
}

static bool is_safe(const struct http_exchange *exchange)
{
    enum http_method method = exchange->request.method;
    return method == HTTP_GET || method == HTTP_HEAD || method == HTTP_OPTIONS;
}

// Neither routes nor handlers see "OPTIONS *": it asks about the server as a whole.
static bool is_about_server(const struct http_exchange *exchange)
{
    return text_equal(exchange->request.path, TEXT("*"));
}

static void answer_about_server(struct http_exchange *exchange)
{
    exchange->response.status = 204;
    http_response_header(&exchange->response, "Allow", TEXT("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
}

static void run_inline(struct http_exchange *exchange)
{
    struct http_core *core = exchange->connection->core;
    if (is_about_server(exchange)) {
        answer_about_server(exchange);
    } else {
        core->handlers.handle(core->handlers.user, /* worker= */ -1, &exchange->request, &exchange->response);
    }
    if (!exchange->response.is_durable_first) {
        http_exchange_ready(exchange);
        return;
    }
    exchange->state = HTTP_STATE_DURABLE;
    exchange->next_queued = NULL;
    if (core->durable_last != NULL) {
        core->durable_last->next_queued = exchange;
    } else {
        core->durable_first = exchange;
    }
    core->durable_last = exchange;
    core->durable_count++;
    core->changed(exchange->connection);
}

static void dispatch(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    struct http_core *core = connection->core;
    if (exchange->run == HTTP_RUN_INLINE) {
        run_inline(exchange);
        return;
    }
    exchange->state = HTTP_STATE_WORKING;
    if (!core->submit(core, exchange)) {
        http_count(&core->counts.refused_busy, 1);
        http_response_refuse(exchange, &HTTP_REFUSAL_BUSY);
        http_exchange_ready(exchange);
        return;
    }
    connection->unanswered_count++;
    connection->is_exclusive = !is_safe(exchange);
}

static void exchange_complete(struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    connection->reading = NULL;
    exchange->is_complete = true;
    exchange->is_continue_due = false;
    exchange->request.body = (struct text){.p = exchange->body_n > 0 ? exchange->body : "", .n = exchange->body_n};
    if (!exchange->framing.is_keep_alive) {
        connection->is_input_closed = true;
    }
    if (is_safe(exchange) || connection->unanswered_count == 0) {
        dispatch(exchange);
        return;
    }
    exchange->state = HTTP_STATE_WAITING;
    connection->waiting = exchange;
}

// ---- bodies ----

static bool add_body(void *user, struct text part)
{
    struct http_exchange *exchange = user;
    if (part.n > exchange->body_max - exchange->body_n) {
        return false;
    }
    // Grows with what has arrived, not with what was promised: a promise costs the client nothing.
    size_t needed = exchange->body_n + part.n;
    if (needed > exchange->body_capacity) {
        size_t capacity = exchange->body_capacity > 0 ? exchange->body_capacity : BODY_BYTES_FIRST;
        while (capacity < needed) {
            capacity *= 2;
        }
        exchange->body = realloc(exchange->body, capacity);
        BUG_ON(exchange->body == NULL);
        exchange->body_capacity = capacity;
    }
    memcpy(exchange->body + exchange->body_n, part.p, part.n);
    exchange->body_n = needed;
    return true;
}

// Chunk sizes, extensions and trailers may not be much more than what they carry.
static bool has_too_much_framing(const struct http_exchange *exchange)
{
    size_t allowed = exchange->connection->core->options.head_bytes_max + 8 * exchange->body_n;
    return exchange->body_raw_n - exchange->body_n > allowed;
}

static size_t read_body(struct http_connection *connection, struct text bytes)
{
    struct http_exchange *exchange = connection->reading;
    size_t used_n = 0;
    // The client did not wait for the 100 (Continue): it is not sent any more.
    exchange->is_continue_due = false;
    enum http_framing_result result = http_framing_body(&exchange->framing, bytes, &used_n);
    exchange->body_raw_n += used_n;
    switch (result) {
    case HTTP_FRAMING_COMPLETE:
        exchange_complete(exchange);
        break;
    case HTTP_FRAMING_TRAILER:
        exchange->is_trailing = true;
        break;
    case HTTP_FRAMING_MORE:
        if (has_too_much_framing(exchange)) {
            exchange_refuse(exchange, &BODY_MALFORMED);
        }
        break;
    case HTTP_FRAMING_STOPPED:
        exchange_refuse(exchange, &BODY_LARGE);
        break;
    case HTTP_FRAMING_MALFORMED:
        exchange_refuse(exchange, &BODY_MALFORMED);
        break;
    }
    return used_n;
}

// Trailers are checked and dropped (RFC 9110 §6.5.1 allows that).
static size_t read_trailer(struct http_connection *connection, struct text bytes)
{
    struct http_exchange *exchange = connection->reading;
    struct http_scan *scan = &connection->scan;
    enum http_scan_result result = http_scan_lines(scan, bytes);
    size_t used_n = result == HTTP_SCAN_COMPLETE ? scan->at : bytes.n;
    const struct http_refusal *refusal = NULL;
    if (result == HTTP_SCAN_MALFORMED) {
        refusal = &BODY_MALFORMED;
    } else if (used_n > connection->core->options.head_bytes_max) {
        refusal = &HEAD_LARGE;
    } else if (result == HTTP_SCAN_MORE) {
        return 0;
    } else {
        refusal = http_trailer_read(text_slice(bytes, 0, used_n), scan->line_count);
    }
    connection->scan = (struct http_scan){0};
    if (refusal != NULL) {
        exchange_refuse(exchange, refusal);
    } else {
        exchange_complete(exchange);
    }
    return used_n;
}

// ---- heads ----

static void choose(struct http_exchange *exchange)
{
    struct http_core *core = exchange->connection->core;
    size_t body_max = 0;
    if (!is_about_server(exchange)) {
        exchange->run = core->handlers.choose(core->handlers.user, &exchange->request, &body_max);
    }
    exchange->body_max = body_max > 0 ? body_max : core->options.body_bytes_max;
    exchange->framing.chunk_bytes_max = exchange->body_max;
}

static bool read_framing(struct http_exchange *exchange, const struct http_head *head, struct text after_method)
{
    struct http_framing *framing = &exchange->framing;
    if (!head->has_content_length && !head->is_chunked && !head->has_connection) {
        http_framing_none(framing, head->version_minor);
        return true;
    }
    bool has_body = head->is_chunked || head->content_length > 0;
    framing->add = add_body;
    framing->user = exchange;
    return http_framing_head(framing, after_method) == (has_body ? HTTP_FRAMING_MORE : HTTP_FRAMING_COMPLETE);
}

static void read_head(struct http_connection *connection, struct text bytes)
{
    struct http_exchange *exchange = exchange_begin(connection);
    struct text copy = text_copy(exchange->arena, bytes);
    struct http_head head;
    const struct http_refusal *refusal = http_head_read(exchange->arena, copy, connection->scan.line_count, &head);
    connection->scan = (struct http_scan){0};
    exchange->request.method = http_method_of(head.method);
    if (refusal == NULL) {
        exchange->version_minor = head.version_minor;
        refusal = http_request_fill(&exchange->request, &head, connection);
    }
    if (refusal != NULL) {
        exchange_refuse(exchange, refusal);
        return;
    }
    bool has_body = head.is_chunked || head.content_length > 0;
    if (!read_framing(exchange, &head, text_slice(copy, head.method.n, copy.n))) {
        exchange_refuse(exchange, &HEAD_MALFORMED);
        return;
    }
    choose(exchange);
    if (head.content_length > exchange->body_max) {
        exchange_refuse(exchange, &BODY_LARGE);
    } else if (has_body) {
        connection->reading = exchange;
        exchange->is_continue_due = head.is_expecting_continue;
        connection->core->changed(connection);
    } else {
        exchange_complete(exchange);
    }
}

// Refuses what cannot become a head any more. The request has no exchange yet.
static void refuse_head(struct http_connection *connection, const struct http_refusal *refusal)
{
    connection->scan = (struct http_scan){0};
    exchange_refuse(exchange_begin(connection), refusal);
}

// Empty lines before a request are skipped (RFC 9112 §2.2), a few. Returns how many bytes; 0 when none or unfinished.
static size_t skip_blank(struct http_connection *connection, struct text bytes)
{
    if (connection->scan.at > 0 || bytes.p[0] != '\r' || bytes.n < 2) {
        return 0;
    }
    if (bytes.p[1] != '\n' || ++connection->blank_count > BLANK_LINES_MAX) {
        refuse_head(connection, &HEAD_MALFORMED);
        return bytes.n;
    }
    return 2;
}

// Which of the limits a head, or what there is of it, has broken.
static const struct http_refusal *too_large(struct text head)
{
    size_t method_n = text_find_char(head, ' ', 0);
    if (method_n == SIZE_MAX || method_n > HTTP_METHOD_BYTES_MAX) {
        return &HEAD_MALFORMED;
    }
    size_t line_n = text_find_char(head, '\n', 0);
    line_n = line_n == SIZE_MAX ? head.n : line_n;
    return line_n > REQUEST_LINE_BYTES_MAX ? &TARGET_LARGE : &HEAD_LARGE;
}

static size_t find_head(struct http_connection *connection, struct text bytes)
{
    size_t blank_n = skip_blank(connection, bytes);
    if (blank_n > 0 || (bytes.n == 1 && bytes.p[0] == '\r')) {
        return blank_n;
    }
    struct http_scan *scan = &connection->scan;
    size_t head_max = connection->core->options.head_bytes_max;
    enum http_scan_result result = http_scan_head(scan, bytes);
    size_t head_n = result == HTTP_SCAN_COMPLETE ? scan->at : bytes.n;
    if (result == HTTP_SCAN_MALFORMED) {
        refuse_head(connection, &HEAD_MALFORMED);
        return bytes.n;
    }
    bool is_line_open = scan->line_count == 0;
    if (head_n > head_max || (is_line_open && head_n > REQUEST_LINE_BYTES_MAX)) {
        refuse_head(connection, too_large(text_slice(bytes, 0, head_n)));
        return bytes.n;
    }
    if (result == HTTP_SCAN_MORE) {
        return 0;
    }
    read_head(connection, text_slice(bytes, 0, head_n));
    return head_n;
}

// ---- input ----

static bool is_paused(const struct http_connection *connection)
{
    return connection->waiting != NULL || connection->is_exclusive ||
           connection->exchange_count >= (size_t)connection->core->options.pipeline_max ||
           connection->output_bytes > HTTP_OUTPUT_BYTES_MAX;
}

// Uses up what can be used now and says how much that was.
static size_t pump(struct http_connection *connection, struct text bytes)
{
    size_t at = 0;
    while (at < bytes.n && !connection->is_input_closed) {
        struct text rest = text_slice(bytes, at, bytes.n);
        size_t used_n = 0;
        if (connection->reading != NULL) {
            used_n = connection->reading->is_trailing ? read_trailer(connection, rest) : read_body(connection, rest);
        } else if (!is_paused(connection)) {
            used_n = find_head(connection, rest);
        }
        if (used_n == 0) {
            break;
        }
        at += used_n;
    }
    return connection->is_input_closed ? bytes.n : at;
}

static void keep_input(struct http_connection *connection, struct text bytes)
{
    size_t needed = connection->input_n + bytes.n;
    if (needed > connection->input_capacity) {
        size_t capacity = connection->input_capacity > 0 ? connection->input_capacity : 512;
        while (capacity < needed) {
            capacity *= 2;
        }
        connection->input = realloc(connection->input, capacity);
        BUG_ON(connection->input == NULL);
        connection->input_capacity = capacity;
    }
    memcpy(connection->input + connection->input_n, bytes.p, bytes.n);
    connection->input_n = needed;
}

// After the client's last byte, what remains is not a whole request.
static void finish_input(struct http_connection *connection)
{
    if (!connection->has_end || connection->is_input_closed || (connection->input_n > 0 && is_paused(connection))) {
        return;
    }
    if (connection->reading != NULL) {
        exchange_refuse(connection->reading, &INCOMPLETE);
    } else if (connection->input_n > 0) {
        drop_input(connection);
        refuse_head(connection, &INCOMPLETE);
    }
    connection->is_input_closed = true;
    connection->core->changed(connection);
}

// Goes on with bytes kept while the connection was paused.
static void resume(struct http_connection *connection)
{
    if (connection->input_n > 0) {
        struct text input = {.p = connection->input, .n = connection->input_n};
        size_t used_n = pump(connection, input);
        if (used_n == input.n) {
            drop_input(connection);
        } else if (used_n > 0) {
            memmove(connection->input, connection->input + used_n, input.n - used_n);
            connection->input_n -= used_n;
        }
    }
    finish_input(connection);
}

void http_connection_feed(struct http_connection *connection, struct text bytes)
{
    connection->received_n += bytes.n;
    if (connection->is_input_closed || bytes.n == 0) {
        return;
    }
    if (connection->input_n > 0) {
        keep_input(connection, bytes);
        resume(connection);
        return;
    }
    size_t used_n = pump(connection, bytes);
    if (used_n < bytes.n) {
        keep_input(connection, text_slice(bytes, used_n, bytes.n));
    }
}

static bool is_streaming(const struct http_connection *connection)
{
    return connection->first != NULL && connection->first->stream.is_open &&
           connection->first->state == HTTP_STATE_READY;
}

void http_connection_end(struct http_connection *connection)
{
    connection->has_end = true;
    if (is_streaming(connection)) { // nobody listens any more
        connection->core->changed(connection);
    }
    finish_input(connection);
}

void http_connection_time_out(struct http_connection *connection)
{
    http_count(&connection->core->counts.timeouts, 1);
    if (connection->is_input_closed) {
        return;
    }
    if (connection->reading != NULL) {
        exchange_refuse(connection->reading, &TIMED_OUT);
    } else if (connection->input_n > 0) {
        drop_input(connection);
        refuse_head(connection, &TIMED_OUT);
    }
    connection->is_input_closed = true;
    connection->core->changed(connection);
}

// ---- output ----

void http_connection_answered(struct http_core *core, struct http_exchange *exchange)
{
    struct http_connection *connection = exchange->connection;
    if (connection == NULL) {
        http_exchange_recycle(core, exchange);
        return;
    }
    connection->unanswered_count--;
    connection->is_exclusive = connection->is_exclusive && is_safe(exchange);
    http_exchange_ready(exchange);
    if (connection->waiting != NULL && connection->unanswered_count == 0) {
        struct http_exchange *waiting = connection->waiting;
        connection->waiting = NULL;
        dispatch(waiting);
    }
    resume(connection);
}

size_t http_connection_collect(struct http_connection *connection, struct text *ret_pieces, size_t max)
{
    BUG_ON(connection->collected_count > 0);
    size_t n = 0;
    struct http_exchange *exchange = connection->first;
    if (is_streaming(connection)) {
        n = connection->has_end ? 0 : http_stream_collect(exchange, ret_pieces);
        connection->collected_count = n;
        return n;
    }
    while (exchange != NULL && exchange->state == HTTP_STATE_READY && !exchange->stream.is_open &&
           n + exchange->output_count <= max) {
        memcpy(&ret_pieces[n], exchange->output, exchange->output_count * sizeof(*ret_pieces));
        n += exchange->output_count;
        connection->collected_count++;
        if (exchange->is_last) {
            return n;
        }
        exchange = exchange->next;
    }
    if (exchange != NULL && exchange->is_continue_due && n < max) {
        exchange->is_continue_due = false;
        ret_pieces[n++] = TEXT("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return n;
}

static void stream_written(struct http_connection *connection)
{
    connection->collected_count = 0;
    if (http_stream_written(connection->first)) {
        connection->is_final_written = true;
        http_connection_release(connection);
    }
}

void http_connection_written(struct http_connection *connection)
{
    if (is_streaming(connection) && connection->collected_count > 0) {
        stream_written(connection);
        return;
    }
    while (connection->collected_count > 0) {
        struct http_exchange *exchange = connection->first;
        connection->first = exchange->next;
        if (connection->first == NULL) {
            connection->last = NULL;
        }
        connection->collected_count--;
        connection->exchange_count--;
        for (size_t i = 0; i < exchange->output_count; i++) {
            connection->output_bytes -= exchange->output[i].n;
        }
        connection->is_final_written = connection->is_final_written || exchange->is_last;
        http_exchange_recycle(connection->core, exchange);
    }
    if (connection->is_final_written) {
        http_connection_release(connection);
    } else {
        resume(connection);
    }
}

bool http_connection_is_over(const struct http_connection *connection)
{
    const struct http_exchange *first = connection->first;
    bool is_stream_over = is_streaming(connection) &&
                          (connection->has_end ||
                           (first->stream.is_ended && first->stream.pending_n == 0 && first->stream.is_head_written));
    return connection->is_final_written || is_stream_over || (connection->is_input_closed && first == NULL);
}

bool http_connection_wants_bytes(const struct http_connection *connection)
{
    // What comes after the last request is read and dropped: unread bytes would turn our close into a reset, which can
    // take the answer with it (RFC 9112 §9.6).
    return connection->is_input_closed || connection->reading != NULL || connection->input_n == 0 ||
           !is_paused(connection);
}
