// SPDX-License-Identifier: Apache-2.0
// Payouts: what is owed and by when, the next dates, a form for a new run, and all runs.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct payout_figures {
    const struct figure_view *items;
    size_t count;
};
struct payout_run_row {
    struct text url;
    struct text id;
    struct instant at;
    struct text method;
    struct money amount; // of the items that have not failed
    int64_t items;
    struct text built_by, approved_by;
    enum state state;
};
struct payout_run_row_list {
    const struct payout_run_row *items;
    size_t count;
};
struct payouts_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;    // what has just been done; TEXT_NONE: nothing
    bool has_currencies; // more than one
    struct tabs_view currencies;
    struct payout_figures owed;
    bool has_chart;
    struct chart_view chart;
    struct definition_list dates;
    struct select_view currency, method;
    struct input_view until;
    struct checkbox_view is_requests_only;
    struct column_list columns;
    struct payout_run_row_list rows;
    struct pager_view pager;
};
extern const struct schema schema_payouts_query;

// GET /operator/payouts?currency=&cursor=
enum rc web_operator_payouts(struct call *call) MUST_USE;
// POST /operator/payouts: currency, method, until (a day), requests_only; leads to the new run.
enum rc web_operator_payout_build(struct call *call) MUST_USE;
