// SPDX-License-Identifier: Apache-2.0
// Refunds as they came in; see refund_feed.h.
#include "conversion/refund_feed.h"

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
