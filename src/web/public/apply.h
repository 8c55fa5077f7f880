// SPDX-License-Identifier: Apache-2.0
// GET and POST /programs/{slug}/apply: the application form with the program's own questions (mission S0-15). What is
// answered never says whether an e-mail is known here.
#pragma once

#include "public/program_public.h"
#include "public/site.h"

enum answer_kind { ANSWER_TEXT, ANSWER_LINE, ANSWER_CHOICE };
struct answer_field {
    enum answer_kind kind;
    struct input_view input;
    struct textarea_view textarea;
    struct select_view select;
};
struct answer_field_list {
    const struct answer_field *items;
    size_t count;
};
struct apply_view {
    struct site_view site;
    struct text program, program_url, requirements;
    bool is_open, is_closed;
    bool is_more_open; // what is optional is shown at once: where a person decides, or something in it is wrong
    bool is_sent;      // the letter is on its way
    struct text sent_to;
    struct form_error_list errors;
    struct input_view name, email, website, niche, source;
    struct select_view country;
    struct textarea_view promotion;
    struct answer_field_list answers;
};

enum rc web_apply(struct call *call) MUST_USE;
enum rc web_apply_send(struct call *call) MUST_USE;
