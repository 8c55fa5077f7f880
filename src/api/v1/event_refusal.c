// SPDX-License-Identifier: Apache-2.0
// Reports that were refused for what they claimed: an advertiser sees its own.

#include "conversion/conversion.h"
#include "identity/public_id.h"
#include "v1/handlers.h"

struct event_refusal_view {
    int64_t id;
    struct advertiser_id advertiser_id;
    struct text code, field;
    struct text claim;
    struct instant received_at;
};
static const struct field view_fields[] = {
    FIELD_ID(struct event_refusal_view, advertiser_id, PREFIX_ADVERTISER, 0, "Who sent it."),
    FIELD_TEXT(struct event_refusal_view, code, 0, 64, 0, "Why it was refused."),
    FIELD_TEXT(struct event_refusal_view, field, 0, 64, 0, "The field at fault."),
    FIELD_RAW(struct event_refusal_view, claim, "{\"type\":\"object\"}", "What was claimed, without personal data."),
    FIELD_INSTANT(struct event_refusal_view, received_at, 0, "When."),
};
const struct schema schema_event_refusal = SCHEMA("EventRefusal", struct event_refusal_view, view_fields);

enum rc api_event_refusal_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct event_refusal *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, event_refusal_list(call->db, call->arena, access_own_advertiser(call), before,
                                                    limit + 1, &list, &count)));
    struct event_refusal_view *views = arena_many(call->arena, struct event_refusal_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct event_refusal_view){.id = list[i].id,
                                               .advertiser_id = list[i].advertiser_id,
                                               .code = list[i].code,
                                               .field = list[i].field,
                                               .claim = list[i].content,
                                               .received_at = list[i].received_at};
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct event_refusal_view, id)};
    return call_print_page(call, &page);
}
