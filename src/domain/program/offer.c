// SPDX-License-Identifier: Apache-2.0
// Storage of offers, and their lists of goals.
#include "program/program.h"
#include "program/program_private.h"
#include "program/program_sql.h"

#define OFFER_OF(row)                                               \
    ((struct offer){.id = (row).id,                                 \
                    .program_id = (row).program_id,                 \
                    .name = (row).name,                             \
                    .destination_url = (row).destination_url,       \
                    .hosts = (row).hosts,                           \
                    .parameters = (row).parameters,                 \
                    .click_id_parameter = (row).click_id_parameter, \
                    .goals = (row).goals,                           \
                    .status = (row).status,                         \
                    .created_at = (row).created_at,                 \
                    .version = (row).version})

enum rc offer_get(struct db *db, struct arena *arena, struct offer_id id, struct offer *ret_offer)
{
    struct sql_offer_get_row row;
    TRY(sql_offer_get(db, arena, &(struct sql_offer_get_in){.id = id}, &row));
    *ret_offer = OFFER_OF(row);
    return RC_OK;
}

enum rc offer_list(struct db *db, struct arena *arena, const struct offer_filter *filter, struct offer **ret_offers,
                   size_t *ret_count)
{
    struct sql_offer_list_in in = {
        .program_id = filter->program_id,
        .advertiser_id = filter->advertiser_id,
        .partner_id = filter->partner_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_offer_list_row *rows;
    size_t count;
    TRY(sql_offer_list(db, arena, &in, &rows, &count));
    struct offer *offers = arena_many(arena, struct offer, count);
    for (size_t i = 0; i < count; i++) {
        offers[i] = OFFER_OF(rows[i]);
    }
    *ret_offers = offers;
    *ret_count = count;
    return RC_OK;
}

enum rc offer_search(struct db *db, struct arena *arena, const struct offer_search *search, struct offer **ret_offers,
                     size_t *ret_count)
{
    struct sql_offer_search_in in = {
        .program_id = search->program_id,
        .words = db_like(arena, search->words),
        .status = text_is(search->status) ? search->status : TEXT(""),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_offer_search_row *rows;
    TRY(sql_offer_search(db, arena, &in, &rows, ret_count));
    struct offer *list = arena_many(arena, struct offer, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = OFFER_OF(rows[i]);
    }
    *ret_offers = list;
    return RC_OK;
}

enum rc offer_count(struct db *db, struct arena *arena, struct program_id id, int64_t *ret_count)
{
    struct sql_offer_count_row row;
    TRY(sql_offer_count(db, arena, &(struct sql_offer_count_in){.program_id = id}, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc offer_insert(struct db *db, struct arena *arena, const struct offer *offer, struct offer_id *ret_id)
{
    struct sql_offer_insert_in in = {
        .program_id = offer->program_id,
        .name = offer->name,
        .destination_url = offer->destination_url,
        .hosts = offer->hosts,
        .parameters = offer->parameters,
        .click_id_parameter = offer->click_id_parameter,
        .goals = offer->goals,
        .created_at = offer->created_at,
        .version = offer->version,
    };
    struct sql_offer_insert_row row;
    TRY(sql_offer_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc offer_set(struct db *db, const struct offer *offer)
{
    return sql_offer_set(db,
                         &(struct sql_offer_set_in){
                             .id = offer->id,
                             .name = offer->name,
                             .destination_url = offer->destination_url,
                             .hosts = offer->hosts,
                             .parameters = offer->parameters,
                             .click_id_parameter = offer->click_id_parameter,
                             .goals = offer->goals,
                             .status = offer->status,
                             .version = offer->version,
                         },
                         NULL);
}

bool offer_goal_kind(struct text goals, struct text code, struct text *ret_kind)
{
    struct text rest = goals;
    struct text goal;
    while (text_split(&rest, ',', &goal)) {
        struct text kind = goal;
        struct text name;
        if (text_split(&kind, '=', &name) && text_is(kind) && text_equal(name, code)) {
            *ret_kind = kind;
            return true;
        }
    }
    return false;
}

enum rc program_goal_kind(struct db *db, struct arena *arena, struct program_id id, struct text code,
                          struct text *ret_kind)
{
    struct sql_offer_program_goals_row *rows;
    size_t count;
    TRY(sql_offer_program_goals(db, arena, &(struct sql_offer_program_goals_in){.program_id = id}, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        if (offer_goal_kind(rows[i].goals, code, ret_kind)) {
            return RC_OK;
        }
    }
    if (count == 0 && (text_equal(code, TEXT("lead")) || text_equal(code, TEXT("sale")))) {
        *ret_kind = code;
        return RC_OK;
    }
    return RC_NOT_FOUND;
}
