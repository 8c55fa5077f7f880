// SPDX-License-Identifier: Apache-2.0
// What a backtest adds up: per partner and month what was booked and what each draft would have cost, and per line of a
// draft the differences that it makes. Pure; memory grows with partners, months and lines, not with events.
#pragma once

#include "backtest/backtest.h"
#include "commission/derive.h"
#include "core/map.h"

struct backtest_award { // to one partner
    struct partner_id partner_id;
    int64_t amount_minor;
    int line; // of drafts; 0 of what was booked
    bool is_individual;
};

// What an outcome is of. Bonuses and clicks are no conversions.
enum backtest_kind { BACKTEST_OF_CONVERSION, BACKTEST_OF_BONUSES, BACKTEST_OF_CLICKS };

// One event, or one partner's bonuses, or clicks and impressions, of one month.
struct backtest_outcome {
    int64_t month; // year × 12 + month - 1
    enum backtest_kind kind;
    bool is_rejected;
    int64_t sales_minor;
    const struct backtest_award *booked;
    size_t booked_count;
    const struct backtest_award *drafts[BACKTEST_DRAFTS_MAX];
    size_t draft_award_counts[BACKTEST_DRAFTS_MAX];
};

struct backtest_cell {
    struct partner_id partner_id;
    int64_t month;
    int64_t now_minor;
    int64_t cost_minor[BACKTEST_DRAFTS_MAX];
};
struct backtest_line {
    struct partner_id partner_id;
    size_t draft;
    int line;
    bool is_individual;
    int64_t change_minor;
    int64_t events;
};

struct backtest_sum {
    struct arena *arena;
    size_t draft_count;
    int64_t rejected, now_bonus_minor, now_click_minor;
    int64_t bonus_minor[BACKTEST_DRAFTS_MAX], click_minor[BACKTEST_DRAFTS_MAX];
    struct map64 cell_index;
    struct backtest_cell *cells;
    size_t cell_count, cell_capacity;
    struct map64 line_index;
    struct backtest_line *lines;
    size_t line_count, line_capacity;
    struct map64 month_index;
    struct backtest_month *months;
    size_t month_count, month_capacity;
};

void backtest_sum_init(struct backtest_sum *sum, struct arena *arena, size_t draft_count);
void backtest_sum_release(struct backtest_sum *sum);
void backtest_sum_add(struct backtest_sum *sum, const struct backtest_outcome *outcome);
// Adds what another one, of as many drafts, has added up.
void backtest_sum_merge(struct backtest_sum *sum, const struct backtest_sum *other);
// Months, partners with their reasons, and totals of the report, whose drafts are given. Names are not filled in.
void backtest_sum_finish(struct backtest_sum *sum, struct arena *arena, struct backtest_report *report);
// The line of a text, without a comment and spaces around it; TEXT_NONE when there is no such line.
struct text backtest_line_text(struct text source, int line);
