// SPDX-License-Identifier: Apache-2.0
// Partners' requests for a withdrawal: the open ones first to look at, and those that were.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct withdrawals_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct list_view list;
};
extern const struct schema schema_withdrawals_page_query;

// GET /operator/withdrawals: a list (portal/list.h) with the filter status, open unless given.
enum rc web_operator_withdrawals(struct call *call) MUST_USE;
// POST /operator/withdrawals/{withdrawal}/decline: reason; the partner is told.
enum rc web_operator_withdrawal_decline(struct call *call) MUST_USE;
