// SPDX-License-Identifier: Apache-2.0
// Malformed and hostile requests: each gets its documented error, nothing is half written, and the server goes on.
#include "api_fixture.h"

#include "audit/audit.h"

#define FORMAT(...) text_zero_terminated(api->arena, text_format(api->arena, __VA_ARGS__))

struct refusal {
    const char *what;
    const char *body;
    int status;
    const char *code;
    const char *field;
};

#define ADVERTISERS "POST /api/v1/advertisers"
#define PARTNERS "POST /api/v1/partners"

static const struct refusal refusals[] = {
    {"GET /api/v1/nothing", NULL, 404, "not_found", NULL},
    {"GET /api/v1/partners/", NULL, 404, "not_found", NULL},
    {"DELETE /api/v1/partners", NULL, 405, "method_not_allowed", NULL},
    {"POST /healthz", NULL, 405, "method_not_allowed", NULL},
    {"GET /api/v1/partners?foo=1", NULL, 400, "parameter_unknown", "foo"},
    {"GET /api/v1/partners?limit=1&limit=1", NULL, 400, "parameter_repeated", "limit"},
    {"GET /api/v1/partners?limit=0", NULL, 400, "number_out_of_range", "limit"},
    {"GET /api/v1/partners?limit=501", NULL, 400, "number_out_of_range", "limit"},
    {"GET /api/v1/partners?limit=99999999999999999999", NULL, 400, "field_type", "limit"},
    {"GET /api/v1/partners?limit=1e2", NULL, 400, "field_type", "limit"},
    {"GET /api/v1/partners?status=dead", NULL, 400, "value_unknown", "status"},
    {"GET /api/v1/partners?cursor=prt_0000000000000", NULL, 400, "cursor_malformed", "cursor"},
    {"GET /api/v1/partners?program_id=prt_0000000000000", NULL, 400, "id_malformed", "program_id"},
    {"GET /api/v1/partners?code=%ff", NULL, 400, "query_malformed", NULL},
    {"GET /api/v1/partners?code=%00", NULL, 400, "query_malformed", NULL},
    {"GET /api/v1/partners?code=%zz", NULL, 400, "query_malformed", NULL},
    {"GET /api/v1/network?limit=1", NULL, 400, "parameter_unknown", "limit"},
    {ADVERTISERS, "", 400, "json_malformed", NULL},
    {ADVERTISERS, "{", 400, "json_malformed", NULL},
    {ADVERTISERS, "{\"name\":\"a\",\"name\":\"b\"}", 400, "json_malformed", NULL},
    {ADVERTISERS, "{\"name\":\"\xff\"}", 400, "json_malformed", NULL},
    {ADVERTISERS, "{\"name\":\"\\u0000\"}", 400, "json_malformed", NULL},
    {ADVERTISERS, "[]", 400, "json_not_object", NULL},
    {ADVERTISERS, "null", 400, "json_not_object", NULL},
    {ADVERTISERS, "{}", 422, "field_missing", "name"},
    {ADVERTISERS, "{\"name\":null}", 422, "field_missing", "name"},
    {ADVERTISERS, "{\"name\":7}", 422, "field_type", "name"},
    {ADVERTISERS, "{\"name\":{}}", 422, "field_type", "name"},
    {ADVERTISERS, "{\"name\":\"\"}", 422, "text_empty", "name"},
    {ADVERTISERS, "{\"name\":\"   \"}", 422, "text_empty", "name"},
    {ADVERTISERS, "{\"name\":\"a\\u0007\"}", 422, "text_malformed", "name"},
    {ADVERTISERS, "{\"name\":\"a\\u202e\",\"colour\":1}", 422, "field_unknown", "colour"},
    {ADVERTISERS, "{\"name\":\"a\",\"id\":\"adv_0000000000000\"}", 422, "field_unknown", "id"},
    {ADVERTISERS, "{\"name\":\"a\",\"currency\":\"EURO\"}", 422, "currency_unknown", "currency"},
    {ADVERTISERS, "{\"name\":\"a\",\"currency\":\"XXX\"}", 422, "currency_unknown", "currency"},
    {ADVERTISERS, "{\"name\":\"a\",\"currency\":978}", 422, "field_type", "currency"},
    {PARTNERS, "{\"name\":\"a\",\"code\":\"a b\"}", 422, "code_malformed", "code"},
    {PARTNERS, "{\"name\":\"a\",\"code\":\"\"}", 422, "code_malformed", "code"},
    {PARTNERS, "{\"name\":\"a\",\"code\":\"\xc3\xa9\"}", 422, "code_malformed", "code"},
    {PARTNERS, "{\"name\":\"a\",\"code\":\"a/../b\"}", 422, "code_malformed", "code"},
    {PARTNERS, "{\"name\":\"a\",\"email\":\"nobody\"}", 422, "email_malformed", "email"},
    {PARTNERS, "{\"name\":\"a\",\"email\":\"a@b@c\"}", 422, "email_malformed", "email"},
    {PARTNERS, "{\"name\":\"a\",\"email\":\"a@b.example\\r\\nBcc: x@y\"}", 422, "email_malformed", "email"},
    {PARTNERS, "{\"name\":\"a\",\"recruited_by\":\"adv_0000000000000\"}", 422, "id_malformed", "recruited_by"},
    {PARTNERS, "{\"name\":\"a\",\"recruited_by\":5}", 422, "field_type", "recruited_by"},
    {PARTNERS, "{\"name\":\"a\",\"code\":\"taken\"}", 409, "code_taken", "code"},
    {"POST /api/v1/tokens", "{\"name\":\"a\",\"role\":\"root\"}", 422, "value_unknown", "role"},
    {"POST /api/v1/tokens", "{\"name\":\"a\",\"role\":\"partner\"}", 422, "partner_unknown", "partner_id"},
    {"POST /api/v1/tokens", "{\"name\":\"a\",\"partner_id\":\"{partner}\"}", 422, "owner_unexpected", "role"},
    {"PATCH /api/v1/network", "{\"time_zone\":\"Mars/Olympus\"}", 422, "time_zone_unknown", "time_zone"},
    {"PATCH /api/v1/network", "{\"fallback_url\":\"javascript:alert(1)\"}", 422, "url_malformed", "fallback_url"},
    {"PATCH /api/v1/network", "{\"address_days\":366}", 422, "number_out_of_range", "address_days"},
    {"PATCH /api/v1/network", "{\"address_days\":1.5}", 422, "field_type", "address_days"},
};

#define PROGRAM(rest) "POST /api/v1/programs", "{\"advertiser_id\":\"{advertiser}\",\"name\":\"P\"," rest "}"
#define OFFER(rest) "POST /api/v1/offers", "{\"program_id\":\"{program}\",\"name\":\"O\"," rest "}"
#define URL "\"destination_url\":\"https://a.example/\""
#define COUPON(rest) \
    "POST /api/v1/coupons", "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"code\":\"NEW\"," rest "}"

static const struct refusal noun_refusals[] = {
    {PROGRAM("\"window_days\":0"), 422, "number_out_of_range", "window_days"},
    {PROGRAM("\"window_days\":3653"), 422, "number_out_of_range", "window_days"},
    {PROGRAM("\"window\":\"PT59M\""), 422, "number_out_of_range", "window"},
    {PROGRAM("\"window\":\"P11Y\""), 422, "number_out_of_range", "window"},
    {PROGRAM("\"window\":\"30 days\""), 422, "duration_malformed", "window"},
    {PROGRAM("\"window\":\"P1D\",\"window_days\":1"), 422, "window_twice", "window"},
    {PROGRAM("\"attribution\":\"linear\""), 422, "value_unknown", "attribution"},
    {PROGRAM("\"evidence\":[\"click_id\",\"click_id\"]"), 422, "value_unknown", "evidence"},
    {PROGRAM("\"evidence\":[\"hunch\"]"), 422, "value_unknown", "evidence"},
    {PROGRAM("\"evidence\":[]"), 422, "value_unknown", "evidence"},
    {PROGRAM("\"evidence\":[7]"), 422, "field_type", "evidence"},
    {PROGRAM("\"hold_days\":366"), 422, "number_out_of_range", "hold_days"},
    {PROGRAM("\"hold_days\":-1"), 422, "number_out_of_range", "hold_days"},
    {PROGRAM("\"hold_days\":\"14\""), 422, "field_type", "hold_days"},
    {PROGRAM("\"link_forms\":[{\"prefix\":\"api\"}]"), 422, "link_forms_malformed", "link_forms"},
    {PROGRAM("\"link_forms\":{}"), 422, "link_forms_malformed", "link_forms"},
    {"POST /api/v1/programs", "{\"advertiser_id\":\"adv_0000000000000\",\"name\":\"P\"}", 422, NULL, "advertiser_id"},
    {OFFER("\"destination_url\":\"//a.example/\""), 422, "url_malformed", "destination_url"},
    {OFFER("\"destination_url\":\"https://u:p@a.example/\""), 422, "url_malformed", "destination_url"},
    {OFFER("\"destination_url\":\"https://{sub1}.example/\""), 422, NULL, "destination_url"},
    {OFFER("\"destination_url\":\"https://a.example/?a={nonsense}\""), 422, "macro_unknown", "destination_url"},
    {OFFER("\"destination_url\":\"https://a.example/\\r\\nSet-Cookie: a\""), 422, NULL, "destination_url"},
    {OFFER(URL ",\"goals\":[\"a b\"]"), 422, "goals_malformed", "goals"},
    {OFFER(URL ",\"goals\":[\"lead\",\"lead\"]"), 422, "goals_malformed", "goals"},
    {OFFER(URL ",\"goals\":[{\"code\":\"x\",\"kind\":\"loan\"}]"), 422, "goals_malformed", "goals"},
    {OFFER(URL ",\"goals\":[{\"kind\":\"lead\"}]"), 422, "goals_malformed", "goals"},
    {OFFER(URL ",\"hosts\":[\"https://b.example\"]"), 422, "host_malformed", "hosts"},
    {OFFER(URL ",\"hosts\":[\"-\"]"), 422, "host_malformed", "hosts"},
    {OFFER(URL ",\"parameters\":[\"a=b\"]"), 422, "code_malformed", "parameters"},
    {"POST /api/v1/enrollments", "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\"}", 409, "enrolled_already",
     "partner_id"},
    {"POST /api/v1/enrollments", "{\"partner_id\":\"{partner}\",\"program_id\":\"{empty}\",\"status\":\"maybe\"}", 422,
     "value_unknown", "status"},
    {"POST /api/v1/links", "{\"partner_id\":\"{partner}\",\"offer_id\":\"{offer}\",\"code\":\"a.b\"}", 422,
     "code_malformed", "code"},
    {"POST /api/v1/links", "{\"offer_id\":\"{offer}\"}", 422, "field_missing", "partner_id"},
    {COUPON("\"discount\":\"100.0001\""), 422, "number_out_of_range", "discount"},
    {COUPON("\"discount\":\"-1\""), 422, "percent_malformed", "discount"},
    {COUPON("\"discount\":\"1.00001\""), 422, "percent_malformed", "discount"},
    {COUPON("\"discount\":1.5"), 422, "field_type", "discount"},
};

static const char *fill(struct api *api, const struct api_world *w, const char *pattern)
{
    const struct {
        struct text name;
        struct text value;
    } things[] = {
        {TEXT("{advertiser}"), w->advertiser}, {TEXT("{program}"), w->program}, {TEXT("{empty}"), w->empty_program},
        {TEXT("{partner}"), w->partner},       {TEXT("{offer}"), w->offer},
    };
    struct text t = text_of(pattern);
    for (size_t i = 0; i < COUNT_OF(things); i++) {
        for (size_t at = text_find(t, things[i].name, 0); at != SIZE_MAX; at = text_find(t, things[i].name, 0)) {
            t = text_format(api->arena, "%.*s%.*s%.*s", (int)at, t.p, TEXT_PRINT(things[i].value),
                            TEXT_PRINT(text_slice(t, at + things[i].name.n, SIZE_MAX)));
        }
    }
    return text_zero_terminated(api->arena, t);
}

static int64_t audit_count(struct api *api)
{
    struct audit_filter before = {.object = TEXT_NONE};
    struct audit_event *events;
    size_t count;
    api_do(api, audit_event_list(api->db, api->arena, &before, 100000, &events, &count));
    return (int64_t)count;
}

static void check_all(struct api *api, const struct api_world *w, const struct refusal *list, size_t count)
{
    int64_t changes = audit_count(api);
    for (size_t i = 0; i < count; i++) {
        const struct refusal *row = &list[i];
        const char *body = row->body == NULL ? NULL : fill(api, w, row->body);
        struct api_answer a = api_call(api, api->operator_token, row->what, body);
        bool is_right = a.status == row->status && text_is(api_value(a, "error.message")) &&
                        (row->code == NULL || text_equal(api_value(a, "error.code"), text_of(row->code))) &&
                        text_equal(api_value(a, "error.field"), text_of(row->field));
        if (!is_right) {
            print_error("%s %s\n%d %.*s\n", row->what, body == NULL ? "" : body, a.status, TEXT_PRINT(a.body));
        }
        assert_row(row->what, is_right);
    }
    assert_int_equal(audit_count(api), changes); // nothing was written
    expect_status(200, api_call(api, api->operator_token, "GET /api/v1/network", NULL));
}

static void refusals_name_their_field(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    api_make(api, PARTNERS, TEXT("{\"name\":\"a\",\"code\":\"taken\"}"));
    check_all(api, &w, refusals, COUNT_OF(refusals));
    check_all(api, &w, noun_refusals, COUNT_OF(noun_refusals));
    struct api_answer a = api_call(api, TEXT_NONE, "DELETE /api/v1/partners", NULL);
    assert_true(text_find(a.head, TEXT("Allow: POST, GET, HEAD\r\n"), 0) != SIZE_MAX);
    api_free(api);
}

static void limits_of_length_count_characters(void **state)
{
    struct api *api = api_new(*state);
    char name[802];
    for (size_t i = 0; i < 200; i++) {
        memcpy(name + 4 * i, "\xf0\x9f\x98\x80", 4); // 200 characters of four bytes
    }
    name[800] = '\0';
    expect_status(201, api_call(api, api->operator_token, ADVERTISERS, FORMAT("{\"name\":\"%s\"}", name)));
    struct api_answer a =
        expect_status(422, api_call(api, api->operator_token, ADVERTISERS, FORMAT("{\"name\":\"%sx\"}", name)));
    assert_text(api_value(a, "error.code"), "text_too_long");
    // Names are data: what looks like SQL or markup comes back as it was.
    static const char *const names[] = {"Robert'); DROP TABLE partner;--", "<script>alert(1)</script>", "%s%n%x",
                                        "\xd0\x90\xd0\xbd\xd0\xbd\xd0\xb0 \xe6\x97\xa5\xe6\x9c\xac", "a\\\\b"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        a = expect_status(201, api_call(api, api->operator_token, ADVERTISERS, FORMAT("{\"name\":\"%s\"}", names[i])));
        assert_row(names[i], text_equal(api_value(a, "name"), text_of(i == 4 ? "a\\b" : names[i])));
    }
    api_free(api);
}

static void answers_tell_nothing_to_sniffers(void **state)
{
    struct api *api = api_new(*state);
    static const char *const lines[] = {"X-Content-Type-Options: nosniff\r\n", "Cache-Control: no-store\r\n",
                                        "Referrer-Policy: no-referrer\r\n",
                                        "Content-Type: application/json; charset=utf-8\r\n"};
    static const char *const asked[] = {"GET /api/v1/network", "GET /api/v1/nothing", "GET /api/v1/partners/x"};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        struct api_answer a = api_call(api, api->operator_token, asked[i], NULL);
        for (size_t k = 0; k < COUNT_OF(lines); k++) {
            size_t at = text_find(a.head, text_of(lines[k]), 0);
            assert_row(lines[k], at != SIZE_MAX && text_find(a.head, text_of(lines[k]), at + 1) == SIZE_MAX);
        }
        size_t id = text_find(a.head, TEXT("X-Request-Id: "), 0);
        assert_true(id != SIZE_MAX && text_find(a.head, TEXT("X-Request-Id: "), id + 1) == SIZE_MAX);
    }
    api_free(api);
}

// The database goes away and comes back: what needs it is refused as "try again", and the state is told all the same.
static void the_state_is_told_without_the_database(void **state)
{
    struct api *api = api_new(*state);
    struct text location = api->app.database;
    struct api_answer a = expect_status(200, api_call(api, TEXT_NONE, "GET /metrics", NULL));
    assert_true(text_find(a.body, TEXT("\ntributary_database_up 1\n"), 0) != SIZE_MAX);
    assert_true(text_find(a.body, TEXT("\ntributary_catalog_version "), 0) != SIZE_MAX);
    api->handlers.worker_stop(api->handlers.user, 0);
    api->app.database = TEXT("sqlite:/nonexistent/folder/tributary.db");
    a = expect_status(200, api_call(api, TEXT_NONE, "GET /metrics", NULL));
    assert_true(text_find(a.body, TEXT("\ntributary_database_up 0\n"), 0) != SIZE_MAX);
    assert_true(text_find(a.body, TEXT("\ntributary_catalog_version "), 0) == SIZE_MAX);
    static const char *const asked[] = {"GET /metrics", "GET /api/v1/network"};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        a = expect_status(503, api_call(api, api->operator_token, asked[i], NULL));
        assert_row(asked[i], text_equal(api_value(a, "error.code"), TEXT("database_unavailable")));
        assert_row(asked[i], text_find(a.head, TEXT("Retry-After: "), 0) != SIZE_MAX);
    }
    expect_status(200, api_call(api, TEXT_NONE, "GET /healthz", NULL));
    api->app.database = location;
    expect_status(200, api_call(api, api->operator_token, "GET /api/v1/network", NULL));
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(refusals_name_their_field),
        TEST_DATABASE_CASE(limits_of_length_count_characters),
        TEST_DATABASE_CASE(answers_tell_nothing_to_sniffers),
        TEST_DATABASE_CASE(the_state_is_told_without_the_database),
    };
    return TEST_DATABASE_RUN("refusal", cases);
}
