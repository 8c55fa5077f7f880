// SPDX-License-Identifier: Apache-2.0
// Reading as a partner does: an operator sees the partner's own pages, under a banner, and can change nothing.
#pragma once

#include "call.h"

// POST /operator/partners/{partner}/view: begins, and leads to the partner's start page.
enum rc web_viewing(struct call *call) MUST_USE;
// POST /viewing/end: ends, and leads back to the partner's page of the operator.
enum rc web_viewing_end(struct call *call) MUST_USE;
