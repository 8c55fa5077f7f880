// SPDX-License-Identifier: Apache-2.0
// How a malformed plan is shown in an error answer.
#pragma once

#include "call.h"
#include "commission/plan.h"

// {"line":3,"column":5,"message":"…","suggestion":"…"}; TEXT_NONE when there is no error.
struct text plan_error_details(struct arena *arena, const struct plan_error *error);
