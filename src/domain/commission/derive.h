// SPDX-License-Identifier: Apache-2.0
// How much a partner earns by one conversion and why: a pure function of recorded facts and of the plan versions in
// force. Live accrual, refunds, import, replay and explanation all call commission_derive; nothing else computes a
// commission.
#pragma once

#include "commission/plan.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct derive_item {
    struct text kind; // digital, physical, …; TEXT("") unknown
    struct money amount;
};

struct derive_facts {
    struct text goal;
    struct currency currency;
    struct money amount;             // what the customer paid, after discount
    struct money discount;           // what he was spared
    struct money refunded;           // sum of refunds so far; beyond amount it counts as amount
    bool is_rejected;                // then the commission is zero
    const struct derive_item *items; // may be empty; amounts need not sum to the whole: the rest is of unknown kind
    size_t item_count;
    struct instant occurred_at;
    int program_hold_days;
};

// The plans that may pay, most specific first: the partner's individual terms, then the program's plan. For the goal
// the first plan with a matching rule pays; hold, cap, base and rounding come from that plan (a hold it does not state
// falls to the next plan, then to the program's).
struct derive_plan {
    struct plan_id plan_id;
    int64_t number; // version number, for the explanation
    bool is_individual;
    const struct plan *plan;
};

struct derived {
    bool is_paid;           // a rule matched (amount may still be zero)
    struct plan_id plan_id; // the plan that paid, or the last one looked at
    struct money amount;    // after cap and rounding
    struct instant due_at;  // occurred_at + hold
    struct text derivation; // canonical JSON: see below
};

// The rules of arithmetic. Everything is an exact fraction until the one rounding at the end:
//  * remaining = amount - min(refunded, amount); "before discount" adds discount × remaining / amount (the discount
//  whole
//    when the amount is zero: then all of the price was spared).
//  * a rule with a kind pays its percent on that kind's lines; the plain rule of the same goal pays on everything that
//  no
//    kind rule took. Lines count as shares of the amount, so refunds reduce them in proportion; lines that sum to more
//    than the amount are shares of their sum.
//  * a fixed sum is paid whole unless remaining is zero for a goal with an amount (a full refund takes it back; a
//  partial
//    one does not).
//  * the sum of all parts is rounded once; each rule's exact part is shown. What then exceeds cap_rate × remaining or
//    cap_sum is cut to the cap rounded down: a cap is never exceeded, not even by rounding. The share does not apply to
//    a goal other than sale that has no amount (a lead); the sum applies to every conversion.
//  * a plan with any rule for the goal is the one that pays, also when none of its kinds is in the order: individual
//  terms
//    replace the program's rules for a goal as a whole. Goals and kinds match in any ASCII letter case.
// So the commission depends on the sum of the refunds only, never grows by one, and is never below zero.
//
// The derivation is canonical JSON (names sorted, no spaces); amounts are decimal text in the currency:
//   amount, base ("after_discount" or "before_discount"), cap (null, or applied "none", "rate" or "sum", rate,
//   rate_limit, sum), commission, currency, discount, due_at, exact, exact_rest, format (1), goal, hold (days, from
//   "plan", "next_plan" or "program"), items (their sum), occurred_at, plans, refunded, rejected, remaining, rounded,
//   rounding. plans: individual, number, pays, rules. Each rule: line, text, outcome ("paid", "rejected", "other_goal",
//   "no_item_of_kind", "nothing_left", "overridden_by_individual_terms"); when paid exact with exact_rest, and for a
//   percentage base with base_rest, lines, rate; for a fixed sum fixed.
//   A decimal is cut to millionths of a minor unit; its _rest, present when there is one, is the fraction of a
//   millionth
//   ("1/3") that makes it exact.
// Same facts, same bytes. Facts have passed the edges: amounts of one currency from 0 to MONEY_MINOR_MAX (refunded may
// be more), at most DERIVE_ITEMS_MAX items; anything else is a BUG.
#define DERIVE_ITEMS_MAX 100000
void commission_derive(struct arena *arena, const struct derive_facts *facts, const struct derive_plan *plans,
                       size_t plan_count, struct derived *ret_derived);
