// SPDX-License-Identifier: Apache-2.0
// The test vectors of RFC 6238 appendix B and RFC 4648 §10, the window, and that no code is taken twice.
#include "check.h"

#include "crypto/crypto.h"
#include "crypto/totp.h"

#define RFC_SECRET TEXT("12345678901234567890")

static void the_rfcs_vectors(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *code;
    } rows[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(totp_code(arena, RFC_SECRET, rows[i].seconds / 30, 8), rows[i].code);
    }
}

static void the_window_is_one_step_to_each_side(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    struct instant now = {.ms = 1111111109 * SECOND_MS};
    int64_t at = now.ms / TOTP_STEP_MS;
    for (int64_t step = at - 2; step <= at + 2; step++) {
        int64_t found = 0;
        struct text code = totp_code(arena, RFC_SECRET, step, TOTP_DIGITS);
        bool is_near = step >= at - 1 && step <= at + 1;
        assert_int_equal(totp_is_right(arena, RFC_SECRET, code, now, 0, &found), is_near);
        assert_int_equal(found, is_near ? step : 0);
    }
    int64_t found = 0;
    struct text code = totp_code(arena, RFC_SECRET, at, TOTP_DIGITS);
    assert_false(totp_is_right(arena, RFC_SECRET, code, now, at, &found));
    assert_true(totp_is_right(arena, RFC_SECRET, code, now, at - 1, &found));
    struct text spaced = text_format(arena, "%.3s %.3s", code.p, code.p + 3);
    assert_true(totp_is_right(arena, RFC_SECRET, spaced, now, 0, &found));
    static const char *const wrong[] = {"", "12345", "1234567", "12345a", "081804"};
    for (size_t i = 0; i + 1 < COUNT_OF(wrong); i++) {
        assert_false(totp_is_right(arena, RFC_SECRET, text_of(wrong[i]), now, 0, &found));
    }
    assert_true(totp_is_right(arena, RFC_SECRET, text_of(wrong[4]), now, 0, &found)); // the RFC's, last six digits
}

static void secrets_as_apps_read_them(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    static const struct {
        const char *bytes, *text;
    } rows[] = {{"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"foobar", "MZXW6YTBOI"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(totp_secret_text(arena, text_of(rows[i].bytes)), rows[i].text);
    }
    assert_text(totp_address(arena, TEXT("foobar"), TEXT("My network"), TEXT("a@b.example")),
                "otpauth://totp/My%20network:a%40b.example?secret=MZXW6YTBOI&issuer=My%20network");
    struct text a = totp_secret_new(arena);
    struct text b = totp_secret_new(arena);
    assert_int_equal(a.n, TOTP_SECRET_BYTES);
    assert_false(text_equal(a, b));
}

int main(void)
{
    assert_int_equal(crypto_start(NULL), RC_OK);
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(the_rfcs_vectors),
        cmocka_unit_test(the_window_is_one_step_to_each_side),
        cmocka_unit_test(secrets_as_apps_read_them),
    };
    return cmocka_run_group_tests_name("totp", cases, NULL, NULL);
}
