// SPDX-License-Identifier: Apache-2.0
// Public pages and the way of an applicant through the real gate, on both databases: from the form to a link that is
// signed in for; and the calculator of the page against the engine, on random cases.
#include "api_fixture.h"

#include "application/application_decide.h"
#include "application/application_token.h"
#include "commission/plan_calculate.h"
#include "i18n/i18n.h"
#include "user/session.h"
#include "web_routes.h"

#define OWN "Origin: http://go.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
#define CASES 200

struct site {
    struct api *api;
    struct api_world w;
    struct program_id program_id;
};

static struct site site_new(void *state)
{
    static const struct route_table *tables[2];
    struct site site = {.api = api_new(state)};
    struct api *api = site.api;
    tables[0] = &api_routes;
    tables[1] = &web_routes;
    api->app.tables = tables;
    api->app.table_count = 2;
    assert_int_equal(web_part.start(&api->app, NULL, NULL, NULL), RC_OK);
    api_connect(api);
    site.w = api_world_new(api);
    site.program_id.v = api_row_id(api, PREFIX_PROGRAM, site.w.program);
    return site;
}

static void site_free(struct site *site)
{
    web_part.stop(&site->api->app);
    api_free(site->api);
}

static const char *text_c(const struct site *site, struct text t)
{
    return text_zero_terminated(site->api->arena, t);
}

static struct api_answer ask(const struct site *site, struct text what, const char *headers, const char *body)
{
    struct text request = what;
    struct text method = TEXT_NONE;
    text_split(&request, ' ', &method);
    struct text bytes =
        text_format(site->api->arena, "%.*s %.*s HTTP/1.1\r\nHost: go.example\r\nContent-Length: %zu\r\n%s\r\n%s",
                    TEXT_PRINT(method), TEXT_PRINT(request), body == NULL ? (size_t)0 : strlen(body), headers,
                    body == NULL ? "" : body);
    return api_read_answer(site->api, api_raw(site->api, bytes));
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static struct text between(struct text t, const char *from, const char *to)
{
    size_t at = text_find(t, text_of(from), 0);
    assert_true(at != SIZE_MAX);
    at += strlen(from);
    return text_slice(t, at, text_find(t, text_of(to), at));
}

static void change_program(const struct site *site, const char *body)
{
    struct text what = text_format(site->api->arena, "PATCH /api/v1/programs/%.*s", TEXT_PRINT(site->w.program));
    expect_status(200, api_call(site->api, site->api->operator_token, text_c(site, what), body));
}

static void a_program_is_seen_by_whom_it_is_for(void **state)
{
    struct site site = site_new(*state);
    struct text page = text_format(site.api->arena, "GET /programs/%.*s", TEXT_PRINT(site.w.program));
    assert_int_equal(ask(&site, page, "", NULL).status, 404);
    change_program(&site, "{\"is_public\":true,\"summary\":\"Long <walks> & more\"}");
    struct api_answer answer = ask(&site, page, "", NULL);
    assert_int_equal(answer.status, 200);
    assert_true(holds(answer.head, "\r\nCache-Control: public, max-age=60\r\n"));
    assert_true(holds(answer.body, "Long &lt;walks&gt; &amp; more"));
    assert_false(holds(answer.body, "Long <walks>"));
    assert_true(holds(answer.body, "\\u003cwalks>")); // in the data block nothing ends it
    assert_int_equal(ask(&site, TEXT("GET /programs"), "", NULL).status, 200);
    change_program(&site, "{\"status\":\"archived\"}");
    assert_int_equal(ask(&site, page, "", NULL).status, 404);
    // Addresses that nobody has: a page for browsers, JSON for programs.
    answer = ask(&site, TEXT("GET /nothing"), "Accept: text/html\r\n", NULL);
    assert_int_equal(answer.status, 404);
    assert_true(holds(answer.head, "\r\nContent-Type: text/html"));
    answer = ask(&site, TEXT("GET /nothing"), "", NULL);
    assert_int_equal(answer.status, 404);
    assert_true(holds(answer.head, "\r\nContent-Type: application/json"));
    site_free(&site);
}

static struct text applicant_page(const struct site *site, const char *email)
{
    struct application application;
    api_do(site->api,
           application_find(site->api->db, site->api->arena, site->program_id, text_of(email), &application));
    return text_format(site->api->arena, "/applications/%.*s",
                       TEXT_PRINT(application_token(site->api->arena, &site->api->keyring, application.id)));
}

static struct text request_to(const struct site *site, const char *method, struct text where, const char *rest)
{
    return text_format(site->api->arena, "%s %.*s%s", method, TEXT_PRINT(where), rest);
}

static void begin_with_password(const struct site *site, struct text where)
{
    // Looking changes nothing, and a short password neither.
    struct api_answer page = ask(site, request_to(site, "GET", where, ""), "", NULL);
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, "name=\"password\""));
    assert_true(holds(page.body, "content=\"noindex\""));
    page = ask(site, request_to(site, "POST", where, ""), OWN, "password=short");
    assert_int_equal(page.status, 422);
    assert_true(holds(page.body, "error-password"));
    struct api_answer answer = ask(site, request_to(site, "POST", where, ""), OWN, "password=long+enough+now");
    assert_int_equal(answer.status, 303);
    assert_true(holds(answer.head, "\r\nLocation: /partner/links?welcome=1\r\n"));
    struct text session = between(answer.head, "\r\nSet-Cookie: session=", ";");
    struct text cookie = text_format(site->api->arena, "Cookie: session=%.*s\r\n", TEXT_PRINT(session));
    page = ask(site, TEXT("GET /partner/links?welcome=1"), text_c(site, cookie), NULL);
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, "value=\"https://go.example/c/"));
    page = ask(site, request_to(site, "GET", where, ""), "", NULL);
    assert_false(holds(page.body, "name=\"password\""));
}

static void who_joins_an_open_program_has_a_link(void **state)
{
    struct site site = site_new(*state);
    change_program(&site, "{\"is_public\":true,\"enrollment\":\"open\"}");
    struct text form = text_format(site.api->arena, "POST /programs/%.*s/apply", TEXT_PRINT(site.w.program));
    struct api_answer answer = ask(&site, form, OWN, "name=Anna&email=nobody");
    assert_int_equal(answer.status, 422);
    assert_true(holds(answer.body, "error-email"));
    assert_true(holds(answer.body, "value=\"Anna\""));
    answer = ask(&site, form, "Origin: http://evil.example\r\n", "name=Anna&email=anna%40example.org");
    assert_int_equal(answer.status, 403);
    answer = ask(&site, form, OWN, "name=Anna&email=anna%40example.org");
    assert_int_equal(answer.status, 200);
    assert_true(holds(answer.body, "anna@example.org"));
    begin_with_password(&site, applicant_page(&site, "anna@example.org"));
    // Another address, or a piece of one, opens nothing.
    assert_int_equal(ask(&site, TEXT("GET /applications/apl_0000000000000.AAAA"), "", NULL).status, 404);
    site_free(&site);
}

static void who_is_approved_by_a_person_has_a_link_too(void **state)
{
    struct site site = site_new(*state);
    change_program(&site, "{\"is_public\":true,\"enrollment\":\"approval\"}");
    struct text form = text_format(site.api->arena, "POST /programs/%.*s/apply", TEXT_PRINT(site.w.program));
    assert_int_equal(ask(&site, form, OWN, "name=Bob&email=bob%40example.org&country=DE").status, 200);
    struct text where = applicant_page(&site, "bob@example.org");
    struct api_answer page = ask(&site, request_to(&site, "GET", where, ""), "", NULL);
    assert_false(holds(page.body, "name=\"password\""));
    assert_int_equal(ask(&site, request_to(&site, "POST", where, ""), OWN, "").status, 303);
    struct application application;
    api_do(site.api,
           application_find(site.api->db, site.api->arena, site.program_id, TEXT("bob@example.org"), &application));
    assert_text(application.status, "waiting");
    struct flow flow = api_flow(site.api);
    struct application_decision decision = {.status = TEXT("asked"), .words = TEXT("How many <readers>?")};
    api_do(site.api, application_decide(&flow, application.id, &decision, &application));
    page = ask(&site, request_to(&site, "GET", where, ""), "", NULL);
    assert_true(holds(page.body, "How many &lt;readers&gt;?"));
    assert_int_equal(ask(&site, request_to(&site, "POST", where, "/reply"), OWN, "body=").status, 422);
    assert_int_equal(ask(&site, request_to(&site, "POST", where, "/reply"), OWN, "body=900").status, 303);
    flow = api_flow(site.api);
    decision = (struct application_decision){.status = TEXT("approved")};
    api_do(site.api, application_decide(&flow, application.id, &decision, &application));
    begin_with_password(&site, where);
    site_free(&site);
}

// ---- the calculator ----

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

// One order alone, as it is booked.
static int64_t alone(struct arena *arena, const struct plan *plan, int64_t minor)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct money zero = {.minor = 0, .currency = {"EUR"}};
    struct derive_facts facts = {.goal = TEXT("sale"),
                                 .currency = {"EUR"},
                                 .amount = {.minor = minor, .currency = {"EUR"}},
                                 .discount = zero,
                                 .tax = zero,
                                 .shipping = zero,
                                 .refunded = zero,
                                 .partner = {.partner_id = {1}, .is_active = true},
                                 .usage = -1};
    struct derived derived;
    commission_derive(arena, &facts, plans, 1, DERIVE_AMOUNTS, &derived);
    return derive_credited_amount(&derived).minor;
}

static void the_page_calculates_as_the_engine_books(void **state)
{
    struct site site = site_new(*state);
    struct api *api = site.api;
    static const char text[] =
        "pay 17.35% on sale at least 0.80 EUR\nalso pay 0.15 EUR on sale\ncap 60% of sale\ngive 1000 credit on sale";
    struct text put = text_format(api->arena, "PUT /api/v1/programs/%.*s/plan", TEXT_PRINT(site.w.program));
    struct text body = text_format(api->arena, "{\"text\":\"%s\"}",
                                   "pay 17.35% on sale at least 0.80 EUR\\nalso pay 0.15 EUR on sale\\ncap 60% of "
                                   "sale\\ngive 1000 credit on sale");
    expect_status(200, api_call(api, api->operator_token, text_c(&site, put), text_c(&site, body)));
    change_program(&site, "{\"is_public\":true}");
    struct plan *plan = NULL;
    struct plan_error error;
    assert_int_equal(plan_parse(api->arena, text_of(text), (struct currency){"EUR"}, &plan, &error), RC_OK);
    struct i18n *i18n = NULL;
    api_do(api, i18n_open(I18N_EN, TEXT("UTC"), &i18n, &api->fault));
    uint64_t seed = 42;
    for (int i = 0; i < CASES; i++) {
        AUTO_ARENA arena = arena_new((size_t)8 << 20);
        int64_t orders = (int64_t)(next(&seed) % 40);
        int64_t minor = (int64_t)(next(&seed) % 1000000);
        struct money wanted = {.minor = orders * alone(arena, plan, minor), .currency = {"EUR"}};
        struct text what =
            text_format(arena, "GET /programs/%.*s?orders=%lld&amount=%lld.%02lld", TEXT_PRINT(site.w.program),
                        (long long)orders, (long long)minor / 100, (long long)minor % 100);
        struct api_answer page = ask(&site, what, "Accept-Language: en\r\n", NULL);
        assert_int_equal(page.status, 200);
        struct text shown = between(page.body, "data-total>", "<");
        assert_row(text_zero_terminated(arena, what), text_equal(shown, i18n_money(i18n, arena, wanted)));
    }
    i18n_close(i18n);
    site_free(&site);
}

// What is typed as the reader's language writes it is the same sum everywhere. 17 orders of 1,234.50 at 10 %: 2,098.65;
// one of 100.50: 10.05.
static void the_page_reads_numbers_as_its_language_writes_them(void **state)
{
    struct site site = site_new(*state);
    change_program(&site, "{\"is_public\":true}");
    static const struct {
        const char *language, *query, *total; // NULL: it is refused
    } rows[] = {
        {"en", "orders=1&amount=100.50", "€10.05"},
        {"fr", "orders=1&amount=100,50", "10,05\xc2\xa0€"},
        {"fr", "orders=1&amount=100.50", "10,05\xc2\xa0€"},
        {"ru", "orders=1&amount=100,50", "10,05\xc2\xa0€"},
        {"ja", "orders=1&amount=100.50", "€10.05"},
        {"en", "orders=17&amount=1,234.50", "€2,098.65"},
        {"fr", "orders=17&amount=1+234,50",
         "2\xe2\x80\xaf"
         "098,65\xc2\xa0€"},
        {"ru", "orders=17&amount=1%C2%A0234,50",
         "2\xc2\xa0"
         "098,65\xc2\xa0€"},
        {"fr", "orders=17&amount=1%E2%80%AF234,50",
         "2\xe2\x80\xaf"
         "098,65\xc2\xa0€"},
        {"en", "orders=1&amount=1,234", NULL},
        {"ja", "orders=1&amount=1,234", NULL},
        {"fr", "orders=1&amount=1.234", NULL},
        {"ru", "orders=1&amount=1.234", NULL},
    };
    static const char *const said[] = {"A comma before three digits", "Un point suivi de trois chiffres",
                                       "Точку перед тремя цифрами", "3桁の数字の前のカンマ"};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = site.api->arena;
        struct text what = text_format(arena, "GET /programs/%.*s?%s", TEXT_PRINT(site.w.program), rows[i].query);
        struct text language = text_format(arena, "Accept-Language: %s\r\n", rows[i].language);
        struct api_answer page = ask(&site, what, text_c(&site, language), NULL);
        assert_row(rows[i].query, page.status == 200);
        struct text shown = between(page.body, "data-total>", "<");
        if (rows[i].total != NULL && !text_equal(shown, text_of(rows[i].total))) {
            fail_msg("%s in %s: %.*s", rows[i].query, rows[i].language, TEXT_PRINT(shown));
        }
        bool is_said = false;
        for (size_t k = 0; k < COUNT_OF(said); k++) {
            is_said = is_said || text_find(page.body, text_of(said[k]), 0) != SIZE_MAX;
        }
        assert_row(rows[i].query, is_said == (rows[i].total == NULL));
        const char *typed = strstr(rows[i].query, "amount=") + strlen("amount=");
        struct text kept = text_format(arena, "value=\"%s\"", typed);
        assert_row(rows[i].query, !is_said || text_find(page.body, kept, 0) != SIZE_MAX);
        assert_row(rows[i].query, !is_said || text_find(page.body, TEXT("error-amount"), 0) != SIZE_MAX);
    }
    site_free(&site);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_program_is_seen_by_whom_it_is_for),
        TEST_DATABASE_CASE(who_joins_an_open_program_has_a_link),
        TEST_DATABASE_CASE(who_is_approved_by_a_person_has_a_link_too),
        TEST_DATABASE_CASE(the_page_calculates_as_the_engine_books),
        TEST_DATABASE_CASE(the_page_reads_numbers_as_its_language_writes_them),
    };
    return TEST_DATABASE_RUN("public", cases);
}
