// SPDX-License-Identifier: Apache-2.0
// Links.
#include "identity/public_id.h"
#include "partner/link_write.h"
#include "v1/handlers.h"

#define URL_BYTES_MAX 2048

struct link_view {
    struct link_id id;
    struct text code;
    struct text url;
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct text destination_url;
    struct text status;
    struct instant created_at;
};
static const struct field link_fields[] = {
    FIELD_ID(struct link_view, id, PREFIX_LINK, 0, "The link's id."),
    FIELD_CODE(struct link_view, code, 0, "The code in its address."),
    FIELD_URL(struct link_view, url, 0, "Its address, as the partner publishes it."),
    FIELD_ID(struct link_view, partner_id, PREFIX_PARTNER, 0, "Whose link."),
    FIELD_ID(struct link_view, program_id, PREFIX_PROGRAM, 0, "The offer's program."),
    FIELD_ID(struct link_view, offer_id, PREFIX_OFFER, 0, "What it promotes."),
    FIELD_TEXT(struct link_view, destination_url, 1, URL_BYTES_MAX, 0,
               "Where it leads instead of the offer's destination, or null."),
    FIELD_CHOICE(struct link_view, status, "active,archived", 0, "Archived leads to the fallback page."),
    FIELD_INSTANT(struct link_view, created_at, 0, "When it was made."),
};
const struct schema schema_link = SCHEMA("Link", struct link_view, link_fields);

struct link_body {
    struct partner_id partner_id;
    struct offer_id offer_id;
    struct text code;
    struct text destination_url;
    struct text status;
};
static const struct field link_create_fields[] = {
    FIELD_ID(struct link_body, partner_id, PREFIX_PARTNER, 0, "Whose link; a partner's own unless given."),
    FIELD_ID(struct link_body, offer_id, PREFIX_OFFER, FIELD_REQUIRED, "What it promotes."),
    FIELD_CODE(struct link_body, code, 0, "The code in its address; eight letters unless given."),
    FIELD_TEXT(struct link_body, destination_url, 0, URL_BYTES_MAX, FIELD_NULLABLE,
               "Where it leads instead of the offer's destination; on the offer's hosts."),
};
static const struct field link_change_fields[] = {
    FIELD_TEXT(struct link_body, destination_url, 0, URL_BYTES_MAX, FIELD_NULLABLE,
               "Where it leads instead of the offer's destination; null: the offer's own."),
    FIELD_CHOICE(struct link_body, status, "active,archived", 0, "Archived leads to the fallback page."),
};
const struct schema schema_link_create = SCHEMA("LinkCreate", struct link_body, link_create_fields);
const struct schema schema_link_change = SCHEMA("LinkChange", struct link_body, link_change_fields);

struct link_query {
    CALL_PAGE_MEMBERS;
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct text status;
};
static const struct field link_query_fields[] = {
    CALL_PAGE_FIELDS(struct link_query),
    FIELD_ID(struct link_query, partner_id, PREFIX_PARTNER, 0, "Only of this partner."),
    FIELD_ID(struct link_query, program_id, PREFIX_PROGRAM, 0, "Only in this program."),
    FIELD_ID(struct link_query, offer_id, PREFIX_OFFER, 0, "Only to this offer."),
    FIELD_CHOICE(struct link_query, status, "active,archived", 0, "Only of this status."),
};
const struct schema schema_link_query = SCHEMA("LinkQuery", struct link_query, link_query_fields);

static struct link_view view_of(const struct call *call, const struct link *link)
{
    return (struct link_view){
        .id = link->id,
        .code = link->code,
        .url = call_link_url(call, link->code),
        .partner_id = link->partner_id,
        .program_id = link->program_id,
        .offer_id = link->offer_id,
        .destination_url = link->destination_url,
        .status = link->status,
        .created_at = link->created_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct link_view shown = view_of(call, view);
    return call_print(call, &schema_link, &shown);
}

enum rc api_link_create(struct call *call)
{
    const struct link_body *body = call->body;
    struct link_input input = {
        .partner_id = body->partner_id,
        .offer_id = body->offer_id,
        .code = body->code,
        .destination_url = body->destination_url,
        .status = TEXT_NONE,
    };
    if (input.partner_id.v == 0) {
        input.partner_id = access_own_partner(call);
    }
    if (input.partner_id.v == 0) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "partner_id", "partner_id is missing");
    }
    struct link link;
    TRY(access_body_partner(call, input.partner_id));
    TRY(access_body_offer(call, body->offer_id));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &link);
    return link_create(&call->flow, &input, &link);
}

enum rc api_link_list(struct call *call)
{
    const struct link_query *query = call->query;
    struct link_filter filter = {
        .program_id = query->program_id,
        .offer_id = query->offer_id,
        .advertiser_id = access_own_advertiser(call),
        .status = query->status,
    };
    TRY(access_filter_partner(call, query->partner_id, &filter.partner_id));
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    filter.limit = limit + 1;
    struct link *list;
    size_t count;
    TRY(flow_stored(&call->flow, link_list(call->db, call->arena, &filter, &list, &count)));
    struct link_view *views = arena_many(call->arena, struct link_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct link_view, id)};
    return call_print_page(call, &page);
}

enum rc api_link_get(struct call *call)
{
    struct link link;
    TRY(access_link(call, (struct link_id){.v = call->ids[0]}, &link));
    return render(call, &link);
}

static enum rc change(struct call *call, const struct link_input *input)
{
    struct link_id id = {.v = call->ids[0]};
    struct link link;
    TRY(access_link(call, id, &link));
    call->is_catalog_changed = true;
    call_answer_by(call, render, &link);
    return link_change(&call->flow, id, input, &link);
}

enum rc api_link_change(struct call *call)
{
    const struct link_body *body = call->body;
    struct link_input input = {.destination_url = body->destination_url, .status = body->status};
    return change(call, &input);
}

enum rc api_link_archive(struct call *call)
{
    struct link_input input = {.destination_url = TEXT_NONE, .status = TEXT("archived")};
    return change(call, &input);
}
