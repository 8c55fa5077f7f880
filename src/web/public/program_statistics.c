// SPDX-License-Identifier: Apache-2.0
// Figures of a program: medians, the first commission, deciles, months.
#include "public/program_statistics.h"

#include <string.h>

#include "i18n/i18n.h"
#include "phrase/phrases.h"

#define FIGURES_MAX (3 + STANDING_FIGURES_MAX)
#define MONTHS_MIN 2    // one alone is no course of time
#define TENTH_PPM 1000  // a tenth of a percent
#define MEASURE_SALES 1 // colours of web/chart: one measure has one everywhere
#define MEASURE_COMMISSION 2
#define MEASURE_LEADS 3

struct rate program_public_tenth(int64_t ppm)
{
    return (struct rate){.ppm = (ppm + TENTH_PPM / 2) / TENTH_PPM * TENTH_PPM};
}

static struct exact hundredth_of_minor(struct exact e)
{
    const int64_t step = EXACT_PER_MINOR / 100;
    e.micro = (e.micro + step / 2) / step * step;
    return e;
}

static struct text percent(const struct render *render, int64_t ppm)
{
    return i18n_percent(render->reader.i18n, render->arena, program_public_tenth(ppm));
}

static struct text days_text(const struct render *render, int64_t days)
{
    return phrase_figures_days(&render->reader, (struct phrase_figures_days){.n = days > 0 ? days : 1});
}

struct text program_statistics_hidden(const struct render *render, int64_t partners_min)
{
    return phrase_figures_hidden(&render->reader, (struct phrase_figures_hidden){.n = partners_min});
}

// ---- figures ----

struct figure_row_list program_standing_figures(struct render *render, const struct program_standing *standing,
                                                int64_t partners_min)
{
    const struct reader *r = &render->reader;
    struct figure_view *items = arena_many(render->arena, struct figure_view, STANDING_FIGURES_MAX);
    size_t count = 0;
    if (standing->partners < partners_min) {
        return (struct figure_row_list){.items = items, .count = 0};
    }
    if (standing->waits > 0) {
        items[count++] =
            (struct figure_view){.label = phrase_figures_wait(r),
                                 .value = days_text(render, (standing->median_wait_ms + DAY_MS - 1) / DAY_MS)};
    }
    if (standing->decided > 0) {
        items[count++] =
            (struct figure_view){.label = phrase_figures_rejected(r), .value = percent(render, standing->rejected_ppm)};
    }
    if (standing->sales > 0) {
        items[count++] =
            (struct figure_view){.label = phrase_figures_refunded(r), .value = percent(render, standing->refunded_ppm)};
    }
    return (struct figure_row_list){.items = items, .count = count};
}

static void fill_figures(struct render *render, const struct program_public *about,
                         struct program_statistics_view *view)
{
    const struct reader *r = &render->reader;
    const struct program_figures *figures = &about->figures;
    struct figure_view *items = arena_many(render->arena, struct figure_view, FIGURES_MAX);
    size_t count = 0;
    if (about->has_figures) {
        items[count++] = (struct figure_view){.label = phrase_figures_conversion(r),
                                              .value = percent(render, figures->conversion_ppm)};
        items[count++] =
            (struct figure_view){.label = phrase_figures_epc(r),
                                 .value = i18n_exact(r->i18n, render->arena, hundredth_of_minor(figures->epc))};
    }
    if (figures->median_order.minor > 0) {
        items[count++] = (struct figure_view){.label = phrase_figures_order(r),
                                              .value = render_money(render, figures->median_order)};
    }
    struct figure_row_list standing = program_standing_figures(render, &figures->standing, about->page.partners_min);
    for (size_t i = 0; i < standing.count; i++) {
        items[count++] = standing.items[i];
    }
    view->figures = (struct figure_row_list){.items = items, .count = count};
}

// Of those with clicks or, where these are too few, of those with orders.
static struct text note_of(struct render *render, const struct program_public *about, size_t figures)
{
    const struct reader *r = &render->reader;
    struct text from = render_date(render, about->figures.from);
    struct text to = render_date(render, about->figures.to);
    if (about->has_figures) {
        return phrase_figures_note(r,
                                   (struct phrase_figures_note){.n = about->figures.partners, .from = from, .to = to});
    }
    if (figures > 0) {
        return phrase_figures_note_orders(
            r, (struct phrase_figures_note_orders){.n = about->figures.standing.partners, .from = from, .to = to});
    }
    return program_statistics_hidden(render, about->page.partners_min);
}

static struct text first_of(struct render *render, const struct program_public *about)
{
    const struct program_first *first = &about->figures.first;
    if (first->earned == 0 || first->earned < about->page.partners_min) {
        return TEXT_NONE;
    }
    return phrase_figures_first(&render->reader, (struct phrase_figures_first){
                                                     .date = render_date(render, about->figures.to),
                                                     .joined = render_number(render, first->joined),
                                                     .earned = render_number(render, first->earned),
                                                     .days = days_text(render, first->median_days),
                                                 });
}

// ---- drawings ----

struct measure {
    const struct render *render;
    struct currency currency; // none: a share
};

static struct text format(const void *user, struct arena *arena, int64_t value)
{
    const struct measure *m = user;
    return currency_is_none(m->currency)
               ? i18n_percent(m->render->reader.i18n, arena, program_public_tenth(value))
               : i18n_money(m->render->reader.i18n, arena, (struct money){value, m->currency});
}

static void fill_earned(struct render *render, const struct program_public *about, struct program_statistics_view *view)
{
    const struct reader *r = &render->reader;
    const struct program_figures *figures = &about->figures;
    if (figures->active < PROGRAM_FIGURES_DECILES_MIN || figures->active < about->page.partners_min) {
        return;
    }
    int64_t *values = arena_many(render->arena, int64_t, PROGRAM_FIGURES_DECILES);
    struct text *labels = arena_many(render->arena, struct text, PROGRAM_FIGURES_DECILES);
    for (size_t i = 0; i < PROGRAM_FIGURES_DECILES; i++) {
        values[i] = figures->deciles[i].minor;
        labels[i] = percent(render, RATE_ONE / 10 * (int64_t)(PROGRAM_FIGURES_DECILES - i));
    }
    const struct chart_series series = {
        .name = phrase_figures_earned_least(r), .values = values, .colour = MEASURE_COMMISSION};
    struct measure measure = {.render = render, .currency = about->program.currency};
    const struct chart chart = {.head = phrase_figures_earned_share(r),
                                .labels = labels,
                                .count = PROGRAM_FIGURES_DECILES,
                                .series = &series,
                                .series_count = 1,
                                .bucket = CHART_OTHER,
                                .format = {.call = format, .user = &measure}};
    view->has_earned = true;
    view->earned = (struct chart_view){
        .title = phrase_figures_earned_title(
            r, (struct phrase_figures_earned_title){.days = days_text(render, PROGRAM_FIGURES_DAYS)}),
        .caption = phrase_figures_earned_caption(
            r,
            (struct phrase_figures_earned_caption){
                .earning = render_number(render, figures->earning),
                .active = render_number(render, figures->active),
                .half = render_money(render, figures->deciles[PROGRAM_FIGURES_DECILES / 2]),
                .tenth = render_money(render, figures->deciles[PROGRAM_FIGURES_DECILES - 1])}),
        .note = phrase_figures_earned_note(r),
        .drawing = chart_bars(render->arena, &chart)};
}

struct course {
    int64_t values[PROGRAM_FIGURES_MONTHS]; // CHART_GAP: too few partners
    struct currency currency;
    struct text title, note;
    int colour;
};

// What the first and the last month with a value say, in words, and all of them as a line. False with fewer than two.
static bool draw_course(struct render *render, const struct program_figures *figures, const struct course *course,
                        struct chart_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct text *labels = arena_many(render->arena, struct text, PROGRAM_FIGURES_MONTHS);
    int64_t *values = arena_many(render->arena, int64_t, PROGRAM_FIGURES_MONTHS);
    size_t shown = 0;
    size_t first = 0;
    size_t last = 0;
    for (size_t i = 0; i < PROGRAM_FIGURES_MONTHS; i++) {
        struct instant middle = {figures->months[i].first_day * DAY_MS + 14 * DAY_MS}; // the same month everywhere
        labels[i] = i18n_time(r->i18n, render->arena, middle, I18N_MONTH);
        values[i] = course->values[i];
        if (values[i] != CHART_GAP) {
            first = shown == 0 ? i : first;
            last = i;
            shown++;
        }
    }
    if (shown < MONTHS_MIN) {
        return false;
    }
    const struct chart_series series = {.name = course->title, .values = values + first, .colour = course->colour};
    struct measure measure = {.render = render, .currency = course->currency};
    const struct chart chart = {.head = phrase_figures_month(r),
                                .labels = labels + first,
                                .count = PROGRAM_FIGURES_MONTHS - first,
                                .series = &series,
                                .series_count = 1,
                                .bucket = CHART_MONTH,
                                .is_last_so_far = last == PROGRAM_FIGURES_MONTHS - 1,
                                .so_far = phrase_chart_so_far(r),
                                .format = {.call = format, .user = &measure}};
    *ret_view = (struct chart_view){
        .title = course->title,
        .caption = phrase_figures_course(r,
                                         (struct phrase_figures_course){
                                             .from = labels[first],
                                             .before = format(&measure, render->arena, values[first]),
                                             .to = labels[last],
                                             .now = format(&measure, render->arena, values[last]),
                                         }),
        .note = course->note,
        .drawing = chart_line(render->arena, &chart)};
    return true;
}

static void fill_months(struct render *render, const struct program_public *about, struct program_statistics_view *view)
{
    const struct reader *r = &render->reader;
    int64_t least = about->page.partners_min;
    struct course orders = {
        .currency = about->program.currency, .title = phrase_figures_orders_title(r), .colour = MEASURE_SALES};
    struct course leads = {
        .title = phrase_figures_leads_title(r), .note = phrase_figures_leads_note(r), .colour = MEASURE_LEADS};
    for (size_t i = 0; i < PROGRAM_FIGURES_MONTHS; i++) {
        const struct program_month *m = &about->figures.months[i];
        orders.values[i] = m->sales > 0 && m->sellers >= least ? m->average_order.minor : CHART_GAP;
        leads.values[i] = m->leads > 0 && m->leaders >= least ? m->converted_ppm : CHART_GAP;
    }
    view->has_orders = draw_course(render, &about->figures, &orders, &view->orders);
    view->has_leads = draw_course(render, &about->figures, &leads, &view->leads);
}

struct program_statistics_view program_statistics(struct render *render, const struct program_public *about)
{
    struct program_statistics_view view = {.first = first_of(render, about)};
    fill_figures(render, about, &view);
    fill_earned(render, about, &view);
    fill_months(render, about, &view);
    view.note = note_of(render, about, view.figures.count);
    return view;
}
