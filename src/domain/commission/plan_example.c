// SPDX-License-Identifier: Apache-2.0
// Examples: a sale with its facts and what it must earn. They come out as written before a plan is published.
#include "commission/plan_builder.h"

#include <string.h>

#include "format/encode.h"

#define QUANTITY_MAX 1000000
#define LIST_MAX 64

struct example_builder {
    struct plan_builder *builder;
    struct plan_example example;
    struct plan_fact *facts;
    struct plan_example_item *items;
    struct plan_example_volume *volumes;
    struct plan_example_award *awards;
};

static struct plan_reader *reader_of(struct example_builder *work)
{
    return &work->builder->reader;
}

static enum rc check_room(struct example_builder *work, const struct plan_token *token, size_t count)
{
    if (count >= LIST_MAX) {
        return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(TOO_MANY_FACTS), LIST_MAX);
    }
    return RC_OK;
}

// "40 EUR [for 2] of kind digital category books": the amount is taken, "of" or "for" is at hand.
static enum rc take_item(struct example_builder *work, const struct plan_token *token, struct money amount)
{
    static const char *const words[] = {"kind", "sku", "category", "service"};
    struct plan_reader *reader = reader_of(work);
    struct plan_example_item item = {.quantity = 1, .amount = amount};
    size_t index = 0;
    if (plan_reader_skip(reader, "for")) {
        TRY(plan_take_count(work->builder, "quantity", 1, QUANTITY_MAX, &item.quantity));
    }
    TRY(plan_reader_take_this(reader, "of"));
    do {
        const struct plan_token *word = plan_reader_peek(reader);
        TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
        struct text *const into[] = {&item.kind, &item.sku, &item.category, &item.category};
        if (text_is(*into[index]) || (index == 3 && text_is(item.kind))) {
            return plan_reader_refuse(reader, word, TEXT_NONE, PLAN_SAYS(ITEM_TWICE), words[index]);
        }
        TRY(plan_take_name(work->builder, "name", into[index]));
        item.kind = index == 3 ? TEXT("service") : item.kind;
    } while (!plan_token_is_sign(plan_reader_peek(reader), ',') && !plan_token_is(plan_reader_peek(reader), "earns"));
    TRY(check_room(work, token, work->example.item_count));
    work->items = plan_list_room(reader->arena, work->items, work->example.item_count, sizeof(*work->items));
    work->items[work->example.item_count++] = item;
    return RC_OK;
}

static enum rc check_goal(struct example_builder *work, const struct plan_token *token, struct text goal)
{
    if (!text_equal_ignore_case(goal, work->example.goal)) {
        return plan_reader_refuse(reader_of(work), token, TEXT_NONE, PLAN_SAYS(VOLUME_OF_GOAL),
                                  TEXT_PRINT(work->example.goal));
    }
    return RC_OK;
}

static enum rc add_volume(struct example_builder *work, const struct plan_token *token,
                          const struct plan_example_volume *volume)
{
    struct plan_reader *reader = reader_of(work);
    for (size_t i = 0; i < work->example.volume_count; i++) {
        struct plan_example_volume *before = &work->volumes[i];
        bool is_same = before->period == volume->period;
        if (is_same && volume->count_before >= 0 && before->count_before < 0) {
            before->count_before = volume->count_before;
            return RC_OK;
        }
        if (is_same && volume->sum_before.minor >= 0 && before->sum_before.minor < 0) {
            before->sum_before = volume->sum_before;
            return RC_OK;
        }
        if (is_same) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(VOLUME_TWICE));
        }
    }
    TRY(check_room(work, token, work->example.volume_count));
    work->volumes = plan_list_room(reader->arena, work->volumes, work->example.volume_count, sizeof(*work->volumes));
    work->volumes[work->example.volume_count++] = *volume;
    return RC_OK;
}

// "4000 EUR of sales a quarter before": the amount is taken, "of" is at hand.
static enum rc take_sum_before(struct example_builder *work, const struct plan_token *token, struct money amount)
{
    struct plan_reader *reader = reader_of(work);
    struct plan_example_volume volume = {.count_before = -1, .sum_before = amount};
    struct text goal = TEXT_NONE;
    TRY(plan_reader_take_this(reader, "of"));
    const struct plan_token *measure = plan_reader_peek(reader);
    TRY(plan_take_goal(work->builder, /* is_plural= */ true, &goal));
    TRY(check_goal(work, measure, goal));
    TRY(plan_take_period(work->builder, &volume.period));
    TRY(plan_reader_take_this(reader, "before"));
    return add_volume(work, token, &volume);
}

static enum rc take_sum_fact(struct example_builder *work)
{
    static const char *const words[] = {"refunded", "discount", "tax", "shipping", "for", "of"};
    struct plan_reader *reader = reader_of(work);
    struct plan_example *example = &work->example;
    const struct plan_token *token = plan_reader_peek(reader);
    struct money amount;
    TRY(plan_take_money(work->builder, "amount", &amount));
    const struct plan_token *next = plan_reader_peek_at(reader, 1);
    if (plan_token_is(plan_reader_peek(reader), "of") &&
        (plan_token_is(next, "sales") || plan_token_is(next, "leads") || plan_token_is(next, "sale") ||
         plan_token_is(next, "lead") || plan_token_is(next, "goal"))) {
        return take_sum_before(work, token, amount);
    }
    if (plan_token_is(plan_reader_peek(reader), "of") || plan_token_is(plan_reader_peek(reader), "for")) {
        return take_item(work, token, amount);
    }
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    struct money *const into[] = {&example->refunded, &example->discount, &example->tax, &example->shipping};
    *into[index] = amount;
    return RC_OK;
}

static bool is_ordinal(const struct plan_token *token)
{
    struct text t = token->text;
    size_t fraction = 0;
    if (token->kind != PLAN_TOKEN_WORD || t.n < 3) {
        return false;
    }
    struct text ending = text_slice(t, t.n - 2, SIZE_MAX);
    bool is_ending = text_equal_ignore_case(ending, TEXT("st")) || text_equal_ignore_case(ending, TEXT("nd")) ||
                     text_equal_ignore_case(ending, TEXT("rd")) || text_equal_ignore_case(ending, TEXT("th"));
    return is_ending && plan_text_is_decimal(text_slice(t, 0, t.n - 2), &fraction) && fraction == 0;
}

// "12th sale of the month", "3rd time in all".
static enum rc take_position(struct example_builder *work)
{
    static const char *const periods[] = {"week", "month", "quarter", "year"};
    struct plan_reader *reader = reader_of(work);
    const struct plan_token *token = plan_reader_take(reader);
    struct plan_example_volume volume = {.sum_before = {.minor = -1, .currency = work->builder->currency}};
    int64_t position = 0;
    if (int64_parse(text_slice(token->text, 0, token->text.n - 2), 1, PLAN_COUNT_MAX, &position) != RC_OK) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(POSITION), (long long)PLAN_COUNT_MAX);
    }
    volume.count_before = position - 1;
    if (!plan_reader_skip(reader, "time")) {
        struct text goal = TEXT_NONE;
        const struct plan_token *measure = plan_reader_peek(reader);
        TRY(plan_take_goal(work->builder, /* is_plural= */ false, &goal));
        TRY(check_goal(work, measure, goal));
    }
    if (plan_reader_skip(reader, "in")) {
        TRY(plan_reader_take_this(reader, "all"));
        volume.period = PLAN_ALL_TIME;
    } else {
        size_t index = 0;
        TRY(plan_reader_take_this(reader, "of"));
        TRY(plan_reader_take_this(reader, "the"));
        TRY(plan_reader_take_word(reader, periods, PLAN_COUNT_OF(periods), &index));
        volume.period = (enum plan_period)(PLAN_WEEK + index);
    }
    return add_volume(work, token, &volume);
}

static enum rc take_field_fact(struct example_builder *work)
{
    struct plan_reader *reader = reader_of(work);
    const struct plan_token *token = plan_reader_peek(reader);
    struct plan_fact fact;
    TRY(plan_take_fact(work->builder, &fact));
    for (size_t i = 0; i < work->example.fact_count; i++) {
        if (work->facts[i].field == fact.field && text_equal(work->facts[i].key, fact.key)) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(STATED_TWICE), plan_field_words(fact.field));
        }
    }
    TRY(check_room(work, token, work->example.fact_count));
    work->facts = plan_list_room(reader->arena, work->facts, work->example.fact_count, sizeof(*work->facts));
    work->facts[work->example.fact_count++] = fact;
    return RC_OK;
}

static enum rc take_fact(struct example_builder *work)
{
    static const char *const recruiters[] = {"recruiters", "recruiter"};
    struct plan_reader *reader = reader_of(work);
    struct plan_example *example = &work->example;
    const struct plan_token *next = plan_reader_peek_at(reader, 1);
    size_t index = 0;
    if (plan_reader_skip(reader, "usage")) {
        return plan_take_count(work->builder, "usage", 0, 1000 * PLAN_COUNT_MAX, &example->usage);
    }
    if (plan_reader_skip(reader, "rejected")) {
        example->is_rejected = true;
        return RC_OK;
    }
    if (plan_reader_skip(reader, "no")) {
        example->recruiter_count = 0;
        return plan_reader_take_word(reader, recruiters, PLAN_COUNT_OF(recruiters), &index);
    }
    if (is_ordinal(plan_reader_peek(reader))) {
        return take_position(work);
    }
    if (plan_token_is_decimal(plan_reader_peek(reader))) {
        if (plan_token_is(next, "recruiters") || plan_token_is(next, "recruiter")) {
            int64_t count = 0;
            TRY(plan_take_count(work->builder, "number of recruiters", 0, PLAN_LEVEL_MAX, &count));
            example->recruiter_count = (int)count;
            return plan_reader_take_word(reader, recruiters, PLAN_COUNT_OF(recruiters), &index);
        }
        return take_sum_fact(work);
    }
    return take_field_fact(work);
}

// "10 EUR, level 1 5 EUR"; "nothing" for zero.
static enum rc take_awards(struct example_builder *work)
{
    struct plan_reader *reader = reader_of(work);
    do {
        const struct plan_token *token = plan_reader_peek(reader);
        struct plan_example_award award = {.amount = money_zero(work->builder->currency)};
        if (plan_reader_skip(reader, "level")) {
            int64_t level = 0;
            TRY(plan_take_count(work->builder, "level", 1, PLAN_LEVEL_MAX, &level));
            award.level = (int)level;
        }
        if (!plan_reader_skip(reader, "nothing")) {
            TRY(plan_take_money(work->builder, "amount", &award.amount));
        }
        for (size_t i = 0; i < work->example.award_count; i++) {
            if (work->awards[i].level == award.level) {
                return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(EARNS_TWICE));
            }
        }
        TRY(check_room(work, token, work->example.award_count));
        work->awards = plan_list_room(reader->arena, work->awards, work->example.award_count, sizeof(*work->awards));
        work->awards[work->example.award_count++] = award;
    } while (plan_reader_skip_sign(reader, ','));
    return RC_OK;
}

enum rc plan_read_example(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    struct money zero = money_zero(builder->currency);
    struct example_builder work = {.builder = builder,
                                   .example = {.line = reader->clause_line,
                                               .source = reader->clause,
                                               .amount = zero,
                                               .discount = zero,
                                               .tax = zero,
                                               .shipping = zero,
                                               .refunded = zero,
                                               .usage = -1,
                                               .recruiter_count = -1}};
    TRY(plan_list_check(builder, first, plan->example_count, "examples"));
    TRY(plan_take_goal(builder, /* is_plural= */ false, &work.example.goal));
    if (plan_reader_skip(reader, "of")) {
        TRY(plan_take_money(builder, "amount", &work.example.amount));
    }
    if (plan_reader_skip(reader, "with")) {
        do {
            TRY(take_fact(&work));
        } while (plan_reader_skip_sign(reader, ',') || plan_reader_skip(reader, "and"));
    }
    TRY(plan_reader_take_this(reader, "earns"));
    TRY(take_awards(&work));
    work.example.facts = work.facts;
    work.example.items = work.items;
    work.example.volumes = work.volumes;
    work.example.awards = work.awards;
    plan->examples = plan_list_room(reader->arena, plan->examples, plan->example_count, sizeof(*plan->examples));
    plan->examples[plan->example_count++] = work.example;
    return RC_OK;
}
