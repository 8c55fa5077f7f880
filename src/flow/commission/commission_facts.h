// SPDX-License-Identifier: Apache-2.0
// From recorded rows to the typed facts that commission_derive wants. Live accrual, later derivations, replay and
// explanation all go through here, so that they cannot differ.
#pragma once

#include "commission/derive.h"
#include "conversion/conversion.h"
#include "conversion/facts.h"
#include "program/program.h"

struct plan_shelf;

// A conversion with what derivation wants of its own rows.
struct commission_plans;
struct commission_event {
    const struct conversion *conversion; // refunds and status as they are, or were
    const struct conversion_item *items;
    size_t item_count;
    int64_t hold_days; // of the program's terms
    const struct commission_plans *plans;
};

struct commission_plans {
    struct derive_plan list[2]; // most specific first
    size_t count;
    struct text ids; // "12,3", as commission.plan_ids
};
// What all of them together need to know of an event of this goal.
struct plan_needs commission_plans_needs(const struct commission_plans *plans, struct text goal);
// The facts for commission_derive; history: commission_history.h. RC_FAULT for recorded texts that do not read.
enum rc commission_facts(struct arena *arena, const struct commission_event *event, struct text history,
                         struct derive_facts *ret_facts) MUST_USE;
// Everybody whom an event may pay by its recorded facts: credited, agreed split, touches, recruiters; each once.
enum rc commission_beneficiaries(struct arena *arena, const struct conversion *conversion, struct partner_id **ret_list,
                                 size_t *ret_count) MUST_USE;
// The first plan whose levels follow a matrix; NULL when none does.
const struct plan *commission_matrix_plan(const struct commission_plans *plans);
// Reads the texts, or takes what was read from the shelf (plan_shelf.h; NULL: none). A recorded plan that does not read
// is RC_FAULT with its reason in the fault.
enum rc commission_plans_parse(struct plan_shelf *shelf, struct arena *arena, const struct program_plans *plans,
                               struct currency currency, struct commission_plans *ret_plans,
                               struct fault *fault) MUST_USE;
// The versions named in commission.plan_ids.
enum rc commission_plans_read(struct db *db, struct arena *arena, struct text plan_ids, struct currency currency,
                              struct commission_plans *ret_plans, struct fault *fault) MUST_USE;
