// SPDX-License-Identifier: Apache-2.0
// Storage of the terms of payouts; see payout_terms.h.
#include "payout/payout_terms.h"

#include "payout/payout_terms_sql.h"

enum rc payout_policy_get(struct db *db, struct arena *arena, struct payout_policy *ret_policy)
{
    struct sql_payout_policy_get_row row;
    enum rc rc = sql_payout_policy_get(db, arena, &row);
    if (rc == RC_NOT_FOUND) {
        *ret_policy = (struct payout_policy){.schedule = PAYOUT_SCHEDULE_DEFAULT};
        return RC_OK;
    }
    TRY(rc);
    *ret_policy = (struct payout_policy){
        .schedule = {.decide_day = row.decide_day, .pay_day = row.pay_day, .pay_months = row.pay_months},
        .is_details_required = row.details_required,
        .is_tax_profile_required = row.tax_profile_required,
    };
    return RC_OK;
}

enum rc payout_policy_set(struct db *db, const struct payout_policy *policy, struct instant now)
{
    struct sql_payout_policy_set_in in = {
        .decide_day = policy->schedule.decide_day,
        .pay_day = policy->schedule.pay_day,
        .pay_months = policy->schedule.pay_months,
        .details_required = policy->is_details_required,
        .tax_profile_required = policy->is_tax_profile_required,
        .changed_at = now,
    };
    return sql_payout_policy_set(db, &in, NULL);
}

static struct payout_limit limit_of(struct partner_id partner_id, struct currency currency, int64_t minimum,
                                    struct opt_int64 second_person)
{
    return (struct payout_limit){.partner_id = partner_id,
                                 .minimum = {.minor = minimum, .currency = currency},
                                 .has_second_person = second_person.has,
                                 .second_person = {.minor = second_person.v, .currency = currency}};
}

enum rc payout_limit_get(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                         struct payout_limit *ret_limit)
{
    struct sql_payout_limit_get_in in = {.partner_id = partner_id, .currency = currency};
    struct sql_payout_limit_get_row row;
    TRY(sql_payout_limit_get(db, arena, &in, &row));
    *ret_limit = limit_of(partner_id, currency, row.minimum_minor, row.second_person_minor);
    return RC_OK;
}

enum rc payout_limit_set(struct db *db, const struct payout_limit *limit)
{
    struct sql_payout_limit_set_in in = {
        .partner_id = limit->partner_id,
        .currency = limit->minimum.currency,
        .minimum_minor = limit->minimum.minor,
        .second_person_minor = {.has = limit->has_second_person, .v = limit->second_person.minor},
    };
    return sql_payout_limit_set(db, &in, NULL);
}

enum rc payout_limit_list(struct db *db, struct arena *arena, struct partner_id partner_id,
                          struct payout_limit **ret_list, size_t *ret_count)
{
    struct sql_payout_limit_list_row *rows;
    struct sql_payout_limit_list_in in = {.partner_id = partner_id};
    TRY(sql_payout_limit_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct payout_limit, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = limit_of(partner_id, rows[i].currency, rows[i].minimum_minor, rows[i].second_person_minor);
    }
    return RC_OK;
}

enum rc payout_terms_get(struct db *db, struct arena *arena, struct partner_id partner_id,
                         struct payout_terms *ret_terms)
{
    struct sql_payout_terms_get_row row;
    *ret_terms = (struct payout_terms){.partner_id = partner_id, .hold_reason = TEXT_NONE};
    enum rc rc = sql_payout_terms_get(db, arena, &(struct sql_payout_terms_get_in){.partner_id = partner_id}, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(rc);
    ret_terms->is_on_request = text_equal(row.mode, TEXT("request"));
    ret_terms->hold_reason = row.hold_reason;
    ret_terms->has_tax_profile = row.has_tax_profile;
    return RC_OK;
}

enum rc payout_terms_set(struct db *db, const struct payout_terms *terms, struct instant now)
{
    struct sql_payout_terms_set_in in = {
        .partner_id = terms->partner_id,
        .mode = terms->is_on_request ? TEXT("request") : TEXT("cycle"),
        .hold_reason = terms->hold_reason,
        .has_tax_profile = terms->has_tax_profile,
        .changed_at = now,
    };
    return sql_payout_terms_set(db, &in, NULL);
}

#define WITHDRAWAL_OF(row)                                                                    \
    ((struct withdrawal){.id = (row).id,                                                      \
                         .partner_id = (row).partner_id,                                      \
                         .amount = {.minor = (row).amount_minor, .currency = (row).currency}, \
                         .status = (row).status,                                              \
                         .reason = (row).reason,                                              \
                         .requested_by = (row).requested_by,                                  \
                         .requested_at = (row).requested_at,                                  \
                         .closed_at = (row).closed_at,                                        \
                         .item_id = (row).item_id})

enum rc payout_wait_get(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                        struct instant *ret_waited_at)
{
    struct sql_payout_wait_get_in in = {.partner_id = partner_id, .currency = currency};
    struct sql_payout_wait_get_row row = {.waited_at = INSTANT_NONE};
    enum rc rc = sql_payout_wait_get(db, arena, &in, &row);
    *ret_waited_at = rc == RC_OK ? row.waited_at : INSTANT_NONE;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc payout_wait_set(struct db *db, struct partner_id partner_id, struct currency currency, struct instant waited_at)
{
    struct sql_payout_wait_set_in in = {.partner_id = partner_id, .currency = currency, .waited_at = waited_at};
    return sql_payout_wait_set(db, &in, NULL);
}

enum rc withdrawal_insert(struct db *db, struct arena *arena, const struct withdrawal *withdrawal,
                          struct withdrawal_id *ret_id)
{
    struct sql_withdrawal_insert_in in = {
        .partner_id = withdrawal->partner_id,
        .currency = withdrawal->amount.currency,
        .amount_minor = withdrawal->amount.minor,
        .requested_by = withdrawal->requested_by,
        .requested_at = withdrawal->requested_at,
    };
    struct sql_withdrawal_insert_row row;
    enum rc rc = sql_withdrawal_insert(db, arena, &in, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_CONFLICT;
    }
    TRY(rc);
    *ret_id = row.id;
    return RC_OK;
}

enum rc withdrawal_close(struct db *db, const struct withdrawal *withdrawal)
{
    struct sql_withdrawal_close_in in = {
        .id = withdrawal->id,
        .status = withdrawal->status,
        .reason = withdrawal->reason,
        .closed_at = withdrawal->closed_at,
        .item_id = withdrawal->item_id,
    };
    int64_t changed = 0;
    TRY(sql_withdrawal_close(db, &in, &changed));
    return changed == 1 ? RC_OK : RC_CONFLICT;
}

enum rc withdrawal_get(struct db *db, struct arena *arena, struct withdrawal_id id, struct withdrawal *ret_withdrawal)
{
    struct sql_withdrawal_get_row row;
    TRY(sql_withdrawal_get(db, arena, &(struct sql_withdrawal_get_in){.id = id}, &row));
    *ret_withdrawal = WITHDRAWAL_OF(row);
    return RC_OK;
}

enum rc withdrawal_find_open(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                             struct withdrawal *ret_withdrawal)
{
    struct sql_withdrawal_find_open_in in = {.partner_id = partner_id, .currency = currency};
    struct sql_withdrawal_find_open_row row;
    TRY(sql_withdrawal_find_open(db, arena, &in, &row));
    *ret_withdrawal = WITHDRAWAL_OF(row);
    return RC_OK;
}

enum rc withdrawal_list(struct db *db, struct arena *arena, const struct withdrawal_filter *filter,
                        struct withdrawal **ret_list, size_t *ret_count)
{
    struct sql_withdrawal_list_in in = {
        .partner_id = filter->partner_id,
        .status = text_is(filter->status) ? filter->status : TEXT(""),
        .before_id = filter->before_id != 0 ? filter->before_id : INT64_MAX,
        .limit = filter->limit,
    };
    struct sql_withdrawal_list_row *rows;
    TRY(sql_withdrawal_list(db, arena, &in, &rows, ret_count));
    *ret_list = arena_many(arena, struct withdrawal, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret_list)[i] = WITHDRAWAL_OF(rows[i]);
    }
    return RC_OK;
}

enum rc withdrawal_search(struct db *db, struct arena *arena, const struct withdrawal_search *search,
                          struct withdrawal **ret_list, size_t *ret_count)
{
    struct sql_withdrawal_search_in in = {
        .status = text_is(search->status) ? search->status : TEXT(""),
        .words = db_like(arena, search->words),
        .sort = (int64_t)search->sort,
        .is_down = search->is_down,
        .after_id = search->after,
        .limit = search->limit,
    };
    struct sql_withdrawal_search_row *rows;
    TRY(sql_withdrawal_search(db, arena, &in, &rows, ret_count));
    struct withdrawal *list = arena_many(arena, struct withdrawal, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = WITHDRAWAL_OF(rows[i]);
    }
    *ret_list = list;
    return RC_OK;
}
