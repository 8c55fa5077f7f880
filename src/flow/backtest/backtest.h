// SPDX-License-Identifier: Apache-2.0
// Backtest: what draft plans would have cost over a past period of the real books, and who would gain and lose by them.
// Read only; one snapshot. The engine is commission_derive over commission_facts, exactly as in live accrual: a draft
// that equals the plan in force costs what was booked, to the cent.
//
// A draft takes the place of the program's plan; partners keep the individual terms under which each event was
// accepted. Refunds, statuses, items and facts are those of today's books. Events are read in their canonical order, so
// volumes, customers' payments and the use of caps are running counters, begun as early as the drafts look back. What
// the books did not record because no plan asked for it is taken as it is today, and the report's notes say so.
//
// Compared with are commissions of conversions, bonuses, clicks and impressions. Bonuses of calendar periods count when
// their period begins in the range; those for all time or until a day when the program has no event before it. Clicks
// and impressions are those of the range's days (UTC) that are over, by partner and day; remainders are carried from
// the first line on, as live.
#pragma once

#include <stdatomic.h>

#include "commission/plan.h"
#include "flow.h"
#include "program/program.h"

#define BACKTEST_DRAFTS_MAX 8
#define BACKTEST_NOTES_MAX 8
#define BACKTEST_REQUEST_EVENTS_MAX 1000000 // of one request of the API

struct backtest_draft {
    struct text name;        // of its file, or the like
    struct text text;        // as written: reasons quote its lines
    const struct plan *plan; // NULL: the plans under which each event was accepted, to check what was booked
};

// For who watches from another thread: how far it is, and that it is not wanted any more.
struct backtest_watch {
    atomic_llong events;     // read so far
    atomic_bool is_unwanted; // set: backtest ends soon, with RC_BUSY backtest_stopped
};

struct backtest_ask {
    struct program_id program_id;
    int64_t from_day, to_day; // local days since 1970, both inclusive
    const struct backtest_draft *drafts;
    size_t draft_count;
    bool is_stress;               // every volume is without bound: everybody has the top tier and every bonus
    int64_t events_max;           // how many events may be read, those of the warm-up too; 0: any number
    struct backtest_watch *watch; // NULL: nobody watches
    int64_t page_events;          // how many are read at a time; 0: BACKTEST_PAGE. Changes nothing that is reported
};

// The rule, tier, level clause, cap or bonus that makes most of a difference.
struct backtest_reason {
    bool is_given;
    int line;             // 0: the draft has no rule that pays
    bool is_individual;   // the line is in individual terms, which the draft leaves as they are
    struct text text;     // the line as written; TEXT_NONE of individual terms and of line 0
    int64_t change_minor; // what its events make more or less
    int64_t events;
};

struct backtest_month {
    int64_t month; // year × 12 + month - 1
    int64_t conversions;
    int64_t sales_minor;
    int64_t now_minor;
    int64_t cost_minor[BACKTEST_DRAFTS_MAX];
};

struct backtest_partner {
    struct partner_id partner_id;
    struct text code, name;
    int64_t now_minor;
    int64_t cost_minor[BACKTEST_DRAFTS_MAX];
    struct backtest_reason reasons[BACKTEST_DRAFTS_MAX];
    const struct backtest_month *months; // ascending; conversions and sales are not told there
    size_t month_count;
};

struct backtest_total {
    int64_t cost_minor;
    int64_t bonus_minor;        // of it
    int64_t click_minor;        // of it, for clicks and impressions
    int64_t gains, loses, same; // partners
    bool has_margin;            // the draft has a margin clause
    int64_t margin_minor;       // margin of the sales less the cost; below zero: a loss
};

// What the figures do not tell: pages have a sentence for each kind, text is the English one.
enum backtest_note_kind {
    BACKTEST_NOTE_REWARDS,
    BACKTEST_NOTE_RECRUITERS, // of so many events
    BACKTEST_NOTE_MATRIX,
    BACKTEST_NOTE_TOUCHES, // of so many events
    BACKTEST_NOTE_CAPS,
    BACKTEST_NOTE_REFUNDS,
};
struct backtest_note {
    enum backtest_note_kind kind;
    int64_t events;
    struct text text;
};

struct backtest_report {
    struct program program;
    int64_t from_day, to_day;
    bool is_stress;
    int64_t conversions;                                 // credited and not rejected
    int64_t rejected;                                    // credited and rejected: they cost nothing
    int64_t sales_minor;                                 // of the conversions, net of refunds
    int64_t now_minor, now_bonus_minor, now_click_minor; // as booked
    const struct backtest_draft *drafts;
    size_t draft_count;
    struct backtest_total totals[BACKTEST_DRAFTS_MAX];
    struct backtest_month *months; // ascending, those with anything
    size_t month_count;
    struct backtest_partner *partners; // the largest change by the first draft first, ties by id
    size_t partner_count;
    struct backtest_note notes[BACKTEST_NOTES_MAX];
    size_t note_count;
    int64_t events_read; // by the last pass, warm-up included
};

// "2026-11-01" to a day. RC_INVALID day_malformed with the field.
enum rc backtest_day_read(struct text t, const char *field, int64_t *ret_day, struct fault *fault) MUST_USE;

// RC_NOT_FOUND program_not_found; RC_INVALID range_empty, or plan_malformed for a draft that cannot be a program's
// plan ("instead of"); RC_INVALID backtest_too_large beyond events_max. Memory grows with partners and months, and with
// customers when a draft looks at them; not with events.
enum rc backtest(struct flow *flow, const struct backtest_ask *ask, struct backtest_report *ret_report) MUST_USE;
