// SPDX-License-Identifier: Apache-2.0
// People who sign in and customers over the interface: made, read, listed, changed; passwords and e-mails of customers
// never come back, nor rest readable in the database.
#include "api_fixture.h"

#include "audit/audit.h"
#include "identity/identity.h"

#define FORMAT(...) text_zero_terminated(api->arena, text_format(api->arena, __VA_ARGS__))
#define USERS "POST /api/v1/users"
#define CUSTOMERS "POST /api/v1/customers"

static void expect_refusal(struct api_answer answer, int status, const char *code, const char *field)
{
    expect_status(status, answer);
    assert_text(api_value(answer, "error.code"), code);
    assert_text(api_value(answer, "error.field"), field);
}

static struct identity_user stored_user(struct api *api, struct text id)
{
    struct identity_user user;
    api_do(api, identity_user_get(api->db, api->arena, (struct user_id){.v = api_row_id(api, PREFIX_USER, id)}, &user));
    return user;
}

static bool is_in_audit(struct api *api, struct text word)
{
    struct audit_filter before = {.object = TEXT_NONE};
    struct audit_event *events;
    size_t count;
    api_do(api, audit_event_list(api->db, api->arena, &before, 1000, &events, &count));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        if (text_find(events[i].content, word, 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static void a_user_is_made_changed_archived_and_brought_back(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct api_world w = api_world_new(api);
    struct api_answer a = expect_status(
        201, api_call(api, op, USERS,
                      FORMAT("{\"email\":\"Anna@Example.org\",\"password\":\"correct horse\",\"role\":\"partner\","
                             "\"partner_id\":\"%.*s\"}",
                             ID(w.partner))));
    struct text id = api_value(a, "id");
    assert_text(api_value(a, "email"), "anna@example.org");
    assert_text(api_value(a, "role"), "partner");
    assert_true(text_equal(api_value(a, "partner_id"), w.partner));
    assert_true(json_is_null(api_member(a, "advertiser_id")));
    assert_text(api_value(a, "status"), "active");
    assert_true(json_is_null(api_member(a, "archived_at")));
    assert_null(api_member(a, "password"));
    assert_true(password_is_right(stored_user(api, id).password_hash, TEXT("correct horse")));

    const char *patch = FORMAT("PATCH /api/v1/users/%.*s", ID(id));
    const char *get = FORMAT("GET /api/v1/users/%.*s", ID(id));
    const char *archive = FORMAT("POST /api/v1/users/%.*s/archive", ID(id));
    a = expect_status(200,
                      api_call(api, op, patch, "{\"email\":\"Anna.B@example.org\",\"password\":\"battery staple\"}"));
    assert_text(api_value(a, "email"), "anna.b@example.org");
    struct identity_user stored = stored_user(api, id);
    assert_true(password_is_right(stored.password_hash, TEXT("battery staple")));
    assert_false(password_is_right(stored.password_hash, TEXT("correct horse")));
    expect_status(200, api_call(api, op, patch, "{\"email\":\"ANNA.B@example.org\"}")); // her own

    a = expect_status(200, api_call(api, op, archive, NULL));
    assert_text(api_value(a, "status"), "archived");
    assert_text(api_value(a, "archived_at"), "2026-09-21T14:13:20Z");
    api->clock.instant.ms += 60000;
    a = expect_status(200, api_call(api, op, archive, NULL));
    assert_text(api_value(a, "archived_at"), "2026-09-21T14:13:20Z");              // the first instant stays
    expect_status(200, api_call(api, w.partner_token, "GET /api/v1/links", NULL)); // tokens are apart
    expect_refusal(api_call(api, op, USERS,
                            "{\"email\":\"anna.b@EXAMPLE.org\",\"password\":\"long enough\",\"role\":\"operator\"}"),
                   409, "email_taken", "email");
    a = expect_status(200, api_call(api, op, patch, "{\"status\":\"active\"}"));
    assert_true(json_is_null(api_member(a, "archived_at")));
    a = expect_status(200, api_call(api, op, get, NULL));
    assert_text(api_value(a, "status"), "active");
    a = expect_status(200, api_call(api, op, "GET /api/v1/users?limit=1", NULL));
    assert_int_equal(json_count(api_member(a, "data")), 1);
    assert_true(text_equal(api_value(a, "data.0.id"), id));
    assert_true(text_is(api_value(a, "next")));
    assert_true(text_find(a.body, TEXT("argon"), 0) == SIZE_MAX);

    // Whom she acted for is gone: she does not come back.
    expect_status(200, api_call(api, op, archive, NULL));
    expect_status(200, api_call(api, op, FORMAT("POST /api/v1/partners/%.*s/archive", ID(w.partner)), NULL));
    expect_refusal(api_call(api, op, patch, "{\"status\":\"active\"}"), 422, "partner_archived", "partner_id");
    assert_false(is_in_audit(api, TEXT("anna")) || is_in_audit(api, TEXT("battery")) ||
                 is_in_audit(api, TEXT("argon")));
    api_free(api);
}

static void the_last_operator_stays(void **state)
{
    struct api *api = api_new(*state);
    struct text op = api->operator_token;
    struct text first = api_user(api, ROLE_OPERATOR, 0);
    struct text second = api_user(api, ROLE_OPERATOR, 0);
    const char *archive_first = FORMAT("POST /api/v1/users/%.*s/archive", ID(first));
    const char *archive_second = FORMAT("POST /api/v1/users/%.*s/archive", ID(second));
    const char *patch_second = FORMAT("PATCH /api/v1/users/%.*s", ID(second));
    expect_status(200, api_call(api, op, archive_first, NULL));
    expect_refusal(api_call(api, op, archive_second, NULL), 422, "last_operator", "status");
    expect_refusal(api_call(api, op, patch_second, "{\"status\":\"archived\",\"email\":\"x@example.org\"}"), 422,
                   "last_operator", "status");
    assert_false(text_equal(stored_user(api, second).email, TEXT("x@example.org"))); // all or nothing
    expect_status(200, api_call(api, op, archive_first, NULL));                      // archived already
    expect_status(200, api_call(api, op, FORMAT("PATCH /api/v1/users/%.*s", ID(first)), "{\"status\":\"active\"}"));
    expect_status(200, api_call(api, op, archive_second, NULL));
    expect_refusal(api_call(api, op, archive_first, NULL), 422, "last_operator", "status");
    api_free(api);
}

static void users_are_refused_by_field(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    const char *const head = "{\"email\":\"b@example.org\",\"password\":\"";
    const struct {
        const char *body;
        int status;
        const char *code;
        const char *field;
    } rows[] = {
        {FORMAT("{\"password\":\"long enough\",\"role\":\"operator\"}"), 422, "field_missing", "email"},
        {FORMAT("{\"email\":\"b@example.org\",\"role\":\"operator\"}"), 422, "field_missing", "password"},
        {FORMAT("%slong enough\"}", head), 422, "field_missing", "role"},
        {FORMAT("%s1234567\",\"role\":\"operator\"}", head), 422, "password_too_short", "password"},
        {FORMAT("%s\",\"role\":\"operator\"}", head), 422, "password_too_short", "password"},
        {FORMAT("%s12345678\\u0007\",\"role\":\"operator\"}", head), 422, "text_malformed", "password"},
        {FORMAT("%slong enough\",\"role\":\"root\"}", head), 422, "value_unknown", "role"},
        {FORMAT("%slong enough\",\"role\":\"partner\"}", head), 422, "partner_unknown", "partner_id"},
        {FORMAT("%slong enough\",\"role\":\"advertiser\"}", head), 422, "advertiser_unknown", "advertiser_id"},
        {FORMAT("%slong enough\",\"role\":\"operator\",\"partner_id\":\"%.*s\"}", head, ID(w.partner)), 422,
         "owner_unexpected", "role"},
        {FORMAT("%slong enough\",\"role\":\"operator\",\"status\":\"archived\"}", head), 422, "field_unknown",
         "status"},
        {FORMAT("{\"email\":\"b\",\"password\":\"long enough\",\"role\":\"operator\"}"), 422, "email_malformed",
         "email"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct api_answer a = api_call(api, api->operator_token, USERS, rows[i].body);
        assert_row(rows[i].body, a.status == rows[i].status);
        assert_row(rows[i].body, text_equal(api_value(a, "error.code"), text_of(rows[i].code)));
        assert_row(rows[i].body, text_equal(api_value(a, "error.field"), text_of(rows[i].field)));
    }
    const char *patch = FORMAT("PATCH /api/v1/users/%.*s", ID(w.user));
    expect_refusal(api_call(api, api->operator_token, patch, "{\"role\":\"operator\"}"), 422, "field_unknown", "role");
    expect_refusal(api_call(api, api->operator_token, patch, "{\"password\":\"short\"}"), 422, "password_too_short",
                   "password");
    struct text other = api_user(api, ROLE_OPERATOR, 0);
    const char *taken = FORMAT("{\"email\":\"%.*s\"}", TEXT_PRINT(stored_user(api, other).email));
    expect_refusal(api_call(api, api->operator_token, patch, taken), 409, "email_taken", "email");
    api_free(api);
}

// What is kept for an Idempotency-Key depends on the network's key: it is no way to try out passwords.
static void a_kept_request_is_not_its_plain_digest(void **state)
{
    struct api *api = api_new(*state);
    const char *body = "{\"email\":\"k@example.org\",\"password\":\"long enough\",\"role\":\"operator\"}";
    const char *header = "Idempotency-Key: k\r\n";
    struct api_answer first = expect_status(201, api_call_with(api, api->operator_token, USERS, body, header));
    struct api_answer again = expect_status(201, api_call_with(api, api->operator_token, USERS, body, header));
    assert_true(text_equal(api_value(first, "id"), api_value(again, "id")));
    struct identity_answer kept = {.request_hash = TEXT_NONE};
    api_do(api, identity_answer_find(api->db, api->arena, TEXT("token:1"), TEXT("k"), &kept));
    char *plain = arena_bytes(api->arena, DIGEST_BYTES);
    digest(text_format(api->arena, "POST /api/v1/users\n%s", body), (uint8_t *)plain);
    assert_int_equal(kept.request_hash.n, DIGEST_BYTES);
    assert_memory_not_equal(kept.request_hash.p, plain, DIGEST_BYTES);
    api_free(api);
}

static void a_customer_is_told_of_once(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    struct text token = w.advertiser_token;
    struct api_answer a =
        expect_status(201, api_call(api, token, CUSTOMERS, "{\"customer_id\":\"c1\",\"email\":\"Ann@example.org\"}"));
    struct text id = api_value(a, "id");
    assert_true(text_equal(api_value(a, "advertiser_id"), w.advertiser));
    assert_text(api_value(a, "customer_id"), "c1");
    assert_int_equal(api_number(a, "emails"), 1);
    assert_true(text_find(a.body, TEXT("example.org"), 0) == SIZE_MAX);
    const char *const known[] = {"{\"customer_id\":\"c1\"}", "{\"email\":\"ann@EXAMPLE.org\"}",
                                 "{\"customer_id\":\"c1\",\"email\":\"ann@example.org\"}"};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        a = expect_status(200, api_call(api, token, CUSTOMERS, known[i]));
        assert_row(known[i], text_equal(api_value(a, "id"), id) && api_number(a, "emails") == 1);
    }
    // Known by e-mail only, then by id too; the other way round likewise.
    a = expect_status(201, api_call(api, token, CUSTOMERS, "{\"email\":\"bob@example.org\"}"));
    struct text bob = api_value(a, "id");
    assert_true(json_is_null(api_member(a, "customer_id")));
    a = expect_status(200, api_call(api, token, CUSTOMERS, "{\"customer_id\":\"b\",\"email\":\"bob@example.org\"}"));
    assert_true(text_equal(api_value(a, "id"), bob));
    assert_text(api_value(a, "customer_id"), "b");
    // The same words of another advertiser are somebody else.
    struct api_world other = api_world_new(api);
    a = expect_status(201,
                      api_call(api, api->operator_token, CUSTOMERS,
                               FORMAT("{\"advertiser_id\":\"%.*s\",\"customer_id\":\"c1\"}", ID(other.advertiser))));
    assert_false(text_equal(api_value(a, "id"), id));

    expect_refusal(api_call(api, token, CUSTOMERS, "{}"), 422, "field_missing", "customer_id");
    expect_refusal(api_call(api, token, CUSTOMERS, "{\"customer_id\":\" \"}"), 422, "text_empty", "customer_id");
    expect_refusal(api_call(api, token, CUSTOMERS, "{\"email\":\"nobody\"}"), 422, "email_malformed", "email");
    expect_refusal(api_call(api, api->operator_token, CUSTOMERS, "{\"customer_id\":\"c9\"}"), 422, "field_missing",
                   "advertiser_id");
    expect_refusal(api_call(api, token, CUSTOMERS, "{\"customer_id\":\"b\",\"email\":\"ann@example.org\"}"), 409,
                   "email_taken", "email");
    expect_refusal(api_call(api, token, CUSTOMERS, "{\"customer_id\":\"new\",\"email\":\"ann@example.org\"}"), 409,
                   "email_taken", "email");
    a = expect_status(200, api_call(api, token, "GET /api/v1/customers", NULL));
    assert_int_equal(json_count(api_member(a, "data")), 2);
    assert_false(is_in_audit(api, TEXT("c1")) || is_in_audit(api, TEXT("ann@")));
    expect_status(200, api_call(api, api->operator_token,
                                FORMAT("POST /api/v1/advertisers/%.*s/archive", ID(w.advertiser)), NULL));
    expect_refusal(api_call(api, token, CUSTOMERS, "{\"customer_id\":\"late\"}"), 422, "advertiser_archived",
                   "advertiser_id");
    api_free(api);
}

static void a_customer_gets_what_was_unknown(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    struct text token = w.advertiser_token;
    struct api_answer a = expect_status(201, api_call(api, token, CUSTOMERS, "{\"email\":\"ann@example.org\"}"));
    struct text id = api_value(a, "id");
    const char *patch = FORMAT("PATCH /api/v1/customers/%.*s", ID(id));
    api_expect(api_call(api, token, CUSTOMERS, "{\"customer_id\":\"bob\",\"email\":\"bob@example.org\"}"), 201,
               __FILE__, __LINE__);
    expect_refusal(api_call(api, token, patch, "{\"customer_id\":\"bob\"}"), 409, "customer_id_taken", "customer_id");
    expect_refusal(api_call(api, token, patch, "{\"customer_id\":\"ann\",\"email\":\"bob@example.org\"}"), 409,
                   "email_taken", "email");
    a = expect_status(200, api_call(api, token, FORMAT("GET /api/v1/customers/%.*s", ID(id)), NULL));
    assert_true(json_is_null(api_member(a, "customer_id"))); // all or nothing
    for (int i = 0; i < 2; i++) {                            // again changes nothing
        a = expect_status(200, api_call(api, token, patch, "{\"customer_id\":\"ann\",\"email\":\"ann2@example.org\"}"));
        assert_text(api_value(a, "customer_id"), "ann");
        assert_int_equal(api_number(a, "emails"), 2);
    }
    expect_refusal(api_call(api, token, patch, "{\"customer_id\":\"other\"}"), 409, "customer_id_known", "customer_id");
    // Who was erased is not named again, and his words make a new customer.
    expect_status(200, api_call(api, token, FORMAT("POST /api/v1/customers/%.*s/erase", ID(id)), NULL));
    expect_refusal(api_call(api, token, patch, "{\"customer_id\":\"ann\"}"), 422, "customer_erased", NULL);
    a = expect_status(201, api_call(api, token, CUSTOMERS, "{\"customer_id\":\"ann\",\"email\":\"ann@example.org\"}"));
    assert_false(text_equal(api_value(a, "id"), id));
    api_free(api);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_user_is_made_changed_archived_and_brought_back),
        TEST_DATABASE_CASE(the_last_operator_stays),
        TEST_DATABASE_CASE(users_are_refused_by_field),
        TEST_DATABASE_CASE(a_kept_request_is_not_its_plain_digest),
        TEST_DATABASE_CASE(a_customer_is_told_of_once),
        TEST_DATABASE_CASE(a_customer_gets_what_was_unknown),
    };
    return TEST_DATABASE_RUN("people", cases);
}
