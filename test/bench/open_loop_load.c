// SPDX-License-Identifier: Apache-2.0
// Asks for one address at a fixed rate, whatever the server does: an open loop. Each request has an instant at which it
// is due; its time counts from there to the end of its answer's head, so that a server that stalls is charged for all
// requests that waited meanwhile (a closed loop, as wrk's, would just have sent fewer: "coordinated omission").
//
//     open_loop_load PORT PATH RATE SECONDS CONNECTIONS
//
// Prints one line of JSON: how many were sent and answered with 302, and percentiles of their times in microseconds.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_BYTES_MAX 4096
#define PATIENCE_NS ((int64_t)10000000000) // for the last answers
#define NS_PER_S ((int64_t)1000000000)

struct connection {
    struct connection *next_free;
    int socket;
    int64_t due_ns; // of the request that is under way
    size_t answer_n;
    char answer[ANSWER_BYTES_MAX];
};

struct load {
    struct connection *connections;
    struct connection *free;
    char request[1024];
    size_t request_n;
    int64_t begin_ns, interval_ns;
    size_t wanted, sent, answered, bad;
    uint32_t *times_us; // of the answered, in order of their coming
};

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

static void give_up(const char *what)
{
    fprintf(stderr, "open_loop_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

// A decimal number from 1 on; 0 for anything else.
static size_t number_of(const char *text)
{
    size_t number = 0;
    for (; *text >= '0' && *text <= '9' && number < UINT32_MAX; text++) {
        number = number * 10 + (size_t)(*text - '0');
    }
    return *text == '\0' ? number : 0;
}

static int connected(uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int is_on = 1;
    int file = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (file < 0 || connect(file, (struct sockaddr *)&to, sizeof(to)) != 0 ||
        setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &is_on, sizeof(is_on)) != 0) {
        give_up("connect");
    }
    return file;
}

// All requests that are due by now and find a free connection; the others are sent late and charged for it.
static void send_due(struct load *load)
{
    while (load->free != NULL && load->sent < load->wanted) {
        int64_t due_ns = load->begin_ns + (int64_t)load->sent * load->interval_ns;
        if (due_ns > now_ns()) {
            return;
        }
        struct connection *connection = load->free;
        load->free = connection->next_free;
        connection->due_ns = due_ns;
        connection->answer_n = 0;
        if (send(connection->socket, load->request, load->request_n, 0) != (ssize_t)load->request_n) {
            give_up("send");
        }
        load->sent++;
    }
}

// A redirect has no body: its answer ends with its head.
static void receive(struct load *load, struct connection *connection)
{
    size_t room = sizeof(connection->answer) - connection->answer_n;
    ssize_t n = recv(connection->socket, connection->answer + connection->answer_n, room, 0);
    if (n <= 0) {
        give_up("the server closed a connection");
    }
    connection->answer_n += (size_t)n;
    if (memmem(connection->answer, connection->answer_n, "\r\n\r\n", 4) == NULL) {
        return;
    }
    load->bad += memcmp(connection->answer, "HTTP/1.1 302", 12) != 0;
    load->times_us[load->answered++] = (uint32_t)((now_ns() - connection->due_ns) / 1000);
    connection->next_free = load->free;
    load->free = connection;
}

static void run(struct load *load, int poll)
{
    struct epoll_event events[256];
    int64_t end_ns = load->begin_ns + (int64_t)load->wanted * load->interval_ns + PATIENCE_NS;
    while (load->answered < load->wanted && now_ns() < end_ns) {
        send_due(load);
        int64_t wait_ns = load->begin_ns + (int64_t)load->sent * load->interval_ns - now_ns();
        bool is_waiting = load->free == NULL || load->sent == load->wanted;
        wait_ns = is_waiting ? NS_PER_S : wait_ns < 0 ? 0 : wait_ns;
        struct timespec wait = {.tv_sec = wait_ns / NS_PER_S, .tv_nsec = wait_ns % NS_PER_S};
        int count = epoll_pwait2(poll, events, 256, &wait, NULL);
        for (int i = 0; i < count; i++) {
            receive(load, events[i].data.ptr);
        }
    }
}

static int compare(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static uint32_t percentile(const struct load *load, size_t of_ten_thousand)
{
    size_t rank = (load->answered * of_ten_thousand + 9999) / 10000; // nearest rank
    return load->answered == 0 ? 0 : load->times_us[rank == 0 ? 0 : rank - 1];
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: open_loop_load PORT PATH RATE SECONDS CONNECTIONS\n");
        return 2;
    }
    size_t rate = number_of(argv[3]);
    size_t count = number_of(argv[5]);
    struct load load = {.wanted = rate * number_of(argv[4])};
    int poll = epoll_create1(0);
    if (rate == 0 || count == 0 || load.wanted == 0 || poll < 0) {
        give_up("rate, seconds and connections must be numbers from 1 on");
    }
    prctl(PR_SET_TIMERSLACK, 1UL); // wake up when asked to, not 50 us later
    load.request_n = (size_t)snprintf(load.request, sizeof(load.request),
                                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n\r\n", argv[2], argv[1]);
    load.connections = calloc(count, sizeof(*load.connections));
    load.times_us = calloc(load.wanted, sizeof(*load.times_us));
    if (load.connections == NULL || load.times_us == NULL || load.request_n >= sizeof(load.request)) {
        give_up("too much is asked for");
    }
    for (size_t i = 0; i < count; i++) {
        struct connection *connection = &load.connections[i];
        connection->socket = connected((uint16_t)number_of(argv[1]));
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event) != 0) {
            give_up("epoll_ctl");
        }
        connection->next_free = load.free;
        load.free = connection;
    }
    load.interval_ns = NS_PER_S / (int64_t)rate;
    load.begin_ns = now_ns();
    run(&load, poll);
    qsort(load.times_us, load.answered, sizeof(*load.times_us), compare);
    printf("{\"sent\": %zu, \"answered\": %zu, \"bad\": %zu, \"p50\": %u, \"p90\": %u, \"p99\": %u, \"p999\": %u, "
           "\"max\": %u}\n",
           load.sent, load.answered, load.bad, percentile(&load, 5000), percentile(&load, 9000),
           percentile(&load, 9900), percentile(&load, 9990), percentile(&load, 10000));
    return 0;
}
