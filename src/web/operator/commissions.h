// SPDX-License-Identifier: Apache-2.0
// The commission ledger: every commission with its state, filtered, and what the filtered ones sum to.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct commission_sum_row {
    struct text state;
    struct text commissions; // how many
    struct money amount;
    struct text url; // of the list of those
};
struct commission_sum_row_list {
    const struct commission_sum_row *items;
    size_t count;
};
struct commissions_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct commission_sum_row_list sums;
    struct list_view list;
};
extern const struct schema schema_commissions_query;

// GET /operator/commissions?status=&partner_id=&program_id=&month=
enum rc web_operator_commissions(struct call *call) MUST_USE;
