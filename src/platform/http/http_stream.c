// SPDX-License-Identifier: Apache-2.0
// Answers that do not end: a stream's head is written like any other, then whatever is published under its topic, chunk
// by chunk, until the client goes or the server stops. What a client does not take waits in a bounded buffer; what does
// not fit there is dropped, because an event says that something happened, and the next one says so again.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "http/http_private.h"

#define PENDING_BYTES_MAX ((size_t)64 << 10)
#define CHUNK_HEAD_BYTES 20

static const struct http_refusal STREAMS_BUSY = {
    .status = 503, .code = "busy", .message = "too many streams are open, try again"};

static bool is_chunked(const struct http_exchange *exchange)
{
    return exchange->version_minor > 0;
}

static void append(struct http_exchange *exchange, const void *bytes, size_t n)
{
    struct http_stream *stream = &exchange->stream;
    size_t needed = stream->pending_n + n;
    if (needed > stream->pending_capacity) {
        size_t capacity = stream->pending_capacity > 0 ? stream->pending_capacity : 256;
        while (capacity < needed) {
            capacity *= 2;
        }
        stream->pending = realloc(stream->pending, capacity);
        BUG_ON(stream->pending == NULL);
        stream->pending_capacity = capacity;
    }
    memcpy(stream->pending + stream->pending_n, bytes, n);
    stream->pending_n = needed;
}

// One chunk (RFC 9112 §7.1); to a client of HTTP/1.0 the bytes alone, which end with the connection.
static void put(struct http_exchange *exchange, struct text bytes)
{
    if (exchange->stream.pending_n + bytes.n + CHUNK_HEAD_BYTES > PENDING_BYTES_MAX) {
        return;
    }
    if (!is_chunked(exchange)) {
        append(exchange, bytes.p, bytes.n);
        return;
    }
    char head[CHUNK_HEAD_BYTES];
    int n = snprintf(head, sizeof(head), "%zx\r\n", bytes.n);
    BUG_ON(n <= 0 || (size_t)n >= sizeof(head));
    append(exchange, head, (size_t)n);
    append(exchange, bytes.p, bytes.n);
    append(exchange, "\r\n", 2);
}

void http_stream_choose(struct http_core *core, struct http_exchange *exchange)
{
    struct http_response *response = &exchange->response;
    if (!text_is(response->stream_topic)) {
        return;
    }
    if (core->stream_count >= core->options.streams_max || core->is_stopping) {
        http_response_refuse(exchange, &STREAMS_BUSY);
        return;
    }
    response->is_closing = true; // no request follows a stream
    exchange->stream.is_open = exchange->request.method != HTTP_HEAD;
}

void http_stream_begin(struct http_core *core, struct http_exchange *exchange)
{
    struct http_stream *stream = &exchange->stream;
    if (!stream->is_open) {
        return;
    }
    core->stream_count++;
    http_count(&core->counts.streams_open, 1);
    stream->next = core->streams;
    stream->previous = NULL;
    if (core->streams != NULL) {
        core->streams->stream.previous = exchange;
    }
    core->streams = exchange;
    if (exchange->response.body.n > 0) {
        put(exchange, exchange->response.body);
    }
}

void http_stream_leave(struct http_core *core, struct http_exchange *exchange)
{
    struct http_stream *stream = &exchange->stream;
    if (!stream->is_open) {
        return;
    }
    *(stream->previous != NULL ? &stream->previous->stream.next : &core->streams) = stream->next;
    if (stream->next != NULL) {
        stream->next->stream.previous = stream->previous;
    }
    core->stream_count--;
    http_count(&core->counts.streams_open, -1);
    free(stream->pending);
    free(stream->sending);
    *stream = (struct http_stream){0};
}

size_t http_stream_collect(struct http_exchange *exchange, struct text *ret_pieces)
{
    struct http_stream *stream = &exchange->stream;
    if (!stream->is_head_written) {
        ret_pieces[0] = exchange->output[0];
        return 1;
    }
    if (stream->pending_n == 0) {
        return 0;
    }
    stream->sending = stream->pending;
    ret_pieces[0] = (struct text){.p = stream->sending, .n = stream->pending_n};
    stream->pending = NULL;
    stream->pending_n = 0;
    stream->pending_capacity = 0;
    return 1;
}

bool http_stream_written(struct http_exchange *exchange)
{
    struct http_stream *stream = &exchange->stream;
    stream->is_head_written = true;
    free(stream->sending);
    stream->sending = NULL;
    return stream->is_ended && stream->pending_n == 0;
}

void http_streams_publish(struct http_core *core, struct text topic, struct text bytes)
{
    for (struct http_exchange *exchange = core->streams; exchange != NULL; exchange = exchange->stream.next) {
        if (text_equal(exchange->response.stream_topic, topic)) {
            put(exchange, bytes);
            core->changed(exchange->connection);
        }
    }
}

void http_streams_beat(struct http_core *core)
{
    for (struct http_exchange *exchange = core->streams; exchange != NULL; exchange = exchange->stream.next) {
        put(exchange, TEXT(": \n\n"));
        core->changed(exchange->connection);
    }
}

void http_streams_end(struct http_core *core)
{
    for (struct http_exchange *exchange = core->streams; exchange != NULL; exchange = exchange->stream.next) {
        if (!exchange->stream.is_ended && is_chunked(exchange)) {
            append(exchange, "0\r\n\r\n", 5);
        }
        exchange->stream.is_ended = true;
        core->changed(exchange->connection);
    }
}
