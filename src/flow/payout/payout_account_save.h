// SPDX-License-Identifier: Apache-2.0
// Saving where a partner is paid, or the network pays from. Details are versions: a change makes the next one, and
// nothing is paid to it for 72 hours (PAYOUT_DETAILS_HOLD_MS), counted anew by each change. The first version counts at
// once. Who is told of a change: the partner's e-mail, the e-mail he had when the version before was saved, and the
// e-mail that the version before named, each once.
#pragma once

#include "flow.h"
#include "payout_account/payout_account.h"

// One transaction. partner_id 0: the network's own account, which has no hold; it keeps one for each method. Saving the
// same details again changes nothing and gives the version there is. RC_INVALID with the member as field
// (payout_details.h; email_malformed); RC_NOT_FOUND not_found for an unknown partner.
enum rc payout_account_save(struct flow *flow, struct partner_id partner_id, const struct payout_details *details,
                            struct payout_account *ret_account) MUST_USE;
