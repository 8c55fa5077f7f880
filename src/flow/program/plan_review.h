// SPDX-License-Identifier: Apache-2.0
// What can be said of a draft before it is published: where it is malformed; what holds for it; whether it is worse for
// anybody than the versions that pay now or will; how many partners are concerned. For the editor. Reads only; inside
// the caller's read transaction or outside.
#pragma once

#include "commission/plan_ratchet.h"
#include "flow.h"
#include "program/program.h"

#define PLAN_REVIEW_WORK_MAX 200000 // evaluations of each question: a second or so

struct plan_review_against {
    struct plan_version version;
    bool is_never_worse;
    bool is_never_worse_behind;  // also for whoever has individual terms before it
    struct check_result ratchet; // no findings when the old text does not read
};
struct plan_review {
    bool is_malformed;
    struct plan_error error;             // when it is
    const struct plan *plan;             // NULL when it is malformed
    struct check_result checks;          // plan_check: examples, promises, what always holds, bonuses
    struct plan_review_against *against; // program_plans_that_pay; none for a program's first plan
    size_t against_count;
    bool is_never_worse; // than any of them; then it binds all at once
    bool is_unchanged;   // the newest version has the same text
    int64_t partners;    // approved ones, who are told of a new version
};

// work_max: 0 is PLAN_REVIEW_WORK_MAX.
enum rc plan_review(struct flow *flow, const struct program *program, struct text plan_text, int64_t work_max,
                    struct plan_review *ret_review) MUST_USE;
