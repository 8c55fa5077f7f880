// SPDX-License-Identifier: Apache-2.0
// Storage of payouts; see payout.h.
#include "payout/payout.h"

#include "payout/payout_list_sql.h"
#include "payout/payout_sql.h"

#define RUN_OF(row)                                          \
    ((struct payout_run){.id = (row).id,                     \
                         .key = (row).run_key,               \
                         .currency = (row).currency,         \
                         .until = (row).until_at,            \
                         .method = (row).method,             \
                         .status = (row).status,             \
                         .created_at = (row).created_at,     \
                         .approved_at = (row).approved_at,   \
                         .paid_at = (row).paid_at,           \
                         .built_by = (row).built_by,         \
                         .approved_by = (row).approved_by,   \
                         .needs_second = (row).needs_second, \
                         .filed_at = (row).filed_at,         \
                         .pay_currency = (row).pay_currency, \
                         .rate_day = (row).rate_day.v,       \
                         .rate_source = (row).rate_source,   \
                         .rates = (row).rates})

#define ITEM_OF(row)                                                                           \
    ((struct payout_item){.id = (row).id,                                                      \
                          .run_id = (row).run_id,                                              \
                          .partner_id = (row).partner_id,                                      \
                          .amount = {.minor = (row).amount_minor, .currency = (row).currency}, \
                          .sent = {.minor = (row).sent_minor, .currency = (row).pay_currency}, \
                          .cost_minor = (row).cost_minor,                                      \
                          .status = (row).status,                                              \
                          .settled_at = (row).settled_at,                                      \
                          .account_id = (row).account_id,                                      \
                          .end_to_end_id = (row).end_to_end_id,                                \
                          .reason = (row).reason,                                              \
                          .is_left_out = (row).left_out,                                       \
                          .retry_of = (row).retry_of})

enum rc payout_run_insert(struct db *db, struct arena *arena, const struct payout_run *run,
                          struct payout_run_id *ret_id)
{
    struct sql_payout_run_insert_in in = {.run_key = run->key,
                                          .currency = run->currency,
                                          .until_at = run->until,
                                          .method = run->method,
                                          .created_at = run->created_at,
                                          .built_by = run->built_by,
                                          .pay_currency = run->pay_currency,
                                          .rate_day = {.has = text_is(run->rates), .v = run->rate_day},
                                          .rate_source = run->rate_source,
                                          .rates = run->rates};
    struct sql_payout_run_insert_row row;
    enum rc rc = sql_payout_run_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc payout_run_update(struct db *db, const struct payout_run *run)
{
    struct sql_payout_run_update_in in = {
        .id = run->id,
        .status = run->status,
        .approved_at = run->approved_at,
        .paid_at = run->paid_at,
        .approved_by = run->approved_by,
        .needs_second = run->needs_second,
        .filed_at = run->filed_at,
    };
    return sql_payout_run_update(db, &in, NULL);
}

enum rc payout_run_get(struct db *db, struct arena *arena, struct payout_run_id id, struct payout_run *ret_run)
{
    struct sql_payout_run_get_row row;
    TRY(sql_payout_run_get(db, arena, &(struct sql_payout_run_get_in){.id = id}, &row));
    *ret_run = RUN_OF(row);
    return RC_OK;
}

enum rc payout_run_find_key(struct db *db, struct arena *arena, struct text key, struct payout_run *ret_run)
{
    struct sql_payout_run_find_key_row row;
    TRY(sql_payout_run_find_key(db, arena, &(struct sql_payout_run_find_key_in){.run_key = key}, &row));
    *ret_run = RUN_OF(row);
    return RC_OK;
}

enum rc payout_run_list(struct db *db, struct arena *arena, struct payout_run_id before, size_t limit,
                        struct payout_run **ret_list, size_t *ret_count)
{
    struct sql_payout_run_list_in in = {.before_id = {before.v != 0 ? before.v : INT64_MAX}, .limit = (int64_t)limit};
    struct sql_payout_run_list_row *rows;
    size_t count;
    TRY(sql_payout_run_list(db, arena, &in, &rows, &count));
    struct payout_run *list = arena_many(arena, struct payout_run, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = RUN_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_item_insert(struct db *db, struct arena *arena, const struct payout_item *item,
                           struct payout_item_id *ret_id)
{
    bool is_exchanged =
        !currency_is_none(item->sent.currency) && !currency_equal(item->sent.currency, item->amount.currency);
    struct sql_payout_item_insert_in in = {.run_id = item->run_id,
                                           .partner_id = item->partner_id,
                                           .amount_minor = item->amount.minor,
                                           .account_id = item->account_id,
                                           .retry_of = item->retry_of,
                                           .sent_minor = {.has = is_exchanged, .v = item->sent.minor}};
    struct sql_payout_item_insert_row row;
    TRY(sql_payout_item_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc payout_item_update(struct db *db, const struct payout_item *item)
{
    struct sql_payout_item_update_in in = {
        .id = item->id,
        .status = item->status,
        .settled_at = item->settled_at,
        .end_to_end_id = item->end_to_end_id,
        .reason = item->reason,
        .left_out = item->is_left_out,
        .cost_minor = item->cost_minor,
    };
    return sql_payout_item_update(db, &in, NULL);
}

enum rc payout_item_get(struct db *db, struct arena *arena, struct payout_item_id id, struct payout_item *ret_item)
{
    struct sql_payout_item_get_row row;
    TRY(sql_payout_item_get(db, arena, &(struct sql_payout_item_get_in){.id = id}, &row));
    *ret_item = ITEM_OF(row);
    return RC_OK;
}

enum rc payout_item_list(struct db *db, struct arena *arena, struct payout_run_id run_id, struct payout_item **ret_list,
                         size_t *ret_count)
{
    struct sql_payout_item_list_row *rows;
    size_t count;
    TRY(sql_payout_item_list(db, arena, &(struct sql_payout_item_list_in){.run_id = run_id}, &rows, &count));
    struct payout_item *list = arena_many(arena, struct payout_item, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = ITEM_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_item_list_of(struct db *db, struct arena *arena, struct partner_id partner_id,
                            struct payout_item_id before, size_t limit, struct payout_item **ret_list,
                            size_t *ret_count)
{
    struct sql_payout_item_list_of_in in = {
        .partner_id = partner_id, .before_id = {before.v != 0 ? before.v : INT64_MAX}, .limit = (int64_t)limit};
    struct sql_payout_item_list_of_row *rows;
    size_t count;
    TRY(sql_payout_item_list_of(db, arena, &in, &rows, &count));
    struct payout_item *list = arena_many(arena, struct payout_item, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = ITEM_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_item_retried(struct db *db, struct arena *arena, struct payout_run_id run_id,
                            struct payout_item_id **ret_list, size_t *ret_count)
{
    struct sql_payout_item_retried_row *rows;
    TRY(sql_payout_item_retried(db, arena, &(struct sql_payout_item_retried_in){.run_id = run_id}, &rows, ret_count));
    *ret_list = arena_many(arena, struct payout_item_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = rows[i].id;
    }
    return RC_OK;
}

enum rc payout_item_count(struct db *db, struct arena *arena, struct payout_run_id run_id, int64_t *ret_open,
                          int64_t *ret_paid)
{
    struct sql_payout_item_open_count_row row;
    TRY(sql_payout_item_open_count(db, arena, &(struct sql_payout_item_open_count_in){.run_id = run_id}, &row));
    *ret_open = row.open_items;
    *ret_paid = row.paid_items;
    return RC_OK;
}

// ---- files ----

#define FILE_OF(row)                                        \
    ((struct payout_file){.name = (row).name,               \
                          .digest = (row).digest,           \
                          .item_count = (row).item_count,   \
                          .total_minor = (row).total_minor, \
                          .made_by = (row).made_by,         \
                          .made_at = (row).made_at})

enum rc payout_run_sum(struct db *db, struct arena *arena, const struct payout_run *run, int64_t *ret_items,
                       struct money *ret_sum)
{
    struct sql_payout_list_run_sum_in in = {.run_id = run->id};
    struct sql_payout_list_run_sum_row row;
    TRY(sql_payout_list_run_sum(db, arena, &in, &row));
    *ret_items = row.items;
    *ret_sum = (struct money){.minor = row.amount_minor, .currency = run->currency};
    return RC_OK;
}

enum rc payout_file_insert(struct db *db, const struct payout_file *file)
{
    struct sql_payout_file_insert_in in = {
        .run_id = file->run_id,
        .format = file->format,
        .name = file->name,
        .content = file->content,
        .digest = file->digest,
        .item_count = file->item_count,
        .total_minor = file->total_minor,
        .made_by = file->made_by,
        .made_at = file->made_at,
    };
    return sql_payout_file_insert(db, &in, NULL);
}

enum rc payout_file_get(struct db *db, struct arena *arena, struct payout_run_id run_id, struct text format,
                        struct payout_file *ret_file)
{
    struct sql_payout_file_get_row row;
    TRY(sql_payout_file_get(db, arena, &(struct sql_payout_file_get_in){.run_id = run_id, .format = format}, &row));
    *ret_file = FILE_OF(row);
    ret_file->run_id = run_id;
    ret_file->format = format;
    ret_file->content = row.content;
    return RC_OK;
}

enum rc payout_file_list(struct db *db, struct arena *arena, struct payout_run_id run_id, struct payout_file **ret_list,
                         size_t *ret_count)
{
    struct sql_payout_file_list_row *rows;
    TRY(sql_payout_file_list(db, arena, &(struct sql_payout_file_list_in){.run_id = run_id}, &rows, ret_count));
    *ret_list = arena_many(arena, struct payout_file, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = FILE_OF(rows[i]);
        (*ret_list)[i].run_id = run_id;
        (*ret_list)[i].format = rows[i].format;
    }
    return RC_OK;
}

enum rc payout_share_insert(struct db *db, struct arena *arena, const struct payout_share *list, size_t count)
{
    struct sql_payout_share_insert_in *rows = arena_many(arena, struct sql_payout_share_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct sql_payout_share_insert_in){
            .item_id = list[i].item_id, .commission_id = list[i].commission_id, .amount_minor = list[i].amount.minor};
    }
    return sql_payout_share_insert(db, arena, rows, count);
}

enum rc payout_share_close(struct db *db, struct payout_item_id item_id)
{
    return sql_payout_share_close(db, &(struct sql_payout_share_close_in){.item_id = item_id}, NULL);
}

enum rc payout_share_list(struct db *db, struct arena *arena, struct payout_item_id item_id, struct currency currency,
                          struct payout_share **ret_list, size_t *ret_count)
{
    struct sql_payout_share_list_row *rows;
    size_t count;
    TRY(sql_payout_share_list(db, arena, &(struct sql_payout_share_list_in){.item_id = item_id}, &rows, &count));
    struct payout_share *list = arena_many(arena, struct payout_share, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct payout_share){.item_id = item_id,
                                        .commission_id = rows[i].commission_id,
                                        .amount = {.minor = rows[i].amount_minor, .currency = currency},
                                        .is_open = rows[i].is_open};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_is_held_elsewhere(struct db *db, struct arena *arena, struct commission_id commission_id,
                                 struct payout_item_id item_id, bool *ret_is_held)
{
    struct sql_payout_is_held_elsewhere_in in = {.commission_id = commission_id, .item_id = item_id};
    struct sql_payout_is_held_elsewhere_row row;
    TRY(sql_payout_is_held_elsewhere(db, arena, &in, &row));
    *ret_is_held = row.is_held;
    return RC_OK;
}
