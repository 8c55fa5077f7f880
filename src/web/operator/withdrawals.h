// SPDX-License-Identifier: Apache-2.0
// Partners' requests for a withdrawal: the open ones first to look at, and those that were.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct withdrawal_row {
    struct text id;
    struct text partner;
    struct text partner_url;
    struct instant at;
    struct money amount;
    struct text url; // of the payout that took it, else of what is available to the partner
    enum state state;
    struct text reason;
    bool is_open;
    struct text decline_url;
    struct text typed; // the reason of a refused form
    bool is_refused;
};
struct withdrawal_row_list {
    const struct withdrawal_row *items;
    size_t count;
};
struct withdrawals_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct tabs_view states;
    struct form_error_list errors;
    struct text done;
    struct column_list columns;
    struct withdrawal_row_list rows;
    bool is_filtered;
    struct pager_view pager;
};
extern const struct schema schema_withdrawals_page_query;

// GET /operator/withdrawals?status=&cursor=
enum rc web_operator_withdrawals(struct call *call) MUST_USE;
// POST /operator/withdrawals/{withdrawal}/decline: reason; the partner is told.
enum rc web_operator_withdrawal_decline(struct call *call) MUST_USE;
