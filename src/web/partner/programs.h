// SPDX-License-Identifier: Apache-2.0
// The partner's programs: those he is in, those he may join, and the terms of each in sentences with its calculator,
// figures, versions and notices (mission S1-16, S1-17, S1-19, S3A-7).
#pragma once

#include "component/list.h"
#include "page/frame.h"
#include "portal/contract_shown.h"
#include "portal/plan_found.h"
#include "public/program_statistics.h"

struct own_program_row {
    struct text name, url, first_sentence, join_url;
    enum state state;
    bool is_joinable, is_open;
};
struct own_program_row_list {
    const struct own_program_row *items;
    size_t count;
};
struct partner_programs_view {
    struct frame_view frame;
    struct form_error_list errors;
    struct own_program_row_list own, others;
};

struct terms_version_row {
    struct text label; // "Version 3"
    struct instant since;
    bool has_since, is_current, is_coming, is_withdrawn, is_of_new_customers;
    struct text withdrawn; // "It was withdrawn on Dec 3 and does not come."
    struct text reason;    // TEXT_NONE: none
};
struct terms_version_row_list {
    const struct terms_version_row *items;
    size_t count;
};
struct terms_version_list {
    struct text title, id;
    struct terms_version_row_list rows;
    bool has_found;
    struct plan_found_view found; // of the version in force
};
struct terms_version_lists {
    const struct terms_version_list *items;
    size_t count;
};
// A version that is or may be worse, and what the partner says to it.
struct terms_answer {
    struct text id, title, note;
    struct plan_words_view have, offered;
    struct plan_words_list worse;
    struct text given; // the last answer; TEXT_NONE: none
    struct text url;
    struct text number; // of the version
    bool is_own;        // of his individual terms
    bool may_answer;
};
struct terms_answer_list {
    const struct terms_answer *items;
    size_t count;
};
struct partner_terms_view {
    struct frame_view frame;
    bool has_plan, has_individual;
    struct plan_words_view individual; // one's own terms, which stand before the program's
    struct plan_words_view words;
    struct plan_samples_view samples;
    struct calculator_view calculator;
    struct program_statistics_view statistics;
    struct terms_version_lists versions; // of the program's plan, then of his own terms
    struct text requirements;
    struct question_row_list questions;
    bool has_notice;                  // a version that is announced
    struct terms_answer_list answers; // to the program's newest version, and to that of his own terms
    bool has_contract;
    struct contract_shown_view contract;
};

enum rc web_partner_programs(struct call *call) MUST_USE;
enum rc web_partner_terms(struct call *call) MUST_USE;
// POST /partner/programs/{program}/answer
enum rc web_partner_answer(struct call *call) MUST_USE;
enum rc web_partner_join(struct call *call) MUST_USE;
