// SPDX-License-Identifier: Apache-2.0
// Figures of the last days against the days before, with their chart: what Today and a partner's overview begin with.
#pragma once

#include "call.h"
#include "component/story.h"
#include "report/report.h"

#define SPAN_DAYS_MAX 90

struct span_day {
    struct instant day; // its beginning
    struct report_counts counts;
};
struct span {
    int days;
    struct currency currency; // the network's: revenue and commission are told in it
    struct instant from, to;
    struct report_counts now, before; // counts of all currencies, money of the currency only
    struct span_day list[SPAN_DAYS_MAX];
    struct span_day list_before[SPAN_DAYS_MAX];
};

// Inside the caller's read transaction. The last day is today so far; before is as long and ends as late in its day.
enum rc span_read(struct call *call, struct render *render, struct partner_id partner_id, int days,
                  struct span *ret_span) MUST_USE;
struct change_view span_change(int64_t now, int64_t before);
// Days of one measure with the days before as a ghost. is_money: of revenue or commission.
struct chart_view span_chart(struct render *render, const struct span *span, struct text title, size_t offset,
                             bool is_money);
struct money span_money(const struct span *span, int64_t minor);
