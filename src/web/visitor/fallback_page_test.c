// SPDX-License-Identifier: Apache-2.0
// Which language is chosen, and that the policy lets exactly the page's own style through (the digest is computed anew
// by sha256sum's and base64's programs).
#include "check.h"

#include <stdlib.h>

#include "visitor/fallback_page.h"

static void the_first_language_that_exists_is_chosen(void **state)
{
    static const struct {
        const char *header, *language;
    } rows[] = {
        {NULL, "en"},
        {"", "en"},
        {"ru", "ru"},
        {"ru-RU,ru;q=0.9,en;q=0.8", "ru"},
        {"fr-CH, fr;q=0.9, en;q=0.8", "fr"},
        {"de-DE,de;q=0.9,ja;q=0.5", "ja"},
        {"JA", "ja"},
        {"ru;q=0,fr", "fr"},
        {"de", "en"},
        {"*", "en"},
        {",,;,-", "en"},
        {"english", "en"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text language;
        struct text page = fallback_page(text_of(rows[i].header), &language);
        assert_row(rows[i].header == NULL ? "(none)" : rows[i].header, text_equal(language, text_of(rows[i].language)));
        assert_true(text_starts_with(page, TEXT("<!doctype html>")));
    }
}

static void the_policy_names_the_style(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(65536);
    struct text language;
    struct text page = fallback_page(TEXT_NONE, &language);
    size_t from = text_find(page, TEXT("<style>"), 0) + 7;
    struct text style = text_slice(page, from, text_find(page, TEXT("</style>"), 0));
    struct text command =
        text_format(arena,
                    "printf '%%s' '%.*s' | python3 -c \"import sys, hashlib, base64; "
                    "print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode(), end='')\"",
                    TEXT_PRINT(style));
    FILE *pipe = popen(text_zero_terminated(arena, command), "r");
    assert_non_null(pipe);
    char digest[64] = {0};
    assert_non_null(fgets(digest, sizeof(digest), pipe));
    assert_int_equal(pclose(pipe), 0);
    struct text policy = TEXT(FALLBACK_PAGE_POLICY);
    struct text named = text_format(arena, "'sha256-%s'", digest);
    assert_true(text_find(policy, named, 0) != SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_language_that_exists_is_chosen),
        cmocka_unit_test(the_policy_names_the_style),
    };
    return run_cases(tests);
}
