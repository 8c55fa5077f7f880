// SPDX-License-Identifier: Apache-2.0
// Storage of charges; see charge.h.
#include "settlement/charge.h"

#include "settlement/settlement_sql.h"

// The rows of all statements have the same members.
#define CHARGE_OF(row)                                                                              \
    ((struct charge){.id = (row).id,                                                                \
                     .key = (row).charge_key,                                                       \
                     .advertiser_id = (row).advertiser_id,                                          \
                     .program_id = (row).program_id,                                                \
                     .partner_id = (row).partner_id,                                                \
                     .conversion_id = (row).conversion_id,                                          \
                     .commission_id = (row).commission_id,                                          \
                     .terms_id = (row).terms_id,                                                    \
                     .amount = {.minor = (row).amount_minor, .currency = (row).currency},           \
                     .commissions = {.minor = (row).commissions_minor, .currency = (row).currency}, \
                     .is_confirmed = (row).is_confirmed,                                            \
                     .line_id = (row).line_id,                                                      \
                     .occurred_at = (row).occurred_at,                                              \
                     .created_at = (row).created_at})

struct text charge_key_of_conversion(struct arena *arena, struct conversion_id id)
{
    return text_format(arena, "cnv:%lld", (long long)id.v);
}

struct text charge_key_of_clicks(struct arena *arena, struct commission_id id)
{
    return text_format(arena, "clk:%lld", (long long)id.v);
}

enum rc charge_get(struct db *db, struct arena *arena, struct charge_id id, struct charge *ret_charge)
{
    struct sql_charge_get_row row;
    TRY(sql_charge_get(db, arena, &(struct sql_charge_get_in){.id = id}, &row));
    *ret_charge = CHARGE_OF(row);
    return RC_OK;
}

enum rc charge_find(struct db *db, struct arena *arena, struct text key, struct charge *ret_charge)
{
    struct sql_charge_find_row row;
    TRY(sql_charge_find(db, arena, &(struct sql_charge_find_in){.charge_key = key}, &row));
    *ret_charge = CHARGE_OF(row);
    return RC_OK;
}

enum rc charge_insert(struct db *db, struct arena *arena, const struct charge *charge, struct charge_id *ret_id)
{
    struct sql_charge_insert_in in = {
        .charge_key = charge->key,
        .advertiser_id = charge->advertiser_id,
        .program_id = charge->program_id,
        .partner_id = charge->partner_id,
        .conversion_id = charge->conversion_id,
        .commission_id = charge->commission_id,
        .terms_id = charge->terms_id,
        .currency = charge->amount.currency,
        .occurred_at = charge->occurred_at,
        .created_at = charge->created_at,
    };
    struct sql_charge_insert_row row;
    enum rc rc = sql_charge_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc charge_update_row(struct db *db, const struct charge *charge)
{
    struct sql_charge_update_in in = {.id = charge->id,
                                      .amount_minor = charge->amount.minor,
                                      .commissions_minor = charge->commissions.minor,
                                      .is_confirmed = charge->is_confirmed,
                                      .line_id = charge->line_id};
    int64_t changed;
    TRY(sql_charge_update(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_FAULT;
}

enum rc charge_list(struct db *db, struct arena *arena, const struct charge_filter *filter, struct charge **ret_list,
                    size_t *ret_count)
{
    struct sql_charge_list_in in = {
        .advertiser_id = filter->advertiser_id,
        .program_id = filter->program_id,
        .is_negative_only = filter->is_negative_only,
        .before_id = filter->before.v == 0 ? INT64_MAX : filter->before.v,
        .limit_count = filter->limit,
    };
    struct sql_charge_list_row *rows;
    TRY(sql_charge_list(db, arena, &in, &rows, ret_count));
    struct charge *list = arena_many(arena, struct charge, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = CHARGE_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}

enum rc charge_change_insert(struct db *db, const struct charge_change *change)
{
    struct sql_charge_change_insert_in in = {
        .charge_id = change->charge_id,
        .number = change->number,
        .cause = change->cause,
        .cause_id = change->cause_id,
        .amount_minor = change->amount.minor,
        .commissions_minor = change->commissions.minor,
        .is_confirmed = change->is_confirmed,
        .derivation = change->derivation,
        .entry_id = change->entry_id,
        .occurred_at = change->occurred_at,
        .changed_at = change->changed_at,
    };
    return sql_charge_change_insert(db, &in, NULL);
}

enum rc charge_change_list(struct db *db, struct arena *arena, struct charge_id id, struct currency currency,
                           struct charge_change **ret_list, size_t *ret_count)
{
    struct sql_charge_change_list_row *rows;
    TRY(sql_charge_change_list(db, arena, &(struct sql_charge_change_list_in){.charge_id = id}, &rows, ret_count));
    struct charge_change *list = arena_many(arena, struct charge_change, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct charge_change){
            .charge_id = id,
            .number = rows[i].number,
            .cause = rows[i].cause,
            .cause_id = rows[i].cause_id,
            .amount = {.minor = rows[i].amount_minor, .currency = currency},
            .commissions = {.minor = rows[i].commissions_minor, .currency = currency},
            .is_confirmed = rows[i].is_confirmed,
            .derivation = rows[i].derivation,
            .entry_id = rows[i].entry_id,
            .occurred_at = rows[i].occurred_at,
            .changed_at = rows[i].changed_at,
        };
    }
    *ret_list = list;
    return RC_OK;
}

#define MARGINS_OF(statement)                                                                           \
    do {                                                                                                \
        struct sql_##statement##_in in = {.from_at = question->from, .to_at = question->to};            \
        struct sql_##statement##_row *rows;                                                             \
        TRY(sql_##statement(db, arena, &in, &rows, ret_count));                                         \
        struct margin_row *list = arena_many(arena, struct margin_row, *ret_count);                     \
        for (size_t i = 0; i < *ret_count; i++) {                                                       \
            list[i] = (struct margin_row){.id = rows[i].id,                                             \
                                          .charged = {rows[i].charged_minor, rows[i].currency},         \
                                          .commissions = {rows[i].commissions_minor, rows[i].currency}, \
                                          .charges = rows[i].charges,                                   \
                                          .negative = rows[i].negative};                                \
        }                                                                                               \
        *ret_rows = list;                                                                               \
        return RC_OK;                                                                                   \
    } while (0)

enum rc charge_margins(struct db *db, struct arena *arena, const struct margin_question *question,
                       struct margin_row **ret_rows, size_t *ret_count)
{
    switch (question->group) {
    case MARGIN_BY_PROGRAM:
        MARGINS_OF(charge_margin_programs);
    case MARGIN_BY_ADVERTISER:
        MARGINS_OF(charge_margin_advertisers);
    case MARGIN_BY_PARTNER:
        MARGINS_OF(charge_margin_partners);
    }
    return RC_FAULT;
}
