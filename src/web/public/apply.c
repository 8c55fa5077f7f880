// SPDX-License-Identifier: Apache-2.0
// Applying for a program.
#include "public/apply.h"

#include <stdlib.h>

#include "application/application_submit.h"
#include "apply_html.h"
#include "identity/public_id.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "sign_in.h"

#define COUNTRIES_MAX 300
#define FIELDS_FIXED 7

static struct text typed(const struct call *call, const char *name)
{
    struct text value = parameters_get(&call->form, text_of(name));
    return text_is(value) ? value : TEXT("");
}

static struct input_view input(const struct call *call, const char *name, struct text label, enum input_kind kind,
                               bool is_optional)
{
    return (struct input_view){.field = {.name = text_of(name), .label = label, .is_optional = is_optional},
                               .kind = kind,
                               .value = typed(call, name)};
}

// ---- countries ----

static int compare_labels(const void *a, const void *b)
{
    return i18n_order(((const struct choice *)a)->label, ((const struct choice *)b)->label);
}

static struct select_view countries(const struct call *call, const struct render *render)
{
    const struct reader *r = &render->reader;
    struct choice *items = arena_many(call->arena, struct choice, COUNTRIES_MAX);
    struct text chosen = typed(call, "country");
    size_t count = 1;
    for (char a = 'A'; a <= 'Z'; a++) {
        for (char b = 'A'; b <= 'Z' && count < COUNTRIES_MAX; b++) {
            struct text code = text_format(call->arena, "%c%c", a, b);
            if (i18n_country_is_known(code)) {
                items[count++] = (struct choice){.value = code,
                                                 .label = i18n_country(r->i18n, call->arena, code),
                                                 .is_chosen = text_equal(code, chosen)};
            }
        }
    }
    qsort(items + 1, count - 1, sizeof(items[0]), compare_labels);
    items[0] = (struct choice){.value = TEXT(""), .label = phrase_apply_country_none(r)};
    return (struct select_view){
        .field = {.name = TEXT("country"), .label = phrase_word_country(r), .is_optional = true},
        .choices = {.items = items, .count = count}};
}

// ---- the program's questions ----

static struct text answer_name(const struct call *call, struct question_id id)
{
    return text_format(call->arena, "answer_%.*s",
                       TEXT_PRINT(public_id_text(call->arena, call->keyring, PREFIX_QUESTION, id.v)));
}

static struct select_view choices_of(const struct call *call, const struct render *render,
                                     const struct application_question *question, struct field_view field)
{
    struct choice *items = arena_many(call->arena, struct choice, APPLICATION_CHOICES_MAX + 1);
    struct text chosen = typed(call, text_zero_terminated(call->arena, field.name));
    size_t count = 0;
    items[count++] = (struct choice){.value = TEXT(""), .label = phrase_apply_choose(&render->reader)};
    struct text rest = question->choices;
    struct text line;
    while (count <= APPLICATION_CHOICES_MAX && text_is(rest) && text_split(&rest, '\n', &line)) {
        items[count++] = (struct choice){.value = line, .label = line, .is_chosen = text_equal(line, chosen)};
    }
    return (struct select_view){.field = field, .choices = {.items = items, .count = count}};
}

static struct answer_field field_of(const struct call *call, const struct render *render,
                                    const struct application_question *question)
{
    struct field_view field = {
        .name = answer_name(call, question->id),
        .label = application_question_label(question, reader_language(&render->reader)),
        .is_optional = !question->is_required,
    };
    struct text value = typed(call, text_zero_terminated(call->arena, field.name));
    if (text_equal(question->kind, TEXT("choice"))) {
        return (struct answer_field){.kind = ANSWER_CHOICE, .select = choices_of(call, render, question, field)};
    }
    if (text_equal(question->kind, TEXT("text"))) {
        return (struct answer_field){.kind = ANSWER_TEXT, .textarea = {.field = field, .value = value, .rows = 3}};
    }
    enum input_kind kind = text_equal(question->kind, TEXT("url")) ? INPUT_URL : INPUT_TEXT;
    return (struct answer_field){.kind = ANSWER_LINE, .input = {.field = field, .kind = kind, .value = value}};
}

static struct field_view *field_in(struct answer_field *answer)
{
    return answer->kind == ANSWER_CHOICE ? &answer->select.field
           : answer->kind == ANSWER_TEXT ? &answer->textarea.field
                                         : &answer->input.field;
}

// ---- form ----

static void fill_fixed(const struct call *call, const struct render *render, struct apply_view *view)
{
    const struct reader *r = &render->reader;
    view->name = input(call, "name", phrase_apply_name(r), INPUT_TEXT, false);
    view->name.autocomplete = TEXT("organization");
    view->email = input(call, "email", phrase_word_email(r), INPUT_EMAIL, false);
    view->email.autocomplete = TEXT("email");
    view->email.field.hint = phrase_apply_email_hint(r);
    view->website = input(call, "website", phrase_apply_website(r), INPUT_URL, true);
    view->website.pattern_hint = TEXT("https://");
    view->niche = input(call, "niche", phrase_apply_niche(r), INPUT_TEXT, true);
    view->source = input(call, "source", phrase_apply_source(r), INPUT_TEXT, true);
    view->country = countries(call, render);
    view->promotion = (struct textarea_view){
        .field = {.name = TEXT("promotion"), .label = phrase_apply_promotion(r), .is_optional = true},
        .rows = 3,
        .value = typed(call, "promotion")};
}

static enum rc fill_answers(struct call *call, const struct render *render, struct program_id id,
                            struct answer_field **ret_answers, size_t *ret_count)
{
    struct application_question *questions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_question_list(call->db, call->arena, id, /* is_with_archived= */ false,
                                                           &questions, &count)));
    struct answer_field *answers = arena_many(call->arena, struct answer_field, count);
    for (size_t i = 0; i < count; i++) {
        answers[i] = field_of(call, render, &questions[i]);
    }
    *ret_answers = answers;
    *ret_count = count;
    return RC_OK;
}

static void mark(const struct call *call, const struct render *render, const struct fault *fault,
                 struct apply_view *view, struct answer_field *answers, size_t count)
{
    struct field_view **fields = arena_many(call->arena, struct field_view *, count + FIELDS_FIXED);
    size_t n = 0;
    struct field_view *const fixed[] = {&view->name.field,     &view->email.field,  &view->website.field,
                                        &view->niche.field,    &view->source.field, &view->country.field,
                                        &view->promotion.field};
    for (size_t i = 0; i < FIELDS_FIXED; i++) {
        fields[n++] = fixed[i];
    }
    for (size_t i = 0; i < count; i++) {
        fields[n++] = field_in(&answers[i]);
    }
    view->errors = page_mark(render, fault, fields, n);
}

static enum rc show(struct call *call, const struct fault *fault, struct text sent_to)
{
    struct render render;
    TRY(page_open(call, &render));
    struct program_public about;
    TRY(program_public_find(call, &render, call->texts[0], &about));
    struct apply_view view = {
        .site = site_of(call, about.program.name, TEXT_NONE, TEXT_NONE),
        .program = about.program.name,
        .program_url = about.path,
        .requirements = about.said.requirements,
        .is_open = text_equal(about.program.enrollment, TEXT("open")),
        .is_closed = text_equal(about.program.enrollment, TEXT("closed")),
        .is_sent = text_is(sent_to),
        .sent_to = sent_to,
    };
    view.is_more_open = !view.is_open || fault != NULL;
    struct answer_field *answers = NULL;
    size_t count = 0;
    fill_fixed(call, &render, &view);
    TRY(fill_answers(call, &render, about.program.id, &answers, &count));
    mark(call, &render, fault, &view, answers, count);
    view.answers = (struct answer_field_list){.items = answers, .count = count};
    apply_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_apply(struct call *call)
{
    return show(call, NULL, TEXT_NONE);
}

// ---- sending ----

static enum rc read_answers(struct call *call, struct application_answer *answers, size_t *ret_count)
{
    size_t count = 0;
    for (size_t i = 0; i < call->form.count && count < APPLICATION_QUESTIONS_MAX; i++) {
        struct text name = call->form.list[i].name;
        struct question_id id;
        if (text_starts_with(name, TEXT("answer_")) &&
            public_id_parse(call->keyring, PREFIX_QUESTION, text_slice(name, 7, name.n), &id.v) == RC_OK) {
            answers[count++] = (struct application_answer){.question_id = id, .answer = call->form.list[i].value};
        }
    }
    *ret_count = count;
    return RC_OK;
}

enum rc web_apply_send(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct program_public about;
    TRY(program_public_find(call, &render, call->texts[0], &about));
    struct application_answer answers[APPLICATION_QUESTIONS_MAX];
    struct application_input input = {
        .program_id = about.program.id,
        .name = typed(call, "name"),
        .email = typed(call, "email"),
        .country = typed(call, "country"),
        .website = typed(call, "website"),
        .niche = typed(call, "niche"),
        .promotion = typed(call, "promotion"),
        .source = typed(call, "source"),
        .language = text_of(i18n_language_text(i18n_language_of(render.reader.i18n))),
        .answers = answers,
    };
    TRY(read_answers(call, answers, &input.answer_count));
    struct application application;
    struct fault fault;
    enum rc rc = application_submit(&call->flow, &input, &application);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault, TEXT_NONE);
    }
    TRY(rc);
    return show(call, NULL, application.email);
}
