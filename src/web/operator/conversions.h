// SPDX-License-Identifier: Apache-2.0
// All conversions, the newest first; those that wait are decided here or on their own page.
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/frame.h"

struct conversions_view {
    struct frame_view frame;
    struct list_view list;
};
extern const struct schema schema_conversions_query;

// GET /operator/conversions: a list (portal/list.h) with the filters status, partner_id, program_id, kind, currency,
// attribution=none, and days.
enum rc web_operator_conversions(struct call *call) MUST_USE;
// POST /operator/conversions/decision: approves each `id`; back to `return`.
enum rc web_operator_conversions_approve(struct call *call) MUST_USE;
// POST /operator/conversions/undo: id of the action, return; only by who did it, within a day.
enum rc web_operator_conversions_undo(struct call *call) MUST_USE;
