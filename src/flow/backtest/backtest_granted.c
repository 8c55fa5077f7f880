// SPDX-License-Identifier: Apache-2.0
// What is no event's, bonuses and clicks, by partner and month: as booked, and by each draft.
#include <stdlib.h>

#include "backtest/backtest_private.h"

static int compare_granted(const void *a, const void *b)
{
    const struct backtest_granted *x = a, *y = b;
    if (x->award.partner_id.v != y->award.partner_id.v) {
        return x->award.partner_id.v < y->award.partner_id.v ? -1 : 1;
    }
    if (x->month != y->month) {
        return x->month < y->month ? -1 : 1;
    }
    if (x->draft != y->draft) {
        return x->draft < y->draft ? -1 : 1;
    }
    return x->award.line < y->award.line ? -1 : x->award.line > y->award.line;
}

// What one partner has of one month is one outcome, so that what stays the same is no change.
static void add_group(struct backtest_work *work, const struct backtest_granted *list, size_t count,
                      enum backtest_kind kind)
{
    struct backtest_award *awards = arena_many(work->scratch, struct backtest_award, count);
    struct backtest_outcome outcome = {.month = list[0].month, .kind = kind};
    for (size_t i = 0; i < count; i++) {
        awards[i] = list[i].award;
        if (list[i].draft == BACKTEST_BOOKED) {
            outcome.booked = outcome.booked_count == 0 ? &awards[i] : outcome.booked;
            outcome.booked_count++;
        } else {
            size_t d = list[i].draft;
            outcome.drafts[d] = outcome.draft_award_counts[d] == 0 ? &awards[i] : outcome.drafts[d];
            outcome.draft_award_counts[d]++;
        }
    }
    backtest_sum_add(&work->sum, &outcome);
}

void backtest_granted_sum(struct backtest_work *work, struct backtest_granted *list, size_t count,
                          enum backtest_kind kind)
{
    if (count > 0) {
        qsort(list, count, sizeof(list[0]), compare_granted);
    }
    arena_reset(work->scratch);
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && list[end].month == list[i].month &&
               list[end].award.partner_id.v == list[i].award.partner_id.v) {
            end++;
        }
        add_group(work, &list[i], end - i, kind);
        i = end;
    }
}
