// SPDX-License-Identifier: Apache-2.0
// What a conversion counts in the performance rollup, as the difference between two of its states. A step inside the
// caller's write transaction.
#pragma once

#include "conversion/conversion.h"
#include "flow.h"
#include "report/performance.h"

// The key of a conversion's row, all counts zero.
struct performance_delta conversion_performance_key(const struct conversion *conversion);
// Adds after and takes back before (NULL: a new conversion).
enum rc conversion_rollup_add(struct flow *flow, const struct conversion *before,
                              const struct conversion *after) MUST_USE;
