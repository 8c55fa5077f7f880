// SPDX-License-Identifier: Apache-2.0
// Storage of partners and enrollments.
#include "partner/partner.h"

#include "partner/partner_sql.h"

#define PARTNER_OF(row)                                   \
    ((struct partner){.id = (row).id,                     \
                      .code = (row).code,                 \
                      .name = (row).name,                 \
                      .email = (row).email,               \
                      .type = (row).type,                 \
                      .segment = (row).segment,           \
                      .country = (row).country,           \
                      .recruited_by = (row).recruited_by, \
                      .status = (row).status,             \
                      .created_at = (row).created_at,     \
                      .version = (row).version})

#define ENROLLMENT_OF(row)                               \
    ((struct enrollment){.id = (row).id,                 \
                         .partner_id = (row).partner_id, \
                         .program_id = (row).program_id, \
                         .status = (row).status,         \
                         .created_at = (row).created_at, \
                         .version = (row).version,       \
                         .approved_at = (row).approved_at})

static struct text text_or_empty(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

static int64_t before_or_end(int64_t before_id)
{
    return before_id == 0 ? INT64_MAX : before_id;
}

enum rc partner_get(struct db *db, struct arena *arena, struct partner_id id, struct partner *ret_partner)
{
    struct sql_partner_get_row row;
    TRY(sql_partner_get(db, arena, &(struct sql_partner_get_in){.id = id}, &row));
    *ret_partner = PARTNER_OF(row);
    return RC_OK;
}

enum rc partner_find(struct db *db, struct arena *arena, struct text code, struct partner *ret_partner)
{
    struct sql_partner_find_row row;
    TRY(sql_partner_find(db, arena, &(struct sql_partner_find_in){.code = code}, &row));
    *ret_partner = PARTNER_OF(row);
    return RC_OK;
}

enum rc partner_list(struct db *db, struct arena *arena, const struct partner_filter *filter,
                     struct partner **ret_partners, size_t *ret_count)
{
    struct sql_partner_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .program_id = filter->program_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_partner_list_row *rows;
    size_t count;
    TRY(sql_partner_list(db, arena, &in, &rows, &count));
    struct partner *partners = arena_many(arena, struct partner, count);
    for (size_t i = 0; i < count; i++) {
        partners[i] = PARTNER_OF(rows[i]);
    }
    *ret_partners = partners;
    *ret_count = count;
    return RC_OK;
}

enum rc partner_search(struct db *db, struct arena *arena, const struct partner_search *search,
                       struct partner **ret_partners, size_t *ret_count)
{
    struct sql_partner_search_in in = {
        .words = db_like(arena, search->words),
        .status = text_or_empty(search->status),
        .type = text_or_empty(search->type),
        .country = text_or_empty(search->country),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_partner_search_row *rows;
    size_t count;
    TRY(sql_partner_search(db, arena, &in, &rows, &count));
    struct partner *partners = arena_many(arena, struct partner, count);
    for (size_t i = 0; i < count; i++) {
        partners[i] = PARTNER_OF(rows[i]);
    }
    *ret_partners = partners;
    *ret_count = count;
    return RC_OK;
}

enum rc partner_types(struct db *db, struct arena *arena, struct text **ret_types, size_t *ret_count)
{
    struct sql_partner_types_row *rows;
    TRY(sql_partner_types(db, arena, &(struct sql_partner_types_in){.limit_count = PARTNER_WORDS_MAX}, &rows,
                          ret_count));
    *ret_types = arena_many(arena, struct text, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_types)[i] = rows[i].type;
    }
    return RC_OK;
}

enum rc partner_countries(struct db *db, struct arena *arena, struct text **ret_countries, size_t *ret_count)
{
    struct sql_partner_countries_row *rows;
    TRY(sql_partner_countries(db, arena, &(struct sql_partner_countries_in){.limit_count = PARTNER_WORDS_MAX}, &rows,
                              ret_count));
    *ret_countries = arena_many(arena, struct text, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_countries)[i] = rows[i].country;
    }
    return RC_OK;
}

enum rc partner_insert(struct db *db, struct arena *arena, const struct partner *partner, struct partner_id *ret_id)
{
    struct sql_partner_insert_in in = {
        .code = partner->code,
        .name = partner->name,
        .email = text_or_empty(partner->email),
        .type = text_or_empty(partner->type),
        .segment = text_or_empty(partner->segment),
        .country = text_or_empty(partner->country),
        .recruited_by = partner->recruited_by,
        .created_at = partner->created_at,
        .version = partner->version,
    };
    struct sql_partner_insert_row row;
    enum rc rc = sql_partner_insert(db, arena, &in, &row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    }
    *ret_id = row.id;
    return RC_OK;
}

enum rc partner_set(struct db *db, const struct partner *partner)
{
    return sql_partner_set(db,
                           &(struct sql_partner_set_in){
                               .id = partner->id,
                               .name = partner->name,
                               .email = text_or_empty(partner->email),
                               .type = text_or_empty(partner->type),
                               .segment = text_or_empty(partner->segment),
                               .country = text_or_empty(partner->country),
                               .recruited_by = partner->recruited_by,
                               .status = partner->status,
                               .version = partner->version,
                           },
                           NULL);
}

enum rc partner_check_advertiser(struct db *db, struct arena *arena, struct partner_id id,
                                 struct advertiser_id advertiser_id)
{
    struct sql_partner_is_of_advertiser_in in = {.id = id, .advertiser_id = advertiser_id};
    struct sql_partner_is_of_advertiser_row row;
    return sql_partner_is_of_advertiser(db, arena, &in, &row);
}

enum rc enrollment_get(struct db *db, struct arena *arena, struct enrollment_id id, struct enrollment *ret_enrollment)
{
    struct sql_enrollment_get_row row;
    TRY(sql_enrollment_get(db, arena, &(struct sql_enrollment_get_in){.id = id}, &row));
    *ret_enrollment = ENROLLMENT_OF(row);
    return RC_OK;
}

enum rc enrollment_find(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                        struct enrollment *ret_enrollment)
{
    struct sql_enrollment_find_in in = {.partner_id = partner_id, .program_id = program_id};
    struct sql_enrollment_find_row row;
    TRY(sql_enrollment_find(db, arena, &in, &row));
    *ret_enrollment = ENROLLMENT_OF(row);
    return RC_OK;
}

enum rc enrollment_list(struct db *db, struct arena *arena, const struct enrollment_filter *filter,
                        struct enrollment **ret_enrollments, size_t *ret_count)
{
    struct sql_enrollment_list_in in = {
        .partner_id = filter->partner_id,
        .program_id = filter->program_id,
        .advertiser_id = filter->advertiser_id,
        .status = text_or_empty(filter->status),
        .before_id = before_or_end(filter->before_id),
        .limit_count = filter->limit,
    };
    struct sql_enrollment_list_row *rows;
    size_t count;
    TRY(sql_enrollment_list(db, arena, &in, &rows, &count));
    struct enrollment *enrollments = arena_many(arena, struct enrollment, count);
    for (size_t i = 0; i < count; i++) {
        enrollments[i] = ENROLLMENT_OF(rows[i]);
    }
    *ret_enrollments = enrollments;
    *ret_count = count;
    return RC_OK;
}

enum rc enrollment_search(struct db *db, struct arena *arena, const struct enrollment_search *search,
                          struct enrollment **ret_enrollments, size_t *ret_count)
{
    struct sql_enrollment_search_in in = {
        .program_id = search->program_id,
        .words = db_like(arena, search->words),
        .status = text_is(search->status) ? search->status : TEXT(""),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_enrollment_search_row *rows;
    TRY(sql_enrollment_search(db, arena, &in, &rows, ret_count));
    struct enrollment *list = arena_many(arena, struct enrollment, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = ENROLLMENT_OF(rows[i]);
    }
    *ret_enrollments = list;
    return RC_OK;
}

enum rc enrollment_count(struct db *db, struct arena *arena, struct program_id program_id, struct text status,
                         int64_t *ret_count)
{
    struct sql_enrollment_count_in in = {.program_id = program_id, .status = status};
    struct sql_enrollment_count_row row;
    TRY(sql_enrollment_count(db, arena, &in, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc enrollment_count_promised(struct db *db, struct arena *arena, struct program_id program_id, int64_t *ret_count)
{
    struct sql_enrollment_count_promised_in in = {.program_id = program_id};
    struct sql_enrollment_count_promised_row row;
    TRY(sql_enrollment_count_promised(db, arena, &in, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc enrollment_insert(struct db *db, struct arena *arena, const struct enrollment *enrollment,
                          struct enrollment_id *ret_id)
{
    struct sql_enrollment_insert_in in = {
        .partner_id = enrollment->partner_id,
        .program_id = enrollment->program_id,
        .status = enrollment->status,
        .created_at = enrollment->created_at,
        .version = enrollment->version,
        .approved_at = enrollment->approved_at,
    };
    struct sql_enrollment_insert_row row;
    enum rc rc = sql_enrollment_insert(db, arena, &in, &row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_CONFLICT : rc;
    }
    *ret_id = row.id;
    return RC_OK;
}

enum rc enrollment_set(struct db *db, const struct enrollment *enrollment)
{
    struct sql_enrollment_set_in in = {.id = enrollment->id,
                                       .status = enrollment->status,
                                       .version = enrollment->version,
                                       .approved_at = enrollment->approved_at};
    return sql_enrollment_set(db, &in, NULL);
}
