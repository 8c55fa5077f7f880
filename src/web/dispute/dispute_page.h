// SPDX-License-Identifier: Apache-2.0
// Appeals: the list of those who may see them, and one with its messages, for both sides.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct disputes_view {
    struct frame_view frame;
    struct tabs_view tabs; // of the operator; none for partners
    bool is_operator;
    struct list_view list;
};

struct dispute_message_row {
    bool is_own; // of the reader's side
    struct text author;
    struct text body;
    struct instant at;
};
struct dispute_message_row_list {
    const struct dispute_message_row *items;
    size_t count;
};
struct dispute_page_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct text done;
    struct text url;
    enum state state;
    struct text outcome;
    struct definition_list pairs;
    struct text subject_url; // the conversion or commission
    struct text due;         // in words; TEXT_NONE: nobody is waited for
    bool is_late;
    struct dispute_message_row_list messages;
    bool can_write, can_decide, can_withdraw, can_approve;
    struct textarea_view body;
};
extern const struct schema schema_disputes_page_query;
extern const struct schema schema_dispute_page_query;

// GET /operator/disputes and /partner/disputes: a list (portal/list.h) with the filters status and reason.
enum rc web_disputes(struct call *call) MUST_USE;
// GET /disputes/{dispute}
enum rc web_dispute(struct call *call) MUST_USE;
// POST /disputes/{dispute}: body, and action: reply, approved, accepted, upheld, withdrawn
enum rc web_dispute_act(struct call *call) MUST_USE;
// POST /conversions/{conversion}/appeal: reason, body; the partner who is credited. Leads to the new appeal.
enum rc web_conversion_appeal(struct call *call) MUST_USE;
