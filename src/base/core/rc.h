// SPDX-License-Identifier: Apache-2.0
// The closed list of results that every function which can fail returns. Callers branch on it; which rule
// refused, and why, is in `struct fault` (fault.h). The numbers are also the exit codes of the command line
// (see `rc_exit_code`) and map to HTTP by `rc_http_status`.
#pragma once

#define MUST_USE __attribute__((warn_unused_result))

enum rc {
    RC_OK = 0,    // done
    RC_INVALID,   // input is malformed                          HTTP 422 (400 where it cannot be read at all)
    RC_REFUSED,   // a business rule says no                     HTTP 422
    RC_FORBIDDEN, // the actor may not                           HTTP 403
    RC_NOT_FOUND, // absent, or not visible to the actor         HTTP 404
    RC_CONFLICT,  // key used with other content, stale version  HTTP 409
    RC_BUSY,      // lock or limit; try again                    HTTP 503 with Retry-After
    RC_UNCERTAIN, // commit sent, answer lost; same key only     HTTP 503
    RC_FAULT,     // the world is broken: disk, network, memory  HTTP 500
};

// The name of a result, as in the enumeration without its prefix, lower case.
const char *rc_name(enum rc rc);
// The HTTP status that answers a request which ended in rc.
int rc_http_status(enum rc rc);
// The exit code of a command that ended in rc: 0 done, 2 bad input, 3 refused, 4 forbidden, 5 not found,
// 6 conflict, 7 busy, 8 uncertain, 9 fault. 1 is kept for "a check failed".
int rc_exit_code(enum rc rc);

// Returns from the calling function with any result other than RC_OK.
#define TRY(call)                 \
    do {                          \
        enum rc try_rc_ = (call); \
        if (try_rc_ != RC_OK) {   \
            return try_rc_;       \
        }                         \
    } while (0)

// A result that is deliberately not looked at; the reason is read by people and by the house checker.
#define DISCARD(reason, call)           \
    do {                                \
        enum rc discarded_rc_ = (call); \
        (void)sizeof("" reason);        \
        (void)discarded_rc_;            \
    } while (0)
