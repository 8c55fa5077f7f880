// SPDX-License-Identifier: Apache-2.0
// Pay clauses: value, event, and what may follow in any order, each once; tiers last of all.
#include "commission/plan_builder.h"

#include "core/bug.h"
#include "format/encode.h"

#define MONTHS_MAX 1200
#define PAYMENTS_MAX 100000

// A pay clause being read.
struct rule_builder {
    struct plan_builder *builder;
    struct plan_rule rule;
    const struct plan_token *value; // where the value stands
    const struct plan_token *items; // and the first word of what a click cannot have
    const struct plan_token *modifier;
    bool has_limit;
    struct plan_tier *tiers;
};

static struct plan_reader *reader_of(struct rule_builder *work)
{
    return &work->builder->reader;
}

// Events: what stands after "on".

static enum rc read_impressions(struct rule_builder *work)
{
    static const char *const words[] = {"impressions", "impression"};
    struct plan_reader *reader = reader_of(work);
    size_t index = 0;
    work->rule.event = PLAN_ON_IMPRESSION;
    if (plan_token_is_decimal(plan_reader_peek(reader))) {
        TRY(plan_take_count(work->builder, "number of impressions", 1, PLAN_COUNT_MAX, &work->rule.per_count));
    }
    return plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index);
}

static enum rc read_event(struct rule_builder *work)
{
    static const char *const words[] = {"sale", "lead", "goal", "click", "unique", "impression", "impressions"};
    struct plan_reader *reader = reader_of(work);
    struct plan_rule *rule = &work->rule;
    TRY(plan_reader_take_this(reader, "on"));
    const struct plan_token *token = plan_reader_peek(reader);
    if (plan_token_is_decimal(token) || plan_token_is(token, "impression") || plan_token_is(token, "impressions")) {
        return read_impressions(work);
    }
    (void)plan_reader_take(reader);
    rule->event = PLAN_ON_GOAL;
    if (plan_token_is(token, "sale") || plan_token_is(token, "lead")) {
        rule->goal = plan_token_is(token, "sale") ? TEXT("sale") : TEXT("lead");
        return RC_OK;
    }
    if (plan_token_is(token, "goal")) {
        return plan_take_goal_code(work->builder, &rule->goal);
    }
    if (plan_token_is(token, "click")) {
        rule->event = PLAN_ON_CLICK;
        return RC_OK;
    }
    if (plan_token_is(token, "unique")) {
        rule->event = PLAN_ON_UNIQUE_CLICK;
        return plan_reader_take_this(reader, "click");
    }
    struct text suggestion = plan_reader_nearest(reader, token->text, words, PLAN_COUNT_OF(words));
    if (!text_is(suggestion) && token->kind == PLAN_TOKEN_WORD && token->text.n <= 40) {
        suggestion = text_format(reader->arena, "did you mean 'on goal %.*s'?", TEXT_PRINT(token->text));
    }
    struct text shown = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, suggestion, PLAN_SAYS(EVENT_EXPECTED), TEXT_PRINT(shown));
}

// Modifiers; their first word is taken.

static enum rc read_of(struct rule_builder *work, const struct plan_token *token)
{
    if (work->rule.items != NULL) {
        return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(ITEMS_TWICE));
    }
    work->items = plan_reader_peek(reader_of(work));
    return plan_take_items(work->builder, &work->rule.items);
}

static enum rc refuse_for(struct rule_builder *work, const struct plan_token *token)
{
    struct text shown = plan_token_shown(reader_of(work)->arena, token);
    return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(TERM_EXPECTED), TEXT_PRINT(shown));
}

static enum rc read_for(struct rule_builder *work, const struct plan_token *token)
{
    static const char *const words[] = {"months", "month", "payments", "payment"};
    struct plan_reader *reader = reader_of(work);
    if (work->has_limit) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TERM_TWICE));
    }
    work->has_limit = true;
    if (plan_reader_skip(reader, "life")) {
        return RC_OK;
    }
    int64_t count = 1;
    const struct plan_token *number = plan_reader_peek(reader);
    bool is_first = plan_reader_skip(reader, "the");
    if (is_first) {
        TRY(plan_reader_take_this(reader, "first"));
        number = plan_reader_peek(reader);
    }
    if (plan_token_is_decimal(number)) {
        TRY(plan_take_count(work->builder, "number of months or payments", 1, PAYMENTS_MAX, &count));
    } else if (!is_first) {
        return refuse_for(work, number);
    }
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    if (index >= 2) {
        work->rule.limit_payments = (int)count;
        return RC_OK;
    }
    if (count > MONTHS_MAX) {
        return plan_reader_refuse(reader, number, TEXT_NONE, PLAN_SAYS(MONTHS_MOST), MONTHS_MAX);
    }
    work->rule.limit_months = (int)count;
    return RC_OK;
}

static enum rc read_until(struct rule_builder *work, const struct plan_token *token)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_rule *rule = &work->rule;
    if (plan_token_is(plan_reader_peek(reader), "churn")) {
        (void)plan_reader_take(reader);
        if (rule->is_until_churn) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(CHURN_TWICE));
        }
        rule->is_until_churn = true;
        return RC_OK;
    }
    if (rule->until_day != INT64_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(LAST_DAY_TWICE));
    }
    const struct plan_token *day = plan_reader_peek(reader);
    TRY(plan_take_day(work->builder, &rule->until_day));
    if (rule->until_day < rule->from_day) {
        return plan_reader_refuse(reader, day, TEXT_NONE, PLAN_SAYS(LAST_DAY_EARLY));
    }
    return RC_OK;
}

static enum rc read_from_day(struct rule_builder *work, const struct plan_token *token)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_rule *rule = &work->rule;
    if (rule->from_day != INT64_MIN) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(FIRST_DAY_TWICE));
    }
    const struct plan_token *day = plan_reader_peek(reader);
    TRY(plan_take_day(work->builder, &rule->from_day));
    if (rule->until_day < rule->from_day) {
        return plan_reader_refuse(reader, day, TEXT_NONE, PLAN_SAYS(FIRST_DAY_LATE));
    }
    return RC_OK;
}

static enum rc read_hold(struct rule_builder *work, const struct plan_token *token)
{
    if (work->rule.hold_days >= 0) {
        return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(HOLD_TWICE));
    }
    return plan_take_hold(work->builder, &work->rule.hold_days);
}

static enum rc read_at(struct rule_builder *work, const struct plan_token *token)
{
    static const char *const words[] = {"least", "most"};
    struct plan_reader *reader = reader_of(work);
    struct plan_rule *rule = &work->rule;
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    bool *has = index == 0 ? &rule->has_at_least : &rule->has_at_most;
    if (*has) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(AT_TWICE), words[index]);
    }
    *has = true;
    TRY(plan_take_exact(work->builder, index == 0 ? &rule->at_least : &rule->at_most));
    if (rule->has_at_least && rule->has_at_most && rule->at_least.micro > rule->at_most.micro) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(AT_LEAST_MORE));
    }
    return RC_OK;
}

static enum rc read_instead(struct rule_builder *work, const struct plan_token *token)
{
    if (text_is(work->rule.instead_of)) {
        return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(INSTEAD_OF_TWICE));
    }
    TRY(plan_reader_take_this(reader_of(work), "of"));
    return plan_take_name(work->builder, "name of the program's rule", &work->rule.instead_of);
}

// Tiers; "from" is taken.

static bool is_measure_word(const struct plan_token *token)
{
    static const char *const words[] = {"sales", "sale", "leads", "lead", "times", "time", "goal"};
    for (size_t i = 0; i < PLAN_COUNT_OF(words); i++) {
        if (plan_token_is(token, words[i])) {
            return true;
        }
    }
    return false;
}

// What is counted is always the rule's goal; the word only says so again.
static enum rc take_measure(struct rule_builder *work, bool is_by_sum)
{
    struct plan_reader *reader = reader_of(work);
    const struct plan_token *token = plan_reader_peek(reader);
    struct text goal = TEXT_NONE;
    if (!is_by_sum && (plan_reader_skip(reader, "times") || plan_reader_skip(reader, "time"))) {
        return RC_OK;
    }
    TRY(plan_take_goal(work->builder, /* is_plural= */ true, &goal));
    if (!text_equal_ignore_case(goal, work->rule.goal)) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TIER_GOAL), TEXT_PRINT(work->rule.goal),
                                  is_by_sum ? "" : " (or 'times')");
    }
    return RC_OK;
}

static enum rc check_tier(struct rule_builder *work, const struct plan_token *token, const struct plan_tiers *said,
                          const struct plan_tier *tier)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_tiers *tiers = &work->rule.tiers;
    if (tiers->count > 0) {
        const struct plan_tier *before = &work->tiers[tiers->count - 1];
        if (said->is_by_sum != tiers->is_by_sum || said->period != tiers->period ||
            said->is_for_all != tiers->is_for_all) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TIERS_DIFFER), before->line);
        }
        if (tier->from_count <= before->from_count && tier->from_sum.minor <= before->from_sum.minor) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TIERS_ASCEND), before->line);
        }
    }
    return plan_list_check(work->builder, token, tiers->count, "tiers in one rule");
}

static enum rc read_tier(struct rule_builder *work, const struct plan_token *from)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_builder *builder = work->builder;
    const struct plan_token *number = plan_reader_peek(reader);
    struct plan_tiers *tiers = &work->rule.tiers;
    struct plan_tiers said = {.is_by_sum = !is_measure_word(plan_reader_peek_at(reader, 1))};
    struct plan_tier tier = {.line = from->line, .from_sum = {.currency = builder->currency}};
    if (said.is_by_sum) {
        TRY(plan_take_money(builder, "tier", &tier.from_sum));
        if (tier.from_sum.minor == 0) {
            return plan_reader_refuse(reader, number, TEXT_NONE, PLAN_SAYS(TIER_ZERO));
        }
        TRY(plan_reader_take_this(reader, "of"));
    } else {
        TRY(plan_take_count(builder, "number of events", 1, PLAN_COUNT_MAX, &tier.from_count));
    }
    TRY(take_measure(work, said.is_by_sum));
    TRY(plan_take_period(builder, &said.period));
    const struct plan_token *value = plan_reader_peek(reader);
    TRY(plan_take_value(builder, &tier.value));
    if (plan_token_is(plan_reader_peek(reader), "for") && plan_token_is(plan_reader_peek_at(reader, 1), "all")) {
        (void)plan_reader_take(reader);
        (void)plan_reader_take(reader);
        said.is_for_all = true;
    }
    TRY(check_tier(work, number, &said, &tier));
    if (said.is_by_sum && !said.is_for_all && tier.value.kind != PLAN_PERCENT && tier.value.kind != PLAN_NOTHING) {
        return plan_reader_refuse(reader, value, TEXT_NONE, PLAN_SAYS(TIER_PERCENT));
    }
    work->tiers = plan_list_room(reader->arena, work->tiers, tiers->count, sizeof(*work->tiers));
    work->tiers[tiers->count] = tier;
    said.list = work->tiers;
    said.count = tiers->count + 1;
    *tiers = said;
    return RC_OK;
}

static enum rc read_from(struct rule_builder *work, const struct plan_token *token)
{
    return plan_token_is_day(plan_reader_peek(reader_of(work))) ? read_from_day(work, token) : read_tier(work, token);
}

static enum rc read_when(struct rule_builder *work, const struct plan_token *token)
{
    return plan_take_when(work->builder, PLAN_IN_RULE, plan_token_is(token, "unless"), &work->rule.condition);
}

static const struct {
    const char *word;
    enum rc (*read)(struct rule_builder *work, const struct plan_token *token);
} modifiers[] = {
    {"of", read_of}, {"for", read_for},         {"from", read_from}, {"until", read_until}, {"hold", read_hold},
    {"at", read_at}, {"instead", read_instead}, {"when", read_when}, {"unless", read_when},
};

static enum rc read_modifiers(struct rule_builder *work)
{
    struct plan_reader *reader = reader_of(work);
    const char *words[PLAN_COUNT_OF(modifiers)];
    while (plan_reader_peek(reader)->kind != PLAN_TOKEN_END) {
        const struct plan_token *token = plan_reader_peek(reader);
        bool is_known = false;
        for (size_t i = 0; i < PLAN_COUNT_OF(modifiers) && !is_known; i++) {
            words[i] = modifiers[i].word;
            if (plan_token_is(token, modifiers[i].word)) {
                is_known = true;
                work->modifier = work->modifier == NULL ? token : work->modifier;
                (void)plan_reader_take(reader);
                TRY(modifiers[i].read(work, token));
            }
        }
        if (!is_known) {
            struct text shown = plan_token_shown(reader->arena, token);
            return plan_reader_refuse(reader, token,
                                      plan_reader_nearest(reader, token->text, words, PLAN_COUNT_OF(modifiers)),
                                      PLAN_SAYS(CLAUSE_COMPLETE), TEXT_PRINT(shown));
        }
    }
    return RC_OK;
}

// What the parts of a rule together must be.

static enum rc check_click(struct rule_builder *work)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_rule *rule = &work->rule;
    const char *what = rule->event == PLAN_ON_IMPRESSION ? "an impression" : "a click";
    if (rule->value.kind == PLAN_PERCENT || rule->value.kind == PLAN_PERCENT_OF_TARIFF) {
        return plan_reader_refuse(reader, work->value, TEXT_NONE, PLAN_SAYS(CLICK_PERCENT), what,
                                  work->builder->currency.code);
    }
    if (rule->items != NULL || rule->value.kind == PLAN_FIXED_PER_ITEM) {
        return plan_reader_refuse(reader, work->items == NULL ? work->value : work->items, TEXT_NONE,
                                  PLAN_SAYS(CLICK_PRODUCTS), what);
    }
    if (work->modifier != NULL) {
        return plan_reader_refuse(reader, work->modifier, TEXT_NONE, PLAN_SAYS(CLICK_CONDITIONS));
    }
    if (rule->is_also) {
        return plan_reader_refuse(reader, work->value, TEXT_NONE, PLAN_SAYS(CLICK_ALSO), what);
    }
    return RC_OK;
}

static enum rc check_rule(struct rule_builder *work)
{
    struct plan_rule *rule = &work->rule;
    if (rule->event != PLAN_ON_GOAL) {
        return check_click(work);
    }
    bool is_sliced = rule->tiers.count > 0 && rule->tiers.is_by_sum && !rule->tiers.is_for_all;
    if (is_sliced && rule->value.kind != PLAN_PERCENT && rule->value.kind != PLAN_NOTHING) {
        return plan_reader_refuse(reader_of(work), work->value, TEXT_NONE, PLAN_SAYS(SLICES_PERCENT));
    }
    return RC_OK;
}

// Whether what the first rule takes leaves the second nothing, by the look of both.
static bool is_same_place(const struct plan_rule *a, const struct plan_rule *b)
{
    return a->event == b->event && !a->is_also && !b->is_also && text_equal_ignore_case(a->goal, b->goal) &&
           a->limit_payments == b->limit_payments && a->limit_months == b->limit_months &&
           a->is_until_churn == b->is_until_churn && a->from_day == b->from_day && a->until_day == b->until_day &&
           text_equal_ignore_case(a->instead_of, b->instead_of) && plan_expression_equal(a->items, b->items) &&
           plan_expression_equal(a->condition, b->condition);
}

static enum rc add_rule(struct plan_builder *builder, const struct plan_token *first, const struct plan_rule *rule)
{
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    TRY(plan_list_check(builder, first, plan->rule_count, "rules"));
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (is_same_place(&plan->rules[i], rule)) {
            return plan_reader_refuse(reader, first, TEXT_NONE, PLAN_SAYS(RULE_TWICE), plan->rules[i].line);
        }
    }
    const struct plan_rule *named = text_is(rule->name) ? plan_find_rule(plan, rule->name) : NULL;
    if (named != NULL) {
        return plan_reader_refuse(reader, first, TEXT_NONE, PLAN_SAYS(RULE_NAME_TAKEN), named->line,
                                  TEXT_PRINT(rule->name));
    }
    plan->rules = plan_list_room(reader->arena, plan->rules, plan->rule_count, sizeof(*plan->rules));
    plan->rules[plan->rule_count++] = *rule;
    return RC_OK;
}

enum rc plan_read_pay(struct plan_builder *builder, struct text name, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    struct rule_builder work = {
        .builder = builder,
        .rule = {.line = reader->clause_line,
                 .source = reader->clause,
                 .name = name,
                 .is_also = plan_token_is(first, "also"),
                 .per_count = 1,
                 .from_day = INT64_MIN,
                 .until_day = INT64_MAX,
                 .hold_days = -1,
                 .at_least = {.currency = builder->currency},
                 .at_most = {.currency = builder->currency}},
    };
    work.value = plan_reader_peek(reader);
    TRY(plan_take_value(builder, &work.rule.value));
    if (plan_reader_skip(reader, "of")) {
        TRY(plan_reader_take_this(reader, "tariff")); // it is not, or the value had it
    }
    TRY(read_event(&work));
    TRY(read_modifiers(&work));
    TRY(check_rule(&work));
    return add_rule(builder, first, &work.rule);
}

enum rc plan_read_also(struct plan_builder *builder, struct text name, const struct plan_token *first)
{
    TRY(plan_reader_take_this(&builder->reader, "pay"));
    return plan_read_pay(builder, name, first);
}
