// SPDX-License-Identifier: Apache-2.0
// Answers that do not end, over real sockets: what is published arrives by topic, in chunks; streams have a limit, do
// not wait for clients that do not read, and end with the server.
#include "http_fixture.h"

static struct text read_exactly(int fd, struct arena *arena, size_t n)
{
    char *bytes = arena_bytes(arena, n);
    for (size_t got_n = 0; got_n < n;) {
        ssize_t more = recv(fd, bytes + got_n, n - got_n, 0);
        assert_true(more > 0);
        got_n += (size_t)more;
    }
    return (struct text){.p = bytes, .n = n};
}

static void expect_bytes(int fd, struct text expected)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct text got = read_exactly(fd, arena, expected.n);
    assert_text(got, text_zero_terminated(arena, expected));
}

static void wait_streams(struct fixture *f, uint64_t count)
{
    for (int i = 0; i < 5000 && http_server_counters(f->server).streams_open != count; i++) {
        usleep(1000);
    }
    assert_int_equal(http_server_counters(f->server).streams_open, count);
}

static int open_stream(struct fixture *f, const char *request)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    int fd = dial(f);
    send_text(fd, text_of(request));
    struct reply reply = read_reply(fd, arena);
    assert_int_equal(reply.status, 200);
    assert_false(has_line(reply, "Content-Length:"));
    return fd;
}

static void what_is_published_arrives_by_topic(void **state)
{
    struct fixture *f = *state;
    start(f);
    int a = open_stream(f, GET("/w/stream/a"));
    int b = open_stream(f, GET("/w/stream/b"));
    expect_bytes(a, TEXT("b\r\n/w/stream/a\r\n")); // the body is the first chunk
    expect_bytes(b, TEXT("b\r\n/w/stream/b\r\n"));
    wait_streams(f, 2);
    http_server_publish(f->server, TEXT("a"), TEXT("data: 1\n\n"));
    http_server_publish(f->server, TEXT("c"), TEXT("nobody"));
    http_server_publish(f->server, TEXT("b"), TEXT("data: two\n\n"));
    http_server_publish(f->server, TEXT("a"), TEXT("data: 3\n\n"));
    expect_bytes(a, TEXT("9\r\ndata: 1\n\n\r\n9\r\ndata: 3\n\n\r\n"));
    expect_bytes(b, TEXT("b\r\ndata: two\n\n\r\n"));
    close(a);
    wait_streams(f, 1);
    http_server_publish(f->server, TEXT("a"), TEXT("gone"));
    http_server_publish(f->server, TEXT("b"), TEXT("x"));
    expect_bytes(b, TEXT("1\r\nx\r\n"));
    http_server_stop(f->server); // ends them in order
    expect_bytes(b, TEXT("0\r\n\r\n"));
    expect_end(b);
    close(b);
    join(f);
}

static void old_clients_get_no_chunks(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = open_stream(f, "GET /w/stream/a HTTP/1.0\r\n\r\n");
    expect_bytes(fd, TEXT("/w/stream/a"));
    wait_streams(f, 1);
    http_server_publish(f->server, TEXT("a"), TEXT("data: 1\n\n"));
    expect_bytes(fd, TEXT("data: 1\n\n"));
    http_server_stop(f->server);
    expect_end(fd);
    close(fd);
    join(f);
}

static void streams_have_a_limit(void **state)
{
    struct fixture *f = *state;
    f->options.streams_max = 1;
    start(f);
    int first = open_stream(f, GET("/w/stream/a"));
    wait_streams(f, 1);
    int second = dial(f);
    send_text(second, TEXT(GET("/w/stream/a") GET("/i/1")));
    expect(second, 503, NULL);
    expect(second, 200, "/i/1"); // the connection lives
    close(first);
    wait_streams(f, 0);
    close(second);
    int third = open_stream(f, GET("/w/stream/a"));
    close(third);
    stop(f);
}

static void heads_and_pipelines(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT("HEAD /w/stream/a HTTP/1.1\r\n" HOST "\r\n"));
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    assert_int_equal(read_reply(fd, arena).status, 200);
    expect_end(fd);
    close(fd);
    fd = dial(f);
    send_text(fd, TEXT(GET("/i/1") GET("/w/stream/a") GET("/i/never")));
    expect(fd, 200, "/i/1");
    assert_int_equal(read_reply(fd, arena).status, 200);
    expect_bytes(fd, TEXT("b\r\n/w/stream/a\r\n"));
    wait_streams(f, 1);
    close(fd);
    wait_streams(f, 0);
    stop(f);
}

// A client that does not read holds a bounded amount of memory, and others are served meanwhile.
static void who_does_not_read_is_not_waited_for(void **state)
{
    struct fixture *f = *state;
    start(f);
    int deaf = open_stream(f, GET("/w/stream/a"));
    int keen = open_stream(f, GET("/w/stream/b"));
    expect_bytes(keen, TEXT("b\r\n/w/stream/b\r\n"));
    wait_streams(f, 2);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    char *bytes = arena_bytes(arena, 32768);
    memset(bytes, 'x', 32768);
    for (int i = 0; i < 400; i++) { // 13 MB
        http_server_publish(f->server, TEXT("a"), (struct text){.p = bytes, .n = 32768});
    }
    http_server_publish(f->server, TEXT("b"), TEXT("still here"));
    expect_bytes(keen, TEXT("a\r\nstill here\r\n"));
    close(deaf);
    close(keen);
    stop(f);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        cmocka_unit_test_setup_teardown(what_is_published_arrives_by_topic, setup, teardown),
        cmocka_unit_test_setup_teardown(old_clients_get_no_chunks, setup, teardown),
        cmocka_unit_test_setup_teardown(streams_have_a_limit, setup, teardown),
        cmocka_unit_test_setup_teardown(heads_and_pipelines, setup, teardown),
        cmocka_unit_test_setup_teardown(who_does_not_read_is_not_waited_for, setup, teardown),
    };
    return run_cases(cases);
}
