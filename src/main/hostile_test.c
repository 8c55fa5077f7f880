// SPDX-License-Identifier: Apache-2.0
// Hostile text in every field of every form of the portals, and in every parameter of their addresses. The forms are
// taken from the pages themselves, as each role sees them: a page that gets another field has it tried here by itself,
// and a form that no page shows is an error. Each answer is 2xx, 3xx or 4xx, well-formed, and nothing that was typed
// has become markup, a header or a way to somewhere else in it; the pages that show what was taken are looked at again
// afterwards. What is refused comes back as it was typed.
#include "hostile.h"
#include "html_reader.h"
#include "portal_fixture.h"

#include "application/application_token.h"
#include "identity/ticket.h"
#include "user/invitation.h"
#include "user/session.h"

#define FORMS_MAX 400
#define PLACES_MAX 400

// ---- who there is, and what there is to see ----

struct persona {
    const char *name;
    enum duty duty; // DUTY_NONE: nobody
    int64_t owner_id;
    struct user_id user_id;
};

struct place {
    const struct persona *who;
    const struct route *route;
    const char *path;
};

struct known_form {
    const struct persona *who;
    struct html_form form;
    bool is_unseen; // no page of this world shows it
};

struct siege {
    struct portal portal;
    struct api *api;
    struct api_world w;
    struct persona personas[4];
    struct place places[PLACES_MAX];
    size_t place_count;
    struct known_form *forms; // FORMS_MAX
    size_t form_count;
    size_t first, step; // which texts are for this database
    const char *cookie; // of the persona who asks now, with the origin
    struct text token;
    size_t requests;
    int wrong;
};

#define WRONG(siege, ...)         \
    do {                          \
        print_error(__VA_ARGS__); \
        (siege)->wrong++;         \
    } while (0)

// A new session each time: forms end sessions, and let operators see as partners do.
static void enter(struct siege *siege, const struct persona *who)
{
    struct api *api = siege->api;
    siege->cookie = OWN;
    siege->token = TEXT("none");
    if (who->duty == DUTY_NONE) {
        return;
    }
    struct flow flow = api_flow(api);
    struct sign_in_input input = {.agent = TEXT("test"), .address_prefix = TEXT("")};
    struct sign_in_done done;
    api_do(api, session_start(&flow, who->user_id, &input, &done));
    siege->cookie = text_c(api, text_format(api->arena, OWN "Cookie: session=%.*s\r\n", TEXT_PRINT(done.token)));
    siege->token = text_copy(api->arena, token_in(ask(api, "GET /account", siege->cookie, NULL)));
}

static bool is_page(struct api_answer answer)
{
    return text_starts_with(head(answer, "\r\nContent-Type: "), TEXT("text/html"));
}

// What every answer must be; `what` and `said` name the request.
static void check(struct siege *siege, const char *what, const char *said, struct api_answer answer)
{
    siege->requests++;
    if (answer.status >= 500) {
        WRONG(siege, "%s: %d after %.300s\n", what, answer.status, said);
    }
    const char *complaint = is_page(answer) ? html_complaint(siege->api->arena, answer.body, HOSTILE_MARK) : NULL;
    if (complaint != NULL) {
        WRONG(siege, "%s: %s\n  after %.300s\n", what, complaint, said);
    }
    struct text location = head(answer, "\r\nLocation: ");
    bool is_away = text_is(location) && (location.p[0] != '/' || text_starts_with(location, TEXT("//")) ||
                                         text_starts_with(location, TEXT("/\\")));
    if (is_away || holds(answer.head, "\r\nX-Hostile") || holds(answer.head, "session=hostile")) {
        WRONG(siege, "%s: %.*s\n  after %.300s\n", what, TEXT_PRINT(answer.head), said);
    }
}

// Cells that a spreadsheet would calculate.
static void check_sheet(struct siege *siege, const char *what, struct text file)
{
    static const char *const begins[] = {"=", "@", "+", "\t", "\"=", "\"@", "\"+", "\"\t"};
    for (size_t at = 0; at < file.n; at++) {
        bool is_cell = at == 0 || file.p[at - 1] == ',' || file.p[at - 1] == '\n';
        struct text cell = text_slice(file, at, is_cell ? SIZE_MAX : at);
        for (size_t i = 0; i < COUNT_OF(begins); i++) {
            if (text_starts_with(cell, text_of(begins[i]))) {
                WRONG(siege, "%s: a cell begins %.*s\n", what, TEXT_PRINT(text_slice(cell, 0, 60)));
            }
        }
    }
}

// ---- the pages ----

static struct text secret_of(struct siege *siege, const char *pattern)
{
    struct api *api = siege->api;
    if (strstr(pattern, "{slug}") != NULL) {
        return siege->w.program;
    }
    if (strstr(pattern, "{secret}") != NULL) {
        struct application_id id = {.v = api_row_id(api, PREFIX_APPLICATION, siege->w.application)};
        return application_token(api->arena, &api->keyring, id);
    }
    struct flow flow = api_flow(api);
    struct invite_input input = {.email = text_format(api->arena, "u%lld@example.org", (long long)++api->counter),
                                 .role = ROLE_OPERATOR,
                                 .is_by_hand = true};
    struct invited invited;
    api_do(api, user_invite(&flow, &input, &invited));
    struct identity_ticket ticket = {.user_id = invited.user.id,
                                     .kind = strstr(pattern, "/password/") != NULL ? TICKET_PASSWORD : TICKET_EMAIL,
                                     .email = TEXT("new@example.org"),
                                     .created_at = api->clock.instant,
                                     .expires_at = {.ms = api->clock.instant.ms + DAY_MS}};
    if (strstr(pattern, "/invitation/") == NULL) {
        api_do(api, db_write_begin(api->db));
        api_do(api, identity_ticket_insert(api->db, api->arena, &ticket, &invited.ticket_id));
        api_do(api, db_commit(api->db));
    }
    return ticket_secret(api->arena, &api->keyring, invited.ticket_id);
}

// The request of a route in this world: "GET /operator/partners/prt_…".
static const char *request_of(struct siege *siege, const struct route *route)
{
    static const char *const secrets[] = {"{slug}", "{secret}", "{ticket}"};
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        const char *at = strstr(route->pattern, secrets[i]);
        if (at != NULL) {
            return text_c(siege->api,
                          text_format(siege->api->arena, "%.*s %.*s%.*s%s", TEXT_PRINT(http_method_text(route->method)),
                                      (int)(at - route->pattern), route->pattern,
                                      TEXT_PRINT(secret_of(siege, route->pattern)), at + strlen(secrets[i])));
        }
    }
    return address(siege->api, &siege->w, route);
}

static bool is_for(const struct route *route, const struct persona *who)
{
    if ((route->flags & ROUTE_PAGE) == 0 || strstr(route->pattern, "/stream") != NULL ||
        strcmp(route->pattern, "/partner/live") == 0) {
        return false; // streams do not end
    }
    if (who->duty == DUTY_NONE) {
        return route->capability == CAP_PUBLIC;
    }
    return route->capability != CAP_PUBLIC && capability_is_for(route->capability, who->duty);
}

static void add_place(struct siege *siege, const struct persona *who, const struct route *route, const char *path)
{
    assert_true(siege->place_count < PLACES_MAX);
    siege->places[siege->place_count++] = (struct place){.who = who, .route = route, .path = path};
}

// Every page of the tables as each who may see it, and those whose forms are others by a parameter.
static void find_places(struct siege *siege)
{
    static const struct {
        size_t who;
        const char *path;
    } more[] = {
        {0, "/operator/setup?step=network"},
        {0, "/operator/setup?step=product"},
        {0, "/operator/setup?step=plan"},
        {0, "/operator/setup?step=partner"},
        {0, "/operator/setup?step=shop"},
        {0, "/operator/setup?step=click"},
        {0, "/operator/setup?step=order"},
        {0, "/operator/setup?step=done"},
        {0, "/operator/payout-sources?method=ach"},
        {0, "/operator/payout-sources?method=ru_bank"},
        {1, "/partner/payout-account?method=ach"},
        {1, "/partner/payout-account?method=ru_bank"},
        {1, "/partner/payout-account?method=paypal"},
        {1, "/partner/payout-account?method=wise"},
        {1, "/partner/payout-account?method=other"},
    };
    for (size_t p = 0; p < COUNT_OF(siege->personas); p++) {
        const struct persona *who = &siege->personas[p];
        for (size_t i = 0; i < web_routes.count; i++) {
            const struct route *route = &web_routes.routes[i];
            if (route->method == HTTP_GET && is_for(route, who)) {
                add_place(siege, who, route, request_of(siege, route) + strlen("GET "));
            }
        }
        for (size_t i = 0; i < COUNT_OF(more); i++) {
            if (more[i].who == p) {
                add_place(siege, who, NULL, more[i].path);
            }
        }
    }
}

static struct route_match route_of(struct siege *siege, enum http_method method, struct text path)
{
    path = text_slice(path, 0, text_find_char(path, '#', 0));
    path = text_slice(path, 0, text_find_char(path, '?', 0));
    return route_find(siege->api->app.tables, siege->api->app.table_count, method, path, siege->api->arena);
}

// The same form on another page, or in another row.
static bool is_known(struct siege *siege, const struct persona *who, const struct html_form *form)
{
    const struct route *route = route_of(siege, form->is_post ? HTTP_POST : HTTP_GET, form->action).route;
    for (size_t i = 0; i < siege->form_count; i++) {
        const struct known_form *one = &siege->forms[i];
        bool is_same = (one->who == who || route->capability == CAP_ACCOUNT_OWN || route->capability == CAP_PUBLIC) &&
                       one->form.is_post == form->is_post && one->form.count == form->count &&
                       route_of(siege, form->is_post ? HTTP_POST : HTTP_GET, one->form.action).route == route;
        for (size_t k = 0; is_same && k < form->count; k++) {
            is_same = text_equal(one->form.fields[k].name, form->fields[k].name);
        }
        if (is_same) {
            return true;
        }
    }
    return false;
}

static void look_at(struct siege *siege, const struct place *place)
{
    struct api *api = siege->api;
    const char *what = text_c(api, text_format(api->arena, "GET %s", place->path));
    struct api_answer answer = ask(api, what, siege->cookie, NULL);
    check(siege, what, "nothing", answer);
    struct html_form *forms = NULL;
    size_t count = 0;
    if (is_page(answer)) {
        html_forms(api->arena, answer.body, &forms, &count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct route *route = route_of(siege, forms[i].is_post ? HTTP_POST : HTTP_GET, forms[i].action).route;
        if (route == NULL) {
            WRONG(siege, "%s: a form leads to %.*s\n", what, TEXT_PRINT(forms[i].action));
        } else if (!is_known(siege, place->who, &forms[i])) {
            assert_true(siege->form_count < FORMS_MAX);
            struct known_form *known = &siege->forms[siege->form_count++];
            *known = (struct known_form){.who = place->who, .form = forms[i]};
            struct text action = known->form.action; // what follows a '#' stays in the browser
            known->form.action = text_slice(action, 0, text_find_char(action, '#', 0));
        }
    }
}

// Forms that pages show only in states that this world is not in: who sees them, where they lead, and their fields.
static const struct {
    size_t who;
    const char *pattern, *fields;
} unseen[] = {
    {3, "/sign-in/code", "code return"},
    {3, "/unsubscribe", "List-Unsubscribe"},
    {3, "/applications/{secret}", "password"},
    {3, "/applications/{secret}/reply", "body"},
    {0, "/account/sessions/{session}/end", ""},
    {0, "/account/sessions/end-others", ""},
    {0, "/account/second-factor/off", "current_factor"},
    {0, "/account/recovery-codes", "current_factor"},
    {0, "/viewing/end", ""},
    {0, "/account/views/forget", "id return"},
    {0, "/account/views/restore", "id return"},
    {0, "/account/views/rename", "id name return"},
    {0, "/account/views/share", "id is_shared return"},
    {0, "/account/views/copy", "id"},
    {0, "/operator/conversions/undo", "id return"},
    {0, "/operator/partners/undo", "id return"},
    {0, "/operator/users/{user}/again", ""},
    {0, "/operator/users/{user}/sign-out", ""},
    {0, "/operator/users/{user}/second-factor", ""},
    {0, "/operator/withdrawals/{withdrawal}/decline", "reason"},
    {0, "/operator/advertisers/{advertiser}/credits", "invoice credit_amount credit_reference reason"},
    {0, "/operator/programs/{program}/plan/check", "text from to do"},
    {0, "/operator/programs/{program}/plan/withdraw", "number reason"},
    {0, "/operator/enrollments/{enrollment}/terms/withdraw", "number reason"},
    {0, "/operator/domains/{host}/status/{status}", ""},
    {0, "/operator/setup/product", "advertiser name destination_url price goal"},
    {0, "/operator/setup/plan", "kind percent amount hold_days text"},
    {0, "/operator/setup/partner", "name email code"},
    {0, "/operator/setup/order", "amount"},
    {0, "/operator/setup/undo", ""},
    {1, "/conversions/{conversion}/appeal", "reason body"},
    {1, "/partner/programs/{program}/answer", "version answer"},
    {1, "/partner/programs/{program}/join", ""},
    {1, "/partner/withdrawals/{withdrawal}/cancel", ""},
    {1, "/partner/deliveries/{delivery}/retry", ""},
};

static void add_unseen(struct siege *siege)
{
    for (size_t i = 0; i < COUNT_OF(unseen); i++) {
        const struct route *route = NULL;
        for (size_t k = 0; k < web_routes.count; k++) {
            bool is_it = web_routes.routes[k].method == HTTP_POST &&
                         strcmp(web_routes.routes[k].pattern, unseen[i].pattern) == 0;
            route = is_it ? &web_routes.routes[k] : route;
        }
        assert_row(unseen[i].pattern, route != NULL && siege->form_count < FORMS_MAX);
        struct known_form *known = &siege->forms[siege->form_count++];
        *known = (struct known_form){.who = &siege->personas[unseen[i].who], .is_unseen = true};
        known->form.is_post = true;
        known->form.action = text_of(request_of(siege, route) + strlen("POST "));
        known->form.fields[known->form.count++] = (struct html_field){.name = TEXT("csrf"), .kind = HTML_HIDDEN};
        struct text rest = text_of(unseen[i].fields);
        struct text name = TEXT_NONE;
        while (rest.n > 0 && text_split(&rest, ' ', &name)) {
            known->form.fields[known->form.count++] = (struct html_field){.name = name, .type = TEXT("text")};
        }
    }
}

// ---- sending ----

// What a person would type who means no harm.
static struct text plausible(const struct html_field *field)
{
    static const struct {
        const char *type, *value;
    } values[] = {{"email", "anna@example.org"}, {"url", "https://a.example/"}, {"number", "1"},
                  {"date", "2026-09-01"},        {"month", "2026-08"},          {"password", PASSWORD}};
    if (!text_is_empty(field->value) || field->kind == HTML_CHOSEN) {
        return text_is(field->value) ? field->value : TEXT("");
    }
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (text_equal(field->type, text_of(values[i].type))) {
            return text_of(values[i].value);
        }
    }
    return TEXT("1");
}

// How a form is filled in: field `at` says `said` while the others say what is plausible; with at EVERY_FIELD each says
// something hostile of its own, from `turn` on. A form with several buttons is sent by another one each turn.
#define EVERY_FIELD SIZE_MAX
struct aim {
    size_t at;
    size_t turn;
    struct text said;
};

static bool is_token(const struct html_field *field)
{
    return text_equal(field->name, TEXT("csrf"));
}

// What field `i` says. False: it is not sent.
static bool value_of(struct siege *siege, const struct html_form *form, size_t i, const struct aim *aim,
                     struct text *ret_value)
{
    const struct html_field *field = &form->fields[i];
    size_t buttons = 0;
    size_t number = 0;
    for (size_t k = 0; k < form->count; k++) {
        number = k == i ? buttons : number;
        buttons += form->fields[k].kind == HTML_BUTTON;
    }
    bool is_alone = aim->at != EVERY_FIELD && i != aim->at;
    *ret_value = is_token(field)          ? siege->token
                 : aim->at == EVERY_FIELD ? hostile(aim->turn + 7 * i)
                 : i == aim->at           ? aim->said
                                          : plausible(field);
    bool is_other_button = field->kind == HTML_BUTTON && number != aim->turn % (buttons + (buttons == 0));
    bool is_off = field->kind == HTML_CHECKED && !field->is_on;
    return !is_alone || is_token(field) || !(is_other_button || is_off);
}

static struct text body_of(struct siege *siege, const struct html_form *form, const struct aim *aim)
{
    struct buf buf = buf_new(siege->api->arena, (size_t)4 << 20);
    for (size_t i = 0; i < form->count; i++) {
        struct text value = TEXT_NONE;
        if (!value_of(siege, form, i, aim, &value)) {
            continue;
        }
        if (form->is_multipart) {
            bool is_file = form->fields[i].kind == HTML_FILE;
            buf_format(&buf, "--sep\r\nContent-Disposition: form-data; name=\"%.*s\"%s\r\n\r\n",
                       TEXT_PRINT(form->fields[i].name), is_file ? "; filename=\"<hostile>.svg\"" : "");
            buf_add(&buf, value);
            buf_add(&buf, TEXT("\r\n"));
        } else {
            buf_add(&buf, buf.n > 0 ? TEXT("&") : TEXT(""));
            percent_encode(&buf, form->fields[i].name);
            buf_add_char(&buf, '=');
            percent_encode(&buf, value);
        }
    }
    buf_add(&buf, form->is_multipart ? TEXT("--sep--\r\n") : TEXT(""));
    assert_false(buf.is_overflown);
    return text_copy(siege->api->arena, buf_text(&buf));
}

#define QUERY_BYTES_MAX 12000 // a longer head is the server's to refuse

static struct api_answer send_form(struct siege *siege, const struct html_form *form, struct text body)
{
    struct arena *arena = siege->api->arena;
    struct text bytes = TEXT_NONE;
    if (form->is_post) {
        bytes = text_format(
            arena, "POST %.*s HTTP/1.1\r\nHost: go.example\r\nContent-Length: %zu\r\n%sContent-Type: %s\r\n\r\n",
            TEXT_PRINT(form->action), body.n, siege->cookie,
            form->is_multipart ? "multipart/form-data; boundary=sep" : "application/x-www-form-urlencoded");
        struct buf buf = buf_new(arena, (size_t)8 << 20);
        buf_add(&buf, bytes);
        buf_add(&buf, body);
        bytes = text_copy(arena, buf_text(&buf));
    } else {
        struct text path = text_slice(form->action, 0, text_find_char(form->action, '?', 0));
        bytes = text_format(arena, "GET %.*s?%.*s HTTP/1.1\r\nHost: go.example\r\n%s\r\n", TEXT_PRINT(path),
                            TEXT_PRINT(text_slice(body, 0, body.n < QUERY_BYTES_MAX ? body.n : 0)), siege->cookie);
    }
    return api_read_answer(siege->api, api_raw(siege->api, bytes));
}

// ---- the storm ----

// After these the session is another one, or none.
static bool ends_session(const struct route *route)
{
    static const char *const words[] = {"/sign-out",         "/{partner}/view", "/viewing/",     "/account/sessions/",
                                        "/account/password", "second-factor",   "/users/{user}/"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strstr(route->pattern, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

struct shot {
    const struct known_form *known;
    const struct route *route;
    const char *what;
    size_t let_in; // answers that were not 403
};

static void shoot(struct siege *siege, struct shot *shot, size_t at, size_t turn)
{
    if (ends_session(shot->route)) {
        enter(siege, shot->known->who);
    }
    const struct html_form *form = &shot->known->form;
    struct aim aim = {.at = at, .turn = turn, .said = hostile(turn)};
    struct text body = body_of(siege, form, &aim);
    struct api_answer answer = send_form(siege, form, body);
    check(siege, shot->what, text_c(siege->api, body), answer);
    shot->let_in += answer.status != 403;
    struct text location = head(answer, "\r\nLocation: ");
    if (text_is(location) && turn % 8 == 0 && answer.status == 303) {
        const char *next = text_c(siege->api, text_format(siege->api->arena, "GET %.*s", TEXT_PRINT(location)));
        check(siege, next, shot->what, ask(siege->api, next, siege->cookie, NULL));
    }
}

// Each text in every field, all fields at once; then field by field while the others are as they should be, so that
// what reads the last of them is reached too.
static void storm(struct siege *siege, const struct known_form *known)
{
    struct api *api = siege->api;
    const struct html_form *form = &known->form;
    struct shot shot = {.known = known,
                        .route = route_of(siege, form->is_post ? HTTP_POST : HTTP_GET, form->action).route,
                        .what = text_c(api, text_format(api->arena, "%s %.*s as %s", form->is_post ? "POST" : "GET",
                                                        TEXT_PRINT(form->action), known->who->name))};
    enter(siege, known->who);
    size_t turns = form->count > 1 ? HOSTILE_COUNT : 1; // there is the token only
    for (size_t turn = siege->first; turn < turns; turn += siege->step) {
        shoot(siege, &shot, EVERY_FIELD, turn);
    }
    for (size_t i = 0; i < form->count; i++) {
        for (size_t k = 0; k < 2 && !is_token(&form->fields[i]); k++) {
            shoot(siege, &shot, i, siege->requests * 13 + k);
        }
    }
    if (shot.let_in == 0 && turns > 1) {
        WRONG(siege, "%s: it was never let in\n", shot.what);
    }
}

// ---- what is refused comes back as it was typed ----

static bool is_kept(const struct html_field *field)
{
    bool is_secret = field->is_secret || text_equal(field->name, TEXT("secret")); // those are not sent back
    return field->kind == HTML_CHOSEN || (field->kind == HTML_TYPED && !is_secret);
}

static const struct html_field *field_named(const struct html_form *form, struct text name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (text_equal(form->fields[i].name, name)) {
            return &form->fields[i];
        }
    }
    return NULL;
}

static void compare(struct siege *siege, const struct shot *shot, struct api_answer answer, const struct aim *aim)
{
    const struct html_form *form = &shot->known->form;
    struct html_form *forms = NULL;
    size_t count = 0;
    html_forms(siege->api->arena, answer.body, &forms, &count);
    const struct html_form *again = NULL;
    bool is_same = false; // the very row's, where several rows have one
    for (size_t i = 0; i < count && !is_same; i++) {
        bool is_it = forms[i].is_post && route_of(siege, HTTP_POST, forms[i].action).route == shot->route &&
                     field_named(&forms[i], form->fields[aim->at].name) != NULL;
        is_same = is_it && text_equal(forms[i].action, form->action);
        again = is_same || (is_it && again == NULL) ? &forms[i] : again;
    }
    if (again == NULL) {
        WRONG(siege, "%s: refused, and the form is gone\n", shot->what);
        return;
    }
    if (!holds(answer.body, "aria-invalid=\"true\"") && !holds(answer.body, "role=\"alert\"")) {
        WRONG(siege, "%s: refused, and nothing says why\n", shot->what);
    }
    for (size_t i = 0; i < form->count; i++) {
        struct text sent = TEXT_NONE;
        if (!is_kept(&form->fields[i]) || !value_of(siege, form, i, aim, &sent)) {
            continue;
        }
        const struct html_field *field = field_named(again, form->fields[i].name);
        if (field == NULL || !text_equal(text_trim(field->value), text_trim(sent))) {
            WRONG(siege, "%s: \"%.*s\" of %.*s is gone, there is \"%.*s\"\n", shot->what,
                  TEXT_PRINT(text_slice(sent, 0, 60)), TEXT_PRINT(form->fields[i].name),
                  TEXT_PRINT(field == NULL ? TEXT("no field") : text_slice(field->value, 0, 60)));
        }
    }
}

static void refuse(struct siege *siege, const struct known_form *known)
{
    struct api *api = siege->api;
    const struct html_form *form = &known->form;
    struct shot shot = {
        .known = known,
        .route = route_of(siege, HTTP_POST, form->action).route,
        .what = text_c(api, text_format(api->arena, "POST %.*s as %s", TEXT_PRINT(form->action), known->who->name))};
    enter(siege, known->who);
    for (size_t i = 0; i < form->count && form->is_post && !form->is_multipart; i++) {
        if (!is_kept(&form->fields[i]) || form->fields[i].kind != HTML_TYPED) {
            continue;
        }
        struct aim aim = {.at = i, .said = hostile(HOSTILE_COUNT - 1)};
        struct api_answer answer = send_form(siege, form, body_of(siege, form, &aim));
        check(siege, shot.what, "too much", answer);
        if (answer.status == 422) {
            compare(siege, &shot, answer, &aim);
        } else if (answer.status >= 400 && answer.status != 429) {
            WRONG(siege, "%s: too much in %.*s is refused with %d, without its form\n", shot.what,
                  TEXT_PRINT(form->fields[i].name), answer.status);
        }
    }
}

// ---- addresses ----

static void check_address(struct siege *siege, struct text path, const char *said)
{
    const char *what = text_c(siege->api, text_format(siege->api->arena, "GET %.*s", TEXT_PRINT(path)));
    check(siege, what, said, ask(siege->api, what, siege->cookie, NULL));
}

// Every parameter that the table knows, all at once, then one by one.
static void query(struct siege *siege, const struct place *place)
{
    const struct schema *schema = place->route->query;
    for (size_t turn = siege->first; turn < HOSTILE_COUNT * (schema->count > 0); turn += siege->step) {
        size_t alone = turn % (2 * schema->count); // half of the turns
        struct buf buf = buf_new(siege->api->arena, (size_t)1 << 20);
        buf_format(&buf, "%s%c", place->path, strchr(place->path, '?') == NULL ? '?' : '&');
        for (size_t i = 0; i < schema->count; i++) {
            struct text said = hostile(turn + 7 * i);
            if (said.n < 1000 && (alone >= schema->count || alone == i)) {
                buf_format(&buf, "%s=", schema->fields[i].name);
                percent_encode(&buf, said);
                buf_add_char(&buf, '&');
            }
        }
        check_address(siege, text_slice(buf_text(&buf), 0, buf.n - 1), "a query");
    }
}

// The file of a list, when it has one.
static void sheet(struct siege *siege, const struct place *place)
{
    bool has_file = false;
    for (size_t i = 0; i < place->route->query->count; i++) {
        has_file = has_file || strcmp(place->route->query->fields[i].name, "format") == 0;
    }
    if (has_file) {
        const char *what = text_c(siege->api, text_format(siege->api->arena, "GET %s%cformat=csv", place->path,
                                                          strchr(place->path, '?') == NULL ? '?' : '&'));
        struct api_answer answer = ask(siege->api, what, siege->cookie, NULL);
        check(siege, what, "all that", answer);
        check_sheet(siege, what, answer.body);
    }
}

// Every parameter in the path.
static void paths(struct siege *siege, const struct route *route)
{
    for (size_t turn = siege->first; turn < HOSTILE_COUNT; turn += siege->step) {
        struct text said = hostile(turn);
        struct buf buf = buf_new(siege->api->arena, (size_t)1 << 20);
        for (const char *p = route->pattern; *p != '\0' && said.n < 1000; p++) {
            buf_add_bytes(&buf, p, *p != '{');
            if (*p == '{') {
                percent_encode(&buf, said);
                p = strchr(p, '}');
            }
        }
        struct html_form form = {.action = text_copy(siege->api->arena, buf_text(&buf)),
                                 .is_post = route->method == HTTP_POST};
        struct text token = text_format(siege->api->arena, "csrf=%.*s", TEXT_PRINT(siege->token));
        if (buf.n > 0) {
            check(siege, route->pattern, text_c(siege->api, form.action), send_form(siege, &form, token));
        }
    }
}

// ---- the cases ----

static struct siege *siege_new(void *state)
{
    struct siege *siege = calloc(1, sizeof(*siege));
    siege->portal = portal_new(state);
    struct api *api = siege->api = siege->portal.api;
    struct api_world *w = &siege->w;
    bool has_both = test_database_is_available(DB_POSTGRES); // then each takes half of the texts
    siege->step = has_both ? 2 : 1;
    siege->first = has_both && test_database_kind(state) == DB_POSTGRES;
    siege->forms = arena_many(api->arena, struct known_form, FORMS_MAX);
    *w = api_world_new(api);
    api_world_sell(api, w);
    api_world_penalty(api, w);
    api_world_withdraw(api, w);
    api_world_pay(api, w);
    api_world_invoice(api, w);
    api_world_dispute(api, w);
    api_world_postback(api, w);
    api_world_webhook(api, w);
    api_world_apply(api, w);
    agree(api, w);
    compensate(api, w);
    struct text open = text_format(api->arena, "PATCH /api/v1/programs/%.*s", TEXT_PRINT(w->program));
    expect_status(200, api_call(api, api->operator_token, text_c(api, open), "{\"is_public\":true}"));
    int64_t partner = number_of(api, PREFIX_PARTNER, w->partner);
    int64_t advertiser = number_of(api, PREFIX_ADVERTISER, w->advertiser);
    const struct persona personas[] = {{.name = "owner", .duty = DUTY_OWNER},
                                       {.name = "partner", .duty = DUTY_PARTNER_OWNER, .owner_id = partner},
                                       {.name = "advertiser", .duty = DUTY_ADVERTISER_ADMIN, .owner_id = advertiser},
                                       {.name = "nobody", .duty = DUTY_NONE}};
    for (size_t i = 0; i < COUNT_OF(personas); i++) {
        siege->personas[i] = personas[i];
        if (personas[i].duty != DUTY_NONE) {
            const char *email = text_c(api, text_format(api->arena, "%s@example.org", personas[i].name));
            siege->personas[i].user_id = person_with(api, email, personas[i].duty, personas[i].owner_id);
        }
    }
    find_places(siege);
    const struct persona *who = NULL;
    for (size_t i = 0; i < siege->place_count; i++) {
        if (siege->places[i].who != who) {
            who = siege->places[i].who;
            enter(siege, who);
        }
        look_at(siege, &siege->places[i]);
    }
    add_unseen(siege);
    return siege;
}

static void siege_free(struct siege *siege)
{
    print_message("# %zu forms of %zu pages, %zu requests\n", siege->form_count, siege->place_count, siege->requests);
    assert_int_equal(siege->wrong, 0);
    struct portal portal = siege->portal;
    free(siege);
    portal_free(&portal);
}

// Memory of a round is its own.
static struct arena *round_begin(struct siege *siege, struct arena *scratch)
{
    struct arena *kept = siege->api->arena;
    arena_reset(scratch);
    siege->api->arena = scratch;
    return kept;
}

// Forms of every route: of pages, or unseen.
static bool is_tried(struct siege *siege, const struct route *route)
{
    for (size_t i = 0; i < siege->form_count; i++) {
        if (route_of(siege, HTTP_POST, siege->forms[i].form.action).route == route) {
            return true;
        }
    }
    return false;
}

static void hostile_text_stays_text(void **state)
{
    AUTO_ARENA scratch = arena_new((size_t)256 << 20);
    struct siege *siege = siege_new(*state);
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *route = &web_routes.routes[i];
        if (route->method == HTTP_POST && (route->flags & ROUTE_PAGE) != 0 && !is_tried(siege, route)) {
            WRONG(siege, "no page shows a form for %s, and it is none of the unseen\n", route->pattern);
        }
    }
    for (size_t i = 0; i < siege->form_count; i++) {
        struct arena *kept = round_begin(siege, scratch);
        storm(siege, &siege->forms[i]);
        siege->api->arena = kept;
    }
    for (size_t i = 0; i < siege->place_count; i++) {
        const struct place *place = &siege->places[i];
        struct arena *kept = round_begin(siege, scratch);
        enter(siege, place->who);
        check_address(siege, text_of(place->path), "all that");
        if (place->route != NULL) {
            sheet(siege, place);
            query(siege, place);
            if (strchr(place->route->pattern, '{') != NULL) {
                paths(siege, place->route);
            }
        }
        siege->api->arena = kept;
    }
    for (size_t i = 0; i < COUNT_OF(siege->personas) * web_routes.count; i++) {
        const struct persona *who = &siege->personas[i / web_routes.count];
        const struct route *route = &web_routes.routes[i % web_routes.count];
        if (route->method == HTTP_POST && is_for(route, who) && strchr(route->pattern, '{') != NULL) {
            struct arena *kept = round_begin(siege, scratch);
            enter(siege, who);
            paths(siege, route);
            siege->api->arena = kept;
        }
    }
    siege_free(siege);
}

static void what_is_refused_comes_back(void **state)
{
    AUTO_ARENA scratch = arena_new((size_t)256 << 20);
    struct siege *siege = siege_new(*state);
    for (size_t i = 0; i < siege->form_count; i++) {
        struct arena *kept = round_begin(siege, scratch);
        if (!siege->forms[i].is_unseen) {
            refuse(siege, &siege->forms[i]);
        }
        siege->api->arena = kept;
    }
    siege_free(siege);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(hostile_text_stays_text),
        TEST_DATABASE_CASE(what_is_refused_comes_back),
    };
    return TEST_DATABASE_RUN("hostile", cases);
}
