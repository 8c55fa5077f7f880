// SPDX-License-Identifier: Apache-2.0
// The handlers of visitor.def and forms.def, declared from the tables themselves.
#pragma once

#include "call.h"

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_) \
    enum rc visitor_##handler_(struct call *call) MUST_USE;
#include "visitor/forms.def"
#include "visitor/visitor.def"
#undef ROUTE
