// SPDX-License-Identifier: Apache-2.0
// How a conversion's commissions come into being and follow its later facts, and how those of other events follow it.
// These are steps inside the caller's write transaction, after the fact itself was written; what reports count of it is
// added to the caller's rollup, which is written last. What a commission is worth
// depends on the set of recorded facts alone, so the same reports, refunds and decisions in any order end at the same
// amounts (caps and budgets of a period excepted: they go by the order of acceptance, which is recorded).
//
// A conversion has one commission for each award of its derivation: key cnv:ID:PARTNER:LINE, line 1 for the credited
// partner and those who share with him, 1 + n for a recruiter of level n. An award that comes later opens a commission
// of nothing first; one that goes leaves its commission at nothing.
#pragma once

#include "commission/bookings.h"
#include "commission/commission_facts.h"
#include "conversion/conversion_rollup.h"
#include "flow.h"

// The plans that pay a conversion: in force at occurred_at and known at received_at, for its customer. customer_since:
// when he was won, when a version that binds new customers only made that a question; INSTANT_NONE otherwise.
enum rc commission_plans_in_force(struct flow *flow, const struct conversion *conversion,
                                  struct commission_plans *ret_plans, struct instant *ret_customer_since) MUST_USE;

// The commissions of a credited conversion that was just inserted: booked as pending, due after the hold when the
// conversion is approved; and what it changes for other events and for bonuses. No award: no commission. Idempotent by
// accrual key: RC_CONFLICT when the conversion has one already.
enum rc commission_accrue(struct flow *flow, const struct commission_event *event, struct rollup *rollup) MUST_USE;

// The same in two parts, for events that change nothing else and that nothing but their own facts decides about: plans
// without history, caps, bonuses and rewards, an advertiser who is not charged; RC_NOT_FOUND for all others. The first
// needs no transaction and no number of the conversion; the second books several events with one statement for all rows
// of a kind. Commissions begin at received_at.
struct commission_payment {
    struct derived derived;
    bool is_rejected;
    const struct commission *commissions; // one for each award, once it is booked
};
struct commission_early {
    const struct conversion *conversion;
    const struct commission_plans *plans;
    struct commission_payment *payment;
};
enum rc commission_derive_early(struct flow *flow, const struct commission_event *event,
                                struct commission_payment *ret_payment) MUST_USE;
enum rc commission_accrue_early(struct flow *flow, const struct commission_early *list, size_t count,
                                struct rollup *rollup) MUST_USE;

// After a refund, an approval or a rejection (cause_id: of the refund or decision): derives the conversion's
// commissions anew from `conversion` as it is now, by the plan versions that were in force when it was accepted, books
// the differences, and those of other events whose history it changed. Needs the conversion's lock; takes that of the
// program's history, when there is any, and those of partners.
struct commission_cause_of {
    enum commission_cause cause;
    int64_t id;
};
enum rc commission_rederive(struct flow *flow, const struct conversion *conversion, struct commission_cause_of cause,
                            struct rollup *rollup) MUST_USE;
// After a customer left: derives the events that followed anew.
enum rc commission_follow_churn(struct flow *flow, struct program_id program_id, struct customer_id customer_id,
                                int64_t churn_id, struct rollup *rollup) MUST_USE;

// When a commission is due: derived_due for an approved conversion, never for another; but what was released keeps its
// date. Pure, for replay too.
struct instant commission_due_at(const struct booking_position *after, struct text conversion_status,
                                 struct instant derived_due, struct instant due_before);
// "cnv:ID:PARTNER:LINE".
struct text commission_award_key(struct arena *arena, struct conversion_id id, const struct derive_award *award);
