// SPDX-License-Identifier: Apache-2.0
// The log of advertisers' doors.
#include "tracking/tracking.h"

#include "tracking/tracking_sql.h"

enum rc tracking_event_insert(struct db *db, struct arena *arena, const struct tracking_event *list, size_t count)
{
    struct sql_tracking_event_insert_in *rows = arena_many(arena, struct sql_tracking_event_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        const struct tracking_event *event = &list[i];
        rows[i] = (struct sql_tracking_event_insert_in){.advertiser_id = event->advertiser_id,
                                                        .program_id = event->program_id,
                                                        .door = event->door,
                                                        .kind = event->kind,
                                                        .outcome = event->outcome,
                                                        .code = event->code,
                                                        .field = event->field,
                                                        .request = event->request,
                                                        .conversion_id = event->conversion_id,
                                                        .received_at = event->received_at};
    }
    return sql_tracking_event_insert(db, arena, rows, count);
}

enum rc tracking_event_list(struct db *db, struct arena *arena, const struct tracking_filter *filter,
                            struct tracking_event **ret_list, size_t *ret_count)
{
    struct sql_tracking_event_list_row *rows = NULL;
    size_t count = 0;
    struct sql_tracking_event_list_in in = {.advertiser_id = filter->advertiser_id,
                                            .program_id = filter->program_id,
                                            .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
                                            .limit_count = filter->limit};
    TRY(sql_tracking_event_list(db, arena, &in, &rows, &count));
    struct tracking_event *list = arena_many(arena, struct tracking_event, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct tracking_event){.id = rows[i].id,
                                          .advertiser_id = rows[i].advertiser_id,
                                          .program_id = rows[i].program_id,
                                          .door = rows[i].door,
                                          .kind = rows[i].kind,
                                          .outcome = rows[i].outcome,
                                          .code = rows[i].code,
                                          .field = rows[i].field,
                                          .request = rows[i].request,
                                          .conversion_id = rows[i].conversion_id,
                                          .received_at = rows[i].received_at};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc tracking_doors(struct db *db, struct arena *arena, const struct tracking_filter *filter,
                       struct tracking_door **ret_list, size_t *ret_count)
{
    struct sql_tracking_event_latest_row *rows = NULL;
    struct sql_tracking_event_latest_in in = {.advertiser_id = filter->advertiser_id, .program_id = filter->program_id};
    TRY(sql_tracking_event_latest(db, arena, &in, &rows, ret_count));
    struct tracking_door *list = arena_many(arena, struct tracking_door, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct tracking_door){.door = rows[i].door,
                                         .count = rows[i].count,
                                         .refused = rows[i].refused,
                                         .last_at = rows[i].last_at,
                                         .refused_at = rows[i].refused_at};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc tracking_event_last(struct db *db, struct arena *arena, const struct tracking_event *event,
                            struct instant *ret_at)
{
    struct sql_tracking_event_last_of_kind_row row;
    struct sql_tracking_event_last_of_kind_in in = {.advertiser_id = event->advertiser_id,
                                                    .program_id = event->program_id,
                                                    .door = event->door,
                                                    .kind = event->kind};
    TRY(sql_tracking_event_last_of_kind(db, arena, &in, &row));
    *ret_at = row.received_at;
    return RC_OK;
}

enum rc tracking_event_forget(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted)
{
    struct sql_tracking_event_forget_in in = {.before = before, .limit_count = max_rows};
    return sql_tracking_event_forget(db, &in, ret_deleted);
}
