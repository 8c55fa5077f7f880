// SPDX-License-Identifier: Apache-2.0
// Storage of programs and of the versions of their terms. The row of each statement has the members of the structure in
// the same order and by the same names, which the macros below rely on: a difference does not compile.
#include "program/program.h"

#include "program/program_private.h"
#include "program/program_sql.h"

#define PROGRAM_OF(row)                                     \
    ((struct program){.id = (row).id,                       \
                      .advertiser_id = (row).advertiser_id, \
                      .name = (row).name,                   \
                      .currency = (row).currency,           \
                      .link_forms = (row).link_forms,       \
                      .status = (row).status,               \
                      .enrollment = (row).enrollment,       \
                      .is_public = (row).is_public,         \
                      .summary = (row).summary,             \
                      .created_at = (row).created_at,       \
                      .version = (row).version})

#define TERMS_OF(row)                                           \
    ((struct program_terms){.id = (row).id,                     \
                            .program_id = (row).program_id,     \
                            .number = (row).number,             \
                            .attribution = (row).attribution,   \
                            .window_ms = (row).window_ms,       \
                            .evidence = (row).evidence,         \
                            .binding = (row).binding,           \
                            .hold_days = (row).hold_days,       \
                            .effective_at = (row).effective_at, \
                            .created_at = (row).created_at})

enum rc program_get(struct db *db, struct arena *arena, struct program_id id, struct program *ret_program)
{
    struct sql_program_get_row row;
    TRY(sql_program_get(db, arena, &(struct sql_program_get_in){.id = id}, &row));
    *ret_program = PROGRAM_OF(row);
    return RC_OK;
}

enum rc program_list(struct db *db, struct arena *arena, const struct program_filter *filter,
                     struct program **ret_programs, size_t *ret_count)
{
    struct sql_program_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .partner_id = filter->partner_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_program_list_row *rows;
    size_t count;
    TRY(sql_program_list(db, arena, &in, &rows, &count));
    struct program *programs = arena_many(arena, struct program, count);
    for (size_t i = 0; i < count; i++) {
        programs[i] = PROGRAM_OF(rows[i]);
    }
    *ret_programs = programs;
    *ret_count = count;
    return RC_OK;
}

enum rc program_insert(struct db *db, struct arena *arena, const struct program *program, struct program_id *ret_id)
{
    struct sql_program_insert_row row;
    struct sql_program_insert_in in = {
        .advertiser_id = program->advertiser_id,
        .name = program->name,
        .currency = program->currency,
        .link_forms = program->link_forms,
        .enrollment = program->enrollment,
        .is_public = program->is_public,
        .summary = program->summary,
        .created_at = program->created_at,
        .version = program->version,
    };
    TRY(sql_program_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc program_set(struct db *db, const struct program *program)
{
    return sql_program_set(db,
                           &(struct sql_program_set_in){
                               .id = program->id,
                               .name = program->name,
                               .link_forms = program->link_forms,
                               .status = program->status,
                               .enrollment = program->enrollment,
                               .is_public = program->is_public,
                               .summary = program->summary,
                               .version = program->version,
                           },
                           NULL);
}

enum rc program_touch(struct db *db, struct program_id id, int64_t version)
{
    return sql_program_touch(db, &(struct sql_program_touch_in){.id = id, .version = version}, NULL);
}

enum rc program_terms_get(struct db *db, struct arena *arena, struct terms_id id, struct program_terms *ret_terms)
{
    struct sql_program_terms_get_row row;
    TRY(sql_program_terms_get(db, arena, &(struct sql_program_terms_get_in){.id = id}, &row));
    *ret_terms = TERMS_OF(row);
    return RC_OK;
}

enum rc program_terms_latest(struct db *db, struct arena *arena, struct program_id id, struct program_terms *ret_terms)
{
    struct sql_program_terms_latest_row row;
    TRY(sql_program_terms_latest(db, arena, &(struct sql_program_terms_latest_in){.program_id = id}, &row));
    *ret_terms = TERMS_OF(row);
    return RC_OK;
}

enum rc program_terms_in_force(struct db *db, struct arena *arena, const struct program_question *question,
                               struct program_terms *ret_terms)
{
    struct sql_program_terms_in_force_in in = {
        .program_id = question->program_id,
        .at = question->at,
        .known_at = known_or_all(question->known_at),
    };
    struct sql_program_terms_in_force_row row;
    TRY(sql_program_terms_in_force(db, arena, &in, &row));
    *ret_terms = TERMS_OF(row);
    return RC_OK;
}

enum rc program_terms_insert(struct db *db, struct arena *arena, struct program_terms *terms)
{
    struct sql_program_terms_insert_in in = {
        .program_id = terms->program_id,
        .attribution = terms->attribution,
        .window_ms = terms->window_ms,
        .evidence = terms->evidence,
        .binding = terms->binding,
        .hold_days = terms->hold_days,
        .effective_at = terms->effective_at,
        .created_at = terms->created_at,
    };
    struct sql_program_terms_insert_row row;
    TRY(sql_program_terms_insert(db, arena, &in, &row));
    terms->id = row.id;
    terms->number = row.number;
    return RC_OK;
}
