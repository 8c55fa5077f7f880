// SPDX-License-Identifier: Apache-2.0
// Calling an address that somebody outside chose (a partner's postback), by libcurl, so that it can do no harm here:
// HTTPS only; every address that the name resolves to is looked at when it is connected to, and one that is not public
// is refused (server-side request forgery: OWASP A10:2021); redirects are not followed; time and size are limited; no
// proxy, cookie, password or compression. Blocks: for threads that may wait.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

#define FETCH_TIMEOUT_S 10          // of the whole call; a connection has half of it
#define FETCH_BODY_KEPT 2048        // bytes of an answer that are kept
#define FETCH_BODY_MAX (256U << 10) // bytes of an answer that are read before the connection is dropped

struct fetch_header {
    struct text name;  // ASCII without colon
    struct text value; // without control characters
};
struct fetch_request {
    struct text url; // absolute; format/url.h
    const struct fetch_header *headers;
    size_t header_count;
    bool is_private_allowed; // http and any address too: for tests and networks that have no way outside
};

// Why no answer came.
enum fetch_problem {
    FETCH_ANSWERED,        // status is known
    FETCH_ADDRESS_REFUSED, // not https, or the name leads to an address that is not public
    FETCH_NAME_UNKNOWN,    // the name does not resolve
    FETCH_NOT_CONNECTED,   // nobody listens there, or the connection broke
    FETCH_TIMED_OUT,
    FETCH_TLS_FAILED, // no certificate that can be trusted
    FETCH_MALFORMED,  // what came is no HTTP
    FETCH_PROBLEM_COUNT
};
const char *fetch_problem_text(enum fetch_problem problem); // "address_refused"; "" for FETCH_ANSWERED

struct fetch_answer {
    enum fetch_problem problem;
    int status;       // 100 to 599, 0 without an answer
    struct text body; // its first FETCH_BODY_KEPT bytes as clean UTF-8: what is none, or a control, is '?'
    int64_t duration_ms;
};

// Once per process, before threads call.
enum rc fetch_start(struct fault *fault) MUST_USE;
// GET. Never fails otherwise than by its answer.
void fetch_get(struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer);

// Whether an address of 4 bytes (IPv4) or 16 (IPv6) belongs to a host on the public internet, by the IANA registries
// of special-purpose addresses (RFC 6890 and its successors). IPv6 forms of IPv4 addresses (mapped, NAT64) are looked
// at as those.
bool fetch_address_is_public(const uint8_t *bytes, size_t n);
