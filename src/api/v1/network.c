// SPDX-License-Identifier: Apache-2.0
// The network's settings, and the audit log.
#include "audit/audit.h"
#include "network/network_init.h"
#include "v1/handlers.h"

struct network_view {
    struct text name;
    struct currency currency;
    struct text time_zone;
    struct text fallback_url;
    struct opt_int64 address_days;
    struct opt_int64 hue;
    struct instant created_at;
};
static const struct field network_fields[] = {
    FIELD_NAME(struct network_view, name, 0, "Shown to people."),
    FIELD_CURRENCY(struct network_view, currency, 0, "Default of new advertisers."),
    FIELD_TEXT(struct network_view, time_zone, 1, 64, 0, "IANA name: days of statements and reports."),
    FIELD_TEXT(struct network_view, fallback_url, 0, 2048, 0,
               "Where an unknown or closed link leads; empty: the built-in page."),
    FIELD_INT64(struct network_view, address_days, 0, 365, 0, "Days a visitor's full address and agent are kept."),
    FIELD_INT64(struct network_view, hue, 0, 359, 0, "Hue of the brand's colour in degrees (OKLCH); 264 is cobalt."),
    FIELD_INSTANT(struct network_view, created_at, 0, "When the network was made."),
};
const struct schema schema_network = SCHEMA("Network", struct network_view, network_fields);

struct network_change_body {
    struct text name;
    struct text time_zone;
    struct text fallback_url;
    struct opt_int64 address_days;
    struct opt_int64 hue;
};
static const struct field network_change_fields[] = {
    FIELD_NAME(struct network_change_body, name, 0, "Shown to people."),
    FIELD_TEXT(struct network_change_body, time_zone, 1, 64, 0, "IANA name."),
    FIELD_URL(struct network_change_body, fallback_url, FIELD_NULLABLE,
              "Where an unknown or closed link leads; null: the built-in page."),
    FIELD_INT64(struct network_change_body, address_days, 0, 365, 0,
                "Days a visitor's full address and agent are kept."),
    FIELD_INT64(struct network_change_body, hue, 0, 359, 0,
                "Hue of the brand's colour in degrees (OKLCH); 264 is cobalt."),
};
const struct schema schema_network_change = SCHEMA("NetworkChange", struct network_change_body, network_change_fields);

static enum rc render_network(struct call *call, const void *view)
{
    const struct network *network = view;
    struct network_view shown = {
        .name = network->name,
        .currency = network->currency,
        .time_zone = network->time_zone,
        .fallback_url = network->fallback_url,
        .address_days = some_int64(network->address_days),
        .hue = some_int64(network->hue),
        .created_at = network->created_at,
    };
    return call_print(call, &schema_network, &shown);
}

enum rc api_network_get(struct call *call)
{
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    return render_network(call, &network);
}

enum rc api_network_change(struct call *call)
{
    const struct network_change_body *body = call->body;
    struct network_change_input input = {
        .name = body->name,
        .time_zone = body->time_zone,
        .fallback_url = body->fallback_url,
        .address_days = body->address_days.has ? body->address_days.v : -1,
        .hue = body->hue.has ? body->hue.v : -1,
    };
    struct network network;
    call->is_catalog_changed = true;
    call_answer_by(call, render_network, &network);
    return network_change(&call->flow, &input, &network);
}

struct audit_query {
    CALL_PAGE_MEMBERS;
    struct text object;
    struct text actor;
};
static const struct field audit_query_fields[] = {
    CALL_PAGE_FIELDS(struct audit_query),
    FIELD_TEXT(struct audit_query, object, 1, 64, 0, "Only events of this object, as events name it: program:12."),
    FIELD_TEXT(struct audit_query, actor, 1, 64, 0, "Only what this actor did, as events name it: user:7."),
};
const struct schema schema_audit_query = SCHEMA("AuditQuery", struct audit_query, audit_query_fields);

struct audit_view {
    int64_t id;
    struct instant occurred_at;
    struct text actor;
    struct text action;
    struct text object;
    struct text content;
};
static const struct field audit_fields[] = {
    FIELD_INSTANT(struct audit_view, occurred_at, 0, "When."),
    FIELD_TEXT(struct audit_view, actor, 1, 64, 0, "Who: a token or the command line."),
    FIELD_TEXT(struct audit_view, action, 1, 64, 0, "What: program.create."),
    FIELD_TEXT(struct audit_view, object, 1, 64, 0, "To what: program:12."),
    FIELD_RAW(struct audit_view, content, "{\"type\":\"object\"}", "What was asked, without secrets."),
};
const struct schema schema_audit_event = SCHEMA("AuditEvent", struct audit_view, audit_fields);

enum rc api_audit_list(struct call *call)
{
    const struct audit_query *query = call->query;
    struct audit_filter filter = {.object = query->object, .actor = query->actor};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before_id));
    struct audit_event *events;
    size_t count;
    TRY(flow_stored(&call->flow, audit_event_list(call->db, call->arena, &filter, limit + 1, &events, &count)));
    struct audit_view *views = arena_many(call->arena, struct audit_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = (struct audit_view){
            .id = events[i].id,
            .occurred_at = events[i].occurred_at,
            .actor = events[i].actor,
            .action = events[i].action,
            .object = events[i].object,
            .content = events[i].content,
        };
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct audit_view, id)};
    return call_print_page(call, &page);
}
