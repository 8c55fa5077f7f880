// SPDX-License-Identifier: Apache-2.0
// One's own settings and sessions.
#include "account/account.h"

#include "account/security.h"
#include "account_html.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "page/refusal.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "portal/show.h"
#include "user/device.h"
#include "user/session.h"
#include "user/user_write.h"

static enum rc fill_sessions(struct call *call, struct account_view *view)
{
    const struct identity_session_person *person = call->actor.person;
    struct identity_session *sessions = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    identity_session_list(call->db, call->arena, person->user.id, call->now, &sessions, &count)));
    struct account_session *items = arena_many(call->arena, struct account_session, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct account_session){
            .id = public_id_text(call->arena, call->keyring, PREFIX_SESSION, sessions[i].id.v),
            .device = device_name(call->arena, sessions[i].agent),
            .place = sessions[i].address_prefix,
            .seen_at = sessions[i].seen_at,
            .created_at = sessions[i].created_at,
            .is_this = sessions[i].id.v == person->session.id.v,
        };
    }
    view->sessions = (struct account_session_list){.items = items, .count = count};
    return RC_OK;
}

static void fill_person(struct call *call, const struct render *render, struct account_view *view)
{
    const struct reader *r = &render->reader;
    const struct identity_session_person *person = call->actor.person;
    struct definition *pairs = arena_many(call->arena, struct definition, 2);
    pairs[0] = (struct definition){.term = phrase_word_email(r), .value = person->user.email};
    pairs[1] = (struct definition){.term = phrase_account_role(r),
                                   .value = show_duty(render, person->user.duty, /* is_whole= */ true)};
    view->name = (struct input_view){
        .field = {.name = TEXT("name"), .label = phrase_people_your_name(r), .is_optional = true},
        .kind = INPUT_TEXT,
        .value = person->user.name,
        .autocomplete = TEXT("name"),
    };
    view->person = (struct definition_list){.items = pairs, .count = 2};
    struct choice *choices = arena_many(call->arena, struct choice, I18N_LANGUAGE_COUNT);
    static const enum i18n_language order[] = {I18N_EN, I18N_FR, I18N_RU, I18N_JA};
    for (size_t i = 0; i < I18N_LANGUAGE_COUNT; i++) {
        choices[i] = (struct choice){.value = text_of(i18n_language_text(order[i])),
                                     .label = language_name(order[i]),
                                     .is_chosen = i18n_language_of(render->reader.i18n) == order[i]};
    }
    view->language = (struct select_view){
        .field = {.name = TEXT("language"), .label = phrase_frame_language(r)},
        .choices = {.items = choices, .count = I18N_LANGUAGE_COUNT},
    };
    struct choice *keys = arena_many(call->arena, struct choice, 2);
    bool is_off = render->page->has_no_keys;
    keys[0] = (struct choice){.value = TEXT("on"), .label = phrase_account_keys_on(r), .is_chosen = !is_off};
    keys[1] = (struct choice){.value = TEXT("off"), .label = phrase_account_keys_off(r), .is_chosen = is_off};
    view->shortcuts = (struct select_view){
        .field = {.name = TEXT("shortcuts"), .label = phrase_account_keys(r), .hint = phrase_account_keys_hint(r)},
        .choices = {.items = keys, .count = 2},
    };
    view->zone = (struct input_view){
        .field = {.name = TEXT("time_zone"), .label = phrase_account_zone(r), .hint = phrase_account_zone_hint(r)},
        .kind = INPUT_TEXT,
        .value = render->page->zone,
        .pattern_hint = TEXT("Europe/Paris"),
    };
    view->currency = (struct input_view){
        .field = {.name = TEXT("currency"),
                  .label = phrase_account_currency(r),
                  .hint = phrase_account_currency_hint(r),
                  .is_optional = true},
        .kind = INPUT_TEXT,
        .value = person->preferences.currency,
        .pattern_hint = TEXT("EUR"),
    };
}

// What was typed and refused: a name, a time zone or a currency.
struct typed {
    struct text name;
    struct text zone;
    struct text currency;
};

static void mark(const struct render *render, const struct typed *typed, const struct fault *fault,
                 struct account_view *view)
{
    if (fault == NULL) {
        return;
    }
    view->name.value = text_is(typed->name) ? typed->name : view->name.value;
    view->zone.value = text_is(typed->zone) ? typed->zone : view->zone.value;
    view->currency.value = text_is(typed->currency) ? typed->currency : view->currency.value;
    struct field_view *const fields[] = {&view->name.field, &view->zone.field, &view->currency.field};
    view->errors = page_mark(render, fault, fields, 3);
}

static enum rc show(struct call *call, const struct typed *typed, const struct fault *fault)
{
    struct render render;
    TRY(page_open(call, &render));
    struct account_view view = {.frame = portal_frame(call, &render, PLACE_ACCOUNT)};
    view.frame.title = phrase_word_settings(&render.reader);
    fill_person(call, &render, &view);
    TRY(fill_sessions(call, &view));
    struct parameters query;
    TRY(call_parse_parameters(call, call->request->query, &query));
    view.is_saved = text_is(parameters_get(&query, TEXT("saved")));
    view.tabs = account_tabs(call, &render, /* is_security= */ false);
    mark(&render, typed, fault, &view);
    account_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_account(struct call *call)
{
    return show(call, NULL, NULL);
}

enum rc web_account_name(struct call *call)
{
    struct typed typed = {
        .name = text_trim(parameters_get(&call->form, TEXT("name"))), .zone = TEXT_NONE, .currency = TEXT_NONE};
    struct user_change_input input = {.name = text_is(typed.name) ? typed.name : TEXT("")};
    struct identity_user user;
    struct fault fault;
    enum rc rc = user_change(&call->flow, call->actor.person->user.id, &input, &user);
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &typed, &fault);
    }
    TRY(rc);
    return page_redirect(call, TEXT("/account?saved=1"));
}

enum rc web_account_preferences(struct call *call)
{
    struct identity_preferences chosen = {
        .language = parameters_get(&call->form, TEXT("language")),
        .theme = parameters_get(&call->form, TEXT("theme")),
        .time_zone = text_trim(parameters_get(&call->form, TEXT("time_zone"))),
        .shortcuts = parameters_get(&call->form, TEXT("shortcuts")),
        .currency = parameters_get(&call->form, TEXT("currency")),
    };
    if (text_is(chosen.currency)) {
        chosen.currency = text_trim(chosen.currency);
    }
    enum rc rc = session_preferences(&call->flow, call->actor.person->user.id, &chosen);
    struct fault fault;
    if (page_is_refused(call, rc, &fault)) {
        return show(call, &(struct typed){.name = TEXT_NONE, .zone = chosen.time_zone, .currency = chosen.currency},
                    &fault);
    }
    TRY(rc);
    page_preferences_keep(call, chosen.language, chosen.theme);
    return page_redirect(call, parameters_get(&call->form, TEXT("return")));
}

enum rc web_session_end(struct call *call)
{
    TRY(session_end(&call->flow, call->actor.person->user.id, (struct session_id){.v = call->ids[0]}));
    return page_redirect(call, TEXT("/account#sessions"));
}

enum rc web_session_end_others(struct call *call)
{
    const struct identity_session_person *person = call->actor.person;
    TRY(session_end_others(&call->flow, person->user.id, person->session.id));
    return page_redirect(call, TEXT("/account#sessions"));
}
