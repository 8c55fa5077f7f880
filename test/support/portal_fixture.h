// SPDX-License-Identifier: Apache-2.0
// The portals for tests: pages and API through the real gate as the program wires them, people who sign in, and the
// address of any page in a world (api_fixture.h) that has everything. Header only, as api_fixture.h is.
//
//     struct portal portal = portal_new(*state);
//     const char *mary = sign_in(portal.api, "mary@example.org"); // of a person made by person()
//     struct api_answer page = ask(portal.api, "GET /operator", mary, NULL);
//     portal_free(&portal);
#pragma once

#include "api_fixture.h"

#include "user/user_write.h"
#include "web_routes.h"

#define OWN "Origin: http://go.example\r\n"
#define PASSWORD "a long enough one"

struct portal {
    struct api *api;
    const struct route_table *tables[2];
};

static inline struct portal portal_new(void *state)
{
    struct portal portal = {.api = api_new(state)};
    struct api *api = portal.api;
    static const struct route_table *tables[2];
    tables[0] = &api_routes;
    tables[1] = &web_routes;
    api->app.tables = tables;
    api->app.table_count = 2;
    assert_int_equal(web_part.start(&api->app, NULL, NULL, NULL), RC_OK);
    api_connect(api);
    return portal;
}

static inline void portal_free(struct portal *portal)
{
    struct app *app = &portal->api->app;
    web_part.stop(app);
    api_free(portal->api);
}

static inline struct user_id person_with(struct api *api, const char *email, enum duty duty, int64_t owner_id)
{
    struct flow flow = api_flow(api);
    struct user_create_input input = {.email = text_of(email),
                                      .password = TEXT(PASSWORD),
                                      .role = duty_role(duty),
                                      .duty = text_of(duty_text(duty)),
                                      .owner_id = owner_id};
    struct identity_user user;
    api_do(api, user_create(&flow, &input, &user));
    return user.id;
}

static inline struct user_id person(struct api *api, const char *email, enum role role, int64_t owner_id)
{
    struct flow flow = api_flow(api);
    struct user_create_input input = {
        .email = text_of(email), .password = TEXT(PASSWORD), .role = role, .owner_id = owner_id};
    struct identity_user user;
    api_do(api, user_create(&flow, &input, &user));
    return user.id;
}

static inline const char *text_c(struct api *api, struct text t)
{
    return text_zero_terminated(api->arena, t);
}

static inline struct api_answer ask(struct api *api, const char *what, const char *headers, const char *body)
{
    const char *type = body == NULL ? "" : "Content-Type: application/x-www-form-urlencoded\r\n";
    struct text request = text_of(what);
    struct text method = TEXT_NONE;
    text_split(&request, ' ', &method);
    struct text bytes = text_format(
        api->arena, "%.*s %.*s HTTP/1.1\r\nHost: go.example\r\nContent-Length: %zu\r\n%s%s\r\n%s", TEXT_PRINT(method),
        TEXT_PRINT(request), body == NULL ? (size_t)0 : strlen(body), type, headers, body == NULL ? "" : body);
    return api_read_answer(api, api_raw(api, bytes));
}

// The value of a header, or TEXT_NONE.
static inline struct text head(struct api_answer answer, const char *name)
{
    size_t at = text_find(answer.head, text_of(name), 0);
    if (at == SIZE_MAX) {
        return TEXT_NONE;
    }
    size_t from = at + strlen(name);
    return text_slice(answer.head, from, text_find(answer.head, TEXT("\r\n"), from));
}

static inline bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static inline const char *form_of(struct api *api, const char *email, const char *password)
{
    struct buf buf = buf_new(api->arena, 65536);
    buf_add(&buf, TEXT("email="));
    percent_encode(&buf, text_of(email));
    buf_add(&buf, TEXT("&password="));
    percent_encode(&buf, text_of(password));
    return text_c(api, buf_text(&buf));
}

// "Cookie: session=…\r\n" of a sign-in that succeeded.
static inline const char *sign_in(struct api *api, const char *email)
{
    struct api_answer answer = ask(api, "POST /sign-in", OWN, form_of(api, email, PASSWORD));
    assert_int_equal(answer.status, 303);
    struct text cookie = head(answer, "\r\nSet-Cookie: ");
    assert_true(text_starts_with(cookie, TEXT("session=trs_")));
    return text_c(api, text_format(api->arena, "Cookie: %.*s\r\n",
                                   TEXT_PRINT(text_slice(cookie, 0, text_find_char(cookie, ';', 0)))));
}

static inline struct text token_in(struct api_answer page)
{
    size_t at = text_find(page.body, TEXT("name=\"csrf\" value=\""), 0);
    assert_true(at != SIZE_MAX);
    return text_slice(page.body, at + 19, text_find_char(page.body, '"', at + 19));
}

static inline const char *with(struct api *api, const char *a, const char *b)
{
    return text_c(api, text_format(api->arena, "%s%s", a, b));
}

static inline struct text thing(const struct api_world *w, struct text name)
{
    const struct {
        const char *name;
        struct text value;
    } things[] = {{"commission", w->commission},
                  {"conversion", w->conversion},
                  {"partner", w->partner},
                  {"advertiser", w->advertiser},
                  {"compensation", w->compensation},
                  {"penalty", w->penalty},
                  {"contract", w->contract},
                  {"session", TEXT("ses_x")},
                  {"user", w->user},
                  {"program", w->program},
                  {"application", w->application},
                  {"question", w->question},
                  {"offer", w->offer},
                  {"enrollment", w->enrollment},
                  {"link", w->link},
                  {"coupon", w->coupon},
                  {"status", TEXT("archived")},
                  {"payout_run", w->payout_run},
                  {"payout_item", w->payout_item},
                  {"withdrawal", w->withdrawal},
                  {"invoice", w->invoice},
                  {"host", TEXT("go.example")},
                  {"dispute", w->dispute},
                  {"postback", w->postback},
                  {"delivery", w->delivery},
                  {"webhook_source", w->webhook_source},
                  {"account", TEXT("1")}};
    for (size_t i = 0; i < COUNT_OF(things); i++) {
        if (text_equal(name, text_of(things[i].name))) {
            return things[i].value;
        }
    }
    return TEXT_NONE;
}

static inline const char *address(struct api *api, const struct api_world *w, const struct route *route)
{
    struct buf buf = buf_new(api->arena, 4096);
    buf_format(&buf, "%.*s ", TEXT_PRINT(http_method_text(route->method)));
    for (const char *p = route->pattern; *p != '\0'; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (end == NULL) {
            buf_add_char(&buf, *p);
            continue;
        }
        struct text name = {.p = p + 1, .n = (size_t)(end - p) - 1};
        struct text value = text_equal(name, TEXT("entry")) ? public_id_text(api->arena, &api->keyring, PREFIX_ENTRY, 1)
                                                            : thing(w, name);
        assert_true(text_is(value)); // a new kind of thing in an address needs its example above
        buf_add(&buf, value);
        p = end;
    }
    return text_c(api, buf_text(&buf));
}

static inline int64_t number_of(struct api *api, const char *prefix, struct text public)
{
    int64_t id = 0;
    assert_int_equal(public_id_parse(&api->keyring, prefix, public, &id), RC_OK);
    return id;
}

static inline void compensate(struct api *api, struct api_world *w)
{
    const char *body = text_c(api, text_format(api->arena,
                                               "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"amount\":\"1.00\","
                                               "\"reason\":\"ten leads, no sale\"}",
                                               TEXT_PRINT(w->partner), TEXT_PRINT(w->program)));
    w->compensation = api_value(api_call(api, api->operator_token, "POST /api/v1/compensations", body), "id");
    assert_true(text_is(w->compensation));
}

static inline void agree(struct api *api, struct api_world *w)
{
    const char *body = text_c(api, text_format(api->arena,
                                               "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"term_days\":365,"
                                               "\"measure\":\"sales\",\"target\":\"10\"}",
                                               TEXT_PRINT(w->partner), TEXT_PRINT(w->program)));
    w->contract = api_value(api_call(api, api->operator_token, "POST /api/v1/contracts", body), "id");
    assert_true(text_is(w->contract));
}
