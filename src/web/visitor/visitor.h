// SPDX-License-Identifier: Apache-2.0
// The handlers of visitor.def.
#pragma once

#include "call.h"

enum rc postback(struct call *call) MUST_USE;
enum rc pixel(struct call *call) MUST_USE;
