// SPDX-License-Identifier: Apache-2.0
// Whether a new version of a plan is never worse than the one before for those who are enrolled already (S3A-7): proved
// for all sales, refuted by the smallest sale that pays less, or not decided. Pure; cases and amounts as plan_check.h.
// What is not proved counts as worse (plan_ratchet_holds).
//
// Caps and limits of the old version only lower what it pays. So where the engine's answers are no lines that could be
// followed (a cap over orders of mixed items, or over tiers by sum), the old version is asked again without them, and
// the new one without what an `at least` adds: what is proved for these is proved.
//
// A proof holds but for the one unit by which two plans may round differently (a cap is rounded down, a commission is
// not); a counter-example is an actual one.
//
// Looked at, by asking the engine: what each event pays the credited partner and each level, whole and refunded in part
// (a part that is refunded matters where a condition asks the order's amount: all else depends on what is left of it),
// without an amount, with any of the recruiters missing where a cap over all levels cuts them; and how long they wait.
// Looked at by comparing: clicks and impressions; bonuses and rewards in kind, each against one of its own; refunds
// after payment; the penalty for late payment; tax and shipping taken out of the base; caps of periods and budgets;
// sharing among those who touched; the matrix.
//
// Caps of periods and budgets are used up in the order of acceptance, and refunds give nothing back to who came later.
// So they are proved only where events pay the same as before and the one cap there is leaves as much, or where there
// is none: an event that pays more uses a cap up sooner, for others or for what comes after.
#pragma once

#include "commission/plan_check.h"

// What pays a partner: individual terms, when he has some, before the program's plan.
#define PLAN_TERMS_MAX 2
struct plan_terms {
    const struct plan *list[PLAN_TERMS_MAX];
    size_t count; // 0: nothing is paid
};

#define PLAN_HOLD_UNKNOWN (-1)

// Findings, all of CHECK_RATCHET: one for the credited partner, one for each level that the old version pays, and one
// for each term that became worse or may have. program_hold_days: of the program, which holds where a plan states none;
// PLAN_HOLD_UNKNOWN: what depends on it is not decided. work_max 0: PLAN_CHECK_WORK_MAX.
void plan_ratchet(struct arena *arena, const struct plan *old_plan, const struct plan *new_plan, int program_hold_days,
                  int64_t work_max, struct check_result *ret_result);
// The same for a partner whose individual terms or the plan behind them change. Old terms have a plan, as have new
// ones.
void plan_ratchet_terms(struct arena *arena, const struct plan_terms *before, const struct plan_terms *after,
                        int program_hold_days, int64_t work_max, struct check_result *ret_result);
// Whether nothing was refuted or left open: then the new version may bind those who are bound by the old one.
bool plan_ratchet_holds(const struct check_result *result);
