// SPDX-License-Identifier: Apache-2.0
// Funnel, heat map and waterfall.
#include <stdlib.h>

#include "chart/chart_private.h"
#include "core/bug.h"

struct safe_html chart_funnel(struct arena *arena, const struct chart_step *steps, size_t count)
{
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    int64_t high = 1;
    for (size_t i = 0; i < count; i++) {
        high = steps[i].value > high ? steps[i].value : high;
    }
    buf_add(&out, TEXT("<ol class=\"funnel\">"));
    for (size_t i = 0; i < count; i++) {
        buf_add(&out, TEXT("<li><span class=\"funnel-head\"><span>"));
        html_escape(&out, steps[i].name);
        buf_add(&out, TEXT(" <strong>"));
        html_escape(&out, steps[i].shown);
        buf_add(&out, TEXT("</strong></span>"));
        if (text_is(steps[i].rate)) {
            buf_add(&out, TEXT("<span class=\"muted\">"));
            html_escape(&out, steps[i].rate);
            buf_add(&out, TEXT("</span>"));
        }
        buf_add(&out, TEXT("</span><svg aria-hidden=\"true\"><rect class=\"s1\" height=\"100%\" rx=\"3\" width=\""));
        // Something is never drawn as nothing.
        int64_t across = chart_share(steps[i].value, high, CHART_ACROSS);
        chart_put_across(&out, steps[i].value > 0 && across < 400 ? 400 : across);
        buf_add(&out, TEXT("\"></rect></svg></li>"));
    }
    buf_add(&out, TEXT("</ol>"));
    return (struct safe_html){.markup = buf_text(&out)};
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// 0 for zero, then 1 to 4 by quarters of the sorted values that are not zero.
static int quarter_of(const int64_t *sorted, size_t count, int64_t value)
{
    if (value <= 0) {
        return 0;
    }
    int quarter = 1;
    for (size_t q = 1; q < 4; q++) {
        quarter += value > sorted[(count - 1) * q / 4] ? 1 : 0;
    }
    return quarter;
}

struct safe_html chart_heat_map(struct arena *arena, const struct chart_heat *heat)
{
    size_t cells = heat->row_count * heat->column_count;
    int64_t *sorted = arena_many(arena, int64_t, cells);
    size_t count = 0;
    for (size_t i = 0; i < cells; i++) {
        if (heat->values[i] > 0) {
            sorted[count++] = heat->values[i];
        }
    }
    if (count > 0) {
        qsort(sorted, count, sizeof(*sorted), compare_values);
    }
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    buf_add(&out, TEXT("<table class=\"heat\"><caption class=\"visually-hidden\">"));
    html_escape(&out, heat->caption);
    buf_add(&out, TEXT("</caption><thead><tr><td></td>"));
    for (size_t c = 0; c < heat->column_count; c++) {
        buf_add(&out, TEXT("<th scope=\"col\">"));
        html_escape(&out, heat->columns[c]);
        buf_add(&out, TEXT("</th>"));
    }
    buf_add(&out, TEXT("</tr></thead><tbody>"));
    for (size_t r = 0; r < heat->row_count; r++) {
        buf_add(&out, TEXT("<tr><th scope=\"row\">"));
        html_escape(&out, heat->rows[r]);
        buf_add(&out, TEXT("</th>"));
        for (size_t c = 0; c < heat->column_count; c++) {
            int64_t value = heat->values[r * heat->column_count + c];
            struct text shown = heat->format.call(heat->format.user, arena, value);
            buf_format(&out, "<td class=\"h%d\" data-tip=\"", quarter_of(sorted, count, value));
            html_escape(&out, heat->rows[r]);
            buf_add(&out, TEXT(" "));
            html_escape(&out, heat->columns[c]);
            buf_add(&out, TEXT("&#10;"));
            html_escape(&out, shown);
            buf_add(&out, TEXT("\"><span class=\"visually-hidden\">"));
            html_escape(&out, shown);
            buf_add(&out, TEXT("</span></td>"));
        }
        buf_add(&out, TEXT("</tr>"));
    }
    buf_add(&out, TEXT("</tbody></table>"));
    return (struct safe_html){.markup = buf_text(&out)};
}

// ---- waterfall ----

struct fall_span {
    int64_t from, to; // values
};

static void put_fall(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale,
                     const struct fall_span *span, size_t at)
{
    int64_t slot = CHART_ACROSS / (int64_t)chart->count;
    int64_t left = chart_point_across(chart, at, true) - slot * 35 / 100;
    int64_t a = chart_down(scale, span->from);
    int64_t b = chart_down(scale, span->to);
    int64_t top = a < b ? a : b;
    int64_t height = a < b ? b - a : a - b;
    const char *name = span->from == 0 ? "sum" : span->to >= span->from ? "up" : "down";
    buf_add(out, TEXT("<g class=\"point\""));
    chart_put_tip(out, arena, chart, at);
    buf_format(out, "><rect class=\"%s\" y=\"%lld\" height=\"%lld\" x=\"", name, (long long)top,
               (long long)(height > 0 ? height : 1));
    chart_put_across(out, left);
    buf_add(out, TEXT("\" width=\""));
    chart_put_across(out, slot * 70 / 100);
    buf_format(out, "\"></rect><text class=\"label middle\" y=\"%lld\" x=\"", (long long)top - 5);
    chart_put_across(out, chart_point_across(chart, at, true));
    buf_add(out, TEXT("\">"));
    html_escape(out, chart->format.call(chart->format.user, arena, chart->series[0].values[at]));
    buf_add(out, TEXT("</text></g>"));
}

struct chart_drawing chart_waterfall(struct arena *arena, struct text head, const struct chart_fall *falls,
                                     size_t count, struct chart_format format)
{
    BUG_ON(count > CHART_POINTS_MAX);
    struct text *labels = arena_many(arena, struct text, count);
    int64_t *values = arena_many(arena, int64_t, count);
    struct fall_span *spans = arena_many(arena, struct fall_span, count);
    int64_t sum = 0;
    int64_t low = 0;
    int64_t high = 0;
    for (size_t i = 0; i < count; i++) {
        spans[i] =
            (struct fall_span){.from = falls[i].is_sum ? 0 : sum, .to = falls[i].is_sum ? sum : sum + falls[i].value};
        sum = spans[i].to;
        labels[i] = falls[i].name;
        values[i] = falls[i].is_sum ? sum : falls[i].value;
        low = sum < low ? sum : low;
        high = sum > high ? sum : high;
    }
    struct chart_series series = {.name = TEXT(""), .values = values, .colour = 1};
    struct chart chart = {
        .head = head,
        .labels = labels,
        .count = count,
        .series = &series,
        .series_count = 1,
        .bucket = CHART_OTHER,
        .format = format,
    };
    struct chart_scale scale = chart_scale_of(low, high);
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    chart_begin(&out, arena, &chart, &scale);
    chart_put_lines(&out, &scale);
    for (size_t i = 0; i < count; i++) {
        put_fall(&out, arena, &chart, &scale, &spans[i], i);
    }
    chart_put_labels(&out, arena, &chart, &scale, /* is_slot= */ true);
    chart_end(&out);
    return (struct chart_drawing){.svg = {.markup = buf_text(&out)}, .table = chart_table(arena, &chart)};
}
