// SPDX-License-Identifier: Apache-2.0
// Sign-in and sign-out; who may try how often is the gate's business (sign_in.h).
#include "account/sign_in_page.h"

#include "account/gate_form.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "sign_in.h"

#define CODE_PATH "/sign-in/code"

struct sign_in_form {
    struct text email;
    struct text password;
    struct text return_to;
};

struct sign_in_input sign_in_browser(struct call *call)
{
    return (struct sign_in_input){
        .email = TEXT_NONE,
        .password = TEXT_NONE,
        .agent = http_request_header(call->request, "User-Agent"),
        .address_prefix = session_address_prefix(call),
        .old_token = session_cookie(call),
    };
}

void sign_in_take(struct call *call, const struct sign_in_done *done)
{
    session_cookie_set(call, done->token);
    page_preferences_keep(call, done->person.preferences.language, done->person.preferences.theme);
}

bool sign_in_refused(struct call *call, enum rc rc, struct fault *ret_fault)
{
    if (rc != RC_REFUSED && rc != RC_BUSY && rc != RC_INVALID) {
        return false;
    }
    *ret_fault = *call->fault;
    bool is_said = call->refusal_status != 0 || rc == RC_BUSY;
    call->response->status = !is_said ? 422 : call->refusal_status != 0 ? call->refusal_status : rc_http_status(rc);
    if (call->retry_after_s > 0) {
        http_response_header(call->response, "Retry-After",
                             text_format(call->arena, "%lld", (long long)call->retry_after_s));
    }
    call->refusal_status = 0;
    call->retry_after_s = 0;
    fault_clear(call->fault);
    return true;
}

static struct text return_of(struct text asked)
{
    return text_is(asked) ? page_own_address(asked) : TEXT("/home");
}

// ---- e-mail and password ----

// What went wrong, at the field it is about; a refused sign-in says nothing of which of the two is wrong.
static enum rc show(struct call *call, const struct sign_in_form *form, const struct fault *fault, bool is_new)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct input_view inputs[] = {
        {.field = {.name = TEXT("email"), .label = phrase_word_email(r)},
         .kind = INPUT_EMAIL,
         .value = form->email,
         .autocomplete = TEXT("username")},
        {.field = {.name = TEXT("password"), .label = phrase_sign_in_password(r)},
         .kind = INPUT_PASSWORD,
         .autocomplete = TEXT("current-password")},
    };
    struct gate_form_view view = {
        .title = phrase_sign_in_title(r),
        .lead = phrase_sign_in_lead(r),
        .action = TEXT("/sign-in"),
        .return_to = form->return_to,
        .button = phrase_sign_in_action(r),
        .link = phrase_sign_in_forgotten(r),
        .link_url = TEXT("/password"),
    };
    if (is_new) {
        view.notice = (struct notice_view){.tone = TONE_SUCCESS, .message = phrase_password_done(r)};
    }
    return gate_form_answer(call, &render, &view, inputs, 2, fault);
}

enum rc web_sign_in(struct call *call)
{
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    struct sign_in_form form = {.email = TEXT(""), .return_to = return_of(parameters_get(&query, TEXT("return")))};
    if (call->actor.role != ROLE_NOBODY) {
        return page_redirect(call, form.return_to);
    }
    bool is_new = text_equal(parameters_get(&query, TEXT("done")), TEXT("password"));
    return show(call, &form, NULL, is_new);
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
    struct sign_in_input input = sign_in_browser(call);
    input.email = text_trim(form->email);
    input.password = form->password;
    TRY(session_guard_enter(call, input.email));
    enum rc rc = session_sign_in(&call->flow, &input, ret_done);
    session_guard_leave(call, input.email, rc == RC_REFUSED);
    return rc;
}

static struct text code_address(struct call *call, struct text return_to)
{
    struct buf buf = buf_new(call->arena, 8192);
    buf_add(&buf, TEXT(CODE_PATH "?return="));
    percent_encode(&buf, return_to);
    return buf_text(&buf);
}

enum rc web_sign_in_send(struct call *call)
{
    struct sign_in_form form = {
        .email = parameters_get(&call->form, TEXT("email")),
        .password = parameters_get(&call->form, TEXT("password")),
        .return_to = return_of(parameters_get(&call->form, TEXT("return"))),
    };
    struct sign_in_done done;
    struct fault fault;
    enum rc rc = try(call, &form, &done);
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? show(call, &form, &fault, /* is_new= */ false) : rc;
    }
    if (done.needs_code) {
        session_cookie_set(call, done.token);
        return page_redirect(call, code_address(call, form.return_to));
    }
    sign_in_take(call, &done);
    return page_redirect(call, form.return_to);
}

// ---- the second step ----

static enum rc show_code(struct call *call, struct text return_to, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct input_view input = {
        .field = {.name = TEXT("code"), .label = phrase_code_label(r), .hint = phrase_code_hint(r)},
        .kind = INPUT_TEXT,
        .autocomplete = TEXT("one-time-code"),
    };
    struct gate_form_view view = {
        .title = phrase_code_title(r),
        .lead = phrase_code_lead(r),
        .action = TEXT(CODE_PATH),
        .return_to = return_to,
        .button = phrase_sign_in_action(r),
        .link = phrase_code_again(r),
        .link_url = TEXT("/sign-in"),
    };
    return gate_form_answer(call, &render, &view, &input, 1, fault);
}

// Who has not given the password, or waited too long, begins again.
static enum rc waiting(struct call *call, struct identity_session_person *ret_person)
{
    struct text token = session_cookie(call);
    return text_is(token) ? session_waiting(&call->flow, token, ret_person) : RC_NOT_FOUND;
}

static enum rc begin_again(struct call *call)
{
    fault_clear(call->fault);
    return page_redirect(call, TEXT("/sign-in"));
}

enum rc web_sign_in_code(struct call *call)
{
    struct parameters query;
    struct identity_session_person person;
    TRY(call_parse_parameters(call, call->request->query, &query));
    enum rc rc = waiting(call, &person);
    if (rc == RC_NOT_FOUND) {
        return begin_again(call);
    }
    TRY(rc);
    return show_code(call, return_of(parameters_get(&query, TEXT("return"))), NULL);
}

static enum rc try_code(struct call *call, const struct identity_session_person *person, struct sign_in_done *ret_done)
{
    struct code_input input = {
        .token = session_cookie(call),
        .code = text_trim(parameters_get(&call->form, TEXT("code"))),
        .address_prefix = session_address_prefix(call),
    };
    if (text_is_empty(input.code)) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "code", "the code is missing");
    }
    struct text key = text_format(call->arena, "code %lld", (long long)person->user.id.v);
    TRY(session_guard_enter(call, key));
    enum rc rc = session_code(&call->flow, &input, ret_done);
    session_guard_leave(call, key, rc == RC_REFUSED);
    return rc;
}

enum rc web_sign_in_code_send(struct call *call)
{
    struct text return_to = return_of(parameters_get(&call->form, TEXT("return")));
    struct identity_session_person person;
    struct sign_in_done done;
    struct fault fault;
    enum rc rc = waiting(call, &person);
    if (rc == RC_OK) {
        rc = try_code(call, &person, &done);
    }
    if (rc == RC_NOT_FOUND) {
        return begin_again(call);
    }
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? show_code(call, return_to, &fault) : rc;
    }
    sign_in_take(call, &done);
    return page_redirect(call, return_to);
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
