// SPDX-License-Identifier: Apache-2.0
// Applications (ux.md O9): the queue, one application with answers, scorecard, duplicates and conflicts, and what is
// decided. Of operators; an advertiser sees those for its programs.
#pragma once

#include "application/application.h"
#include "call.h"
#include "component/basic.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct applications_view {
    struct frame_view frame;
    struct list_view list;
    struct text done;    // what the last action did; TEXT_NONE none
    struct text undo;    // public ids that it approved, comma list; TEXT_NONE nothing to take back
    struct text problem; // what could not be done
};

struct score_row {
    struct text criterion; // code, the name of its field
    struct text question;
    struct choice_list choices;
};
struct score_row_list {
    const struct score_row *items;
    size_t count;
};
struct hint_row {
    struct text name, words, url;
};
struct hint_row_list {
    const struct hint_row *items;
    size_t count;
};
struct application_page_view {
    struct frame_view frame;
    struct text id, status, tone;
    struct form_error_list errors;
    struct definition_list facts;
    struct text website;
    struct definition_list answers;
    struct score_row_list scores;
    bool is_scored; // the program wants all of them
    struct hint_row_list duplicates, rivals;
    struct timeline_list messages;
    struct timeline_list events;
    bool is_decidable; // waiting or asked
    bool can_reopen;
    bool has_rivals; // and the program is exclusive
    struct select_view reason;
    struct textarea_view words, question, exception;
    struct text before_url, after_url, partner_url;
    bool is_saved;
    struct text decided_name; // of the one that was decided just now; TEXT_NONE none
    struct text decided_url, decided_status, decided_tone;
    bool can_undo; // that decision
};

extern const struct schema schema_applications_query;

enum rc web_applications(struct call *call) MUST_USE;
enum rc web_applications_decide(struct call *call) MUST_USE; // several at once: approve, or take back
enum rc web_application(struct call *call) MUST_USE;
enum rc web_application_decide(struct call *call) MUST_USE;
enum rc web_application_score(struct call *call) MUST_USE;
