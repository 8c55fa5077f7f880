// SPDX-License-Identifier: Apache-2.0
// The frame of a drawing, its legend and its table.
#include "chart/chart_private.h"

void chart_put_across(struct buf *out, int64_t across)
{
    int64_t whole = across / 1000;
    int64_t rest = across % 1000;
    if (rest == 0) {
        buf_format(out, "%lld%%", (long long)whole);
    } else {
        buf_format(out, "%lld.%03lld%%", (long long)whole, (long long)rest);
    }
}

static size_t letters_of(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.n; i++) {
        count += ((unsigned char)t.p[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return count;
}

void chart_begin(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale)
{
    size_t most = 0;
    for (int64_t value = scale->low; value <= scale->high; value += scale->step) {
        size_t count = letters_of(chart->format.call(chart->format.user, arena, value));
        most = count > most ? count : most;
    }
    buf_format(out, "<svg class=\"scaled%s\" width=\"100%%\" height=\"%d\" role=\"presentation\" aria-hidden=\"true\">",
               most <= 5    ? " axis-short"
               : most <= 10 ? ""
                            : " axis-long",
               CHART_HEIGHT);
}

void chart_end(struct buf *out)
{
    buf_add(out, TEXT("</svg>"));
}

static void put_line(struct buf *out, const char *name, int64_t down)
{
    buf_format(out, "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%lld\" y2=\"%lld\"></line>", name, (long long)down,
               (long long)down);
}

void chart_put_lines(struct buf *out, const struct chart_scale *scale)
{
    for (int64_t value = scale->low; value <= scale->high; value += scale->step) {
        put_line(out, value == 0 ? "rule zero" : "rule", chart_down(scale, value));
    }
}

static void put_label(struct buf *out, const struct chart *chart, size_t at, bool is_slot, bool is_minor)
{
    bool is_last = at + 1 == chart->count && !is_slot && chart->count > 1;
    buf_format(out, "<text class=\"%s%s\" y=\"%d\" x=\"",
               at == 0 && !is_slot ? "start"
               : is_last           ? "end"
                                   : "middle",
               is_minor ? " minor" : "", CHART_HEIGHT - 6);
    chart_put_across(out, at == 0 && !is_slot ? 0 : chart_point_across(chart, at, is_slot));
    buf_add(out, TEXT("\">"));
    html_escape(out, chart->labels[at]);
    buf_add(out, TEXT("</text>"));
}

void chart_put_labels(struct buf *out, struct arena *arena, const struct chart *chart, const struct chart_scale *scale,
                      bool is_slot)
{
    for (int64_t value = scale->low; value <= scale->high; value += scale->step) {
        if (value != 0) {
            buf_format(out, "<text class=\"axis\" x=\"0\" y=\"%lld\">", (long long)chart_down(scale, value) - 4);
            html_escape(out, chart->format.call(chart->format.user, arena, value));
            buf_add(out, TEXT("</text>"));
        }
    }
    size_t step = chart_label_step(chart->bucket, chart->count, CHART_LABELS);
    for (size_t at = 0; at < chart->count; at += step) {
        put_label(out, chart, at, is_slot, /* is_minor= */ chart->count > 3 && at / step % (is_slot ? 3 : 2) != 0);
    }
}

void chart_put_tip(struct buf *out, struct arena *arena, const struct chart *chart, size_t at)
{
    buf_add(out, TEXT(" data-tip=\""));
    html_escape(out, chart->labels[at]);
    if (chart->is_last_so_far && at + 1 == chart->count) {
        buf_add(out, TEXT(" · "));
        html_escape(out, chart->so_far);
    }
    for (size_t i = 0; i < chart->series_count; i++) {
        const struct chart_series *series = &chart->series[i];
        if (series->values[at] != CHART_GAP) {
            buf_add(out, TEXT("&#10;"));
            html_escape(out, series->name);
            buf_add(out, TEXT(" "));
            html_escape(out, chart->format.call(chart->format.user, arena, series->values[at]));
        }
    }
    buf_add(out, TEXT("\""));
}

struct safe_html chart_legend(struct arena *arena, const struct chart *chart)
{
    if (chart->series_count < 2) {
        return (struct safe_html){.markup = TEXT("")};
    }
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    buf_add(&out, TEXT("<ul class=\"legend\">"));
    for (size_t i = 0; i < chart->series_count; i++) {
        const struct chart_series *series = &chart->series[i];
        buf_format(&out, "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\">");
        if (series->is_ghost) {
            buf_format(&out, "<line class=\"ghost s%d\" x1=\"0\" x2=\"12\" y1=\"6\" y2=\"6\"></line>", series->colour);
        } else {
            buf_format(&out, "<rect class=\"s%d\" width=\"12\" height=\"12\" rx=\"3\"></rect>", series->colour);
        }
        buf_add(&out, TEXT("</svg>"));
        html_escape(&out, series->name);
        buf_add(&out, TEXT("</li>"));
    }
    buf_add(&out, TEXT("</ul>"));
    return (struct safe_html){.markup = buf_text(&out)};
}

struct safe_html chart_table(struct arena *arena, const struct chart *chart)
{
    struct buf out = buf_new(arena, CHART_BYTES_MAX);
    buf_add(&out, TEXT("<table><thead><tr><th scope=\"col\">"));
    html_escape(&out, chart->head);
    buf_add(&out, TEXT("</th>"));
    for (size_t i = 0; i < chart->series_count; i++) {
        buf_add(&out, TEXT("<th scope=\"col\" class=\"figure\">"));
        html_escape(&out, chart->series[i].name);
        buf_add(&out, TEXT("</th>"));
    }
    buf_add(&out, TEXT("</tr></thead><tbody>"));
    for (size_t at = 0; at < chart->count; at++) {
        buf_add(&out, TEXT("<tr><th scope=\"row\">"));
        html_escape(&out, chart->labels[at]);
        buf_add(&out, TEXT("</th>"));
        for (size_t i = 0; i < chart->series_count; i++) {
            int64_t value = chart->series[i].values[at];
            buf_add(&out, TEXT("<td class=\"figure\">"));
            html_escape(&out, value == CHART_GAP ? TEXT("–") : chart->format.call(chart->format.user, arena, value));
            buf_add(&out, TEXT("</td>"));
        }
        buf_add(&out, TEXT("</tr>"));
    }
    buf_add(&out, TEXT("</tbody></table>"));
    return (struct safe_html){.markup = buf_text(&out)};
}
