// SPDX-License-Identifier: Apache-2.0
// What needs the operator, and whether business is as usual.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"
#include "portal/converted.h"
#include "portal/leaders.h"

struct today_task {
    struct text label;
    struct text url; // TEXT_NONE: nothing to open
    struct text action;
    enum icon icon;
    enum tone tone;
};
struct today_task_list {
    const struct today_task *items;
    size_t count;
};
struct figure_list {
    const struct figure_view *items;
    size_t count;
};
struct today_partner {
    struct text name;
    struct text url;
    int64_t clicks;
    int64_t conversions;
    struct leader_sum_list sums;
};
struct today_partner_list {
    const struct today_partner *items;
    size_t count;
};
struct today_view {
    struct frame_view frame;
    struct date_bar_view dates;
    struct figure_list figures;
    struct converted_view converted;
    struct today_task_list tasks;
    struct chart_view chart;
    struct column_list columns;
    struct today_partner_list partners;
};

extern const struct schema schema_today_query;

// GET /operator: the figures of a period (portal/period.h).
enum rc web_operator_today(struct call *call) MUST_USE;
