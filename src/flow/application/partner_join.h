// SPDX-License-Identifier: Apache-2.0
// A partner who is in the network already enters another public program.
#pragma once

#include "flow.h"
#include "partner/partner.h"

// Where enrollment is open: approved at once, with a link to each active offer. Where it needs approval: pending, for
// the operator to decide. RC_NOT_FOUND for a program that is not public or not active; RC_REFUSED enrollment_closed,
// partner_archived; RC_CONFLICT enrolled_already, whatever the status.
enum rc partner_join(struct flow *flow, struct partner_id partner_id, struct program_id program_id,
                     struct enrollment *ret_enrollment) MUST_USE;
