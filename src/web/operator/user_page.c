// SPDX-License-Identifier: Apache-2.0
// One person, for who manages people.
#include "access.h"
#include "component/form_fill.h"
#include "identity/public_id.h"
#include "identity/session.h"
#include "operator/network_tabs.h"
#include "operator/users.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "user/device.h"
#include "user/invitation.h"
#include "user/second_factor_write.h"
#include "user/session.h"
#include "user/user_write.h"
#include "user_page_html.h"

static enum rc fill_sessions(struct call *call, const struct identity_user *user, struct user_page_view *view)
{
    struct identity_session *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, identity_session_list(call->db, call->arena, user->id, call->now, &list, &count)));
    struct user_session_row *rows = arena_many(call->arena, struct user_session_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct user_session_row){.device = device_name(call->arena, list[i].agent),
                                            .place = list[i].address_prefix,
                                            .seen_at = list[i].seen_at};
    }
    view->sessions = (struct user_session_row_list){.items = rows, .count = count};
    return RC_OK;
}

static struct choice_list duties(struct call *call, const struct render *render, const struct identity_user *user)
{
    struct choice *items = arena_many(call->arena, struct choice, DUTY_COUNT);
    size_t count = 0;
    for (enum duty duty = DUTY_OWNER; duty < DUTY_COUNT; duty++) {
        if (duty_role(duty) == user->role) {
            items[count++] = (struct choice){.value = text_of(duty_text(duty)),
                                             .label = show_duty(render, duty, /* is_whole= */ false)};
        }
    }
    return (struct choice_list){.items = items, .count = count};
}

static struct text notice_of(struct call *call, const struct reader *r)
{
    struct parameters query;
    if (call_parse_parameters(call, call->request->query, &query) != RC_OK) {
        fault_clear(call->fault);
        return TEXT_NONE;
    }
    struct text done = parameters_get(&query, TEXT("done"));
    if (text_equal(done, TEXT("again"))) {
        return phrase_users_invite_done(r);
    }
    return text_is(done) ? phrase_account_saved(r) : TEXT_NONE;
}

static enum rc show(struct call *call, const struct identity_user *user, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    struct definition pairs[] = {
        {phrase_word_email(r), user->email},
        {phrase_account_role(r), show_duty(&render, user->duty, /* is_whole= */ true)},
        {phrase_users_since(r), render_date(&render, user->created_at)},
    };
    struct form_fill form = form_fill(call, &render, fault);
    struct user_page_view view = {
        .frame = portal_frame(call, &render, PLACE_NETWORK),
        .tabs = network_tabs(call, &render, NETWORK_PEOPLE),
        .notice = {.tone = TONE_SUCCESS, .message = notice_of(call, r)},
        .pairs = {.items = pairs, .count = sizeof(pairs) / sizeof(pairs[0])},
        .url = show_url(call, "/operator/users/", PREFIX_USER, user->id.v),
        .name = form_input(&form, (struct form_field){"name", phrase_word_name(r), .is_optional = true}, INPUT_TEXT,
                           user->name),
        .duty = form_select(&form, (struct form_field){"duty", phrase_account_role(r)}, duties(call, &render, user),
                            text_of(duty_text(user->duty))),
        .is_invited = user->is_invited,
        .is_archived = !instant_is_none(user->archived_at),
        .has_factor = user->has_totp,
        .is_self = user->id.v == call->actor.person->user.id.v,
    };
    view.frame.title = text_is_empty(user->name) ? user->email : user->name;
    TRY(fill_sessions(call, user, &view));
    view.errors = form_errors(&form);
    user_page_html(&render, &view);
    return page_answer(call, &render);
}

static enum rc load(struct call *call, struct identity_user *ret_user)
{
    return access_user(call, (struct user_id){.v = call->ids[0]}, ret_user);
}

enum rc web_user(struct call *call)
{
    struct identity_user user;
    TRY(load(call, &user));
    return show(call, &user, NULL);
}

// Shows the page again with what was refused, or leads back to it.
static enum rc end(struct call *call, const struct identity_user *user, enum rc rc, const char *done)
{
    struct fault fault;
    if (page_is_refused(call, rc, &fault)) {
        return show(call, user, &fault);
    }
    TRY(rc);
    struct text url = show_url(call, "/operator/users/", PREFIX_USER, user->id.v);
    return page_redirect(call, text_format(call->arena, "%.*s?done=%s", TEXT_PRINT(url), done));
}

enum rc web_user_change(struct call *call)
{
    struct identity_user user;
    struct identity_user changed;
    TRY(load(call, &user));
    struct text name = text_trim(parameters_get(&call->form, TEXT("name")));
    struct user_change_input input = {.name = text_is(name) ? name : TEXT(""),
                                      .duty = parameters_get(&call->form, TEXT("duty"))};
    return end(call, &user, user_change(&call->flow, user.id, &input, &changed), "saved");
}

enum rc web_user_again(struct call *call)
{
    const struct identity_user *who = &call->actor.person->user;
    struct identity_user user;
    struct invited invited;
    TRY(load(call, &user));
    struct text sender = text_is_empty(who->name) ? who->email : who->name;
    return end(call, &user, user_invite_again(&call->flow, user.id, /* is_by_hand= */ false, sender, &invited),
               "again");
}

enum rc web_user_status(struct call *call)
{
    struct identity_user user;
    struct identity_user changed;
    TRY(load(call, &user));
    struct user_change_input input = {.status = parameters_get(&call->form, TEXT("status"))};
    return end(call, &user, user_change(&call->flow, user.id, &input, &changed), "saved");
}

enum rc web_user_sign_out(struct call *call)
{
    struct identity_user user;
    TRY(load(call, &user));
    return end(call, &user, session_end_others(&call->flow, user.id, (struct session_id){0}), "saved");
}

enum rc web_user_factor_reset(struct call *call)
{
    struct identity_user user;
    TRY(load(call, &user));
    return end(call, &user, second_factor_reset(&call->flow, user.id), "saved");
}
