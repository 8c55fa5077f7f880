// SPDX-License-Identifier: Apache-2.0
// Refunds as they came in; see refund_feed.h.
#include "conversion/refund_feed.h"

#include "conversion/conversion_sql.h"
#include "conversion/refund_feed_sql.h"

enum rc refund_feed(struct db *db, struct arena *arena, struct refund_id before, int64_t limit,
                    struct refund_row **ret_list, size_t *ret_count)
{
    struct sql_refund_feed_in in = {.before_id = {before.v == 0 ? INT64_MAX : before.v}, .limit = limit};
    struct sql_refund_feed_row *rows;
    TRY(sql_refund_feed(db, arena, &in, &rows, ret_count));
    struct refund_row *list = arena_many(arena, struct refund_row, *ret_count);
    for (size_t i = 0; i < *ret_count; i++) {
        list[i] = (struct refund_row){.id = rows[i].id,
                                      .conversion_id = rows[i].conversion_id,
                                      .order_id = rows[i].order_id,
                                      .partner_id = rows[i].partner_id,
                                      .program_id = rows[i].program_id,
                                      .amount = {rows[i].amount_minor, rows[i].currency},
                                      .order = {rows[i].order_minor, rows[i].currency},
                                      .occurred_at = rows[i].occurred_at,
                                      .received_at = rows[i].received_at};
    }
    *ret_list = list;
    return RC_OK;
}

enum rc conversion_happenings(struct db *db, struct arena *arena, struct conversion_id id, struct currency currency,
                              struct conversion_happening **ret_list, size_t *ret_count)
{
    struct sql_conversion_decisions_row *decisions;
    struct sql_refund_list_row *refunds;
    size_t decision_count = 0;
    size_t refund_count = 0;
    TRY(sql_conversion_decisions(db, arena, &(struct sql_conversion_decisions_in){.conversion_id = id}, &decisions,
                                 &decision_count));
    TRY(sql_refund_list(db, arena, &(struct sql_refund_list_in){.conversion_id = id}, &refunds, &refund_count));
    struct conversion_happening *list = arena_many(arena, struct conversion_happening, decision_count + refund_count);
    size_t d = 0;
    size_t r = 0;
    while (d < decision_count || r < refund_count) {
        bool is_refund =
            d == decision_count || (r < refund_count && refunds[r].received_at.ms < decisions[d].decided_at.ms);
        if (is_refund) {
            list[d + r] = (struct conversion_happening){.is_refund = true,
                                                        .is_reversal = refunds[r].is_reversal,
                                                        .refunded = {refunds[r].amount_minor, currency},
                                                        .at = refunds[r].received_at};
            r++;
        } else {
            list[d + r] = (struct conversion_happening){.status = decisions[d].status,
                                                        .reason = decisions[d].reason,
                                                        .actor = decisions[d].actor,
                                                        .at = decisions[d].decided_at};
            d++;
        }
    }
    *ret_list = list;
    *ret_count = decision_count + refund_count;
    return RC_OK;
}
