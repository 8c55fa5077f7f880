// SPDX-License-Identifier: Apache-2.0
// Storage of compensation by hand; see compensation.h.
#include "compensation/compensation.h"

#include "compensation/compensation_sql.h"

// The rows of all statements have the same members.
#define COMPENSATION_OF(row)                                               \
    ((struct compensation){.id = (row).id,                                 \
                           .partner_id = (row).partner_id,                 \
                           .program_id = (row).program_id,                 \
                           .amount = {(row).amount_minor, (row).currency}, \
                           .reason = (row).reason,                         \
                           .status = (row).status,                         \
                           .needs_second = (row).needs_second,             \
                           .proposed_by = (row).proposed_by,               \
                           .proposed_at = (row).proposed_at,               \
                           .decided_by = (row).decided_by,                 \
                           .decided_at = (row).decided_at,                 \
                           .commission_id = (row).commission_id,           \
                           .reversed_by = (row).reversed_by,               \
                           .reversed_at = (row).reversed_at,               \
                           .note = (row).note})

enum rc compensation_insert(struct db *db, struct arena *arena, const struct compensation *compensation,
                            struct text key, struct compensation_id *ret_id)
{
    struct sql_compensation_insert_in in = {
        .partner_id = compensation->partner_id,
        .program_id = compensation->program_id,
        .currency = compensation->amount.currency,
        .amount_minor = compensation->amount.minor,
        .reason = compensation->reason,
        .status = compensation->status,
        .needs_second = compensation->needs_second,
        .proposed_by = compensation->proposed_by,
        .proposed_at = compensation->proposed_at,
        .proposal_key = key,
    };
    struct sql_compensation_insert_row row;
    TRY(sql_compensation_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc compensation_update(struct db *db, const struct compensation *compensation)
{
    struct sql_compensation_update_in in = {
        .id = compensation->id,
        .status = compensation->status,
        .decided_by = compensation->decided_by,
        .decided_at = compensation->decided_at,
        .commission_id = compensation->commission_id,
        .reversed_by = compensation->reversed_by,
        .reversed_at = compensation->reversed_at,
        .note = compensation->note,
    };
    return sql_compensation_update(db, &in, NULL);
}

enum rc compensation_get(struct db *db, struct arena *arena, struct compensation_id id,
                         struct compensation *ret_compensation)
{
    struct sql_compensation_get_row row;
    TRY(sql_compensation_get(db, arena, &(struct sql_compensation_get_in){.id = id}, &row));
    *ret_compensation = COMPENSATION_OF(row);
    return RC_OK;
}

enum rc compensation_by_key(struct db *db, struct arena *arena, struct text key, struct compensation *ret_compensation)
{
    struct sql_compensation_by_key_row row;
    TRY(sql_compensation_by_key(db, arena, &(struct sql_compensation_by_key_in){.proposal_key = key}, &row));
    return compensation_get(db, arena, row.id, ret_compensation);
}

enum rc compensation_of_commission(struct db *db, struct arena *arena, struct commission_id id,
                                   struct compensation *ret_compensation)
{
    struct sql_compensation_of_commission_row row;
    TRY(sql_compensation_of_commission(db, arena, &(struct sql_compensation_of_commission_in){.commission_id = id},
                                       &row));
    *ret_compensation = COMPENSATION_OF(row);
    return RC_OK;
}

enum rc compensation_list(struct db *db, struct arena *arena, const struct compensation_filter *filter,
                          struct compensation **ret_list, size_t *ret_count)
{
    struct sql_compensation_list_in in = {
        .partner_id = filter->partner_id,
        .status = text_is(filter->status) ? filter->status : TEXT(""),
        .is_booked_only = filter->is_booked_only,
        .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
        .limit_count = filter->limit,
    };
    struct sql_compensation_list_row *rows;
    TRY(sql_compensation_list(db, arena, &in, &rows, ret_count));
    struct compensation *list = arena_many(arena, struct compensation, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = COMPENSATION_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
