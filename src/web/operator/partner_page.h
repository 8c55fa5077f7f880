// SPDX-License-Identifier: Apache-2.0
// One partner for the operator: how it goes, money, programs with level and terms, links, what was done and noted; and
// the forms to add and change one.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form_fill.h"
#include "component/list.h"
#include "component/plan_words.h"
#include "component/story.h"
#include "page/frame.h"
#include "page/page.h"
#include "portal/contract_shown.h"

struct partner_figure_list {
    const struct figure_view *items;
    size_t count;
};
struct partner_payout {
    struct text url;   // of its receipt
    struct instant at; // when the run was made
    struct money amount;
    enum state state;
};
struct partner_payout_list {
    const struct partner_payout *items;
    size_t count;
};
struct partner_balance {
    struct text currency;
    struct money pending, available, in_payout, paid, owed_back, penalty_owed;
};
struct partner_balance_list {
    const struct partner_balance *items;
    size_t count;
};
struct partner_link {
    struct text code;
    struct text url;
    enum state state;
};
struct partner_link_list {
    const struct partner_link *items;
    size_t count;
};
struct partner_program_row {
    struct text program;
    struct text program_url;
    struct text url; // of the enrollment
    struct text level;
    enum state state;
    bool has_terms;
    struct instant since;
};
struct partner_program_list {
    const struct partner_program_row *items;
    size_t count;
};
struct partner_commission_row {
    struct text url;
    struct text program;
    struct instant at;
    struct money amount;
    enum state state;
    bool is_overdue;
};
struct partner_commission_list {
    const struct partner_commission_row *items;
    size_t count;
};
struct partner_page_view {
    struct frame_view frame;
    struct text url;
    struct form_error_list errors;
    bool has_toast;
    struct toast_view toast;
    struct definition_list pairs;
    enum state state;
    struct text penalties_url;
    struct text conversions_url;
    struct text recruiter; // TEXT_NONE: nobody
    struct text recruiter_url;
    struct date_bar_view dates;
    struct partner_figure_list figures;
    struct chart_view chart;
    struct column_list balance_columns;
    struct partner_balance_list balances;
    struct column_list program_columns;
    struct partner_program_list programs;
    bool can_enroll;
    struct select_view program;
    struct column_list commission_columns;
    struct partner_commission_list commissions;
    struct column_list payout_columns;
    struct partner_payout_list payouts;
    struct text compensation_url; // TEXT_NONE: the reader may not
    struct partner_link_list links;
    struct timeline_view activity;
    struct textarea_view note;
};

struct partner_form_view {
    struct frame_view frame;
    bool is_new;
    struct text action;
    struct text back;
    struct form_error_list errors;
    struct input_view name, code, email, type, segment, country, recruiter;
};

struct partner_step {
    struct text level; // "–": taken away
    struct text cause;
    struct text actor;
    struct instant since;
};
struct partner_step_list {
    const struct partner_step *items;
    size_t count;
};
// A version of the partner's own terms: what has become of it, and what he said to it when it asks for an answer.
struct partner_reply {
    struct text version; // with the instant from which it pays
    bool is_in_force, is_to_come, is_withdrawn;
    struct text withdrawn; // when and by whom
    struct text reason;    // TEXT_NONE: none
    bool is_asking;
    struct text answer;
    enum tone tone;
    bool is_given; // else silent
    struct text actor;
    struct instant at;
};
struct partner_reply_list {
    const struct partner_reply *items;
    size_t count;
};
struct partner_enrollment_view {
    struct frame_view frame;
    struct text url;
    struct text partner_url, program, program_url;
    enum state state;
    bool is_open; // pending or approved
    bool is_waiting;
    bool has_toast;
    struct toast_view toast;
    struct form_error_list errors;
    struct input_view level, cause;
    struct partner_step_list steps;
    struct textarea_view terms;
    struct input_view effective_at;
    bool has_words; // of the individual terms
    struct plan_words_view words;
    struct plan_samples_view samples;
    struct partner_reply_list replies; // newest version first
    bool may_withdraw;                 // some are still to come
    struct select_view withdraw_which;
    struct textarea_view withdraw_reason;
    struct plan_words_view program_words;
    bool has_program_plan;
    bool has_contract; // the newest term
    struct contract_shown_view contract;
    struct text contracts_url;
};

extern const struct schema schema_partner_page_query;

// GET /operator/partners/{partner}; POST …/note, …/enroll, …/status/{status}
enum rc web_operator_partner(struct call *call) MUST_USE;
enum rc web_operator_partner_note(struct call *call) MUST_USE;
enum rc web_operator_partner_enroll(struct call *call) MUST_USE;
enum rc web_operator_partner_status(struct call *call) MUST_USE;
// GET /operator/partners/new, POST /operator/partners; GET and POST /operator/partners/{partner}/edit
enum rc web_operator_partner_new(struct call *call) MUST_USE;
enum rc web_operator_partner_make(struct call *call) MUST_USE;
enum rc web_operator_partner_edit(struct call *call) MUST_USE;
enum rc web_operator_partner_change(struct call *call) MUST_USE;
// GET /operator/enrollments/{enrollment}; POST …/status/{status}, …/level, …/terms, …/terms/withdraw
enum rc web_operator_enrollment(struct call *call) MUST_USE;
enum rc web_operator_enrollment_status(struct call *call) MUST_USE;
enum rc web_operator_enrollment_level(struct call *call) MUST_USE;
enum rc web_operator_enrollment_terms(struct call *call) MUST_USE;
enum rc web_operator_enrollment_withdraw(struct call *call) MUST_USE;

// Who did something, by e-mail when it was a person: "user:7" of the audit log says nothing to people.
enum rc partner_actor(struct call *call, struct text actor, struct text *ret_shown) MUST_USE;
// Of an enrollment's status.
enum state partner_enrollment_state(struct text status);
