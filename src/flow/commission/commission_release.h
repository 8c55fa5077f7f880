// SPDX-License-Identifier: Apache-2.0
// The end of the hold: what is due becomes available. A use case with transactions of its own, a bounded batch each, so
// that it may be run at any time, again, and on several nodes at once: a commission is released once.
#pragma once

#include "flow.h"

// Everything due at `at` (not after flow->now). Stops at the first failure; what was committed before it stays.
enum rc commission_release_due(struct flow *flow, struct instant at, int64_t *ret_released) MUST_USE;
