// SPDX-License-Identifier: Apache-2.0
// Names of a plan against those of its program.
#include "program/plan_names.h"

#include "partner/partner.h"

#define NAMES_MAX 64 // of a kind; what lies beyond is not told

struct name {
    struct text text;
    int line;
};
struct names {
    struct name list[NAMES_MAX];
    size_t count;
};

static void add(struct names *names, struct text text, int line)
{
    bool is_there = !text_is(text) || names->count == NAMES_MAX;
    for (size_t i = 0; i < names->count && !is_there; i++) {
        is_there = text_equal_ignore_case(names->list[i].text, text);
    }
    if (!is_there) {
        names->list[names->count++] = (struct name){.text = text, .line = line};
    }
}

// The levels that a condition compares with, of the partner or of recruiters.
static void add_levels(struct names *names, const struct plan_expression *e, int line)
{
    if (e == NULL) {
        return;
    }
    add_levels(names, e->left, line);
    add_levels(names, e->right, line);
    bool is_level = e->node == PLAN_TEST && (e->field == PLAN_PARTNER_LEVEL || e->field == PLAN_RECRUITER_LEVEL);
    bool is_whole = e->op == PLAN_IS || e->op == PLAN_IS_NOT || e->op == PLAN_IN || e->op == PLAN_NOT_IN;
    for (size_t i = 0; i < e->value_count && is_level && is_whole && !e->is_number; i++) {
        add(names, e->values[i], line);
    }
}

static void gather(const struct plan *plan, struct names *goals, struct names *levels)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        add(goals, plan->rules[i].goal, plan->rules[i].line);
        add_levels(levels, plan->rules[i].condition, plan->rules[i].line);
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        add(goals, plan->levels[i].goal, plan->levels[i].line);
        add_levels(levels, plan->levels[i].condition, plan->levels[i].line);
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        add(goals, plan->bonuses[i].target.goal, plan->bonuses[i].line);
        add_levels(levels, plan->bonuses[i].condition, plan->bonuses[i].line);
    }
}

static void note(struct flow *flow, struct plan_kept *kept, enum check_code code, const char *parameter,
                 const struct name *name)
{
    struct check_finding finding = {.subject = CHECK_NAMES, .outcome = CHECK_NOTE, .code = code, .line = name->line};
    check_parameter_add(&finding, parameter, CHECK_QUOTE)->text = name->text;
    const struct check_result result = {.findings = &finding, .finding_count = 1};
    plan_kept_add(flow->arena, kept, (struct plan_id){.v = 0}, &result);
}

enum rc plan_names_look(struct flow *flow, struct program_id program_id, const struct plan *plan,
                        struct plan_kept *kept)
{
    struct names *goals = arena_one(flow->arena, struct names);
    struct names *levels = arena_one(flow->arena, struct names);
    struct text *known = NULL;
    size_t known_count = 0;
    gather(plan, goals, levels);
    for (size_t i = 0; i < goals->count; i++) {
        struct text kind;
        enum rc rc = program_goal_kind(flow->db, flow->arena, program_id, goals->list[i].text, &kind);
        if (rc == RC_NOT_FOUND) {
            note(flow, kept, CHECK_GOAL_NOWHERE, "goal", &goals->list[i]);
        } else {
            TRY(flow_stored(flow, rc));
        }
    }
    if (levels->count > 0) {
        TRY(flow_stored(flow, partner_level_words(flow->db, flow->arena, program_id, &known, &known_count)));
    }
    for (size_t i = 0; i < levels->count; i++) {
        bool is_known = false;
        for (size_t k = 0; k < known_count && !is_known; k++) {
            is_known = text_equal_ignore_case(known[k], levels->list[i].text);
        }
        if (!is_known) {
            note(flow, kept, CHECK_LEVEL_NOBODY, "level", &levels->list[i]);
        }
    }
    return RC_OK;
}
