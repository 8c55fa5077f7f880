// SPDX-License-Identifier: Apache-2.0
// What is kept with a plan version of what the checker and the ratchet found of it (program/plan_proof.h), gathered
// while it is looked at and written in the transaction that publishes it. Sentences are made in every language at once:
// a counter-example that is told later is the one that was found.
#pragma once

#include "commission/plan_check.h"
#include "flow.h"
#include "program/plan_proof.h"

struct plan_kept {
    struct plan_kept_finding *items; // in the arena it was gathered with
    size_t count, capacity;
    int64_t evaluations;
};
// Adds all findings; against: the version it was compared with, 0 for statements about the plan alone. Texts are
// copied.
void plan_kept_add(struct arena *arena, struct plan_kept *kept, struct plan_id against,
                   const struct check_result *result);
// One more finding of the ratchet, without parameters.
void plan_kept_say(struct arena *arena, struct plan_kept *kept, struct plan_id against, enum check_outcome outcome,
                   enum check_code code);
// Those of the other behind one's own.
void plan_kept_join(struct arena *arena, struct plan_kept *kept, const struct plan_kept *other);
// Inside the transaction that publishes the version.
enum rc plan_kept_write(struct flow *flow, struct plan_id id, const struct plan_kept *kept, int64_t hold_days,
                        int64_t work_max) MUST_USE;
