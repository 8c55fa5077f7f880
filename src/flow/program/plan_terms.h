// SPDX-License-Identifier: Apache-2.0
// Individual terms under the ratchet (S3A-7): whether a change of one partner's terms can be less for him, and whether
// a new version of the program's plan can be less for somebody behind his own terms, or takes away a rule they name.
// Reads only; proofs take a second or so each.
#pragma once

#include "commission/plan.h"
#include "flow.h"
#include "program/plan_kept.h"
#include "program/program.h"

#define PLAN_TERMS_WORK_MAX 200000 // evaluations of one proof

// What was found before a write transaction began. Versions never change, so it holds as long as there are no newer.
struct plan_terms_verdict {
    int64_t program_number, terms_number; // newest then; 0: none
    int hold_days;                        // of the program then
    bool is_never_worse;                  // than any terms that pay the partner's events now or later
    struct plan_kept kept;                // what was found, up to the first that is or may be more
};
// The program's hold, which stands where a plan states none.
enum rc plan_terms_hold(struct flow *flow, struct program_id program_id, int *ret_days) MUST_USE;
// Terms of this enrollment become new_text ("": they end).
enum rc plan_terms_judge(struct flow *flow, const struct program *program, struct enrollment_id enrollment_id,
                         struct text new_text, struct plan_terms_verdict *ret_verdict) MUST_USE;
// The same unless *verdict still holds.
enum rc plan_terms_judge_again(struct flow *flow, const struct program *program, struct enrollment_id enrollment_id,
                               struct text new_text, struct plan_terms_verdict *verdict) MUST_USE;

// Whether terms of new_text ("": none) are never worse than those of old_text, before whichever version of the
// program's plan pays now or later.
enum rc plan_terms_compare(struct flow *flow, const struct program *program, struct text old_text, struct text new_text,
                           bool *ret_is_never_worse) MUST_USE;

// A version of the program's plan behind the individual terms there are: RC_REFUSED terms_lose_rule when some name a
// rule (`instead of NAME`) that it does not have, with the partners.
enum rc plan_terms_keep_rules(struct flow *flow, const struct program *program, const struct plan *new_plan) MUST_USE;
// Whether it is never worse than the old one for whoever has individual terms. Beyond PLAN_TERMS_TEXTS_MAX different
// texts nothing is proved.
#define PLAN_TERMS_TEXTS_MAX 8
enum rc plan_terms_behind(struct flow *flow, const struct program *program, const struct plan *old_plan,
                          const struct plan *new_plan, bool *ret_is_never_worse) MUST_USE;

// The program's hold becomes longer: RC_REFUSED hold_needs_version of hold_days when partners are or were approved in
// the program and a plan that pays somebody's events, now or later, states no hold of its own. The hold of a plan is
// made longer by a version, which the ratchet sees and which comes with notice.
enum rc plan_terms_let_hold_grow(struct flow *flow, const struct program *program) MUST_USE;
