// SPDX-License-Identifier: Apache-2.0
// Caps: of one sale, over all levels, of one partner in a period, and the program's budget. A cap is a promise: what is
// booked never exceeds it, not even by rounding, so limits are rounded down.
#include "commission/derive_private.h"
#include "core/bug.h"

#include <string.h>

static void note(struct working *work, const struct cap_event *event)
{
    if (!work->is_explained) {
        return;
    }
    if (work->cap_event_count == work->cap_event_capacity) {
        size_t capacity = work->cap_event_capacity == 0 ? 16 : 2 * work->cap_event_capacity;
        struct cap_event *events = arena_many(work->arena, struct cap_event, capacity);
        if (work->cap_event_count > 0) {
            memcpy(events, work->cap_events, work->cap_event_count * sizeof(events[0]));
        }
        work->cap_events = events;
        work->cap_event_capacity = capacity;
    }
    work->cap_events[work->cap_event_count++] = *event;
}

// A share of the sale says nothing about a goal that is no sale and has no amount, such as a lead.
static bool is_cap_for_it(const struct working *work, const struct plan_cap *cap)
{
    return !cap->is_rate || work->facts->amount.minor > 0 || text_equal_ignore_case(work->facts->goal, TEXT("sale"));
}

static int64_t limit_of(const struct working *work, const struct plan_cap *cap)
{
    if (!cap->is_rate) {
        return cap->sum.minor;
    }
    return derive_minor((__uint128_t)work->remaining * (__uint128_t)cap->rate.ppm / (__uint128_t)RATE_ONE);
}

void derive_cap_sale(struct working *work)
{
    const struct plan *plan = work->payer == NO_PLAN ? NULL : work->plans[work->payer].plan;
    work->commission = work->rounded;
    for (size_t i = 0; plan != NULL && i < plan->cap_count; i++) {
        const struct plan_cap *cap = &plan->caps[i];
        if (cap->scope != PLAN_CAP_SALE || !is_cap_for_it(work, cap)) {
            continue;
        }
        struct cap_event event = {.cap = cap, .target = CAP_TARGET_COMMISSION, .before = work->commission};
        event.limit = limit_of(work, cap);
        work->commission = event.before > event.limit ? event.limit : event.before;
        event.after = work->commission;
        work->line = event.after < event.before ? cap->line : work->line;
        note(work, &event);
    }
}

// The first plan that states a cap of this scope.
static const struct plan *plan_with_cap(const struct working *work, enum plan_cap_scope scope, size_t *ret_index)
{
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->cap_count; i++) {
            if (plan->caps[i].scope == scope) {
                *ret_index = p;
                return plan;
            }
        }
    }
    return NULL;
}

static int64_t cut(int64_t *amount, int64_t excess)
{
    int64_t taken = *amount < excess ? *amount : excess;
    *amount -= taken;
    return excess - taken;
}

static void apply_cap_levels(struct working *work, const struct plan_cap *cap)
{
    int64_t limit = limit_of(work, cap);
    int64_t all = work->shared;
    for (size_t i = 0; i < work->level_count; i++) {
        all = derive_add(all, work->levels[i].left);
    }
    int64_t excess = all > limit ? all - limit : 0;
    for (size_t i = work->level_count; i > 0; i--) {
        struct level_part *part = &work->levels[i - 1];
        struct cap_event event = {
            .cap = cap, .target = CAP_TARGET_LEVEL(i - 1), .limit = limit, .used = all, .before = part->left};
        excess = cut(&part->left, excess);
        event.after = part->left;
        part->line = event.after < event.before ? cap->line : part->line;
        note(work, &event);
    }
    struct cap_event event = {
        .cap = cap, .target = CAP_TARGET_COMMISSION, .limit = limit, .used = all, .before = work->shared};
    excess = cut(&work->shared, excess);
    BUG_ON(excess != 0);
    event.after = work->shared;
    work->line = event.after < event.before ? cap->line : work->line;
    note(work, &event);
}

void derive_cap_levels(struct working *work)
{
    size_t plan_index = NO_PLAN;
    const struct plan *plan = plan_with_cap(work, PLAN_CAP_LEVELS, &plan_index);
    work->shared = work->commission;
    for (size_t i = 0; plan != NULL && i < plan->cap_count; i++) {
        if (plan->caps[i].scope == PLAN_CAP_LEVELS && is_cap_for_it(work, &plan->caps[i])) {
            apply_cap_levels(work, &plan->caps[i]);
        }
    }
}

static int64_t used_before(const struct working *work, size_t plan_index, int line, struct partner_id partner_id)
{
    for (size_t i = 0; i < work->facts->cap_use_count; i++) {
        const struct derive_cap_use *use = &work->facts->cap_uses[i];
        if (use->plan_index == plan_index && use->cap_line == line && use->partner_id.v == partner_id.v) {
            return use->used_before.minor;
        }
    }
    return 0;
}

// What a cap of a period leaves: what is still free, and of the rest the part that is paid beyond it.
static int64_t allowed(const struct plan_cap *cap, int64_t used, int64_t amount)
{
    int64_t room = used < cap->sum.minor ? cap->sum.minor - used : 0;
    if (amount <= room) {
        return amount;
    }
    __uint128_t beyond = (__uint128_t)(amount - room) * (__uint128_t)cap->beyond.ppm / (__uint128_t)RATE_ONE;
    return room + derive_minor(beyond);
}

static void apply_cap_partner(struct working *work, const struct plan_cap *cap, size_t plan_index)
{
    for (size_t i = 0; i < work->award_count; i++) {
        struct derive_award *award = &work->awards[i];
        int64_t used = used_before(work, plan_index, cap->line, award->partner_id);
        for (size_t k = 0; k < i; k++) {
            used += work->awards[k].partner_id.v == award->partner_id.v ? work->awards[k].amount.minor : 0;
        }
        struct cap_event event = {
            .cap = cap, .target = i, .limit = cap->sum.minor, .used = used, .before = award->amount.minor};
        award->amount.minor = allowed(cap, used, award->amount.minor);
        event.after = award->amount.minor;
        award->line = event.after < event.before ? cap->line : award->line;
        note(work, &event);
    }
}

static int64_t cut_award(struct derive_award *award, const struct plan_cap *cap, int64_t excess)
{
    int64_t before = award->amount.minor;
    int64_t rest = cut(&award->amount.minor, excess);
    award->line = award->amount.minor < before ? cap->line : award->line;
    return rest;
}

// Levels from the deepest, then the sharers from the last, the credited partner last of all.
static void cut_awards(struct working *work, const struct plan_cap *cap, int64_t excess)
{
    for (size_t i = work->award_count; i > 0; i--) {
        if (work->awards[i - 1].role != DERIVE_CREDITED) {
            excess = cut_award(&work->awards[i - 1], cap, excess);
        }
    }
    for (size_t i = 0; i < work->award_count; i++) {
        if (work->awards[i].role == DERIVE_CREDITED) {
            excess = cut_award(&work->awards[i], cap, excess);
        }
    }
    BUG_ON(excess != 0);
}

static void apply_budget(struct working *work, const struct plan_cap *cap, size_t plan_index)
{
    int64_t used = used_before(work, plan_index, cap->line, (struct partner_id){0});
    int64_t all = 0;
    size_t first = work->cap_event_count;
    for (size_t i = 0; i < work->award_count; i++) {
        struct cap_event event = {
            .cap = cap, .target = i, .limit = cap->sum.minor, .used = used, .before = work->awards[i].amount.minor};
        note(work, &event);
        all = derive_add(all, work->awards[i].amount.minor);
    }
    cut_awards(work, cap, all - allowed(cap, used, all));
    for (size_t i = 0; work->is_explained && i < work->award_count; i++) {
        work->cap_events[first + i].after = work->awards[i].amount.minor;
    }
}

void derive_cap_periods(struct working *work)
{
    size_t plan_index = NO_PLAN;
    const struct plan *plan = plan_with_cap(work, PLAN_CAP_PARTNER, &plan_index);
    for (size_t i = 0; plan != NULL && i < plan->cap_count; i++) {
        if (plan->caps[i].scope == PLAN_CAP_PARTNER) {
            apply_cap_partner(work, &plan->caps[i], plan_index);
        }
    }
    for (size_t p = 0; p < work->plan_count; p++) {
        for (size_t i = 0; i < work->plans[p].plan->cap_count; i++) {
            if (work->plans[p].plan->caps[i].scope == PLAN_CAP_PROGRAM) {
                apply_budget(work, &work->plans[p].plan->caps[i], p);
            }
        }
    }
}
