// SPDX-License-Identifier: Apache-2.0
// Pages for who is not signed in yet: one card with a form, or with what has happened.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "page/frame.h"

struct input_list {
    const struct input_view *items;
    size_t count;
};
struct gate_form_view {
    struct text title;
    struct text lead;          // TEXT_NONE: none
    struct notice_view notice; // message TEXT_NONE: none
    struct form_error_list errors;
    struct text action;    // where the form goes; TEXT_NONE: no form
    struct text return_to; // a hidden field; TEXT_NONE: none
    struct input_list inputs;
    struct text button;
    struct text link; // under the form; TEXT_NONE: none
    struct text link_url;
};

// Prints the page with what was typed. With a fault the field that it names is marked (fields in the order of `inputs`,
// which is changed), and 422 unless the status is set.
enum rc gate_form_answer(struct call *call, struct render *render, struct gate_form_view *view,
                         struct input_view *inputs, size_t count, const struct fault *fault) MUST_USE;
