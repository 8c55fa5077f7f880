// SPDX-License-Identifier: Apache-2.0
// Storage of audit events.
#include "audit/audit.h"

#include "audit/audit_sql.h"

enum rc audit_event_add(struct db *db, const struct audit_event *event)
{
    struct sql_audit_event_insert_in in = {
        .occurred_at = event->occurred_at,
        .actor = event->actor,
        .action = event->action,
        .object = event->object,
        .content = event->content,
    };
    return sql_audit_event_insert(db, &in, NULL);
}

static struct text or_empty(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

enum rc audit_event_list(struct db *db, struct arena *arena, const struct audit_filter *filter, int64_t limit,
                         struct audit_event **ret_events, size_t *ret_count)
{
    struct sql_audit_event_list_in in = {
        .object = or_empty(filter->object),
        .actor = or_empty(filter->actor),
        .action = or_empty(filter->action),
        .from_at = filter->from,
        .to_at = {.ms = filter->to.ms == 0 ? INSTANT_MAX_MS : filter->to.ms},
        .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
        .limit_count = limit,
    };
    struct sql_audit_event_list_row *rows;
    size_t count;
    TRY(sql_audit_event_list(db, arena, &in, &rows, &count));
    struct audit_event *events = arena_many(arena, struct audit_event, count);
    for (size_t i = 0; i < count; i++) {
        events[i] = (struct audit_event){
            .id = rows[i].id,
            .occurred_at = rows[i].occurred_at,
            .actor = rows[i].actor,
            .action = rows[i].action,
            .object = rows[i].object,
            .content = rows[i].content,
        };
    }
    *ret_events = events;
    *ret_count = count;
    return RC_OK;
}
