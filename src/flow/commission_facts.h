// SPDX-License-Identifier: Apache-2.0
// From recorded rows to the typed facts that commission_derive wants. Live accrual, later derivations, replay and
// explanation all go through here, so that they cannot differ.
#pragma once

#include "commission/derive.h"
#include "conversion/conversion.h"
#include "program/program.h"

// Refunds and status are the conversion's; items may be empty. Texts are not copied.
struct derive_facts commission_facts(struct arena *arena, const struct conversion *conversion,
                                     const struct conversion_item *items, size_t item_count, int64_t hold_days);

struct commission_plans {
    struct derive_plan list[2]; // most specific first
    size_t count;
    struct text ids; // "12,3", as commission.plan_ids
};
// Reads the texts; a recorded plan that does not read is RC_FAULT with its reason in the fault.
enum rc commission_plans_parse(struct arena *arena, const struct program_plans *plans, struct currency currency,
                               struct commission_plans *ret_plans, struct fault *fault) MUST_USE;
// The versions named in commission.plan_ids.
enum rc commission_plans_read(struct db *db, struct arena *arena, struct text plan_ids, struct currency currency,
                              struct commission_plans *ret_plans, struct fault *fault) MUST_USE;
