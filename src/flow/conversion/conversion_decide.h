// SPDX-License-Identifier: Apache-2.0
// What happens to a conversion later: approval, rejection with a coded reason, refunds in any order and number of
// deliveries. Each is one transaction: the fact is recorded, commissions are derived anew, the difference is booked.
#pragma once

#include "conversion/conversion.h"
#include "flow.h"

// status: approved or rejected; nothing goes back to pending. A rejection needs a coded reason
// (conversion_reason_is_known). The same decision again changes nothing. RC_NOT_FOUND conversion_not_found; RC_INVALID
// status_unknown, reason_required, reason_unknown.
enum rc conversion_decide(struct flow *flow, struct conversion_id id, struct text status, struct text reason) MUST_USE;
// The step of it inside the caller's write transaction; takes the conversion's lock.
enum rc conversion_decide_step(struct flow *flow, const struct conversion *conversion, struct text status,
                               struct text reason) MUST_USE;

// Takes a decision back inside the caller's write transaction: the conversion is undecided again, by a decision of its
// own; what was booked is reversed by new entries. Not when it has another status than `decided` by now, or one of its
// commissions has become available: *ret_is_reopened tells. RC_NOT_FOUND conversion_not_found.
enum rc conversion_reopen_step(struct flow *flow, struct conversion_id id, struct text decided,
                               bool *ret_is_reopened) MUST_USE;

struct refund_claim {
    struct conversion_id conversion_id;
    struct text refund_key;  // the advertiser's refund id: idempotency key within the conversion
    struct text amount;      // decimal, major units, in the order's currency as reported; absent: what is left of it
    struct text occurred_at; // RFC 3339; absent: now
};
struct refund_accepted {
    struct refund_id refund_id;
    bool is_duplicate;
};
// An order that was reported in another currency than the program's is refunded in that one, by the order's own rate:
// all refunds together are converted, so that a whole refund gives back exactly what was counted.
// RC_INVALID refund_id_required, amount_* as for claims, occurred_at_*; RC_REFUSED refund_exceeds_order when all
// refunds together would be more than the order; RC_CONFLICT refund_conflict for the same key with another amount.
enum rc conversion_refund(struct flow *flow, const struct refund_claim *claim, struct refund_accepted *ret) MUST_USE;

// Takes the refund of claim->refund_key back, whole, as when a chargeback of a part of the order was won: a fact of its
// own, dated by claim->occurred_at; claim->amount is not looked at. Commissions and charges are what they would be
// without that refund. Again is_duplicate. RC_NOT_FOUND refund_not_found, conversion_not_found; RC_INVALID as above.
enum rc conversion_refund_reverse(struct flow *flow, const struct refund_claim *claim,
                                  struct refund_accepted *ret) MUST_USE;
