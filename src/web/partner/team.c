// SPDX-License-Identifier: Apache-2.0
// The team's page.
#include "partner/team.h"

#include "identity/public_id.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "team_html.h"
#include "user/invitation.h"
#include "user/user_write.h"

#define PEOPLE_MAX 200
#define COLUMNS 5

static enum duty other_duty(enum duty duty)
{
    static const enum duty others[DUTY_COUNT] = {
        [DUTY_ADVERTISER_ADMIN] = DUTY_ADVERTISER_MEMBER,
        [DUTY_ADVERTISER_MEMBER] = DUTY_ADVERTISER_ADMIN,
        [DUTY_PARTNER_OWNER] = DUTY_PARTNER_MEMBER,
        [DUTY_PARTNER_MEMBER] = DUTY_PARTNER_OWNER,
    };
    return others[duty];
}

static enum rc fill_rows(struct call *call, const struct render *render, struct team_view *view)
{
    struct identity_user_filter filter = {
        .role = call->actor.role, .owner_id = call->actor.owner_id, .words = TEXT_NONE, .limit = PEOPLE_MAX};
    struct identity_user *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, identity_user_list(call->db, call->arena, &filter, &list, &count)));
    struct team_row *rows = arena_many(call->arena, struct team_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct identity_user *user = &list[i];
        bool has_name = !text_is_empty(user->name);
        enum duty other = other_duty(user->duty);
        rows[i] = (struct team_row){
            .id = public_id_text(call->arena, call->keyring, PREFIX_USER, user->id.v),
            .name = has_name ? user->name : user->email,
            .email = has_name ? user->email : TEXT_NONE,
            .duty = show_duty(render, user->duty, /* is_whole= */ false),
            .other = show_duty(render, other, /* is_whole= */ false),
            .other_value = text_of(duty_text(other)),
            .seen_at = user->seen_at,
            .is_seen = !instant_is_none(user->seen_at),
            .is_invited = user->is_invited,
            .is_archived = !instant_is_none(user->archived_at),
            .is_self = user->id.v == call->actor.person->user.id.v,
        };
    }
    view->rows = (struct team_row_list){.items = rows, .count = count};
    return RC_OK;
}

static void fill_form(struct call *call, const struct render *render, struct team_view *view)
{
    const struct reader *r = &render->reader;
    enum duty whole = duty_whole(call->actor.role);
    enum duty member = other_duty(whole);
    struct text chosen = parameters_get(&call->form, TEXT("duty"));
    struct choice *choices = arena_many(call->arena, struct choice, 2);
    choices[0] =
        (struct choice){.value = text_of(duty_text(member)), .label = show_duty(render, member, /* is_whole= */ false)};
    choices[1] = (struct choice){.value = text_of(duty_text(whole)),
                                 .label = show_duty(render, whole, /* is_whole= */ false),
                                 .is_chosen = text_equal(chosen, text_of(duty_text(whole)))};
    struct text email = parameters_get(&call->form, TEXT("email"));
    struct text name = parameters_get(&call->form, TEXT("name"));
    view->email = (struct input_view){.field = {.name = TEXT("email"), .label = phrase_word_email(r)},
                                      .kind = INPUT_EMAIL,
                                      .value = text_is(email) ? email : TEXT("")};
    view->name = (struct input_view){.field = {.name = TEXT("name"), .label = phrase_word_name(r), .is_optional = true},
                                     .kind = INPUT_TEXT,
                                     .value = text_is(name) ? name : TEXT("")};
    view->duty = (struct select_view){
        .field = {.name = TEXT("duty"), .label = phrase_account_role(r), .hint = phrase_team_duty_hint(r)},
        .choices = {.items = choices, .count = 2}};
}

static enum rc show(struct call *call, const struct fault *fault)
{
    struct render render;
    struct parameters query;
    TRY(page_open(call, &render));
    TRY(call_parse_parameters(call, call->request->query, &query));
    const struct reader *r = &render.reader;
    struct team_view view = {
        .frame = portal_frame(call, &render, PLACE_TEAM),
        .may_write = capability_is_for(CAP_TEAM_WRITE, call->actor.duty) && !text_is(call->actor.viewed),
    };
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    const struct text labels[COLUMNS] = {phrase_word_name(r), phrase_account_role(r), phrase_word_state(r),
                                         phrase_users_seen(r), phrase_team_actions(r)};
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i]};
    }
    view.columns = (struct column_list){.items = columns, .count = view.may_write ? COLUMNS : COLUMNS - 1};
    view.frame.title = phrase_team_title(r);
    view.frame.lead = phrase_team_lead(r);
    if (text_is(parameters_get(&query, TEXT("done")))) {
        view.notice = (struct notice_view){.tone = TONE_SUCCESS, .message = phrase_users_invite_done(r)};
    }
    fill_form(call, &render, &view);
    TRY(fill_rows(call, &render, &view));
    struct field_view *const fields[] = {&view.email.field, &view.name.field, &view.duty.field};
    view.errors = page_mark(&render, fault, fields, 3);
    team_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_team(struct call *call)
{
    return show(call, NULL);
}

static struct text sender_of(const struct call *call)
{
    const struct identity_user *who = &call->actor.person->user;
    return text_is_empty(who->name) ? who->email : who->name;
}

enum rc web_team_invite(struct call *call)
{
    struct text email = text_trim(parameters_get(&call->form, TEXT("email")));
    struct invite_input input = {
        .email = text_is(email) ? email : TEXT(""),
        .name = text_trim(parameters_get(&call->form, TEXT("name"))),
        .role = call->actor.role,
        .duty = parameters_get(&call->form, TEXT("duty")),
        .owner_id = call->actor.owner_id,
        .language = call->actor.person->preferences.language,
        .sender = sender_of(call),
    };
    if (text_is_empty(input.language)) {
        input.language = TEXT_NONE;
    }
    struct invited invited;
    struct fault fault;
    enum rc rc = user_invite(&call->flow, &input, &invited);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/team?done=invited"));
}

// Whoever is of others does not exist here.
static enum rc load(struct call *call, struct identity_user *ret_user)
{
    enum rc rc = identity_user_get(call->db, call->arena, (struct user_id){.v = call->ids[0]}, ret_user);
    bool is_ours = rc == RC_OK && ret_user->role == call->actor.role && ret_user->owner_id == call->actor.owner_id;
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !is_ours)) {
        return fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such person");
    }
    TRY(flow_stored(&call->flow, rc));
    if (ret_user->id.v == call->actor.person->user.id.v) {
        return fault_set(call->fault, RC_REFUSED, "own_access", "", "nobody changes his own access");
    }
    return RC_OK;
}

enum rc web_team_change(struct call *call)
{
    struct identity_user user;
    struct identity_user changed;
    struct invited invited;
    struct fault fault;
    struct user_change_input input = {.duty = parameters_get(&call->form, TEXT("duty")),
                                      .status = parameters_get(&call->form, TEXT("status"))};
    bool is_again = text_is(parameters_get(&call->form, TEXT("again")));
    enum rc rc = load(call, &user);
    if (rc == RC_OK) {
        rc = is_again ? user_invite_again(&call->flow, user.id, /* is_by_hand= */ false, sender_of(call), &invited)
                      : user_change(&call->flow, user.id, &input, &changed);
    }
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &fault);
    }
    TRY(rc);
    return page_redirect(call, is_again ? TEXT("/team?done=invited") : TEXT("/team"));
}
