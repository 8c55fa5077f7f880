// SPDX-License-Identifier: Apache-2.0
// Who has which part of the commission: an agreed split, assist credit by position among those who touched, or the
// credited partner alone; by largest remainder, ties to the earlier. Then the levels.
#include "commission/derive_private.h"
#include "core/bug.h"

static const struct plan_share *share_of(const struct working *work)
{
    for (size_t p = 0; p < work->plan_count; p++) {
        if (work->plans[p].plan->share.is_given) {
            return &work->plans[p].plan->share;
        }
    }
    return NULL;
}

static struct derive_award *add_award(struct working *work, struct partner_id partner_id, enum derive_role role)
{
    bool is_credited = partner_id.v == work->facts->partner.partner_id.v && role != DERIVE_LEVEL;
    struct derive_award *award = &work->awards[work->award_count++];
    *award = (struct derive_award){
        .partner_id = partner_id,
        .role = is_credited ? DERIVE_CREDITED : role,
        .amount = money_zero(work->facts->currency),
        .due_at = {.ms = work->facts->occurred_at.ms + work->hold_days * DAY_MS},
        .plan_id = work->plans[work->payer].plan_id,
        .line = work->line,
    };
    return award;
}

// Positions among those who touched: first, last, and the others with equal parts of theirs. The parts of absent
// positions go to the present ones in proportion, because they are not in the sum of the weights.
static int64_t *touch_weights(const struct working *work, const struct plan_share *share, size_t count)
{
    int64_t *weights = arena_many(work->arena, int64_t, count);
    int64_t others = count > 2 ? (int64_t)count - 2 : 1;
    for (size_t i = 0; i < count; i++) {
        int64_t ppm = share->others.ppm;
        if (i == 0 || i + 1 == count) {
            ppm = (i == 0 ? share->first.ppm : share->last.ppm) * others;
        }
        weights[i] = ppm;
    }
    return weights;
}

static bool is_any_above_zero(const int64_t *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (weights[i] > 0) {
            return true;
        }
    }
    return false;
}

static void add_splits(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    int64_t *weights = arena_many(work->arena, int64_t, facts->split_count);
    for (size_t i = 0; i < facts->split_count; i++) {
        weights[i] = facts->splits[i].share.ppm;
        (void)add_award(work, facts->splits[i].partner.partner_id, DERIVE_SPLIT);
    }
    work->weights = weights;
}

static void add_touches(struct working *work, const struct plan_share *share)
{
    const struct derive_facts *facts = work->facts;
    for (size_t i = 0; i < facts->touch_count; i++) {
        if (facts->touches[i].is_active) {
            (void)add_award(work, facts->touches[i].partner_id, DERIVE_ASSIST);
        }
    }
    int64_t *weights = touch_weights(work, share, work->award_count);
    if (!is_any_above_zero(weights, work->award_count)) {
        work->award_count = 0;
        return;
    }
    work->weights = weights;
}

static void add_sharers(struct working *work)
{
    const struct plan_share *share = share_of(work);
    if (work->facts->split_count > 0) {
        add_splits(work);
    } else if (share != NULL && work->facts->touch_count > 0) {
        add_touches(work, share);
    }
    if (work->award_count == 0) {
        struct derive_award *award = add_award(work, work->facts->partner.partner_id, DERIVE_CREDITED);
        award->amount.minor = work->shared;
    } else {
        struct money whole = {.minor = work->shared, .currency = work->facts->currency};
        struct money *parts = arena_many(work->arena, struct money, work->award_count);
        money_split(whole, work->weights, work->award_count, parts);
        for (size_t i = 0; i < work->award_count; i++) {
            work->awards[i].amount = parts[i];
        }
    }
    work->group_count = work->award_count;
}

void derive_share(struct working *work)
{
    const struct derive_facts *facts = work->facts;
    size_t sharers = facts->split_count > facts->touch_count ? facts->split_count : facts->touch_count;
    size_t capacity = (work->is_matched ? sharers + 1 : 0) + work->level_count;
    if (capacity == 0) {
        return;
    }
    work->awards = arena_many(work->arena, struct derive_award, capacity);
    if (work->is_matched) {
        add_sharers(work);
    }
    for (size_t i = 0; i < work->level_count; i++) {
        const struct level_part *part = &work->levels[i];
        const struct derive_partner *recruiter = &facts->uplines[part->level - 1];
        struct derive_award *award = add_award(work, recruiter->partner_id, DERIVE_LEVEL);
        award->level = part->level;
        award->amount.minor = part->left;
        award->line = part->line;
        award->plan_id = work->plans[part->plan_index].plan_id;
        if (part->clause->hold_days >= 0) {
            award->due_at.ms = facts->occurred_at.ms + part->clause->hold_days * DAY_MS;
        }
    }
}
