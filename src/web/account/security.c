// SPDX-License-Identifier: Apache-2.0
// The page of one's own security.
#include "account/security.h"

#include <stdio.h>

#include "account/sign_in_page.h"
#include "crypto/totp.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "qr/qr.h"
#include "second_factor_html.h"
#include "security_html.h"
#include "sign_in.h"
#include "user/password.h"
#include "user/second_factor_write.h"

enum form { FORM_NONE, FORM_PASSWORD, FORM_EMAIL, FORM_FACTOR };

struct shown {
    enum form form; // that was refused
    const struct fault *fault;
    struct text_list codes; // just made
};

struct tabs_view account_tabs(struct call *call, const struct render *render, bool is_security)
{
    struct tab_item *tabs = arena_many(call->arena, struct tab_item, 2);
    tabs[0] = (struct tab_item){
        .label = phrase_security_settings(&render->reader), .url = TEXT("/account"), .is_current = !is_security};
    tabs[1] = (struct tab_item){
        .label = phrase_security_title(&render->reader), .url = TEXT("/account/security"), .is_current = is_security};
    return (struct tabs_view){.label = phrase_word_settings(&render->reader), .tabs = {.items = tabs, .count = 2}};
}

static struct input_view current_input(const struct reader *r)
{
    return (struct input_view){
        .field = {.name = TEXT("current"), .label = phrase_password_current(r)},
        .kind = INPUT_PASSWORD,
        .autocomplete = TEXT("current-password"),
    };
}

// Ids in the page are made of the fields' names, and three forms ask for the present password: only the refused one
// keeps the plain name for its mark.
static void fill_inputs(const struct call *call, const struct reader *r, struct security_view *view)
{
    view->password_current = current_input(r);
    view->password_new = (struct input_view){
        .field = {.name = TEXT("password"), .label = phrase_password_new(r), .hint = phrase_password_hint(r)},
        .kind = INPUT_PASSWORD,
        .autocomplete = TEXT("new-password"),
    };
    view->factor_current = current_input(r);
    view->factor_current.field.name = TEXT("current_factor");
    view->email_current = current_input(r);
    view->email_current.field.name = TEXT("current_email");
    view->email_new = (struct input_view){
        .field = {.name = TEXT("email"), .label = phrase_security_email_new(r)},
        .kind = INPUT_EMAIL,
        .value = parameters_get(&call->form, TEXT("email")),
        .autocomplete = TEXT("email"),
    };
}

static void mark(const struct render *render, const struct shown *shown, struct security_view *view)
{
    struct fault fault;
    if (shown->fault == NULL) {
        return;
    }
    fault = *shown->fault;
    struct input_view *current = shown->form == FORM_EMAIL    ? &view->email_current
                                 : shown->form == FORM_FACTOR ? &view->factor_current
                                                              : &view->password_current;
    if (text_equal(text_of(fault.field), TEXT("current"))) {
        snprintf(fault.field, sizeof(fault.field), "%.*s", TEXT_PRINT(current->field.name));
    }
    struct field_view *const fields[] = {&current->field, &view->password_new.field, &view->email_new.field};
    view->errors = page_mark(render, &fault, fields, 3);
}

static struct text notice_of(struct call *call, const struct reader *r)
{
    struct parameters query;
    if (call_parse_parameters(call, call->request->query, &query) != RC_OK) {
        fault_clear(call->fault);
        return TEXT_NONE;
    }
    struct text done = parameters_get(&query, TEXT("done"));
    if (text_equal(done, TEXT("password"))) {
        return phrase_security_password_done(r);
    }
    if (text_equal(done, TEXT("email"))) {
        return phrase_security_email_done(r);
    }
    return text_equal(done, TEXT("factor")) ? phrase_factor_off_done(r) : TEXT_NONE;
}

static enum rc show(struct call *call, const struct shown *shown)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct identity_user user;
    struct security_view view = {.frame = portal_frame(call, &render, PLACE_ACCOUNT), .codes = shown->codes};
    TRY(flow_stored(&call->flow, identity_user_get(call->db, call->arena, call->actor.person->user.id, &user)));
    TRY(flow_stored(&call->flow, identity_recovery_left(call->db, call->arena, user.id, &view.codes_left)));
    view.frame.title = phrase_security_title(r);
    view.tabs = account_tabs(call, &render, /* is_security= */ true);
    view.email = user.email;
    view.has_factor = user.has_totp;
    view.notice = (struct notice_view){.tone = TONE_SUCCESS, .message = notice_of(call, r)};
    fill_inputs(call, r, &view);
    mark(&render, shown, &view);
    security_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_security(struct call *call)
{
    return show(call, &(struct shown){.form = FORM_NONE});
}

// Every form here looks at the present password: one at a time, and wrong ones are counted as at sign-in.
static enum rc guarded(struct call *call, enum rc (*work)(struct call *call, struct text_list *ret_codes),
                       struct text_list *ret_codes)
{
    struct text key = call->actor.person->user.email;
    TRY(session_guard_enter(call, key));
    enum rc rc = work(call, ret_codes);
    bool is_wrong = rc == RC_REFUSED && text_equal(text_of(call->fault->code), TEXT("password_wrong"));
    session_guard_leave(call, key, is_wrong);
    return rc;
}

static enum rc run(struct call *call, enum form form, enum rc (*work)(struct call *call, struct text_list *ret_codes),
                   const char *done)
{
    struct fault fault;
    struct text_list codes = {.count = 0};
    enum rc rc = guarded(call, work, &codes);
    if (rc == RC_CONFLICT) { // the e-mail of somebody else
        fault = *call->fault;
        fault_clear(call->fault);
        call->response->status = 422;
        return show(call, &(struct shown){.form = form, .fault = &fault});
    }
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? show(call, &(struct shown){.form = form, .fault = &fault}) : rc;
    }
    if (codes.count > 0) {
        return show(call, &(struct shown){.form = FORM_NONE, .codes = codes});
    }
    return page_redirect(call, text_of(done));
}

static enum rc change_password(struct call *call, struct text_list *ret_codes)
{
    (void)ret_codes;
    return password_change(&call->flow, call->actor.person, parameters_get(&call->form, TEXT("current")),
                           parameters_get(&call->form, TEXT("password")));
}

enum rc web_password_change(struct call *call)
{
    return run(call, FORM_PASSWORD, change_password, "/account/security?done=password");
}

static enum rc change_email(struct call *call, struct text_list *ret_codes)
{
    (void)ret_codes;
    struct text email = text_trim(parameters_get(&call->form, TEXT("email")));
    return email_change_ask(&call->flow, call->actor.person, parameters_get(&call->form, TEXT("current_email")),
                            text_is(email) ? email : TEXT(""));
}

enum rc web_email_change(struct call *call)
{
    return run(call, FORM_EMAIL, change_email, "/account/security?done=email");
}

static enum rc factor_off(struct call *call, struct text_list *ret_codes)
{
    (void)ret_codes;
    return second_factor_disable(&call->flow, call->actor.person, parameters_get(&call->form, TEXT("current_factor")));
}

enum rc web_second_factor_off(struct call *call)
{
    return run(call, FORM_FACTOR, factor_off, "/account/security?done=factor");
}

static enum rc renew(struct call *call, struct text_list *ret_codes)
{
    struct text *codes = arena_many(call->arena, struct text, RECOVERY_CODES);
    TRY(recovery_codes_renew(&call->flow, call->actor.person, parameters_get(&call->form, TEXT("current_factor")),
                             codes));
    *ret_codes = (struct text_list){.items = codes, .count = RECOVERY_CODES};
    return RC_OK;
}

enum rc web_recovery_codes(struct call *call)
{
    return run(call, FORM_FACTOR, renew, "/account/security");
}

// ---- setting it up ----

static enum rc offer_show(struct call *call, const struct totp_offer *offer, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct second_factor_view view = {.frame = portal_frame(call, &render, PLACE_ACCOUNT), .sealed = offer->sealed};
    struct text account = call->actor.person->user.email;
    struct text holds = totp_address(call->arena, offer->secret, render.page->brand, account);
    struct qr qr;
    TRY(qr_make(call->arena, holds, &qr, call->fault));
    view.frame.title = phrase_factor_title(r);
    view.frame.lead = phrase_factor_note(r);
    view.qr = (struct qr_view){.url = account, .code = {.markup = qr_svg(call->arena, &qr)}};
    view.secret = totp_secret_text(call->arena, offer->secret);
    view.code = (struct input_view){
        .field = {.name = TEXT("code"), .label = phrase_code_label(r)},
        .kind = INPUT_TEXT,
        .autocomplete = TEXT("one-time-code"),
    };
    struct field_view *const fields[] = {&view.code.field};
    view.errors = page_mark(&render, fault, fields, 1);
    second_factor_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_second_factor(struct call *call)
{
    struct totp_offer offer = second_factor_offer(&call->flow, call->actor.person->user.id);
    return offer_show(call, &offer, NULL);
}

enum rc web_second_factor_on(struct call *call)
{
    const struct identity_session_person *person = call->actor.person;
    struct totp_offer offer = {.sealed = parameters_get(&call->form, TEXT("offer"))};
    struct text *codes = arena_many(call->arena, struct text, RECOVERY_CODES);
    struct fault fault;
    TRY(second_factor_offered(&call->flow, person->user.id, offer.sealed, &offer.secret));
    enum rc rc = second_factor_enable(&call->flow, person, offer.sealed,
                                      text_trim(parameters_get(&call->form, TEXT("code"))), codes);
    if (page_is_refused(call, rc, &fault)) {
        return offer_show(call, &offer, &fault);
    }
    TRY(rc);
    return show(call, &(struct shown){.codes = {.items = codes, .count = RECOVERY_CODES}});
}
