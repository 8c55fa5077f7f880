// SPDX-License-Identifier: Apache-2.0
// Writing of the performance rollup; see performance.h.

#include "report/performance.h"

#include <stdlib.h>
#include <string.h>

#include "report/performance_sql.h"

#define COMPARE(a, b)                  \
    do {                               \
        if ((a) != (b)) {              \
            return (a) < (b) ? -1 : 1; \
        }                              \
    } while (0)

static int delta_compare(const void *left, const void *right)
{
    const struct performance_delta *a = left;
    const struct performance_delta *b = right;
    COMPARE(a->quarter, b->quarter);
    COMPARE(a->program_id.v, b->program_id.v);
    COMPARE(a->offer_id.v, b->offer_id.v);
    COMPARE(a->partner_id.v, b->partner_id.v);
    COMPARE(a->link_id.v, b->link_id.v);
    COMPARE(a->device, b->device);
    return strcmp(a->country, b->country);
}

static void delta_merge(struct performance_delta *into, const struct performance_delta *from)
{
    into->clicks += from->clicks;
    into->unique_clicks += from->unique_clicks;
    into->leads += from->leads;
    into->sales += from->sales;
    into->rejected += from->rejected;
    into->refunded += from->refunded;
    into->revenue_minor += from->revenue_minor;
    into->commission_minor += from->commission_minor;
}

enum rc performance_add(struct db *db, struct arena *arena, struct performance_delta *list, size_t count)
{
    if (count == 0) {
        return RC_OK;
    }
    qsort(list, count, sizeof(list[0]), delta_compare);
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (delta_compare(&list[kept], &list[i]) == 0) {
            delta_merge(&list[kept], &list[i]);
        } else {
            list[++kept] = list[i];
        }
    }
    count = kept + 1;
    struct sql_performance_add_in *rows = arena_many(arena, struct sql_performance_add_in, count);
    for (size_t i = 0; i < count; i++) {
        const struct performance_delta *d = &list[i];
        rows[i] = (struct sql_performance_add_in){.quarter = d->quarter,
                                                  .program_id = d->program_id,
                                                  .offer_id = d->offer_id,
                                                  .partner_id = d->partner_id,
                                                  .link_id = d->link_id,
                                                  .country = text_of(d->country),
                                                  .device = d->device,
                                                  .clicks = d->clicks,
                                                  .unique_clicks = d->unique_clicks,
                                                  .leads = d->leads,
                                                  .sales = d->sales,
                                                  .rejected = d->rejected,
                                                  .refunded = d->refunded,
                                                  .revenue_minor = d->revenue_minor,
                                                  .commission_minor = d->commission_minor};
    }
    return sql_performance_add(db, arena, rows, count);
}
