// SPDX-License-Identifier: Apache-2.0
// The receipt of a payout: what one partner is paid by one run, commission by commission. For operators, and for the
// partner who is paid.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct payout_share_row {
    struct text url; // of the commission's receipt
    struct text order;
    struct text program;
    struct instant at;
    struct money earned; // the commission
    struct money paid;   // what of it is in this payout
};
struct payout_share_row_list {
    const struct payout_share_row *items;
    size_t count;
};
struct payout_page_view {
    struct frame_view frame;
    struct money amount;
    enum state state;
    struct text state_reason;
    struct definition_list pairs;
    struct timeline_list events;
    struct text invoice_url, invoice_number;
    struct column_list columns;
    struct payout_share_row_list rows;
};

// GET /payouts/{payout_item}
enum rc web_payout(struct call *call) MUST_USE;
