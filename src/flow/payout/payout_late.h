// SPDX-License-Identifier: Apache-2.0
// The commissions that are overdue: not decided, or not paid, by the day that the schedule promises
// (payout_promise.h). What waits for the partner himself is not among them. Readers only.
#pragma once

#include "commission/commission_owed.h"
#include "payout/payout_promise.h"

// The count looks at no more than this many that may be late; a page of the list at as many as it needs.
#define PAYOUT_LATE_LOOKED_AT 500

struct payout_late_question {
    struct commission_search search; // its status is not looked at
    struct commission_id before;     // only ids below it; 0: from the newest
    size_t limit;
};
// Newest first.
enum rc payout_late_list(struct flow *flow, struct payout_calendar *calendar,
                         const struct payout_late_question *question, struct commission **ret_list,
                         size_t *ret_count) MUST_USE;
// How many there are, of at most PAYOUT_LATE_LOOKED_AT looked at.
enum rc payout_late_count(struct flow *flow, int64_t *ret_count) MUST_USE;
