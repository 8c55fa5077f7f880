// SPDX-License-Identifier: Apache-2.0
// Storage of plan versions, and which of them pay.
#include "program/program.h"
#include "program/program_private.h"
#include "program/program_sql.h"

#define PLAN_VERSIONS_MAX 500

#define PLAN_OF(row)                                             \
    ((struct plan_version){.id = (row).id,                       \
                           .program_id = (row).program_id,       \
                           .enrollment_id = (row).enrollment_id, \
                           .number = (row).number,               \
                           .plan_text = (row).plan_text,         \
                           .binds = (row).binds,                 \
                           .effective_at = (row).effective_at,   \
                           .created_at = (row).created_at,       \
                           .withdrawn_at = (row).withdrawn_at})

enum rc program_plan_get(struct db *db, struct arena *arena, struct plan_id id, struct plan_version *ret_version)
{
    struct sql_program_plan_get_row row;
    TRY(sql_program_plan_get(db, arena, &(struct sql_program_plan_get_in){.id = id}, &row));
    *ret_version = PLAN_OF(row);
    return RC_OK;
}

enum rc program_plan_latest(struct db *db, struct arena *arena, struct program_id program_id,
                            struct enrollment_id enrollment_id, struct plan_version *ret_version)
{
    struct sql_program_plan_latest_in in = {.program_id = program_id, .enrollment_id = enrollment_id};
    struct sql_program_plan_latest_row row;
    TRY(sql_program_plan_latest(db, arena, &in, &row));
    *ret_version = PLAN_OF(row);
    return RC_OK;
}

enum rc program_plan_list(struct db *db, struct arena *arena, const struct plan_version *of,
                          struct plan_version **ret_versions, size_t *ret_count)
{
    struct sql_program_plan_list_in in = {
        .program_id = of->program_id,
        .enrollment_id = of->enrollment_id,
        .limit_count = PLAN_VERSIONS_MAX,
    };
    struct sql_program_plan_list_row *rows;
    size_t count;
    TRY(sql_program_plan_list(db, arena, &in, &rows, &count));
    struct plan_version *versions = arena_many(arena, struct plan_version, count);
    for (size_t i = 0; i < count; i++) {
        versions[i] = PLAN_OF(rows[i]);
    }
    *ret_versions = versions;
    *ret_count = count;
    return RC_OK;
}

enum rc program_plans_that_pay(struct db *db, struct arena *arena, const struct plans_that_pay *question,
                               struct plan_version **ret_versions, size_t *ret_count)
{
    struct sql_program_plans_that_pay_in in = {.program_id = question->program_id,
                                               .enrollment_id = question->enrollment_id,
                                               .limit_count = PLANS_THAT_PAY_MAX + 2};
    struct sql_program_plans_that_pay_row *rows;
    size_t count;
    TRY(sql_program_plans_that_pay(db, arena, &in, &rows, &count));
    struct plan_version *versions = arena_many(arena, struct plan_version, PLANS_THAT_PAY_MAX);
    bool is_whole = false;
    *ret_count = 0;
    for (size_t i = 0; i < count && !is_whole; i++) {
        if (rows[i].id.v == question->without.v) {
            continue;
        }
        if (*ret_count == PLANS_THAT_PAY_MAX) {
            return RC_REFUSED;
        }
        versions[(*ret_count)++] = PLAN_OF(rows[i]);
        is_whole = rows[i].effective_at.ms <= question->at.ms && text_equal(rows[i].binds, TEXT("all"));
    }
    *ret_versions = versions;
    return RC_OK;
}

enum rc program_individual_list(struct db *db, struct arena *arena, const struct program_individual_page *page,
                                struct program_individual **ret_list, size_t *ret_count)
{
    struct sql_program_individual_list_in in = {
        .program_id = page->program_id, .before_id = page->before_id, .limit_count = page->limit};
    struct sql_program_individual_list_row *rows;
    size_t count;
    TRY(sql_program_individual_list(db, arena, &in, &rows, &count));
    struct program_individual *list = arena_many(arena, struct program_individual, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct program_individual){
            .enrollment_id = rows[i].enrollment_id, .code = rows[i].code, .name = rows[i].name};
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc program_plan_insert(struct db *db, struct arena *arena, struct plan_version *version)
{
    struct sql_program_plan_insert_in in = {
        .program_id = version->program_id,
        .enrollment_id = version->enrollment_id,
        .plan_text = version->plan_text,
        .binds = text_is(version->binds) ? version->binds : TEXT("all"),
        .effective_at = version->effective_at,
        .created_at = version->created_at,
    };
    struct sql_program_plan_insert_row row;
    TRY(sql_program_plan_insert(db, arena, &in, &row));
    version->binds = in.binds;
    version->withdrawn_at = INSTANT_NONE;
    version->id = row.id;
    version->number = row.number;
    return RC_OK;
}

// Individual terms whose newest version in force is empty have ended: the program's plan alone is left.
static enum rc add_individual(struct db *db, struct arena *arena, const struct program_question *question,
                              struct program_plans *plans)
{
    struct sql_program_individual_in_force_in in = {
        .program_id = question->program_id,
        .partner_id = question->partner_id,
        .at = question->at,
        .known_at = known_or_all(question->known_at),
        .customer_since = known_or_all(question->customer_since),
    };
    struct sql_program_individual_in_force_row row;
    enum rc rc = sql_program_individual_in_force(db, arena, &in, &row);
    if (rc == RC_OK && !text_is_empty(text_trim(row.plan_text))) {
        plans->list[plans->count++] = (struct program_plan){.plan_id = row.id,
                                                            .number = row.number,
                                                            .is_individual = true,
                                                            .is_of_new_customers = row.is_of_new_customers,
                                                            .plan_text = row.plan_text};
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc program_plans_in_force(struct db *db, struct arena *arena, const struct program_question *question,
                               struct program_plans *ret_plans)
{
    struct program_plans plans = {.count = 0};
    if (question->partner_id.v != 0) {
        TRY(add_individual(db, arena, question, &plans));
    }
    struct sql_program_plan_in_force_in in = {
        .program_id = question->program_id,
        .at = question->at,
        .known_at = known_or_all(question->known_at),
        .customer_since = known_or_all(question->customer_since),
        .partner_id = question->partner_id,
    };
    struct sql_program_plan_in_force_row row;
    enum rc rc = sql_program_plan_in_force(db, arena, &in, &row);
    if (rc == RC_OK) {
        plans.list[plans.count++] = (struct program_plan){.plan_id = row.id,
                                                          .number = row.number,
                                                          .is_of_new_customers = row.is_of_new_customers,
                                                          .plan_text = row.plan_text};
    } else if (rc != RC_NOT_FOUND) {
        return rc;
    }
    *ret_plans = plans;
    return RC_OK;
}

enum rc plan_answer_insert(struct db *db, const struct plan_reply *answer)
{
    struct sql_plan_answer_insert_in in = {.plan_id = answer->plan_id,
                                           .partner_id = answer->partner_id,
                                           .answer = answer->answer,
                                           .actor = answer->actor,
                                           .answered_at = answer->answered_at};
    return sql_plan_answer_insert(db, &in, NULL);
}

enum rc plan_answer_list(struct db *db, struct arena *arena, struct plan_id plan_id, struct partner_id partner_id,
                         struct plan_reply **ret_list, size_t *ret_count)
{
    struct sql_plan_answer_list_row *rows;
    struct sql_plan_answer_list_in in = {.plan_id = plan_id, .partner_id = partner_id};
    TRY(sql_plan_answer_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct plan_reply, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = (struct plan_reply){.plan_id = plan_id,
                                             .partner_id = rows[i].partner_id,
                                             .answer = rows[i].answer,
                                             .actor = rows[i].actor,
                                             .answered_at = rows[i].answered_at};
    }
    return RC_OK;
}

enum rc plan_answer_count(struct db *db, struct arena *arena, const struct plan_version *version,
                          struct plan_answers *ret_answers)
{
    struct sql_plan_answer_count_in in = {.plan_id = version->id, .program_id = version->program_id};
    struct sql_plan_answer_count_row row;
    TRY(sql_plan_answer_count(db, arena, &in, &row));
    *ret_answers = (struct plan_answers){.accepted = row.accepted, .kept = row.kept, .silent = row.silent};
    return RC_OK;
}

enum rc plan_answer_silent(struct db *db, struct arena *arena, const struct plan_version *version,
                           struct partner_id **ret_partners, size_t *ret_count)
{
    struct sql_plan_answer_silent_in in = {
        .plan_id = version->id, .program_id = version->program_id, .limit_count = PLAN_SILENT_MAX};
    struct sql_plan_answer_silent_row *rows;
    TRY(sql_plan_answer_silent(db, arena, &in, &rows, ret_count));
    *ret_partners = arena_many(arena, struct partner_id, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_partners)[i] = rows[i].partner_id;
    }
    return RC_OK;
}

enum rc plan_withdrawal_insert(struct db *db, struct plan_id id, const struct plan_withdrawal *withdrawal)
{
    struct sql_plan_withdrawal_insert_in in = {.plan_id = id,
                                               .reason = withdrawal->reason,
                                               .actor = withdrawal->actor,
                                               .withdrawn_at = withdrawal->withdrawn_at};
    return sql_plan_withdrawal_insert(db, &in, NULL);
}

enum rc plan_withdrawal_get(struct db *db, struct arena *arena, struct plan_id id,
                            struct plan_withdrawal *ret_withdrawal)
{
    struct sql_plan_withdrawal_get_row row;
    TRY(sql_plan_withdrawal_get(db, arena, &(struct sql_plan_withdrawal_get_in){.plan_id = id}, &row));
    *ret_withdrawal =
        (struct plan_withdrawal){.reason = row.reason, .actor = row.actor, .withdrawn_at = row.withdrawn_at};
    return RC_OK;
}
