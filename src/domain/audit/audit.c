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

enum rc audit_event_list(struct db *db, struct arena *arena, const struct audit_event *before, int64_t limit,
                         struct audit_event **ret_events, size_t *ret_count)
{
    struct sql_audit_event_list_in in = {
        .object = text_is(before->object) ? before->object : TEXT(""),
        .before_id = before->id == 0 ? INT64_MAX : before->id,
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
