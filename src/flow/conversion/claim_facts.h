// SPDX-License-Identifier: Apache-2.0
// The check of those fields of a claim that only plans look at: tax, shipping, usage, customer's country, agreed split,
// metadata. A part of conversion_claim_check.
#pragma once

#include "conversion/conversion_claim.h"

// Fills claim->facts; needs claim's program, currency and amount. Faults: see conversion_claim_check.
enum rc claim_facts_check(struct flow *flow, const struct conversion_claim *text, struct claim *claim) MUST_USE;
