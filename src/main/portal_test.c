// SPDX-License-Identifier: Apache-2.0
// Sign-in, sessions and forms through the real gate, on both databases, and every page as every role.
#include "portal_fixture.h"

#include "account/account.h"
#include "audit/audit.h"
#include "mail/mail.h"
#include "operator/users.h"
#include "user/device.h"
#include "user/session.h"

static void one_signs_in_and_out(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    struct api_answer answer = ask(api, "GET /account", "", NULL);
    assert_int_equal(answer.status, 303);
    assert_text(head(answer, "\r\nLocation: "), "/sign-in?return=%2Faccount");
    answer = ask(api, "POST /sign-in", OWN, form_of(api, "Mary@Example.org", PASSWORD));
    assert_int_equal(answer.status, 303);
    assert_text(head(answer, "\r\nLocation: "), "/home");
    struct text cookie = head(answer, "\r\nSet-Cookie: session=");
    assert_true(holds(cookie, "; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly"));
    assert_false(holds(cookie, "Secure"));
    const char *mary = sign_in(api, "mary@example.org");
    struct api_answer page = ask(api, "GET /account", mary, NULL);
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, "mary@example.org"));
    assert_true(holds(page.head, "\r\nCache-Control: no-store\r\n"));
    // Without the session's token, with another one, from another site: nothing happens.
    const char *own = with(api, mary, OWN);
    const char *right = text_c(api, text_format(api->arena, "csrf=%.*s", TEXT_PRINT(token_in(page))));
    assert_int_equal(ask(api, "POST /sign-out", own, "").status, 403);
    struct text token = token_in(page);
    struct buf forged = buf_new(api->arena, 256);
    buf_add(&forged, TEXT("csrf="));
    buf_add(&forged, text_slice(token, 0, token.n - 2));
    buf_add(&forged, text_ends_with(token, TEXT("00")) ? TEXT("10") : TEXT("00"));
    assert_int_equal(ask(api, "POST /sign-out", own, text_c(api, buf_text(&forged))).status, 403);
    assert_int_equal(ask(api, "POST /sign-out", with(api, mary, "Origin: http://evil.example\r\n"), right).status, 403);
    assert_int_equal(ask(api, "POST /sign-out", mary, right).status, 403);
    assert_int_equal(ask(api, "GET /account", mary, NULL).status, 200);
    assert_int_equal(ask(api, "GET /sign-out", mary, NULL).status, 405);
    answer = ask(api, "POST /sign-out", own, right);
    assert_int_equal(answer.status, 303);
    assert_true(holds(answer.head, "\r\nSet-Cookie: session=; Path=/; Max-Age=0;"));
    // The old cookie is worth nothing, and the API never looks at cookies.
    assert_int_equal(ask(api, "GET /account", mary, NULL).status, 303);
    assert_int_equal(ask(api, "GET /api/v1/network", sign_in(api, "mary@example.org"), NULL).status, 401);
    portal_free(&portal);
}

// The token of forms is masked anew in each answer, and each stays good; a page that another site asked for is not
// compressed for who is signed in: nothing of it can be guessed from its length.
static void compressed_pages_keep_their_secrets(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *mary = sign_in(api, "mary@example.org");
    struct text first = token_in(ask(api, "GET /account", mary, NULL));
    struct text second = token_in(ask(api, "GET /account", mary, NULL));
    assert_int_equal(first.n, second.n);
    assert_false(text_equal(first, second));
    for (size_t i = 0; i + 12 <= first.n; i++) { // no piece of one stands in the other
        assert_int_equal(text_find(second, text_slice(first, i, i + 12), 0), SIZE_MAX);
    }
    const char *own = with(api, mary, OWN);
    const struct text tokens[] = {first, second, first};
    for (size_t i = 0; i < COUNT_OF(tokens); i++) {
        const char *form = text_c(api, text_format(api->arena, "csrf=%.*s&theme=dark", TEXT_PRINT(tokens[i])));
        assert_int_equal(ask(api, "POST /account/preferences", own, form).status, 303);
    }
    static const struct {
        const char *headers;
        bool is_packed;
    } rows[] = {
        {"", false},
        {"Accept-Encoding: gzip\r\n", true},
        {"Accept-Encoding: gzip, deflate, br\r\nSec-Fetch-Site: none\r\n", true},
        {"Accept-Encoding: gzip\r\nSec-Fetch-Site: same-origin\r\n", true},
        {"Accept-Encoding: gzip\r\nSec-Fetch-Site: same-site\r\n", false},
        {"Accept-Encoding: gzip\r\nSec-Fetch-Site: cross-site\r\n", false},
        {"Accept-Encoding: gzip;q=0, br\r\n", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct api_answer answer = ask(api, "GET /account", with(api, mary, rows[i].headers), NULL);
        assert_int_equal(answer.status, 200);
        assert_int_equal(text_is(head(answer, "\r\nContent-Encoding: ")), rows[i].is_packed);
        assert_true(holds(answer.head, "\r\nVary: Accept-Encoding\r\n"));
    }
    // Who is not signed in has no secret.
    const char *stranger = "Accept-Encoding: gzip\r\nSec-Fetch-Site: cross-site\r\n";
    assert_true(holds(ask(api, "GET /sign-in", stranger, NULL).head, "\r\nContent-Encoding: gzip\r\n"));
    portal_free(&portal);
}

static void a_wrong_sign_in_tells_nothing(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct user_id id = person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "left@example.org", ROLE_OPERATOR, 0);
    struct flow flow = api_flow(api);
    struct identity_user gone;
    api_do(api, identity_user_find(api->db, api->arena, TEXT("left@example.org"), &gone));
    struct user_change_input archive = {.status = TEXT("archived")};
    api_do(api, user_change(&flow, gone.id, &archive, &gone));
    struct api_answer wrong = ask(api, "POST /sign-in", OWN, form_of(api, "mary@example.org", "not the right one"));
    struct api_answer unknown = ask(api, "POST /sign-in", OWN, form_of(api, "john@example.org", "not the right one"));
    struct api_answer archived = ask(api, "POST /sign-in", OWN, form_of(api, "left@example.org", PASSWORD));
    assert_int_equal(wrong.status, 422);
    assert_int_equal(unknown.status, 422);
    assert_int_equal(archived.status, 422);
    assert_true(holds(wrong.body, "E-mail and password do not match"));
    assert_int_equal(wrong.body.n, unknown.body.n);
    assert_int_equal(wrong.body.n, archived.body.n);
    assert_true(holds(wrong.body, "value=\"mary@example.org\"")); // what was typed is kept
    assert_false(holds(wrong.body, "not the right one"));
    assert_false(text_is(head(wrong, "\r\nSet-Cookie: session=")));
    // What is missing is said at its field.
    struct api_answer missing = ask(api, "POST /sign-in", OWN, "email=mary%40example.org&password=");
    assert_int_equal(missing.status, 422);
    assert_true(holds(missing.body, "error-password"));
    // The audit log has all three, without what was typed.
    struct audit_event *events = NULL;
    size_t count = 0;
    struct audit_filter question = {.object = text_format(api->arena, "user:%lld", (long long)id.v)};
    api_do(api, audit_event_list(api->db, api->arena, &question, 10, &events, &count));
    assert_text(events[0].action, "user.sign_in_refused");
    assert_false(holds(events[0].content, "mary"));
    portal_free(&portal);
}

static void too_many_wrong_ones_have_to_wait(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    for (int i = 0; i < SIGN_IN_FAILURES; i++) {
        struct api_answer answer = ask(api, "POST /sign-in", OWN, form_of(api, "mary@example.org", "wrong again!"));
        assert_int_equal(answer.status, 422);
    }
    struct api_answer answer = ask(api, "POST /sign-in", OWN, form_of(api, "mary@example.org", PASSWORD));
    assert_int_equal(answer.status, 429);
    int64_t wait_s = 0;
    assert_int_equal(int64_parse(head(answer, "\r\nRetry-After: "), 1, SIGN_IN_SLOWED_SECONDS, &wait_s), RC_OK);
    assert_true(holds(answer.body, "Too many wrong passwords"));
    // Another e-mail from there is not concerned.
    person(api, "paul@example.org", ROLE_OPERATOR, 0);
    sign_in(api, "paul@example.org");
    portal_free(&portal);
}

static void sessions_end_when_they_should(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct user_id id = person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "paul@example.org", ROLE_OPERATOR, 0);
    const char *phone = sign_in(api, "mary@example.org");
    const char *desk = sign_in(api, "mary@example.org");
    const char *paul = sign_in(api, "paul@example.org");
    // All others.
    struct api_answer page = ask(api, "GET /account", desk, NULL);
    const char *right = text_c(api, text_format(api->arena, "csrf=%.*s", TEXT_PRINT(token_in(page))));
    assert_int_equal(ask(api, "POST /account/sessions/end-others", with(api, desk, OWN), right).status, 303);
    assert_int_equal(ask(api, "GET /account", phone, NULL).status, 303);
    assert_int_equal(ask(api, "GET /account", desk, NULL).status, 200);
    assert_int_equal(ask(api, "GET /account", paul, NULL).status, 200);
    // Somebody else's cannot be ended: Paul's page knows its own only.
    struct text mine = TEXT_NONE;
    phone = sign_in(api, "mary@example.org");
    page = ask(api, "GET /account", desk, NULL);
    size_t at = text_find(page.body, TEXT("/account/sessions/ses_"), 0);
    assert_true(at != SIZE_MAX);
    mine = text_slice(page.body, at, text_find_char(page.body, '"', at));
    const char *end = text_c(api, text_format(api->arena, "POST %.*s", TEXT_PRINT(mine)));
    struct api_answer pauls = ask(api, "GET /account", paul, NULL);
    const char *pauls_form = text_c(api, text_format(api->arena, "csrf=%.*s", TEXT_PRINT(token_in(pauls))));
    assert_int_equal(ask(api, end, with(api, paul, OWN), pauls_form).status, 404);
    assert_int_equal(ask(api, "GET /account", phone, NULL).status, 200);
    assert_int_equal(ask(api, end, with(api, desk, OWN), right).status, 303);
    assert_int_equal(ask(api, "GET /account", phone, NULL).status, 303);
    // A new password, archiving, and time.
    struct flow flow = api_flow(api);
    struct identity_user user;
    struct user_change_input change = {.password = TEXT(PASSWORD)};
    api_do(api, user_change(&flow, id, &change, &user));
    assert_int_equal(ask(api, "GET /account", desk, NULL).status, 303);
    desk = sign_in(api, "mary@example.org");
    api->clock.instant.ms += SESSION_IDLE_MS - MINUTE_MS;
    assert_int_equal(ask(api, "GET /account", desk, NULL).status, 200);
    api->clock.instant.ms += SESSION_IDLE_MS;
    assert_int_equal(ask(api, "GET /account", desk, NULL).status, 303);
    desk = sign_in(api, "mary@example.org");
    change = (struct user_change_input){.status = TEXT("archived")};
    flow = api_flow(api);
    api_do(api, user_change(&flow, id, &change, &user));
    assert_int_equal(ask(api, "GET /account", desk, NULL).status, 303);
    portal_free(&portal);
}

static void language_and_zone_are_the_persons(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *desk = sign_in(api, "mary@example.org");
    struct api_answer page = ask(api, "GET /account", desk, NULL);
    struct text csrf = token_in(page);
    const char *form = text_c(api, text_format(api->arena,
                                               "csrf=%.*s&language=fr&theme=dark&time_zone=Asia%%2FTokyo&"
                                               "return=%%2Faccount",
                                               TEXT_PRINT(csrf)));
    assert_int_equal(ask(api, "POST /account/preferences", with(api, desk, OWN), form).status, 303);
    // Another browser of the same person, without the cookies.
    page = ask(api, "GET /account", sign_in(api, "mary@example.org"), NULL);
    assert_true(holds(page.body, "<html lang=\"fr\" data-theme=\"dark\">"));
    assert_true(holds(page.body, "value=\"Asia/Tokyo\""));
    form = text_c(api, text_format(api->arena, "csrf=%.*s&time_zone=Mars%%2FBase", TEXT_PRINT(csrf)));
    page = ask(api, "POST /account/preferences", with(api, desk, OWN), form);
    assert_int_equal(page.status, 422);
    assert_true(holds(page.body, "value=\"Mars/Base\""));
    assert_true(holds(page.body, "error-time_zone"));
    portal_free(&portal);
}

// ---- every page as every role ----

struct role_at_door {
    const char *name;
    const char *cookie; // NULL: nobody
    enum duty duty;
    bool is_owner; // the things in the addresses are this one's, or it may see all
    int64_t owner_id;
};

// What must come out follows from the route's capability and from whose things are in its address.
static int wanted_status(const struct route *route, const struct role_at_door *door)
{
    if (door->cookie == NULL) {
        return 303;
    }
    if (!capability_is_for(route->capability, door->duty)) {
        return 403;
    }
    if (route->csrf == CSRF_FORM) {
        return 403; // without the session's token
    }
    if (strstr(route->pattern, "{invoice}") != NULL && duty_role(door->duty) == ROLE_ADVERTISER) {
        return 404; // it is a partner's
    }
    bool is_of_others = strchr(route->pattern, '{') != NULL && !door->is_owner;
    if (is_of_others) {
        return 404;
    }
    return strcmp(route->pattern, "/home") == 0 ? 303 : 200;
}

static void every_page_answers_each_role_as_declared(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world own = api_world_new(api);
    struct api_world other = api_world_new(api);
    api_world_sell(api, &own);
    api_world_penalty(api, &own);
    api_world_withdraw(api, &own);
    api_world_pay(api, &own);
    api_world_invoice(api, &own);
    api_world_dispute(api, &own);
    api_world_postback(api, &own);
    api_world_webhook(api, &own);
    api_world_apply(api, &own);
    agree(api, &own);
    compensate(api, &own);
    int64_t partner = number_of(api, PREFIX_PARTNER, own.partner);
    int64_t other_partner = number_of(api, PREFIX_PARTNER, other.partner);
    int64_t advertiser = number_of(api, PREFIX_ADVERTISER, own.advertiser);
    int64_t other_advertiser = number_of(api, PREFIX_ADVERTISER, other.advertiser);
    struct role_at_door doors[] = {
        {"nobody", NULL, DUTY_NONE, false, 0},
        {"owner", NULL, DUTY_OWNER, true, 0},
        {"manager", NULL, DUTY_MANAGER, true, 0},
        {"accountant", NULL, DUTY_ACCOUNTANT, true, 0},
        {"support", NULL, DUTY_SUPPORT, true, 0},
        {"partner-owner", NULL, DUTY_PARTNER_OWNER, true, partner},
        {"partner-member", NULL, DUTY_PARTNER_MEMBER, true, partner},
        {"other-partner", NULL, DUTY_PARTNER_OWNER, false, other_partner},
        {"advertiser-admin", NULL, DUTY_ADVERTISER_ADMIN, true, advertiser},
        {"advertiser-member", NULL, DUTY_ADVERTISER_MEMBER, true, advertiser},
        {"other-advertiser", NULL, DUTY_ADVERTISER_ADMIN, false, other_advertiser},
    };
    for (size_t d = 1; d < COUNT_OF(doors); d++) {
        const char *email = text_c(api, text_format(api->arena, "%s@example.org", doors[d].name));
        person_with(api, email, doors[d].duty, doors[d].owner_id);
        doors[d].cookie = sign_in(api, email);
    }
    int wrong = 0;
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *route = &web_routes.routes[i];
        bool is_page = (route->flags & ROUTE_PAGE) != 0 && route->capability != CAP_PUBLIC;
        for (size_t d = 0; is_page && d < COUNT_OF(doors); d++) {
            const char *cookie = doors[d].cookie == NULL ? "" : doors[d].cookie;
            const char *body = route->method == HTTP_POST ? "" : NULL;
            struct api_answer answer = ask(api, address(api, &own, route), with(api, cookie, OWN), body);
            if (answer.status != wanted_status(route, &doors[d])) {
                print_error("%s as %s: %d, wanted %d\n", route->pattern, doors[d].name, answer.status,
                            wanted_status(route, &doors[d]));
                wrong++;
            }
        }
    }
    assert_int_equal(wrong, 0);
    portal_free(&portal);
}

static void an_operator_decides_and_the_receipt_tells(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *mary = sign_in(api, "mary@example.org");
    const char *page_of = text_c(api, text_format(api->arena, "GET /conversions/%.*s", TEXT_PRINT(w.conversion)));
    struct api_answer page = ask(api, page_of, mary, NULL);
    assert_int_equal(page.status, 200);
    const char *decide =
        text_c(api, text_format(api->arena, "POST /conversions/%.*s/decision", TEXT_PRINT(w.conversion)));
    const char *own = with(api, mary, OWN);
    struct text csrf = token_in(page);
    // A rejection without its reason changes nothing and says so at the field.
    const char *form = text_c(api, text_format(api->arena, "csrf=%.*s&status=rejected&reason=", TEXT_PRINT(csrf)));
    page = ask(api, decide, own, form);
    assert_int_equal(page.status, 422);
    assert_true(holds(page.body, "error-reason"));
    form = text_c(api, text_format(api->arena, "csrf=%.*s&status=rejected&reason=fraud", TEXT_PRINT(csrf)));
    assert_int_equal(ask(api, decide, own, form).status, 303);
    page = ask(api, page_of, mary, NULL);
    assert_true(holds(page.body, "fraud"));
    const char *receipt = text_c(api, text_format(api->arena, "GET /commissions/%.*s", TEXT_PRINT(w.commission)));
    page = ask(api, receipt, mary, NULL);
    assert_true(holds(page.body, "Conversion rejected"));
    assert_true(holds(page.body, "id=\"ledger\""));
    portal_free(&portal);
}

// A second program of the same advertiser and partner, in another currency: 50.00 sold, 5.00 of it the partner's.
static void sell_in_dollars(struct api *api, const struct api_world *w)
{
    struct arena *a = api->arena;
    struct text program = api_make(api, "POST /api/v1/programs",
                                   text_format(a,
                                               "{\"advertiser_id\":\"%.*s\",\"name\":\"Overseas\","
                                               "\"currency\":\"USD\",\"hold_days\":0}",
                                               ID(w->advertiser)));
    api_make(api, text_c(api, text_format(a, "PUT /api/v1/programs/%.*s/plan", ID(program))),
             TEXT("{\"text\":\"pay 10% on sale\"}"));
    api_make(api, "POST /api/v1/offers",
             text_format(a,
                         "{\"program_id\":\"%.*s\",\"name\":\"Overseas\",\"destination_url\":"
                         "\"https://overseas.example/\",\"goals\":[\"sale\"]}",
                         ID(program)));
    api_make(api, "POST /api/v1/enrollments",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(w->partner), ID(program)));
    api_make(api, "POST /api/v1/coupons",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"DOLLAR\"}", ID(w->partner),
                         ID(program)));
    api_make(api, "POST /api/v1/conversions",
             text_format(a,
                         "{\"program_id\":\"%.*s\",\"order_id\":\"D-1\",\"amount\":\"50.00\","
                         "\"coupon\":\"DOLLAR\"}",
                         ID(program)));
}

static size_t times(struct text body, const char *part)
{
    size_t count = 0;
    for (size_t at = text_find(body, text_of(part), 0); at != SIZE_MAX; at = text_find(body, text_of(part), at + 1)) {
        count++;
    }
    return count;
}

// Money of two currencies is never added, and none of it is left out; who earns in both is one partner.
static void no_currency_is_left_out(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w); // 100.00 EUR, 10.00 of it the partner's
    sell_in_dollars(api, &w);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    const struct {
        const char *email, *page;
        const char *shown[4];
    } rows[] = {
        {"mary@example.org", "GET /operator", {"€100.00", "+ US$50.00", "€10.00", "+ US$5.00"}},
        {"mary@example.org", "GET /operator/explore", {"€100.00", "+ US$50.00", "€10.00", "+ US$5.00"}},
        {"anna@example.org", "GET /partner", {"€10.00", "+ US$5.00"}},
        {"shop@example.org", "GET /advertiser", {"€100.00", "+ US$50.00", "€10.00", "+ US$5.00"}},
        {"shop@example.org", "GET /advertiser/partners", {"€100.00", "US$50.00", "€10.00", "US$5.00"}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct api_answer page = ask(api, rows[i].page, sign_in(api, rows[i].email), NULL);
        assert_int_equal(page.status, 200);
        for (size_t k = 0; k < COUNT_OF(rows[i].shown) && rows[i].shown[k] != NULL; k++) {
            if (!holds(page.body, rows[i].shown[k])) {
                fail_msg("%s does not show %s", rows[i].page, rows[i].shown[k]);
            }
        }
    }
    const char *name = text_c(api, text_format(api->arena, ">Partner %lld</a>", (long long)w.number));
    struct api_answer today = ask(api, "GET /operator", sign_in(api, "mary@example.org"), NULL);
    assert_int_equal(times(today.body, name), 1);
    size_t at = text_find(today.body, TEXT("Active partners"), 0);
    assert_true(at != SIZE_MAX);
    assert_true(text_find(text_slice(today.body, at, at + 200), TEXT(">1</a>"), 0) != SIZE_MAX);
    struct api_answer partners = ask(api, "GET /advertiser/partners", sign_in(api, "shop@example.org"), NULL);
    assert_int_equal(times(partners.body, name), 1);
    portal_free(&portal);
}

// The link of a letter, without signing in: looking at it changes nothing, one click does (RFC 8058).
static void letters_end_by_their_link(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct text key = mail_unsubscribe_key(api->arena, &api->keyring, TEXT("anna@example.org"), MAIL_PAYOUT);
    const char *link = text_c(
        api, text_format(api->arena, "/unsubscribe?topic=payout&key=%.*s&email=anna%%40example.org", TEXT_PRINT(key)));
    bool is_wanted[MAIL_TOPIC_COUNT];
    struct api_answer page = ask(api, with(api, "GET ", link), "", NULL);
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, "anna@example.org"));
    api_do(api, mail_wanted(api->db, api->arena, TEXT("anna@example.org"), is_wanted));
    assert_true(is_wanted[MAIL_PAYOUT]);
    assert_int_equal(ask(api, "POST /unsubscribe?topic=payout&key=x&email=anna%40example.org", "", "").status, 404);
    assert_int_equal(ask(api, with(api, "POST ", link), "", "List-Unsubscribe=One-Click").status, 200);
    api_do(api, mail_wanted(api->db, api->arena, TEXT("anna@example.org"), is_wanted));
    assert_false(is_wanted[MAIL_PAYOUT]);
    assert_true(is_wanted[MAIL_TERMS]);
    portal_free(&portal);
}

static void every_right_has_its_words(void **state)
{
    (void)state;
    for (enum capability i = 0; i < CAPABILITY_COUNT; i++) {
        if (!roles_tell(i)) {
            print_error("%s has no row in web/operator/roles.c\n", capability_text(i));
            fail();
        }
    }
}

// Support answers an appeal and moves no money.
static void support_does_not_decide_appeals(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w);
    api_world_dispute(api, &w);
    person_with(api, "sue@example.org", DUTY_SUPPORT, 0);
    person_with(api, "mary@example.org", DUTY_MANAGER, 0);
    const char *sue = sign_in(api, "sue@example.org");
    const char *mary = sign_in(api, "mary@example.org");
    const char *page_of = text_c(api, text_format(api->arena, "GET /disputes/%.*s", TEXT_PRINT(w.dispute)));
    const char *act = text_c(api, text_format(api->arena, "POST /disputes/%.*s", TEXT_PRINT(w.dispute)));
    struct api_answer page = ask(api, page_of, sue, NULL);
    assert_false(holds(page.body, "value=\"upheld\""));
    assert_true(holds(page.body, "value=\"reply\""));
    struct text csrf = token_in(page);
    static const char *const outcomes[] = {"approved", "accepted", "upheld", "withdrawn"};
    for (size_t i = 0; i < COUNT_OF(outcomes); i++) {
        const char *form =
            text_c(api, text_format(api->arena, "csrf=%.*s&body=no&action=%s", TEXT_PRINT(csrf), outcomes[i]));
        assert_int_equal(ask(api, act, with(api, sue, OWN), form).status, 403);
    }
    const char *reply =
        text_c(api, text_format(api->arena, "csrf=%.*s&body=Which+one%%3F&action=reply", TEXT_PRINT(csrf)));
    assert_int_equal(ask(api, act, with(api, sue, OWN), reply).status, 303);
    page = ask(api, page_of, mary, NULL);
    assert_true(holds(page.body, "value=\"upheld\""));
    const char *form =
        text_c(api, text_format(api->arena, "csrf=%.*s&body=no&action=upheld", TEXT_PRINT(token_in(page))));
    assert_int_equal(ask(api, act, with(api, mary, OWN), form).status, 303);
    portal_free(&portal);
}

// A part of a bill, once under its reference; what is too much brings the form back as it was.
static void an_invoice_is_taken_back_in_part(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    api_world_bill(api, &w);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *mary = sign_in(api, "mary@example.org");
    const char *own = with(api, mary, OWN);
    struct text here = text_format(api->arena, "/operator/advertisers/%.*s", TEXT_PRINT(w.advertiser));
    struct api_answer page = ask(api, text_c(api, text_format(api->arena, "GET %.*s", TEXT_PRINT(here))), mary, NULL);
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, text_c(api, w.invoice)));
    struct text csrf = token_in(page);
    const char *post = text_c(api, text_format(api->arena, "POST %.*s/credits", TEXT_PRINT(here)));
    static const struct {
        const char *amount;
        int status;
    } rows[] = {{"99999.00", 422}, {"much", 422}, {"0.50", 303}, {"0.50", 303}, {"0.75", 422}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *form =
            text_c(api, text_format(api->arena,
                                    "csrf=%.*s&invoice=%.*s&credit_amount=%s&credit_reference=c1&reason=Late+goods",
                                    TEXT_PRINT(csrf), TEXT_PRINT(w.invoice), rows[i].amount));
        page = ask(api, post, own, form);
        assert_row(rows[i].amount, page.status == rows[i].status);
        assert_row(rows[i].amount, rows[i].status == 303 || holds(page.body, "value=\"Late goods\""));
    }
    struct api_answer list = api_call(api, api->operator_token, "GET /api/v1/invoices", NULL);
    assert_text(api_value(list, "data.0.kind"), "credit_note");
    assert_text(api_value(list, "data.1.kind"), "invoice");
    assert_false(text_is(api_value(list, "data.2.kind")));
    portal_free(&portal);
}

// The operator bills a month that is over on the advertiser's page; the advertiser reads the bill, and nobody else.
static void a_month_is_billed_and_read(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    struct api_world other = api_world_new(api);
    api_world_fee(api, &w); // of September; it is October now
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    person(api, "rival@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, other.advertiser));
    const char *mary = sign_in(api, "mary@example.org");
    struct text here = text_format(api->arena, "/operator/advertisers/%.*s", TEXT_PRINT(w.advertiser));
    struct api_answer page = ask(api, text_c(api, text_format(api->arena, "GET %.*s", TEXT_PRINT(here))), mary, NULL);
    struct text csrf = token_in(page);
    const char *post = text_c(api, text_format(api->arena, "POST %.*s/bills", TEXT_PRINT(here)));
    static const struct {
        const char *month;
        int status;
    } rows[] = {{"2999-01", 422}, {"soon", 422}, {"2026-09", 303}, {"2026-09", 303}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *form = text_c(
            api, text_format(api->arena, "csrf=%.*s&month=%s&bill_currency=EUR", TEXT_PRINT(csrf), rows[i].month));
        page = ask(api, post, with(api, mary, OWN), form);
        assert_row(rows[i].month, page.status == rows[i].status);
        const char *typed = text_c(api, text_format(api->arena, "value=\"%s\"", rows[i].month));
        assert_row(rows[i].month, page.status == 303 || (holds(page.body, typed) && holds(page.body, "error-month")));
    }
    const char *list =
        text_c(api, text_format(api->arena, "GET /api/v1/advertisers/%.*s/bills", TEXT_PRINT(w.advertiser)));
    struct api_answer bills = api_call(api, api->operator_token, list, NULL);
    assert_false(text_is(api_value(bills, "data.1.invoice_id"))); // the same month is the same bill
    const char *bill =
        text_c(api, text_format(api->arena, "/invoices/%.*s", TEXT_PRINT(api_value(bills, "data.0.invoice_id"))));
    page = ask(api, text_c(api, text_format(api->arena, "GET %.*s", TEXT_PRINT(here))), mary, NULL);
    assert_true(holds(page.body, bill) && holds(page.body, "€118.80")); // 99.00 and 20 % VAT
    const char *shop = sign_in(api, "shop@example.org");
    page = ask(api, "GET /advertiser/balance", shop, NULL);
    assert_true(holds(page.body, bill) && holds(page.body, "€118.80"));
    assert_true(holds(ask(api, with(api, "GET ", bill), shop, NULL).body, "%PDF-"));
    const char *rival = sign_in(api, "rival@example.org");
    assert_false(holds(ask(api, "GET /advertiser/balance", rival, NULL).body, "/invoices/"));
    assert_int_equal(ask(api, with(api, "GET ", bill), rival, NULL).status, 404);
    portal_free(&portal);
}

static void the_books_are_files(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *mary = sign_in(api, "mary@example.org");
    struct api_answer page = ask(api, "GET /operator/ledger/files", mary, NULL);
    assert_int_equal(page.status, 200);
    struct text csrf = token_in(page);
    static const struct {
        const char *form;
        int status;
        const char *holds;
    } rows[] = {
        {"format=csv&from=2020-01-01&to=2099-12-31", 200, ",EUR,"},
        {"format=xlsx&from=2020-01-01&to=2099-12-31", 200, "PK"},
        {"format=csv&from=2020-01-01&to=2020-01-31", 200, "date,entry,key,"},
        {"format=csv&from=2099-01-01&to=2020-01-31", 422, "error-to"},
        {"format=csv&from=yesterday&to=2020-01-31", 422, "error-from"},
        {"format=odt&from=2020-01-01&to=2020-01-31", 422, "error-format"},
        {"format=1c&from=2020-01-01&to=2020-01-31&account=12", 422, "error-account"},
        {"format=1c&from=2020-01-01&to=2020-01-31&account=40702810200000000001&opening=much", 422, "error-opening"},
        {"format=1c&from=2020-01-01&to=2020-01-31&account=40702810200000000001", 200, "1CClientBankExchange"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *form = text_c(api, text_format(api->arena, "csrf=%.*s&%s", TEXT_PRINT(csrf), rows[i].form));
        page = ask(api, "POST /operator/ledger/files", with(api, mary, OWN), form);
        assert_row(rows[i].form, page.status == rows[i].status && holds(page.body, rows[i].holds));
        bool is_empty = i == 2; // a head, and no line of these days
        assert_row(rows[i].form, !is_empty || !holds(page.body, ",EUR,"));
    }
    portal_free(&portal);
}

// In French a comma is the sign of decimals, in every form that takes a number; what can be read in two ways comes back
// with its sentence.
static void forms_take_a_decimal_comma(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    const char *mary = sign_in(api, "mary@example.org");
    const char *own = with(api, mary, OWN);
    const char *csrf =
        text_c(api, text_format(api->arena, "csrf=%.*s", TEXT_PRINT(token_in(ask(api, "GET /account", mary, NULL)))));
    const char *french = with(api, csrf, "&language=fr&return=%2Faccount");
    assert_int_equal(ask(api, "POST /account/preferences", own, french).status, 303);
    const char *program = text_c(api, w.program);
    const char *partner = text_c(api, w.partner);
    const char *advertiser = text_c(api, w.advertiser);
    const struct {
        const char *what, *of, *rest;    // the address
        const char *form, *field;        // the form without the number
        const char *good, *then, *shown; // where it stands then, and how; "": nowhere on a page
    } rows[] = {
        {"POST /operator/compensations", "", "", "&partner_id=partner1&reason=Late&program_id=", "amount", "12,50",
         "GET /operator/compensations", "12,50\xc2\xa0€"},
        {"POST /operator/programs/", program, "/coupons", "&code=TEN&partner_id=", "discount", "12,5", "", ""},
        {"POST /operator/tax", "", "", "&legal_name=N&line1=1+rue&city=Paris&country=FR&vat_id=FR12345678901",
         "vat_rate", "5,5", "GET /operator/tax", "value=\"5,5\""},
        {"POST /operator/payout-terms", "", "", "&decide_day=1&pay_day=15&pay_months=1", "minimum_EUR", "1%C2%A0234,50",
         "GET /operator/payout-terms", "value=\"1234,50\""},
        {"POST /operator/advertisers/", advertiser, "/payments",
         "&kind=deposit&currency=EUR&reference=r1&method=bank&occurred_at=2026-09-20", "amount", "1+000,25", "", ""},
        {"POST /operator/rates", "", "", "&base=EUR&quote=USD&day=2026-09-18&source=ECB", "value", "1,1684",
         "GET /operator/rates", "1,1684"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *what = text_c(api, text_format(api->arena, "%s%s%s", rows[i].what, rows[i].of, rows[i].rest));
        const char *id = strstr(rows[i].form, "program_id=") != NULL   ? program
                         : strstr(rows[i].form, "partner_id=") != NULL ? partner
                                                                       : "";
        const char *form = text_c(api, text_format(api->arena, "%s%s%s&%s=", csrf, rows[i].form, id, rows[i].field));
        struct api_answer page = ask(api, what, own, with(api, form, "1.234"));
        assert_row(what, page.status == 422 && holds(page.body, "deux façons") && holds(page.body, "value=\"1.234\""));
        assert_row(what, holds(page.body, text_c(api, text_format(api->arena, "error-%s", rows[i].field))));
        page = ask(api, what, own, with(api, form, rows[i].good));
        if (page.status != 303) {
            fail_msg("%s with %s: %d", what, rows[i].good, page.status);
        }
        assert_row(what, *rows[i].then == '\0' || holds(ask(api, rows[i].then, mary, NULL).body, rows[i].shown));
    }
    portal_free(&portal);
}

// Of two rows with one address only the first would answer.
static void no_address_stands_twice(void **state)
{
    (void)state;
    const struct route_table *tables[] = {&api_routes, &web_routes};
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            for (size_t k = 0; k < i; k++) {
                const struct route *a = &tables[t]->routes[i];
                const struct route *b = &tables[t]->routes[k];
                if (a->method == b->method && strcmp(a->pattern, b->pattern) == 0) {
                    fail_msg("%s stands twice", a->pattern);
                }
            }
        }
    }
}

static void devices_have_names(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    static const struct {
        const char *agent, *device;
    } rows[] = {
        {"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
         "Mobile/15E148 Safari/604.1",
         "Safari, iPhone"},
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
         "Safari/537.36 Edg/130.0.0.0",
         "Edge, Windows"},
        {"curl/8.0", "curl"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(device_name(arena, text_of(rows[i].agent)), rows[i].device);
    }
    assert_false(text_is(device_name(arena, TEXT("something else"))));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(one_signs_in_and_out),
        TEST_DATABASE_CASE(compressed_pages_keep_their_secrets),
        TEST_DATABASE_CASE(a_wrong_sign_in_tells_nothing),
        TEST_DATABASE_CASE(too_many_wrong_ones_have_to_wait),
        TEST_DATABASE_CASE(sessions_end_when_they_should),
        TEST_DATABASE_CASE(language_and_zone_are_the_persons),
        TEST_DATABASE_CASE(every_page_answers_each_role_as_declared),
        TEST_DATABASE_CASE(an_operator_decides_and_the_receipt_tells),
        TEST_DATABASE_CASE(no_currency_is_left_out),
        TEST_DATABASE_CASE(letters_end_by_their_link),
        TEST_DATABASE_CASE(every_right_has_its_words),
        TEST_DATABASE_CASE(support_does_not_decide_appeals),
        TEST_DATABASE_CASE(an_invoice_is_taken_back_in_part),
        TEST_DATABASE_CASE(a_month_is_billed_and_read),
        TEST_DATABASE_CASE(the_books_are_files),
        TEST_DATABASE_CASE(forms_take_a_decimal_comma),
        TEST_DATABASE_CASE(devices_have_names),
        TEST_DATABASE_CASE(no_address_stands_twice),
    };
    return TEST_DATABASE_RUN("portal", cases);
}
