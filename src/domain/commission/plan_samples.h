// SPDX-License-Identifier: Apache-2.0
// Worked examples of a plan: what it pays for a plain order, and for the same order in each tier, computed by the
// engine (derive.h) and nothing else. For pages that show a plan beside its sentences. Pure.
#pragma once

#include "commission/derive.h"

#define PLAN_SAMPLES_MAX 24

struct plan_sample {
    struct text goal;    // "sale", "lead" or a code of the plan
    struct money amount; // of the order; 0 for a goal that is paid without one
    bool has_volume;     // the order is the one that reaches a tier
    bool is_by_sum;
    enum plan_period period;
    int64_t count_before;    // events of the partner in the period before it; of a tier by count
    struct money sum_before; // of a tier by sum
    struct money earned;     // by the credited partner
    struct money by_levels;  // by all recruiters together, one above the other as deep as the plan pays
    int level_count;         // who have something of it
};

// For each goal that a rule names (sale when none does): the plain order, then the order that reaches each tier, in the
// order of the text; at most PLAN_SAMPLES_MAX. The order is of `amount`, which must be above 0 and of the plan's
// currency; goals whose rules are all sums have none. A fact that nothing says is unknown, so rules with a condition
// do not pay here.
void plan_samples(struct arena *arena, const struct plan *plan, struct money amount, struct plan_sample **ret_list,
                  size_t *ret_count);

// What the credited partner has in all after the 1st, 2nd … n-th order of `amount` in one period, in minor units: how
// a plan with tiers grows. The period is that of the first rule for sales with tiers and without a condition.
#define PLAN_CURVE_POINTS_MAX 60
#define PLAN_CURVE_ORDERS_MAX 240
struct plan_curve {
    enum plan_period period;
    size_t count;                          // of points; 0: the plan has no such rule
    int64_t orders[PLAN_CURVE_POINTS_MAX]; // ascending
    int64_t earned[PLAN_CURVE_POINTS_MAX];
};
// shape: the plan whose tiers say how far to look; usually `plan` itself, else the draft it is compared with.
void plan_curve(const struct plan *plan, const struct plan *shape, struct money amount, struct plan_curve *ret_curve);
