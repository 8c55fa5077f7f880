// SPDX-License-Identifier: Apache-2.0
// Collects what an explanation speaks of from the recorded facts and has it told (commission/explain.h). Reads only;
// the caller's read transaction makes it one instant.
#pragma once

#include "commission/commission.h"
#include "commission/explain.h"
#include "conversion/conversion.h"
#include "flow.h"

struct explanation {
    struct explain_step *steps;
    size_t count;
};

// Why this commission is that sum. RC_NOT_FOUND.
enum rc commission_explain(struct flow *flow, const struct commission *commission, const struct explain_reader *reader,
                           struct explanation *ret_explanation) MUST_USE;
// Why this order earned what it did, or nothing.
enum rc conversion_explain(struct flow *flow, const struct conversion *conversion, const struct explain_reader *reader,
                           struct explanation *ret_explanation) MUST_USE;
