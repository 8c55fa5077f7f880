// SPDX-License-Identifier: Apache-2.0
// For the tests over sockets: a server in a thread on a free port, handlers that are held by a semaphore so that no
// test depends on how fast the machine is, and a client that reads one answer at a time.
#pragma once

#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "core/arena.h"
#include "core/buf.h"
#include "core/bug.h"
#include "http/http.h"

#define BIG_BYTES ((size_t)1 << 20)
#define HOST "Host: a.example\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST "\r\n"

struct fixture {
    struct http_options options;
    struct http_handlers handlers;
    struct http_server *server;
    pthread_t thread;
    sem_t hold;    // each /w/hold waits for one post
    sem_t holding; // posted by each /w/hold that has begun
    atomic_int handled_count;
    atomic_int round_count;
    atomic_int every_count;
    atomic_int started_count;
    atomic_int starts_to_fail;
    atomic_bool is_sync_failing;
    atomic_bool is_sync_held; // before_answers waits as /w/hold does
    atomic_int seal_count;
    atomic_int sync_ms;         // before_answers takes so long
    atomic_int loop_sync_count; // rounds whose before_answers ran on the loop
    char *big;
    int grace_ms;
    enum rc run_rc;
};

static inline enum http_run choose(void *user, struct http_request *request, size_t *ret_body_max)
{
    (void)user;
    if (text_starts_with(request->path, TEXT("/w/large"))) {
        *ret_body_max = 4 * BIG_BYTES;
    }
    return text_starts_with(request->path, TEXT("/w/")) ? HTTP_RUN_WORKER : HTTP_RUN_INLINE;
}

static inline void handle(void *user, int worker, struct http_request *request, struct http_response *response)
{
    struct fixture *f = user;
    bool is_worker = text_starts_with(request->path, TEXT("/w/"));
    BUG_ON((worker >= 0) != is_worker);
    atomic_fetch_add(&f->handled_count, 1);
    response->status = 200;
    response->body = request->target;
    if (text_starts_with(request->path, TEXT("/w/hold"))) {
        sem_post(&f->holding);
        while (sem_wait(&f->hold) != 0) {
        }
    } else if (text_starts_with(request->path, TEXT("/w/stream/"))) {
        response->stream_topic = text_slice(request->path, 10, SIZE_MAX);
    } else if (text_starts_with(request->path, TEXT("/w/large")) || text_starts_with(request->path, TEXT("/w/echo"))) {
        response->body = request->body;
    } else if (text_starts_with(request->path, TEXT("/d/"))) {
        response->status = 302;
        response->is_durable_first = true;
        http_response_header(response, "Location", request->target);
        response->body = TEXT("");
    } else if (text_starts_with(request->path, TEXT("/i/big"))) {
        response->body = (struct text){.p = f->big, .n = BIG_BYTES};
    }
}

static inline enum rc before_answers(void *user)
{
    struct fixture *f = user;
    atomic_fetch_add(&f->round_count, 1);
    atomic_fetch_add(&f->loop_sync_count, pthread_equal(pthread_self(), f->thread) ? 1 : 0);
    usleep((useconds_t)atomic_load(&f->sync_ms) * 1000);
    if (atomic_load(&f->is_sync_held)) {
        sem_post(&f->holding);
        while (sem_wait(&f->hold) != 0) {
        }
    }
    return atomic_load(&f->is_sync_failing) ? RC_FAULT : RC_OK;
}

static inline void seal_answers(void *user)
{
    struct fixture *f = user;
    atomic_fetch_add(&f->seal_count, 1);
}

static inline void not_durable(void *user, struct http_request *request, struct http_response *response)
{
    (void)user;
    response->status = 503;
    response->body = text_format(response->arena, "not durable %.*s", TEXT_PRINT(request->target));
}

static inline enum rc worker_start(void *user, int worker)
{
    struct fixture *f = user;
    (void)worker;
    if (atomic_fetch_sub(&f->starts_to_fail, 1) > 0) {
        return RC_FAULT;
    }
    atomic_fetch_add(&f->started_count, 1);
    return RC_OK;
}

static inline void worker_stop(void *user, int worker)
{
    struct fixture *f = user;
    (void)worker;
    atomic_fetch_sub(&f->started_count, 1);
}

static inline void on_every(void *user)
{
    atomic_fetch_add(&((struct fixture *)user)->every_count, 1);
}

// ---- the fixture ----

static inline int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));
    f->options = http_options_default();
    f->handlers = (struct http_handlers){.user = f,
                                         .choose = choose,
                                         .handle = handle,
                                         .seal_answers = seal_answers,
                                         .before_answers = before_answers,
                                         .not_durable = not_durable,
                                         .worker_start = worker_start,
                                         .worker_stop = worker_stop};
    sem_init(&f->hold, 0, 0);
    sem_init(&f->holding, 0, 0);
    f->big = malloc(BIG_BYTES);
    for (size_t i = 0; i < BIG_BYTES; i++) {
        f->big[i] = (char)('a' + i % 23);
    }
    f->grace_ms = 30000;
    *state = f;
    return 0;
}

static inline void *run_server(void *argument)
{
    struct fixture *f = argument;
    f->run_rc = http_server_run(f->server, f->grace_ms);
    return NULL;
}

static inline void start(struct fixture *f)
{
    struct fault fault = {0};
    f->run_rc = RC_FAULT;
    assert_int_equal(http_server_new(&f->options, &f->handlers, &f->server, &fault), RC_OK);
    http_server_every(f->server, 5, on_every, f);
    assert_int_equal(pthread_create(&f->thread, NULL, run_server, f), 0);
}

static inline void join(struct fixture *f)
{
    assert_int_equal(pthread_join(f->thread, NULL), 0);
    assert_int_equal(f->run_rc, RC_OK);
    assert_int_equal(http_server_counters(f->server).connections_open, 0);
    assert_int_equal(atomic_load(&f->started_count), 0);
    http_server_free(f->server);
    f->server = NULL;
}

static inline void stop(struct fixture *f)
{
    http_server_stop(f->server);
    join(f);
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;
    free(f->big);
    sem_destroy(&f->hold);
    sem_destroy(&f->holding);
    free(f);
    return 0;
}

static inline void release(struct fixture *f, int n)
{
    for (int i = 0; i < n; i++) {
        sem_post(&f->hold);
    }
}

static inline void wait_holding(struct fixture *f)
{
    while (sem_wait(&f->holding) != 0) {
    }
}

// Waits for something that must come to pass; gives up after half a minute.
static inline void wait_until_at_least(atomic_int *value, int wanted)
{
    for (int i = 0; i < 30000 && atomic_load(value) < wanted; i++) {
        usleep(1000);
    }
    assert_true(atomic_load(value) >= wanted);
}

// ---- the client ----

static inline int dial_with(struct fixture *f, int receive_bytes)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    if (receive_bytes > 0) {
        assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes)), 0);
    }
    struct timeval patience = {.tv_sec = 30};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)), 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)http_server_port(f->server))};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

static inline int dial(struct fixture *f)
{
    return dial_with(f, 0);
}

static inline void send_text(int fd, struct text t)
{
    while (t.n > 0) {
        ssize_t n = send(fd, t.p, t.n, MSG_NOSIGNAL);
        assert_true(n > 0);
        t = text_slice(t, (size_t)n, t.n);
    }
}

struct reply {
    int status;
    struct text head;
    struct text body;
};

// Reads one answer; status 0 when the connection ended before one began.
static inline struct reply read_reply(int fd, struct arena *arena)
{
    struct buf head = buf_new(arena, 64 << 10);
    struct reply reply = {0};
    char c;
    while (!text_ends_with(buf_text(&head), TEXT("\r\n\r\n"))) {
        if (recv(fd, &c, 1, 0) != 1) {
            return reply;
        }
        buf_add_char(&head, c);
    }
    reply.head = buf_text(&head);
    reply.status = (reply.head.p[9] - '0') * 100 + (reply.head.p[10] - '0') * 10 + (reply.head.p[11] - '0');
    size_t body_n = 0;
    size_t at = text_find(reply.head, TEXT("Content-Length: "), 0);
    for (size_t i = at + 16; at != SIZE_MAX && reply.head.p[i] != '\r'; i++) {
        body_n = body_n * 10 + (size_t)(reply.head.p[i] - '0');
    }
    char *body = arena_bytes(arena, body_n);
    for (size_t got_n = 0; got_n < body_n;) {
        ssize_t n = recv(fd, body + got_n, body_n - got_n, 0);
        assert_true(n > 0);
        got_n += (size_t)n;
    }
    reply.body = (struct text){.p = body, .n = body_n};
    return reply;
}

static inline bool has_line(struct reply reply, const char *line)
{
    return text_find(reply.head, text_of(line), 0) != SIZE_MAX;
}

static inline void expect(int fd, int status, const char *body)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct reply reply = read_reply(fd, arena);
    assert_int_equal(reply.status, status);
    if (body != NULL) {
        assert_text(reply.body, body);
    }
}

// The server closed its side, in order (no reset).
static inline void expect_end(int fd)
{
    char c;
    assert_int_equal(recv(fd, &c, 1, 0), 0);
    close(fd);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
