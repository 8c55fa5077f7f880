// SPDX-License-Identifier: Apache-2.0
// A partner asks for what is available (S3D-4). A request is for all that is payable in one currency when it is taken
// into a run; one is open at a time. Each use case is one transaction.
#pragma once

#include "flow.h"
#include "payout/payout_terms.h"

// RC_CONFLICT request_open; RC_REFUSED with the reason's own code: nothing_available, below_minimum, details_missing,
// details_on_hold, tax_profile_missing, payouts_held. A request needs saved payout details, whatever the policy says.
enum rc withdrawal_ask(struct flow *flow, struct partner_id partner_id, struct currency currency,
                       struct withdrawal *ret_withdrawal) MUST_USE;
// By the partner (cancelled) or by an operator with a reason (declined). RC_NOT_FOUND not_found; RC_REFUSED
// withdrawal_closed when it is not open and ended otherwise; again in the same way changes nothing.
enum rc withdrawal_end(struct flow *flow, struct withdrawal_id id, struct text status, struct text reason,
                       struct withdrawal *ret_withdrawal) MUST_USE;
