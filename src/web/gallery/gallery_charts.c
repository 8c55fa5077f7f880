// SPDX-License-Identifier: Apache-2.0
// The charts of the gallery: numbers that a formula invents, so that they are the same on every day.
#include "gallery/gallery.h"
#include "phrase/phrases.h"

#define DAYS 28
#define HOURS 24
#define SAMPLE_AT ((struct instant){.ms = 1764410582000}) // 2025-11-29T10:03:02Z

static struct text in_numbers(const void *user, struct arena *arena, int64_t value)
{
    const struct reader *reader = user;
    return i18n_integer(reader->i18n, arena, value);
}

static struct text in_euro(const void *user, struct arena *arena, int64_t value)
{
    const struct reader *reader = user;
    return i18n_money(reader->i18n, arena, (struct money){.minor = value, .currency = {.code = "EUR"}});
}

// A week's rhythm on a slow rise.
static int64_t wave(int64_t day, int64_t seed)
{
    static const int64_t week[] = {100, 112, 118, 115, 108, 62, 55};
    return week[day % 7] * (40 + day) * (90 + (day * seed) % 23) / 1000;
}

static struct text caption(struct render *render, int64_t ppm, struct text value, struct text date)
{
    return phrase_chart_peak(
        &render->reader,
        (struct phrase_chart_peak){.change = render_change_words(render, ppm), .value = value, .date = date});
}

static struct text *days(struct render *render)
{
    struct text *labels = arena_many(render->arena, struct text, DAYS);
    for (int64_t i = 0; i < DAYS; i++) {
        labels[i] = render_date(render, (struct instant){.ms = SAMPLE_AT.ms - (DAYS - 1 - i) * DAY_MS});
    }
    return labels;
}

static void fill_lines(struct render *render, struct gallery_view *view)
{
    struct arena *arena = render->arena;
    const struct reader *r = &render->reader;
    int64_t *values = arena_many(arena, int64_t, 3 * DAYS);
    for (int64_t i = 0; i < DAYS; i++) {
        values[i] = wave(i, 7) * 12;
        values[DAYS + i] = i == 9 || i == 10 ? CHART_GAP : wave(i, 5) * 10;
        values[2 * DAYS + i] = wave(i, 3) * 9;
    }
    values[DAYS - 1] /= 3;
    struct text *labels = days(render);
    const struct chart_series series[] = {
        {.name = phrase_word_clicks(r), .values = values, .colour = 1},
        {.name = phrase_chart_before(r), .values = values + DAYS, .colour = 1, .is_ghost = true},
    };
    struct chart chart = {
        .head = phrase_word_date(r),
        .labels = labels,
        .count = DAYS,
        .series = series,
        .series_count = 2,
        .bucket = CHART_DAY,
        .is_last_so_far = true,
        .so_far = phrase_chart_so_far(r),
        .format = {.call = in_numbers, .user = r},
    };
    size_t peak = chart_peak(&series[0], DAYS);
    struct text words = caption(render, 124000, in_numbers(r, arena, values[peak]), labels[peak]);
    view->line =
        (struct chart_view){.title = phrase_word_clicks(r), .caption = words, .drawing = chart_line(arena, &chart)};
    const struct chart_series three[] = {
        {.name = phrase_word_clicks(r), .values = values, .colour = 1},
        {.name = phrase_word_leads(r), .values = values + 2 * DAYS, .colour = 3},
        {.name = phrase_word_sales(r), .values = values + DAYS, .colour = 2},
    };
    chart.series = three;
    chart.series_count = 3;
    view->stacked = (struct chart_view){
        .title = phrase_word_conversions(r), .caption = words, .drawing = chart_stacked(arena, &chart)};
    chart.series = series;
    chart.series_count = 1;
    chart.count = 12;
    chart.format.call = in_euro;
    view->bars =
        (struct chart_view){.title = phrase_word_commission(r), .caption = words, .drawing = chart_bars(arena, &chart)};
    view->spark = chart_spark(arena, values, DAYS, 1);
}

static void fill_flows(struct render *render, struct gallery_view *view)
{
    struct arena *arena = render->arena;
    const struct reader *r = &render->reader;
    const struct chart_fall falls[] = {
        {.name = phrase_word_order(r), .value = 12000},
        {.name = phrase_word_payout(r), .value = -2000},
        {.name = phrase_receipt_base(r), .is_sum = true},
    };
    view->waterfall = (struct chart_view){
        .title = phrase_receipt_title(r),
        .caption = view->hold,
        .drawing =
            chart_waterfall(arena, phrase_word_name(r), falls, 3, (struct chart_format){.call = in_euro, .user = r}),
    };
    const struct {
        struct text name;
        int64_t value;
    } steps[] = {
        {phrase_word_clicks(r), 184320},  {phrase_word_leads(r), 9120}, {phrase_word_sales(r), 4120},
        {phrase_state_approved(r), 3870}, {phrase_state_paid(r), 2911},
    };
    struct chart_step funnel[5];
    for (size_t i = 0; i < 5; i++) {
        funnel[i] = (struct chart_step){.name = steps[i].name,
                                        .value = steps[i].value,
                                        .shown = in_numbers(r, arena, steps[i].value),
                                        .rate = TEXT_NONE};
        if (i > 0) {
            struct text percent = render_percent(render, steps[i].value * 1000000 / steps[i - 1].value);
            funnel[i].rate = phrase_chart_of_before(r, (struct phrase_chart_of_before){.percent = percent});
        }
    }
    view->funnel = chart_funnel(arena, funnel, 5);
    struct text *rows = arena_many(arena, struct text, 7);
    struct text *columns = arena_many(arena, struct text, HOURS);
    int64_t *values = arena_many(arena, int64_t, (size_t)7 * HOURS);
    for (int64_t d = 0; d < 7; d++) {
        rows[d] = render_date(render, (struct instant){.ms = SAMPLE_AT.ms - (6 - d) * DAY_MS});
        for (int64_t h = 0; h < HOURS; h++) {
            columns[h] = in_numbers(r, arena, h);
            int64_t noon = h > 13 ? h - 13 : 13 - h;
            values[d * HOURS + h] = h < 5 ? 0 : wave(d, 7) * (15 - noon) / 10;
        }
    }
    view->busiest = phrase_chart_busiest(r, (struct phrase_chart_busiest){.day = rows[2], .hour = columns[13]});
    const struct chart_heat heat = {
        .caption = view->busiest,
        .rows = rows,
        .columns = columns,
        .row_count = 7,
        .column_count = HOURS,
        .values = values,
        .format = {.call = in_numbers, .user = r},
    };
    view->heat = chart_heat_map(arena, &heat);
}

void gallery_fill_charts(struct render *render, struct gallery_view *view)
{
    fill_lines(render, view);
    fill_flows(render, view);
}
