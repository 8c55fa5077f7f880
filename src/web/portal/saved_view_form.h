// SPDX-License-Identifier: Apache-2.0
// The form of a saved view by itself: what comes back when its name is refused (list_pages.c).
#pragma once

#include "component/form.h"
#include "component/list.h"
#include "page/frame.h"

struct saved_view_form_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct text action;
    struct hidden_field_list hidden; // what the form of the list's bar has besides
    struct input_view name;
    struct text back_url; // the list as it was
};
