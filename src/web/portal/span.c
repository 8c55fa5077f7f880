// SPDX-License-Identifier: Apache-2.0
// Figures over days.
#include "portal/span.h"

#include <string.h>

#include "network/network.h"
#include "page/page.h"
#include "phrase/phrases.h"

struct money span_money(const struct span *span, int64_t minor)
{
    return (struct money){.minor = minor, .currency = span->currency};
}

struct change_view span_change(int64_t now, int64_t before)
{
    if (before <= 0 || now > INT64_MAX / 2000000 || before > INT64_MAX / 2000000) {
        return (struct change_view){.is_known = false};
    }
    return (struct change_view){.ppm = (now - before) * 1000000 / before, .is_known = true};
}

static void add(const struct span *span, struct report_counts *sum, const struct report_row *row)
{
    const struct report_counts *c = &row->counts;
    sum->clicks += c->clicks;
    sum->unique_clicks += c->unique_clicks;
    sum->leads += c->leads;
    sum->sales += c->sales;
    sum->rejected += c->rejected;
    sum->refunded += c->refunded;
    if (currency_equal(row->currency, span->currency)) { // others: add_other
        sum->revenue_minor += c->revenue_minor;
        sum->commission_minor += c->commission_minor;
    }
}

static struct span_other *other_of(struct span *span, struct currency currency)
{
    size_t at = 0;
    while (at < span->other_count && strcmp(span->others[at].currency.code, currency.code) < 0) {
        at++;
    }
    if (at == span->other_count || !currency_equal(span->others[at].currency, currency)) {
        memmove(span->others + at + 1, span->others + at, (span->other_count - at) * sizeof(span->others[0]));
        span->others[at] = (struct span_other){.currency = currency};
        span->other_count++;
    }
    return &span->others[at];
}

static void add_others(struct arena *arena, const struct report *report, struct span *span)
{
    span->others = arena_many(arena, struct span_other, report->row_count);
    for (size_t i = 0; i < report->row_count; i++) {
        const struct report_row *row = &report->rows[i];
        bool has_money = row->counts.revenue_minor != 0 || row->counts.commission_minor != 0;
        if (has_money && !currency_equal(row->currency, span->currency)) {
            struct span_other *other = other_of(span, row->currency);
            other->counts.revenue_minor += row->counts.revenue_minor;
            other->counts.commission_minor += row->counts.commission_minor;
        }
    }
}

// Where a row of the report belongs: hours and days by what the zone's clock shows, months by their number.
static bool place_of(const struct span *span, int64_t first_day, struct text key, size_t *ret_at)
{
    struct instant day;
    if (key.n < 10 || instant_parse(text_slice(key, 0, 10), &day) != RC_OK) {
        return false;
    }
    int64_t at = day_number(day) - first_day;
    if (span->bucket == CHART_HOUR && key.n >= 13) {
        at = at * 24 + (key.p[11] - '0') * 10 + (key.p[12] - '0');
    } else if (span->bucket == CHART_MONTH) {
        struct civil c = civil_of_instant(day);
        struct civil first = civil_of_instant((struct instant){first_day * DAY_MS});
        at = (c.year - first.year) * 12 + c.month - first.month;
    }
    *ret_at = (size_t)at;
    return at >= 0 && (size_t)at < span->count;
}

static void add_report(const struct span *span, const struct report *report, int64_t first_day,
                       struct span_point *points, struct report_counts *sum)
{
    for (size_t i = 0; i < report->row_count; i++) {
        size_t at = 0;
        add(span, sum, &report->rows[i]);
        if (place_of(span, first_day, report->rows[i].keys[0], &at)) {
            add(span, &points[at].counts, &report->rows[i]);
        }
    }
}

// The network's, unless all the money is in others: then that of the most conversions.
static struct currency currency_told(struct currency own, const struct report *report)
{
    struct currency told = own;
    int64_t most = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        struct currency currency = report->rows[i].currency;
        int64_t conversions = 0;
        int64_t money = 0;
        for (size_t k = i; k < report->row_count; k++) {
            const struct report_counts *c = &report->rows[k].counts;
            if (currency_equal(report->rows[k].currency, currency)) {
                conversions += c->leads + c->sales;
                money |= c->revenue_minor | c->commission_minor;
            }
        }
        if (currency_equal(currency, own) && money != 0) {
            return own;
        }
        if (money != 0 && conversions > most) {
            most = conversions;
            told = currency;
        }
    }
    return told;
}

// The points of a period and when each begins.
static void lay_out(const struct period *period, struct span *span)
{
    int64_t days = period_days(period);
    span->bucket = days <= 2 ? CHART_HOUR : days <= 120 ? CHART_DAY : CHART_MONTH;
    span->count = span->bucket == CHART_HOUR ? (size_t)days * 24 : (size_t)days;
    struct civil first = civil_of_instant((struct instant){period->first * DAY_MS});
    if (span->bucket == CHART_MONTH) {
        struct civil last = civil_of_instant((struct instant){period->last * DAY_MS});
        span->count = (size_t)((last.year - first.year) * 12 + last.month - first.month) + 1;
    }
    for (size_t i = 0; i < span->count; i++) {
        struct instant local = {period->first * DAY_MS + (int64_t)i * (span->bucket == CHART_HOUR ? HOUR_MS : DAY_MS)};
        if (span->bucket == CHART_MONTH) {
            int32_t months = first.year * 12 + first.month - 1 + (int32_t)i;
            local = instant_of_civil((struct civil){.year = months / 12, .month = months % 12 + 1, .day = 1});
        }
        span->list[i].at = zone_instant_of_local(period->zone, local);
    }
    if (span->bucket == CHART_HOUR && period->is_so_far) { // hours to come are not zero, they are not there yet
        while (span->count > 1 && span->list[span->count - 1].at.ms >= period->to.ms) {
            span->count--;
        }
    }
}

// Rates for what is shown, into the currency of display.
static enum rc read_rates(struct call *call, struct span *span)
{
    TRY(converted_open(call, &span->converted));
    if (span->now.revenue_minor != 0 || span->now.commission_minor != 0) {
        TRY(converted_need(call, &span->converted, span->currency));
    }
    for (size_t i = 0; i < span->other_count; i++) {
        TRY(converted_need(call, &span->converted, span->others[i].currency));
    }
    return RC_OK;
}

enum rc span_read(struct call *call, const struct period *period, const struct report_request *filters,
                  struct span *ret_span)
{
    struct network network;
    struct span *span = ret_span;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    memset(span, 0, sizeof(*span));
    span->is_so_far = period->is_so_far;
    span->is_compared = period->compare != COMPARE_OFF;
    lay_out(period, span);
    struct report_request request = *filters;
    request.dimensions[0] = span->bucket == CHART_HOUR ? REPORT_HOUR : REPORT_DAY;
    request.dimension_count = 1;
    request.zone = period->zone;
    request.from = period->from;
    request.to = period->to;
    struct report report;
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    span->currency = currency_told(network.currency, &report);
    add_report(span, &report, period->first, span->list, &span->now);
    add_others(call->arena, &report, span);
    TRY(read_rates(call, span));
    if (!span->is_compared) {
        return RC_OK;
    }
    request.from = period->before_from;
    request.to = period->before_to;
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, &request, &report, call->fault)));
    add_report(span, &report, period->first - period->shift, span->list_before, &span->before);
    return RC_OK;
}

struct measure {
    const struct render *render;
    struct currency currency;
    bool is_money;
};

static struct text format(const void *user, struct arena *arena, int64_t value)
{
    const struct measure *m = user;
    return m->is_money ? i18n_money(m->render->reader.i18n, arena, (struct money){value, m->currency})
                       : i18n_integer(m->render->reader.i18n, arena, value);
}

static int64_t count_at(const struct report_counts *counts, size_t offset)
{
    int64_t value = 0;
    memcpy(&value, (const char *)counts + offset, sizeof(value));
    return value;
}

static int64_t value_at(const struct span_point *point, size_t offset)
{
    return count_at(&point->counts, offset);
}

static struct text way_of(const struct render *render, const struct span_way *way, const struct currency *currency)
{
    if (way == NULL) {
        return TEXT_NONE;
    }
    struct address_change more[SPAN_WAY_MAX + 1];
    for (size_t i = 0; i < way->count; i++) {
        more[i] = way->more[i];
    }
    more[way->count] = (struct address_change){"currency", currency_text(currency)};
    return period_url(render, way->period, way->path, more, way->count + 1);
}

struct figure_view span_money_figure(struct render *render, const struct span *span, struct text label, size_t offset,
                                     const struct span_way *way)
{
    int64_t now = count_at(&span->now, offset);
    struct figure_beside *beside = arena_many(render->arena, struct figure_beside, span->other_count + 1);
    struct money *sums = arena_many(render->arena, struct money, span->other_count + 1);
    size_t count = 0;
    sums[span->other_count] = span_money(span, now);
    for (size_t i = 0; i < span->other_count; i++) {
        int64_t minor = count_at(&span->others[i].counts, offset);
        sums[i] = (struct money){minor, span->others[i].currency};
        if (minor != 0) {
            struct text money = render_money(render, sums[i]);
            beside[count++] = (struct figure_beside){.value = text_format(render->arena, "+ %.*s", TEXT_PRINT(money)),
                                                     .url = way_of(render, way, &span->others[i].currency)};
        }
    }
    beside[count] = converted_beside(render, &span->converted, sums, span->other_count + 1);
    count += text_is(beside[count].value) ? 1 : 0;
    return (struct figure_view){.label = label,
                                .value = render_money(render, span_money(span, now)),
                                .url = way_of(render, way, &span->currency),
                                .beside = {.items = beside, .count = count},
                                .change = span_change(now, count_at(&span->before, offset))};
}

static struct text label_of(struct render *render, const struct span *span, size_t i)
{
    struct i18n *i18n = render->reader.i18n;
    const enum i18n_time forms[] = {[CHART_HOUR] = I18N_DATE_TIME, [CHART_DAY] = I18N_DATE, [CHART_MONTH] = I18N_MONTH};
    return i18n_time(i18n, render->arena, span->list[i].at, forms[span->bucket]);
}

static struct text caption_of(struct render *render, const struct measure *measure, const struct chart *chart,
                              struct change_view change)
{
    size_t peak = chart_peak(&chart->series[0], chart->count);
    struct text value = format(measure, render->arena, peak == SIZE_MAX ? 0 : chart->series[0].values[peak]);
    struct text date = chart->labels[peak == SIZE_MAX ? chart->count - 1 : peak];
    if (!change.is_known) {
        return phrase_chart_peak_alone(&render->reader, (struct phrase_chart_peak_alone){.value = value, .date = date});
    }
    return phrase_chart_peak(
        &render->reader,
        (struct phrase_chart_peak){.change = render_change_words(render, change.ppm), .value = value, .date = date});
}

struct chart_view span_chart(struct render *render, const struct span *span, struct text title, size_t offset,
                             bool is_money)
{
    const struct reader *r = &render->reader;
    size_t count = span->count;
    int64_t *values = arena_many(render->arena, int64_t, 2 * count);
    struct text *labels = arena_many(render->arena, struct text, count);
    if (is_money && span->other_count > 0) {
        title = text_format(render->arena, "%.*s, %s", TEXT_PRINT(title), span->currency.code);
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = value_at(&span->list[i], offset);
        values[count + i] = value_at(&span->list_before[i], offset);
        labels[i] = label_of(render, span, i);
    }
    const struct chart_series series[] = {
        {.name = title, .values = values, .colour = 1},
        {.name = phrase_chart_before(r), .values = values + count, .colour = 1, .is_ghost = true},
    };
    struct measure measure = {.render = render, .currency = span->currency, .is_money = is_money};
    const struct chart chart = {
        .head = phrase_word_date(r),
        .labels = labels,
        .count = count,
        .series = series,
        .series_count = span->is_compared ? 2 : 1,
        .bucket = span->bucket,
        .is_last_so_far = span->is_so_far,
        .so_far = phrase_chart_so_far(r),
        .format = {.call = format, .user = &measure},
    };
    const struct span_point now = {.counts = span->now};
    const struct span_point before = {.counts = span->before};
    struct change_view change = span_change(value_at(&now, offset), value_at(&before, offset));
    return (struct chart_view){.title = title,
                               .caption = caption_of(render, &measure, &chart, change),
                               .drawing = chart_line(render->arena, &chart)};
}
