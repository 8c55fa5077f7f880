// SPDX-License-Identifier: Apache-2.0
// windows-1251: the bytes are those of the code page's index (WHATWG), the rule for what it lacks is that of the
// header.
#include "check.h"

#include "core/arena.h"
#include "format/cp1251.h"

static void maps(void **state)
{
    static const struct {
        const char *text, *bytes;
    } rows[] = {
        {"", ""},
        {"1CClientBankExchange", "1CClientBankExchange"},
        {"АБЯабя", "\xC0\xC1\xDF\xE0\xE1\xFF"},
        {"Ёё№«»—…", "\xA8\xB8\xB9\xAB\xBB\x97\x85"},
        {"ЂљЏўіїҐґ€™", "\x80\x9A\x8F\xA2\xB3\xBF\xA5\xB4\x88\x99"},
        {"\xC2\xA0\xC2\xA7", "\xA0\xA7"},
        // What the code page lacks.
        {"Café Müller, Łódź", "Cafe Muller, Lodz"},
        {"Straße Æon œuvre", "Strasse AEon oeuvre"},
        {"Nguyễn", NULL}, // the second mark has no rule
        {"5\xE2\x88\x92"
         "3\xE2\x80\x91"
         "2",
         "5-3-2"},
        {"1\xE2\x80\xAF"
         "000\xE2\x80\x89"
         "р",
         "1 000 \xF0"},
        {"O\xCA\xBC"
         "Brien",
         "O'Brien"},
        {"Али\xCC\x86 Е\xCC\x88ж", "\xC0\xEB\xE9 \xA8\xE6"},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 1000);
        enum rc rc = cp1251_encode(&buf, text_of(rows[i].text), NULL);
        assert_row(rows[i].text, (rc == RC_OK) == (rows[i].bytes != NULL));
        assert_row(rows[i].text, rc != RC_OK || text_equal(buf_text(&buf), text_of(rows[i].bytes)));
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *text;
        size_t at;
        enum rc rc;
    } rows[] = {
        {"ООО \xF0\x9F\x98\x80", 7, RC_REFUSED}, // an emoji
        {"日本", 0, RC_REFUSED},
        {"a\xCC\x86", 1, RC_REFUSED}, // a mark on a letter that it makes none of
        {"\xCC\x86", 0, RC_REFUSED},
        {"£5", 0, RC_REFUSED},
        {"a\nb", 1, RC_INVALID},
        {"a\tb", 1, RC_INVALID},
        {"\x7F", 0, RC_INVALID},
        {"\xC2\x85", 0, RC_INVALID},
        {"аб\xE2\x80\xA8", 4, RC_INVALID}, // a line separator
        {"ab\xFF", 2, RC_INVALID},
        {"\xC0\xAF", 0, RC_INVALID},
        {"\xD0", 0, RC_INVALID},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf buf = buf_new(arena, 1000);
        buf_add(&buf, TEXT("before"));
        size_t at = SIZE_MAX;
        assert_row(rows[i].text, cp1251_encode(&buf, text_of(rows[i].text), &at) == rows[i].rc);
        assert_row(rows[i].text, at == rows[i].at);
        assert_text(buf_text(&buf), "before");
    }
}

// A mark joins only with the letter of its own text.
static void joins_within(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 1000);
    assert_int_equal(cp1251_encode(&buf, TEXT("и"), NULL), RC_OK);
    assert_int_equal(cp1251_encode(&buf, TEXT("\xCC\x86"), NULL), RC_REFUSED);
    assert_text(buf_text(&buf), "\xE8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(maps), cmocka_unit_test(refuses),
                                       cmocka_unit_test(joins_within)};
    return run_cases(tests);
}
