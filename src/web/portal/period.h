// SPDX-License-Identifier: Apache-2.0
// The date bar: which days a page shows and against which, out of its address:
// ?period=28d&compare=previous_weekdays or ?from=2026-11-01&to=2026-11-15. The same on every page that counts.
//
//   period   today, yesterday, 7d, 28d, 90d, month (to date), last_month, quarter (to date), year (to date), all;
//            with from or to it is a period of one's own
//   compare  previous_weekdays (as long, moved by whole weeks, so that Mondays meet Mondays), previous (right before),
//            year_weekdays (52 weeks before), year (the same dates a year before), off
#pragma once

#include "call.h"
#include "component/list.h"
#include "page/page.h"
#include "portal/address.h"
#include "zone/zone.h"

#define PERIOD_DAYS_MAX 1830 // five years

// The parameters: the member `period` of a page's query structure.
struct period_query {
    struct text period, from, to, compare;
};
#define PERIOD_FIELD(type, member_, kind_, ...)                                                                        \
    {                                                                                                                  \
        .name = #member_, .kind = (kind_), .offset = offsetof(type, period.member_), .flags = FIELD_BLANK, __VA_ARGS__ \
    }
#define PERIOD_NAMES "today,yesterday,7d,28d,90d,month,last_month,quarter,year,all"
#define PERIOD_COMPARISONS "previous_weekdays,previous,year_weekdays,year,off"
// Of a list, where days are a filter (portal/list.h): nothing is compared.
#define PERIOD_DAYS_FIELDS(type)                                                                                   \
    PERIOD_FIELD(type, period, FIELD_KIND_CHOICE, .words = PERIOD_NAMES, .description = "Which days."),            \
        PERIOD_FIELD(type, from, FIELD_KIND_TEXT, .min = 0, .max = 10, .description = "First day, of one's own."), \
        PERIOD_FIELD(type, to, FIELD_KIND_TEXT, .min = 0, .max = 10, .description = "Last day, of one's own.")
#define PERIOD_QUERY_FIELDS(type)                                                                                  \
    PERIOD_FIELD(type, period, FIELD_KIND_CHOICE, .words = PERIOD_NAMES, .description = "Which days."),            \
        PERIOD_FIELD(type, from, FIELD_KIND_TEXT, .min = 0, .max = 10, .description = "First day, of one's own."), \
        PERIOD_FIELD(type, to, FIELD_KIND_TEXT, .min = 0, .max = 10, .description = "Last day, of one's own."),    \
        PERIOD_FIELD(type, compare, FIELD_KIND_CHOICE, .words = PERIOD_COMPARISONS,                                \
                     .description = "Against which days.")

struct period {
    struct zone *zone; // the reader's, until the request ends
    struct text zone_name;
    struct text name;        // of PERIOD_NAMES; "custom"
    int64_t first, last;     // local days (since 1970) that are shown
    struct instant from, to; // half open; to is not after now
    bool is_so_far;          // the last day has not ended
    enum comparison compare;
    bool is_by_weekday;
    int64_t shift;                         // how many days before the first one of what is compared
    struct instant before_from, before_to; // empty when nothing is compared
    struct text error;                // of dates that are none, in the reader's language; the default is shown then
    struct text typed_from, typed_to; // as they stand in the form
};

// Days are those of the page's zone. Inside a read transaction (`all` begins with the network).
enum rc period_read(struct call *call, const struct render *render, const struct period_query *query,
                    struct period *ret_period) MUST_USE;
static inline int64_t period_days(const struct period *period)
{
    return period->last - period->first + 1;
}
// The bar for a page whose other parameters stay.
struct date_bar_view period_bar(struct render *render, const struct period *period, const struct address *address);
// The named periods, as addresses of the page.
struct period_choice_list period_choices(const struct render *render, const struct period *period,
                                         const struct address *address);
// The instants that figures of the period count: cut to whole quarter hours outward, as reports are.
void period_counted(const struct period *period, struct instant *ret_from, struct instant *ret_to);
// The address of another page for the same days, and with some parameters more: where a figure leads.
struct text period_url(const struct render *render, const struct period *period, const char *path,
                       const struct address_change *more, size_t count);
// "1 Nov 2026 – 28 Nov 2026"
struct text period_words(struct render *render, const struct period *period);
