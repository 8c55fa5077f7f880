// SPDX-License-Identifier: Apache-2.0
// Addresses with macros, events and signatures of postbacks to partners.
#include "check.h"

#include "postback/postback.h"

static void addresses_are_checked(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    static const struct {
        const char *url, *code;
    } rows[] = {
        {"https://t.example/pb?id={ext}&sum={commission}&e={event}", ""},
        {"https://t.example:8443/{sub1}/{sub10}", ""},
        {"", "field_missing"},
        {"t.example/pb", "url_malformed"},
        {"ftp://t.example/", "url_malformed"},
        {"https://user@t.example/", "url_malformed"},
        {"https://t.example/#{ext}", "url_malformed"},
        {"https://t.example/ {ext}", "url_malformed"},
        {"http://t.example/", "url_not_https"},
        {"https://{ext}.example/", "macro_in_host"},
        {"https://t.example/{ext", "macro_unclosed"},
        {"https://t.example/ext}", "macro_unclosed"},
        {"https://t.example/{email}", "macro_unknown"},
        {"https://t.example/{sub11}", "macro_unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {.rc = RC_OK};
        enum rc rc = postback_url_check(arena, text_of(rows[i].url), /* is_http_allowed= */ false, &fault);
        assert_int_equal(rc, rows[i].code[0] == 0 ? RC_OK : RC_INVALID);
        assert_string_equal(fault.code, rows[i].code);
    }
    struct fault fault = {.rc = RC_OK};
    assert_int_equal(postback_url_check(arena, TEXT("http://127.0.0.1:9/"), /* is_http_allowed= */ true, &fault),
                     RC_OK);
    struct buf buf = buf_new(arena, 4096);
    buf_add(&buf, TEXT("https://t.example/"));
    while (buf_text(&buf).n <= POSTBACK_URL_MAX) {
        buf_add_char(&buf, 'a');
    }
    assert_int_equal(postback_url_check(arena, buf_text(&buf), false, &fault), RC_INVALID);
    assert_string_equal(fault.code, "url_malformed");
}

static void values_stay_values(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct parameter list[] = {{TEXT("ext"), TEXT("a b&c=d\r\nHost: evil/../@é")}, {TEXT("amount"), TEXT("59.90")}};
    struct parameters values = {.list = list, .count = COUNT_OF(list)};
    struct text url = TEXT_NONE;
    assert_int_equal(postback_fill(arena, TEXT("https://t.example/{ext}/pb?sum={amount}&x={sub1}"), &values, &url),
                     RC_OK);
    assert_text(url, "https://t.example/a%20b%26c%3Dd%0D%0AHost%3A%20evil%2F..%2F%40%C3%A9/pb?sum=59.90&x=");
    // Too long by what is filled in.
    char longer[POSTBACK_URL_MAX];
    memset(longer, 'x', sizeof(longer));
    list[0].value = (struct text){.p = longer, .n = sizeof(longer)};
    assert_int_equal(postback_fill(arena, TEXT("https://t.example/{ext}"), &values, &url), RC_REFUSED);
}

static void events_are_found_in_lists(void **state)
{
    (void)state;
    assert_true(postback_wants(TEXT("sale,refund"), POSTBACK_SALE));
    assert_true(postback_wants(TEXT("sale,refund"), POSTBACK_REFUND));
    assert_false(postback_wants(TEXT("sale,refund"), POSTBACK_LEAD));
    assert_false(postback_wants(TEXT(""), POSTBACK_APPROVED));
    assert_true(postback_wants(TEXT(""), POSTBACK_TEST));
    enum postback_event event = POSTBACK_TEST;
    assert_true(postback_event_parse(TEXT("rejected"), &event));
    assert_int_equal(event, POSTBACK_REJECTED);
    assert_false(postback_event_parse(TEXT("click"), &event));
}

// What Python's hmac and base64 give for the same bytes.
static void a_call_is_signed_as_the_standard_says(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    static const uint8_t key[HMAC_BYTES] = {0};
    struct text signature = postback_signature(arena, key, TEXT("msg_p5jXN8AQM9LWM0D4loKWxJek"), TEXT("1614265330"),
                                               TEXT("{\"test\": 2432232314}"));
    assert_text(signature, "v1,woH/1mJtZGSMCmpFTxRYbStS24eLLD/oXIYr4PYyZ7g=");
    struct keyring keyring;
    keyring_of_seed(1, &keyring);
    uint8_t one[HMAC_BYTES];
    uint8_t two[HMAC_BYTES];
    struct postback postback = {.id = {7}, .secret_number = 1};
    struct text first = postback_secret(arena, &keyring, &postback, one);
    assert_true(text_starts_with(first, TEXT("whsec_")));
    assert_int_equal(first.n, 6 + 44);
    postback.secret_number = 2;
    assert_false(text_equal(first, postback_secret(arena, &keyring, &postback, two)));
    assert_memory_not_equal(one, two, HMAC_BYTES);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(addresses_are_checked),
        cmocka_unit_test(values_stay_values),
        cmocka_unit_test(events_are_found_in_lists),
        cmocka_unit_test(a_call_is_signed_as_the_standard_says),
    };
    return cmocka_run_group_tests_name("postback_core", cases, NULL, NULL);
}
