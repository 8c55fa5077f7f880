// SPDX-License-Identifier: Apache-2.0
// Random plans over the whole grammar of docs/plans.md, from a seed: every clause, value, event, item filter, modifier,
// condition, tier and cap has its chance. The plans are written as text, as an operator would; what a plan cannot be
// together is not written (docs/plans.md says what), so every one of them is accepted; promises, margins and examples
// are the checker's (plan_property_test.c). EUR.
#pragma once

#include "core/text.h"

// SplitMix64. 0 … n - 1.
int random_plan_below(uint64_t *seed, int n);

enum random_plan_kind {
    // Everything but caps of periods.
    RANDOM_PLAN_ANY,
    // With a cap per partner or a budget, and without what changes an event later (tiers for all, churn): what caps
    // have used goes by the order of acceptance, so it can be told again only where nothing arrives late.
    RANDOM_PLAN_CAPPED,
    // Without days, and without what the calculator takes as unknown but a real sale knows. With caps per partner.
    RANDOM_PLAN_CALCULABLE,
};
struct text random_plan(struct arena *arena, uint64_t *seed, enum random_plan_kind kind);
// A partner's individual terms under such a plan: rules for sales of his own.
struct text random_plan_terms(struct arena *arena, uint64_t *seed);
