// SPDX-License-Identifier: Apache-2.0
// Compensation by hand (mission S1-20): the operator grants a partner a sum with a reason that the partner reads. It is
// a cost of a program, available at once, and paid, shown and explained like a commission. Above the currency's
// second_person_above (payout settings) somebody other than who proposed it has to approve it.
#pragma once

#include "compensation/compensation.h"
#include "flow.h"

struct compensation_input {
    struct partner_id partner_id;
    struct program_id program_id;
    struct text amount; // decimal text in the program's currency, more than zero
    struct text reason; // 1 to 500 characters
    struct text key;    // idempotency key of a form, 1 to 64 characters, or TEXT_NONE
};
// Books it, or proposes it where it needs a second person; with a key that was used before it gives the first one and
// changes nothing, or RC_CONFLICT idempotency_conflict when that is of another partner, program or sum. RC_INVALID
// names partner_id, program_id, amount, reason; RC_REFUSED program_without_plan.
enum rc compensation_propose(struct flow *flow, const struct compensation_input *input,
                             struct compensation *ret_compensation) MUST_USE;
// RC_FORBIDDEN second_person_needed for who proposed it; RC_REFUSED compensation_decided when it was declined. Booked
// already, it changes nothing. RC_NOT_FOUND.
enum rc compensation_approve(struct flow *flow, struct compensation_id id,
                             struct compensation *ret_compensation) MUST_USE;
// Declines what is proposed, takes back what is booked; note says why. RC_REFUSED compensation_decided for the other.
enum rc compensation_decline(struct flow *flow, struct compensation_id id, struct text note,
                             struct compensation *ret_compensation) MUST_USE;
enum rc compensation_reverse(struct flow *flow, struct compensation_id id, struct text note,
                             struct compensation *ret_compensation) MUST_USE;
