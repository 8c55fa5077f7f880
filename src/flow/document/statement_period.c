// SPDX-License-Identifier: Apache-2.0
// The spans of time that statements speak of; see statement.h.
#include "document/statement.h"

#include <string.h>

#include "zone/zone.h"

#define MONTHS_MAX 1200

static enum rc malformed_month(struct flow *flow)
{
    return fault_set(flow->fault, RC_INVALID, "month_malformed", "month", "month must be a month such as 2026-11");
}

// "2026-11" to the number of months since year 0.
static bool month_number(struct text t, int64_t *ret_number)
{
    struct instant first = {0};
    char day[] = "yyyy-mm-01";
    if (t.n != 7) {
        return false;
    }
    memcpy(day, t.p, t.n);
    if (instant_parse(text_of(day), &first) != RC_OK) {
        return false;
    }
    struct civil c = civil_of_instant(first);
    *ret_number = (int64_t)c.year * 12 + c.month - 1;
    return true;
}

static struct instant month_begin(struct zone *zone, int64_t number)
{
    struct civil c = {.year = (int32_t)(number / 12), .month = (int32_t)(number % 12) + 1, .day = 1};
    return zone_instant_of_local(zone, instant_of_civil(c));
}

static int64_t month_of(struct zone *zone, struct instant instant)
{
    struct civil c = civil_of_instant(zone_local(zone, instant));
    return (int64_t)c.year * 12 + c.month - 1;
}

static struct text month_text(struct arena *arena, int64_t number)
{
    return text_format(arena, "%04d-%02d", (int)(number / 12), (int)(number % 12) + 1);
}

static void whole_month(struct flow *flow, struct zone *zone, int64_t number, struct statement_period *period)
{
    period->from = month_begin(zone, number);
    period->to = month_begin(zone, number + 1);
    period->month = month_text(flow->arena, number);
    period->is_days = true;
}

static bool is_midnight(struct zone *zone, struct instant instant)
{
    struct civil c = civil_of_instant(zone_local(zone, instant));
    return c.hour == 0 && c.minute == 0 && c.second == 0 && c.millisecond == 0;
}

// A day of the zone or an instant. For an end a day means its last moment.
static enum rc time_of(struct flow *flow, struct zone *zone, const char *field, struct text t, struct instant *ret)
{
    struct instant instant = {0};
    if (instant_parse(t, &instant) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "instant_malformed", field,
                         "%s must be a day such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z", field);
    }
    if (t.n == sizeof("2026-11-22") - 1) {
        instant.ms += field[0] == 't' ? DAY_MS : 0;
        instant = zone_instant_of_local(zone, instant);
    }
    *ret = instant;
    return RC_OK;
}

static enum rc read_span(struct flow *flow, struct zone *zone, const struct statement_ask *ask,
                         struct statement_period *period)
{
    if (text_is_empty(ask->from)) {
        return fault_set(flow->fault, RC_INVALID, "period_incomplete", "from", "`to` needs a `from`");
    }
    TRY(time_of(flow, zone, "from", ask->from, &period->from));
    period->to = flow->now;
    if (!text_is_empty(ask->to)) {
        TRY(time_of(flow, zone, "to", ask->to, &period->to));
    }
    if (period->from.ms >= period->to.ms) {
        return fault_set(flow->fault, RC_INVALID, "range_empty", "to", "to must lie after from");
    }
    int64_t number = month_of(zone, period->from);
    bool is_month =
        month_begin(zone, number).ms == period->from.ms && month_begin(zone, number + 1).ms == period->to.ms;
    period->month = is_month ? month_text(flow->arena, number) : TEXT_NONE;
    period->is_days = is_midnight(zone, period->from) && is_midnight(zone, period->to);
    return RC_OK;
}

static enum rc read_in_zone(struct flow *flow, struct zone *zone, const struct statement_ask *ask,
                            struct statement_period *period)
{
    bool has_span = !text_is_empty(ask->from) || !text_is_empty(ask->to);
    if (has_span && !text_is_empty(ask->month)) {
        return fault_set(flow->fault, RC_INVALID, "period_twice", "month", "give a month, or from and to, not both");
    }
    if (has_span) {
        return read_span(flow, zone, ask, period);
    }
    int64_t number = month_of(zone, flow->now);
    if (!text_is_empty(ask->month) && !month_number(ask->month, &number)) {
        return malformed_month(flow);
    }
    whole_month(flow, zone, number, period);
    return RC_OK;
}

enum rc statement_period_read(struct flow *flow, const struct statement_ask *ask, struct statement_period *ret_period)
{
    struct network network;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    ret_period->time_zone = text_is_empty(ask->tz) ? network.time_zone : ask->tz;
    AUTO_ZONE zone = NULL;
    TRY(zone_open(ret_period->time_zone, &zone, flow->fault));
    return read_in_zone(flow, zone, ask, ret_period);
}

static enum rc list_months(struct flow *flow, struct partner_id partner_id, struct statement_month **ret_months,
                           size_t *ret_count)
{
    struct partner partner;
    struct network network;
    enum rc rc = partner_get(flow->db, flow->arena, partner_id, &partner);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "partner_not_found", "partner", "there is no such partner");
    }
    TRY(rc);
    TRY(network_get(flow->db, flow->arena, &network));
    AUTO_ZONE zone = NULL;
    TRY(zone_open(network.time_zone, &zone, flow->fault));
    int64_t last = month_of(zone, flow->now);
    int64_t first = month_of(zone, partner.created_at);
    int64_t count = last - first + 1;
    count = count < 1 ? 1 : count > MONTHS_MAX ? MONTHS_MAX : count;
    struct statement_month *months = arena_many(flow->arena, struct statement_month, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        struct statement_period period;
        whole_month(flow, zone, last - i, &period);
        months[i] = (struct statement_month){
            .month = period.month, .from = period.from, .to = period.to, .is_closed = period.to.ms <= flow->now.ms};
    }
    *ret_months = months;
    *ret_count = (size_t)count;
    return RC_OK;
}

enum rc statement_months(struct flow *flow, struct partner_id partner_id, struct statement_month **ret_months,
                         size_t *ret_count)
{
    return flow_stored(flow, list_months(flow, partner_id, ret_months, ret_count));
}
