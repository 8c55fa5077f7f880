// SPDX-License-Identifier: Apache-2.0
// The statement of a month, of the partner who is signed in: to read, and as a file.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct statement_cell {
    struct money amount;
    struct text url; // where it is explained
};
struct statement_cell_list { // in the order of statement_accounts (document/statement.h)
    const struct statement_cell *items;
    size_t count;
};
struct statement_line {
    struct text label;
    bool is_total;
    struct statement_cell_list cells;
};
struct statement_line_list {
    const struct statement_line *items;
    size_t count;
};
struct statement_purse { // one currency: opens, moves, closes
    struct text currency;
    struct column_list columns;
    struct statement_line_list lines;
};
struct statement_purse_list {
    const struct statement_purse *items;
    size_t count;
};
struct statement_event_row {
    struct instant at;
    struct text order;
    struct text program;
    struct text url; // of the conversion, else of the commission
    bool has_amount;
    struct money amount;
    struct money commission;
    struct text commission_url;
    enum state state;
    struct text reason;
};
struct statement_event_row_list {
    const struct statement_event_row *items;
    size_t count;
};
struct statement_payout_row {
    struct instant at;
    struct money amount;
    struct text url;
    struct text method;
    enum state state;
};
struct statement_payout_row_list {
    const struct statement_payout_row *items;
    size_t count;
};
struct statement_reward_row {
    struct instant at;
    struct text reward, program;
    int64_t granted, taken_back, delivered;
};
struct statement_reward_row_list {
    const struct statement_reward_row *items;
    size_t count;
};
struct partner_statement_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct breadcrumbs_view path;
    struct text month; // of the files' addresses
    struct text lead;
    struct statement_purse_list purses;
    struct column_list event_columns, payout_columns;
    struct statement_event_row_list events;
    int64_t events_left; // not shown here, but in the files
    struct statement_payout_row_list payouts;
    struct text rewards_title;
    struct column_list reward_columns;
    struct statement_reward_row_list rewards;
};
extern const struct schema schema_statement_file_query;

// GET /partner/statement?month=2026-11: the page; with format=pdf|xlsx|csv the file.
enum rc web_partner_statement(struct call *call) MUST_USE;
