// SPDX-License-Identifier: Apache-2.0
// Withdrawals of plan versions in a test's world.
#pragma once

#include "program/plan_withdraw.h"
#include "test_world.h"

#define WITHDRAWAL_REASON "The shop keeps its margin."

// code "": it is taken back, with that reason; else it is refused so.
static inline void withdraw(struct world *world, struct plan_id id, const char *code)
{
    struct plan_withdraw_input input = {.plan_id = id, .reason = TEXT(WITHDRAWAL_REASON)};
    struct plan_version version;
    fault_clear(&world->fault);
    enum rc rc = plan_withdraw(&world->flow, &input, &version);
    assert_string_equal(world->fault.code, code);
    assert_true((rc == RC_OK) == (code[0] == '\0'));
    fault_clear(&world->fault);
}
