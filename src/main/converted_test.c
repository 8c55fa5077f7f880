// SPDX-License-Identifier: Apache-2.0
// The currency of display: sums of overviews, Today and reports in it too, beside their own, by the stored rate that
// the page tells. Every sum is made by hand. On both databases.
#include "portal_fixture.h"

// 100.00 EUR and 50.00 USD of orders, ten percent of each the partner's.
static struct api_world sold(struct api *api)
{
    struct api_world w = api_world_new(api);
    struct arena *a = api->arena;
    api_world_sell(api, &w);
    struct text program = api_make(api, "POST /api/v1/programs",
                                   text_format(a,
                                               "{\"advertiser_id\":\"%.*s\",\"name\":\"Overseas\","
                                               "\"currency\":\"USD\",\"hold_days\":0}",
                                               ID(w.advertiser)));
    api_make(api, text_c(api, text_format(a, "PUT /api/v1/programs/%.*s/plan", ID(program))),
             TEXT("{\"text\":\"pay 10% on sale\"}"));
    api_make(api, "POST /api/v1/enrollments",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(w.partner), ID(program)));
    api_make(api, "POST /api/v1/coupons",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"DOLLAR\"}", ID(w.partner),
                         ID(program)));
    api_make(api, "POST /api/v1/conversions",
             text_format(a, "{\"program_id\":\"%.*s\",\"order_id\":\"D-1\",\"amount\":\"50.00\",\"coupon\":\"DOLLAR\"}",
                         ID(program)));
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    return w;
}

// 1 EUR is 1.25 USD and 158.40 JPY, as published the day before yesterday.
static void publish(struct api *api)
{
    struct text now = instant_text(api->arena, (struct instant){api->clock.instant.ms - 2 * DAY_MS});
    static const char *const rates[][2] = {{"USD", "1.25"}, {"JPY", "158.40"}};
    for (size_t i = 0; i < COUNT_OF(rates); i++) {
        api_make(api, "POST /api/v1/exchange-rates",
                 text_format(api->arena,
                             "{\"base\":\"EUR\",\"quote\":\"%s\",\"day\":\"%.10s\",\"rate\":\"%s\",\"source\":\"ECB\"}",
                             rates[i][0], now.p, rates[i][1]));
    }
}

static int choose(struct api *api, const char *cookie, const char *currency)
{
    struct text csrf = token_in(ask(api, "GET /account", cookie, NULL));
    const char *form =
        text_c(api, text_format(api->arena, "csrf=%.*s&currency=%s&return=%%2Faccount", TEXT_PRINT(csrf), currency));
    return ask(api, "POST /account/preferences", with(api, cookie, OWN), form).status;
}

struct expected {
    const char *email, *page;
    const char *shown[6];
    const char *absent;
};

static void see(struct api *api, const struct expected *rows, size_t count, const char *currency)
{
    for (size_t i = 0; i < count; i++) {
        const char *cookie = sign_in(api, rows[i].email);
        assert_int_equal(choose(api, cookie, currency), 303);
        struct api_answer page = ask(api, rows[i].page, cookie, NULL);
        assert_int_equal(page.status, 200);
        for (size_t k = 0; k < COUNT_OF(rows[i].shown) && rows[i].shown[k] != NULL; k++) {
            if (!holds(page.body, rows[i].shown[k])) {
                fail_msg("%s in %s does not show %s", rows[i].page, currency, rows[i].shown[k]);
            }
        }
        if (rows[i].absent != NULL && holds(page.body, rows[i].absent)) {
            fail_msg("%s in %s shows %s", rows[i].page, currency, rows[i].absent);
        }
    }
}

// Yen, without decimals. Revenue: 100.00 × 158.40 = 15,840; 50.00 USD / 1.25 × 158.40 = 6,336; together 22,176.
// Commission: 10.00 × 158.40 = 1,584; 5.00 USD / 1.25 × 158.40 = 633.6, which is 634; together 2,218.
static void sums_stand_beside_their_own_currency(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    sold(api);
    publish(api);
    static const struct expected yen[] = {
        {"mary@example.org",
         "GET /operator",
         {"€100.00", "+ US$50.00", ">≈ JP¥22,176</a>", ">≈ JP¥2,218</a>", "1 EUR = 158.4 JPY", "ECB"},
         NULL},
        {"mary@example.org", "GET /operator/explore", {"€100.00", ">≈ JP¥22,176</a>", ">≈ JP¥2,218</a>"}, NULL},
        {"anna@example.org",
         "GET /partner",
         {"€10.00", "+ US$5.00", ">≈ JP¥2,218</a>", ">≈ JP¥1,584</a>", ">≈ JP¥634</a>", "1 EUR = 1.25 USD"},
         NULL},
        {"anna@example.org", "GET /partner/earnings", {">≈ JP¥1,584</a>", ">≈ JP¥634</a>", "id=\"converted\""}, NULL},
        {"shop@example.org", "GET /advertiser", {"+ US$50.00", ">≈ JP¥22,176</a>", ">≈ JP¥2,218</a>", "ECB"}, NULL},
    };
    see(api, yen, COUNT_OF(yen), "jpy");
    // Dollars: what is in dollars already is added as it is. 100.00 × 1.25 + 50.00 = 175.00; 12.50 + 5.00 = 17.50.
    static const struct expected dollars[] = {
        {"mary@example.org", "GET /operator", {"€100.00", ">≈ US$175.00</a>", ">≈ US$17.50</a>"}, "JPY"},
        {"anna@example.org", "GET /partner", {">≈ US$17.50</a>", ">≈ US$12.50</a>"}, "≈ US$5.00"},
    };
    see(api, dollars, COUNT_OF(dollars), "USD");
    portal_free(&portal);
}

static void a_missing_rate_is_said(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    sold(api);
    publish(api);
    static const struct expected pounds[] = {
        {"mary@example.org", "GET /operator", {"€100.00", "No rate from EUR to GBP", "No rate from USD to GBP"}, ">≈ "},
        {"anna@example.org", "GET /partner", {"€10.00", "No rate from EUR to GBP"}, ">≈ "},
    };
    see(api, pounds, COUNT_OF(pounds), "GBP");
    // Nine days later the rates are eleven days old: too old to tell anything.
    static const struct expected yen[] = {
        {"mary@example.org", "GET /operator", {"€100.00", "No rate from EUR to JPY"}, ">≈ "},
    };
    api->clock.instant.ms += 9 * DAY_MS;
    see(api, yen, COUNT_OF(yen), "JPY");
    portal_free(&portal);
}

static void the_currency_is_the_persons(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    sold(api);
    publish(api);
    const char *mary = sign_in(api, "mary@example.org");
    assert_int_equal(choose(api, mary, "QQQ"), 422);
    assert_false(holds(ask(api, "GET /operator", mary, NULL).body, "id=\"converted\""));
    assert_int_equal(choose(api, mary, "JPY"), 303);
    // The head's forms of language and theme say nothing of it.
    struct text csrf = token_in(ask(api, "GET /account", mary, NULL));
    const char *form = text_c(api, text_format(api->arena, "csrf=%.*s&theme=dark", TEXT_PRINT(csrf)));
    assert_int_equal(ask(api, "POST /account/preferences", with(api, mary, OWN), form).status, 303);
    assert_true(holds(ask(api, "GET /operator", mary, NULL).body, "≈ JP¥22,176"));
    assert_false(holds(ask(api, "GET /partner", sign_in(api, "anna@example.org"), NULL).body, "≈ JP¥"));
    assert_int_equal(choose(api, mary, ""), 303);
    assert_false(holds(ask(api, "GET /operator", mary, NULL).body, "≈ JP¥"));
    portal_free(&portal);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(sums_stand_beside_their_own_currency),
        TEST_DATABASE_CASE(a_missing_rate_is_said),
        TEST_DATABASE_CASE(the_currency_is_the_persons),
    };
    return TEST_DATABASE_RUN("converted", cases);
}
