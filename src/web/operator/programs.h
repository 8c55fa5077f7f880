// SPDX-License-Identifier: Apache-2.0
// Programs for the operator: the list, one program's overview, who takes part, and its settings. Offers and coupons are
// in offers.h, plans in plan_editor.h.
#pragma once

#include "call.h"
#include "component/basic.h"
#include "component/form_fill.h"
#include "component/list.h"
#include "component/plan_words.h"
#include "component/story.h"
#include "page/frame.h"
#include "page/page.h"
#include "program/program.h"

// ---- what every page of a program begins with ----

enum programs_tab {
    PROGRAMS_TAB_OVERVIEW,
    PROGRAMS_TAB_OFFERS,
    PROGRAMS_TAB_PLAN,
    PROGRAMS_TAB_PARTNERS,
    PROGRAMS_TAB_COUPONS,
    PROGRAMS_TAB_PUBLIC,
    PROGRAMS_TAB_SETTINGS,
};
struct programs_head_view {
    struct text advertiser;
    enum state state;
    struct tabs_view tabs;
    bool has_toast; // after a change that can be undone, or was saved
    struct toast_view toast;
};
// Frame, title, tabs; what the address says was done just now (?was=STATUS, ?saved=1) as a toast.
enum rc programs_head(struct call *call, const struct render *render, const struct program *program,
                      enum programs_tab tab, struct frame_view *ret_frame,
                      struct programs_head_view *ret_head) MUST_USE;
// "/operator/programs/prg_…" with what follows, such as "/plan".
struct text programs_url(const struct call *call, struct program_id id, const char *rest);
// A parameter of the address, TEXT_NONE without: for pages that are ROUTE_LOOSE.
struct text programs_asked(struct call *call, const char *name);
enum state programs_state(struct text status); // of programs, offers, links and coupons
// "30 days", "36 hours"
struct text programs_duration(const struct reader *r, int64_t ms);

// Of a kind of evidence: "click id"; the code itself when it is none of ours.
struct text programs_evidence_word(const struct reader *r, struct text kind);

// A currency's code, for things whose currency is chosen once; *currency stays as it is when nothing was typed.
struct input_view programs_currency(struct form_fill *form);
enum rc programs_currency_typed(struct call *call, struct currency *currency) MUST_USE;

// The plan in force now, parsed; NULL when there is none (or its text does not read).
enum rc programs_plan(struct call *call, const struct program *program, struct plan **ret_plan) MUST_USE;

// ---- the list ----

struct programs_row {
    struct text name;
    struct text url;
    struct text plan_url;
    struct text advertiser;
    enum state state;
    bool is_public;
    struct plan_words_view plan; // no sentences: there is no plan
    int64_t offers, partners, waiting;
    struct text window;
    struct text joining;
};
struct programs_row_list {
    const struct programs_row *items;
    size_t count;
};
struct programs_view {
    struct frame_view frame;
    struct tabs_view tabs;
    bool is_filtered;
    struct programs_row_list rows;
    struct pager_view pager;
};

// ---- one ----

struct programs_page_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct text url;
    bool has_plan;
    struct plan_words_view plan;
    struct plan_samples_view samples;
    struct definition_list facts;
    struct text public_url; // TEXT_NONE: no public page
    struct text integration_url;
    bool is_active, is_paused, is_archived;
    bool has_offers;
    int64_t waiting; // partners who wait for approval
};

struct programs_partners_view {
    struct frame_view frame;
    struct programs_head_view head;
    struct list_view list;
};

// ---- the form ----

#define PROGRAMS_EVIDENCE_MAX 5
struct programs_select_list {
    const struct select_view *items;
    size_t count;
};
struct programs_form_view {
    struct frame_view frame;
    struct programs_head_view head; // not of a new program
    bool is_new;
    bool has_advertisers;
    struct text action;
    struct form_error_list errors;
    struct select_view advertiser; // of a new program
    struct input_view currency;    // of a new program
    struct input_view name;
    struct textarea_view summary;
    struct checkbox_view is_public;
    struct radios_view enrollment;
    struct input_view window;
    struct select_view window_unit;
    struct radios_view attribution, binding;
    struct programs_select_list evidence;
    struct input_view hold;
    struct textarea_view link_forms;
};

extern const struct schema schema_programs_query;
extern const struct schema schema_program_partners_query;

// GET /operator/programs?status=&cursor=
enum rc web_operator_programs(struct call *call) MUST_USE;
// GET /operator/programs/new, POST /operator/programs: the form again with what was typed when it is refused.
enum rc web_operator_program_new(struct call *call) MUST_USE;
enum rc web_operator_program_make(struct call *call) MUST_USE;
// GET /operator/programs/{program}
enum rc web_operator_program(struct call *call) MUST_USE;
// GET and POST /operator/programs/{program}/settings
enum rc web_operator_program_settings(struct call *call) MUST_USE;
enum rc web_operator_program_change(struct call *call) MUST_USE;
// POST /operator/programs/{program}/status/{status}: active, paused, archived; back with what undoes it.
enum rc web_operator_program_status(struct call *call) MUST_USE;
// GET /operator/programs/{program}/partners: a list (portal/list.h) with the filter status, and POST: approves or
// rejects each `id` (an enrollment).
enum rc web_operator_program_partners(struct call *call) MUST_USE;
enum rc web_operator_program_decide(struct call *call) MUST_USE;
