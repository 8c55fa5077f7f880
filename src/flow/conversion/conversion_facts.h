// SPDX-License-Identifier: Apache-2.0
// What is recorded of the world when an event is accepted, so that it can be derived again whatever changes later:
// the plans in force, the credited partner, his recruiters or those above him in the matrix, who else touched, the
// click's source, the local day. Only what the plans in force look at is read and kept.
#pragma once

#include "commission/commission_facts.h"
#include "conversion/conversion_claim.h"
#include "partner/partner.h"

// Days since 1970 of an instant in the network's time zone, as it is set now.
enum rc network_local_day(struct flow *flow, struct instant at, int64_t *ret_day) MUST_USE;

// A partner as conditions see him in a program, as it is stored. enrolled_day is INT64_MIN when he is not enrolled: no
// comparison of days holds then.
enum rc derive_partner_read(struct flow *flow, struct arena *arena, const struct partner_facts_question *question,
                            struct derive_partner *ret_partner) MUST_USE;

struct facts_question {
    const struct claim *claim;
    const struct commission_plans *plans;
    int64_t window_ms;             // of touches
    int64_t visitor;               // hash of the visitor; 0 unknown
    struct text source;            // of the credited click; "" unknown
    struct instant customer_since; // as commission_plans_in_force gave it
};
// Fills conversion->local_day, needs and facts; conversion is attributed and not inserted yet. Needs the write
// transaction: a partner who has no place in the plan's matrix takes one.
enum rc conversion_facts_collect(struct flow *flow, const struct facts_question *question,
                                 struct conversion *conversion) MUST_USE;

// A partner takes his place in the program's matrix, his recruiters before him, unless he has one. Needs the write
// transaction.
enum rc matrix_place(struct flow *flow, struct program_id program_id, struct partner_id partner_id,
                     int64_t wide) MUST_USE;
