// SPDX-License-Identifier: Apache-2.0
// Storage of penalties; see penalty.h.
#include "penalty/penalty.h"

#include "penalty/penalty_sql.h"

// The rows of all statements have the same members.
#define PENALTY_OF(row)                                               \
    ((struct penalty){.id = (row).id,                                 \
                      .commission_id = (row).commission_id,           \
                      .partner_id = (row).partner_id,                 \
                      .terms_id = (row).terms_id,                     \
                      .plan_id = (row).plan_id,                       \
                      .base = {(row).base_minor, (row).currency},     \
                      .amount = {(row).amount_minor, (row).currency}, \
                      .due_at = (row).due_at,                         \
                      .overdue_at = (row).overdue_at,                 \
                      .accrued_at = (row).accrued_at,                 \
                      .status = (row).status,                         \
                      .note = (row).note,                             \
                      .settled_at = (row).settled_at})
#define CANDIDATE_OF(row)                                                         \
    ((struct penalty_candidate){.commission_id = (row).commission_id,             \
                                .partner_id = (row).partner_id,                   \
                                .program_id = (row).program_id,                   \
                                .payable = {(row).payable_minor, (row).currency}, \
                                .created_at = (row).created_at})

enum rc penalty_candidates(struct db *db, struct arena *arena, struct commission_id after, struct instant due_before,
                           int64_t limit, struct penalty_candidate **ret_list, size_t *ret_count)
{
    struct sql_penalty_candidates_in in = {.after_id = after, .due_before = due_before, .limit_count = limit};
    struct sql_penalty_candidates_row *rows;
    TRY(sql_penalty_candidates(db, arena, &in, &rows, ret_count));
    struct penalty_candidate *list = arena_many(arena, struct penalty_candidate, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = CANDIDATE_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc penalty_candidate_get(struct db *db, struct arena *arena, struct commission_id id, struct instant due_before,
                              struct penalty_candidate *ret_candidate)
{
    struct sql_penalty_candidate_get_in in = {.id = id, .due_before = due_before};
    struct sql_penalty_candidate_get_row row;
    TRY(sql_penalty_candidate_get(db, arena, &in, &row));
    *ret_candidate = CANDIDATE_OF(row);
    return RC_OK;
}

enum rc penalty_get(struct db *db, struct arena *arena, struct penalty_id id, struct penalty *ret_penalty)
{
    struct sql_penalty_get_row row;
    TRY(sql_penalty_get(db, arena, &(struct sql_penalty_get_in){.id = id}, &row));
    *ret_penalty = PENALTY_OF(row);
    return RC_OK;
}

enum rc penalty_insert(struct db *db, struct arena *arena, const struct penalty *penalty, struct penalty_id *ret_id)
{
    struct sql_penalty_insert_in in = {
        .commission_id = penalty->commission_id,
        .partner_id = penalty->partner_id,
        .terms_id = penalty->terms_id,
        .plan_id = penalty->plan_id,
        .currency = penalty->base.currency,
        .base_minor = penalty->base.minor,
        .amount_minor = penalty->amount.minor,
        .due_at = penalty->due_at,
        .overdue_at = penalty->overdue_at,
        .accrued_at = penalty->accrued_at,
    };
    struct sql_penalty_insert_row row;
    TRY(sql_penalty_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc penalty_settle_row(struct db *db, const struct penalty *penalty)
{
    struct sql_penalty_settle_in in = {
        .id = penalty->id, .status = penalty->status, .note = penalty->note, .settled_at = penalty->settled_at};
    return sql_penalty_settle(db, &in, NULL);
}

enum rc penalty_list(struct db *db, struct arena *arena, const struct penalty_filter *filter, struct penalty **ret_list,
                     size_t *ret_count)
{
    struct sql_penalty_list_in in = {.partner_id = filter->partner_id,
                                     .status = text_is(filter->status) ? filter->status : TEXT(""),
                                     .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
                                     .limit_count = filter->limit};
    struct sql_penalty_list_row *rows;
    TRY(sql_penalty_list(db, arena, &in, &rows, ret_count));
    struct penalty *list = arena_many(arena, struct penalty, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = PENALTY_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
