// SPDX-License-Identifier: Apache-2.0
// Bodies of reports: what shops and trackers send, flat JSON or a form, as decoded parameters.
#pragma once

#include "call.h"

// None without a body. JSON is taken when the Content-Type says so or the body begins with a brace: its members are
// texts or whole numbers (amounts as decimal texts), null is an empty text. 400 json_malformed, query_malformed,
// too_many_parameters; RC_INVALID field_type with the member's name.
enum rc body_parameters(struct call *call, struct parameters *ret_parameters) MUST_USE;
