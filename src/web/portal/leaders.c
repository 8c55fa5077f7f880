// SPDX-License-Identifier: Apache-2.0
// Leaders of a report.
#include "portal/leaders.h"

#include <stdlib.h>
#include <string.h>

static int by_id(const void *left, const void *right)
{
    const struct report_row *a = *(const struct report_row *const *)left;
    const struct report_row *b = *(const struct report_row *const *)right;
    if (a->ids[0] != b->ids[0]) {
        return a->ids[0] < b->ids[0] ? -1 : 1;
    }
    return strcmp(a->currency.code, b->currency.code);
}

static int by_clicks(const void *left, const void *right)
{
    const struct leader *a = left;
    const struct leader *b = right;
    if (a->clicks != b->clicks) {
        return a->clicks > b->clicks ? -1 : 1;
    }
    if (a->conversions != b->conversions) {
        return a->conversions > b->conversions ? -1 : 1;
    }
    return a->id < b->id ? -1 : a->id > b->id;
}

// Of the rows of one id, by currency.
static struct leader leader_of(struct arena *arena, const struct report_row *const *rows, size_t count)
{
    struct leader leader = {.id = rows[0]->ids[0]};
    struct leader_sum *sums = arena_many(arena, struct leader_sum, count);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const struct report_counts *c = &rows[i]->counts;
        leader.clicks += c->clicks;
        leader.conversions += c->leads + c->sales;
        leader.rejected += c->rejected;
        if (c->revenue_minor != 0 || c->commission_minor != 0) {
            sums[used++] = (struct leader_sum){.revenue = {c->revenue_minor, rows[i]->currency},
                                               .commission = {c->commission_minor, rows[i]->currency}};
        }
    }
    if (used == 0) {
        sums[used++] = (struct leader_sum){.revenue = {0, rows[0]->currency}, .commission = {0, rows[0]->currency}};
    }
    leader.sums = (struct leader_sum_list){.items = sums, .count = used};
    return leader;
}

struct leader_list leaders_of(struct arena *arena, const struct report *report)
{
    const struct report_row **rows = arena_many(arena, const struct report_row *, report->row_count);
    struct leader *leaders = arena_many(arena, struct leader, report->row_count);
    size_t row_count = 0;
    size_t count = 0;
    for (size_t i = 0; i < report->row_count; i++) {
        if (report->rows[i].ids[0] != 0) {
            rows[row_count++] = &report->rows[i];
        }
    }
    qsort(rows, row_count, sizeof(rows[0]), by_id);
    for (size_t begin = 0; begin < row_count;) {
        size_t end = begin + 1;
        while (end < row_count && rows[end]->ids[0] == rows[begin]->ids[0]) {
            end++;
        }
        leaders[count++] = leader_of(arena, rows + begin, end - begin);
        begin = end;
    }
    qsort(leaders, count, sizeof(leaders[0]), by_clicks);
    return (struct leader_list){.items = leaders, .count = count};
}
