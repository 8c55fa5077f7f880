// SPDX-License-Identifier: Apache-2.0
// Who may do what with whose things: every route of the table as nobody, as the operator, and as the advertiser and the
// partner that things belong to and another two. What must come out follows from the route's capability and from whose
// the ids in its path, query and body are. A route without an example here, or whose example does not succeed, fails:
// so no route can be added without its row.
#include "api_fixture.h"
#include "hostile.h"

#include "identity/public_id.h"
#include "ledger/opening_write.h"
#include "network/tracking_domain_write.h"
#include "partner/contract_life.h"
#include "payout/payout_terms_write.h"
#include "settlement/compensation_life.h"

struct example {
    const char *name;  // the route's
    const char *query; // "" for none; {…} are filled from the world
    const char *body;  // NULL for none
};

#define PROFILE "{\"legal_name\":\"New\",\"line1\":\"1 High St\",\"city\":\"Cork\",\"country\":\"IE\"}"

// Names in braces are things of the world; {n} is a number of its own for each call.
static const struct example examples[] = {
    {"healthz", "", NULL},
    {"metrics", "", NULL},
    {"openapi", "", NULL},
    {"network_get", "", NULL},
    {"network_change", "", "{\"name\":\"Test network\"}"},
    {"audit_list", "?limit=5", NULL},
    {"event_refusal_list", "?limit=5", NULL},
    {"token_create", "", "{\"name\":\"t\",\"role\":\"partner\",\"partner_id\":\"{partner}\"}"},
    {"token_list", "?limit=2", NULL},
    {"token_get", "", NULL},
    {"token_revoke", "", NULL},
    {"user_create", "",
     "{\"email\":\"new{n}@example.org\",\"password\":\"long "
     "enough\",\"role\":\"partner\",\"partner_id\":\"{partner}\"}"},
    {"user_list", "?limit=2", NULL},
    {"user_get", "", NULL},
    {"user_change", "", "{\"email\":\"changed{n}@example.org\"}"},
    {"user_archive", "", NULL},
    {"advertiser_create", "", "{\"name\":\"New\",\"currency\":\"USD\"}"},
    {"advertiser_list", "", NULL},
    {"advertiser_get", "", NULL},
    {"advertiser_change", "", "{\"name\":\"Renamed\"}"},
    {"advertiser_archive", "", NULL},
    {"advertiser_token", "", NULL},
    {"program_create", "", "{\"advertiser_id\":\"{advertiser}\",\"name\":\"New\",\"window\":\"PT1H\"}"},
    {"application_create", "",
     "{\"program_id\":\"{program}\",\"name\":\"New\",\"email\":\"apply{n}@example.org\",\"website\":\"https://"
     "a.example\"}"},
    {"application_list", "?program_id={program}", NULL},
    {"application_get", "", NULL},
    {"application_decision", "", "{\"status\":\"approved\"}"},
    {"application_score", "", "{\"criterion\":\"diligence\",\"score\":4}"},
    {"program_page_get", "", NULL},
    {"program_page_change", "", "{\"slug\":\"page-{n}\",\"headline\":\"Shoes\"}"},
    {"question_create", "", "{\"kind\":\"text\",\"is_required\":true,\"label_en\":\"Why?\"}"},
    {"question_list", "", NULL},
    {"question_archive", "", NULL},
    {"program_list", "?status=active", NULL},
    {"program_get", "", NULL},
    {"program_change", "", "{\"window_days\":7}"},
    {"program_archive", "", NULL},
    {"plan_put", "", "{\"text\":\"pay 11% on sale\\ngive 1000 credit on sale\",\"notice_days\":30}"},
    {"plan_check", "", "{\"text\":\"pay 11% on sale\",\"program_id\":\"{program}\",\"at_most\":\"30\"}"},
    {"program_backtest", "",
     "{\"plans\":[{\"text\":\"pay 11% on sale\"}],\"from\":\"2026-01-01\",\"to\":\"2026-12-31\"}"},
    {"plan_get", "", NULL},
    {"plan_list", "", NULL},
    {"plan_findings", "", NULL},
    {"enrollment_plans", "", NULL},
    {"plan_withdraw", "", "{\"reason\":\"the shop changed its mind\"}"},
    {"offer_create", "", "{\"program_id\":\"{program}\",\"name\":\"New\",\"destination_url\":\"https://a.example\"}"},
    {"offer_list", "?program_id={program}", NULL},
    {"offer_get", "", NULL},
    {"offer_change", "", "{\"status\":\"closed\"}"},
    {"offer_archive", "", NULL},
    {"partner_create", "", "{\"code\":\"new{n}\",\"name\":\"New\",\"recruited_by\":\"{partner}\"}"},
    {"partner_list", "?program_id={program}", NULL},
    {"partner_get", "", NULL},
    {"partner_change", "", "{\"type\":\"dealer\"}"},
    {"partner_archive", "", NULL},
    {"partner_balance", "", NULL},
    {"partner_level_set", "", "{\"program_id\":\"{program}\",\"level\":\"gold\"}"},
    {"partner_level_list", "", NULL},
    {"reward_list", "", NULL},
    {"reward_deliver", "", "{\"quantity\":1}"},
    {"enrollment_create", "", "{\"partner_id\":\"{partner}\",\"program_id\":\"{empty_program}\"}"},
    {"enrollment_list", "?program_id={program}", NULL},
    {"enrollment_get", "", NULL},
    {"enrollment_change", "", "{\"terms\":\"pay 12% on sale\"}"},
    {"enrollment_archive", "", NULL},
    {"link_create", "", "{\"partner_id\":\"{partner}\",\"offer_id\":\"{offer}\"}"},
    {"link_list", "?offer_id={offer}", NULL},
    {"link_get", "", NULL},
    {"link_change", "", "{\"status\":\"archived\"}"},
    {"link_archive", "", NULL},
    {"coupon_create", "", "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"code\":\"C{n}\"}"},
    {"coupon_list", "", NULL},
    {"coupon_get", "", NULL},
    {"coupon_change", "", "{\"discount\":\"5\"}"},
    {"coupon_archive", "", NULL},
    {"customer_create", "", "{\"advertiser_id\":\"{advertiser}\",\"customer_id\":\"new-{n}\"}"},
    {"customer_list", "", NULL},
    {"customer_get", "", NULL},
    {"customer_change", "", "{\"email\":\"c{n}@example.org\"}"},
    {"customer_churn", "", "{\"program_id\":\"{program}\"}"},
    {"customer_erase", "", NULL},
    {"commission_list", "?program_id={program}", NULL},
    {"commission_get", "", NULL},
    {"conversion_create", "",
     "{\"program_id\":\"{program}\",\"order_id\":\"N-{n}\",\"amount\":\"1.00\",\"coupon\":\"SAVE{number}\"}"},
    {"conversion_list", "", NULL},
    {"conversion_read", "", NULL},
    {"conversion_decision", "", "{\"status\":\"rejected\",\"reason\":\"fraud\"}"},
    {"refund_create", "", "{\"amount\":\"1.00\",\"refund_id\":\"R-{n}\"}"},
    {"impression_create", "",
     "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"day\":\"2026-09-20\",\"impressions\":1000,"
     "\"report_id\":\"I-{n}\"}"},
    {"commission_explanation", "?lang=en", NULL},
    {"conversion_explanation", "", NULL},
    {"report_performance", "?group_by=partner", NULL},
    {"ledger_check", "", NULL},
    {"settlement_put", "", "{\"mode\":\"network\",\"basis\":\"sale_charge\",\"rate\":\"12\"}"},
    {"settlement_list", "?limit=2", NULL},
    {"charge_list", "?program_id={program}", NULL},
    {"charge_get", "", NULL},
    {"compensation_create", "",
     "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"amount\":\"5.00\",\"reason\":\"ten leads, no "
     "sale\"}"},
    {"compensation_list", "?limit=2", NULL},
    {"compensation_get", "", NULL},
    {"compensation_approve", "", NULL},
    {"compensation_decline", "", "{\"note\":\"not agreed\"}"},
    {"compensation_reverse", "", "{\"note\":\"granted twice\"}"},
    {"contract_create", "",
     "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"term_days\":365,\"measure\":\"sales\","
     "\"target\":\"10\"}"},
    {"contract_list", "?limit=2", NULL},
    {"contract_get", "", NULL},
    {"contract_decision", "", "{\"decision\":\"renew\",\"note\":\"good year\"}"},
    {"contract_withdraw", "", "{\"note\":\"agreed otherwise\"}"},
    {"agreement_create", "", "{\"partner_id\":\"{partner}\",\"advertiser_id\":\"{advertiser}\"}"},
    {"agreement_list", "?limit=2", NULL},
    {"agreement_get", "", NULL},
    {"agreement_end", "", NULL},
    {"netting_create", "", "{\"currency\":\"EUR\"}"},
    {"netting_list", "?limit=2", NULL},
    {"netting_reverse", "", "{\"note\":\"not agreed\"}"},
    {"opening_balance_create", "",
     "{\"partner_id\":\"{partner}\",\"state\":\"owed_back\",\"currency\":\"EUR\",\"amount\":\"3.00\","
     "\"reference\":\"{n}\",\"date\":\"2025-12-31T00:00:00Z\"}"},
    {"opening_balance_list", "?limit=2", NULL},
    {"opening_balance_get", "", NULL},
    {"opening_balance_reverse", "", "{\"note\":\"counted twice\"}"},
    {"penalty_list", "?limit=2", NULL},
    {"penalty_settle", "", "{\"status\":\"waived\",\"note\":\"agreed\"}"},
    {"margin_report", "?group_by=partner", NULL},
    {"account_get", "", NULL},
    {"credit_put", "", "{\"currency\":\"EUR\",\"credit_limit\":\"1000\",\"over_limit\":\"stop_clicks\"}"},
    {"line_list", "?currency=EUR", NULL},
    {"account_deposit_create", "", "{\"amount\":\"100.00\",\"reference\":\"bank-{n}\"}"},
    {"account_withdrawal_create", "", "{\"amount\":\"1.00\",\"reference\":\"back-{n}\"}"},
    {"payout_run_create", "", "{\"currency\":\"EUR\"}"},
    {"payout_run_list", "", NULL},
    {"payout_run_get", "", NULL},
    {"payout_run_approve", "", NULL},
    {"payout_run_paid", "", NULL},
    {"payout_run_cancel", "", NULL},
    {"payout_run_retry", "", NULL},
    {"payout_file_get", "?format=csv", NULL},
    {"payout_file_make", "?format=csv", NULL},
    {"payout_item_list", "?partner_id={partner}", NULL},
    {"payout_item_get", "", NULL},
    {"payout_item_paid", "", NULL},
    {"payout_item_failed", "", "{\"reason\":\"account closed\"}"},
    {"payout_item_leave_out", "", "{\"reason\":\"not yet\"}"},
    {"payout_item_retry", "", NULL},
    {"payout_settings_get", "", NULL},
    {"payout_settings_change", "", "{\"pay_day\":20,\"limits\":[{\"currency\":\"USD\",\"minimum\":\"50\"}]}"},
    {"payout_schedule", "?at=2026-01-20T00:00:00Z", NULL},
    {"payout_source_put", "", "{\"method\":\"sepa\",\"holder\":\"Net\",\"iban\":\"DE89370400440532013000\"}"},
    {"payout_source_list", "", NULL},
    {"payout_details_put", "", "{\"method\":\"paypal\",\"email\":\"a{n}@example.org\"}"},
    {"payout_details_get", "", NULL},
    {"payout_details_list", "", NULL},
    {"payout_terms_get", "", NULL},
    {"payout_terms_change", "", "{\"mode\":\"request\",\"limits\":[{\"currency\":\"EUR\",\"minimum\":\"1\"}]}"},
    {"payout_standing", "", NULL},
    {"withdrawal_create", "", "{\"partner_id\":\"{partner}\",\"currency\":\"EUR\"}"},
    {"withdrawal_list", "?partner_id={partner}", NULL},
    {"withdrawal_get", "", NULL},
    {"withdrawal_cancel", "", NULL},
    {"withdrawal_decline", "", "{\"reason\":\"not yet\"}"},
    {"mail_list", "?limit=5", NULL},
    {"network_tax_profile_get", "", NULL},
    {"network_tax_profile_put", "", PROFILE},
    {"partner_tax_profile_get", "", NULL},
    {"partner_tax_profile_put", "", PROFILE},
    {"advertiser_tax_profile_get", "", NULL},
    {"advertiser_tax_profile_put", "", PROFILE},
    {"billing_put", "", "{\"currency\":\"EUR\",\"payment_days\":14,\"subscription\":\"99.00\"}"},
    {"billing_list", "", NULL},
    {"bill_create", "", "{\"currency\":\"EUR\",\"month\":\"2026-09\"}"},
    {"bill_list", "?currency=EUR", NULL},
    {"commission_receipt", "?lang=fr", NULL},
    {"invoice_issue", "", NULL},
    {"invoice_list", "?limit=5", NULL},
    {"invoice_get", "?format=xml", NULL},
    {"invoice_credit", "", NULL},
    {"invoice_credit_part", "", "{\"amount\":\"0.50\",\"reference\":\"c1\",\"reason\":\"Late delivery\"}"},
    {"dispute_create", "",
     "{\"partner_id\":\"{partner}\",\"conversion_id\":\"{conversion}\",\"reason\":\"wrong_amount\","
     "\"message\":\"The order was larger.\"}"},
    {"dispute_list", "?partner_id={partner}", NULL},
    {"dispute_get", "", NULL},
    {"dispute_reply", "", "{\"message\":\"Here is the receipt.\"}"},
    {"dispute_decision", "", "{\"outcome\":\"upheld\",\"message\":\"The order was not.\"}"},
    {"dispute_withdraw", "", NULL},
    {"statement_list", "", NULL},
    {"statement_get", "?month=2026-09", NULL},
    {"payout_item_failed", "", NULL},
    {"exchange_rate_create", "",
     "{\"base\":\"EUR\",\"quote\":\"USD\",\"day\":\"2026-11-27\",\"rate\":\"1.1684\",\"source\":\"ECB\"}"},
    {"exchange_rate_list", "?quote=USD&from=2026-11-01", NULL},
    {"period_close", "", "{\"month\":\"2020-01\"}"},
    {"period_reopen", "", "{\"month\":\"2020-01\",\"reason\":\"a bill came late\"}"},
    {"period_list", "", NULL},
    {"webhook_source_create", "", "{\"program_id\":\"{program}\",\"provider\":\"standard\"}"},
    {"webhook_source_list", "?program_id={program}", NULL},
    {"webhook_source_get", "", NULL},
    {"webhook_source_secret", "", "{}"},
    {"webhook_source_archive", "", NULL},
    {"postback_create", "",
     "{\"program_id\":\"{program}\",\"url\":\"https://t.example/{n}\",\"events\":\"sale,approved\"}"},
    {"postback_list", "?limit=5", NULL},
    {"postback_get", "", NULL},
    {"postback_put", "", "{\"url\":\"https://t.example/new\",\"events\":\"refund\"}"},
    {"postback_status", "", "{\"status\":\"paused\"}"},
    {"postback_secret", "", NULL},
    {"postback_test", "", NULL},
    {"postback_delivery_list", "?limit=5", NULL},
    {"postback_delivery_get", "", NULL},
    {"postback_delivery_retry", "", NULL},
    {"tracking_domain_create", "", "{\"host\":\"go{n}.partner.example\",\"note\":\"Anna\"}"},
    {"tracking_domain_list", "?limit=5", NULL},
    {"tracking_domain_change", "", "{\"status\":\"archived\"}"},
};

static const struct example *example_of(const struct route *route)
{
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        if (strcmp(examples[i].name, route->name) == 0) {
            return &examples[i];
        }
    }
    print_error("route %s has no example in matrix_test.c\n", route->name);
    fail();
    return &examples[0];
}

static const char *example_named(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        if (strcmp(examples[i].name, name) == 0) {
            return examples[i].body;
        }
    }
    fail();
    return "";
}

static struct text thing(struct api *api, const struct api_world *w, struct text name)
{
    const struct {
        const char *name;
        struct text value;
    } things[] = {
        {"advertiser", w->advertiser},
        {"application", w->application},
        {"question", w->question},
        {"program", w->program},
        {"empty_program", w->empty_program},
        {"plan", w->plan},
        {"offer", w->offer},
        {"partner", w->partner},
        {"enrollment", w->enrollment},
        {"link", w->link},
        {"coupon", w->coupon},
        {"conversion", w->conversion},
        {"commission", w->commission},
        {"reward", w->reward},
        {"customer", w->customer},
        {"token", w->token},
        {"user", w->user},
        {"payout_run", w->payout_run},
        {"payout_item", w->payout_item},
        {"withdrawal", w->withdrawal},
        {"charge", w->charge},
        {"invoice", w->invoice},
        {"penalty", w->penalty},
        {"compensation", w->compensation},
        {"contract", w->contract},
        {"agreement", w->agreement},
        {"netting", w->netting},
        {"opening_balance", w->opening_balance},
        {"dispute", w->dispute},
        {"webhook_source", w->webhook_source},
        {"postback", w->postback},
        {"delivery", w->delivery},
        {"host", TEXT("go.partner.example")},
    };
    for (size_t i = 0; i < COUNT_OF(things); i++) {
        if (text_equal(name, text_of(things[i].name))) {
            return things[i].value;
        }
    }
    if (text_equal(name, TEXT("n"))) {
        return text_format(api->arena, "%lld", (long long)++api->counter);
    }
    if (text_equal(name, TEXT("number"))) {
        return text_format(api->arena, "%lld", (long long)w->number);
    }
    return TEXT_NONE;
}

// Braces that hold a known name are filled; others (those of JSON) stay.
static const char *fill(struct api *api, const struct api_world *w, const char *pattern)
{
    struct buf buf = buf_new(api->arena, 65536);
    for (const char *p = pattern; *p != '\0'; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        struct text name = end == NULL ? TEXT_NONE : (struct text){.p = p + 1, .n = (size_t)(end - p) - 1};
        struct text value = end == NULL ? TEXT_NONE : thing(api, w, name);
        if (text_is(value)) {
            buf_add(&buf, value);
            p = end;
        } else {
            buf_add_char(&buf, *p);
        }
    }
    return text_zero_terminated(api->arena, buf_text(&buf));
}

static struct api_answer ask(struct api *api, const struct api_world *w, struct text token, const struct route *route)
{
    const struct example *example = example_of(route);
    assert_non_null(example);
    if (example == NULL) { // said once more for the compiler
        return (struct api_answer){0};
    }
    struct text what = text_format(api->arena, "%.*s %s%s", TEXT_PRINT(http_method_text(route->method)),
                                   fill(api, w, route->pattern), fill(api, w, example->query));
    const char *body = example->body == NULL ? NULL : fill(api, w, example->body);
    return api_call(api, token, text_zero_terminated(api->arena, what), body);
}

static int refusals; // all are shown before the test fails

static void refuse(const struct route *route, const char *who, struct api_answer answer, const char *wanted)
{
    print_error("%.*s %s as %s: %d %.*s\nwanted: %s\n", TEXT_PRINT(http_method_text(route->method)), route->pattern,
                who, answer.status, TEXT_PRINT(answer.body), wanted);
    refusals++;
}

static bool mentions(struct api_answer answer, const struct api_world *w)
{
    const struct text own[] = {w->advertiser, w->program,    w->empty_program, w->offer,      w->partner,
                               w->enrollment, w->link,       w->coupon,        w->conversion, w->commission,
                               w->customer,   w->payout_run, w->payout_item,   w->withdrawal};
    for (size_t i = 0; i < COUNT_OF(own); i++) {
        if (text_is(own[i]) && text_find(answer.body, own[i], 0) != SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static bool is_done(const struct route *route, struct api_answer answer)
{
    return answer.status == ((route->flags & ROUTE_CREATES) != 0 ? 201 : 200);
}

static void as_nobody(struct api *api, const struct api_world *w, const struct route *route)
{
    struct api_answer answer = ask(api, w, TEXT_NONE, route);
    bool is_open = route->capability == CAP_PUBLIC || (route->flags & ROUTE_LOOPBACK) != 0;
    if (is_open ? !is_done(route, answer) : answer.status != 401) {
        refuse(route, "nobody", answer, is_open ? "success" : "401");
    }
    if (!is_open) {
        answer = ask(api, w, TEXT("trb_0000000000000000000000000000000000000000"), route);
        if (answer.status != 401) {
            refuse(route, "a stranger", answer, "401");
        }
    }
}

// Somebody of this role to whom nothing in the world belongs.
static void as_other(struct api *api, const struct api_world *w, const struct route *route, enum role role,
                     struct text token)
{
    if (route->capability == CAP_PUBLIC || (route->flags & ROUTE_LOOPBACK) != 0) {
        return;
    }
    struct api_answer answer = ask(api, w, token, route);
    if (!capability_is_of(route->capability, role)) {
        if (answer.status != 403) {
            refuse(route, role_text(role), answer, "403, for want of the capability");
        }
        return;
    }
    if (text_is(route_parameter_name(route->pattern, 0))) {
        if (answer.status != 404) {
            refuse(route, role_text(role), answer, "404, because it belongs to others");
        }
    } else if (answer.status < 300 && mentions(answer, w)) {
        refuse(route, role_text(role), answer, "nothing of others");
    } else if (answer.status < 300 && (route->flags & ROUTE_CREATES) != 0) {
        refuse(route, role_text(role), answer, "a refusal of the others' ids");
    }
}

static void act(struct api *api, const struct api_world *w, const char *what)
{
    expect_status(200, api_call(api, api->operator_token, fill(api, w, what), NULL));
}

// What the route of a payout needs to have happened before.
static void prepare_payout(struct api *api, struct api_world *w, const char *name, const char *pattern)
{
    if (strcmp(name, "payout_run_create") == 0) {
        api_world_release(api);
    } else if (strcmp(name, "withdrawal_create") == 0) {
        api_world_release(api);
        api_world_details(api, w);
    } else if (strstr(pattern, "withdrawal") != NULL) {
        api_world_withdraw(api, w);
    } else if (strstr(pattern, "payout") != NULL) {
        api_world_details(api, w);
        api_world_pay(api, w);
    }
    bool is_retry = strstr(pattern, "payout") != NULL && strstr(name, "retry") != NULL;
    if (is_retry || strstr(name, "paid") != NULL || strstr(name, "failed") != NULL ||
        strstr(name, "payout_file") != NULL) {
        act(api, w, "POST /api/v1/payout-runs/{payout_run}/approve");
    }
    if (is_retry) {
        act(api, w, "POST /api/v1/payout-items/{payout_item}/failed");
    }
}

// A compensation to be looked at or taken back, or one that waits for a second person; an opening balance.
static void make_by_hand(struct api *api, struct api_world *w, const char *name)
{
    bool is_proposed = strcmp(name, "compensation_approve") == 0 || strcmp(name, "compensation_decline") == 0;
    if (is_proposed) {
        struct flow flow = api_flow(api);
        flow.actor = TEXT("somebody else");
        struct payout_limit_input limit = {.currency = {"EUR"}, .minimum = TEXT_NONE, .second_person = TEXT("1.00")};
        struct payout_policy_input policy = {.limits = &limit, .limit_count = 1};
        api_do(api, payout_policy_change(&flow, &policy));
        struct compensation_input input = {.amount = TEXT("5.00"), .reason = TEXT("ten leads, no sale")};
        assert_int_equal(public_id_parse(flow.keyring, PREFIX_PARTNER, w->partner, &input.partner_id.v), RC_OK);
        assert_int_equal(public_id_parse(flow.keyring, PREFIX_PROGRAM, w->program, &input.program_id.v), RC_OK);
        struct compensation compensation;
        api_do(api, compensation_propose(&flow, &input, &compensation));
        w->compensation = public_id_text(api->arena, flow.keyring, PREFIX_COMPENSATION, compensation.id.v);
        limit.second_person = TEXT("");
        api_do(api, payout_policy_change(&flow, &policy));
    } else if (strncmp(name, "compensation_", 13) == 0) {
        w->compensation = api_value(api_call(api, api->operator_token, "POST /api/v1/compensations",
                                             fill(api, w, example_named("compensation_create"))),
                                    "id");
    } else if (strncmp(name, "opening_balance_", 16) == 0) {
        w->opening_balance = api_value(api_call(api, api->operator_token, "POST /api/v1/opening-balances",
                                                fill(api, w, example_named("opening_balance_create"))),
                                       "id");
    }
}

// A contract; to be decided, one whose term is over without a sale.
static void make_contract(struct api *api, struct api_world *w, const char *name)
{
    const char *const body = "{\"partner_id\":\"{partner}\",\"program_id\":\"{program}\",\"term_days\":1,"
                             "\"measure\":\"sales\",\"target\":\"900\",\"when_missed\":\"review\"}";
    w->contract = api_value(api_call(api, api->operator_token, "POST /api/v1/contracts", fill(api, w, body)), "id");
    assert_true(text_is(w->contract));
    if (strcmp(name, "contract_decision") == 0) {
        struct flow flow = api_flow(api);
        int64_t ended = 0;
        flow.now.ms += 2 * DAY_MS;
        api_do(api, contracts_end(&flow, &ended));
        assert_true(ended > 0);
    }
}

// An agreement; for netting, with something on both sides, and a netting to be taken back.
static void make_agreement(struct api *api, struct api_world *w, const char *name)
{
    bool is_netting = strncmp(name, "netting_", 8) == 0;
    if (!is_netting && strncmp(name, "agreement_", 10) != 0) {
        return;
    }
    if (strcmp(name, "agreement_create") == 0) {
        return;
    }
    w->agreement = api_value(api_call(api, api->operator_token, "POST /api/v1/reciprocal-agreements",
                                      fill(api, w, example_named("agreement_create"))),
                             "id");
    if (!is_netting) {
        return;
    }
    api_world_release(api);
    api_make(api, "POST /api/v1/opening-balances",
             text_of(fill(api, w,
                          "{\"advertiser_id\":\"{advertiser}\",\"state\":\"receivable\",\"currency\":\"EUR\","
                          "\"amount\":\"999.00\",\"reference\":\"{n}\",\"date\":\"2025-12-31T00:00:00Z\"}")));
    if (strcmp(name, "netting_create") != 0) {
        struct text net =
            text_format(api->arena, "POST /api/v1/reciprocal-agreements/%.*s/net", TEXT_PRINT(w->agreement));
        w->netting = api_value(
            api_call(api, api->operator_token, text_zero_terminated(api->arena, net), "{\"currency\":\"EUR\"}"), "id");
    }
}

static void as_owner(struct api *api, const struct route *route, enum role role)
{
    if (!capability_is_of(route->capability, role)) {
        return;
    }
    struct instant now = api->clock.instant;
    struct api_world w = api_world_new(api);
    api_world_sell(api, &w);
    prepare_payout(api, &w, route->name, route->pattern);
    if (strstr(route->pattern, "{application}") != NULL || strstr(route->pattern, "{question}") != NULL) {
        api_world_apply(api, &w);
    }
    if (strcmp(route->name, "penalty_settle") == 0) {
        api_world_penalty(api, &w);
    }
    if (strcmp(route->name, "plan_withdraw") == 0) { // a version that is still to come
        struct instant from = {api->clock.instant.ms + 40 * DAY_MS};
        w.plan = api_value(
            api_call(api, api->operator_token, fill(api, &w, "PUT /api/v1/programs/{program}/plan"),
                     text_zero_terminated(api->arena, text_format(api->arena,
                                                                  "{\"text\":\"pay 9%% on sale\\ngive 1000 credit "
                                                                  "on sale\",\"effective_at\":\"%.*s\"}",
                                                                  TEXT_PRINT(instant_text(api->arena, from))))),
            "id");
    }
    make_by_hand(api, &w, route->name);
    make_agreement(api, &w, route->name);
    if (strstr(route->pattern, "{contract}") != NULL) {
        make_contract(api, &w, route->name);
    }
    if (strstr(route->pattern, "{dispute}") != NULL) {
        api_world_dispute(api, &w);
    }
    if (strstr(route->pattern, "{webhook_source}") != NULL) {
        api_world_webhook(api, &w);
    }
    if (strstr(route->pattern, "{postback}") != NULL || strstr(route->pattern, "{delivery}") != NULL) {
        api_world_postback(api, &w);
    }
    if (strcmp(route->name, "account_withdrawal_create") == 0) {
        struct text deposit =
            text_format(api->arena, "POST /api/v1/advertisers/%.*s/deposits", TEXT_PRINT(w.advertiser));
        api_make(api, text_zero_terminated(api->arena, deposit), TEXT("{\"amount\":\"50.00\",\"reference\":\"b\"}"));
    }
    if (strcmp(route->name, "invoice_issue") == 0) {
        api_world_profiles(api, &w);
        api_world_approve(api, &w);
    } else if (strcmp(route->name, "bill_create") == 0) {
        api_world_fee(api, &w);
    } else if (strncmp(route->name, "invoice_", 8) == 0 && role == ROLE_ADVERTISER) {
        api_world_bill(api, &w);
    } else if (strncmp(route->name, "invoice_", 8) == 0) {
        api_world_details(api, &w);
        api_world_pay(api, &w);
        api_world_invoice(api, &w);
    } else if (strstr(route->name, "tax_profile_get") != NULL) {
        api_world_profiles(api, &w);
    }
    struct text token = role == ROLE_OPERATOR     ? api->operator_token
                        : role == ROLE_ADVERTISER ? w.advertiser_token
                                                  : w.partner_token;
    struct api_answer answer = ask(api, &w, token, route);
    if (!is_done(route, answer)) {
        refuse(route, role_text(role), answer, "success, because it is its own");
    }
    api->clock.instant = now;
}

// Everything that an address can name.
static void fill_world(struct api *api, struct api_world *w)
{
    api_world_sell(api, w);
    api_world_apply(api, w);
    api_world_withdraw(api, w);
    api_world_pay(api, w);
    api_world_invoice(api, w);
    make_by_hand(api, w, "compensation_get");
    make_by_hand(api, w, "opening_balance_get");
    make_agreement(api, w, "agreement_get");
    make_contract(api, w, "contract_get");
    api_world_dispute(api, w);
    api_world_webhook(api, w);
    api_world_postback(api, w);
}

static void every_route_answers_each_role_as_declared(void **state)
{
    struct api *api = api_new(*state);
    refusals = 0;
    struct api_world own = api_world_new(api);
    struct api_world other = api_world_new(api);
    fill_world(api, &own);
    struct flow flow = api_flow(api);
    struct tracking_domain domain;
    api_do(api, tracking_domain_add(&flow, TEXT("go.partner.example"), TEXT(""), &domain));
    for (size_t i = 0; i < api_routes.count; i++) {
        const struct route *route = &api_routes.routes[i];
        as_nobody(api, &own, route);
        as_other(api, &own, route, ROLE_ADVERTISER, other.advertiser_token);
        as_other(api, &own, route, ROLE_PARTNER, other.partner_token);
        as_owner(api, route, ROLE_OPERATOR);
        as_owner(api, route, ROLE_ADVERTISER);
        as_owner(api, route, ROLE_PARTNER);
    }
    api_free(api);
    assert_int_equal(refusals, 0);
}

// Ids of another noun, and ids that no row can have, never reach storage.
static void ids_of_other_nouns_answer_404(void **state)
{
    struct api *api = api_new(*state);
    struct api_world w = api_world_new(api);
    const char *const ids[] = {"{advertiser}",
                               "prt_0000000000000",
                               "prt_",
                               "1",
                               "prt_%00",
                               "prt_zzzzzzzzzzzzz",
                               "PRT_0000000000000",
                               "prt_00000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        struct text what = text_format(api->arena, "GET /api/v1/partners/%s", fill(api, &w, ids[i]));
        struct api_answer answer = api_call(api, api->operator_token, text_zero_terminated(api->arena, what), NULL);
        assert_row(ids[i], answer.status == 404);
    }
    api_free(api);
}

// ---- hostile text ----

// The example's body with one member that says something else.
static const char *body_with(struct api *api, const struct json *example, const char *name, struct text said)
{
    struct buf buf = buf_new(api->arena, (size_t)1 << 20);
    struct json_writer writer = json_writer_new(&buf);
    json_begin_object(&writer);
    for (size_t i = 0; text_is(json_member_name(example, i)); i++) {
        struct text member = json_member_name(example, i);
        if (!text_equal(member, text_of(name))) {
            const struct json *value = json_member(example, text_zero_terminated(api->arena, member));
            json_name_text(&writer, member);
            json_add_raw(&writer, json_canonical(api->arena, value));
        }
    }
    json_name(&writer, name);
    json_add_text(&writer, said);
    json_end_object(&writer);
    return text_zero_terminated(api->arena, buf_text(&buf));
}

static void stands(const struct route *route, const char *field, struct text said, struct api_answer answer)
{
    bool is_json = text_find(answer.head, TEXT("Content-Type: application/json"), 0) != SIZE_MAX;
    bool is_whole = !is_json || answer.body.n == 0 || answer.json != NULL;
    if (answer.status >= 500 || !is_whole || text_find(answer.head, TEXT("\r\nX-Hostile"), 0) != SIZE_MAX) {
        print_error("%s of %s: %.*s\n", field, route->name, TEXT_PRINT(text_slice(said, 0, 100)));
        refuse(route, "the operator", answer, "an answer that is whole, below 500");
    }
}

// Each text in each member of the body, and in each parameter of the query, while the others are as in the example.
static void besiege(struct api *api, const struct api_world *w, const struct route *route, size_t first, size_t step)
{
    const struct example *example = example_of(route);
    const char *path =
        text_zero_terminated(api->arena, text_format(api->arena, "%.*s %s", TEXT_PRINT(http_method_text(route->method)),
                                                     fill(api, w, route->pattern)));
    struct arena *kept = api->arena;
    AUTO_ARENA scratch = arena_new((size_t)64 << 20);
    api->arena = scratch;
    size_t body_fields = example->body == NULL ? 0 : route->body->count;
    for (size_t i = 0; i < body_fields + route->query->count; i++) {
        bool is_body = i < body_fields;
        const char *field = is_body ? route->body->fields[i].name : route->query->fields[i - body_fields].name;
        for (size_t turn = first; turn < HOSTILE_COUNT; turn += step) {
            arena_reset(scratch);
            struct text said = hostile(turn);
            const struct json *json = NULL;
            struct buf what = buf_new(scratch, (size_t)1 << 20);
            buf_add(&what, text_of(path));
            if (example->body != NULL) {
                api_do(api, json_parse(scratch, text_of(fill(api, w, example->body)), &json, &api->fault));
            }
            if (!is_body) {
                said = text_slice(said, 0, 1000);
                buf_format(&what, "?%s=", field);
                percent_encode(&what, said);
            }
            const char *body = json == NULL ? NULL
                               : is_body    ? body_with(api, json, field, said)
                                            : fill(api, w, example->body);
            const char *line = text_zero_terminated(scratch, buf_text(&what));
            stands(route, field, said, api_call(api, api->operator_token, line, body));
        }
    }
    api->arena = kept;
}

static void hostile_text_breaks_nothing(void **state)
{
    struct api *api = api_new(*state);
    bool has_both = test_database_is_available(DB_POSTGRES); // then each takes half of the texts
    size_t first = has_both && test_database_kind(*state) == DB_POSTGRES;
    refusals = 0;
    struct api_world w = api_world_new(api);
    fill_world(api, &w);
    for (size_t i = 0; i < api_routes.count; i++) {
        besiege(api, &w, &api_routes.routes[i], first, has_both ? 2 : 1);
    }
    expect_status(200, api_call(api, api->operator_token, "GET /api/v1/network", NULL));
    api_free(api);
    assert_int_equal(refusals, 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(every_route_answers_each_role_as_declared),
        TEST_DATABASE_CASE(ids_of_other_nouns_answer_404),
        TEST_DATABASE_CASE(hostile_text_breaks_nothing),
    };
    return TEST_DATABASE_RUN("matrix", cases);
}
