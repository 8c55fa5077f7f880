// SPDX-License-Identifier: Apache-2.0
// What the partner who is signed in earned: balances by state, and every commission with the date it is promised for.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"
#include "partner/balances.h"

struct earning_row {
    struct text url;
    struct text program;
    struct text order;
    struct instant at;
    struct money amount;
    enum state state;
    struct text promise; // "Paid by 15 Dec 2026"; TEXT_NONE: nothing is owed any more
    bool is_overdue;
};
struct earning_row_list {
    const struct earning_row *items;
    size_t count;
};
struct partner_earnings_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct balances_view balances;
    struct tabs_view states;
    struct column_list columns;
    struct earning_row_list rows;
    bool is_filtered;
    struct pager_view pager;
};
extern const struct schema schema_earnings_query;

// GET /partner/earnings?status=&cursor=
enum rc web_partner_earnings(struct call *call) MUST_USE;
