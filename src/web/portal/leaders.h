// SPDX-License-Identifier: Apache-2.0
// Who stands at the top of a report by partner. A report has a row for each partner and currency, because money of two
// currencies is never added; here a partner stands once, with an amount in each currency.
#pragma once

#include "report/report.h"

struct leader_sum {
    struct money revenue, commission;
};
struct leader_sum_list {
    const struct leader_sum *items;
    size_t count;
};
struct leader {
    int64_t id; // of the report's first dimension, never 0
    int64_t clicks, conversions, rejected;
    struct leader_sum_list sums; // by currency; at least one, without further ones that are zero
};
struct leader_list {
    const struct leader *items;
    size_t count;
};

// Of a report by one dimension that has ids; most clicks first, then most conversions. In the arena.
struct leader_list leaders_of(struct arena *arena, const struct report *report);
