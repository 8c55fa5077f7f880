// SPDX-License-Identifier: Apache-2.0
// The pages behind the links in letters.
#include "account/letter_links.h"

#include "account/gate_form.h"
#include "account/sign_in_page.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "sign_in.h"
#include "user/invitation.h"
#include "user/password.h"

static struct text address(const struct call *call, const char *path)
{
    return text_format(call->arena, "%s%.*s", path, TEXT_PRINT(call->texts[0]));
}

static struct input_view password_input(const struct reader *r)
{
    return (struct input_view){
        .field = {.name = TEXT("password"), .label = phrase_password_new(r), .hint = phrase_password_hint(r)},
        .kind = INPUT_PASSWORD,
        .autocomplete = TEXT("new-password"),
    };
}

// A card without a form: what has happened, and where to go on.
struct message {
    struct text title;
    struct notice_view notice;
    struct text link;
    struct text link_url;
};

static enum rc say(struct call *call, struct render *render, const struct message *message)
{
    struct gate_form_view view = {
        .title = message->title, .notice = message->notice, .link = message->link, .link_url = message->link_url};
    return gate_form_answer(call, render, &view, NULL, 0, NULL);
}

static enum rc link_dead(struct call *call)
{
    struct render render;
    fault_clear(call->fault);
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    call->response->status = 404;
    struct message message = {
        .title = phrase_ticket_dead(r),
        .notice = {.tone = TONE_WARNING, .message = phrase_ticket_dead_text(r)},
        .link = phrase_ticket_ask(r),
        .link_url = TEXT("/password"),
    };
    return say(call, &render, &message);
}

// ---- invitation ----

static enum rc invitation_show(struct call *call, const struct identity_user *user, struct text name,
                               const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct input_view inputs[] = {
        {.field = {.name = TEXT("name"), .label = phrase_people_your_name(r), .is_optional = true},
         .kind = INPUT_TEXT,
         .value = name,
         .autocomplete = TEXT("name")},
        password_input(r),
    };
    struct gate_form_view view = {
        .title = phrase_invitation_title(r),
        .lead = phrase_invitation_lead(r, (struct phrase_invitation_lead){.email = user->email}),
        .action = address(call, "/invitation/"),
        .button = phrase_invitation_action(r),
    };
    return gate_form_answer(call, &render, &view, inputs, 2, fault);
}

enum rc web_invitation(struct call *call)
{
    struct identity_user user;
    enum rc rc = invitation_look(&call->flow, call->texts[0], &user);
    if (rc == RC_NOT_FOUND) {
        return link_dead(call);
    }
    TRY(rc);
    return invitation_show(call, &user, user.name, NULL);
}

// Hashes one password at a time, as signing in does.
static enum rc accept(struct call *call, const struct accept_input *input, struct identity_user *ret_user)
{
    TRY(session_guard_enter(call, input->secret));
    enum rc rc = invitation_accept(&call->flow, input, ret_user);
    session_guard_leave(call, input->secret, /* is_failed= */ false);
    return rc;
}

enum rc web_invitation_accept(struct call *call)
{
    struct render render;
    TRY(page_open(call, &render));
    struct accept_input input = {
        .secret = call->texts[0],
        .name = parameters_get(&call->form, TEXT("name")),
        .password = parameters_get(&call->form, TEXT("password")),
        .language = reader_language(&render.reader),
    };
    struct identity_user user = {.email = TEXT("")};
    struct sign_in_done done;
    struct fault fault;
    enum rc rc = accept(call, &input, &user);
    if (rc == RC_NOT_FOUND) {
        return link_dead(call);
    }
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? invitation_show(call, &user, input.name, &fault) : rc;
    }
    struct sign_in_input browser = sign_in_browser(call);
    TRY(session_start(&call->flow, user.id, &browser, &done));
    sign_in_take(call, &done);
    return page_redirect(call, TEXT("/home"));
}

// ---- a new password ----

static enum rc ask_show(struct call *call, struct text email, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct input_view input = {
        .field = {.name = TEXT("email"), .label = phrase_word_email(r)},
        .kind = INPUT_EMAIL,
        .value = email,
        .autocomplete = TEXT("username"),
    };
    struct gate_form_view view = {
        .title = phrase_password_title(r),
        .lead = phrase_password_lead(r),
        .action = TEXT("/password"),
        .button = phrase_password_ask(r),
        .link = phrase_code_again(r),
        .link_url = TEXT("/sign-in"),
    };
    return gate_form_answer(call, &render, &view, &input, 1, fault);
}

enum rc web_password(struct call *call)
{
    return ask_show(call, TEXT(""), NULL);
}

enum rc web_password_ask(struct call *call)
{
    struct text email = text_trim(parameters_get(&call->form, TEXT("email")));
    struct text key = text_format(call->arena, "ask %.*s", TEXT_PRINT(email));
    struct fault fault;
    enum rc rc = session_guard_enter(call, key);
    if (rc == RC_OK) {
        rc = password_ask(&call->flow, text_is(email) ? email : TEXT(""), session_address_prefix(call));
        session_guard_leave(call, key, /* is_failed= */ true); // each counts: nobody is flooded with letters
    }
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? ask_show(call, email, &fault) : rc;
    }
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    bool has_mail = call->app->smtp != NULL;
    struct message message = {
        .title = phrase_password_title(r),
        .notice = {.tone = has_mail ? TONE_SUCCESS : TONE_WARNING,
                   .message = has_mail ? phrase_password_sent(r, (struct phrase_password_sent){.email = email})
                                       : phrase_password_waits(r)},
        .link = phrase_code_again(r),
        .link_url = TEXT("/sign-in"),
    };
    return say(call, &render, &message);
}

static enum rc set_show(struct call *call, const struct identity_user *user, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct input_view input = password_input(r);
    struct gate_form_view view = {
        .title = phrase_password_title(r),
        .lead = phrase_password_for(r, (struct phrase_password_for){.email = user->email}),
        .action = address(call, "/password/"),
        .button = phrase_password_set(r),
    };
    return gate_form_answer(call, &render, &view, &input, 1, fault);
}

enum rc web_password_link(struct call *call)
{
    struct identity_user user;
    enum rc rc = password_link_look(&call->flow, call->texts[0], &user);
    if (rc == RC_NOT_FOUND) {
        return link_dead(call);
    }
    TRY(rc);
    return set_show(call, &user, NULL);
}

enum rc web_password_link_use(struct call *call)
{
    struct text secret = call->texts[0];
    struct identity_user user = {.email = TEXT("")};
    struct fault fault;
    enum rc rc = session_guard_enter(call, secret);
    if (rc == RC_OK) {
        rc = password_link_use(&call->flow, secret, parameters_get(&call->form, TEXT("password")), &user);
        session_guard_leave(call, secret, /* is_failed= */ false);
    }
    if (rc == RC_NOT_FOUND) {
        return link_dead(call);
    }
    if (rc != RC_OK) {
        return sign_in_refused(call, rc, &fault) ? set_show(call, &user, &fault) : rc;
    }
    return page_redirect(call, TEXT("/sign-in?done=password"));
}

// ---- a new e-mail ----

static enum rc confirm_show(struct call *call, struct text email, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct gate_form_view view = {
        .title = phrase_email_title(r),
        .lead = phrase_email_lead(r, (struct phrase_email_lead){.email = email}),
        .action = address(call, "/email/"),
        .button = phrase_email_action(r),
    };
    return gate_form_answer(call, &render, &view, NULL, 0, fault);
}

enum rc web_email_link(struct call *call)
{
    struct identity_ticket ticket;
    enum rc rc = email_link_look(&call->flow, call->texts[0], &ticket);
    if (rc == RC_NOT_FOUND) {
        return link_dead(call);
    }
    TRY(rc);
    return confirm_show(call, ticket.email, NULL);
}

enum rc web_email_link_use(struct call *call)
{
    struct render render;
    enum rc rc = email_link_use(&call->flow, call->texts[0]);
    if (rc == RC_NOT_FOUND || rc == RC_CONFLICT) {
        return link_dead(call);
    }
    TRY(rc);
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct message message = {
        .title = phrase_email_title(r),
        .notice = {.tone = TONE_SUCCESS, .message = phrase_email_done(r)},
        .link = phrase_email_on(r),
        .link_url = TEXT("/home"),
    };
    return say(call, &render, &message);
}
