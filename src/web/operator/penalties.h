// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment, for the operator: what is owed to whom for what, and what became of it. Who may read the
// books reads it, who may PENALTY_WRITE settles: paid outside, or waived, each with a note and for good.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct penalty_row {
    struct text partner, partner_url;
    struct text commission_url; // what was overdue
    struct money base;          // of it, then
    struct money amount;
    struct text clause; // where it was agreed
    struct instant due_at, settled_at;
    enum state state;
    struct text note;
    struct text settle_url; // TEXT_NONE: nothing to settle, or not by this reader
    struct text typed;      // the note of a refused form
    bool is_refused;
};
struct penalty_row_list {
    const struct penalty_row *items;
    size_t count;
};
struct penalties_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct tabs_view states;
    struct form_error_list errors;
    struct text done;
    struct column_list columns;
    struct penalty_row_list rows;
    bool is_filtered;
    struct pager_view pager;
};
extern const struct schema schema_penalties_query;

// GET /operator/penalties?status=&partner_id=&cursor=
enum rc web_penalties(struct call *call) MUST_USE;
// POST /operator/penalties/{penalty}/settle: action (paid, waived), note.
enum rc web_penalty_settle(struct call *call) MUST_USE;
