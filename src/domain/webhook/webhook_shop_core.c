// SPDX-License-Identifier: Apache-2.0
// Orders of shops (Shopify, WooCommerce) and our own form in Standard Webhooks. Sources:
// shopify.dev/docs/api/admin-rest (Order, Refund); woocommerce.github.io/woocommerce-rest-api-docs (v3, Orders).
//
// A shop's topic is not covered by its signature, and a topic says when it was sent: what an order is, is read from the
// order alone.
#include "value/money.h"
#include "webhook/webhook_core.h"

static void give_up(struct webhook_reader *reader, const char *cause)
{
    reader->reading->cause = cause;
}

static bool is_one_of(struct text t, const char *words)
{
    struct text rest = text_of(words);
    struct text word;
    while (text_split(&rest, ' ', &word)) {
        if (text_equal(t, word)) {
            return true;
        }
    }
    return false;
}

static struct text without_sign(struct text decimal)
{
    return text_starts_with(decimal, TEXT("-")) ? text_slice(decimal, 1, SIZE_MAX) : decimal;
}

// ---- Shopify ----

static void shopify_status(const struct json *order, struct webhook_fact *fact)
{
    struct text paid = json_text(json_member(order, "financial_status"));
    struct text cancelled = json_text(json_member(order, "cancelled_at"));
    if (text_is(cancelled) || text_equal(paid, TEXT("voided"))) {
        struct text why = json_text(json_member(order, "cancel_reason"));
        fact->status = TEXT("rejected");
        fact->reason = text_equal(why, TEXT("fraud"))      ? TEXT("fraud")
                       : text_equal(why, TEXT("declined")) ? TEXT("not_paid")
                                                           : TEXT("cancelled");
        return;
    }
    bool is_paid = is_one_of(paid, "paid partially_refunded refunded");
    fact->status = is_paid ? TEXT("approved") : TEXT("pending");
}

static bool shopify_line(const struct webhook_reader *reader, const struct json *line, struct text currency,
                         struct webhook_item *ret_item)
{
    int64_t price;
    int64_t quantity;
    if (!json_int64(json_member(line, "quantity"), &quantity) || quantity < 1 || quantity > 1000000 ||
        !webhook_decimal_minor(json_text(json_member(line, "price")), currency, &price) || price < 0 ||
        price > MONEY_MINOR_MAX / quantity) {
        return false;
    }
    int64_t amount = price * quantity;
    const struct json *discounts = json_member(line, "discount_allocations");
    for (size_t i = 0; i < json_count(discounts); i++) {
        int64_t discount = 0;
        if (!webhook_decimal_minor(json_text(json_member(json_at(discounts, i), "amount")), currency, &discount) ||
            discount < 0 || discount > amount) {
            return false;
        }
        amount -= discount;
    }
    *ret_item = (struct webhook_item){.sku = webhook_text(reader->arena, line, "sku"),
                                      .category = webhook_text(reader->arena, line, "product_id"),
                                      .quantity = text_format(reader->arena, "%lld", (long long)quantity),
                                      .amount = webhook_minor_text(reader->arena, amount, currency)};
    return true;
}

static bool woocommerce_line(const struct webhook_reader *reader, const struct json *line, struct text currency,
                             struct webhook_item *ret_item)
{
    int64_t amount;
    int64_t quantity;
    struct text total = webhook_text(reader->arena, line, "total");
    if (!json_int64(json_member(line, "quantity"), &quantity) || quantity < 1 || quantity > 1000000 ||
        !webhook_decimal_minor(total, currency, &amount) || amount < 0) {
        return false;
    }
    *ret_item = (struct webhook_item){.sku = webhook_text(reader->arena, line, "sku"),
                                      .category = webhook_text(reader->arena, line, "product_id"),
                                      .quantity = text_format(reader->arena, "%lld", (long long)quantity),
                                      .amount = webhook_minor_text(reader->arena, amount, currency)};
    return true;
}

static void shopify_order(struct webhook_reader *reader, const struct json *order)
{
    struct arena *arena = reader->arena;
    struct text id = webhook_text(arena, order, "id");
    struct text amount = webhook_text(arena, order, "total_price");
    struct text currency = webhook_text(arena, order, "currency");
    if (!text_is(id) || !text_is(amount) || !text_is(currency)) {
        give_up(reader, "event_incomplete");
        return;
    }
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_EVENT);
    fact->order_id = id;
    fact->amount = amount;
    fact->currency = currency;
    fact->discount = webhook_text(arena, order, "total_discounts");
    fact->tax = webhook_text(arena, order, "total_tax");
    fact->shipping = webhook_text(arena, order, "total_shipping_price_set.shop_money.amount");
    fact->coupon = webhook_text(arena, json_at(json_member(order, "discount_codes"), 0), "code");
    fact->customer_id = webhook_text(arena, order, "customer");
    fact->email = webhook_text(arena, order, "email");
    fact->customer_country = webhook_text(arena, order, "billing_address.country_code");
    fact->occurred_at = webhook_text(arena, order, "created_at");
    fact->click_id = webhook_click_of_list(arena, json_member(order, "note_attributes"), "name");
    if (!text_is(fact->click_id)) {
        fact->click_id = webhook_click_of_url(arena, webhook_text(arena, order, "landing_site"));
    }
    fact->is_click_sure = true;
    shopify_status(order, fact);
    webhook_read_lines(reader, json_member(order, "line_items"), shopify_line, fact);
}

static void shopify_refund(struct webhook_reader *reader, const struct json *refund)
{
    struct arena *arena = reader->arena;
    const struct json *list = json_member(refund, "transactions");
    struct text currency = TEXT_NONE;
    int64_t sum = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *transaction = json_at(list, i);
        int64_t amount;
        bool is_refund = is_one_of(json_text(json_member(transaction, "kind")), "refund") &&
                         is_one_of(json_text(json_member(transaction, "status")), "success");
        struct text of = webhook_text(arena, transaction, "currency");
        if (!is_refund || (text_is(currency) && !text_equal(of, currency)) ||
            !webhook_decimal_minor(webhook_text(arena, transaction, "amount"), of, &amount) || amount <= 0 ||
            sum > MONEY_MINOR_MAX) {
            continue;
        }
        currency = of;
        sum += amount;
    }
    struct text id = webhook_text(arena, refund, "id");
    struct text order = webhook_text(arena, refund, "order_id");
    if (!text_is(id) || !text_is(order)) {
        give_up(reader, "event_incomplete");
        return;
    }
    if (sum == 0) { // goods came back, and no money went
        give_up(reader, "refund_unfinished");
        return;
    }
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_REFUND);
    fact->key = id;
    fact->order_id = order;
    fact->amount = webhook_minor_text(arena, sum, currency);
    fact->currency = currency;
    fact->occurred_at = webhook_text(arena, refund, "created_at");
}

void webhook_read_shopify(struct webhook_reader *reader)
{
    struct text topic = reader->reading->type;
    if (text_starts_with(topic, TEXT("orders/")) && !text_equal(topic, TEXT("orders/delete"))) {
        shopify_order(reader, reader->json);
    } else if (text_equal(topic, TEXT("refunds/create"))) {
        shopify_refund(reader, reader->json);
    }
}

// ---- WooCommerce ----

static bool woocommerce_status(struct text status, struct webhook_fact *fact)
{
    if (is_one_of(status, "processing completed refunded")) {
        fact->status = TEXT("approved");
    } else if (is_one_of(status, "pending on-hold")) {
        fact->status = TEXT("pending");
    } else if (is_one_of(status, "cancelled failed")) {
        fact->status = TEXT("rejected");
        fact->reason = text_equal(status, TEXT("failed")) ? TEXT("not_paid") : TEXT("cancelled");
    } else { // a draft of the checkout, the bin, or a status of a plugin's
        return false;
    }
    return true;
}

static void woocommerce_refunds(struct webhook_reader *reader, const struct json *order, const struct webhook_fact *of)
{
    const struct json *refunds = json_member(order, "refunds");
    struct text order_id = of->order_id;
    struct text currency = of->currency;
    for (size_t i = 0; i < json_count(refunds); i++) {
        struct text id = webhook_text(reader->arena, json_at(refunds, i), "id");
        struct text total = without_sign(webhook_text(reader->arena, json_at(refunds, i), "total"));
        int64_t minor;
        if (text_is(id) && webhook_decimal_minor(total, currency, &minor) && minor > 0) {
            struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_REFUND);
            fact->key = id;
            fact->order_id = order_id;
            fact->amount = total;
            fact->currency = currency;
        }
    }
}

// "2017-03-22T19:28:02" without its zone, which is UTC.
static struct text gmt_text(struct arena *arena, struct text t)
{
    return text_is(t) ? text_format(arena, "%.*sZ", TEXT_PRINT(t)) : TEXT_NONE;
}

static void woocommerce_order(struct webhook_reader *reader, const struct json *order)
{
    struct arena *arena = reader->arena;
    struct text id = webhook_text(arena, order, "id");
    struct text amount = webhook_text(arena, order, "total");
    struct text currency = webhook_text(arena, order, "currency");
    struct text customer = webhook_text(arena, order, "customer_id");
    struct webhook_fact found = {.kind = WEBHOOK_EVENT, .order_id = id, .amount = amount, .currency = currency};
    if (!text_is(id) || !text_is(amount) || !text_is(currency)) {
        give_up(reader, "event_incomplete");
        return;
    }
    if (!woocommerce_status(json_text(json_member(order, "status")), &found)) {
        return;
    }
    found.is_reopening = true; // a payment that came after the shop had given the order up
    found.discount = webhook_text(arena, order, "discount_total");
    found.tax = webhook_text(arena, order, "total_tax");
    found.shipping = webhook_text(arena, order, "shipping_total");
    found.coupon = webhook_text(arena, json_at(json_member(order, "coupon_lines"), 0), "code");
    found.customer_id = text_equal(customer, TEXT("0")) ? TEXT_NONE : customer; // 0: a guest
    found.email = webhook_text(arena, order, "billing.email");
    found.customer_country = webhook_text(arena, order, "billing.country");
    found.occurred_at = gmt_text(arena, webhook_text(arena, order, "date_created_gmt"));
    const struct json *meta = json_member(order, "meta_data");
    found.click_id = webhook_click_of_list(arena, meta, "key");
    for (size_t i = 0; !text_is(found.click_id) && i < json_count(meta); i++) {
        // Where WooCommerce's own order attribution keeps the first page of the visit.
        if (is_one_of(json_text(json_member(json_at(meta, i), "key")), "_wc_order_attribution_session_entry")) {
            found.click_id = webhook_click_of_url(arena, webhook_text(arena, json_at(meta, i), "value"));
        }
    }
    found.is_click_sure = true;
    webhook_read_lines(reader, json_member(order, "line_items"), woocommerce_line, &found);
    *webhook_fact_add(reader, WEBHOOK_EVENT) = found;
    woocommerce_refunds(reader, order, &found);
}

void webhook_read_woocommerce(struct webhook_reader *reader)
{
    if (is_one_of(reader->reading->type, "order.created order.updated order.restored")) {
        woocommerce_order(reader, reader->json);
    }
}

// ---- Standard Webhooks ----

static void standard_event(struct webhook_reader *reader, const struct json *data, struct webhook_fact *fact)
{
    struct arena *arena = reader->arena;
    fact->discount = webhook_text(arena, data, "discount");
    fact->tax = webhook_text(arena, data, "tax");
    fact->shipping = webhook_text(arena, data, "shipping");
    fact->coupon = webhook_text(arena, data, "coupon");
    fact->email = webhook_text(arena, data, "email");
    fact->customer_country = webhook_text(arena, data, "customer_country");
    fact->usage = webhook_text(arena, data, "usage");
    fact->split = webhook_text(arena, data, "split");
    fact->click_id = webhook_text(arena, data, "click_id");
    fact->is_click_sure = true;
    const struct json *items = json_member(data, "items");
    size_t count = json_count(items);
    struct webhook_item *list = arena_many(arena, struct webhook_item, count);
    for (size_t i = 0; i < count; i++) {
        const struct json *item = json_at(items, i);
        list[i] = (struct webhook_item){.sku = webhook_text(arena, item, "sku"),
                                        .category = webhook_text(arena, item, "category"),
                                        .quantity = webhook_text(arena, item, "quantity"),
                                        .amount = webhook_text(arena, item, "amount")};
    }
    fact->items = list;
    fact->item_count = count;
}

void webhook_read_standard(struct webhook_reader *reader)
{
    static const struct {
        const char *type;
        enum webhook_fact_kind kind;
        const char *status; // NULL: the data's
        const char *key;    // the field that must be there; NULL: none
    } types[] = {{"conversion.created", WEBHOOK_EVENT, NULL, NULL},
                 {"conversion.approved", WEBHOOK_DECISION, "approved", "order_id"},
                 {"conversion.rejected", WEBHOOK_DECISION, "rejected", "order_id"},
                 {"refund.created", WEBHOOK_REFUND, NULL, "order_id"},
                 {"customer.churned", WEBHOOK_CHURN, NULL, "customer_id"}};
    struct arena *arena = reader->arena;
    const struct json *data = json_member(reader->json, "data");
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (!text_equal(reader->reading->type, text_of(types[i].type))) {
            continue;
        }
        if (types[i].key != NULL && !text_is(webhook_text(arena, data, types[i].key))) {
            give_up(reader, "event_incomplete");
            return;
        }
        struct webhook_fact *fact = webhook_fact_add(reader, types[i].kind);
        fact->goal = webhook_text(arena, data, "goal");
        fact->order_id = webhook_text(arena, data, "order_id");
        fact->amount = webhook_text(arena, data, "amount");
        fact->currency = webhook_text(arena, data, "currency");
        fact->status = types[i].status != NULL ? text_of(types[i].status) : webhook_text(arena, data, "status");
        fact->reason = webhook_text(arena, data, "reason");
        fact->customer_id = webhook_text(arena, data, "customer_id");
        fact->occurred_at = webhook_text(arena, data, "occurred_at");
        fact->is_reopening = true;
        fact->key = types[i].kind == WEBHOOK_REFUND ? webhook_text(arena, data, "refund_id") : fact->status;
        if (types[i].kind == WEBHOOK_EVENT) {
            standard_event(reader, data, fact);
        } else if (types[i].kind == WEBHOOK_REFUND && !text_is(fact->key)) {
            reader->reading->count--;
            give_up(reader, "event_incomplete");
        }
    }
}
