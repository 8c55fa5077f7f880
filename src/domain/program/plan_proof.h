// SPDX-License-Identifier: Apache-2.0
// What the checker and the ratchet found of a plan version when it was published, kept with it for whoever asks later
// what was proved then. Written once, in the transaction that publishes; versions of before it was kept have none.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"

#define PLAN_FINDING_SUBJECTS "example,at_most,margin,monotone,no_jump,never_negative,deterministic,bonus,ratchet,names"
// One statement; words as plan_finding.h has them, sentences as they were said then.
struct plan_kept_finding {
    struct plan_id against_id; // written: the version it was compared with; 0: about this one alone
    struct opt_int64 against;  // read: its number
    struct text subject, outcome, code;
    int64_t line;                              // of the clause that states it; 0: none
    int64_t level;                             // of the ratchet: whose; 0: the credited partner's
    struct text parameters;                    // JSON: [{"name":"rate","value":"30"}]
    struct opt_int64 amount_minor, paid_minor; // of the counter-example or example; none: has no sale
    struct text text_en, text_ru, text_fr, text_ja;
};
struct plan_proof {
    int64_t hold_days;   // the program's then
    int64_t work_max;    // evaluations of the engine that each question might take
    int64_t evaluations; // that all took together
    const struct plan_kept_finding *findings;
    size_t finding_count;
};

// As it was said then in a language ("en", "ru", "fr", "ja"); in English in any other.
struct text plan_finding_said(const struct plan_kept_finding *finding, struct text language);
// Whether it is told: a partner does not hear of the individual terms of others.
bool plan_finding_is_for(const struct plan_kept_finding *finding, bool is_partner);
// Needs a write transaction. RC_CONFLICT when the version has one.
enum rc plan_proof_insert(struct db *db, struct arena *arena, struct plan_id id,
                          const struct plan_proof *proof) MUST_USE;
// RC_NOT_FOUND when nothing was kept.
enum rc plan_proof_get(struct db *db, struct arena *arena, struct plan_id id, struct plan_proof *ret_proof) MUST_USE;
