// SPDX-License-Identifier: Apache-2.0
// GET by libcurl, guarded.
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/buf.h"
#include "core/bug.h"
#include "format/encode.h"

static const char *const problems[FETCH_PROBLEM_COUNT] = {
    [FETCH_ANSWERED] = "",
    [FETCH_ADDRESS_REFUSED] = "address_refused",
    [FETCH_NAME_UNKNOWN] = "name_unknown",
    [FETCH_NOT_CONNECTED] = "not_connected",
    [FETCH_TIMED_OUT] = "timed_out",
    [FETCH_TLS_FAILED] = "tls_failed",
    [FETCH_MALFORMED] = "malformed_answer",
};

const char *fetch_problem_text(enum fetch_problem problem)
{
    return problems[problem];
}

enum rc fetch_start(struct fault *fault)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return fault_internal(fault, RC_FAULT, "libcurl does not start");
    }
    return RC_OK;
}

// ---- which addresses are public ----

struct block {
    uint8_t bytes[4];
    int bits;
};

static bool is_in(const uint8_t *address, const uint8_t *block, int bits)
{
    for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((address[i / 8] & mask) != (block[i / 8] & mask)) {
            return false;
        }
    }
    return true;
}

static bool is_in_any(const uint8_t *address, const struct block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_in(address, blocks[i].bytes, blocks[i].bits)) {
            return true;
        }
    }
    return false;
}

// What iana-ipv4-special-registry has as not globally reachable, and multicast.
static bool ipv4_is_public(const uint8_t *address)
{
    static const struct block special[] = {
        {{0}, 8},
        {{10}, 8},
        {{100, 64}, 10},
        {{127}, 8},
        {{169, 254}, 16},
        {{172, 16}, 12},
        {{192, 0, 0}, 24},
        {{192, 0, 2}, 24},
        {{192, 88, 99}, 24},
        {{192, 168}, 16},
        {{198, 18}, 15},
        {{198, 51, 100}, 24},
        {{203, 0, 113}, 24},
        {{224}, 4},
        {{240}, 4},
    };
    return !is_in_any(address, special, sizeof(special) / sizeof(special[0]));
}

// iana-ipv6-special-registry: what is not global unicast (2000::/3) is special, and some of that is, too.
static bool ipv6_is_public(const uint8_t *address)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    static const struct block special[] = {
        {{0x20, 0x01, 0x00}, 23},       // IETF protocol assignments, Teredo
        {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
        {{0x20, 0x02}, 16},             // 6to4
        {{0x3f, 0xff, 0x00}, 20},       // documentation
    };
    if (memcmp(address, mapped, sizeof(mapped)) == 0 || memcmp(address, nat64, sizeof(nat64)) == 0) {
        return ipv4_is_public(address + 12);
    }
    return (address[0] & 0xe0) == 0x20 && !is_in_any(address, special, sizeof(special) / sizeof(special[0]));
}

bool fetch_address_is_public(const uint8_t *bytes, size_t n)
{
    return n == 4 ? ipv4_is_public(bytes) : n == 16 && ipv6_is_public(bytes);
}

// ---- one call ----

struct transfer {
    const struct fetch_request *request;
    bool is_refused; // by the address
    char *body;
    size_t body_n; // kept
    size_t received;
};

static bool sockaddr_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof(in));
        return fetch_address_is_public((const uint8_t *)&in.sin_addr, 4);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof(in6));
        return fetch_address_is_public((const uint8_t *)&in6.sin6_addr, 16);
    }
    return false;
}

// libcurl asks for a socket to an address that it is about to connect to: after the name was resolved, so that no
// second resolution can lead elsewhere.
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = user;
    if (purpose != CURLSOCKTYPE_IPCXN ||
        (!transfer->request->is_private_allowed && !sockaddr_is_public(&address->addr))) {
        transfer->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_body(char *bytes, size_t size, size_t n, void *user)
{
    struct transfer *transfer = user;
    size_t left = FETCH_BODY_KEPT - transfer->body_n;
    size_t kept = size * n < left ? size * n : left;
    memcpy(transfer->body + transfer->body_n, bytes, kept);
    transfer->body_n += kept;
    transfer->received += size * n;
    return transfer->received > FETCH_BODY_MAX ? 0 : size * n; // what is too long is left
}

static struct text clean(struct arena *arena, const struct transfer *transfer)
{
    struct buf out = buf_new(arena, FETCH_BODY_KEPT + 1);
    for (size_t at = 0; at < transfer->body_n;) {
        size_t step = utf8_sequence(transfer->body + at, transfer->body_n - at);
        struct text one = {.p = transfer->body + at, .n = step};
        if (step > 0 && utf8_is_clean(one, "\n\t")) {
            buf_add(&out, one);
        } else if (transfer->body[at] != '\r') {
            buf_add_char(&out, '?');
        }
        at += step == 0 ? 1 : step;
    }
    return buf_text(&out);
}

static struct curl_slist *headers_of(struct arena *arena, const struct fetch_request *request)
{
    struct curl_slist *list = NULL;
    for (size_t i = 0; i < request->header_count; i++) {
        const struct fetch_header *header = &request->headers[i];
        struct text line = text_format(arena, "%.*s: %.*s", TEXT_PRINT(header->name), TEXT_PRINT(header->value));
        list = curl_slist_append(list, text_zero_terminated(arena, line));
        BUG_ON(list == NULL);
    }
    return list;
}

static void set_up(CURL *curl, struct transfer *transfer, const char *url)
{
    bool is_private = transfer->request->is_private_allowed;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_private ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, ""); // not by what the environment says
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)FETCH_TIMEOUT_S / 2);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Tributary");
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
}

static enum fetch_problem problem_of(CURLcode result, const struct transfer *transfer, long status)
{
    bool is_too_long = result == CURLE_WRITE_ERROR && transfer->received > FETCH_BODY_MAX;
    if (result == CURLE_OK || (is_too_long && status > 0)) {
        return status >= 100 && status <= 599 ? FETCH_ANSWERED : FETCH_MALFORMED;
    }
    if (transfer->is_refused || result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_LOGIN_DENIED) {
        return FETCH_ADDRESS_REFUSED;
    }
    static const struct {
        CURLcode result;
        enum fetch_problem problem;
    } rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, FETCH_NAME_UNKNOWN},   {CURLE_OPERATION_TIMEDOUT, FETCH_TIMED_OUT},
        {CURLE_PEER_FAILED_VERIFICATION, FETCH_TLS_FAILED}, {CURLE_SSL_CONNECT_ERROR, FETCH_TLS_FAILED},
        {CURLE_SSL_CACERT_BADFILE, FETCH_TLS_FAILED},       {CURLE_URL_MALFORMAT, FETCH_ADDRESS_REFUSED},
        {CURLE_WEIRD_SERVER_REPLY, FETCH_MALFORMED},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (result == rows[i].result) {
            return rows[i].problem;
        }
    }
    return FETCH_NOT_CONNECTED;
}

void fetch_get(struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer)
{
    struct transfer transfer = {.request = request, .body = arena_bytes(arena, FETCH_BODY_KEPT)};
    CURL *curl = curl_easy_init();
    BUG_ON(curl == NULL);
    struct curl_slist *headers = headers_of(arena, request);
    set_up(curl, &transfer, text_zero_terminated(arena, request->url));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_off_t duration_us = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &duration_us);
    enum fetch_problem problem = problem_of(result, &transfer, status);
    bool is_answered = problem == FETCH_ANSWERED;
    *ret_answer = (struct fetch_answer){.problem = problem,
                                        .status = is_answered ? (int)status : 0,
                                        .body = is_answered ? clean(arena, &transfer) : TEXT(""),
                                        .duration_ms = (int64_t)duration_us / 1000};
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
}
