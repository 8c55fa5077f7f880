// SPDX-License-Identifier: Apache-2.0
// One application.
#include "operator/applications.h"

#include <stdio.h>

#include "access.h"
#include "application/application_decide.h"
#include "application/application_submit.h"
#include "application/program_page_write.h"
#include "application_page_html.h"
#include "format/encode.h"
#include "identity/public_id.h"
#include "operator/application_words.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "public/reasons.h"

#define PATH "/operator/applications/"
#define FACTS_MAX 8
#define SCORE_MAX 5
#define REASONS 7

static const struct {
    const char *status;
    enum phrase word;
    const char *tone;
} statuses[] = {
    {"unconfirmed", PHRASE_APPLICATIONS_UNCONFIRMED, "plain"},
    {"waiting", PHRASE_APPLICATIONS_WAITING, "warning"},
    {"asked", PHRASE_APPLICATIONS_ASKED, "info"},
    {"approved", PHRASE_STATE_APPROVED, "success"},
    {"rejected", PHRASE_STATE_REJECTED, "danger"},
};

struct text application_status_word(const struct render *render, struct text status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (text_equal(status, text_of(statuses[i].status))) {
            return phrase_text(&render->reader, statuses[i].word);
        }
    }
    return status;
}

struct text application_status_tone(struct text status)
{
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (text_equal(status, text_of(statuses[i].status))) {
            return text_of(statuses[i].tone);
        }
    }
    return TEXT("plain");
}

// ---- what is known ----

static void add_fact(struct definition *facts, size_t *count, struct text term, struct text value)
{
    if (!text_is_empty(value)) {
        facts[(*count)++] = (struct definition){.term = term, .value = value};
    }
}

static enum rc fill_facts(struct call *call, struct render *render, const struct application *a,
                          struct application_page_view *view)
{
    const struct reader *r = &render->reader;
    struct definition *facts = arena_many(call->arena, struct definition, FACTS_MAX);
    size_t count = 0;
    struct text program = TEXT_NONE;
    TRY(show_program_name(call, a->program_id, &program));
    add_fact(facts, &count, phrase_word_program(r), program);
    add_fact(facts, &count, phrase_word_email(r), a->email);
    if (!text_is_empty(a->country)) {
        add_fact(facts, &count, phrase_word_country(r), i18n_country(r->i18n, call->arena, a->country));
    }
    add_fact(facts, &count, phrase_apply_niche(r), a->niche);
    add_fact(facts, &count, phrase_apply_promotion(r), a->promotion);
    add_fact(facts, &count, phrase_apply_source(r), a->source);
    add_fact(facts, &count, phrase_word_date(r), render_time(render, a->created_at));
    add_fact(facts, &count, phrase_applications_reason(r), application_reason_words(r, a->reason));
    view->facts = (struct definition_list){.items = facts, .count = count};
    view->website = a->website;
    view->partner_url = show_url(call, "/operator/partners/", PREFIX_PARTNER, a->partner_id.v);
    return RC_OK;
}

static enum rc fill_answers(struct call *call, const struct render *render, const struct application *a,
                            struct application_page_view *view)
{
    struct application_question *questions = NULL;
    struct application_answer *answers = NULL;
    size_t question_count = 0;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_question_list(call->db, call->arena, a->program_id,
                                                           /* is_with_archived= */ true, &questions, &question_count)));
    TRY(flow_stored(&call->flow, application_answer_list(call->db, call->arena, a->id, &answers, &count)));
    struct definition *pairs = arena_many(call->arena, struct definition, count);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < question_count; k++) {
            if (questions[k].id.v == answers[i].question_id.v && !text_is_empty(answers[i].answer)) {
                pairs[n++] = (struct definition){
                    .term = application_question_label(&questions[k], reader_language(&render->reader)),
                    .value = answers[i].answer};
            }
        }
    }
    view->answers = (struct definition_list){.items = pairs, .count = n};
    return RC_OK;
}

static enum rc fill_scores(struct call *call, const struct render *render, const struct application *a,
                           struct application_page_view *view)
{
    struct application_score *given = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_score_list(call->db, call->arena, a->id, &given, &count)));
    struct score_row *rows = arena_many(call->arena, struct score_row, APPLICATION_CRITERIA_COUNT);
    for (size_t i = 0; i < APPLICATION_CRITERIA_COUNT; i++) {
        struct text criterion = text_of(application_criteria[i]);
        struct choice *choices = arena_many(call->arena, struct choice, SCORE_MAX);
        int64_t score = 0;
        for (size_t k = 0; k < count; k++) {
            score = text_equal(given[k].criterion, criterion) ? given[k].score : score;
        }
        for (int64_t s = 1; s <= SCORE_MAX; s++) {
            struct text number = text_format(call->arena, "%lld", (long long)s);
            choices[s - 1] = (struct choice){.value = number, .label = number, .is_chosen = s == score};
        }
        rows[i] = (struct score_row){.criterion = criterion,
                                     .question = application_criterion_words(&render->reader, criterion),
                                     .choices = {.items = choices, .count = SCORE_MAX}};
    }
    view->scores = (struct score_row_list){.items = rows, .count = APPLICATION_CRITERIA_COUNT};
    return RC_OK;
}

static enum rc fill_hints(struct call *call, const struct render *render, const struct application *a,
                          struct application_page_view *view)
{
    const struct reader *r = &render->reader;
    bool is_operator = call->actor.role == ROLE_OPERATOR; // an advertiser is not shown who else there is
    struct application_similar *similar = NULL;
    struct application_rival *rivals = NULL;
    size_t count = 0;
    size_t rival_count = 0;
    if (is_operator) {
        TRY(flow_stored(&call->flow, application_similar(call->db, call->arena, a, &similar, &count)));
    }
    TRY(flow_stored(&call->flow, application_rivals(call->db, call->arena, a, &rivals, &rival_count)));
    struct hint_row *rows = arena_many(call->arena, struct hint_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct hint_row){.name = similar[i].name,
                                    .words = similar[i].is_email  ? phrase_applications_same_email(r)
                                             : similar[i].is_host ? phrase_applications_same_host(r)
                                                                  : phrase_applications_same_name(r),
                                    .url = similar[i].is_partner
                                               ? show_url(call, "/operator/partners/", PREFIX_PARTNER, similar[i].id)
                                               : show_url(call, PATH, PREFIX_APPLICATION, similar[i].id)};
    }
    view->duplicates = (struct hint_row_list){.items = rows, .count = count};
    struct hint_row *others = arena_many(call->arena, struct hint_row, rival_count);
    for (size_t i = 0; i < rival_count; i++) {
        others[i] =
            (struct hint_row){.name = rivals[i].name, .url = show_url(call, PATH, PREFIX_APPLICATION, rivals[i].id.v)};
    }
    view->rivals = (struct hint_row_list){.items = others, .count = rival_count};
    return RC_OK;
}

static enum rc fill_story(struct call *call, const struct render *render, const struct application *a,
                          struct application_page_view *view)
{
    const struct reader *r = &render->reader;
    struct application_message *messages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_message_list(call->db, call->arena, a->id, &messages, &count)));
    struct timeline_item *items = arena_many(call->arena, struct timeline_item, count);
    for (size_t i = 0; i < count; i++) {
        bool is_applicant = text_equal(messages[i].author, TEXT("applicant"));
        items[i] = (struct timeline_item){.title = messages[i].body,
                                          .actor = is_applicant ? a->name : render->page->brand,
                                          .at = messages[i].created_at};
    }
    view->messages = (struct timeline_list){.items = items, .count = count};
    struct timeline_item *events = arena_many(call->arena, struct timeline_item, 3);
    size_t n = 0;
    events[n++] = (struct timeline_item){.title = phrase_applications_event_sent(r), .at = a->created_at};
    if (!instant_is_none(a->confirmed_at)) {
        events[n++] = (struct timeline_item){.title = phrase_applications_event_confirmed(r), .at = a->confirmed_at};
    }
    if (!instant_is_none(a->decided_at)) {
        events[n++] =
            (struct timeline_item){.title = application_status_word(render, a->status),
                                   .actor = a->decided_by,
                                   .at = a->decided_at,
                                   .tone = text_equal(a->status, TEXT("approved")) ? TONE_SUCCESS : TONE_DANGER};
    }
    view->events = (struct timeline_list){.items = events, .count = n};
    return RC_OK;
}

// ---- what can be decided ----

static struct select_view reason_field(const struct call *call, const struct reader *r)
{
    static const char *const codes[REASONS] = {"requirements", "reputation",  "exclusive", "duplicate",
                                               "audience",     "unreachable", "other"};
    struct choice *choices = arena_many(call->arena, struct choice, REASONS);
    struct text typed = parameters_get(&call->form, TEXT("reason"));
    for (size_t i = 0; i < REASONS; i++) {
        choices[i] = (struct choice){.value = text_of(codes[i]),
                                     .label = application_reason_words(r, text_of(codes[i])),
                                     .is_chosen = text_equal(typed, text_of(codes[i]))};
    }
    return (struct select_view){.field = {.name = TEXT("reason"), .label = phrase_applications_reason(r)},
                                .choices = {.items = choices, .count = REASONS}};
}

static struct textarea_view words_field(const struct call *call, const char *name, struct text label, bool is_optional)
{
    struct text typed = parameters_get(&call->form, text_of(name));
    return (struct textarea_view){.field = {.name = text_of(name), .label = label, .is_optional = is_optional},
                                  .value = text_is(typed) ? typed : TEXT(""),
                                  .rows = 3};
}

// A rejection always; an approval until its partner has a password of their own.
static enum rc can_reopen(struct call *call, const struct application *a, bool *ret_can)
{
    enum application_person person = APPLICATION_PERSON_NONE;
    TRY(application_person(&call->flow, a, &person));
    *ret_can = text_equal(a->status, TEXT("rejected")) ||
               (text_equal(a->status, TEXT("approved")) && person != APPLICATION_PERSON_OWN);
    return RC_OK;
}

// What was decided before this page came, as the address tells it, and whether it can be taken back.
static enum rc fill_decided(struct call *call, const struct render *render, struct text public,
                            struct application_page_view *view)
{
    struct application_id id;
    struct application decided;
    view->decided_name = TEXT_NONE;
    if (!text_is(public) || public_id_parse(call->keyring, PREFIX_APPLICATION, public, &id.v) != RC_OK) {
        return RC_OK;
    }
    TRY(access_application(call, id, &decided));
    view->decided_name = decided.name;
    view->decided_url = show_url(call, PATH, PREFIX_APPLICATION, id.v);
    view->decided_status = application_status_word(render, decided.status);
    view->decided_tone = application_status_tone(decided.status);
    return can_reopen(call, &decided, &view->can_undo);
}

static enum rc fill_decisions(struct call *call, const struct render *render, const struct application *a,
                              struct application_page_view *view)
{
    const struct reader *r = &render->reader;
    struct program_page page;
    TRY(program_page_or_default(&call->flow, a->program_id, &page));
    view->is_scored = page.is_scored;
    view->is_decidable = text_equal(a->status, TEXT("waiting")) || text_equal(a->status, TEXT("asked"));
    TRY(can_reopen(call, a, &view->can_reopen));
    view->has_rivals = page.is_exclusive && view->rivals.count > 0;
    view->reason = reason_field(call, r);
    view->words = words_field(call, "words", phrase_applications_words(r), /* is_optional= */ true);
    view->question = words_field(call, "question", phrase_applications_question(r), /* is_optional= */ false);
    view->exception = words_field(call, "exception", phrase_applications_exception(r), /* is_optional= */ false);
    struct application_id before;
    struct application_id after;
    TRY(flow_stored(&call->flow, application_neighbours(call->db, call->arena, a->id, &before, &after)));
    if (call->actor.role == ROLE_OPERATOR) {
        view->before_url = show_url(call, PATH, PREFIX_APPLICATION, before.v);
        view->after_url = show_url(call, PATH, PREFIX_APPLICATION, after.v);
    }
    return RC_OK;
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct application a;
    TRY(access_application(call, (struct application_id){.v = call->ids[0]}, &a));
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct application_page_view view = {
        .frame = portal_frame(call, &render, PLACE_APPLICATIONS),
        .id = public_id_text(call->arena, call->keyring, PREFIX_APPLICATION, a.id.v),
        .status = application_status_word(&render, a.status),
        .tone = application_status_tone(a.status),
        .is_saved = text_is(parameters_get(&query, TEXT("saved"))),
    };
    view.frame.title = a.name;
    TRY(fill_facts(call, &render, &a, &view));
    TRY(fill_answers(call, &render, &a, &view));
    TRY(fill_scores(call, &render, &a, &view));
    TRY(fill_hints(call, &render, &a, &view));
    TRY(fill_story(call, &render, &a, &view));
    TRY(fill_decisions(call, &render, &a, &view));
    TRY(fill_decided(call, &render, parameters_get(&query, TEXT("decided")), &view));
    struct field_view *const fields[] = {&view.reason.field, &view.words.field, &view.question.field,
                                         &view.exception.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    application_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_application(struct call *call)
{
    return show(call, NULL);
}

// ---- deciding ----

// Words come in a field of the form's own name, so that the page marks the right one.
static struct text words_of(const struct call *call)
{
    static const char *const names[] = {"question", "exception", "words"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct text typed = parameters_get(&call->form, text_of(names[i]));
        if (text_is(typed)) {
            return text_is_empty(text_trim(typed)) ? TEXT_NONE : typed;
        }
    }
    return TEXT_NONE;
}

static void name_field(const struct call *call, struct fault *fault)
{
    if (!text_equal(text_of(fault->field), TEXT("words"))) {
        return;
    }
    bool is_question = text_is(parameters_get(&call->form, TEXT("question")));
    bool is_exception = text_is(parameters_get(&call->form, TEXT("exception")));
    const char *name = is_question ? "question" : is_exception ? "exception" : "words";
    snprintf(fault->field, sizeof(fault->field), "%s", name);
}

enum rc web_application_decide(struct call *call)
{
    struct application_id id = {.v = call->ids[0]};
    struct application application;
    TRY(access_application(call, id, &application));
    struct application_id before;
    struct application_id after;
    TRY(flow_stored(&call->flow, application_neighbours(call->db, call->arena, id, &before, &after)));
    struct application_decision decision = {
        .status = parameters_get(&call->form, TEXT("status")),
        .reason = parameters_get(&call->form, TEXT("reason")),
        .words = words_of(call),
        .is_despite_rivals = text_is(parameters_get(&call->form, TEXT("exception"))),
    };
    struct fault fault;
    call->is_catalog_changed = true;
    enum rc rc = application_decide(&call->flow, id, &decision, &application);
    if (page_is_refused(call, rc, &fault)) {
        call->is_catalog_changed = false;
        name_field(call, &fault);
        return show(call, &fault);
    }
    TRY(rc);
    // The next in the queue, so that one key decides and goes on.
    bool is_next = after.v != 0 && call->actor.role == ROLE_OPERATOR && !text_equal(decision.status, TEXT("waiting"));
    struct text to = show_url(call, PATH, PREFIX_APPLICATION, is_next ? after.v : id.v);
    return page_redirect(call,
                         text_format(call->arena, "%.*s?decided=%.*s", TEXT_PRINT(to),
                                     TEXT_PRINT(public_id_text(call->arena, call->keyring, PREFIX_APPLICATION, id.v))));
}

enum rc web_application_score(struct call *call)
{
    struct application_id id = {.v = call->ids[0]};
    struct application application;
    TRY(access_application(call, id, &application));
    struct fault fault;
    for (size_t i = 0; i < APPLICATION_CRITERIA_COUNT; i++) {
        struct text typed = parameters_get(&call->form, text_of(application_criteria[i]));
        int64_t score = 0;
        if (text_is_empty(typed)) {
            continue;
        }
        enum rc rc = int64_parse(typed, 1, SCORE_MAX, &score);
        if (rc != RC_OK) {
            rc = fault_set(call->fault, RC_INVALID, "number_out_of_range", "", "a score is from 1 to 5");
        } else {
            rc = application_score_give(&call->flow, id, text_of(application_criteria[i]), score);
        }
        if (page_is_refused(call, rc, &fault)) {
            return show(call, &fault);
        }
        TRY(rc);
    }
    return page_redirect(
        call, text_format(call->arena, "%.*s?saved=1", TEXT_PRINT(show_url(call, PATH, PREFIX_APPLICATION, id.v))));
}
