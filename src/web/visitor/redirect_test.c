// SPDX-License-Identifier: Apache-2.0
// Visits over HTTP: the answer's very bytes, what the visitor can and cannot put into them, and that nothing is
// answered before it is on disk.
#include "visitor/fallback_page.h"
#include "visitor/routes.h"

#include <stdlib.h>

#include "test_database.h"

#include "catalog_fixture.h"
#include "clicks.h"
#include "log/log.h"

#define NOW ((struct instant){.ms = FIXTURE_MS + 1234})

struct made {
    struct catalog_fixture fixture;
    struct keyring keyring;
    struct clock_fixed clock;
    struct click_service service;
    struct app app;
    struct http_loopback *loopback;
    struct link_id link_id;
    char folder[64];
};

static void make(struct made *made, struct test_database *database, struct arena *arena, const char *fallback)
{
    *made = (struct made){.fixture = {.db = test_database_db(database), .arena = arena}};
    struct catalog_fixture *f = &made->fixture;
    snprintf(made->folder, sizeof(made->folder), "/tmp/redirect-XXXXXX");
    assert_non_null(mkdtemp(made->folder));
    keyring_of_seed(1, &made->keyring);
    clock_fixed_init(&made->clock, NOW);
    fixture_network(f, text_of(fallback), 30);
    fixture_begin(f);
    struct program_id program_id = fixture_program(
        f, fixture_advertiser(f),
        TEXT("[{\"parameter\":\"utm_source\",\"when\":\"utm_medium=affiliate\"},{\"parameter\":\"ref\"},"
             "{\"prefix\":\"epn_index\"}]"),
        30 * DAY_MS);
    struct offer_id offer_id =
        fixture_offer(f, program_id, TEXT("https://shop.example/p?s={sub1}&c={click_id}"), TEXT("shop.example"));
    struct partner_id partner_id = fixture_partner(f, TEXT("vasiliyblinov"));
    fixture_enrollment(f, partner_id, program_id, TEXT("approved"));
    made->link_id = fixture_link(f, TEXT("288474"), partner_id, program_id, offer_id);
    fixture_link(f, TEXT("c313e"), partner_id, program_id, offer_id);
    fixture_commit(f);
    struct click_service_options options = {.folder = made->folder,
                                            .node = 1,
                                            .database = test_database_location(database),
                                            .keyring = &made->keyring,
                                            .clock = &made->clock.clock,
                                            .segment_bytes = SPOOL_SEGMENT_BYTES_MIN};
    assert_int_equal(click_service_start(&made->service, &options, f->db, NULL), RC_OK);
    static const struct route_table *const tables[] = {&visitor_routes, &visitor_form_routes};
    made->app.keyring = &made->keyring;
    made->app.clock = &made->clock.clock;
    made->app.tables = tables;
    made->app.table_count = COUNT_OF(tables);
    app_serve_clicks(&made->app, &made->service);
    struct http_options http = http_options_default();
    static const char *const proxies[] = {"127.0.0.1", "::1", NULL};
    http.proxies = proxies;
    struct http_handlers handlers = app_handlers(&made->app);
    made->loopback = http_loopback_new(&http, &handlers);
}

static void unmake(struct made *made)
{
    http_loopback_free(made->loopback);
    click_service_stop(&made->service);
    char command[128];
    snprintf(command, sizeof(command), "rm -r '%s'", made->folder);
    assert_int_equal(system(command), 0);
}

static struct text ask(struct made *made, const char *method, const char *target, const char *headers)
{
    struct arena *arena = made->fixture.arena;
    struct buf answer = buf_new(arena, 1 << 20);
    struct text request =
        text_format(arena, "%s %s HTTP/1.1\r\nHost: go.example\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\n%s\r\n",
                    method, target, headers);
    http_loopback_send(made->loopback, request, &answer);
    return buf_text(&answer);
}

static struct text header_of(struct text answer, const char *name)
{
    struct text rest = answer;
    struct text line;
    while (text_split(&rest, '\n', &line) && text_trim(line).n > 0) {
        struct text value = line;
        struct text key;
        text_split(&value, ':', &key);
        if (text_is(value) && text_equal_ignore_case(key, text_of(name))) {
            return text_trim(value);
        }
    }
    return TEXT_NONE;
}

static bool has_status(struct text answer, const char *status)
{
    return text_starts_with(text_slice(answer, 9, answer.n), text_of(status));
}

static bool is_redirect_to_shop(struct text answer)
{
    return has_status(answer, "302") &&
           text_starts_with(header_of(answer, "Location"), TEXT("https://shop.example/p?s="));
}

static int64_t clicks_shipped(struct made *made)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct ship_mark mark;
    assert_int_equal(click_shipper_ship_now(made->service.shipper), RC_OK);
    assert_int_equal(click_ship_mark(made->fixture.db, arena, 1, &mark), RC_OK);
    return mark.clicks;
}

static void a_click_is_redirected(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    struct text answer = ask(&made, "GET", "/c/288474?sub1=a%20b", "");
    assert_true(has_status(answer, "302"));
    struct text location = header_of(answer, "Location");
    assert_true(text_starts_with(location, TEXT("https://shop.example/p?s=a%20b&c=")));
    struct click_id id;
    assert_int_equal(
        click_id_parse(&made.keyring, text_slice(location, location.n - CLICK_ID_LETTERS, location.n), &id), RC_OK);
    assert_int_equal(click_id_instant(id).ms, NOW.ms);
    assert_text(header_of(answer, "Cache-Control"), "no-store");
    assert_text(header_of(answer, "Content-Length"), "0");
    struct text cookie = header_of(answer, "Set-Cookie");
    assert_true(text_starts_with(cookie, TEXT("trb=")));
    assert_text(text_slice(cookie, 4 + CLICK_VISITOR_LETTERS, cookie.n),
                "; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
    struct text behind_tls =
        ask(&made, "GET", "/c/288474", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n");
    assert_true(text_ends_with(header_of(behind_tls, "Set-Cookie"), TEXT("; SameSite=Lax; Secure")));
    // He comes again.
    struct text value = text_slice(cookie, 0, 4 + CLICK_VISITOR_LETTERS);
    struct text again =
        ask(&made, "GET", "/c/288474", text_format(arena, "Cookie: a=b; %.*s\r\n", TEXT_PRINT(value)).p);
    assert_true(is_redirect_to_shop(again));
    assert_true(text_starts_with(header_of(again, "Set-Cookie"), value));
    assert_int_equal(clicks_shipped(&made), 3);
    bool is_there = false;
    assert_int_equal(click_exists(made.fixture.db, arena, id, &is_there), RC_OK);
    assert_true(is_there);
    unmake(&made);
}

static void link_forms_of_the_mission(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    static const struct {
        const char *target;
        bool is_click;
    } rows[] = {
        {"/?utm_medium=affiliate&utm_source=vasiliyblinov", true},
        {"/?ref=288474", true},
        {"/epn_index/c313e", true},
        {"/c/288474", true},
        {"/c/%32%38%38474", true},
        {"/epn_index/%631313e", false},
        {"/?utm_source=vasiliyblinov", false},
        {"/", false},
        {"/?", false},
        {"/other/c313e", false},
        {"/epn_index", false},
        {"/epn_index/", false},
        {"/epn_index/c313e/", false},
        {"/c/288474/", false},
        {"/c/", false},
        {"/c", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text answer = ask(&made, "GET", rows[i].target, "");
        assert_row(rows[i].target, is_redirect_to_shop(answer) == rows[i].is_click);
        // Without a link the root leads to the directory of programs.
        bool is_root = text_starts_with(text_of(rows[i].target), TEXT("/?")) || strcmp(rows[i].target, "/") == 0;
        bool is_directory = has_status(answer, "302") && text_equal(header_of(answer, "Location"), TEXT("/programs"));
        assert_row(rows[i].target, rows[i].is_click || (is_root ? is_directory : has_status(answer, "404")));
    }
    unmake(&made);
}

// Who types the address of a tracking or partner's domain is told nothing of whose it is (S3E-16); a browser gets a
// page for an address that nobody has.
static void direct_visits_get_the_stub(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    made.app.public_url = TEXT("https://network.example");
    struct text answer = ask(&made, "GET", "/", "");
    assert_true(has_status(answer, "404"));
    assert_text(header_of(answer, "Content-Type"), "text/html; charset=utf-8");
    assert_text(header_of(answer, "Content-Security-Policy"), FALLBACK_PAGE_POLICY);
    answer = ask(&made, "GET", "/other/c313e", "Accept: text/html,*/*\r\n");
    assert_true(has_status(answer, "404"));
    assert_text(header_of(answer, "Content-Type"), "text/html; charset=utf-8");
    answer = ask(&made, "GET", "/other/c313e", "Accept: application/json\r\n");
    assert_true(has_status(answer, "404"));
    assert_text(header_of(answer, "Content-Type"), "application/json; charset=utf-8");
    unmake(&made);
}

static void what_is_closed_leads_to_the_fallback(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "https://network.example/gone");
    static const char *const targets[] = {
        "/c/unknown",
        "/c/%00",
        "/c/288474?to=https://evil.example/",
        "/c/288474?to=%2F%2Fevil.example",
        "/c/288474?to=https://shop.example%40evil.example/",
        "/c/288474?to=javascript:alert(1)",
        "/c/288474?to=https://shop.example/%0d%0aSet-Cookie:a=b",
        "/c/..%2f..%2fetc",
        "/c/%2e%2e",
        "/epn_index/nobody",
        "/?ref=nobody",
    };
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct text answer = ask(&made, "GET", targets[i], "");
        bool is_malformed = strcmp(targets[i], "/c/%00") == 0;
        assert_row(targets[i], has_status(answer, is_malformed ? "400" : "302"));
        assert_text(header_of(answer, "Location"), is_malformed ? NULL : "https://network.example/gone");
        assert_text(header_of(answer, "Set-Cookie"), NULL);
    }
    unmake(&made);
}

static void the_built_in_page_reflects_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    struct text answer = ask(&made, "GET", "/c/%3Cscript%3Ealert(1)%3C/script%3E?x=%3Cscript%3E", "");
    assert_true(has_status(answer, "404"));
    answer = ask(&made, "GET", "/c/%3Cscript%3E", "Referer: https://x/<script>\r\n");
    assert_true(has_status(answer, "404"));
    assert_text(header_of(answer, "Content-Type"), "text/html; charset=utf-8");
    assert_text(header_of(answer, "Content-Security-Policy"), FALLBACK_PAGE_POLICY);
    assert_text(header_of(answer, "X-Content-Type-Options"), "nosniff");
    assert_true(text_find(answer, TEXT("<script"), 0) == SIZE_MAX);
    assert_true(text_find(answer, TEXT("This link is not active"), 0) != SIZE_MAX);
    unmake(&made);
}

static void malformed_requests_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    static const struct {
        const char *target, *status;
    } rows[] = {
        {"/c/288474?sub1=%", "400"},
        {"/c/288474?sub1=%4", "400"},
        {"/c/288474?sub1=%zz", "400"},
        {"/c/288474?sub1=%ff", "400"},
        {"/c/288474?sub1=%00", "400"},
        {"/c/288474?%=1", "400"},
        {"/c/%zz", "400"},
        {"/c/%ff", "400"},
        {"/c/288474?sub1=%c0%80", "400"},
        {"/c/288474?sub1=%ed%a0%80", "400"},
        {"/c/288474?sub1=a&sub1=b", "302"}, // the first counts
        {"/c/288474?&&&", "302"},
        {"/c/288474?=", "302"},
        {"/c/288474?sub1", "302"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(rows[i].target, has_status(ask(&made, "GET", rows[i].target, ""), rows[i].status));
    }
    assert_true(text_find(ask(&made, "GET", "/c/288474?sub1=a&sub1=b", ""), TEXT("p?s=a&c="), 0) != SIZE_MAX);
    struct buf many = buf_new(arena, 1 << 16);
    buf_add(&many, TEXT("/c/288474?"));
    for (int i = 0; i < 101; i++) {
        buf_format(&many, "a%d=1&", i);
    }
    buf_add_char(&many, '\0');
    assert_true(has_status(ask(&made, "GET", buf_text(&many).p, ""), "400"));
    assert_true(has_status(ask(&made, "POST", "/c/288474", "Content-Length: 0\r\n"), "405"));
    assert_true(has_status(ask(&made, "GET", "/c/288474", ""), "302")); // and goes on
    unmake(&made);
}

static void heads_are_not_clicks(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    struct text answer = ask(&made, "HEAD", "/c/288474", "");
    assert_true(has_status(answer, "302"));
    assert_text(header_of(answer, "Location"), "https://shop.example/p?s=&c=");
    assert_text(header_of(answer, "Set-Cookie"), NULL);
    assert_true(has_status(ask(&made, "HEAD", "/c/unknown", ""), "404"));
    assert_int_equal(clicks_shipped(&made), 0);
    unmake(&made);
}

static void metrics_tell_what_became_of_visits(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    ask(&made, "GET", "/c/288474", "");
    ask(&made, "GET", "/c/288474", "");
    ask(&made, "GET", "/c/unknown", "");
    assert_int_equal(clicks_shipped(&made), 3);
    struct buf buf = buf_new(arena, 1 << 16);
    made.app.metrics[0](&made.app, &buf);
    struct text metrics = buf_text(&buf);
    assert_true(text_find(metrics, TEXT("tributary_clicks_total{outcome=\"redirected\"} 2\n"), 0) != SIZE_MAX);
    assert_true(text_find(metrics, TEXT("tributary_clicks_total{outcome=\"link_unknown\"} 1\n"), 0) != SIZE_MAX);
    assert_true(text_find(metrics, TEXT("tributary_clicks_shipped_total 3\n"), 0) != SIZE_MAX);
    assert_true(text_find(metrics, TEXT("tributary_spool_backlog_bytes 0\n"), 0) != SIZE_MAX);
    unmake(&made);
}

static void nothing_is_answered_that_is_not_on_disk(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct made made;
    make(&made, *state, arena, "");
    // Many clicks in one round of reads: all are durable when the answers come.
    struct buf requests = buf_new(arena, 1 << 16);
    for (int i = 0; i < 50; i++) {
        buf_add(&requests, TEXT("GET /c/288474 HTTP/1.1\r\nHost: go.example\r\n\r\n"));
    }
    struct buf answers = buf_new(arena, 1 << 20);
    assert_true(http_loopback_send(made.loopback, buf_text(&requests), &answers));
    size_t count = 0;
    for (size_t at = 0; (at = text_find(buf_text(&answers), TEXT("HTTP/1.1 302"), at)) != SIZE_MAX; at++) {
        count++;
    }
    assert_int_equal(count, 50);
    assert_false(spool_has_pending(made.service.opened.spool));
    assert_int_equal(clicks_shipped(&made), 50);
    unmake(&made);
}

int main(void)
{
    log_set_quiet(true);
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(a_click_is_redirected),
        TEST_DATABASE_CASE(link_forms_of_the_mission),
        TEST_DATABASE_CASE(direct_visits_get_the_stub),
        TEST_DATABASE_CASE(what_is_closed_leads_to_the_fallback),
        TEST_DATABASE_CASE(the_built_in_page_reflects_nothing),
        TEST_DATABASE_CASE(malformed_requests_are_refused),
        TEST_DATABASE_CASE(heads_are_not_clicks),
        TEST_DATABASE_CASE(metrics_tell_what_became_of_visits),
        TEST_DATABASE_CASE(nothing_is_answered_that_is_not_on_disk),
    };
    return TEST_DATABASE_RUN("redirect", cases);
}
