// SPDX-License-Identifier: Apache-2.0
// Numbers, percentages, sums, names, days and periods as clauses take them, with what helps whoever mistyped one.
#include "commission/plan_builder.h"

#include <string.h>

#include "core/bug.h"
#include "format/encode.h"
#include "value/time.h"

#define PERCENT_DIGITS_MAX 4
#define EXACT_MORE_DIGITS 6

enum rc plan_once(struct plan_builder *builder, enum plan_once what, const struct plan_token *token, const char *name)
{
    int before = builder->said_in_line[what];
    if (before != 0) {
        return plan_reader_refuse(&builder->reader, token, TEXT_NONE, PLAN_SAYS(ALREADY_STATED), before, name);
    }
    builder->said_in_line[what] = token->line;
    return RC_OK;
}

void *plan_list_room(struct arena *arena, void *list, size_t count, size_t size_bytes)
{
    if (count != 0 && (count & (count - 1)) != 0) {
        return list;
    }
    void *grown = arena_array_bytes(arena, count == 0 ? 1 : 2 * count, size_bytes);
    if (count > 0) {
        memcpy(grown, list, count * size_bytes);
    }
    return grown;
}

enum rc plan_list_check(struct plan_builder *builder, const struct plan_token *token, size_t count, const char *name)
{
    if (count >= PLAN_RULES_MAX) {
        return plan_reader_refuse(&builder->reader, token, TEXT_NONE, PLAN_SAYS(TOO_MANY), PLAN_RULES_MAX, name);
    }
    return RC_OK;
}

// Digits with at most one point between them; *ret_fraction_count digits follow it.
bool plan_text_is_decimal(struct text t, size_t *ret_fraction_count)
{
    size_t point = text_find_char(t, '.', 0);
    size_t whole_count = point == SIZE_MAX ? t.n : point;
    *ret_fraction_count = point == SIZE_MAX ? 0 : t.n - point - 1;
    if (whole_count == 0 || (point != SIZE_MAX && *ret_fraction_count == 0)) {
        return false;
    }
    for (size_t i = 0; i < t.n; i++) {
        if (i != point && (t.p[i] < '0' || t.p[i] > '9')) {
            return false;
        }
    }
    return true;
}

bool plan_token_is_decimal(const struct plan_token *token)
{
    size_t fraction_count = 0;
    return token->kind == PLAN_TOKEN_WORD && plan_text_is_decimal(token->text, &fraction_count);
}

bool plan_token_is_day(const struct plan_token *token)
{
    struct text t = token->text;
    return token->kind == PLAN_TOKEN_WORD && t.n >= 8 && t.p[0] >= '0' && t.p[0] <= '9' &&
           text_find_char(t, '-', 1) != SIZE_MAX;
}

// What is wrong with a token that should be a number: helps with the slips people make.
static enum rc refuse_number(struct plan_builder *builder, const struct plan_token *token)
{
    struct plan_reader *reader = &builder->reader;
    struct text shown = plan_token_shown(reader->arena, token);
    struct text t = token->text;
    size_t fraction_count = 0;
    if (token->kind == PLAN_TOKEN_WORD && text_starts_with(t, TEXT("-")) &&
        plan_text_is_decimal(text_slice(t, 1, SIZE_MAX), &fraction_count)) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(BELOW_ZERO), TEXT_PRINT(shown));
    }
    size_t comma = text_find_char(t, ',', 0);
    if (comma != SIZE_MAX && t.n > 1 && t.n <= 20) {
        char *fixed = text_zero_terminated(reader->arena, t);
        fixed[comma] = '.';
        if (plan_text_is_decimal(text_of(fixed), &fraction_count)) {
            return plan_reader_refuse(reader, token, text_format(reader->arena, "did you mean '%s'?", fixed),
                                      PLAN_SAYS(NOT_A_NUMBER), TEXT_PRINT(shown));
        }
    }
    size_t digits = 0;
    while (digits < t.n && ((t.p[digits] >= '0' && t.p[digits] <= '9') || t.p[digits] == '.')) {
        digits++;
    }
    if (digits > 0 && digits + 3 == t.n && plan_text_is_decimal(text_slice(t, 0, digits), &fraction_count)) {
        return plan_reader_refuse(reader, token,
                                  text_format(reader->arena, "did you mean '%.*s %.*s'?", (int)digits, t.p,
                                              (int)(t.n - digits), t.p + digits),
                                  PLAN_SAYS(SPACE_CURRENCY));
    }
    return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(AMOUNT_EXPECTED), builder->currency.code,
                              TEXT_PRINT(shown));
}

static enum rc read_percent(struct plan_builder *builder, struct plan_amount *amount)
{
    struct plan_reader *reader = &builder->reader;
    size_t fraction_count = 0;
    bool is_number = plan_text_is_decimal(amount->token->text, &fraction_count);
    BUG_ON(!is_number);
    if (fraction_count > PERCENT_DIGITS_MAX) {
        return plan_reader_refuse(reader, amount->token, TEXT_NONE, PLAN_SAYS(PERCENT_DIGITS), PERCENT_DIGITS_MAX);
    }
    if (rate_parse_percent(amount->token->text, &amount->rate) != RC_OK || amount->rate.ppm > RATE_ONE) {
        return plan_reader_refuse(reader, amount->token, TEXT_NONE, PLAN_SAYS(PERCENT_MOST));
    }
    amount->is_percent = true;
    return RC_OK;
}

// Takes the currency's code, which must be the program's.
static enum rc take_currency(struct plan_builder *builder, struct text number)
{
    struct plan_reader *reader = &builder->reader;
    const char *own = builder->currency.code;
    const struct plan_token *token = plan_reader_take(reader);
    struct currency currency = {{0}};
    if (token->kind == PLAN_TOKEN_WORD && currency_parse_recorded(token->text, &currency) == RC_OK) {
        if (currency_equal(currency, builder->currency)) {
            return RC_OK;
        }
        return plan_reader_refuse(reader, token, text_format(reader->arena, "did you mean '%s'?", own),
                                  PLAN_SAYS(OTHER_CURRENCY), own, currency.code);
    }
    if (plan_token_is(token, "percent") || plan_token_is(token, "per-cent")) {
        struct text suggestion =
            number.n > 20 ? TEXT_NONE : text_format(reader->arena, "did you mean '%.*s%%'?", TEXT_PRINT(number));
        return plan_reader_refuse(reader, token, suggestion, PLAN_SAYS(PERCENT_SIGN));
    }
    const char *const words[] = {own};
    struct text shown = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, plan_reader_nearest(reader, token->text, words, 1),
                              PLAN_SAYS(CURRENCY_EXPECTED), own, TEXT_PRINT(shown));
}

static enum rc read_sum(struct plan_builder *builder, struct plan_amount *amount)
{
    struct plan_reader *reader = &builder->reader;
    TRY(take_currency(builder, amount->token->text));
    switch (exact_parse(amount->token->text, builder->currency, &amount->fixed)) {
    case MONEY_PARSED:
        return RC_OK;
    case MONEY_TOO_PRECISE:
        return plan_reader_refuse(reader, amount->token, TEXT_NONE, PLAN_SAYS(SUM_DIGITS), builder->currency.code,
                                  currency_digits(builder->currency) + EXACT_MORE_DIGITS);
    case MONEY_TOO_LARGE:
        return plan_reader_refuse(reader, amount->token, TEXT_NONE, PLAN_SAYS(SUM_TOO_LARGE));
    case MONEY_MALFORMED:
        break;
    }
    BUG_ON(true); // plan_text_is_decimal looked
}

enum rc plan_take_amount(struct plan_builder *builder, struct plan_amount *ret_amount)
{
    struct plan_reader *reader = &builder->reader;
    struct plan_amount amount = {.token = plan_reader_take(reader)};
    if (!plan_token_is_decimal(amount.token)) {
        return refuse_number(builder, amount.token);
    }
    if (plan_reader_peek(reader)->kind == PLAN_TOKEN_PERCENT) {
        (void)plan_reader_take(reader);
        TRY(read_percent(builder, &amount));
    } else {
        TRY(read_sum(builder, &amount));
    }
    *ret_amount = amount;
    return RC_OK;
}

enum rc plan_take_value(struct plan_builder *builder, struct plan_value *ret_value)
{
    struct plan_reader *reader = &builder->reader;
    if (plan_reader_skip(reader, "nothing")) {
        *ret_value = (struct plan_value){.kind = PLAN_NOTHING, .fixed = {.currency = builder->currency}};
        return RC_OK;
    }
    struct plan_amount amount;
    TRY(plan_take_amount(builder, &amount));
    struct plan_value value = {
        .kind = amount.is_percent ? PLAN_PERCENT : PLAN_FIXED, .rate = amount.rate, .fixed = amount.fixed};
    value.fixed.currency = builder->currency;
    const struct plan_token *next = plan_reader_peek_at(reader, 1);
    if (amount.is_percent && plan_token_is(plan_reader_peek(reader), "of") && plan_token_is(next, "tariff")) {
        if (builder->tariff_use.line == 0) {
            builder->tariff_use = *next;
        }
        (void)plan_reader_take(reader);
        (void)plan_reader_take(reader);
        value.kind = PLAN_PERCENT_OF_TARIFF;
    } else if (!amount.is_percent && plan_reader_skip(reader, "per")) {
        TRY(plan_reader_take_this(reader, "item"));
        value.kind = PLAN_FIXED_PER_ITEM;
    }
    *ret_value = value;
    return RC_OK;
}

enum rc plan_take_percent(struct plan_builder *builder, struct rate *ret_rate)
{
    struct plan_amount amount;
    TRY(plan_take_amount(builder, &amount));
    if (!amount.is_percent) {
        return plan_reader_refuse(&builder->reader, amount.token, TEXT_NONE, PLAN_SAYS(PERCENT_HERE));
    }
    *ret_rate = amount.rate;
    return RC_OK;
}

enum rc plan_take_exact(struct plan_builder *builder, struct exact *ret_exact)
{
    struct plan_amount amount;
    TRY(plan_take_amount(builder, &amount));
    if (amount.is_percent) {
        return plan_reader_refuse(&builder->reader, amount.token, TEXT_NONE, PLAN_SAYS(SUM_HERE),
                                  builder->currency.code);
    }
    *ret_exact = amount.fixed;
    return RC_OK;
}

enum rc plan_take_money(struct plan_builder *builder, const char *what, struct money *ret_money)
{
    const struct plan_token *token = plan_reader_peek(&builder->reader);
    struct exact exact = {0};
    TRY(plan_take_exact(builder, &exact));
    if (exact.micro % EXACT_PER_MINOR != 0) {
        return plan_reader_refuse(&builder->reader, token, TEXT_NONE, PLAN_SAYS(MONEY_DIGITS), what,
                                  builder->currency.code, currency_digits(builder->currency));
    }
    *ret_money = (struct money){.minor = (int64_t)(exact.micro / EXACT_PER_MINOR), .currency = builder->currency};
    return RC_OK;
}

enum rc plan_take_count(struct plan_builder *builder, const char *what, int64_t min, int64_t max, int64_t *ret_count)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_take(reader);
    if (token->kind != PLAN_TOKEN_WORD || int64_parse(token->text, min, max, ret_count) != RC_OK) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(COUNT_EXPECTED), what, (long long)min,
                                  (long long)max, TEXT_PRINT(shown));
    }
    return RC_OK;
}

enum rc plan_take_hold(struct plan_builder *builder, int *ret_days)
{
    static const char *const words[] = {"days", "day"};
    size_t index = 0;
    int64_t days = 0;
    TRY(plan_take_count(builder, "number of days", 0, PLAN_HOLD_DAYS_MAX, &days));
    TRY(plan_reader_take_word(&builder->reader, words, PLAN_COUNT_OF(words), &index));
    *ret_days = (int)days;
    return RC_OK;
}

enum rc plan_take_name(struct plan_builder *builder, const char *what, struct text *ret_name)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_take(reader);
    struct text name = text_trim(token->text);
    if ((token->kind != PLAN_TOKEN_WORD && token->kind != PLAN_TOKEN_QUOTED) || name.n == 0) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(NAME_EXPECTED), what, TEXT_PRINT(shown));
    }
    if (name.n > PLAN_NAME_BYTES_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(NAME_TOO_LONG), what, PLAN_NAME_BYTES_MAX);
    }
    *ret_name = name;
    return RC_OK;
}

enum rc plan_take_day(struct plan_builder *builder, int64_t *ret_day)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_take(reader);
    struct instant instant;
    if (token->kind != PLAN_TOKEN_WORD || token->text.n != 10 || instant_parse(token->text, &instant) != RC_OK) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(DAY_EXPECTED), TEXT_PRINT(shown));
    }
    *ret_day = day_number(instant);
    return RC_OK;
}

enum rc plan_take_period(struct plan_builder *builder, enum plan_period *ret_period)
{
    static const char *const begins[] = {"a", "in"};
    static const char *const words[] = {"week", "month", "quarter", "year"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    TRY(plan_reader_take_word(reader, begins, PLAN_COUNT_OF(begins), &index));
    if (index == 1) {
        *ret_period = PLAN_ALL_TIME;
        return plan_reader_take_this(reader, "all");
    }
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    *ret_period = (enum plan_period)(PLAN_WEEK + index);
    return RC_OK;
}

enum rc plan_take_goal_code(struct plan_builder *builder, struct text *ret_goal)
{
    const struct plan_token *token = plan_reader_peek(&builder->reader);
    TRY(plan_take_name(builder, "goal's code", ret_goal));
    if (text_equal_ignore_case(*ret_goal, TEXT("click"))) {
        return plan_reader_refuse(&builder->reader, token, TEXT("did you mean 'on click'?"), PLAN_SAYS(ON_CLICK));
    }
    if (text_equal_ignore_case(*ret_goal, TEXT("sale")) || text_equal_ignore_case(*ret_goal, TEXT("lead"))) {
        *ret_goal = text_lower(builder->reader.arena, *ret_goal);
    }
    return RC_OK;
}

enum rc plan_take_goal(struct plan_builder *builder, bool is_plural, struct text *ret_goal)
{
    static const char *const singular[] = {"sale", "lead", "goal"};
    static const char *const plural[] = {"sales", "leads", "goal"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    const struct plan_token *token = plan_reader_peek(reader);
    if (is_plural && (plan_token_is(token, "sale") || plan_token_is(token, "lead"))) {
        is_plural = false;
    }
    TRY(plan_reader_take_word(reader, is_plural ? plural : singular, 3, &index));
    if (index == 2) {
        return plan_take_goal_code(builder, ret_goal);
    }
    *ret_goal = index == 0 ? TEXT("sale") : TEXT("lead");
    return RC_OK;
}
