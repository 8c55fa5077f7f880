// SPDX-License-Identifier: Apache-2.0
// Idempotency-Key: the same request twice happens once and is answered alike; another request under the key is refused;
// answer and effect are on disk together.
#include "api_fixture.h"

#include "answer_keep.h"
#include "partner/partner_write.h"

#define KEY "Idempotency-Key: key-1\r\n"
#define PARTNERS "POST /api/v1/partners"
#define ANNA "{\"name\":\"Anna\"}"

static size_t partner_count(struct api *api)
{
    struct api_answer a = api_call(api, api->operator_token, "GET /api/v1/partners", NULL);
    return json_count(api_member(a, "data"));
}

static void the_same_request_happens_once(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_answer first = expect_status(201, api_call_with(api, op, PARTNERS, ANNA, KEY));
    assert_true(text_find(first.head, TEXT("Idempotent-Replayed"), 0) == SIZE_MAX);
    struct api_answer again = expect_status(201, api_call_with(api, op, PARTNERS, ANNA, KEY));
    assert_true(text_find(again.head, TEXT("Idempotent-Replayed: true\r\n"), 0) != SIZE_MAX);
    assert_true(text_equal(first.body, again.body));
    assert_int_equal(partner_count(api), 1);
    // The answer is the first one, whatever has become of the thing since.
    const char *archive = text_zero_terminated(
        api->arena, text_format(api->arena, "POST /api/v1/partners/%.*s/archive", ID(api_value(first, "id"))));
    expect_status(200, api_call(api, op, archive, NULL));
    again = expect_status(201, api_call_with(api, op, PARTNERS, ANNA, KEY));
    assert_true(text_equal(first.body, again.body));
    // Without a key every request counts.
    expect_status(201, api_call(api, op, PARTNERS, ANNA));
    expect_status(201, api_call(api, op, PARTNERS, ANNA));
    assert_int_equal(partner_count(api), 3);
    api_free(api);
}

static void another_request_under_the_key_is_refused(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    expect_status(201, api_call_with(api, op, PARTNERS, ANNA, KEY));
    struct api_answer a = expect_status(409, api_call_with(api, op, PARTNERS, "{\"name\":\"Anne\"}", KEY));
    assert_text(api_value(a, "error.code"), "idempotency_conflict");
    a = expect_status(409, api_call_with(api, op, "POST /api/v1/advertisers", ANNA, KEY));
    assert_text(api_value(a, "error.code"), "idempotency_conflict");
    // Keys of two callers never meet.
    struct text other = api_token(api, ROLE_OPERATOR, 0);
    expect_status(201, api_call_with(api, other, PARTNERS, "{\"name\":\"Anne\"}", KEY));
    assert_int_equal(partner_count(api), 2);
    api_free(api);
}

// Nothing happened, so the same key may succeed later.
static void a_refusal_is_not_kept(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    expect_status(422, api_call_with(api, op, PARTNERS, "{\"name\":\"\"}", KEY));
    expect_status(201, api_call_with(api, op, PARTNERS, ANNA, KEY));
    static const char *const malformed[] = {"Idempotency-Key: a b\r\n", "Idempotency-Key: \xc3\xa9\r\n",
                                            "Idempotency-Key:\r\n"};
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        struct api_answer a = api_call_with(api, op, PARTNERS, ANNA, malformed[i]);
        assert_row(malformed[i], a.status == 400);
    }
    assert_int_equal(partner_count(api), 1);
    api_free(api);
}

// A secret that is shown once is shown again to who repeats the request, and cannot be read from the database.
static void secrets_are_sealed(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_answer first = expect_status(201, api_call_with(api, op, "POST /api/v1/advertisers", ANNA, KEY));
    struct text secret = api_value(first, "postback_token");
    struct api_answer again = expect_status(201, api_call_with(api, op, "POST /api/v1/advertisers", ANNA, KEY));
    assert_true(text_equal(secret, api_value(again, "postback_token")));
    struct identity_answer kept;
    api_do(api, identity_answer_find(api->db, api->arena, TEXT("token:1"), TEXT("key-1"), &kept));
    assert_int_equal(kept.status, 201);
    assert_true(text_find(kept.answer, secret, 0) == SIZE_MAX);
    assert_true(text_find(kept.answer, TEXT("Anna"), 0) == SIZE_MAX);
    api_free(api);
}

// A handler that is overtaken: while it works, another request with its key is answered, and commits.
static struct api *racing;

static enum rc render_slower(struct call *call, const void *view)
{
    return call_print_json(call, TEXT("{\"id\":\"of the slower one\"}"));
}

static enum rc overtaken(struct call *call)
{
    struct flow flow = api_flow(racing);
    struct identity_answer faster = {
        .principal = call->actor.name,
        .key = call->key,
        .request_hash = call->key_hash,
        .status = 201,
        .answer = TEXT("{\"id\":\"of the faster one\"}"),
    };
    api_do(racing, answer_keep(&flow, &faster));
    struct partner_input input = {.code = TEXT("slower"), .name = TEXT("Slower")};
    struct partner partner;
    call_answer_by(call, render_slower, &partner);
    return partner_create(&call->flow, &input, &partner);
}

static const struct route racing_routes[] = {{
    .method = HTTP_POST,
    .pattern = "/race",
    .handler = overtaken,
    .capability = CAP_PARTNER_WRITE,
    .flags = ROUTE_CREATES,
    .query = &schema_none,
    .body = &schema_none,
    .answer = &schema_none,
    .name = "race",
}};
static const struct route_table racing_table = {.routes = racing_routes, .count = 1};

// Effect and answer stand or fall together: the slower one's effect is undone, and it is given the faster one's answer.
static void of_two_at_once_one_happens(void **state)
{
    struct api *api = api_new(*state);
    const struct route_table *const tables[] = {&api_routes, &racing_table};
    api->app.tables = tables;
    api->app.table_count = 2;
    racing = api;
    struct api_answer a = expect_status(201, api_call_with(api, api->operator_token, "POST /race", NULL, KEY));
    assert_text(api_value(a, "id"), "of the faster one");
    assert_true(text_find(a.head, TEXT("Idempotent-Replayed: true\r\n"), 0) != SIZE_MAX);
    assert_int_equal(partner_count(api), 0);
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(the_same_request_happens_once), TEST_DATABASE_CASE(another_request_under_the_key_is_refused),
        TEST_DATABASE_CASE(a_refusal_is_not_kept),         TEST_DATABASE_CASE(secrets_are_sealed),
        TEST_DATABASE_CASE(of_two_at_once_one_happens),
    };
    return TEST_DATABASE_RUN("idempotency", cases);
}
