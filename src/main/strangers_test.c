// SPDX-License-Identifier: Apache-2.0
// Forms sent to what is another's. Everybody signs in and sends every form of the tables with the good token of the
// own session: to the addresses of another partner's and another advertiser's things, and with their ids in the body.
// Each is refused as if the thing were not there, and no row of any table is another one afterwards. Who owns the
// things sends the same forms at the end and is let in, so that it is not the form that was refused before.
#include "portal_fixture.h"

#include "db/db_copy.h"
#include "user/saved_view_write.h"

#define DOORS 10
#define BODY_MAX 4096

struct door {
    const char *name;
    enum duty duty;
    bool is_stranger; // a partner or an advertiser that the things of the address are not of
    const char *cookie;
    struct text token;
};

struct town {
    struct portal portal;
    struct api *api;
    struct api_world victim, stranger;
    struct text view; // a saved view of the victim's
    struct door doors[DOORS];
    struct door partner, advertiser; // of the victim
    struct db_table *tables;
    size_t table_count;
    uint64_t *digests;
    int wrong;
};

#define WRONG(town, ...)          \
    do {                          \
        print_error(__VA_ARGS__); \
        (town)->wrong++;          \
    } while (0)

// ---- what is in the database ----

// FNV-1a: rows come in the order of their keys.
static void mix(uint64_t *digest, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        *digest = (*digest ^ ((const unsigned char *)bytes)[i]) * 1099511628211U;
    }
}

struct reading {
    uint64_t digest;
    size_t column_count;
};

static enum rc read_row(void *user, const struct db_value *values)
{
    struct reading *reading = user;
    for (size_t i = 0; i < reading->column_count; i++) {
        mix(&reading->digest, &values[i].is_null, sizeof(values[i].is_null));
        mix(&reading->digest, &values[i].i, sizeof(values[i].i));
        mix(&reading->digest, &values[i].t.n, sizeof(values[i].t.n));
        mix(&reading->digest, values[i].t.p, values[i].t.n);
    }
    return RC_OK;
}

// Whether all is as it was when it was looked at last. A session says when it was used; nothing else may move.
static bool is_unchanged(struct town *town, const char *what)
{
    bool is_same = true;
    for (size_t i = 0; i < town->table_count; i++) {
        const struct db_table *table = &town->tables[i];
        struct reading reading = {.digest = 14695981039346656037U, .column_count = table->column_count};
        api_do(town->api, db_run(town->api->db, table->read, NULL, read_row, &reading, NULL));
        bool is_session = strcmp(table->name, "session") == 0;
        if (town->digests[i] != 0 && town->digests[i] != reading.digest && !is_session) {
            WRONG(town, "%s changed %s\n", what, table->name);
            is_same = false;
        }
        town->digests[i] = reading.digest;
    }
    return is_same;
}

// ---- forms ----

// "offer_id={offer}" with the id of the world's offer.
static const char *filled(struct town *town, const struct api_world *w, const char *pattern)
{
    struct buf buf = buf_new(town->api->arena, BODY_MAX);
    for (const char *p = pattern; *p != '\0'; p++) {
        if (*p != '{') {
            buf_add_char(&buf, *p);
            continue;
        }
        struct text name = {.p = p + 1, .n = (size_t)(strchr(p, '}') - p) - 1};
        struct text value = text_equal(name, TEXT("view"))  ? town->view
                            : text_equal(name, TEXT("own")) ? town->stranger.program
                                                            : thing(w, name);
        assert_true(text_is(value));
        buf_add(&buf, value);
        p += name.n + 1;
    }
    assert_false(buf.is_overflown);
    return text_c(town->api, buf_text(&buf));
}

static struct api_answer post(struct town *town, const struct door *door, const char *what, const char *body)
{
    struct api *api = town->api;
    const char *form = text_c(api, text_format(api->arena, "csrf=%.*s&%s", TEXT_PRINT(door->token), body));
    return ask(api, what, with(api, door->cookie, OWN), form);
}

static const char *complaint_of(struct town *town, struct api_answer answer)
{
    size_t at = text_find(answer.body, TEXT("role=\"alert\""), 0);
    at = at == SIZE_MAX ? text_find(answer.body, TEXT("<h1"), 0) : text_find(answer.body, TEXT("</svg>"), at);
    return at == SIZE_MAX ? "" : text_c(town->api, text_slice(answer.body, at, at + 240));
}

static bool is_form(const struct route *route)
{
    return route->method == HTTP_POST && route->csrf == CSRF_FORM;
}

// What is sent to each address that a partner or an advertiser may send a form to.
static const struct {
    const char *pattern, *body;
    bool is_late; // the owner's own is refused too, for the state that the thing is in
} bodies[] = {
    {"/conversions/{conversion}/decision", "status=rejected&reason=duplicate"},
    {"/conversions/{conversion}/appeal", "reason=wrong_amount&body=It+was+more", true},
    {"/disputes/{dispute}", "action=reply&body=No"},
    {"/partner/programs/{program}/answer", "number=1&answer=accepted", true},
    {"/partner/programs/{program}/join", "", true},
    {"/partner/withdrawals/{withdrawal}/cancel", "", true},
    {"/partner/postbacks/{postback}", "url=https%3A%2F%2Fevil.example%2F&event_sale=1"},
    {"/partner/postbacks/{postback}/test", ""},
    {"/partner/postbacks/{postback}/secret", ""},
    {"/partner/postbacks/{postback}/status", "status=paused"},
    {"/partner/deliveries/{delivery}/retry", ""},
    {"/team/{user}", "status=archived"},
    {"/account/sessions/{session}/end", "", true},
    {"/programs/{program}/webhooks", "provider=standard"},
    {"/webhook-sources/{webhook_source}/secret", ""},
    {"/webhook-sources/{webhook_source}/archive", ""},
    {"/operator/applications/{application}/decision", "status=rejected&reason=other&words=No"},
    {"/operator/applications/{application}/scores", "fit=5"},
    {"/operator/programs/{program}/public", "language=en&headline=Ours"},
    {"/operator/programs/{program}/public/questions", "kind=text&label_en=Who"},
    {"/operator/programs/{program}/public/questions/{question}/archive", ""},
    {"/operator/programs/{program}/settings", "name=Ours&window=30&hold_days=0&evidence=click_id"},
    {"/operator/programs/{program}/status/{status}", ""},
    {"/operator/programs/{program}/partners", "id={enrollment}&status=approved"},
    {"/operator/programs/{program}/offers", "name=Ours&destination_url=https%3A%2F%2Fevil.example%2F&goals=sale"},
    {"/operator/offers/{offer}", "name=Ours&destination_url=https%3A%2F%2Fevil.example%2F&goals=sale"},
    {"/operator/offers/{offer}/status/{status}", ""},
    {"/operator/programs/{program}/coupons", "partner_id={partner}&code=OURS"},
    {"/operator/coupons/{coupon}/status/{status}", ""},
    {"/operator/programs/{program}/plan", "text=pay+1%25+on+sale&do=publish"},
    {"/operator/programs/{program}/plan/check", "text=pay+1%25+on+sale&do=check"},
    {"/operator/programs/{program}/plan/withdraw", "number=1&reason=Ours", true}, // nothing is still to come
    {"/operator/partners/{partner}/enroll", "program_id={program}", true},
    {"/operator/enrollments/{enrollment}/status/{status}", ""},
    {"/operator/enrollments/{enrollment}/terms", "terms=pay+50%25+on+sale"},
    {"/operator/enrollments/{enrollment}/terms/withdraw", "number=1&reason=Ours", true},
    {"/operator/contracts/{contract}/decision", "action=withdraw&note=No"},
};

static const char *body_of(const char *pattern)
{
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        if (strcmp(bodies[i].pattern, pattern) == 0) {
            return bodies[i].body;
        }
    }
    return NULL;
}

// ---- the town ----

static struct door enter(struct town *town, const char *name, enum duty duty, struct text owner, bool is_stranger)
{
    struct api *api = town->api;
    const char *prefix = duty_role(duty) == ROLE_PARTNER ? PREFIX_PARTNER : PREFIX_ADVERTISER;
    const char *email = text_c(api, text_format(api->arena, "%s@example.org", name));
    person_with(api, email, duty, text_is(owner) ? number_of(api, prefix, owner) : 0);
    struct door door = {.name = name, .duty = duty, .is_stranger = is_stranger, .cookie = sign_in(api, email)};
    door.token = text_copy(api->arena, token_in(ask(api, "GET /account", door.cookie, NULL)));
    return door;
}

static void fill_world(struct api *api, struct api_world *w)
{
    api_world_sell(api, w);
    api_world_penalty(api, w);
    api_world_withdraw(api, w);
    api_world_pay(api, w);
    api_world_dispute(api, w);
    api_world_postback(api, w);
    api_world_webhook(api, w);
    api_world_apply(api, w);
    agree(api, w);
    compensate(api, w);
    // Another partner of the program, who has no contract yet.
    struct text third = api_make(api, "POST /api/v1/partners",
                                 TEXT("{\"code\":\"third\",\"name\":\"Third\",\"email\":\"third@example.org\"}"));
    (void)api_make(api, "POST /api/v1/enrollments",
                   text_format(api->arena, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", TEXT_PRINT(third),
                               TEXT_PRINT(w->program)));
}

static struct town *town_new(void *state)
{
    struct town *town = calloc(1, sizeof(*town));
    town->portal = portal_new(state);
    struct api *api = town->api = town->portal.api;
    struct api_world *victim = &town->victim;
    struct api_world *stranger = &town->stranger;
    *victim = api_world_new(api);
    *stranger = api_world_new(api);
    fill_world(api, victim);
    const struct door doors[DOORS] = {
        enter(town, "owner", DUTY_OWNER, TEXT_NONE, false),
        enter(town, "manager", DUTY_MANAGER, TEXT_NONE, false),
        enter(town, "accountant", DUTY_ACCOUNTANT, TEXT_NONE, false),
        enter(town, "support", DUTY_SUPPORT, TEXT_NONE, false),
        enter(town, "partner", DUTY_PARTNER_OWNER, stranger->partner, true),
        enter(town, "partner-member", DUTY_PARTNER_MEMBER, stranger->partner, true),
        enter(town, "advertiser", DUTY_ADVERTISER_ADMIN, stranger->advertiser, true),
        enter(town, "advertiser-member", DUTY_ADVERTISER_MEMBER, stranger->advertiser, true),
        // Of the victim's own, without the right to most of it.
        enter(town, "own-partner-member", DUTY_PARTNER_MEMBER, victim->partner, false),
        enter(town, "own-advertiser-member", DUTY_ADVERTISER_MEMBER, victim->advertiser, false),
    };
    memcpy(town->doors, doors, sizeof(doors));
    town->partner = enter(town, "own-partner", DUTY_PARTNER_OWNER, victim->partner, false);
    town->advertiser = enter(town, "own-advertiser", DUTY_ADVERTISER_ADMIN, victim->advertiser, false);
    const char *view = "list=%2Fpartner%2Fconversions&name=Mine&query=";
    assert_int_equal(post(town, &town->partner, "POST /account/views", view).status, 303);
    town->view = public_id_text(api->arena, &api->keyring, PREFIX_SAVED_VIEW, 1);
    api_do(api, db_tables_list(api->db, api->arena, &town->tables, &town->table_count));
    town->digests = arena_many(api->arena, uint64_t, town->table_count);
    assert_true(town->table_count > 50);
    assert_true(is_unchanged(town, "nothing"));
    return town;
}

static void town_free(struct town *town)
{
    struct portal portal = town->portal;
    assert_int_equal(town->wrong, 0);
    free(town);
    portal_free(&portal);
}

// ---- the cases ----

static void what_is_anothers_is_not_there(void **state)
{
    struct town *town = town_new(*state);
    size_t sent = 0;
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *route = &web_routes.routes[i];
        if (!is_form(route) || route->capability == CAP_PUBLIC) {
            continue;
        }
        bool is_of_one = strchr(route->pattern, '{') != NULL;
        const char *body = body_of(route->pattern);
        const char *what = address(town->api, &town->victim, route);
        const char *form = body == NULL ? "" : filled(town, &town->victim, body);
        for (size_t d = 0; d < DOORS; d++) {
            const struct door *door = &town->doors[d];
            bool may = capability_is_for(route->capability, door->duty);
            if (may && (!is_of_one || !door->is_stranger)) {
                continue;
            }
            assert_row(route->pattern, !may || body != NULL); // a new address needs its form above
            int wanted = may ? 404 : 403;
            struct api_answer answer = post(town, door, what, form);
            if (answer.status != wanted || holds(answer.body, "form_expired")) {
                WRONG(town, "%s as %s: %d, wanted %d\n", what, door->name, answer.status, wanted);
            }
            sent++;
        }
        (void)is_unchanged(town, what);
    }
    print_message("# %zu forms, %zu tables\n", sent, town->table_count);
    for (size_t i = 0; i < COUNT_OF(bodies); i++) { // no row without its address
        bool is_there = false;
        for (size_t k = 0; k < web_routes.count; k++) {
            is_there = is_there ||
                       (is_form(&web_routes.routes[k]) && strcmp(web_routes.routes[k].pattern, bodies[i].pattern) == 0);
        }
        assert_row(bodies[i].pattern, is_there);
    }
    town_free(town);
}

enum sender { PARTNER, ADVERTISER, OPERATOR };

// Addresses of one's own with what is another's in the form, or in the second place of the address.
static const struct {
    enum sender sender;
    const char *what, *body;
} named[] = {
    {PARTNER, "POST /partner/links", "offer_id={offer}&code=taken&destination_url="},
    {PARTNER, "POST /operator/links/status", "id={link}&status=archived"},
    {PARTNER, "POST /partner/postbacks", "url=https%3A%2F%2Fevil.example%2F&event_sale=1&program_id={program}"},
    {PARTNER, "POST /account/views/forget", "id={view}"},
    {PARTNER, "POST /account/views/restore", "id={view}"},
    {PARTNER, "POST /account/views/rename", "id={view}&name=Yours"},
    {OPERATOR, "POST /account/views/share", "id={view}&is_shared=1"},
    {OPERATOR, "POST /account/views/copy", "id={view}"},
    {ADVERTISER, "POST /advertiser/orders/decision", "id={conversion}&status=approved"},
    {ADVERTISER, "POST /advertiser/orders/decision", "id={conversion}&status=duplicate"},
    {ADVERTISER, "POST /operator/conversions/decision", "id={conversion}&status=duplicate"},
    {ADVERTISER, "POST /operator/applications/decision", "id={application}&action=approved"},
    {ADVERTISER, "POST /operator/applications/decision", "ids={application}&action=waiting"},
    {ADVERTISER, "POST /operator/contracts",
     "partner_id=third&program_id={program}&term_days=90&measure=sales&target=9"},
    {ADVERTISER, "POST /operator/contracts", "partner_id=third&program_id={own}&term_days=90&measure=sales&target=9"},
    {ADVERTISER, "POST /operator/programs",
     "advertiser_id={advertiser}&name=Ours&window=30&hold_days=0&evidence=click_id"},
    {ADVERTISER, "POST /operator/programs/{own}/partners", "id={enrollment}&status=rejected"},
    {ADVERTISER, "POST /operator/programs/{own}/coupons", "partner_id={partner}&code=OURS"},
    {ADVERTISER, "POST /operator/programs/{own}/public/questions/{question}/archive", ""},
    {ADVERTISER, "POST /operator/partners/{partner}/enroll", "program_id={own}"},
};

static void what_is_anothers_is_not_named(void **state)
{
    struct town *town = town_new(*state);
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        const struct door *door = &town->doors[named[i].sender == PARTNER ? 4 : named[i].sender == ADVERTISER ? 6 : 0];
        const char *what = filled(town, &town->victim, named[i].what);
        const char *body = filled(town, &town->victim, named[i].body);
        struct api_answer answer = post(town, door, what, body);
        if (answer.status != 404 && answer.status != 422) {
            WRONG(town, "%s with %s: %d\n", what, body, answer.status);
        }
        (void)is_unchanged(town, body);
    }
    town_free(town);
}

static void let_in(struct town *town, const struct door *door, const char *what, const char *body)
{
    struct api_answer answer = post(town, door, what, body);
    if (answer.status != 303 && answer.status != 200) {
        WRONG(town, "%s with %s as %s: %d %s\n", what, body, door->name, answer.status, complaint_of(town, answer));
    }
}

// The same forms from whose things they are about; what archives them last.
static void the_owner_is_let_in(void **state)
{
    struct town *town = town_new(*state);
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        bool is_mixed = strstr(named[i].what, "{own}") != NULL || strstr(named[i].body, "{own}") != NULL;
        if (!is_mixed && named[i].sender != OPERATOR) {
            const struct door *door = named[i].sender == PARTNER ? &town->partner : &town->advertiser;
            let_in(town, door, named[i].what, filled(town, &town->victim, named[i].body));
        }
    }
    for (size_t i = 0; i < 2 * COUNT_OF(bodies); i++) {
        const char *pattern = bodies[i % COUNT_OF(bodies)].pattern;
        const struct route *route = NULL;
        for (size_t k = 0; k < web_routes.count; k++) {
            bool is_it = is_form(&web_routes.routes[k]) && strcmp(web_routes.routes[k].pattern, pattern) == 0;
            route = is_it ? &web_routes.routes[k] : route;
        }
        bool is_last = strstr(pattern, "/status") != NULL || strstr(pattern, "/archive") != NULL;
        if (!bodies[i % COUNT_OF(bodies)].is_late && is_last == (i >= COUNT_OF(bodies))) {
            bool is_partners = capability_is_for(route->capability, DUTY_PARTNER_OWNER);
            let_in(town, is_partners ? &town->partner : &town->advertiser, address(town->api, &town->victim, route),
                   filled(town, &town->victim, bodies[i % COUNT_OF(bodies)].body));
        }
    }
    town_free(town);
}

// Forms that need nobody to be signed in: another site cannot send them, and who is signed in needs the token there.
static void public_forms_come_from_here(void **state)
{
    struct town *town = town_new(*state);
    static const char *const away[] = {"", "Origin: http://evil.example\r\n", "Origin: null\r\n",
                                       "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"};
    size_t forms = 0;
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *route = &web_routes.routes[i];
        if (!is_form(route) || route->capability != CAP_PUBLIC) {
            continue;
        }
        struct buf buf = buf_new(town->api->arena, BODY_MAX);
        buf_add(&buf, TEXT("POST "));
        for (const char *p = route->pattern; *p != '\0'; p++) {
            buf_add_char(&buf, *p == '{' ? 'x' : *p);
            p = *p == '{' ? strchr(p, '}') : p;
        }
        const char *what = text_c(town->api, buf_text(&buf));
        const char *body = "email=anna%40example.org&password=" PASSWORD "&language=fr";
        for (size_t k = 0; k < COUNT_OF(away); k++) {
            assert_row(what, ask(town->api, what, away[k], body).status == 403);
        }
        // Language and theme are kept in a cookie without a look at the session, so there is no token to be wrong.
        for (size_t d = 0; d < DOORS && (route->flags & ROUTE_NO_WAIT) == 0; d++) {
            const char *own = with(town->api, town->doors[d].cookie, OWN);
            assert_row(what, ask(town->api, what, own, body).status == 403);
        }
        assert_row(what, ask(town->api, what, OWN, body).status != 403);
        forms++;
    }
    assert_true(forms >= 8);
    town_free(town);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(what_is_anothers_is_not_there),
        TEST_DATABASE_CASE(what_is_anothers_is_not_named),
        TEST_DATABASE_CASE(the_owner_is_let_in),
        TEST_DATABASE_CASE(public_forms_come_from_here),
    };
    return TEST_DATABASE_RUN("strangers", cases);
}
