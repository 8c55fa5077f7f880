// SPDX-License-Identifier: Apache-2.0
// The network's nouns over the interface: made, read, listed, changed, archived; every refusal names its field.
#include "api_fixture.h"

#define FORMAT(...) text_zero_terminated(api->arena, text_format(api->arena, __VA_ARGS__))

static void a_program_is_made_read_changed_and_archived(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_answer a =
        expect_status(201, api_call(api, op, "POST /api/v1/advertisers", "{\"name\":\"Shop\",\"currency\":\"usd\"}"));
    assert_text(api_value(a, "currency"), "USD");
    assert_text(api_value(a, "status"), "active");
    assert_int_equal(api_value(a, "postback_token").n, 44);
    struct text advertiser = api_value(a, "id");
    a = expect_status(200, api_call(api, op, FORMAT("GET /api/v1/advertisers/%.*s", ID(advertiser)), NULL));
    assert_null(api_member(a, "postback_token")); // shown once

    a = expect_status(201, api_call(api, op, "POST /api/v1/programs",
                                    FORMAT("{\"advertiser_id\":\"%.*s\",\"name\":\"Shoes\",\"window\":\"PT36H\","
                                           "\"attribution\":\"first_click\",\"hold_days\":14,"
                                           "\"evidence\":[\"coupon\",\"click_id\"],\"binding\":\"lifetime\"}",
                                           ID(advertiser))));
    struct text program = api_value(a, "id");
    const char *get = FORMAT("GET /api/v1/programs/%.*s", ID(program));
    const char *patch = FORMAT("PATCH /api/v1/programs/%.*s", ID(program));
    a = expect_status(200, api_call(api, op, get, NULL));
    assert_text(api_value(a, "currency"), "USD"); // the advertiser's
    assert_text(api_value(a, "window"), "P1DT12H");
    assert_true(json_is_null(api_member(a, "window_days")));
    assert_text(api_value(a, "attribution"), "first_click");
    assert_text(api_value(a, "evidence.0"), "coupon");
    assert_int_equal(api_number(a, "hold_days"), 14);
    assert_int_equal(api_number(a, "terms_version"), 1);

    // A new name is no new version of the terms; another window is.
    a = expect_status(200, api_call(api, op, patch, "{\"name\":\"Boots\"}"));
    assert_int_equal(api_number(a, "terms_version"), 1);
    a = expect_status(200, api_call(api, op, patch, "{\"window_days\":3650}"));
    assert_int_equal(api_number(a, "terms_version"), 2);
    assert_int_equal(api_number(a, "window_days"), 3650);
    assert_int_equal(api_number(a, "hold_days"), 14);
    a = expect_status(200, api_call(api, op, patch, "{\"window_days\":3650}"));
    assert_int_equal(api_number(a, "terms_version"), 2); // nothing differs

    a = expect_status(200, api_call(api, op, FORMAT("POST /api/v1/programs/%.*s/archive", ID(program)), NULL));
    assert_text(api_value(a, "status"), "archived");
    a = expect_status(200, api_call(api, op, get, NULL));
    assert_text(api_value(a, "name"), "Boots");
    assert_text(api_value(a, "status"), "archived");
    a = expect_status(200, api_call(api, op, "GET /api/v1/programs?status=active", NULL));
    assert_int_equal(json_count(api_member(a, "data")), 0);
    // Nothing new under an archived parent.
    a = expect_status(422, api_call(api, op, "POST /api/v1/offers",
                                    FORMAT("{\"program_id\":\"%.*s\",\"name\":\"O\",\"destination_url\":"
                                           "\"https://a.example\"}",
                                           ID(program))));
    assert_text(api_value(a, "error.code"), "program_archived");
    assert_text(api_value(a, "error.field"), "program_id");
    api_free(api);
}

static void plans_are_versions(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_world w = api_world_new(api);
    const char *plan = FORMAT("/api/v1/programs/%.*s/plan", ID(w.program));
    const char *put = FORMAT("PUT %s", plan);
    // The world's first plan pays from the beginning; the same text again changes nothing.
    struct api_answer a = expect_status(200, api_call(api, op, FORMAT("GET %s", plan), NULL));
    assert_int_equal(api_number(a, "version"), 1);
    assert_text(api_value(a, "effective_at"), "1970-01-01T00:00:00Z");
    a = expect_status(200, api_call(api, op, put, "{\"text\":\"pay 10% on sale\\ngive 1000 credit on sale\"}"));
    assert_int_equal(api_number(a, "version"), 1);
    // A second one from tomorrow on; today the first is in force.
    a = expect_status(200, api_call(api, op, put,
                                    "{\"text\":\"pay 20% on sale\\ngive 1000 credit on sale\",\"effective_at\":"
                                    "\"2026-09-22T14:13:20Z\"}"));
    assert_int_equal(api_number(a, "version"), 2);
    a = expect_status(200, api_call(api, op, FORMAT("GET %s", plan), NULL));
    assert_int_equal(api_number(a, "version"), 1);
    clock_fixed_init(&api->clock, (struct instant){.ms = API_START_MS + DAY_MS});
    a = expect_status(200, api_call(api, op, FORMAT("GET %s", plan), NULL));
    assert_int_equal(api_number(a, "version"), 2);
    // What has happened stays paid by the plan of then.
    a = expect_status(422, api_call(api, op, put, "{\"text\":\"pay 1% on sale\",\"effective_at\":\"2026-09-01\"}"));
    assert_text(api_value(a, "error.code"), "effective_at_past");
    assert_text(api_value(a, "error.field"), "effective_at");
    // A worse one is announced.
    a = expect_status(422, api_call(api, op, put, "{\"text\":\"pay 1% on sale\"}"));
    assert_text(api_value(a, "error.code"), "notice_too_short");
    assert_text(api_value(a, "error.field"), "effective_at");
    a = expect_status(422, api_call(api, op, put, "{\"text\":\"hold 14 days\\nplay 1% on sale\"}"));
    assert_text(api_value(a, "error.code"), "plan_malformed");
    assert_int_equal(api_number(a, "error.line"), 2);
    assert_int_equal(api_number(a, "error.column"), 1);
    assert_text(api_value(a, "error.reason"), "line_begins");
    a = expect_status(200, api_call(api, op, FORMAT("GET %ss", plan), NULL));
    assert_int_equal(json_count(api_member(a, "data")), 2);
    assert_int_equal(api_number(a, "data.0.version"), 2);
    // A program without a plan says so.
    a = expect_status(404, api_call(api, op, FORMAT("GET /api/v1/programs/%.*s/plan", ID(w.empty_program)), NULL));
    assert_text(api_value(a, "error.code"), "plan_missing");
    api_free(api);
}

static void individual_terms_begin_and_end(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_world w = api_world_new(api);
    const char *patch = FORMAT("PATCH /api/v1/enrollments/%.*s", ID(w.enrollment));
    struct api_answer a = expect_status(200, api_call(api, op, patch, "{\"terms\":\"pay 30% on sale\"}"));
    assert_text(api_value(a, "terms"), "pay 30% on sale");
    assert_int_equal(api_number(a, "terms_version"), 1);
    assert_text(api_value(a, "terms_effective_at"), "2026-09-21T14:13:20Z");
    a = expect_status(422, api_call(api, op, patch, "{\"terms\":\"pay 300% on sale\"}"));
    assert_text(api_value(a, "error.field"), "terms");
    assert_int_equal(api_number(a, "error.line"), 1);
    a = expect_status(422,
                      api_call(api, op, patch, "{\"terms\":\"pay 3% on sale\",\"terms_effective_at\":\"2026-09-01\"}"));
    assert_text(api_value(a, "error.field"), "terms_effective_at");
    // To end them is less than what he has: with notice only, also while he is set back.
    a = expect_status(422, api_call(api, op, patch, "{\"terms\":null}"));
    assert_text(api_value(a, "error.code"), "notice_too_short");
    assert_text(api_value(a, "error.field"), "terms_effective_at");
    (void)expect_status(200, api_call(api, op, patch, "{\"status\":\"pending\"}"));
    a = expect_status(422, api_call(api, op, patch, "{\"terms\":null}"));
    assert_text(api_value(a, "error.code"), "notice_too_short");
    a = expect_status(200, api_call(api, op, patch, "{\"terms\":null,\"terms_effective_at\":\"2026-10-22\"}"));
    assert_true(json_is_null(api_member(a, "terms")));
    a = expect_status(200, api_call(api, op, patch, "{\"status\":\"archived\"}"));
    assert_text(api_value(a, "status"), "archived");
    // No longer enrolled: no new links.
    a = expect_status(422,
                      api_call(api, op, "POST /api/v1/links",
                               FORMAT("{\"partner_id\":\"%.*s\",\"offer_id\":\"%.*s\"}", ID(w.partner), ID(w.offer))));
    assert_text(api_value(a, "error.code"), "not_enrolled");
    api_free(api);
}

static void links_and_coupons(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_world w = api_world_new(api);
    // A partner makes links for itself without saying so.
    struct api_answer a = expect_status(
        201,
        api_call(api, w.partner_token, "POST /api/v1/links",
                 FORMAT("{\"offer_id\":\"%.*s\",\"destination_url\":\"https://shop%lld.example/boots?c={click_id}\"}",
                        ID(w.offer), (long long)w.number)));
    assert_int_equal(api_value(a, "code").n, 8);
    assert_true(text_equal(api_value(a, "url"),
                           text_format(api->arena, "https://go.example/c/%.*s", TEXT_PRINT(api_value(a, "code")))));
    assert_true(text_equal(api_value(a, "partner_id"), w.partner));
    struct text link = api_value(a, "id");
    a = expect_status(422, api_call(api, w.partner_token, FORMAT("PATCH /api/v1/links/%.*s", ID(link)),
                                    "{\"destination_url\":\"https://evil.example/\"}"));
    assert_text(api_value(a, "error.code"), "host_not_listed");
    assert_text(api_value(a, "error.field"), "destination_url");
    a = expect_status(200, api_call(api, w.partner_token, FORMAT("PATCH /api/v1/links/%.*s", ID(link)),
                                    "{\"destination_url\":null}"));
    assert_true(json_is_null(api_member(a, "destination_url")));
    a = expect_status(409, api_call(api, op, "POST /api/v1/links",
                                    FORMAT("{\"partner_id\":\"%.*s\",\"offer_id\":\"%.*s\",\"code\":\"link%lld\"}",
                                           ID(w.partner), ID(w.offer), (long long)w.number)));
    assert_text(api_value(a, "error.code"), "code_taken");
    assert_text(api_value(a, "error.field"), "code");

    const char *coupon = FORMAT("/api/v1/coupons/%.*s", ID(w.coupon));
    a = expect_status(200, api_call(api, op, FORMAT("PATCH %s", coupon), "{\"discount\":\"12.5\"}"));
    assert_text(api_value(a, "discount"), "12.5");
    a = expect_status(200, api_call(api, op, FORMAT("PATCH %s", coupon), "{\"discount\":null}"));
    assert_true(json_is_null(api_member(a, "discount")));
    // The same code in other letters is the same code, archived or not.
    expect_status(200, api_call(api, op, FORMAT("POST %s/archive", coupon), NULL));
    a = expect_status(409, api_call(api, op, "POST /api/v1/coupons",
                                    FORMAT("{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"save%lld\"}",
                                           ID(w.partner), ID(w.program), (long long)w.number)));
    assert_text(api_value(a, "error.code"), "code_taken");
    api_free(api);
}

static void lists_have_pages(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    for (int i = 0; i < 7; i++) {
        api_make(api, "POST /api/v1/partners", text_format(api->arena, "{\"code\":\"p%d\",\"name\":\"P\"}", i));
    }
    static const char *const expected[] = {"p6p5p4", "p3p2p1", "p0"};
    struct text cursor = TEXT("");
    for (size_t page = 0; page < COUNT_OF(expected); page++) {
        struct api_answer a =
            expect_status(200, api_call(api, op, FORMAT("GET /api/v1/partners?limit=3%.*s", TEXT_PRINT(cursor)), NULL));
        struct text codes =
            text_format(api->arena, "%.*s%.*s%.*s", TEXT_PRINT(api_value(a, "data.0.code")),
                        TEXT_PRINT(api_value(a, "data.1.code")), TEXT_PRINT(api_value(a, "data.2.code")));
        assert_text(codes, expected[page]);
        bool is_last = page + 1 == COUNT_OF(expected);
        assert_int_equal(json_is_null(api_member(a, "next")), is_last);
        cursor = text_format(api->arena, "&cursor=%.*s", TEXT_PRINT(api_value(a, "next")));
    }
    // A page that is exactly full is the last one.
    struct api_answer a = expect_status(200, api_call(api, op, "GET /api/v1/partners?limit=7", NULL));
    assert_int_equal(json_count(api_member(a, "data")), 7);
    assert_true(json_is_null(api_member(a, "next")));
    a = expect_status(200, api_call(api, op, "GET /api/v1/partners?code=p3", NULL));
    assert_int_equal(json_count(api_member(a, "data")), 1);
    api_free(api);
}

// What advertisers see of partners: whom they work with, not how to write to them.
static void advertisers_do_not_see_addresses(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    const char *get = FORMAT("GET /api/v1/partners/%.*s", ID(w.partner));
    struct api_answer a = expect_status(200, api_call(api, w.advertiser_token, get, NULL));
    assert_true(json_is_null(api_member(a, "email")));
    a = expect_status(200, api_call(api, w.partner_token, get, NULL));
    assert_true(text_starts_with(api_value(a, "email"), TEXT("p")));
    a = expect_status(403, api_call(api, w.advertiser_token, FORMAT("PATCH /api/v1/advertisers/%.*s", ID(w.advertiser)),
                                    "{\"status\":\"archived\"}"));
    assert_text(api_value(a, "error.field"), "status");
    api_free(api);
}

static void tokens_stop_at_once(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_answer a = expect_status(201, api_call(api, op, "POST /api/v1/tokens", "{\"name\":\"t\"}"));
    struct text token = api_value(a, "token");
    assert_int_equal(token.n, 44);
    assert_true(text_starts_with(token, TEXT("trb_")));
    expect_status(200, api_call(api, token, "GET /api/v1/network", NULL));
    expect_status(200, api_call(api, op, FORMAT("POST /api/v1/tokens/%.*s/revoke", ID(api_value(a, "id"))), NULL));
    a = expect_status(401, api_call(api, token, "GET /api/v1/network", NULL));
    assert_text(api_value(a, "error.code"), "token_revoked");
    a = expect_status(401, api_call(api, TEXT_NONE, "GET /api/v1/network", NULL));
    assert_text(api_value(a, "error.code"), "token_missing");
    assert_true(text_find(a.head, TEXT("WWW-Authenticate: Bearer\r\n"), 0) != SIZE_MAX);
    static const char *const malformed[] = {"Authorization: Basic abc\r\n", "Authorization: Bearer\r\n",
                                            "Authorization: Bearer \r\n", "Authorization: trb_x\r\n"};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        a = api_call_with(api, TEXT_NONE, "GET /api/v1/network", NULL, malformed[i]);
        assert_row(malformed[i], a.status == 401);
    }
    api_free(api);
}

// A burst of three, then one an hour; an operator is not held up.
static void tokens_may_not_ask_too_often(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    api->app.limit.interval_us = (int64_t)3600 * 1000000;
    api->app.limit.burst_us = 2 * api->app.limit.interval_us;
    for (int i = 0; i < 3; i++) {
        expect_status(200, api_call(api, w.partner_token, "GET /api/v1/network", NULL));
    }
    struct api_answer a = expect_status(429, api_call(api, w.partner_token, "GET /api/v1/network", NULL));
    assert_text(api_value(a, "error.code"), "rate_limited");
    assert_true(text_find(a.head, TEXT("Retry-After: 3"), 0) != SIZE_MAX); // 3,5xx or 3600 seconds
    expect_status(200, api_call(api, w.advertiser_token, "GET /api/v1/network", NULL));
    for (int i = 0; i < 10; i++) {
        expect_status(200, api_call(api, api->operator_token, "GET /api/v1/network", NULL));
    }
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_program_is_made_read_changed_and_archived),
        TEST_DATABASE_CASE(plans_are_versions),
        TEST_DATABASE_CASE(individual_terms_begin_and_end),
        TEST_DATABASE_CASE(links_and_coupons),
        TEST_DATABASE_CASE(lists_have_pages),
        TEST_DATABASE_CASE(advertisers_do_not_see_addresses),
        TEST_DATABASE_CASE(tokens_stop_at_once),
        TEST_DATABASE_CASE(tokens_may_not_ask_too_often),
    };
    return TEST_DATABASE_RUN("nouns", cases);
}
