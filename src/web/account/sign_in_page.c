// SPDX-License-Identifier: Apache-2.0
// Sign-in and sign-out; who may try how often is the gate's business (sign_in.h).
#include "account/sign_in_page.h"

#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "sign_in.h"
#include "sign_in_html.h"
#include "user/session.h"

struct sign_in_form {
    struct text email;
    struct text password;
    struct text return_to;
};

// What went wrong, at the field it is about; a refused sign-in says nothing of which of the two is wrong.
static enum rc show(struct call *call, const struct sign_in_form *form, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct sign_in_view view = {
        .email = {.field = {.name = TEXT("email"), .label = phrase_word_email(r)},
                  .kind = INPUT_EMAIL,
                  .value = form->email,
                  .autocomplete = TEXT("username")},
        .password = {.field = {.name = TEXT("password"), .label = phrase_sign_in_password(r)},
                     .kind = INPUT_PASSWORD,
                     .autocomplete = TEXT("current-password")},
        .return_to = form->return_to,
    };
    struct form_error error = {.field = TEXT_NONE};
    if (fault != NULL) {
        error.message = phrase_of_fault(r, text_of(fault->code));
        error.field = fault->field[0] == '\0' ? TEXT_NONE : text_of(fault->field);
        view.errors = (struct form_error_list){.items = &error, .count = 1};
        if (text_equal(error.field, TEXT("email"))) {
            view.email.field.error = error.message;
        } else if (text_equal(error.field, TEXT("password"))) {
            view.password.field.error = error.message;
        }
    }
    sign_in_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_sign_in(struct call *call)
{
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct text asked = parameters_get(&query, TEXT("return"));
    struct sign_in_form form = {.email = TEXT(""),
                                .return_to = text_is(asked) ? page_own_address(asked) : TEXT("/home")};
    if (call->actor.role != ROLE_NOBODY) {
        return page_redirect(call, form.return_to);
    }
    return show(call, &form, NULL);
}

static enum rc refuse(struct call *call, const struct sign_in_form *form, enum rc rc)
{
    if (rc != RC_REFUSED && rc != RC_BUSY && call->refusal_status != 429 && rc != RC_INVALID) {
        return rc;
    }
    struct fault fault = *call->fault;
    call->response->status = call->refusal_status != 0 ? call->refusal_status : rc_http_status(rc);
    if (rc == RC_REFUSED || (rc == RC_INVALID && call->refusal_status == 0)) {
        call->response->status = 422;
    }
    if (call->retry_after_s > 0) {
        http_response_header(call->response, "Retry-After",
                             text_format(call->arena, "%lld", (long long)call->retry_after_s));
    }
    call->refusal_status = 0;
    call->retry_after_s = 0;
    fault_clear(call->fault);
    return show(call, form, &fault);
}

static enum rc form_check(struct call *call, const struct sign_in_form *form)
{
    if (text_is_empty(text_trim(form->email))) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "email", "email is missing");
    }
    if (text_is_empty(form->password)) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "password", "password is missing");
    }
    return RC_OK;
}

static enum rc try(struct call *call, const struct sign_in_form *form, struct sign_in_done *ret_done)
{
    TRY(form_check(call, form));
    struct sign_in_input input = {
        .email = text_trim(form->email),
        .password = form->password,
        .agent = http_request_header(call->request, "User-Agent"),
        .address_prefix = session_address_prefix(call),
        .old_token = session_cookie(call),
    };
    TRY(session_guard_enter(call, input.email));
    enum rc rc = session_sign_in(&call->flow, &input, ret_done);
    session_guard_leave(call, input.email, rc == RC_REFUSED);
    return rc;
}

enum rc web_sign_in_send(struct call *call)
{
    struct text asked = parameters_get(&call->form, TEXT("return"));
    struct sign_in_form form = {
        .email = parameters_get(&call->form, TEXT("email")),
        .password = parameters_get(&call->form, TEXT("password")),
        .return_to = text_is(asked) ? page_own_address(asked) : TEXT("/home"),
    };
    struct sign_in_done done;
    enum rc rc = try(call, &form, &done);
    if (rc != RC_OK) {
        return refuse(call, &form, rc);
    }
    session_cookie_set(call, done.token);
    page_preferences_keep(call, done.person.preferences.language, done.person.preferences.theme);
    return page_redirect(call, form.return_to);
}

enum rc web_sign_out(struct call *call)
{
    const struct identity_session_person *person = call->actor.person;
    if (person != NULL) {
        enum rc rc = session_end(&call->flow, person->user.id, person->session.id);
        if (rc != RC_NOT_FOUND) {
            TRY(rc);
        }
    }
    session_cookie_set(call, TEXT_NONE);
    return page_redirect(call, TEXT("/sign-in"));
}
