// SPDX-License-Identifier: Apache-2.0
// Who earned nothing, and why; see derive_missed.h.
#include "commission/derive_missed.h"

#include "commission/plan_match.h"

struct looking {
    struct arena *arena;
    const struct missed_question *question;
    struct derive_missed *list;
    size_t count;
};

static struct derive_missed *add(struct looking *work, enum missed_why why, int level)
{
    struct derive_missed *missed = &work->list[work->count++];
    *missed = (struct derive_missed){.why = why, .level = level, .text = TEXT_NONE, .derivation = TEXT_NONE};
    return missed;
}

static void add_condition(struct looking *work, const struct derive_missed *of, const struct plan_expression *failed,
                          const struct plan_match *match)
{
    const struct plan_expression *unused = NULL;
    struct derive_missed *missed = add(work, MISSED_CONDITION, of->level);
    missed->line = of->line;
    missed->text = of->text;
    missed->failed = failed;
    missed->actual = plan_match_actual(work->arena, failed, match);
    missed->is_excluded = plan_match(failed, match, &unused);
}

// ---- levels ----

static bool is_for_goal(const struct looking *work, const struct plan_level *clause)
{
    return clause->is_any_goal || text_equal_ignore_case(clause->goal, work->question->facts->goal);
}

static const struct derive_award *award_of(const struct looking *work, int level)
{
    const struct derived *derived = work->question->derived;
    for (size_t i = 0; i < derived->award_count; i++) {
        if (derived->awards[i].role == DERIVE_LEVEL && derived->awards[i].level == level) {
            return &derived->awards[i];
        }
    }
    return NULL;
}

// No clause pays this recruiter: each that could, with its condition; or none could.
static void look_at_clauses(struct looking *work, const struct plan *plan, int level)
{
    const struct plan_match match = {.facts = work->question->facts,
                                     .recruiter = &work->question->facts->uplines[level - 1]};
    size_t before = work->count;
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *clause = &plan->levels[i];
        const struct plan_expression *failed = NULL;
        if (level < clause->from_level || clause->to_level < level || !is_for_goal(work, clause)) {
            continue;
        }
        const struct derive_missed of = {.level = level, .line = clause->line, .text = clause->source};
        if (!plan_match(clause->condition, &match, &failed)) {
            add_condition(work, &of, failed, &match);
            continue;
        }
        struct derive_missed *missed = add(work, MISSED_NOTHING, level); // else there were an award
        missed->line = clause->line;
        missed->text = clause->source;
        return;
    }
    if (work->count == before) {
        (void)add(work, MISSED_NO_CLAUSE, level);
    }
}

static void look_at_level(struct looking *work, const struct plan *plan, int level)
{
    const struct derive_partner *recruiter = &work->question->facts->uplines[level - 1];
    const struct derive_award *award = award_of(work, level);
    if (recruiter->partner_id.v == 0 || !recruiter->is_active) {
        (void)add(work, MISSED_GAP, level);
    } else if (award == NULL) {
        look_at_clauses(work, plan, level);
    } else if (award->amount.minor == 0) {
        add(work, MISSED_ZERO, level)->derivation = award->derivation;
    }
}

static void look_at_levels(struct looking *work)
{
    const struct missed_question *question = work->question;
    size_t p = 0;
    while (p < question->plan_count && question->plans[p].plan->level_count == 0) {
        p++;
    }
    if (p == question->plan_count) {
        return;
    }
    const struct plan *plan = question->plans[p].plan;
    int deepest = 0;
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *clause = &plan->levels[i];
        deepest = is_for_goal(work, clause) && clause->to_level > deepest ? clause->to_level : deepest;
    }
    if (deepest == 0) {
        (void)add(work, MISSED_OTHER_GOAL, 1);
        return;
    }
    int known = question->facts->upline_count < (size_t)deepest ? (int)question->facts->upline_count : deepest;
    for (int level = 1; level <= known; level++) {
        look_at_level(work, plan, level);
    }
    (void)add(work, known < deepest ? MISSED_CHAIN_ENDS : MISSED_BEYOND, known + 1);
}

// ---- bonuses and rewards in kind ----

static const struct bonus_volume *volume_of(const struct looking *work, const struct plan_target *target)
{
    for (size_t i = 0; i < work->question->volume_count; i++) {
        const struct bonus_volume *volume = &work->question->volumes[i];
        if (volume->period == target->period && text_equal_ignore_case(volume->goal, target->goal) &&
            (target->period != PLAN_UNTIL || volume->until_day == target->until_day)) {
            return volume;
        }
    }
    return NULL;
}

static void look_at_target(struct looking *work, const struct plan_bonus *bonus)
{
    const struct plan_target *target = &bonus->target;
    const struct bonus_volume *volume = volume_of(work, target);
    bool is_late = target->period == PLAN_UNTIL && work->question->facts->local_day > target->until_day;
    if (!is_late && (volume == NULL ||
                     (target->is_by_sum ? volume->sum.minor >= target->sum.minor : volume->count >= target->count))) {
        return;
    }
    struct derive_missed *missed = add(work, is_late ? MISSED_TOO_LATE : MISSED_TARGET, 0);
    missed->line = bonus->line;
    missed->text = bonus->source;
    missed->target = target;
    missed->volume = volume;
}

static void look_at_bonuses(struct looking *work)
{
    const struct missed_question *question = work->question;
    const struct plan_match match = {.facts = question->facts};
    size_t p = 0;
    while (p < question->plan_count && question->plans[p].plan->bonus_count == 0) {
        p++;
    }
    for (size_t i = 0; p < question->plan_count && i < question->plans[p].plan->bonus_count; i++) {
        const struct plan_bonus *bonus = &question->plans[p].plan->bonuses[i];
        const struct plan_expression *failed = NULL;
        if (!text_equal_ignore_case(bonus->target.goal, question->facts->goal)) {
            continue;
        }
        const struct derive_missed of = {.line = bonus->line, .text = bonus->source};
        if (!plan_match(bonus->condition, &match, &failed)) {
            add_condition(work, &of, failed, &match);
        } else if (!bonus->is_per_event) {
            look_at_target(work, bonus);
        }
    }
}

static size_t most_of(const struct missed_question *question)
{
    size_t most = 2;
    for (size_t p = 0; p < question->plan_count; p++) {
        const struct plan *plan = question->plans[p].plan;
        most += plan->bonus_count;
        for (size_t i = 0; i < plan->level_count; i++) {
            most += (size_t)(plan->levels[i].to_level - plan->levels[i].from_level) + 1;
        }
    }
    return most + PLAN_LEVEL_MAX;
}

void derive_missed(struct arena *arena, const struct missed_question *question, struct derive_missed **ret_list,
                   size_t *ret_count)
{
    const struct derive_facts *facts = question->facts;
    bool is_taken_back = facts->amount.minor > 0 && facts->refunded.minor >= facts->amount.minor;
    struct looking work = {.arena = arena, .question = question};
    work.list = arena_many(arena, struct derive_missed, most_of(question));
    if (!facts->is_rejected && !is_taken_back) {
        look_at_levels(&work);
        look_at_bonuses(&work);
    }
    *ret_list = work.list;
    *ret_count = work.count;
}
