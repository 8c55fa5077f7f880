// SPDX-License-Identifier: Apache-2.0
// A program's public page, for who answers for it.
#include "operator/program_public_page.h"

#include "access.h"
#include "application/program_page_write.h"
#include "identity/public_id.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/show.h"
#include "program_public_page_html.h"

static const char *const languages[PROGRAM_PAGE_LANGUAGES] = {"en", "fr", "ru", "ja"};
static const char *const names[PROGRAM_PAGE_LANGUAGES] = {"English", "Français", "Русский", "日本語"};

static struct text language_of(struct call *call)
{
    struct text typed = call->request->method == HTTP_POST ? form_typed(call, "language") : TEXT_NONE;
    struct text asked = text_is(typed) ? typed : programs_asked(call, "language");
    for (size_t i = 0; i < PROGRAM_PAGE_LANGUAGES; i++) {
        if (text_is(asked) && text_equal(asked, text_of(languages[i]))) {
            return text_of(languages[i]);
        }
    }
    return text_of(languages[0]);
}

static enum rc fill_words(struct call *call, struct form_fill *form, const struct render *render,
                          const struct program_page *page, struct program_public_page_view *view)
{
    const struct reader *r = &render->reader;
    struct program_page_text *texts = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, program_page_text_list(call->db, call->arena, page->program_id, &texts, &count)));
    struct program_page_text said = {
        .headline = TEXT(""), .about = TEXT(""), .audience = TEXT(""), .requirements = TEXT("")};
    for (size_t i = 0; i < count; i++) {
        said = text_equal(texts[i].language, view->language) ? texts[i] : said;
    }
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, PROGRAM_PAGE_LANGUAGES);
    for (size_t i = 0; i < PROGRAM_PAGE_LANGUAGES; i++) {
        tabs[i] =
            (struct tab_item){.label = text_of(names[i]),
                              .url = text_format(call->arena, "%.*s?language=%s", TEXT_PRINT(view->url), languages[i]),
                              .is_current = text_equal(view->language, text_of(languages[i]))};
    }
    view->languages =
        (struct tabs_view){.label = phrase_frame_language(r), .tabs = {.items = tabs, .count = PROGRAM_PAGE_LANGUAGES}};
    view->headline = form_input(
        form, (struct form_field){.name = "headline", .label = phrase_public_page_headline(r), .is_optional = true},
        INPUT_TEXT, said.headline);
    view->about = form_textarea(
        form, (struct form_field){.name = "about", .label = phrase_offer_page_about(r), .is_optional = true}, 4,
        said.about);
    view->audience = form_textarea(
        form, (struct form_field){.name = "audience", .label = phrase_offer_page_audience(r), .is_optional = true}, 4,
        said.audience);
    view->requirements = form_textarea(
        form,
        (struct form_field){.name = "requirements", .label = phrase_offer_page_requirements(r), .is_optional = true}, 4,
        said.requirements);
    return RC_OK;
}

static void fill_rules(const struct call *call, struct form_fill *form, const struct render *render,
                       const struct program_page *page, struct program_public_page_view *view)
{
    const struct reader *r = &render->reader;
    view->slug = form_input(form,
                            (struct form_field){.name = "slug",
                                                .label = phrase_public_page_slug(r),
                                                .hint = phrase_public_page_slug_hint(r),
                                                .is_optional = true},
                            INPUT_TEXT, text_is(page->slug) ? page->slug : TEXT(""));
    view->partners_min = form_input(form,
                                    (struct form_field){.name = "partners_min",
                                                        .label = phrase_public_page_partners_min(r),
                                                        .hint = phrase_public_page_partners_min_hint(r)},
                                    INPUT_NUMBER, text_format(call->arena, "%lld", (long long)page->partners_min));
    view->is_exclusive =
        form_checkbox(form, (struct form_field){.name = "is_exclusive", .label = phrase_public_page_exclusive(r)},
                      page->is_exclusive);
    view->is_scored = form_checkbox(
        form, (struct form_field){.name = "is_scored", .label = phrase_public_page_scored(r)}, page->is_scored);
}

static enum rc fill_questions(struct call *call, const struct render *render, struct program_id id,
                              struct program_public_page_view *view)
{
    const struct reader *r = &render->reader;
    struct application_question *questions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_question_list(call->db, call->arena, id, /* is_with_archived= */ false,
                                                           &questions, &count)));
    struct asked_row *rows = arena_many(call->arena, struct asked_row, count);
    for (size_t i = 0; i < count; i++) {
        struct text kind = questions[i].kind;
        rows[i] = (struct asked_row){
            .label = application_question_label(&questions[i], reader_language(r)),
            .kind = text_equal(kind, TEXT("choice"))   ? phrase_public_page_kind_choice(r)
                    : text_equal(kind, TEXT("number")) ? phrase_public_page_kind_number(r)
                    : text_equal(kind, TEXT("url"))    ? phrase_public_page_kind_url(r)
                                                       : phrase_public_page_kind_text(r),
            .is_required = questions[i].is_required,
            .archive_url = text_format(
                call->arena, "%.*s/archive",
                TEXT_PRINT(show_url(call,
                                    text_zero_terminated(call->arena, text_format(call->arena, "%.*s/questions/",
                                                                                  TEXT_PRINT(view->url))),
                                    PREFIX_QUESTION, questions[i].id.v)))};
    }
    view->questions = (struct asked_row_list){.items = rows, .count = count};
    view->has_room = count < APPLICATION_QUESTIONS_MAX;
    return RC_OK;
}

static void fill_asking(const struct call *call, struct form_fill *form, const struct render *render,
                        struct program_public_page_view *view)
{
    const struct reader *r = &render->reader;
    struct choice *kinds = arena_many(call->arena, struct choice, 4);
    kinds[0] = (struct choice){.value = TEXT("text"), .label = phrase_public_page_kind_text(r)};
    kinds[1] = (struct choice){.value = TEXT("choice"), .label = phrase_public_page_kind_choice(r)};
    kinds[2] = (struct choice){.value = TEXT("number"), .label = phrase_public_page_kind_number(r)};
    kinds[3] = (struct choice){.value = TEXT("url"), .label = phrase_public_page_kind_url(r)};
    view->kind = form_select(form, (struct form_field){.name = "kind", .label = phrase_public_page_kind(r)},
                             (struct choice_list){.items = kinds, .count = 4}, TEXT("text"));
    view->choices = form_textarea(form,
                                  (struct form_field){.name = "choices",
                                                      .label = phrase_public_page_choices(r),
                                                      .hint = phrase_public_page_choices_hint(r),
                                                      .is_optional = true},
                                  3, TEXT(""));
    view->is_required =
        form_checkbox(form, (struct form_field){.name = "is_required", .label = phrase_public_page_required(r)}, false);
    view->label_en = form_input(
        form, (struct form_field){.name = "label_en", .label = phrase_public_page_question(r), .is_optional = true},
        INPUT_TEXT, TEXT(""));
    struct input_view *const others[] = {&view->label_fr, &view->label_ru, &view->label_ja};
    static const char *const fields[] = {"label_fr", "label_ru", "label_ja"};
    for (size_t i = 0; i < 3; i++) {
        *others[i] = form_input(
            form, (struct form_field){.name = fields[i], .label = text_of(names[i + 1]), .is_optional = true},
            INPUT_TEXT, TEXT(""));
    }
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct program program;
    struct program_page page;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(program_page_or_default(&call->flow, program.id, &page));
    struct program_public_page_view view = {.url = programs_url(call, program.id, "/public"),
                                            .is_public = program.is_public,
                                            .language = language_of(call)};
    TRY(programs_head(call, &render, &program, PROGRAMS_TAB_PUBLIC, &view.frame, &view.head));
    view.public_url = text_is(page.slug) ? text_format(call->arena, "/programs/%.*s", TEXT_PRINT(page.slug))
                                         : show_url(call, "/programs/", PREFIX_PROGRAM, program.id.v);
    struct form_fill form = form_fill(call, &render, fault);
    TRY(fill_words(call, &form, &render, &page, &view));
    fill_rules(call, &form, &render, &page, &view);
    fill_asking(call, &form, &render, &view);
    TRY(fill_questions(call, &render, program.id, &view));
    view.errors = form_errors(&form);
    program_public_page_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_program_public(struct call *call)
{
    return show(call, NULL);
}

static struct opt_int64 checked(const struct call *call, const char *name)
{
    return (struct opt_int64){.has = true, .v = text_is(form_typed(call, name))};
}

static enum rc save(struct call *call, struct program_id id)
{
    struct program_page page;
    TRY(program_page_or_default(&call->flow, id, &page));
    int64_t partners_min = page.partners_min;
    TRY(form_number(call, "partners_min", 1, 1000, &partners_min));
    struct program_page_input input = {
        .program_id = id,
        .slug = form_given(call, "slug"),
        .is_scored = checked(call, "is_scored"),
        .is_exclusive = checked(call, "is_exclusive"),
        .partners_min = {.has = true, .v = partners_min},
        .said = {.language = language_of(call),
                 .headline = form_typed(call, "headline"),
                 .about = form_typed(call, "about"),
                 .audience = form_typed(call, "audience"),
                 .requirements = form_typed(call, "requirements")},
    };
    return program_page_write(&call->flow, &input, &page);
}

static enum rc back(struct call *call, struct program_id id, const char *rest)
{
    return page_redirect(
        call, programs_url(call, id, text_zero_terminated(call->arena, text_format(call->arena, "/public%s", rest))));
}

enum rc web_program_public_save(struct call *call)
{
    struct program program;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    enum rc rc = save(call, program.id);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    struct text language = language_of(call);
    return back(
        call, program.id,
        text_zero_terminated(call->arena, text_format(call->arena, "?saved=1&language=%.*s", TEXT_PRINT(language))));
}

enum rc web_program_question(struct call *call)
{
    struct program program;
    struct fault fault;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    struct question_input input = {.program_id = program.id,
                                   .kind = form_typed(call, "kind"),
                                   .is_required = text_is(form_typed(call, "is_required")),
                                   .labels = {form_typed(call, "label_en"), form_typed(call, "label_fr"),
                                              form_typed(call, "label_ru"), form_typed(call, "label_ja")},
                                   .choices = form_typed(call, "choices")};
    struct application_question question;
    enum rc rc = question_create(&call->flow, &input, &question);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return back(call, program.id, "#questions");
}

enum rc web_program_question_archive(struct call *call)
{
    struct program program;
    TRY(access_program(call, (struct program_id){.v = call->ids[0]}, &program));
    TRY(question_archive(&call->flow, program.id, (struct question_id){.v = call->ids[1]}));
    return back(call, program.id, "#questions");
}
