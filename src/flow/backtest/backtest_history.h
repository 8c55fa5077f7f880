// SPDX-License-Identifier: Apache-2.0
// The history of a derivation (commission_history.h) from running counters instead of queries: events are told in
// their canonical order. Without database or clock.
#pragma once

#include "commission/commission_history.h"
#include "core/map.h"

#define BACKTEST_UNTIL_MAX 1000 // distinct days that bonuses "until DATE" end on
#define BACKTEST_GOALS_MAX 4095

struct backtest_volume {
    int64_t first_day, count, sum_minor; // of the period that was counted last
};
struct backtest_slot { // one partner's one goal
    struct backtest_volume volumes[NEED_PERIODS];
};
// How far a whole period was up to the last event of one user (of the plans that it was accepted under).
struct backtest_stage {
    const void *user;
    int64_t count, sum_minor;
    struct instant last_at, last_received; // of that event, counted or not
    int64_t last_day;
};
// What a partner's goal has reached in a whole period: for tiers for all, and bonuses.
struct backtest_whole {
    struct partner_id partner_id;
    struct text goal;
    enum plan_period period;
    int64_t first_day; // 0 of PLAN_ALL_TIME and PLAN_UNTIL
    int64_t until_day; // of PLAN_UNTIL
    int64_t count, sum_minor;
    struct backtest_stage *stages; // in the order of the users' first events
    size_t stage_count, stage_capacity;
};

struct backtest_history {
    struct arena *arena;
    int64_t needs; // NEED_… of all plans together
    int64_t until_days[BACKTEST_UNTIL_MAX];
    size_t until_count;
    int64_t day; // whose periods these are
    int64_t period_first[NEED_PERIODS];
    struct textmap goals;
    struct map64 slot_index;
    struct backtest_slot *slots;
    size_t slot_count, slot_capacity;
    struct map64 whole_index;
    struct backtest_whole *wholes;
    size_t whole_count, whole_capacity;
    struct map64 sales, payments, churns; // of customers
};

// until_days are set by the caller afterwards.
void backtest_history_init(struct backtest_history *history, struct arena *arena, int64_t needs);
void backtest_history_release(struct backtest_history *history);
// A customer who left, at this instant for the first time.
void backtest_history_churn(struct backtest_history *history, struct customer_id customer_id, struct instant at);
// Whether an event counts in volumes and payments: not rejected, and not refunded whole.
bool backtest_is_counted(const struct conversion *conversion);
// Counts an event in the whole periods it lies in. All events are told before the first is asked for.
void backtest_history_whole(struct backtest_history *history, const struct conversion *conversion, const void *user);
// What the event sees, without caps: the same as commission_history_read finds for the same needs. But where no plan
// looks at whole periods the whole is the volume up to the event, which nothing looks at.
void backtest_history_read(struct backtest_history *history, struct arena *arena, const struct conversion *conversion,
                           struct commission_history *ret_history);
// Counts the event for those that follow.
void backtest_history_add(struct backtest_history *history, const struct conversion *conversion);
