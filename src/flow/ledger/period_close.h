// SPDX-License-Identifier: Apache-2.0
// Closing a month of the books, and reopening the last one. Months are those of the network's time zone; what closed
// means is in ledger/ledger_period.h. The first closing closes everything before the end of its month.
#pragma once

#include "flow.h"
#include "ledger/ledger_period.h"

// RC_INVALID month_malformed ("2026-11"); RC_REFUSED period_not_over, period_gap (the month before is open);
// RC_CONFLICT period_closed.
enum rc period_close(struct flow *flow, struct text month, struct ledger_period_event *ret_event) MUST_USE;
// The last closed month only, with a reason (1 to 500 bytes). RC_INVALID month_malformed, reason_required; RC_REFUSED
// period_not_last, period_open.
enum rc period_reopen(struct flow *flow, struct text month, struct text reason,
                      struct ledger_period_event *ret_event) MUST_USE;
