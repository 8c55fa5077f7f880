// SPDX-License-Identifier: Apache-2.0
// The commission ledger: every commission with its state, filtered, and what the filtered ones sum to.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

// What one state of one currency sums to; commissions is empty where there are none.
struct commission_sum_cell {
    struct text commissions; // how many
    struct money amount;
    struct text url; // of the list of those
};
struct commission_sum_cell_list {
    const struct commission_sum_cell *items;
    size_t count;
};
struct commission_sum_row {
    struct text currency;
    struct commission_sum_cell_list states;
};
struct commission_sum_row_list {
    const struct commission_sum_row *items;
    size_t count;
};
struct commissions_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct column_list sum_columns;
    struct commission_sum_row_list sums; // by currency, in each the states that occur
    struct list_view list;
};
extern const struct schema schema_commissions_query;

// GET /operator/commissions: a list (portal/list.h) with the filters status, partner_id, program_id, month, origin and
// currency; its days are those on which they were earned.
enum rc web_operator_commissions(struct call *call) MUST_USE;
