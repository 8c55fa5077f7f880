// SPDX-License-Identifier: Apache-2.0
// Sign-in in one or two steps, and sign-out.
#pragma once

#include "call.h"
#include "user/session.h"

// GET /sign-in?return=ADDRESS. Who is signed in is led on. ?done=password after a new one was set.
enum rc web_sign_in(struct call *call) MUST_USE;
// POST /sign-in: 303 to `return` with the cookie, or to the second step; or the form again: 422 wrong, 429 slowed down,
// 503 busy.
enum rc web_sign_in_send(struct call *call) MUST_USE;
// GET and POST /sign-in/code: the second step, for who has given the password.
enum rc web_sign_in_code(struct call *call) MUST_USE;
enum rc web_sign_in_code_send(struct call *call) MUST_USE;
// POST /sign-out.
enum rc web_sign_out(struct call *call) MUST_USE;

// What every way to sign in knows of the browser; email and password are TEXT_NONE.
struct sign_in_input sign_in_browser(struct call *call);
// The browser is given the session, and its person's language and appearance.
void sign_in_take(struct call *call, const struct sign_in_done *done);
// A refusal that the form shows: its fault, with the answer's status (422, 429 or 503) and Retry-After. False for what
// no form can put right.
bool sign_in_refused(struct call *call, enum rc rc, struct fault *ret_fault);
