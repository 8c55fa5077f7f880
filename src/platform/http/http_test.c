// SPDX-License-Identifier: Apache-2.0
// What handlers see of a request, and what becomes of their answers, through the loopback.
#include "check.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/buf.h"
#include "http/http.h"

#define HOST "Host: a.example\r\n"

// What the last handled request looked like, printed by the handler.
struct seen {
    struct arena *arena;
    struct text text;
    int count;
    enum http_run run;
    void (*answer)(struct http_request *request, struct http_response *response);
};

static enum http_run choose(void *user, struct http_request *request, size_t *ret_body_max)
{
    struct seen *seen = user;
    request->user = seen;
    *ret_body_max = text_equal(request->path, TEXT("/large")) ? 1 << 20 : 0;
    return seen->run;
}

static void handle(void *user, int worker, struct http_request *request, struct http_response *response)
{
    struct seen *seen = user;
    assert_ptr_equal(request->user, seen);
    assert_int_equal(worker, seen->run == HTTP_RUN_WORKER ? 0 : -1);
    seen->count++;
    seen->text = text_format(seen->arena, "%.*s path=%.*s query=%.*s host=%.*s peer=%.*s%s%s body=%.*s",
                             TEXT_PRINT(http_method_text(request->method)), TEXT_PRINT(request->path),
                             TEXT_PRINT(text_is(request->query) ? request->query : TEXT("(none)")),
                             TEXT_PRINT(request->host), TEXT_PRINT(request->peer), request->is_tls ? " tls" : "",
                             request->is_loopback ? " loopback" : "", TEXT_PRINT(request->body));
    response->status = 200;
    if (seen->answer != NULL) {
        seen->answer(request, response);
    }
}

struct exchange {
    struct seen seen;
    struct text answer;
    bool is_open;
};

static const char *const PROXIES[] = {"127.0.0.1", "10.0.0.1", "2001:db8::1", NULL};

static struct exchange ask(struct arena *arena, struct text bytes, struct seen seen, bool has_proxies)
{
    struct exchange exchange = {.seen = seen};
    exchange.seen.arena = arena;
    struct http_options options = http_options_default();
    options.proxies = has_proxies ? PROXIES : NULL;
    struct http_handlers handlers = {.user = &exchange.seen, .choose = choose, .handle = handle};
    struct http_loopback *loopback = http_loopback_new(&options, &handlers);
    struct buf answer = buf_new(arena, 4 << 20);
    exchange.is_open = http_loopback_send(loopback, bytes, &answer);
    exchange.answer = buf_text(&answer);
    http_loopback_free(loopback);
    return exchange;
}

static void requests_are_understood(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        const char *seen;
    } rows[] = {
        {"GET /a/b?c=d&e HTTP/1.1\r\nHost: A.Example:80\r\n\r\n",
         "GET path=/a/b query=c=d&e host=a.example peer=127.0.0.1 loopback body="},
        {"GET / HTTP/1.1\r\nHost: a.example.\r\n\r\n",
         "GET path=/ query=(none) host=a.example peer=127.0.0.1 loopback body="},
        {"GET /? HTTP/1.1\r\nHost: [2001:DB8::1]:80\r\n\r\n",
         "GET path=/ query= host=2001:db8::1 peer=127.0.0.1 loopback body="},
        {"HEAD /?a?b HTTP/1.0\r\n\r\n", "HEAD path=/ query=a?b host= peer=127.0.0.1 loopback body="},
        {"GET http://B.example:8080/x?y HTTP/1.1\r\n" HOST "\r\n",
         "GET path=/x query=y host=b.example peer=127.0.0.1 loopback body="},
        {"GET http://b.example?y HTTP/1.1\r\n" HOST "\r\n",
         "GET path=/ query=y host=b.example peer=127.0.0.1 loopback body="},
        {"GET https://b.example HTTP/1.1\r\n" HOST "\r\n",
         "GET path=/ query=(none) host=b.example peer=127.0.0.1 loopback body="},
        {"BREW /%2e HTTP/1.1\r\n" HOST "\r\n", " path=/%2e query=(none) host=a.example peer=127.0.0.1 loopback body="},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nab\r\nc",
         "POST path=/ query=(none) host=a.example peer=127.0.0.1 loopback body=ab\r\nc"},
        {"PUT / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: u\r\n\r\n",
         "PUT path=/ query=(none) host=a.example peer=127.0.0.1 loopback body=abcde"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (int run = HTTP_RUN_INLINE; run <= HTTP_RUN_WORKER; run++) {
            AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
            struct seen seen = {.run = (enum http_run)run};
            struct exchange e = ask(arena, text_of(rows[i].bytes), seen, false);
            assert_int_equal(e.seen.count, 1);
            assert_text(e.seen.text, rows[i].seen);
        }
    }
}

static void proxies_are_believed_only_when_listed(void **state)
{
    (void)state;
    // The loopback's peer is 127.0.0.1. Listed: 127.0.0.1, 10.0.0.1, 2001:db8::1.
    static const struct {
        const char *headers;
        bool has_proxies;
        const char *seen; // peer and flags
    } rows[] = {
        {"", false, "127.0.0.1 loopback"},
        {"", true, "127.0.0.1 loopback"},
        {"X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n", false, "127.0.0.1"},
        {"X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\n", true, "9.9.9.9 tls"},
        {"x-forwarded-for: 9.9.9.9\r\nx-forwarded-proto: http\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 1.1.1.1, 9.9.9.9\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 1.1.1.1, 9.9.9.9, 10.0.0.1\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 1.1.1.1,9.9.9.9 ,10.0.0.1 , 127.0.0.1\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 9.9.9.9\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 10.0.0.1\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 10.0.0.1\r\n", true, "10.0.0.1"},
        {"X-Forwarded-For: 2001:DB8::9, 2001:db8:0:0::1\r\n", true, "2001:db8::9"},
        {"X-Forwarded-For: [2001:db8::9]:443\r\n", true, "2001:db8::9"},
        {"X-Forwarded-For: 9.9.9.9:1234\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: ::ffff:9.9.9.9\r\n", true, "9.9.9.9"},
        {"X-Forwarded-For: 9.9.9.9, unknown\r\n", true, "127.0.0.1"},
        {"X-Forwarded-For: 9.9.9.9, unknown, 10.0.0.1\r\n", true, "10.0.0.1"},
        {"X-Forwarded-For: \r\n", true, "127.0.0.1"},
        {"X-Forwarded-For: ,\r\n", true, "127.0.0.1"},
        {"X-Forwarded-Proto: http, https\r\n", true, "127.0.0.1 tls"},
        {"X-Forwarded-Proto: https, http\r\n", true, "127.0.0.1"},
        {"X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n", true, "127.0.0.1"},
        {"X-Forwarded-Proto: httpsx\r\n", true, "127.0.0.1"},
        {"Forwarded: for=9.9.9.9\r\n", true, "127.0.0.1"},
        {"Via: 1.1 proxy\r\n", true, "127.0.0.1"},
        {"X-Real-IP: 9.9.9.9\r\n", false, "127.0.0.1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        struct text bytes = text_format(arena, "GET / HTTP/1.1\r\n" HOST "%s\r\n", rows[i].headers);
        struct exchange e = ask(arena, bytes, (struct seen){0}, rows[i].has_proxies);
        struct text expected = text_format(arena, "GET path=/ query=(none) host=a.example peer=%s body=", rows[i].seen);
        assert_row(rows[i].headers, text_equal(e.seen.text, expected));
    }
}

static void answer_headers(struct http_request *request, struct http_response *response)
{
    struct text parts[] = {
        http_request_header(request, "x-one"),  http_request_header(request, "X-Empty"),
        http_request_header(request, "X-None"), http_request_cookie(request, "a"),
        http_request_cookie(request, "b"),      http_request_cookie(request, "A"),
        http_request_cookie(request, "empty"),  http_request_cookie(request, "none"),
    };
    struct buf body = buf_new(response->arena, 1000);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        buf_format(&body, "[%.*s]", TEXT_PRINT(text_is(parts[i]) ? parts[i] : TEXT("-")));
    }
    response->body = buf_text(&body);
}

static void headers_and_cookies_are_found(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text bytes = TEXT("GET / HTTP/1.1\r\n" HOST "X-One: 1\r\nX-ONE: 2\r\nX-Empty:\r\n"
                             "Cookie: xa=9; a=1=2; a=3;b=\"q\"\r\nCookie: A=up; empty=; b=later; noequals\r\n\r\n");
    struct exchange e = ask(arena, bytes, (struct seen){.answer = answer_headers}, false);
    assert_true(text_ends_with(e.answer, TEXT("\r\n\r\n[1][][-][1=2][\"q\"][up][][-]")));
}

static void answer_nothing(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->status = 0;
}

static void answer_204(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->status = 204;
    response->body = TEXT("must not be sent");
}

static void answer_304(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->status = 304;
    response->body = TEXT("must not be sent");
    http_response_header(response, "ETag", TEXT("\"x\""));
}

static void answer_closing(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->body = TEXT("bye");
    response->is_closing = true;
}

static void answer_unusual(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->status = 299;
}

static void answer_body(struct http_request *request, struct http_response *response)
{
    (void)request;
    response->body = TEXT("hello");
}

static void answers_are_framed(void **state)
{
    (void)state;
#define GET "GET / HTTP/1.1\r\n" HOST "\r\n"
    static const struct {
        const char *name;
        const char *bytes;
        void (*answer)(struct http_request *request, struct http_response *response);
        const char *begin;
        const char *has;
        const char *has_not;
        const char *end;
        bool is_open;
    } rows[] = {
        {"body", GET, answer_body, "HTTP/1.1 200 OK\r\nDate: ", "\r\nContent-Length: 5\r\n", "Connection",
         "\r\n\r\nhello", true},
        {"head", "HEAD / HTTP/1.1\r\n" HOST "\r\n", answer_body, "HTTP/1.1 200 OK\r\n", "\r\nContent-Length: 5\r\n",
         "hello", "\r\n\r\n", true},
        {"no content", GET, answer_204, "HTTP/1.1 204 No Content\r\n", "\r\nX-Request-Id: ", "Content-Length",
         "\r\n\r\n", true},
        {"not modified", GET, answer_304, "HTTP/1.1 304 Not Modified\r\n", "\r\nETag: \"x\"\r\n", "Content-Length",
         "\r\n\r\n", true},
        {"closing", GET GET, answer_closing, "HTTP/1.1 200 OK\r\n", "\r\nConnection: close\r\n", "bye\r\n",
         "\r\n\r\nbye", false},
        {"unanswered", GET, answer_nothing, "HTTP/1.1 500 Internal Server Error\r\n", "\"code\":\"internal\"",
         "Connection", "}}", true},
        {"no reason", GET, answer_unusual, "HTTP/1.1 299 \r\nDate: ", "\r\nContent-Length: 0\r\n", "Connection",
         "\r\n\r\n", true},
        {"1.0", "GET / HTTP/1.0\r\n\r\n", answer_body, "HTTP/1.1 200 OK\r\n", "\r\nConnection: close\r\n", "keep-alive",
         "hello", false},
        {"1.0 kept", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", answer_body, "HTTP/1.1 200 OK\r\n",
         "\r\nConnection: keep-alive\r\n", "close", "hello", true},
        {"refused", "GET / HTTP/1.1\r\n\r\n", NULL, "HTTP/1.1 400 Bad Request\r\n",
         "\r\nContent-Type: application/json\r\n", "keep-alive",
         "{\"error\":{\"code\":\"host_missing\",\"message\":\"the Host header is missing\"}}", false},
        {"refused head", "HEAD / HTTP/1.1\r\n\r\n", NULL, "HTTP/1.1 400 Bad Request\r\n", "\r\nConnection: close\r\n",
         "error", "\r\n\r\n", false},
        {"about the server", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", NULL, "HTTP/1.1 204 No Content\r\n",
         "\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n", "Content-Length", "\r\n\r\n", true},
        {"continue", "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n", NULL,
         "HTTP/1.1 100 Continue\r\n\r\n", "", "200", "\r\n\r\n", true},
        {"continue not needed", "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
         answer_body, "HTTP/1.1 200 OK\r\n", "", "100 Continue", "hello", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        struct exchange e = ask(arena, text_of(rows[i].bytes), (struct seen){.answer = rows[i].answer}, false);
        assert_row(rows[i].name, text_starts_with(e.answer, text_of(rows[i].begin)));
        assert_row(rows[i].name, text_find(e.answer, text_of(rows[i].has), 0) != SIZE_MAX);
        assert_row(rows[i].name, text_find(e.answer, text_of(rows[i].has_not), 0) == SIZE_MAX);
        assert_row(rows[i].name, text_ends_with(e.answer, text_of(rows[i].end)));
        assert_row(rows[i].name, e.is_open == rows[i].is_open);
    }
}

static void ids_are_unique(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct exchange e = ask(arena, TEXT(GET GET), (struct seen){0}, false);
    size_t first = text_find(e.answer, TEXT("X-Request-Id: "), 0);
    size_t second = text_find(e.answer, TEXT("X-Request-Id: "), first + 1);
    assert_true(second != SIZE_MAX);
    assert_int_equal(e.answer.p[first + 30], '\r'); // 16 digits
    assert_false(text_equal(text_slice(e.answer, first, first + 30), text_slice(e.answer, second, second + 30)));
}

static void body_limit_is_chosen(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct buf request = buf_new(arena, 4 << 20);
    buf_add(&request, TEXT("POST /large HTTP/1.1\r\n" HOST "Content-Length: 1048576\r\n\r\n"));
    for (int i = 0; i < 1 << 20; i++) {
        buf_add_char(&request, 'x');
    }
    struct exchange e = ask(arena, buf_text(&request), (struct seen){0}, false);
    assert_int_equal(e.seen.count, 1);
    e = ask(arena, TEXT("POST /large HTTP/1.1\r\n" HOST "Content-Length: 1048577\r\n\r\n"), (struct seen){0}, false);
    assert_int_equal(e.seen.count, 0);
    assert_true(text_starts_with(e.answer, TEXT("HTTP/1.1 413 ")));
    assert_false(e.is_open);
}

static void header_with_line_end(void)
{
    struct http_response response = {.status = 200};
    http_response_header(&response, "Location", TEXT("/x\r\nSet-Cookie: y"));
}

static void header_with_nul(void)
{
    struct http_response response = {.status = 200};
    http_response_header(&response, "Location", BYTES("/x\0y"));
}

static void header_with_bad_name(void)
{
    struct http_response response = {.status = 200};
    http_response_header(&response, "Location:", TEXT("/"));
}

static void one_header_too_many(void)
{
    struct http_response response = {.status = 200};
    for (int i = 0; i <= HTTP_RESPONSE_HEADERS_MAX; i++) {
        http_response_header(&response, "X", TEXT("y"));
    }
}

static void bad_answers_are_bugs(void **state)
{
    (void)state;
    assert_aborts(header_with_line_end);
    assert_aborts(header_with_nul);
    assert_aborts(header_with_bad_name);
    assert_aborts(one_header_too_many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_understood),
        cmocka_unit_test(proxies_are_believed_only_when_listed),
        cmocka_unit_test(headers_and_cookies_are_found),
        cmocka_unit_test(answers_are_framed),
        cmocka_unit_test(ids_are_unique),
        cmocka_unit_test(body_limit_is_chosen),
        cmocka_unit_test(bad_answers_are_bugs),
    };
    return run_cases(tests);
}
