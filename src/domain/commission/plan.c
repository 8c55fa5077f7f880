// SPDX-License-Identifier: Apache-2.0
// The grammar of plans as three tables: the clauses, the events that can be paid for, and what may follow an event. A
// new construct is a row and its reader; reading words, places and suggestions is plan_reader. docs/plans.md teaches
// it.
#include "commission/plan.h"

#include <string.h>

#include "commission/plan_reader.h"
#include "core/bug.h"
#include "format/encode.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define HOLD_DAYS_MAX 365
#define NAME_BYTES_MAX 64
#define PERCENT_DIGITS_MAX 4
#define EXACT_MORE_DIGITS 6

// What may be said once; the line where it was said, 0 before.
enum once { ONCE_BASE, ONCE_HOLD, ONCE_CAP_RATE, ONCE_CAP_SUM, ONCE_ROUND, ONCE_COUNT };

struct plan_builder {
    struct plan_reader reader;
    struct currency currency;
    struct plan *plan;
    int said_in_line[ONCE_COUNT];
};

// A percentage or a sum, as it stands in "pay" and "cap".
struct read_value {
    const struct plan_token *token;
    bool is_percent;
    struct rate rate;
    struct exact fixed;
    struct text digits; // of the sum, for those who want whole minor units
};

static enum rc say_once(struct plan_builder *builder, enum once what, const struct plan_token *token, const char *name)
{
    int before = builder->said_in_line[what];
    if (before != 0) {
        return plan_reader_refuse(&builder->reader, token, TEXT_NONE, "line %d already states the %s", before, name);
    }
    builder->said_in_line[what] = builder->reader.line;
    return RC_OK;
}

// Digits with at most one point between them; *ret_fraction_count digits follow it.
static bool is_decimal(struct text t, size_t *ret_fraction_count)
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

// What is wrong with a token that should be a number: helps with the slips people make.
static enum rc refuse_number(struct plan_builder *builder, const struct plan_token *token)
{
    struct plan_reader *reader = &builder->reader;
    struct text shown = plan_token_shown(reader->arena, token);
    struct text t = token->text;
    size_t fraction_count = 0;
    if (token->kind == PLAN_TOKEN_WORD && text_starts_with(t, TEXT("-")) &&
        is_decimal(text_slice(t, 1, SIZE_MAX), &fraction_count)) {
        return plan_reader_refuse(reader, token, TEXT_NONE, "%.*s is below zero", TEXT_PRINT(shown));
    }
    size_t comma = text_find_char(t, ',', 0);
    if (comma != SIZE_MAX && t.n <= 20) {
        char *fixed = text_zero_terminated(reader->arena, t);
        fixed[comma] = '.';
        if (is_decimal(text_of(fixed), &fraction_count)) {
            return plan_reader_refuse(reader, token, text_format(reader->arena, "did you mean '%s'?", fixed),
                                      "%.*s is not a number: decimals follow a point, and there is no grouping",
                                      TEXT_PRINT(shown));
        }
    }
    size_t digits = 0;
    while (digits < t.n && ((t.p[digits] >= '0' && t.p[digits] <= '9') || t.p[digits] == '.')) {
        digits++;
    }
    if (digits > 0 && digits + 3 == t.n && is_decimal(text_slice(t, 0, digits), &fraction_count)) {
        return plan_reader_refuse(reader, token,
                                  text_format(reader->arena, "did you mean '%.*s %.*s'?", (int)digits, t.p,
                                              (int)(t.n - digits), t.p + digits),
                                  "a space is missing between the sum and its currency");
    }
    return plan_reader_refuse(reader, token, TEXT_NONE, "expected a number as in 10%% or 2.50 %s, found %.*s",
                              builder->currency.code, TEXT_PRINT(shown));
}

static enum rc read_percent(struct plan_builder *builder, struct read_value *value)
{
    struct plan_reader *reader = &builder->reader;
    size_t fraction_count = 0;
    bool is_number = is_decimal(value->token->text, &fraction_count);
    BUG_ON(!is_number);
    if (fraction_count > PERCENT_DIGITS_MAX) {
        return plan_reader_refuse(reader, value->token, TEXT_NONE, "a percentage has at most %d digits after the point",
                                  PERCENT_DIGITS_MAX);
    }
    if (rate_parse_percent(value->token->text, &value->rate) != RC_OK || value->rate.ppm > RATE_ONE) {
        return plan_reader_refuse(reader, value->token, TEXT_NONE, "a percentage is at most 100");
    }
    value->is_percent = true;
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
                                  "the program pays in %s, not in %s", own, currency.code);
    }
    if (plan_token_is(token, "percent") || plan_token_is(token, "per-cent")) {
        struct text suggestion =
            number.n > 20 ? TEXT_NONE : text_format(reader->arena, "did you mean '%.*s%%'?", TEXT_PRINT(number));
        return plan_reader_refuse(reader, token, suggestion, "a percentage is written with the sign %%");
    }
    const char *const words[] = {own};
    struct text shown = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, plan_reader_nearest(reader, token->text, words, 1),
                              "expected '%%' or the program's currency %s after the number, found %.*s", own,
                              TEXT_PRINT(shown));
}

static enum rc read_sum(struct plan_builder *builder, struct read_value *value)
{
    struct plan_reader *reader = &builder->reader;
    TRY(take_currency(builder, value->token->text));
    switch (exact_parse(value->token->text, builder->currency, &value->fixed)) {
    case MONEY_PARSED:
        value->digits = value->token->text;
        return RC_OK;
    case MONEY_TOO_PRECISE:
        return plan_reader_refuse(reader, value->token, TEXT_NONE, "a sum in %s has at most %d digits after the point",
                                  builder->currency.code, currency_digits(builder->currency) + EXACT_MORE_DIGITS);
    case MONEY_TOO_LARGE:
        return plan_reader_refuse(reader, value->token, TEXT_NONE, "the sum is too large");
    case MONEY_MALFORMED:
        break;
    }
    BUG_ON(true); // is_decimal looked
}

static enum rc read_value(struct plan_builder *builder, struct read_value *ret_value)
{
    struct plan_reader *reader = &builder->reader;
    struct read_value value = {.token = plan_reader_take(reader)};
    size_t fraction_count = 0;
    if (value.token->kind != PLAN_TOKEN_WORD || !is_decimal(value.token->text, &fraction_count)) {
        return refuse_number(builder, value.token);
    }
    if (plan_reader_peek(reader)->kind == PLAN_TOKEN_PERCENT) {
        (void)plan_reader_take(reader);
        TRY(read_percent(builder, &value));
    } else {
        TRY(read_sum(builder, &value));
    }
    *ret_value = value;
    return RC_OK;
}

// A goal's code or a product kind: a word, or anything between quotation marks.
static enum rc take_name(struct plan_builder *builder, const char *what, struct text *ret_name)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_take(reader);
    struct text name = text_trim(token->text);
    if ((token->kind != PLAN_TOKEN_WORD && token->kind != PLAN_TOKEN_QUOTED) || name.n == 0) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, "expected the %s, found %.*s", what, TEXT_PRINT(shown));
    }
    if (name.n > NAME_BYTES_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, "the %s is longer than %d bytes", what, NAME_BYTES_MAX);
    }
    *ret_name = name;
    return RC_OK;
}

// Events: what stands after "on".

static enum rc read_on_click(struct plan_builder *builder, struct plan_rule *rule)
{
    rule->event = PLAN_ON_CLICK;
    return RC_OK;
}

static enum rc read_on_unique(struct plan_builder *builder, struct plan_rule *rule)
{
    rule->event = PLAN_ON_UNIQUE_CLICK;
    return plan_reader_take_this(&builder->reader, "click");
}

static enum rc read_on_sale(struct plan_builder *builder, struct plan_rule *rule)
{
    rule->event = PLAN_ON_GOAL;
    rule->goal = TEXT("sale");
    return RC_OK;
}

static enum rc read_on_lead(struct plan_builder *builder, struct plan_rule *rule)
{
    rule->event = PLAN_ON_GOAL;
    rule->goal = TEXT("lead");
    return RC_OK;
}

static enum rc read_on_goal(struct plan_builder *builder, struct plan_rule *rule)
{
    const struct plan_token *token = plan_reader_peek(&builder->reader);
    rule->event = PLAN_ON_GOAL;
    TRY(take_name(builder, "goal's code", &rule->goal));
    if (text_equal_ignore_case(rule->goal, TEXT("click"))) {
        return plan_reader_refuse(&builder->reader, token, TEXT("did you mean 'on click'?"),
                                  "clicks are paid by 'on click' or 'on unique click'");
    }
    if (text_equal_ignore_case(rule->goal, TEXT("sale")) || text_equal_ignore_case(rule->goal, TEXT("lead"))) {
        rule->goal = text_lower(builder->reader.arena, rule->goal);
    }
    return RC_OK;
}

struct rule_word {
    const char *word;
    enum rc (*read)(struct plan_builder *builder, struct plan_rule *rule);
};

static const struct rule_word events[] = {
    {"sale", read_on_sale},   {"lead", read_on_lead},     {"goal", read_on_goal},
    {"click", read_on_click}, {"unique", read_on_unique},
};

static enum rc read_event(struct plan_builder *builder, struct plan_rule *rule)
{
    struct plan_reader *reader = &builder->reader;
    TRY(plan_reader_take_this(reader, "on"));
    const struct plan_token *token = plan_reader_take(reader);
    const char *words[COUNT_OF(events)];
    for (size_t i = 0; i < COUNT_OF(events); i++) {
        words[i] = events[i].word;
        if (plan_token_is(token, events[i].word)) {
            return events[i].read(builder, rule);
        }
    }
    struct text suggestion = plan_reader_nearest(reader, token->text, words, COUNT_OF(words));
    if (!text_is(suggestion) && token->kind == PLAN_TOKEN_WORD && token->text.n <= 40) {
        suggestion = text_format(reader->arena, "did you mean 'on goal %.*s'?", TEXT_PRINT(token->text));
    }
    struct text shown = plan_token_shown(reader->arena, token);
    return plan_reader_refuse(reader, token, suggestion,
                              "expected 'sale', 'lead', 'goal' with its code, 'click' or 'unique click', found %.*s",
                              TEXT_PRINT(shown));
}

// Modifiers: what may stand after the event, in any order, each once.

static enum rc read_of_kind(struct plan_builder *builder, struct plan_rule *rule)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    TRY(plan_reader_take_this(reader, "kind"));
    if (rule->event != PLAN_ON_GOAL) {
        return plan_reader_refuse(reader, token, TEXT_NONE, "a click has no products, so it has no kind");
    }
    if (rule->value.kind != PLAN_PERCENT) {
        return plan_reader_refuse(reader, token, TEXT_NONE,
                                  "a fixed sum is paid per event and has no kind; pay a percentage of the kind");
    }
    if (rule->items != NULL) {
        return plan_reader_refuse(reader, token, TEXT_NONE, "the kind is stated twice");
    }
    struct text *kind = arena_one(reader->arena, struct text);
    struct plan_expression *items = arena_one(reader->arena, struct plan_expression);
    *items = (struct plan_expression){
        .node = PLAN_TEST, .field = PLAN_ITEM_KIND, .op = PLAN_IS, .values = kind, .value_count = 1};
    rule->items = items;
    return take_name(builder, "product kind", kind);
}

static const struct rule_word modifiers[] = {
    {"of", read_of_kind},
};

static enum rc read_modifiers(struct plan_builder *builder, struct plan_rule *rule)
{
    struct plan_reader *reader = &builder->reader;
    while (plan_reader_peek(reader)->kind != PLAN_TOKEN_END) {
        const struct plan_token *token = plan_reader_peek(reader);
        bool is_known = false;
        for (size_t i = 0; i < COUNT_OF(modifiers) && !is_known; i++) {
            if (plan_token_is(token, modifiers[i].word)) {
                is_known = true;
                (void)plan_reader_take(reader);
                TRY(modifiers[i].read(builder, rule));
            }
        }
        if (!is_known) {
            return plan_reader_take_end(reader);
        }
    }
    return RC_OK;
}

static bool is_same_place(const struct plan_rule *a, const struct plan_rule *b)
{
    return a->event == b->event && text_equal_ignore_case(a->goal, b->goal) &&
           (a->items == NULL) == (b->items == NULL) &&
           (a->items == NULL || text_equal_ignore_case(a->items->values[0], b->items->values[0]));
}

static enum rc add_rule(struct plan_builder *builder, const struct plan_token *token, const struct plan_rule *rule)
{
    struct plan *plan = builder->plan;
    if (plan->rule_count == PLAN_RULES_MAX) {
        return plan_reader_refuse(&builder->reader, token, TEXT_NONE, "a plan has at most %d rules", PLAN_RULES_MAX);
    }
    for (size_t i = 0; i < plan->rule_count; i++) {
        if (is_same_place(&plan->rules[i], rule)) {
            return plan_reader_refuse(&builder->reader, token, TEXT_NONE, "line %d already pays for the same",
                                      plan->rules[i].line);
        }
    }
    plan->rules[plan->rule_count++] = *rule;
    return RC_OK;
}

// Clauses: what a line begins with.

static enum rc read_pay(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    struct plan_rule rule = {.line = reader->line,
                             .source = reader->clause,
                             .per_count = 1,
                             .from_day = INT64_MIN,
                             .until_day = INT64_MAX,
                             .hold_days = -1};
    struct read_value value;
    TRY(read_value(builder, &value));
    rule.value = (struct plan_value){
        .kind = value.is_percent ? PLAN_PERCENT : PLAN_FIXED, .rate = value.rate, .fixed = value.fixed};
    TRY(read_event(builder, &rule));
    if (value.is_percent && rule.event != PLAN_ON_GOAL) {
        return plan_reader_refuse(reader, value.token, TEXT_NONE,
                                  "a click has no amount to take a percentage of; pay a sum, as in 0.01 %s",
                                  builder->currency.code);
    }
    TRY(read_modifiers(builder, &rule));
    return add_rule(builder, first, &rule);
}

static enum rc read_base(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"after", "before"};
    size_t index = 0;
    TRY(say_once(builder, ONCE_BASE, first, "base"));
    TRY(plan_reader_take_word(&builder->reader, words, COUNT_OF(words), &index));
    builder->plan->is_base_before_discount = index == 1;
    return plan_reader_take_this(&builder->reader, "discount");
}

static enum rc read_hold(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"days", "day"};
    struct plan_reader *reader = &builder->reader;
    TRY(say_once(builder, ONCE_HOLD, first, "hold"));
    const struct plan_token *number = plan_reader_take(reader);
    int64_t days = 0;
    if (number->kind != PLAN_TOKEN_WORD || int64_parse(number->text, 0, HOLD_DAYS_MAX, &days) != RC_OK) {
        struct text shown = plan_token_shown(reader->arena, number);
        return plan_reader_refuse(reader, number, TEXT_NONE,
                                  "expected a whole number of days from 0 to %d, as in 'hold 14 days', found %.*s",
                                  HOLD_DAYS_MAX, TEXT_PRINT(shown));
    }
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, COUNT_OF(words), &index));
    builder->plan->hold_days = (int)days;
    return RC_OK;
}

static enum rc read_cap(struct plan_builder *builder, const struct plan_token *first)
{
    struct plan_reader *reader = &builder->reader;
    struct plan *plan = builder->plan;
    struct plan_cap cap = {.line = reader->line, .source = reader->clause, .scope = PLAN_CAP_SALE};
    struct read_value value;
    TRY(read_value(builder, &value));
    if (value.is_percent) {
        TRY(say_once(builder, ONCE_CAP_RATE, first, "cap as a share"));
        cap.is_rate = true;
        cap.rate = value.rate;
        TRY(plan_reader_take_this(reader, "of"));
    } else {
        TRY(say_once(builder, ONCE_CAP_SUM, first, "cap as a sum"));
        if (money_parse(value.digits, builder->currency, &cap.sum) != MONEY_PARSED) {
            return plan_reader_refuse(reader, value.token, TEXT_NONE,
                                      "the cap in %s has at most %d digits after the point", builder->currency.code,
                                      currency_digits(builder->currency));
        }
        TRY(plan_reader_take_this(reader, "per"));
    }
    plan->caps[plan->cap_count++] = cap;
    return plan_reader_take_this(reader, "sale");
}

static enum rc read_round(struct plan_builder *builder, const struct plan_token *first)
{
    static const char *const words[] = {"even", "away"};
    struct plan_reader *reader = &builder->reader;
    size_t index = 0;
    TRY(say_once(builder, ONCE_ROUND, first, "rounding"));
    TRY(plan_reader_take_this(reader, "half"));
    TRY(plan_reader_take_word(reader, words, COUNT_OF(words), &index));
    builder->plan->rounding = index == 0 ? ROUND_HALF_EVEN : ROUND_HALF_AWAY;
    if (index == 1 && plan_token_is(plan_reader_peek(reader), "from")) {
        (void)plan_reader_take(reader);
        TRY(plan_reader_take_this(reader, "zero"));
    }
    return RC_OK;
}

struct clause {
    const char *word;
    enum rc (*read)(struct plan_builder *builder, const struct plan_token *first);
};

static const struct clause clauses[] = {
    {"pay", read_pay}, {"base", read_base}, {"hold", read_hold}, {"cap", read_cap}, {"round", read_round},
};

static enum rc read_clause(struct plan_builder *builder)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *first = plan_reader_take(reader);
    const char *words[COUNT_OF(clauses)];
    for (size_t i = 0; i < COUNT_OF(clauses); i++) {
        words[i] = clauses[i].word;
        if (plan_token_is(first, clauses[i].word)) {
            TRY(clauses[i].read(builder, first));
            return plan_reader_take_end(reader);
        }
    }
    struct text shown = plan_token_shown(reader->arena, first);
    return plan_reader_refuse(reader, first, plan_reader_nearest(reader, first->text, words, COUNT_OF(words)),
                              "a line begins with 'pay', 'base', 'hold', 'cap' or 'round', not with %.*s",
                              TEXT_PRINT(shown));
}

enum rc plan_parse(struct arena *arena, struct text source, struct currency currency, struct plan **ret_plan,
                   struct plan_error *ret_error)
{
    struct plan_error error = {.line = 0};
    struct plan_builder builder = {.currency = currency};
    enum rc rc = RC_OK;
    plan_reader_init(&builder.reader, arena, text_copy(arena, text_is(source) ? source : TEXT("")), &error);
    if (source.n > PLAN_TEXT_MAX) {
        rc = plan_reader_refuse(&builder.reader, NULL, TEXT_NONE, "a plan has at most %d bytes", PLAN_TEXT_MAX);
    } else {
        builder.plan = arena_one(arena, struct plan);
        builder.plan->rules = arena_many(arena, struct plan_rule, PLAN_RULES_MAX);
        builder.plan->currency = currency;
        builder.plan->caps = arena_many(arena, struct plan_cap, 2);
        builder.plan->hold_days = -1;
        builder.plan->rounding = ROUND_HALF_AWAY;
        while (rc == RC_OK) {
            rc = plan_reader_next_line(&builder.reader);
            rc = rc == RC_OK ? read_clause(&builder) : rc;
        }
    }
    if (rc == RC_NOT_FOUND && builder.plan->rule_count > 0) {
        *ret_plan = builder.plan;
        return RC_OK;
    }
    if (rc == RC_NOT_FOUND) {
        rc = plan_reader_refuse(&builder.reader, NULL, TEXT_NONE,
                                "the plan pays for nothing: it needs a line such as 'pay 10%% on sale'");
        error.line = 1;
    }
    *ret_error = error;
    return rc;
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
