// SPDX-License-Identifier: Apache-2.0
// Clauses to sentences; see plan_sentences.h.
#include "commission/plan_sentences.h"

#include <string.h>

#include "commission/explain_words.h"
#include "commission/plan_match.h"
#include "core/buf.h"
#include "core/bug.h"

#define VALUES(...) ((struct explain_value[]){__VA_ARGS__})
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct teller {
    struct arena *arena;
    const struct plan *plan;
    enum explain_language language;
    struct plan_sentence *list;
    size_t count;
    size_t capacity;
    struct buf clause; // sentences of the clause at hand
};

static struct text filled(const struct teller *t, enum explain_words words, const struct explain_value *values,
                          size_t count)
{
    return explain_fill(t->arena, t->language, words, values, count);
}

// phrase(t, WORDS_X, {"name", text}, …)
#define phrase(t, words, ...) filled((t), (words), VALUES(__VA_ARGS__), COUNT_OF(VALUES(__VA_ARGS__)))

static void tell_text(struct teller *t, struct text sentence)
{
    if (t->clause.n > 0 && t->language != EXPLAIN_JA) {
        buf_add(&t->clause, TEXT(" "));
    }
    buf_add(&t->clause, sentence);
}

static void tell_plain(struct teller *t, enum explain_words words)
{
    tell_text(t, filled(t, words, NULL, 0));
}

#define tell(t, words, ...) tell_text((t), phrase((t), (words), __VA_ARGS__))

static void end_clause(struct teller *t, int line)
{
    if (t->count == t->capacity) {
        size_t capacity = t->capacity == 0 ? 32 : 2 * t->capacity;
        struct plan_sentence *list = arena_many(t->arena, struct plan_sentence, capacity);
        if (t->count > 0) {
            memcpy(list, t->list, t->count * sizeof(list[0]));
        }
        t->list = list;
        t->capacity = capacity;
    }
    BUG_ON(t->clause.is_overflown);
    t->list[t->count++] = (struct plan_sentence){.line = line, .text = buf_text(&t->clause)};
    t->clause = buf_new(t->arena, SIZE_MAX / 8);
}

static struct text number(const struct teller *t, int64_t n)
{
    return text_format(t->arena, "%lld", (long long)n);
}

static struct text rate(const struct teller *t, struct rate r)
{
    return explain_decimal(t->arena, t->language, rate_percent_text(t->arena, r));
}

static struct text amount(const struct teller *t, struct text decimal, struct currency currency)
{
    struct text shown = explain_decimal(t->arena, t->language, decimal);
    return text_format(t->arena, "%.*s %s", TEXT_PRINT(shown), currency.code);
}

static struct text exact(const struct teller *t, struct exact e)
{
    return amount(t, exact_text(t->arena, e), e.currency);
}

static struct text money(const struct teller *t, struct money m)
{
    return amount(t, money_text(t->arena, m), m.currency);
}

static struct text day(const struct teller *t, int64_t day_of)
{
    return instant_date_text(t->arena, (struct instant){.ms = day_of * DAY_MS});
}

static struct text event_of(const struct teller *t, struct text goal)
{
    if (text_equal_ignore_case(goal, TEXT("sale")) || text_equal_ignore_case(goal, TEXT("lead"))) {
        return text_of(explain_template(t->language, text_equal_ignore_case(goal, TEXT("sale")) ? WORDS_EVENT_SALE
                                                                                                : WORDS_EVENT_LEAD));
    }
    return phrase(t, WORDS_EVENT_OTHER, {"goal", goal});
}

// "of the month" or "a month", by the first of the two rows of words.
static struct text period(const struct teller *t, enum explain_words first, enum plan_period p)
{
    int index = p > PLAN_ALL_TIME ? PLAN_ALL_TIME : (int)p;
    return text_of(explain_template(t->language, (enum explain_words)((int)first + index)));
}

static struct text value_of(const struct teller *t, const struct plan_value *value)
{
    switch (value->kind) {
    case PLAN_PERCENT:
        return phrase(t, WORDS_PERCENT_VALUE, {"rate", rate(t, value->rate)});
    case PLAN_PERCENT_OF_TARIFF:
        return phrase(t, WORDS_TARIFF_VALUE, {"rate", rate(t, value->rate)});
    case PLAN_FIXED:
        return exact(t, value->fixed);
    case PLAN_FIXED_PER_ITEM:
        return phrase(t, WORDS_PER_ITEM_VALUE, {"sum", exact(t, value->fixed)});
    case PLAN_NOTHING:
        break;
    }
    return text_of(explain_template(t->language, WORDS_NOTHING_VALUE));
}

struct text plan_condition_phrase(struct arena *arena, const struct plan_expression *expression,
                                  struct currency currency, enum explain_language language)
{
    if (expression->node == PLAN_TEST) {
        struct explain_test test = {.field = expression->field,
                                    .op = expression->op,
                                    .key = expression->key,
                                    .values = plan_match_values(arena, expression, currency),
                                    .value_count = expression->value_count,
                                    .currency = currency};
        return explain_test_phrase(arena, language, &test);
    }
    struct explain_value values[2] = {{"left", plan_condition_phrase(arena, expression->left, currency, language)},
                                      {"right", TEXT("")}};
    if (expression->node == PLAN_NOT) {
        return explain_fill(arena, language, WORDS_NOT, values, 2);
    }
    values[1].text = plan_condition_phrase(arena, expression->right, currency, language);
    return explain_fill(arena, language, expression->node == PLAN_AND ? WORDS_AND : WORDS_OR, values, 2);
}

static void tell_condition(struct teller *t, enum explain_words words, const struct plan_expression *expression)
{
    if (expression != NULL) {
        tell(t, words, {"condition", plan_condition_phrase(t->arena, expression, t->plan->currency, t->language)});
    }
}

static void tell_event(struct teller *t, const struct plan_rule *rule)
{
    struct text event = event_of(t, rule->goal);
    if (rule->event == PLAN_ON_CLICK) {
        tell(t, WORDS_SAY_CLICK, {"sum", value_of(t, &rule->value)});
    } else if (rule->event == PLAN_ON_UNIQUE_CLICK) {
        tell(t, WORDS_SAY_UNIQUE_CLICK, {"sum", value_of(t, &rule->value)});
    } else if (rule->event == PLAN_ON_IMPRESSION) {
        tell(t, WORDS_SAY_IMPRESSIONS, {"count", number(t, rule->per_count)}, {"sum", value_of(t, &rule->value)});
    } else if (rule->value.kind == PLAN_PERCENT) {
        tell(t, WORDS_SAY_PAY_PERCENT, {"event", event}, {"rate", rate(t, rule->value.rate)});
    } else if (rule->value.kind == PLAN_NOTHING) {
        tell(t, WORDS_SAY_PAY_NOTHING, {"event", event});
    } else {
        tell(t, WORDS_SAY_PAY, {"event", event}, {"value", value_of(t, &rule->value)});
    }
}

static void tell_limits(struct teller *t, const struct plan_rule *rule)
{
    if (rule->limit_payments > 0) {
        tell(t, WORDS_SAY_LIMIT_PAYMENTS, {"n", number(t, rule->limit_payments)});
    }
    if (rule->limit_months > 0) {
        tell(t, WORDS_SAY_LIMIT_MONTHS, {"n", number(t, rule->limit_months)});
    }
    if (rule->is_until_churn) {
        tell_plain(t, WORDS_SAY_CHURN);
    }
    bool is_from = rule->from_day != INT64_MIN;
    bool is_until = rule->until_day != INT64_MAX;
    if (is_from && is_until) {
        tell(t, WORDS_PROMOTION_BOTH, {"from", day(t, rule->from_day)}, {"until", day(t, rule->until_day)});
    } else if (is_from) {
        tell(t, WORDS_PROMOTION_FROM, {"from", day(t, rule->from_day)});
    } else if (is_until) {
        tell(t, WORDS_PROMOTION_UNTIL, {"until", day(t, rule->until_day)});
    }
    if (rule->hold_days >= 0) {
        tell(t, WORDS_SAY_HOLD, {"days", number(t, rule->hold_days)});
    }
    if (rule->has_at_least) {
        tell(t, WORDS_AT_LEAST, {"limit", exact(t, rule->at_least)});
    }
    if (rule->has_at_most) {
        tell(t, WORDS_AT_MOST, {"limit", exact(t, rule->at_most)});
    }
}

static void tell_tiers(struct teller *t, const struct plan_tiers *tiers)
{
    struct text of = period(t, WORDS_OF_WEEK, tiers->period);
    for (size_t i = 0; i < tiers->count; i++) {
        const struct plan_tier *tier = &tiers->list[i];
        struct text value = value_of(t, &tier->value);
        if (tiers->is_by_sum) {
            tell(t, WORDS_SAY_TIER_SUM, {"from", money(t, tier->from_sum)}, {"of", of}, {"value", value});
        } else {
            tell(t, WORDS_SAY_TIER_COUNT, {"from", number(t, tier->from_count)}, {"of", of}, {"value", value});
        }
    }
    if (tiers->count > 0) {
        enum explain_words now = tiers->is_by_sum ? WORDS_SAY_TIER_SLICES : WORDS_SAY_TIER_ON;
        tell_plain(t, tiers->is_for_all ? WORDS_SAY_TIER_ALL : now);
    }
}

static void tell_rule(struct teller *t, const struct plan_rule *rule)
{
    tell_event(t, rule);
    if (rule->is_also) {
        tell_plain(t, WORDS_SAY_ALSO);
    }
    tell_condition(t, WORDS_SAY_ITEMS, rule->items);
    tell_condition(t, WORDS_SAY_CONDITION, rule->condition);
    tell_limits(t, rule);
    tell_tiers(t, &rule->tiers);
    if (text_is(rule->instead_of)) {
        tell(t, WORDS_SAY_INSTEAD, {"name", rule->instead_of});
    }
    if (text_is(rule->name)) {
        tell(t, WORDS_SAY_NAME, {"name", rule->name});
    }
    end_clause(t, rule->line);
}

static void tell_level(struct teller *t, const struct plan_level *level)
{
    struct text value = value_of(t, &level->value);
    if (level->value.kind == PLAN_PERCENT) {
        bool is_of_sale = level->base == PLAN_OF_SALE;
        value = phrase(t, is_of_sale ? WORDS_OF_SALE_VALUE : WORDS_OF_COMMISSION_VALUE,
                       {"rate", rate(t, level->value.rate)});
    }
    if (level->from_level == level->to_level) {
        tell(t, WORDS_SAY_LEVEL, {"level", number(t, level->from_level)}, {"value", value});
    } else {
        tell(t, WORDS_SAY_LEVELS, {"from", number(t, level->from_level)}, {"to", number(t, level->to_level)},
             {"value", value});
    }
    if (!level->is_any_goal) {
        tell(t, WORDS_SAY_LEVEL_GOAL, {"event", event_of(t, level->goal)});
    }
    tell_condition(t, WORDS_SAY_CONDITION, level->condition);
    if (level->hold_days >= 0) {
        tell(t, WORDS_SAY_HOLD, {"days", number(t, level->hold_days)});
    }
    end_clause(t, level->line);
}

static struct text reward_of(const struct teller *t, const struct plan_bonus *bonus)
{
    if (!bonus->is_in_kind) {
        return money(t, bonus->amount);
    }
    enum explain_words kind = (enum explain_words)(WORDS_REWARD_GIFT + (int)bonus->reward);
    bool is_named = text_is(bonus->reward_name);
    return phrase(t, is_named ? WORDS_REWARD_NAMED_VALUE : WORDS_REWARD_VALUE, {"quantity", number(t, bonus->quantity)},
                  {"reward", text_of(explain_template(t->language, kind))},
                  {"name", is_named ? bonus->reward_name : TEXT("")});
}

static void tell_bonus(struct teller *t, const struct plan_bonus *bonus)
{
    const struct plan_target *target = &bonus->target;
    struct text reward = reward_of(t, bonus);
    struct text event = event_of(t, target->goal);
    if (bonus->is_per_event) {
        tell(t, WORDS_SAY_BONUS_EVENT, {"reward", reward}, {"event", event});
    } else {
        enum explain_words words = target->is_by_sum ? WORDS_SAY_BONUS_SUM : WORDS_SAY_BONUS_COUNT;
        words = (enum explain_words)((int)words + (target->is_every ? 1 : 0));
        tell(t, words, {"reward", reward}, {"event", event}, {"of", period(t, WORDS_OF_WEEK, target->period)},
             {"count", number(t, target->count)}, {"sum", target->is_by_sum ? money(t, target->sum) : TEXT("")});
    }
    if (!bonus->is_per_event && target->period == PLAN_UNTIL) {
        tell(t, WORDS_SAY_BONUS_UNTIL, {"day", day(t, target->until_day)});
    }
    tell_condition(t, WORDS_SAY_CONDITION, bonus->condition);
    end_clause(t, bonus->line);
}

static void tell_cap(struct teller *t, const struct plan_cap *cap)
{
    static const enum explain_words words[] = {[PLAN_CAP_SALE] = WORDS_SAY_CAP_SALE_SUM,
                                               [PLAN_CAP_LEVELS] = WORDS_SAY_CAP_LEVELS_SUM,
                                               [PLAN_CAP_PARTNER] = WORDS_SAY_CAP_PARTNER,
                                               [PLAN_CAP_PROGRAM] = WORDS_SAY_BUDGET};
    bool is_period = cap->scope == PLAN_CAP_PARTNER || cap->scope == PLAN_CAP_PROGRAM;
    if (cap->is_rate) {
        tell(t, cap->scope == PLAN_CAP_SALE ? WORDS_SAY_CAP_SALE_RATE : WORDS_SAY_CAP_LEVELS_RATE,
             {"rate", rate(t, cap->rate)});
    } else {
        tell(t, words[cap->scope], {"sum", money(t, cap->sum)},
             {"per", is_period ? period(t, WORDS_PER_WEEK, cap->period) : TEXT("")});
    }
    if (is_period && cap->beyond.ppm > 0) {
        tell(t, WORDS_CAP_BEYOND, {"rate", rate(t, cap->beyond)});
    } else if (is_period) {
        tell_plain(t, WORDS_SAY_BEYOND_NOTHING);
    }
    end_clause(t, cap->line);
}

static void tell_tariff(struct teller *t)
{
    const struct plan *plan = t->plan;
    if (plan->band_count == 0) {
        return;
    }
    tell(t, WORDS_SAY_TARIFF, {"name", text_is(plan->tariff_name) ? plan->tariff_name : TEXT("")});
    for (size_t i = 0; i < plan->band_count; i++) {
        const struct plan_band *band = &plan->bands[i];
        if (band->up_to == INT64_MAX) {
            tell(t, WORDS_SAY_BAND_ABOVE, {"sum", exact(t, band->tariff)});
        } else {
            tell(t, WORDS_SAY_BAND, {"up_to", number(t, band->up_to)}, {"sum", exact(t, band->tariff)});
        }
    }
    if (plan->bands[plan->band_count - 1].up_to != INT64_MAX) {
        tell_plain(t, WORDS_SAY_BAND_END);
    }
    end_clause(t, plan->tariff_line);
}

static void tell_promise(struct teller *t, const struct plan_promise *promise)
{
    if (promise->kind == PLAN_PROMISE_AT_MOST) {
        tell(t, WORDS_SAY_PROMISE_AT_MOST, {"rate", rate(t, promise->rate)});
    } else if (promise->kind == PLAN_PROMISE_MONOTONE) {
        tell_plain(t, WORDS_SAY_PROMISE_MONOTONE);
    } else {
        tell(t, WORDS_SAY_PROMISE_NO_JUMP, {"sum", money(t, promise->sum)});
    }
    end_clause(t, promise->line);
}

static void tell_facts(struct teller *t, const struct plan_example *example)
{
    for (size_t i = 0; i < example->fact_count; i++) {
        const struct plan_fact *fact = &example->facts[i];
        struct plan_expression test = {.node = PLAN_TEST,
                                       .field = fact->field,
                                       .key = fact->key,
                                       .op = fact->is_number ? PLAN_EQUAL : PLAN_IS,
                                       .is_number = fact->is_number,
                                       .values = &fact->value,
                                       .numbers = &fact->number,
                                       .value_count = 1};
        tell_condition(t, WORDS_SAY_EXAMPLE_FACT, &test);
    }
    for (size_t i = 0; i < example->volume_count; i++) {
        const struct plan_example_volume *volume = &example->volumes[i];
        struct text of = period(t, WORDS_OF_WEEK, volume->period);
        if (volume->count_before >= 0) {
            tell(t, WORDS_SAY_EXAMPLE_VOLUME_COUNT, {"of", of}, {"count", number(t, volume->count_before)});
        }
        if (volume->sum_before.minor >= 0) {
            tell(t, WORDS_SAY_EXAMPLE_VOLUME_SUM, {"of", of}, {"sum", money(t, volume->sum_before)});
        }
    }
}

static void tell_example(struct teller *t, const struct plan_example *example)
{
    tell(t, WORDS_SAY_EXAMPLE, {"event", event_of(t, example->goal)}, {"amount", money(t, example->amount)});
    tell_facts(t, example);
    if (example->usage >= 0) {
        tell(t, WORDS_SAY_EXAMPLE_USAGE, {"usage", number(t, example->usage)});
    }
    if (example->refunded.minor > 0) {
        tell(t, WORDS_SAY_EXAMPLE_REFUNDED, {"amount", money(t, example->refunded)});
    }
    if (example->is_rejected) {
        tell_plain(t, WORDS_SAY_EXAMPLE_REJECTED);
    }
    for (size_t i = 0; i < example->award_count; i++) {
        const struct plan_example_award *award = &example->awards[i];
        tell(t, award->level == 0 ? WORDS_SAY_EXAMPLE_AWARD : WORDS_SAY_EXAMPLE_LEVEL,
             {"level", number(t, award->level)}, {"amount", money(t, award->amount)});
    }
    end_clause(t, example->line);
}

// What holds for the plan as a whole.
static void tell_terms(struct teller *t)
{
    const struct plan *plan = t->plan;
    tell_plain(t, plan->is_base_before_discount ? WORDS_BASE_BEFORE : WORDS_BASE_AFTER);
    if (plan->is_base_without_tax) {
        tell_plain(t, WORDS_SAY_BASE_TAX);
    }
    if (plan->is_base_without_shipping) {
        tell_plain(t, WORDS_SAY_BASE_SHIPPING);
    }
    end_clause(t, 0);
    tell_plain(t, plan->rounding == ROUND_HALF_EVEN ? WORDS_SAY_ROUND_EVEN : WORDS_SAY_ROUND_AWAY);
    end_clause(t, 0);
    tell_plain(t, plan->is_refund_forgiven ? WORDS_SAY_REFUND_FORGIVEN : WORDS_SAY_REFUND_OWED);
    end_clause(t, 0);
    if (plan->hold_days >= 0) {
        tell(t, WORDS_SAY_HOLD, {"days", number(t, plan->hold_days)});
        end_clause(t, 0);
    }
    if (plan->matrix_wide > 0) {
        tell(t, WORDS_SAY_MATRIX, {"wide", number(t, plan->matrix_wide)}, {"deep", number(t, plan->matrix_deep)});
        end_clause(t, 0);
    }
    if (plan->has_customer_discount) {
        tell(t, WORDS_SAY_CUSTOMER, {"value", value_of(t, &plan->customer_discount)});
        end_clause(t, 0);
    }
    if (plan->has_penalty) {
        tell(t, WORDS_SAY_LATE, {"times", number(t, plan->penalty_times)}, {"days", number(t, plan->penalty_days)});
        end_clause(t, 0);
    }
}

// By line, the order within a line kept.
static void sort_by_line(struct plan_sentence *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct plan_sentence sentence = list[i];
        size_t at = i;
        while (at > 0 && list[at - 1].line > sentence.line) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = sentence;
    }
}

static void tell_clauses(struct teller *t)
{
    const struct plan *plan = t->plan;
    for (size_t i = 0; i < plan->rule_count; i++) {
        tell_rule(t, &plan->rules[i]);
    }
    for (size_t i = 0; i < plan->level_count; i++) {
        tell_level(t, &plan->levels[i]);
    }
    for (size_t i = 0; i < plan->bonus_count; i++) {
        tell_bonus(t, &plan->bonuses[i]);
    }
    for (size_t i = 0; i < plan->cap_count; i++) {
        tell_cap(t, &plan->caps[i]);
    }
    for (size_t i = 0; i < plan->promise_count; i++) {
        tell_promise(t, &plan->promises[i]);
    }
    for (size_t i = 0; i < plan->example_count; i++) {
        tell_example(t, &plan->examples[i]);
    }
}

void plan_sentences(struct arena *arena, const struct plan *plan, enum explain_language language,
                    struct plan_sentence **ret_list, size_t *ret_count)
{
    struct teller t = {.arena = arena, .plan = plan, .language = language, .clause = buf_new(arena, SIZE_MAX / 8)};
    tell_terms(&t);
    tell_clauses(&t);
    tell_tariff(&t);
    if (plan->share.is_given) {
        tell(&t, WORDS_SAY_SHARE, {"first", rate(&t, plan->share.first)}, {"last", rate(&t, plan->share.last)},
             {"others", rate(&t, plan->share.others)});
        end_clause(&t, plan->share.line);
    }
    if (plan->has_margin) {
        tell(&t, WORDS_SAY_MARGIN, {"rate", rate(&t, plan->margin)});
        end_clause(&t, plan->margin_line);
    }
    sort_by_line(t.list, t.count);
    *ret_list = t.list;
    *ret_count = t.count;
}
