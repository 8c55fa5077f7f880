// SPDX-License-Identifier: Apache-2.0
// Keeping what came in at an advertiser's door (tracking/tracking.h). An accepted report is noted in the transaction of
// its conversion; a refused one in one of its own, because the refusal undid the other.
#pragma once

#include "conversion/conversion_accept.h"
#include "tracking/tracking.h"

// conversion_accept with its note: outcome, code, field, conversion and instant of `report` are filled here; program 0
// is filled from the conversion. is_note_wanted: whether a refusal is noted too (a door under attack leaves them out).
// The flow's before_commit stays. Results and faults are those of conversion_accept.
struct tracking_report {
    struct tracking_event event;
    const struct conversion_claim *claim;
    bool is_note_wanted;
};
enum rc tracking_accept(struct flow *flow, const struct click_shipping *shipping, struct tracking_report *report,
                        struct conversion_accepted *ret_accepted) MUST_USE;

// Notes a report that makes no conversion (outcome "seen" and no code, unless the event has others), or, with
// flow->fault filled, one that was refused before tracking_accept ("refused"). Of the first, one of an advertiser,
// program, door and kind in TRACKING_SEEN_EVERY_MS is enough. Its own transaction. What cannot be noted is not: nothing
// depends on it.
#define TRACKING_SEEN_EVERY_MS (5 * SECOND_MS)
void tracking_note(struct flow *flow, const struct tracking_event *event);

// Forgets what is older than this: a job.
#define TRACKING_KEPT_MS (30 * DAY_MS)
enum rc tracking_purge(struct flow *flow, int64_t *ret_deleted) MUST_USE;
