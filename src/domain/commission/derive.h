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
    bool is_rejected;                // then everything is zero
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

// The rules of arithmetic (all exact in millionths of a minor unit, rounded once at the end):
//  * remaining = amount - min(refunded, amount); "before discount" adds discount × remaining / amount.
//  * a rule with a kind pays its percent on that kind's lines; refunds reduce lines in proportion; the plain rule of
//    the same goal pays on everything that no kind rule took. A fixed sum is paid whole unless remaining is zero for a
//    goal with an amount (a full refund takes it back; a partial one does not).
//  * the sum is cut to cap_rate × remaining and to cap_sum, then rounded once; when several rules paid, the rounded sum
//    is what is booked and each rule's exact part is shown.
// The derivation is canonical JSON (keys sorted, no spaces): goal, amount, discount, refunded, remaining, base kind,
// each rule looked at with line, text, outcome ("paid", "other_goal", "no_item_of_kind",
// "overridden_by_individual_terms"), its base and exact part, the exact sum, cap applied, rounding, amount, hold_days,
// plan number. Same facts, same bytes.
void commission_derive(struct arena *arena, const struct derive_facts *facts, const struct derive_plan *plans,
                       size_t plan_count, struct derived *ret_derived);
