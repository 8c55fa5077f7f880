// SPDX-License-Identifier: Apache-2.0
// Storage of settlement terms; see settlement.h.
#include "settlement/settlement.h"

#include "core/bug.h"
#include "settlement/settlement_sql.h"

static const char *const modes[SETTLEMENT_MODE_COUNT] = {
    [SETTLEMENT_IN_HOUSE] = "in_house",
    [SETTLEMENT_NETWORK] = "network",
};

const char *settlement_mode_text(enum settlement_mode mode)
{
    BUG_ON((size_t)mode >= SETTLEMENT_MODE_COUNT);
    return modes[mode];
}

bool settlement_mode_parse(struct text t, enum settlement_mode *ret_mode)
{
    for (size_t i = 0; i < SETTLEMENT_MODE_COUNT; i++) {
        if (text_equal(t, text_of(modes[i]))) {
            *ret_mode = (enum settlement_mode)i;
            return true;
        }
    }
    return false;
}

struct settlement_terms settlement_terms_none(struct program_id program_id, struct currency currency)
{
    return (struct settlement_terms){.program_id = program_id,
                                     .mode = SETTLEMENT_IN_HOUSE,
                                     .charge = {.basis = CHARGE_NONE, .fixed = money_zero(currency)},
                                     .effective_at = {.ms = INSTANT_MIN_MS},
                                     .created_at = {.ms = INSTANT_MIN_MS}};
}

// The rows of all statements have the same members. False for words that this program does not write.
#define TERMS_READ(row, currency_, ret)                                                                             \
    (*(ret) = (struct settlement_terms){.id = (row).id,                                                             \
                                        .program_id = (row).program_id,                                             \
                                        .charge = {.number = (row).number,                                          \
                                                   .rate = {.ppm = (row).rate_ppm},                                 \
                                                   .fixed = {.minor = (row).fixed_minor, .currency = (currency_)}}, \
                                        .penalty_times = (row).penalty_times,                                       \
                                        .penalty_after_days = (row).penalty_after_days,                             \
                                        .effective_at = (row).effective_at,                                         \
                                        .created_at = (row).created_at},                                            \
     settlement_mode_parse((row).mode, &(ret)->mode) && charge_basis_parse((row).basis, &(ret)->charge.basis))

enum rc settlement_terms_get(struct db *db, struct arena *arena, struct settlement_id id, struct currency currency,
                             struct settlement_terms *ret_terms)
{
    struct sql_settlement_terms_get_row row;
    TRY(sql_settlement_terms_get(db, arena, &(struct sql_settlement_terms_get_in){.id = id}, &row));
    return TERMS_READ(row, currency, ret_terms) ? RC_OK : RC_FAULT;
}

enum rc settlement_terms_in_force(struct db *db, struct arena *arena, const struct settlement_question *question,
                                  struct settlement_terms *ret_terms)
{
    struct instant end = {.ms = INT64_MAX};
    struct sql_settlement_terms_in_force_in in = {
        .program_id = question->program_id,
        .at = question->at,
        .known_at = instant_is_none(question->known_at) ? end : question->known_at,
    };
    struct sql_settlement_terms_in_force_row row;
    enum rc rc = sql_settlement_terms_in_force(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        *ret_terms = settlement_terms_none(question->program_id, question->currency);
        return RC_OK;
    }
    TRY(rc);
    return TERMS_READ(row, question->currency, ret_terms) ? RC_OK : RC_FAULT;
}

enum rc settlement_terms_list(struct db *db, struct arena *arena, const struct settlement_terms *before, int64_t limit,
                              struct settlement_terms **ret_list, size_t *ret_count)
{
    struct sql_settlement_terms_list_in in = {.program_id = before->program_id,
                                              .before_id = before->id.v == 0 ? INT64_MAX : before->id.v,
                                              .limit_count = limit};
    struct sql_settlement_terms_list_row *rows;
    TRY(sql_settlement_terms_list(db, arena, &in, &rows, ret_count));
    struct settlement_terms *list = arena_many(arena, struct settlement_terms, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        if (!TERMS_READ(rows[i], before->charge.fixed.currency, &list[i])) {
            return RC_FAULT;
        }
    }
    *ret_list = list;
    return RC_OK;
}

enum rc settlement_terms_insert(struct db *db, struct arena *arena, struct settlement_terms *terms)
{
    struct sql_settlement_terms_insert_in in = {
        .program_id = terms->program_id,
        .mode = text_of(settlement_mode_text(terms->mode)),
        .basis = text_of(charge_basis_text(terms->charge.basis)),
        .rate_ppm = terms->charge.rate.ppm,
        .fixed_minor = terms->charge.fixed.minor,
        .penalty_times = terms->penalty_times,
        .penalty_after_days = terms->penalty_after_days,
        .effective_at = terms->effective_at,
        .created_at = terms->created_at,
    };
    struct sql_settlement_terms_insert_row row;
    TRY(sql_settlement_terms_insert(db, arena, &in, &row));
    terms->id = row.id;
    terms->charge.number = row.number;
    return RC_OK;
}

enum rc settlement_is_used(struct db *db, struct arena *arena, struct program_id program_id, bool *ret_is)
{
    struct sql_settlement_use_row row;
    TRY(sql_settlement_use(db, arena, &(struct sql_settlement_use_in){.program_id = program_id}, &row));
    *ret_is = row.is_used;
    return RC_OK;
}
