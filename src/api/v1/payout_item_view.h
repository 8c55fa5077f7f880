// SPDX-License-Identifier: Apache-2.0
// A payout item as it is shown, alone and in its run.
#pragma once

#include "payout/payout.h"
#include "v1/handlers.h"

struct payout_item_view {
    struct payout_item_id id;
    struct payout_run_id run_id;
    struct partner_id partner_id;
    struct money amount, sent, cost;
    struct text status;
    struct text reason;
    struct text method, paid_to;
    struct text end_to_end_id;
    struct payout_item_id retry_of;
    struct instant settled_at;
};
// Reads the payout details that it is paid to.
enum rc payout_item_view_of(struct call *call, const struct payout_item *item,
                            struct payout_item_view *ret_view) MUST_USE;
