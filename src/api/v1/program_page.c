// SPDX-License-Identifier: Apache-2.0
// Public pages of programs, and the questions they ask.
#include "application/program_page_write.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct words_view {
    struct text language, headline, about, audience, requirements;
};
static const struct field words_fields[] = {
    FIELD_CHOICE(struct words_view, language, "en,fr,ru,ja", FIELD_REQUIRED, "In which language."),
    FIELD_TEXT(struct words_view, headline, 0, PROGRAM_PAGE_HEADLINE_CHARACTERS_MAX, 0, "One sentence."),
    FIELD_TEXT(struct words_view, about, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "The product, its price."),
    FIELD_TEXT(struct words_view, audience, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "Who buys it, and objections."),
    FIELD_TEXT(struct words_view, requirements, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "What is not accepted."),
};
static const struct schema schema_words = SCHEMA("ProgramPageWords", struct words_view, words_fields);

struct page_view {
    struct program_id program_id;
    struct text slug;
    struct opt_int64 is_scored, is_exclusive, partners_min;
    struct field_list texts;
};
static const struct field page_fields[] = {
    FIELD_ID(struct page_view, program_id, PREFIX_PROGRAM, 0, "Whose page."),
    FIELD_CODE(struct page_view, slug, 0, "Of its address /programs/SLUG, or null while nobody chose one."),
    FIELD_BOOL(struct page_view, is_scored, 0, "Nobody is approved before all six scores are given."),
    FIELD_BOOL(struct page_view, is_exclusive, 0, "One partner for each niche and country."),
    FIELD_INT64(struct page_view, partners_min, 1, 1000, 0, "Figures are shown from so many partners on."),
    FIELD_LIST(struct page_view, texts, &schema_words, 0, "What it says, in each language."),
};
const struct schema schema_program_page = SCHEMA("ProgramPage", struct page_view, page_fields);

struct page_body {
    struct text slug;
    struct opt_int64 is_scored, is_exclusive, partners_min;
    struct text language, headline, about, audience, requirements;
};
static const struct field page_change_fields[] = {
    FIELD_CODE(struct page_body, slug, 0, "Of its address /programs/SLUG."),
    FIELD_BOOL(struct page_body, is_scored, 0, "Nobody is approved before all six scores are given."),
    FIELD_BOOL(struct page_body, is_exclusive, 0, "One partner for each niche and country."),
    FIELD_INT64(struct page_body, partners_min, 1, 1000, 0, "Figures are shown from so many partners on."),
    FIELD_CHOICE(struct page_body, language, "en,fr,ru,ja", 0, "Of the words below; en unless given."),
    FIELD_TEXT(struct page_body, headline, 0, PROGRAM_PAGE_HEADLINE_CHARACTERS_MAX, 0, "One sentence."),
    FIELD_TEXT(struct page_body, about, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "The product, its price."),
    FIELD_TEXT(struct page_body, audience, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "Who buys it, and objections."),
    FIELD_TEXT(struct page_body, requirements, 0, PROGRAM_PAGE_TEXT_CHARACTERS_MAX, 0, "What is not accepted."),
};
const struct schema schema_program_page_change = SCHEMA("ProgramPageChange", struct page_body, page_change_fields);

static enum rc render_page(struct call *call, const void *view)
{
    const struct program_page *page = view;
    struct program_page_text *texts = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_page_text_list(call->db, call->arena, page->program_id, &texts, &count)));
    struct words_view *words = arena_many(call->arena, struct words_view, count);
    for (size_t i = 0; i < count; i++) {
        words[i] = (struct words_view){.language = texts[i].language,
                                       .headline = texts[i].headline,
                                       .about = texts[i].about,
                                       .audience = texts[i].audience,
                                       .requirements = texts[i].requirements};
    }
    struct page_view shown = {.program_id = page->program_id,
                              .slug = page->slug,
                              .is_scored = some_int64(page->is_scored),
                              .is_exclusive = some_int64(page->is_exclusive),
                              .partners_min = some_int64(page->partners_min),
                              .texts = {.items = words, .count = count}};
    return call_print(call, &schema_program_page, &shown);
}

static enum rc own_program(struct call *call, struct program_id *ret_id)
{
    struct program program;
    ret_id->v = call->ids[0];
    return access_program(call, *ret_id, &program);
}

enum rc api_program_page_get(struct call *call)
{
    struct program_id id;
    struct program_page page;
    TRY(own_program(call, &id));
    TRY(program_page_or_default(&call->flow, id, &page));
    return render_page(call, &page);
}

enum rc api_program_page_change(struct call *call)
{
    const struct page_body *body = call->body;
    struct program_page_input input = {
        .slug = body->slug,
        .is_scored = body->is_scored,
        .is_exclusive = body->is_exclusive,
        .partners_min = body->partners_min,
        .said = {.headline = body->headline,
                 .about = body->about,
                 .audience = body->audience,
                 .requirements = body->requirements},
    };
    bool is_said =
        text_is(body->headline) || text_is(body->about) || text_is(body->audience) || text_is(body->requirements);
    input.said.language = text_is(body->language) ? body->language : is_said ? TEXT("en") : TEXT_NONE;
    struct program_page page;
    TRY(own_program(call, &input.program_id));
    call_answer_by(call, render_page, &page);
    return program_page_write(&call->flow, &input, &page);
}

// ---- questions ----

struct question_view {
    struct question_id id;
    struct text kind;
    struct opt_int64 is_required;
    struct text label_en, label_fr, label_ru, label_ja, choices;
};
#define QUESTION_WORDS(type)                                                                                          \
    FIELD_CHOICE(type, kind, "text,choice,number,url", FIELD_REQUIRED, "What an answer is."),                         \
        FIELD_BOOL(type, is_required, 0, "No application without an answer."),                                        \
        FIELD_TEXT(type, label_en, 0, APPLICATION_QUESTION_CHARACTERS_MAX, 0, "In English."),                         \
        FIELD_TEXT(type, label_fr, 0, APPLICATION_QUESTION_CHARACTERS_MAX, 0, "In French."),                          \
        FIELD_TEXT(type, label_ru, 0, APPLICATION_QUESTION_CHARACTERS_MAX, 0, "In Russian."),                         \
        FIELD_TEXT(type, label_ja, 0, APPLICATION_QUESTION_CHARACTERS_MAX, 0, "In Japanese; one language at least."), \
        FIELD_TEXT(type, choices, 0, APPLICATION_CHOICES_MAX * 100, 0, "Of kind choice: one a line.")
static const struct field question_fields[] = {
    FIELD_ID(struct question_view, id, PREFIX_QUESTION, 0, "The question's id."),
    QUESTION_WORDS(struct question_view),
};
const struct schema schema_question = SCHEMA("Question", struct question_view, question_fields);
static const struct field question_create_fields[] = {QUESTION_WORDS(struct question_view)};
const struct schema schema_question_create = SCHEMA("QuestionCreate", struct question_view, question_create_fields);

struct question_list_view {
    struct field_list questions;
};
static const struct field question_list_fields[] = {
    FIELD_LIST(struct question_list_view, questions, &schema_question, 0, "In the order of the form."),
};
const struct schema schema_question_list = SCHEMA("QuestionList", struct question_list_view, question_list_fields);

static struct question_view question_view_of(const struct application_question *question)
{
    return (struct question_view){.id = question->id,
                                  .kind = question->kind,
                                  .is_required = some_int64(question->is_required),
                                  .label_en = question->labels[0],
                                  .label_fr = question->labels[1],
                                  .label_ru = question->labels[2],
                                  .label_ja = question->labels[3],
                                  .choices = question->choices};
}

static enum rc render_question(struct call *call, const void *view)
{
    struct question_view shown = question_view_of(view);
    return call_print(call, &schema_question, &shown);
}

static enum rc render_questions(struct call *call, const void *view)
{
    const struct program_id *id = view;
    struct application_question *questions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_question_list(call->db, call->arena, *id, /* is_with_archived= */ false,
                                                           &questions, &count)));
    struct question_view *views = arena_many(call->arena, struct question_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = question_view_of(&questions[i]);
    }
    struct question_list_view shown = {.questions = {.items = views, .count = count}};
    return call_print(call, &schema_question_list, &shown);
}

enum rc api_question_create(struct call *call)
{
    const struct question_view *body = call->body;
    struct question_input input = {.kind = body->kind,
                                   .is_required = body->is_required.has && body->is_required.v != 0,
                                   .labels = {body->label_en, body->label_fr, body->label_ru, body->label_ja},
                                   .choices = body->choices};
    struct application_question question;
    TRY(own_program(call, &input.program_id));
    call_answer_by(call, render_question, &question);
    return question_create(&call->flow, &input, &question);
}

enum rc api_question_list(struct call *call)
{
    struct program_id id;
    TRY(own_program(call, &id));
    return render_questions(call, &id);
}

enum rc api_question_archive(struct call *call)
{
    struct program_id id;
    TRY(own_program(call, &id));
    call_answer_by(call, render_questions, &id);
    return question_archive(&call->flow, id, (struct question_id){.v = call->ids[1]});
}
