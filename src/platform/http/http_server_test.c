// SPDX-License-Identifier: Apache-2.0
// The server over real sockets: order of answers, keep-alive, slow and half-closed clients, time-outs, limits and the
// round's sync.
#include "http_fixture.h"

// ---- order ----

static void answers_leave_in_order(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1") GET("/i/2") GET("/w/3") GET("/d/4") GET("/w/hold/5") GET("/i/6")));
    wait_holding(f);
    wait_holding(f);
    wait_until_at_least(&f->handled_count, 6); // all run beside the first, which is still held
    release(f, 2);
    expect(fd, 200, "/w/hold/1");
    expect(fd, 200, "/i/2");
    expect(fd, 200, "/w/3");
    expect(fd, 302, "");
    expect(fd, 200, "/w/hold/5");
    expect(fd, 200, "/i/6");
    close(fd);
    stop(f);
}

static void unsafe_requests_run_alone(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1") "POST /w/hold/2 HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nab" GET("/i/3")
                           GET("/i/4")));
    wait_holding(f);
    usleep(20000);
    assert_int_equal(atomic_load(&f->handled_count), 1); // the POST waits for the GET before it
    release(f, 1);
    wait_holding(f);
    expect(fd, 200, "/w/hold/1");
    usleep(20000);
    assert_int_equal(atomic_load(&f->handled_count), 2); // and what follows waits for the POST
    release(f, 1);
    expect(fd, 200, "/w/hold/2");
    expect(fd, 200, "/i/3");
    expect(fd, 200, "/i/4");
    close(fd);
    stop(f);
}

static void pipeline_has_a_limit(void **state)
{
    struct fixture *f = *state;
    f->options.pipeline_max = 4;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1") GET("/i/2") GET("/i/3") GET("/i/4") GET("/i/5") GET("/i/6")));
    wait_holding(f);
    wait_until_at_least(&f->handled_count, 4);
    usleep(20000);
    assert_int_equal(atomic_load(&f->handled_count), 4);
    release(f, 1);
    expect(fd, 200, "/w/hold/1");
    expect(fd, 200, "/i/2");
    expect(fd, 200, "/i/3");
    expect(fd, 200, "/i/4");
    expect(fd, 200, "/i/5");
    expect(fd, 200, "/i/6");
    close(fd);
    stop(f);
}

static void connections_are_kept(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    for (int i = 0; i < 3; i++) {
        send_text(fd, TEXT(GET("/i/1")));
        expect(fd, 200, "/i/1");
        send_text(fd, TEXT(GET("/w/1")));
        expect(fd, 200, "/w/1");
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    send_text(fd, TEXT("GET /i/1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
    struct reply reply = read_reply(fd, arena);
    assert_true(has_line(reply, "\r\nConnection: keep-alive\r\n"));
    send_text(fd, TEXT("GET /i/1 HTTP/1.0\r\n\r\n"));
    reply = read_reply(fd, arena);
    assert_true(has_line(reply, "\r\nConnection: close\r\n"));
    expect_end(fd);
    assert_int_equal(http_server_counters(f->server).connections_accepted, 1);
    assert_int_equal(http_server_counters(f->server).requests, 8);
    stop(f);
}

// ---- large and slow ----

static void large_bodies_both_ways(void **state)
{
    struct fixture *f = *state;
    start(f);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    int fd = dial_with(f, 4096);
    send_text(fd, TEXT("POST /w/large HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 3145728\r\n\r\n"));
    struct reply reply = read_reply(fd, arena);
    assert_int_equal(reply.status, 100);
    for (int i = 0; i < 3; i++) {
        send_text(fd, (struct text){.p = f->big, .n = BIG_BYTES});
    }
    reply = read_reply(fd, arena);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body.n, 3 * BIG_BYTES);
    for (size_t i = 0; i < 3; i++) {
        assert_memory_equal(reply.body.p + i * BIG_BYTES, f->big, BIG_BYTES);
    }
    send_text(fd, TEXT("POST /w/echo HTTP/1.1\r\n" HOST "Content-Length: 1048577\r\n\r\n"));
    expect(fd, 413, NULL);
    close(fd);
    stop(f);
}

static void slow_readers_hold_back_only_themselves(void **state)
{
    struct fixture *f = *state;
    start(f);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    int fd = dial_with(f, 4096);
    struct buf requests = buf_new(arena, 1 << 20);
    for (int i = 0; i < 60; i++) {
        buf_add(&requests, TEXT(GET("/i/big")));
    }
    send_text(fd, buf_text(&requests));
    wait_until_at_least(&f->handled_count, 1);
    usleep(50000);
    // What the kernel takes (a few MiB) and 256 KiB: far from all 60 MiB.
    assert_true(atomic_load(&f->handled_count) < 30);
    int other = dial(f);
    send_text(other, TEXT(GET("/w/other")));
    expect(other, 200, "/w/other");
    close(other);
    for (int i = 0; i < 60; i++) {
        struct reply reply = read_reply(fd, arena);
        assert_int_equal(reply.body.n, BIG_BYTES);
        assert_memory_equal(reply.body.p, f->big, BIG_BYTES);
        arena_reset(arena);
    }
    close(fd);
    stop(f);
}

static void half_closed_clients_are_answered(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1") GET("/i/2")));
    wait_holding(f);
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    usleep(10000);
    release(f, 1);
    expect(fd, 200, "/w/hold/1");
    expect(fd, 200, "/i/2");
    expect_end(fd);
    fd = dial(f);
    send_text(fd, TEXT("POST /w/echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabc"));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    expect(fd, 400, NULL);
    expect_end(fd);
    fd = dial(f);
    send_text(fd, TEXT("GET / HT"));
    assert_int_equal(shutdown(fd, SHUT_WR), 0);
    expect(fd, 400, NULL);
    expect_end(fd);
    stop(f);
}

static void clients_may_vanish(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1") GET("/w/hold/2")));
    wait_holding(f);
    wait_holding(f);
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset)), 0);
    close(fd);
    while (http_server_counters(f->server).connections_open > 0) {
        usleep(1000);
    }
    release(f, 2);
    fd = dial(f);
    send_text(fd, TEXT(GET("/w/3")));
    expect(fd, 200, "/w/3");
    close(fd);
    stop(f);
}

// ---- time-outs ----

static void slow_heads_are_cut(void **state)
{
    struct fixture *f = *state;
    f->options.head_timeout_ms = 100;
    f->options.idle_timeout_ms = 100000;
    start(f);
    int silent = dial(f);
    int slow = dial(f);
    int second = dial(f);
    send_text(slow, TEXT("GET / HTTP/1.1\r\nHost:"));
    send_text(second, TEXT(GET("/i/1") "GET"));
    expect(slow, 408, NULL);
    expect_end(slow);
    expect(second, 200, "/i/1");
    expect(second, 408, NULL);
    expect_end(second);
    expect_end(silent); // nothing was asked: nothing is answered
    assert_int_equal(http_server_counters(f->server).timeouts, 3);
    stop(f);
}

static void drops_of_a_head_do_not_prolong_it(void **state)
{
    struct fixture *f = *state;
    f->options.head_timeout_ms = 100;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT("GET / HTTP/1.1\r\nX: "));
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct timeval nap = {.tv_usec = 5000};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &nap, sizeof(nap)), 0);
    struct reply reply = {0};
    for (int i = 0; i < 6000 && reply.status == 0; i++) {
        if (send(fd, "x", 1, MSG_NOSIGNAL) != 1) {
            break;
        }
        reply = read_reply(fd, arena);
    }
    assert_int_equal(reply.status, 408);
    close(fd);
    stop(f);
}

static void slow_bodies_are_cut(void **state)
{
    struct fixture *f = *state;
    f->options.body_timeout_ms = 100;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT("POST /w/echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nabc"));
    expect(fd, 408, NULL);
    expect_end(fd);
    assert_int_equal(atomic_load(&f->handled_count), 0);
    stop(f);
}

static void idle_connections_are_closed(void **state)
{
    struct fixture *f = *state;
    f->options.idle_timeout_ms = 100;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/i/1")));
    expect(fd, 200, "/i/1");
    expect_end(fd);
    // One that waits for a worker is not idle.
    fd = dial(f);
    send_text(fd, TEXT(GET("/w/hold/1")));
    wait_holding(f);
    usleep(300000);
    release(f, 1);
    expect(fd, 200, "/w/hold/1");
    close(fd);
    stop(f);
}

static void clients_that_do_not_read_are_cut(void **state)
{
    struct fixture *f = *state;
    f->options.write_timeout_ms = 200;
    start(f);
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    int fd = dial_with(f, 4096);
    struct buf requests = buf_new(arena, 1 << 20);
    for (int i = 0; i < 60; i++) {
        buf_add(&requests, TEXT(GET("/i/big")));
    }
    send_text(fd, buf_text(&requests));
    for (int i = 0; i < 30000 && http_server_counters(f->server).timeouts == 0; i++) {
        usleep(1000);
    }
    assert_int_equal(http_server_counters(f->server).timeouts, 1);
    close(fd);
    stop(f);
}

// ---- limits ----

static void connections_have_a_limit(void **state)
{
    struct fixture *f = *state;
    f->options.connections_max = 2;
    start(f);
    int first = dial(f);
    int second = dial(f);
    send_text(first, TEXT(GET("/i/1")));
    expect(first, 200, "/i/1");
    send_text(second, TEXT(GET("/i/1")));
    expect(second, 200, "/i/1");
    int third = dial(f);
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct reply reply = read_reply(third, arena);
    assert_int_equal(reply.status, 503);
    assert_true(has_line(reply, "\r\nRetry-After: 1\r\n"));
    assert_true(text_ends_with(reply.body, TEXT("}}")));
    expect_end(third);
    assert_int_equal(http_server_counters(f->server).refused_busy, 1);
    close(first);
    close(second);
    stop(f);
}

static void full_queue_answers_at_once(void **state)
{
    struct fixture *f = *state;
    f->options.workers = 1;
    f->options.queue_max = 1;
    start(f);
    int working = dial(f);
    int waiting = dial(f);
    int refused = dial(f);
    send_text(working, TEXT(GET("/w/hold/1")));
    wait_holding(f);
    send_text(waiting, TEXT(GET("/w/2")));
    for (int i = 0; i < 30000 && http_server_counters(f->server).requests < 2; i++) {
        usleep(1000);
    }
    send_text(refused, TEXT(GET("/w/3") GET("/i/4")));
    expect(refused, 503, NULL);
    expect(refused, 200, "/i/4"); // the connection lives on
    release(f, 1);
    expect(working, 200, "/w/hold/1");
    expect(waiting, 200, "/w/2");
    close(working);
    close(waiting);
    close(refused);
    stop(f);
}

static void workers_start_again(void **state)
{
    struct fixture *f = *state;
    f->options.workers = 1;
    atomic_store(&f->starts_to_fail, 2); // when the thread begins, and at its first request
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/w/1")));
    expect(fd, 503, NULL);
    send_text(fd, TEXT(GET("/w/2")));
    expect(fd, 200, "/w/2");
    close(fd);
    stop(f);
}

// ---- rounds ----

static void one_sync_for_a_round(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/i/0")));
    expect(fd, 200, "/i/0");
    assert_int_equal(atomic_load(&f->round_count), 0); // nothing asked for it
    send_text(fd, TEXT(GET("/d/1") GET("/d/2") GET("/d/3") GET("/d/4")));
    for (int i = 0; i < 4; i++) {
        expect(fd, 302, "");
    }
    assert_int_equal(atomic_load(&f->round_count), 1); // one packet, one read, one round
    atomic_store(&f->is_sync_failing, true);
    send_text(fd, TEXT(GET("/d/5") GET("/i/6") GET("/d/7")));
    expect(fd, 503, "not durable /d/5");
    expect(fd, 200, "/i/6");
    expect(fd, 503, "not durable /d/7");
    atomic_store(&f->is_sync_failing, false);
    send_text(fd, TEXT(GET("/d/8")));
    expect(fd, 302, "");
    close(fd);
    stop(f);
}

static void the_loop_does_not_wait_for_the_disk(void **state)
{
    struct fixture *f = *state;
    atomic_store(&f->is_sync_held, true);
    start(f);
    int first = dial(f), second = dial(f), third = dial(f), vanishing = dial(f);
    send_text(first, TEXT(GET("/d/1") GET("/i/2")));
    wait_holding(f); // the disk has the first batch, and takes its time
    send_text(second, TEXT(GET("/i/3")));
    expect(second, 200, "/i/3"); // what needs no disk is answered
    send_text(second, TEXT(GET("/d/4")));
    send_text(third, TEXT(GET("/d/5")));
    send_text(vanishing, TEXT(GET("/d/6")));
    wait_until_at_least(&f->handled_count, 6);
    close(vanishing);
    assert_int_equal(atomic_load(&f->seal_count), 1); // one batch at a time
    release(f, 1);
    expect(first, 302, "");
    expect(first, 200, "/i/2"); // in the order of the requests
    wait_holding(f);            // all that came meanwhile is one batch
    assert_int_equal(atomic_load(&f->round_count), 2);
    atomic_store(&f->is_sync_failing, true);
    atomic_store(&f->is_sync_held, false);
    release(f, 1);
    expect(second, 503, "not durable /d/4");
    expect(third, 503, "not durable /d/5");
    assert_int_equal(atomic_load(&f->seal_count), 2);
    close(first);
    close(second);
    close(third);
    stop(f);
}

// One batch after the other; how many of them the loop itself waited for.
static int syncs_of_loop(struct fixture *f, int fd, int batches)
{
    int before = atomic_load(&f->loop_sync_count);
    for (int i = 0; i < batches; i++) {
        send_text(fd, TEXT(GET("/d/1")));
        expect(fd, 302, "");
    }
    return atomic_load(&f->loop_sync_count) - before;
}

static void the_loop_waits_for_a_disk_that_is_prompt(void **state)
{
    struct fixture *f = *state;
    start(f);
    int fd = dial(f);
    assert_int_equal(syncs_of_loop(f, fd, 8), 0); // a disk that is not known yet
    int prompt = 0;
    for (int i = 0; prompt == 0 && i < 50; i++) { // a busy machine may take its time for some
        prompt = syncs_of_loop(f, fd, 20);
    }
    assert_true(prompt > 0);
    atomic_store(&f->sync_ms, 20);
    assert_true(syncs_of_loop(f, fd, 4) <= 1); // the first one, at most
    atomic_store(&f->sync_ms, 0);
    assert_int_equal(syncs_of_loop(f, fd, 15), 0); // it was slow not long ago
    close(fd);
    stop(f);
}

static void stopping_waits_for_the_disk(void **state)
{
    struct fixture *f = *state;
    atomic_store(&f->is_sync_held, true);
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/d/1")));
    wait_holding(f);
    http_server_stop(f->server);
    release(f, 1);
    expect(fd, 302, ""); // accepted, so answered
    expect_end(fd);
    close(fd);
    join(f);
}

static void sync_failing_without_an_answer_is_503(void **state)
{
    struct fixture *f = *state;
    f->handlers.not_durable = NULL;
    atomic_store(&f->is_sync_failing, true);
    start(f);
    int fd = dial(f);
    send_text(fd, TEXT(GET("/d/1")));
    expect(fd, 503, NULL);
    close(fd);
    stop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(answers_leave_in_order),
        CASE(unsafe_requests_run_alone),
        CASE(pipeline_has_a_limit),
        CASE(connections_are_kept),
        CASE(large_bodies_both_ways),
        CASE(slow_readers_hold_back_only_themselves),
        CASE(half_closed_clients_are_answered),
        CASE(clients_may_vanish),
        CASE(slow_heads_are_cut),
        CASE(drops_of_a_head_do_not_prolong_it),
        CASE(slow_bodies_are_cut),
        CASE(idle_connections_are_closed),
        CASE(clients_that_do_not_read_are_cut),
        CASE(connections_have_a_limit),
        CASE(full_queue_answers_at_once),
        CASE(workers_start_again),
        CASE(one_sync_for_a_round),
        CASE(the_loop_does_not_wait_for_the_disk),
        CASE(the_loop_waits_for_a_disk_that_is_prompt),
        CASE(stopping_waits_for_the_disk),
        CASE(sync_failing_without_an_answer_is_503),
    };
    return run_cases(tests);
}
