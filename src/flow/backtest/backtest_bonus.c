// SPDX-License-Identifier: Apache-2.0
// Bonuses of whole periods: as booked, and as each draft would grant them.
#include "backtest/backtest_private.h"
#include "commission/commission_bonus.h"
#include "commission/derive_bonus.h"
#include "conversion/conversion_facts.h"
#include "core/bug.h"
#include "format/encode.h"
#include "partner/partner.h"

#define STRESS_COUNT ((int64_t)1000000000000)

struct bonuses {
    struct backtest_work *work;
    bool is_from_start; // the program has no event before the range
    struct backtest_granted *list;
    size_t count, capacity;
};

static void add_granted(struct bonuses *bonuses, const struct backtest_granted *granted)
{
    if (bonuses->count == bonuses->capacity) {
        bonuses->list = db_rows_grow(bonuses->work->state, bonuses->list, sizeof(bonuses->list[0]), &bonuses->capacity);
    }
    bonuses->list[bonuses->count++] = *granted;
}

static bool is_in_range(const struct bonuses *bonuses, int64_t first_day)
{
    const struct backtest_ask *ask = bonuses->work->ask;
    return first_day == 0 ? bonuses->is_from_start : first_day >= ask->from_day && first_day <= ask->to_day;
}

static int64_t month_of(const struct bonuses *bonuses, int64_t first_day)
{
    return backtest_month_of(first_day == 0 ? bonuses->work->last_day : first_day);
}

// ---- as booked ----

// The day in "bon:PROGRAM:PARTNER:PLAN:LINE:DAY:REPETITION".
static enum rc day_of_key(struct text key, int64_t *ret_day)
{
    struct text part = TEXT_NONE;
    for (int i = 0; i < 6; i++) {
        if (!text_split(&key, ':', &part)) {
            return RC_FAULT;
        }
    }
    return int64_parse(part, 0, INT64_MAX, ret_day) == RC_OK ? RC_OK : RC_FAULT;
}

static enum rc read_booked(struct bonuses *bonuses)
{
    struct backtest_work *work = bonuses->work;
    struct sql_backtest_bonuses_in in = {.program_id = work->ask->program_id};
    struct sql_backtest_bonuses_row *rows;
    size_t count;
    TRY(sql_backtest_bonuses(work->flow->db, work->state, &in, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        int64_t day;
        TRY(day_of_key(rows[i].accrual_key, &day));
        struct backtest_granted granted = {
            .month = month_of(bonuses, day),
            .draft = BACKTEST_BOOKED,
            .award = {.partner_id = rows[i].partner_id, .amount_minor = rows[i].amount_minor}};
        if (is_in_range(bonuses, day) && rows[i].amount_minor != 0) {
            add_granted(bonuses, &granted);
        }
    }
    return RC_OK;
}

// ---- by each draft ----

static const struct plan_bonus *bonus_of(const struct commission_plans *plans, const struct bonus_award *award)
{
    for (size_t p = 0; p < plans->count; p++) {
        const struct plan *plan = plans->list[p].plan;
        for (size_t i = 0; plans->list[p].plan_id.v == award->plan_id.v && i < plan->bonus_count; i++) {
            if (plan->bonuses[i].line == award->line) {
                return &plan->bonuses[i];
            }
        }
    }
    BUG_ON(true);
}

// How often the plans of earlier stages granted what a bonus is for.
struct given {
    const struct plan_bonus *bonus;
    int64_t times;
};
struct whole_work {
    struct bonuses *bonuses;
    const struct backtest_whole *whole;
    size_t draft;
    struct given *given;
    size_t given_count, given_capacity;
};

static struct given *given_for(struct whole_work *work, const struct plan_bonus *bonus)
{
    for (size_t i = 0; i < work->given_count; i++) {
        if (bonus_is_for_same(work->given[i].bonus, bonus)) {
            return &work->given[i];
        }
    }
    if (work->given_count == work->given_capacity) {
        work->given =
            db_rows_grow(work->bonuses->work->scratch, work->given, sizeof(work->given[0]), &work->given_capacity);
    }
    work->given[work->given_count] = (struct given){.bonus = bonus};
    return &work->given[work->given_count++];
}

// Which of the awards are taken: all, or of a stress the repeated ones by the real volume and the others without bound.
enum take { TAKE_ALL, TAKE_EVERY, TAKE_ONCE };

static void derive_stage(struct whole_work *work, const struct backtest_stage *stage, const struct bonus_facts *facts,
                         enum take take)
{
    const struct backtest_terms *terms = stage->user;
    const struct commission_plans *plans = &terms->plans[work->draft];
    struct bonus_derived derived;
    bonus_derive(work->bonuses->work->scratch, facts, plans->list, plans->count, &derived);
    for (size_t i = 0; i < derived.award_count; i++) {
        const struct bonus_award *award = &derived.awards[i];
        const struct plan_bonus *bonus = bonus_of(plans, award);
        bool is_taken = take == TAKE_ALL || (take == TAKE_EVERY) == bonus->target.is_every;
        if (award->is_in_kind || !is_taken) {
            continue;
        }
        struct given *given = given_for(work, bonus);
        int64_t times = award->times > given->times ? award->times - given->times : 0;
        given->times += times;
        struct backtest_granted granted = {.month = month_of(work->bonuses, work->whole->first_day),
                                           .draft = work->draft,
                                           .award = {.partner_id = work->whole->partner_id,
                                                     .amount_minor = award->amount.minor * times,
                                                     .line = award->line,
                                                     .is_individual = award->plan_id.v > 0}};
        if (times > 0) {
            add_granted(work->bonuses, &granted);
        }
    }
}

static enum rc partner_then(struct backtest_work *work, const struct backtest_whole *whole,
                            const struct backtest_stage *stage, struct derive_partner *ret_partner)
{
    struct partner_facts_question question = {.partner_id = whole->partner_id,
                                              .program_id = work->ask->program_id,
                                              .at = stage->last_at,
                                              .known_at = stage->last_received};
    return derive_partner_read(work->flow, work->scratch, &question, ret_partner);
}

static enum rc take_stage(struct whole_work *work, const struct backtest_stage *stage, enum take take)
{
    struct backtest_work *of = work->bonuses->work;
    const struct backtest_whole *whole = work->whole;
    struct bonus_volume volume = {
        .goal = whole->goal,
        .period = whole->period,
        .until_day = whole->until_day,
        .first_day = whole->first_day,
        .count = take == TAKE_ONCE ? STRESS_COUNT : stage->count,
        .sum = {.minor = take == TAKE_ONCE ? MONEY_MINOR_MAX : stage->sum_minor, .currency = of->currency}};
    struct bonus_facts facts = {
        .currency = of->currency, .local_day = stage->last_day, .volumes = &volume, .volume_count = 1};
    TRY(partner_then(of, whole, stage, &facts.partner));
    derive_stage(work, stage, &facts, take);
    return RC_OK;
}

static enum rc take_whole(struct bonuses *bonuses, const struct backtest_whole *whole)
{
    struct backtest_work *of = bonuses->work;
    if (!is_in_range(bonuses, whole->first_day)) {
        return RC_OK;
    }
    arena_reset(of->scratch);
    for (size_t d = 0; d < of->ask->draft_count; d++) {
        struct whole_work *work = arena_one(of->scratch, struct whole_work);
        *work = (struct whole_work){.bonuses = bonuses, .whole = whole, .draft = d};
        for (size_t i = 0; i < whole->stage_count; i++) {
            TRY(take_stage(work, &whole->stages[i], of->ask->is_stress ? TAKE_EVERY : TAKE_ALL));
        }
        if (of->ask->is_stress) {
            TRY(take_stage(work, &whole->stages[whole->stage_count - 1], TAKE_ONCE));
        }
    }
    return RC_OK;
}

// ---- together ----

enum rc backtest_bonuses_take(struct backtest_work *work)
{
    struct bonuses bonuses = {.work = work};
    struct sql_backtest_count_in before = {
        .program_id = work->ask->program_id, .first_day = INT64_MIN, .last_day = work->ask->from_day - 1, .limit = 1};
    struct sql_backtest_count_row row;
    TRY(sql_backtest_count(work->flow->db, work->state, &before, &row));
    bonuses.is_from_start = row.events == 0;
    TRY(read_booked(&bonuses));
    for (size_t i = 0; (work->needs & NEED_BONUS_MASK) != 0 && i < work->history.whole_count; i++) {
        TRY(take_whole(&bonuses, &work->history.wholes[i]));
    }
    backtest_granted_sum(work, bonuses.list, bonuses.count, BACKTEST_OF_BONUSES);
    return RC_OK;
}
