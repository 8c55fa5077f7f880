// SPDX-License-Identifier: Apache-2.0
// Storage of advertisers' accounts; see billing.h.
#include "billing/billing.h"

#include "billing/billing_sql.h"

// The rows of all statements have the same members.
#define LINE_OF(row)                                                                               \
    ((struct advertiser_line){.id = (row).id,                                                      \
                              .advertiser_id = (row).advertiser_id,                                \
                              .key = (row).line_key,                                               \
                              .kind = (row).kind,                                                  \
                              .amount = {.minor = (row).amount_minor, .currency = (row).currency}, \
                              .reference_id = (row).reference_id,                                  \
                              .method = (row).method,                                              \
                              .reference = (row).reference,                                        \
                              .occurred_at = (row).occurred_at,                                    \
                              .booked_at = (row).booked_at})

enum rc advertiser_line_insert(struct db *db, struct arena *arena, const struct advertiser_line *line,
                               struct line_id *ret_id)
{
    struct sql_advertiser_line_insert_in in = {
        .advertiser_id = line->advertiser_id,
        .currency = line->amount.currency,
        .line_key = line->key,
        .kind = line->kind,
        .amount_minor = line->amount.minor,
        .reference_id = line->reference_id,
        .method = line->method,
        .reference = line->reference,
        .occurred_at = line->occurred_at,
        .booked_at = line->booked_at,
    };
    struct sql_advertiser_line_insert_row row;
    enum rc rc = sql_advertiser_line_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc advertiser_line_find(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text key,
                             struct advertiser_line *ret_line)
{
    struct sql_advertiser_line_find_in in = {.advertiser_id = advertiser_id, .line_key = key};
    struct sql_advertiser_line_find_row row;
    TRY(sql_advertiser_line_find(db, arena, &in, &row));
    *ret_line = LINE_OF(row);
    return RC_OK;
}

enum rc advertiser_line_get(struct db *db, struct arena *arena, struct line_id id, struct advertiser_line *ret_line)
{
    struct sql_advertiser_line_get_row row;
    TRY(sql_advertiser_line_get(db, arena, &(struct sql_advertiser_line_get_in){.id = id}, &row));
    *ret_line = LINE_OF(row);
    return RC_OK;
}

enum rc advertiser_line_list(struct db *db, struct arena *arena, const struct advertiser_line_filter *filter,
                             struct advertiser_line **ret_list, size_t *ret_count)
{
    struct sql_advertiser_line_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .currency = currency_text(&filter->currency),
        .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
        .limit_count = filter->limit,
    };
    struct sql_advertiser_line_list_row *rows;
    TRY(sql_advertiser_line_list(db, arena, &in, &rows, ret_count));
    struct advertiser_line *list = arena_many(arena, struct advertiser_line, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = LINE_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
