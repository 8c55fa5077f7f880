// SPDX-License-Identifier: Apache-2.0
// The people of one partner or advertiser, for themselves: who owns it invites members, changes what they may do, and
// archives them. Nobody reaches a person of others.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "page/frame.h"

struct team_row {
    struct text id;
    struct text name;
    struct text email; // TEXT_NONE when it is the name
    struct text duty;
    struct text other; // the duty that a button gives instead
    struct text other_value;
    struct instant seen_at;
    bool is_seen, is_invited, is_archived, is_self;
};
struct team_row_list {
    const struct team_row *items;
    size_t count;
};
struct team_view {
    struct frame_view frame;
    struct notice_view notice;
    struct form_error_list errors;
    struct column_list columns;
    struct team_row_list rows;
    struct input_view email, name;
    struct select_view duty;
    bool may_write;
};

// GET /team
enum rc web_team(struct call *call) MUST_USE;
// POST /team/invite; POST /team/{user}: duty, status or again
enum rc web_team_invite(struct call *call) MUST_USE;
enum rc web_team_change(struct call *call) MUST_USE;
