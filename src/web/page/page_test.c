// SPDX-License-Identifier: Apache-2.0
// Pages, preferences and assets through the real gate: headers, languages, themes, caching, refusals as pages.
#include "check.h"

#include <stdlib.h>

#include "asset/asset.h"
#include "crypto/crypto.h"
#include "format/encode.h"
#include "log/log.h"
#include "page/page.h"
#include "web_routes.h"

struct site {
    struct arena *arena;
    struct keyring keyring;
    struct clock_fixed clock;
    struct app app;
    struct http_loopback *loopback;
};

static int setup(void **state)
{
    struct site *site = calloc(1, sizeof(*site));
    static const struct route_table *const tables[] = {&web_routes};
    assert_int_equal(crypto_start(NULL), RC_OK);
    log_set_quiet(true);
    site->arena = arena_new((size_t)64 << 20);
    keyring_of_seed(3, &site->keyring);
    clock_fixed_init(&site->clock, (struct instant){.ms = 1790000000000});
    site->app.keyring = &site->keyring;
    site->app.clock = &site->clock.clock;
    site->app.database = TEXT("sqlite:/nowhere/there/is/none.db"); // none of these pages needs one
    site->app.tables = tables;
    site->app.table_count = 1;
    assert_int_equal(web_part.start(&site->app, NULL, NULL, NULL), RC_OK);
    struct http_handlers handlers = app_handlers(&site->app);
    struct http_options options = http_options_default();
    site->loopback = http_loopback_new(&options, &handlers);
    *state = site;
    return 0;
}

static int teardown(void **state)
{
    struct site *site = *state;
    http_loopback_free(site->loopback);
    arena_free(site->arena);
    free(site);
    return 0;
}

struct got {
    int status;
    struct text head;
    struct text body;
};

static struct got ask(struct site *site, const char *what, const char *headers, const char *body)
{
    struct buf out = buf_new(site->arena, (size_t)4 << 20);
    struct text request =
        text_format(site->arena, "%s HTTP/1.1\r\nHost: net.example\r\nContent-Length: %zu\r\n%s\r\n%s", what,
                    strlen(body), headers, body);
    assert_true(http_loopback_send(site->loopback, request, &out));
    struct text bytes = buf_text(&out);
    size_t end = text_find(bytes, TEXT("\r\n\r\n"), 0);
    assert_true(end != SIZE_MAX);
    int64_t status = 0;
    assert_int_equal(int64_parse(text_slice(bytes, 9, 12), 100, 599, &status), RC_OK);
    return (struct got){
        .status = (int)status,
        .head = text_slice(bytes, 0, end + 2),
        .body = text_slice(bytes, end + 4, SIZE_MAX),
    };
}

static bool holds(struct text t, const char *part)
{
    return text_find(t, text_of(part), 0) != SIZE_MAX;
}

#define expect_holds(t, part)                                                      \
    do {                                                                           \
        if (!holds((t), (part))) {                                                 \
            print_error("\"%.*s\" does not hold \"%s\"\n", TEXT_PRINT(t), (part)); \
            fail();                                                                \
        }                                                                          \
    } while (0)

static struct text header(struct got got, const char *name)
{
    struct text start = text_of(name);
    size_t at = text_find(got.head, start, 0);
    assert_true(at != SIZE_MAX);
    size_t end = text_find(got.head, TEXT("\r\n"), at);
    return text_slice(got.head, at + start.n, end);
}

#ifdef TRIBUTARY_GALLERY
static void a_page_has_the_headers_of_pages(void **state)
{
    struct site *site = *state;
    struct got got = ask(site, "GET /gallery", "", "");
    assert_int_equal(got.status, 200);
    expect_holds(got.head, "\r\nContent-Type: text/html; charset=utf-8\r\n");
    expect_holds(got.head, "\r\nVary: Cookie, Accept-Language\r\n");
    expect_holds(got.head, "\r\nX-Content-Type-Options: nosniff\r\n");
    expect_holds(got.head, "\r\nReferrer-Policy: same-origin\r\n");
    expect_holds(got.head, "\r\nCross-Origin-Opener-Policy: same-origin\r\n");
    expect_holds(got.head, "\r\nPermissions-Policy: ");
    struct text policy = header(got, "Content-Security-Policy: ");
    expect_holds(policy, "default-src 'none'");
    expect_holds(policy, "frame-ancestors 'none'");
    expect_holds(policy, "form-action 'self'");
    expect_holds(policy, "base-uri 'none'");
    assert_false(holds(policy, "unsafe"));
    // Each page has a nonce of its own, and only one policy.
    struct got other = ask(site, "GET /gallery", "", "");
    assert_false(text_equal(policy, header(other, "Content-Security-Policy: ")));
    size_t first = text_find(got.head, TEXT("Content-Security-Policy"), 0);
    assert_true(text_find(got.head, TEXT("Content-Security-Policy"), first + 1) == SIZE_MAX);
    // Values of the sample that look like markup are text.
    expect_holds(got.body, "Rosa &amp; Paul &lt;b&gt;Blog&lt;/b&gt;");
    assert_false(holds(got.body, "<b>Blog"));
    assert_false(holds(got.body, " style=\""));
    assert_false(holds(got.body, "<script>"));
}

static void the_language_is_the_cookies_then_the_browsers(void **state)
{
    static const struct {
        const char *headers;
        const char *language;
        const char *words;
    } rows[] = {
        {"", "en", "Skip to the content"},
        {"Accept-Language: ja,en;q=0.5\r\n", "ja", "本文へ移動"},
        {"Accept-Language: de,fr;q=0.5\r\n", "fr", "Aller au contenu"},
        {"Accept-Language: ja\r\nCookie: language=ru\r\n", "ru", "Перейти к содержанию"},
        {"Accept-Language: ja\r\nCookie: language=xx\r\n", "ja", "本文へ移動"},
        {"Cookie: language=en-XA\r\n", "en-XA", "[!! Šķîþ"},
    };
    struct site *site = *state;
    for (size_t i = 0; i + 1 < COUNT_OF(rows); i++) {
        struct got got = ask(site, "GET /gallery", rows[i].headers, "");
        assert_int_equal(got.status, 200);
        expect_holds(got.head,
                     text_zero_terminated(site->arena,
                                          text_format(site->arena, "\r\nContent-Language: %s\r\n", rows[i].language)));
        expect_holds(got.body, rows[i].words);
    }
    struct got pseudo = ask(site, "GET /gallery", rows[COUNT_OF(rows) - 1].headers, "");
    expect_holds(pseudo.body, "<html lang=\"en-XA\"");
    expect_holds(pseudo.body, "[!! ");
}

static void the_theme_is_the_cookies(void **state)
{
    struct site *site = *state;
    expect_holds(ask(site, "GET /gallery", "Cookie: theme=dark\r\n", "").body, "data-theme=\"dark\"");
    expect_holds(ask(site, "GET /gallery", "Cookie: theme=\"><b>\r\n", "").body, "data-theme=\"\"");
}
#endif

static void preferences_are_kept_and_lead_back(void **state)
{
    struct site *site = *state;
    const char *own = "Sec-Fetch-Site: same-origin\r\n";
    struct got got = ask(site, "POST /preferences", own, "theme=dark&return=%2Flinks%3Fa%3D1");
    assert_int_equal(got.status, 303);
    expect_holds(got.head, "\r\nLocation: /links?a=1\r\n");
    expect_holds(got.head, "\r\nSet-Cookie: theme=dark; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly\r\n");
    got = ask(site, "POST /preferences", own, "language=ja-JP");
    expect_holds(got.head, "\r\nSet-Cookie: language=ja; ");
    expect_holds(got.head, "\r\nLocation: /\r\n");
    got = ask(site, "POST /preferences", own, "language=xx&theme=%0d%0aX: y");
    assert_false(holds(got.head, "language="));
    expect_holds(got.head, "Set-Cookie: theme=system; ");
    // By Origin where a browser does not say Sec-Fetch-Site.
    assert_int_equal(ask(site, "POST /preferences", "Origin: https://net.example\r\n", "theme=dark").status, 303);
}

static void other_sites_cannot_set_preferences(void **state)
{
    static const char *const rows[] = {
        "",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
        "Origin: https://evil.example\r\n",
        "Origin: null\r\n",
        "Origin: https://net.example.evil.example\r\n",
        "Sec-Fetch-Site: cross-site\r\nOrigin: https://net.example\r\n",
    };
    struct site *site = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct got got = ask(site, "POST /preferences", rows[i], "theme=dark");
        assert_row(rows[i], got.status == 403 && !holds(got.head, "Set-Cookie"));
    }
}

static void own_addresses_lead_nowhere_else(void **state)
{
    static const struct {
        const char *given;
        const char *expected;
    } rows[] = {
        {"/links?a=1", "/links?a=1"},
        {"//evil.example", "/"},
        {"/\\evil.example", "/"},
        {"https://evil.example", "/"},
        {"javascript:x", "/"},
        {"/\t/evil.example", "/"},
        {"/a\r\nX: y", "/"},
        {"/é", "/"},
        {"", "/"},
        {NULL, "/"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_text(page_own_address(text_of(rows[i].given)), rows[i].expected);
    }
}

static void refusals_of_pages_are_pages(void **state)
{
    struct site *site = *state;
    struct got got = ask(site, "POST /preferences", "Accept-Language: ru\r\n", "theme=dark");
    assert_int_equal(got.status, 403);
    expect_holds(got.head, "\r\nContent-Type: text/html; charset=utf-8\r\n");
    expect_holds(got.head, "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'");
    expect_holds(got.body, "<h1>Нет доступа к этой странице</h1>");
    expect_holds(got.body, "У вашей учётной записи нет прав на это действие.");
    expect_holds(got.body, "Запрос ");
}

static void assets_are_kept_for_ever(void **state)
{
    struct site *site = *state;
    const struct asset_file *css = &asset_files[ASSET_APP_CSS];
    const char *what = text_zero_terminated(site->arena, text_format(site->arena, "GET %s", css->url));
    struct got plain = ask(site, what, "", "");
    assert_int_equal(plain.status, 200);
    assert_int_equal(plain.body.n, css->plain_bytes);
    expect_holds(plain.head, "\r\nContent-Type: text/css; charset=utf-8\r\n");
    expect_holds(plain.head, "\r\nCache-Control: public, max-age=31536000, immutable\r\n");
    expect_holds(plain.head, "\r\nVary: Accept-Encoding\r\n");
    assert_false(holds(plain.head, "Content-Encoding"));
    struct got packed = ask(site, what, "Accept-Encoding: br;q=1.0, gzip\r\n", "");
    expect_holds(packed.head, "\r\nContent-Encoding: gzip\r\n");
    assert_int_equal(packed.body.n, css->gzip_bytes);
    assert_memory_equal(packed.body.p, "\x1f\x8b", 2);
    assert_false(holds(ask(site, what, "Accept-Encoding: gzip;q=0, br\r\n", "").head, "Content-Encoding"));
    // Again with its tag: nothing is sent.
    struct text tag = header(plain, "ETag: ");
    struct got again = ask(
        site, what,
        text_zero_terminated(site->arena, text_format(site->arena, "If-None-Match: \"x\", %.*s\r\n", TEXT_PRINT(tag))),
        "");
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.n, 0);
    assert_int_equal(ask(site, "GET /assets/app.css", "", "").status, 404);
    assert_int_equal(ask(site, "GET /assets/..%2fkey", "", "").status, 404);
}

static void every_asset_is_named_by_its_content(void **state)
{
    for (size_t i = 0; i < ASSET_COUNT; i++) {
        const struct asset_file *file = &asset_files[i];
        assert_true(file->plain_bytes > 0 && holds(text_of(file->url), file->file));
        assert_true(file->gzip_bytes < file->plain_bytes);
    }
    for (size_t i = ICON_NONE + 1; i < ICON_COUNT; i++) {
        assert_true(text_starts_with(text_of(icon_urls[i]), asset_url(ASSET_ICONS_SVG)));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef TRIBUTARY_GALLERY
        CASE(a_page_has_the_headers_of_pages),
        CASE(the_language_is_the_cookies_then_the_browsers),
        CASE(the_theme_is_the_cookies),
#endif
        CASE(preferences_are_kept_and_lead_back),
        CASE(other_sites_cannot_set_preferences),
        cmocka_unit_test(own_addresses_lead_nowhere_else),
        CASE(refusals_of_pages_are_pages),
        CASE(assets_are_kept_for_ever),
        cmocka_unit_test(every_asset_is_named_by_its_content),
    };
    return run_cases(tests);
}
