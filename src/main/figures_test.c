// SPDX-License-Identifier: Apache-2.0
// Figures of a period lead to lists whose rows sum to them: the link is followed, the file taken, and the rows added up
// against sums made by hand. And a partner's lists, which are of his own rows alone. On both databases.
#include "portal_fixture.h"

#include "click/click_store.h"

#define NOW "2026-10-31T14:13:20Z"

static void at(struct api *api, const char *when)
{
    assert_int_equal(instant_parse(text_of(when), &api->clock.instant), RC_OK);
}

// Coupons credit the partner of the world, or of the program in dollars.
static struct text sell(struct api *api, struct text program, const char *coupon, const char *order, const char *amount)
{
    return api_make(api, "POST /api/v1/conversions",
                    text_format(api->arena,
                                "{\"program_id\":\"%.*s\",\"order_id\":\"%s\",\"amount\":\"%s\",\"coupon\":\"%s\"}",
                                TEXT_PRINT(program), order, amount, coupon));
}

static struct text dollars(struct api *api, const struct api_world *w)
{
    struct arena *a = api->arena;
    struct text program = api_make(api, "POST /api/v1/programs",
                                   text_format(a,
                                               "{\"advertiser_id\":\"%.*s\",\"name\":\"Overseas\","
                                               "\"currency\":\"USD\",\"hold_days\":0}",
                                               ID(w->advertiser)));
    api_make(api, text_c(api, text_format(a, "PUT /api/v1/programs/%.*s/plan", ID(program))),
             TEXT("{\"text\":\"pay 10% on sale\"}"));
    api_make(api, "POST /api/v1/enrollments",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(w->partner), ID(program)));
    api_make(api, "POST /api/v1/coupons",
             text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"DOLLAR\"}", ID(w->partner),
                         ID(program)));
    return program;
}

struct shop {
    struct api_world w;     // SAVE1: Anna's
    struct api_world other; // another partner's, of another advertiser
    struct text overseas;
};

// Ten percent of each to the partner. Of the 28 days that end on 31 October: 100.00, 40.00 less 15.00 given back, 10.00
// at their very first instant, and 60.00 that was rejected; 50.00 in dollars; 500.00 of another partner. Before them
// 70.00, and 1,000.00 a second before they begin. And 1.00 that a person granted.
static struct shop shop_new(struct api *api)
{
    struct shop shop = {.w = api_world_new(api)};
    shop.other = api_world_new(api);
    shop.overseas = dollars(api, &shop.w);
    sell(api, shop.w.program, "SAVE1", "F-4", "70.00");
    at(api, "2026-10-03T23:59:59Z");
    sell(api, shop.w.program, "SAVE1", "F-6", "1000.00");
    at(api, "2026-10-04T00:00:00Z");
    sell(api, shop.w.program, "SAVE1", "F-5", "10.00");
    at(api, "2026-10-26T10:00:00Z");
    struct text rejected = sell(api, shop.w.program, "SAVE1", "F-3", "60.00");
    api_expect(api_call(api, api->operator_token,
                        text_c(api, text_format(api->arena, "POST /api/v1/conversions/%.*s/decision", ID(rejected))),
                        "{\"status\":\"rejected\",\"reason\":\"cancelled\"}"),
               200, __FILE__, __LINE__);
    at(api, "2026-10-28T10:00:00Z");
    struct text returned = sell(api, shop.w.program, "SAVE1", "F-2", "40.00");
    sell(api, shop.overseas, "DOLLAR", "D-1", "50.00");
    at(api, NOW);
    api_make(api, text_c(api, text_format(api->arena, "POST /api/v1/conversions/%.*s/refunds", ID(returned))),
             TEXT("{\"refund_id\":\"R-1\",\"amount\":\"15.00\"}"));
    sell(api, shop.w.program, "SAVE1", "F-1", "100.00");
    sell(api, shop.other.program, text_c(api, text_format(api->arena, "SAVE%lld", (long long)shop.other.number)), "O-1",
         "500.00");
    compensate(api, &shop.w);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, shop.w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, shop.w.advertiser));
    return shop;
}

// ---- following ----

static struct text between(struct text t, const char *from, const char *to)
{
    size_t begin = text_find(t, text_of(from), 0);
    if (begin == SIZE_MAX) {
        return TEXT_NONE;
    }
    begin += strlen(from);
    size_t end = text_find(t, text_of(to), begin);
    return end == SIZE_MAX ? TEXT_NONE : text_slice(t, begin, end);
}

// "&amp;" as the browser reads it.
static struct text unescaped(struct api *api, struct text url)
{
    struct buf buf = buf_new(api->arena, 4096);
    for (size_t i = 0; i < url.n; i++) {
        buf_add_char(&buf, url.p[i]);
        i += text_starts_with(text_slice(url, i, url.n), TEXT("&amp;")) ? 4 : 0;
    }
    return buf_text(&buf);
}

// Where the figure with this label leads that shows `value`: itself, or what stands beside it.
static struct text way_from(struct api *api, struct text page, const char *label, const char *value)
{
    size_t begin = text_find(page, text_format(api->arena, "<p class=\"kpi-label\">%s</p>", label), 0);
    assert_true(begin != SIZE_MAX);
    size_t end = text_find(page, TEXT("<div class=\"kpi\""), begin);
    struct text figure = text_slice(page, begin, end == SIZE_MAX ? page.n : end);
    size_t shown = text_find(figure, text_format(api->arena, "\">%s</a>", value), 0);
    if (shown == SIZE_MAX) {
        fail_msg("%s is not %s: %.*s", label, value, TEXT_PRINT(text_slice(figure, 0, 400)));
    }
    size_t href = SIZE_MAX;
    for (size_t i = 0; i < shown; i++) {
        href = text_starts_with(text_slice(figure, i, shown), TEXT("<a href=\"")) ? i + 9 : href;
    }
    return unescaped(api, text_slice(figure, href, shown));
}

static size_t place_of(struct text heads, const char *name)
{
    struct text head;
    for (size_t i = 0; text_split(&heads, ',', &head); i++) {
        if (text_equal(head, text_of(name))) {
            return i;
        }
    }
    return SIZE_MAX;
}

static struct text field(struct text row, size_t place)
{
    struct text value = TEXT_NONE;
    for (size_t i = 0; i <= place; i++) {
        assert_true(text_split(&row, ',', &value));
    }
    return value;
}

struct added {
    int64_t rows, cents;
};

// The rows of a list's file, and the sum of a column in a currency.
static struct added add_up(struct api *api, const char *who, struct text url, const char *column, const char *currency)
{
    bool has_query = text_find_char(url, '?', 0) != SIZE_MAX;
    const char *file =
        text_c(api, text_format(api->arena, "GET %.*s%sformat=csv", TEXT_PRINT(url), has_query ? "&" : "?"));
    struct api_answer answer = ask(api, file, who, NULL);
    assert_int_equal(answer.status, 200);
    struct text rest = text_slice(answer.body, 3, answer.body.n); // behind the mark of UTF-8
    struct text heads;
    struct text row;
    struct added sum = {0};
    assert_true(text_split(&rest, '\n', &heads));
    heads = text_trim(heads);
    size_t place = column == NULL ? 0 : place_of(heads, column);
    if (place == SIZE_MAX) {
        fail_msg("no %s behind %.*s", column, TEXT_PRINT(url));
    }
    while (text_split(&rest, '\n', &row)) {
        row = text_trim(row);
        if (row.n == 0) {
            continue;
        }
        sum.rows++;
        if (column != NULL && text_equal(field(row, place + 1), text_of(currency))) {
            struct money money;
            struct currency code;
            assert_int_equal(currency_parse(text_of(currency), &code), RC_OK);
            assert_int_equal(money_parse(field(row, place), code, &money), RC_OK);
            sum.cents += money.minor;
        }
    }
    return sum;
}

struct figure {
    const char *label, *value;
    const char *path;              // of the list
    const char *column, *currency; // NULL: its rows are counted
    int64_t rows, cents;
    const char *shown; // on the list's page, as a sum of it; NULL: not said
};

static void follow(struct api *api, const char *who, const char *page, const struct figure *figures, size_t count)
{
    struct api_answer home = ask(api, page, who, NULL);
    assert_int_equal(home.status, 200);
    for (size_t i = 0; i < count; i++) {
        const struct figure *f = &figures[i];
        struct text url = way_from(api, home.body, f->label, f->value);
        if (!text_starts_with(url, text_of(f->path))) {
            fail_msg("%s of %s leads to %.*s", f->label, page, TEXT_PRINT(url));
        }
        struct added sum = add_up(api, who, url, f->column, f->currency);
        if (sum.rows != f->rows || sum.cents != f->cents) {
            fail_msg("%s of %s: %lld rows, %lld behind %.*s", f->label, page, (long long)sum.rows, (long long)sum.cents,
                     TEXT_PRINT(url));
        }
        struct api_answer list = ask(api, text_c(api, text_format(api->arena, "GET %.*s", TEXT_PRINT(url))), who, NULL);
        assert_int_equal(list.status, 200);
        if (f->shown != NULL && !holds(between(list.body, "What the list sums to", "</table>"), f->shown)) {
            fail_msg("%.*s does not sum to %s", TEXT_PRINT(url), f->shown);
        }
    }
}
#define FOLLOW(api, who, page, figures) follow(api, who, page, figures, COUNT_OF(figures))

static void figures_lead_to_lists_that_sum_to_them(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct shop shop = shop_new(api);
    const char *mary = sign_in(api, "mary@example.org");
    static const struct figure today[] = {
        // 100 + 25 + 10 + 500
        {"Revenue", "€635.00", "/operator/conversions?", "Revenue", "EUR", 4, 63500, "€635.00"},
        {"Revenue", "+ US$50.00", "/operator/conversions?", "Revenue", "USD", 1, 5000, "US$50.00"},
        // 10 + 2.50 + 1 + 50, and nothing of what was rejected
        {"Commission", "€63.50", "/operator/commissions?", "Amount", "EUR", 5, 6350, NULL},
        {"Commission", "+ US$5.00", "/operator/commissions?", "Amount", "USD", 1, 500, NULL},
        {"Conversions", "5", "/operator/conversions?", NULL, NULL, 5, 0, NULL},
    };
    FOLLOW(api, mary, "GET /operator", today);
    // Days of one's own: the 28th alone, then the two days before October's first of the 28.
    static const struct figure the_28th[] = {
        {"Revenue", "€25.00", "/operator/conversions?", "Revenue", "EUR", 1, 2500, "€25.00"},
        {"Commission", "€2.50", "/operator/commissions?", "Amount", "EUR", 1, 250, NULL},
    };
    FOLLOW(api, mary, "GET /operator?from=2026-10-28&to=2026-10-28", the_28th);
    static const struct figure before[] = {
        {"Revenue", "€1,000.00", "/operator/conversions?", "Revenue", "EUR", 1, 100000, "€1,000.00"},
        {"Conversions", "1", "/operator/conversions?", NULL, NULL, 1, 0, NULL},
    };
    FOLLOW(api, mary, "GET /operator?from=2026-10-02&to=2026-10-03", before);
    static const struct figure one[] = {
        {"Commission", "€13.50", "/operator/commissions?", "Amount", "EUR", 4, 1350, NULL},
        {"Conversions", "4", "/operator/conversions?", NULL, NULL, 4, 0, NULL},
        {"Rejected", "1", "/operator/conversions?", NULL, NULL, 1, 0, NULL},
    };
    FOLLOW(api, mary,
           text_c(api, text_format(api->arena, "GET /operator/partners/%.*s?period=28d", ID(shop.w.partner))), one);
    const char *anna = sign_in(api, "anna@example.org");
    static const struct figure home[] = {
        {"Commission", "€13.50", "/partner/earnings?", "Amount", "EUR", 4, 1350, "€13.50"},
        {"Commission", "+ US$5.00", "/partner/earnings?", "Amount", "USD", 1, 500, "US$5.00"},
        {"Conversions", "4", "/partner/conversions?", NULL, NULL, 4, 0, NULL},
        {"Rejected", "1", "/partner/conversions?", "Amount", "EUR", 1, 6000, NULL},
    };
    FOLLOW(api, anna, "GET /partner", home);
    const char *owner = sign_in(api, "shop@example.org");
    static const struct figure advertiser[] = {
        {"Revenue", "€135.00", "/advertiser/orders?", "Revenue", "EUR", 3, 13500, "€135.00"},
        {"Revenue", "+ US$50.00", "/advertiser/orders?", "Revenue", "USD", 1, 5000, "US$50.00"},
        {"Conversions", "4", "/advertiser/orders?", NULL, NULL, 4, 0, NULL},
    };
    FOLLOW(api, owner, "GET /advertiser", advertiser);
    portal_free(&portal);
}

// Where an amount of a report's row leads.
static struct text way_of_amount(struct api *api, struct text page, const char *amount)
{
    size_t shown = text_find(page, text_format(api->arena, "<span aria-hidden=\"true\">%s</span>", amount), 0);
    if (shown == SIZE_MAX) {
        fail_msg("no %s", amount);
    }
    size_t href = SIZE_MAX;
    for (size_t i = 0; i < shown; i++) {
        href = text_starts_with(text_slice(page, i, shown), TEXT("href=\"")) ? i + 6 : href;
    }
    return unescaped(api, text_slice(page, href, text_find_char(page, '"', href)));
}

static void rows_of_reports_lead_to_lists_that_sum_to_them(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    shop_new(api);
    const struct {
        const char *email, *page, *amount, *path, *column, *currency;
        int64_t rows, cents;
    } rows[] = {
        {"mary@example.org", "/operator/explore?by1=program", "€135.00", "/operator/conversions?", "Revenue", "EUR", 3,
         13500},
        {"mary@example.org", "/operator/explore?by1=program", "€13.50", "/operator/commissions?", "Amount", "EUR", 4,
         1350},
        {"mary@example.org", "/operator/explore?by1=partner", "€50.00", "/operator/commissions?", "Amount", "EUR", 1,
         5000},
        {"mary@example.org", "/operator/explore?by1=day", "€25.00", "/operator/conversions?", "Revenue", "EUR", 1,
         2500},
        {"mary@example.org", "/operator/explore?by1=day", "€10.00", "/operator/conversions?", "Revenue", "EUR", 1,
         1000},
        {"anna@example.org", "/partner/performance?by1=program", "€13.50", "/partner/earnings?", "Amount", "EUR", 4,
         1350},
        {"anna@example.org", "/partner/performance?by1=day", "€2.50", "/partner/earnings?", "Amount", "EUR", 1, 250},
        {"anna@example.org", "/partner/performance?by1=program", "US$50.00", "/partner/conversions?", "Amount", "USD",
         1, 5000},
        {"shop@example.org", "/advertiser/performance?by1=partner", "€135.00", "/advertiser/orders?", "Revenue", "EUR",
         3, 13500},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *who = sign_in(api, rows[i].email);
        struct api_answer page = ask(api, with(api, "GET ", rows[i].page), who, NULL);
        assert_int_equal(page.status, 200);
        struct text table = text_slice(page.body, text_find(page.body, TEXT("<tbody"), 0), page.body.n);
        struct text url = way_of_amount(api, table, rows[i].amount);
        struct added sum = add_up(api, who, url, rows[i].column, rows[i].currency);
        if (!text_starts_with(url, text_of(rows[i].path)) || sum.rows != rows[i].rows || sum.cents != rows[i].cents) {
            fail_msg("%s of %s: %lld rows, %lld behind %.*s", rows[i].amount, rows[i].page, (long long)sum.rows,
                     (long long)sum.cents, TEXT_PRINT(url));
        }
    }
    portal_free(&portal);
}

// ---- rows by place ----

struct hit {
    struct text link;
    const char *country;
    enum click_device device;
    const char *order, *amount;
};

// A click on the 28th at ten, and the order that names it.
static void hit(struct api *api, const struct api_world *w, int64_t sequence, const struct hit *hit)
{
    struct click_store store;
    struct click_record record = {.id = click_id_of(api->clock.instant, 1, sequence),
                                  .outcome = CLICK_REDIRECTED,
                                  .link_id = {api_row_id(api, PREFIX_LINK, hit->link)},
                                  .offer_id = {api_row_id(api, PREFIX_OFFER, w->offer)},
                                  .partner_id = {api_row_id(api, PREFIX_PARTNER, w->partner)},
                                  .program_id = {api_row_id(api, PREFIX_PROGRAM, w->program)},
                                  .visitor = sequence,
                                  .device = hit->device,
                                  .address_prefix = TEXT(""),
                                  .parameters = TEXT_NONE};
    memcpy(record.country, hit->country, strlen(hit->country) + 1);
    click_store_init(&store);
    assert_int_equal(db_write_begin(api->db), RC_OK);
    assert_int_equal(click_store(&store, api->db, api->arena, &record, 1), RC_OK);
    assert_int_equal(db_commit(api->db), RC_OK);
    click_store_close(&store);
    struct text click = click_id_text(api->arena, &api->keyring, record.id);
    api_make(api, "POST /api/v1/conversions",
             text_format(api->arena,
                         "{\"program_id\":\"%.*s\",\"order_id\":\"%s\",\"amount\":\"%s\",\"click_id\":\"%.*s\"}",
                         ID(w->program), hit->order, hit->amount, TEXT_PRINT(click)));
}

// Ten percent of each to Anna: through one link 100.00 from Germany at a desk and 40.00 from France on a phone, through
// the other 10.00 from Germany on a phone and 5.00 from nobody knows where at a desk; and 7.00 by a coupon, of no
// click.
static struct api_world places_new(struct api *api)
{
    struct api_world w = api_world_new(api);
    at(api, "2026-10-28T10:00:00Z");
    struct text second =
        api_make(api, "POST /api/v1/links",
                 text_format(api->arena, "{\"partner_id\":\"%.*s\",\"offer_id\":\"%.*s\",\"code\":\"second\"}",
                             ID(w.partner), ID(w.offer)));
    const struct hit hits[] = {
        {w.link, "DE", DEVICE_DESKTOP, "P-1", "100.00"},
        {w.link, "FR", DEVICE_MOBILE, "P-2", "40.00"},
        {second, "DE", DEVICE_MOBILE, "P-3", "10.00"},
        {second, "", DEVICE_DESKTOP, "P-4", "5.00"},
    };
    for (size_t i = 0; i < COUNT_OF(hits); i++) {
        hit(api, &w, (int64_t)i + 1, &hits[i]);
    }
    sell(api, w.program, "SAVE1", "P-5", "7.00");
    at(api, NOW);
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    return w;
}

static void rows_by_place_lead_to_exactly_their_orders(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    places_new(api);
    const struct {
        const char *email, *page, *amount, *path, *column;
        int64_t rows, cents;
    } rows[] = {
        {"mary@example.org", "/operator/explore?by1=country", "€110.00", "/operator/conversions?", "Revenue", 2, 11000},
        {"mary@example.org", "/operator/explore?by1=country", "€40.00", "/operator/conversions?", "Revenue", 1, 4000},
        {"mary@example.org", "/operator/explore?by1=country", "€12.00", "/operator/conversions?", "Revenue", 2, 1200},
        {"mary@example.org", "/operator/explore?by1=country", "€11.00", "/operator/commissions?", "Amount", 2, 1100},
        {"mary@example.org", "/operator/explore?by1=country", "€162.00", "/operator/conversions?", "Revenue", 5, 16200},
        {"mary@example.org", "/operator/explore?by1=device", "€50.00", "/operator/conversions?", "Revenue", 2, 5000},
        {"mary@example.org", "/operator/explore?by1=device", "€10.50", "/operator/commissions?", "Amount", 2, 1050},
        {"mary@example.org", "/operator/explore?by1=link", "€140.00", "/operator/conversions?", "Revenue", 2, 14000},
        {"mary@example.org", "/operator/explore?by1=link", "€1.50", "/operator/commissions?", "Amount", 2, 150},
        {"mary@example.org", "/operator/explore?by1=offer", "€155.00", "/operator/conversions?", "Revenue", 4, 15500},
        {"mary@example.org", "/operator/explore?by1=device&country=DE", "€100.00", "/operator/conversions?", "Revenue",
         1, 10000},
        {"anna@example.org", "/partner/performance?by1=country", "€11.00", "/partner/earnings?", "Amount", 2, 1100},
        {"anna@example.org", "/partner/performance?by1=link", "€15.00", "/partner/conversions?", "Amount", 2, 1500},
        {"shop@example.org", "/advertiser/performance?by1=country", "€110.00", "/advertiser/orders?", "Revenue", 2,
         11000},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *who = sign_in(api, rows[i].email);
        struct api_answer page = ask(api, with(api, "GET ", rows[i].page), who, NULL);
        assert_int_equal(page.status, 200);
        struct text table = text_slice(page.body, text_find(page.body, TEXT("<tbody"), 0), page.body.n);
        struct text url = way_of_amount(api, table, rows[i].amount);
        struct added sum = add_up(api, who, url, rows[i].column, "EUR");
        if (!text_starts_with(url, text_of(rows[i].path)) || sum.rows != rows[i].rows || sum.cents != rows[i].cents) {
            fail_msg("%s of %s: %lld rows, %lld behind %.*s", rows[i].amount, rows[i].page, (long long)sum.rows,
                     (long long)sum.cents, TEXT_PRINT(url));
        }
    }
    portal_free(&portal);
}

// Another partner's link is not told by its name: it is as if there were none.
static void another_partners_link_is_no_filter(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    places_new(api);
    struct api_world other = api_world_new(api);
    const char *anna = sign_in(api, "anna@example.org");
    static const char *const lists[] = {"/partner/conversions", "/partner/earnings"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const char *url = text_c(api, text_format(api->arena, "GET %s?link_id=%.*s", lists[i], ID(other.link)));
        assert_int_equal(ask(api, url, anna, NULL).status, 404);
    }
    portal_free(&portal);
}

static int64_t rows_of(struct api *api, const char *who, const char *url)
{
    return add_up(api, who, text_of(url), NULL, NULL).rows;
}

// Filters, search and days of a partner's lists, and that they are of his own alone.
static void a_partners_lists_are_his_own(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct shop shop = shop_new(api);
    sell(api, shop.w.program, "SAVE1", "=1+1", "20.00");
    const char *anna = sign_in(api, "anna@example.org");
    const struct {
        const char *url;
        int64_t rows;
    } rows[] = {
        {"/partner/conversions", 8}, // F-1 to F-6, D-1, =1+1
        {"/partner/conversions?q=f-", 6},
        {"/partner/conversions?q=F-3", 1},
        {"/partner/conversions?q=O-1", 0}, // another partner's
        {"/partner/conversions?status=rejected", 1},
        {"/partner/conversions?status=counted", 7},
        {"/partner/conversions?kind=lead", 0},
        {"/partner/conversions?currency=USD", 1},
        {"/partner/conversions?from=2026-10-03&to=2026-10-04", 2},
        {"/partner/conversions?from=2026-10-04&to=2026-10-04&q=F-6", 0},
        {"/partner/earnings", 9}, // and what was granted
        {"/partner/earnings?origin=hand", 1},
        {"/partner/earnings?origin=event", 8},
        {"/partner/earnings?q=F-2", 1},
        {"/partner/earnings?q=O-1", 0},
        {"/partner/earnings?status=rejected", 1},
        {"/partner/earnings?from=2026-10-04&to=2026-10-04", 1},
        {"/partner/earnings?currency=USD&period=28d", 1},
        {"/partner/earnings?sort=-amount", 9},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t found = rows_of(api, anna, rows[i].url);
        if (found != rows[i].rows) {
            fail_msg("%s has %lld rows", rows[i].url, (long long)found);
        }
    }
    static const char *const lists[] = {"/partner/conversions", "/partner/earnings"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const char *of_another =
            text_c(api, text_format(api->arena, "%s?program_id=%.*s", lists[i], ID(shop.other.program)));
        assert_int_equal(rows_of(api, anna, of_another), 0);
        struct api_answer page = ask(api, with(api, "GET ", of_another), anna, NULL);
        assert_int_equal(page.status, 200);
        assert_true(holds(page.body, "Nothing matches"));
        const char *whole = text_c(api, text_format(api->arena, "GET %s?limit=200", lists[i]));
        assert_false(holds(ask(api, whole, anna, NULL).body, "O-1"));
        // A partner is not asked for: the parameter is none.
        const char *asked =
            text_c(api, text_format(api->arena, "GET %s?partner_id=%.*s", lists[i], ID(shop.other.partner)));
        assert_int_equal(ask(api, asked, anna, NULL).status, 400);
        // Days that are none are said, and nothing is shown or written.
        page = ask(api, text_c(api, text_format(api->arena, "GET %s?from=2026-10-33", lists[i])), anna, NULL);
        assert_int_equal(page.status, 200);
        assert_true(holds(page.body, "id=\"error-days\""));
        assert_false(holds(page.body, "<tbody data-rows>"));
        const char *file = text_c(api, text_format(api->arena, "GET %s?from=2026-10-33&format=csv", lists[i]));
        assert_int_equal(ask(api, file, anna, NULL).status, 422);
        // What a spreadsheet would calculate is a text.
        file = text_c(api, text_format(api->arena, "GET %s?format=csv", lists[i]));
        struct text csv = ask(api, file, anna, NULL).body;
        assert_true(holds(csv, "'=1+1"));
        assert_false(holds(csv, ",=1+1"));
        assert_false(holds(csv, "\n=1+1"));
        assert_false(holds(csv, "Appeal"));
        file = text_c(api, text_format(api->arena, "GET %s?format=xlsx", lists[i]));
        assert_true(text_starts_with(ask(api, file, anna, NULL).body, TEXT("PK")));
    }
    portal_free(&portal);
}

// Page by page in every order: each row once.
static void pages_have_each_row_once(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    shop_new(api);
    const char *anna = sign_in(api, "anna@example.org");
    static const char *const urls[] = {
        "/partner/conversions?limit=3",
        "/partner/conversions?limit=3&sort=amount",
        "/partner/conversions?limit=3&sort=-occurred&period=year",
        "/partner/earnings?limit=3",
        "/partner/earnings?limit=3&sort=-amount",
        "/partner/earnings?limit=3&sort=earned&origin=event",
    };
    static const char *const orders[] = {">F-1<", ">F-2<", ">F-3<", ">F-4<", ">F-5<", ">F-6<", ">D-1<"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct text url = text_of(urls[i]);
        size_t seen[COUNT_OF(orders)] = {0};
        size_t pages = 0;
        while (text_is(url) && pages < 9) {
            struct api_answer page =
                ask(api, text_c(api, text_format(api->arena, "GET %.*s", TEXT_PRINT(url))), anna, NULL);
            assert_int_equal(page.status, 200);
            struct text body = between(page.body, "<tbody data-rows>", "</tbody>");
            for (size_t k = 0; k < COUNT_OF(orders); k++) {
                seen[k] += holds(body, orders[k]) ? 1 : 0;
            }
            pages++;
            size_t end = text_find(page.body, TEXT("\" rel=\"next\""), 0);
            size_t begin = end;
            while (begin != SIZE_MAX && page.body.p[begin - 1] != '"') {
                begin--;
            }
            url = end == SIZE_MAX ? TEXT_NONE : unescaped(api, text_slice(page.body, begin, end));
        }
        assert_int_equal(pages, 3); // seven or eight rows
        for (size_t k = 0; k < COUNT_OF(orders); k++) {
            if (seen[k] != 1) {
                fail_msg("%s shows %s %zu times", urls[i], orders[k], seen[k]);
            }
        }
    }
    portal_free(&portal);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(figures_lead_to_lists_that_sum_to_them),
        TEST_DATABASE_CASE(rows_of_reports_lead_to_lists_that_sum_to_them),
        TEST_DATABASE_CASE(rows_by_place_lead_to_exactly_their_orders),
        TEST_DATABASE_CASE(another_partners_link_is_no_filter),
        TEST_DATABASE_CASE(a_partners_lists_are_his_own),
        TEST_DATABASE_CASE(pages_have_each_row_once),
    };
    return TEST_DATABASE_RUN("figures", cases);
}
