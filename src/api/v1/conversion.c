// SPDX-License-Identifier: Apache-2.0
// Handlers of conversions and decisions.

#include "conversion/conversion_accept.h"
#include "conversion/conversion_decide.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "shipping.h"
#include "v1/conversion_view.h"
#include "v1/handlers.h"

struct item_body {
    struct text sku, category, kind;
    struct opt_int64 quantity;
    struct text amount;
};
static const struct field item_body_fields[] = {
    FIELD_TEXT(struct item_body, sku, 0, 128, 0, "Article."),
    FIELD_TEXT(struct item_body, category, 0, 128, 0, "Category."),
    FIELD_TEXT(struct item_body, kind, 0, 64, 0, "digital, physical, service or another word."),
    FIELD_INT64(struct item_body, quantity, 1, 1000000000, 0, "Pieces; 1 unless given."),
    FIELD_DECIMAL(struct item_body, amount, 0, "Of the whole line, after discount, in major units."),
};
static const struct schema schema_item_body = SCHEMA("ConversionItemCreate", struct item_body, item_body_fields);

struct split_body {
    struct partner_id partner_id;
    struct opt_int64 share;
};
static const struct field split_body_fields[] = {
    FIELD_ID(struct split_body, partner_id, PREFIX_PARTNER, FIELD_REQUIRED, "A partner of the joint sale."),
    FIELD_PERCENT(struct split_body, share, FIELD_REQUIRED, "Agreed share in percent; all together 100."),
};
static const struct schema schema_split_body = SCHEMA("ConversionShare", struct split_body, split_body_fields);

#define METADATA_SCHEMA \
    "{\"type\":\"object\",\"maxProperties\":50,\"additionalProperties\":{\"type\":[\"string\",\"integer\"]}}"

struct conversion_body {
    struct program_id program_id;
    struct text click_id, goal, order_id, amount, discount, currency, status, coupon, customer_id, email, visitor;
    struct text reason, ext1, ext2, ext3, occurred_at;
    struct text tax, shipping, customer_country;
    struct opt_int64 usage;
    struct field_list split;
    const struct json *metadata;
    struct field_list items;
};
static const struct field conversion_body_fields[] = {
    FIELD_ID(struct conversion_body, program_id, PREFIX_PROGRAM, 0,
             "The program; an advertiser may leave it out when click, coupon or its only program says it."),
    FIELD_TEXT(struct conversion_body, click_id, 0, 64, 0, "The click id that the visitor arrived with."),
    FIELD_TEXT(struct conversion_body, goal, 0, 64, 0, "Goal code; sale unless given."),
    FIELD_TEXT(struct conversion_body, order_id, 0, 200, 0, "The order's number: the idempotency key within the goal."),
    FIELD_DECIMAL(struct conversion_body, amount, 0, "What the customer paid, after discount, in major units."),
    FIELD_DECIMAL(struct conversion_body, discount, 0, "What the customer was spared."),
    FIELD_TEXT(struct conversion_body, currency, 0, 16, 0,
               "ISO 4217; another than the program's is converted by the rate of the day."),
    FIELD_TEXT(struct conversion_body, status, 0, 16, 0, "approved (unless given), pending or rejected."),
    FIELD_TEXT(struct conversion_body, coupon, 0, 64, 0, "A partner's coupon code."),
    FIELD_TEXT(struct conversion_body, customer_id, 0, 200, 0, "The advertiser's own id of the customer."),
    FIELD_TEXT(struct conversion_body, email, 0, 254, 0, "The customer's e-mail; only a keyed hash is kept."),
    FIELD_TEXT(struct conversion_body, visitor, 0, 128, 0, "The visitor cookie's value."),
    FIELD_TEXT(struct conversion_body, reason, 0, 64, 0, "Coded reason, with status rejected."),
    FIELD_TEXT(struct conversion_body, ext1, 0, 500, 0, "Kept as given."),
    FIELD_TEXT(struct conversion_body, ext2, 0, 500, 0, "Kept as given."),
    FIELD_TEXT(struct conversion_body, ext3, 0, 500, 0, "Kept as given."),
    FIELD_TEXT(struct conversion_body, occurred_at, 0, 64, 0, "RFC 3339; now unless given."),
    FIELD_DECIMAL(struct conversion_body, tax, 0, "Part of the amount."),
    FIELD_DECIMAL(struct conversion_body, shipping, 0, "Part of the amount."),
    FIELD_TEXT(struct conversion_body, customer_country, 0, 2, 0, "Two letters of ISO 3166-1."),
    FIELD_INT64(struct conversion_body, usage, 0, INT64_MAX, 0, "The figure that a tariff's bands go by."),
    FIELD_LIST(struct conversion_body, split, &schema_split_body, 0, "Agreed shares of a joint sale."),
    FIELD_JSON(struct conversion_body, metadata, METADATA_SCHEMA, 0,
               "Names with texts or whole numbers that plans may look at; decimals as texts."),
    FIELD_LIST(struct conversion_body, items, &schema_item_body, 0, "Lines of the order."),
};
const struct schema schema_conversion_create =
    SCHEMA("ConversionCreate", struct conversion_body, conversion_body_fields);

static struct claim_item_text *items_of(struct call *call, const struct conversion_body *body)
{
    const struct item_body *items = body->items.items;
    struct claim_item_text *list = arena_many(call->arena, struct claim_item_text, body->items.count);
    for (size_t i = 0; i < body->items.count; i++) {
        list[i] = (struct claim_item_text){
            .sku = items[i].sku,
            .category = items[i].category,
            .kind = items[i].kind,
            .quantity =
                items[i].quantity.has ? text_format(call->arena, "%lld", (long long)items[i].quantity.v) : TEXT_NONE,
            .amount = items[i].amount};
    }
    return list;
}

// The claim's forms of them, which all doors share.
static struct text split_of(struct call *call, const struct conversion_body *body)
{
    const struct split_body *shares = body->split.items;
    struct buf buf = buf_new(call->arena, 65536);
    for (size_t i = 0; i < body->split.count; i++) {
        struct text partner = public_id_text(call->arena, call->keyring, PREFIX_PARTNER, shares[i].partner_id.v);
        struct text share = rate_percent_text(call->arena, (struct rate){shares[i].share.v});
        buf_format(&buf, "%s%.*s:%.*s", i == 0 ? "" : ",", TEXT_PRINT(partner), TEXT_PRINT(share));
    }
    return body->split.count == 0 ? TEXT_NONE : buf_text(&buf);
}

static enum rc metadata_of(struct call *call, const struct json *metadata, struct text *ret_query)
{
    *ret_query = TEXT_NONE;
    if (metadata == NULL) {
        return RC_OK;
    }
    struct buf buf = buf_new(call->arena, (size_t)1 << 20);
    struct text name;
    for (size_t i = 0; text_is(name = json_member_name(metadata, i)); i++) {
        const struct json *value = json_member(metadata, text_zero_terminated(call->arena, name));
        int64_t number = 0;
        bool is_number = json_int64(value, &number);
        if (!json_is_object(metadata) || (!is_number && !json_is_text(value))) {
            return fault_set(call->fault, RC_INVALID, "metadata_malformed", "metadata",
                             "metadata is an object of texts and whole numbers");
        }
        buf_add(&buf, i == 0 ? TEXT("") : TEXT("&"));
        percent_encode(&buf, name);
        buf_add_char(&buf, '=');
        percent_encode(&buf, is_number ? text_format(call->arena, "%lld", (long long)number) : json_text(value));
    }
    if (!json_is_object(metadata)) {
        return fault_set(call->fault, RC_INVALID, "metadata_malformed", "metadata", "metadata is an object");
    }
    *ret_query = buf_text(&buf);
    return RC_OK;
}

// An operator reports for any program's advertiser, an advertiser for itself.
static enum rc reporter_of(struct call *call, const struct conversion_body *body, struct advertiser_id *ret_advertiser)
{
    TRY(access_body_program(call, body->program_id));
    if (call->actor.role == ROLE_ADVERTISER) {
        *ret_advertiser = (struct advertiser_id){call->actor.owner_id};
        return RC_OK;
    }
    if (body->program_id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "program_id", "program_id is required");
    }
    struct program program;
    TRY(program_get(call->db, call->arena, body->program_id, &program));
    *ret_advertiser = program.advertiser_id;
    return RC_OK;
}

static enum rc render_accepted(struct call *call, const void *view)
{
    const struct conversion_accepted *accepted = view;
    struct conversion_view *shown = NULL;
    TRY(flow_stored(&call->flow, conversion_view_read(call, accepted->conversion_id, &shown)));
    shown->duplicate = (struct opt_int64){.has = true, .v = accepted->is_duplicate ? 1 : 0};
    if (accepted->is_duplicate) {
        call->response->status = 200;
    }
    return call_print(call, &schema_conversion, shown);
}

enum rc api_conversion_create(struct call *call)
{
    const struct conversion_body *body = call->body;
    struct conversion_claim claim = {
        .program_id = body->program_id,
        .click_id = body->click_id,
        .goal = body->goal,
        .order_id = body->order_id,
        .amount = body->amount,
        .discount = body->discount,
        .currency = body->currency,
        .status = body->status,
        .coupon = body->coupon,
        .customer_id = body->customer_id,
        .email = body->email,
        .visitor = body->visitor,
        .reason = body->reason,
        .occurred_at = body->occurred_at,
        .extra = {body->ext1, body->ext2, body->ext3},
        .tax = body->tax,
        .shipping = body->shipping,
        .customer_country = body->customer_country,
        .usage = body->usage.has ? text_format(call->arena, "%lld", (long long)body->usage.v) : TEXT_NONE,
        .split = split_of(call, body),
        .items = items_of(call, body),
        .item_count = body->items.count,
        .source = TEXT("api")};
    TRY(metadata_of(call, body->metadata, &claim.metadata));
    TRY(reporter_of(call, body, &claim.advertiser_id));
    struct conversion_accepted *accepted = arena_one(call->arena, struct conversion_accepted);
    struct click_shipping shipping = call_shipping(call);
    call_answer_by(call, render_accepted, accepted);
    return conversion_accept(&call->flow, &shipping, &claim, accepted);
}

struct conversion_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct text status;
};
static const struct field conversion_query_fields[] = {
    CALL_PAGE_FIELDS(struct conversion_query),
    FIELD_ID(struct conversion_query, partner_id, PREFIX_PARTNER, 0, "Only those credited to this partner."),
    FIELD_ID(struct conversion_query, program_id, PREFIX_PROGRAM, 0, "Only this program's."),
    FIELD_CHOICE(struct conversion_query, status, "pending,approved,rejected", 0, "Only those of this status."),
};
const struct schema schema_conversion_query =
    SCHEMA("ConversionQuery", struct conversion_query, conversion_query_fields);

enum rc api_conversion_list(struct call *call)
{
    const struct conversion_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct conversion_filter filter = {
        .advertiser_id = access_own_advertiser(call), .program_id = query->program_id, .status = query->status};
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    struct conversion *rows = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, conversion_list(call->db, call->arena, &filter, (struct conversion_id){before},
                                                 limit + 1, &rows, &count)));
    struct conversion_view *views = arena_many(call->arena, struct conversion_view, count);
    for (size_t i = 0; i < count; i++) {
        struct conversion_view *view = NULL;
        TRY(flow_stored(&call->flow, conversion_view_of(call, &rows[i], /* is_whole= */ false, &view)));
        views[i] = *view;
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct conversion_view, id)};
    return call_print_page(call, &page);
}

enum rc api_conversion_read(struct call *call)
{
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct conversion_view *view = NULL;
    TRY(flow_stored(&call->flow, conversion_view_of(call, &conversion, /* is_whole= */ true, &view)));
    return call_print(call, &schema_conversion, view);
}

struct decision_body {
    struct text status, reason;
};
static const struct field decision_body_fields[] = {
    FIELD_TEXT(struct decision_body, status, 0, 16, FIELD_REQUIRED, "approved or rejected."),
    FIELD_TEXT(struct decision_body, reason, 0, 64, 0,
               "Coded reason of a rejection: cancelled, returned, not_paid, duplicate, fraud, invalid_lead, test, "
               "outside_terms, advertiser_rejected, other."),
};
const struct schema schema_conversion_decision =
    SCHEMA("ConversionDecision", struct decision_body, decision_body_fields);

static enum rc render_conversion(struct call *call, const void *view)
{
    const struct conversion_id *id = view;
    struct conversion_view *shown = NULL;
    TRY(flow_stored(&call->flow, conversion_view_read(call, *id, &shown)));
    return call_print(call, &schema_conversion, shown);
}

enum rc api_conversion_decision(struct call *call)
{
    const struct decision_body *body = call->body;
    struct conversion conversion;
    TRY(access_conversion(call, (struct conversion_id){call->ids[0]}, &conversion));
    struct conversion_id *id = arena_one(call->arena, struct conversion_id);
    *id = conversion.id;
    call_answer_by(call, render_conversion, id);
    return conversion_decide(&call->flow, conversion.id, body->status, body->reason);
}
