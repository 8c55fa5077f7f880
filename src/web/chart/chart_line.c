// SPDX-License-Identifier: Apache-2.0
// Lines and bars over time; sparklines.
#include <stdio.h>

#include "chart/chart_private.h"
#include "core/bug.h"

static void check(const struct chart *chart)
{
    BUG_ON(chart->count > CHART_POINTS_MAX || chart->series_count > CHART_SERIES_MAX);
}

static struct chart_scale scale_of(const struct chart *chart)
{
    int64_t low = 0;
    int64_t high = 0;
    for (size_t i = 0; i < chart->series_count; i++) {
        for (size_t at = 0; at < chart->count; at++) {
            int64_t value = chart->series[i].values[at];
            if (value != CHART_GAP) {
                low = value < low ? value : low;
                high = value > high ? value : high;
            }
        }
    }
    return chart_scale_of(low, high);
}

// A part of a line, and how it is drawn.
struct stretch {
    size_t from, to;
    const char *name;
};

// The line in a drawing of its own, stretched to the width: its strokes keep their width (vector-effect).
static void put_path(struct buf *out, const struct chart *chart, const struct chart_scale *scale,
                     const struct chart_series *series, struct stretch stretch)
{
    buf_format(out, "<path class=\"%s s%d\" vector-effect=\"non-scaling-stroke\" d=\"", stretch.name, series->colour);
    bool is_open = false;
    for (size_t at = stretch.from; at < stretch.to; at++) {
        if (series->values[at] == CHART_GAP) {
            is_open = false;
            continue;
        }
        buf_format(out, "%c%lld %lld", is_open ? 'L' : 'M', (long long)chart_point_across(chart, at, false),
                   (long long)chart_down(scale, series->values[at]));
        is_open = true;
    }
    buf_add(out, TEXT("\"></path>"));
}

static void put_area(struct buf *out, const struct chart *chart, const struct chart_scale *scale,
                     const struct chart_series *series)
{
    int64_t ground = chart_down(scale, 0);
    size_t from = 0;
    while (from < chart->count) {
        size_t to = from;
        while (to < chart->count && series->values[to] != CHART_GAP) {
            to++;
        }
        if (to > from + 1) {
            buf_format(out, "<path class=\"area s%d\" d=\"M%lld %lld", series->colour,
                       (long long)chart_point_across(chart, from, false), (long long)ground);
            for (size_t at = from; at < to; at++) {
                buf_format(out, "L%lld %lld", (long long)chart_point_across(chart, at, false),
                           (long long)chart_down(scale, series->values[at]));
            }
            buf_format(out, "L%lld %lldZ\"></path>", (long long)chart_point_across(chart, to - 1, false),
                       (long long)ground);
        }
        from = to + 1;
    }
}

static void put_points(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale)
{
    int64_t slot = CHART_ACROSS / (int64_t)(chart->count > 1 ? chart->count - 1 : 1);
    for (size_t at = 0; at < chart->count; at++) {
        int64_t across = chart_point_across(chart, at, false);
        int64_t left = across - slot / 2 < 0 ? 0 : across - slot / 2;
        int64_t right = across + slot / 2 > CHART_ACROSS ? CHART_ACROSS : across + slot / 2;
        buf_add(out, TEXT("<g class=\"point\""));
        chart_put_tip(out, arena, chart, at);
        buf_format(out, "><rect class=\"hit\" y=\"%d\" height=\"%d\" x=\"", CHART_TOP, CHART_PLOT);
        chart_put_across(out, left);
        buf_add(out, TEXT("\" width=\""));
        chart_put_across(out, right - left);
        buf_add(out, TEXT("\"></rect>"));
        for (size_t i = 0; i < chart->series_count; i++) {
            if (chart->series[i].values[at] != CHART_GAP) {
                buf_format(out, "<circle class=\"dot s%d\" r=\"4\" cy=\"%lld\" cx=\"", chart->series[i].colour,
                           (long long)chart_down(scale, chart->series[i].values[at]));
                chart_put_across(out, across);
                buf_add(out, TEXT("\"></circle>"));
            }
        }
        buf_add(out, TEXT("</g>"));
    }
}

struct chart_drawing chart_line(struct arena *arena, const struct chart *chart)
{
    check(chart);
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    struct chart_scale scale = scale_of(chart);
    chart_begin(&out, arena, chart, &scale);
    chart_put_lines(&out, &scale);
    buf_format(&out, "<svg width=\"100%%\" height=\"%d\" viewBox=\"0 0 %lld %d\" preserveAspectRatio=\"none\">",
               CHART_HEIGHT, (long long)CHART_ACROSS, CHART_HEIGHT);
    for (size_t i = chart->series_count; i-- > 0;) { // the first series lies on top
        const struct chart_series *series = &chart->series[i];
        if (series->is_ghost) {
            put_path(&out, chart, &scale, series, (struct stretch){0, chart->count, "ghost"});
            continue;
        }
        size_t whole = chart->is_last_so_far && chart->count > 1 ? chart->count - 1 : chart->count;
        if (chart->series_count <= 2) {
            put_area(&out, chart, &scale, series);
        }
        put_path(&out, chart, &scale, series, (struct stretch){0, whole, "line"});
        if (whole < chart->count) {
            put_path(&out, chart, &scale, series, (struct stretch){whole - 1, chart->count, "ghost"});
        }
    }
    buf_add(&out, TEXT("</svg>"));
    chart_put_labels(&out, arena, chart, &scale, /* is_slot= */ false);
    put_points(&out, arena, chart, &scale);
    chart_end(&out);
    return (struct chart_drawing){
        .svg = {.markup = buf_text(&out)},
        .legend = chart_legend(arena, chart),
        .table = chart_table(arena, chart),
    };
}

// ---- bars ----

static void put_bar(struct buf *out, const char *name, int64_t left, int64_t width, int64_t top, int64_t bottom)
{
    buf_format(out, "<rect class=\"%s\" y=\"%lld\" height=\"%lld\" x=\"", name, (long long)top,
               (long long)(bottom - top));
    chart_put_across(out, left);
    buf_add(out, TEXT("\" width=\""));
    chart_put_across(out, width);
    buf_add(out, TEXT("\"></rect>"));
}

// Both kinds: one after the other across (stacked: at one place, each on the one before).
static struct chart_drawing bars(struct arena *arena, const struct chart *chart, bool is_stacked)
{
    check(chart);
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    struct chart_scale scale = scale_of(chart);
    if (is_stacked) {
        int64_t high = 0;
        for (size_t at = 0; at < chart->count; at++) {
            int64_t sum = 0;
            for (size_t i = 0; i < chart->series_count; i++) {
                sum += chart->series[i].values[at] > 0 ? chart->series[i].values[at] : 0;
            }
            high = sum > high ? sum : high;
        }
        scale = chart_scale_of(0, high);
    }
    chart_begin(&out, arena, chart, &scale);
    chart_put_lines(&out, &scale);
    int64_t slot = CHART_ACROSS / (int64_t)(chart->count > 0 ? chart->count : 1);
    int64_t inner = slot * 7 / 10;
    int64_t width = is_stacked ? inner : inner / (int64_t)(chart->series_count > 0 ? chart->series_count : 1);
    for (size_t at = 0; at < chart->count; at++) {
        int64_t left = chart_point_across(chart, at, true) - inner / 2;
        int64_t sum = 0;
        bool is_so_far = chart->is_last_so_far && at + 1 == chart->count;
        buf_format(&out, "<g class=\"point%s\"", is_so_far ? " so-far" : "");
        chart_put_tip(&out, arena, chart, at);
        buf_add(&out, TEXT(">"));
        put_bar(&out, "hit", left - (slot - inner) / 2, slot, CHART_TOP, CHART_TOP + CHART_PLOT);
        for (size_t i = 0; i < chart->series_count; i++) {
            int64_t value = chart->series[i].values[at];
            if (value == CHART_GAP || value == 0 || (is_stacked && value < 0)) {
                continue;
            }
            char name[8];
            snprintf(name, sizeof(name), "s%d", chart->series[i].colour);
            int64_t low = chart_down(&scale, is_stacked ? sum : 0);
            int64_t high = chart_down(&scale, is_stacked ? sum + value : value);
            put_bar(&out, name, is_stacked ? left : left + (int64_t)i * width, width, low < high ? low : high,
                    low < high ? high : low);
            sum += value;
        }
        buf_add(&out, TEXT("</g>"));
    }
    chart_put_labels(&out, arena, chart, &scale, /* is_slot= */ true);
    chart_end(&out);
    return (struct chart_drawing){
        .svg = {.markup = buf_text(&out)},
        .legend = chart_legend(arena, chart),
        .table = chart_table(arena, chart),
    };
}

struct chart_drawing chart_bars(struct arena *arena, const struct chart *chart)
{
    return bars(arena, chart, /* is_stacked= */ false);
}

struct chart_drawing chart_stacked(struct arena *arena, const struct chart *chart)
{
    return bars(arena, chart, /* is_stacked= */ true);
}

// ---- sparklines ----

#define SPARK_WIDTH 200
#define SPARK_HEIGHT 32

struct safe_html chart_spark(struct arena *arena, const int64_t *values, size_t count, int colour)
{
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    int64_t high = 1;
    for (size_t i = 0; i < count; i++) {
        high = values[i] > high ? values[i] : high;
    }
    buf_format(&out, "<svg class=\"spark\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
               SPARK_WIDTH, SPARK_HEIGHT);
    struct buf line = buf_new(arena, CHART_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        int64_t value = values[i] > 0 ? values[i] : 0;
        buf_format(&line, "%c%lld %lld", i == 0 ? 'M' : 'L',
                   (long long)chart_share((int64_t)i, count > 1 ? (int64_t)count - 1 : 1, SPARK_WIDTH),
                   (long long)(SPARK_HEIGHT - 1 - chart_share(value, high, SPARK_HEIGHT - 3)));
    }
    if (count > 1) {
        struct text d = buf_text(&line);
        buf_format(&out, "<path class=\"area s%d\" d=\"%.*sL%d %dL0 %dZ\"></path>", colour, TEXT_PRINT(d), SPARK_WIDTH,
                   SPARK_HEIGHT, SPARK_HEIGHT);
        buf_format(&out, "<path class=\"line s%d\" d=\"%.*s\"></path>", colour, TEXT_PRINT(d));
    }
    buf_add(&out, TEXT("</svg>"));
    return (struct safe_html){.markup = buf_text(&out)};
}
