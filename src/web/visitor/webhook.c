// SPDX-License-Identifier: Apache-2.0
// POST /hooks/{provider}/{webhook_source}: what a shop or a payment service tells in its own form. The signature is
// checked before anything is read; the answer is sent only after all is durable.

#include "format/encode.h"
#include "format/json.h"
#include "identity/public_id.h"
#include "shipping.h"
#include "visitor/answer.h"
#include "visitor/door.h"
#include "visitor/visitor.h"
#include "webhook/webhook_signature.h"
#include "webhook/webhook_take.h"

#define PARAMETERS 7

static struct text header(const struct call *call, const char *name)
{
    return http_request_header(call->request, name);
}

static struct webhook_headers headers_of(const struct call *call, enum webhook_provider provider)
{
    static const char *const names[WEBHOOK_PROVIDER_COUNT] = {[WEBHOOK_STRIPE] = "Stripe-Signature",
                                                              [WEBHOOK_SHOPIFY] = "X-Shopify-Hmac-Sha256",
                                                              [WEBHOOK_WOOCOMMERCE] = "X-WC-Webhook-Signature",
                                                              [WEBHOOK_STANDARD] = "webhook-signature"};
    return (struct webhook_headers){.signature = header(call, names[provider]),
                                    .id = header(call, "webhook-id"),
                                    .timestamp = header(call, "webhook-timestamp")};
}

static struct text topic_of(const struct call *call, enum webhook_provider provider)
{
    return provider == WEBHOOK_SHOPIFY       ? header(call, "X-Shopify-Topic")
           : provider == WEBHOOK_WOOCOMMERCE ? header(call, "X-WC-Webhook-Topic")
                                             : TEXT_NONE;
}

static enum rc find_source(struct call *call, struct webhook_source *ret_source, enum webhook_provider *ret_provider)
{
    enum rc rc = webhook_source_get(call->db, call->arena, (struct webhook_source_id){.v = call->ids[1]}, ret_source);
    if (rc != RC_OK && rc != RC_NOT_FOUND) {
        return flow_stored(&call->flow, rc);
    }
    bool is_there = rc == RC_OK && text_equal(ret_source->provider, call->texts[0]) &&
                    text_equal(ret_source->status, TEXT("active")) &&
                    webhook_provider_parse(ret_source->provider, ret_provider);
    return is_there ? RC_OK : fault_set(call->fault, RC_NOT_FOUND, "not_found", "", "there is no such webhook source");
}

// WooCommerce tries the address with an unsigned form before it saves a webhook.
static bool is_ping(const struct call *call, enum webhook_provider provider)
{
    struct text body = text_trim(call->request->body);
    int64_t id;
    return provider == WEBHOOK_WOOCOMMERCE && text_starts_with(body, TEXT("webhook_id=")) &&
           int64_parse(text_slice(body, 11, SIZE_MAX), 0, INT64_MAX, &id) == RC_OK;
}

static enum rc check_signature(struct call *call, const struct webhook_source *source, enum webhook_provider provider)
{
    struct webhook_signed delivery = {
        .provider = provider, .headers = headers_of(call, provider), .body = call->request->body};
    if (webhook_secrets(call->arena, call->keyring, source, call->now, delivery.secrets) != RC_OK) {
        return fault_internal(call->fault, RC_FAULT, "webhook source %lld does not unseal", (long long)source->id.v);
    }
    if (!text_is(delivery.secrets[0])) {
        return call_refuse(call, 401, "secret_missing", "",
                           "this source has no secret yet: deliveries cannot be checked");
    }
    enum rc rc = webhook_signature_check(call->arena, &delivery, call->now, call->fault);
    call->refusal_status = rc == RC_OK ? 0 : 401;
    return rc;
}

static enum rc parse(struct call *call, const struct json **ret_json)
{
    struct fault malformed = {.rc = RC_OK};
    if (json_parse(call->arena, call->request->body, ret_json, &malformed) != RC_OK || !json_is_object(*ret_json)) {
        return call_refuse(call, 400, "json_malformed", "",
                           fault_is_set(&malformed) ? malformed.message : "the body must be a JSON object");
    }
    return RC_OK;
}

// What is noted of a delivery: nothing that names a person.
static struct tracking_event note_of(const struct call *call, const struct webhook_source *source,
                                     const struct webhook_reading *reading)
{
    struct parameter list[PARAMETERS] = {{TEXT("event"), reading->type}};
    struct parameters parameters = {.list = list, .count = 1};
    struct text kind = reading->type;
    if (reading->count > 0) {
        const struct webhook_fact *fact = &reading->facts[0];
        const struct parameter told[] = {{TEXT("order_id"), fact->order_id}, {TEXT("click_id"), fact->click_id},
                                         {TEXT("amount"), fact->amount},     {TEXT("currency"), fact->currency},
                                         {TEXT("status"), fact->status},     {TEXT("reason"), fact->reason}};
        for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
            if (!text_is_empty(told[i].value)) {
                list[parameters.count++] = told[i];
            }
        }
        kind = fact->kind == WEBHOOK_EVENT ? webhook_goal(fact) : kind;
    }
    struct tracking_event event =
        door_event(call, "webhook", text_is_empty(kind) ? source->provider : kind, &parameters);
    event.advertiser_id = source->advertiser_id;
    event.program_id = source->program_id;
    return event;
}

// The sender's id of the delivery where its signature covers it; else its content. The topic is not signed.
static struct text key_of(const struct call *call, enum webhook_provider provider,
                          const struct webhook_reading *reading)
{
    struct text id = provider == WEBHOOK_STANDARD ? header(call, "webhook-id") : reading->delivery;
    uint8_t bytes[DIGEST_BYTES];
    digest(text_is_empty(id) ? call->request->body : id, bytes);
    struct buf buf = buf_new(call->arena, 2 * DIGEST_BYTES);
    hex_encode(&buf, bytes, sizeof(bytes));
    return buf_text(&buf);
}

static enum rc answer(struct call *call, const struct webhook_taken *taken)
{
    struct conversion_answer told = {
        .conversion_id = taken->conversion_id, .status = taken->outcome, .cause = taken->cause};
    return answer_conversion(call, &told);
}

static enum rc take(struct call *call, const struct webhook_source *source, enum webhook_provider provider,
                    const struct json *json)
{
    struct webhook_reading reading;
    struct webhook_taken taken;
    webhook_read(call->arena, provider, topic_of(call, provider), json, &reading);
    struct webhook_told told = {.source = source, .reading = &reading, .key = key_of(call, provider, &reading)};
    told.event = note_of(call, source, &reading);
    told.is_note_wanted = door_is_note_wanted(call, &told.event);
    struct click_shipping shipping = call_shipping(call);
    call->flow.actor = text_format(call->arena, "webhook:%lld", (long long)source->id.v);
    TRY(webhook_take(&call->flow, &shipping, &told, &taken));
    return answer(call, &taken);
}

enum rc visitor_webhook(struct call *call)
{
    struct webhook_source source;
    enum webhook_provider provider = WEBHOOK_STRIPE;
    const struct json *json = NULL;
    TRY(find_source(call, &source, &provider));
    if (is_ping(call, provider)) {
        return answer(call, &(struct webhook_taken){.outcome = TEXT("ignored"), .cause = TEXT("webhook_ping")});
    }
    enum rc rc = check_signature(call, &source, provider);
    if (rc == RC_OK) {
        rc = parse(call, &json);
    }
    if (rc != RC_OK) {
        struct webhook_reading unread = {.type = TEXT("")};
        struct tracking_event event = note_of(call, &source, &unread);
        door_note(call, &event);
        return rc;
    }
    return take(call, &source, provider, json);
}
