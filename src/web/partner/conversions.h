// SPDX-License-Identifier: Apache-2.0
// The partner's conversions: what each earned and why, or why not, and the way to appeal.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct own_conversion_row {
    struct text order;
    struct text url;
    struct text kind; // sale or lead
    struct instant at;
    struct text program;
    struct money amount;
    bool has_commission;
    struct money commission; // the partner's own
    struct text commission_url;
    enum state state;
    struct text reason; // why it earned nothing; TEXT_NONE: it did, or it is not decided
    struct text appeal_url;
    struct text appeal_label;
};
struct own_conversion_row_list {
    const struct own_conversion_row *items;
    size_t count;
};
struct partner_conversions_view {
    struct frame_view frame;
    struct tabs_view states;
    struct column_list columns;
    struct own_conversion_row_list rows;
    bool is_filtered;
    struct pager_view pager;
};
extern const struct schema schema_own_conversions_query;

// GET /partner/conversions?status=&cursor=
enum rc web_partner_conversions(struct call *call) MUST_USE;
