// SPDX-License-Identifier: Apache-2.0
// The JSON interface for tests: the real gate over a real database through a loopback connection, a fixed clock, and a
// network to ask about. Header only, because it stands above the layers that test_support is linked with.
//
//     struct api *api = api_new(*state);
//     struct api_answer answer = api_call(api, api->operator_token, "POST /api/v1/partners", "{\"name\":\"Anna\"}");
//     assert_int_equal(answer.status, 201);
//     assert_text(api_value(answer, "code"), "anna");
//     api_free(api);
#pragma once

#include "test_database.h"

#include <stdlib.h>

#include "application/application_submit.h"
#include "application/program_page_write.h"
#include "commission/commission_release.h"
#include "commission/plan_shelf.h"
#include "document/bill_issue.h"
#include "format/encode.h"
#include "gate.h"
#include "identity/public_id.h"
#include "log/log.h"
#include "network/network_init.h"
#include "postback/postback_write.h"
#include "program/advertiser_write.h"
#include "routes.h"
#include "settlement/penalty_life.h"
#include "user/token_write.h"

#define API_START_MS ((int64_t)1790000000000) // 2026-09-21T14:13:20Z
#define API_ANSWER_MAX ((size_t)8 << 20)

struct api {
    struct arena *arena;
    struct db *db; // the test's own connection
    struct keyring keyring;
    struct clock_fixed clock;
    struct app app;
    struct gathering conversions;
    struct plan_shelf plans;
    struct http_handlers handlers;
    struct http_options options;
    struct http_loopback *loopback;
    const struct route_table *tables[1];
    struct text operator_token;
    struct fault fault;
    int64_t counter;
};

struct api_answer {
    int status;
    struct text head;
    struct text body;
    const struct json *json; // NULL when the body is none
};

static inline void api_must(struct api *api, enum rc rc, const char *file, int line)
{
    if (rc != RC_OK) {
        print_error("%s: %s: %s (%s) [%s]\n", rc_name(rc), api->fault.code, api->fault.message, api->fault.detail,
                    db_failure(api->db));
        _fail(file, line);
    }
}
#define api_do(api, call) api_must((api), (call), __FILE__, __LINE__)

static inline struct flow api_flow(struct api *api)
{
    fault_clear(&api->fault);
    return (struct flow){
        .db = api->db,
        .arena = api->arena,
        .keyring = &api->keyring,
        .now = api->clock.instant,
        .actor = TEXT("test"),
        .fault = &api->fault,
    };
}

static inline struct text api_token(struct api *api, enum role role, int64_t owner_id)
{
    struct flow flow = api_flow(api);
    struct token_create_input input = {.name = TEXT("test"), .role = role, .owner_id = owner_id};
    struct token_created created;
    api_do(api, token_create(&flow, &input, &created));
    return created.secret;
}

static inline void api_connect(struct api *api)
{
    if (api->loopback != NULL) {
        http_loopback_free(api->loopback);
    }
    api->loopback = http_loopback_new(&api->options, &api->handlers);
}

// A migrated database becomes a network; its row is written as network_init does, save for the slow password.
static inline struct api *api_new(struct test_database *database)
{
    struct api *api = calloc(1, sizeof(*api));
    assert_int_equal(crypto_start(NULL), RC_OK);
    log_set_quiet(true);
    api->arena = arena_new((size_t)256 << 20);
    api->db = test_database_db(database);
    keyring_of_seed(7, &api->keyring);
    clock_fixed_init(&api->clock, (struct instant){.ms = API_START_MS});
    api->tables[0] = &api_routes;
    gathering_init(&api->conversions);
    api->app.conversions = &api->conversions;
    plan_shelf_init(&api->plans);
    api->app.plans = &api->plans;
    api->app.keep = db_keep_new();
    api->app.keyring = &api->keyring;
    api->app.clock = &api->clock.clock;
    api->app.database = test_database_location(database);
    api->app.public_url = TEXT("https://go.example");
    api->app.server_name = TEXT("tributary test");
    api->app.tables = api->tables;
    api->app.table_count = 1;
    api->handlers = app_handlers(&api->app);
    api->options = http_options_default();
    struct network network = {
        .name = TEXT("Test network"),
        .currency = {"EUR"},
        .time_zone = TEXT("UTC"),
        .fallback_url = TEXT(""),
        .address_days = 30,
        .key_check = TEXT("01234567890123456789012345678901"),
        .created_at = api->clock.instant,
    };
    api_do(api, db_write_begin(api->db));
    api_do(api, network_insert(api->db, &network));
    api_do(api, db_commit(api->db));
    api->operator_token = api_token(api, ROLE_OPERATOR, 0);
    api_connect(api);
    return api;
}

static inline void api_free(struct api *api)
{
    http_loopback_free(api->loopback);
    api->handlers.worker_stop(api->handlers.user, 0);
    db_keep_free(api->app.keep);
    plan_shelf_end(&api->plans);
    gathering_end(&api->conversions);
    arena_free(api->arena);
    free(api);
}

static inline struct api_answer api_read_answer(struct api *api, struct text bytes)
{
    size_t end = text_find(bytes, TEXT("\r\n\r\n"), 0);
    assert_true(end != SIZE_MAX && text_starts_with(bytes, TEXT("HTTP/1.1 ")));
    struct api_answer answer = {.head = text_slice(bytes, 0, end + 2), .body = text_slice(bytes, end + 4, SIZE_MAX)};
    int64_t status = 0;
    assert_int_equal(int64_parse(text_slice(bytes, 9, 12), 100, 599, &status), RC_OK);
    answer.status = (int)status;
    struct fault unused = {.rc = RC_OK};
    if (json_parse(api->arena, answer.body, &answer.json, &unused) != RC_OK) {
        answer.json = NULL;
    }
    return answer;
}

// Bytes as they are; the answers to them.
static inline struct text api_raw(struct api *api, struct text bytes)
{
    struct buf buf = buf_new(api->arena, API_ANSWER_MAX);
    bool is_open = http_loopback_send(api->loopback, bytes, &buf);
    struct text answer = text_copy(api->arena, buf_text(&buf));
    if (!is_open) {
        api_connect(api);
    }
    return answer;
}

// what: "GET /api/v1/partners?limit=2"; token TEXT_NONE for nobody; body NULL for none; header: further lines or "".
static inline struct api_answer api_call_with(struct api *api, struct text token, const char *what, const char *body,
                                              const char *header)
{
    struct buf buf = buf_new(api->arena, (size_t)4 << 20);
    struct text rest = text_of(what);
    struct text method;
    text_split(&rest, ' ', &method);
    buf_format(&buf, "%.*s %.*s HTTP/1.1\r\nHost: go.example\r\n", TEXT_PRINT(method), TEXT_PRINT(rest));
    if (text_is(token)) {
        buf_format(&buf, "Authorization: Bearer %.*s\r\n", TEXT_PRINT(token));
    }
    if (body != NULL) {
        buf_format(&buf, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    }
    buf_format(&buf, "%s\r\n%s", header, body == NULL ? "" : body);
    assert_false(buf.is_overflown);
    return api_read_answer(api, api_raw(api, buf_text(&buf)));
}

static inline struct api_answer api_call(struct api *api, struct text token, const char *what, const char *body)
{
    return api_call_with(api, token, what, body, "");
}

// A member by its path: "error.code", "data.0.id".
static inline const struct json *api_member(struct api_answer answer, const char *path)
{
    const struct json *json = answer.json;
    char name[80];
    while (json != NULL && *path != '\0') {
        size_t n = strcspn(path, ".");
        snprintf(name, sizeof(name), "%.*s", (int)n, path);
        int64_t index = 0;
        bool is_index = int64_parse(text_of(name), 0, INT64_MAX, &index) == RC_OK;
        json = json_is_array(json) ? (is_index ? json_at(json, (size_t)index) : NULL) : json_member(json, name);
        path += n + (path[n] == '.');
    }
    return json;
}

static inline struct text api_value(struct api_answer answer, const char *path)
{
    return json_text(api_member(answer, path));
}

static inline int64_t api_number(struct api_answer answer, const char *path)
{
    int64_t number = INT64_MIN;
    return json_int64(api_member(answer, path), &number) ? number : INT64_MIN;
}

// Expects a status; prints the answer when it is another one.
static inline struct api_answer api_expect(struct api_answer answer, int status, const char *file, int line)
{
    if (answer.status != status) {
        print_error("status %d, not %d: %.*s\n", answer.status, status, TEXT_PRINT(answer.body));
        _fail(file, line);
    }
    return answer;
}
#define expect_status(wanted, answer) api_expect((answer), (wanted), __FILE__, __LINE__)

// As the operator, with a body in which '…' of printf are filled; expects 201 or 200 and gives the id.
static inline struct text api_make(struct api *api, const char *what, struct text body)
{
    struct api_answer answer = api_call(api, api->operator_token, what, text_zero_terminated(api->arena, body));
    if (answer.status != 201 && answer.status != 200) {
        print_error("%s %.*s: %d %.*s\n", what, TEXT_PRINT(body), answer.status, TEXT_PRINT(answer.body));
        fail();
    }
    return api_value(answer, "id");
}

// ---- a network to ask about ----

struct api_world {
    struct text advertiser, program, empty_program, plan, offer, partner, enrollment, link, coupon;
    struct text conversion, commission, reward, customer, token, user, payout_run, payout_item, withdrawal, charge;
    struct text invoice;
    struct text penalty;
    struct text compensation;
    struct text contract;
    struct text agreement;
    struct text netting;
    struct text opening_balance;
    struct text dispute;
    struct text webhook_source;                  // after api_world_webhook
    struct text postback, delivery;              // after api_world_postback
    struct text application, question;           // after api_world_apply
    struct text advertiser_token, partner_token; // bearer tokens
    int64_t number;
};

static inline int64_t api_row_id(struct api *api, const char *prefix, struct text id)
{
    int64_t row = 0;
    assert_int_equal(public_id_parse(&api->keyring, prefix, id, &row), RC_OK);
    return row;
}

// Without the password, whose hash takes long.
static inline struct text api_user(struct api *api, enum role role, int64_t owner_id)
{
    struct identity_user user = {
        .email = text_format(api->arena, "u%lld@example.org", (long long)++api->counter),
        .role = role,
        .owner_id = owner_id,
        .password_hash = TEXT("none"),
        .created_at = api->clock.instant,
    };
    api_do(api, db_write_begin(api->db));
    api_do(api, identity_user_insert(api->db, api->arena, &user, &user.id));
    api_do(api, db_commit(api->db));
    return public_id_text(api->arena, &api->keyring, PREFIX_USER, user.id.v);
}

#define ID(t) TEXT_PRINT(t)
static inline struct api_world api_world_new(struct api *api)
{
    struct api_world w = {.number = ++api->counter};
    long long n = w.number;
    struct arena *a = api->arena;
    w.advertiser = api_make(api, "POST /api/v1/advertisers", text_format(a, "{\"name\":\"Shop %lld\"}", n));
    w.program = api_make(
        api, "POST /api/v1/programs",
        text_format(a, "{\"advertiser_id\":\"%.*s\",\"name\":\"Program %lld\",\"hold_days\":0}", ID(w.advertiser), n));
    w.empty_program = api_make(api, "POST /api/v1/programs",
                               text_format(a, "{\"advertiser_id\":\"%.*s\",\"name\":\"Empty\"}", ID(w.advertiser)));
    w.plan = api_make(api, text_zero_terminated(a, text_format(a, "PUT /api/v1/programs/%.*s/plan", ID(w.program))),
                      TEXT("{\"text\":\"pay 10% on sale\\ngive 1000 credit on sale\"}"));
    api_make(api, text_zero_terminated(a, text_format(a, "PUT /api/v1/programs/%.*s/settlement-terms", ID(w.program))),
             TEXT("{\"mode\":\"network\",\"basis\":\"cost_plus\",\"rate\":\"20\",\"penalty_times\":5}"));
    w.offer = api_make(api, "POST /api/v1/offers",
                       text_format(a,
                                   "{\"program_id\":\"%.*s\",\"name\":\"Offer %lld\",\"destination_url\":"
                                   "\"https://shop%lld.example/\",\"goals\":[\"lead\",\"sale\"]}",
                                   ID(w.program), n, n));
    w.partner = api_make(api, "POST /api/v1/partners",
                         text_format(a,
                                     "{\"code\":\"partner%lld\",\"name\":\"Partner %lld\",\"email\":"
                                     "\"p%lld@example.org\"}",
                                     n, n, n));
    w.enrollment =
        api_make(api, "POST /api/v1/enrollments",
                 text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\"}", ID(w.partner), ID(w.program)));
    w.link = api_make(api, "POST /api/v1/links",
                      text_format(a, "{\"partner_id\":\"%.*s\",\"offer_id\":\"%.*s\",\"code\":\"link%lld\"}",
                                  ID(w.partner), ID(w.offer), n));
    w.coupon = api_make(api, "POST /api/v1/coupons",
                        text_format(a, "{\"partner_id\":\"%.*s\",\"program_id\":\"%.*s\",\"code\":\"SAVE%lld\"}",
                                    ID(w.partner), ID(w.program), n));
    w.advertiser_token = api_token(api, ROLE_ADVERTISER, api_row_id(api, PREFIX_ADVERTISER, w.advertiser));
    w.partner_token = api_token(api, ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    w.user = api_user(api, ROLE_PARTNER, api_row_id(api, PREFIX_PARTNER, w.partner));
    w.token = api_make(api, "POST /api/v1/tokens", TEXT("{\"name\":\"to be revoked\"}"));
    return w;
}

// A sale by the coupon; then its commission may be released (there is no hold), and taken into a payout.
static inline void api_world_sell(struct api *api, struct api_world *w)
{
    struct arena *a = api->arena;
    w->conversion =
        api_make(api, "POST /api/v1/conversions",
                 text_format(a,
                             "{\"program_id\":\"%.*s\",\"order_id\":\"A-%lld\",\"amount\":\"100.00\","
                             "\"coupon\":\"SAVE%lld\",\"customer_id\":\"c-%lld\"}",
                             ID(w->program), (long long)w->number, (long long)w->number, (long long)w->number));
    struct api_answer list = api_call(api, w->partner_token, "GET /api/v1/commissions", NULL);
    w->commission = api_value(list, "data.0.id");
    w->reward = api_value(api_call(api, w->partner_token, "GET /api/v1/rewards", NULL), "data.0.id");
    list = api_call(api, w->advertiser_token, "GET /api/v1/customers", NULL);
    w->customer = api_value(list, "data.0.id");
    const char *charges =
        text_zero_terminated(a, text_format(a, "GET /api/v1/advertisers/%.*s/charges", ID(w->advertiser)));
    w->charge = api_value(api_call(api, api->operator_token, charges, NULL), "data.0.id");
    assert_true(text_is(w->commission) && text_is(w->customer) && text_is(w->charge));
}

static inline void api_world_release(struct api *api)
{
    struct flow flow = api_flow(api);
    int64_t released = 0;
    api_do(api, commission_release_due(&flow, api->clock.instant, &released));
}

// The world's commission is overdue after the next month's day of payment.
static inline void api_world_penalty(struct api *api, struct api_world *w)
{
    struct flow flow = api_flow(api);
    int64_t accrued = 0;
    api_world_release(api);
    flow.now.ms += 62 * DAY_MS;
    api_do(api, penalties_accrue(&flow, &accrued));
    w->penalty = api_value(api_call(api, w->partner_token, "GET /api/v1/penalties", NULL), "data.0.id");
    assert_true(text_is(w->penalty));
}

static inline void api_world_pay(struct api *api, struct api_world *w)
{
    api_world_release(api);
    w->payout_run = api_make(api, "POST /api/v1/payout-runs", TEXT("{\"currency\":\"EUR\"}"));
    const char *what =
        text_zero_terminated(api->arena, text_format(api->arena, "GET /api/v1/payout-runs/%.*s", ID(w->payout_run)));
    struct api_answer run = api_call(api, api->operator_token, what, NULL);
    w->payout_item = TEXT_NONE;
    for (int i = 0; !text_is(w->payout_item); i++) { // what other worlds have available is in the run too
        char path[40];
        snprintf(path, sizeof(path), "items.%d.partner_id", i);
        assert_true(text_is(api_value(run, path)));
        if (text_equal(api_value(run, path), w->partner)) {
            snprintf(path, sizeof(path), "items.%d.id", i);
            w->payout_item = api_value(run, path);
        }
    }
}

// Payout details that count at once.
static inline void api_world_details(struct api *api, struct api_world *w)
{
    struct text what = text_format(api->arena, "PUT /api/v1/partners/%.*s/payout-details", ID(w->partner));
    expect_status(200, api_call(api, api->operator_token, text_zero_terminated(api->arena, what),
                                "{\"method\":\"sepa\",\"holder\":\"Anna\",\"iban\":\"DE89370400440532013000\"}"));
}

static inline void api_world_withdraw(struct api *api, struct api_world *w)
{
    api_world_release(api);
    api_world_details(api, w);
    w->withdrawal = api_make(api, "POST /api/v1/withdrawals",
                             text_format(api->arena, "{\"partner_id\":\"%.*s\",\"currency\":\"EUR\"}", ID(w->partner)));
}

// The network and the partner have tax profiles, and the partner agreed to self-billing.
static inline void api_world_profiles(struct api *api, struct api_world *w)
{
    static const char body[] = "{\"legal_name\":\"Anna SARL\",\"line1\":\"1 rue de la Paix\",\"city\":\"Paris\","
                               "\"country\":\"FR\",\"vat_id\":\"FR12345678901\",\"vat_rate\":\"20\","
                               "\"is_self_billing_agreed\":true}";
    expect_status(200, api_call(api, api->operator_token, "PUT /api/v1/network/tax-profile", body));
    struct text what = text_format(api->arena, "PUT /api/v1/partners/%.*s/tax-profile", ID(w->partner));
    expect_status(200, api_call(api, w->partner_token, text_zero_terminated(api->arena, what), body));
    what = text_format(api->arena, "PUT /api/v1/advertisers/%.*s/tax-profile", ID(w->advertiser));
    expect_status(200, api_call(api, w->advertiser_token, text_zero_terminated(api->arena, what), body));
}

// The run of api_world_pay is approved.
static inline void api_world_approve(struct api *api, struct api_world *w)
{
    struct text what = text_format(api->arena, "POST /api/v1/payout-runs/%.*s/approve", ID(w->payout_run));
    expect_status(200, api_call(api, api->operator_token, text_zero_terminated(api->arena, what), NULL));
}

// The advertiser owes the platform's fee of September, and a month later it can be billed.
static inline void api_world_fee(struct api *api, struct api_world *w)
{
    struct flow flow = api_flow(api);
    struct billing_input input = {.currency = {"EUR"}, .subscription = TEXT("99.00"), .email = TEXT_NONE};
    struct billing_terms terms;
    int64_t count = 0;
    input.advertiser_id.v = api_row_id(api, PREFIX_ADVERTISER, w->advertiser);
    api_do(api, billing_put(&flow, &input, &terms));
    api_do(api, billing_run(&flow, &count));
    api_world_profiles(api, w);
    api->clock.instant.ms += 40 * DAY_MS;
}

// … and was billed.
static inline void api_world_bill(struct api *api, struct api_world *w)
{
    api_world_fee(api, w);
    struct text bill = text_format(api->arena, "POST /api/v1/advertisers/%.*s/bills", ID(w->advertiser));
    w->invoice = api_value(api_call(api, api->operator_token, text_zero_terminated(api->arena, bill),
                                    "{\"currency\":\"EUR\",\"month\":\"2026-09\"}"),
                           "invoice_id");
    assert_true(text_is(w->invoice));
}

// A postback of the partner's and a test of it; nothing is called.
static inline void api_world_postback(struct api *api, struct api_world *w)
{
    struct flow flow = api_flow(api);
    struct postback_input input = {.partner_id = {api_row_id(api, PREFIX_PARTNER, w->partner)},
                                   .url = TEXT("https://tracker.example/?e={event}"),
                                   .events = TEXT("sale")};
    struct postback postback;
    struct postback_delivery_id delivery;
    api_do(api, postback_create(&flow, &input, &postback));
    api_do(api, postback_test(&flow, postback.id, &delivery));
    w->postback = public_id_text(api->arena, &api->keyring, PREFIX_POSTBACK, postback.id.v);
    w->delivery = public_id_text(api->arena, &api->keyring, PREFIX_POSTBACK_DELIVERY, delivery.v);
}

// The partner appeals against what became of the conversion.
static inline void api_world_dispute(struct api *api, struct api_world *w)
{
    struct text body = text_format(api->arena,
                                   "{\"partner_id\":\"%.*s\",\"conversion_id\":\"%.*s\",\"reason\":"
                                   "\"wrong_amount\",\"message\":\"The order was larger.\"}",
                                   ID(w->partner), ID(w->conversion));
    w->dispute = api_make(api, "POST /api/v1/disputes", body);
}

static inline void api_world_webhook(struct api *api, struct api_world *w)
{
    struct text body = text_format(api->arena, "{\"program_id\":\"%.*s\",\"provider\":\"standard\"}", ID(w->program));
    w->webhook_source = api_make(api, "POST /api/v1/webhook-sources", body);
}

// The payout item has its self-billing invoice.
static inline void api_world_invoice(struct api *api, struct api_world *w)
{
    api_world_profiles(api, w);
    api_world_approve(api, w);
    struct text what = text_format(api->arena, "POST /api/v1/payout-items/%.*s/invoice", ID(w->payout_item));
    struct api_answer answer = api_call(api, api->operator_token, text_zero_terminated(api->arena, what), NULL);
    w->invoice = api_value(expect_status(201, answer), "id");
}

// Somebody applies for the program, and has confirmed the e-mail.
static inline void api_world_apply(struct api *api, struct api_world *w)
{
    struct flow flow = api_flow(api);
    struct program_id program_id = {.v = api_row_id(api, PREFIX_PROGRAM, w->program)};
    struct question_input asking = {
        .program_id = program_id, .kind = TEXT("number"), .labels = {TEXT("How many readers?")}};
    struct application_question question;
    api_do(api, question_create(&flow, &asking, &question));
    w->question = public_id_text(api->arena, &api->keyring, PREFIX_QUESTION, question.id.v);
    struct application_answer answer = {.question_id = question.id, .answer = TEXT("1200")};
    struct application_input input = {
        .program_id = program_id,
        .name = TEXT("Anna"),
        .email = text_format(api->arena, "applicant%lld@example.org", (long long)++api->counter),
        .answers = &answer,
        .answer_count = 1};
    struct application application;
    api_do(api, application_submit(&flow, &input, &application));
    api_do(api, application_confirm(&flow, application.id, &application));
    w->application = public_id_text(api->arena, &api->keyring, PREFIX_APPLICATION, application.id.v);
}
