// SPDX-License-Identifier: Apache-2.0
// What pages say of a program and of whoever is behind it, against sums made by hand: the same on the public page, on
// the partner's and on the advertiser's, and nothing while too few partners stand behind it. On both databases.
#include "portal_fixture.h"

#include "public/figures_kept.h"

static void at(struct api *api, const char *when)
{
    assert_int_equal(instant_parse(text_of(when), &api->clock.instant), RC_OK);
}

static struct text sell(struct api *api, struct text program, const char *coupon, const char *order, const char *amount,
                        const char *status)
{
    return api_make(api, "POST /api/v1/conversions",
                    text_format(api->arena,
                                "{\"program_id\":\"%.*s\",\"order_id\":\"%s\",\"amount\":\"%s\",\"coupon\":\"%s\","
                                "\"status\":\"%s\"}",
                                TEXT_PRINT(program), order, amount, coupon, status));
}

static void decide(struct api *api, struct text conversion, const char *body)
{
    const char *what = text_c(api, text_format(api->arena, "POST /api/v1/conversions/%.*s/decision", ID(conversion)));
    api_expect(api_call(api, api->operator_token, what, body), 200, __FILE__, __LINE__);
}

// A further partner, with this coupon.
static void partner_with(struct api *api, const struct api_world *w, const char *coupon)
{
    struct arena *a = api->arena;
    struct text partner = api_make(api, "POST /api/v1/partners",
                                   text_format(a, "{\"code\":\"of-%s\",\"name\":\"Of %s\"}", coupon, coupon));
    api_make(api, "POST /api/v1/enrollments",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(partner), ID(w->program)));
    api_make(api, "POST /api/v1/coupons",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"%s\"}", ID(partner),
                         ID(w->program), coupon));
}

// "€50.00" of the figure with this label; TEXT_NONE when there is none.
static struct text between(struct text t, const char *before, const char *from, const char *to)
{
    size_t begin = text_find(t, text_of(before), 0);
    begin = begin == SIZE_MAX ? SIZE_MAX : text_find(t, text_of(from), begin);
    if (begin == SIZE_MAX) {
        return TEXT_NONE;
    }
    begin += strlen(from);
    return text_trim(text_slice(t, begin, text_find(t, text_of(to), begin)));
}

struct pages {
    struct text site, partner, advertiser;
};

static struct pages pages_of(struct api *api, const struct api_world *w)
{
    struct arena *a = api->arena;
    const char *site = text_c(api, text_format(a, "GET /programs/%.*s", ID(w->program)));
    const char *own = text_c(api, text_format(a, "GET /partner/programs/%.*s", ID(w->program)));
    struct api_answer answers[] = {ask(api, site, "", NULL), ask(api, own, sign_in(api, "anna@example.org"), NULL),
                                   ask(api, "GET /advertiser", sign_in(api, "shop@example.org"), NULL)};
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        assert_int_equal(answers[i].status, 200);
    }
    return (struct pages){answers[0].body, answers[1].body, answers[2].body};
}

static void expect_figure(const struct pages *pages, const char *label, const char *value)
{
    char figure[100];
    char pair[100];
    snprintf(figure, sizeof(figure), "<p class=\"kpi-label\">%s</p>", label);
    snprintf(pair, sizeof(pair), "<dt>%s</dt>", label);
    struct text site = between(pages->site, figure, "<p class=\"kpi-value\">", "</p>");
    struct text partner = between(pages->partner, figure, "<p class=\"kpi-value\">", "</p>");
    struct text standing = text_slice(pages->advertiser, text_find(pages->advertiser, TEXT("How partners see you"), 0),
                                      pages->advertiser.n);
    struct text advertiser = between(standing, pair, "<dd>", "</dd>");
    if (value == NULL) {
        assert_false(text_is(site) || text_is(partner) || text_is(advertiser));
        return;
    }
    if (!text_equal(site, text_of(value)) || !text_equal(partner, text_of(value)) ||
        !text_equal(advertiser, text_of(value))) {
        fail_msg("%s: %.*s, %.*s, %.*s", label, TEXT_PRINT(site), TEXT_PRINT(partner), TEXT_PRINT(advertiser));
    }
}

static void who_decides_is_seen_alike_by_all(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    at(api, "2026-11-01T10:00:00Z");
    struct text program = text_format(api->arena, "PATCH /api/v1/programs/%.*s", ID(w.program));
    api_expect(api_call(api, api->operator_token, text_c(api, program), "{\"is_public\":true}"), 200, __FILE__,
               __LINE__);
    struct text page = text_format(api->arena, "PATCH /api/v1/programs/%.*s/page", ID(w.program));
    api_expect(api_call(api, api->operator_token, text_c(api, page), "{\"partners_min\":2}"), 200, __FILE__, __LINE__);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    partner_with(api, &w, "BOB");
    struct text kept = sell(api, w.program, "SAVE1", "A-1", "100.00", "pending");
    struct text returned = sell(api, w.program, "SAVE1", "A-2", "60.00", "approved");
    const char *refund = text_c(api, text_format(api->arena, "POST /api/v1/conversions/%.*s/refunds", ID(returned)));
    api_make(api, refund, TEXT("{\"refund_id\":\"R-1\",\"amount\":\"15.00\"}"));
    at(api, "2026-11-04T09:00:00Z"); // a little less than three days
    decide(api, kept, "{\"status\":\"approved\"}");
    struct pages pages = pages_of(api, &w);
    expect_figure(&pages, "Rejected", NULL);
    expect_figure(&pages, "Refunded", NULL);
    const char *hidden = "Figures are shown once 2 partners stand behind them";
    assert_true(holds(pages.site, hidden) && holds(pages.partner, hidden) && holds(pages.advertiser, hidden));
    // Another partner's order is refused after five days.
    struct text refused = sell(api, w.program, "BOB", "B-1", "40.00", "pending");
    at(api, "2026-11-09T09:00:00Z");
    decide(api, refused, "{\"status\":\"rejected\",\"reason\":\"cancelled\"}");
    pages = pages_of(api, &w);
    expect_figure(&pages, "Until a decision", "3 days"); // of three and five
    expect_figure(&pages, "Rejected", "33.3%");          // 1 of 3
    expect_figure(&pages, "Refunded", "50%");            // 1 of 2
    assert_false(holds(pages.site, hidden) || holds(pages.partner, hidden) || holds(pages.advertiser, hidden));
    assert_true(holds(pages.site, "From the orders of 2 partners"));
    portal_free(&portal);
}

// A tenth of each sale is the partner's: of 10.00, 20.00 … 100.00, by ten partners, in October and November.
static void what_partners_earned_is_told(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    struct text program = text_format(api->arena, "PATCH /api/v1/programs/%.*s", ID(w.program));
    api_expect(api_call(api, api->operator_token, text_c(api, program), "{\"is_public\":true}"), 200, __FILE__,
               __LINE__);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    at(api, "2026-10-20T10:00:00Z");
    char coupon[10][8];
    for (int i = 0; i < 10; i++) {
        snprintf(coupon[i], sizeof(coupon[i]), "TEN%d", i);
        partner_with(api, &w, coupon[i]);
    }
    at(api, "2026-10-22T10:00:00Z");
    for (int i = 0; i < 9; i++) {
        char amount[16];
        snprintf(amount, sizeof(amount), "%d0.00", i + 1);
        sell(api, w.program, coupon[i], coupon[i], amount, "approved");
    }
    struct pages pages = pages_of(api, &w);
    assert_false(holds(pages.site, "What partners earned"));
    at(api, "2026-11-02T10:00:00Z");
    for (int i = 9; i >= 5; i--) { // 100.00 of the tenth, then 30.00 of four others
        sell(api, w.program, coupon[i], text_c(api, text_format(api->arena, "B%d", i)), i == 9 ? "100.00" : "30.00",
             "approved");
    }
    pages = pages_of(api, &w);
    // Earned: 1, 2, 3, 4, 5, 9, 10, 11, 12, 10. In order: 1, 2, 3, 4, 5, 9, 10, 10, 11, 12; by rank the fifth is 5, the
    // ninth 11.
    const char *deciles = "Of 10 active partners 10 earned a commission. Half of all earned at least €5.00, one in ten "
                          "at least €11.00.";
    // October: 450.00 / 9; November: 220.00 / 5.
    const char *orders = "October 2026: €50.00. November 2026: €44.00.";
    // Nine earned after two days, one after thirteen; and the world's own partner has not.
    const char *first = "Of them 10 earned a first commission, half of these within 2 days.";
    assert_true(holds(pages.site, deciles) && holds(pages.partner, deciles));
    assert_true(holds(pages.site, orders) && holds(pages.partner, orders));
    assert_true(holds(pages.site, first) && holds(pages.partner, first));
    assert_true(holds(pages.site, "What partners earned in 90 days"));
    portal_free(&portal);
}

// What took long to read is kept for a while, says of when it is, and is read anew after it. Here everything is.
static void figures_are_kept_for_a_while(void **state)
{
    struct portal portal = portal_new(*state);
    figures_kept_stop();
    figures_kept_start(/* from_ms= */ 0);
    struct api *api = portal.api;
    struct api_world w = api_world_new(api);
    at(api, "2026-11-01T10:00:00Z");
    struct text program = text_format(api->arena, "PATCH /api/v1/programs/%.*s", ID(w.program));
    api_expect(api_call(api, api->operator_token, text_c(api, program), "{\"is_public\":true}"), 200, __FILE__,
               __LINE__);
    struct text page = text_format(api->arena, "PATCH /api/v1/programs/%.*s/page", ID(w.program));
    api_expect(api_call(api, api->operator_token, text_c(api, page), "{\"partners_min\":1}"), 200, __FILE__, __LINE__);
    const char *site = text_c(api, text_format(api->arena, "GET /programs/%.*s", ID(w.program)));
    const char *rejected = "<p class=\"kpi-label\">Rejected</p>";
    sell(api, w.program, "SAVE1", "A-1", "100.00", "approved");
    struct text shown = between(ask(api, site, "", NULL).body, rejected, "<p class=\"kpi-value\">", "</p>");
    assert_true(text_equal(shown, TEXT("0%")));
    decide(api, sell(api, w.program, "SAVE1", "A-2", "60.00", "pending"),
           "{\"status\":\"rejected\",\"reason\":\"cancelled\"}");
    shown = between(ask(api, site, "", NULL).body, rejected, "<p class=\"kpi-value\">", "</p>");
    assert_true(text_equal(shown, TEXT("0%")));
    at(api, "2026-11-01T22:00:00Z"); // the same day of the network
    shown = between(ask(api, site, "", NULL).body, rejected, "<p class=\"kpi-value\">", "</p>");
    assert_true(text_equal(shown, TEXT("50%")));
    portal_free(&portal);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(who_decides_is_seen_alike_by_all),
        TEST_DATABASE_CASE(what_partners_earned_is_told),
        TEST_DATABASE_CASE(figures_are_kept_for_a_while),
    };
    return TEST_DATABASE_RUN("trust", cases);
}
