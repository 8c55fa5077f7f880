// SPDX-License-Identifier: Apache-2.0
// A conversion comes in: checked, attributed, paid for by the plan in force, booked, counted: all in one transaction,
// or not at all. Idempotent by (program, goal, order): the same report again gives the first result; the same order
// with other content is refused; the same content with another status is that decision (the way trackers send status
// changes).
#pragma once

#include "click/click_await.h"
#include "conversion/conversion_claim.h"

struct conversion_accepted {
    struct conversion_id conversion_id;
    bool is_duplicate; // nothing changed: the first result is given again
    bool is_attributed;
    struct text status; // of the conversion now
    struct text cause;  // why it is credited to nobody, else empty
    // Its commissions, when is_booked (it was booked just now, with others); else the caller reads them.
    const struct commission_id *commissions;
    size_t commission_count;
    bool is_booked;
};

// One transaction of its own, or, with flow->conversions, one that it shares with claims of other threads which came at
// the same time: none of them is answered before it is on disk, and what is wrong with one harms no other.
// Faults: those of conversion_claim_check, RC_CONFLICT order_conflict, and RC_BUSY click_awaited (click_await.h; not
// for what a browser reports, which nobody repeats: that is judged without the click). A refusal of what a claim
// pretends (another advertiser's click) is recorded for the operator.
enum rc conversion_accept(struct flow *flow, const struct click_shipping *shipping, const struct conversion_claim *text,
                          struct conversion_accepted *ret_accepted) MUST_USE;

// The same as a step inside the caller's write transaction: for imports that put many rows into one commit.
enum rc conversion_accept_step(struct flow *flow, const struct conversion_claim *text,
                               struct conversion_accepted *ret_accepted) MUST_USE;
