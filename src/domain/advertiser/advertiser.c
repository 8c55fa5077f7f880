// SPDX-License-Identifier: Apache-2.0
// Storage of advertisers.
#include "advertiser/advertiser.h"

#include "advertiser/advertiser_sql.h"

#define ADVERTISER_OF(row)                               \
    ((struct advertiser){.id = (row).id,                 \
                         .name = (row).name,             \
                         .currency = (row).currency,     \
                         .status = (row).status,         \
                         .created_at = (row).created_at, \
                         .version = (row).version})

enum rc advertiser_get(struct db *db, struct arena *arena, struct advertiser_id id, struct advertiser *ret_advertiser)
{
    struct sql_advertiser_get_row row;
    TRY(sql_advertiser_get(db, arena, &(struct sql_advertiser_get_in){.id = id}, &row));
    *ret_advertiser = ADVERTISER_OF(row);
    return RC_OK;
}

enum rc advertiser_find_by_token(struct db *db, struct arena *arena, struct text token_hash,
                                 struct advertiser *ret_advertiser)
{
    struct sql_advertiser_find_by_token_in in = {.postback_token_hash = token_hash};
    struct sql_advertiser_find_by_token_row row;
    TRY(sql_advertiser_find_by_token(db, arena, &in, &row));
    *ret_advertiser = ADVERTISER_OF(row);
    return RC_OK;
}

enum rc advertiser_list(struct db *db, struct arena *arena, const struct advertiser_filter *filter,
                        struct advertiser **ret_advertisers, size_t *ret_count)
{
    struct sql_advertiser_list_in in = {
        .id = filter->id,
        .status = text_is(filter->status) ? filter->status : TEXT(""),
        .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
        .limit_count = filter->limit,
    };
    struct sql_advertiser_list_row *rows;
    size_t count;
    TRY(sql_advertiser_list(db, arena, &in, &rows, &count));
    struct advertiser *advertisers = arena_many(arena, struct advertiser, count);
    for (size_t i = 0; i < count; i++) {
        advertisers[i] = ADVERTISER_OF(rows[i]);
    }
    *ret_advertisers = advertisers;
    *ret_count = count;
    return RC_OK;
}

enum rc advertiser_search(struct db *db, struct arena *arena, const struct advertiser_search *search,
                          struct advertiser **ret_advertisers, size_t *ret_count)
{
    struct sql_advertiser_search_in in = {
        .words = db_like(arena, search->words),
        .status = text_is(search->status) ? search->status : TEXT(""),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_advertiser_search_row *rows;
    TRY(sql_advertiser_search(db, arena, &in, &rows, ret_count));
    struct advertiser *list = arena_many(arena, struct advertiser, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = ADVERTISER_OF(rows[i]);
    }
    *ret_advertisers = list;
    return RC_OK;
}

enum rc advertiser_insert(struct db *db, struct arena *arena, const struct advertiser *advertiser,
                          struct text token_hash, struct advertiser_id *ret_id)
{
    struct sql_advertiser_insert_in in = {
        .name = advertiser->name,
        .currency = advertiser->currency,
        .postback_token_hash = token_hash,
        .created_at = advertiser->created_at,
        .version = advertiser->version,
    };
    struct sql_advertiser_insert_row row;
    TRY(sql_advertiser_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc advertiser_set(struct db *db, const struct advertiser *advertiser)
{
    struct sql_advertiser_set_in in = {
        .id = advertiser->id,
        .name = advertiser->name,
        .currency = advertiser->currency,
        .status = advertiser->status,
        .version = advertiser->version,
    };
    return sql_advertiser_set(db, &in, NULL);
}

enum rc advertiser_token_set(struct db *db, struct advertiser_id id, struct text token_hash, int64_t version)
{
    struct sql_advertiser_token_set_in in = {.id = id, .postback_token_hash = token_hash, .version = version};
    return sql_advertiser_token_set(db, &in, NULL);
}
