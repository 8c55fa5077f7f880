// SPDX-License-Identifier: Apache-2.0
// The clauses of terms: what percentages are taken of, caps and budgets, hold, rounding, sharing, the matrix, the
// customer's discount, refunds, late payment, margin and promises.
#include "commission/plan_builder.h"

#define MATRIX_WIDE_MAX 1000
#define PENALTY_TIMES_MAX 100
#define PENALTY_DAYS_MAX 3650

static enum rc read_base(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"after", "before", "without"};
    static const char *const parts[] = {"tax", "shipping"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    const struct plan_token *word = plan_reader_peek(reader);
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    if (index < 2) {
        TRY(plan_once(builder, PLAN_ONCE_BASE_DISCOUNT, first, "base"));
        builder->plan->is_base_before_discount = index == 1;
        return plan_reader_take_this(reader, "discount");
    }
    TRY(plan_once(builder, PLAN_ONCE_BASE_PARTS, first, "base without tax or shipping"));
    do {
        size_t part = 0;
        TRY(plan_reader_take_word(reader, parts, PLAN_COUNT_OF(parts), &part));
        bool *has = part == 0 ? &builder->plan->is_base_without_tax : &builder->plan->is_base_without_shipping;
        if (*has) {
            return plan_reader_refuse(reader, word, TEXT_NONE, PLAN_SAYS(STATED_TWICE), parts[part]);
        }
        *has = true;
    } while (plan_reader_skip(reader, "and"));
    return RC_OK;
}

static enum rc read_hold(struct plan_builder *builder, const struct plan_token *first)
{
    TRY(plan_once(builder, PLAN_ONCE_HOLD, first, "hold"));
    return plan_take_hold(builder, &builder->plan->hold_days);
}

static enum rc read_round(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"even", "away"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    TRY(plan_once(builder, PLAN_ONCE_ROUND, first, "rounding"));
    TRY(plan_reader_take_this(reader, "half"));
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    builder->plan->rounding = index == 0 ? ROUND_HALF_EVEN : ROUND_HALF_AWAY;
    if (index == 1 && plan_reader_skip(reader, "from")) {
        TRY(plan_reader_take_this(reader, "zero"));
    }
    return RC_OK;
}

// Caps.

static const char *cap_name(const struct plan_cap *cap)
{
    switch (cap->scope) {
    case PLAN_CAP_SALE:
        return cap->is_rate ? "cap as a share" : "cap as a sum";
    case PLAN_CAP_LEVELS:
        return cap->is_rate ? "cap over all levels as a share" : "cap over all levels as a sum";
    case PLAN_CAP_PARTNER:
        return "cap per partner in this period";
    case PLAN_CAP_PROGRAM:
        return "budget of this period";
    }
    return "";
}

static enum rc add_cap(struct plan_builder *builder, const struct plan_token *first, const struct plan_cap *cap)
{
    struct plan *plan = builder->plan;
    TRY(plan_list_check(builder, first, plan->cap_count, "caps"));
    for (size_t i = 0; i < plan->cap_count; i++) {
        const struct plan_cap *before = &plan->caps[i];
        if (before->scope == cap->scope && before->is_rate == cap->is_rate && before->period == cap->period) {
            return plan_reader_refuse(&builder->reader, first, TEXT_NONE, PLAN_SAYS(ALREADY_STATED), before->line,
                                      cap_name(cap));
        }
    }
    plan->caps = plan_list_room(builder->reader.arena, plan->caps, plan->cap_count, sizeof(*plan->caps));
    plan->caps[plan->cap_count++] = *cap;
    return RC_OK;
}

// ", beyond it 2%|nothing", which may be left out.
static enum rc take_beyond(struct plan_builder *builder, struct plan_cap *cap)
{
    struct plan_reader *reader = &builder->reader;
    if (!plan_reader_skip_sign(reader, ',') && !plan_token_is(plan_reader_peek(reader), "beyond")) {
        return RC_OK;
    }
    TRY(plan_reader_take_this(reader, "beyond"));
    TRY(plan_reader_take_this(reader, "it"));
    return plan_reader_skip(reader, "nothing") ? RC_OK : plan_take_percent(builder, &cap->beyond);
}

static struct plan_cap cap_begun(const struct plan_builder *builder)
{
    return (struct plan_cap){.line = builder->reader.clause_line,
                             .source = builder->reader.clause,
                             .scope = PLAN_CAP_SALE,
                             .sum = {.currency = builder->currency}};
}

static enum rc take_over_levels(struct plan_builder *builder, struct plan_cap *cap)
{
    struct plan_reader *reader = &builder->reader;
    if (!plan_reader_skip(reader, "over")) {
        return RC_OK;
    }
    cap->scope = PLAN_CAP_LEVELS;
    TRY(plan_reader_take_this(reader, "all"));
    return plan_reader_take_this(reader, "levels");
}

static enum rc read_cap(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"sale", "partner"};
    struct plan_reader *reader = &builder->reader;
    struct plan_cap cap = cap_begun(builder);
    const struct plan_token *value = plan_reader_peek(reader);
    size_t index = 0;
    struct plan_amount amount;
    TRY(plan_take_amount(builder, &amount));
    if (amount.is_percent) {
        cap.is_rate = true;
        cap.rate = amount.rate;
        TRY(plan_reader_take_this(reader, "of"));
        TRY(plan_reader_take_this(reader, "sale"));
        TRY(take_over_levels(builder, &cap));
        return add_cap(builder, first, &cap);
    }
    if (amount.fixed.micro % EXACT_PER_MINOR != 0) {
        return plan_reader_refuse(reader, value, TEXT_NONE, PLAN_SAYS(CAP_DIGITS), builder->currency.code,
                                  currency_digits(builder->currency));
    }
    cap.sum.minor = (int64_t)(amount.fixed.micro / EXACT_PER_MINOR);
    TRY(plan_reader_take_this(reader, "per"));
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    if (index == 0) {
        TRY(take_over_levels(builder, &cap));
    } else {
        cap.scope = PLAN_CAP_PARTNER;
        TRY(plan_take_period(builder, &cap.period));
        TRY(take_beyond(builder, &cap));
    }
    return add_cap(builder, first, &cap);
}

static enum rc read_budget(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_cap cap = cap_begun(builder);
    cap.scope = PLAN_CAP_PROGRAM;
    TRY(plan_take_money(builder, "budget", &cap.sum));
    TRY(plan_take_period(builder, &cap.period));
    TRY(take_beyond(builder, &cap));
    return add_cap(builder, first, &cap);
}

static enum rc read_matrix(struct plan_builder *builder, const struct plan_token *first)
{
    int64_t wide = 0;
    int64_t deep = 0;
    TRY(plan_once(builder, PLAN_ONCE_MATRIX, first, "matrix"));
    TRY(plan_take_count(builder, "number of places", 1, MATRIX_WIDE_MAX, &wide));
    TRY(plan_reader_take_this(&builder->reader, "wide"));
    TRY(plan_take_count(builder, "number of levels", 1, PLAN_LEVEL_MAX, &deep));
    builder->plan->matrix_wide = (int)wide;
    builder->plan->matrix_deep = (int)deep;
    return plan_reader_take_this(&builder->reader, "deep");
}

static enum rc read_share(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"first", "last", "others"};
    struct plan_reader *reader = &builder->reader;
    struct plan_share share = {.is_given = true, .line = reader->clause_line};
    struct rate *const rates[] = {&share.first, &share.last, &share.others};
    bool is_said[PLAN_COUNT_OF(words)] = {false};
    TRY(plan_once(builder, PLAN_ONCE_SHARE, first, "share"));
    do {
        size_t index = 0;
        const struct plan_token *token = plan_reader_peek(reader);
        TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
        if (is_said[index]) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(STATED_TWICE), words[index]);
        }
        is_said[index] = true;
        TRY(plan_take_percent(builder, rates[index]));
    } while (plan_reader_skip_sign(reader, ',') || plan_reader_skip(reader, "and"));
    if (share.first.ppm + share.last.ppm + share.others.ppm != RATE_ONE) {
        return plan_reader_refuse(
            reader, first, TEXT_NONE, PLAN_SAYS(SHARES_SUM),
            TEXT_PRINT(
                rate_percent_text(reader->arena, (struct rate){share.first.ppm + share.last.ppm + share.others.ppm})));
    }
    builder->plan->share = share;
    return RC_OK;
}

static enum rc read_customer(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    struct plan_amount amount;
    TRY(plan_once(builder, PLAN_ONCE_CUSTOMER, first, "customer's discount"));
    TRY(plan_reader_take_this(reader, "gets"));
    TRY(plan_take_amount(builder, &amount));
    builder->plan->has_customer_discount = true;
    builder->plan->customer_line = amount.token->line;
    builder->plan->customer_column = amount.token->column;
    builder->plan->customer_discount = (struct plan_value){
        .kind = amount.is_percent ? PLAN_PERCENT : PLAN_FIXED, .rate = amount.rate, .fixed = amount.fixed};
    builder->plan->customer_discount.fixed.currency = builder->currency;
    TRY(plan_reader_take_this(reader, "off"));
    const struct plan_token *next = plan_reader_peek(reader);
    if (plan_token_is(next, "when") || plan_token_is(next, "unless")) {
        return plan_reader_refuse(reader, next, TEXT("did you mean individual terms of these partners?"),
                                  PLAN_SAYS(DISCOUNT_CONDITION));
    }
    return RC_OK;
}

static enum rc read_refunds(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"owed", "forgiven"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    TRY(plan_once(builder, PLAN_ONCE_REFUNDS, first, "refunds after payment"));
    TRY(plan_reader_take_this(reader, "after"));
    TRY(plan_reader_take_this(reader, "payment"));
    TRY(plan_reader_take_this(reader, "are"));
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    builder->plan->is_refund_forgiven = index == 1;
    return index == 1 ? RC_OK : plan_reader_take_this(reader, "back");
}

static enum rc read_late(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const times[] = {"times", "time"};
    static const char *const days_words[] = {"days", "day"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    int64_t days = 0;
    TRY(plan_once(builder, PLAN_ONCE_LATE, first, "penalty for late payment"));
    TRY(plan_reader_take_this(reader, "payment"));
    TRY(plan_take_count(builder, "number of times", 1, PENALTY_TIMES_MAX, &builder->plan->penalty_times));
    TRY(plan_reader_take_word(reader, times, PLAN_COUNT_OF(times), &index));
    TRY(plan_reader_take_this(reader, "after"));
    TRY(plan_take_count(builder, "number of days", 0, PENALTY_DAYS_MAX, &days));
    builder->plan->has_penalty = true;
    builder->plan->penalty_days = (int)days;
    return plan_reader_take_word(reader, days_words, PLAN_COUNT_OF(days_words), &index);
}

static enum rc read_margin(struct plan_builder *builder, const struct plan_token *first)
{
    TRY(plan_once(builder, PLAN_ONCE_MARGIN, first, "margin"));
    TRY(plan_take_percent(builder, &builder->plan->margin));
    builder->plan->has_margin = true;
    builder->plan->margin_line = builder->reader.clause_line;
    TRY(plan_reader_take_this(&builder->reader, "of"));
    return plan_reader_take_this(&builder->reader, "sale");
}

// Promises.

static enum rc take_words(struct plan_builder *builder, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        TRY(plan_reader_take_this(&builder->reader, words[i]));
    }
    return RC_OK;
}

static enum rc read_promise(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const kinds[] = {"at", "never", "no"};
    static const char *const never[] = {"less", "for", "a", "larger", "sale"};
    static const char *const of_sale[] = {"of", "sale"};
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    struct plan_promise promise = {
        .line = reader->clause_line, .source = reader->clause, .sum = {.currency = builder->currency}};
    size_t index = 0;
    TRY(plan_reader_take_word(reader, kinds, PLAN_COUNT_OF(kinds), &index));
    promise.kind = (enum plan_promise_kind)index;
    switch (promise.kind) {
    case PLAN_PROMISE_AT_MOST:
        TRY(plan_reader_take_this(reader, "most"));
        TRY(plan_take_percent(builder, &promise.rate));
        TRY(take_words(builder, of_sale, PLAN_COUNT_OF(of_sale)));
        break;
    case PLAN_PROMISE_MONOTONE:
        TRY(take_words(builder, never, PLAN_COUNT_OF(never)));
        break;
    case PLAN_PROMISE_NO_JUMP:
        TRY(plan_reader_take_this(reader, "jump"));
        TRY(plan_reader_take_this(reader, "above"));
        TRY(plan_take_money(builder, "jump", &promise.sum));
        break;
    }
    for (size_t i = 0; i < plan->promise_count; i++) {
        if (plan->promises[i].kind == promise.kind) {
            return plan_reader_refuse(reader, first, TEXT_NONE, PLAN_SAYS(PROMISE_TWICE), plan->promises[i].line);
        }
    }
    plan->promises = plan_list_room(reader->arena, plan->promises, plan->promise_count, sizeof(*plan->promises));
    plan->promises[plan->promise_count++] = promise;
    return RC_OK;
}

const struct plan_clause plan_terms[] = {
    {"base", read_base},
    {"hold", read_hold},
    {"round", read_round},
    {"cap", read_cap},
    {"budget", read_budget},
    {"level", plan_read_level},
    {"levels", plan_read_level},
    {"matrix", read_matrix},
    {"share", read_share},
    {"customer", read_customer},
    {"bonus", plan_read_bonus},
    {"give", plan_read_give},
    {"tariff", plan_read_tariff},
    {"refunds", read_refunds},
    {"late", read_late},
    {"margin", read_margin},
    {"promise", read_promise},
    {"example", plan_read_example},
    {NULL, NULL},
};
