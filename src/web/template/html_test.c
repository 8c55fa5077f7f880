// SPDX-License-Identifier: Apache-2.0
// Escaping by context: what hostile values become in text, in attributes, at the start of a URL and inside one.
#include "check.h"

#include "template/html.h"

static struct buf out;

static struct render render_new(struct arena *arena)
{
    out = buf_new(arena, 1 << 16);
    return (struct render){.out = &out, .arena = arena};
}

static void text_never_becomes_markup(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct render render = render_new(arena);
    html_text(&render, TEXT("<script>alert(\"x\")</script> & 'q'"));
    assert_text(buf_text(&out), "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;q&#39;");
    buf_clear(&out);
    html_text(&render, TEXT_NONE);
    html_text(&render, "a<b");
    html_text(&render, -5);
    html_text(&render, (size_t)7);
    assert_text(buf_text(&out), "a&lt;b-57");
}

static void urls_are_checked_by_their_scheme(void **state)
{
    static const struct {
        const char *url;
        const char *expected;
    } rows[] = {
        {"/links?a=1&b=2", "/links?a=1&amp;b=2"},
        {"?sort=-name", "?sort=-name"},
        {"#id", "#id"},
        {"", ""},
        {"page:2/x", "#blocked"},
        {"a/b:c", "a/b:c"},
        {"https://shop.example/x", "https://shop.example/x"},
        {"HTTP://shop.example", "HTTP://shop.example"},
        {"mailto:a@b.example", "mailto:a@b.example"},
        {"tel:+331234", "tel:+331234"},
        {"javascript:alert(1)", "#blocked"},
        {"JaVaScRiPt:alert(1)", "#blocked"},
        {" javascript:alert(1)", "#blocked"},
        {"java\tscript:alert(1)", "#blocked"},
        {"\x01javascript:alert(1)", "#blocked"},
        {"java\nscript:alert(1)", "#blocked"},
        {"data:text/html,x", "#blocked"},
        {"vbscript:x", "#blocked"},
        {"//evil.example", "#blocked"},
        {"/\\evil.example", "#blocked"},
        {"\\\\evil.example", "#blocked"},
        {"/a\tb", "#blocked"},
        {"/\t/evil.example", "#blocked"},
        {"https://a.example/\"onload=\"x", "https://a.example/&quot;onload=&quot;x"},
    };
    AUTO_ARENA arena = arena_new(1 << 20);
    struct render render = render_new(arena);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        buf_clear(&out);
        html_url(&render, text_of(rows[i].url));
        assert_text(buf_text(&out), rows[i].expected);
    }
}

static void parts_of_urls_are_percent_encoded(void **state)
{
    AUTO_ARENA arena = arena_new(1 << 20);
    struct render render = render_new(arena);
    html_url_part(&render, TEXT("a/b?c&d=\"é"));
    html_url_part(&render, 12);
    assert_text(buf_text(&out), "a%2Fb%3Fc%26d%3D%22%C3%A912");
}

static void conditions_mean_what_people_expect(void **state)
{
    int nothing = 0;
    size_t many = 3;
    assert_false(html_is(nothing));
    assert_true(html_is(many));
    assert_true(html_is(TEXT("0")));
    assert_false(html_is(TEXT("")));
    assert_false(html_is(TEXT_NONE));
    assert_false(html_is((const struct buf *)NULL));
    assert_true(html_is((const struct buf *)&out));
    assert_false(html_is((struct safe_html){.markup = TEXT_NONE}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_never_becomes_markup),
        cmocka_unit_test(urls_are_checked_by_their_scheme),
        cmocka_unit_test(parts_of_urls_are_percent_encoded),
        cmocka_unit_test(conditions_mean_what_people_expect),
    };
    return run_cases(tests);
}
