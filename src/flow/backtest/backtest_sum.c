// SPDX-License-Identifier: Apache-2.0
// Adding up; see backtest_sum.h.
#include "backtest/backtest_sum.h"

#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "db/db.h"

#define MONTH_BITS 16 // year × 12 + month - 1
#define LINE_BITS 17  // of a text of PLAN_TEXT_MAX bytes
#define DRAFT_BITS 3

_Static_assert(PLAN_TEXT_MAX <= 1 << (LINE_BITS - 1), "a line number fits");
_Static_assert(BACKTEST_DRAFTS_MAX <= 1 << DRAFT_BITS, "a draft's number fits");

void backtest_sum_init(struct backtest_sum *sum, struct arena *arena, size_t draft_count)
{
    *sum = (struct backtest_sum){.arena = arena, .draft_count = draft_count};
    map64_init(&sum->cell_index);
    map64_init(&sum->line_index);
    map64_init(&sum->month_index);
}

void backtest_sum_release(struct backtest_sum *sum)
{
    map64_release(&sum->cell_index);
    map64_release(&sum->line_index);
    map64_release(&sum->month_index);
}

static struct backtest_cell *cell_at(struct backtest_sum *sum, struct partner_id partner_id, int64_t month)
{
    bool is_new;
    uint64_t key = (uint64_t)partner_id.v << MONTH_BITS | (uint64_t)month;
    uint64_t *index = map64_slot(&sum->cell_index, key, &is_new);
    if (is_new) {
        if (sum->cell_count == sum->cell_capacity) {
            sum->cells = db_rows_grow(sum->arena, sum->cells, sizeof(sum->cells[0]), &sum->cell_capacity);
        }
        sum->cells[sum->cell_count] = (struct backtest_cell){.partner_id = partner_id, .month = month};
        *index = sum->cell_count++;
    }
    return &sum->cells[*index];
}

static struct backtest_month *month_at(struct backtest_sum *sum, int64_t month)
{
    bool is_new;
    uint64_t *index = map64_slot(&sum->month_index, (uint64_t)month + 1, &is_new);
    if (is_new) {
        if (sum->month_count == sum->month_capacity) {
            sum->months = db_rows_grow(sum->arena, sum->months, sizeof(sum->months[0]), &sum->month_capacity);
        }
        sum->months[sum->month_count] = (struct backtest_month){.month = month};
        *index = sum->month_count++;
    }
    return &sum->months[*index];
}

static void add_change(struct backtest_sum *sum, const struct backtest_line *change)
{
    bool is_new;
    uint64_t key = (uint64_t)change->partner_id.v << DRAFT_BITS | change->draft;
    key = key << LINE_BITS | (uint64_t)change->line;
    key = key << 1 | (change->is_individual ? 1 : 0);
    uint64_t *index = map64_slot(&sum->line_index, key, &is_new);
    if (is_new) {
        if (sum->line_count == sum->line_capacity) {
            sum->lines = db_rows_grow(sum->arena, sum->lines, sizeof(sum->lines[0]), &sum->line_capacity);
        }
        sum->lines[sum->line_count] = *change;
        *index = sum->line_count++;
        return;
    }
    sum->lines[*index].change_minor += change->change_minor;
    sum->lines[*index].events += change->events;
}

static int64_t of_partner(const struct backtest_award *list, size_t count, struct partner_id id)
{
    int64_t minor = 0;
    for (size_t i = 0; i < count; i++) {
        minor += list[i].partner_id.v == id.v ? list[i].amount_minor : 0;
    }
    return minor;
}

static bool is_first(const struct backtest_award *list, size_t index)
{
    return of_partner(list, index, list[index].partner_id) == 0; // an earlier award of nothing changes nothing
}

// The line of the partner's largest award speaks for all of them.
static void compare_partner(struct backtest_sum *sum, const struct backtest_outcome *outcome, size_t draft,
                            struct partner_id id)
{
    const struct backtest_award *list = outcome->drafts[draft];
    size_t count = outcome->draft_award_counts[draft];
    int64_t change = of_partner(list, count, id) - of_partner(outcome->booked, outcome->booked_count, id);
    if (change == 0) {
        return;
    }
    struct backtest_line line = {.partner_id = id, .draft = draft, .change_minor = change, .events = 1};
    int64_t most = -1;
    for (size_t i = 0; i < count; i++) {
        if (list[i].partner_id.v == id.v && list[i].amount_minor > most) {
            most = list[i].amount_minor;
            line.line = list[i].line;
            line.is_individual = list[i].is_individual;
        }
    }
    add_change(sum, &line);
}

static void compare(struct backtest_sum *sum, const struct backtest_outcome *outcome, size_t draft)
{
    const struct backtest_award *list = outcome->drafts[draft];
    size_t count = outcome->draft_award_counts[draft];
    for (size_t i = 0; i < count; i++) {
        if (list[i].amount_minor != 0 && is_first(list, i)) {
            compare_partner(sum, outcome, draft, list[i].partner_id);
        }
    }
    for (size_t i = 0; i < outcome->booked_count; i++) {
        struct partner_id id = outcome->booked[i].partner_id;
        bool is_only_booked = outcome->booked[i].amount_minor != 0 && of_partner(list, count, id) == 0;
        if (is_only_booked && is_first(outcome->booked, i)) {
            compare_partner(sum, outcome, draft, id);
        }
    }
}

void backtest_sum_add(struct backtest_sum *sum, const struct backtest_outcome *outcome)
{
    struct backtest_month *month = month_at(sum, outcome->month);
    if (outcome->kind == BACKTEST_OF_CONVERSION) {
        month->conversions += outcome->is_rejected ? 0 : 1;
        month->sales_minor += outcome->is_rejected ? 0 : outcome->sales_minor;
        sum->rejected += outcome->is_rejected ? 1 : 0;
    }
    for (size_t i = 0; i < outcome->booked_count; i++) {
        const struct backtest_award *award = &outcome->booked[i];
        cell_at(sum, award->partner_id, outcome->month)->now_minor += award->amount_minor;
        month->now_minor += award->amount_minor;
        sum->now_bonus_minor += outcome->kind == BACKTEST_OF_BONUSES ? award->amount_minor : 0;
        sum->now_click_minor += outcome->kind == BACKTEST_OF_CLICKS ? award->amount_minor : 0;
    }
    for (size_t d = 0; d < sum->draft_count; d++) {
        for (size_t i = 0; i < outcome->draft_award_counts[d]; i++) {
            const struct backtest_award *award = &outcome->drafts[d][i];
            cell_at(sum, award->partner_id, outcome->month)->cost_minor[d] += award->amount_minor;
            month->cost_minor[d] += award->amount_minor;
            sum->bonus_minor[d] += outcome->kind == BACKTEST_OF_BONUSES ? award->amount_minor : 0;
            sum->click_minor[d] += outcome->kind == BACKTEST_OF_CLICKS ? award->amount_minor : 0;
        }
        compare(sum, outcome, d);
    }
}

void backtest_sum_merge(struct backtest_sum *sum, const struct backtest_sum *other)
{
    sum->rejected += other->rejected;
    sum->now_bonus_minor += other->now_bonus_minor;
    sum->now_click_minor += other->now_click_minor;
    for (size_t i = 0; i < other->month_count; i++) {
        const struct backtest_month *from = &other->months[i];
        struct backtest_month *month = month_at(sum, from->month);
        month->conversions += from->conversions;
        month->sales_minor += from->sales_minor;
        month->now_minor += from->now_minor;
        for (size_t d = 0; d < sum->draft_count; d++) {
            month->cost_minor[d] += from->cost_minor[d];
        }
    }
    for (size_t i = 0; i < other->cell_count; i++) {
        const struct backtest_cell *from = &other->cells[i];
        struct backtest_cell *cell = cell_at(sum, from->partner_id, from->month);
        cell->now_minor += from->now_minor;
        for (size_t d = 0; d < sum->draft_count; d++) {
            cell->cost_minor[d] += from->cost_minor[d];
        }
    }
    for (size_t d = 0; d < sum->draft_count; d++) {
        sum->bonus_minor[d] += other->bonus_minor[d];
        sum->click_minor[d] += other->click_minor[d];
    }
    for (size_t i = 0; i < other->line_count; i++) {
        add_change(sum, &other->lines[i]);
    }
}

// ---- the report ----

static int compare_cells(const void *a, const void *b)
{
    const struct backtest_cell *x = a, *y = b;
    if (x->partner_id.v != y->partner_id.v) {
        return x->partner_id.v < y->partner_id.v ? -1 : 1;
    }
    return x->month < y->month ? -1 : x->month > y->month;
}

static int compare_months(const void *a, const void *b)
{
    const struct backtest_month *x = a, *y = b;
    return x->month < y->month ? -1 : x->month > y->month;
}

static int compare_lines(const void *a, const void *b)
{
    const struct backtest_line *x = a, *y = b;
    if (x->partner_id.v != y->partner_id.v) {
        return x->partner_id.v < y->partner_id.v ? -1 : 1;
    }
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->draft != y->draft) {
        return x->draft < y->draft ? -1 : 1;
    }
    return (int)x->is_individual - (int)y->is_individual;
}

static int64_t change_of(const struct backtest_partner *partner, size_t draft)
{
    return partner->cost_minor[draft] - partner->now_minor;
}

static int compare_partners(const void *a, const void *b)
{
    const struct backtest_partner *x = a, *y = b;
    int64_t of_x = llabs(change_of(x, 0)), of_y = llabs(change_of(y, 0));
    if (of_x != of_y) {
        return of_x > of_y ? -1 : 1;
    }
    return x->partner_id.v < y->partner_id.v ? -1 : x->partner_id.v > y->partner_id.v;
}

struct text backtest_line_text(struct text source, int line)
{
    struct text part = TEXT_NONE;
    for (int i = 0; i < line; i++) {
        if (!text_split(&source, '\n', &part)) {
            return TEXT_NONE;
        }
    }
    bool is_quoted = false;
    for (size_t i = 0; i < part.n; i++) {
        is_quoted = part.p[i] == '"' ? !is_quoted : is_quoted;
        if (part.p[i] == '#' && !is_quoted) {
            part = text_slice(part, 0, i);
        }
    }
    return text_trim(part);
}

// The line that pulls furthest in the direction of the whole change.
static void reason_of(const struct backtest_report *report, const struct backtest_line *lines, size_t count,
                      struct backtest_partner *partner)
{
    for (size_t i = 0; i < count; i++) {
        size_t d = lines[i].draft;
        struct backtest_reason *reason = &partner->reasons[d];
        int64_t change = change_of(partner, d);
        bool is_along = (change > 0 && lines[i].change_minor > 0) || (change < 0 && lines[i].change_minor < 0);
        if (!is_along || (reason->is_given && llabs(reason->change_minor) >= llabs(lines[i].change_minor))) {
            continue;
        }
        *reason = (struct backtest_reason){.is_given = true,
                                           .line = lines[i].line,
                                           .is_individual = lines[i].is_individual,
                                           .text = TEXT_NONE,
                                           .change_minor = lines[i].change_minor,
                                           .events = lines[i].events};
        if (reason->line > 0 && !reason->is_individual) {
            reason->text = backtest_line_text(report->drafts[d].text, reason->line);
        }
    }
}

static void add_partner(struct backtest_report *report, struct arena *arena, const struct backtest_cell *cells,
                        size_t count)
{
    struct backtest_partner *partner = &report->partners[report->partner_count++];
    struct backtest_month *months = arena_many(arena, struct backtest_month, count);
    *partner = (struct backtest_partner){.partner_id = cells[0].partner_id, .months = months, .month_count = count};
    for (size_t i = 0; i < count; i++) {
        months[i].month = cells[i].month;
        months[i].now_minor = cells[i].now_minor;
        partner->now_minor += cells[i].now_minor;
        for (size_t d = 0; d < report->draft_count; d++) {
            months[i].cost_minor[d] = cells[i].cost_minor[d];
            partner->cost_minor[d] += cells[i].cost_minor[d];
        }
    }
}

static void add_totals(const struct backtest_sum *sum, struct backtest_report *report)
{
    for (size_t d = 0; d < report->draft_count; d++) {
        struct backtest_total *total = &report->totals[d];
        const struct plan *plan = report->drafts[d].plan;
        *total = (struct backtest_total){.bonus_minor = sum->bonus_minor[d],
                                         .click_minor = sum->click_minor[d],
                                         .has_margin = plan != NULL && plan->has_margin};
        for (size_t i = 0; i < report->partner_count; i++) {
            int64_t change = change_of(&report->partners[i], d);
            total->cost_minor += report->partners[i].cost_minor[d];
            total->gains += change > 0 ? 1 : 0;
            total->loses += change < 0 ? 1 : 0;
            total->same += change == 0 ? 1 : 0;
        }
        if (total->has_margin) {
            __int128 margin = (__int128)report->sales_minor * plan->margin.ppm / RATE_ONE;
            total->margin_minor = (int64_t)margin - total->cost_minor;
        }
    }
}

void backtest_sum_finish(struct backtest_sum *sum, struct arena *arena, struct backtest_report *report)
{
    if (sum->cell_count > 0) {
        qsort(sum->cells, sum->cell_count, sizeof(sum->cells[0]), compare_cells);
    }
    if (sum->line_count > 0) {
        qsort(sum->lines, sum->line_count, sizeof(sum->lines[0]), compare_lines);
    }
    report->partners = arena_many(arena, struct backtest_partner, sum->cell_count);
    size_t line = 0;
    for (size_t i = 0; i < sum->cell_count;) {
        struct partner_id id = sum->cells[i].partner_id;
        size_t end = i, first_line = line;
        while (end < sum->cell_count && sum->cells[end].partner_id.v == id.v) {
            end++;
        }
        while (line < sum->line_count && sum->lines[line].partner_id.v == id.v) {
            line++;
        }
        add_partner(report, arena, &sum->cells[i], end - i);
        if (line > first_line) { // else nothing of the partner's has a line
            reason_of(report, &sum->lines[first_line], line - first_line, &report->partners[report->partner_count - 1]);
        }
        i = end;
    }
    report->months = arena_many(arena, struct backtest_month, sum->month_count);
    report->month_count = sum->month_count;
    for (size_t i = 0; i < sum->month_count; i++) {
        report->months[i] = sum->months[i];
        report->conversions += sum->months[i].conversions;
        report->sales_minor += sum->months[i].sales_minor;
        report->now_minor += sum->months[i].now_minor;
    }
    if (report->month_count > 0) {
        qsort(report->months, report->month_count, sizeof(report->months[0]), compare_months);
    }
    if (report->partner_count > 0) {
        qsort(report->partners, report->partner_count, sizeof(report->partners[0]), compare_partners);
    }
    report->rejected = sum->rejected;
    report->now_bonus_minor = sum->now_bonus_minor;
    report->now_click_minor = sum->now_click_minor;
    add_totals(sum, report);
}
