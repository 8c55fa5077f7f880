// SPDX-License-Identifier: Apache-2.0
// Collects the evidence for a claim: the click it names, the coupon, the binding of its customer or e-mail, the
// visitor's clicks. Only reads; the decision itself is attribution_decide. What was found out about each piece is kept
// as facts, so that replay decides anew from the record.
#pragma once

#include "attribution/attribution.h"
#include "conversion/conversion_claim.h"

#define EVIDENCE_TOUCHES_MAX 50 // of one visitor: the latest for last_click, the earliest in the window for first_click
#define EVIDENCE_MAX (2 * EVIDENCE_TOUCHES_MAX + 8)

struct evidence_list {
    struct evidence list[EVIDENCE_MAX];
    size_t count;
};

// is_binding: the program binds customers; is_lifetime: its bindings end with no window.
enum rc conversion_evidence_collect(struct flow *flow, const struct claim *claim, const struct attribution_terms *terms,
                                    bool is_binding, bool is_lifetime, struct evidence_list *ret_evidence) MUST_USE;
