// SPDX-License-Identifier: Apache-2.0
// What is happening now: clicks, conversions and refused reports as they come in, each with its raw request. New ones
// wait behind a button until somebody wants to see them; without a script the page is loaded again.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct live_event {
    struct text id; // of its element; unique in the page
    struct text kind;
    enum icon icon;
    enum tone tone;
    struct instant at;
    struct text title;
    struct text url; // TEXT_NONE: no page of its own
    struct text about;
    struct definition_list facts;
    bool has_request, has_command;
    struct code_block_view request; // as it came in, without personal data
    struct code_block_view command; // the same by curl
};
struct live_event_list {
    const struct live_event *items;
    size_t count;
};
struct live_rows_view {
    struct live_event_list events;
};
struct live_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct filter_bar_view chips;
    struct live_rows_view rows;
    struct text rows_url;
    struct text here;
    struct text older_url; // TEXT_NONE: there are no older ones
    struct empty_view empty;
};
extern const struct schema schema_live_query;

// GET /operator/live?kind=&partner_id=&before=
enum rc web_operator_live(struct call *call) MUST_USE;
// GET /operator/live/rows?…&after=: the rows alone, newer than an instant (milliseconds)
enum rc web_operator_live_rows(struct call *call) MUST_USE;
// GET /operator/live/stream and /partner/live: server-sent events (portal/live_part.h)
enum rc web_operator_live_stream(struct call *call) MUST_USE;
enum rc web_partner_live_stream(struct call *call) MUST_USE;
