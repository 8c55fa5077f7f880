// SPDX-License-Identifier: Apache-2.0
// The advertiser's portal: how the channel does, orders to decide, who brings them, and the account with the network.
// Everything is of the advertiser who signed in (access_own_advertiser).
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"
#include "portal/converted.h"
#include "portal/leaders.h"

struct kpi_list {
    const struct figure_view *items;
    size_t count;
};
struct program_item {
    struct text name;
    struct text integration_url;
    enum state state;
};
struct program_item_list {
    const struct program_item *items;
    size_t count;
};
// One currency of the account.
struct account_item {
    struct text currency; // code
    struct money prepaid, owed, accrued;
    bool has_limit;
    struct money limit;
    bool is_low, is_over_limit, is_stopped;
};
struct account_item_list {
    const struct account_item *items;
    size_t count;
};

// What a program's page says of its advertiser.
struct standing_item {
    struct text name;
    struct text url; // of the page, where partners read it
    struct definitions_view figures;
    struct text hidden; // why there are none; TEXT_NONE: there are
};
struct standing_item_list {
    const struct standing_item *items;
    size_t count;
};

struct advertiser_home_view {
    struct frame_view frame;
    struct date_bar_view dates;
    struct kpi_list figures;
    struct converted_view converted;
    struct chart_view chart;
    struct text waiting;                // "3 orders wait for your decision"; TEXT_NONE: none
    struct text late;                   // "1 of them for more than a week"; TEXT_NONE: none
    struct standing_item_list standing; // of active programs
    struct program_item_list programs;
    struct account_item_list accounts;
};
struct advertiser_orders_view {
    struct frame_view frame;
    struct list_view list;
};

struct promoter_row {
    struct text name;
    int64_t clicks, conversions, rejected;
    struct leader_sum_list sums;
    struct text orders_url;
};
struct promoter_row_list {
    const struct promoter_row *items;
    size_t count;
};
struct advertiser_partners_view {
    struct frame_view frame;
    struct column_list columns;
    struct promoter_row_list partners;
};

struct line_row {
    struct instant at;
    struct text kind;
    struct text reference;
    struct money amount;
    struct text url; // what it is about
};
struct line_row_list {
    const struct line_row *items;
    size_t count;
};
struct bill_row {
    struct text month; // "2026-11"
    struct text url;   // the invoice as a file
    struct money payable, left;
    struct instant due_at;
    struct text status;
    enum tone tone;
};
struct bill_row_list {
    const struct bill_row *items;
    size_t count;
};
// An account as its advertiser's page and the operator's show it: where it stands, invoices, lines.
struct advertiser_account_view {
    struct account_item_list accounts;
    struct text pending_url; // of the orders that wait
    struct column_list bill_columns;
    struct bill_row_list bills;
    struct column_list columns;
    struct line_row_list lines;
    struct empty_view empty; // no line yet
    struct pager_view pager;
};
struct advertiser_balance_view {
    struct frame_view frame;
    struct advertiser_account_view account;
};
extern const struct schema schema_advertiser_home_query;
extern const struct schema schema_advertiser_orders_query;
extern const struct schema schema_advertiser_balance_query;

// GET /advertiser: the figures of a period (portal/period.h).
enum rc web_advertiser_home(struct call *call) MUST_USE;
// GET /advertiser/orders: a list (portal/list.h) with the filters status, partner_id, currency and days.
enum rc web_advertiser_orders(struct call *call) MUST_USE;
// POST /advertiser/orders/decision: `status` is approved, or the coded reason of a rejection, for each `id`.
enum rc web_advertiser_orders_decide(struct call *call) MUST_USE;
// GET /advertiser/performance (portal/performance.h)
enum rc web_advertiser_performance(struct call *call) MUST_USE;
// GET /advertiser/partners
enum rc web_advertiser_partners(struct call *call) MUST_USE;
// GET /advertiser/balance
enum rc web_advertiser_balance(struct call *call) MUST_USE;

// The accounts of an advertiser, by currency.
enum rc advertiser_accounts(struct call *call, struct advertiser_id id,
                            struct account_item_list *ret_accounts) MUST_USE;
struct account_request {
    struct advertiser_id advertiser_id; // the caller has seen to it that the actor may
    struct text path;                   // of the page
    struct opt_int64 limit;             // of the lines: members of a list's query
    struct text cursor;
};
// All of the account but `empty` and `pending_url`. Inside a read transaction.
enum rc advertiser_account_fill(struct call *call, const struct reader *r, const struct account_request *request,
                                struct advertiser_account_view *view) MUST_USE;
