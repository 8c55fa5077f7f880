// SPDX-License-Identifier: Apache-2.0
// What events pay by two versions of a plan; see plan_ratchet.h.
#include "commission/plan_ratchet.h"

#include "commission/plan_builder.h"
#include "commission/plan_ratchet_private.h"
#include "core/bug.h"

#include <string.h>

#define GOALS_MAX 64
#define FINDINGS_USUAL 64
#define SMALL_AMOUNTS 200
#define SCRATCH_BYTES ((size_t)1 << 20)
#define ROLES RATCHET_ROLES
#define PROGRAM_HOLD_MAX 365

static size_t derive_by(const struct plan_terms *terms, struct derive_plan plans[static PLAN_TERMS_MAX])
{
    for (size_t i = 0; i < terms->count; i++) {
        plans[i] = (struct derive_plan){
            .plan_id = {(int64_t)i + 1}, .number = 1, .is_individual = i + 1 < terms->count, .plan = terms->list[i]};
    }
    return terms->count;
}

// The terms without what depends on other events: caps of periods and budgets are compared by themselves.
static void without_periods(struct arena *arena, const struct plan_terms *terms, struct plan_terms *ret_terms)
{
    *ret_terms = *terms;
    for (size_t n = 0; n < terms->count; n++) {
        struct plan *plan = arena_one(arena, struct plan);
        *plan = *terms->list[n];
        plan->caps = arena_many(arena, struct plan_cap, plan->cap_count + 1);
        plan->cap_count = 0;
        for (size_t i = 0; i < terms->list[n]->cap_count; i++) {
            const struct plan_cap *cap = &terms->list[n]->caps[i];
            if (cap->scope == PLAN_CAP_SALE || cap->scope == PLAN_CAP_LEVELS) {
                plan->caps[plan->cap_count++] = *cap;
            }
        }
        ret_terms->list[n] = plan;
    }
}

static int role_of(const struct derive_award *award)
{
    return award->role == DERIVE_LEVEL ? award->level : 0;
}

// Values: the old version's roles, then the new one's.
static void evaluate(void *context, int64_t amount, struct plan_vertex *ret_vertex)
{
    struct comparing *work = context;
    arena_reset(work->scratch);
    plan_scene_set_amount(work->scene, amount);
    for (size_t p = 0; p < 2; p++) {
        struct derive_plan plans[PLAN_TERMS_MAX];
        size_t count = derive_by(&work->events[p], plans);
        struct derived derived;
        int paid = 0;
        commission_derive(work->scratch, &work->scene->facts, plans, count, DERIVE_AMOUNTS, &derived);
        for (size_t i = 0; i < derived.award_count; i++) {
            const struct derive_award *award = &derived.awards[i];
            int role = role_of(award);
            if (role < ROLES) {
                ret_vertex->values[p * ROLES + (size_t)role] += award->amount.minor;
                paid += award->amount.minor != 0;
            }
        }
        ret_vertex->beneficiaries = paid > ret_vertex->beneficiaries ? paid : ret_vertex->beneficiaries;
    }
}

static bool is_less(const struct plan_vertex *v, size_t role)
{
    return v->values[ROLES + role] < v->values[role];
}

static bool is_better(const struct comparing *work, size_t role, int64_t amount)
{
    const struct ratchet_role *r = &work->roles[role];
    int facts = work->scene->fact_count;
    return !r->is_found || facts < r->fact_count || (facts == r->fact_count && amount < r->amount);
}

static void keep(struct comparing *work, size_t role, const struct plan_vertex *v)
{
    struct ratchet_role *r = &work->roles[role];
    struct plan_scene *scene = arena_one(work->arena, struct plan_scene);
    (void)plan_scene_make(work->space, work->case_number, scene);
    plan_scene_set_amount(scene, v->amount);
    r->is_found = true;
    r->fact_count = scene->fact_count;
    r->amount = v->amount;
    r->finding.outcome = CHECK_REFUTED;
    r->finding.has_facts = true;
    r->finding.facts = scene->facts;
    r->finding.before = (struct money){.minor = v->values[role], .currency = work->space->currency};
    r->finding.paid = (struct money){.minor = v->values[ROLES + role], .currency = work->space->currency};
    r->scene = scene;
}

static void keep_smallest(struct comparing *work, size_t role, const struct plan_vertex *before,
                          const struct plan_vertex *v)
{
    struct plan_vertex low = *before;
    struct plan_vertex high = *v;
    for (int64_t amount = 1; amount <= SMALL_AMOUNTS && amount < high.amount; amount++) {
        struct plan_vertex small;
        if (!is_better(work, role, amount)) {
            return;
        }
        plan_walk_at(&work->walk, amount, &small);
        if (!work->walk.is_exhausted && is_less(&small, role)) {
            keep(work, role, &small);
            return;
        }
    }
    while (high.amount - low.amount > 1 && !work->walk.is_exhausted) {
        struct plan_vertex m;
        plan_walk_at(&work->walk, low.amount + (high.amount - low.amount) / 2, &m);
        *(!work->walk.is_exhausted && is_less(&m, role) ? &high : &low) = m;
    }
    if (is_better(work, role, high.amount)) {
        keep(work, role, &high);
    }
}

static void look_at(struct comparing *work)
{
    for (size_t role = 0; role < ROLES; role++) {
        struct plan_vertex none = {.amount = 0};
        for (size_t i = 0; i < work->walk.count; i++) {
            const struct plan_vertex *v = &work->walk.vertices[i];
            work->roles[role].is_paid = work->roles[role].is_paid || v->values[role] > 0;
            work->is_more = work->is_more || v->values[ROLES + role] > v->values[role];
            if (is_less(v, role)) {
                keep_smallest(work, role, i == 0 ? &none : &work->walk.vertices[i - 1], v);
                break;
            }
        }
    }
}

// Holds.

// When the role's money is due, in days after the event, by one version; -1 when it has none.
static void due_days(struct comparing *work, size_t side, int64_t days[static ROLES])
{
    struct derive_plan plans[PLAN_TERMS_MAX];
    size_t count = derive_by(&work->events[side], plans);
    struct derived derived;
    commission_derive(work->scratch, &work->scene->facts, plans, count, DERIVE_AMOUNTS, &derived);
    for (size_t role = 0; role < ROLES; role++) {
        days[role] = -1;
    }
    for (size_t i = 0; i < derived.award_count; i++) {
        const struct derive_award *award = &derived.awards[i];
        if (role_of(award) < ROLES && award->amount.minor > 0) {
            days[role_of(award)] = (award->due_at.ms - work->scene->facts.occurred_at.ms) / DAY_MS;
        }
    }
}

static void keep_hold(struct comparing *work, size_t role, int64_t amount, int64_t before, int64_t after)
{
    struct ratchet_role *r = &work->roles[role];
    int facts = work->scene->fact_count;
    if (r->is_hold_longer &&
        (facts > r->hold_fact_count || (facts == r->hold_fact_count && amount >= r->hold_amount))) {
        return;
    }
    struct plan_scene *scene = arena_one(work->arena, struct plan_scene);
    (void)plan_scene_make(work->space, work->case_number, scene);
    plan_scene_set_amount(scene, amount);
    r->is_hold_longer = true;
    r->hold_fact_count = facts;
    r->hold_amount = amount;
    r->hold_days = after;
    r->hold_days_before = before;
    r->hold_scene = scene;
}

// Where the program's own hold is not known: a hold is a maximum of stated days and of it, so what holds for the least
// and for the most that it may be holds for all between.
static void look_at_hold(struct comparing *work, int64_t amount)
{
    int64_t days[2][2][ROLES]; // by the program's hold, and by the version
    plan_scene_set_amount(work->scene, amount);
    for (size_t most = 0; most < 2; most++) {
        arena_reset(work->scratch);
        int unknown = most == 0 ? 0 : PROGRAM_HOLD_MAX;
        work->scene->facts.program_hold_days =
            work->program_hold_days == PLAN_HOLD_UNKNOWN ? unknown : work->program_hold_days;
        due_days(work, 0, days[most][0]);
        due_days(work, 1, days[most][1]);
    }
    work->scene->facts.program_hold_days = 0;
    for (size_t role = 0; role < ROLES; role++) {
        bool is_longer[2];
        for (size_t most = 0; most < 2; most++) {
            is_longer[most] = days[most][0][role] >= 0 && days[most][1][role] > days[most][0][role];
        }
        if (is_longer[0] && is_longer[1]) {
            keep_hold(work, role, amount, days[0][0][role], days[0][1][role]);
        } else if (is_longer[0] || is_longer[1]) {
            work->roles[role].is_hold_unknown = true;
        }
    }
}

// Which rules pay, and with them the hold, changes only at the amounts that the space names.
static void look_at_holds(struct comparing *work)
{
    for (size_t i = 0; work->has_holds && i < work->space->amount_count && !work->walk.is_exhausted; i++) {
        work->walk.left -= 2;
        work->walk.is_exhausted = work->walk.left < 0;
        look_at_hold(work, work->space->amounts[i]);
    }
}

static bool may_move_holds(const struct comparing *work)
{
    int hold_days = work->sides[0]->list[0]->hold_days;
    for (size_t p = 0; p < 2; p++) {
        for (size_t n = 0; n < work->sides[p]->count; n++) {
            const struct plan *plan = work->sides[p]->list[n];
            bool is_own = plan->hold_days != hold_days;
            for (size_t i = 0; i < plan->rule_count; i++) {
                is_own = is_own || plan->rules[i].hold_days >= 0;
            }
            for (size_t i = 0; i < plan->level_count; i++) {
                is_own = is_own || plan->levels[i].hold_days >= 0;
            }
            if (is_own) {
                return true;
            }
        }
    }
    return false;
}

// The plan whose base an event of the goal goes by, as the engine chooses it.
static const struct plan *payer_of(const struct plan_terms *terms, struct text goal)
{
    for (size_t n = 0; n + 1 < terms->count; n++) {
        const struct plan *plan = terms->list[n];
        for (size_t i = 0; i < plan->rule_count; i++) {
            const struct plan_rule *rule = &plan->rules[i];
            if (rule->event == PLAN_ON_GOAL && text_equal_ignore_case(rule->goal, goal) && !text_is(rule->instead_of)) {
                return plan;
            }
        }
    }
    return terms->list[terms->count - 1];
}

// What a plan may do to an event of a goal that is no line.
struct bends {
    bool has_cap, has_items, has_sums, has_discount, has_parts;
};

// Caps per sale and the base are the payer's; the rules too, but those that stand in the place of one of them.
static void look_for_bends(const struct plan *plan, bool is_payer, struct text goal, struct bends *bends)
{
    for (size_t i = 0; i < plan->cap_count; i++) {
        bends->has_cap = bends->has_cap || is_payer || plan->caps[i].scope != PLAN_CAP_SALE;
    }
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        if (rule->event != PLAN_ON_GOAL || !text_equal_ignore_case(rule->goal, goal) ||
            (!is_payer && !text_is(rule->instead_of))) {
            continue;
        }
        bends->has_items = bends->has_items || rule->items != NULL;
        bends->has_cap = bends->has_cap || rule->has_at_least || rule->has_at_most;
        bends->has_sums = bends->has_sums || (rule->tiers.count > 0 && rule->tiers.is_by_sum);
    }
    bends->has_discount = bends->has_discount || (is_payer && plan->is_base_before_discount);
    bends->has_parts = bends->has_parts || (is_payer && (plan->is_base_without_tax || plan->is_base_without_shipping));
}

// What makes the difference of two versions something else than lines between the amounts that are looked at.
static enum check_why curved(const struct comparing *work, struct text goal)
{
    struct bends bends = {.has_cap = false};
    for (size_t p = 0; p < 2; p++) {
        const struct plan *payer = payer_of(&work->events[p], goal);
        for (size_t n = 0; n < work->events[p].count; n++) {
            look_for_bends(work->events[p].list[n], work->events[p].list[n] == payer, goal, &bends);
        }
    }
    return bends.has_cap && bends.has_items      ? CHECK_WHY_CAP_ITEMS
           : bends.has_cap && bends.has_sums     ? CHECK_WHY_CAP_SUMS
           : bends.has_cap && bends.has_discount ? CHECK_WHY_CAP_DISCOUNT
           : bends.has_cap && bends.has_parts    ? CHECK_WHY_CAP_PARTS
                                                 : CHECK_WHY_NOT;
}

static void compare_bases(struct comparing *work, struct text goal)
{
    const struct plan *before = payer_of(work->sides[0], goal);
    const struct plan *after = payer_of(work->sides[1], goal);
    work->is_base_less = work->is_base_less || (after->is_base_without_tax && !before->is_base_without_tax) ||
                         (after->is_base_without_shipping && !before->is_base_without_shipping);
}

static void compare_goal(struct comparing *work, struct text goal)
{
    const struct plan *plans[2 * PLAN_TERMS_MAX];
    size_t count = 0;
    for (size_t p = 0; p < 2; p++) {
        for (size_t n = 0; n < work->events[p].count; n++) {
            plans[count++] = work->events[p].list[n];
        }
    }
    work->space = arena_one(work->arena, struct plan_space);
    work->scene = arena_one(work->arena, struct plan_scene);
    plan_space_make(work->arena, plans, count, goal, /* is_ratchet= */ true, work->space);
    for (uint64_t number = 0; number < work->space->case_count && !work->walk.is_exhausted; number++) {
        work->case_number = number;
        if (plan_scene_make(work->space, number, work->scene)) {
            plan_walk_case(&work->walk, work->space);
            look_at(work);
            look_at_holds(work);
            work->cases++;
        }
    }
    enum check_why unsettled = work->walk.is_exhausted ? CHECK_WHY_CASES : work->space->unsettled;
    work->is_cut_short = work->is_cut_short || (unsettled != CHECK_WHY_NOT && unsettled <= CHECK_WHY_LEVELS);
    enum check_why bent = curved(work, goal);
    work->open = work->open != CHECK_WHY_NOT ? work->open : bent != CHECK_WHY_NOT ? bent : unsettled;
    compare_bases(work, goal);
}

static void add_goal(struct text goals[static GOALS_MAX], size_t *count, struct text goal)
{
    bool is_seen = !text_is(goal) || *count == GOALS_MAX;
    for (size_t k = 0; k < *count; k++) {
        is_seen = is_seen || text_equal_ignore_case(goals[k], goal);
    }
    if (!is_seen) {
        goals[(*count)++] = goal;
    }
}

// Clauses of levels may hold for every goal: then one that nobody names stands for all others.
static struct text another_goal(struct comparing *work, const struct text *goals, size_t count)
{
    struct text another = TEXT("another");
    for (size_t i = 0; i < count; i++) {
        if (text_equal_ignore_case(goals[i], another)) {
            another = text_format(work->arena, "%.*s-one", TEXT_PRINT(another));
            i = SIZE_MAX; // from the first again
        }
    }
    return another;
}

static void compare_goals(struct comparing *work, bool is_of_holds)
{
    struct text goals[GOALS_MAX];
    size_t count = 0;
    bool is_every = false;
    for (size_t p = 0; p < 2; p++) {
        for (size_t n = 0; n < work->sides[p]->count; n++) {
            const struct plan *plan = work->sides[p]->list[n];
            for (size_t i = 0; i < plan->rule_count; i++) {
                add_goal(goals, &count, plan->rules[i].goal);
            }
            for (size_t i = 0; i < plan->level_count; i++) {
                is_every = is_every || plan->levels[i].is_any_goal;
                add_goal(goals, &count, plan->levels[i].is_any_goal ? TEXT_NONE : plan->levels[i].goal);
            }
        }
    }
    if (is_every) {
        add_goal(goals, &count, another_goal(work, goals, count));
    }
    work->open = count == GOALS_MAX ? CHECK_WHY_GOALS : CHECK_WHY_NOT;
    work->has_holds = is_of_holds && may_move_holds(work);
    work->is_cut_short = count == GOALS_MAX;
    for (size_t i = 0; i < count; i++) {
        compare_goal(work, goals[i]);
    }
}

static bool has_cap_over_levels(const struct plan_terms *terms)
{
    for (size_t n = 0; n < terms->count; n++) {
        if (plan_find_cap(terms->list[n], PLAN_CAP_LEVELS, true) != NULL ||
            plan_find_cap(terms->list[n], PLAN_CAP_LEVELS, false) != NULL) {
            return true;
        }
    }
    return false;
}

// Terms that pay at least as much in every event and to everybody: without caps and `at most`.
static void without_caps(struct arena *arena, const struct plan_terms *terms, struct plan_terms *ret_terms)
{
    *ret_terms = *terms;
    for (size_t n = 0; n < terms->count; n++) {
        struct plan *plan = arena_one(arena, struct plan);
        *plan = *terms->list[n];
        plan->cap_count = 0;
        plan->rules = arena_many(arena, struct plan_rule, plan->rule_count + 1);
        for (size_t i = 0; i < plan->rule_count; i++) {
            plan->rules[i] = terms->list[n]->rules[i];
            plan->rules[i].has_at_most = false;
        }
        ret_terms->list[n] = plan;
    }
}

// Terms that pay at most as much: without `at least`. Where a cap over all levels cuts the deeper ones, what the
// credited partner has more is theirs less, so that there it stays.
static void without_least(struct arena *arena, const struct plan_terms *terms, struct plan_terms *ret_terms)
{
    *ret_terms = *terms;
    for (size_t n = 0; n < terms->count && !has_cap_over_levels(terms); n++) {
        struct plan *plan = arena_one(arena, struct plan);
        *plan = *terms->list[n];
        plan->rules = arena_many(arena, struct plan_rule, plan->rule_count + 1);
        for (size_t i = 0; i < plan->rule_count; i++) {
            plan->rules[i] = terms->list[n]->rules[i];
            plan->rules[i].has_at_least = false;
        }
        ret_terms->list[n] = plan;
    }
}

// What a limit left open is asked again without the limits; how long a role waits does not depend on them.
static void prove_without_limits(struct comparing *work)
{
    if (work->open == CHECK_WHY_NOT || work->is_cut_short) {
        return;
    }
    struct comparing *again = arena_one(work->arena, struct comparing);
    *again = (struct comparing){
        .arena = work->arena, .scratch = work->scratch, .sides = {work->sides[0], work->sides[1]}, .walk = work->walk};
    again->walk.context = again;
    without_caps(work->arena, &work->events[0], &again->events[0]);
    without_least(work->arena, &work->events[1], &again->events[1]);
    compare_goals(again, /* is_of_holds= */ false);
    work->walk.left = again->walk.left;
    for (size_t role = 0; role < ROLES; role++) {
        work->roles[role].is_proved = again->open == CHECK_WHY_NOT && !again->roles[role].is_found;
        work->is_more = work->is_more || work->roles[role].is_proved; // where no line was, more may be paid unseen
    }
}

struct check_finding *ratchet_add(struct comparing *work, enum check_outcome outcome, int line, enum check_code code)
{
    if (work->finding_count == work->finding_capacity) {
        struct check_finding *more = arena_many(work->arena, struct check_finding, 2 * work->finding_capacity);
        memcpy(more, work->findings, work->finding_count * sizeof(more[0]));
        work->findings = more;
        work->finding_capacity *= 2;
    }
    struct check_finding *finding = &work->findings[work->finding_count++];
    *finding = (struct check_finding){.subject = CHECK_RATCHET, .outcome = outcome, .line = line, .code = code};
    return finding;
}

static void say(const struct comparing *work, const struct ratchet_role *r, struct check_finding *finding, int role)
{
    check_parameter_add(finding, "who", CHECK_WHO)->number = role;
    if (finding->code == CHECK_EARNS_LESS) {
        check_parameter_add(finding, "sale", CHECK_SALE)->scene = r->scene;
        check_parameter_add(finding, "before", CHECK_MONEY)->money = finding->before;
        check_parameter_add(finding, "paid", CHECK_MONEY)->money = finding->paid;
        return;
    }
    if (finding->code == CHECK_MAY_EARN_LESS) {
        check_parameter_add(finding, "why", CHECK_WHY)->number = work->open;
    }
    check_parameter_add(finding, "cases", CHECK_NUMBER)->number = (int64_t)work->cases;
}

static void add_roles(struct comparing *work)
{
    for (size_t role = 0; role < ROLES; role++) {
        struct ratchet_role *r = &work->roles[role];
        if (role > 0 && !r->is_paid && !r->is_found) {
            continue;
        }
        struct check_finding *finding = ratchet_add(work, CHECK_PROVED, 0, CHECK_NEVER_WORSE);
        if (r->is_found) {
            *finding = r->finding;
            finding->subject = CHECK_RATCHET;
            finding->code = CHECK_EARNS_LESS;
        } else if (work->open != CHECK_WHY_NOT && !r->is_proved) {
            finding->outcome = CHECK_UNDECIDED;
            finding->code = CHECK_MAY_EARN_LESS;
        }
        say(work, r, finding, (int)role);
        finding->level = (int)role;
    }
}

static void add_holds(struct comparing *work)
{
    bool is_unknown = false;
    for (size_t role = 0; role < ROLES; role++) {
        const struct ratchet_role *r = &work->roles[role];
        const struct ratchet_role *credited = &work->roles[0];
        bool is_told = role > 0 && credited->is_hold_longer && credited->hold_days == r->hold_days &&
                       credited->hold_days_before == r->hold_days_before;
        is_unknown = is_unknown || r->is_hold_unknown;
        if (!r->is_hold_longer || is_told) {
            continue;
        }
        struct check_finding *finding = ratchet_add(work, CHECK_REFUTED, 0, CHECK_HOLD_LONGER);
        finding->level = (int)role;
        check_parameter_add(finding, "who", CHECK_WHO)->number = (int64_t)role;
        check_parameter_add(finding, "sale", CHECK_SALE)->scene = r->hold_scene;
        check_parameter_add(finding, "days", CHECK_NUMBER)->number = r->hold_days;
        check_parameter_add(finding, "before", CHECK_NUMBER)->number = r->hold_days_before;
    }
    if (is_unknown) {
        (void)ratchet_add(work, CHECK_UNDECIDED, 0, CHECK_HOLD_UNKNOWN);
    }
}

void plan_ratchet_terms(struct arena *arena, const struct plan_terms *before, const struct plan_terms *after,
                        int program_hold_days, int64_t work_max, struct check_result *ret_result)
{
    AUTO_ARENA scratch = arena_new(SCRATCH_BYTES);
    struct comparing *work = arena_one(arena, struct comparing);
    BUG_ON(before->count == 0 || after->count == 0);
    BUG_ON(!currency_equal(before->list[0]->currency, after->list[0]->currency));
    work_max = work_max > 0 ? work_max : PLAN_CHECK_WORK_MAX;
    *work = (struct comparing){.arena = arena,
                               .scratch = scratch,
                               .sides = {before, after},
                               .program_hold_days = program_hold_days,
                               .finding_capacity = FINDINGS_USUAL};
    without_periods(arena, before, &work->events[0]);
    without_periods(arena, after, &work->events[1]);
    work->findings = arena_many(arena, struct check_finding, FINDINGS_USUAL);
    plan_walk_init(&work->walk, arena, work_max);
    work->walk.evaluate = evaluate;
    work->walk.context = work;
    compare_goals(work, /* is_of_holds= */ true);
    prove_without_limits(work);
    ratchet_compare_caps(work);
    size_t cap_count = work->finding_count;
    struct check_finding *of_caps = arena_many(arena, struct check_finding, cap_count + 1);
    memcpy(of_caps, work->findings, cap_count * sizeof(of_caps[0]));
    work->finding_count = 0;
    if (cap_count > 0) {
        work->open = work->open == CHECK_WHY_NOT ? CHECK_WHY_PERIODS : work->open;
        for (size_t role = 0; role < ROLES; role++) {
            work->roles[role].is_proved = false;
        }
    }
    add_roles(work);
    add_holds(work);
    for (size_t i = 0; i < cap_count; i++) {
        *ratchet_add(work, of_caps[i].outcome, of_caps[i].line, of_caps[i].code) = of_caps[i];
    }
    ratchet_compare_terms(work);
    *ret_result = (struct check_result){
        .findings = work->findings, .finding_count = work->finding_count, .evaluations = work_max - work->walk.left};
    for (size_t i = 0; i < work->finding_count; i++) {
        ret_result->is_refuted = ret_result->is_refuted || work->findings[i].outcome == CHECK_REFUTED;
        ret_result->is_undecided = ret_result->is_undecided || work->findings[i].outcome == CHECK_UNDECIDED;
    }
}

void plan_ratchet(struct arena *arena, const struct plan *old_plan, const struct plan *new_plan, int program_hold_days,
                  int64_t work_max, struct check_result *ret_result)
{
    const struct plan_terms before = {.list = {old_plan}, .count = 1};
    const struct plan_terms after = {.list = {new_plan}, .count = 1};
    plan_ratchet_terms(arena, &before, &after, program_hold_days, work_max, ret_result);
}

bool plan_ratchet_holds(const struct check_result *result)
{
    return !result->is_refuted && !result->is_undecided;
}
