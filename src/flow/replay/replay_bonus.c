// SPDX-License-Identifier: Apache-2.0
// Replay of bonuses: each period of each partner is derived from its events as they are now, and what it reached is
// held against what was booked. See replay.h.
#include "commission/commission_bonus.h"
#include "commission/commission_history.h"
#include "commission/commission_replay_sql.h"
#include "conversion/conversion_sql.h"
#include "replay/replay_private.h"

struct bonuses {
    struct replay_work *work;
    struct arena *kept;
    struct textmap wanted;                 // key → struct money *
    int64_t last_first[PLAN_PERIOD_COUNT]; // of the partner and goal before: periods are asked for once
    struct sql_replay_bonus_days_row before;
};

static enum rc want_period(struct bonuses *all, const struct sql_replay_bonus_days_row *row, enum plan_period period)
{
    struct replay_work *work = all->work;
    struct bonus_period of = {.program_id = row->program_id,
                              .partner_id = row->partner_id,
                              .goal = row->goal,
                              .period = period,
                              .currency = row->currency};
    period_days(period, row->local_day, &of.first_day, &of.last_day);
    bool is_same = all->before.program_id.v == row->program_id.v && all->before.partner_id.v == row->partner_id.v &&
                   text_equal(all->before.goal, row->goal) && all->last_first[period] == of.first_day;
    if (is_same) {
        return RC_OK;
    }
    all->last_first[period] = of.first_day;
    struct bonus_wanted *wanted;
    size_t count;
    TRY(bonus_period_derive(work->db, work->scratch, &of, &wanted, &count, work->fault));
    for (size_t i = 0; i < count; i++) {
        if (!wanted[i].is_in_kind) {
            struct money *amount = arena_one(all->kept, struct money);
            *amount = wanted[i].amount;
            textmap_put(&all->wanted, text_copy(all->kept, wanted[i].key), amount);
        }
    }
    return RC_OK;
}

static enum rc want_all(struct bonuses *all)
{
    struct replay_work *work = all->work;
    struct sql_replay_bonus_days_row *rows;
    size_t count;
    AUTO_ARENA days = arena_new(ARENA_JOB_BYTES);
    TRY(sql_replay_bonus_days(work->db, days, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        arena_reset(work->scratch);
        for (int period = 0; period < PLAN_PERIOD_COUNT; period++) {
            if ((rows[i].needs & NEED_BONUS(period)) != 0) {
                TRY(want_period(all, &rows[i], (enum plan_period)period));
            }
        }
        all->before = rows[i];
    }
    return RC_OK;
}

static enum rc compare_all(struct bonuses *all)
{
    struct replay_work *work = all->work;
    struct sql_replay_bonuses_row *rows;
    size_t count, found = 0;
    AUTO_ARENA list = arena_new(ARENA_JOB_BYTES);
    TRY(sql_replay_bonuses(work->db, list, &rows, &count));
    for (size_t i = 0; i < count; i++) {
        arena_reset(work->scratch);
        const struct money *wanted = textmap_get(&all->wanted, rows[i].accrual_key);
        work->report->commissions++;
        work->report->steps += rows[i].steps;
        found += wanted == NULL ? 0 : 1;
        replay_compare(work, text_format(work->scratch, "bonus %.*s", TEXT_PRINT(rows[i].accrual_key)),
                       text_format(work->scratch, "%lld", (long long)rows[i].amount_minor),
                       text_format(work->scratch, "%lld", (long long)(wanted == NULL ? 0 : wanted->minor)));
    }
    if (found != all->wanted.count) {
        replay_differ(work, TEXT("number of bonuses"), text_format(work->scratch, "%zu", found),
                      text_format(work->scratch, "%zu", all->wanted.count));
    }
    return RC_OK;
}

enum rc replay_bonuses(struct replay_work *work)
{
    AUTO_ARENA kept = arena_new(ARENA_JOB_BYTES);
    struct bonuses *all = arena_one(kept, struct bonuses);
    *all = (struct bonuses){.work = work, .kept = kept};
    textmap_init(&all->wanted);
    enum rc rc = want_all(all);
    if (rc == RC_OK) {
        rc = compare_all(all);
    }
    textmap_release(&all->wanted);
    return rc;
}
