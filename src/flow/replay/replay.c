// SPDX-License-Identifier: Apache-2.0
// Replay: the whole, and what its parts share; see replay.h.
#include "replay/replay.h"

#include "commission/commission_replay_sql.h"
#include "core/map.h"
#include "replay/replay_private.h"

struct replay_difference *replay_differ(struct replay_work *work, struct text object, struct text stored,
                                        struct text derived)
{
    struct replay_report *report = work->report;
    if (report->difference_count++ >= REPLAY_DIFFERENCES_MAX) {
        return NULL;
    }
    struct replay_difference *kept = &report->differences[report->difference_count - 1];
    *kept = (struct replay_difference){.object = text_copy(work->arena, object),
                                       .stored = text_copy(work->arena, stored),
                                       .derived = text_copy(work->arena, derived)};
    return kept;
}

void replay_compare(struct replay_work *work, struct text object, struct text stored, struct text derived)
{
    if (!text_equal(stored, derived)) {
        replay_differ(work, object, stored, derived);
    }
}

enum rc replay_plans(struct replay_work *work, struct text plan_ids, struct currency currency,
                     const struct commission_plans **ret_plans)
{
    struct text key = text_format(work->scratch, "%.3s:%.*s", currency.code, TEXT_PRINT(plan_ids));
    *ret_plans = textmap_get(&work->plan_cache, key);
    if (*ret_plans == NULL) {
        struct commission_plans *plans = arena_one(work->plans, struct commission_plans);
        TRY(commission_plans_read(work->db, work->plans, plan_ids, currency, plans, work->fault));
        textmap_put(&work->plan_cache, key, plans);
        *ret_plans = plans;
    }
    return RC_OK;
}

// What no partner and no conversion led to.
static enum rc count_all(struct replay_work *work)
{
    struct sql_replay_entry_count_row entries;
    TRY(sql_replay_entry_count(work->db, work->scratch, &entries));
    if (entries.entries != work->report->entries) {
        struct text stored = text_format(work->scratch, "%lld", (long long)entries.entries);
        struct text derived = text_format(work->scratch, "%lld", (long long)work->report->entries);
        replay_differ(work, TEXT("number of ledger entries"), stored, derived);
    }
    struct sql_replay_commission_count_row commissions;
    TRY(sql_replay_commission_count(work->db, work->scratch, &commissions));
    int64_t stored_all = commissions.of_conversions + commissions.of_clicks;
    if (stored_all != work->report->commissions) {
        struct text stored = text_format(work->scratch, "%lld", (long long)stored_all);
        struct text derived = text_format(work->scratch, "%lld", (long long)work->report->commissions);
        replay_differ(work, TEXT("number of commissions"), stored, derived);
    }
    return RC_OK;
}

static enum rc replay_all(struct replay_work *work)
{
    TRY(replay_conversions(work));
    TRY(replay_clicks(work));
    TRY(replay_bonuses(work));
    TRY(replay_by_hand(work));
    TRY(replay_books(work));
    TRY(replay_accounts(work));
    TRY(replay_penalties(work));
    return count_all(work);
}

enum rc replay(struct db *db, struct arena *arena, struct replay_report *ret_report, struct fault *fault)
{
    AUTO_ARENA scratch = arena_new((size_t)1 << 30); // a limit, not a need: see the header
    AUTO_ARENA plans = arena_new((size_t)256 << 20);
    *ret_report = (struct replay_report){.conversions = 0};
    struct replay_work work = {
        .db = db, .arena = arena, .scratch = scratch, .plans = plans, .fault = fault, .report = ret_report};
    TRY(db_read_begin(db));
    textmap_init(&work.plan_cache);
    enum rc rc = replay_all(&work);
    textmap_release(&work.plan_cache);
    const char *failure = rc == RC_OK ? "" : db_failure(db);
    if (rc != RC_OK) {
        rc = fault_internal(fault, rc, "replay: %s", failure == NULL ? "" : failure);
    }
    db_rollback(db);
    return rc;
}
