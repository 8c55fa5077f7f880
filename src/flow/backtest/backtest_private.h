// SPDX-License-Identifier: Apache-2.0
// What the parts of a backtest share. Two threads take turns at pages of events: each reads one, waits until the events
// before it were counted, counts its own (the history is in the canonical order therefore, whoever reads what), and
// derives them while the other goes on. What a thread adds up is added together at the end: sums do not mind the order.
//   backtest.c          the question, the passes, the report
//   backtest_threads.c  who reads which page, whose turn it is
//   backtest_read.c     a page of events
//   backtest_terms.c    the plans that events were accepted under, recruiters as they are today
//   backtest_work.c     one event: history, facts, derivation by each draft, caps
//   backtest_bonus.c    bonuses of whole periods, booked and by each draft
//   backtest_clicks.c   clicks and impressions, booked and by each draft
//   backtest_granted.c  both by partner and month
//   backtest_history, backtest_sum: pure counters
#pragma once

#include "backtest/backtest.h"
#include "backtest/backtest_history.h"
#include "backtest/backtest_sum.h"
#include "commission/commission_backtest_sql.h"
#include "commission/commission_facts.h"
#include "thread/thread.h"

#define BACKTEST_THREADS 2
#define BACKTEST_PAGE 4096 // events; more only where they are of one instant
#define BACKTEST_RECENT 4
#define BACKTEST_STATE_BYTES ((size_t)1 << 31) // a limit, not a need

// The plans of events with the same recorded plans and goal: each draft behind the individual terms, if there were any.
struct backtest_terms {
    struct commission_plans plans[BACKTEST_DRAFTS_MAX];
    struct text plan_ids, goal;
    bool has_recruiters; // recorded as far up as drafts look, and the same way
    bool has_touches;    // or no draft shares
};

struct backtest_chain {
    const struct derive_partner *list;
    size_t count;
};

struct backtest_event {
    struct conversion conversion;
    const struct conversion_facts *facts;
    struct commission_history history;
    const struct conversion_item *items;
    size_t item_count;
    const struct backtest_award *booked;
    size_t booked_count;
    const struct backtest_terms *terms; // NULL when nobody is credited
    const struct backtest_chain *chain; // recruiters as they are today; NULL: those recorded
    bool is_inside;                     // of the range that was asked for; else only counted
};

// The events after one instant of a day, up to another, inclusive.
struct backtest_span {
    int64_t number; // from 0, in the canonical order
    int64_t after_day, upto_day;
    struct instant after_at, upto_at;
};

// A connection; two threads that share one read in turn.
struct backtest_source {
    struct db *db;
    struct lock lock;
};

struct backtest_work;
// What each thread has of its own.
struct backtest_worker {
    struct backtest_work *work;
    struct thread thread;
    struct backtest_source *source;
    struct flow flow; // of the source's connection
    struct fault fault;
    struct arena *page;    // of the events
    struct arena *scratch; // of one event
    struct arena *kept;    // sums, facts
    struct backtest_event *events;
    size_t count, capacity;
    struct textmap facts; // as recorded → conversion_facts: most events of one partner have the same
    struct arena *facts_kept;
    const struct backtest_terms *recent[BACKTEST_RECENT];
    size_t recent_at;
    struct backtest_sum sum;
    int64_t without_recruiters, without_touches; // events
};

struct backtest_work {
    struct flow *flow;
    const struct backtest_ask *ask;
    struct backtest_report *report;
    struct arena *state; // plans, chains: with the lock once threads run
    struct currency currency;
    int64_t needs; // of all plans together
    bool is_any_item;
    bool is_any_cap;
    bool is_any_forgiven; // refunds after payment
    bool cap_periods[PLAN_PERIOD_COUNT];
    struct arena *scratch;   // of the thread that asked
    struct backtest_sum sum; // of all threads, and the bonuses
    // with the lock
    struct lock lock;
    struct textmap terms;       // "12,3 sale" → backtest_terms
    struct textmap individuals; // "12" → derive_plan
    struct map64 chains;        // partner → backtest_chain
    bool is_matrix_missing;
    // whose turn it is has these
    struct arena *counters;
    struct backtest_history history;
    struct textmap cap_uses; // → int64_t
    int64_t last_day;        // of the last event inside
    // backtest_threads
    struct backtest_source sources[BACKTEST_THREADS];
    struct backtest_worker workers[BACKTEST_THREADS];
    int64_t without_recruiters, without_touches; // events
};

// ---- the plans ----

// Individual terms; and what all plans together look at.
enum rc backtest_plans_read(struct backtest_work *work) MUST_USE;
// Of an event that credits somebody: its terms, and its chain where recruiters were not recorded.
enum rc backtest_terms_find(struct backtest_worker *worker, struct backtest_event *event) MUST_USE;

// ---- threads ----

static inline int64_t backtest_page_events(const struct backtest_ask *ask)
{
    return ask->page_events == 0 ? BACKTEST_PAGE : ask->page_events;
}

// Passes over the events of these days, both inclusive: is_whole only counts what whole periods come to, else each is
// derived. Ends what it began.
enum rc backtest_threads_run(struct backtest_work *work, int64_t first_day, int64_t last_day, bool is_whole) MUST_USE;

// ---- reading ----

// The worker's next events, in the canonical order.
enum rc backtest_page_read(struct backtest_worker *worker, const struct backtest_span *span, bool is_whole) MUST_USE;

// ---- working ----

// In its turn: what the event sees of those before; counts it for those that follow. Caps are used then too.
void backtest_event_count(struct backtest_worker *worker, struct backtest_event *event);
// Afterwards, in any order: derives it, unless caps had it derived in its turn.
void backtest_event_derive(struct backtest_worker *worker, const struct backtest_event *event);
int64_t backtest_month_of(int64_t local_day);

// ---- bonuses ----

// An award that is no event's.
#define BACKTEST_BOOKED SIZE_MAX
struct backtest_granted {
    int64_t month;
    size_t draft; // BACKTEST_BOOKED: as booked
    struct backtest_award award;
};
// Sorts and adds them up.
void backtest_granted_sum(struct backtest_work *work, struct backtest_granted *list, size_t count,
                          enum backtest_kind kind);
// After the last event: clicks and impressions as booked and by each draft.
enum rc backtest_clicks_take(struct backtest_work *work) MUST_USE;
// After the last event: bonuses as booked and by each draft.
enum rc backtest_bonuses_take(struct backtest_work *work) MUST_USE;
