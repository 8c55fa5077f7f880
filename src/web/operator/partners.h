// SPDX-License-Identifier: Apache-2.0
// The network's partners, and one of them.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct partners_view {
    struct frame_view frame;
    struct list_view list;
};
struct partner_balance {
    struct text currency;
    struct money pending, available, in_payout, paid, owed_back;
};
struct partner_balance_list {
    const struct partner_balance *items;
    size_t count;
};
struct partner_link {
    struct text code;
    struct text url;
    enum state state;
};
struct partner_link_list {
    const struct partner_link *items;
    size_t count;
};
struct partner_level_row {
    struct text program;
    struct text level;
    struct instant since;
};
struct partner_level_row_list {
    const struct partner_level_row *items;
    size_t count;
};
struct partner_page_view {
    struct frame_view frame;
    struct definition_list pairs;
    enum state state;
    struct text conversions_url;
    struct column_list balance_columns;
    struct partner_balance_list balances;
    struct partner_link_list links;
    struct partner_level_row_list levels;
};
extern const struct schema schema_partners_query;

// GET /operator/partners: a list (portal/list.h) with the filters status, type and country.
enum rc web_operator_partners(struct call *call) MUST_USE;
// POST /operator/partners/status: each `id` gets the `status`; back to `return`, where it can be undone.
enum rc web_operator_partners_status(struct call *call) MUST_USE;
// POST /operator/partners/undo: the bulk action `id`; back to `return`.
enum rc web_operator_partners_undo(struct call *call) MUST_USE;
// GET /operator/partners/{partner}
enum rc web_operator_partner(struct call *call) MUST_USE;
