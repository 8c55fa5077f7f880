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

static struct text word(struct text t)
{
    return text_is(t) ? t : TEXT("");
}

static struct sql_commission_sums_in wanted(struct arena *arena, const struct commission_search *search)
{
    return (struct sql_commission_sums_in){.partner_id = search->partner_id,
                                           .program_id = search->program_id,
                                           .status = status_of(search),
                                           .from = bound(search->from, 0),
                                           .to = bound(search->to, INT64_MAX),
                                           .currency = word(search->currency),
                                           .origin = word(search->origin),
                                           .earned_from = bound(search->earned_from, 0),
                                           .earned_to = bound(search->earned_to, INT64_MAX),
                                           .words = db_like(arena, search->words),
                                           .offer_id = search->offer_id,
                                           .link_id = search->link_id,
                                           .country = word(search->country),
                                           .device = search->device.has ? search->device.v : -1,
                                           .is_own = search->is_own_order};
}

enum rc commission_sums(struct db *db, struct arena *arena, const struct commission_search *search,
                        struct commission_sum **ret_list, size_t *ret_count)
{
    struct sql_commission_sums_in in = wanted(arena, search);
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

static enum rc find(struct db *db, struct arena *arena, const struct commission_search *search,
                    const struct commission_slice *slice, struct commission **ret_list, size_t *ret_count)
{
    struct sql_commission_sums_in in = wanted(arena, search);
    struct sql_commission_search_in page = {.partner_id = in.partner_id,
                                            .program_id = in.program_id,
                                            .status = in.status,
                                            .from = in.from,
                                            .to = in.to,
                                            .currency = in.currency,
                                            .origin = in.origin,
                                            .earned_from = in.earned_from,
                                            .earned_to = in.earned_to,
                                            .words = in.words,
                                            .is_own = in.is_own,
                                            .offer_id = in.offer_id,
                                            .link_id = in.link_id,
                                            .country = in.country,
                                            .device = in.device,
                                            .after_id = slice->after,
                                            .limit = (int64_t)slice->limit,
                                            .sort = (int64_t)slice->sort,
                                            .is_down = slice->is_down};
    struct sql_commission_search_row *rows;
    TRY(sql_commission_search(db, arena, &page, &rows, ret_count));
    struct commission *list = arena_many(arena, struct commission, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(commission_get(db, arena, rows[i].id, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}

// The newest first and nothing looked for: that is the order of the table's key, which needs no sorting.
enum rc commission_search(struct db *db, struct arena *arena, const struct commission_search *search,
                          const struct commission_slice *slice, struct commission **ret_list, size_t *ret_count)
{
    bool is_plain = slice->sort == COMMISSION_BY_AGE && slice->is_down && instant_is_none(search->from) &&
                    instant_is_none(search->to) && instant_is_none(search->earned_from) &&
                    instant_is_none(search->earned_to) && text_is_empty(search->currency) &&
                    text_is_empty(search->origin) && text_is_empty(search->words) && search->offer_id.v == 0 &&
                    search->link_id.v == 0 && text_is_empty(search->country) && !search->device.has;
    if (!is_plain) {
        return find(db, arena, search, slice, ret_list, ret_count);
    }
    struct commission_filter filter = {.partner_id = search->partner_id,
                                       .program_id = search->program_id,
                                       .has_status = search->has_status,
                                       .status = search->status,
                                       .before = slice->after,
                                       .limit = slice->limit};
    return commission_list(db, arena, &filter, ret_list, ret_count);
}

enum rc commission_earned(struct db *db, struct arena *arena, struct commission_id id, struct instant *ret_at)
{
    struct sql_commission_earned_row row;
    TRY(sql_commission_earned(db, arena, &(struct sql_commission_earned_in){.id = id}, &row));
    *ret_at = row.earned_at;
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
                                        .limit = (int64_t)limit,
                                        .currency = word(search->of.currency),
                                        .origin = word(search->of.origin),
                                        .earned_from = bound(search->of.earned_from, 0),
                                        .earned_to = bound(search->of.earned_to, INT64_MAX),
                                        .words = db_like(arena, search->of.words),
                                        .is_own = search->of.is_own_order};
    struct sql_commission_late_row *rows;
    TRY(sql_commission_late(db, arena, &in, &rows, ret_count));
    struct commission *list = arena_many(arena, struct commission, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        TRY(commission_get(db, arena, rows[i].id, &list[i]));
    }
    *ret_list = list;
    return RC_OK;
}
