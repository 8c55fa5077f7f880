// SPDX-License-Identifier: Apache-2.0
// Terms of two versions that no single sale shows; see plan_ratchet.h.
#include "commission/plan_builder.h"
#include "commission/plan_ratchet_private.h"
#include "core/bug.h"

static struct plan nothing(const struct comparing *work)
{
    return (struct plan){.currency = work->sides[0]->list[0]->currency, .hold_days = -1};
}

// The first plan that states what is looked for; of each sort the engine takes the same.
static const struct plan *first_that(const struct plan_terms *terms, bool (*is_stated)(const struct plan *plan),
                                     size_t *ret_index)
{
    for (size_t n = 0; n < terms->count; n++) {
        if (is_stated(terms->list[n])) {
            *ret_index = n;
            return terms->list[n];
        }
    }
    *ret_index = terms->count;
    return NULL;
}

static bool has_bonus(const struct plan *plan)
{
    return plan->bonus_count > 0;
}

static bool has_click(const struct plan *plan)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (plan->rules[i].event == PLAN_ON_CLICK || plan->rules[i].event == PLAN_ON_UNIQUE_CLICK) {
            return true;
        }
    }
    return false;
}

static bool has_impression(const struct plan *plan)
{
    return plan_impression_rule(plan) != NULL;
}

static bool has_share(const struct plan *plan)
{
    return plan->share.is_given;
}

static bool has_matrix(const struct plan *plan)
{
    return plan->matrix_wide > 0;
}

static bool has_levels(const struct plan *plan)
{
    return plan->level_count > 0;
}

static bool is_forgiving(const struct plan *plan)
{
    return plan->is_refund_forgiven;
}

static bool has_penalty(const struct plan *plan)
{
    return plan->has_penalty;
}

// Bonuses: each old one needs a new one of its own.

static bool is_as_good(const struct plan_bonus *before, const struct plan_bonus *after)
{
    const struct plan_target *old = &before->target;
    const struct plan_target *now = &after->target;
    bool is_same = before->is_in_kind == after->is_in_kind && before->is_per_event == after->is_per_event &&
                   text_equal_ignore_case(old->goal, now->goal) && old->is_by_sum == now->is_by_sum &&
                   old->is_every == now->is_every && old->period == now->period &&
                   (after->condition == NULL || plan_expression_equal(before->condition, after->condition));
    bool is_reached = now->count <= old->count && now->sum.minor <= old->sum.minor && now->until_day >= old->until_day;
    bool is_worth = before->is_in_kind ? before->reward == after->reward && after->quantity >= before->quantity &&
                                             text_equal_ignore_case(before->reward_name, after->reward_name)
                                       : after->amount.minor >= before->amount.minor;
    return is_same && is_reached && is_worth;
}

static bool is_equal_bonus(const struct plan_bonus *before, const struct plan_bonus *after)
{
    return is_as_good(before, after) && is_as_good(after, before);
}

static bool is_kept(const struct plan_bonus *bonus, const struct plan *after, bool *is_taken, bool is_only_equal)
{
    for (size_t k = 0; k < after->bonus_count; k++) {
        const struct plan_bonus *other = &after->bonuses[k];
        if (!is_taken[k] && (is_only_equal ? is_equal_bonus(bonus, other) : is_as_good(bonus, other))) {
            is_taken[k] = true;
            return true;
        }
    }
    return false;
}

static void compare_bonuses(struct comparing *work)
{
    size_t unused;
    struct plan none = nothing(work);
    const struct plan *before = first_that(work->sides[0], has_bonus, &unused);
    const struct plan *after = first_that(work->sides[1], has_bonus, &unused);
    if (before == NULL) {
        return;
    }
    after = after == NULL ? &none : after;
    bool is_taken[PLAN_RULES_MAX] = {false};
    bool is_found[PLAN_RULES_MAX] = {false};
    for (int is_any = 0; is_any < 2; is_any++) {
        for (size_t i = 0; i < before->bonus_count; i++) {
            is_found[i] = is_found[i] || is_kept(&before->bonuses[i], after, is_taken, is_any == 0);
        }
    }
    for (size_t i = 0; i < before->bonus_count; i++) {
        if (!is_found[i]) {
            struct check_finding *finding =
                ratchet_add(work, CHECK_UNDECIDED, before->bonuses[i].line, CHECK_BONUS_WORSE);
            check_parameter_add(finding, "bonus", CHECK_QUOTE)->text = text_slice(before->bonuses[i].source, 0, 120);
        }
    }
}

static void compare_clicks(struct comparing *work)
{
    size_t unused;
    struct plan none = nothing(work);
    const struct plan *before = first_that(work->sides[0], has_click, &unused);
    const struct plan *after = first_that(work->sides[1], has_click, &unused);
    for (int is_unique = 0; is_unique < 2; is_unique++) {
        int line = 0;
        int ignored = 0;
        struct exact paid_before =
            plan_click_rate(before == NULL ? &none : before, none.currency, is_unique == 1, &line);
        struct exact paid = plan_click_rate(after == NULL ? &none : after, none.currency, is_unique == 1, &ignored);
        if (paid.micro < paid_before.micro) {
            struct check_finding *finding =
                ratchet_add(work, CHECK_REFUTED, line, is_unique == 1 ? CHECK_UNIQUE_CLICK_WORSE : CHECK_CLICK_WORSE);
            check_parameter_add(finding, "paid", CHECK_EXACT)->exact = paid;
            check_parameter_add(finding, "before", CHECK_EXACT)->exact = paid_before;
        }
    }
}

static void compare_impressions(struct comparing *work)
{
    size_t unused;
    const struct plan *old_plan = first_that(work->sides[0], has_impression, &unused);
    const struct plan *new_plan = first_that(work->sides[1], has_impression, &unused);
    const struct plan_rule *before = old_plan == NULL ? NULL : plan_impression_rule(old_plan);
    const struct plan_rule *after = new_plan == NULL ? NULL : plan_impression_rule(new_plan);
    if (before == NULL) {
        return;
    }
    __int128 paid_before = before->value.fixed.micro * (__int128)(after == NULL ? 1 : after->per_count);
    __int128 paid = after == NULL ? 0 : after->value.fixed.micro * (__int128)before->per_count;
    if (paid < paid_before) {
        (void)ratchet_add(work, CHECK_REFUTED, before->line, CHECK_IMPRESSIONS_WORSE);
    }
}

// The hold of what is not a sale: of the plan that states it, else of the next, else the program's, if that is known.
static int hold_from(const struct comparing *work, const struct plan_terms *terms, size_t first)
{
    for (size_t n = first; n < terms->count; n++) {
        if (terms->list[n]->hold_days >= 0) {
            return terms->list[n]->hold_days;
        }
    }
    return work->program_hold_days;
}

static void compare_hold(struct comparing *work, bool (*is_stated)(const struct plan *plan), bool is_of_first)
{
    size_t first_before;
    size_t first;
    if (first_that(work->sides[0], is_stated, &first_before) == NULL ||
        first_that(work->sides[1], is_stated, &first) == NULL) {
        return;
    }
    int before = hold_from(work, work->sides[0], is_of_first ? first_before : 0);
    int after = hold_from(work, work->sides[1], is_of_first ? first : 0);
    if (before >= 0 && after > before) {
        struct check_finding *finding = ratchet_add(work, CHECK_REFUTED, 0, CHECK_HOLD_BESIDE);
        check_parameter_add(finding, "days", CHECK_NUMBER)->number = after;
        check_parameter_add(finding, "before", CHECK_NUMBER)->number = before;
    } else if ((before >= 0) != (after >= 0) && after != 0) {
        (void)ratchet_add(work, CHECK_UNDECIDED, 0, CHECK_HOLD_UNKNOWN);
    }
}

static void compare_shares(struct comparing *work)
{
    size_t unused;
    struct plan none = nothing(work);
    const struct plan *old_plan = first_that(work->sides[0], has_share, &unused);
    const struct plan *new_plan = first_that(work->sides[1], has_share, &unused);
    const struct plan_share *before = old_plan == NULL ? &none.share : &old_plan->share;
    const struct plan_share *after = new_plan == NULL ? &none.share : &new_plan->share;
    bool is_same = before->is_given == after->is_given && before->first.ppm == after->first.ppm &&
                   before->last.ppm == after->last.ppm && before->others.ppm == after->others.ppm;
    if (!is_same) {
        (void)ratchet_add(work, CHECK_UNDECIDED, after->line, CHECK_SHARE_CHANGED);
    }
}

static void compare_matrices(struct comparing *work)
{
    size_t unused;
    struct plan none = nothing(work);
    const struct plan *before = first_that(work->sides[0], has_matrix, &unused);
    const struct plan *after = first_that(work->sides[1], has_matrix, &unused);
    before = before == NULL ? &none : before;
    after = after == NULL ? &none : after;
    bool is_same = before->matrix_wide == after->matrix_wide && before->matrix_deep == after->matrix_deep;
    if (!is_same && first_that(work->sides[0], has_levels, &unused) != NULL) {
        (void)ratchet_add(work, CHECK_UNDECIDED, 0, CHECK_MATRIX_CHANGED);
    }
}

void ratchet_compare_terms(struct comparing *work)
{
    size_t unused;
    const struct plan *old_penalty = first_that(work->sides[0], has_penalty, &unused);
    const struct plan *new_penalty = first_that(work->sides[1], has_penalty, &unused);
    compare_bonuses(work);
    compare_clicks(work);
    compare_impressions(work);
    compare_hold(work, has_bonus, /* is_of_first= */ false);
    compare_hold(work, has_click, /* is_of_first= */ true);
    compare_hold(work, has_impression, /* is_of_first= */ true);
    compare_shares(work);
    compare_matrices(work);
    if (first_that(work->sides[0], is_forgiving, &unused) != NULL &&
        first_that(work->sides[1], is_forgiving, &unused) == NULL) {
        (void)ratchet_add(work, CHECK_REFUTED, 0, CHECK_REFUNDS_WORSE);
    }
    if (old_penalty != NULL && (new_penalty == NULL || new_penalty->penalty_times < old_penalty->penalty_times ||
                                new_penalty->penalty_days > old_penalty->penalty_days)) {
        (void)ratchet_add(work, CHECK_REFUTED, 0, CHECK_PENALTY_WORSE);
    }
    if (work->is_base_less) {
        (void)ratchet_add(work, CHECK_REFUTED, 0, CHECK_BASE_WORSE);
    }
}
