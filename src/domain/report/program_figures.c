// SPDX-License-Identifier: Apache-2.0
// Medians of a program.
#include "report/program_figures.h"

#include <stdlib.h>

#include "report/performance.h"
#include "report/program_figures_sql.h"
#include "report/report_private.h"

#define PARTNERS_MAX 4000000
#define WAITS_MAX 200000 // beyond that the median is that of the shorter ones

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t median(int64_t *list, size_t count)
{
    if (count == 0) {
        return 0;
    }
    qsort(list, count, sizeof(list[0]), compare);
    return list[(count - 1) / 2];
}

static enum rc fill_partners(const struct report_groups *groups, struct program_figures *figures)
{
    int64_t *rates = arena_many(groups->work, int64_t, groups->count);
    int64_t *epcs = arena_many(groups->work, int64_t, groups->count);
    size_t n = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const struct report_counts *c = &groups->rows[i]->counts;
        if (groups->rows[i]->ids[0] == 0 || c->clicks < PROGRAM_FIGURES_CLICKS_MIN) {
            continue;
        }
        TRY(int64_times_divided(c->leads + c->sales, RATE_ONE, c->clicks, ROUND_HALF_AWAY, &rates[n]));
        TRY(int64_times_divided(c->commission_minor, EXACT_PER_MINOR, c->clicks, ROUND_HALF_AWAY, &epcs[n]));
        n++;
    }
    figures->partners = (int64_t)n;
    figures->conversion_ppm = median(rates, n);
    figures->epc.micro = median(epcs, n);
    return RC_OK;
}

static enum rc read_partners(struct db *db, struct arena *arena, struct program_id program_id,
                             struct program_figures *figures)
{
    struct report_request request = {
        .dimensions = {REPORT_PARTNER}, .dimension_count = 1, .program_id = program_id, .country = TEXT_NONE};
    struct report_groups groups;
    report_groups_begin(&groups, arena, &request, PARTNERS_MAX, NULL);
    enum rc rc = report_read(db, &groups, quarter_of(figures->from), quarter_of(figures->to) + 1);
    rc = rc == RC_OK ? fill_partners(&groups, figures) : rc;
    report_groups_end(&groups);
    return rc;
}

static enum rc read_conversions(struct db *db, struct arena *arena, struct program_id program_id, int64_t local_day,
                                struct program_figures *figures)
{
    struct sql_program_figures_counts_in asked = {.program_id = program_id, .from_day = local_day};
    struct sql_program_figures_counts_row counts;
    TRY(sql_program_figures_counts(db, arena, &asked, &counts));
    figures->sales = counts.sales;
    figures->decided = counts.approved + counts.rejected;
    if (figures->decided > 0) {
        TRY(int64_times_divided(counts.rejected, RATE_ONE, figures->decided, ROUND_HALF_AWAY, &figures->rejected_ppm));
    }
    if (counts.sales == 0) {
        return RC_OK;
    }
    struct sql_program_figures_order_in in = {
        .program_id = program_id, .from_day = local_day, .skip = (counts.sales - 1) / 2};
    struct sql_program_figures_order_row row = {.amount_minor = 0};
    enum rc rc = sql_program_figures_order(db, arena, &in, &row);
    figures->median_order.minor = row.amount_minor;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc program_figures_read(struct db *db, struct arena *arena, struct program_id program_id, struct currency currency,
                             struct instant to, int64_t local_day, struct program_figures *ret_figures)
{
    struct program_figures figures = {.from = {to.ms - PROGRAM_FIGURES_DAYS * DAY_MS},
                                      .to = to,
                                      .epc = {.currency = currency},
                                      .median_order = {.currency = currency}};
    TRY(read_partners(db, arena, program_id, &figures));
    TRY(read_conversions(db, arena, program_id, local_day, &figures));
    struct sql_program_figures_waits_in in = {
        .program_id = program_id, .from_day = local_day, .limit_count = WAITS_MAX};
    struct sql_program_figures_waits_row *waits = NULL;
    size_t count = 0;
    TRY(sql_program_figures_waits(db, arena, &in, &waits, &count));
    figures.waits = (int64_t)count;
    figures.median_wait_ms = count == 0 ? 0 : waits[(count - 1) / 2].wait_ms;
    *ret_figures = figures;
    return RC_OK;
}
