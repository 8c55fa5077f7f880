// SPDX-License-Identifier: Apache-2.0
// What a webhook told becomes: the same claims, decisions, refunds and departures as through every other door, each in
// a transaction of its own that can be repeated. What is remembered beside them:
//   * the delivery, once all of it is done: its repeat gives the first result and does nothing;
//   * other names of the order (payment, charge, invoice), by which refunds and disputes find it;
//   * what happened to an order that nobody has told of yet: it waits, and is done when the order comes.
// So the order in which deliveries come does not matter.
//
// What repeating cannot mend is accepted and ignored with its cause, because senders repeat what fails and give a
// source up that fails often: the same order with other content (its status is still followed), refunds beyond the
// order, orders of a goal that the program does not pay for. A first payment that nothing ties to a partner is ignored
// too, when another report of the same order may say better who sent the customer (a checkout session and its invoice).
#pragma once

#include "conversion/conversion_accept.h"
#include "flow.h"
#include "tracking/tracking.h"
#include "webhook/webhook.h"

struct webhook_told {
    const struct webhook_source *source;
    const struct webhook_reading *reading;
    struct text key;             // of the delivery: at most 200 bytes
    struct tracking_event event; // its note, with advertiser, program, door, kind and request
    bool is_note_wanted;         // whether it is noted when nothing comes of it (tracking_note.h)
};
struct webhook_taken {
    struct conversion_id conversion_id; // 0: none
    // approved, pending, rejected, unattributed, duplicate: of the conversion as with a postback; refunded,
    // refund_reversed, churned, named: done; waiting: for its order; ignored: nothing came of it
    struct text outcome;
    struct text cause; // of unattributed, waiting and ignored; else ""
    bool is_repeat;    // the result is that of the first delivery
    bool is_noted;     // it is in the log of the door already
};
// Faults: those of conversion_claim_check and flow_stored; nothing else is refused.
enum rc webhook_take(struct flow *flow, const struct click_shipping *shipping, const struct webhook_told *told,
                     struct webhook_taken *ret_taken) MUST_USE;
