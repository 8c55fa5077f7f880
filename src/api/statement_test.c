// SPDX-License-Identifier: Apache-2.0
// Statements over HTTP: whose they are, in which form they come, what is refused.
#include "api_fixture.h"

static struct api_answer get(struct api *api, struct text token, struct text partner, const char *rest)
{
    struct text what = text_format(api->arena, "GET /api/v1/partners/%.*s/%s", TEXT_PRINT(partner), rest);
    return api_call(api, token, text_zero_terminated(api->arena, what), NULL);
}

static bool has(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

static void it_is_the_partners_own(void **state)
{
    struct api *api = api_new(*state);
    struct api_world own = api_world_new(api);
    struct api_world other = api_world_new(api);
    api_world_sell(api, &own);
    api_world_pay(api, &own);
    struct api_answer answer = expect_status(200, get(api, own.partner_token, own.partner, "statement"));
    assert_text(api_value(answer, "tz"), "UTC");
    assert_text(api_value(answer, "partner_id"), text_zero_terminated(api->arena, own.partner));
    assert_text(api_value(answer, "conversions.0.commission_id"), text_zero_terminated(api->arena, own.commission));
    assert_text(api_value(answer, "conversions.0.conversion_id"), text_zero_terminated(api->arena, own.conversion));
    assert_text(api_value(answer, "balances.0.currency"), "EUR");
    assert_text(api_value(answer, "balances.0.opening.pending.amount"), "0.00");
    expect_status(200, get(api, api->operator_token, own.partner, "statement"));
    expect_status(404, get(api, other.partner_token, own.partner, "statement"));
    expect_status(404, get(api, other.partner_token, own.partner, "statements"));
    expect_status(403, get(api, own.advertiser_token, own.partner, "statement"));
    expect_status(404, get(api, api->operator_token, TEXT("prt_0000000000000"), "statement"));
    answer = expect_status(200, get(api, own.partner_token, own.partner, "statements"));
    assert_text(api_value(answer, "data.0.month"), "2026-09");
    // Nothing happened to the other one: a statement that says so.
    answer = expect_status(200, get(api, other.partner_token, other.partner, "statement"));
    assert_true(has(answer.body, "\"conversions\":[]"));
    api_free(api);
}

static void files_come_with_type_and_name(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w);
    static const struct {
        const char *format, *type, *begin;
    } rows[] = {
        {"csv", "Content-Type: text/csv; charset=utf-8", "\xEF\xBB\xBFkind,currency,"},
        {"xlsx", "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n", "PK"},
        {"pdf", "Content-Type: application/pdf\r\n", "%PDF-1."},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text rest = text_format(api->arena, "statement?month=2026-09&lang=ja&format=%s", rows[i].format);
        struct api_answer answer =
            expect_status(200, get(api, w.partner_token, w.partner, text_zero_terminated(api->arena, rest)));
        assert_row(rows[i].format, has(answer.head, rows[i].type));
        assert_row(rows[i].format, text_starts_with(answer.body, text_of(rows[i].begin)));
        struct text name = text_format(api->arena, "-2026-09.%s\"\r\n", rows[i].format);
        assert_true(has(answer.head, "Content-Disposition: attachment; filename=\"statement-"));
        assert_true(has(answer.head, text_zero_terminated(api->arena, name)));
    }
    api_free(api);
}

static void what_is_asked_badly_is_refused(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    static const struct {
        const char *query, *code, *field;
        int status;
    } rows[] = {
        {"?month=2026-13", "month_malformed", "month", 422},
        {"?from=yesterday", "instant_malformed", "from", 422},
        {"?from=2026-09-02&to=2026-09-01", "range_empty", "to", 422},
        {"?to=2026-09-01", "period_incomplete", "from", 422},
        {"?month=2026-09&from=2026-09-01", "period_twice", "month", 422},
        {"?tz=Mars/Olympus", "time_zone_unknown", "tz", 422},
        {"?format=doc", "format_unknown", "format", 400},
        {"?format=xml", "format_unknown", "format", 400},
        {"?format=csv,pdf", "format_unknown", "format", 400},
        {"?lang=xx", "language_unknown", "lang", 400},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text rest = text_format(api->arena, "statement%s", rows[i].query);
        struct api_answer answer = get(api, w.partner_token, w.partner, text_zero_terminated(api->arena, rest));
        assert_row(rows[i].query, answer.status == rows[i].status);
        assert_text(api_value(answer, "error.code"), rows[i].code);
        assert_text(api_value(answer, "error.field"), rows[i].field);
    }
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(it_is_the_partners_own),
        TEST_DATABASE_CASE(files_come_with_type_and_name),
        TEST_DATABASE_CASE(what_is_asked_badly_is_refused),
    };
    return TEST_DATABASE_RUN("statement_api", cases);
}
