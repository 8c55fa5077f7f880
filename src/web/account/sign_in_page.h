// SPDX-License-Identifier: Apache-2.0
// Sign-in and sign-out.
#pragma once

#include "call.h"
#include "component/form.h"
#include "page/frame.h"

struct sign_in_view {
    struct form_error_list errors;
    struct input_view email;
    struct input_view password;
    struct text return_to; // where it leads afterwards; one of our own addresses
};

// GET /sign-in?return=ADDRESS. Who is signed in is led on.
enum rc web_sign_in(struct call *call) MUST_USE;
// POST /sign-in: 303 to `return` with the cookie, or the form again: 422 wrong, 429 slowed down, 503 busy.
enum rc web_sign_in_send(struct call *call) MUST_USE;
// POST /sign-out.
enum rc web_sign_out(struct call *call) MUST_USE;
