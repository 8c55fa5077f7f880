// SPDX-License-Identifier: Apache-2.0
// Plan versions as parsed, kept in memory: a version never changes, so what was read of it once stays true (should a
// number come back with another text, because its version was lost with a primary, that one is parsed each time). For
// all threads that work on one database.
#pragma once

#include "commission/plan.h"
#include "core/map.h"
#include "program/program.h"
#include "thread/thread.h"

#define PLAN_SHELF_MAX 4096 // versions; further ones are parsed each time
#define PLAN_SHELF_BYTES ((size_t)64 << 20)

struct plan_shelf {
    struct shared_lock lock;
    struct arena *arena; // of the plans, which stay until the end
    struct map64 plans;  // plan id → struct shelved *
};

void plan_shelf_init(struct plan_shelf *shelf);
void plan_shelf_end(struct plan_shelf *shelf);

// As plan_parse; the plan lives in the shelf, or, without a shelf (NULL) or when it is full, in the arena.
enum rc plan_shelf_parse(struct plan_shelf *shelf, struct arena *arena, const struct program_plan *version,
                         struct currency currency, struct plan **ret_plan, struct plan_error *ret_error) MUST_USE;
