// SPDX-License-Identifier: Apache-2.0
// What is overdue; see payout_late.h.
#include "payout/payout_late.h"

#define PAGE 200

// The first instant that is not late any more: what lies before it, in a period whose promised day has passed, may be.
static struct instant late_before(const struct payout_calendar *calendar, bool is_payment)
{
    int64_t today = day_number(zone_local(calendar->zone, calendar->now));
    int64_t day = today;
    for (;;) {
        struct payout_dates dates = payout_dates_of(&calendar->policy.schedule, day);
        if ((is_payment ? dates.paid_by : dates.decided_by) < today) {
            break;
        }
        day--; // at most a year and a month
    }
    return zone_instant_of_local(calendar->zone, (struct instant){.ms = (day + 1) * DAY_MS});
}

enum rc payout_late_list(struct flow *flow, struct payout_calendar *calendar,
                         const struct payout_late_question *question, struct commission **ret_list, size_t *ret_count)
{
    struct commission_late_search late = {.of = question->search,
                                          .due_before = late_before(calendar, /* is_payment= */ true),
                                          .made_before = late_before(calendar, /* is_payment= */ false)};
    struct commission *list = arena_many(flow->arena, struct commission, question->limit);
    size_t count = 0;
    size_t seen = PAGE;
    struct commission_id before = question->before;
    while (count < question->limit && seen == PAGE) {
        struct commission *rows = NULL;
        TRY(flow_stored(flow, commission_late(flow->db, flow->arena, &late, before, PAGE, &rows, &seen)));
        for (size_t i = 0; i < seen && count < question->limit; i++) {
            struct payout_promised promised;
            TRY(payout_promise_find(flow, calendar, &rows[i], &promised));
            list[count] = rows[i];
            count += promised.is_overdue ? 1 : 0;
            before = rows[i].id;
        }
    }
    *ret_list = list;
    *ret_count = count;
    return RC_OK;
}

enum rc payout_late_count(struct flow *flow, int64_t *ret_count)
{
    static const struct commission_search all = {
        .from = INSTANT_NONE, .to = INSTANT_NONE, .earned_from = INSTANT_NONE, .earned_to = INSTANT_NONE};
    AUTO_PAYOUT_CALENDAR calendar = {0};
    struct commission_late_search late = {.of = all};
    struct commission *rows = NULL;
    size_t count = 0;
    *ret_count = 0;
    TRY(payout_calendar_open(flow, &calendar));
    late.due_before = late_before(&calendar, /* is_payment= */ true);
    late.made_before = late_before(&calendar, /* is_payment= */ false);
    TRY(flow_stored(flow, commission_late(flow->db, flow->arena, &late, (struct commission_id){0},
                                          PAYOUT_LATE_LOOKED_AT, &rows, &count)));
    for (size_t i = 0; i < count; i++) {
        struct payout_promised promised;
        TRY(payout_promise_find(flow, &calendar, &rows[i], &promised));
        *ret_count += promised.is_overdue ? 1 : 0;
    }
    return RC_OK;
}
