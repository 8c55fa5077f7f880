// SPDX-License-Identifier: Apache-2.0
// Figures of a period against the days that it is compared with, and their chart: what Today, a partner's overview and
// Explore begin with. The chart's points are hours of one or two days, days of up to 120, months of more.
#pragma once

#include "call.h"
#include "component/story.h"
#include "portal/converted.h"
#include "portal/period.h"
#include "report/report.h"

#define SPAN_POINTS_MAX 124

struct span_point {
    struct instant at; // its beginning
    struct report_counts counts;
};
struct span_other { // of the period, in a currency that is not told
    struct currency currency;
    struct report_counts counts; // its money only
};
struct span {
    enum chart_bucket bucket;
    size_t count; // of points
    bool is_so_far, is_compared;
    struct currency currency;         // of revenue and commission: the network's, or the busiest when it has none
    struct report_counts now, before; // counts of all currencies, money of the currency only
    struct span_other *others;        // now, the money of each further currency, by code
    size_t other_count;
    struct converted converted; // with a rate for each of the currencies
    struct span_point list[SPAN_POINTS_MAX];
    struct span_point list_before[SPAN_POINTS_MAX]; // place for place
};

// Inside the caller's read transaction. The request's filters hold (partner, program …); its zone, times and dimensions
// are the period's.
enum rc span_read(struct call *call, const struct period *period, const struct report_request *filters,
                  struct span *ret_span) MUST_USE;
// Where a figure leads: a list of the same days (PERIOD_DAYS_FIELDS) whose rows sum to it.
struct span_way {
    const struct period *period;
    const char *path; // takes `currency` too
    const struct address_change *more;
    size_t count; // of more, at most SPAN_WAY_MAX
};
#define SPAN_WAY_MAX 4
// Revenue or commission as a figure: the currency told, compared, and beside it the same in the others. Each leads the
// way, with its currency; way NULL: nowhere. Last all of it in the currency of display.
struct figure_view span_money_figure(struct render *render, const struct span *span, struct text label, size_t offset,
                                     const struct span_way *way);
// Of a figure against the one before; unknown when there was nothing.
struct change_view span_change(int64_t now, int64_t before);
// One measure over the points with what is compared as a ghost. is_money: of revenue or commission, in the currency
// told; the title says which when there are others.
struct chart_view span_chart(struct render *render, const struct span *span, struct text title, size_t offset,
                             bool is_money);
struct money span_money(const struct span *span, int64_t minor);
