// SPDX-License-Identifier: Apache-2.0
// A partner's postbacks over HTTP.
#include "postback/postback_write.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

#define EVENTS_BYTES_MAX 64
#define ANSWER_BYTES_MAX 65536

struct postback_view {
    struct postback_id id;
    struct program_id program_id;
    struct text url, events, status, secret;
    struct instant created_at;
};
#define POSTBACK_FIELDS                                                                                                \
    FIELD_ID(struct postback_view, id, PREFIX_POSTBACK, 0, "The postback's id."),                                      \
        FIELD_ID(struct postback_view, program_id, PREFIX_PROGRAM, 0, "Only of this program; null: of all."),          \
        FIELD_TEXT(struct postback_view, url, 1, POSTBACK_URL_MAX, 0, "What is called, with its macros in braces."),   \
        FIELD_TEXT(struct postback_view, events, 1, EVENTS_BYTES_MAX, 0, "A comma list of " POSTBACK_EVENT_WORDS "."), \
        FIELD_CHOICE(struct postback_view, status, "active,paused,archived", 0, "A paused one collects."),             \
        FIELD_INSTANT(struct postback_view, created_at, 0, "When it was set up.")
static const struct field postback_fields[] = {POSTBACK_FIELDS};
static const struct field made_fields[] = {
    POSTBACK_FIELDS,
    FIELD_TEXT(struct postback_view, secret, 1, 100, 0, "What calls are signed with, as Standard Webhooks prints it."),
};
const struct schema schema_postback = SCHEMA("Postback", struct postback_view, postback_fields);
const struct schema schema_postback_made = SCHEMA("PostbackMade", struct postback_view, made_fields);

struct postback_body {
    struct program_id program_id;
    struct text url, events, status;
};
static const struct field put_fields[] = {
    FIELD_ID(struct postback_body, program_id, PREFIX_PROGRAM, 0, "Only of this program; of all unless given."),
    FIELD_TEXT(struct postback_body, url, 1, POSTBACK_URL_MAX, FIELD_REQUIRED,
               "What is called: https, with macros in braces as docs/postbacks.md lists them."),
    FIELD_TEXT(struct postback_body, events, 1, EVENTS_BYTES_MAX, FIELD_REQUIRED,
               "A comma list of " POSTBACK_EVENT_WORDS "."),
};
static const struct field status_fields[] = {
    FIELD_CHOICE(struct postback_body, status, "active,paused,archived", FIELD_REQUIRED, "The new status."),
};
const struct schema schema_postback_put = SCHEMA("PostbackPut", struct postback_body, put_fields);
const struct schema schema_postback_status = SCHEMA("PostbackStatus", struct postback_body, status_fields);

static struct postback_view view_of(const struct postback *postback)
{
    return (struct postback_view){.id = postback->id,
                                  .program_id = postback->program_id,
                                  .url = postback->url,
                                  .events = postback->events,
                                  .status = postback->status,
                                  .secret = TEXT_NONE,
                                  .created_at = postback->created_at};
}

static enum rc print_postback(struct call *call, const void *view)
{
    struct postback_view shown = view_of(view);
    return call_print(call, &schema_postback, &shown);
}

static enum rc print_made(struct call *call, const void *view)
{
    uint8_t key[HMAC_BYTES];
    struct postback_view shown = view_of(view);
    shown.secret = postback_secret(call->arena, call->keyring, view, key);
    return call_print(call, &schema_postback_made, &shown);
}

// For flows that give no row: as it is stored now, removed ones too.
static enum rc print_stored(struct call *call, const void *view)
{
    struct postback postback;
    TRY(flow_stored(&call->flow, postback_get(call->db, call->arena, *(const struct postback_id *)view, &postback)));
    return print_postback(call, &postback);
}

static enum rc print_stored_made(struct call *call, const void *view)
{
    struct postback postback;
    TRY(flow_stored(&call->flow, postback_get(call->db, call->arena, *(const struct postback_id *)view, &postback)));
    return print_made(call, &postback);
}

static enum rc own_postback(struct call *call, struct postback *ret_postback)
{
    return access_postback(call, (struct postback_id){.v = call->ids[0]}, ret_postback);
}

static enum rc input_of(struct call *call, struct postback_input *ret_input)
{
    const struct postback_body *body = call->body;
    *ret_input = (struct postback_input){.partner_id = access_own_partner(call),
                                         .program_id = body->program_id,
                                         .url = body->url,
                                         .events = body->events,
                                         .is_http_allowed = call->app->is_postback_private};
    return access_body_program(call, body->program_id);
}

enum rc api_postback_create(struct call *call)
{
    struct postback_input input;
    struct postback *postback = arena_one(call->arena, struct postback);
    TRY(input_of(call, &input));
    call_answer_by(call, print_made, postback);
    return postback_create(&call->flow, &input, postback);
}

enum rc api_postback_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct postback *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, postback_list(call->db, call->arena, access_own_partner(call), &list, &count)));
    struct postback_view *views = arena_many(call->arena, struct postback_view, count);
    size_t n = 0;
    for (size_t i = count; i > 0 && n <= (size_t)limit; i--) { // they come the oldest first
        if (before == 0 || list[i - 1].id.v < before) {
            views[n++] = view_of(&list[i - 1]);
        }
    }
    struct call_page page = {
        .items = views, .count = n, .limit = limit, .id_offset = offsetof(struct postback_view, id)};
    return call_print_page(call, &page);
}

enum rc api_postback_get(struct call *call)
{
    struct postback postback;
    TRY(own_postback(call, &postback));
    return print_postback(call, &postback);
}

enum rc api_postback_put(struct call *call)
{
    struct postback_input input;
    struct postback *postback = arena_one(call->arena, struct postback);
    TRY(own_postback(call, postback));
    TRY(input_of(call, &input));
    call_answer_by(call, print_postback, postback);
    return postback_change(&call->flow, postback->id, &input, postback);
}

enum rc api_postback_status(struct call *call)
{
    const struct postback_body *body = call->body;
    struct postback *postback = arena_one(call->arena, struct postback);
    TRY(own_postback(call, postback));
    call_answer_by(call, print_stored, &postback->id);
    return postback_set_status(&call->flow, postback->id, body->status);
}

enum rc api_postback_secret(struct call *call)
{
    struct postback *postback = arena_one(call->arena, struct postback);
    TRY(own_postback(call, postback));
    call_answer_by(call, print_stored_made, &postback->id);
    return postback_renew_secret(&call->flow, postback->id);
}

// ---- deliveries ----

struct delivery_view {
    struct postback_delivery_id id;
    struct postback_id postback_id;
    struct conversion_id conversion_id;
    struct text event, status, url, answer, problem;
    struct opt_int64 attempts, answer_status;
    struct instant queued_at, next_at, settled_at;
};
static const struct field delivery_fields[] = {
    FIELD_ID(struct delivery_view, id, PREFIX_POSTBACK_DELIVERY, 0, "Its id: the webhook-id of the call."),
    FIELD_ID(struct delivery_view, postback_id, PREFIX_POSTBACK, 0, "The postback."),
    FIELD_ID(struct delivery_view, conversion_id, PREFIX_CONVERSION, 0, "What it tells of; null for a test."),
    FIELD_CHOICE(struct delivery_view, event, POSTBACK_EVENT_WORDS ",test", 0, "What happened."),
    FIELD_CHOICE(struct delivery_view, status, "queued,delivered,failed", 0, "How it stands."),
    FIELD_INT64(struct delivery_view, attempts, 0, INT64_MAX, 0, "How often it was called."),
    FIELD_TEXT(struct delivery_view, url, 0, POSTBACK_URL_MAX, 0, "The address as called last; empty before."),
    FIELD_INT64(struct delivery_view, answer_status, 100, 599, 0, "HTTP status of the answer; null without."),
    FIELD_TEXT(struct delivery_view, answer, 0, ANSWER_BYTES_MAX, 0, "The beginning of the answer."),
    FIELD_TEXT(struct delivery_view, problem, 0, 64, 0, "Why there was no answer; empty when there was."),
    FIELD_INSTANT(struct delivery_view, queued_at, 0, "When it happened."),
    FIELD_INSTANT(struct delivery_view, next_at, 0, "When it is called next; null when it is settled."),
    FIELD_INSTANT(struct delivery_view, settled_at, 0, "When it was delivered or given up; null before."),
};
const struct schema schema_postback_delivery = SCHEMA("PostbackDelivery", struct delivery_view, delivery_fields);

static struct delivery_view delivery_view_of(const struct postback_delivery *d)
{
    return (struct delivery_view){.id = d->id,
                                  .postback_id = d->postback_id,
                                  .conversion_id = d->conversion_id,
                                  .event = d->event,
                                  .status = d->status,
                                  .url = d->url,
                                  .answer = d->answer,
                                  .problem = d->problem,
                                  .attempts = some_int64(d->attempts),
                                  .answer_status = d->answer_status == 0 ? (struct opt_int64){.has = false}
                                                                         : some_int64(d->answer_status),
                                  .queued_at = d->queued_at,
                                  .next_at = text_equal(d->status, TEXT("queued")) ? d->next_at : INSTANT_NONE,
                                  .settled_at = d->settled_at};
}

static enum rc print_delivery(struct call *call, const void *view)
{
    const struct postback_delivery_id *id = view;
    struct postback_delivery delivery;
    TRY(flow_stored(&call->flow, postback_delivery_get(call->db, call->arena, *id, &delivery)));
    struct delivery_view shown = delivery_view_of(&delivery);
    return call_print(call, &schema_postback_delivery, &shown);
}

enum rc api_postback_test(struct call *call)
{
    struct postback postback;
    struct postback_delivery_id *id = arena_one(call->arena, struct postback_delivery_id);
    TRY(own_postback(call, &postback));
    call_answer_by(call, print_delivery, id);
    return postback_test(&call->flow, postback.id, id);
}

enum rc api_postback_delivery_list(struct call *call)
{
    const struct page_query *query = call->query;
    struct postback postback;
    int64_t limit = 0;
    struct postback_delivery_id before = {0};
    TRY(own_postback(call, &postback));
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before.v));
    struct postback_delivery *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow,
                    postback_delivery_list(call->db, call->arena, postback.id, before, limit + 1, &list, &count)));
    struct delivery_view *views = arena_many(call->arena, struct delivery_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = delivery_view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct delivery_view, id)};
    return call_print_page(call, &page);
}

enum rc api_postback_delivery_get(struct call *call)
{
    struct postback postback;
    struct postback_delivery delivery;
    TRY(access_postback_delivery(call, (struct postback_delivery_id){.v = call->ids[0]}, &delivery, &postback));
    return print_delivery(call, &delivery.id);
}

enum rc api_postback_delivery_retry(struct call *call)
{
    struct postback postback;
    struct postback_delivery *delivery = arena_one(call->arena, struct postback_delivery);
    TRY(access_postback_delivery(call, (struct postback_delivery_id){.v = call->ids[0]}, delivery, &postback));
    call_answer_by(call, print_delivery, &delivery->id);
    return postback_retry(&call->flow, delivery->id);
}
