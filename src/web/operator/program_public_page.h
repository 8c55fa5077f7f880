// SPDX-License-Identifier: Apache-2.0
// The operator's side of a program's public page: its address and rules, what it says in each language, and the
// questions that it asks who applies.
#pragma once

#include "operator/programs.h"

struct asked_row {
    struct text label, kind, archive_url;
    bool is_required;
};
struct asked_row_list {
    const struct asked_row *items;
    size_t count;
};
struct program_public_page_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct form_error_list errors;
    struct text url; // of this page
    struct text public_url;
    bool is_public, has_plan;
    struct tabs_view languages;
    struct text language;
    struct input_view slug, partners_min, headline;
    struct textarea_view about, audience, requirements;
    struct checkbox_view is_scored, is_exclusive;
    struct asked_row_list questions;
    bool has_room; // for another question
    struct select_view kind;
    struct checkbox_view is_required;
    struct input_view label_en, label_fr, label_ru, label_ja;
    struct textarea_view choices;
};

enum rc web_program_public(struct call *call) MUST_USE;
enum rc web_program_public_save(struct call *call) MUST_USE;
enum rc web_program_question(struct call *call) MUST_USE;
enum rc web_program_question_archive(struct call *call) MUST_USE;
