// SPDX-License-Identifier: Apache-2.0
// The network's partners.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "page/frame.h"

struct partners_view {
    struct frame_view frame;
    struct list_view list;
};
extern const struct schema schema_partners_query;

// GET /operator/partners: a list (portal/list.h) with the filters status, type and country.
enum rc web_operator_partners(struct call *call) MUST_USE;
// POST /operator/partners/status: each `id` gets the `status`; back to `return`, where it can be undone.
enum rc web_operator_partners_status(struct call *call) MUST_USE;
// POST /operator/partners/undo: the bulk action `id`; back to `return`.
enum rc web_operator_partners_undo(struct call *call) MUST_USE;
