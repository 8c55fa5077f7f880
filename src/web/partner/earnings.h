// SPDX-License-Identifier: Apache-2.0
// What the partner who is signed in earned.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct earning_row {
    struct text url;
    struct text program;
    struct text order;
    struct instant at;
    struct money amount;
    enum state state;
};
struct earning_row_list {
    const struct earning_row *items;
    size_t count;
};
struct statement_row {
    struct text month;
    struct text label;
};
struct statement_row_list {
    const struct statement_row *items;
    size_t count;
};
struct partner_earnings_view {
    struct frame_view frame;
    struct column_list columns;
    struct earning_row_list rows;
    struct pager_view pager;
    struct statement_row_list months;
};
extern const struct schema schema_earnings_query;

// GET /partner/earnings?cursor=
enum rc web_partner_earnings(struct call *call) MUST_USE;
