// SPDX-License-Identifier: Apache-2.0
// Storage of reciprocal agreements and nettings; see netting.h.
#include "netting/netting.h"

#include "netting/netting_sql.h"

// The rows of all statements of a kind have the same members.
#define AGREEMENT_OF(row)                                     \
    ((struct agreement){.id = (row).id,                       \
                        .partner_id = (row).partner_id,       \
                        .advertiser_id = (row).advertiser_id, \
                        .note = (row).note,                   \
                        .agreed_by = (row).agreed_by,         \
                        .agreed_at = (row).agreed_at,         \
                        .ended_at = (row).ended_at})
#define NETTING_OF(row)                                               \
    ((struct netting){.id = (row).id,                                 \
                      .agreement_id = (row).agreement_id,             \
                      .amount = {(row).amount_minor, (row).currency}, \
                      .item_id = (row).item_id,                       \
                      .line_id = (row).line_id,                       \
                      .netted_by = (row).netted_by,                   \
                      .netted_at = (row).netted_at,                   \
                      .reversed_by = (row).reversed_by,               \
                      .reversed_at = (row).reversed_at,               \
                      .note = (row).note})

enum rc agreement_insert(struct db *db, struct arena *arena, const struct agreement *agreement,
                         struct agreement_id *ret_id)
{
    struct sql_agreement_insert_in in = {.partner_id = agreement->partner_id,
                                         .advertiser_id = agreement->advertiser_id,
                                         .note = agreement->note,
                                         .agreed_by = agreement->agreed_by,
                                         .agreed_at = agreement->agreed_at};
    struct sql_agreement_insert_row row;
    enum rc rc = sql_agreement_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc agreement_end_row(struct db *db, struct agreement_id id, struct instant ended_at)
{
    return sql_agreement_end_row(db, &(struct sql_agreement_end_row_in){.id = id, .ended_at = ended_at}, NULL);
}

enum rc agreement_get(struct db *db, struct arena *arena, struct agreement_id id, struct agreement *ret_agreement)
{
    struct sql_agreement_get_row row;
    TRY(sql_agreement_get(db, arena, &(struct sql_agreement_get_in){.id = id}, &row));
    *ret_agreement = AGREEMENT_OF(row);
    return RC_OK;
}

enum rc agreement_list(struct db *db, struct arena *arena, struct agreement_id before, int64_t limit,
                       struct agreement **ret_list, size_t *ret_count)
{
    struct sql_agreement_list_in in = {.before_id = before.v == 0 ? INT64_MAX : before.v, .limit_count = limit};
    struct sql_agreement_list_row *rows;
    TRY(sql_agreement_list(db, arena, &in, &rows, ret_count));
    struct agreement *list = arena_many(arena, struct agreement, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = AGREEMENT_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc netting_insert(struct db *db, struct arena *arena, const struct netting *netting, struct netting_id *ret_id)
{
    struct sql_netting_insert_in in = {.agreement_id = netting->agreement_id,
                                       .currency = netting->amount.currency,
                                       .amount_minor = netting->amount.minor,
                                       .item_id = netting->item_id,
                                       .netted_by = netting->netted_by,
                                       .netted_at = netting->netted_at};
    struct sql_netting_insert_row row;
    TRY(sql_netting_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc netting_update(struct db *db, const struct netting *netting)
{
    struct sql_netting_update_in in = {.id = netting->id,
                                       .line_id = netting->line_id,
                                       .reversed_by = netting->reversed_by,
                                       .reversed_at = netting->reversed_at,
                                       .note = netting->note};
    return sql_netting_update(db, &in, NULL);
}

enum rc netting_get(struct db *db, struct arena *arena, struct netting_id id, struct netting *ret_netting)
{
    struct sql_netting_get_row row;
    TRY(sql_netting_get(db, arena, &(struct sql_netting_get_in){.id = id}, &row));
    *ret_netting = NETTING_OF(row);
    return RC_OK;
}

enum rc netting_list(struct db *db, struct arena *arena, struct agreement_id agreement_id, struct netting_id before,
                     int64_t limit, struct netting **ret_list, size_t *ret_count)
{
    struct sql_netting_list_in in = {
        .agreement_id = agreement_id, .before_id = before.v == 0 ? INT64_MAX : before.v, .limit_count = limit};
    struct sql_netting_list_row *rows;
    TRY(sql_netting_list(db, arena, &in, &rows, ret_count));
    struct netting *list = arena_many(arena, struct netting, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = NETTING_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
