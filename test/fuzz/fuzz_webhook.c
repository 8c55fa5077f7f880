// SPDX-License-Identifier: Apache-2.0
// Webhooks as they are read: the first byte chooses the sender and the topic, the rest is the body. What is read holds
// no empty text where nothing was told, amounts that are amounts, and no more than its limits.
#include "core/bug.h"
#include "value/money.h"
#include "webhook/webhook_core.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    enum webhook_provider provider;
    const char *topic;
} senders[] = {{WEBHOOK_STRIPE, NULL},
               {WEBHOOK_SHOPIFY, "orders/paid"},
               {WEBHOOK_SHOPIFY, "refunds/create"},
               {WEBHOOK_WOOCOMMERCE, "order.updated"},
               {WEBHOOK_STANDARD, NULL}};

static void check(enum webhook_provider provider, const struct webhook_fact *fact)
{
    BUG_ON(text_is(fact->order_id) && fact->order_id.n == 0);
    BUG_ON(fact->reference_count > WEBHOOK_REFERENCES_MAX || fact->item_count > JSON_VALUES_MAX);
    for (size_t i = 0; i < fact->reference_count; i++) {
        BUG_ON(fact->references[i].n == 0 || text_equal(fact->references[i], fact->order_id));
    }
    if (provider == WEBHOOK_STRIPE && text_is(fact->amount)) { // printed here: digits, at most one point
        int64_t digits = 0;
        for (size_t i = 0; i < fact->amount.n; i++) {
            char c = fact->amount.p[i];
            BUG_ON((c < '0' || c > '9') && c != '.');
            digits += c == '.' ? 0 : 1;
        }
        BUG_ON(digits == 0 || fact->currency.n != 3);
    }
    BUG_ON((fact->kind == WEBHOOK_REFUND || fact->kind == WEBHOOK_CHARGEBACK) && fact->key.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    size_t sender = data[0] % (sizeof(senders) / sizeof(senders[0]));
    struct text body = {.p = (const char *)data + 1, .n = size - 1};
    const struct json *json = NULL;
    struct fault fault = {.rc = RC_OK};
    struct webhook_reading reading;
    if (json_parse(arena, body, &json, &fault) != RC_OK) {
        return 0;
    }
    webhook_read(arena, senders[sender].provider, text_of(senders[sender].topic), json, &reading);
    BUG_ON(reading.count == 0 && reading.cause == NULL);
    for (size_t i = 0; i < reading.count; i++) {
        check(senders[sender].provider, &reading.facts[i]);
    }
    return 0;
}
