// SPDX-License-Identifier: Apache-2.0
// One's own settings: language, appearance, time zone, and the browsers one is signed in at.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "page/frame.h"

struct account_session {
    struct text id;
    struct text device; // "Firefox, Linux"
    struct text place;  // network of the address
    struct instant seen_at;
    struct instant created_at;
    bool is_this;
};
struct account_session_list {
    const struct account_session *items;
    size_t count;
};
struct account_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct definition_list person;
    struct input_view name;
    struct account_session_list sessions;
    struct input_view zone;
    struct select_view language;
    struct input_view currency;
    struct select_view shortcuts;
    bool is_saved;
};

// GET /account
enum rc web_account(struct call *call) MUST_USE;
// POST /account/name
enum rc web_account_name(struct call *call) MUST_USE;
// POST /account/preferences: language, theme, time_zone, shortcuts, currency, each when given; back to `return`.
enum rc web_account_preferences(struct call *call) MUST_USE;
// POST /account/sessions/{session}/end, POST /account/sessions/end-others
enum rc web_session_end(struct call *call) MUST_USE;
enum rc web_session_end_others(struct call *call) MUST_USE;
