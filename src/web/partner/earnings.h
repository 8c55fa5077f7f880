// SPDX-License-Identifier: Apache-2.0
// What the partner who is signed in earned: balances by state, and every commission with the date it is promised for.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/frame.h"
#include "partner/balances.h"

struct partner_earnings_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct balances_view balances;
    struct converted_view converted;
    struct list_view list;
};
extern const struct schema schema_earnings_query;

// GET /partner/earnings: a list (portal/list.h) with the filters status, program_id, origin, currency, and days: those
// on which it was earned.
enum rc web_partner_earnings(struct call *call) MUST_USE;
