// SPDX-License-Identifier: Apache-2.0
// One's own password, e-mail and second factor.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/story.h"
#include "page/frame.h"

struct text_list {
    const struct text *items;
    size_t count;
};
struct security_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct form_error_list errors;
    struct notice_view notice; // message TEXT_NONE: none
    struct text email;
    struct input_view password_current, password_new; // each form has its own
    struct input_view email_current, email_new;
    struct input_view factor_current;
    bool has_factor;
    int64_t codes_left;
    struct text_list codes; // new recovery codes, shown this once
};
struct second_factor_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct qr_view qr;
    struct text secret; // as people type it
    struct text sealed; // of the hidden field
    struct input_view code;
};

// The two tabs of one's own settings; `is_security`: which is current.
struct tabs_view account_tabs(struct call *call, const struct render *render, bool is_security);

// GET /account/security
enum rc web_security(struct call *call) MUST_USE;
// POST /account/password, /account/email
enum rc web_password_change(struct call *call) MUST_USE;
enum rc web_email_change(struct call *call) MUST_USE;
// GET and POST /account/second-factor: set it up; the answer shows the recovery codes.
enum rc web_second_factor(struct call *call) MUST_USE;
enum rc web_second_factor_on(struct call *call) MUST_USE;
// POST /account/second-factor/off, /account/recovery-codes
enum rc web_second_factor_off(struct call *call) MUST_USE;
enum rc web_recovery_codes(struct call *call) MUST_USE;
