// SPDX-License-Identifier: Apache-2.0
// What the parts of a backtest share. One thread reads pages of events, the other derives them:
//   backtest.c        the question, the passes, the report
//   backtest_read.c   pages of events, the plans they were accepted under, recruiters as they are today
//   backtest_work.c   one event: history, facts, derivation by each draft, caps
//   backtest_bonus.c  bonuses of whole periods, booked and by each draft
//   backtest_history, backtest_sum: pure counters
#pragma once

#include "backtest/backtest.h"
#include "backtest/backtest_history.h"
#include "backtest/backtest_sum.h"
#include "commission/commission_backtest_sql.h"
#include "commission/commission_facts.h"

#define BACKTEST_PAGE 4096
#define BACKTEST_STATE_BYTES ((size_t)1 << 31) // a limit, not a need

// The plans of events with the same recorded plans and goal: each draft behind the individual terms, if there were any.
struct backtest_terms {
    struct commission_plans plans[BACKTEST_DRAFTS_MAX];
    struct text key;     // "12,3 sale"
    bool has_recruiters; // recorded as far up as drafts look, and the same way
    bool has_touches;    // or no draft shares
};

struct backtest_chain {
    const struct derive_partner *list;
    size_t count;
};

struct backtest_event {
    struct conversion conversion;
    const struct conversion_item *items;
    size_t item_count;
    const struct backtest_award *booked;
    size_t booked_count;
    const struct backtest_terms *terms; // NULL when nobody is credited
    const struct backtest_chain *chain; // recruiters as they are today; NULL: those recorded
    bool is_inside;                     // of the range that was asked for; else only counted
};

struct backtest_page {
    struct arena *arena;
    struct backtest_event *events;
    size_t count;
};

struct backtest_work {
    struct flow *flow;
    const struct backtest_ask *ask;
    struct backtest_report *report;
    struct arena *state;    // of the thread that reads: plans, chains
    struct arena *counters; // of the thread that derives: history, sums, caps
    struct currency currency;
    int64_t needs; // of all plans together
    bool is_any_item;
    bool is_any_cap;
    bool is_any_forgiven; // refunds after payment
    bool cap_periods[PLAN_PERIOD_COUNT];
    struct backtest_history history;
    struct backtest_sum sum;
    // backtest_read
    struct textmap terms;                        // "12,3 sale" → backtest_terms
    struct textmap individuals;                  // "12" → derive_plan
    struct map64 chains;                         // partner → backtest_chain
    const struct backtest_terms *last_terms;     // of the event before
    int64_t without_recruiters, without_touches; // events
    bool is_matrix_missing;
    int64_t last_day; // of the last event inside
    // backtest_work
    struct arena *scratch;
    struct textmap cap_uses; // → int64_t
    struct fault fault;      // of the thread that derives
};

// ---- reading ----

// Individual terms; and what all plans together look at.
enum rc backtest_plans_read(struct backtest_work *work) MUST_USE;

struct backtest_place { // in the canonical order
    int64_t day;
    struct instant at;
    struct text goal, order_id; // in the work's state
};
// The next page after the place, up to last_day; moves the place. Whole: only what volumes are counted from.
enum rc backtest_page_read(struct backtest_work *work, struct backtest_page *page, struct backtest_place *place,
                           int64_t last_day, bool is_whole) MUST_USE;

// ---- working ----

enum rc backtest_event_take(struct backtest_work *work, const struct backtest_event *event) MUST_USE;
int64_t backtest_month_of(int64_t local_day);

// ---- bonuses ----

// After the last event: bonuses as booked and by each draft.
enum rc backtest_bonuses_take(struct backtest_work *work) MUST_USE;
