// SPDX-License-Identifier: Apache-2.0
// /applications/{token}: the applicant's own page, which letters lead to: confirm the e-mail, see how it stands, answer
// a question, choose a password and begin. GET changes nothing: programs that look at mail follow links too.
#pragma once

#include "application/application_submit.h"
#include "public/site.h"

#include "component/form.h"
#include "component/story.h"

struct applicant_view {
    struct site_view site;
    struct text token, program, program_url, email;
    struct text status; // unconfirmed, waiting, asked, approved, rejected
    bool is_unconfirmed, is_waiting, is_asked, is_approved, is_rejected;
    bool is_open;           // the program takes everybody: confirming is joining
    bool is_password_asked; // nobody can sign in with the e-mail yet
    struct text reason;
    struct timeline_list messages;
    struct form_error_list errors;
    struct textarea_view body;
    struct input_view password;
};

enum rc web_applicant(struct call *call) MUST_USE;
enum rc web_applicant_confirm(struct call *call) MUST_USE; // with a password where is_password_asked
enum rc web_applicant_reply(struct call *call) MUST_USE;
