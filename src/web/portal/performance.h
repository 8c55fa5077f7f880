// SPDX-License-Identifier: Apache-2.0
// The report builder: any question about clicks, leads, sales, revenue and commission. One module for the operator's
// Explore, a partner's and an advertiser's Performance; a scope says whose figures and by which dimensions.
//
// The address is the question: ?by1=partner&by2=country&metric=revenue&view=table&period=28d, and filters (program_id,
// offer_id, link_id, country, device, parameter with value), which a click on a row adds one by one on the way down to
// the events. Rows are the report's (domain/report): those of two currencies are never added.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/frame.h"
#include "phrase/phrases.h"
#include "portal/address.h"
#include "portal/period.h"
#include "portal/portal.h"
#include "portal/span.h"
#include "report/report.h"

#define PERFORMANCE_GROUPS 3
#define PERFORMANCE_ROWS 50 // of a page

struct performance_query {
    struct period_query period;
    struct text by1, by2, by3;
    struct text metric;
    struct text view;
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct link_id link_id;
    struct text country; // "-": unknown
    struct text device;
    struct text parameter, value;
    struct opt_int64 page; // from 1
    struct text format;
};
// The fields of every scope; a partner's has no partner_id.
extern const struct schema schema_performance_page_query;

struct performance_scope {
    const char *path;
    enum portal_place place;
    enum phrase title;
    struct partner_id partner_id;            // 0: all
    struct advertiser_id advertiser_id;      // 0: all
    const enum report_dimension *dimensions; // that may be asked for; the first is asked for at first
    size_t dimension_count;
    // Where figures lead: lists of the same days (PERIOD_DAYS_FIELDS) that take a currency, and a status or an origin.
    const char *conversions_path;
    const char *commissions_path; // of commission; NULL: to the conversions too
    const char *clicks_path;      // of clicks, whenever they were; NULL: nowhere
    unsigned narrows;             // PERFORMANCE_BY_…: what else these lists take
};
enum { PERFORMANCE_BY_PARTNER = 1, PERFORMANCE_BY_PROGRAM = 2, PERFORMANCE_BY_KIND = 4, PERFORMANCE_BY_PLACE = 8 };

struct question {
    struct text label;
    struct text url;
    bool is_current;
};
struct question_list {
    const struct question *items;
    size_t count;
};
struct performance_row {
    struct cell_view head;
    struct cell_list keys;     // of the second and third dimension
    int64_t share;             // of the total, in percent
    struct change_view change; // of the metric against the days compared with
    struct cell_list figures;
};
struct performance_row_list {
    const struct performance_row *items;
    size_t count;
};
struct figure_views {
    const struct figure_view *items;
    size_t count;
};
struct pivot_row {
    struct cell_view head;
    struct cell_list cells;
};
struct pivot_row_list {
    const struct pivot_row *items;
    size_t count;
};
struct performance_view {
    struct frame_view frame;
    struct date_bar_view dates;
    struct question_list questions;
    struct text path;
    struct select_list selects;
    struct hidden_field_list kept;
    struct filter_bar_view chips;
    struct list_bar_view bar;
    struct figure_views figures;
    struct converted_view converted;
    struct chart_view chart;
    struct tabs_view tabs;
    struct text metric; // its name
    bool has_share, is_compared;
    struct column_list columns;
    struct performance_row_list totals, rows; // rows empty: nothing happened
    struct text others;                       // TEXT_NONE: all rows are shown
    bool is_paged;
    struct pager_view pager;
    struct column_list pivot_columns;
    struct pivot_row_list pivot;
    struct safe_html heat, map; // empty: not asked for
    struct text heat_words;
    struct empty_view empty;
};

// Answers the page, or the file that is asked for. In a read transaction of its own.
enum rc performance_page(struct call *call, const struct performance_scope *scope) MUST_USE;
