// SPDX-License-Identifier: Apache-2.0
// All conversions, the newest first; those that wait are decided here or on their own page.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct conversion_row {
    struct text id;
    struct text order;
    struct text url;
    struct text kind; // sale or lead
    struct instant at;
    struct text program;
    struct text partner; // "" when nobody is credited
    struct text partner_url;
    struct money amount;
    bool has_commission;
    struct money commission; // of the first one who earns; more are on its page
    struct text commission_url;
    enum state state;
    struct text reason; // of a rejection
};
struct conversion_row_list {
    const struct conversion_row *items;
    size_t count;
};
struct conversions_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct filter_bar_view filters;
    struct column_list columns;
    struct conversion_row_list rows;
    struct choice_list actions;
    struct text here;
    bool is_filtered;
    struct pager_view pager;
};
extern const struct schema schema_conversions_query;

// GET /operator/conversions?status=&partner_id=&attribution=none&cursor=
enum rc web_operator_conversions(struct call *call) MUST_USE;
// POST /operator/conversions/decision: approves each `id`; back to `return`.
enum rc web_operator_conversions_approve(struct call *call) MUST_USE;
