// SPDX-License-Identifier: Apache-2.0
// Applications.
#include "application/application_decide.h"
#include "application/application_submit.h"
#include "application/program_page_write.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct answer_view {
    struct question_id question_id;
    struct text answer;
};
static const struct field answer_fields[] = {
    FIELD_ID(struct answer_view, question_id, PREFIX_QUESTION, FIELD_REQUIRED, "The question."),
    FIELD_TEXT(struct answer_view, answer, 0, APPLICATION_ANSWER_CHARACTERS_MAX, FIELD_REQUIRED, "The answer."),
};
static const struct schema schema_answer = SCHEMA("ApplicationAnswer", struct answer_view, answer_fields);

struct score_view {
    struct text criterion;
    struct opt_int64 score;
};
#define CRITERIA "reputation,association,contribution,diligence,clients_trust,our_trust"
static const struct field score_fields[] = {
    FIELD_CHOICE(struct score_view, criterion, CRITERIA, FIELD_REQUIRED, "Which of the six."),
    FIELD_INT64(struct score_view, score, 1, 5, FIELD_REQUIRED, "5 is best."),
};
static const struct schema schema_score = SCHEMA("ApplicationScore", struct score_view, score_fields);
const struct schema schema_application_score = SCHEMA("ApplicationScoreGive", struct score_view, score_fields);

struct application_view {
    struct application_id id;
    struct program_id program_id;
    struct text name, email, country, website, niche, promotion, source, language, status, reason;
    struct partner_id partner_id;
    struct field_list answers, scores;
    struct instant created_at, confirmed_at, decided_at;
    struct text decided_by;
};
#define STATUS_WORDS "unconfirmed,waiting,asked,approved,rejected"
static const struct field application_fields[] = {
    FIELD_ID(struct application_view, id, PREFIX_APPLICATION, 0, "The application's id."),
    FIELD_ID(struct application_view, program_id, PREFIX_PROGRAM, 0, "For which program."),
    FIELD_NAME(struct application_view, name, 0, "Of the person or company."),
    FIELD_EMAIL(struct application_view, email, 0, "In lower case."),
    FIELD_TEXT(struct application_view, country, 0, 2, 0, "ISO 3166-1 alpha-2, or empty."),
    FIELD_TEXT(struct application_view, website, 0, 2048, 0, "A site or profile, or empty."),
    FIELD_TEXT(struct application_view, niche, 0, APPLICATION_SHORT_CHARACTERS_MAX, 0, "Industry or subject."),
    FIELD_TEXT(struct application_view, promotion, 0, APPLICATION_WORDS_CHARACTERS_MAX, 0, "How it is promoted."),
    FIELD_TEXT(struct application_view, source, 0, APPLICATION_SHORT_CHARACTERS_MAX, 0, "Where they learned of it."),
    FIELD_CHOICE(struct application_view, language, "en,fr,ru,ja", 0, "Of the letters."),
    FIELD_CHOICE(struct application_view, status, STATUS_WORDS, 0, "As it stands."),
    FIELD_TEXT(struct application_view, reason, 0, 64, 0, "Coded reason of a rejection, or empty."),
    FIELD_ID(struct application_view, partner_id, PREFIX_PARTNER, 0, "Who came of it, or null."),
    FIELD_LIST(struct application_view, answers, &schema_answer, 0, "Answers to the program's questions."),
    FIELD_LIST(struct application_view, scores, &schema_score, 0, "Scores that were given."),
    FIELD_INSTANT(struct application_view, created_at, 0, "When it was sent first."),
    FIELD_INSTANT(struct application_view, confirmed_at, 0, "When the e-mail was confirmed, or null."),
    FIELD_INSTANT(struct application_view, decided_at, 0, "When it was approved or rejected, or null."),
    FIELD_TEXT(struct application_view, decided_by, 0, 200, 0, "Who decided, or empty."),
};
const struct schema schema_application = SCHEMA("Application", struct application_view, application_fields);

struct application_body {
    struct program_id program_id;
    struct text name, email, country, website, niche, promotion, source, language;
    struct field_list answers;
};
static const struct field application_create_fields[] = {
    FIELD_ID(struct application_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "For which program."),
    FIELD_NAME(struct application_body, name, FIELD_REQUIRED, "Of the person or company."),
    FIELD_EMAIL(struct application_body, email, FIELD_REQUIRED, "Applies once for a program."),
    FIELD_TEXT(struct application_body, country, 0, 2, 0, "ISO 3166-1 alpha-2."),
    FIELD_TEXT(struct application_body, website, 0, 2048, 0, "A site or profile."),
    FIELD_TEXT(struct application_body, niche, 0, APPLICATION_SHORT_CHARACTERS_MAX, 0, "Industry or subject."),
    FIELD_TEXT(struct application_body, promotion, 0, APPLICATION_WORDS_CHARACTERS_MAX, 0, "How it is to be promoted."),
    FIELD_TEXT(struct application_body, source, 0, APPLICATION_SHORT_CHARACTERS_MAX, 0, "Where they learned of it."),
    FIELD_CHOICE(struct application_body, language, "en,fr,ru,ja", 0, "Of the letters; en unless given."),
    FIELD_LIST(struct application_body, answers, &schema_answer, 0, "Answers to the program's questions."),
};
const struct schema schema_application_create =
    SCHEMA("ApplicationCreate", struct application_body, application_create_fields);

struct application_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
    struct text status;
};
static const struct field application_query_fields[] = {
    CALL_PAGE_FIELDS(struct application_query),
    FIELD_ID(struct application_query, program_id, PREFIX_PROGRAM, 0, "Only for this program."),
    FIELD_CHOICE(struct application_query, status, STATUS_WORDS, 0, "Only of this status."),
};
const struct schema schema_application_query =
    SCHEMA("ApplicationQuery", struct application_query, application_query_fields);

struct decision_body {
    struct text status, reason, words;
    struct opt_int64 is_despite_rivals;
};
static const struct field decision_fields[] = {
    FIELD_CHOICE(struct decision_body, status, "approved,rejected,asked,waiting", FIELD_REQUIRED,
                 "waiting takes a decision back."),
    FIELD_CHOICE(struct decision_body, reason, APPLICATION_REASONS, 0, "Of a rejection."),
    FIELD_TEXT(struct decision_body, words, 0, APPLICATION_WORDS_CHARACTERS_MAX, 0,
               "To the applicant; the question when status is asked."),
    FIELD_BOOL(struct decision_body, is_despite_rivals, 0,
               "Approve although the niche is another partner's; words say why."),
};
const struct schema schema_application_decision = SCHEMA("ApplicationDecision", struct decision_body, decision_fields);

static enum rc view_of(struct call *call, const struct application *a, struct application_view *ret_view)
{
    *ret_view = (struct application_view){.id = a->id,
                                          .program_id = a->program_id,
                                          .name = a->name,
                                          .email = a->email,
                                          .country = a->country,
                                          .website = a->website,
                                          .niche = a->niche,
                                          .promotion = a->promotion,
                                          .source = a->source,
                                          .language = a->language,
                                          .status = a->status,
                                          .reason = a->reason,
                                          .partner_id = a->partner_id,
                                          .created_at = a->created_at,
                                          .confirmed_at = a->confirmed_at,
                                          .decided_at = a->decided_at,
                                          .decided_by = a->decided_by};
    struct application_answer *answers = NULL;
    struct application_score *scores = NULL;
    size_t answer_count = 0;
    size_t score_count = 0;
    TRY(flow_stored(&call->flow, application_answer_list(call->db, call->arena, a->id, &answers, &answer_count)));
    TRY(flow_stored(&call->flow, application_score_list(call->db, call->arena, a->id, &scores, &score_count)));
    struct answer_view *shown = arena_many(call->arena, struct answer_view, answer_count);
    for (size_t i = 0; i < answer_count; i++) {
        shown[i] = (struct answer_view){.question_id = answers[i].question_id, .answer = answers[i].answer};
    }
    struct score_view *given = arena_many(call->arena, struct score_view, score_count);
    for (size_t i = 0; i < score_count; i++) {
        given[i] = (struct score_view){.criterion = scores[i].criterion, .score = some_int64(scores[i].score)};
    }
    ret_view->answers = (struct field_list){.items = shown, .count = answer_count};
    ret_view->scores = (struct field_list){.items = given, .count = score_count};
    return RC_OK;
}

static enum rc render(struct call *call, const void *view)
{
    struct application_view shown;
    TRY(view_of(call, view, &shown));
    return call_print(call, &schema_application, &shown);
}

enum rc api_application_create(struct call *call)
{
    const struct application_body *body = call->body;
    TRY(access_body_program(call, body->program_id));
    struct application_answer *answers = arena_many(call->arena, struct application_answer, body->answers.count);
    const struct answer_view *given = body->answers.items;
    for (size_t i = 0; i < body->answers.count; i++) {
        answers[i] = (struct application_answer){.question_id = given[i].question_id, .answer = given[i].answer};
    }
    struct application_input input = {.program_id = body->program_id,
                                      .name = body->name,
                                      .email = body->email,
                                      .country = body->country,
                                      .website = body->website,
                                      .niche = body->niche,
                                      .promotion = body->promotion,
                                      .source = body->source,
                                      .language = body->language,
                                      .answers = answers,
                                      .answer_count = body->answers.count};
    struct application application;
    call_answer_by(call, render, &application);
    return application_submit(&call->flow, &input, &application);
}

enum rc api_application_list(struct call *call)
{
    const struct application_query *query = call->query;
    struct application_filter filter = {
        .program_id = query->program_id, .advertiser_id = access_own_advertiser(call), .status = query->status};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct application *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_list(call->db, call->arena, &filter, &list, &count)));
    struct application_view *views = arena_many(call->arena, struct application_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(view_of(call, &list[i], &views[i]));
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct application_view, id)};
    return call_print_page(call, &page);
}

enum rc api_application_get(struct call *call)
{
    struct application application;
    TRY(access_application(call, (struct application_id){.v = call->ids[0]}, &application));
    return render(call, &application);
}

enum rc api_application_decision(struct call *call)
{
    const struct decision_body *body = call->body;
    struct application_id id = {.v = call->ids[0]};
    struct application application;
    TRY(access_application(call, id, &application));
    struct application_decision decision = {.status = body->status,
                                            .reason = body->reason,
                                            .words = body->words,
                                            .is_despite_rivals =
                                                body->is_despite_rivals.has && body->is_despite_rivals.v != 0};
    call_answer_by(call, render, &application);
    call->is_catalog_changed = true;
    return application_decide(&call->flow, id, &decision, &application);
}

enum rc api_application_score(struct call *call)
{
    const struct score_view *body = call->body;
    struct application_id id = {.v = call->ids[0]};
    struct application application;
    TRY(access_application(call, id, &application));
    call_answer_by(call, render, &application);
    return application_score_give(&call->flow, id, body->criterion, body->score.v);
}
