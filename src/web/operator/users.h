// SPDX-License-Identifier: Apache-2.0
// People who may sign in: list, invite, change, archive, end sessions; and what each duty may do, in words.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "page/frame.h"

struct users_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct notice_view notice; // message TEXT_NONE: none
    struct list_view list;
};
struct user_session_row {
    struct text device;
    struct text place;
    struct instant seen_at;
};
struct user_session_row_list {
    const struct user_session_row *items;
    size_t count;
};
struct user_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct notice_view notice;
    struct form_error_list errors;
    struct definition_list pairs;
    struct user_session_row_list sessions;
    struct text url; // forms lead below it
    struct input_view name;
    struct select_view duty;
    bool is_invited, is_archived, has_factor, is_self;
};
struct user_invite_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct notice_view notice;
    struct form_error_list errors;
    struct input_view email, name, owner;
    struct select_view as;       // role and duty
    struct select_view language; // of the letter
};
// What a duty may do: a row for a piece of work, a mark for each duty.
struct right_row {
    struct text work;
    bool may[DUTY_COUNT];
    struct right_mark_list {
        const struct right_mark {
            bool may;
        } * items;
        size_t count;
    } marks;
};
struct right_row_list {
    const struct right_row *items;
    size_t count;
};
struct role_table {
    struct text title;
    struct column_list columns;
    struct right_row_list rows;
};
struct role_table_list {
    const struct role_table *items;
    size_t count;
};
struct roles_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct role_table_list tables;
};
extern const struct schema schema_users_query;

// GET /operator/users
enum rc web_users(struct call *call) MUST_USE;
// GET /operator/roles
enum rc web_roles(struct call *call) MUST_USE;
// GET and POST /operator/users/invite
enum rc web_user_invite(struct call *call) MUST_USE;
enum rc web_user_invite_send(struct call *call) MUST_USE;
// GET /operator/users/{user}, and what its forms do: POST /operator/users/{user}, …/again, …/status, …/sign-out,
// …/second-factor
enum rc web_user(struct call *call) MUST_USE;
enum rc web_user_change(struct call *call) MUST_USE;
enum rc web_user_again(struct call *call) MUST_USE;
enum rc web_user_status(struct call *call) MUST_USE;
enum rc web_user_sign_out(struct call *call) MUST_USE;
enum rc web_user_factor_reset(struct call *call) MUST_USE;

// The capabilities that the page of roles tells, for its test: each but those of one's own stands in one row.
bool roles_tell(enum capability capability);
