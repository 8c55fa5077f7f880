// SPDX-License-Identifier: Apache-2.0
// Medians, deciles and months of a program.
#include "report/program_figures.h"

#include <stdlib.h>

#include "report/performance.h"
#include "report/program_figures_sql.h"
#include "report/report_private.h"

#define PARTNERS_MAX 4000000
#define WAITS_MAX 200000 // beyond that the median is that of the shorter ones
#define JOINED_MAX 5000  // the newest

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

static enum rc share_ppm(int64_t part, int64_t whole, int64_t *ret_ppm)
{
    *ret_ppm = 0;
    return whole == 0 ? RC_OK : int64_times_divided(part, RATE_ONE, whole, ROUND_HALF_AWAY, ret_ppm);
}

// ---- partners ----

// 123,456 becomes 120,000.
static int64_t two_digits(int64_t minor)
{
    int64_t unit = 1;
    while (minor / unit >= 100) {
        unit *= 10;
    }
    return minor / unit * unit;
}

// By rank: of ten partners that of the one who earned least, of the next, and never that of the one who earned most.
static void fill_deciles(int64_t *earned, size_t count, struct program_figures *figures)
{
    qsort(earned, count, sizeof(earned[0]), compare);
    for (size_t i = 0; i < PROGRAM_FIGURES_DECILES && count >= PROGRAM_FIGURES_DECILES_MIN; i++) {
        size_t rank = (count * (i + 1) + 9) / 10; // 1 is the least
        int64_t minor = earned[rank - 1];
        figures->deciles[i].minor = minor < 0 ? 0 : two_digits(minor);
    }
}

static enum rc fill_partners(const struct report_groups *groups, struct program_figures *figures)
{
    int64_t *rates = arena_many(groups->work, int64_t, groups->count);
    int64_t *epcs = arena_many(groups->work, int64_t, groups->count);
    int64_t *earned = arena_many(groups->work, int64_t, groups->count);
    size_t n = 0;
    size_t active = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const struct report_counts *c = &groups->rows[i]->counts;
        bool has_clicks = c->clicks >= PROGRAM_FIGURES_CLICKS_MIN;
        if (groups->rows[i]->ids[0] == 0 || (!has_clicks && c->leads + c->sales + c->rejected == 0)) {
            continue;
        }
        figures->earning += c->commission_minor > 0 ? 1 : 0;
        earned[active++] = c->commission_minor;
        if (has_clicks) {
            TRY(int64_times_divided(c->leads + c->sales, RATE_ONE, c->clicks, ROUND_HALF_AWAY, &rates[n]));
            TRY(int64_times_divided(c->commission_minor, EXACT_PER_MINOR, c->clicks, ROUND_HALF_AWAY, &epcs[n]));
            n++;
        }
    }
    figures->partners = (int64_t)n;
    figures->active = (int64_t)active;
    figures->conversion_ppm = median(rates, n);
    figures->epc.micro = median(epcs, n);
    fill_deciles(earned, active, figures);
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

static enum rc read_first(struct db *db, struct arena *arena, struct program_id program_id, struct instant to,
                          struct program_first *first)
{
    struct sql_program_figures_firsts_in in = {
        .program_id = program_id, .since = {to.ms - PROGRAM_FIGURES_JOINED_DAYS * DAY_MS}, .limit_count = JOINED_MAX};
    struct sql_program_figures_firsts_row *rows = NULL;
    size_t count = 0;
    TRY(sql_program_figures_firsts(db, arena, &in, &rows, &count));
    int64_t *days = arena_many(arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        bool has_earned = !instant_is_none(rows[i].earned_at);
        if (has_earned && rows[i].earned_at.ms < rows[i].joined_at.ms) {
            continue;
        }
        first->joined++;
        if (has_earned) {
            days[first->earned++] = (rows[i].earned_at.ms - rows[i].joined_at.ms + DAY_MS - 1) / DAY_MS;
        }
    }
    first->median_days = median(days, (size_t)first->earned);
    return RC_OK;
}

// ---- orders ----

enum rc program_standing_read(struct db *db, struct arena *arena, struct program_id program_id, int64_t local_day,
                              struct program_standing *ret_standing)
{
    int64_t from_day = local_day - PROGRAM_FIGURES_DAYS;
    struct sql_program_figures_counts_in asked = {.program_id = program_id, .from_day = from_day};
    struct sql_program_figures_counts_row counts;
    TRY(sql_program_figures_counts(db, arena, &asked, &counts));
    struct program_standing standing = {
        .partners = counts.partners, .sales = counts.sales, .decided = counts.approved + counts.rejected};
    TRY(share_ppm(counts.rejected, standing.decided, &standing.rejected_ppm));
    TRY(share_ppm(counts.refunded, standing.sales, &standing.refunded_ppm));
    struct sql_program_figures_waits_in in = {.program_id = program_id, .from_day = from_day, .limit_count = WAITS_MAX};
    struct sql_program_figures_waits_row *waits = NULL;
    size_t count = 0;
    TRY(sql_program_figures_waits(db, arena, &in, &waits, &count));
    standing.waits = (int64_t)count;
    standing.median_wait_ms = count == 0 ? 0 : waits[(count - 1) / 2].wait_ms;
    *ret_standing = standing;
    return RC_OK;
}

static enum rc read_order(struct db *db, struct arena *arena, struct program_id program_id, int64_t local_day,
                          struct program_figures *figures)
{
    if (figures->standing.sales == 0) {
        return RC_OK;
    }
    struct sql_program_figures_order_in in = {.program_id = program_id,
                                              .from_day = local_day - PROGRAM_FIGURES_DAYS,
                                              .skip = (figures->standing.sales - 1) / 2};
    struct sql_program_figures_order_row row = {.amount_minor = 0};
    enum rc rc = sql_program_figures_order(db, arena, &in, &row);
    figures->median_order.minor = row.amount_minor;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

// The first day of the month that lies so many months before.
static int64_t month_day(int64_t local_day, int64_t before)
{
    struct civil day = civil_of_instant((struct instant){local_day * DAY_MS});
    int64_t months = (int64_t)day.year * 12 + day.month - 1 - before;
    struct civil first = {.year = (int)(months / 12), .month = (int)(months % 12) + 1, .day = 1};
    return day_number(instant_of_civil(first));
}

static enum rc read_month(struct db *db, struct arena *arena, struct program_id program_id, struct currency currency,
                          int64_t to_day, struct program_month *month)
{
    struct sql_program_figures_month_in in = {.program_id = program_id, .from_day = month->first_day, .to_day = to_day};
    struct sql_program_figures_month_row row;
    TRY(sql_program_figures_month(db, arena, &in, &row));
    month->sales = row.sales;
    month->sellers = row.sellers;
    month->average_order.currency = currency;
    if (row.sales > 0) {
        TRY(int64_times_divided(row.amount_minor, 1, row.sales, ROUND_HALF_AWAY, &month->average_order.minor));
    }
    month->leads = row.leads;
    month->leaders = row.leaders;
    return share_ppm(row.converted, row.leads, &month->converted_ppm);
}

enum rc program_figures_read(struct db *db, struct arena *arena, struct program_id program_id, struct currency currency,
                             struct instant to, int64_t local_day, struct program_figures *ret_figures)
{
    struct program_figures figures = {.from = {to.ms - PROGRAM_FIGURES_DAYS * DAY_MS},
                                      .to = to,
                                      .epc = {.currency = currency},
                                      .median_order = {.currency = currency}};
    for (size_t i = 0; i < PROGRAM_FIGURES_DECILES; i++) {
        figures.deciles[i].currency = currency;
    }
    TRY(read_partners(db, arena, program_id, &figures));
    TRY(program_standing_read(db, arena, program_id, local_day, &figures.standing));
    TRY(read_order(db, arena, program_id, local_day, &figures));
    TRY(read_first(db, arena, program_id, to, &figures.first));
    for (size_t i = 0; i < PROGRAM_FIGURES_MONTHS; i++) {
        int64_t before = (int64_t)(PROGRAM_FIGURES_MONTHS - 1 - i);
        figures.months[i].first_day = month_day(local_day, before);
        TRY(read_month(db, arena, program_id, currency, month_day(local_day, before - 1), &figures.months[i]));
    }
    *ret_figures = figures;
    return RC_OK;
}
