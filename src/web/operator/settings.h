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
};

// GET and POST /operator/settings
enum rc web_settings(struct call *call) MUST_USE;
enum rc web_settings_change(struct call *call) MUST_USE;
