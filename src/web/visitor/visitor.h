// SPDX-License-Identifier: Apache-2.0
// The handlers of visitor.def, declared from the table itself.
#pragma once

#include "call.h"

#define ROUTE(method_, path, handler_, capability_, csrf_, flags_, query_, body_, answer_, summary_)                   \
    enum rc visitor_##handler_(struct call *call) MUST_USE;
#include "visitor/visitor.def"
#undef ROUTE
