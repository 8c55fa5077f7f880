// SPDX-License-Identifier: Apache-2.0
// Withdrawal: what can be withdrawn in each currency, where it goes and when it arrives, or what stands in the way and
// what to do about it; and what was asked for before.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct withdraw_block {
    struct text message;
    struct text action; // TEXT_NONE: nothing to do but wait
    struct text url;
};
struct withdraw_block_list {
    const struct withdraw_block *items;
    size_t count;
};
struct withdraw_purse {
    struct text currency;
    struct text url; // of what is available
    struct money available, owed_back, payable, minimum;
    struct progress_view progress; // towards the minimum; max 0: reached
    struct withdraw_block_list blocks;
    bool can_ask;
    struct text button;
    bool has_request; // an open one
    struct money requested;
    struct instant requested_at;
    struct text cancel_url;
};
struct withdraw_purse_list {
    const struct withdraw_purse *items;
    size_t count;
};
struct withdraw_row {
    struct instant at;
    struct money amount;
    struct text url;
    enum state state;
    struct text reason;
};
struct withdraw_row_list {
    const struct withdraw_row *items;
    size_t count;
};
struct partner_withdraw_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct withdraw_purse_list purses;
    struct text account; // masked; TEXT_NONE: none saved
    struct text account_method;
    struct definition_list dates;
    struct column_list columns;
    struct withdraw_row_list rows;
};
extern const struct schema schema_withdraw_query;

// GET /partner/withdraw
enum rc web_partner_withdraw(struct call *call) MUST_USE;
// POST /partner/withdraw: currency; all that can be withdrawn in it.
enum rc web_partner_withdraw_ask(struct call *call) MUST_USE;
// POST /partner/withdrawals/{withdrawal}/cancel: takes an open request back.
enum rc web_partner_withdraw_cancel(struct call *call) MUST_USE;
