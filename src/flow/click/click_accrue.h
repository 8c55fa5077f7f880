// SPDX-License-Identifier: Apache-2.0
// Clicks and impressions of days that are over become money: a line for each program, partner and day (and plan
// version, when the plan changed within the day), by the plan in force, individual terms first. Clicks that arrive late
// make a further line. Impressions are reported by day: lines of their own, by the plan in force when the day began.
// Transactions of its own, a bounded page each; safe to run at any time and again: a click is counted by one line.
#pragma once

#include "flow.h"

struct click_accrued {
    int64_t lines;
    int64_t commissions; // lines that came to at least one minor unit
};
// Days that ended (UTC) by `at`.
enum rc click_accrue(struct flow *flow, struct instant at, struct click_accrued *ret_accrued) MUST_USE;
