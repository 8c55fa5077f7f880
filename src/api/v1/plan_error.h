// SPDX-License-Identifier: Apache-2.0
// How a malformed plan is shown in an error answer.
#pragma once

#include "call.h"
#include "commission/plan.h"

// Line 0 when there is no error.
struct refusal_place plan_error_place(struct arena *arena, const struct plan_error *error);
