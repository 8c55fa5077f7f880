// SPDX-License-Identifier: Apache-2.0
// Statements about a plan, looked at in every case and at every amount that stands for others; see plan_check.h.
#include "commission/plan_check.h"

#include <string.h>

#include "commission/plan_walk.h"
#include "core/bug.h"

#define GOALS_MAX 64
#define CLAIMS_MAX (2 * PLAN_RULES_MAX + 16)
#define SMALL_AMOUNTS 200
#define SCRATCH_BYTES ((size_t)1 << 20)
#define AGAIN_AMOUNTS 8 // of a case, that are evaluated twice

enum { VALUE_TOTAL, VALUE_CREDITED };

// A statement while it is looked at.
struct claim {
    struct check_finding finding;
    struct rate rate;
    struct money sum;
    bool is_found;  // a counter-example, the smallest so far
    int fact_count; // of it
    int64_t amount;
    int64_t amount_before;
    struct plan_scene *scene; // of the counter-example
    enum check_why open;
    uint64_t cases; // that were looked at
};

struct checking {
    struct arena *arena, *scratch, *again;
    const struct plan *plan;
    const struct check_options *options;
    struct derive_plan plans[PLAN_CASE_PLANS_MAX];
    size_t plan_count;
    struct claim *claims;
    size_t claim_count;
    struct plan_space *space;
    struct plan_scene *scene;
    uint64_t case_number;
    struct plan_walk walk;
    bool is_ever_negative;
};

static void derive(struct checking *work, struct arena *arena, const struct derive_facts *facts,
                   struct plan_vertex *ret_vertex)
{
    struct derived derived;
    commission_derive(arena, facts, work->plans, work->plan_count, DERIVE_AMOUNTS, &derived);
    ret_vertex->values[VALUE_TOTAL] = derived.total.minor;
    for (size_t i = 0; i < derived.award_count; i++) {
        const struct derive_award *award = &derived.awards[i];
        ret_vertex->beneficiaries += award->amount.minor != 0;
        ret_vertex->values[VALUE_CREDITED] += award->role == DERIVE_LEVEL ? 0 : award->amount.minor;
        work->is_ever_negative = work->is_ever_negative || award->amount.minor < 0;
    }
}

static void evaluate(void *context, int64_t amount, struct plan_vertex *ret_vertex)
{
    struct checking *work = context;
    arena_reset(work->scratch);
    plan_scene_set_amount(work->scene, amount);
    derive(work, work->scratch, &work->scene->facts, ret_vertex);
}

// The same facts in another order: what has none is turned round. Recruiters have theirs.
static struct derive_facts turned(struct arena *arena, const struct derive_facts *facts)
{
    struct derive_facts other = *facts;
    struct derive_pair *metadata = arena_many(arena, struct derive_pair, facts->metadata_count);
    struct derive_volume *volumes = arena_many(arena, struct derive_volume, facts->volume_count);
    struct derive_item *items = arena_many(arena, struct derive_item, facts->item_count);
    for (size_t i = 0; i < facts->metadata_count; i++) {
        metadata[i] = facts->metadata[facts->metadata_count - 1 - i];
    }
    for (size_t i = 0; i < facts->volume_count; i++) {
        volumes[i] = facts->volumes[facts->volume_count - 1 - i];
    }
    for (size_t i = 0; i < facts->item_count; i++) {
        items[i] = facts->items[facts->item_count - 1 - i];
    }
    other.metadata = metadata;
    other.volumes = volumes;
    other.items = items;
    return other;
}

static struct claim *add_claim(struct checking *work, enum check_subject subject, int line)
{
    BUG_ON(work->claim_count == CLAIMS_MAX);
    struct claim *claim = &work->claims[work->claim_count++];
    *claim = (struct claim){.finding = {.subject = subject, .line = line, .outcome = CHECK_PROVED}};
    return claim;
}

// What a counter-example is, and the smallest of them.

static bool is_above(const struct claim *claim, const struct plan_vertex *v)
{
    int allowed = v->beneficiaries > 1 ? v->beneficiaries : 1; // halves of a minor unit
    __int128 over = (__int128)v->values[VALUE_TOTAL] * 2 * RATE_ONE - (__int128)claim->rate.ppm * 2 * v->amount;
    return over > (__int128)allowed * RATE_ONE;
}

static bool is_less(const struct plan_vertex *before, const struct plan_vertex *v)
{
    int most = before->beneficiaries > v->beneficiaries ? before->beneficiaries : v->beneficiaries;
    int64_t slack = most > 1 ? most - 1 : 0;
    return v->values[VALUE_TOTAL] < before->values[VALUE_TOTAL] - slack ||
           v->values[VALUE_CREDITED] < before->values[VALUE_CREDITED] - slack;
}

static bool is_jump(const struct claim *claim, const struct plan_vertex *before, const struct plan_vertex *v)
{
    int64_t step = v->values[VALUE_TOTAL] - before->values[VALUE_TOTAL];
    return v->amount - before->amount == 1 && (step > claim->sum.minor || -step > claim->sum.minor);
}

static bool is_better(const struct checking *work, const struct claim *claim, int64_t amount)
{
    int facts = work->scene->fact_count;
    return !claim->is_found || facts < claim->fact_count || (facts == claim->fact_count && amount < claim->amount);
}

static void keep(struct checking *work, struct claim *claim, const struct plan_vertex *before,
                 const struct plan_vertex *v)
{
    if (!is_better(work, claim, v->amount)) {
        return;
    }
    struct plan_scene *scene = claim->scene != NULL ? claim->scene : arena_one(work->arena, struct plan_scene);
    (void)plan_scene_make(work->space, work->case_number, scene);
    plan_scene_set_amount(scene, v->amount);
    claim->is_found = true;
    claim->fact_count = scene->fact_count;
    claim->amount = v->amount;
    claim->amount_before = before->amount;
    claim->finding.outcome = CHECK_REFUTED;
    claim->finding.has_facts = true;
    claim->finding.facts = scene->facts;
    claim->finding.paid = (struct money){.minor = v->values[VALUE_TOTAL], .currency = work->plan->currency};
    claim->finding.before = (struct money){.minor = before->values[VALUE_TOTAL], .currency = work->plan->currency};
    claim->scene = scene;
}

// The first amount above the limit, between one that is not and one that is: what is paid is concave there.
static void keep_above(struct checking *work, struct claim *claim, const struct plan_vertex *before,
                       const struct plan_vertex *v)
{
    struct plan_vertex low = *before;
    struct plan_vertex high = *v;
    // Where rounding weighs most it is not: those are looked at one by one.
    for (int64_t amount = 1; amount <= SMALL_AMOUNTS && amount < high.amount; amount++) {
        struct plan_vertex small;
        if (!is_better(work, claim, amount)) {
            return;
        }
        plan_walk_at(&work->walk, amount, &small);
        if (work->walk.is_exhausted) {
            break;
        }
        if (is_above(claim, &small)) {
            keep(work, claim, &low, &small);
            return;
        }
    }
    while (high.amount - low.amount > 1 && is_better(work, claim, low.amount + 1)) {
        struct plan_vertex m;
        plan_walk_at(&work->walk, low.amount + (high.amount - low.amount) / 2, &m);
        if (work->walk.is_exhausted) {
            break;
        }
        *(is_above(claim, &m) ? &high : &low) = m;
    }
    keep(work, claim, &low, &high);
}

// At some of the amounts of the case, the first and the last among them. By construction: as never_negative.
static void look_again(struct checking *work)
{
    const struct plan_walk *walk = &work->walk;
    size_t step = walk->count <= AGAIN_AMOUNTS ? 1 : (walk->count - 1) / (AGAIN_AMOUNTS - 1);
    for (size_t i = 0; i < walk->count; i += step) {
        const struct plan_vertex *first = &walk->vertices[i];
        struct plan_vertex second = {.amount = first->amount};
        arena_reset(work->again);
        plan_scene_set_amount(work->scene, first->amount);
        struct derive_facts facts = turned(work->again, &work->scene->facts);
        derive(work, work->again, &facts, &second);
        BUG_ON(first->values[VALUE_TOTAL] != second.values[VALUE_TOTAL] ||
               first->values[VALUE_CREDITED] != second.values[VALUE_CREDITED] ||
               first->beneficiaries != second.beneficiaries);
    }
}

static void look_at(struct checking *work, struct claim *claim)
{
    if (claim->finding.subject == CHECK_DETERMINISTIC) {
        look_again(work);
        return;
    }
    const struct plan_vertex *v = work->walk.vertices;
    struct plan_vertex none = {.amount = 0};
    for (size_t i = 0; i < work->walk.count; i++) {
        const struct plan_vertex *before = i == 0 ? &none : &v[i - 1];
        bool is_against = false;
        switch ((int)claim->finding.subject) {
        case CHECK_AT_MOST:
        case CHECK_MARGIN:
            is_against = is_above(claim, &v[i]);
            break;
        case CHECK_MONOTONE:
            is_against = i > 0 && is_less(before, &v[i]);
            break;
        case CHECK_NO_JUMP:
            is_against = i > 0 && is_jump(claim, before, &v[i]);
            break;
        default:
            break;
        }
        if (is_against && (claim->finding.subject == CHECK_AT_MOST || claim->finding.subject == CHECK_MARGIN)) {
            keep_above(work, claim, before, &v[i]);
            return;
        }
        if (is_against) {
            keep(work, claim, before, &v[i]);
            return;
        }
    }
}

// Whether the statement speaks of events of this goal.
static bool is_about(const struct claim *claim, struct text goal)
{
    bool is_share = claim->finding.subject == CHECK_AT_MOST || claim->finding.subject == CHECK_MARGIN;
    bool is_any = is_share || claim->finding.subject == CHECK_MONOTONE || claim->finding.subject == CHECK_NO_JUMP ||
                  claim->finding.subject == CHECK_NEVER_NEGATIVE || claim->finding.subject == CHECK_DETERMINISTIC;
    return is_any && (!is_share || text_equal_ignore_case(goal, TEXT("sale")));
}

static void check_goal(struct checking *work, struct text goal)
{
    const struct plan *plans[PLAN_CASE_PLANS_MAX];
    for (size_t i = 0; i < work->plan_count; i++) {
        plans[i] = work->plans[i].plan;
    }
    work->space = arena_one(work->arena, struct plan_space);
    work->scene = arena_one(work->arena, struct plan_scene);
    plan_space_make(work->arena, plans, work->plan_count, goal, /* is_ratchet= */ false, work->space);
    uint64_t number = 0;
    for (; number < work->space->case_count && !work->walk.is_exhausted; number++) {
        work->case_number = number;
        if (!plan_scene_make(work->space, number, work->scene)) {
            continue;
        }
        plan_walk_case(&work->walk, work->space);
        for (size_t i = 0; i < work->claim_count; i++) {
            if (is_about(&work->claims[i], goal)) {
                look_at(work, &work->claims[i]);
                work->claims[i].cases++;
            }
        }
    }
    for (size_t i = 0; i < work->claim_count; i++) {
        if (is_about(&work->claims[i], goal) && work->claims[i].open == CHECK_WHY_NOT) {
            work->claims[i].open = work->walk.is_exhausted ? CHECK_WHY_CASES : work->space->unsettled;
        }
    }
}

static size_t goals_of(const struct checking *work, struct text *goals)
{
    size_t count = 0;
    for (size_t p = 0; p < work->plan_count; p++) {
        const struct plan *plan = work->plans[p].plan;
        for (size_t i = 0; i < plan->rule_count + plan->level_count; i++) {
            bool is_rule = i < plan->rule_count;
            struct text goal = is_rule ? plan->rules[i].goal : plan->levels[i - plan->rule_count].goal;
            bool is_seen = !text_is(goal);
            for (size_t k = 0; k < count; k++) {
                is_seen = is_seen || text_equal_ignore_case(goals[k], goal);
            }
            if (!is_seen && count < GOALS_MAX) {
                goals[count++] = goal;
            }
        }
    }
    return count;
}

// What is said of it.

static void say_money(struct check_finding *finding, const char *name, struct money money)
{
    check_parameter_add(finding, name, CHECK_MONEY)->money = money;
}

static void say_refuted(struct claim *claim)
{
    struct check_finding *finding = &claim->finding;
    bool is_step = finding->subject == CHECK_MONOTONE || finding->subject == CHECK_NO_JUMP;
    check_parameter_add(finding, "sale", CHECK_SALE)->scene = claim->scene;
    say_money(finding, "paid", finding->paid);
    if (is_step) {
        say_money(finding, "smaller",
                  (struct money){.minor = claim->amount_before, .currency = finding->facts.currency});
        say_money(finding, "before", finding->before);
    }
}

static void settle(struct claim *claim)
{
    static const enum check_code holds[] = {
        [CHECK_AT_MOST] = CHECK_AT_MOST_HOLDS,      [CHECK_MARGIN] = CHECK_MARGIN_HOLDS,
        [CHECK_MONOTONE] = CHECK_MONOTONE_HOLDS,    [CHECK_NO_JUMP] = CHECK_NO_JUMP_HOLDS,
        [CHECK_NEVER_NEGATIVE] = CHECK_NEVER_BELOW, [CHECK_DETERMINISTIC] = CHECK_SAME_HOLDS};
    static const enum check_code fails[] = {[CHECK_AT_MOST] = CHECK_AT_MOST_FAILS,
                                            [CHECK_MARGIN] = CHECK_MARGIN_FAILS,
                                            [CHECK_MONOTONE] = CHECK_MONOTONE_FAILS,
                                            [CHECK_NO_JUMP] = CHECK_NO_JUMP_FAILS};
    struct check_finding *finding = &claim->finding;
    enum check_subject subject = finding->subject;
    if (subject == CHECK_EXAMPLE || subject == CHECK_BONUS) {
        return; // they have been told
    }
    bool is_refuted = finding->outcome == CHECK_REFUTED;
    bool is_by_construction = subject == CHECK_NEVER_NEGATIVE || subject == CHECK_DETERMINISTIC;
    bool is_open = claim->open != CHECK_WHY_NOT && !is_by_construction;
    if (!is_refuted && is_open) {
        finding->outcome = CHECK_UNDECIDED;
        finding->code = CHECK_OPEN;
        check_parameter_add(finding, "why", CHECK_WHY)->number = claim->open;
    } else {
        finding->code = is_refuted ? fails[subject] : holds[subject];
        if (subject == CHECK_AT_MOST || subject == CHECK_MARGIN) {
            check_parameter_add(finding, "rate", CHECK_RATE)->rate = claim->rate;
        } else if (subject == CHECK_NO_JUMP) {
            say_money(finding, "sum", claim->sum);
        }
    }
    if (is_refuted) {
        say_refuted(claim);
    } else {
        check_parameter_add(finding, "cases", CHECK_NUMBER)->number = (int64_t)claim->cases;
    }
}

// The statements.

static void add_promises(struct checking *work)
{
    const struct plan *plan = work->plan;
    for (size_t i = 0; i < plan->promise_count; i++) {
        const struct plan_promise *promise = &plan->promises[i];
        enum check_subject subject = promise->kind == PLAN_PROMISE_AT_MOST    ? CHECK_AT_MOST
                                     : promise->kind == PLAN_PROMISE_MONOTONE ? CHECK_MONOTONE
                                                                              : CHECK_NO_JUMP;
        struct claim *claim = add_claim(work, subject, promise->line);
        claim->rate = promise->rate;
        claim->sum = promise->sum;
    }
    if (work->options->has_at_most) {
        add_claim(work, CHECK_AT_MOST, 0)->rate = work->options->at_most;
    }
    if (plan->has_margin) {
        add_claim(work, CHECK_MARGIN, plan->margin_line)->rate = plan->margin;
    }
    if (work->options->has_margin) {
        add_claim(work, CHECK_MARGIN, 0)->rate = work->options->margin;
    }
    if (work->options->has_monotone) {
        (void)add_claim(work, CHECK_MONOTONE, 0);
    }
    if (work->options->has_no_jump) {
        add_claim(work, CHECK_NO_JUMP, 0)->sum = work->options->no_jump;
    }
    if (!work->options->is_own_only) {
        (void)add_claim(work, CHECK_NEVER_NEGATIVE, 0);
        (void)add_claim(work, CHECK_DETERMINISTIC, 0);
    }
}

static void add_examples(struct checking *work)
{
    for (size_t i = 0; i < work->plan->example_count; i++) {
        const struct plan_example *example = &work->plan->examples[i];
        struct check_finding *finding = &add_claim(work, CHECK_EXAMPLE, example->line)->finding;
        struct derived derived;
        finding->facts = plan_example_facts(work->arena, work->plan, example);
        finding->has_facts = true;
        finding->code = CHECK_EXAMPLE_HOLDS;
        commission_derive(work->arena, &finding->facts, work->plans, work->plan_count, DERIVE_AMOUNTS, &derived);
        finding->paid = derive_credited_amount(&derived);
        for (size_t k = 0; k < example->award_count; k++) {
            const struct plan_example_award *expected = &example->awards[k];
            struct money earned =
                expected->level == 0 ? derive_credited_amount(&derived) : money_zero(work->plan->currency);
            for (size_t a = 0; a < derived.award_count; a++) {
                bool is_it = derived.awards[a].role == DERIVE_LEVEL && derived.awards[a].level == expected->level;
                earned = is_it ? derived.awards[a].amount : earned;
            }
            if (earned.minor != expected->amount.minor && finding->outcome == CHECK_PROVED) {
                finding->outcome = CHECK_REFUTED;
                finding->paid = earned;
                finding->code = CHECK_EXAMPLE_FAILS;
                check_parameter_add(finding, "who", CHECK_WHO)->number = expected->level;
                say_money(finding, "earned", earned);
                say_money(finding, "expected", expected->amount);
            }
        }
    }
}

static void add_bonuses(struct checking *work)
{
    for (size_t i = 0; i < work->plan->bonus_count; i++) {
        const struct plan_bonus *bonus = &work->plan->bonuses[i];
        const struct plan_target *target = &bonus->target;
        struct check_finding *finding = &add_claim(work, CHECK_BONUS, bonus->line)->finding;
        finding->outcome = CHECK_NOTE;
        if (bonus->is_in_kind) {
            finding->code = CHECK_BONUS_IN_KIND;
        } else if (target->is_by_sum) {
            __int128 ppm = ((__int128)bonus->amount.minor * RATE_ONE + target->sum.minor - 1) / target->sum.minor;
            finding->code = CHECK_BONUS_OF_SUMS;
            check_parameter_add(finding, "rate", CHECK_RATE)->rate = (struct rate){.ppm = (int64_t)ppm};
        } else {
            finding->code = target->is_every ? CHECK_BONUS_EVERY : CHECK_BONUS_ONCE;
            say_money(finding, "sum", bonus->amount);
            check_parameter_add(finding, "count", CHECK_NUMBER)->number = target->count;
        }
    }
}

void plan_check(struct arena *arena, const struct plan *plan, const struct check_options *options,
                struct check_result *ret_result)
{
    AUTO_ARENA scratch = arena_new(SCRATCH_BYTES);
    AUTO_ARENA again = arena_new(SCRATCH_BYTES);
    struct checking work = {.arena = arena, .scratch = scratch, .again = again, .plan = plan, .options = options};
    int64_t work_max = options->work_max > 0 ? options->work_max : PLAN_CHECK_WORK_MAX;
    work.claims = arena_many(arena, struct claim, CLAIMS_MAX);
    work.plans[work.plan_count++] =
        (struct derive_plan){.plan_id = {1}, .number = 1, .is_individual = options->program != NULL, .plan = plan};
    if (options->program != NULL) {
        work.plans[work.plan_count++] = (struct derive_plan){.plan_id = {2}, .number = 2, .plan = options->program};
    }
    plan_walk_init(&work.walk, arena, work_max);
    work.walk.evaluate = evaluate;
    work.walk.context = &work;
    add_examples(&work);
    size_t example_count = work.claim_count;
    add_promises(&work);
    struct text goals[GOALS_MAX];
    size_t goal_count = goals_of(&work, goals);
    for (size_t i = 0; i < goal_count && work.claim_count > example_count; i++) {
        check_goal(&work, goals[i]);
    }
    add_bonuses(&work);
    BUG_ON(work.is_ever_negative); // by construction: no rate, sum or base is below zero
    struct check_finding *findings = arena_many(arena, struct check_finding, work.claim_count);
    *ret_result = (struct check_result){
        .findings = findings, .finding_count = work.claim_count, .evaluations = work_max - work.walk.left};
    for (size_t i = 0; i < work.claim_count; i++) {
        settle(&work.claims[i]);
        findings[i] = work.claims[i].finding;
        ret_result->is_refuted = ret_result->is_refuted || findings[i].outcome == CHECK_REFUTED;
        ret_result->is_undecided = ret_result->is_undecided || findings[i].outcome == CHECK_UNDECIDED;
    }
}
