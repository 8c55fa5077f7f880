// SPDX-License-Identifier: Apache-2.0
// The report builder's pictures: when (hours by days of the week), where (the world), and two dimensions against each
// other.
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "core/map.h"
#include "phrase/phrases.h"
#include "portal/performance_private.h"
#include "portal/show.h"

#define WEEKDAYS 7
#define HOURS 24
#define PIVOT_ROWS 25
#define PIVOT_COLUMNS 8
#define PLACES_MAX 300

static bool counts_here(const struct performance *p, const struct report_row *row)
{
    return !p->metric->is_money || currency_equal(row->currency, p->currency);
}

static enum rc run(const struct performance *p, struct report *ret_report)
{
    struct call *call = p->call;
    return flow_stored(&call->flow, report_run(call->db, call->arena, &p->request, ret_report, call->fault));
}

// ---- when ----

static bool place_in_week(struct text key, size_t *ret_at)
{
    struct instant day;
    if (key.n < 13 || instant_parse(text_slice(key, 0, 10), &day) != RC_OK) {
        return false;
    }
    size_t weekday = (size_t)((day_number(day) + 3) % WEEKDAYS); // 1 January 1970 was a Thursday; Monday is 0
    size_t hour = (size_t)((key.p[11] - '0') * 10 + key.p[12] - '0');
    *ret_at = weekday * HOURS + hour;
    return hour < HOURS;
}

enum rc performance_heat(const struct performance *p, struct performance_view *view)
{
    static const enum phrase weekdays[WEEKDAYS] = {
        PHRASE_EXPLORE_MONDAY, PHRASE_EXPLORE_TUESDAY,  PHRASE_EXPLORE_WEDNESDAY, PHRASE_EXPLORE_THURSDAY,
        PHRASE_EXPLORE_FRIDAY, PHRASE_EXPLORE_SATURDAY, PHRASE_EXPLORE_SUNDAY};
    struct arena *arena = p->call->arena;
    struct performance hourly = *p;
    hourly.request.dimensions[0] = REPORT_HOUR;
    hourly.request.dimension_count = 1;
    struct report report;
    TRY(run(&hourly, &report));
    int64_t *values = arena_many(arena, int64_t, WEEKDAYS * HOURS);
    for (size_t i = 0; i < report.row_count; i++) {
        size_t at = 0;
        if (counts_here(p, &report.rows[i]) && place_in_week(report.rows[i].keys[0], &at)) {
            int64_t value = performance_value(&report.rows[i].counts, p->metric->offset);
            values[at] += value > 0 ? value : 0;
        }
    }
    struct text *rows = arena_many(arena, struct text, WEEKDAYS);
    struct text *columns = arena_many(arena, struct text, HOURS);
    for (size_t i = 0; i < WEEKDAYS; i++) {
        rows[i] = phrase_text(&p->render->reader, weekdays[i]);
    }
    for (size_t i = 0; i < HOURS; i++) {
        columns[i] = text_format(arena, "%02zu", i);
    }
    view->heat_words =
        phrase_explore_heat_words(&p->render->reader, (struct phrase_explore_heat_words){.zone = p->period.zone_name});
    const struct chart_heat heat = {.caption = view->heat_words,
                                    .rows = rows,
                                    .columns = columns,
                                    .row_count = WEEKDAYS,
                                    .column_count = HOURS,
                                    .values = values,
                                    .format = {.call = performance_format, .user = p}};
    view->heat = chart_heat_map(arena, &heat);
    return RC_OK;
}

// ---- where ----

enum rc performance_map(const struct performance *p, struct performance_view *view)
{
    struct report report;
    TRY(run(p, &report));
    struct chart_place *places = arena_many(p->call->arena, struct chart_place, PLACES_MAX);
    size_t count = 0;
    for (size_t i = 0; i < report.row_count && count < PLACES_MAX; i++) {
        const struct report_row *row = &report.rows[i];
        struct text name = show_country(p->render, row->keys[0]);
        int64_t value = performance_value(&row->counts, p->metric->offset);
        if (counts_here(p, row) && !text_is_empty(name) && value > 0) {
            places[count++] = (struct chart_place){.code = row->keys[0],
                                                   .name = name,
                                                   .value = value,
                                                   .shown = performance_format(p, p->call->arena, value)};
        }
    }
    view->map = chart_map(p->call->arena, places, count);
    return RC_OK;
}

// ---- two dimensions against each other ----

// One value of a dimension: its first row, and the sum of the metric.
struct side {
    const struct report_row *row;
    int64_t sum;
    size_t place; // after sorting
};
struct sides {
    struct side *items;
    size_t count;
    struct textmap by_key;
};

static struct text side_key(const struct performance *p, const struct report_row *row, size_t at)
{
    return row->ids[at] != 0 ? text_format(p->call->arena, "#%lld", (long long)row->ids[at]) : row->keys[at];
}

static int compare_sides(const void *left, const void *right)
{
    const struct side *const *a = left;
    const struct side *const *b = right;
    if ((*a)->sum != (*b)->sum) {
        return (*a)->sum > (*b)->sum ? -1 : 1;
    }
    return *a < *b ? -1 : *a > *b;
}

// The values of a dimension, the largest first in `place`; those beyond max share the last place.
static void find_sides(const struct performance *p, const struct report *report, size_t at, size_t max,
                       struct sides *sides)
{
    sides->items = arena_many(p->call->arena, struct side, report->row_count + 1);
    textmap_init(&sides->by_key);
    for (size_t i = 0; i < report->row_count; i++) {
        const struct report_row *row = &report->rows[i];
        struct text key = side_key(p, row, at);
        struct side *side = textmap_get(&sides->by_key, key);
        if (side == NULL) {
            side = &sides->items[sides->count++];
            side->row = row;
            textmap_put(&sides->by_key, key, side);
        }
        side->sum += counts_here(p, row) ? performance_value(&row->counts, p->metric->offset) : 0;
    }
    struct side **order = arena_many(p->call->arena, struct side *, sides->count + 1);
    for (size_t i = 0; i < sides->count; i++) {
        order[i] = &sides->items[i];
    }
    bool is_time = p->request.dimensions[at] == REPORT_DAY || p->request.dimensions[at] == REPORT_HOUR;
    if (sides->count > 1 && !is_time) {
        qsort(order, sides->count, sizeof(*order), compare_sides);
    }
    for (size_t i = 0; i < sides->count; i++) {
        order[i]->place = i < max ? i : max;
    }
}

static const struct side *side_at(const struct sides *sides, size_t place)
{
    for (size_t i = 0; i < sides->count; i++) {
        if (sides->items[i].place == place) {
            return &sides->items[i];
        }
    }
    BUG_ON(true); // every place below `max` is somebody's
}

static struct cell_view amount_cell(const struct performance *p, int64_t value)
{
    struct report_row row = {.currency = p->currency};
    memcpy((char *)&row.counts + p->metric->offset, &value, sizeof(value));
    return value == 0 ? (struct cell_view){.kind = CELL_NONE} : performance_figure(p, &row, p->metric);
}

static struct cell_view head_cell(const struct performance *p, const struct sides *sides, size_t place, size_t max,
                                  size_t at)
{
    if (place == max) {
        return (struct cell_view){.kind = CELL_TEXT, .text = phrase_explore_others_short(&p->render->reader)};
    }
    return performance_key(p, side_at(sides, place)->row, at);
}

static void fill_pivot(const struct performance *p, const struct sides *rows, const struct sides *columns,
                       const int64_t *values, struct performance_view *view)
{
    struct arena *arena = p->call->arena;
    const struct reader *r = &p->render->reader;
    size_t row_count = rows->count > PIVOT_ROWS ? PIVOT_ROWS + 1 : rows->count;
    size_t column_count = columns->count > PIVOT_COLUMNS ? PIVOT_COLUMNS + 1 : columns->count;
    struct column *heads = arena_many(arena, struct column, column_count + 2);
    heads[0] = (struct column){.label = performance_label(r, p->request.dimensions[0])};
    for (size_t c = 0; c < column_count; c++) {
        heads[c + 1] = (struct column){.label = head_cell(p, columns, c, PIVOT_COLUMNS, 1).text, .is_figure = true};
    }
    heads[column_count + 1] = (struct column){.label = phrase_table_total(r), .is_figure = true};
    view->pivot_columns = (struct column_list){.items = heads, .count = column_count + 2};
    struct pivot_row *items = arena_many(arena, struct pivot_row, row_count);
    for (size_t i = 0; i < row_count; i++) {
        struct cell_view *cells = arena_many(arena, struct cell_view, column_count + 1);
        int64_t sum = 0;
        for (size_t c = 0; c < column_count; c++) {
            int64_t value = values[i * (PIVOT_COLUMNS + 1) + c];
            cells[c] = amount_cell(p, value);
            sum += value;
        }
        cells[column_count] = amount_cell(p, sum);
        items[i] = (struct pivot_row){.head = head_cell(p, rows, i, PIVOT_ROWS, 0),
                                      .cells = {.items = cells, .count = column_count + 1}};
    }
    view->pivot = (struct pivot_row_list){.items = items, .count = row_count};
}

enum rc performance_pivot(const struct performance *p, struct performance_view *view)
{
    struct performance two = *p;
    two.request.dimension_count = 2;
    struct report report;
    TRY(run(&two, &report));
    struct sides rows = {.count = 0};
    struct sides columns = {.count = 0};
    find_sides(&two, &report, 0, PIVOT_ROWS, &rows);
    find_sides(&two, &report, 1, PIVOT_COLUMNS, &columns);
    int64_t *values = arena_many(p->call->arena, int64_t, (PIVOT_ROWS + 1) * (PIVOT_COLUMNS + 1));
    for (size_t i = 0; i < report.row_count; i++) {
        const struct report_row *row = &report.rows[i];
        const struct side *down = textmap_get(&rows.by_key, side_key(&two, row, 0));
        const struct side *across = textmap_get(&columns.by_key, side_key(&two, row, 1));
        if (counts_here(p, row)) {
            values[down->place * (PIVOT_COLUMNS + 1) + across->place] +=
                performance_value(&row->counts, p->metric->offset);
        }
    }
    fill_pivot(&two, &rows, &columns, values, view);
    textmap_release(&rows.by_key);
    textmap_release(&columns.by_key);
    return RC_OK;
}
