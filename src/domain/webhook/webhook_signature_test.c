// SPDX-License-Identifier: Apache-2.0
// Signatures of webhooks: vectors that other implementations made, the edges of the window, one bit changed, two
// secrets.
#include "check.h"

#include "format/encode.h"
#include "format/json.h"
#include "shared_data.h"
#include "webhook/webhook_signature.h"

#define ARENA_BYTES ((size_t)16 << 20)

static enum rc check(struct arena *arena, const struct webhook_signed *delivery, int64_t now_ms, const char *code)
{
    struct fault fault = {.rc = RC_OK};
    enum rc rc = webhook_signature_check(arena, delivery, (struct instant){now_ms}, &fault);
    assert_string_equal(fault.code, code);
    assert_int_equal(rc, code[0] == '\0' ? RC_OK : RC_FORBIDDEN);
    return rc;
}

// The header as Stripe's own library makes it (docs.stripe.com/webhooks/signature), computed with openssl:
//     printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_one
#define STRIPE_BODY "{\"id\":\"evt_1\"}"
#define STRIPE_T "1700000000"
#define STRIPE_ONE "401fbbceeb3818dc562ff77127ba1c62e47e24c9c6cde4d7a6eba85e32dbd058"

static struct webhook_signed stripe(struct text signature)
{
    return (struct webhook_signed){.provider = WEBHOOK_STRIPE,
                                   .headers = {.signature = signature},
                                   .body = TEXT(STRIPE_BODY),
                                   .secrets = {TEXT("whsec_one"), TEXT_NONE}};
}

static void stripe_within_its_window(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    static const int64_t at = 1700000000000;
    struct webhook_signed delivery = stripe(TEXT("t=" STRIPE_T ",v1=" STRIPE_ONE));
    check(arena, &delivery, at, "");
    check(arena, &delivery, at + 299 * SECOND_MS, "");
    check(arena, &delivery, at + 300 * SECOND_MS, "");
    check(arena, &delivery, at + 300 * SECOND_MS + 1, "signature_old");
    check(arena, &delivery, at + 301 * SECOND_MS, "signature_old");
    check(arena, &delivery, at - 300 * SECOND_MS, "");
    check(arena, &delivery, at - 301 * SECOND_MS, "signature_old");
    check(arena, &delivery, at - 10 * MINUTE_MS, "signature_old");
}

static void stripe_headers(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    static const struct {
        const char *header, *code;
    } rows[] = {
        {"t=" STRIPE_T ",v1=" STRIPE_ONE, ""},
        {"t=" STRIPE_T ",v0=00,v1=0000000000000000000000000000000000000000000000000000000000000000,v1=" STRIPE_ONE, ""},
        {"v1=" STRIPE_ONE ",t=" STRIPE_T, ""},
        {"t=" STRIPE_T ",v0=" STRIPE_ONE, "signature_malformed"},
        {"t=" STRIPE_T, "signature_malformed"},
        {"v1=" STRIPE_ONE, "signature_malformed"},
        {"t=,v1=" STRIPE_ONE, "signature_malformed"},
        {"t=1700000000.5,v1=" STRIPE_ONE, "signature_malformed"},
        {"t=-1,v1=" STRIPE_ONE, "signature_malformed"},
        {"t=99999999999999999999,v1=" STRIPE_ONE, "signature_malformed"},
        {"t=1700000001,v1=" STRIPE_ONE, "signature_wrong"},
        {"t=" STRIPE_T ",v1=", "signature_malformed"},
        {",,,=,", "signature_malformed"},
        {"", "signature_missing"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct webhook_signed delivery = stripe(text_of(rows[i].header));
        check(arena, &delivery, 1700000000000, rows[i].code);
    }
    struct webhook_signed unsigned_one = stripe(TEXT_NONE);
    check(arena, &unsigned_one, 1700000000000, "signature_missing");
}

// One bit of the body, of the signature and of the secret.
static void one_bit_changes_everything(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < (sizeof(STRIPE_BODY) - 1) * 8; i++) {
        struct webhook_signed delivery = stripe(TEXT("t=" STRIPE_T ",v1=" STRIPE_ONE));
        char *body = text_zero_terminated(arena, delivery.body);
        body[i / 8] ^= (char)(1 << i % 8);
        delivery.body = (struct text){.p = body, .n = delivery.body.n};
        check(arena, &delivery, 1700000000000, "signature_wrong");
    }
    uint8_t mac[HMAC_BYTES];
    assert_int_equal(hex_decode(TEXT(STRIPE_ONE), mac, sizeof(mac)), RC_OK);
    for (size_t i = 0; i < HMAC_BYTES * 8; i++) {
        struct buf buf = buf_new(arena, 200);
        mac[i / 8] ^= (uint8_t)(1 << i % 8);
        buf_add(&buf, TEXT("t=" STRIPE_T ",v1="));
        hex_encode(&buf, mac, sizeof(mac));
        mac[i / 8] ^= (uint8_t)(1 << i % 8);
        struct webhook_signed delivery = stripe(buf_text(&buf));
        check(arena, &delivery, 1700000000000, "signature_wrong");
    }
    struct webhook_signed other = stripe(TEXT("t=" STRIPE_T ",v1=" STRIPE_ONE));
    other.secrets[0] = TEXT("whsec_onf");
    check(arena, &other, 1700000000000, "signature_wrong");
}

static void either_of_two_secrets(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    struct webhook_signed delivery = stripe(TEXT("t=" STRIPE_T ",v1=" STRIPE_ONE));
    delivery.secrets[0] = TEXT("whsec_two");
    check(arena, &delivery, 1700000000000, "signature_wrong");
    delivery.secrets[1] = TEXT("whsec_one");
    check(arena, &delivery, 1700000000000, "");
    delivery.secrets[0] = TEXT_NONE;
    check(arena, &delivery, 1700000000000, "");
    delivery.secrets[1] = TEXT_NONE;
    check(arena, &delivery, 1700000000000, "signature_wrong");
}

// printf '{"id":1}' | openssl dgst -sha256 -hmac 'hush hush' -binary | base64
#define SHOP_SIGNATURE "pzwDaoAx/cGqA7Qwpr4SNS31ZOE5yRRdDl4Dv//GhSY="

static void shops_sign_the_body(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    for (int i = 0; i < 2; i++) {
        struct webhook_signed delivery = {.provider = i == 0 ? WEBHOOK_SHOPIFY : WEBHOOK_WOOCOMMERCE,
                                          .headers = {.signature = TEXT(SHOP_SIGNATURE)},
                                          .body = TEXT("{\"id\":1}"),
                                          .secrets = {TEXT("hush hush"), TEXT_NONE}};
        check(arena, &delivery, 0, "");
        delivery.headers.signature = TEXT(" " SHOP_SIGNATURE " ");
        check(arena, &delivery, 0, "");
        delivery.headers.signature = TEXT("pzwD");
        check(arena, &delivery, 0, "signature_wrong");
        delivery.headers.signature = TEXT(SHOP_SIGNATURE);
        delivery.body = TEXT("{\"id\":2}");
        check(arena, &delivery, 0, "signature_wrong");
    }
}

// The value of a line "name: value" of the vector.
static struct text line_of(struct text vector, struct text name)
{
    struct text rest = vector;
    struct text line;
    while (text_split(&rest, '\n', &line)) {
        if (text_starts_with(line, name)) {
            return text_trim(text_slice(line, name.n + 1, SIZE_MAX));
        }
    }
    return TEXT_NONE;
}

static void the_vector_of_standard_webhooks(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    struct text vector = shared_read(arena, "data/webhooks/standard-webhooks/vector.txt");
    if (!text_is(vector)) {
        skip_because("the shared data is absent: the vector of Standard Webhooks is NOT tested");
    }
    struct webhook_signed delivery = {.provider = WEBHOOK_STANDARD,
                                      .headers = {.signature = line_of(vector, TEXT("webhook-signature")),
                                                  .id = line_of(vector, TEXT("webhook-id")),
                                                  .timestamp = line_of(vector, TEXT("webhook-timestamp"))},
                                      .body = line_of(vector, TEXT("payload")),
                                      .secrets = {line_of(vector, TEXT("secret")), TEXT_NONE}};
    int64_t at = 1614265330000;
    check(arena, &delivery, at, "");
    check(arena, &delivery, at + 299 * SECOND_MS, "");
    check(arena, &delivery, at + 301 * SECOND_MS, "signature_old");
    check(arena, &delivery, at - 301 * SECOND_MS, "signature_old");
    struct text right = delivery.headers.signature;
    delivery.headers.signature =
        text_format(arena, "v1a,AAAA v2,x v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= %.*s", TEXT_PRINT(right));
    check(arena, &delivery, at, "");
    delivery.headers.signature = TEXT("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    check(arena, &delivery, at, "signature_wrong");
    delivery.headers.signature = right;
    delivery.headers.id = TEXT("msg_other");
    check(arena, &delivery, at, "signature_wrong");
    delivery.headers.id = TEXT_NONE;
    check(arena, &delivery, at, "signature_missing");
}

static void the_vectors_of_stripe(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    struct text file = shared_read(arena, "data/webhooks/vectors/stripe-signature-vectors.json");
    if (!text_is(file)) {
        skip_because("the shared data is absent: Stripe's vectors are NOT tested");
    }
    const struct json *json = NULL;
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(json_parse(arena, file, &json, &fault), RC_OK);
    const struct json *vectors = json_member(json, "vectors");
    assert_true(json_count(vectors) > 0);
    for (size_t i = 0; i < json_count(vectors); i++) {
        const struct json *vector = json_at(vectors, i);
        int64_t at = 0;
        struct text name = text_format(arena, "data/webhooks/%.*s", TEXT_PRINT(json_text(json_member(vector, "file"))));
        assert_true(json_int64(json_member(vector, "timestamp"), &at));
        struct webhook_signed delivery = {.provider = WEBHOOK_STRIPE,
                                          .headers = {.signature = json_text(json_member(vector, "header"))},
                                          .body = shared_read(arena, text_zero_terminated(arena, name)),
                                          .secrets = {json_text(json_member(vector, "secret")), TEXT_NONE}};
        check(arena, &delivery, at * SECOND_MS, "");
        check(arena, &delivery, (at + 301) * SECOND_MS, "signature_old");
    }
}

static void secrets_are_checked(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    static const struct {
        enum webhook_provider provider;
        const char *secret;
        bool is_good;
    } rows[] = {
        {WEBHOOK_STRIPE, "whsec_abcdef", true},
        {WEBHOOK_STRIPE, "short", false},
        {WEBHOOK_STRIPE, "with a space", false},
        {WEBHOOK_STRIPE, "naïve secret", false},
        {WEBHOOK_SHOPIFY, "0123456789abcdef", true},
        {WEBHOOK_STANDARD, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true},
        {WEBHOOK_STANDARD, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false},
        {WEBHOOK_STANDARD, "whsec_MfKQ9r8=", false},
        {WEBHOOK_STANDARD, "whsec_not*base64*not*base64*not*base64", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.rc = RC_OK};
        enum rc rc = webhook_secret_check(arena, rows[i].provider, text_of(rows[i].secret), &fault);
        assert_row(rows[i].secret, rc == (rows[i].is_good ? RC_OK : RC_INVALID));
        assert_row(rows[i].secret, rows[i].is_good || strcmp(fault.field, "secret") == 0);
    }
    struct fault fault = {.rc = RC_OK};
    struct text made = webhook_secret_new(arena);
    assert_int_equal(webhook_secret_check(arena, WEBHOOK_STANDARD, made, &fault), RC_OK);
    assert_false(text_equal(made, webhook_secret_new(arena)));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(stripe_within_its_window),   cmocka_unit_test(stripe_headers),
        cmocka_unit_test(one_bit_changes_everything), cmocka_unit_test(either_of_two_secrets),
        cmocka_unit_test(shops_sign_the_body),        cmocka_unit_test(the_vector_of_standard_webhooks),
        cmocka_unit_test(the_vectors_of_stripe),      cmocka_unit_test(secrets_are_checked),
    };
    return run_cases(cases);
}
