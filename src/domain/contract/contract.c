// SPDX-License-Identifier: Apache-2.0
// Storage of contracts, and what follows a term; see contract.h.
#include "contract/contract.h"

#include "contract/contract_sql.h"

// The rows of all statements have the same members.
#define CONTRACT_OF(row)                                 \
    ((struct contract){.id = (row).id,                   \
                       .partner_id = (row).partner_id,   \
                       .program_id = (row).program_id,   \
                       .renews = (row).renews_id,        \
                       .starts_at = (row).starts_at,     \
                       .ends_at = (row).ends_at,         \
                       .term_days = (row).term_days,     \
                       .measure = (row).measure,         \
                       .target = (row).target,           \
                       .currency = (row).currency,       \
                       .when_met = (row).when_met,       \
                       .when_missed = (row).when_missed, \
                       .status = (row).status,           \
                       .result = (row).result,           \
                       .undecided = (row).undecided,     \
                       .agreed_by = (row).agreed_by,     \
                       .agreed_at = (row).agreed_at,     \
                       .decided_by = (row).decided_by,   \
                       .decided_at = (row).decided_at,   \
                       .note = (row).note})

// ---- the rule ----

int64_t contract_measured(struct text measure, const struct contract_result *result)
{
    return text_equal(measure, TEXT("sales"))     ? result->sales
           : text_equal(measure, TEXT("revenue")) ? result->revenue_minor
                                                  : 0;
}

int64_t contract_undecided(struct text measure, const struct contract_result *result)
{
    return text_equal(measure, TEXT("sales"))     ? result->undecided_sales
           : text_equal(measure, TEXT("revenue")) ? result->undecided_minor
                                                  : 0;
}

struct text contract_outcome(const struct contract *contract, const struct contract_result *result)
{
    int64_t lacking = contract->target - contract_measured(contract->measure, result);
    if (lacking <= 0) {
        return text_equal(contract->when_met, TEXT("renew")) ? TEXT("renewed") : TEXT("review");
    }
    bool is_missed = contract_undecided(contract->measure, result) < lacking;
    return is_missed && text_equal(contract->when_missed, TEXT("lapse")) ? TEXT("lapsed") : TEXT("review");
}

// ---- storage ----

enum rc contract_insert(struct db *db, struct arena *arena, const struct contract *contract, struct contract_id *ret_id)
{
    struct sql_contract_insert_in in = {
        .partner_id = contract->partner_id,
        .program_id = contract->program_id,
        .renews_id = contract->renews,
        .starts_at = contract->starts_at,
        .ends_at = contract->ends_at,
        .term_days = contract->term_days,
        .measure = contract->measure,
        .target = contract->target,
        .currency = contract->currency,
        .when_met = contract->when_met,
        .when_missed = contract->when_missed,
        .agreed_by = contract->agreed_by,
        .agreed_at = contract->agreed_at,
    };
    struct sql_contract_insert_row row;
    TRY(sql_contract_insert(db, arena, &in, &row));
    *ret_id = row.id;
    return RC_OK;
}

enum rc contract_update(struct db *db, const struct contract *contract)
{
    struct sql_contract_update_in in = {
        .id = contract->id,
        .status = contract->status,
        .result = contract->result,
        .undecided = contract->undecided,
        .decided_by = contract->decided_by,
        .decided_at = contract->decided_at,
        .note = contract->note,
    };
    return sql_contract_update(db, &in, NULL);
}

enum rc contract_get(struct db *db, struct arena *arena, struct contract_id id, struct contract *ret_contract)
{
    struct sql_contract_get_row row;
    TRY(sql_contract_get(db, arena, &(struct sql_contract_get_in){.id = id}, &row));
    *ret_contract = CONTRACT_OF(row);
    return RC_OK;
}

enum rc contract_latest(struct db *db, struct arena *arena, struct partner_id partner_id, struct program_id program_id,
                        struct contract *ret_contract)
{
    struct sql_contract_latest_in in = {.partner_id = partner_id, .program_id = program_id};
    struct sql_contract_latest_row row;
    TRY(sql_contract_latest(db, arena, &in, &row));
    return contract_get(db, arena, row.id, ret_contract);
}

enum rc contract_list(struct db *db, struct arena *arena, const struct contract_filter *filter,
                      struct contract **ret_list, size_t *ret_count)
{
    struct sql_contract_list_in in = {
        .partner_id = filter->partner_id,
        .program_id = filter->program_id,
        .advertiser_id = filter->advertiser_id,
        .status = text_is(filter->status) ? filter->status : TEXT(""),
        .over_at = instant_is_none(filter->over_at) ? (struct instant){.ms = INT64_MAX} : filter->over_at,
        .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
        .limit_count = filter->limit,
    };
    struct sql_contract_list_row *rows;
    TRY(sql_contract_list(db, arena, &in, &rows, ret_count));
    struct contract *list = arena_many(arena, struct contract, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = CONTRACT_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc contract_count(struct db *db, struct arena *arena, struct text status, int64_t *ret_count)
{
    struct sql_contract_count_row row;
    TRY(sql_contract_count(db, arena, &(struct sql_contract_count_in){.status = status}, &row));
    *ret_count = row.count;
    return RC_OK;
}

enum rc contract_result_get(struct db *db, struct arena *arena, const struct contract *contract,
                            struct contract_result *ret_result)
{
    struct sql_contract_result_in in = {.partner_id = contract->partner_id,
                                        .program_id = contract->program_id,
                                        .from = contract->starts_at,
                                        .to = contract->ends_at};
    struct sql_contract_result_row row;
    TRY(sql_contract_result(db, arena, &in, &row));
    *ret_result = (struct contract_result){.sales = row.sales,
                                           .revenue_minor = row.revenue_minor,
                                           .undecided_sales = row.undecided_sales,
                                           .undecided_minor = row.undecided_minor};
    return RC_OK;
}
