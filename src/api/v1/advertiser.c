// SPDX-License-Identifier: Apache-2.0
// Advertisers.
#include "identity/public_id.h"
#include "program/advertiser_write.h"
#include "v1/handlers.h"

struct advertiser_view {
    struct advertiser_id id;
    struct text name;
    struct currency currency;
    struct text status;
    struct instant created_at;
    struct text postback_token; // AdvertiserCreated only
};
#define ADVERTISER_FIELDS                                                                                    \
    FIELD_ID(struct advertiser_view, id, PREFIX_ADVERTISER, 0, "The advertiser's id."),                      \
        FIELD_NAME(struct advertiser_view, name, 0, "For people."),                                          \
        FIELD_CURRENCY(struct advertiser_view, currency, 0, "Default of its programs."),                     \
        FIELD_CHOICE(struct advertiser_view, status, "active,archived", 0, "Archived takes no new events."), \
        FIELD_INSTANT(struct advertiser_view, created_at, 0, "When it was made.")
static const struct field advertiser_fields[] = {ADVERTISER_FIELDS};
static const struct field advertiser_created_fields[] = {
    ADVERTISER_FIELDS,
    FIELD_TEXT(struct advertiser_view, postback_token, 44, 44, 0,
               "The secret with which the advertiser's server reports conversions: shown once."),
};
const struct schema schema_advertiser = SCHEMA("Advertiser", struct advertiser_view, advertiser_fields);
const struct schema schema_advertiser_created =
    SCHEMA("AdvertiserCreated", struct advertiser_view, advertiser_created_fields);

struct advertiser_body {
    struct text name;
    struct currency currency;
    struct text status;
};
static const struct field advertiser_create_fields[] = {
    FIELD_NAME(struct advertiser_body, name, FIELD_REQUIRED, "For people."),
    FIELD_CURRENCY(struct advertiser_body, currency, 0, "Default of its programs; the network's unless given."),
};
static const struct field advertiser_change_fields[] = {
    FIELD_NAME(struct advertiser_body, name, 0, "For people."),
    FIELD_CURRENCY(struct advertiser_body, currency, 0, "Default of its future programs."),
    FIELD_CHOICE(struct advertiser_body, status, "active,archived", 0, "Operators only."),
};
const struct schema schema_advertiser_create =
    SCHEMA("AdvertiserCreate", struct advertiser_body, advertiser_create_fields);
const struct schema schema_advertiser_change =
    SCHEMA("AdvertiserChange", struct advertiser_body, advertiser_change_fields);

struct advertiser_query {
    CALL_PAGE_MEMBERS;
    struct text status;
};
static const struct field advertiser_query_fields[] = {
    CALL_PAGE_FIELDS(struct advertiser_query),
    FIELD_CHOICE(struct advertiser_query, status, "active,archived", 0, "Only of this status."),
};
const struct schema schema_advertiser_query =
    SCHEMA("AdvertiserQuery", struct advertiser_query, advertiser_query_fields);

static struct advertiser_view view_of(const struct advertiser *advertiser)
{
    return (struct advertiser_view){
        .id = advertiser->id,
        .name = advertiser->name,
        .currency = advertiser->currency,
        .status = advertiser->status,
        .created_at = advertiser->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct advertiser_view shown = view_of(view);
    return call_print(call, &schema_advertiser, &shown);
}

static enum rc render_created(struct call *call, const void *view)
{
    const struct advertiser_created *created = view;
    struct advertiser_view shown = view_of(&created->advertiser);
    shown.postback_token = created->postback_token;
    return call_print(call, &schema_advertiser_created, &shown);
}

enum rc api_advertiser_create(struct call *call)
{
    const struct advertiser_body *body = call->body;
    struct advertiser_input input = {.name = body->name, .currency = body->currency, .status = TEXT_NONE};
    struct advertiser_created created;
    call->is_catalog_changed = true;
    call_answer_by(call, render_created, &created);
    return advertiser_create(&call->flow, &input, &created);
}

enum rc api_advertiser_list(struct call *call)
{
    const struct advertiser_query *query = call->query;
    struct advertiser_filter filter = {.id = access_own_advertiser(call), .status = query->status};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct advertiser *list;
    size_t count;
    TRY(flow_stored(&call->flow, advertiser_list(call->db, call->arena, &filter, &list, &count)));
    struct advertiser_view *views = arena_many(call->arena, struct advertiser_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct advertiser_view, id)};
    return call_print_page(call, &page);
}

enum rc api_advertiser_get(struct call *call)
{
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    return render(call, &advertiser);
}

static enum rc change(struct call *call, const struct advertiser_input *input)
{
    struct advertiser_id id = {.v = call->ids[0]};
    struct advertiser advertiser;
    TRY(access_advertiser(call, id, &advertiser));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &advertiser);
    return advertiser_change(&call->flow, id, input, &advertiser);
}

enum rc api_advertiser_change(struct call *call)
{
    const struct advertiser_body *body = call->body;
    if (text_is(body->status) && call->actor.role != ROLE_OPERATOR) {
        return fault_set(call->fault, RC_FORBIDDEN, "forbidden", "status", "only an operator may change the status");
    }
    struct advertiser_input input = {.name = body->name, .currency = body->currency, .status = body->status};
    return change(call, &input);
}

enum rc api_advertiser_archive(struct call *call)
{
    struct advertiser_input input = {.name = TEXT_NONE, .status = TEXT("archived")};
    return change(call, &input);
}

enum rc api_advertiser_token(struct call *call)
{
    struct advertiser_id id = {.v = call->ids[0]};
    struct advertiser_created created;
    TRY(access_advertiser(call, id, &created.advertiser));
    call->is_catalog_changed = true;
    call_answer_by(call, render_created, &created);
    return advertiser_token_renew(&call->flow, id, &created);
}
