// SPDX-License-Identifier: Apache-2.0
// The applicant's own page.
#include "public/applicant.h"

#include "applicant_html.h"
#include "application/application_token.h"
#include "application/program_page_write.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "program/program.h"
#include "public/reasons.h"
#include "sign_in.h"
#include "validate.h"

static enum rc find(struct call *call, struct application_id *ret_id, struct application *ret_application)
{
    struct text token = TEXT_NONE;
    if (percent_decode(call->arena, call->texts[0], /* is_form= */ false, &token) != RC_OK ||
        application_token_parse(call->arena, call->keyring, token, ret_id) != RC_OK) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such application");
    }
    enum rc rc = application_get(call->db, call->arena, *ret_id, ret_application);
    if (rc == RC_NOT_FOUND) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such application");
    }
    return flow_stored(&call->flow, rc);
}

static enum rc fill_messages(struct call *call, const struct render *render, struct application_id id,
                             struct applicant_view *view)
{
    const struct reader *r = &render->reader;
    struct application_message *messages = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, application_message_list(call->db, call->arena, id, &messages, &count)));
    struct timeline_item *items = arena_many(call->arena, struct timeline_item, count);
    for (size_t i = 0; i < count; i++) {
        bool is_own = text_equal(messages[i].author, TEXT("applicant"));
        items[i] = (struct timeline_item){.title = messages[i].body,
                                          .actor = is_own ? phrase_applicant_you(r) : render->page->brand,
                                          .at = messages[i].created_at};
    }
    view->messages = (struct timeline_list){.items = items, .count = count};
    return RC_OK;
}

static enum rc fill(struct call *call, const struct render *render, const struct application *application,
                    struct applicant_view *view)
{
    const struct reader *r = &render->reader;
    struct program program;
    struct program_page page;
    TRY(flow_stored(&call->flow, program_get(call->db, call->arena, application->program_id, &program)));
    TRY(program_page_or_default(&call->flow, program.id, &page));
    struct text key =
        text_is(page.slug) ? page.slug : public_id_text(call->arena, call->keyring, PREFIX_PROGRAM, program.id.v);
    view->program = program.name;
    view->program_url = text_format(call->arena, "/programs/%.*s", TEXT_PRINT(key));
    view->is_open = text_equal(program.enrollment, TEXT("open"));
    view->is_unconfirmed = text_equal(application->status, TEXT("unconfirmed"));
    view->is_waiting = text_equal(application->status, TEXT("waiting"));
    view->is_asked = text_equal(application->status, TEXT("asked"));
    view->is_approved = text_equal(application->status, TEXT("approved"));
    view->is_rejected = text_equal(application->status, TEXT("rejected"));
    view->reason = application_reason_words(r, application->reason);
    enum application_person person = APPLICATION_PERSON_NONE;
    TRY(application_person(&call->flow, application, &person));
    bool is_beginning = view->is_approved || (view->is_unconfirmed && view->is_open);
    view->is_password_asked = is_beginning && person == APPLICATION_PERSON_NONE;
    view->body = (struct textarea_view){.field = {.name = TEXT("body"), .label = phrase_applicant_body(r)}, .rows = 4};
    view->password = (struct input_view){.field = {.name = TEXT("password"),
                                                   .label = phrase_applicant_password(r),
                                                   .hint = phrase_applicant_password_hint(r)},
                                         .kind = INPUT_PASSWORD,
                                         .autocomplete = TEXT("new-password")};
    return fill_messages(call, render, application->id, view);
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct application_id id;
    struct application application;
    TRY(find(call, &id, &application));
    struct applicant_view view = {
        .site = site_of(call, phrase_applicant_title(&render.reader), TEXT_NONE, TEXT_NONE),
        .token = application_token(call->arena, call->keyring, id),
        .email = application.email,
        .status = application.status,
    };
    TRY(fill(call, &render, &application, &view));
    if (fault != NULL) {
        struct text body = parameters_get(&call->form, TEXT("body"));
        view.body.value = text_is(body) ? body : TEXT("");
    }
    struct field_view *const fields[] = {&view.body.field, &view.password.field};
    view.errors = page_mark(&render, fault, fields, sizeof(fields) / sizeof(fields[0]));
    applicant_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_applicant(struct call *call)
{
    return show(call, NULL);
}

static enum rc back(struct call *call, struct application_id id)
{
    return page_redirect(call, text_format(call->arena, "/applications/%.*s",
                                           TEXT_PRINT(application_token(call->arena, call->keyring, id))));
}

// The password is looked at before anything is written, so that a short one does not leave a partner who cannot sign
// in without being told.
static enum rc begin(struct call *call, struct application *application, struct sign_in_done *ret_done)
{
    struct sign_in_input input = {
        .password = parameters_get(&call->form, TEXT("password")),
        .agent = http_request_header(call->request, "User-Agent"),
        .address_prefix = session_address_prefix(call),
        .old_token = session_cookie(call),
    };
    TRY(validate_password(call->fault, "password", input.password));
    TRY(session_guard_enter(call, application->email));
    enum rc rc = RC_OK;
    if (text_equal(application->status, TEXT("unconfirmed"))) {
        rc = application_confirm(&call->flow, application->id, application);
        call->is_catalog_changed = true;
    }
    if (rc == RC_OK) {
        rc = application_join(&call->flow, application->id, &input, ret_done);
    }
    session_guard_leave(call, application->email, rc == RC_REFUSED);
    return rc;
}

enum rc web_applicant_confirm(struct call *call)
{
    struct application_id id;
    struct application application;
    TRY(find(call, &id, &application));
    struct fault fault;
    if (!text_is(parameters_get(&call->form, TEXT("password")))) {
        enum rc rc = application_confirm(&call->flow, id, &application);
        call->is_catalog_changed = true;
        if (page_is_refused(call, rc, &fault)) {
            return show(call, &fault);
        }
        TRY(rc);
        return back(call, id);
    }
    struct sign_in_done done;
    enum rc rc = begin(call, &application, &done);
    if (page_is_refused(call, rc, &fault)) {
        call->refusal_status = 0;
        return show(call, &fault);
    }
    TRY(rc);
    session_cookie_set(call, done.token);
    return page_redirect(call, TEXT("/partner/links?welcome=1"));
}

enum rc web_applicant_reply(struct call *call)
{
    struct application_id id;
    struct application application;
    TRY(find(call, &id, &application));
    struct fault fault;
    enum rc rc = application_reply(&call->flow, id, parameters_get(&call->form, TEXT("body")));
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return back(call, id);
}
