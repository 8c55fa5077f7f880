// SPDX-License-Identifier: Apache-2.0
// How it goes for the partner who is signed in: clicks, conversions, rejections, balance.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"
#include "partner/balances.h"
#include "portal/converted.h"

struct partner_figures {
    const struct figure_view *items;
    size_t count;
};
struct rejected_row {
    struct text order;
    struct text url;
    struct instant at;
    struct text reason;
};
struct rejected_row_list {
    const struct rejected_row *items;
    size_t count;
};
struct partner_home_view {
    struct frame_view frame;
    struct date_bar_view dates;
    struct partner_figures figures; // of the days
    struct balances_view balances;
    struct converted_view converted;
    struct chart_view chart;
    struct rejected_row_list rejected; // of the days, the newest
    struct text rejected_url;          // of all of them; TEXT_NONE: these are all
};
extern const struct schema schema_home_query;

// GET /partner, of the days that the date bar says (portal/period.h)
enum rc web_partner_home(struct call *call) MUST_USE;
