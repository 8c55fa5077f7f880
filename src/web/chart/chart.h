// SPDX-License-Identifier: Apache-2.0
// Charts, drawn on the server as SVG: they arrive with the page, need no script, print, and can be tested as text.
// Pure: the same values give the same bytes. Everything is whole numbers: values in units of the caller (cents,
// clicks), places across in thousandths of a percent of the width, so that a drawing fits any width with its letters at
// their size, and places down in pixels.
//
// Colours are classes (.s1 … .s6) whose tokens differ by theme. Each point carries data-tip, from which <x-chart> tells
// it to pointer, finger and arrow keys; every drawing has its numbers as a table beside it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "template/html.h"

#define CHART_GAP INT64_MIN // no value: a gap in the line
#define CHART_SERIES_MAX 6
#define CHART_POINTS_MAX 400

// What a point stands for: decides which labels are written below (every 7th day, every 6th hour …).
enum chart_bucket { CHART_HOUR, CHART_DAY, CHART_WEEK, CHART_MONTH, CHART_OTHER };

// How a value is written for the reader: "€1,234.50".
struct chart_format {
    struct text (*call)(const void *user, struct arena *arena, int64_t value);
    const void *user;
};

struct chart_series {
    struct text name;
    const int64_t *values; // count of the chart; CHART_GAP where there is none
    int colour;            // 1 to 6: one measure has one colour everywhere
    bool is_ghost;         // the comparison: dashed, behind
};

struct chart {
    struct text head;          // of the labels' column in the table: "Date"
    const struct text *labels; // one a point, in the reader's zone and language
    size_t count;              // at most CHART_POINTS_MAX
    const struct chart_series *series;
    size_t series_count; // at most CHART_SERIES_MAX
    enum chart_bucket bucket;
    bool is_last_so_far; // the last bucket has not ended: it is drawn weaker and marked with so_far
    struct text so_far;
    struct chart_format format;
};

struct chart_drawing {
    struct safe_html svg;
    struct safe_html legend; // empty with one series
    struct safe_html table;
};

struct chart_drawing chart_line(struct arena *arena, const struct chart *chart);
// Bars beside each other; from zero. Negative values hang below.
struct chart_drawing chart_bars(struct arena *arena, const struct chart *chart);
// Bars on each other; values below zero count as zero.
struct chart_drawing chart_stacked(struct arena *arena, const struct chart *chart);

// A line without anything else, for cells and figures; decoration, hidden from screen readers.
struct safe_html chart_spark(struct arena *arena, const int64_t *values, size_t count, int colour);

struct chart_step {
    struct text name;
    int64_t value; // not below zero
    struct text shown;
    struct text rate; // of the step before, in words; TEXT_NONE for the first
};
// A list with bars: it is its own table.
struct safe_html chart_funnel(struct arena *arena, const struct chart_step *steps, size_t count);

struct chart_heat {
    struct text caption;
    const struct text *rows;    // 7: days of the week in the reader's order
    const struct text *columns; // 24: hours
    size_t row_count, column_count;
    const int64_t *values; // row by row, not below zero
    struct chart_format format;
};
// A table, tinted by quarters of what is not zero.
struct safe_html chart_heat_map(struct arena *arena, const struct chart_heat *heat);

struct chart_place {
    struct text code; // of a country, ISO 3166-1 alpha-2
    struct text name;
    int64_t value; // not below zero
    struct text shown;
};
// The world, countries tinted by quarters of what is not zero. A picture beside a ranked list, which reads faster and
// is what screen readers get.
struct safe_html chart_map(struct arena *arena, const struct chart_place *places, size_t count);

struct chart_fall {
    struct text name;
    int64_t value; // of a change; ignored for a sum
    bool is_sum;   // what has come together so far
};
// From the order's total to the commission, and the like.
struct chart_drawing chart_waterfall(struct arena *arena, struct text head, const struct chart_fall *falls,
                                     size_t count, struct chart_format format);

// ---- scales, for tests and other drawings ----

struct chart_scale {
    int64_t low;  // 0 or below
    int64_t high; // above low
    int64_t step; // between lines: 1, 2 or 5 times a power of ten
};
// The smallest scale with at most four steps above zero that holds both.
struct chart_scale chart_scale_of(int64_t low, int64_t high);
// Every how many-th label is written so that at most `fit` are.
size_t chart_label_step(enum chart_bucket bucket, size_t count, size_t fit);
// Which point is the highest (the first of equals), or SIZE_MAX without any.
size_t chart_peak(const struct chart_series *series, size_t count);
