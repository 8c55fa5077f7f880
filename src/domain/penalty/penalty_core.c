// SPDX-License-Identifier: Apache-2.0
// The rule of the penalty; see penalty_core.h.
#include "penalty/penalty_core.h"

#include "core/bug.h"

enum rc penalty_derive(const struct penalty_facts *facts, struct penalty_derived *ret_derived)
{
    BUG_ON(facts->payable.minor < 0 || facts->times < 0 || facts->after_days < 0);
    struct penalty_derived derived = {.overdue_at = INSTANT_NONE, .amount = money_zero(facts->payable.currency)};
    if (!instant_is_none(facts->due_at)) {
        derived.overdue_at.ms = facts->due_at.ms + facts->after_days * DAY_MS;
        derived.is_owed = facts->times > 0 && facts->payable.minor > 0 && facts->now.ms > derived.overdue_at.ms;
    }
    if (derived.is_owed) {
        TRY(int64_times_divided(facts->payable.minor, facts->times, 1, ROUND_DOWN, &derived.amount.minor));
    }
    *ret_derived = derived;
    return RC_OK;
}
