// SPDX-License-Identifier: Apache-2.0
// Running counters; see backtest_history.h.
#include "backtest/backtest_history.h"

#include "core/bug.h"
#include "db/db.h"

#define DAY_BITS 17 // days up to 2100 and beyond
#define KIND_BITS 12

struct goal {
    uint64_t number;
    struct text code;
};

void backtest_history_init(struct backtest_history *history, struct arena *arena, int64_t needs)
{
    *history = (struct backtest_history){.arena = arena, .needs = needs, .day = INT64_MIN};
    textmap_init(&history->goals);
    map64_init(&history->slot_index);
    map64_init(&history->whole_index);
    map64_init(&history->sales);
    map64_init(&history->payments);
    map64_init(&history->churns);
}

void backtest_history_release(struct backtest_history *history)
{
    textmap_release(&history->goals);
    map64_release(&history->slot_index);
    map64_release(&history->whole_index);
    map64_release(&history->sales);
    map64_release(&history->payments);
    map64_release(&history->churns);
}

void backtest_history_churn(struct backtest_history *history, struct customer_id customer_id, struct instant at)
{
    map64_put(&history->churns, (uint64_t)customer_id.v, (uint64_t)at.ms);
}

bool backtest_is_counted(const struct conversion *conversion)
{
    return !text_equal(conversion->status, TEXT("rejected")) &&
           (conversion->amount.minor == 0 || conversion->refunded.minor < conversion->amount.minor);
}

static int64_t net_minor(const struct conversion *conversion)
{
    return conversion->amount.minor - conversion->refunded.minor;
}

static const struct goal *goal_of(struct backtest_history *history, struct text code)
{
    struct goal *goal = textmap_get(&history->goals, code);
    if (goal == NULL) {
        goal = arena_one(history->arena, struct goal);
        *goal = (struct goal){.number = history->goals.count, .code = text_copy(history->arena, code)};
        BUG_ON(goal->number >= BACKTEST_GOALS_MAX);
        textmap_put(&history->goals, code, goal);
    }
    return goal;
}

static uint64_t slot_of(struct backtest_history *history, const struct conversion *conversion)
{
    uint64_t key = (uint64_t)conversion->partner_id.v << 12 | goal_of(history, conversion->goal)->number;
    bool is_new;
    uint64_t *slot = map64_slot(&history->slot_index, key, &is_new);
    if (is_new) {
        if (history->slot_count == history->slot_capacity) {
            history->slots =
                db_rows_grow(history->arena, history->slots, sizeof(history->slots[0]), &history->slot_capacity);
        }
        history->slots[history->slot_count] = (struct backtest_slot){.volumes = {{.first_day = 0}}};
        *slot = history->slot_count++;
    }
    return *slot;
}

static bool needs_period(const struct backtest_history *history, int period, bool is_whole)
{
    int64_t bits = NEED_WHOLE(period) | (is_whole ? NEED_BONUS(period) : NEED_VOLUME(period));
    return (history->needs & bits) != 0;
}

// Most events are of the same day as the one before.
static void settle_periods(struct backtest_history *history, int64_t day)
{
    if (history->day == day) {
        return;
    }
    history->day = day;
    for (int period = 0; period < NEED_PERIODS; period++) {
        int64_t last;
        period_days((enum plan_period)period, day, &history->period_first[period], &last);
    }
}

// ---- whole periods ----

static int64_t ordinal(int64_t first_day)
{
    return first_day == INT64_MIN ? 0 : first_day;
}

static uint64_t whole_key(uint64_t slot, uint64_t kind, int64_t first_day)
{
    uint64_t day = (uint64_t)ordinal(first_day) & (((uint64_t)1 << DAY_BITS) - 1);
    return ((slot + 1) << KIND_BITS | kind) << DAY_BITS | day;
}

static struct backtest_whole *whole_at(struct backtest_history *history, uint64_t key, bool *ret_is_new)
{
    uint64_t *index = map64_slot(&history->whole_index, key, ret_is_new);
    if (*ret_is_new) {
        if (history->whole_count == history->whole_capacity) {
            history->wholes =
                db_rows_grow(history->arena, history->wholes, sizeof(history->wholes[0]), &history->whole_capacity);
        }
        *index = history->whole_count++;
    }
    return &history->wholes[*index];
}

static struct backtest_stage *stage_of(struct backtest_history *history, struct backtest_whole *whole, const void *user)
{
    for (size_t i = 0; i < whole->stage_count; i++) {
        if (whole->stages[i].user == user) {
            return &whole->stages[i];
        }
    }
    if (whole->stage_count == whole->stage_capacity) {
        whole->stages = db_rows_grow(history->arena, whole->stages, sizeof(whole->stages[0]), &whole->stage_capacity);
    }
    return &whole->stages[whole->stage_count++];
}

static void count_whole(struct backtest_history *history, const struct conversion *conversion, uint64_t kind,
                        int64_t until_day, const void *user)
{
    bool is_new;
    bool is_until = kind >= NEED_PERIODS;
    int64_t first_day = is_until ? 0 : ordinal(history->period_first[kind]);
    uint64_t key = whole_key(slot_of(history, conversion), kind, first_day);
    struct backtest_whole *whole = whole_at(history, key, &is_new);
    if (is_new) {
        *whole = (struct backtest_whole){.partner_id = conversion->partner_id,
                                         .goal = goal_of(history, conversion->goal)->code,
                                         .period = is_until ? PLAN_UNTIL : (enum plan_period)kind,
                                         .first_day = first_day,
                                         .until_day = until_day};
    }
    if (backtest_is_counted(conversion)) {
        whole->count++;
        whole->sum_minor += net_minor(conversion);
    }
    *stage_of(history, whole, user) = (struct backtest_stage){.user = user,
                                                              .count = whole->count,
                                                              .sum_minor = whole->sum_minor,
                                                              .last_at = conversion->occurred_at,
                                                              .last_received = conversion->received_at,
                                                              .last_day = conversion->local_day};
}

void backtest_history_whole(struct backtest_history *history, const struct conversion *conversion, const void *user)
{
    if (conversion->partner_id.v == 0 || text_equal(conversion->status, TEXT("rejected"))) {
        return;
    }
    settle_periods(history, conversion->local_day);
    for (int period = 0; period < NEED_PERIODS; period++) {
        if (needs_period(history, period, /* is_whole= */ true)) {
            count_whole(history, conversion, (uint64_t)period, 0, user);
        }
    }
    for (size_t i = 0; i < history->until_count; i++) {
        if (conversion->local_day <= history->until_days[i]) {
            count_whole(history, conversion, NEED_PERIODS + i, history->until_days[i], user);
        }
    }
}

// ---- what an event sees ----

static uint64_t payment_key(struct backtest_history *history, const struct conversion *conversion)
{
    return (uint64_t)conversion->customer_id.v << 12 | goal_of(history, conversion->goal)->number;
}

// Payments in the upper half, the first one's day in the lower.
static void see_customer(struct backtest_history *history, const struct conversion *conversion,
                         struct commission_history *seen)
{
    uint64_t sales = 0, payments = 0, churned_at = UINT64_MAX;
    (void)map64_get(&history->sales, (uint64_t)conversion->customer_id.v, &sales);
    (void)map64_get(&history->payments, payment_key(history, conversion), &payments);
    (void)map64_get(&history->churns, (uint64_t)conversion->customer_id.v, &churned_at);
    int64_t first_day = (int64_t)(payments & UINT32_MAX);
    seen->is_customer_known = true;
    seen->is_customer_new = sales == 0;
    seen->payment_number = (int)(payments >> 32) + 1;
    seen->month_number = payments == 0 ? 1 : (int)months_between(first_day, conversion->local_day) + 1;
    seen->is_churned = (uint64_t)conversion->occurred_at.ms >= churned_at;
}

static struct derive_volume see_volume(struct backtest_history *history, const struct conversion *conversion,
                                       uint64_t slot, int period)
{
    const struct backtest_volume *volume = &history->slots[slot].volumes[period];
    bool is_same = volume->first_day == history->period_first[period];
    struct currency currency = conversion->amount.currency;
    struct derive_volume seen = {.goal = conversion->goal,
                                 .period = (enum plan_period)period,
                                 .count_before = is_same ? volume->count : 0,
                                 .sum_before = {.minor = is_same ? volume->sum_minor : 0, .currency = currency},
                                 .sum_all = money_zero(currency)};
    if ((history->needs & NEED_WHOLE(period)) != 0) {
        uint64_t index = 0;
        uint64_t key = whole_key(slot, (uint64_t)period, history->period_first[period]);
        bool is_there = map64_get(&history->whole_index, key, &index);
        seen.count_all = is_there ? history->wholes[index].count : 0;
        seen.sum_all.minor = is_there ? history->wholes[index].sum_minor : 0;
    } else {
        bool is_counted = backtest_is_counted(conversion);
        seen.count_all = seen.count_before + (is_counted ? 1 : 0);
        seen.sum_all.minor = seen.sum_before.minor + (is_counted ? net_minor(conversion) : 0);
    }
    return seen;
}

void backtest_history_read(struct backtest_history *history, struct arena *arena, const struct conversion *conversion,
                           struct commission_history *ret_history)
{
    *ret_history = (struct commission_history){.volume_count = 0};
    if ((history->needs & NEED_CUSTOMER) != 0 && conversion->customer_id.v != 0) {
        see_customer(history, conversion, ret_history);
    }
    if ((history->needs & (NEED_BEFORE_MASK | NEED_WHOLE_MASK)) == 0) {
        return;
    }
    settle_periods(history, conversion->local_day);
    uint64_t slot = slot_of(history, conversion);
    ret_history->volumes = arena_many(arena, struct derive_volume, NEED_PERIODS);
    for (int period = 0; period < NEED_PERIODS; period++) {
        if (needs_period(history, period, /* is_whole= */ false)) {
            ret_history->volumes[ret_history->volume_count++] = see_volume(history, conversion, slot, period);
        }
    }
}

static void add_customer(struct backtest_history *history, const struct conversion *conversion)
{
    bool is_new;
    if (text_equal(conversion->goal_kind, TEXT("sale"))) {
        (*map64_slot(&history->sales, (uint64_t)conversion->customer_id.v, &is_new))++;
    }
    uint64_t *payments = map64_slot(&history->payments, payment_key(history, conversion), &is_new);
    uint64_t first_day = is_new ? (uint64_t)conversion->local_day & UINT32_MAX : *payments & UINT32_MAX;
    *payments = ((*payments >> 32) + 1) << 32 | first_day;
}

void backtest_history_add(struct backtest_history *history, const struct conversion *conversion)
{
    if (!backtest_is_counted(conversion)) {
        return;
    }
    if ((history->needs & NEED_CUSTOMER) != 0 && conversion->customer_id.v != 0) {
        add_customer(history, conversion);
    }
    if ((history->needs & (NEED_BEFORE_MASK | NEED_WHOLE_MASK)) == 0 || conversion->partner_id.v == 0) {
        return;
    }
    settle_periods(history, conversion->local_day);
    uint64_t index = slot_of(history, conversion); // may move the slots
    struct backtest_slot *slot = &history->slots[index];
    for (int period = 0; period < NEED_PERIODS; period++) {
        struct backtest_volume *volume = &slot->volumes[period];
        if (volume->first_day != history->period_first[period]) {
            *volume = (struct backtest_volume){.first_day = history->period_first[period]};
        }
        volume->count++;
        volume->sum_minor += net_minor(conversion);
    }
}
