// SPDX-License-Identifier: Apache-2.0
// One's own settings and sessions.
#include "account/account.h"

#include "account_html.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/portal.h"
#include "user/session.h"

// The first that fits: Edge and Opera also say Chrome, Chrome also says Safari.
static const char *const browsers[][2] = {{"Edg/", "Edge"},
                                          {"OPR/", "Opera"},
                                          {"Firefox/", "Firefox"},
                                          {"Chromium/", "Chromium"},
                                          {"HeadlessChrome/", "Chrome"},
                                          {"Chrome/", "Chrome"},
                                          {"Safari/", "Safari"},
                                          {"curl/", "curl"}};
static const char *const systems[][2] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},      {"Android", "Android"},
                                         {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"},
                                         {"Linux", "Linux"}};

static const char *name_in(struct text agent, const char *const (*names)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_find(agent, text_of(names[i][0]), 0) != SIZE_MAX) {
            return names[i][1];
        }
    }
    return NULL;
}

struct text account_device(struct arena *arena, struct text agent)
{
    const char *browser = name_in(agent, browsers, sizeof(browsers) / sizeof(browsers[0]));
    const char *system = name_in(agent, systems, sizeof(systems) / sizeof(systems[0]));
    if (browser == NULL || system == NULL) {
        return browser == NULL ? text_of(system) : text_of(browser);
    }
    return text_format(arena, "%s, %s", browser, system);
}

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
            .device = account_device(call->arena, sessions[i].agent),
            .place = sessions[i].address_prefix,
            .seen_at = sessions[i].seen_at,
            .created_at = sessions[i].created_at,
            .is_this = sessions[i].id.v == person->session.id.v,
        };
    }
    view->sessions = (struct account_session_list){.items = items, .count = count};
    return RC_OK;
}

static struct text role_word(const struct reader *r, enum role role)
{
    if (role == ROLE_OPERATOR) {
        return phrase_account_operator(r);
    }
    return role == ROLE_ADVERTISER ? phrase_word_advertiser(r) : phrase_word_partner(r);
}

static void fill_person(struct call *call, const struct render *render, struct account_view *view)
{
    const struct reader *r = &render->reader;
    const struct identity_session_person *person = call->actor.person;
    struct definition *pairs = arena_many(call->arena, struct definition, 2);
    pairs[0] = (struct definition){.term = phrase_word_email(r), .value = person->user.email};
    pairs[1] = (struct definition){.term = phrase_account_role(r), .value = role_word(r, person->user.role)};
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
    view->zone = (struct input_view){
        .field = {.name = TEXT("time_zone"), .label = phrase_account_zone(r), .hint = phrase_account_zone_hint(r)},
        .kind = INPUT_TEXT,
        .value = render->page->zone,
        .pattern_hint = TEXT("Europe/Paris"),
    };
}

static enum rc show(struct call *call, struct text typed_zone, const struct fault *fault)
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
    struct form_error error = {.field = TEXT("time_zone")};
    if (fault != NULL) {
        error.message = phrase_of_fault(&render.reader, text_of(fault->code));
        view.zone.value = typed_zone;
        view.zone.field.error = error.message;
        view.errors = (struct form_error_list){.items = &error, .count = 1};
        call->response->status = 422;
    }
    account_html(&render, &view);
    return page_answer(call, &render);
}

enum rc web_account(struct call *call)
{
    return show(call, TEXT_NONE, NULL);
}

enum rc web_account_preferences(struct call *call)
{
    struct identity_preferences chosen = {
        .language = parameters_get(&call->form, TEXT("language")),
        .theme = parameters_get(&call->form, TEXT("theme")),
        .time_zone = text_trim(parameters_get(&call->form, TEXT("time_zone"))),
    };
    enum rc rc = session_preferences(&call->flow, call->actor.person->user.id, &chosen);
    if (rc == RC_INVALID) {
        struct fault fault = *call->fault;
        fault_clear(call->fault);
        return show(call, chosen.time_zone, &fault);
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
