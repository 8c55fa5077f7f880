// SPDX-License-Identifier: Apache-2.0
// Whether a new version of a plan is never worse than the one before for those who are enrolled already (S3A-7): proved
// for all sales, refuted by the smallest sale that pays less, or not decided. Pure; cases and amounts as plan_check.h.
//
// A proof holds but for the one unit by which two plans may round differently (a cap is rounded down, a commission is
// not); a counter-example is an actual one.
//
// Looked at: what each event pays the credited partner and each level; clicks and impressions; the hold; bonuses and
// rewards in kind; refunds after payment; the penalty for late payment; tax and shipping taken out of the base. Not
// looked at: budgets of the program, caps of periods before they are reached, sharing among assisting partners.
#pragma once

#include "commission/plan_check.h"

// Findings, all of CHECK_RATCHET: one for the credited partner, one for each level that the old version pays, and one
// for each term that became worse or may have. work_max 0: PLAN_CHECK_WORK_MAX.
void plan_ratchet(struct arena *arena, const struct plan *old_plan, const struct plan *new_plan, int64_t work_max,
                  struct check_result *ret_result);
// Whether nothing was refuted or left open: then the new version may bind those who are bound by the old one.
bool plan_ratchet_holds(const struct check_result *result);
