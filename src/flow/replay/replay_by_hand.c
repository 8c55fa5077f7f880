// SPDX-License-Identifier: Apache-2.0
// Replay of commissions that were made by hand: each stands for exactly the fact that made it, and is worth nothing
// once that was taken back. What they do to the books is played with all others. See replay.h.
#include "commission/commission_replay_sql.h"
#include "replay/replay_private.h"

#define PAGE 500

static void compare_one(struct replay_work *work, const struct sql_replay_by_hand_row *row)
{
    struct text object = text_format(work->scratch, "commission %lld, made by hand", (long long)row->id.v);
    bool is_reversed = row->reversed_by != 0;
    struct text stored =
        text_format(work->scratch, "%.*s partner=%lld program=%lld %.3s %lld, now %lld%s", TEXT_PRINT(row->accrual_key),
                    (long long)row->partner_id.v, (long long)row->program_id.v, row->currency.code,
                    (long long)row->first_minor, (long long)row->amount_minor, is_reversed ? " reversed" : "");
    bool was_reversed = text_is(row->fact_status) && text_equal(row->fact_status, TEXT("reversed"));
    struct text derived =
        !row->fact_minor.has
            ? TEXT_NONE
            : text_format(work->scratch, "%.*s partner=%lld program=%lld %.3s %lld, now %lld%s",
                          TEXT_PRINT(row->fact_key), (long long)row->fact_partner_id.v,
                          (long long)row->fact_program_id.v, row->fact_currency.code, (long long)row->fact_minor.v,
                          (long long)(was_reversed ? 0 : row->fact_minor.v), was_reversed ? " reversed" : "");
    work->report->commissions++;
    replay_compare(work, object, stored, derived);
}

enum rc replay_by_hand(struct replay_work *work)
{
    AUTO_ARENA page = arena_new(ARENA_JOB_BYTES);
    struct commission_id after = {0};
    size_t count;
    do {
        arena_reset(page);
        struct sql_replay_by_hand_in in = {.after_id = after, .limit = PAGE};
        struct sql_replay_by_hand_row *rows;
        TRY(sql_replay_by_hand(work->db, page, &in, &rows, &count));
        for (size_t i = 0; i < count; i++) {
            arena_reset(work->scratch);
            compare_one(work, &rows[i]);
            after = rows[i].id;
        }
    } while (count == PAGE);
    return RC_OK;
}
