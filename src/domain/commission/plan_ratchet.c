// SPDX-License-Identifier: Apache-2.0
// Two versions of a plan side by side; see plan_ratchet.h.
#include "commission/plan_ratchet.h"

#include "commission/plan_builder.h"
#include "commission/plan_walk.h"
#include "core/bug.h"

#define GOALS_MAX 64
#define FINDINGS_MAX (PLAN_RULES_MAX + 64)
#define SMALL_AMOUNTS 200
#define SCRATCH_BYTES ((size_t)1 << 20)
#define ROLES PLAN_WALK_ROLES // the credited partner, then levels

// A beneficiary while two versions are compared.
struct role {
    bool is_paid; // by the old version, in some case
    bool is_found;
    int fact_count;
    const struct plan_scene *scene; // of the counter-example
    struct check_finding finding;
};

struct comparing {
    struct arena *arena, *scratch;
    const struct plan *plans[2]; // old, new
    struct role roles[ROLES];
    struct plan_space *space;
    struct plan_scene *scene;
    uint64_t case_number, cases;
    struct plan_walk walk;
    enum check_why open;
    struct check_finding *findings;
    size_t finding_count;
};

// Values: the old version's roles, then the new one's.
static void evaluate(void *context, int64_t amount, struct plan_vertex *ret_vertex)
{
    struct comparing *work = context;
    arena_reset(work->scratch);
    plan_scene_set_amount(work->scene, amount);
    for (size_t p = 0; p < 2; p++) {
        struct derive_plan plan = {.plan_id = {1}, .number = 1, .plan = work->plans[p]};
        struct derived derived;
        int paid = 0;
        commission_derive(work->scratch, &work->scene->facts, &plan, 1, DERIVE_AMOUNTS, &derived);
        for (size_t i = 0; i < derived.award_count; i++) {
            const struct derive_award *award = &derived.awards[i];
            int role = award->role == DERIVE_LEVEL ? award->level : 0;
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
    const struct role *r = &work->roles[role];
    int facts = work->scene->fact_count;
    return !r->is_found || facts < r->fact_count || (facts == r->fact_count && amount < r->finding.facts.amount.minor);
}

static void keep(struct comparing *work, size_t role, const struct plan_vertex *v)
{
    struct role *r = &work->roles[role];
    struct plan_scene *scene = arena_one(work->arena, struct plan_scene);
    (void)plan_scene_make(work->space, work->case_number, scene);
    plan_scene_set_amount(scene, v->amount);
    r->is_found = true;
    r->fact_count = scene->fact_count;
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
            if (is_less(v, role)) {
                keep_smallest(work, role, i == 0 ? &none : &work->walk.vertices[i - 1], v);
                break;
            }
        }
    }
}

// What makes the difference of two versions something else than lines between the amounts that are looked at.
static enum check_why curved(const struct comparing *work)
{
    bool has_cap = false;
    bool has_items = false;
    bool has_sums = false;
    bool has_discount = false;
    bool has_parts = false;
    for (size_t p = 0; p < 2; p++) {
        const struct plan *plan = work->plans[p];
        for (size_t i = 0; i < plan->cap_count; i++) {
            has_cap = true;
        }
        for (size_t i = 0; i < plan->rule_count; i++) {
            const struct plan_rule *rule = &plan->rules[i];
            has_items = has_items || rule->items != NULL;
            has_cap = has_cap || rule->has_at_least || rule->has_at_most;
            has_sums = has_sums || (rule->tiers.count > 0 && rule->tiers.is_by_sum);
        }
        has_discount = has_discount || plan->is_base_before_discount;
        has_parts = has_parts || plan->is_base_without_tax || plan->is_base_without_shipping;
    }
    return has_cap && has_items      ? CHECK_WHY_CAP_ITEMS
           : has_cap && has_sums     ? CHECK_WHY_CAP_SUMS
           : has_cap && has_discount ? CHECK_WHY_CAP_DISCOUNT
           : has_cap && has_parts    ? CHECK_WHY_CAP_PARTS
                                     : CHECK_WHY_NOT;
}

static void compare_goal(struct comparing *work, struct text goal)
{
    work->space = arena_one(work->arena, struct plan_space);
    work->scene = arena_one(work->arena, struct plan_scene);
    plan_space_make(work->arena, work->plans, 2, goal, work->space);
    for (uint64_t number = 0; number < work->space->case_count && !work->walk.is_exhausted; number++) {
        work->case_number = number;
        if (plan_scene_make(work->space, number, work->scene)) {
            plan_walk_case(&work->walk, work->space);
            look_at(work);
            work->cases++;
        }
    }
    if (work->open == CHECK_WHY_NOT) {
        work->open = work->walk.is_exhausted ? CHECK_WHY_CASES : work->space->unsettled;
    }
}

static void compare_goals(struct comparing *work)
{
    struct text goals[GOALS_MAX];
    size_t count = 0;
    for (size_t p = 0; p < 2; p++) {
        const struct plan *plan = work->plans[p];
        for (size_t i = 0; i < plan->rule_count + plan->level_count; i++) {
            struct text goal = i < plan->rule_count ? plan->rules[i].goal : plan->levels[i - plan->rule_count].goal;
            bool is_seen = !text_is(goal) || count == GOALS_MAX;
            for (size_t k = 0; k < count; k++) {
                is_seen = is_seen || text_equal_ignore_case(goals[k], goal);
            }
            if (!is_seen) {
                goals[count++] = goal;
            }
        }
    }
    work->open = count == GOALS_MAX ? CHECK_WHY_GOALS : curved(work);
    for (size_t i = 0; i < count; i++) {
        compare_goal(work, goals[i]);
    }
}

// Terms.

static struct check_finding *add(struct comparing *work, enum check_outcome outcome, int line, enum check_code code)
{
    BUG_ON(work->finding_count == FINDINGS_MAX);
    struct check_finding *finding = &work->findings[work->finding_count++];
    *finding = (struct check_finding){.subject = CHECK_RATCHET, .outcome = outcome, .line = line, .code = code};
    return finding;
}

static int longest_hold(const struct plan *plan)
{
    int longest = plan->hold_days;
    for (size_t i = 0; i < plan->rule_count; i++) {
        longest = plan->rules[i].hold_days > longest ? plan->rules[i].hold_days : longest;
    }
    return longest;
}

static void compare_holds(struct comparing *work)
{
    int before = longest_hold(work->plans[0]);
    int after = longest_hold(work->plans[1]);
    bool is_known = (before >= 0) == (after >= 0);
    if (after > before && is_known) {
        struct check_finding *finding = add(work, CHECK_REFUTED, 0, CHECK_HOLD_LONGER);
        check_parameter_add(finding, "days", CHECK_NUMBER)->number = after;
        check_parameter_add(finding, "before", CHECK_NUMBER)->number = before;
    } else if (!is_known && after != 0) {
        add(work, CHECK_UNDECIDED, 0, CHECK_HOLD_UNKNOWN);
    }
}

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

static void compare_bonuses(struct comparing *work)
{
    for (size_t i = 0; i < work->plans[0]->bonus_count; i++) {
        const struct plan_bonus *before = &work->plans[0]->bonuses[i];
        bool is_kept = false;
        for (size_t k = 0; k < work->plans[1]->bonus_count; k++) {
            is_kept = is_kept || is_as_good(before, &work->plans[1]->bonuses[k]);
        }
        if (!is_kept) {
            struct check_finding *finding = add(work, CHECK_UNDECIDED, before->line, CHECK_BONUS_WORSE);
            check_parameter_add(finding, "bonus", CHECK_QUOTE)->text = text_slice(before->source, 0, 120);
        }
    }
}

static void compare_clicks(struct comparing *work)
{
    for (int is_unique = 0; is_unique < 2; is_unique++) {
        int line = 0;
        struct currency currency = work->plans[0]->currency;
        struct exact before = plan_click_rate(work->plans[0], currency, is_unique == 1, &line);
        int unused = 0;
        struct exact after = plan_click_rate(work->plans[1], currency, is_unique == 1, &unused);
        if (after.micro < before.micro) {
            struct check_finding *finding =
                add(work, CHECK_REFUTED, line, is_unique == 1 ? CHECK_UNIQUE_CLICK_WORSE : CHECK_CLICK_WORSE);
            check_parameter_add(finding, "paid", CHECK_EXACT)->exact = after;
            check_parameter_add(finding, "before", CHECK_EXACT)->exact = before;
        }
    }
    const struct plan_rule *before = plan_impression_rule(work->plans[0]);
    const struct plan_rule *after = plan_impression_rule(work->plans[1]);
    if (before != NULL && before->value.fixed.micro > 0 &&
        (after == NULL ||
         after->value.fixed.micro * before->per_count < before->value.fixed.micro * after->per_count)) {
        add(work, CHECK_REFUTED, before->line, CHECK_IMPRESSIONS_WORSE);
    }
}

static void compare_terms(struct comparing *work)
{
    const struct plan *before = work->plans[0];
    const struct plan *after = work->plans[1];
    compare_holds(work);
    compare_bonuses(work);
    compare_clicks(work);
    if (before->is_refund_forgiven && !after->is_refund_forgiven) {
        add(work, CHECK_REFUTED, 0, CHECK_REFUNDS_WORSE);
    }
    if (before->has_penalty && (!after->has_penalty || after->penalty_times < before->penalty_times ||
                                after->penalty_days > before->penalty_days)) {
        add(work, CHECK_REFUTED, 0, CHECK_PENALTY_WORSE);
    }
    if ((after->is_base_without_tax && !before->is_base_without_tax) ||
        (after->is_base_without_shipping && !before->is_base_without_shipping)) {
        add(work, CHECK_REFUTED, 0, CHECK_BASE_WORSE);
    }
}

static void say(const struct comparing *work, const struct role *r, struct check_finding *finding, int role)
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
        struct role *r = &work->roles[role];
        if (role > 0 && !r->is_paid && !r->is_found) {
            continue;
        }
        struct check_finding *finding = add(work, CHECK_PROVED, 0, CHECK_NEVER_WORSE);
        if (r->is_found) {
            *finding = r->finding;
            finding->subject = CHECK_RATCHET;
            finding->code = CHECK_EARNS_LESS;
        } else if (work->open != CHECK_WHY_NOT) {
            finding->outcome = CHECK_UNDECIDED;
            finding->code = CHECK_MAY_EARN_LESS;
        }
        say(work, r, finding, (int)role);
        finding->level = (int)role;
    }
}

void plan_ratchet(struct arena *arena, const struct plan *old_plan, const struct plan *new_plan, int64_t work_max,
                  struct check_result *ret_result)
{
    AUTO_ARENA scratch = arena_new(SCRATCH_BYTES);
    struct comparing *work = arena_one(arena, struct comparing);
    BUG_ON(!currency_equal(old_plan->currency, new_plan->currency));
    work_max = work_max > 0 ? work_max : PLAN_CHECK_WORK_MAX;
    *work = (struct comparing){.arena = arena, .scratch = scratch, .plans = {old_plan, new_plan}};
    work->findings = arena_many(arena, struct check_finding, FINDINGS_MAX);
    plan_walk_init(&work->walk, arena, work_max);
    work->walk.evaluate = evaluate;
    work->walk.context = work;
    compare_goals(work);
    add_roles(work);
    compare_terms(work);
    *ret_result = (struct check_result){
        .findings = work->findings, .finding_count = work->finding_count, .evaluations = work_max - work->walk.left};
    for (size_t i = 0; i < work->finding_count; i++) {
        ret_result->is_refuted = ret_result->is_refuted || work->findings[i].outcome == CHECK_REFUTED;
        ret_result->is_undecided = ret_result->is_undecided || work->findings[i].outcome == CHECK_UNDECIDED;
    }
}

bool plan_ratchet_holds(const struct check_result *result)
{
    return !result->is_refuted && !result->is_undecided;
}
