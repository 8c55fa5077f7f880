// SPDX-License-Identifier: Apache-2.0
// Periods; see period.h.
#include "portal/period.h"

#include "network/network.h"
#include "phrase/phrases.h"
#include "report/performance.h"

static int64_t day_of_civil(int32_t year, int32_t month, int32_t day)
{
    return day_number(instant_of_civil((struct civil){.year = year, .month = month, .day = day}));
}

static struct civil civil_of_day(int64_t day)
{
    return civil_of_instant((struct instant){day * DAY_MS});
}

// The first day of a month, months counted over years.
static int64_t month_start(int32_t year, int32_t month)
{
    int32_t months = year * 12 + month - 1;
    return day_of_civil(months / 12, months % 12 + 1, 1);
}

// The days of a named period that ends today.
static void name_days(struct period *period, int64_t today, int64_t begin)
{
    struct civil c = civil_of_day(today);
    const struct {
        const char *name;
        int64_t first, last;
    } named[] = {
        {"today", today, today},
        {"yesterday", today - 1, today - 1},
        {"7d", today - 6, today},
        {"28d", today - 27, today},
        {"90d", today - 89, today},
        {"month", month_start(c.year, c.month), today},
        {"last_month", month_start(c.year, c.month - 1), month_start(c.year, c.month) - 1},
        {"quarter", month_start(c.year, (c.month - 1) / 3 * 3 + 1), today},
        {"year", month_start(c.year, 1), today},
        {"all", begin, today},
    };
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        if (text_equal(period->name, text_of(named[i].name))) {
            period->first = named[i].first;
            period->last = named[i].last;
        }
    }
    if (period_days(period) > PERIOD_DAYS_MAX) {
        period->first = period->last - PERIOD_DAYS_MAX + 1;
    }
}

static bool day_parse(struct text t, int64_t *ret_day)
{
    struct instant instant;
    if (t.n != 10 || instant_parse(t, &instant) != RC_OK) {
        return false;
    }
    *ret_day = day_number(instant);
    return true;
}

// A period of one's own; one end alone reaches to today, or is that day alone.
static struct text own_days(const struct reader *r, const struct period_query *query, int64_t today,
                            struct period *period)
{
    int64_t first = 0;
    int64_t last = today;
    bool has_first = !text_is_empty(query->from);
    bool has_last = !text_is_empty(query->to);
    if ((has_first && !day_parse(query->from, &first)) || (has_last && !day_parse(query->to, &last))) {
        return phrase_period_malformed(r);
    }
    first = has_first ? first : last;
    if (first > last) {
        return phrase_period_reversed(r);
    }
    if (first > today) {
        return phrase_period_future(r);
    }
    last = last > today ? today : last;
    if (last - first + 1 > PERIOD_DAYS_MAX) {
        return phrase_period_long(r, (struct phrase_period_long){.days = PERIOD_DAYS_MAX});
    }
    period->name = TEXT("custom");
    period->first = first;
    period->last = last;
    return TEXT_NONE;
}

static int64_t whole_weeks(int64_t days)
{
    return (days + 6) / 7 * 7;
}

// How many days before the first day its counterpart lies.
static int64_t shift_of(const struct period *period)
{
    if (period->compare == COMPARE_PREVIOUS) {
        return period->is_by_weekday ? whole_weeks(period_days(period)) : period_days(period);
    }
    if (period->is_by_weekday) {
        return whole_weeks(period_days(period)) > 364 ? whole_weeks(period_days(period)) : 364;
    }
    struct civil c = civil_of_day(period->first);
    bool is_leap_day = c.month == 2 && c.day == 29;
    return period->first - day_of_civil(c.year - 1, c.month, is_leap_day ? 28 : c.day);
}

static void choose_comparison(const struct period_query *query, struct period *period)
{
    struct text compare = query->compare;
    period->is_by_weekday = text_is_empty(compare) || text_ends_with(compare, TEXT("weekdays"));
    period->compare = text_equal(compare, TEXT("off"))          ? COMPARE_OFF
                      : text_starts_with(compare, TEXT("year")) ? COMPARE_YEAR
                                                                : COMPARE_PREVIOUS;
    period->shift = period->compare == COMPARE_OFF ? 0 : shift_of(period);
}

static struct instant at_day(const struct period *period, int64_t day)
{
    return zone_instant_of_local(period->zone, (struct instant){day * DAY_MS});
}

static void close_zone(void *zone)
{
    zone_close(zone);
}

enum rc period_read(struct call *call, const struct render *render, const struct period_query *query,
                    struct period *ret_period)
{
    struct period *period = ret_period;
    *period = (struct period){.zone_name = render->page->zone,
                              .name = text_is_empty(query->period) ? TEXT("28d") : query->period,
                              .typed_from = query->from,
                              .typed_to = query->to};
    TRY(zone_open(render->page->zone, &period->zone, call->fault));
    arena_on_end(call->arena, close_zone, period->zone);
    struct network network;
    TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
    struct instant local = zone_local(period->zone, call->now);
    int64_t today = day_number(local);
    name_days(period, today, day_number(zone_local(period->zone, network.created_at)));
    if (!text_is_empty(query->from) || !text_is_empty(query->to)) {
        period->error = own_days(&render->reader, query, today, period);
    }
    choose_comparison(query, period);
    period->is_so_far = period->last == today;
    period->from = at_day(period, period->first);
    period->to = period->is_so_far ? (struct instant){call->now.ms + 1} : at_day(period, period->last + 1);
    if (period->compare != COMPARE_OFF) {
        period->before_from = at_day(period, period->first - period->shift);
        struct instant same_time = {local.ms + 1 - period->shift * DAY_MS};
        period->before_to = period->is_so_far ? zone_instant_of_local(period->zone, same_time)
                                              : at_day(period, period->last + 1 - period->shift);
    }
    return RC_OK;
}

// ---- the bar ----

struct text period_words(struct render *render, const struct period *period)
{
    struct text first = render_date(render, period->from);
    if (period->first == period->last) {
        return first;
    }
    struct text last = render_date(render, at_day(period, period->last));
    return text_format(render->arena, "%.*s – %.*s", TEXT_PRINT(first), TEXT_PRINT(last));
}

static struct text date_of(struct arena *arena, int64_t day)
{
    return instant_date_text(arena, (struct instant){day * DAY_MS});
}

static struct text label_of(const struct reader *r, const char *name)
{
    if (name[0] >= '0' && name[0] <= '9') {
        int64_t days = name[0] == '7' ? 7 : name[0] == '2' ? 28 : 90;
        return phrase_period_days(r, (struct phrase_period_days){.n = days});
    }
    static const struct {
        const char *name;
        enum phrase label;
    } labels[] = {{"today", PHRASE_PERIOD_TODAY},     {"yesterday", PHRASE_PERIOD_YESTERDAY},
                  {"month", PHRASE_PERIOD_MONTH},     {"last_month", PHRASE_PERIOD_LAST_MONTH},
                  {"quarter", PHRASE_PERIOD_QUARTER}, {"year", PHRASE_PERIOD_YEAR},
                  {"all", PHRASE_PERIOD_ALL}};
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (text_equal(text_of(name), text_of(labels[i].name))) {
            return phrase_text(r, labels[i].label);
        }
    }
    return TEXT("");
}

struct period_choice_list period_choices(const struct render *render, const struct period *period,
                                         const struct address *address)
{
    static const char *const names[] = {"today", "yesterday",  "7d",      "28d",  "90d",
                                        "month", "last_month", "quarter", "year", "all"};
    size_t count = sizeof(names) / sizeof(names[0]);
    struct period_choice *items = arena_many(render->arena, struct period_choice, count);
    for (size_t i = 0; i < count; i++) {
        const struct address_change changes[] = {{"period", text_of(names[i])}, {"from", TEXT_NONE}, {"to", TEXT_NONE}};
        items[i] = (struct period_choice){
            .label = label_of(&render->reader, names[i]),
            .url = address_url(address, changes, 3),
            .is_current = text_equal(period->name, text_of(names[i])),
        };
    }
    return (struct period_choice_list){.items = items, .count = count};
}

void period_counted(const struct period *period, struct instant *ret_from, struct instant *ret_to)
{
    ret_from->ms = period->from.ms / QUARTER_MS * QUARTER_MS;
    ret_to->ms = (period->to.ms + QUARTER_MS - 1) / QUARTER_MS * QUARTER_MS;
}

struct text period_url(const struct render *render, const struct period *period, const char *path,
                       const struct address_change *more, size_t count)
{
    bool is_own = text_equal(period->name, TEXT("custom"));
    struct address_change *changes = arena_many(render->arena, struct address_change, count + 2);
    size_t n = 0;
    for (; n < count; n++) {
        changes[n] = more[n];
    }
    if (is_own) {
        changes[n++] = (struct address_change){"from", date_of(render->arena, period->first)};
        changes[n++] = (struct address_change){"to", date_of(render->arena, period->last)};
    } else {
        changes[n++] = (struct address_change){"period", period->name};
    }
    struct address address = {.arena = render->arena, .path = path};
    return address_url(&address, changes, n);
}

struct date_bar_view period_bar(struct render *render, const struct period *period, const struct address *address)
{
    static const char *const own[] = {"period", "from", "to", "compare"};
    bool is_wrong = !text_is_empty(period->error);
    struct date_bar_view view = {
        .periods = period_choices(render, period, address),
        .action = text_of(address->path),
        .kept = address_kept(address, own, 4),
        .from = is_wrong ? period->typed_from : date_of(render->arena, period->first),
        .to = is_wrong ? period->typed_to : date_of(render->arena, period->last),
        .shown = period_words(render, period),
        .compare = period->compare,
        .is_by_weekday = period->is_by_weekday,
        .zone = period->zone_name,
        .error = period->error,
    };
    if (period->compare != COMPARE_OFF) {
        struct period before = *period;
        before.first -= period->shift;
        before.last -= period->shift;
        before.from = period->before_from;
        view.against = period_words(render, &before);
    }
    return view;
}
