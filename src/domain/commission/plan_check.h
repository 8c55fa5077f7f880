// SPDX-License-Identifier: Apache-2.0
// What can be said of a plan for all sales, before anybody sells: proved, refuted by the smallest counter-example, or
// not decided, with the reason. Pure. The engine itself is asked (derive.h): the language is piecewise linear in the
// sale's amount for each case of the other facts, and plan_case.h gathers cases and amounts that stand for all.
//
// Statements, each a finding:
//   example        an example of the plan comes out as written
//   at_most        all levels, splits and the credited partner together never have more than X of the sale: of what the
//                  customer paid, without refunds. Where a rounding to a minor unit adds up to half a unit for each
//                  beneficiary it is allowed; a cap is rounded down, so with a cap the statement is exact
//   margin         the same for the plan's margin (S1-2): commission never eats more than the sale brings
//   monotone       of two sales that differ in the amount only the larger never pays less, in all and to the credited
//                  partner (one unit of rounding for each further beneficiary is allowed)
//   no_jump        where the amount grows by one minor unit, what is paid grows or falls by no more than S
//   never_negative nobody ever owes by a plan: holds by construction, and for everything that was evaluated
//   deterministic  the same facts always pay the same: by construction, for the engine reads nothing but facts and
//                  tries clauses in their order; every case is evaluated twice at some of its amounts, the second time
//                  in another arena and with the order of metadata, volumes and lines turned round, and a difference is
//                  a BUG of the engine, no finding about a plan
//   bonus          not part of a sale: what it comes to for the period, or that no share of sales bounds it
// Clicks and impressions have no sale. Caps of periods and budgets only lower what is paid; the statements hold without
// them. Discounts, where the base is before discount, are looked at up to 90 % of the price.
#pragma once

#include "commission/plan_finding.h"

#define PLAN_CHECK_WORK_MAX 2000000 // evaluations of the engine

struct check_options {
    bool has_at_most; // asked besides the plan's own promises
    struct rate at_most;
    bool has_margin;
    struct rate margin;
    bool has_monotone;
    bool has_no_jump;
    struct money no_jump;       // in the plan's currency
    bool is_own_only;           // only what the plan itself says: examples, promises, margin
    int64_t work_max;           // 0: PLAN_CHECK_WORK_MAX
    const struct plan *program; // of individual terms: the program's plan behind them; else NULL
};

struct check_result {
    const struct check_finding *findings;
    size_t finding_count;
    int64_t evaluations;
    bool is_refuted, is_undecided; // any finding is
};

// Findings in this order: examples, promises and what was asked, what always holds, bonuses.
void plan_check(struct arena *arena, const struct plan *plan, const struct check_options *options,
                struct check_result *ret_result);
// The example's facts as the engine takes them.
struct derive_facts plan_example_facts(struct arena *arena, const struct plan *plan,
                                       const struct plan_example *example);
