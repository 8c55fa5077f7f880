// SPDX-License-Identifier: Apache-2.0
// Writing of the performance rollup; see performance.h.

#include "report/performance.h"

#include <stdlib.h>
#include <string.h>

#include "report/performance_sql.h"

#define PERFORMANCE_MANY 1000 // rows from which it pays to look which are new

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

static size_t merge_equal(struct performance_delta *list, size_t count)
{
    qsort(list, count, sizeof(list[0]), delta_compare);
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (delta_compare(&list[kept], &list[i]) == 0) {
            delta_merge(&list[kept], &list[i]);
        } else {
            list[++kept] = list[i];
        }
    }
    return kept + 1;
}

// A row for either statement.
#define ROW_OF(type, d)                                 \
    ((struct type){.quarter = (d)->quarter,             \
                   .program_id = (d)->program_id,       \
                   .offer_id = (d)->offer_id,           \
                   .partner_id = (d)->partner_id,       \
                   .link_id = (d)->link_id,             \
                   .country = text_of((d)->country),    \
                   .device = (d)->device,               \
                   .clicks = (d)->clicks,               \
                   .unique_clicks = (d)->unique_clicks, \
                   .leads = (d)->leads,                 \
                   .sales = (d)->sales,                 \
                   .rejected = (d)->rejected,           \
                   .refunded = (d)->refunded,           \
                   .revenue_minor = (d)->revenue_minor, \
                   .commission_minor = (d)->commission_minor})

static enum rc add_rows(struct db *db, struct arena *arena, const struct performance_delta *list, size_t count)
{
    struct sql_performance_add_in *rows = arena_many(arena, struct sql_performance_add_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = ROW_OF(sql_performance_add_in, &list[i]);
    }
    return sql_performance_add(db, arena, rows, count);
}

// A file's clicks come in order of time: most of a batch lies after everything there is, and rows that cannot be there
// are inserted in half the time of rows that may. When another writer was there first they are added like the others.
static enum rc add_newer(struct db *db, struct arena *arena, const struct performance_delta *list, size_t count)
{
    struct sql_performance_insert_in *rows = arena_many(arena, struct sql_performance_insert_in, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = ROW_OF(sql_performance_insert_in, &list[i]);
    }
    TRY(db_savepoint(db));
    enum rc rc = sql_performance_insert(db, arena, rows, count);
    if (rc == RC_OK) {
        return db_savepoint_release(db);
    }
    TRY(db_savepoint_rollback(db));
    return rc == RC_CONFLICT ? add_rows(db, arena, list, count) : rc;
}

enum rc performance_add(struct db *db, struct arena *arena, struct performance_delta *list, size_t count)
{
    if (count == 0) {
        return RC_OK;
    }
    count = merge_equal(list, count);
    size_t older = count;
    if (count >= PERFORMANCE_MANY && !db_has_savepoint(db)) {
        struct sql_performance_newest_row newest = {.quarter = INT64_MIN};
        enum rc rc = sql_performance_newest(db, arena, &newest);
        if (rc != RC_OK && rc != RC_NOT_FOUND) {
            return rc;
        }
        while (older > 0 && list[older - 1].quarter > newest.quarter) {
            older--;
        }
    }
    TRY(add_rows(db, arena, list, older));
    return older < count ? add_newer(db, arena, list + older, count - older) : RC_OK;
}
