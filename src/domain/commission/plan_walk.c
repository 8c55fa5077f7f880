// SPDX-License-Identifier: Apache-2.0
// See plan_walk.h.
#include "commission/plan_walk.h"

#define VERTICES_MAX 8192
#define DEPTH_MAX 48

void plan_walk_init(struct plan_walk *walk, struct arena *arena, int64_t work)
{
    *walk = (struct plan_walk){
        .left = work, .capacity = VERTICES_MAX, .vertices = arena_many(arena, struct plan_vertex, VERTICES_MAX)};
}

void plan_walk_at(struct plan_walk *walk, int64_t amount, struct plan_vertex *ret_vertex)
{
    *ret_vertex = (struct plan_vertex){.amount = amount};
    if (walk->left <= 0) {
        walk->is_exhausted = true;
        return;
    }
    walk->left--;
    walk->evaluate(walk->context, amount, ret_vertex);
}

static void push(struct plan_walk *walk, const struct plan_vertex *vertex)
{
    if (walk->count == walk->capacity) {
        walk->is_exhausted = true;
    } else if (!walk->is_exhausted) {
        walk->vertices[walk->count++] = *vertex;
    }
}

// Whether the middle is on the chord, as far as rounding lets see it.
static bool is_straight(const struct plan_vertex *l, const struct plan_vertex *m, const struct plan_vertex *r)
{
    int most = l->beneficiaries > r->beneficiaries ? l->beneficiaries : r->beneficiaries;
    most = m->beneficiaries > most ? m->beneficiaries : most;
    for (size_t i = 0; i < PLAN_WALK_VALUES; i++) {
        __int128 width = r->amount - l->amount;
        __int128 chord = (__int128)(r->values[i] - l->values[i]) * (m->amount - l->amount);
        __int128 off = (__int128)(m->values[i] - l->values[i]) * width - chord;
        off = off < 0 ? -off : off;
        if (off > width * (2 + 2 * most)) {
            return false;
        }
    }
    return true;
}

static void refine(struct plan_walk *walk, const struct plan_vertex *l, const struct plan_vertex *r, int depth)
{
    if (r->amount - l->amount <= 1 || depth == DEPTH_MAX || walk->is_exhausted) {
        return;
    }
    struct plan_vertex m;
    plan_walk_at(walk, l->amount + (r->amount - l->amount) / 2, &m);
    if (is_straight(l, &m, r)) {
        push(walk, &m);
        return;
    }
    refine(walk, l, &m, depth + 1);
    push(walk, &m);
    refine(walk, &m, r, depth + 1);
}

void plan_walk_case(struct plan_walk *walk, const struct plan_space *space)
{
    struct plan_vertex before = {.amount = 0};
    walk->count = 0;
    for (size_t i = 0; i < space->amount_count && !walk->is_exhausted; i++) {
        struct plan_vertex vertex;
        plan_walk_at(walk, space->amounts[i], &vertex);
        if (i > 0) {
            refine(walk, &before, &vertex, 0);
        }
        push(walk, &vertex);
        before = vertex;
    }
}
