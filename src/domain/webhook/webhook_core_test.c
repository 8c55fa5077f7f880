// SPDX-License-Identifier: Apache-2.0
// Webhooks read into facts: each event in its old and new shape, what says nothing, and bodies that are not what they
// say.
#include "check.h"

#include "core/buf.h"
#include "shared_data.h"
#include "webhook/webhook_core.h"

#define ARENA_BYTES ((size_t)64 << 20)

static void put(struct buf *buf, const char *name, struct text t)
{
    if (text_is(t)) {
        buf_format(buf, " %s=%.*s", name, TEXT_PRINT(t));
    }
}

static void put_fact(struct buf *buf, const struct webhook_fact *fact)
{
    buf_format(buf, "%s%s", buf->n > 0 ? " | " : "", webhook_fact_kind_text(fact->kind));
    put(buf, "key", fact->key);
    put(buf, "goal", fact->goal);
    put(buf, "order", fact->order_id);
    put(buf, "amount", fact->amount);
    put(buf, "currency", fact->currency);
    put(buf, "discount", fact->discount);
    put(buf, "tax", fact->tax);
    put(buf, "shipping", fact->shipping);
    put(buf, "status", fact->status);
    put(buf, "reason", fact->reason);
    put(buf, "coupon", fact->coupon);
    put(buf, "customer", fact->customer_id);
    put(buf, "email", fact->email);
    put(buf, "country", fact->customer_country);
    put(buf, "click", fact->click_id);
    put(buf, "at", fact->occurred_at);
    for (size_t i = 0; i < fact->reference_count; i++) {
        put(buf, "also", fact->references[i]);
    }
    for (size_t i = 0; i < fact->item_count; i++) {
        buf_format(buf, " [%.*s %.*s x%.*s %.*s]", TEXT_PRINT(fact->items[i].sku), TEXT_PRINT(fact->items[i].category),
                   TEXT_PRINT(fact->items[i].quantity), TEXT_PRINT(fact->items[i].amount));
    }
    buf_format(buf, "%s", fact->is_first_payment ? " first" : "");
}

static struct text told(struct arena *arena, enum webhook_provider provider, const char *topic, struct text body)
{
    const struct json *json = NULL;
    struct fault fault = {.rc = RC_OK};
    struct webhook_reading reading;
    if (json_parse(arena, body, &json, &fault) != RC_OK) {
        print_error("%.*s: %s\n", TEXT_PRINT(body), fault.message);
        fail();
    }
    webhook_read(arena, provider, text_of(topic), json, &reading);
    struct buf buf = buf_new(arena, 65536);
    for (size_t i = 0; i < reading.count; i++) {
        put_fact(&buf, &reading.facts[i]);
    }
    return reading.count == 0 ? text_of(reading.cause) : buf_text(&buf);
}

struct row {
    const char *topic; // NULL: the event says it
    const char *body;  // quotes as '
    const char *told;
};

static void check_rows(enum webhook_provider provider, const struct row *rows, size_t count)
{
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < count; i++) {
        char *body = text_zero_terminated(arena, text_of(rows[i].body));
        for (char *p = body; *p != '\0'; p++) {
            *p = *p == '\'' ? '"' : *p;
        }
        assert_text(told(arena, provider, rows[i].topic, text_of(body)), rows[i].told);
    }
}

#define STRIPE(type, object) "{'id':'evt_1','type':'" type "','created':1700000000,'data':{'object':" object "}}"

static void events_of_stripe(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {NULL,
         STRIPE("checkout.session.completed",
                "{'id':'cs_1','mode':'payment','payment_status':'paid','amount_total':5990,'currency':'eur',"
                "'payment_intent':'pi_1','client_reference_id':'CLICK','customer_details':{'email':'a@b.example',"
                "'address':{'country':'FR'}},'total_details':{'amount_discount':10,'amount_tax':990,"
                "'amount_shipping':0}}"),
         "event order=pi_1 amount=59.90 currency=EUR discount=0.10 tax=9.90 shipping=0.00 status=approved "
         "email=a@b.example country=FR click=CLICK at=2023-11-14T22:13:20Z also=cs_1"},
        {NULL,
         STRIPE("checkout.session.async_payment_succeeded",
                "{'id':'cs_1','mode':'payment','payment_status':'paid','amount_total':5990,'currency':'jpy',"
                "'metadata':{'click_id':'SURE','coupon':'ANNA'},'client_reference_id':'user-7'}"),
         "event order=cs_1 amount=5990 currency=JPY status=approved coupon=ANNA click=SURE at=2023-11-14T22:13:20Z"},
        {NULL,
         STRIPE("checkout.session.completed",
                "{'id':'cs_1','mode':'subscription','payment_status':'paid','amount_total':1000,'currency':'usd',"
                "'invoice':{'id':'in_1','object':'invoice'},'customer':'cus_1','subscription':'sub_1'}"),
         "event order=in_1 amount=10.00 currency=USD status=approved customer=cus_1 at=2023-11-14T22:13:20Z also=cs_1"},
        {NULL,
         STRIPE("checkout.session.completed",
                "{'id':'cs_1','mode':'subscription','payment_status':'no_payment_required','amount_total':0,"
                "'currency':'usd','invoice':'in_1','customer':'cus_1','subscription':'sub_1',"
                "'client_reference_id':'CLICK'}"),
         "event goal=lead order=sub_1 status=approved customer=cus_1 click=CLICK at=2023-11-14T22:13:20Z"},
        {NULL, STRIPE("checkout.session.completed", "{'id':'cs_1','mode':'setup','payment_status':'paid'}"),
         "event_unused"},
        {NULL,
         STRIPE("checkout.session.completed",
                "{'id':'cs_1','mode':'payment','payment_status':'unpaid','amount_total':1,'currency':'eur'}"),
         "payment_missing"},
        {NULL, STRIPE("checkout.session.completed", "{'mode':'payment','payment_status':'paid'}"), "event_incomplete"},
        // The old shape of an invoice: it names charge and payment intent.
        {NULL,
         STRIPE("invoice.paid",
                "{'id':'in_2','currency':'usd','amount_paid':2000,'total':2000,'tax':100,'billing_reason':"
                "'subscription_cycle','customer':'cus_1','customer_email':'a@b.example','charge':'ch_2',"
                "'payment_intent':'pi_2','status_transitions':{'paid_at':1700000100},'subscription_details':"
                "{'metadata':{'click_id':'CLICK'}},'total_discount_amounts':[{'amount':50}],'lines':{'has_more':false,"
                "'data':[{'amount':2050,'quantity':2,'price':{'id':'price_1','product':'prod_1'},"
                "'discount_amounts':[{'amount':50}]}]}}"),
         "event order=in_2 amount=20.00 currency=USD discount=0.50 tax=1.00 status=approved customer=cus_1 "
         "email=a@b.example click=CLICK at=2023-11-14T22:15:00Z also=pi_2 also=ch_2 [price_1 prod_1 x2 20.00]"},
        // The new one.
        {NULL,
         STRIPE("invoice.payment_succeeded",
                "{'id':'in_2','currency':'usd','amount_paid':2000,'total':2000,'billing_reason':'subscription_create',"
                "'parent':{'subscription_details':{'metadata':{'click_id':'CLICK'}}},'created':1700000000,"
                "'total_taxes':[{'amount':60},{'amount':40}],'payments':{'data':[{'payment':{'type':'payment_intent',"
                "'payment_intent':'pi_2'}}]},'lines':{'data':[{'amount':2000,'pricing':{'price_details':"
                "{'price':'price_1','product':'prod_1'}}}]}}"),
         "event order=in_2 amount=20.00 currency=USD tax=1.00 status=approved click=CLICK at=2023-11-14T22:13:20Z "
         "also=pi_2 [price_1 prod_1 x 20.00] first"},
        // Half of it was paid by a credit; a line that is a credit.
        {NULL,
         STRIPE("invoice.paid",
                "{'id':'in_3','currency':'usd','amount_paid':1000,'total':2000,'tax':101,'billing_reason':'manual',"
                "'created':1700000000,'lines':{'data':[{'amount':2000}]}}"),
         "event order=in_3 amount=10.00 currency=USD tax=0.51 status=approved at=2023-11-14T22:13:20Z first"},
        {NULL,
         STRIPE("invoice.paid",
                "{'id':'in_3','currency':'usd','amount_paid':1000,'total':1000,'billing_reason':'subscription_update',"
                "'created':1700000000,'lines':{'data':[{'amount':2000},{'amount':-1000}]}}"),
         "event order=in_3 amount=10.00 currency=USD status=approved at=2023-11-14T22:13:20Z"},
        {NULL, STRIPE("invoice.paid", "{'id':'in_4','currency':'usd','amount_paid':0,'total':0}"), "nothing_paid"},
        {NULL,
         STRIPE("invoice_payment.paid",
                "{'invoice':'in_2','payment':{'payment_intent':'pi_2','type':'payment_intent'}}"),
         "names order=in_2 also=pi_2"},
        {NULL,
         STRIPE("charge.refunded",
                "{'id':'ch_1','invoice':'in_1','payment_intent':'pi_1','refunds':{'data':[{'id':'re_1','amount':100,"
                "'currency':'usd','status':'succeeded','charge':'ch_1','created':1700000000},"
                "{'id':'re_2','amount':200,'currency':'usd','status':'failed'}]}}"),
         "refund key=re_1 amount=1.00 currency=USD at=2023-11-14T22:13:20Z also=in_1 also=pi_1 also=ch_1"},
        {NULL, STRIPE("charge.refunded", "{'id':'ch_1','amount_refunded':100}"), "refund_listed_apart"},
        {NULL,
         STRIPE("refund.created",
                "{'id':'re_1','amount':100,'currency':'usd','status':'succeeded','payment_intent':'pi_1',"
                "'charge':'ch_1','created':1700000000}"),
         "refund key=re_1 amount=1.00 currency=USD at=2023-11-14T22:13:20Z also=pi_1 also=ch_1"},
        {NULL, STRIPE("refund.created", "{'id':'re_1','amount':1,'currency':'usd','status':'pending'}"),
         "refund_unfinished"},
        {NULL, STRIPE("charge.dispute.created", "{'id':'dp_1'}"), "dispute_undecided"},
        {NULL,
         STRIPE("charge.dispute.funds_withdrawn",
                "{'id':'dp_1','amount':100,'currency':'usd','charge':'ch_1','payment_intent':'pi_1',"
                "'reason':'fraudulent'}"),
         "chargeback key=dp_1 amount=1.00 currency=USD reason=fraud at=2023-11-14T22:13:20Z also=pi_1 also=ch_1"},
        {NULL, STRIPE("charge.dispute.funds_reinstated", "{'id':'dp_1','amount':100,'currency':'usd','charge':'ch_1'}"),
         "chargeback_won key=dp_1 amount=1.00 currency=USD reason=not_paid at=2023-11-14T22:13:20Z also=ch_1"},
        {NULL, STRIPE("customer.subscription.deleted", "{'customer':'cus_1','ended_at':1700000100}"),
         "churn customer=cus_1 at=2023-11-14T22:15:00Z"},
        {NULL, STRIPE("customer.created", "{'id':'cus_1'}"), "event_unused"},
        {NULL, "{}", "event_unused"},
    };
    check_rows(WEBHOOK_STRIPE, rows, COUNT_OF(rows));
}

// docs.stripe.com/currencies: zero-decimal, three-decimal, and the special cases.
static void stripe_counts_in_its_own_units(void **state)
{
    (void)state;
    static const struct {
        const char *currency, *amount;
    } rows[] = {{"usd", "12.34"}, {"jpy", "1234"},  {"krw", "1234"},  {"vnd", "1234"},  {"clp", "1234"},
                {"xaf", "1234"},  {"kwd", "1.234"}, {"bhd", "1.234"}, {"isk", "12.34"}, {"ugx", "12.34"},
                {"mga", "1234"},  {"huf", "12.34"}, {"twd", "12.34"}};
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text body = text_format(arena,
                                       "{\"type\":\"refund.created\",\"data\":{\"object\":{\"id\":\"re\",\"charge\":"
                                       "\"ch\",\"amount\":1234,\"currency\":\"%s\"}}}",
                                       rows[i].currency);
        struct text wanted = text_format(arena, " amount=%s ", rows[i].amount);
        assert_row(rows[i].currency, text_find(told(arena, WEBHOOK_STRIPE, NULL, body), wanted, 0) != SIZE_MAX);
    }
}

#define SHOPIFY_ORDER(more)                                                                                        \
    "{'id':820982911946154508,'currency':'EUR','total_price':'54.00','total_discounts':'6.00','total_tax':'9.00'," \
    "'created_at':'2026-11-01T10:00:00+01:00','email':'a@b.example','customer':{'id':115310627314723954},"         \
    "'discount_codes':[{'code':'ANNA10','amount':'6.00'}],'billing_address':{'country_code':'DE'},"                \
    "'total_shipping_price_set':{'shop_money':{'amount':'4.00'}},"                                                 \
    "'line_items':[{'sku':'B-1','product_id':632910392,'quantity':2,'price':'30.00','discount_allocations':"       \
    "[{'amount':'6.00'}]}]" more "}"
#define SHOPIFY_TOLD(status, click)                                                                                \
    "event order=820982911946154508 amount=54.00 currency=EUR discount=6.00 tax=9.00 shipping=4.00 status=" status \
    " coupon=ANNA10 customer=115310627314723954 email=a@b.example country=DE" click                                \
    " at=2026-11-01T10:00:00+01:00 [B-1 632910392 x2 54.00]"

static void orders_of_shopify(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"orders/create", SHOPIFY_ORDER(",'financial_status':'pending'"), SHOPIFY_TOLD("pending", "")},
        {"orders/paid", SHOPIFY_ORDER(",'financial_status':'paid','landing_site':'/boots?utm=x&click_id=CLI%43K#top'"),
         SHOPIFY_TOLD("approved", " click=CLICK")},
        {"orders/updated",
         SHOPIFY_ORDER(",'financial_status':'partially_refunded','landing_site':'/?click_id=OTHER','note_attributes':"
                       "[{'name':'gift','value':'yes'},{'name':'_tributary_click_id','value':'CLICK'}]"),
         SHOPIFY_TOLD("approved", " click=CLICK")},
        {"orders/cancelled", SHOPIFY_ORDER(",'financial_status':'paid','cancelled_at':'2026-11-02T10:00:00Z'"),
         SHOPIFY_TOLD("rejected reason=cancelled", "")},
        {"orders/cancelled", SHOPIFY_ORDER(",'financial_status':'voided','cancelled_at':null,'cancel_reason':'fraud'"),
         SHOPIFY_TOLD("rejected reason=fraud", "")},
        {"orders/delete", "{'id':1}", "event_unused"},
        {"orders/create", "{'id':1}", "event_incomplete"},
        {"refunds/create",
         "{'id':509562969,'order_id':450789469,'created_at':'2026-11-03T10:00:00Z','transactions':["
         "{'kind':'refund','status':'success','amount':'10.00','currency':'EUR'},"
         "{'kind':'refund','status':'failure','amount':'99.00','currency':'EUR'},"
         "{'kind':'refund','status':'success','amount':'0.50','currency':'EUR'}]}",
         "refund key=509562969 order=450789469 amount=10.50 currency=EUR at=2026-11-03T10:00:00Z"},
        {"refunds/create", "{'id':1,'order_id':2,'transactions':[]}", "refund_unfinished"},
        {"products/create", "{'id':1}", "event_unused"},
        {NULL, "{'id':1}", "event_unused"},
    };
    check_rows(WEBHOOK_SHOPIFY, rows, COUNT_OF(rows));
}

#define WOO_ORDER(status, more)                                                                                \
    "{'id':727,'status':'" status "','currency':'USD','total':'29.35','total_tax':'1.35','shipping_total':"    \
    "'10.00','discount_total':'0.00','date_created_gmt':'2026-11-01T19:28:02','customer_id':0,'billing':"      \
    "{'email':'j@d.example','country':'US'},'line_items':[{'sku':'Bar3','product_id':22,'quantity':1,'total':" \
    "'18.00'}],'coupon_lines':[]" more "}"
#define WOO_TOLD(status, more)                                                                       \
    "event order=727 amount=29.35 currency=USD discount=0.00 tax=1.35 shipping=10.00 status=" status \
    " email=j@d.example country=US" more " at=2026-11-01T19:28:02Z [Bar3 22 x1 18.00]"

static void orders_of_woocommerce(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"order.created", WOO_ORDER("pending", ""), WOO_TOLD("pending", "")},
        {"order.updated", WOO_ORDER("processing", ",'meta_data':[{'key':'click_id','value':'CLICK'}]"),
         WOO_TOLD("approved", " click=CLICK")},
        {"order.updated",
         WOO_ORDER("completed", ",'meta_data':[{'key':'_wc_order_attribution_session_entry','value':"
                                "'https://shop.example/?click_id=CLICK&a=b'}]"),
         WOO_TOLD("approved", " click=CLICK")},
        {"order.updated", WOO_ORDER("cancelled", ""), WOO_TOLD("rejected reason=cancelled", "")},
        {"order.updated", WOO_ORDER("failed", ""), WOO_TOLD("rejected reason=not_paid", "")},
        {"order.updated", WOO_ORDER("refunded", ",'refunds':[{'id':9,'total':'-29.35'},{'id':10,'total':'x'}]"),
         WOO_TOLD("approved", "") " | refund key=9 order=727 amount=29.35 currency=USD"},
        {"order.updated", WOO_ORDER("checkout-draft", ""), "event_unused"},
        {"order.deleted", "{'id':727}", "event_unused"},
        {"customer.created", "{'id':1}", "event_unused"},
    };
    check_rows(WEBHOOK_WOOCOMMERCE, rows, COUNT_OF(rows));
}

static void events_of_standard_webhooks(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {NULL,
         "{'type':'conversion.created','timestamp':'2026-11-01T10:00:00Z','data':{'goal':'sale','order_id':'A-1',"
         "'amount':'10.00','currency':'EUR','click_id':'CLICK','status':'pending','items':[{'sku':'a','quantity':2,"
         "'amount':'10.00'}]}}",
         "event key=pending goal=sale order=A-1 amount=10.00 currency=EUR status=pending click=CLICK [a  x2 10.00]"},
        {NULL, "{'type':'conversion.rejected','data':{'order_id':'A-1','reason':'fraud'}}",
         "decision key=rejected order=A-1 status=rejected reason=fraud"},
        {NULL, "{'type':'conversion.approved','data':{'order_id':7}}", "decision key=approved order=7 status=approved"},
        {NULL, "{'type':'refund.created','data':{'order_id':'A-1','refund_id':'R-1','amount':'1.00'}}",
         "refund key=R-1 order=A-1 amount=1.00"},
        {NULL, "{'type':'refund.created','data':{'order_id':'A-1'}}", "event_incomplete"},
        {NULL, "{'type':'conversion.approved','data':{}}", "event_incomplete"},
        {NULL, "{'type':'customer.churned','data':{'customer_id':'c1'}}", "churn customer=c1"},
        {NULL, "{'type':'ping'}", "event_unused"},
        {NULL, "{'type':7,'data':[]}", "event_unused"},
    };
    check_rows(WEBHOOK_STANDARD, rows, COUNT_OF(rows));
}

// Every member of a body replaced by a value of each other type, one at a time: it is read, and nothing breaks.
static void spoil(struct arena *arena, enum webhook_provider provider, const char *topic, struct text body)
{
    static const char *const values[] = {"null", "true",   "-1",  "9223372036854775807", "\"\"", "\"x\"", "[]",
                                         "{}",   "[[[]]]", "1.5", "{\"id\":{}}"};
    size_t at = 0;
    for (size_t colon = text_find(body, TEXT("\":"), 0); colon != SIZE_MAX; colon = text_find(body, TEXT("\":"), at)) {
        at = colon + 2;
        size_t end = at;
        int depth = 0;
        bool is_quoted = false;
        for (; end < body.n; end++) { // the value's end
            char c = body.p[end];
            is_quoted = c == '"' ? !is_quoted : is_quoted;
            if (!is_quoted && (c == ',' || c == '}' || c == ']') && depth == 0) {
                break;
            }
            depth += is_quoted ? 0 : c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        }
        for (size_t i = 0; i < COUNT_OF(values); i++) {
            struct buf buf = buf_new(arena, body.n + 64);
            buf_add(&buf, text_slice(body, 0, at));
            buf_add(&buf, text_of(values[i]));
            buf_add(&buf, text_slice(body, end, SIZE_MAX));
            assert_true(told(arena, provider, topic, buf_text(&buf)).n > 0);
        }
    }
}

static void other_types_in_every_place(void **state)
{
    (void)state;
    static const struct {
        enum webhook_provider provider;
        const char *topic, *body;
    } rows[] = {
        {WEBHOOK_STRIPE, NULL,
         STRIPE("invoice.paid",
                "{'id':'in_2','currency':'usd','amount_paid':2000,'total':2000,'tax':100,'billing_reason':'manual',"
                "'parent':{'subscription_details':{'metadata':{'click_id':'C'}}},'payments':{'data':[{'payment':"
                "{'payment_intent':'pi'}}]},'lines':{'data':[{'amount':2000,'metadata':{'click_id':'C'}}]}}")},
        {WEBHOOK_STRIPE, NULL,
         STRIPE("charge.refunded", "{'id':'ch_1','refunds':{'data':[{'id':'re','amount':1,'currency':'usd'}]}}")},
        {WEBHOOK_SHOPIFY, "orders/paid", SHOPIFY_ORDER(",'note_attributes':[{'name':'click_id','value':'C'}]")},
        {WEBHOOK_WOOCOMMERCE, "order.updated",
         WOO_ORDER("processing", ",'refunds':[{'id':9,'total':'-1'}],'meta_data':[{'key':'click_id','value':'C'}]")},
        {WEBHOOK_STANDARD, NULL,
         "{'type':'conversion.created','data':{'order_id':'A','amount':'1','items':[{'sku':'a'}]}}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)1 << 30);
        char *body = text_zero_terminated(arena, text_of(rows[i].body));
        for (char *p = body; *p != '\0'; p++) {
            *p = *p == '\'' ? '"' : *p;
        }
        spoil(arena, rows[i].provider, rows[i].topic, text_of(body));
    }
}

static void the_real_samples(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_BYTES);
    static const struct {
        const char *name;
        enum webhook_provider provider;
        const char *topic, *begins;
    } rows[] = {
        {"stripe-events/checkout.session.completed.json", WEBHOOK_STRIPE, NULL,
         "event order=pi_000000000000000000000000 amount=30.00 currency=USD "},
        {"stripe-events/invoice.paid.json", WEBHOOK_STRIPE, NULL,
         "event order=in_000000000000000000000000 amount=20.00 currency=USD "},
        {"stripe-events/charge.refunded.json", WEBHOOK_STRIPE, NULL,
         "refund key=re_000000000000000000000000 amount=1.00 currency=USD "},
        {"stripe-events/charge.dispute.funds_withdrawn.json", WEBHOOK_STRIPE, NULL,
         "chargeback key=dp_00000000000000 amount=250.00 currency=USD reason=fraud "},
        {"stripe-events/customer.subscription.deleted.json", WEBHOOK_STRIPE, NULL,
         "churn customer=cus_00000000000000 "},
        {"woocommerce/order_created.json", WEBHOOK_WOOCOMMERCE, "order.created",
         "event order=727 amount=29.35 currency=USD discount=0.00 tax=1.35 shipping=10.00 status=approved "},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct text name = text_format(arena, "data/webhooks/%s", rows[i].name);
        struct text body = shared_read(arena, text_zero_terminated(arena, name));
        if (!text_is(body)) {
            skip_because("the shared data is absent: the real samples are NOT tested");
        }
        struct text facts = told(arena, rows[i].provider, rows[i].topic, body);
        if (!text_starts_with(facts, text_of(rows[i].begins))) {
            print_error("%s: %.*s\n", rows[i].name, TEXT_PRINT(facts));
            fail();
        }
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(events_of_stripe),
        cmocka_unit_test(stripe_counts_in_its_own_units),
        cmocka_unit_test(orders_of_shopify),
        cmocka_unit_test(orders_of_woocommerce),
        cmocka_unit_test(events_of_standard_webhooks),
        cmocka_unit_test(other_types_in_every_place),
        cmocka_unit_test(the_real_samples),
    };
    return run_cases(cases);
}
