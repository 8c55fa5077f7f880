// SPDX-License-Identifier: Apache-2.0
// Figures over days.
#include "portal/span.h"

#include <string.h>

#include "network/network.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "zone/zone.h"

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
    if (currency_equal(row->currency, span->currency)) {
        sum->revenue_minor += c->revenue_minor;
        sum->commission_minor += c->commission_minor;
    }
}

// Days of the report go to their place by the date that the zone's clock shows.
static enum rc read_part(struct call *call, struct span *span, struct report_request *request, int64_t first_day,
                         struct span_day *days, struct report_counts *sum)
{
    struct report report;
    request->dimensions[0] = REPORT_DAY;
    request->dimension_count = 1;
    TRY(flow_stored(&call->flow, report_run(call->db, call->arena, request, &report, call->fault)));
    for (int d = 0; d < span->days; d++) {
        struct instant local = {.ms = (first_day + d) * DAY_MS};
        struct text date = instant_date_text(call->arena, local);
        days[d].day = zone_instant_of_local(request->zone, local);
        for (size_t i = 0; i < report.row_count; i++) {
            if (text_equal(report.rows[i].keys[0], date)) {
                add(span, &days[d].counts, &report.rows[i]);
                add(span, sum, &report.rows[i]);
            }
        }
    }
    return RC_OK;
}

enum rc span_read(struct call *call, struct render *render, struct partner_id partner_id, int days,
                  struct span *ret_span)
{
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    memset(ret_span, 0, sizeof(*ret_span));
    ret_span->days = days;
    ret_span->currency = network.currency;
    AUTO_ZONE zone = NULL;
    TRY(zone_open(render->page->zone, &zone, call->fault));
    int64_t today = day_number(zone_local(zone, call->now));
    int64_t first = today - days + 1;
    struct report_request request = {.zone = zone, .partner_id = partner_id};
    request.from = zone_instant_of_local(zone, (struct instant){.ms = first * DAY_MS});
    request.to = (struct instant){call->now.ms + 1};
    ret_span->from = request.from;
    ret_span->to = request.to;
    TRY(read_part(call, ret_span, &request, first, ret_span->list, &ret_span->now));
    request.from = zone_instant_of_local(zone, (struct instant){.ms = (first - days) * DAY_MS});
    request.to = (struct instant){call->now.ms + 1 - days * DAY_MS};
    return read_part(call, ret_span, &request, first - days, ret_span->list_before, &ret_span->before);
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

static int64_t value_at(const struct span_day *day, size_t offset)
{
    int64_t value = 0;
    memcpy(&value, (const char *)&day->counts + offset, sizeof(value));
    return value;
}

struct chart_view span_chart(struct render *render, const struct span *span, struct text title, size_t offset,
                             bool is_money)
{
    const struct reader *r = &render->reader;
    size_t count = (size_t)span->days;
    int64_t *values = arena_many(render->arena, int64_t, 2 * count);
    struct text *labels = arena_many(render->arena, struct text, count);
    int64_t sum = 0;
    int64_t sum_before = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = value_at(&span->list[i], offset);
        values[count + i] = value_at(&span->list_before[i], offset);
        labels[i] = render_date(render, span->list[i].day);
        sum += values[i];
        sum_before += values[count + i];
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
        .series_count = 2,
        .bucket = CHART_DAY,
        .is_last_so_far = true,
        .so_far = phrase_chart_so_far(r),
        .format = {.call = format, .user = &measure},
    };
    size_t peak = chart_peak(&series[0], count);
    struct change_view change = span_change(sum, sum_before);
    struct text words = change.is_known ? render_change_words(render, change.ppm) : title;
    struct text caption = phrase_chart_peak(
        r, (struct phrase_chart_peak){.change = words,
                                      .value = format(&measure, render->arena, peak == SIZE_MAX ? 0 : values[peak]),
                                      .date = labels[peak == SIZE_MAX ? count - 1 : peak]});
    return (struct chart_view){.title = title, .caption = caption, .drawing = chart_line(render->arena, &chart)};
}
