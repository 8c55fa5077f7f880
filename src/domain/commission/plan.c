// SPDX-License-Identifier: Apache-2.0
// The whole of a plan: which clause a line is, what its clauses together must be, and what is asked of it later.
// Reading lines is plan_reader, numbers and names plan_value, each clause a file of its own; docs/plans.md teaches
// them.
#include "commission/plan.h"

#include "commission/plan_builder.h"
#include "core/bug.h"

#define CLAUSES_MAX 32

// "NAME:" before pay; TEXT_NONE when the clause has none.
static enum rc take_rule_name(struct plan_builder *builder, struct text *ret_name)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    const struct plan_token *next = plan_reader_peek_at(reader, 1);
    struct text t = token->text;
    *ret_name = TEXT_NONE;
    if (token->kind == PLAN_TOKEN_QUOTED && plan_token_is(next, ":")) {
        TRY(plan_take_name(builder, "name of the rule", ret_name));
        (void)plan_reader_take(reader);
        return RC_OK;
    }
    if (token->kind != PLAN_TOKEN_WORD || t.n < 2 || t.p[t.n - 1] != ':') {
        return RC_OK;
    }
    if (t.n - 1 > PLAN_NAME_BYTES_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(RULE_NAME_TOO_LONG), PLAN_NAME_BYTES_MAX);
    }
    (void)plan_reader_take(reader);
    *ret_name = text_slice(t, 0, t.n - 1);
    return RC_OK;
}

static enum rc refuse_clause(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    const char *words[CLAUSES_MAX] = {"pay", "also"};
    size_t count = 2;
    for (size_t i = 0; plan_terms[i].word != NULL; i++) {
        BUG_ON(count == CLAUSES_MAX);
        words[count++] = plan_terms[i].word;
    }
    struct text shown = plan_token_shown(reader->arena, first);
    return plan_reader_refuse(reader, first, plan_reader_nearest(reader, first->text, words, count),
                              PLAN_SAYS(LINE_BEGINS), TEXT_PRINT(shown));
}

static enum rc read_clause(struct plan_builder *builder)
{
    static const char *const pays[] = {"pay", "also"};
    struct plan_reader *reader = &builder->reader;
    struct text name = TEXT_NONE;
    TRY(take_rule_name(builder, &name));
    if (text_is(name)) {
        size_t index = 0;
        const struct plan_token *first = plan_reader_peek(reader);
        TRY(plan_reader_take_word(reader, pays, PLAN_COUNT_OF(pays), &index));
        TRY(index == 0 ? plan_read_pay(builder, name, first) : plan_read_also(builder, name, first));
        return plan_reader_take_end(reader);
    }
    const struct plan_token *first = plan_reader_take(reader);
    if (plan_token_is(first, "pay")) {
        TRY(plan_read_pay(builder, name, first));
        return plan_reader_take_end(reader);
    }
    if (plan_token_is(first, "also")) {
        TRY(plan_read_also(builder, name, first));
        return plan_reader_take_end(reader);
    }
    for (size_t i = 0; plan_terms[i].word != NULL; i++) {
        if (plan_token_is(first, plan_terms[i].word)) {
            TRY(plan_terms[i].read(builder, first));
            return plan_reader_take_end(reader);
        }
    }
    return refuse_clause(builder, first);
}

// After the last clause.
static enum rc check_whole(struct plan_builder *builder)
{
    const struct plan *plan = builder->plan;
    if (plan->rule_count + plan->level_count + plan->bonus_count == 0) {
        struct plan_token start = {.line = 1, .column = 1};
        return plan_reader_refuse(&builder->reader, &start, TEXT_NONE, PLAN_SAYS(PAYS_NOTHING));
    }
    if (builder->tariff_use.line > 0 && !text_is(plan->tariff_name)) {
        return plan_reader_refuse(&builder->reader, &builder->tariff_use, TEXT_NONE, PLAN_SAYS(NO_TARIFF));
    }
    return RC_OK;
}

static struct plan *new_plan(struct arena *arena, struct currency currency)
{
    struct plan *plan = arena_one(arena, struct plan);
    plan->currency = currency;
    plan->hold_days = -1;
    plan->rounding = ROUND_HALF_AWAY;
    plan->customer_discount.fixed.currency = currency;
    return plan;
}

// The whole lines that a plan may have: of a text that is too long the first mistake in them is told, such as one rule
// too many, before its length is.
static struct text lines_within(struct text source)
{
    size_t n = source.n > PLAN_TEXT_MAX ? PLAN_TEXT_MAX : source.n;
    while (n < source.n && n > 0 && source.p[n - 1] != '\n') {
        n--;
    }
    return text_slice(source, 0, n);
}

enum rc plan_parse(struct arena *arena, struct text source, struct currency currency, struct plan **ret_plan,
                   struct plan_error *ret_error)
{
    struct plan_error error = {.line = 0};
    struct plan_builder builder = {.currency = currency, .plan = new_plan(arena, currency)};
    enum rc rc = RC_OK;
    struct text read = text_is(source) ? lines_within(source) : TEXT("");
    plan_reader_init(&builder.reader, arena, text_copy(arena, read), &error);
    while (rc == RC_OK) {
        rc = plan_reader_next_clause(&builder.reader);
        rc = rc == RC_OK ? read_clause(&builder) : rc;
    }
    if (rc == RC_NOT_FOUND && read.n < source.n) {
        rc = plan_reader_refuse(&builder.reader, NULL, TEXT_NONE, PLAN_SAYS(PLAN_TOO_LONG), PLAN_TEXT_MAX);
    } else if (rc == RC_NOT_FOUND) {
        rc = check_whole(&builder);
    }
    if (rc == RC_OK) {
        *ret_plan = builder.plan;
        return RC_OK;
    }
    *ret_error = error;
    return rc;
}

bool plan_rule_is_plain(const struct plan_rule *rule)
{
    return !rule->is_also && rule->items == NULL && rule->condition == NULL && rule->limit_payments == 0 &&
           rule->limit_months == 0 && !rule->is_until_churn && rule->from_day == INT64_MIN &&
           rule->until_day == INT64_MAX;
}

const struct plan_rule *plan_find_rule(const struct plan *plan, struct text name)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (text_is(plan->rules[i].name) && text_equal_ignore_case(plan->rules[i].name, name)) {
            return &plan->rules[i];
        }
    }
    return NULL;
}

const struct plan_cap *plan_find_cap(const struct plan *plan, enum plan_cap_scope scope, bool is_rate)
{
    for (size_t i = 0; i < plan->cap_count; i++) {
        if (plan->caps[i].scope == scope && plan->caps[i].is_rate == is_rate) {
            return &plan->caps[i];
        }
    }
    return NULL;
}

struct exact plan_click_rate(const struct plan *plan, struct currency currency, bool is_unique, int *ret_line)
{
    const struct plan_rule *paying = NULL;
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        bool is_for_it = rule->event == PLAN_ON_CLICK || (rule->event == PLAN_ON_UNIQUE_CLICK && is_unique);
        // The narrower rule wins: a unique click is paid by the rule for unique clicks when there are both.
        if (is_for_it && (paying == NULL || rule->event == PLAN_ON_UNIQUE_CLICK)) {
            paying = rule;
        }
    }
    *ret_line = paying == NULL ? 0 : paying->line;
    return paying == NULL ? (struct exact){.micro = 0, .currency = currency} : paying->value.fixed;
}

const struct plan_rule *plan_impression_rule(const struct plan *plan)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (plan->rules[i].event == PLAN_ON_IMPRESSION) {
            return &plan->rules[i];
        }
    }
    return NULL;
}

// What a condition asks that only history knows.
static void expression_needs(const struct plan_expression *e, struct plan_needs *needs)
{
    if (e == NULL) {
        return;
    }
    if (e->node != PLAN_TEST) {
        expression_needs(e->left, needs);
        expression_needs(e->right, needs);
        return;
    }
    needs->is_customer_history = needs->is_customer_history || e->field == PLAN_CUSTOMER ||
                                 e->field == PLAN_PAYMENT_NUMBER || e->field == PLAN_MONTH_NUMBER;
}

static void rule_needs(const struct plan_rule *rule, struct plan_needs *needs)
{
    expression_needs(rule->condition, needs);
    needs->is_customer_history =
        needs->is_customer_history || rule->limit_months > 0 || rule->limit_payments > 0 || rule->is_until_churn;
    needs->is_usage = needs->is_usage || rule->value.kind == PLAN_PERCENT_OF_TARIFF;
    for (size_t i = 0; i < rule->tiers.count; i++) {
        needs->is_usage = needs->is_usage || rule->tiers.list[i].value.kind == PLAN_PERCENT_OF_TARIFF;
    }
    if (rule->tiers.count > 0) {
        needs->volumes[rule->tiers.period] = true;
        needs->whole_periods[rule->tiers.period] = needs->whole_periods[rule->tiers.period] || rule->tiers.is_for_all;
    }
}

void plan_needs_add(const struct plan *plan, struct text goal, struct plan_needs *needs)
{
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (plan->rules[i].event == PLAN_ON_GOAL && text_equal_ignore_case(plan->rules[i].goal, goal)) {
            rule_needs(&plan->rules[i], needs);
        }
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *level = &plan->levels[i];
        if (level->is_any_goal || text_equal_ignore_case(level->goal, goal)) {
            expression_needs(level->condition, needs);
            needs->upline_depth = level->to_level > needs->upline_depth ? level->to_level : needs->upline_depth;
        }
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        const struct plan_bonus *bonus = &plan->bonuses[i];
        if (text_equal_ignore_case(bonus->target.goal, goal)) {
            expression_needs(bonus->condition, needs);
            needs->bonuses[bonus->target.period] = needs->bonuses[bonus->target.period] || !bonus->is_per_event;
        }
    }
    for (size_t i = 0; i < plan->cap_count; i++) {
        needs->is_partner_caps = needs->is_partner_caps || plan->caps[i].scope == PLAN_CAP_PARTNER;
        needs->is_budget = needs->is_budget || plan->caps[i].scope == PLAN_CAP_PROGRAM;
    }
    needs->is_touches = needs->is_touches || plan->share.is_given;
    needs->is_matrix = needs->is_matrix || plan->matrix_deep > 0;
}

enum rc plan_check_new(struct arena *arena, const struct plan *plan, struct plan_error *ret_error)
{
    struct plan_reader reader;
    plan_reader_init(&reader, arena, TEXT(""), ret_error);
    if (plan->has_customer_discount && plan->customer_discount.kind == PLAN_FIXED) {
        struct plan_token place = {.line = plan->customer_line, .column = plan->customer_column};
        return plan_reader_refuse(&reader, &place, TEXT("did you mean 'customer gets 10% off'?"),
                                  PLAN_SAYS(DISCOUNT_IS_PERCENT));
    }
    return RC_OK;
}

enum rc plan_check_place(struct arena *arena, const struct plan *plan, const struct plan *program,
                         struct plan_error *ret_error)
{
    struct plan_reader reader;
    plan_reader_init(&reader, arena, TEXT(""), ret_error);
    TRY(plan_check_new(arena, plan, ret_error));
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct plan_rule *rule = &plan->rules[i];
        struct plan_token place = {.line = rule->line, .column = 1};
        if (!text_is(rule->instead_of)) {
            continue;
        }
        if (program == NULL) {
            return plan_reader_refuse(&reader, &place, TEXT_NONE, PLAN_SAYS(INSTEAD_OF_IN_PLAN));
        }
        const struct plan_rule *replaced = plan_find_rule(program, rule->instead_of);
        if (replaced == NULL) {
            const char *names[PLAN_RULES_MAX];
            size_t count = 0;
            for (size_t k = 0; k < program->rule_count; k++) {
                if (text_is(program->rules[k].name) && program->rules[k].name.n <= 32) {
                    names[count++] = text_zero_terminated(arena, program->rules[k].name);
                }
            }
            return plan_reader_refuse(&reader, &place, plan_reader_nearest(&reader, rule->instead_of, names, count),
                                      PLAN_SAYS(NO_SUCH_RULE), TEXT_PRINT(rule->instead_of));
        }
        if (replaced->event != rule->event || !text_equal_ignore_case(replaced->goal, rule->goal)) {
            return plan_reader_refuse(&reader, &place, TEXT_NONE, PLAN_SAYS(INSTEAD_OF_OTHER),
                                      TEXT_PRINT(rule->instead_of));
        }
    }
    return RC_OK;
}
