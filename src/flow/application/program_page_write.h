// SPDX-License-Identifier: Apache-2.0
// How a program shows itself to everybody, and what it asks who applies: changed by operators and advertisers.
#pragma once

#include "application/program_page.h"
#include "flow.h"

#define PROGRAM_PAGE_HEADLINE_CHARACTERS_MAX 200
#define PROGRAM_PAGE_TEXT_CHARACTERS_MAX 4000
#define APPLICATION_QUESTIONS_MAX 20
#define APPLICATION_QUESTION_CHARACTERS_MAX 300
#define APPLICATION_CHOICES_MAX 30

// Absent members (TEXT_NONE, has = false) stay, or are: slug from the program's name, not scored, not exclusive,
// PROGRAM_PAGE_PARTNERS_MIN_DEFAULT.
struct program_page_input {
    struct program_id program_id;
    struct text slug;
    struct opt_int64 is_scored, is_exclusive, partners_min;
    struct program_page_text said; // language TEXT_NONE: no text is changed; parts that are TEXT_NONE stay
};
// RC_CONFLICT slug_taken. RC_REFUSED program_archived.
enum rc program_page_write(struct flow *flow, const struct program_page_input *input,
                           struct program_page *ret_page) MUST_USE;

struct question_input {
    struct program_id program_id;
    struct text kind; // text, choice, number, url
    bool is_required;
    struct text labels[PROGRAM_PAGE_LANGUAGES]; // one at least; others TEXT_NONE or ""
    struct text choices;                        // kind choice: one a line, two at least
};
// RC_REFUSED questions_full beyond APPLICATION_QUESTIONS_MAX.
enum rc question_create(struct flow *flow, const struct question_input *input,
                        struct application_question *ret_question) MUST_USE;
// Asked no longer; answers stay. RC_NOT_FOUND.
enum rc question_archive(struct flow *flow, struct program_id program_id, struct question_id id) MUST_USE;

// The page, or what stands for it while nobody wrote one: slug TEXT_NONE, and what program_page_write says.
enum rc program_page_or_default(struct flow *flow, struct program_id id, struct program_page *ret_page) MUST_USE;
