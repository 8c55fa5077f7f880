// SPDX-License-Identifier: Apache-2.0
// Clicks and impressions: as booked, and as each draft would pay for them, by the function that live accrual calls. A
// partner's lines are those of the books in their order, with what late clicks made of them, so that the plan in force
// carries and rounds as it did; days that no line counted, because no plan spoke of them, come in between by their day.
#include "backtest/backtest_private.h"
#include "click/click_earnings.h"
#include "core/bug.h"
#include "format/encode.h"

enum row_kind { ROW_LINE = 0, ROW_CLICKS = 1, ROW_IMPRESSIONS = 2 }; // as the statement numbers them

// Impressions that a draft's plan has counted for the partner so far: a thousand goes on over lines.
struct counted {
    struct plan_id plan_id;
    int64_t impressions;
};
// What a draft has of one partner.
struct course {
    int64_t carried_micro;
    struct counted *counted;
    size_t count, capacity;
};

struct clicks {
    struct backtest_work *work;
    struct map64 versions; // recorded plan version → derive_plan
    // one partner's rows, by kind, number or day
    struct partner_id partner_id;
    struct arena *partner;
    struct sql_backtest_clicks_row *rows;
    size_t count, capacity;
    struct course courses[BACKTEST_DRAFTS_MAX];
    // of all partners
    struct backtest_granted *list;
    size_t list_count, list_capacity;
};

static void clicks_release(struct clicks *clicks)
{
    map64_release(&clicks->versions);
    arena_free(clicks->partner);
}

// ---- what it comes to ----

static void grant(struct clicks *clicks, int64_t day, size_t draft, struct backtest_award award)
{
    struct backtest_work *work = clicks->work;
    bool is_inside = day >= work->ask->from_day && day <= work->ask->to_day;
    if (!is_inside || award.amount_minor == 0) {
        return;
    }
    if (clicks->list_count == clicks->list_capacity) {
        clicks->list = db_rows_grow(work->state, clicks->list, sizeof(clicks->list[0]), &clicks->list_capacity);
    }
    int64_t month = backtest_month_of(day);
    // Most follow one of the same month and line.
    for (size_t back = 1; back <= clicks->list_count && back <= BACKTEST_DRAFTS_MAX + 1; back++) {
        struct backtest_granted *before = &clicks->list[clicks->list_count - back];
        if (before->month == month && before->draft == draft && before->award.line == award.line &&
            before->award.is_individual == award.is_individual && before->award.partner_id.v == award.partner_id.v) {
            before->award.amount_minor += award.amount_minor;
            return;
        }
    }
    clicks->list[clicks->list_count++] = (struct backtest_granted){.month = month, .draft = draft, .award = award};
}

// The clause that most of the clicks' money is of.
static int line_of(const struct plan *plan, const struct click_facts *facts)
{
    int line, line_unique;
    if (facts->impressions > 0) {
        return plan_impression_rule(plan)->line;
    }
    struct exact rate = plan_click_rate(plan, facts->currency, /* is_unique= */ false, &line);
    struct exact rate_unique = plan_click_rate(plan, facts->currency, /* is_unique= */ true, &line_unique);
    struct exact others = exact_times(rate, facts->clicks - facts->unique_clicks);
    struct exact unique = exact_times(rate_unique, facts->unique_clicks);
    return unique.micro > others.micro ? line_unique : line;
}

static struct counted *counted_by(struct clicks *clicks, struct course *course, struct plan_id plan_id)
{
    for (size_t i = 0; i < course->count; i++) {
        if (course->counted[i].plan_id.v == plan_id.v) {
            return &course->counted[i];
        }
    }
    if (course->count == course->capacity) {
        course->counted = db_rows_grow(clicks->partner, course->counted, sizeof(course->counted[0]), &course->capacity);
    }
    course->counted[course->count] = (struct counted){.plan_id = plan_id};
    return &course->counted[course->count++];
}

static const struct derive_plan *version_of(const struct clicks *clicks, struct plan_id id)
{
    uint64_t at = 0;
    return map64_get(&clicks->versions, (uint64_t)id.v, &at) ? (const struct derive_plan *)(uintptr_t)at : NULL;
}

// The plans that stand for a line of a draft: the individual terms that paid it, then the draft; of the recorded plans
// the one that paid.
static size_t plans_of(const struct clicks *clicks, size_t draft, struct plan_id paid_by, struct derive_plan *list)
{
    const struct backtest_draft *asked = &clicks->work->ask->drafts[draft];
    const struct derive_plan *version = version_of(clicks, paid_by);
    size_t count = 0;
    if (version != NULL && (asked->plan == NULL || version->is_individual)) {
        list[count++] = *version;
    }
    if (asked->plan != NULL) { // no recorded version has a negative id
        list[count++] = (struct derive_plan){.plan_id = {-1 - (int64_t)draft}, .plan = asked->plan};
    }
    return count;
}

static enum rc pay(struct clicks *clicks, const struct sql_backtest_clicks_row *row)
{
    struct backtest_work *work = clicks->work;
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        struct course *course = &clicks->courses[d];
        struct derive_plan plans[2];
        struct click_facts facts = {.day = row->day,
                                    .clicks = row->impressions > 0 ? 0 : row->clicks,
                                    .unique_clicks = row->impressions > 0 ? 0 : row->unique_clicks,
                                    .impressions = row->impressions,
                                    .currency = work->currency,
                                    .plans = plans,
                                    .plan_count = plans_of(clicks, d, row->plan_id, plans),
                                    .is_sum_only = true,
                                    .carried_in_micro = course->carried_micro};
        const struct derive_plan *payer =
            facts.impressions > 0 ? impression_payer(plans, facts.plan_count) : click_payer(plans, facts.plan_count);
        if (payer == NULL) {
            continue;
        }
        struct counted *counted = facts.impressions > 0 ? counted_by(clicks, course, payer->plan_id) : NULL;
        facts.impressions_before = counted != NULL ? counted->impressions : 0;
        struct click_earnings earnings;
        arena_reset(work->scratch);
        if (click_earnings_derive(work->scratch, &facts, &earnings) != RC_OK) {
            return fault_set(work->flow->fault, RC_REFUSED, "amount_overflow", "",
                             "the money of a day's clicks leaves 64 bits");
        }
        course->carried_micro = earnings.carried_out_micro;
        if (counted != NULL) {
            counted->impressions += facts.impressions;
        }
        grant(clicks, row->day, d,
              (struct backtest_award){.partner_id = clicks->partner_id,
                                      .amount_minor = earnings.booked.minor,
                                      .line = line_of(payer->plan, &facts),
                                      .is_individual = payer->is_individual});
    }
    return RC_OK;
}

// ---- one partner ----

static void index_release(struct map64 *map)
{
    map64_release(map);
}

// What lines have counted of a day is taken off it.
static void take_counted(struct clicks *clicks, size_t lines)
{
    struct map64 days __attribute__((cleanup(index_release)));
    map64_init(&days);
    for (size_t i = lines; i < clicks->count; i++) {
        map64_put(&days, (uint64_t)clicks->rows[i].day << 2 | (uint64_t)clicks->rows[i].kind, i);
    }
    for (size_t i = 0; i < lines; i++) {
        const struct sql_backtest_clicks_row *line = &clicks->rows[i];
        uint64_t kind = line->impressions > 0 ? ROW_IMPRESSIONS : ROW_CLICKS;
        uint64_t at = 0;
        if (map64_get(&days, (uint64_t)line->day << 2 | kind, &at)) {
            clicks->rows[at].clicks -= line->clicks;
            clicks->rows[at].unique_clicks -= line->unique_clicks;
            clicks->rows[at].impressions -= line->impressions;
        }
    }
}

// Days of one kind that no line counted, before a day.
static enum rc pay_days(struct clicks *clicks, size_t *at, size_t end, int64_t before_day)
{
    for (; *at < end && clicks->rows[*at].day < before_day; (*at)++) {
        struct sql_backtest_clicks_row row = clicks->rows[*at];
        bool is_sound = row.unique_clicks >= 0 && row.unique_clicks <= row.clicks;
        bool is_any = row.kind == ROW_IMPRESSIONS ? row.impressions > 0 : row.clicks > 0 && is_sound;
        TRY(is_any ? pay(clicks, &row) : RC_OK);
    }
    return RC_OK;
}

static enum rc take_partner(struct clicks *clicks)
{
    size_t lines = 0;
    size_t days = 0; // where impressions begin
    for (size_t i = 0; i < clicks->count; i++) {
        lines += clicks->rows[i].kind == ROW_LINE ? 1 : 0;
        days += clicks->rows[i].kind != ROW_IMPRESSIONS ? 1 : 0;
    }
    size_t click_at = lines;
    size_t impression_at = days;
    take_counted(clicks, lines);
    for (size_t i = 0; i < lines; i++) {
        const struct sql_backtest_clicks_row *line = &clicks->rows[i];
        TRY(pay_days(clicks, &click_at, days, line->day));
        TRY(pay_days(clicks, &impression_at, clicks->count, line->day));
        grant(clicks, line->day, BACKTEST_BOOKED,
              (struct backtest_award){.partner_id = clicks->partner_id, .amount_minor = line->booked_minor});
        TRY(pay(clicks, line));
    }
    TRY(pay_days(clicks, &click_at, days, INT64_MAX));
    return pay_days(clicks, &impression_at, clicks->count, INT64_MAX);
}

static enum rc end_partner(struct clicks *clicks)
{
    TRY(clicks->count > 0 ? take_partner(clicks) : RC_OK);
    clicks->count = clicks->capacity = 0;
    clicks->rows = NULL;
    for (size_t d = 0; d < BACKTEST_DRAFTS_MAX; d++) {
        clicks->courses[d] = (struct course){.carried_micro = 0};
    }
    arena_reset(clicks->partner);
    return RC_OK;
}

static enum rc take_row(void *user, const struct sql_backtest_clicks_row *row)
{
    struct clicks *clicks = user;
    if (row->partner_id.v != clicks->partner_id.v) {
        TRY(end_partner(clicks));
        clicks->partner_id = row->partner_id;
    }
    if (clicks->count == clicks->capacity) {
        clicks->rows = db_rows_grow(clicks->partner, clicks->rows, sizeof(clicks->rows[0]), &clicks->capacity);
    }
    clicks->rows[clicks->count++] = *row;
    return RC_OK;
}

// ---- all of them ----

static enum rc read_versions(struct clicks *clicks)
{
    struct backtest_work *work = clicks->work;
    struct sql_backtest_plans_in in = {.program_id = work->ask->program_id};
    struct sql_backtest_plans_row *rows;
    size_t count;
    TRY(sql_backtest_plans(work->flow->db, work->state, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        struct plan *plan;
        struct plan_error error;
        if (text_is_empty(rows[i].plan_text)) {
            continue; // individual terms that end there
        }
        if (plan_parse(work->state, rows[i].plan_text, work->currency, &plan, &error) != RC_OK) {
            return fault_internal(work->flow->fault, RC_FAULT, "plan %lld does not read: line %d: %s",
                                  (long long)rows[i].id.v, error.line, error.message);
        }
        struct derive_plan *version = arena_one(work->state, struct derive_plan);
        *version = (struct derive_plan){
            .plan_id = rows[i].id, .number = rows[i].number, .is_individual = rows[i].is_individual, .plan = plan};
        map64_put(&clicks->versions, (uint64_t)rows[i].id.v, (uint64_t)(uintptr_t)version);
    }
    return RC_OK;
}

static bool is_any_paid(const struct backtest_work *work)
{
    bool is_any = false;
    for (size_t d = 0; d < work->ask->draft_count; d++) {
        const struct plan *plan = work->ask->drafts[d].plan;
        struct derive_plan draft = {.plan = plan};
        is_any = is_any || (plan != NULL && (click_payer(&draft, 1) != NULL || impression_payer(&draft, 1) != NULL));
    }
    return is_any;
}

enum rc backtest_clicks_take(struct backtest_work *work)
{
    struct sql_backtest_click_lines_in lines_in = {.program_id = work->ask->program_id};
    struct sql_backtest_click_lines_row lines;
    TRY(sql_backtest_click_lines(work->flow->db, work->state, &lines_in, &lines));
    if (lines.lines == 0 && !is_any_paid(work)) {
        return RC_OK;
    }
    struct clicks clicks
        __attribute__((cleanup(clicks_release))) = {.work = work, .partner = arena_new(BACKTEST_STATE_BYTES)};
    map64_init(&clicks.versions);
    TRY(read_versions(&clicks));
    int64_t today = day_number(work->flow->now); // which is not over
    int64_t end = work->ask->to_day < today ? work->ask->to_day + 1 : today;
    struct sql_backtest_clicks_in in = {.program_id = work->ask->program_id, .end_day = end < 0 ? 0 : end};
    TRY(sql_backtest_clicks(work->flow->db, &in, take_row, &clicks));
    TRY(end_partner(&clicks));
    backtest_granted_sum(work, clicks.list, clicks.list_count, BACKTEST_OF_CLICKS);
    return RC_OK;
}
