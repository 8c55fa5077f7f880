// SPDX-License-Identifier: Apache-2.0
// A backtest's report on a page.
#include "identity/public_id.h"
#include "operator/plan_editor.h"
#include "phrase/phrases.h"
#include "portal/show.h"

#define PARTNERS_SHOWN 20
#define MONTHS_SHOWN 60
#define COLUMNS 4

static struct text signed_money(const struct render *render, int64_t minor, struct currency currency)
{
    struct text amount = i18n_money(render->reader.i18n, render->arena, (struct money){minor, currency});
    return minor > 0 ? text_format(render->arena, "+%.*s", TEXT_PRINT(amount)) : amount;
}

// A share of the sales; nothing without any.
static struct text share(const struct render *render, int64_t part, int64_t whole)
{
    if (whole <= 0) {
        return TEXT("");
    }
    struct rate rate = {.ppm = (int64_t)((__int128)part * RATE_ONE / whole)};
    rate.ppm = rate.ppm / 100 * 100; // hundredths of a percent are enough to read
    return i18n_percent(render->reader.i18n, render->arena, rate);
}

struct measure {
    const struct render *render;
    struct currency currency;
};

static struct text format_money(const void *user, struct arena *arena, int64_t value)
{
    const struct measure *m = user;
    return i18n_money(m->render->reader.i18n, arena, (struct money){value, m->currency});
}

static struct text month_label(const struct render *render, int64_t month)
{
    struct civil middle = {.year = (int32_t)(month / 12), .month = (int32_t)(month % 12) + 1, .day = 15};
    return i18n_time(render->reader.i18n, render->arena, instant_of_civil(middle), I18N_MONTH);
}

static void fill_months(struct render *render, const struct backtest_report *report, struct plan_backtest_view *view)
{
    const struct reader *r = &render->reader;
    size_t count = report->month_count > MONTHS_SHOWN ? MONTHS_SHOWN : report->month_count;
    if (count < 2) {
        return;
    }
    struct text *labels = arena_many(render->arena, struct text, count);
    int64_t *values = arena_many(render->arena, int64_t, 2 * count);
    for (size_t i = 0; i < count; i++) {
        const struct backtest_month *month = &report->months[report->month_count - count + i];
        labels[i] = month_label(render, month->month);
        values[i] = month->now_minor;
        values[count + i] = month->cost_minor[0];
    }
    const struct chart_series series[] = {
        {.name = phrase_plan_cost_now(r), .values = values, .colour = 1},
        {.name = phrase_plan_cost_draft(r), .values = values + count, .colour = 2},
    };
    struct measure measure = {.render = render, .currency = report->program.currency};
    const struct chart chart = {.head = phrase_word_date(r),
                                .labels = labels,
                                .count = count,
                                .series = series,
                                .series_count = 2,
                                .bucket = CHART_MONTH,
                                .format = {.call = format_money, .user = &measure}};
    view->has_months = true;
    view->months = (struct chart_view){.caption = phrase_plan_months(r), .drawing = chart_bars(render->arena, &chart)};
}

static void fill_partners(struct call *call, struct render *render, const struct backtest_report *report,
                          struct plan_backtest_view *view)
{
    const struct reader *r = &render->reader;
    struct currency currency = report->program.currency;
    size_t count = report->partner_count > PARTNERS_SHOWN ? PARTNERS_SHOWN : report->partner_count;
    struct plan_backtest_row *rows = arena_many(call->arena, struct plan_backtest_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct backtest_partner *partner = &report->partners[i];
        int64_t change = partner->cost_minor[0] - partner->now_minor;
        const struct backtest_reason *reason = &partner->reasons[0];
        rows[i] = (struct plan_backtest_row){
            .partner = text_copy(call->arena, partner->name),
            .url = show_url(call, "/operator/partners/", PREFIX_PARTNER, partner->partner_id.v),
            .now = {.minor = partner->now_minor, .currency = currency},
            .draft = {.minor = partner->cost_minor[0], .currency = currency},
            .change = signed_money(render, change, currency),
            .is_gain = change > 0,
            .is_loss = change < 0,
            .reason = reason->is_given && text_is(reason->text) ? text_copy(call->arena, reason->text) : TEXT_NONE,
        };
    }
    view->rows = (struct plan_backtest_list){.items = rows, .count = count};
    view->left = (int64_t)(report->partner_count - count);
    const struct text labels[COLUMNS] = {phrase_word_partner(r), phrase_plan_cost_now(r), phrase_plan_cost_draft(r),
                                         phrase_plan_difference(r)};
    struct column *columns = arena_many(call->arena, struct column, COLUMNS);
    for (size_t i = 0; i < COLUMNS; i++) {
        columns[i] = (struct column){.label = labels[i], .is_figure = i > 0};
    }
    view->columns = (struct column_list){.items = columns, .count = COLUMNS};
}

static struct text note_shown(struct render *render, const struct backtest_note *note)
{
    const struct reader *r = &render->reader;
    switch (note->kind) {
    case BACKTEST_NOTE_REWARDS:
        return phrase_plan_note_rewards(r);
    case BACKTEST_NOTE_RECRUITERS:
        return phrase_plan_note_recruiters(r, (struct phrase_plan_note_recruiters){.n = note->events});
    case BACKTEST_NOTE_MATRIX:
        return phrase_plan_note_matrix(r);
    case BACKTEST_NOTE_TOUCHES:
        return phrase_plan_note_touches(r, (struct phrase_plan_note_touches){.n = note->events});
    case BACKTEST_NOTE_CAPS:
        return phrase_plan_note_caps(r);
    case BACKTEST_NOTE_REFUNDS:
        return phrase_plan_note_refunds(r);
    }
    return note->text;
}

void plan_backtest_fill(struct call *call, struct render *render, const struct backtest_report *report,
                        struct plan_backtest_view *ret_view)
{
    const struct reader *r = &render->reader;
    struct currency currency = report->program.currency;
    const struct backtest_total *total = &report->totals[0];
    struct text from = render_date(render, (struct instant){.ms = report->from_day * DAY_MS});
    struct text to = render_date(render, (struct instant){.ms = report->to_day * DAY_MS});
    struct plan_backtest_view view = {
        .is_shown = true,
        .days = text_format(call->arena, "%.*s – %.*s", TEXT_PRINT(from), TEXT_PRINT(to)),
        .conversions = i18n_integer(r->i18n, call->arena, report->conversions),
        .now = {.minor = report->now_minor, .currency = currency},
        .draft = {.minor = total->cost_minor, .currency = currency},
        .now_share = share(render, report->now_minor, report->sales_minor),
        .draft_share = share(render, total->cost_minor, report->sales_minor),
        .change = signed_money(render, total->cost_minor - report->now_minor, currency),
        .gains = total->gains,
        .loses = total->loses,
        .same = total->same,
    };
    fill_months(render, report, &view);
    fill_partners(call, render, report, &view);
    struct plan_note *notes = arena_many(call->arena, struct plan_note, report->note_count);
    for (size_t i = 0; i < report->note_count; i++) {
        notes[i].text = note_shown(render, &report->notes[i]);
    }
    view.notes = (struct plan_note_list){.items = notes, .count = report->note_count};
    *ret_view = view;
}
