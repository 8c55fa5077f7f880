// SPDX-License-Identifier: Apache-2.0
// The outbox of postbacks on its way: each due delivery is claimed in one transaction, called, and settled in another.
// An answer from 200 to 299 delivers it, 410 (Gone) gives it up, everything else is tried again: after 1, 5, 15
// minutes, 1, 3, 6 hours and then each half day, POSTBACK_ATTEMPTS_MAX times together (about three days). A postback
// that gives no answer, or a slow one, is not asked again for a minute, whatever waits for it. Several callers may run
// at once: one postback has one call at a time, so a slow one keeps one caller and delays no other postback. When a
// server ends while it is calling, the delivery is called again: receivers know repeats by webhook-id.
#pragma once

#include "clock/clock.h"
#include "fetch/fetch.h"
#include "flow.h"
#include "postback/postback.h"

#define POSTBACK_ATTEMPTS_MAX 10
#define POSTBACK_CLAIM_MS (2 * MINUTE_MS)      // longer than any call takes
#define POSTBACK_QUIET_MS MINUTE_MS            // for one that gave no answer
#define POSTBACK_FORGET_AFTER_MS (90 * DAY_MS) // what was delivered or given up
#define POSTBACK_ROUND_MAX 50

struct postback_caller {
    void (*call)(void *user, struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer);
    void *user;
    bool (*is_ending)(void *user); // asked before each call: the rest waits for the next round; NULL: never
    const struct clock *clock;
    bool is_private_allowed; // fetch/fetch.h
};
// Calls what is due, at most POSTBACK_ROUND_MAX. *ret_called counts those that were answered as wanted, also before a
// failure.
enum rc postback_send_due(struct flow *flow, const struct postback_caller *caller, int64_t *ret_called) MUST_USE;
// The headers of a call, in the arena: webhook-id, webhook-timestamp, webhook-signature.
#define POSTBACK_HEADERS 3
const struct fetch_header *postback_headers(struct flow *flow, const struct postback *postback,
                                            const struct postback_delivery *delivery, struct text url);

// Deletes deliveries that were settled POSTBACK_FORGET_AFTER_MS ago.
enum rc postback_purge(struct flow *flow, int64_t *ret_count) MUST_USE;
