// SPDX-License-Identifier: Apache-2.0
// Answers as bytes (RFC 9112 §4, §6, §9.6), the cached Date, and the answers this layer gives by itself.
#include <stdio.h>
#include <string.h>
#include <uv.h>

#include "core/bug.h"
#include "format/encode.h"
#include "format/json.h"
#include "http/http_private.h"
#include "value/time.h"

const struct http_refusal HTTP_REFUSAL_BUSY = {
    .status = 503, .code = "busy", .message = "too many requests are waiting, try again"};
const struct http_refusal HTTP_REFUSAL_UNAVAILABLE = {
    .status = 503, .code = "unavailable", .message = "the service is not available at the moment"};
static const struct http_refusal NO_ANSWER = {
    .status = 500, .code = "internal", .message = "the request was not answered"};

// Reason phrases of RFC 9110 §15, RFC 6585 and RFC 7725; others go without one.
static const char *reason_of(int status)
{
    static const char *const reasons[600] = {
        [200] = "OK",
        [201] = "Created",
        [202] = "Accepted",
        [204] = "No Content",
        [206] = "Partial Content",
        [301] = "Moved Permanently",
        [302] = "Found",
        [303] = "See Other",
        [304] = "Not Modified",
        [307] = "Temporary Redirect",
        [308] = "Permanent Redirect",
        [400] = "Bad Request",
        [401] = "Unauthorized",
        [402] = "Payment Required",
        [403] = "Forbidden",
        [404] = "Not Found",
        [405] = "Method Not Allowed",
        [406] = "Not Acceptable",
        [408] = "Request Timeout",
        [409] = "Conflict",
        [410] = "Gone",
        [411] = "Length Required",
        [412] = "Precondition Failed",
        [413] = "Content Too Large",
        [414] = "URI Too Long",
        [415] = "Unsupported Media Type",
        [416] = "Range Not Satisfiable",
        [417] = "Expectation Failed",
        [421] = "Misdirected Request",
        [422] = "Unprocessable Content",
        [428] = "Precondition Required",
        [429] = "Too Many Requests",
        [431] = "Request Header Fields Too Large",
        [451] = "Unavailable For Legal Reasons",
        [500] = "Internal Server Error",
        [501] = "Not Implemented",
        [502] = "Bad Gateway",
        [503] = "Service Unavailable",
        [504] = "Gateway Timeout",
        [505] = "HTTP Version Not Supported",
    };
    return reasons[status] != NULL ? reasons[status] : "";
}

static bool is_one_line(struct text value)
{
    size_t plain_n = value.n > 0 ? ascii_visible(value.p, value.n) : 0;
    const char *rest = value.p + plain_n;
    size_t n = value.n - plain_n; // mostly nothing
    return n == 0 || (memchr(rest, '\r', n) == NULL && memchr(rest, '\n', n) == NULL && memchr(rest, '\0', n) == NULL);
}

void http_response_header(struct http_response *response, const char *name, struct text value)
{
    size_t name_n = 0;
    while (http_is_token(name[name_n])) {
        name_n++;
    }
    BUG_ON(name_n == 0 || name[name_n] != '\0');
    BUG_ON(!is_one_line(value));
    BUG_ON(response->header_count >= HTTP_RESPONSE_HEADERS_MAX);
    response->headers[response->header_count++] =
        (struct http_header){.name = {.p = name, .n = name_n}, .value = value};
}

void http_response_begin(struct http_exchange *exchange)
{
    struct http_response *response = &exchange->response;
    response->arena = exchange->arena;
    response->status = 0;
    response->header_count = 0;
    response->body = TEXT("");
    response->is_durable_first = false;
    response->is_closing = false;
    response->stream_topic = TEXT_NONE;
}

void http_response_refuse(struct http_exchange *exchange, const struct http_refusal *refusal)
{
    http_response_begin(exchange);
    struct http_response *response = &exchange->response;
    struct buf body = buf_new(exchange->arena, 1024);
    struct json_writer w = json_writer_new(&body);
    json_begin_object(&w);
    json_name(&w, "error");
    json_begin_object(&w);
    json_put_text(&w, "code", text_of(refusal->code));
    json_put_text(&w, "message", text_of(refusal->message));
    json_end_object(&w);
    json_end_object(&w);
    response->status = refusal->status;
    response->body = buf_text(&body);
    http_response_header(response, "Content-Type", TEXT("application/json"));
    http_response_header(response, "Cache-Control", TEXT("no-store"));
    if (refusal->status == 503) {
        http_response_header(response, "Retry-After", TEXT("1"));
    }
}

// A cursor over a piece of memory whose size was worked out before.
static void put(char **at, struct text t)
{
    if (t.n > 0) {
        memcpy(*at, t.p, t.n);
        *at += t.n;
    }
}

static inline void put_pair(char **at, char first, char second)
{
    (*at)[0] = first;
    (*at)[1] = second;
    *at += 2;
}

static void put_header(char **at, struct text name, struct text value)
{
    put(at, name);
    put_pair(at, ':', ' ');
    put(at, value);
    put_pair(at, '\r', '\n');
}

static void put_number(char **at, uint64_t number)
{
    char digits[20];
    size_t n = 0;
    do {
        digits[n++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (n > 0) {
        *(*at)++ = digits[--n];
    }
}

static void put_id(char **at, uint64_t id)
{
    for (int shift = 60; shift >= 0; shift -= 4) {
        *(*at)++ = "0123456789abcdef"[(id >> shift) & 15];
    }
}

// What all answers of a status begin with within a second: status line, Date (IMF-fixdate), and the name of
// X-Request-Id. Printed when the second or the status changes.
static struct text begin_of(struct http_core *core, struct arena *arena, int status)
{
    if (core->now_ms >= core->begin_until_ms || core->begin_status != status) {
        uv_timeval64_t now = {0};
        BUG_ON(uv_gettimeofday(&now) != 0);
        struct text date = instant_http_text(arena, (struct instant){.ms = now.tv_sec * 1000});
        struct text begin = text_format(arena, "HTTP/1.1 %d %s\r\nDate: %.*s\r\nX-Request-Id: ", status,
                                        reason_of(status), TEXT_PRINT(date));
        BUG_ON(begin.n > sizeof(core->begin));
        memcpy(core->begin, begin.p, begin.n);
        core->begin_n = begin.n;
        core->begin_status = status;
        core->begin_until_ms = core->now_ms + 1000 - (uint64_t)(now.tv_usec / 1000);
    }
    return (struct text){.p = core->begin, .n = core->begin_n};
}

static void put_connection(char **at, const struct http_exchange *exchange)
{
    if (exchange->is_last) {
        put(at, TEXT("Connection: close\r\n"));
    } else if (exchange->version_minor == 0) {
        put(at, TEXT("Connection: keep-alive\r\n"));
    }
}

static size_t head_bytes_max(const struct http_response *response)
{
    // What begin_of prints, and at most 200 bytes of X-Request-Id, Content-Length, Connection and the empty line.
    size_t n = HTTP_BEGIN_BYTES_MAX + 200;
    for (size_t i = 0; i < response->header_count; i++) {
        n += response->headers[i].name.n + response->headers[i].value.n + 4;
    }
    return n;
}

void http_response_print(struct http_core *core, struct http_exchange *exchange)
{
    struct http_response *response = &exchange->response;
    if (response->status == 0) {
        http_response_refuse(exchange, &NO_ANSWER);
    }
    BUG_ON(response->status < 200 || response->status > 599);
    exchange->is_last = exchange->is_last || response->is_closing;
    bool is_stream = text_is(response->stream_topic); // also when only its head is asked for
    bool has_length = !is_stream && response->status != 204 && response->status != 304;
    bool has_body = has_length && exchange->request.method != HTTP_HEAD && response->body.n > 0;
    bool is_body_beside = has_body && response->body.n <= HTTP_SMALL_BODY_BYTES;
    char *head = arena_bytes(exchange->arena, head_bytes_max(response) + (is_body_beside ? response->body.n : 0));
    char *at = head;
    put(&at, begin_of(core, exchange->arena, response->status));
    put_id(&at, exchange->request.id);
    put_pair(&at, '\r', '\n');
    if (has_length) {
        put(&at, TEXT("Content-Length: "));
        put_number(&at, response->body.n);
        put_pair(&at, '\r', '\n');
    }
    if (is_stream && exchange->version_minor > 0) {
        put(&at, TEXT("Transfer-Encoding: chunked\r\n"));
    }
    put_connection(&at, exchange);
    for (size_t i = 0; i < response->header_count; i++) {
        put_header(&at, response->headers[i].name, response->headers[i].value);
    }
    put_pair(&at, '\r', '\n');
    if (is_body_beside) {
        put(&at, response->body);
    }
    exchange->output[0] = (struct text){.p = head, .n = (size_t)(at - head)};
    exchange->output[1] = response->body;
    exchange->output_count = has_body && !is_body_beside ? 2 : 1;
    if (exchange->connection != NULL) {
        exchange->connection->output_bytes +=
            exchange->output[0].n + (exchange->output_count > 1 ? response->body.n : 0);
    }
}
