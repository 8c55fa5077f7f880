// SPDX-License-Identifier: Apache-2.0
// Storage of applications; see application.h.
#include "application/application.h"

#include "application/application_sql.h"

const char *const application_criteria[APPLICATION_CRITERIA_COUNT] = {"reputation", "association",   "contribution",
                                                                      "diligence",  "clients_trust", "our_trust"};

#define APPLICATION_OF(row)                                   \
    ((struct application){.id = (row).id,                     \
                          .program_id = (row).program_id,     \
                          .email = (row).email,               \
                          .name = (row).name,                 \
                          .country = (row).country,           \
                          .website = (row).website,           \
                          .host = (row).host,                 \
                          .niche = (row).niche,               \
                          .promotion = (row).promotion,       \
                          .source = (row).source,             \
                          .language = (row).language,         \
                          .status = (row).status,             \
                          .reason = (row).reason,             \
                          .partner_id = (row).partner_id,     \
                          .created_at = (row).created_at,     \
                          .confirmed_at = (row).confirmed_at, \
                          .decided_at = (row).decided_at,     \
                          .decided_by = (row).decided_by})

enum rc application_insert(struct db *db, struct arena *arena, const struct application *a,
                           struct application_id *ret_id)
{
    struct sql_application_insert_in in = {.program_id = a->program_id,
                                           .email = a->email,
                                           .name = a->name,
                                           .country = a->country,
                                           .website = a->website,
                                           .host = a->host,
                                           .niche = a->niche,
                                           .promotion = a->promotion,
                                           .source = a->source,
                                           .language = a->language,
                                           .status = a->status,
                                           .created_at = a->created_at,
                                           .confirmed_at = a->confirmed_at};
    struct sql_application_insert_row row;
    enum rc rc = sql_application_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc application_again(struct db *db, const struct application *a)
{
    struct sql_application_again_in in = {
        .id = a->id,
        .name = a->name,
        .country = a->country,
        .website = a->website,
        .host = a->host,
        .niche = a->niche,
        .promotion = a->promotion,
        .source = a->source,
        .language = a->language,
    };
    return sql_application_again(db, &in, NULL);
}

enum rc application_get(struct db *db, struct arena *arena, struct application_id id,
                        struct application *ret_application)
{
    struct sql_application_get_in in = {.id = id};
    struct sql_application_get_row row;
    TRY(sql_application_get(db, arena, &in, &row));
    *ret_application = APPLICATION_OF(row);
    return RC_OK;
}

enum rc application_find(struct db *db, struct arena *arena, struct program_id program_id, struct text email,
                         struct application *ret_application)
{
    struct sql_application_find_in in = {.program_id = program_id, .email = email};
    struct sql_application_find_row row;
    TRY(sql_application_find(db, arena, &in, &row));
    *ret_application = APPLICATION_OF(row);
    return RC_OK;
}

enum rc application_list(struct db *db, struct arena *arena, const struct application_filter *filter,
                         struct application **ret_list, size_t *ret_count)
{
    struct sql_application_list_in in = {.program_id = filter->program_id,
                                         .advertiser_id = filter->advertiser_id,
                                         .status = text_is(filter->status) ? filter->status : TEXT(""),
                                         .before_id = filter->before_id != 0 ? filter->before_id : INT64_MAX,
                                         .limit_count = filter->limit};
    struct sql_application_list_row *rows;
    size_t count;
    TRY(sql_application_list(db, arena, &in, &rows, &count));
    struct application *list = arena_many(arena, struct application, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = APPLICATION_OF(rows[i]);
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc application_search(struct db *db, struct arena *arena, const struct application_search *search,
                           struct application **ret_list, size_t *ret_count)
{
    struct sql_application_search_in in = {
        .program_id = search->program_id,
        .advertiser_id = search->advertiser_id,
        .status = text_is(search->status) ? search->status : TEXT(""),
        .words = db_like(arena, search->words),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit_count = search->limit,
    };
    struct sql_application_search_row *rows;
    TRY(sql_application_search(db, arena, &in, &rows, ret_count));
    struct application *list = arena_many(arena, struct application, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = APPLICATION_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc application_neighbours(struct db *db, struct arena *arena, struct application_id id,
                               struct application_id *ret_before, struct application_id *ret_after)
{
    struct sql_application_before_row before = {.id = {0}};
    struct sql_application_next_row after = {.id = {0}};
    enum rc rc = sql_application_before(db, arena, &(struct sql_application_before_in){.before_id = id}, &before);
    if (rc != RC_NOT_FOUND) {
        TRY(rc);
    }
    rc = sql_application_next(db, arena, &(struct sql_application_next_in){.after_id = id}, &after);
    if (rc != RC_NOT_FOUND) {
        TRY(rc);
    }
    *ret_before = before.id;
    *ret_after = after.id;
    return RC_OK;
}

enum rc application_count(struct db *db, struct arena *arena, struct text status, int64_t *ret_count)
{
    struct sql_application_count_in in = {.status = status};
    struct sql_application_count_row row;
    TRY(sql_application_count(db, arena, &in, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc application_set(struct db *db, const struct application *a)
{
    struct sql_application_set_in in = {.id = a->id,
                                        .status = a->status,
                                        .reason = a->reason,
                                        .partner_id = a->partner_id,
                                        .confirmed_at = a->confirmed_at,
                                        .decided_at = a->decided_at,
                                        .decided_by = a->decided_by};
    return sql_application_set(db, &in, NULL);
}

enum rc application_similar(struct db *db, struct arena *arena, const struct application *a,
                            struct application_similar **ret_list, size_t *ret_count)
{
    struct sql_application_similar_in in = {
        .id = a->id, .email = a->email, .host = a->host, .name = text_lower(arena, a->name)};
    struct sql_application_similar_row *rows;
    size_t count;
    TRY(sql_application_similar(db, arena, &in, &rows, &count));
    struct application_similar *list = arena_many(arena, struct application_similar, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_similar){.is_partner = text_equal(rows[i].kind, TEXT("partner")),
                                               .id = rows[i].thing_id,
                                               .name = rows[i].name,
                                               .status = rows[i].status,
                                               .is_email = rows[i].is_email,
                                               .is_host = rows[i].is_host,
                                               .is_name = rows[i].is_name};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc application_rivals(struct db *db, struct arena *arena, const struct application *a,
                           struct application_rival **ret_list, size_t *ret_count)
{
    struct sql_application_rivals_in in = {
        .id = a->id, .program_id = a->program_id, .niche = a->niche, .country = a->country};
    struct sql_application_rivals_row *rows;
    size_t count;
    TRY(sql_application_rivals(db, arena, &in, &rows, &count));
    struct application_rival *list = arena_many(arena, struct application_rival, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_rival){.id = rows[i].id, .name = rows[i].name, .partner_id = rows[i].partner_id};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc application_answer_put(struct db *db, struct application_id id, const struct application_answer *answer)
{
    struct sql_application_answer_put_in in = {
        .application_id = id, .question_id = answer->question_id, .answer = answer->answer};
    return sql_application_answer_put(db, &in, NULL);
}

enum rc application_answer_list(struct db *db, struct arena *arena, struct application_id id,
                                struct application_answer **ret_answers, size_t *ret_count)
{
    struct sql_application_answer_list_in in = {.application_id = id};
    struct sql_application_answer_list_row *rows;
    size_t count;
    TRY(sql_application_answer_list(db, arena, &in, &rows, &count));
    struct application_answer *list = arena_many(arena, struct application_answer, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_answer){.question_id = rows[i].question_id, .answer = rows[i].answer};
    }
    *ret_answers = list;
    *ret_count = count;
    return RC_OK;
}

enum rc application_score_put(struct db *db, struct application_id id, const struct application_score *score)
{
    struct sql_application_score_put_in in = {.application_id = id,
                                              .criterion = score->criterion,
                                              .score = score->score,
                                              .actor = score->actor,
                                              .scored_at = score->scored_at};
    return sql_application_score_put(db, &in, NULL);
}

enum rc application_score_list(struct db *db, struct arena *arena, struct application_id id,
                               struct application_score **ret_scores, size_t *ret_count)
{
    struct sql_application_score_list_in in = {.application_id = id};
    struct sql_application_score_list_row *rows;
    size_t count;
    TRY(sql_application_score_list(db, arena, &in, &rows, &count));
    struct application_score *list = arena_many(arena, struct application_score, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_score){.criterion = rows[i].criterion,
                                             .score = rows[i].score,
                                             .actor = rows[i].actor,
                                             .scored_at = rows[i].scored_at};
    }
    *ret_scores = list;
    *ret_count = count;
    return RC_OK;
}

enum rc application_message_insert(struct db *db, struct arena *arena, struct application_id id,
                                   const struct application_message *message, int64_t *ret_id)
{
    struct sql_application_message_insert_in in = {
        .application_id = id, .author = message->author, .body = message->body, .created_at = message->created_at};
    struct sql_application_message_insert_row row;
    TRY(sql_application_message_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc application_message_list(struct db *db, struct arena *arena, struct application_id id,
                                 struct application_message **ret_messages, size_t *ret_count)
{
    struct sql_application_message_list_in in = {.application_id = id};
    struct sql_application_message_list_row *rows;
    size_t count;
    TRY(sql_application_message_list(db, arena, &in, &rows, &count));
    struct application_message *list = arena_many(arena, struct application_message, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct application_message){
            .author = rows[i].author, .body = rows[i].body, .created_at = rows[i].created_at};
    }
    *ret_messages = list;
    *ret_count = count;
    return RC_OK;
}
