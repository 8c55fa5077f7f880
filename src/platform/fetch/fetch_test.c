// SPDX-License-Identifier: Apache-2.0
// Which addresses are public, what is refused before anything is sent, and what becomes of answers of a server that is
// another process.
#include "check.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/fetch.h"

static bool is_public(const char *address)
{
    uint8_t bytes[16];
    bool is_ipv6 = strchr(address, ':') != NULL;
    assert_int_equal(inet_pton(is_ipv6 ? AF_INET6 : AF_INET, address, bytes), 1);
    return fetch_address_is_public(bytes, is_ipv6 ? 16 : 4);
}

static void addresses_are_public_or_not(void **state)
{
    (void)state;
    static const char *const special[] = {
        "0.0.0.0",      "0.1.2.3",         "10.0.0.1",         "10.255.255.255", "100.64.0.1",        "100.127.255.255",
        "127.0.0.1",    "127.255.255.254", "169.254.169.254",  "172.16.0.1",     "172.31.255.255",    "192.0.0.8",
        "192.0.2.1",    "192.168.0.1",     "192.168.255.255",  "198.18.0.1",     "198.19.255.255",    "198.51.100.7",
        "203.0.113.9",  "224.0.0.1",       "239.255.255.255",  "240.0.0.1",      "255.255.255.255",   "::",
        "::1",          "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1",    "64:ff9b::10.0.0.1", "64:ff9b:1::1",
        "100::1",       "2001::1",         "2001:db8::1",      "2002:7f00:1::1", "3fff::1",           "fc00::1",
        "fd12:3456::1", "fe80::1",         "fec0::1",          "ff02::1",
    };
    static const char *const open[] = {
        "1.1.1.1",         "9.255.255.255",     "11.0.0.1",       "100.63.255.255",   "100.128.0.1",
        "126.255.255.255", "128.0.0.1",         "169.253.0.1",    "172.15.255.255",   "172.32.0.1",
        "192.167.1.1",     "192.169.1.1",       "198.17.255.255", "198.20.0.1",       "223.255.255.255",
        "2606:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2001:200::1",
    };
    for (size_t i = 0; i < COUNT_OF(special); i++) {
        if (is_public(special[i])) {
            print_error("%s is taken for public\n", special[i]);
            fail();
        }
    }
    for (size_t i = 0; i < COUNT_OF(open); i++) {
        if (!is_public(open[i])) {
            print_error("%s is not taken for public\n", open[i]);
            fail();
        }
    }
    uint8_t none[16] = {0};
    assert_false(fetch_address_is_public(none, 5));
}

static struct fetch_answer get(struct arena *arena, const char *url, bool is_private_allowed)
{
    struct fetch_request request = {.url = text_of(url), .is_private_allowed = is_private_allowed};
    struct fetch_answer answer;
    fetch_get(arena, &request, &answer);
    return answer;
}

static void what_is_not_public_is_not_called(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    static const char *const urls[] = {
        "https://127.0.0.1:1/",
        "https://[::1]:1/",
        "https://localhost:1/",
        "https://0x7f000001:1/",
        "https://2130706433:1/",
        "https://127.1:1/",
        "https://[::ffff:127.0.0.1]:1/",
        "https://169.254.169.254/",
        "https://10.1.2.3/",
        "http://1.1.1.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:1/",
        "https://u:p@127.0.0.1:1/",
    };
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct fetch_answer answer = get(arena, urls[i], /* is_private_allowed= */ false);
        if (answer.problem != FETCH_ADDRESS_REFUSED) {
            print_error("%s: %s\n", urls[i], fetch_problem_text(answer.problem));
            fail();
        }
        assert_int_equal(answer.status, 0);
    }
    // Where it is allowed, the same address is tried: nobody listens on port 1.
    assert_int_equal(get(arena, "http://127.0.0.1:1/", /* is_private_allowed= */ true).problem, FETCH_NOT_CONNECTED);
    assert_int_equal(get(arena, "file:///etc/passwd", /* is_private_allowed= */ true).problem, FETCH_ADDRESS_REFUSED);
}

// ---- a server ----

#define BIG_BYTES ((size_t)4 << 20)

static void say(int connection, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(connection, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; // the other side has enough
        }
        bytes += sent;
        n -= (size_t)sent;
    }
}

static void say_text(int connection, const char *text)
{
    say(connection, text, strlen(text));
}

static void answer(int connection)
{
    char request[4096] = "";
    ssize_t n = recv(connection, request, sizeof(request) - 1, 0);
    request[n < 0 ? 0 : n] = '\0';
    if (strncmp(request, "GET /moved ", 11) == 0) {
        say_text(connection, "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 5\r\n\r\nmoved");
    } else if (strncmp(request, "GET /big ", 9) == 0) {
        static char big[BIG_BYTES];
        memset(big, 'b', sizeof(big));
        say_text(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        say(connection, big, sizeof(big));
    } else if (strncmp(request, "GET /odd ", 9) == 0) {
        say_text(connection, "HTTP/1.1 500 Oops\r\nContent-Length: 10\r\n\r\na\r\n\x1b[1m\xff\xc3\xa9");
    } else if (strncmp(request, "GET /none ", 10) == 0) {
        say_text(connection, "SSH-2.0-OpenSSH\r\n");
    } else {
        bool has_header = strstr(request, "\r\nwebhook-id: dlv_1\r\n") != NULL;
        say_text(connection, has_header ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                                        : "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    }
    shutdown(connection, SHUT_WR);
    while (recv(connection, request, sizeof(request), 0) > 0) {
    }
    close(connection);
}

// Its process, and the port it listens at.
static pid_t serve(int *ret_port)
{
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof(address);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, n), 0);
    assert_int_equal(listen(listener, 16), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &n), 0);
    *ret_port = ntohs(address.sin_port);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        for (;;) {
            answer(accept(listener, NULL, NULL));
        }
    }
    close(listener);
    return child;
}

static struct fetch_answer ask(struct arena *arena, int port, const char *path)
{
    static const struct fetch_header header = {{.p = "webhook-id", .n = 10}, {.p = "dlv_1", .n = 5}};
    struct fetch_request request = {.url = text_format(arena, "http://127.0.0.1:%d%s", port, path),
                                    .headers = &header,
                                    .header_count = 1,
                                    .is_private_allowed = true};
    struct fetch_answer result;
    fetch_get(arena, &request, &result);
    return result;
}

static void answers_are_taken_as_they_are(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)4 << 20);
    int port = 0;
    pid_t server = serve(&port);
    struct fetch_answer got = ask(arena, port, "/ok");
    assert_int_equal(got.problem, FETCH_ANSWERED);
    assert_int_equal(got.status, 200);
    assert_text(got.body, "ok");
    got = ask(arena, port, "/moved"); // not followed
    assert_int_equal(got.status, 302);
    assert_text(got.body, "moved");
    got = ask(arena, port, "/big"); // read so far, and no further
    assert_int_equal(got.problem, FETCH_ANSWERED);
    assert_int_equal(got.status, 200);
    assert_int_equal(got.body.n, FETCH_BODY_KEPT);
    got = ask(arena, port, "/odd"); // controls and what is no UTF-8 do not get into a page
    assert_int_equal(got.status, 500);
    assert_text(got.body, "a\n?[1m?\xc3\xa9");
    got = ask(arena, port, "/none");
    assert_int_equal(got.status, 0);
    assert_true(got.problem != FETCH_ANSWERED);
    assert_int_equal(kill(server, SIGKILL), 0);
    assert_int_equal(waitpid(server, NULL, 0), server);
    assert_int_equal(ask(arena, port, "/ok").problem, FETCH_NOT_CONNECTED);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(addresses_are_public_or_not),
        cmocka_unit_test(what_is_not_public_is_not_called),
        cmocka_unit_test(answers_are_taken_as_they_are),
    };
    assert_int_equal(fetch_start(NULL), RC_OK);
    return cmocka_run_group_tests_name("fetch", cases, NULL, NULL);
}
