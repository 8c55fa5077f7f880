// SPDX-License-Identifier: Apache-2.0
// What an advertiser's shop or payment service tells in a webhook, read into facts about orders. Pure: no database, no
// clock, and nothing is checked here that a report through another door is checked for later (conversion_claim.h).
//
// Forms that are read (what is not listed says nothing about an order):
//   stripe       events of Stripe: checkout.session.completed and .async_payment_succeeded, invoice.paid and
//                .payment_succeeded, invoice_payment.paid, charge.refunded, refund.created, refund.updated and
//                charge.refund.updated, charge.dispute.funds_withdrawn and .funds_reinstated,
//                customer.subscription.deleted; in their shapes before and since API version 2025-03-31 (basil)
//   shopify      topics orders/… (status from the order itself) and refunds/create
//   woocommerce  topics order.created, order.updated, order.restored: REST API v3 orders with their refunds
//   standard     Standard Webhooks (standardwebhooks.com), types conversion.created, conversion.approved,
//                conversion.rejected, refund.created, customer.churned, with our own names in data
//
// A payment has several names. The order's number is the invoice's where there is one, else the payment intent's, else
// the session's, so that a checkout session and its invoice tell of one order; the other names are `references`.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "format/json.h"

enum webhook_provider {
    WEBHOOK_STRIPE,
    WEBHOOK_SHOPIFY,
    WEBHOOK_WOOCOMMERCE,
    WEBHOOK_STANDARD,
    WEBHOOK_PROVIDER_COUNT
};
#define WEBHOOK_PROVIDER_WORDS "stripe,shopify,woocommerce,standard"
const char *webhook_provider_text(enum webhook_provider provider); // "stripe"
bool webhook_provider_parse(struct text t, enum webhook_provider *ret_provider);

enum webhook_fact_kind {
    WEBHOOK_EVENT,          // a lead or sale, with its status
    WEBHOOK_DECISION,       // an order is approved or rejected
    WEBHOOK_REFUND,         // key: the refund's id
    WEBHOOK_CHARGEBACK,     // the bank took the money back; key: the dispute's id
    WEBHOOK_CHARGEBACK_WON, // and gave it back
    WEBHOOK_CHURN,          // the customer left
    WEBHOOK_NAMES,          // references are other names of order_id
    WEBHOOK_FACT_KIND_COUNT
};
const char *webhook_fact_kind_text(enum webhook_fact_kind kind); // "refund"
bool webhook_fact_kind_parse(struct text t, enum webhook_fact_kind *ret_kind);

struct webhook_item {
    struct text sku, category, quantity, amount;
};

#define WEBHOOK_REFERENCES_MAX 6
#define WEBHOOK_ITEMS_MAX 500

// Texts are TEXT_NONE when not told. Amounts are decimal, in major units of the currency (ISO 4217).
struct webhook_fact {
    enum webhook_fact_kind kind;
    struct text key;
    struct text goal;     // TEXT_NONE: a sale
    struct text order_id; // TEXT_NONE: the order is known by its references only
    struct text references[WEBHOOK_REFERENCES_MAX];
    size_t reference_count;
    struct text amount, currency, discount, tax, shipping; // tax and shipping are parts of amount, discount is not
    struct text status;                                    // approved, pending, rejected
    struct text reason;                                    // coded (conversion_claim.h)
    struct text coupon, customer_id, email, customer_country, usage, split;
    struct text click_id;
    bool is_click_sure; // it stood in a field that holds nothing else
    struct text occurred_at;
    const struct webhook_item *items;
    size_t item_count;
    bool is_first_payment; // another report of the same order may say better who sent the customer
    bool is_told_twice;    // the sender tells of this order in two ways, which differ
    bool is_reopening;     // approved is meant also when the order was rejected before
};

struct text webhook_goal(const struct webhook_fact *fact); // "sale" unless told

struct webhook_reading {
    struct text type;     // the event's type or topic, as sent; "" when it is none: longer than 64 bytes
    struct text delivery; // the sender's own id of the event, when its signature covers it; else TEXT_NONE
    struct webhook_fact *facts;
    size_t count;
    const char *cause; // when there are none: event_unused, event_incomplete, payment_missing, nothing_paid,
                       // refund_unfinished, refund_listed_apart, dispute_undecided
};

// What a body says. `topic` is the topic header (Shopify, WooCommerce; TEXT_NONE for the others), `id` the webhook-id
// header of Standard Webhooks. Any JSON value is read: what is missing or of another type is not told. Texts are in
// the JSON or the arena.
void webhook_read(struct arena *arena, enum webhook_provider provider, struct text topic, const struct json *json,
                  struct webhook_reading *ret_reading);

// ---- for the readers ----

struct webhook_reader {
    struct arena *arena;
    const struct json *json; // the body
    struct webhook_reading *reading;
};
void webhook_read_stripe(struct webhook_reader *reader);
void webhook_read_shopify(struct webhook_reader *reader);
void webhook_read_woocommerce(struct webhook_reader *reader);
void webhook_read_standard(struct webhook_reader *reader);

// A new fact, zeroed. Beyond a hundred they are not counted: no order has as many refunds.
struct webhook_fact *webhook_fact_add(struct webhook_reader *reader, enum webhook_fact_kind kind);
// The member at a path of names: "data.object.id". NULL when absent.
const struct json *webhook_at(const struct json *json, const char *path);
// A text, or a whole number as text, or the id of an object that is written out; TEXT_NONE for all else, and when it is
// empty.
struct text webhook_text(struct arena *arena, const struct json *json, const char *path);
// The lines of an order, each by read_line, unless one of them cannot be read (false) or they are too many: then the
// order has none.
void webhook_read_lines(const struct webhook_reader *reader, const struct json *lines,
                        bool (*read_line)(const struct webhook_reader *reader, const struct json *line,
                                          struct text currency, struct webhook_item *ret_item),
                        struct webhook_fact *fact);
// Adds another name of the order, once, unless it is absent, longer than an order's number may be, or the number
// itself.
void webhook_reference_add(struct webhook_fact *fact, struct text reference);
// The value of a parameter click_id in the query of an address; TEXT_NONE.
struct text webhook_click_of_url(struct arena *arena, struct text url);
// Among {name: …, value: …} (or key) objects, the value of click_id or _tributary_click_id; TEXT_NONE.
struct text webhook_click_of_list(struct arena *arena, const struct json *list, const char *name);
// Seconds since 1970 as RFC 3339; TEXT_NONE when out of range.
struct text webhook_time(struct arena *arena, const struct json *seconds);
// Decimal text to minor units of a currency (ISO 4217) and back; false and TEXT_NONE when it is no amount of it.
bool webhook_decimal_minor(struct text decimal, struct text currency, int64_t *ret_minor);
struct text webhook_minor_text(struct arena *arena, int64_t minor, struct text currency);
