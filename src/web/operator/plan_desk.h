// SPDX-License-Identifier: Apache-2.0
// Backtests that take longer than a page may: each runs on a thread and a connection of its own, and the page asks how
// far it is. In memory only: they are gone with the server, and nothing but an answer is lost.
#pragma once

#include "call.h"
#include "operator/plan_editor.h"

#define PLAN_DESK_RUNS_MAX 8    // kept, the oldest finished ones go first
#define PLAN_DESK_RUNNING_MAX 2 // at once
#define PLAN_DESK_WAIT_MS 1000  // what takes less is answered at once

// Before the first request and after the last; stop ends what runs.
void plan_desk_start(void);
void plan_desk_stop(void);

// Begins one: the draft's text must read. RC_BUSY backtests_running when too many run. *ret_key names it in addresses;
// in the arena of the call.
enum rc plan_desk_begin(struct call *call, const struct program *program, struct text plan_text, int64_t from_day,
                        int64_t to_day, struct text *ret_key) MUST_USE;
// Waits until it has ended, at most so long.
void plan_desk_wait(struct program_id program_id, struct text key, int64_t wait_ms);
// How it stands: the report, how far it is (is_running), or what refused it as the call's fault. *ret_text: the draft
// that was tried. RC_NOT_FOUND backtest_gone for a key that is not known (any more) or is of another program.
enum rc plan_desk_look(struct call *call, struct render *render, struct program_id program_id, struct text key,
                       struct text *ret_text, struct plan_backtest_view *ret_view) MUST_USE;
