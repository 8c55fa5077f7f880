// SPDX-License-Identifier: Apache-2.0
// Where somebody is paid: a partner, or the network's own account that it pays from. What is saved is shown masked;
// each change is a version, and nothing is paid to a partner's changed version for 72 hours.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/story.h"
#include "page/frame.h"

struct account_field {
    bool is_choice;
    struct input_view input;
    struct select_view select;
};
struct account_field_list {
    struct account_field *items;
    size_t count;
};
struct account_version {
    struct text method;
    struct text shown;
    struct text saved_by;
    struct instant saved_at;
    bool is_current;
};
struct account_version_list {
    const struct account_version *items;
    size_t count;
};
struct payout_account_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct text done;
    struct notice_view hold; // the last change is not used yet; message TEXT_NONE: nothing is held
    bool is_network;
    struct tabs_view methods;
    struct text method;
    struct text method_name;
    struct text action;
    struct account_field_list fields;
    struct account_version_list versions;
};
extern const struct schema schema_payout_account_page_query;

// GET /partner/payout-account and /operator/payout-sources, ?method= chooses the form.
enum rc web_payout_account(struct call *call) MUST_USE;
// POST to the same: method and its members.
enum rc web_payout_account_save(struct call *call) MUST_USE;
