// SPDX-License-Identifier: Apache-2.0
// The partner's conversions: what each earned and why, or why not, and the way to appeal.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/frame.h"
#include "portal/list.h"

struct partner_conversions_view {
    struct frame_view frame;
    struct list_view list;
};
extern const struct schema schema_own_conversions_query;

// The filter `program_id` out of the programs that the partner is or was in.
enum rc own_filter_programs(struct list *list, struct program_id chosen) MUST_USE;

// GET /partner/conversions: a list (portal/list.h) with the filters status, program_id, kind, currency, and days.
enum rc web_partner_conversions(struct call *call) MUST_USE;
