// SPDX-License-Identifier: Apache-2.0
// The rollup of conversions; see conversion_rollup.h.

#include "conversion/conversion_rollup.h"

#include <string.h>

static struct performance_delta conversion_performance_key(const struct conversion *conversion)
{
    struct performance_delta delta = {.quarter = quarter_of(conversion->occurred_at),
                                      .program_id = conversion->program_id,
                                      .offer_id = conversion->offer_id,
                                      .partner_id = conversion->partner_id,
                                      .link_id = conversion->link_id,
                                      .device = conversion->device};
    size_t n = conversion->country.n < sizeof(delta.country) - 1 ? conversion->country.n : sizeof(delta.country) - 1;
    if (n > 0) {
        memcpy(delta.country, conversion->country.p, n);
    }
    return delta;
}

// The row of a conversion in one state, without commission.
static struct performance_delta conversion_performance(const struct conversion *conversion)
{
    struct performance_delta delta = conversion_performance_key(conversion);
    delta.refunded = conversion->refunded.minor > 0 ? 1 : 0;
    if (text_equal(conversion->status, TEXT("rejected"))) {
        delta.rejected = 1;
        return delta;
    }
    delta.leads = text_equal(conversion->goal_kind, TEXT("lead")) ? 1 : 0;
    delta.sales = 1 - delta.leads;
    int64_t remaining = conversion->amount.minor - conversion->refunded.minor;
    delta.revenue_minor = remaining > 0 ? remaining : 0;
    return delta;
}

static void add(struct flow *flow, struct rollup *rollup, const struct performance_delta *delta)
{
    if (rollup->count == rollup->capacity) {
        rollup->list = db_rows_grow(flow->arena, rollup->list, sizeof(rollup->list[0]), &rollup->capacity);
    }
    rollup->list[rollup->count++] = *delta;
}

void rollup_conversion(struct flow *flow, struct rollup *rollup, const struct conversion *before,
                       const struct conversion *after)
{
    struct performance_delta delta = conversion_performance(after);
    if (before != NULL) {
        struct performance_delta old = conversion_performance(before);
        delta.leads -= old.leads;
        delta.sales -= old.sales;
        delta.rejected -= old.rejected;
        delta.refunded -= old.refunded;
        delta.revenue_minor -= old.revenue_minor;
    }
    add(flow, rollup, &delta);
}

void rollup_commission(struct flow *flow, struct rollup *rollup, const struct conversion *conversion,
                       const struct commission *commission, int64_t change_minor)
{
    if (change_minor == 0) {
        return;
    }
    struct performance_delta delta = conversion_performance_key(conversion);
    if (commission->partner_id.v != conversion->partner_id.v) {
        delta = (struct performance_delta){.quarter = delta.quarter,
                                           .program_id = delta.program_id,
                                           .offer_id = delta.offer_id,
                                           .partner_id = commission->partner_id};
    }
    delta.commission_minor = change_minor;
    add(flow, rollup, &delta);
}

void rollup_bonus(struct flow *flow, struct rollup *rollup, const struct commission *commission, int64_t change_minor)
{
    struct performance_delta delta = {.quarter = quarter_of(commission->created_at),
                                      .program_id = commission->program_id,
                                      .partner_id = commission->partner_id,
                                      .commission_minor = change_minor};
    if (change_minor != 0) {
        add(flow, rollup, &delta);
    }
}

enum rc rollup_write(struct flow *flow, struct rollup *rollup)
{
    if (rollup->count == 0) {
        return RC_OK;
    }
    return flow_stored(flow, performance_add(flow->db, flow->arena, rollup->list, rollup->count));
}
