// SPDX-License-Identifier: Apache-2.0
// The life of a server: listening, timers, and stopping without losing what was accepted.
#include "http_fixture.h"

#include "http/http_private.h"

static void stopping_finishes_what_was_accepted(void **state)
{
    struct fixture *f = *state;
    start(f);
    int idle = dial(f);
    send_text(idle, TEXT(GET("/i/1")));
    expect(idle, 200, "/i/1");
    int working = dial(f);
    send_text(working, TEXT(GET("/w/hold/1") GET("/w/hold/2")));
    wait_holding(f);
    wait_holding(f);
    http_server_stop(f->server);
    expect_end(idle);
    release(f, 2);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct reply reply = read_reply(working, arena);
    assert_text(reply.body, "/w/hold/1");
    assert_false(has_line(reply, "Connection: close"));
    reply = read_reply(working, arena);
    assert_text(reply.body, "/w/hold/2");
    assert_true(has_line(reply, "\r\nConnection: close\r\n"));
    expect_end(working);
    join(f);
}

static void stopping_reads_what_has_begun(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT("POST /w/echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabc"));
    int idle = dial(f);
    send_text(idle, TEXT(GET("/i/1")));
    expect(idle, 200, "/i/1");
    http_server_stop(f->server);
    expect_end(idle);
    send_text(fd, TEXT("de"));
    expect(fd, 200, "abcde");
    expect_end(fd);
    join(f);
}

static void grace_ends(void **state)
{
    struct fixture *f = *state;
    f->grace_ms = 100;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1")));
    wait_holding(f);
    http_server_stop(f->server);
    char c;
    assert_true(recv(fd, &c, 1, 0) <= 0);
    close(fd);
    release(f, 1); // threads cannot be ended from outside: the run returns when the handler does
    join(f);
}

static void stopping_before_running(void **state)
{
    struct fixture *f = *state;
    struct fault fault = {0};
    assert_int_equal(http_server_new(&f->options, &f->handlers, &f->server, &fault), RC_OK);
    http_server_stop(f->server);
    assert_int_equal(http_server_run(f->server, 100), RC_OK);
    http_server_free(f->server);
    assert_int_equal(http_server_new(&f->options, &f->handlers, &f->server, &fault), RC_OK);
    http_server_free(f->server); // without having run
}

static void timers_call_back(void **state)
{
    struct fixture *f = *state;
    start(f);
    wait_until_at_least(&f->every_count, 3);
    stop(f);
}

static void ports_and_addresses_are_checked(void **state)
{
    struct fixture *f = *state;
    start(f);
    struct http_server *server = NULL;
    struct http_options options = f->options;
    struct fault fault = {0};
    options.port = http_server_port(f->server);
    assert_int_equal(http_server_new(&options, &f->handlers, &server, &fault), RC_FAULT);
    assert_string_equal(fault.code, "http_listen_failed");
    fault_clear(&fault);
    options.address = "localhost";
    assert_int_equal(http_server_new(&options, &f->handlers, &server, &fault), RC_INVALID);
    assert_string_equal(fault.code, "http_address_invalid");
    fault_clear(&fault);
    options = f->options;
    options.workers = 0;
    assert_int_equal(http_server_new(&options, &f->handlers, &server, &fault), RC_INVALID);
    assert_string_equal(fault.code, "http_options_invalid");
    assert_null(server);
    stop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(stopping_finishes_what_was_accepted),
        CASE(stopping_reads_what_has_begun),
        CASE(grace_ends),
        CASE(stopping_before_running),
        CASE(timers_call_back),
        CASE(ports_and_addresses_are_checked),
    };
    return run_cases(tests);
}
