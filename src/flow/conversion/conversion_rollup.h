// SPDX-License-Identifier: Apache-2.0
// What conversions and commissions count in the performance rollup, as differences between two of their states. All of
// one transaction is gathered and written once, at its end: two writers then take the rows in one order.
//
// A commission counts with its conversion: in the conversion's own row when its partner is the credited one, else in a
// row of the partner's with the offer, without link, country and device. A bonus counts when it was booked, without
// offer.
#pragma once

#include "commission/commission.h"
#include "conversion/conversion.h"
#include "flow.h"
#include "report/performance.h"

struct rollup {
    struct performance_delta *list;
    size_t count, capacity;
};

// Adds after and takes back before (NULL: a new conversion).
void rollup_conversion(struct flow *flow, struct rollup *rollup, const struct conversion *before,
                       const struct conversion *after);
void rollup_commission(struct flow *flow, struct rollup *rollup, const struct conversion *conversion,
                       const struct commission *commission, int64_t change_minor);
void rollup_bonus(struct flow *flow, struct rollup *rollup, const struct commission *commission, int64_t change_minor);
// A step inside the caller's write transaction.
enum rc rollup_write(struct flow *flow, struct rollup *rollup) MUST_USE;
