// SPDX-License-Identifier: Apache-2.0
// Tests of percent encoding, query strings and URLs, with the web platform's URL tests where they are at hand.
#include "check.h"

#include "format/json.h"
#include "format/url.h"
#include "shared_data.h"

static void percent_encodes(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct buf buf = buf_new(arena, 1000);
    percent_encode(&buf, TEXT("aZ09-._~ /?&=+%\xC3\xA9\n"));
    percent_encode(&buf, BYTES("\0"));
    assert_text(buf_text(&buf), "aZ09-._~%20%2F%3F%26%3D%2B%25%C3%A9%0A%00");
}

static void percent_decodes(void **state)
{
    static const struct {
        const char *input;
        bool is_form;
        const char *expected; // NULL: refused
    } rows[] = {
        {"", false, ""},
        {"abc", false, "abc"},
        {"a%20b", false, "a b"},
        {"a+b", false, "a+b"},
        {"a+b", true, "a b"},
        {"a%2Bb", true, "a+b"},
        {"%c3%A9", false, "\xC3\xA9"},
        {"%D0%9F%d1%80", true, "\xD0\x9F\xD1\x80"},
        {"\xC3\xA9", false, "\xC3\xA9"},
        {"%25%34%31", false, "%41"}, // decoded once
        {"%0A%0d", false, "\n\r"},
        {"%", false, NULL},
        {"%4", false, NULL},
        {"abc%4", false, NULL},
        {"%%41", false, NULL},
        {"%4g", false, NULL},
        {"%g4", false, NULL},
        {"% 41", false, NULL},
        {"%+1", true, NULL},
        {"%-1", true, NULL},
        {"%u0041", false, NULL},
        {"a%00b", false, NULL},
        {"%C3", false, NULL},
        {"%C3%28", false, NULL},
        {"%C0%AF", false, NULL},
        {"%ED%A0%80", false, NULL},
        {"\xFF", false, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text decoded = TEXT("untouched");
        enum rc rc = percent_decode(arena, text_of(rows[i].input), rows[i].is_form, &decoded);
        enum rc expected = rows[i].expected == NULL ? RC_INVALID : RC_OK;
        assert_row(rows[i].input, rc == expected);
        assert_text(decoded, rc == RC_OK ? rows[i].expected : "untouched");
    }
    struct text decoded = TEXT_NONE;
    assert_int_equal(percent_decode(arena, BYTES("a\0b"), false, &decoded), RC_INVALID);
    assert_int_equal(percent_decode(arena, TEXT_NONE, false, &decoded), RC_OK);
    assert_text(decoded, "");
}

static void every_byte_round_trips(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)1 << 20);
    for (unsigned point = 1; point < 0x800; point++) {
        char bytes[2] = {(char)point, '\0'};
        struct text t = {.p = bytes, .n = 1};
        if (point >= 0x80) {
            bytes[0] = (char)(0xC0 | point >> 6);
            bytes[1] = (char)(0x80 | (point & 0x3F));
            t.n = 2;
        }
        struct buf buf = buf_new(arena, 100);
        percent_encode(&buf, t);
        struct text decoded = TEXT_NONE;
        assert_int_equal(percent_decode(arena, buf_text(&buf), true, &decoded), RC_OK);
        assert_true(text_equal(decoded, t));
    }
}

static void queries_parse(void **state)
{
    static const struct {
        const char *input;
        size_t count;
        const char *pairs[6];
    } rows[] = {
        {"", 0, {0}},
        {"&", 0, {0}},
        {"&&&", 0, {0}},
        {"a=1&b=2", 2, {"a", "1", "b", "2"}},
        {"a", 1, {"a", ""}},
        {"a=", 1, {"a", ""}},
        {"=1", 1, {"", "1"}},
        {"=", 1, {"", ""}},
        {"a=b=c", 1, {"a", "b=c"}},
        {"&a=1&&b=2&", 2, {"a", "1", "b", "2"}},
        {"a=1&a=2&A=3", 3, {"a", "1", "a", "2", "A", "3"}},
        {"na%6de=v%26v+w", 1, {"name", "v&v w"}},
        {"a=1;b=2", 1, {"a", "1;b=2"}},
        {"a=1?b=2", 1, {"a", "1?b=2"}},
        {"%3D=%3D", 1, {"=", "="}},
        {"sub1=%D0%BA%D0%BE%D1%82", 1, {"sub1", "\xD0\xBA\xD0\xBE\xD1\x82"}},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parameters parameters = {0};
        assert_row(rows[i].input, query_parse(arena, text_of(rows[i].input), &parameters, NULL) == RC_OK);
        assert_row(rows[i].input, parameters.count == rows[i].count);
        for (size_t k = 0; k < parameters.count; k++) {
            assert_text(parameters.list[k].name, rows[i].pairs[2 * k]);
            assert_text(parameters.list[k].value, rows[i].pairs[2 * k + 1]);
        }
    }
    struct parameters parameters = {0};
    assert_int_equal(query_parse(arena, TEXT_NONE, &parameters, NULL), RC_OK);
    assert_int_equal(parameters.count, 0);
    assert_int_equal(query_parse(arena, TEXT("a=1&b=2&a=3&c"), &parameters, NULL), RC_OK);
    assert_text(parameters_get(&parameters, TEXT("a")), "1");
    assert_text(parameters_get(&parameters, TEXT("c")), "");
    assert_text(parameters_get(&parameters, TEXT("d")), NULL);
    assert_int_equal(parameters_count(&parameters, TEXT("a")), 2);
    assert_int_equal(parameters_count(&parameters, TEXT("d")), 0);
}

static void queries_refused(void **state)
{
    static const struct {
        const char *input;
        const char *at;
    } rows[] = {
        {"a=1&b=%4&c=3", "b=%4"}, {"a=1&%zz=4&c=%00", "%zz=4"}, {"a=%00", "a=%00"},
        {"a=%FF", "a=%FF"},       {"\xC3=1", "\xC3=1"},
    };
    AUTO_ARENA arena = arena_new(1000000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct parameters parameters = {.count = 77};
        struct text at = TEXT_NONE;
        assert_row(rows[i].input, query_parse(arena, text_of(rows[i].input), &parameters, &at) == RC_INVALID);
        assert_text(at, rows[i].at);
        assert_int_equal(parameters.count, 77);
    }
    struct buf buf = buf_new(arena, 10000);
    for (int i = 0; i < PARAMETERS_MAX; i++) {
        buf_add(&buf, TEXT("p&"));
    }
    struct parameters parameters = {0};
    assert_int_equal(query_parse(arena, buf_text(&buf), &parameters, NULL), RC_OK);
    assert_int_equal(parameters.count, PARAMETERS_MAX);
    buf_add(&buf, TEXT("p"));
    assert_int_equal(query_parse(arena, buf_text(&buf), &parameters, NULL), RC_REFUSED);
}

static void urls_parse(void **state)
{
    static const struct {
        const char *input, *scheme, *host;
        int port;
        const char *path, *query, *fragment;
    } rows[] = {
        {"http://example.com", "http", "example.com", 0, "", NULL, NULL},
        {"HTTPS://EXAMPLE.com/", "https", "example.com", 0, "/", NULL, NULL},
        {"https://a.b-c.example:8080/p/q?x=1&y=2#top", "https", "a.b-c.example", 8080, "/p/q", "x=1&y=2", "top"},
        {"http://h?q", "http", "h", 0, "", "q", NULL},
        {"http://h#f", "http", "h", 0, "", NULL, "f"},
        {"http://h/?", "http", "h", 0, "/", "", NULL},
        {"http://h/#", "http", "h", 0, "/", NULL, ""},
        {"http://h/#a?b", "http", "h", 0, "/", NULL, "a?b"},
        {"http://h/a?b#c#d?e", "http", "h", 0, "/a", "b", "c#d?e"},
        {"http://h//x/../y:z@w", "http", "h", 0, "//x/../y:z@w", NULL, NULL},
        {"https://shop.example/?click={click_id}&u=%7Bx%7D", "https", "shop.example", 0, "/",
         "click={click_id}&u=%7Bx%7D", NULL},
        {"http://127.0.0.1:1/", "http", "127.0.0.1", 1, "/", NULL, NULL},
        {"http://255.255.255.255:65535", "http", "255.255.255.255", 65535, "", NULL, NULL},
        {"http://[::1]/", "http", "::1", 0, "/", NULL, NULL},
        {"http://[2001:DB8:0:0:0:0:0:1]:80/", "http", "2001:db8::1", 80, "/", NULL, NULL},
        {"http://[::ffff:192.0.2.1]", "http", "::ffff:c000:201", 0, "", NULL, NULL},
        {"http://[1:0:0:2:0:0:0:3]", "http", "1:0:0:2::3", 0, "", NULL, NULL},
        {"http://[1:0:2:3:4:5:6:7]", "http", "1:0:2:3:4:5:6:7", 0, "", NULL, NULL},
        {"http://[::]", "http", "::", 0, "", NULL, NULL},
        {"http://[1::]", "http", "1::", 0, "", NULL, NULL},
        {"http://xn--80ak6aa92e.com/", "http", "xn--80ak6aa92e.com", 0, "/", NULL, NULL},
        {"https://XN--P1AI/", "https", "xn--p1ai", 0, "/", NULL, NULL}, // the Russian top domain
        {"https://xn--b1aew.xn--p1ai/", "https", "xn--b1aew.xn--p1ai", 0, "/", NULL, NULL},
        {"https://xn--bcher-kva.example/", "https", "xn--bcher-kva.example", 0, "/", NULL, NULL},
        {"https://xn--wgv71a119e.jp/", "https", "xn--wgv71a119e.jp", 0, "/", NULL, NULL},
        {"http://under_score.example/", "http", "under_score.example", 0, "/", NULL, NULL},
        {"http://r3---sn-x.example/", "http", "r3---sn-x.example", 0, "/", NULL, NULL},
        {"http://1.2.3.example/", "http", "1.2.3.example", 0, "/", NULL, NULL},
        {"http://0xg/", "http", "0xg", 0, "/", NULL, NULL},
    };
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct url url;
        assert_row(rows[i].input, url_parse(arena, text_of(rows[i].input), &url) == RC_OK);
        assert_text(url.scheme, rows[i].scheme);
        assert_text(url.host, rows[i].host);
        assert_int_equal(url.port, rows[i].port);
        assert_text(url.path, rows[i].path);
        assert_text(url.query, rows[i].query);
        assert_text(url.fragment, rows[i].fragment);
    }
}

static const char *const refused_urls[] = {
    "",
    "http",
    "http:",
    "http:/",
    "http://",
    "http:///",
    "http:///h",
    "http://?q",
    "http://#f",
    "http:h",
    "http:/h",
    "//h/",
    "/h",
    "h",
    "h.example/",
    "://h",
    "ftp://h/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc",
    "httpss://h/",
    "htt p://h/",
    " http://h/",
    "http://h/ ",
    "http://h/a b",
    "http://h/\t",
    "http://h/\n",
    "ht\ntp://h/",
    "http://h\r\nX: y/",
    "http://h/\x7F",
    "http://h/\x01",
    "http://h/\xC3\xA9",
    "http://\xC3\xA9/",
    "http://h\\@evil/",
    "http:\\\\h/",
    "http:/\\h/",
    "http://h/\\x",
    "http://user@h/",
    "http://user:pw@h/",
    "http://@h/",
    "http://:@h/",
    "http://good.example@evil.example/",
    "http://h%2eexample/",
    "http://%68/",
    "http://.h/",
    "http://h./",
    "http://h../",
    "http://a..b/",
    "http://./",
    "http://-h/",
    "http://h-/",
    "http://a.-b/",
    "http://h:/",
    "http://h:0/",
    "http://h:080/",
    "http://h:65536/",
    "http://h:99999999999999999999/",
    "http://h:8o/",
    "http://h:-1/",
    "http://h:+1/",
    "http://h:1:2/",
    "http://h: 80/",
    "http://:80/",
    "http://a,b/",
    "http://a b/",
    "http://a;b/",
    "http://a'b/",
    "http://a\"b/",
    "http://a<b/",
    "http://a*b/",
    "http://{host}/",
    "http://$h/",
    "http://1.2.3/",
    "http://1.2.3.4.5/",
    "http://256.1.1.1/",
    "http://1.1.1.256/",
    "http://01.2.3.4/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://127.1/",
    "http://127.0.0.0x1/",
    "http://a.1/",
    "http://a.0x1/",
    "http://a.0x/",
    "http://1.2.3.4./",
    "http://[::1/",
    "http://::1/",
    "http://[]/",
    "http://[1]/",
    "http://[::1]x/",
    "http://[::1]:/",
    "http://[::1]80/",
    "http://[::1%25eth0]/",
    "http://[::1%eth0]/",
    "http://[1:2:3:4:5:6:7:8:9]/",
    "http://[::12345]/",
    "http://[::1.2.3]/",
    "http://[::1.2.3.256]/",
    "http://[v1.x]/",
    "http://[[::1]]/",
    "http://xn--/",
    "http://a.xn--pokxncvks/",
    "http://xn--a-/",
    "http://xn--a/",
    "http://h[1]/",
};

static void urls_refused(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    for (size_t i = 0; i < COUNT_OF(refused_urls); i++) {
        struct url url = {.port = 77};
        assert_row(refused_urls[i], url_parse(arena, text_of(refused_urls[i]), &url) == RC_INVALID);
        assert_int_equal(url.port, 77);
    }
    struct url url;
    assert_int_equal(url_parse(arena, TEXT_NONE, &url), RC_INVALID);
    assert_int_equal(url_parse(arena, BYTES("http://h\0.evil/"), &url), RC_INVALID);
    assert_int_equal(url_parse(arena, BYTES("http://[::1\0]/"), &url), RC_INVALID);
}

static struct text url_with_path_of(struct arena *arena, const char *start, size_t n)
{
    struct buf buf = buf_new(arena, 10000);
    buf_add(&buf, text_of(start));
    while (buf.n < n) {
        buf_add_char(&buf, 'a');
    }
    return buf_text(&buf);
}

static void url_lengths(void **state)
{
    AUTO_ARENA arena = arena_new(100000);
    struct url url;
    assert_int_equal(url_parse(arena, url_with_path_of(arena, "http://h/", 2048), &url), RC_OK);
    assert_int_equal(url_parse(arena, url_with_path_of(arena, "http://h/", 2049), &url), RC_INVALID);
    assert_int_equal(url_parse(arena, url_with_path_of(arena, "http://", 7 + 63), &url), RC_OK);
    assert_int_equal(url_parse(arena, url_with_path_of(arena, "http://", 7 + 64), &url), RC_INVALID);
    struct buf host = buf_new(arena, 10000);
    buf_add(&host, TEXT("http://"));
    for (int i = 0; i < 126; i++) {
        buf_add(&host, TEXT("a."));
    }
    buf_add(&host, TEXT("a")); // 253 in all
    assert_int_equal(url_parse(arena, buf_text(&host), &url), RC_OK);
    buf_add(&host, TEXT("b"));
    assert_int_equal(url_parse(arena, buf_text(&host), &url), RC_INVALID);
}

static void hosts_match(void **state)
{
    static const struct {
        const char *host, *listed;
        bool matches;
    } rows[] = {
        {"example.com", "example.com", true},
        {"www.example.com", "example.com", false},
        {"www.example.com", "*.example.com", true},
        {"a.b.example.com", "*.example.com", true},
        {"example.com", "*.example.com", false},
        {"evilexample.com", "*.example.com", false},
        {"example.com.evil", "*.example.com", false},
        {".example.com", "*.example.com", false},
        {"evil.com", "*.", false},
        {"evil.com", "*", false},
        {"", "", false},
        {"a.com", "*.com", true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].host, url_host_matches(text_of(rows[i].host), text_of(rows[i].listed)) == rows[i].matches);
    }
    assert_false(url_host_matches(TEXT_NONE, TEXT_NONE));
}

// Cuts the next object out of an array of objects: the array as a whole holds texts that our JSON refuses.
static bool take_object(struct text *rest, struct text *ret_object)
{
    size_t start = text_find_char(*rest, '{', 0);
    bool is_in_string = false;
    size_t depth = 0;
    for (size_t i = start; i < rest->n; i++) {
        char c = rest->p[i];
        if (c == '\\' && is_in_string) {
            i++;
        } else if (c == '"') {
            is_in_string = !is_in_string;
        } else if (!is_in_string && c == '{') {
            depth++;
        } else if (!is_in_string && c == '}' && --depth == 0) {
            *ret_object = text_slice(*rest, start, i + 1);
            *rest = text_slice(*rest, i + 1, rest->n);
            return true;
        }
    }
    return false;
}

struct url_counts {
    size_t must_fail, accepted, unreadable;
};

static void check_url_case(struct arena *arena, const struct json *one, struct url_counts *counts)
{
    struct text input = json_text(json_member(one, "input"));
    const char *name = text_zero_terminated(arena, input);
    bool is_failure = false;
    (void)json_bool(json_member(one, "failure"), &is_failure);
    counts->must_fail += is_failure;
    struct url url;
    if (url_parse(arena, input, &url) != RC_OK) {
        return;
    }
    assert_row(name, !is_failure);
    counts->accepted++;
    struct text host = json_text(json_member(one, "hostname"));
    if (text_starts_with(host, TEXT("["))) {
        host = text_slice(host, 1, host.n - 1);
    }
    assert_row(name, text_equal(url.host, host));
    struct text protocol = json_text(json_member(one, "protocol"));
    assert_row(name, text_equal(text_format(arena, "%.*s:", TEXT_PRINT(url.scheme)), protocol));
    struct text port = json_text(json_member(one, "port"));
    bool is_default = url.port == 0 || url.port == (url.scheme.n == 4 ? 80 : 443);
    assert_row(name, text_equal(port, is_default ? TEXT("") : text_format(arena, "%d", url.port)));
}

// The web platform's tests: what must fail is refused, and what we accept has the host that browsers see.
static void urls_as_browsers_read_them(void **state)
{
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct text rest = shared_read(arena, "data/parser-vectors/urltestdata.json.zst");
    if (!text_is(rest)) {
        skip_because("no URL test vectors in the shared data");
    }
    struct url_counts counts = {0};
    struct text object = TEXT_NONE;
    while (take_object(&rest, &object)) {
        const struct json *one = NULL;
        if (json_parse(arena, object, &one, NULL) != RC_OK) {
            counts.unreadable++; // NUL or half a surrogate pair in its text
            continue;
        }
        check_url_case(arena, one, &counts);
    }
    print_message("# %zu must fail, %zu accepted, %zu unreadable\n", counts.must_fail, counts.accepted,
                  counts.unreadable);
    assert_true(counts.must_fail > 250);
    assert_true(counts.accepted > 50);
    assert_true(counts.unreadable < 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percent_encodes),
        cmocka_unit_test(percent_decodes),
        cmocka_unit_test(every_byte_round_trips),
        cmocka_unit_test(queries_parse),
        cmocka_unit_test(queries_refused),
        cmocka_unit_test(urls_parse),
        cmocka_unit_test(urls_refused),
        cmocka_unit_test(url_lengths),
        cmocka_unit_test(hosts_match),
        cmocka_unit_test(urls_as_browsers_read_them),
    };
    return run_cases(tests);
}
