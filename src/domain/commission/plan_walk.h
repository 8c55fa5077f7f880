// SPDX-License-Identifier: Apache-2.0
// Going through the amounts of one case, private to this folder: all amounts at which a plan may change its course, and
// between them halving until what is paid lies on a line (plan_case.h says why that is enough).
#pragma once

#include "commission/plan_case.h"

#define PLAN_WALK_ROLES (1 + PLAN_CASE_LEVELS_MAX)
#define PLAN_WALK_VALUES (2 * PLAN_WALK_ROLES)

struct plan_vertex {
    int64_t amount;
    int64_t values[PLAN_WALK_VALUES]; // what is paid, by whatever the walk looks at; unused ones 0
    int beneficiaries;                // that have something, at most
};

struct plan_walk {
    void (*evaluate)(void *context, int64_t amount, struct plan_vertex *ret_vertex);
    void *context;
    int64_t left; // evaluations that may still be made
    struct plan_vertex *vertices;
    size_t count, capacity;
    bool is_exhausted; // not all was looked at
};

void plan_walk_init(struct plan_walk *walk, struct arena *arena, int64_t work);
// One amount, counted.
void plan_walk_at(struct plan_walk *walk, int64_t amount, struct plan_vertex *ret_vertex);
// The vertices of the case that evaluate stands for, ascending.
void plan_walk_case(struct plan_walk *walk, const struct plan_space *space);
