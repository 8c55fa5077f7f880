// SPDX-License-Identifier: Apache-2.0
// A partner's own figures by any dimension that it may see.
#pragma once

#include "portal/performance.h"

// GET /partner/performance
enum rc web_partner_performance(struct call *call) MUST_USE;
