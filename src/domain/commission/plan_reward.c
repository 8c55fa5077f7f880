// SPDX-License-Identifier: Apache-2.0
// Levels of recruiters, bonuses and rewards in kind with their targets, and the tariff's bands.
#include "commission/plan_builder.h"

#include "format/encode.h"

#define QUANTITY_MAX 1000000

// Levels.

static enum rc take_level_range(struct plan_builder *builder, bool is_range, struct plan_level *level)
{
    struct plan_reader *reader = &builder->reader;
    int64_t from = 0;
    TRY(plan_take_count(builder, "level", 1, PLAN_LEVEL_MAX, &from));
    int64_t to = from;
    if (is_range || plan_token_is(plan_reader_peek(reader), "to")) {
        TRY(plan_reader_take_this(reader, "to"));
        TRY(plan_take_count(builder, "level", from, PLAN_LEVEL_MAX, &to));
    }
    level->from_level = (int)from;
    level->to_level = (int)to;
    return RC_OK;
}

static enum rc take_level_value(struct plan_builder *builder, struct plan_level *level)
{
    static const char *const words[] = {"sale", "commission"};
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    TRY(plan_take_value(builder, &level->value));
    level->base = PLAN_OF_NOTHING;
    level->goal = TEXT("sale");
    switch (level->value.kind) {
    case PLAN_PERCENT: {
        size_t index = 0;
        TRY(plan_reader_take_this(reader, "of"));
        TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
        level->base = index == 0 ? PLAN_OF_SALE : PLAN_OF_COMMISSION;
        level->is_any_goal = index == 1;
        return RC_OK;
    }
    case PLAN_FIXED:
        return RC_OK;
    case PLAN_NOTHING:
        level->is_any_goal = true;
        return RC_OK;
    case PLAN_PERCENT_OF_TARIFF:
    case PLAN_FIXED_PER_ITEM:
        break;
    }
    return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(LEVEL_PAYS));
}

static enum rc read_level_modifiers(struct plan_builder *builder, struct plan_level *level)
{
    static const char *const words[] = {"on", "hold", "when", "unless"};
    struct plan_reader *reader = &builder->reader;
    bool has_goal = false;
    while (plan_reader_peek(reader)->kind != PLAN_TOKEN_END) {
        const struct plan_token *token = plan_reader_peek(reader);
        size_t index = 0;
        TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
        if ((index == 0 && has_goal) || (index == 1 && level->hold_days >= 0)) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(STATED_TWICE), words[index]);
        }
        if (index == 0) {
            has_goal = true;
            level->is_any_goal = plan_reader_skip(reader, "every");
            TRY(level->is_any_goal ? plan_reader_take_this(reader, "goal")
                                   : plan_take_goal(builder, /* is_plural= */ false, &level->goal));
        } else if (index == 1) {
            TRY(plan_take_hold(builder, &level->hold_days));
        } else {
            TRY(plan_take_when(builder, PLAN_IN_LEVEL, index == 3, &level->condition));
        }
    }
    return RC_OK;
}

// Whether the first leaves the second without a level to pay.
static bool is_hiding(const struct plan_level *a, const struct plan_level *b)
{
    bool is_goal_covered = a->is_any_goal || (!b->is_any_goal && text_equal_ignore_case(a->goal, b->goal));
    bool is_condition_covered = a->condition == NULL || plan_expression_equal(a->condition, b->condition);
    return is_goal_covered && is_condition_covered && a->from_level <= b->to_level && b->from_level <= a->to_level;
}

enum rc plan_read_level(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const pays[] = {"pays", "pay"};
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    struct plan_level level = {.line = reader->clause_line, .source = reader->clause, .hold_days = -1};
    size_t index = 0;
    TRY(take_level_range(builder, plan_token_is(first, "levels"), &level));
    TRY(plan_reader_take_word(reader, pays, PLAN_COUNT_OF(pays), &index));
    TRY(take_level_value(builder, &level));
    TRY(read_level_modifiers(builder, &level));
    level.goal = level.is_any_goal ? TEXT_NONE : level.goal;
    TRY(plan_list_check(builder, first, plan->level_count, "clauses of levels"));
    for (size_t i = 0; i < plan->level_count; i++) {
        const struct plan_level *before = &plan->levels[i];
        if (is_hiding(before, &level)) {
            return plan_reader_refuse(reader, first, TEXT_NONE, PLAN_SAYS(LEVEL_TWICE), before->line,
                                      level.from_level > before->from_level ? level.from_level : before->from_level);
        }
    }
    plan->levels = plan_list_room(reader->arena, plan->levels, plan->level_count, sizeof(*plan->levels));
    plan->levels[plan->level_count++] = level;
    return RC_OK;
}

// Targets.

static enum rc take_target_period(struct plan_builder *builder, struct plan_target *target)
{
    struct plan_reader *reader = &builder->reader;
    if (plan_reader_skip(reader, "until")) {
        target->period = PLAN_UNTIL;
        return plan_take_day(builder, &target->until_day);
    }
    const struct plan_token *token = plan_reader_peek(reader);
    if (!plan_token_is(token, "a") && !plan_token_is(token, "in")) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(PERIOD_EXPECTED), TEXT_PRINT(shown));
    }
    return plan_take_period(builder, &target->period);
}

static bool is_goal_word(const struct plan_token *token)
{
    return plan_token_is(token, "sale") || plan_token_is(token, "sales") || plan_token_is(token, "lead") ||
           plan_token_is(token, "leads") || plan_token_is(token, "goal");
}

// "for" is taken.
static enum rc take_target(struct plan_builder *builder, struct plan_target *target)
{
    struct plan_reader *reader = &builder->reader;
    *target = (struct plan_target){.until_day = INT64_MAX, .sum = {.currency = builder->currency}};
    if (plan_reader_skip(reader, "the")) {
        TRY(plan_reader_take_this(reader, "first"));
        TRY(plan_take_goal(builder, /* is_plural= */ false, &target->goal));
        target->count = 1;
        target->period = PLAN_ALL_TIME;
        const struct plan_token *next = plan_reader_peek(reader);
        bool has_period = plan_token_is(next, "a") || plan_token_is(next, "in") || plan_token_is(next, "until");
        return has_period ? take_target_period(builder, target) : RC_OK;
    }
    target->is_every = plan_reader_skip(reader, "every");
    const struct plan_token *number = plan_reader_peek(reader);
    target->is_by_sum = !is_goal_word(plan_reader_peek_at(reader, 1));
    if (target->is_by_sum) {
        TRY(plan_take_money(builder, "target", &target->sum));
        if (target->sum.minor == 0) {
            return plan_reader_refuse(reader, number, TEXT_NONE, PLAN_SAYS(TARGET_ZERO));
        }
        TRY(plan_reader_take_this(reader, "of"));
    } else {
        TRY(plan_take_count(builder, "number of events", 1, PLAN_COUNT_MAX, &target->count));
    }
    TRY(plan_take_goal(builder, /* is_plural= */ true, &target->goal));
    return take_target_period(builder, target);
}

static enum rc add_bonus(struct plan_builder *builder, const struct plan_token *first, struct plan_bonus *bonus)
{
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    while (plan_token_is(plan_reader_peek(reader), "when") || plan_token_is(plan_reader_peek(reader), "unless")) {
        const struct plan_token *token = plan_reader_take(reader);
        enum plan_place place = bonus->is_per_event ? PLAN_IN_RULE : PLAN_IN_TARGET;
        TRY(plan_take_when(builder, place, plan_token_is(token, "unless"), &bonus->condition));
    }
    TRY(plan_list_check(builder, first, plan->bonus_count, "bonuses"));
    plan->bonuses = plan_list_room(reader->arena, plan->bonuses, plan->bonus_count, sizeof(*plan->bonuses));
    plan->bonuses[plan->bonus_count++] = *bonus;
    return RC_OK;
}

enum rc plan_read_bonus(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_bonus bonus = {.line = builder->reader.clause_line,
                               .source = builder->reader.clause,
                               .amount = {.currency = builder->currency}};
    TRY(plan_take_money(builder, "bonus", &bonus.amount));
    TRY(plan_reader_take_this(&builder->reader, "for"));
    TRY(take_target(builder, &bonus.target));
    return add_bonus(builder, first, &bonus);
}

enum rc plan_read_give(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"gift", "gifts", "credit",     "credits",
                                        "lead", "leads", "invitation", "invitations"};
    static const char *const causes[] = {"on", "for"};
    struct plan_reader *reader = &builder->reader;
    struct plan_bonus bonus = {.line = reader->clause_line,
                               .source = reader->clause,
                               .is_in_kind = true,
                               .quantity = 1,
                               .amount = {.currency = builder->currency}};
    size_t index = 0;
    if (plan_token_is_decimal(plan_reader_peek(reader))) {
        TRY(plan_take_count(builder, "quantity", 1, QUANTITY_MAX, &bonus.quantity));
    }
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    bonus.reward = (enum plan_reward)(index / 2);
    const struct plan_token *next = plan_reader_peek(reader);
    if (!plan_token_is(next, "on") && !plan_token_is(next, "for") && next->kind != PLAN_TOKEN_END) {
        TRY(plan_take_name(builder, "reward's name", &bonus.reward_name));
    }
    TRY(plan_reader_take_word(reader, causes, PLAN_COUNT_OF(causes), &index));
    bonus.is_per_event = index == 0;
    if (bonus.is_per_event) {
        bonus.target = (struct plan_target){.until_day = INT64_MAX, .sum = {.currency = builder->currency}};
        TRY(plan_take_goal(builder, /* is_plural= */ false, &bonus.target.goal));
    } else {
        TRY(take_target(builder, &bonus.target));
    }
    return add_bonus(builder, first, &bonus);
}

// The tariff.

static enum rc take_band(struct plan_builder *builder)
{
    static const char *const words[] = {"up", "above"};
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    const struct plan_token *token = plan_reader_peek(reader);
    struct plan_band band = {.line = token->line, .up_to = INT64_MAX};
    const struct plan_band *before = plan->band_count == 0 ? NULL : &plan->bands[plan->band_count - 1];
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    if (before != NULL && before->up_to == INT64_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(BEYOND_ABOVE), before->line);
    }
    if (index == 0) {
        TRY(plan_reader_take_this(reader, "to"));
        const struct plan_token *number = plan_reader_peek(reader);
        TRY(plan_take_count(builder, "number", 0, 1000 * PLAN_COUNT_MAX, &band.up_to));
        if (before != NULL && band.up_to <= before->up_to) {
            return plan_reader_refuse(reader, number, TEXT_NONE, PLAN_SAYS(BANDS_ASCEND), before->line);
        }
    }
    TRY(plan_take_exact(builder, &band.tariff));
    TRY(plan_list_check(builder, token, plan->band_count, "bands"));
    plan->bands = plan_list_room(reader->arena, plan->bands, plan->band_count, sizeof(*plan->bands));
    plan->bands[plan->band_count++] = band;
    return RC_OK;
}

enum rc plan_read_tariff(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    TRY(plan_once(builder, PLAN_ONCE_TARIFF, first, "tariff"));
    TRY(plan_reader_take_this(reader, "by"));
    TRY(plan_take_name(builder, "name of the usage", &builder->plan->tariff_name));
    builder->plan->tariff_line = reader->clause_line;
    do {
        TRY(take_band(builder));
    } while (plan_reader_peek(reader)->kind != PLAN_TOKEN_END);
    return RC_OK;
}
