// SPDX-License-Identifier: Apache-2.0
// The operator's report builder.
#pragma once

#include "portal/performance.h"

// GET /operator/explore
enum rc web_operator_explore(struct call *call) MUST_USE;
