// SPDX-License-Identifier: Apache-2.0
// What letters lead to: an invitation, a new password, a new e-mail. A link that is worth nothing any more says so and
// what to do; looking at one uses nothing up, so that programs that look ahead do no harm.
#pragma once

#include "call.h"

// GET and POST /invitation/{ticket}: choose a password, and be in.
enum rc web_invitation(struct call *call) MUST_USE;
enum rc web_invitation_accept(struct call *call) MUST_USE;
// GET and POST /password: ask for a link. The answer is the same whoever is known here.
enum rc web_password(struct call *call) MUST_USE;
enum rc web_password_ask(struct call *call) MUST_USE;
// GET and POST /password/{ticket}: set it.
enum rc web_password_link(struct call *call) MUST_USE;
enum rc web_password_link_use(struct call *call) MUST_USE;
// GET and POST /email/{ticket}: confirm it.
enum rc web_email_link(struct call *call) MUST_USE;
enum rc web_email_link_use(struct call *call) MUST_USE;
