// SPDX-License-Identifier: Apache-2.0
// Sums; see commission_owed.h.
#include "commission/commission_owed.h"

#include "commission/commission_owed_sql.h"

enum rc commission_owed(struct db *db, struct arena *arena, const struct instant ends[COMMISSION_OWED_MONTHS],
                        struct commission_owed **ret_list, size_t *ret_count)
{
    struct sql_commission_owed_in in = {.end_1 = ends[0], .end_2 = ends[1], .end_3 = ends[2], .end_4 = ends[3]};
    struct sql_commission_owed_row *rows;
    TRY(sql_commission_owed(db, arena, &in, &rows, ret_count));
    struct commission_owed *list = arena_many(arena, struct commission_owed, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct commission_owed){.currency = rows[i].currency,
                                           .month = rows[i].month,
                                           .pending_minor = rows[i].pending_minor,
                                           .available_minor = rows[i].available_minor,
                                           .in_payout_minor = rows[i].in_payout_minor};
    }
    *ret_list = list;
    return RC_OK;
}

static struct text status_of(const struct commission_search *search)
{
    return search->has_status ? text_of(commission_status_text(search->status)) : TEXT("");
}

static struct instant bound(struct instant at, int64_t without)
{
    return instant_is_none(at) ? (struct instant){without} : at;
}

enum rc commission_sums(struct db *db, struct arena *arena, const struct commission_search *search,
                        struct commission_sum **ret_list, size_t *ret_count)
{
    struct sql_commission_sums_in in = {.partner_id = search->partner_id,
                                        .program_id = search->program_id,
                                        .status = status_of(search),
                                        .from = bound(search->from, 0),
                                        .to = bound(search->to, INT64_MAX)};
    struct sql_commission_sums_row *rows;
    TRY(sql_commission_sums(db, arena, &in, &rows, ret_count));
    struct commission_sum *list = arena_many(arena, struct commission_sum, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct commission_sum){.currency = rows[i].currency,
                                          .commissions = rows[i].commissions,
                                          .amount = {rows[i].amount_minor, rows[i].currency}};
        if (!commission_status_parse(rows[i].status, &list[i].status)) {
            return RC_FAULT;
        }
    }
    *ret_list = list;
    return RC_OK;
}

enum rc commission_search(struct db *db, struct arena *arena, const struct commission_search *search,
                          struct commission_id before, size_t limit, struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_search_in in = {.before_id = {.v = before.v != 0 ? before.v : INT64_MAX},
                                          .partner_id = search->partner_id,
                                          .program_id = search->program_id,
                                          .status = status_of(search),
                                          .from = bound(search->from, 0),
                                          .to = bound(search->to, INT64_MAX),
                                          .limit = (int64_t)limit};
    struct sql_commission_search_row *rows;
    TRY(sql_commission_search(db, arena, &in, &rows, ret_count));
    struct commission *list = arena_many(arena, struct commission, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(commission_get(db, arena, rows[i].id, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}

enum rc commission_late(struct db *db, struct arena *arena, const struct commission_late_search *search,
                        struct commission_id before, size_t limit, struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_late_in in = {.before_id = {.v = before.v != 0 ? before.v : INT64_MAX},
                                        .partner_id = search->of.partner_id,
                                        .program_id = search->of.program_id,
                                        .from = bound(search->of.from, 0),
                                        .to = bound(search->of.to, INT64_MAX),
                                        .due_before = search->due_before,
                                        .made_before = search->made_before,
                                        .limit = (int64_t)limit};
    struct sql_commission_late_row *rows;
    TRY(sql_commission_late(db, arena, &in, &rows, ret_count));
    struct commission *list = arena_many(arena, struct commission, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(commission_get(db, arena, rows[i].id, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}
