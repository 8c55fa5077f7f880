// SPDX-License-Identifier: Apache-2.0
// Stripe's events. Sources: docs.stripe.com/api/events/types, /checkout/sessions, /invoices, /refunds, /disputes,
// /subscriptions; docs.stripe.com/currencies for the digits; the changes of API version 2025-03-31.basil.
#include "value/money.h"
#include "value/time.h"
#include "webhook/webhook_core.h"

#define DIGITS_MAX 4

// Stripe counts in ISO 4217's minor units but for these (docs.stripe.com/currencies).
static const struct {
    const char *code;
    int digits;
} own_digits[] = {{"ISK", 2}, {"UGX", 2}, {"MGA", 0}};

static struct text amount_text(struct arena *arena, int64_t minor, struct text currency)
{
    struct currency parsed;
    if (currency_parse(currency, &parsed) != RC_OK) {
        return TEXT_NONE;
    }
    int digits = currency_digits(parsed);
    for (size_t i = 0; i < sizeof(own_digits) / sizeof(own_digits[0]); i++) {
        digits = text_equal_ignore_case(currency, text_of(own_digits[i].code)) ? own_digits[i].digits : digits;
    }
    uint64_t divisor = 1;
    for (int i = 0; i < digits; i++) {
        divisor *= 10;
    }
    const char *sign = minor < 0 ? "-" : "";
    uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    return digits == 0 ? text_format(arena, "%s%llu", sign, (unsigned long long)size)
                       : text_format(arena, "%s%llu.%0*llu", sign, (unsigned long long)(size / divisor), digits,
                                     (unsigned long long)(size % divisor));
}

// An amount at a path; TEXT_NONE when absent or negative.
static struct text amount_at(const struct webhook_reader *reader, const struct json *object, const char *path,
                             struct text currency)
{
    int64_t minor;
    bool is_amount = json_int64(webhook_at(object, path), &minor) && minor >= 0;
    return is_amount ? amount_text(reader->arena, minor, currency) : TEXT_NONE;
}

// The sum of `amount` over a list; 0 when there is none.
static int64_t sum_of(const struct json *list)
{
    int64_t sum = 0;
    for (size_t i = 0; i < json_count(list); i++) {
        int64_t amount;
        bool is_amount = json_int64(json_member(json_at(list, i), "amount"), &amount) && amount > 0;
        if (is_amount && amount <= MONEY_MINOR_MAX && sum <= MONEY_MINOR_MAX) {
            sum += amount;
        }
    }
    return sum;
}

static struct text currency_of(struct arena *arena, const struct json *object)
{
    struct text currency = json_text(json_member(object, "currency"));
    struct currency parsed;
    return text_is(currency) && currency_parse(currency, &parsed) == RC_OK ? text_copy(arena, currency_text(&parsed))
                                                                           : TEXT_NONE;
}

static struct text event_time(const struct webhook_reader *reader)
{
    return webhook_time(reader->arena, json_member(reader->json, "created"));
}

static void give_up(struct webhook_reader *reader, const char *cause)
{
    reader->reading->cause = cause;
}

// ---- payments ----

static void read_customer(const struct webhook_reader *reader, const struct json *object, struct webhook_fact *fact)
{
    fact->customer_id = webhook_text(reader->arena, object, "customer");
    fact->email = webhook_text(reader->arena, object, "customer_details.email");
    if (!text_is(fact->email)) {
        fact->email = webhook_text(reader->arena, object, "customer_email");
    }
    fact->customer_country = webhook_text(reader->arena, object, "customer_details.address.country");
    if (!text_is(fact->customer_country)) {
        fact->customer_country = webhook_text(reader->arena, object, "customer_address.country");
    }
}

static void read_session(struct webhook_reader *reader, const struct json *session)
{
    struct arena *arena = reader->arena;
    struct text currency = currency_of(arena, session);
    struct text invoice = webhook_text(arena, session, "invoice");
    struct text intent = webhook_text(arena, session, "payment_intent");
    struct text id = webhook_text(arena, session, "id");
    struct text paid = json_text(json_member(session, "payment_status"));
    bool is_subscription = text_equal(json_text(json_member(session, "mode")), TEXT("subscription"));
    bool is_trial = is_subscription && text_equal(paid, TEXT("no_payment_required"));
    if (text_equal(json_text(json_member(session, "mode")), TEXT("setup"))) {
        return;
    }
    if (!is_trial && !text_equal(paid, TEXT("paid")) && !text_equal(paid, TEXT("no_payment_required"))) {
        give_up(reader, "payment_missing");
        return;
    }
    struct text amount = amount_at(reader, session, "amount_total", currency);
    if (!text_is(id) || (!is_trial && !text_is(amount))) {
        give_up(reader, "event_incomplete");
        return;
    }
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_EVENT);
    fact->status = TEXT("approved");
    fact->occurred_at = event_time(reader);
    fact->currency = currency;
    fact->order_id = text_is(invoice) ? invoice : text_is(intent) ? intent : id;
    if (is_trial) { // nothing is sold yet: who sent the customer is kept by a lead
        fact->goal = TEXT("lead");
        struct text subscription = webhook_text(arena, session, "subscription");
        fact->order_id = text_is(subscription) ? subscription : id;
        fact->currency = TEXT_NONE;
    } else {
        fact->amount = amount;
        fact->discount = amount_at(reader, session, "total_details.amount_discount", currency);
        fact->tax = amount_at(reader, session, "total_details.amount_tax", currency);
        fact->shipping = amount_at(reader, session, "total_details.amount_shipping", currency);
        fact->is_told_twice = text_is(invoice);
        webhook_reference_add(fact, intent);
        webhook_reference_add(fact, id);
    }
    fact->click_id = webhook_text(arena, session, "metadata.click_id");
    fact->is_click_sure = text_is(fact->click_id);
    if (!text_is(fact->click_id)) {
        fact->click_id = webhook_text(arena, session, "client_reference_id");
    }
    fact->coupon = webhook_text(arena, session, "metadata.coupon");
    read_customer(reader, session, fact);
}

static struct text invoice_click(const struct webhook_reader *reader, const struct json *invoice)
{
    static const char *const paths[] = {"metadata.click_id", "parent.subscription_details.metadata.click_id",
                                        "subscription_details.metadata.click_id"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct text click = webhook_text(reader->arena, invoice, paths[i]);
        if (text_is(click)) {
            return click;
        }
    }
    const struct json *lines = webhook_at(invoice, "lines.data");
    for (size_t i = 0; i < json_count(lines); i++) {
        struct text click = webhook_text(reader->arena, json_at(lines, i), "metadata.click_id");
        if (text_is(click)) {
            return click;
        }
    }
    return TEXT_NONE;
}

static bool read_line(const struct webhook_reader *reader, const struct json *line, struct text currency,
                      struct webhook_item *ret_item)
{
    struct arena *arena = reader->arena;
    int64_t amount;
    if (!json_int64(json_member(line, "amount"), &amount) || amount < 0 || amount > MONEY_MINOR_MAX) {
        return false;
    }
    amount -= sum_of(json_member(line, "discount_amounts"));
    if (amount < 0) {
        return false;
    }
    struct text price = webhook_text(arena, line, "pricing.price_details.price");
    struct text product = webhook_text(arena, line, "pricing.price_details.product");
    int64_t quantity = 0;
    bool is_counted = json_int64(json_member(line, "quantity"), &quantity) && quantity > 0;
    *ret_item =
        (struct webhook_item){.sku = text_is(price) ? price : webhook_text(arena, line, "price"),
                              .category = text_is(product) ? product : webhook_text(arena, line, "price.product"),
                              .quantity = is_counted ? text_format(arena, "%lld", (long long)quantity) : TEXT_NONE,
                              .amount = amount_text(arena, amount, currency)};
    return true;
}

// The lines, unless they are not all here or one of them is a credit.
static void read_lines(const struct webhook_reader *reader, const struct json *invoice, struct webhook_fact *fact)
{
    bool has_more = false;
    if (!json_bool(webhook_at(invoice, "lines.has_more"), &has_more) || !has_more) {
        webhook_read_lines(reader, webhook_at(invoice, "lines.data"), read_line, fact);
    }
}

// Of what an invoice came to, the part that was paid in money: what a credit paid was counted when it was bought.
static struct text share_of(const struct webhook_reader *reader, int64_t part, const int64_t amounts[2],
                            struct text currency)
{
    int64_t share = part;
    int64_t paid = amounts[0];
    int64_t total = amounts[1];
    if (part <= 0 || (total > paid && int64_times_divided(part, paid, total, ROUND_HALF_AWAY, &share) != RC_OK)) {
        return TEXT_NONE;
    }
    return share > paid ? TEXT_NONE : amount_text(reader->arena, share, currency);
}

static void read_invoice_sums(const struct webhook_reader *reader, const struct json *invoice, const int64_t amounts[2],
                              struct webhook_fact *fact)
{
    int64_t tax = 0;
    if (!json_int64(json_member(invoice, "tax"), &tax)) {
        tax = sum_of(json_member(invoice, "total_taxes")) + sum_of(json_member(invoice, "total_tax_amounts"));
    }
    int64_t shipping = 0;
    bool is_shipped = json_int64(webhook_at(invoice, "shipping_cost.amount_subtotal"), &shipping);
    int64_t discount = sum_of(json_member(invoice, "total_discount_amounts"));
    fact->tax = share_of(reader, tax, amounts, fact->currency);
    fact->shipping = is_shipped ? share_of(reader, shipping, amounts, fact->currency) : TEXT_NONE;
    fact->discount = discount > 0 ? amount_text(reader->arena, discount, fact->currency) : TEXT_NONE;
}

static void read_invoice_names(const struct webhook_reader *reader, const struct json *invoice,
                               struct webhook_fact *fact)
{
    webhook_reference_add(fact, webhook_text(reader->arena, invoice, "payment_intent"));
    webhook_reference_add(fact, webhook_text(reader->arena, invoice, "charge"));
    const struct json *payments = webhook_at(invoice, "payments.data");
    for (size_t i = 0; i < json_count(payments); i++) {
        webhook_reference_add(fact, webhook_text(reader->arena, json_at(payments, i), "payment.payment_intent"));
        webhook_reference_add(fact, webhook_text(reader->arena, json_at(payments, i), "payment.charge"));
    }
}

static void read_invoice(struct webhook_reader *reader, const struct json *invoice)
{
    struct arena *arena = reader->arena;
    struct text id = webhook_text(arena, invoice, "id");
    struct text currency = currency_of(arena, invoice);
    int64_t amounts[2] = {0, 0}; // paid, total
    if (!text_is(id) || !text_is(currency) || !json_int64(json_member(invoice, "amount_paid"), &amounts[0]) ||
        !json_int64(json_member(invoice, "total"), &amounts[1])) {
        give_up(reader, "event_incomplete");
        return;
    }
    if (amounts[0] <= 0) {
        give_up(reader, "nothing_paid");
        return;
    }
    struct text reason = json_text(json_member(invoice, "billing_reason"));
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_EVENT);
    fact->status = TEXT("approved");
    fact->order_id = id;
    fact->currency = currency;
    fact->amount = amount_text(arena, amounts[0], currency);
    // The same in invoice.paid and invoice.payment_succeeded.
    fact->occurred_at = webhook_time(arena, webhook_at(invoice, "status_transitions.paid_at"));
    if (!text_is(fact->occurred_at)) {
        fact->occurred_at = webhook_time(arena, json_member(invoice, "created"));
    }
    fact->is_first_payment = !text_equal(reason, TEXT("subscription_cycle")) &&
                             !text_equal(reason, TEXT("subscription_update")) &&
                             !text_equal(reason, TEXT("subscription_threshold"));
    fact->is_told_twice = true;
    fact->click_id = invoice_click(reader, invoice);
    fact->is_click_sure = true;
    fact->coupon = webhook_text(arena, invoice, "metadata.coupon");
    read_customer(reader, invoice, fact);
    read_invoice_sums(reader, invoice, amounts, fact);
    if (amounts[0] == amounts[1]) {
        read_lines(reader, invoice, fact);
    }
    read_invoice_names(reader, invoice, fact);
}

// Since basil an invoice does not name its payment: this object ties the two.
static void read_invoice_payment(struct webhook_reader *reader, const struct json *object)
{
    struct text invoice = webhook_text(reader->arena, object, "invoice");
    struct text intent = webhook_text(reader->arena, object, "payment.payment_intent");
    struct text charge = webhook_text(reader->arena, object, "payment.charge");
    if (!text_is(invoice) || (!text_is(intent) && !text_is(charge))) {
        give_up(reader, "event_incomplete");
        return;
    }
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_NAMES);
    fact->order_id = invoice;
    webhook_reference_add(fact, intent);
    webhook_reference_add(fact, charge);
}

// ---- reversals ----

static void read_refund(struct webhook_reader *reader, const struct json *refund, const struct json *charge)
{
    struct arena *arena = reader->arena;
    struct text status = json_text(json_member(refund, "status"));
    if (text_is(status) && !text_equal(status, TEXT("succeeded"))) {
        give_up(reader, "refund_unfinished");
        return;
    }
    struct text id = webhook_text(arena, refund, "id");
    struct text currency = currency_of(arena, refund);
    struct text amount = amount_at(reader, refund, "amount", currency);
    struct webhook_fact names = {0};
    webhook_reference_add(&names, webhook_text(arena, charge, "invoice"));
    webhook_reference_add(&names, webhook_text(arena, refund, "payment_intent"));
    webhook_reference_add(&names, webhook_text(arena, charge, "payment_intent"));
    webhook_reference_add(&names, webhook_text(arena, refund, "charge"));
    webhook_reference_add(&names, webhook_text(arena, charge, "id"));
    if (!text_is(id) || !text_is(amount) || names.reference_count == 0) {
        give_up(reader, "event_incomplete");
        return;
    }
    names.kind = WEBHOOK_REFUND;
    names.key = id;
    names.amount = amount;
    names.currency = currency;
    names.occurred_at = webhook_time(arena, json_member(refund, "created"));
    *webhook_fact_add(reader, WEBHOOK_REFUND) = names;
}

// Since 2022-11-15 a charge does not list its refunds: refund.created tells of each.
static void read_refunds_of_charge(struct webhook_reader *reader, const struct json *charge)
{
    const struct json *refunds = webhook_at(charge, "refunds.data");
    size_t count = json_count(refunds);
    if (count == 0) {
        give_up(reader, "refund_listed_apart");
    }
    for (size_t i = 0; i < count; i++) {
        read_refund(reader, json_at(refunds, i), charge);
    }
}

static void read_refund_alone(struct webhook_reader *reader, const struct json *refund)
{
    read_refund(reader, refund, NULL);
}

static void read_dispute(struct webhook_reader *reader, const struct json *dispute, enum webhook_fact_kind kind)
{
    struct arena *arena = reader->arena;
    struct text reason = json_text(json_member(dispute, "reason"));
    struct text currency = currency_of(arena, dispute);
    struct webhook_fact *fact = webhook_fact_add(reader, kind);
    fact->key = webhook_text(arena, dispute, "id");
    fact->amount = amount_at(reader, dispute, "amount", currency);
    fact->currency = currency;
    fact->occurred_at = event_time(reader);
    fact->reason = text_equal(reason, TEXT("fraudulent"))  ? TEXT("fraud")
                   : text_equal(reason, TEXT("duplicate")) ? TEXT("duplicate")
                                                           : TEXT("not_paid");
    webhook_reference_add(fact, webhook_text(arena, dispute, "payment_intent"));
    webhook_reference_add(fact, webhook_text(arena, dispute, "charge"));
    if (!text_is(fact->key) || !text_is(fact->amount) || fact->reference_count == 0) {
        reader->reading->count--;
        give_up(reader, "event_incomplete");
    }
}

static void read_withdrawn(struct webhook_reader *reader, const struct json *dispute)
{
    read_dispute(reader, dispute, WEBHOOK_CHARGEBACK);
}

static void read_reinstated(struct webhook_reader *reader, const struct json *dispute)
{
    read_dispute(reader, dispute, WEBHOOK_CHARGEBACK_WON);
}

// The money has not left, or where it is was told by another event.
static void read_undecided(struct webhook_reader *reader, const struct json *dispute)
{
    (void)dispute;
    give_up(reader, "dispute_undecided");
}

static void read_churn(struct webhook_reader *reader, const struct json *subscription)
{
    struct text customer = webhook_text(reader->arena, subscription, "customer");
    if (!text_is(customer)) {
        give_up(reader, "event_incomplete");
        return;
    }
    struct webhook_fact *fact = webhook_fact_add(reader, WEBHOOK_CHURN);
    fact->customer_id = customer;
    fact->occurred_at = webhook_time(reader->arena, json_member(subscription, "ended_at"));
    if (!text_is(fact->occurred_at)) {
        fact->occurred_at = event_time(reader);
    }
}

void webhook_read_stripe(struct webhook_reader *reader)
{
    static const struct {
        const char *type;
        void (*read)(struct webhook_reader *reader, const struct json *object);
    } types[] = {{"checkout.session.completed", read_session},
                 {"checkout.session.async_payment_succeeded", read_session},
                 {"invoice.paid", read_invoice},
                 {"invoice.payment_succeeded", read_invoice},
                 {"invoice_payment.paid", read_invoice_payment},
                 {"charge.refunded", read_refunds_of_charge},
                 {"refund.created", read_refund_alone},
                 {"refund.updated", read_refund_alone},
                 {"charge.refund.updated", read_refund_alone},
                 {"charge.dispute.created", read_undecided},
                 {"charge.dispute.updated", read_undecided},
                 {"charge.dispute.closed", read_undecided},
                 {"charge.dispute.funds_withdrawn", read_withdrawn},
                 {"charge.dispute.funds_reinstated", read_reinstated},
                 {"customer.subscription.deleted", read_churn}};
    reader->reading->delivery = webhook_text(reader->arena, reader->json, "id");
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (text_equal(reader->reading->type, text_of(types[i].type))) {
            types[i].read(reader, webhook_at(reader->json, "data.object"));
            return;
        }
    }
}
