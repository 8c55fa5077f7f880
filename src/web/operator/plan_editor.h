// SPDX-License-Identifier: Apache-2.0
// The plan of a program: written, checked, tried on the past, compared and published. Everything beside the text comes
// from the same engine, checker, ratchet and backtest as the command line's; the page works without a script, and
// script only asks for the panel again while somebody types.
#pragma once

#include "backtest/backtest.h"
#include "operator/programs.h"
#include "portal/plan_found.h"
#include "program/plan_review.h"

#define PLAN_LANGUAGES 4

struct plan_language {
    struct text code, name;
    bool is_current;
    struct plan_words_view words;
};
struct plan_language_list {
    const struct plan_language *items;
    size_t count;
};

struct plan_against_row {
    struct text version;
    bool is_never_worse;
    struct plan_finding_list findings; // those that do not hold
};
struct plan_against_list {
    const struct plan_against_row *items;
    size_t count;
};

struct plan_backtest_row {
    struct text partner;
    struct text url;
    struct money now, draft;
    struct text change; // with its sign
    bool is_loss, is_gain;
    struct text reason; // TEXT_NONE: none
};
struct plan_backtest_list {
    const struct plan_backtest_row *items;
    size_t count;
};
struct plan_note {
    struct text text;
};
struct plan_note_list {
    const struct plan_note *items;
    size_t count;
};
struct plan_backtest_view {
    bool is_shown;
    bool is_running;    // the page asks again by itself
    struct text so_far; // how far it is
    struct text days;   // "1 Sept 2026 – 29 Nov 2026"
    struct text conversions;
    struct money now, draft;
    struct text now_share, draft_share;
    struct text change;
    bool is_dearer;
    int64_t gains, loses, same;
    struct chart_view months;
    bool has_months;
    struct column_list columns;
    struct plan_backtest_list rows;
    int64_t left;
    struct plan_note_list notes;
};

// What stands beside the text: a fragment, also asked for alone.
struct plan_panel_view {
    bool is_malformed;
    struct text message; // English, as the reader of plans says it
    struct text place;   // "Line 2, column 12"
    struct text suggestion;
    int line, column;
    enum tone verdict_tone;
    struct text verdict;
    struct plan_language_list languages;
    struct plan_samples_view samples;
    bool has_curve;
    struct chart_view curve;
    struct plan_finding_list findings;
    bool is_first; // no version pays yet: nothing to compare with
    enum tone ratchet_tone;
    struct text ratchet;
    struct plan_against_list against;
};

struct plan_template {
    struct text label;
    struct text url;
    struct text note;
};
struct plan_template_list {
    const struct plan_template *items;
    size_t count;
};

struct plan_editor_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct text url; // of the plan's page
    struct form_error_list errors;
    struct textarea_view text;
    struct input_view effective_at;
    struct input_view notice_days;
    struct input_view from, to; // of the backtest
    struct plan_template_list templates;
    bool is_empty; // no version yet: the templates are shown open
    struct plan_panel_view panel;
    struct plan_backtest_view backtest;
    bool is_confirming;
    struct text confirm_when;
    struct text confirm_whom;
    int64_t partners;
};

// ---- versions ----

struct plan_version_row {
    struct text number;
    struct text url; // compared with the one before
    struct text effective;
    struct text binds;
    struct instant created_at;
    bool is_in_force;
    bool is_to_come;
    bool is_withdrawn;
};
struct plan_version_list {
    const struct plan_version_row *items;
    size_t count;
};
struct plan_diff_row {
    struct text text;
    bool is_added, is_removed;
};
struct plan_diff_list {
    const struct plan_diff_row *items;
    size_t count;
};
struct plan_answer_row {
    struct text name, url, answer;
    bool is_given; // else silent
    struct text actor;
    enum tone tone;
    struct instant at;
};
struct plan_answer_rows {
    const struct plan_answer_row *items;
    size_t count;
};
struct plan_versions_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct text url;
    struct column_list columns;
    struct plan_version_list rows;
    struct text diff_title; // TEXT_NONE: nothing is compared
    struct plan_diff_list diff;
    bool has_answers; // the version that is compared asks partners for an answer
    struct text answers_title, answers_summary;
    struct plan_answer_rows answers; // then those who are silent
    struct form_error_list errors;
    bool may_withdraw; // it is still to come
    struct text withdraw_url, withdraw_number;
    struct textarea_view withdraw_reason;
    bool is_withdrawn;     // the version that is compared
    struct text withdrawn; // when and by whom
    struct text withdrawn_reason;
    bool has_found;
    struct plan_found_view found; // of the version that is compared
    struct text edit_url;
};

// What the checker, the ratchet and the engine say of a draft, for the panel.
enum rc plan_panel_fill(struct call *call, struct render *render, const struct program *program,
                        const struct plan_review *review, struct plan_panel_view *ret_panel) MUST_USE;
// The report of one draft; texts are copied.
void plan_backtest_fill(struct call *call, struct render *render, const struct backtest_report *report,
                        struct plan_backtest_view *ret_view);

// GET /operator/programs/{program}/plan?template=&run=, and POST with `do`: check, publish, confirm, backtest
enum rc web_operator_plan(struct call *call) MUST_USE;
enum rc web_operator_plan_send(struct call *call) MUST_USE;
// POST /operator/programs/{program}/plan/check: the panel alone.
enum rc web_operator_plan_check(struct call *call) MUST_USE;
// GET /operator/programs/{program}/plan/versions?number=
enum rc web_operator_plan_versions(struct call *call) MUST_USE;
// POST /operator/programs/{program}/plan/withdraw
enum rc web_operator_plan_withdraw(struct call *call) MUST_USE;
// Withdraws what the form names (number, reason) of the program's plan or of an enrollment's terms.
enum rc plan_versions_withdraw(struct call *call, const struct plan_version *of, int64_t *ret_number) MUST_USE;
// When and by whom a version was withdrawn, and why; TEXT_NONE both when it was not.
enum rc plan_versions_withdrawn(struct call *call, struct render *render, const struct plan_version *version,
                                struct text *ret_words, struct text *ret_reason) MUST_USE;
