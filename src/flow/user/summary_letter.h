// SPDX-License-Identifier: Apache-2.0
// What partners are told of their last week and month: clicks, leads, sales, what was rejected, commission per
// currency, as the performance report has them. Weeks are Monday to Sunday, days are the network's.
#pragma once

#include "flow.h"

// How long after a week or a month its letters are made; who had a server that was off for longer is told of the next.
#define SUMMARY_LATE_MS (3 * DAY_MS)

// Queues the letters that are due and were not queued yet: one to each partner who had anything in that time and wants
// them, in transactions of some hundred letters. *ret_count counts them. May run at any time and twice: a letter is
// named after the partner, the kind and the first day.
enum rc summary_letters_run(struct flow *flow, int64_t *ret_count) MUST_USE;
