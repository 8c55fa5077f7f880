// SPDX-License-Identifier: Apache-2.0
// What a partner does with its postbacks: set up, change, pause, remove, a new secret, a test, once more. Whose a
// postback is, is looked at before (gate/access.h).
#pragma once

#include "flow.h"
#include "postback/postback.h"

#define POSTBACKS_MAX 10 // of one partner

struct postback_input {
    struct partner_id partner_id;
    struct program_id program_id; // 0: all
    struct text url;
    struct text events;   // comma list
    bool is_http_allowed; // fetch/fetch.h: is_private_allowed
};
// Faults: postback_url_check's; RC_INVALID events_missing, value_unknown (field events), program_unknown; RC_REFUSED
// postbacks_too_many, partner_archived, not_enrolled.
enum rc postback_create(struct flow *flow, const struct postback_input *input, struct postback *ret_postback) MUST_USE;
// RC_NOT_FOUND not_found.
enum rc postback_change(struct flow *flow, struct postback_id id, const struct postback_input *input,
                        struct postback *ret_postback) MUST_USE;
// active, paused or archived; what waits for an archived one is given up. RC_INVALID value_unknown (field status).
enum rc postback_set_status(struct flow *flow, struct postback_id id, struct text status) MUST_USE;
// The old secret stops at the commit.
enum rc postback_renew_secret(struct flow *flow, struct postback_id id) MUST_USE;

// Queues an invented event that is called at once, also while the postback is paused.
enum rc postback_test(struct flow *flow, struct postback_id id, struct postback_delivery_id *ret_id) MUST_USE;
// Calls it again now, with the values of its event. RC_NOT_FOUND not_found for one that is on its way.
enum rc postback_retry(struct flow *flow, struct postback_delivery_id id) MUST_USE;
