// SPDX-License-Identifier: Apache-2.0
// Domains that this server answers under.
#include "network/tracking_domain_write.h"

#include <stdlib.h>

#include "v1/handlers.h"

struct domain_view {
    int64_t id; // of the row: orders the list, and is not shown
    struct text host, note, status;
    struct instant created_at;
};
static const struct field domain_fields[] = {
    FIELD_TEXT(struct domain_view, host, 1, 253, 0, "The name, lower case."),
    FIELD_TEXT(struct domain_view, note, 0, TRACKING_DOMAIN_NOTE_CHARACTERS_MAX, 0, "Whose it is, or what for."),
    FIELD_CHOICE(struct domain_view, status, "active,archived", 0, "An archived one is answered for no more."),
    FIELD_INSTANT(struct domain_view, created_at, 0, "When it was added."),
};
const struct schema schema_tracking_domain = SCHEMA("TrackingDomain", struct domain_view, domain_fields);

struct domain_body {
    struct text host, note, status;
};
static const struct field create_fields[] = {
    FIELD_TEXT(struct domain_body, host, 1, 253, FIELD_REQUIRED, "One name, without scheme, port or path."),
    FIELD_TEXT(struct domain_body, note, 0, TRACKING_DOMAIN_NOTE_CHARACTERS_MAX, 0, "Whose it is, or what for."),
};
static const struct field change_fields[] = {
    FIELD_CHOICE(struct domain_body, status, "active,archived", FIELD_REQUIRED, "The new status."),
};
const struct schema schema_tracking_domain_create = SCHEMA("TrackingDomainCreate", struct domain_body, create_fields);
const struct schema schema_tracking_domain_change = SCHEMA("TrackingDomainChange", struct domain_body, change_fields);

static struct domain_view view_of(const struct tracking_domain *domain)
{
    return (struct domain_view){.id = domain->id,
                                .host = domain->host,
                                .note = domain->note,
                                .status = domain->status,
                                .created_at = domain->created_at};
}

static enum rc print_domain(struct call *call, const void *view)
{
    struct domain_view shown = view_of(view);
    return call_print(call, &schema_tracking_domain, &shown);
}

// As it is stored now.
static enum rc print_stored(struct call *call, const void *view)
{
    const struct text *host = view;
    struct tracking_domain domain;
    TRY(flow_stored(&call->flow, tracking_domain_find(call->db, call->arena, *host, &domain)));
    return print_domain(call, &domain);
}

enum rc api_tracking_domain_create(struct call *call)
{
    const struct domain_body *body = call->body;
    struct tracking_domain *domain = arena_one(call->arena, struct tracking_domain);
    call_answer_by(call, print_domain, domain);
    return tracking_domain_add(&call->flow, body->host, text_is(body->note) ? body->note : TEXT(""), domain);
}

enum rc api_tracking_domain_change(struct call *call)
{
    const struct domain_body *body = call->body;
    struct text *host = arena_one(call->arena, struct text);
    *host = text_lower(call->arena, call->texts[0]);
    call_answer_by(call, print_stored, host);
    return tracking_domain_change(&call->flow, *host, body->status);
}

static int newest_first(const void *a, const void *b)
{
    const struct tracking_domain *x = a;
    const struct tracking_domain *y = b;
    return (x->id < y->id) - (x->id > y->id);
}

enum rc api_tracking_domain_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct tracking_domain *list = NULL;
    size_t count = 0;
    TRY(flow_stored(&call->flow, tracking_domain_list(call->db, call->arena, &list, &count)));
    qsort(list, count, sizeof(*list), newest_first);
    struct domain_view *views = arena_many(call->arena, struct domain_view, count);
    size_t n = 0;
    for (size_t i = 0; i < count && n <= (size_t)limit; i++) {
        if (before == 0 || list[i].id < before) {
            views[n++] = view_of(&list[i]);
        }
    }
    struct call_page page = {.items = views, .count = n, .limit = limit, .id_offset = offsetof(struct domain_view, id)};
    return call_print_page(call, &page);
}
