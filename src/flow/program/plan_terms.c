// SPDX-License-Identifier: Apache-2.0
// Individual terms under the ratchet; see plan_terms.h.
#include "program/plan_terms.h"

#include "commission/plan_ratchet.h"
#include "partner/partner.h"

#define NAMED_MAX 5  // partners in a refusal
#define PAIRS_MAX 32 // proofs for one change of terms
#define ENROLLMENTS_AT_ONCE 500

// The text as a plan; NULL when it is empty. RC_INVALID when it does not read.
static enum rc read_plan(struct arena *arena, const struct program *program, struct text plan_text, struct plan **ret)
{
    struct plan_error error;
    *ret = NULL;
    return text_is_empty(text_trim(plan_text)) ? RC_OK : plan_parse(arena, plan_text, program->currency, ret, &error);
}

static struct plan_terms terms_of(const struct plan *own, const struct plan *behind)
{
    struct plan_terms terms = {.count = 0};
    if (own != NULL) {
        terms.list[terms.count++] = own;
    }
    if (behind != NULL) {
        terms.list[terms.count++] = behind;
    }
    return terms;
}

// Whether who had `before` never earns less by `after`.
static bool is_never_worse(struct arena *arena, const struct plan_terms *before, const struct plan_terms *after,
                           int hold_days, struct check_result *ret_result)
{
    *ret_result = (struct check_result){.finding_count = 0};
    if (before->count == 0) {
        return true;
    }
    if (after->count == 0) {
        return false;
    }
    plan_ratchet_terms(arena, before, after, hold_days, PLAN_TERMS_WORK_MAX, ret_result);
    return plan_ratchet_holds(ret_result);
}

enum rc plan_terms_hold(struct flow *flow, struct program_id program_id, int *ret_days)
{
    struct program_terms terms;
    TRY(flow_stored(flow, program_terms_latest(flow->db, flow->arena, program_id, &terms)));
    *ret_days = (int)terms.hold_days;
    return RC_OK;
}

// The texts that pay somebody; an empty one where nothing is in force for older customers.
struct texts {
    struct text list[PLANS_THAT_PAY_MAX + 1];
    struct plan_id ids[PLANS_THAT_PAY_MAX + 1]; // 0: of the empty one
    size_t count;
    bool is_too_many;
};

static enum rc texts_that_pay(struct flow *flow, struct program_id program_id, struct enrollment_id enrollment_id,
                              struct texts *ret_texts)
{
    struct plan_version *versions = NULL;
    size_t count = 0;
    *ret_texts = (struct texts){.count = 0};
    const struct plans_that_pay question = {.program_id = program_id, .enrollment_id = enrollment_id, .at = flow->now};
    enum rc rc = program_plans_that_pay(flow->db, flow->arena, &question, &versions, &count);
    if (rc == RC_REFUSED) {
        ret_texts->is_too_many = true;
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    for (size_t i = 0; i < count; i++) {
        ret_texts->ids[ret_texts->count] = versions[i].id;
        ret_texts->list[ret_texts->count++] = versions[i].plan_text;
    }
    bool is_whole = count > 0 && versions[count - 1].effective_at.ms <= flow->now.ms &&
                    text_equal(versions[count - 1].binds, TEXT("all"));
    if (!is_whole) {
        ret_texts->ids[ret_texts->count] = (struct plan_id){.v = 0};
        ret_texts->list[ret_texts->count++] = TEXT("");
    }
    return RC_OK;
}

// What is compared: each of the partner's own terms before each of the program's versions.
struct pairs {
    const struct program *program;
    const struct texts *own, *behind;
    struct text new_text;
    struct arena *kept_arena; // of what was found
};

static bool is_never_worse_than_any(const struct pairs *pairs, int hold_days, struct plan_kept *kept)
{
    const struct program *program = pairs->program;
    const struct texts *own = pairs->own;
    const struct texts *behind = pairs->behind;
    for (size_t i = 0; i < behind->count; i++) {
        for (size_t k = 0; k < own->count; k++) {
            struct plan *program_plan;
            struct plan *old_plan;
            struct plan *new_plan;
            AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES); // of one proof
            struct plan_id against = own->ids[k].v != 0 ? own->ids[k] : behind->ids[i];
            struct check_result result;
            if (text_equal(own->list[k], pairs->new_text)) {
                plan_kept_say(pairs->kept_arena, kept, against, CHECK_PROVED, CHECK_TEXT_SAME);
                continue;
            }
            if (read_plan(arena, program, behind->list[i], &program_plan) != RC_OK ||
                read_plan(arena, program, own->list[k], &old_plan) != RC_OK ||
                read_plan(arena, program, pairs->new_text, &new_plan) != RC_OK) {
                return false;
            }
            struct plan_terms before = terms_of(old_plan, program_plan);
            struct plan_terms after = terms_of(new_plan, program_plan);
            bool holds = is_never_worse(arena, &before, &after, hold_days, &result);
            plan_kept_add(pairs->kept_arena, kept, against, &result);
            if (!holds && result.finding_count == 0) { // nothing pays any more
                plan_kept_say(pairs->kept_arena, kept, against, CHECK_REFUTED, CHECK_TERMS_WORSE);
            }
            if (!holds) {
                return false;
            }
        }
    }
    return true;
}

static enum rc newest(struct flow *flow, struct program_id program_id, struct enrollment_id enrollment_id,
                      int64_t *ret_number)
{
    struct plan_version latest = {.number = 0};
    enum rc rc = program_plan_latest(flow->db, flow->arena, program_id, enrollment_id, &latest);
    *ret_number = rc == RC_OK ? latest.number : 0;
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

enum rc plan_terms_judge(struct flow *flow, const struct program *program, struct enrollment_id enrollment_id,
                         struct text new_text, struct plan_terms_verdict *ret_verdict)
{
    struct texts *behind = arena_one(flow->arena, struct texts);
    struct texts *own = arena_one(flow->arena, struct texts);
    struct plan_terms_verdict verdict = {.is_never_worse = false};
    TRY(plan_terms_hold(flow, program->id, &verdict.hold_days));
    TRY(newest(flow, program->id, (struct enrollment_id){.v = 0}, &verdict.program_number));
    TRY(newest(flow, program->id, enrollment_id, &verdict.terms_number));
    TRY(texts_that_pay(flow, program->id, (struct enrollment_id){.v = 0}, behind));
    TRY(texts_that_pay(flow, program->id, enrollment_id, own));
    bool is_looked_at = !behind->is_too_many && !own->is_too_many && behind->count * own->count <= PAIRS_MAX;
    struct pairs pairs = {
        .program = program, .own = own, .behind = behind, .new_text = new_text, .kept_arena = flow->arena};
    verdict.is_never_worse = is_looked_at && is_never_worse_than_any(&pairs, verdict.hold_days, &verdict.kept);
    if (!is_looked_at) {
        plan_kept_say(flow->arena, &verdict.kept, (struct plan_id){.v = 0}, CHECK_UNDECIDED, CHECK_VERSIONS_TOO_MANY);
    }
    *ret_verdict = verdict;
    return RC_OK;
}

enum rc plan_terms_judge_again(struct flow *flow, const struct program *program, struct enrollment_id enrollment_id,
                               struct text new_text, struct plan_terms_verdict *verdict)
{
    int64_t program_number;
    int64_t terms_number;
    int hold_days;
    TRY(newest(flow, program->id, (struct enrollment_id){.v = 0}, &program_number));
    TRY(newest(flow, program->id, enrollment_id, &terms_number));
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    if (program_number == verdict->program_number && terms_number == verdict->terms_number &&
        hold_days == verdict->hold_days) {
        return RC_OK;
    }
    return plan_terms_judge(flow, program, enrollment_id, new_text, verdict);
}

enum rc plan_terms_compare(struct flow *flow, const struct program *program, struct text old_text, struct text new_text,
                           bool *ret_is_never_worse)
{
    struct texts *behind = arena_one(flow->arena, struct texts);
    struct texts *own = arena_one(flow->arena, struct texts);
    struct plan_kept kept = {.count = 0};
    int hold_days;
    TRY(plan_terms_hold(flow, program->id, &hold_days));
    TRY(texts_that_pay(flow, program->id, (struct enrollment_id){.v = 0}, behind));
    *own = (struct texts){.list = {old_text}, .count = 1};
    struct pairs pairs = {
        .program = program, .own = own, .behind = behind, .new_text = new_text, .kept_arena = flow->arena};
    *ret_is_never_worse = !behind->is_too_many && is_never_worse_than_any(&pairs, hold_days, &kept);
    return RC_OK;
}

// ---- a new version of the program's plan behind them ----

// Each enrollment with individual terms, and the texts that pay it.
struct visit {
    const struct program *program;
    const struct plan *old_plan, *new_plan;
    int hold_days;
    // Terms that lose a rule.
    struct buf *names;
    size_t lost_count;
    struct plan_error error;
    // Different texts so far.
    struct text texts[PLAN_TERMS_TEXTS_MAX];
    size_t text_count;
    bool is_never_worse;
    bool is_hold_stated; // by each of them; asked when there is no new plan
};

static void look_for_rules(struct visit *visit, const struct program_individual *individual, const struct texts *texts)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    for (size_t i = 0; i < texts->count; i++) {
        struct plan *plan;
        struct plan_error error;
        if (read_plan(arena, visit->program, texts->list[i], &plan) != RC_OK || plan == NULL ||
            plan_check_place(arena, plan, visit->new_plan, &error) == RC_OK) {
            continue;
        }
        visit->error = visit->lost_count == 0 ? error : visit->error;
        if (visit->lost_count < NAMED_MAX) {
            buf_format(visit->names, "%s%.*s (%.*s)", visit->lost_count > 0 ? ", " : "", TEXT_PRINT(individual->name),
                       TEXT_PRINT(individual->code));
        }
        visit->lost_count++;
        return;
    }
}

static void look_at_worse(struct visit *visit, const struct texts *texts)
{
    for (size_t i = 0; i < texts->count && visit->is_never_worse; i++) {
        bool is_seen = text_is_empty(text_trim(texts->list[i]));
        for (size_t k = 0; k < visit->text_count && !is_seen; k++) {
            is_seen = text_equal(visit->texts[k], texts->list[i]);
        }
        if (is_seen) {
            continue;
        }
        if (visit->text_count == PLAN_TERMS_TEXTS_MAX) {
            visit->is_never_worse = false;
            return;
        }
        AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
        struct plan *own;
        visit->texts[visit->text_count++] = texts->list[i];
        if (read_plan(arena, visit->program, texts->list[i], &own) != RC_OK) {
            visit->is_never_worse = false;
            return;
        }
        struct plan_terms before = terms_of(own, visit->old_plan);
        struct plan_terms after = terms_of(own, visit->new_plan);
        struct check_result result;
        visit->is_never_worse = is_never_worse(arena, &before, &after, visit->hold_days, &result);
    }
}

static void look_for_hold(struct visit *visit, const struct texts *texts)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    for (size_t i = 0; i < texts->count && visit->is_hold_stated; i++) {
        struct plan *plan;
        visit->is_hold_stated =
            read_plan(arena, visit->program, texts->list[i], &plan) == RC_OK && (plan == NULL || plan->hold_days >= 0);
    }
}

static enum rc visit_all(struct flow *flow, struct visit *visit)
{
    struct program_individual_page page = {
        .program_id = visit->program->id, .before_id = {.v = INT64_MAX}, .limit = ENROLLMENTS_AT_ONCE};
    struct program_individual *list = NULL;
    size_t count = ENROLLMENTS_AT_ONCE;
    while (count == ENROLLMENTS_AT_ONCE) {
        TRY(flow_stored(flow, program_individual_list(flow->db, flow->arena, &page, &list, &count)));
        for (size_t i = 0; i < count; i++) {
            struct texts *texts = arena_one(flow->arena, struct texts);
            TRY(texts_that_pay(flow, visit->program->id, list[i].enrollment_id, texts));
            if (visit->names != NULL) {
                look_for_rules(visit, &list[i], texts);
            } else if (visit->new_plan == NULL) {
                visit->is_hold_stated = visit->is_hold_stated && !texts->is_too_many;
                look_for_hold(visit, texts);
            } else {
                visit->is_never_worse = visit->is_never_worse && !texts->is_too_many;
                look_at_worse(visit, texts);
            }
            page.before_id = list[i].enrollment_id;
        }
    }
    return RC_OK;
}

enum rc plan_terms_keep_rules(struct flow *flow, const struct program *program, const struct plan *new_plan)
{
    struct buf names = buf_new(flow->arena, 1024);
    struct visit visit = {.program = program, .new_plan = new_plan, .names = &names};
    TRY(visit_all(flow, &visit));
    if (visit.lost_count == 0) {
        return RC_OK;
    }
    if (visit.lost_count > NAMED_MAX) {
        buf_format(&names, " … %zu", visit.lost_count);
    }
    return fault_set(flow->fault, RC_REFUSED, "terms_lose_rule", "text",
                     "individual terms would lose the rule they stand in place of: %.*s. %s; keep its name, or change "
                     "these terms first",
                     TEXT_PRINT(buf_text(&names)), visit.error.message);
}

enum rc plan_terms_behind(struct flow *flow, const struct program *program, const struct plan *old_plan,
                          const struct plan *new_plan, bool *ret_is_never_worse)
{
    struct visit visit = {.program = program, .old_plan = old_plan, .new_plan = new_plan, .is_never_worse = true};
    TRY(plan_terms_hold(flow, program->id, &visit.hold_days));
    TRY(visit_all(flow, &visit));
    *ret_is_never_worse = visit.is_never_worse;
    return RC_OK;
}

// ---- the program's hold ----

static enum rc is_anybody_promised(struct flow *flow, struct program_id program_id, bool *ret_is_anybody)
{
    int64_t count;
    TRY(flow_stored(flow, enrollment_count_promised(flow->db, flow->arena, program_id, &count)));
    *ret_is_anybody = count > 0;
    return RC_OK;
}

enum rc plan_terms_let_hold_grow(struct flow *flow, const struct program *program)
{
    struct visit visit = {.program = program, .is_hold_stated = true};
    struct texts *own = arena_one(flow->arena, struct texts);
    bool is_anybody;
    TRY(is_anybody_promised(flow, program->id, &is_anybody));
    if (!is_anybody) {
        return RC_OK;
    }
    TRY(texts_that_pay(flow, program->id, (struct enrollment_id){.v = 0}, own));
    visit.is_hold_stated = !own->is_too_many;
    look_for_hold(&visit, own);
    bool is_gap = false; // events that no version of the program's plan pays
    for (size_t i = 0; i < own->count; i++) {
        is_gap = is_gap || text_is_empty(text_trim(own->list[i]));
    }
    if (visit.is_hold_stated && is_gap) { // else what individual terms do not state the program's plan does
        TRY(visit_all(flow, &visit));
    }
    if (visit.is_hold_stated) {
        return RC_OK;
    }
    return fault_set(flow->fault, RC_REFUSED, "hold_needs_version", "hold_days",
                     "hold_days may not grow while a plan without a hold of its own pays partners: publish a version "
                     "that states `hold N days`, with its notice");
}
