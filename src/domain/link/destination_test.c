// SPDX-License-Identifier: Apache-2.0
// Destinations: macros, click ids, and the tricks by which a redirect is made to lead elsewhere or to end a header
// early.
#include "link/destination.h"

#include "check.h"

static struct destination example(struct text url, const struct parameters *kept)
{
    return (struct destination){.url = url,
                                .hosts = TEXT("shop.example,*.shop.example, other.example"),
                                .click_id_parameter = TEXT("click_id"),
                                .click_id = TEXT("CLICKID"),
                                .partner = TEXT("anna"),
                                .offer = TEXT("ofr_1"),
                                .program = TEXT("prg_1"),
                                .link = TEXT("l1"),
                                .kept = kept};
}

static void macros_are_filled_encoded(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct parameter list[] = {
        {TEXT("sub1"), TEXT("a b&c=d")},
        {TEXT("sub10"), TEXT("10")},
        {TEXT("source"), TEXT("https://evil.example/?x#y")},
        {TEXT("ext"), TEXT("\xd0\x96")},
        {TEXT("color"), TEXT("red")},
    };
    struct parameters kept = {.list = list, .count = COUNT_OF(list)};
    static const struct {
        const char *url, *expected;
    } rows[] = {
        {"https://shop.example", "https://shop.example?click_id=CLICKID"},
        {"https://shop.example/", "https://shop.example/?click_id=CLICKID"},
        {"https://shop.example/a?x=1", "https://shop.example/a?x=1&click_id=CLICKID"},
        {"https://shop.example/a?", "https://shop.example/a?click_id=CLICKID"},
        {"https://shop.example/a?x=1&", "https://shop.example/a?x=1&click_id=CLICKID"},
        {"https://shop.example/a#top", "https://shop.example/a?click_id=CLICKID#top"},
        {"https://shop.example/a?x=1#a?b", "https://shop.example/a?x=1&click_id=CLICKID#a?b"},
        {"https://shop.example:8443/a", "https://shop.example:8443/a?click_id=CLICKID"},
        {"http://[2001:db8::1]/a", "http://[2001:db8::1]/a?click_id=CLICKID"},
        {"https://shop.example/{click_id}", "https://shop.example/CLICKID"},
        {"https://shop.example/?c={click_id}#{click_id}", "https://shop.example/?c=CLICKID#CLICKID"},
        {"https://shop.example/{partner}/{offer}/{program}/{link}?c={click_id}",
         "https://shop.example/anna/ofr_1/prg_1/l1?c=CLICKID"},
        {"https://shop.example/?s={sub1}&c={click_id}", "https://shop.example/?s=a%20b%26c%3Dd&c=CLICKID"},
        {"https://shop.example/?s={sub10}{sub1}&c={click_id}", "https://shop.example/?s=10a%20b%26c%3Dd&c=CLICKID"},
        {"https://shop.example/?s={sub2}&c={click_id}", "https://shop.example/?s=&c=CLICKID"},
        {"https://shop.example/{source}?c={click_id}",
         "https://shop.example/https%3A%2F%2Fevil.example%2F%3Fx%23y?c=CLICKID"},
        {"https://shop.example/?e={ext}&k={color}", "https://shop.example/?e=%D0%96&k=red&click_id=CLICKID"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct destination destination = example(text_of(rows[i].url), &kept);
        struct text url = TEXT_NONE;
        assert_row(rows[i].url, destination_build(arena, &destination, &url) == RC_OK);
        assert_text(url, rows[i].expected);
    }
    struct destination own_name = example(TEXT("https://shop.example/?a=1"), NULL);
    own_name.click_id_parameter = TEXT("aff sub");
    struct text url = TEXT_NONE;
    assert_int_equal(destination_build(arena, &own_name, &url), RC_OK);
    assert_text(url, "https://shop.example/?a=1&aff%20sub=CLICKID");
}

static void values_never_leave_the_host_or_the_line(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const struct text values[] = {
        BYTES("\r\nLocation: https://evil.example"),
        BYTES("\n"),
        BYTES("\r\n\r\n<script>"),
        BYTES("\0"),
        BYTES("a\0b"),
        BYTES("\x01\x1f\x7f"),
        BYTES("%0d%0aSet-Cookie: a=b"),
        BYTES("%250d%250a"),
        BYTES("//evil.example"),
        BYTES("/../../evil.example"),
        BYTES(".."),
        BYTES("."),
        BYTES("@evil.example"),
        BYTES(":80@evil.example"),
        BYTES(".evil.example"),
        BYTES("\\evil.example"),
        BYTES("#@evil.example"),
        BYTES("?"),
        BYTES("{click_id}"),
        BYTES("{sub2}"),
        BYTES("}{"),
        BYTES("javascript:alert(1)"),
        BYTES("\xe2\x80\xae"),
        BYTES("\xc2\x85"),
        BYTES("\"><img src=x>"),
        BYTES(";evil"),
        BYTES(" "),
        BYTES("\t"),
    };
    static const char *const urls[] = {
        "https://shop.example/{sub1}",
        "https://shop.example/?a={sub1}",
        "https://shop.example?{sub1}",
        "https://shop.example/#{sub1}",
        "https://shop.example/a{sub1}{sub1}/b?c={click_id}",
    };
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        for (size_t k = 0; k < COUNT_OF(urls); k++) {
            struct parameter list[] = {{TEXT("sub1"), values[i]}, {TEXT("sub2"), TEXT("two")}};
            struct parameters kept = {.list = list, .count = 2};
            struct destination destination = example(text_of(urls[k]), &kept);
            struct text url = TEXT_NONE;
            struct url parsed;
            assert_int_equal(destination_build(arena, &destination, &url), RC_OK);
            assert_int_equal(url_parse(arena, url, &parsed), RC_OK);
            assert_text(parsed.host, "shop.example");
            assert_text(parsed.scheme, "https");
            for (size_t c = 0; c < url.n; c++) {
                assert_true(url.p[c] > ' ' && url.p[c] < 0x7f && url.p[c] != '\\' && url.p[c] != '"');
            }
            assert_true(text_find(url, TEXT("two"), 0) == SIZE_MAX); // a value is never read for macros again
        }
    }
}

static void long_values_are_left_out(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    char *bytes = arena_bytes(arena, 4096);
    memset(bytes, 'x', 4096);
    struct parameter list[] = {{TEXT("sub1"), {.p = bytes, .n = 4096}}};
    struct parameters kept = {.list = list, .count = 1};
    struct destination destination = example(TEXT("https://shop.example/?s={sub1}&c={click_id}"), &kept);
    struct text url = TEXT_NONE;
    assert_int_equal(destination_build(arena, &destination, &url), RC_OK);
    assert_text(url, "https://shop.example/?s=&c=CLICKID");
    list[0].value.n = 2048 - strlen("https://shop.example/?s=&c=CLICKID"); // just fits
    assert_int_equal(destination_build(arena, &destination, &url), RC_OK);
    assert_int_equal(url.n, 2048);
    list[0].value.n++;
    assert_int_equal(destination_build(arena, &destination, &url), RC_OK);
    assert_text(url, "https://shop.example/?s=&c=CLICKID");
    // A visitor's own URL has nothing to leave out.
    memcpy(bytes, "https://shop.example/", 21);
    destination = example((struct text){.p = bytes, .n = 2048}, NULL);
    destination.is_deep_link = true;
    assert_int_equal(destination_build(arena, &destination, &url), RC_REFUSED);
}

static void deep_links_lead_to_listed_hosts_only(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const struct {
        const char *to, *expected; // NULL: refused
    } rows[] = {
        {"https://shop.example/p/1", "https://shop.example/p/1?click_id=CLICKID"},
        {"http://shop.example/p/1", "http://shop.example/p/1?click_id=CLICKID"},
        {"HTTPS://SHOP.EXAMPLE/p", "HTTPS://SHOP.EXAMPLE/p?click_id=CLICKID"},
        {"https://www.shop.example/p?a=1#f", "https://www.shop.example/p?a=1&click_id=CLICKID#f"},
        {"https://a.b.shop.example", "https://a.b.shop.example?click_id=CLICKID"},
        {"https://other.example/", "https://other.example/?click_id=CLICKID"},
        {"https://shop.example:443/", "https://shop.example:443/?click_id=CLICKID"},
        {"https://shop.example/{click_id}", "https://shop.example/{click_id}?click_id=CLICKID"},
        {"https://shop.example/?next=https://evil.example",
         "https://shop.example/?next=https://evil.example&click_id=CLICKID"},
        // A click id of somebody else brought along.
        {"https://shop.example/?click_id=FORGED", "https://shop.example/?click_id=CLICKID"},
        {"https://shop.example/?a=1&click_id=X&b=2&click%5Fid=Y&click_id",
         "https://shop.example/?a=1&b=2&click_id=CLICKID"},
        {"https://www.other.example/", NULL},
        {"https://evil.example/", NULL},
        {"https://shop.example.evil.example/", NULL},
        {"https://evilshop.example/", NULL},
        {"https://.shop.example/", NULL},
        {"https://shop.example./", NULL},
        {"https://shop.example:8443/", NULL},
        {"https://shop.example:80/", NULL},
        {"http://shop.example:443/", NULL},
        {"https://shop.example:/", NULL},
        {"https://shop.example:0443/", NULL},
        {"", NULL},
        {"/", NULL},
        {"/path", NULL},
        {"shop.example", NULL},
        {"//shop.example", NULL},
        {"//evil.example", NULL},
        {"///evil.example", NULL},
        {"////evil.example", NULL},
        {"\\\\evil.example", NULL},
        {"/\\evil.example", NULL},
        {"\\/evil.example", NULL},
        {"https:evil.example", NULL},
        {"https:/evil.example", NULL},
        {"https:///evil.example", NULL},
        {"https:\\\\evil.example", NULL},
        {"https://evil.example\\@shop.example/", NULL},
        {"https://evil.example\\.shop.example/", NULL},
        {"https://shop.example\\@evil.example/", NULL},
        {"https://shop.example@evil.example/", NULL},
        {"https://evil.example@shop.example/", NULL},
        {"https://user:pass@shop.example/", NULL},
        {"https://@shop.example/", NULL},
        {"https://shop.example%40evil.example/", NULL},
        {"https://shop.example%2eevil.example/", NULL},
        {"https://shop%2eexample/", NULL},
        {"https://evil.example%2f.shop.example/", NULL},
        {"https://evil.example%23.shop.example/", NULL},
        {"https://evil.example%00.shop.example/", NULL},
        {"https://evil.example?.shop.example/", NULL},
        {"https://evil.example#.shop.example/", NULL},
        {"https://evil.example/.shop.example/", NULL},
        {"https://evil.example;.shop.example/", NULL},
        {"https://evil.example&.shop.example/", NULL},
        {"https://evil.example,.shop.example/", NULL},
        {"https://evil.example:443@shop.example/", NULL},
        {"https://shop.example:443@evil.example/", NULL},
        {"https://[shop.example]/", NULL},
        {"https://[::1]/", NULL},
        {"https://127.0.0.1/", NULL},
        {"https://2130706433/", NULL},
        {"https://0x7f.1/", NULL},
        {"https://*.shop.example/", NULL},
        {"https://shop..example/", NULL},
        {"https://-.shop.example/", NULL},
        {"https:// shop.example/", NULL},
        {" https://shop.example/", NULL},
        {"https://shop.example/ a", NULL},
        {"https://shop.example/\ta", NULL},
        {"ht\ttps://shop.example/", NULL},
        {"https://shop.example/\r\nSet-Cookie: a=b", NULL},
        {"https://shop.example/\n", NULL},
        {"https://shop.example\r\n.evil.example/", NULL},
        {"https://shop.example/\x01", NULL},
        {"https://shop.example/\x7f", NULL},
        {"https://shop.example\xe3\x80\x82"
         "evil.example/",
         NULL},                                                   // ideographic full stop
        {"https://\xd1\x95hop.example/", NULL},                   // Cyrillic s
        {"https://shop.example\xef\xbc\x8f.evil.example/", NULL}, // fullwidth solidus
        {"https://xn--hop-4xd.example/", NULL},
        {"javascript:alert(1)", NULL},
        {"JaVaScRiPt:alert(1)", NULL},
        {"javascript://shop.example/%0aalert(1)", NULL},
        {"data:text/html,<script>alert(1)</script>", NULL},
        {"vbscript:x", NULL},
        {"ftp://shop.example/", NULL},
        {"file:///etc/passwd", NULL},
        {"intent://shop.example#Intent;end", NULL},
        {"httpss://shop.example/", NULL},
        {"http ://shop.example/", NULL},
        {"http%3a%2f%2fshop.example", NULL},
        {"https%3A//shop.example/", NULL},
        {"about:blank", NULL},
        {"ws://shop.example/", NULL},
        {"https://", NULL},
        {"https://?a", NULL},
        {"https://#a", NULL},
    };
    assert_true(COUNT_OF(rows) > 80);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct destination destination = example(text_of(rows[i].to), NULL);
        destination.is_deep_link = true;
        struct text url = TEXT_NONE;
        enum rc rc = destination_build(arena, &destination, &url);
        assert_row(rows[i].to, rc == (rows[i].expected == NULL ? RC_REFUSED : RC_OK));
        assert_text(url, rows[i].expected);
    }
    struct destination nul = example(BYTES("https://shop.example\0.evil.example/"), NULL);
    nul.is_deep_link = true;
    struct text url = TEXT_NONE;
    assert_int_equal(destination_build(arena, &nul, &url), RC_REFUSED);
    nul = example(TEXT("https://shop.example/"), NULL);
    nul.is_deep_link = true;
    nul.hosts = TEXT(""); // no list, no deep links
    assert_int_equal(destination_build(arena, &nul, &url), RC_REFUSED);
}

static void destinations_are_checked_when_written(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    static const struct {
        const char *url, *code; // NULL: good
    } rows[] = {
        {"https://shop.example/", NULL},
        {"https://shop.example/{click_id}/{sub1}/{sub10}/{source}/{ext}/{partner}/{offer}/{program}/{link}", NULL},
        {"https://shop.example/?c={color}&s={size}", NULL},
        {"https://shop.example?{click_id}", NULL},
        {"https://shop.example/{sub0}", "macro_unknown"},
        {"https://shop.example/{sub11}", "macro_unknown"},
        {"https://shop.example/{sub01}", "macro_unknown"},
        {"https://shop.example/{sub}", "macro_unknown"},
        {"https://shop.example/{CLICK_ID}", "macro_unknown"},
        {"https://shop.example/{ click_id }", "macro_unknown"},
        {"https://shop.example/{}", "macro_unknown"},
        {"https://shop.example/{weight}", "macro_unknown"},
        {"https://shop.example/{{click_id}}", "macro_unknown"},
        {"https://shop.example/{click_id", "macro_unclosed"},
        {"https://shop.example/click_id}", "macro_unclosed"},
        {"https://shop.example/}{", "macro_unclosed"},
        {"https://{sub1}/", "macro_in_host"},
        {"https://shop.example{sub1}/", "macro_in_host"},
        {"https://shop.example{sub1}", "macro_in_host"},
        {"https://{sub1}.shop.example/", "macro_in_host"},
        {"https://shop.example:{sub1}/", "macro_in_host"},
        {"{sub1}://shop.example/", "macro_in_host"},
        {"{click_id}", "macro_in_host"},
        {"", "url_malformed"},
        {"/path", "url_malformed"},
        {"shop.example", "url_malformed"},
        {"javascript:alert(1)", "url_malformed"},
        {"https://user@shop.example/", "url_malformed"},
        {"https://shop.example/ {sub1}", "url_malformed"},
        {"https://shop.example/\n", "url_malformed"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fault fault = {0};
        struct text host = TEXT_NONE;
        enum rc rc = destination_check(arena, text_of(rows[i].url), TEXT("color, size,"), &host, &fault);
        assert_row(rows[i].url, rc == (rows[i].code == NULL ? RC_OK : RC_INVALID));
        if (rows[i].code == NULL) {
            assert_text(host, "shop.example");
        } else {
            assert_string_equal(fault.code, rows[i].code);
            assert_string_equal(fault.field, "destination_url");
        }
    }
    struct text host = TEXT_NONE;
    assert_int_equal(destination_check(arena, TEXT_NONE, TEXT(""), &host, NULL), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(macros_are_filled_encoded),
        cmocka_unit_test(values_never_leave_the_host_or_the_line),
        cmocka_unit_test(long_values_are_left_out),
        cmocka_unit_test(deep_links_lead_to_listed_hosts_only),
        cmocka_unit_test(destinations_are_checked_when_written),
    };
    return run_cases(tests);
}
