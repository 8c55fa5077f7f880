// SPDX-License-Identifier: Apache-2.0
// How a conversion's commissions come into being and follow its later facts. These are steps inside the caller's write
// transaction, after the fact itself was written. What a commission is worth depends on the recorded facts alone, so
// the same refunds and decisions in any order end at the same amount.
#pragma once

#include "bookings.h"
#include "conversion/conversion.h"
#include "flow.h"
#include "program/program.h"

// The commission of a credited conversion that was just inserted: derived by the plans in force at occurred_at and
// known at received_at, booked as pending, due after the hold when the conversion is approved. No plan with a rule for
// the goal: no commission. Idempotent by accrual key: RC_CONFLICT when the conversion has one already.
enum rc commission_accrue(struct flow *flow, const struct conversion *conversion, const struct conversion_item *items,
                          size_t item_count, const struct program_terms *terms) MUST_USE;

// After a refund, an approval or a rejection (cause_id: of the refund or decision): derives the conversion's
// commissions anew from `conversion` as it is now, by the plan versions that were in force when they accrued, and books
// the difference. Needs the conversion's lock; takes those of its partners.
enum rc commission_rederive(struct flow *flow, const struct conversion *conversion, enum commission_cause cause,
                            int64_t cause_id) MUST_USE;

// When a commission is due: derived_due for an approved conversion, never for another; but what was released keeps its
// date. Pure, for replay too.
struct instant commission_due_at(const struct booking_position *after, struct text conversion_status,
                                 struct instant derived_due, struct instant due_before);
