// SPDX-License-Identifier: Apache-2.0
// Storage of appeals; see dispute.h.
#include "dispute/dispute.h"

#include "dispute/dispute_sql.h"

// The rows of all statements have the same members.
#define DISPUTE_OF(row)                                     \
    ((struct dispute){.id = (row).id,                       \
                      .partner_id = (row).partner_id,       \
                      .conversion_id = (row).conversion_id, \
                      .commission_id = (row).commission_id, \
                      .reason = (row).reason,               \
                      .outcome = (row).outcome,             \
                      .opened_at = (row).opened_at,         \
                      .opened_by = (row).opened_by,         \
                      .due_at = (row).due_at,               \
                      .decided_at = (row).decided_at,       \
                      .decided_by = (row).decided_by})

enum rc dispute_insert(struct db *db, struct arena *arena, const struct dispute *dispute, struct dispute_id *ret_id)
{
    struct sql_dispute_insert_in in = {.partner_id = dispute->partner_id,
                                       .conversion_id = dispute->conversion_id,
                                       .commission_id = dispute->commission_id,
                                       .reason = dispute->reason,
                                       .opened_at = dispute->opened_at,
                                       .opened_by = dispute->opened_by,
                                       .due_at = dispute->due_at};
    struct sql_dispute_insert_row row;
    enum rc rc = sql_dispute_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc dispute_update(struct db *db, const struct dispute *dispute)
{
    struct sql_dispute_update_in in = {.id = dispute->id,
                                       .status = text_of(dispute_status_text(dispute->status)),
                                       .outcome = dispute->outcome,
                                       .due_at = dispute->due_at,
                                       .decided_at = dispute->decided_at,
                                       .decided_by = dispute->decided_by};
    return sql_dispute_update(db, &in, NULL);
}

enum rc dispute_get(struct db *db, struct arena *arena, struct dispute_id id, struct dispute *ret_dispute)
{
    struct sql_dispute_get_row row;
    TRY(sql_dispute_get(db, arena, &(struct sql_dispute_get_in){.id = id}, &row));
    *ret_dispute = DISPUTE_OF(row);
    return dispute_status_parse(row.status, &ret_dispute->status) ? RC_OK : RC_FAULT;
}

enum rc dispute_find_open(struct db *db, struct arena *arena, const struct dispute *against,
                          struct dispute *ret_dispute)
{
    struct sql_dispute_find_open_in in = {.partner_id = against->partner_id,
                                          .conversion_id = against->conversion_id,
                                          .commission_id = against->commission_id};
    struct sql_dispute_find_open_row row;
    TRY(sql_dispute_find_open(db, arena, &in, &row));
    return dispute_get(db, arena, row.id, ret_dispute);
}

enum rc dispute_list(struct db *db, struct arena *arena, const struct dispute_filter *filter, struct dispute **ret_list,
                     size_t *ret_count)
{
    struct sql_dispute_list_in in = {.before_id = {filter->before.v == 0 ? INT64_MAX : filter->before.v},
                                     .partner_id = filter->partner_id,
                                     .conversion_id = filter->conversion_id,
                                     .status = text_is(filter->status) ? filter->status : TEXT(""),
                                     .limit = filter->limit};
    struct sql_dispute_list_row *rows;
    TRY(sql_dispute_list(db, arena, &in, &rows, ret_count));
    struct dispute *list = arena_many(arena, struct dispute, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = DISPUTE_OF(rows[i]);
        if (!dispute_status_parse(rows[i].status, &list[i].status)) {
            return RC_FAULT;
        }
    }
    *ret_list = list;
    return RC_OK;
}

enum rc dispute_search(struct db *db, struct arena *arena, const struct dispute_search *search,
                       struct dispute **ret_list, size_t *ret_count)
{
    struct sql_dispute_search_in in = {
        .partner_id = search->partner_id,
        .status = text_is(search->status) ? search->status : TEXT(""),
        .reason = text_is(search->reason) ? search->reason : TEXT(""),
        .words = db_like(arena, search->words),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit = search->limit,
    };
    struct sql_dispute_search_row *rows;
    TRY(sql_dispute_search(db, arena, &in, &rows, ret_count));
    struct dispute *list = arena_many(arena, struct dispute, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = DISPUTE_OF(rows[i]);
        if (!dispute_status_parse(rows[i].status, &list[i].status)) {
            return RC_FAULT;
        }
    }
    *ret_list = list;
    return RC_OK;
}

enum rc dispute_count_open(struct db *db, struct arena *arena, int64_t *ret_count)
{
    struct sql_dispute_count_open_row row;
    TRY(sql_dispute_count_open(db, arena, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc dispute_message_insert(struct db *db, struct dispute_id id, const struct dispute_message *message)
{
    struct sql_dispute_message_insert_in in = {.dispute_id = id,
                                               .is_partner = message->is_partner,
                                               .author = message->author,
                                               .body = message->body,
                                               .written_at = message->written_at};
    return sql_dispute_message_insert(db, &in, NULL);
}

enum rc dispute_message_list(struct db *db, struct arena *arena, struct dispute_id id,
                             struct dispute_message **ret_list, size_t *ret_count)
{
    struct sql_dispute_message_list_in in = {.dispute_id = id};
    struct sql_dispute_message_list_row *rows;
    TRY(sql_dispute_message_list(db, arena, &in, &rows, ret_count));
    struct dispute_message *list = arena_many(arena, struct dispute_message, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct dispute_message){.is_partner = rows[i].is_partner,
                                           .author = rows[i].author,
                                           .body = rows[i].body,
                                           .written_at = rows[i].written_at};
    }
    *ret_list = list;
    return RC_OK;
}
