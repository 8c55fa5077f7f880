// SPDX-License-Identifier: Apache-2.0
// What a partner sees: how it goes, links, earnings. Always of the one who is signed in.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

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
    struct tabs_view spans;
    struct partner_figures figures; // of the days
    struct partner_figures money;   // balances
    struct chart_view chart;
    struct rejected_row_list rejected;
};
struct own_link {
    struct text name; // of its field in the page
    struct text offer;
    struct text url;
    int64_t clicks;
    int64_t conversions;
};
struct own_link_list {
    const struct own_link *items;
    size_t count;
};
struct partner_links_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct own_link_list links;
    bool has_offers;
    struct select_view offer;
    struct input_view destination;
    struct input_view code;
};
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
extern const struct schema schema_home_query;
extern const struct schema schema_earnings_query;
extern const struct schema schema_statement_file_query;

// GET /partner?days=7|28|90
enum rc web_partner_home(struct call *call) MUST_USE;
// GET and POST /partner/links: offer, destination, code; the form again with what was typed when it is refused.
enum rc web_partner_links(struct call *call) MUST_USE;
enum rc web_partner_link_make(struct call *call) MUST_USE;
// GET /partner/earnings?cursor=
enum rc web_partner_earnings(struct call *call) MUST_USE;
// GET /partner/statement?month=2026-11&format=pdf|xlsx|csv: a file.
enum rc web_partner_statement(struct call *call) MUST_USE;
