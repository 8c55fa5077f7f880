// SPDX-License-Identifier: Apache-2.0
// Webhook sources. Secrets are never shown but in the answer that made them.
#include "identity/public_id.h"
#include "v1/handlers.h"
#include "webhook/webhook_signature.h"
#include "webhook/webhook_write.h"

struct webhook_source_view {
    struct webhook_source_id id;
    struct program_id program_id;
    struct text provider;
    struct text url;
    struct opt_int64 has_secret;
    struct instant previous_secret_until;
    struct text status;
    struct instant created_at;
    struct text secret; // WebhookSourceMade only
};
#define SOURCE_FIELDS                                                                                             \
    FIELD_ID(struct webhook_source_view, id, PREFIX_WEBHOOK_SOURCE, 0, "The source's id."),                       \
        FIELD_ID(struct webhook_source_view, program_id, PREFIX_PROGRAM, 0, "Whose orders it tells of."),         \
        FIELD_CHOICE(struct webhook_source_view, provider, WEBHOOK_PROVIDER_WORDS, 0, "Who sends."),              \
        FIELD_TEXT(struct webhook_source_view, url, 1, 2048, 0, "Where the sender delivers."),                    \
        FIELD_BOOL(struct webhook_source_view, has_secret, 0, "Without one every delivery is refused."),          \
        FIELD_INSTANT(struct webhook_source_view, previous_secret_until, 0,                                       \
                      "Until when the secret before this one is valid; null when there is none."),                \
        FIELD_CHOICE(struct webhook_source_view, status, "active,archived", 0, "An archived one takes nothing."), \
        FIELD_INSTANT(struct webhook_source_view, created_at, 0, "When it was made.")
static const struct field source_fields[] = {SOURCE_FIELDS};
static const struct field made_fields[] = {
    SOURCE_FIELDS,
    FIELD_TEXT(struct webhook_source_view, secret, 8, WEBHOOK_SECRET_BYTES_MAX, 0,
               "The secret that was made here, to be given to the sender: shown once. Null when the sender made it."),
};
const struct schema schema_webhook_source = SCHEMA("WebhookSource", struct webhook_source_view, source_fields);
const struct schema schema_webhook_source_made = SCHEMA("WebhookSourceMade", struct webhook_source_view, made_fields);

struct webhook_source_body {
    struct program_id program_id;
    struct text provider;
    struct text secret;
};
static const struct field create_fields[] = {
    FIELD_ID(struct webhook_source_body, program_id, PREFIX_PROGRAM, FIELD_REQUIRED, "Whose orders it tells of."),
    FIELD_CHOICE(struct webhook_source_body, provider, WEBHOOK_PROVIDER_WORDS, FIELD_REQUIRED, "Who sends."),
    FIELD_TEXT(struct webhook_source_body, secret, 8, WEBHOOK_SECRET_BYTES_MAX, 0,
               "What deliveries are signed with. For standard and woocommerce one is made unless given; Stripe and "
               "Shopify show theirs once the address is entered there."),
};
static const struct field secret_fields[] = {
    FIELD_TEXT(struct webhook_source_body, secret, 8, WEBHOOK_SECRET_BYTES_MAX, 0,
               "The new secret; for standard and woocommerce one is made unless given."),
};
const struct schema schema_webhook_source_create =
    SCHEMA("WebhookSourceCreate", struct webhook_source_body, create_fields);
const struct schema schema_webhook_source_secret =
    SCHEMA("WebhookSourceSecret", struct webhook_source_body, secret_fields);

struct webhook_source_query {
    CALL_PAGE_MEMBERS;
    struct program_id program_id;
    struct text status;
};
static const struct field query_fields[] = {
    CALL_PAGE_FIELDS(struct webhook_source_query),
    FIELD_ID(struct webhook_source_query, program_id, PREFIX_PROGRAM, 0, "Only of this program."),
    FIELD_CHOICE(struct webhook_source_query, status, "active,archived", 0, "Only of this status."),
};
const struct schema schema_webhook_source_query =
    SCHEMA("WebhookSourceQuery", struct webhook_source_query, query_fields);

static struct webhook_source_view view_of(const struct call *call, const struct webhook_source *source)
{
    struct text id = public_id_text(call->arena, call->keyring, PREFIX_WEBHOOK_SOURCE, source->id.v);
    bool has_previous = source->previous_secret.n > 0 && call->now.ms < source->previous_until.ms;
    return (struct webhook_source_view){
        .id = source->id,
        .program_id = source->program_id,
        .provider = source->provider,
        .url = webhook_url(call->arena, call->app->public_url, source, id),
        .has_secret = some_int64(source->secret.n > 0),
        .previous_secret_until = has_previous ? source->previous_until : INSTANT_NONE,
        .status = source->status,
        .created_at = source->created_at,
        .secret = TEXT_NONE,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct webhook_source_view shown = view_of(call, view);
    return call_print(call, &schema_webhook_source, &shown);
}

static enum rc render_made(struct call *call, const void *view)
{
    const struct webhook_source_made *made = view;
    struct webhook_source_view shown = view_of(call, &made->source);
    shown.secret = made->secret;
    return call_print(call, &schema_webhook_source_made, &shown);
}

enum rc api_webhook_source_create(struct call *call)
{
    const struct webhook_source_body *body = call->body;
    struct webhook_source_input input = {
        .program_id = body->program_id, .provider = body->provider, .secret = body->secret};
    struct webhook_source_made made;
    TRY(access_body_program(call, body->program_id));
    call_answer_by(call, render_made, &made);
    return webhook_source_create(&call->flow, &input, &made);
}

enum rc api_webhook_source_list(struct call *call)
{
    const struct webhook_source_query *query = call->query;
    struct webhook_source_filter filter = {
        .advertiser_id = access_own_advertiser(call), .program_id = query->program_id, .status = query->status};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct webhook_source *list;
    size_t count;
    TRY(flow_stored(&call->flow, webhook_source_list(call->db, call->arena, &filter, &list, &count)));
    struct webhook_source_view *views = arena_many(call->arena, struct webhook_source_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct webhook_source_view, id)};
    return call_print_page(call, &page);
}

enum rc api_webhook_source_get(struct call *call)
{
    struct webhook_source source;
    TRY(access_webhook_source(call, (struct webhook_source_id){.v = call->ids[0]}, &source));
    return render(call, &source);
}

enum rc api_webhook_source_secret(struct call *call)
{
    const struct webhook_source_body *body = call->body;
    struct webhook_source_made made;
    TRY(access_webhook_source(call, (struct webhook_source_id){.v = call->ids[0]}, &made.source));
    call_answer_by(call, render_made, &made);
    return webhook_source_secret(&call->flow, made.source.id, body->secret, &made);
}

enum rc api_webhook_source_archive(struct call *call)
{
    struct webhook_source source;
    TRY(access_webhook_source(call, (struct webhook_source_id){.v = call->ids[0]}, &source));
    call_answer_by(call, render, &source);
    return webhook_source_archive(&call->flow, source.id, &source);
}
