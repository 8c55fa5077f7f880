// SPDX-License-Identifier: Apache-2.0
// Rewards in kind: what the operator does with them.
#pragma once

#include "flow.h"

// Marks what is granted and not yet delivered, or quantity of it (0: all), as delivered. RC_NOT_FOUND; RC_REFUSED
// reward_exceeded when less is open.
enum rc reward_deliver(struct flow *flow, int64_t reward_id, int64_t quantity) MUST_USE;
