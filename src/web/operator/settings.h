// SPDX-License-Identifier: Apache-2.0
// The network's settings: brand, time zone, fallback page, how long people's data are kept.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "page/frame.h"

struct settings_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct notice_view notice; // message TEXT_NONE: none
    struct form_error_list errors;
    struct input_view name, hue, zone, fallback, days;
    struct text currency;
    bool is_readonly; // who may look but not change
    struct file_view logo;
    bool is_with_logo; // there is one: it is shown, and can be taken away
};

// GET and POST /operator/settings
enum rc web_settings(struct call *call) MUST_USE;
enum rc web_settings_change(struct call *call) MUST_USE;
// POST /operator/settings/logo, multipart/form-data: the file `logo`, or `remove`.
enum rc web_settings_logo(struct call *call) MUST_USE;
