// SPDX-License-Identifier: Apache-2.0
// Figures of large programs, kept for a while.
#include "public/figures_kept.h"

#include "clock/clock.h"
#include "thread/thread.h"

struct kept {
    struct program_id program_id; // 0: free
    struct currency currency;
    int64_t local_day;
    struct instant until;
    bool is_reading; // somebody reads them anew
    struct program_figures figures;
};

static struct shelf {
    struct lock lock;
    int64_t from_ms;
    struct kept list[FIGURES_KEPT_PROGRAMS];
} shelf; // one server a process

void figures_kept_start(int64_t from_ms)
{
    shelf = (struct shelf){.from_ms = from_ms};
    lock_init(&shelf.lock);
}

void figures_kept_stop(void)
{
    lock_end(&shelf.lock);
}

// ---- under the lock ----

static struct kept *find(struct program_id program_id, struct currency currency, int64_t local_day)
{
    for (size_t i = 0; i < FIGURES_KEPT_PROGRAMS; i++) {
        struct kept *kept = &shelf.list[i];
        if (kept->program_id.v == program_id.v && kept->local_day == local_day &&
            currency_equal(kept->currency, currency)) {
            return kept;
        }
    }
    return NULL;
}

// The program's own, or the one that would be read anew first.
static struct kept *place_for(struct program_id program_id)
{
    struct kept *oldest = &shelf.list[0];
    for (size_t i = 0; i < FIGURES_KEPT_PROGRAMS; i++) {
        struct kept *kept = &shelf.list[i];
        if (kept->program_id.v == program_id.v) {
            return kept;
        }
        oldest = kept->until.ms < oldest->until.ms ? kept : oldest;
    }
    return oldest;
}

// ---- each takes the lock ----

// False: to be read, by this caller.
static bool take(struct program_id program_id, struct currency currency, int64_t local_day, struct instant now,
                 struct program_figures *ret_figures)
{
    lock_take(&shelf.lock);
    struct kept *kept = find(program_id, currency, local_day);
    bool is_there = kept != NULL && (kept->is_reading || now.ms < kept->until.ms);
    if (is_there) {
        *ret_figures = kept->figures;
    } else if (kept != NULL) {
        kept->is_reading = true;
    }
    lock_give(&shelf.lock);
    return is_there;
}

static void give_up(struct program_id program_id, struct currency currency, int64_t local_day)
{
    lock_take(&shelf.lock);
    struct kept *kept = find(program_id, currency, local_day);
    if (kept != NULL) {
        kept->is_reading = false;
    }
    lock_give(&shelf.lock);
}

static void keep(const struct kept *fresh)
{
    lock_take(&shelf.lock);
    *place_for(fresh->program_id) = *fresh;
    lock_give(&shelf.lock);
}

enum rc figures_kept_read(struct call *call, struct program_id program_id, struct currency currency, int64_t local_day,
                          struct program_figures *ret_figures)
{
    if (take(program_id, currency, local_day, call->now, ret_figures)) {
        return RC_OK;
    }
    int64_t began_ns = clock_monotonic_ns();
    enum rc rc = program_figures_read(call->db, call->arena, program_id, currency, call->now, local_day, ret_figures);
    int64_t took_ms = (clock_monotonic_ns() - began_ns) / 1000000;
    if (rc != RC_OK || took_ms < shelf.from_ms) {
        give_up(program_id, currency, local_day);
        return rc;
    }
    keep(&(struct kept){.program_id = program_id,
                        .currency = currency,
                        .local_day = local_day,
                        .until = {call->now.ms + took_ms * FIGURES_KEPT_TIMES + 1},
                        .figures = *ret_figures});
    return RC_OK;
}
