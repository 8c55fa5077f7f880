// SPDX-License-Identifier: Apache-2.0
// What recruiters earn: for each level the first clause that covers it and whose condition holds for that recruiter.
// A gap or an archived recruiter earns nothing, and nobody above moves down.
#include "commission/derive_private.h"
#include "commission/plan_match.h"

static size_t plan_of_levels(const struct working *work)
{
    for (size_t p = 0; p < work->plan_count; p++) {
        if (work->plans[p].plan->level_count > 0) {
            return p;
        }
    }
    return NO_PLAN;
}

static const struct plan_level *clause_for(const struct working *work, const struct plan *plan, int level)
{
    const struct plan_expression *failed = NULL;
    struct plan_match match = {.facts = work->facts, .recruiter = &work->facts->uplines[level - 1]};
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *clause = &plan->levels[i];
        if (clause->from_level <= level && level <= clause->to_level &&
            (clause->is_any_goal || text_equal_ignore_case(clause->goal, work->facts->goal)) &&
            plan_match(clause->condition, &match, &failed)) {
            return clause;
        }
    }
    return NULL;
}

static void pay_level(const struct working *work, struct level_part *part)
{
    const struct plan_value *value = &part->clause->value;
    __uint128_t ppm = (__uint128_t)value->rate.ppm;
    part->divisor = 1;
    if (work->facts->is_rejected || value->kind == PLAN_NOTHING) {
        return;
    }
    if (value->kind == PLAN_FIXED) {
        part->amount = wide_of(work->is_taken_back ? 0 : (__uint128_t)value->fixed.micro);
    } else if (part->clause->base == PLAN_OF_COMMISSION) {
        part->amount = wide_of((__uint128_t)work->commission * ppm);
    } else {
        part->amount = wide_times(wide_of(work->factor), work->unit * ppm);
        part->divisor = work->factor_divisor;
    }
    part->rounded = derive_round(part->amount, part->divisor, work->rounding);
}

void derive_levels(struct working *work, struct level_part levels[static PLAN_LEVEL_MAX])
{
    size_t plan_index = plan_of_levels(work);
    work->levels = levels;
    size_t deepest = work->facts->upline_count < PLAN_LEVEL_MAX ? work->facts->upline_count : PLAN_LEVEL_MAX;
    for (size_t i = 0; plan_index != NO_PLAN && i < deepest; i++) {
        const struct derive_partner *recruiter = &work->facts->uplines[i];
        if (recruiter->partner_id.v == 0 || !recruiter->is_active) {
            continue;
        }
        const struct plan_level *clause = clause_for(work, work->plans[plan_index].plan, (int)i + 1);
        if (clause == NULL || clause->value.kind == PLAN_NOTHING) {
            continue;
        }
        struct level_part *part = &levels[work->level_count++];
        *part =
            (struct level_part){.clause = clause, .plan_index = plan_index, .level = (int)i + 1, .line = clause->line};
        pay_level(work, part);
        part->left = part->rounded;
    }
}
