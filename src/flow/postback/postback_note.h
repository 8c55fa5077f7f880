// SPDX-License-Identifier: Apache-2.0
// What partners are told of their conversions, queued where it happens: in the transaction of the conversion, decision
// or refund, so that it is told if and only if it happened. Nothing is called here.
#pragma once

#include "conversion/conversion.h"
#include "flow.h"
#include "postback/postback.h"

// A step inside the caller's write transaction: a delivery for each active postback of the credited partner that wants
// the event. cause_id: of the decision or refund, 0 for the conversion itself; with it the same event queues once.
// Events that were imported (source "import") are history and are not told.
enum rc postback_note(struct flow *flow, const struct conversion *conversion, enum postback_event event,
                      int64_t cause_id) MUST_USE;
// The same for what follows from a conversion that has just come in: lead or sale, and what was decided with it.
enum rc postback_note_new(struct flow *flow, const struct conversion *conversion) MUST_USE;
// Whether an active postback is there for the conversion's partner and program: else postback_note_new does nothing.
enum rc postback_is_wanted(struct flow *flow, const struct conversion *conversion, bool *ret_is) MUST_USE;
// The values of a test's macros: an invented sale of 100.00 in the currency, with the partner's own code.
enum rc postback_test_macros(struct flow *flow, const struct postback *postback, struct text *ret_macros) MUST_USE;
