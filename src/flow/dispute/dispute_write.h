// SPDX-License-Identifier: Apache-2.0
// Partners appeal against what became of a conversion or a commission, the network answers and decides; the rules are
// dispute/dispute_core.h. Each use case is one transaction with an audit event; whoever did not write is told by a
// letter (the partner at his e-mail).
#pragma once

#include "dispute/dispute.h"
#include "flow.h"

#define DISPUTE_BODY_CHARACTERS_MAX 2000

struct dispute_input {
    struct partner_id partner_id;
    struct conversion_id conversion_id; // credited to the partner; 0 when a commission is given
    struct commission_id commission_id; // of the partner's; 0: the conversion as a whole
    struct text reason;                 // DISPUTE_REASON_WORDS
    struct text body;                   // 1 to DISPUTE_BODY_CHARACTERS_MAX characters; lines are kept
};
// RC_INVALID reason_unknown, text_empty, text_too_long, text_malformed (body), conversion_unknown, commission_unknown
// (what is another's is not there); RC_REFUSED dispute_too_early while the conversion is not decided; RC_CONFLICT
// dispute_is_open when there is one already.
enum rc dispute_open(struct flow *flow, const struct dispute_input *input, struct dispute *ret_dispute) MUST_USE;
// RC_NOT_FOUND not_found; RC_REFUSED dispute_is_decided; RC_INVALID of the body. A partner's message sets the date by
// which the network answers anew.
enum rc dispute_reply(struct flow *flow, struct dispute_id id, bool is_partner, struct text body,
                      struct dispute *ret_dispute) MUST_USE;

struct dispute_verdict {
    struct text outcome; // DISPUTE_OUTCOME_WORDS
    struct text body;    // why; needed but for withdrawn
    bool is_partner;     // a partner may only withdraw, the network do all else
};
// Approved: a rejected conversion is approved in the same transaction (conversion/conversion_decide.h), so that the
// decision and its money are there together; RC_REFUSED dispute_not_approvable when it is none or was not rejected.
// RC_NOT_FOUND not_found; RC_INVALID outcome_unknown and those of the body; RC_REFUSED dispute_is_decided. The same
// outcome again changes nothing.
enum rc dispute_decide(struct flow *flow, struct dispute_id id, const struct dispute_verdict *verdict,
                       struct dispute *ret_dispute) MUST_USE;
