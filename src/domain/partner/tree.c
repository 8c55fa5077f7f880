// SPDX-License-Identifier: Apache-2.0
// Levels, recruiters and places in a matrix; see partner.h.
#include "partner/partner.h"

#include "partner/partner_sql.h"

enum rc partner_recruiters(struct db *db, struct arena *arena, struct partner_id id, int64_t limit,
                           struct partner_id **ret_list, size_t *ret_count)
{
    struct sql_partner_recruiters_row *rows;
    struct sql_partner_recruiters_in in = {.id = id, .limit_count = limit};
    TRY(sql_partner_recruiters(db, arena, &in, &rows, ret_count));
    struct partner_id *list = arena_many(arena, struct partner_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = rows[i].id;
    }
    *ret_list = list;
    return RC_OK;
}

enum rc partner_facts_get(struct db *db, struct arena *arena, const struct partner_facts_question *question,
                          struct partner_facts *ret_facts)
{
    struct sql_partner_facts_row row;
    struct sql_partner_facts_in in = {.id = question->partner_id,
                                      .program_id = question->program_id,
                                      .at = question->at,
                                      .known_at = question->known_at};
    TRY(sql_partner_facts(db, arena, &in, &row));
    *ret_facts = (struct partner_facts){
        .id = row.id,
        .code = row.code,
        .type = row.type,
        .segment = row.segment,
        .country = row.country,
        .level = row.level,
        .is_active = text_equal(row.status, TEXT("active")),
        .enrolled_at = row.enrolled_at,
    };
    return RC_OK;
}

enum rc partner_level_insert(struct db *db, struct arena *arena, struct partner_level *level)
{
    struct sql_partner_level_insert_row row;
    struct sql_partner_level_insert_in in = {.partner_id = level->partner_id,
                                             .program_id = level->program_id,
                                             .level = level->level,
                                             .effective_at = level->effective_at,
                                             .cause = level->cause,
                                             .actor = level->actor,
                                             .created_at = level->created_at};
    TRY(sql_partner_level_insert(db, arena, &in, &row));
    level->id = row.id;
    return RC_OK;
}

enum rc partner_level_list(struct db *db, struct arena *arena, const struct partner_level_filter *filter,
                           struct partner_level **ret_levels, size_t *ret_count)
{
    struct sql_partner_level_list_row *rows;
    struct sql_partner_level_list_in in = {.partner_id = filter->partner_id,
                                           .program_id = filter->program_id,
                                           .advertiser_id = filter->advertiser_id,
                                           .before_id = filter->before_id == 0 ? INT64_MAX : filter->before_id,
                                           .limit_count = filter->limit};
    TRY(sql_partner_level_list(db, arena, &in, &rows, ret_count));
    struct partner_level *list = arena_many(arena, struct partner_level, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct partner_level){.id = rows[i].id,
                                         .partner_id = rows[i].partner_id,
                                         .program_id = rows[i].program_id,
                                         .level = rows[i].level,
                                         .effective_at = rows[i].effective_at,
                                         .cause = rows[i].cause,
                                         .actor = rows[i].actor,
                                         .created_at = rows[i].created_at};
    }
    *ret_levels = list;
    return RC_OK;
}

enum rc partner_level_words(struct db *db, struct arena *arena, struct program_id program_id, struct text **ret_words,
                            size_t *ret_count)
{
    struct sql_partner_level_words_row *rows;
    TRY(sql_partner_level_words(db, arena, &(struct sql_partner_level_words_in){.program_id = program_id}, &rows,
                                ret_count));
    *ret_words = arena_many(arena, struct text, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_words)[i] = rows[i].level;
    }
    return RC_OK;
}

enum rc matrix_above(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id partner_id,
                     int64_t limit, struct partner_id **ret_list, size_t *ret_count)
{
    struct sql_matrix_above_row *rows;
    struct sql_matrix_above_in in = {.program_id = program_id, .partner_id = partner_id, .limit_count = limit};
    TRY(sql_matrix_above(db, arena, &in, &rows, ret_count));
    struct partner_id *list = arena_many(arena, struct partner_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = rows[i].id;
    }
    *ret_list = list;
    return RC_OK;
}

enum rc matrix_is_placed(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id partner_id,
                         bool *ret_is_placed)
{
    struct sql_matrix_place_get_row row;
    struct sql_matrix_place_get_in in = {.program_id = program_id, .partner_id = partner_id};
    enum rc rc = sql_matrix_place_get(db, arena, &in, &row);
    *ret_is_placed = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc matrix_seat(struct db *db, struct arena *arena, const struct matrix_seat *seat)
{
    struct sql_matrix_place_free_row place = {.above_id = {0}, .taken = 0};
    if (seat->recruiter.v != 0) {
        struct sql_matrix_place_free_in in = {
            .program_id = seat->program_id, .top_id = seat->recruiter, .wide = seat->wide};
        TRY(sql_matrix_place_free(db, arena, &in, &place));
    }
    struct sql_matrix_place_insert_in in = {.program_id = seat->program_id,
                                            .partner_id = seat->partner_id,
                                            .above_id = place.above_id,
                                            .position = place.taken + 1,
                                            .placed_at = seat->now};
    return sql_matrix_place_insert(db, &in, NULL);
}

enum rc matrix_unplaced(struct db *db, struct arena *arena, struct program_id program_id, struct partner_id **ret_list,
                        size_t *ret_count)
{
    struct sql_matrix_unplaced_row *rows;
    struct sql_matrix_unplaced_in in = {.program_id = program_id};
    TRY(sql_matrix_unplaced(db, arena, &in, &rows, ret_count));
    struct partner_id *list = arena_many(arena, struct partner_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = rows[i].partner_id;
    }
    *ret_list = list;
    return RC_OK;
}
