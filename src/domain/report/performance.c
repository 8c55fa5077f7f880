// SPDX-License-Identifier: Apache-2.0
// Writing of the performance rollup; see performance.h.

#include "report/performance.h"

#include <stdlib.h>
#include <string.h>

#include "report/performance_sql.h"

#define PERFORMANCE_MANY 1000 // rows from which it pays to look which are new

// The schema's migrations know these numbers too: a level that changes is another number, and filled anew there.
#define NOUNS .by_partner = true, .by_program = true, .by_offer = true, .by_link = true
const struct performance_level performance_levels[PERFORMANCE_LEVELS] = {
    {.span = 1, NOUNS, .by_country = true, .by_device = true},
    {.span = 1, .by_program = true},
    {.span = QUARTERS_PER_HOUR, .by_program = true},
    {.span = QUARTERS_PER_DAY, .by_program = true},
    {.span = QUARTERS_PER_DAY, .by_program = true, .by_offer = true},
    {.span = QUARTERS_PER_DAY, .by_program = true, .by_country = true},
    {.span = QUARTERS_PER_DAY, .by_program = true, .by_device = true},
    {.span = QUARTERS_PER_DAY, NOUNS},
    {.span = 8 * QUARTERS_PER_DAY, .by_partner = true, .by_program = true},
    {.span = QUARTERS_PER_HOUR, .by_program = true, .by_offer = true},
    {.span = QUARTERS_PER_HOUR, .by_program = true, .by_country = true},
    {.span = QUARTERS_PER_HOUR, .by_program = true, .by_device = true},
    {.span = QUARTERS_PER_DAY, .by_program = true, .by_offer = true, .by_country = true, .by_device = true},
};
// A level with all dimensions of this one and with blocks that its blocks are made of: shorter to sum up. They are
// filled in the order in which they stand here.
static const struct {
    size_t level, from;
} fillings[PERFORMANCE_LEVELS - 1] = {{1, 0},  {2, 1},  {3, 2},  {7, 0},  {8, 7},  {9, 0},
                                      {10, 0}, {11, 0}, {12, 0}, {4, 12}, {5, 12}, {6, 12}};

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
    COMPARE(a->partner_id.v, b->partner_id.v);
    COMPARE(a->program_id.v, b->program_id.v);
    COMPARE(a->offer_id.v, b->offer_id.v);
    COMPARE(a->link_id.v, b->link_id.v);
    int order = strcmp(a->country, b->country);
    return order != 0 ? order : a->device < b->device ? -1 : a->device > b->device;
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

// Neighbours with equal keys become one; gives how many are left, and whether they are in order.
static size_t merge_neighbours(struct performance_delta *list, size_t count, bool *ret_is_sorted)
{
    size_t kept = 0;
    *ret_is_sorted = true;
    for (size_t i = 1; i < count; i++) {
        int order = delta_compare(&list[kept], &list[i]);
        if (order == 0) {
            delta_merge(&list[kept], &list[i]);
        } else {
            *ret_is_sorted = *ret_is_sorted && order < 0;
            list[++kept] = list[i];
        }
    }
    return kept + 1;
}

// In order, each key once. Needs one or more.
static size_t merge_equal(struct performance_delta *list, size_t count)
{
    bool is_sorted = false;
    count = merge_neighbours(list, count, &is_sorted);
    if (!is_sorted) {
        qsort(list, count, sizeof(list[0]), delta_compare);
        count = merge_neighbours(list, count, &is_sorted);
    }
    return count;
}

// The delta of level 0, or of a level between, as a level tells it.
static void delta_raise(struct performance_delta *delta, size_t number)
{
    const struct performance_level *level = &performance_levels[number];
    delta->level = (int64_t)number;
    delta->quarter -= ((delta->quarter % level->span) + level->span) % level->span;
    delta->partner_id.v = level->by_partner ? delta->partner_id.v : 0;
    delta->program_id.v = level->by_program ? delta->program_id.v : 0;
    delta->offer_id.v = level->by_offer ? delta->offer_id.v : 0;
    delta->link_id.v = level->by_link ? delta->link_id.v : 0;
    delta->device = level->by_device ? delta->device : 0;
    if (!level->by_country) {
        memset(delta->country, 0, sizeof(delta->country));
    }
}

// A row for either statement.
#define ROW_OF(type, d)                                 \
    ((struct type){.level = (d)->level,                 \
                   .quarter = (d)->quarter,             \
                   .partner_id = (d)->partner_id,       \
                   .program_id = (d)->program_id,       \
                   .offer_id = (d)->offer_id,           \
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

// Many at once.
static enum rc add_level_0(struct db *db, struct arena *arena, const struct performance_delta *list, size_t count)
{
    size_t older = count;
    if (!db_has_savepoint(db)) {
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

struct level_list {
    struct performance_delta *list;
    size_t count;
};

// The same facts on the other levels.
static void raise_all(struct arena *arena, const struct level_list *level_0,
                      struct level_list ret_levels[PERFORMANCE_LEVELS])
{
    struct performance_delta *work = arena_many(arena, struct performance_delta, level_0->count);
    ret_levels[0] = *level_0;
    for (size_t i = 0; i < PERFORMANCE_LEVELS - 1; i++) {
        const struct level_list *from = &ret_levels[fillings[i].from];
        memcpy(work, from->list, from->count * sizeof(work[0]));
        for (size_t k = 0; k < from->count; k++) {
            delta_raise(&work[k], fillings[i].level);
        }
        struct level_list *raised = &ret_levels[fillings[i].level];
        raised->count = merge_equal(work, from->count);
        raised->list = arena_many(arena, struct performance_delta, raised->count);
        memcpy(raised->list, work, raised->count * sizeof(work[0]));
    }
}

// Few rows: one statement for all levels.
static enum rc add_together(struct db *db, struct arena *arena, const struct level_list levels[PERFORMANCE_LEVELS])
{
    size_t total = 0;
    for (size_t i = 0; i < PERFORMANCE_LEVELS; i++) {
        total += levels[i].count;
    }
    struct performance_delta *all = arena_many(arena, struct performance_delta, total);
    size_t n = 0;
    for (size_t i = 0; i < PERFORMANCE_LEVELS; i++) {
        memcpy(&all[n], levels[i].list, levels[i].count * sizeof(all[0]));
        n += levels[i].count;
    }
    return add_rows(db, arena, all, total);
}

size_t performance_merge(struct performance_delta *list, size_t count)
{
    return count == 0 ? 0 : merge_equal(list, count);
}

enum rc performance_add(struct db *db, struct arena *arena, struct performance_delta *list, size_t count)
{
    if (count == 0) {
        return RC_OK;
    }
    struct level_list level_0 = {.list = list, .count = merge_equal(list, count)};
    struct level_list levels[PERFORMANCE_LEVELS] = {0};
    raise_all(arena, &level_0, levels);
    if (level_0.count < PERFORMANCE_MANY) {
        return add_together(db, arena, levels);
    }
    TRY(add_level_0(db, arena, level_0.list, level_0.count));
    for (size_t i = 1; i < PERFORMANCE_LEVELS; i++) {
        TRY(add_rows(db, arena, levels[i].list, levels[i].count));
    }
    return RC_OK;
}
