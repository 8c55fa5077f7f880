// SPDX-License-Identifier: Apache-2.0
// Two versions side by side, private to this folder: what events pay (plan_ratchet.c), and terms that no single event
// shows (plan_ratchet_terms.c, plan_ratchet_caps.c).
#pragma once

#include "commission/plan_ratchet.h"
#include "commission/plan_walk.h"

#define RATCHET_ROLES PLAN_WALK_ROLES // the credited partner, then levels

// A beneficiary while two versions are compared.
struct ratchet_role {
    bool is_paid; // by the old version, in some case
    bool is_found;
    bool is_proved; // without the limits (prove_without_limits)
    int fact_count;
    int64_t amount;                 // that is left of the sale
    const struct plan_scene *scene; // of the counter-example
    struct check_finding finding;
    // The hold: of the counter-example with the fewest facts.
    bool is_hold_longer, is_hold_unknown;
    int hold_fact_count;
    int64_t hold_amount;
    int64_t hold_days, hold_days_before;
    const struct plan_scene *hold_scene;
};

struct comparing {
    struct arena *arena, *scratch;
    const struct plan_terms *sides[2]; // old, new
    struct plan_terms events[2];       // the same without caps of periods and budgets: what one event pays
    int program_hold_days;             // or PLAN_HOLD_UNKNOWN
    struct ratchet_role roles[RATCHET_ROLES];
    bool is_more;      // some event pays somebody more by the new version
    bool has_holds;    // some clause may move a hold
    bool is_base_less; // tax or shipping are taken out of a base where they were not
    struct plan_space *space;
    struct plan_scene *scene;
    uint64_t case_number, cases;
    struct plan_walk walk;
    enum check_why open;
    bool is_cut_short; // not all cases or amounts were looked at
    struct check_finding *findings;
    size_t finding_count, finding_capacity;
};

struct check_finding *ratchet_add(struct comparing *work, enum check_outcome outcome, int line, enum check_code code);
// Adds a finding for each term that is worse or may be.
void ratchet_compare_terms(struct comparing *work);
void ratchet_compare_caps(struct comparing *work); // of periods, and budgets
