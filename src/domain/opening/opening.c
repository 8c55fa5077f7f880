// SPDX-License-Identifier: Apache-2.0
// Storage of opening balances; see opening.h.
#include "opening/opening.h"

#include "opening/opening_sql.h"

// The rows of all statements have the same members.
#define OPENING_OF(row)                                                       \
    ((struct opening_balance){.id = (row).id,                                 \
                              .key = (row).opening_key,                       \
                              .owner_kind = (row).owner_kind,                 \
                              .owner_id = (row).owner_id,                     \
                              .program_id = (row).program_id,                 \
                              .state = (row).state,                           \
                              .amount = {(row).amount_minor, (row).currency}, \
                              .reference = (row).reference,                   \
                              .occurred_at = (row).occurred_at,               \
                              .due_at = (row).due_at,                         \
                              .commission_id = (row).commission_id,           \
                              .line_id = (row).line_id,                       \
                              .booked_by = (row).booked_by,                   \
                              .booked_at = (row).booked_at,                   \
                              .reversed_by = (row).reversed_by,               \
                              .reversed_at = (row).reversed_at,               \
                              .note = (row).note})

enum rc opening_balance_insert(struct db *db, struct arena *arena, const struct opening_balance *opening,
                               struct opening_balance_id *ret_id)
{
    struct sql_opening_balance_insert_in in = {
        .opening_key = opening->key,
        .owner_kind = opening->owner_kind,
        .owner_id = opening->owner_id,
        .program_id = opening->program_id,
        .currency = opening->amount.currency,
        .state = opening->state,
        .amount_minor = opening->amount.minor,
        .reference = opening->reference,
        .occurred_at = opening->occurred_at,
        .due_at = opening->due_at,
        .booked_by = opening->booked_by,
        .booked_at = opening->booked_at,
    };
    struct sql_opening_balance_insert_row row;
    enum rc rc = sql_opening_balance_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc opening_balance_update(struct db *db, const struct opening_balance *opening)
{
    struct sql_opening_balance_update_in in = {
        .id = opening->id,
        .commission_id = opening->commission_id,
        .line_id = opening->line_id,
        .reversed_by = opening->reversed_by,
        .reversed_at = opening->reversed_at,
        .note = opening->note,
    };
    return sql_opening_balance_update(db, &in, NULL);
}

enum rc opening_balance_get(struct db *db, struct arena *arena, struct opening_balance_id id,
                            struct opening_balance *ret_opening)
{
    struct sql_opening_balance_get_row row;
    TRY(sql_opening_balance_get(db, arena, &(struct sql_opening_balance_get_in){.id = id}, &row));
    *ret_opening = OPENING_OF(row);
    return RC_OK;
}

enum rc opening_balance_find(struct db *db, struct arena *arena, struct text key, struct opening_balance *ret_opening)
{
    struct sql_opening_balance_find_row row;
    TRY(sql_opening_balance_find(db, arena, &(struct sql_opening_balance_find_in){.opening_key = key}, &row));
    *ret_opening = OPENING_OF(row);
    return RC_OK;
}

enum rc opening_balance_of_commission(struct db *db, struct arena *arena, struct commission_id id,
                                      struct opening_balance *ret_opening)
{
    struct sql_opening_balance_of_commission_in in = {.commission_id = id};
    struct sql_opening_balance_of_commission_row row;
    TRY(sql_opening_balance_of_commission(db, arena, &in, &row));
    *ret_opening = OPENING_OF(row);
    return RC_OK;
}

enum rc opening_balance_list(struct db *db, struct arena *arena, const struct opening_balance_filter *filter,
                             struct opening_balance **ret_list, size_t *ret_count)
{
    struct sql_opening_balance_list_in in = {.owner_kind = filter->owner_kind,
                                             .owner_id = filter->owner_id,
                                             .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
                                             .limit_count = filter->limit};
    struct sql_opening_balance_list_row *rows;
    TRY(sql_opening_balance_list(db, arena, &in, &rows, ret_count));
    struct opening_balance *list = arena_many(arena, struct opening_balance, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = OPENING_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
