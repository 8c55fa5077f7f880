// SPDX-License-Identifier: Apache-2.0
// Every list page, found in the table of routes by what a list's address may say: its pages hold each row once, each
// order that a head offers turns the rows round, words find, the file holds the same rows and nothing that a
// spreadsheet calculates. How many rows there are is counted by hand. On both databases.
#include "portal_fixture.h"

#define WORLDS 3
#define ROWS_MAX 400

// ---- what is listed ----

struct listed {
    const char *pattern;
    size_t rows;       // of the world below; 0: at least three
    const char *words; // that find `found` of them; NULL: the list is not searched
    size_t found;
    const char *guarded; // in the file: a name that begins as a formula does; NULL: no row has one
};
// Worlds are numbered 1, 3, 5.
static const struct listed lists[] = {
    {"/operator/partners", 4, "partner 3", 1, "'=1+1"},
    {"/operator/conversions", 5, "a-", 3, "'=F-3"},
    {"/operator/commissions", 5, "a-3", 1, "'=F-3"},
    {"/operator/links", 3, "link3", 1, NULL},
    {"/operator/users", 0, "mary", 1, NULL},
    {"/operator/mail", 0, NULL, 0, NULL},
    {"/operator/audit", 0, NULL, 0, NULL},
    {"/operator/invoices", 3, "partner 3", 1, NULL},
    {"/operator/withdrawals", 3, "PARTNER3", 1, NULL},
    {"/operator/disputes", 3, "f-2", 1, "'=F-3"},
    {"/operator/applications", 3, "cora", 1, "'=Cora"},
    {"/operator/advertisers", 4, "shop 3", 1, "'=Shop"},
    {"/operator/programs/{program}/partners", 3, "partner 3", 1, "'=1+1"},
    {"/operator/programs/{program}/offers", 3, "boots", 1, "'=Offer"},
    {"/partner/conversions", 3, "f-2", 1, "'=F-3"},
    {"/partner/earnings", 3, "f-2", 1, "'=F-3"},
    {"/partner/disputes", 3, "f-2", 1, "'=F-3"},
    {"/advertiser/orders", 3, "f-2", 1, "'=F-3"},
};

static const struct field *field_named(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->count; i++) {
        if (strcmp(schema->fields[i].name, name) == 0) {
            return &schema->fields[i];
        }
    }
    return NULL;
}

static bool is_list(const struct route *route)
{
    static const char *const own[] = {"q", "sort", "columns", "cursor", "format"};
    bool is_it = route->method == HTTP_GET && (route->flags & ROUTE_PAGE) != 0;
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        is_it = is_it && field_named(route->query, own[i]) != NULL;
    }
    return is_it;
}

// ---- the world ----

static void apply(struct api *api, const struct api_world *w, const char *name)
{
    struct flow flow = api_flow(api);
    struct application application;
    struct application_input input = {
        .program_id = {api_row_id(api, PREFIX_PROGRAM, w->program)},
        .name = text_of(name),
        .email = text_format(api->arena, "applicant%lld@example.org", (long long)++api->counter)};
    api_do(api, application_submit(&flow, &input, &application));
    api_do(api, application_confirm(&flow, application.id, &application));
}

static void sell(struct api *api, struct api_world *w, const char *order)
{
    w->conversion = api_make(api, "POST /api/v1/conversions",
                             text_format(api->arena,
                                         "{\"program_id\":\"%.*s\",\"order_id\":\"%s\",\"amount\":\"20.00\","
                                         "\"coupon\":\"SAVE1\"}",
                                         ID(w->program), order));
    api_world_dispute(api, w);
}

static void enroll(struct api *api, struct text partner, struct text program)
{
    api_make(api, "POST /api/v1/enrollments",
             text_format(api->arena, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(partner), ID(program)));
}

static void offer(struct api *api, struct text program, const char *name)
{
    api_make(api, "POST /api/v1/offers",
             text_format(api->arena,
                         "{\"program_id\":\"%.*s\",\"name\":\"%s\",\"destination_url\":\"https://x.example/\"}",
                         ID(program), name));
}

// Three partners earn, ask for their money, are paid and invoiced.
static void pay(struct api *api, struct api_world *worlds)
{
    for (size_t i = 0; i < WORLDS; i++) {
        api_world_withdraw(api, &worlds[i]);
        api_world_profiles(api, &worlds[i]);
    }
    struct text run = api_make(api, "POST /api/v1/payout-runs", TEXT("{\"currency\":\"EUR\"}"));
    worlds[0].payout_run = run;
    api_world_approve(api, &worlds[0]);
    struct api_answer items = api_call(
        api, api->operator_token, text_c(api, text_format(api->arena, "GET /api/v1/payout-runs/%.*s", ID(run))), NULL);
    for (size_t i = 0; i < WORLDS; i++) {
        struct text id = api_value(items, text_c(api, text_format(api->arena, "items.%zu.id", i)));
        struct text what = text_format(api->arena, "POST /api/v1/payout-items/%.*s/invoice", ID(id));
        expect_status(201, api_call(api, api->operator_token, text_c(api, what), NULL));
    }
}

static struct api_world world_new(struct api *api)
{
    static const char *const names[WORLDS] = {"Berta", "=Cora", "Dora"};
    struct api_world worlds[WORLDS];
    for (size_t i = 0; i < WORLDS; i++) {
        worlds[i] = api_world_new(api);
        api_world_sell(api, &worlds[i]);
    }
    pay(api, worlds);
    api_world_dispute(api, &worlds[0]);
    sell(api, &worlds[0], "F-2");
    sell(api, &worlds[0], "=F-3");
    for (size_t i = 0; i < WORLDS; i++) {
        apply(api, &worlds[0], names[i]);
    }
    struct text partner = api_make(api, "POST /api/v1/partners", TEXT("{\"code\":\"formula\",\"name\":\"=1+1\"}"));
    enroll(api, partner, worlds[0].program);
    enroll(api, worlds[1].partner, worlds[0].program);
    offer(api, worlds[0].program, "=Offer");
    offer(api, worlds[0].program, "Boots");
    api_make(api, "POST /api/v1/advertisers", TEXT("{\"name\":\"=Shop\"}"));
    person(api, "mary@example.org", ROLE_OPERATOR, 0);
    person(api, "anna@example.org", ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, worlds[0].partner));
    person(api, "shop@example.org", ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, worlds[0].advertiser));
    return worlds[0];
}

// ---- reading ----

struct reading {
    struct api *api;
    const char *who; // the cookie
    const char *pattern;
    struct text path;
};

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

static struct text unescaped(struct api *api, struct text url)
{
    struct buf buf = buf_new(api->arena, 4096);
    for (size_t i = 0; i < url.n; i++) {
        buf_add_char(&buf, url.p[i]);
        i += text_starts_with(text_slice(url, i, url.n), TEXT("&amp;")) ? 4 : 0;
    }
    return buf_text(&buf);
}

static struct text get(const struct reading *r, struct text url)
{
    struct api_answer page =
        ask(r->api, text_c(r->api, text_format(r->api->arena, "GET %.*s", TEXT_PRINT(url))), r->who, NULL);
    if (page.status != 200) {
        fail_msg("%.*s: %d", TEXT_PRINT(url), page.status);
    }
    return page.body;
}

static struct text next_of(struct api *api, struct text page)
{
    size_t end = text_find(page, TEXT("\" rel=\"next\""), 0);
    size_t begin = end;
    while (begin != SIZE_MAX && page.p[begin - 1] != '"') {
        begin--;
    }
    return end == SIZE_MAX ? TEXT_NONE : unescaped(api, text_slice(page, begin, end));
}

// The rows of all pages in their order.
static size_t rows_of(const struct reading *r, struct text url, struct text *ret_rows)
{
    size_t count = 0;
    while (text_is(url)) {
        struct text page = get(r, url);
        struct text rest = between(page, "<tbody data-rows>", "</tbody>");
        size_t at = 0;
        while ((at = text_find(rest, TEXT("<tr>"), at)) != SIZE_MAX) {
            size_t end = text_find(rest, TEXT("</tr>"), at);
            assert_true(end != SIZE_MAX && count < ROWS_MAX);
            ret_rows[count++] = text_slice(rest, at, end);
            at = end;
        }
        url = next_of(r->api, page);
    }
    return count;
}

static struct text with_query(const struct reading *r, const char *query)
{
    bool has_query = text_find_char(r->path, '?', 0) != SIZE_MAX;
    return text_format(r->api->arena, "%.*s%s%s", TEXT_PRINT(r->path), has_query ? "&" : "?", query);
}

// ---- what holds of each ----

static void pages_hold_each_row_once(const struct reading *r, const struct listed *l, const char *limit,
                                     struct text *rows, size_t *ret_count)
{
    size_t count = rows_of(r, with_query(r, limit), rows);
    if (l->rows == 0 ? count < 3 : count != l->rows) {
        fail_msg("%s has %zu rows", r->pattern, count);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (text_equal(rows[i], rows[k])) {
                fail_msg("%s shows twice: %.*s", r->pattern, TEXT_PRINT(rows[i]));
            }
        }
    }
    *ret_count = count;
}

static bool is_among(struct text row, const struct text *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal(row, rows[i])) {
            return true;
        }
    }
    return false;
}

// Up and down by one head: the same rows, the one the other's reverse. Rows that are equal follow by age.
static void order_turns(const struct reading *r, struct text sort, const char *limit, const struct text *all,
                        size_t count)
{
    struct text rows[2][ROWS_MAX];
    for (size_t i = 0; i < 2; i++) {
        const char *query =
            text_c(r->api, text_format(r->api->arena, "%s&sort=%s%.*s", limit, i == 0 ? "" : "-", TEXT_PRINT(sort)));
        size_t found = rows_of(r, with_query(r, query), rows[i]);
        if (found != count) {
            fail_msg("%s has %zu rows by %.*s, not %zu", r->pattern, found, TEXT_PRINT(sort), count);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!is_among(rows[0][i], all, count) || !text_equal(rows[0][i], rows[1][count - 1 - i])) {
            fail_msg("%s by %.*s: row %zu up is not the same from below", r->pattern, TEXT_PRINT(sort), i);
        }
    }
}

static size_t orders_turn(const struct reading *r, const char *limit, const struct text *all, size_t count)
{
    struct text page = get(r, r->path);
    size_t table = text_find(page, TEXT("<tbody data-rows>"), 0);
    size_t head = SIZE_MAX;
    for (size_t at = text_find(page, TEXT("<thead"), 0); at < table; at = text_find(page, TEXT("<thead"), at + 1)) {
        head = at;
    }
    assert_true(head != SIZE_MAX);
    struct text heads = text_slice(page, head, table);
    size_t orders = 0;
    size_t at = 0;
    while ((at = text_find(heads, TEXT("sort="), at)) != SIZE_MAX) {
        at += 5;
        bool is_parameter = heads.p[at - 6] == '?' || heads.p[at - 6] == ';'; // and not aria-sort
        size_t end = at;
        while (is_parameter && end < heads.n && heads.p[end] != '"' && heads.p[end] != '&') {
            end++;
        }
        if (!is_parameter) {
            continue;
        }
        struct text sort = text_slice(heads, at, end);
        order_turns(r, text_slice(sort, sort.n > 0 && sort.p[0] == '-' ? 1 : 0, sort.n), limit, all, count);
        orders++;
    }
    return orders;
}

// A cell that a spreadsheet would take as a formula.
static bool calculates(struct text csv)
{
    bool is_quoted = false;
    for (size_t i = 0; i < csv.n; i++) {
        bool begins = !is_quoted && (i == 0 || csv.p[i - 1] == ',' || csv.p[i - 1] == '\n');
        char first = csv.p[i] == '"' && i + 1 < csv.n ? csv.p[i + 1] : csv.p[i];
        if (begins && memchr("=+@", first, 3) != NULL) {
            return true;
        }
        is_quoted = csv.p[i] == '"' ? !is_quoted : is_quoted;
    }
    return false;
}

static size_t lines_of(struct text csv)
{
    size_t lines = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < csv.n; i++) {
        is_quoted = csv.p[i] == '"' ? !is_quoted : is_quoted;
        lines += csv.p[i] == '\n' && !is_quoted ? 1 : 0;
    }
    return lines;
}

static void files_hold_the_same(const struct reading *r, const struct listed *l, size_t count)
{
    struct text csv = get(r, with_query(r, "format=csv"));
    if (lines_of(csv) != count + 1) {
        fail_msg("%s has %zu rows, its file %zu lines", r->pattern, count, lines_of(csv));
    }
    if (l->guarded != NULL && !holds(csv, l->guarded)) {
        fail_msg("the file of %s has no %s", r->pattern, l->guarded);
    }
    if (calculates(csv)) {
        fail_msg("the file of %s calculates", r->pattern);
    }
    assert_true(text_starts_with(get(r, with_query(r, "format=xlsx")), TEXT("PK")));
    struct text first = get(r, with_query(r, "format=csv&columns=none")); // the head of the row stays
    assert_false(holds(text_slice(first, 0, text_find_char(first, '\n', 0)), ","));
}

static void words_find(const struct reading *r, const struct listed *l, const char *limit)
{
    struct text rows[ROWS_MAX];
    if (l->words == NULL) {
        return;
    }
    struct buf query = buf_new(r->api->arena, 256);
    buf_format(&query, "%s&q=", limit);
    percent_encode(&query, text_of(l->words));
    size_t found = rows_of(r, with_query(r, text_c(r->api, buf_text(&query))), rows);
    if (found != l->found) {
        fail_msg("%s finds %zu by %s", r->pattern, found, l->words);
    }
    // '%' and '_' are no wildcards.
    struct text page = get(r, with_query(r, "q=%25nothing_like_it%25"));
    assert_true(holds(page, "Nothing matches"));
}

static const struct listed *listed(const char *pattern)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (strcmp(lists[i].pattern, pattern) == 0) {
            return &lists[i];
        }
    }
    fail_msg("%s is a list, and this test does not say what it lists", pattern);
    return NULL;
}

static void each_list_is_whole(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = world_new(api);
    const char *mary = sign_in(api, "mary@example.org");
    const char *anna = sign_in(api, "anna@example.org");
    const char *shop = sign_in(api, "shop@example.org");
    size_t seen = 0;
    for (size_t i = 0; i < web_routes.count; i++) {
        const struct route *route = &web_routes.routes[i];
        if (!is_list(route)) {
            continue;
        }
        const struct listed *l = listed(route->pattern);
        const char *what = address(api, &w, route);
        const struct field *status = field_named(route->query, "status");
        bool is_queue = status != NULL && status->words != NULL && strstr(status->words, "all") != NULL;
        struct reading r = {.api = api,
                            .who = strncmp(route->pattern, "/partner", 8) == 0       ? anna
                                   : strncmp(route->pattern, "/advertiser", 11) == 0 ? shop
                                                                                     : mary,
                            .pattern = route->pattern,
                            .path = text_format(api->arena, "%s%s", what + 4, is_queue ? "?status=all" : "")};
        const char *limit = l->rows > 0 ? "limit=2" : "limit=50";
        struct text rows[ROWS_MAX];
        size_t count = 0;
        pages_hold_each_row_once(&r, l, limit, rows, &count);
        orders_turn(&r, limit, rows, count);
        files_hold_the_same(&r, l, count);
        words_find(&r, l, limit);
        seen++;
    }
    assert_int_equal(seen, COUNT_OF(lists));
    portal_free(&portal);
}

// ---- the search over everything ----

static const char *location(struct api *api, struct api_answer answer)
{
    assert_int_equal(answer.status, 303);
    return text_c(api, head(answer, "\r\nLocation: "));
}

static struct api_answer find(struct api *api, const char *who, struct text words)
{
    struct buf url = buf_new(api->arena, 1024);
    buf_add(&url, TEXT("GET /find?q="));
    percent_encode(&url, words);
    return ask(api, text_c(api, buf_text(&url)), who, NULL);
}

static void the_only_one_of_a_name_opens_at_once(void **state)
{
    struct portal portal = portal_new(*state);
    struct api *api = portal.api;
    struct api_world w = world_new(api);
    const char *mary = sign_in(api, "mary@example.org");
    struct text number = api_value(api_call(api, api->operator_token, "GET /api/v1/invoices", NULL), "data.0.number");
    const struct {
        struct text words;
        const char *to;
    } straight[] = {
        {TEXT("F-2"), "/conversions/cnv_"},
        {TEXT("  PARTNER3 "), "/operator/partners/prt_"},
        {TEXT("p3@example.org"), "/operator/partners/prt_"},
        {TEXT("link1"), "/operator/links?q=link1"},
        {TEXT("save1"), "/operator/programs/prg_"},
        {number, "/invoices/inv_"},
        {w.conversion, "/conversions/cnv_"},
        {w.program, "/operator/programs/prg_"},
    };
    for (size_t i = 0; i < COUNT_OF(straight); i++) {
        const char *to = location(api, find(api, mary, straight[i].words));
        if (strncmp(to, straight[i].to, strlen(straight[i].to)) != 0) {
            fail_msg("%.*s leads to %s", TEXT_PRINT(straight[i].words), to);
        }
    }
    // Parts of names: the orders that hold them. None: said so, and what was typed is shown as it is.
    struct api_answer page = find(api, mary, TEXT("f-"));
    assert_int_equal(page.status, 200);
    assert_true(holds(page.body, ">F-2</a>") && holds(page.body, ">=F-3</a>"));
    assert_false(holds(page.body, ">A-1</a>"));
    page = find(api, mary, TEXT("<script>alert(1)</script>%"));
    assert_true(holds(page.body, "Nothing matches") && holds(page.body, "&lt;script&gt;"));
    assert_false(holds(page.body, "<script>alert"));
    // It is the operator's.
    assert_int_equal(find(api, sign_in(api, "anna@example.org"), TEXT("F-2")).status, 403);
    assert_int_equal(find(api, sign_in(api, "shop@example.org"), TEXT("F-2")).status, 403);
    portal_free(&portal);
}

int main(void)
{
    static const struct CMUnitTest cases[] = {TEST_DATABASE_CASE(each_list_is_whole),
                                              TEST_DATABASE_CASE(the_only_one_of_a_name_opens_at_once)};
    return TEST_DATABASE_RUN("lists", cases);
}
