// SPDX-License-Identifier: Apache-2.0
// Conditions and items: fields, operators and their operands, joined by and, or, not. Chains are kept as balanced trees
// of one shape, so that what prints alike is alike.
#include "commission/plan_builder.h"

#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

#define TERMS_MAX 256
#define LIST_MAX 40 // fits into a line
#define NUMBER_DIGITS_MAX 6
#define NUMBER_MICRO 1000000

enum field_type { FIELD_TEXT, FIELD_COUNTRY, FIELD_NUMBER, FIELD_MONEY, FIELD_DATE, FIELD_STATE, FIELD_ANY };

struct field_row {
    const char *words;
    enum field_type type;
};

static const struct field_row fields[PLAN_FIELD_COUNT] = {
    [PLAN_PARTNER_TYPE] = {"partner type", FIELD_TEXT},
    [PLAN_PARTNER_LEVEL] = {"partner level", FIELD_TEXT},
    [PLAN_PARTNER_SEGMENT] = {"partner segment", FIELD_TEXT},
    [PLAN_PARTNER_COUNTRY] = {"partner country", FIELD_COUNTRY},
    [PLAN_PARTNER_CODE] = {"partner code", FIELD_TEXT},
    [PLAN_PARTNER_DAYS] = {"partner days", FIELD_NUMBER},
    [PLAN_RECRUITER_TYPE] = {"recruiter type", FIELD_TEXT},
    [PLAN_RECRUITER_LEVEL] = {"recruiter level", FIELD_TEXT},
    [PLAN_RECRUITER_SEGMENT] = {"recruiter segment", FIELD_TEXT},
    [PLAN_RECRUITER_COUNTRY] = {"recruiter country", FIELD_COUNTRY},
    [PLAN_RECRUITER_CODE] = {"recruiter code", FIELD_TEXT},
    [PLAN_RECRUITER_DAYS] = {"recruiter days", FIELD_NUMBER},
    [PLAN_CUSTOMER] = {"customer", FIELD_STATE},
    [PLAN_CUSTOMER_COUNTRY] = {"customer country", FIELD_COUNTRY},
    [PLAN_COUPON] = {"coupon", FIELD_TEXT},
    [PLAN_COUNTRY] = {"country", FIELD_COUNTRY},
    [PLAN_DEVICE] = {"device", FIELD_TEXT},
    [PLAN_SOURCE] = {"source", FIELD_TEXT},
    [PLAN_ORDER_AMOUNT] = {"order amount", FIELD_MONEY},
    [PLAN_ORDER_QUANTITY] = {"order quantity", FIELD_NUMBER},
    [PLAN_PAYMENT_NUMBER] = {"payment number", FIELD_NUMBER},
    [PLAN_MONTH_NUMBER] = {"month number", FIELD_NUMBER},
    [PLAN_DATE] = {"date", FIELD_DATE},
    [PLAN_METADATA] = {"metadata", FIELD_ANY},
    [PLAN_ITEM_KIND] = {"kind", FIELD_TEXT},
    [PLAN_ITEM_SKU] = {"sku", FIELD_TEXT},
    [PLAN_ITEM_CATEGORY] = {"category", FIELD_TEXT},
};

const char *plan_field_words(enum plan_field field)
{
    BUG_ON((size_t)field >= PLAN_FIELD_COUNT);
    return fields[field].words;
}

static const char *const operator_words[] = {
    [PLAN_IS] = "is",
    [PLAN_IS_NOT] = "is not",
    [PLAN_IN] = "in",
    [PLAN_NOT_IN] = "not in",
    [PLAN_CONTAINS] = "contains",
    [PLAN_NOT_CONTAINS] = "does not contain",
    [PLAN_STARTS_WITH] = "starts with",
    [PLAN_ENDS_WITH] = "ends with",
    [PLAN_EQUAL] = "=",
    [PLAN_NOT_EQUAL] = "<>",
    [PLAN_LESS] = "<",
    [PLAN_AT_MOST] = "<=",
    [PLAN_MORE] = ">",
    [PLAN_AT_LEAST] = ">=",
};

const char *plan_operator_words(enum plan_operator op)
{
    BUG_ON((size_t)op >= PLAN_COUNT_OF(operator_words));
    return operator_words[op];
}

// Signs of comparison.
static bool is_symbol(const struct plan_token *token, enum plan_operator *ret_op)
{
    static const struct {
        const char *sign;
        enum plan_operator op;
    } rows[] = {{"=", PLAN_EQUAL},
                {"==", PLAN_EQUAL},
                {"<>", PLAN_NOT_EQUAL},
                {"!=", PLAN_NOT_EQUAL},
                {"\xE2\x89\xA0", PLAN_NOT_EQUAL},
                {"<", PLAN_LESS},
                {"<=", PLAN_AT_MOST},
                {"\xE2\x89\xA4", PLAN_AT_MOST},
                {">", PLAN_MORE},
                {">=", PLAN_AT_LEAST},
                {"\xE2\x89\xA5", PLAN_AT_LEAST}};
    for (size_t i = 0; i < PLAN_COUNT_OF(rows); i++) {
        if (plan_token_is(token, rows[i].sign)) {
            *ret_op = rows[i].op;
            return true;
        }
    }
    return false;
}

// Fields.

static bool is_recruiter_field(enum plan_field field)
{
    return field >= PLAN_RECRUITER_TYPE && field <= PLAN_RECRUITER_DAYS;
}

static bool is_known_in(enum plan_field field, enum plan_place place)
{
    bool is_item = field >= PLAN_ITEM_KIND;
    switch (place) {
    case PLAN_IN_RULE:
        return !is_item && !is_recruiter_field(field);
    case PLAN_IN_LEVEL:
        return !is_item;
    case PLAN_IN_TARGET:
        return field <= PLAN_PARTNER_DAYS;
    }
    return false;
}

static enum rc refuse_field(struct plan_builder *builder, const struct plan_token *token, enum plan_field field,
                            enum plan_place place)
{
    const char *why = place == PLAN_IN_TARGET     ? "a bonus for a volume knows the partner only"
                      : is_recruiter_field(field) ? "the recruiter is known in the clauses of levels only"
                                                  : "it is known of an order's lines only: write 'of'";
    return plan_reader_refuse(&builder->reader, token, TEXT_NONE, PLAN_SAYS(FIELD_NOT_HERE), fields[field].words, why);
}

// The field whose words stand at hand; the longest wins. *ret_words is how many, 0 when there is none.
static enum plan_field find_field(const struct plan_reader *reader, size_t *ret_words)
{
    enum plan_field found = PLAN_FIELD_COUNT;
    *ret_words = 0;
    for (size_t f = 0; f < PLAN_FIELD_COUNT; f++) {
        struct text rest = text_of(fields[f].words);
        struct text word = TEXT_NONE;
        size_t count = 0;
        bool is_all = true;
        while (is_all && text_split(&rest, ' ', &word)) {
            const struct plan_token *token = plan_reader_peek_at(reader, count);
            is_all = token->kind == PLAN_TOKEN_WORD && text_equal_ignore_case(token->text, word);
            count++;
        }
        if (is_all && count > *ret_words) {
            *ret_words = count;
            found = (enum plan_field)f;
        }
    }
    return found;
}

static enum rc take_field(struct plan_builder *builder, enum plan_field *ret_field)
{
    static const char *const about_partner[] = {"type", "level", "segment", "country", "code", "days"};
    static const char *const about_customer[] = {"country", "is"};
    static const char *const about_order[] = {"amount", "quantity"};
    static const char *const number[] = {"number"};
    static const char *const firsts[] = {"partner",  "recruiter", "customer", "order",  "payment", "month",
                                         "metadata", "coupon",    "country",  "device", "source",  "date"};
    struct plan_reader *reader = &builder->reader;
    size_t words = 0;
    size_t index = 0;
    enum plan_field field = find_field(reader, &words);
    if (words > 0) {
        for (size_t i = 0; i < words; i++) {
            (void)plan_reader_take(reader);
        }
        *ret_field = field;
        enum plan_operator op;
        const struct plan_token *next = plan_reader_peek(reader);
        if (field != PLAN_CUSTOMER || plan_token_is(next, "is") || is_symbol(next, &op)) {
            return RC_OK;
        }
        return plan_reader_take_word(reader, about_customer, PLAN_COUNT_OF(about_customer), &index);
    }
    const struct plan_token *first = plan_reader_take(reader);
    if (plan_token_is(first, "partner") || plan_token_is(first, "recruiter")) {
        return plan_reader_take_word(reader, about_partner, PLAN_COUNT_OF(about_partner), &index);
    }
    if (plan_token_is(first, "order")) {
        return plan_reader_take_word(reader, about_order, PLAN_COUNT_OF(about_order), &index);
    }
    if (plan_token_is(first, "payment") || plan_token_is(first, "month")) {
        return plan_reader_take_word(reader, number, 1, &index);
    }
    struct text shown = plan_token_shown(reader->arena, first);
    return plan_reader_refuse(reader, first, plan_reader_nearest(reader, first->text, firsts, PLAN_COUNT_OF(firsts)),
                              PLAN_SAYS(CONDITION_EXPECTED), TEXT_PRINT(shown));
}

// Operators.

static enum rc take_operator(struct plan_builder *builder, enum plan_operator *ret_op)
{
    static const char *const words[] = {"is", "in", "not", "contains", "does", "starts", "ends"};
    static const enum plan_operator ops[] = {PLAN_IS,           PLAN_IN,          PLAN_NOT_IN,   PLAN_CONTAINS,
                                             PLAN_NOT_CONTAINS, PLAN_STARTS_WITH, PLAN_ENDS_WITH};
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    size_t index = 0;
    if (is_symbol(token, ret_op)) {
        (void)plan_reader_take(reader);
        return RC_OK;
    }
    if (token->kind == PLAN_TOKEN_WORD && token->text.n > 0 && strchr("=<>!", token->text.p[0]) != NULL) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(SPACE_BEHIND_SIGN));
    }
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    *ret_op = ops[index];
    if (*ret_op == PLAN_IS) {
        if (plan_reader_skip(reader, "not")) {
            *ret_op = PLAN_IS_NOT;
        }
        if (plan_token_is(plan_reader_peek(reader), "in") && plan_token_is_sign(plan_reader_peek_at(reader, 1), '(')) {
            (void)plan_reader_take(reader);
            *ret_op = *ret_op == PLAN_IS ? PLAN_IN : PLAN_NOT_IN;
        }
    } else if (*ret_op == PLAN_NOT_IN) {
        return plan_reader_take_this(reader, "in");
    } else if (*ret_op == PLAN_NOT_CONTAINS) {
        TRY(plan_reader_take_this(reader, "not"));
        return plan_reader_take_this(reader, "contain");
    } else if (*ret_op == PLAN_STARTS_WITH || *ret_op == PLAN_ENDS_WITH) {
        return plan_reader_take_this(reader, "with");
    }
    return RC_OK;
}

// Operands.

static enum rc take_number(struct plan_builder *builder, bool is_whole, int64_t *ret_number)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_take(reader);
    struct text t = token->text;
    bool is_negative = !is_whole && text_starts_with(t, TEXT("-"));
    struct text digits = text_slice(t, is_negative, SIZE_MAX);
    struct text whole = text_slice(digits, 0, text_find_char(digits, '.', 0));
    size_t fraction = 0;
    int64_t value = 0;
    if (token->kind != PLAN_TOKEN_WORD || !plan_text_is_decimal(digits, &fraction) || (is_whole && fraction > 0) ||
        fraction > NUMBER_DIGITS_MAX || int64_parse(whole, 0, 1000 * PLAN_COUNT_MAX, &value) != RC_OK) {
        struct text shown = plan_token_shown(reader->arena, token);
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(NUMBER_EXPECTED),
                                  is_whole ? "whole number" : "number", (long long)(1000 * PLAN_COUNT_MAX),
                                  TEXT_PRINT(shown));
    }
    value *= NUMBER_MICRO;
    int64_t place = NUMBER_MICRO;
    for (size_t i = digits.n - fraction; i < digits.n; i++) {
        place /= 10;
        value += (digits.p[i] - '0') * place;
    }
    *ret_number = is_negative ? -value : value;
    return RC_OK;
}

static enum rc take_text(struct plan_builder *builder, enum field_type type, struct text *ret_value)
{
    static const char *const states[] = {"new", "returning"};
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    if (type == FIELD_STATE) {
        size_t index = 0;
        TRY(plan_reader_take_word(reader, states, PLAN_COUNT_OF(states), &index));
        *ret_value = text_of(states[index]);
        return RC_OK;
    }
    TRY(plan_take_name(builder, "value", ret_value));
    if (type == FIELD_COUNTRY && (ret_value->n != 2 || (ret_value->p[0] & 0x80) != 0)) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(COUNTRY_LETTERS));
    }
    return RC_OK;
}

struct operands {
    struct text *values;
    int64_t *numbers;
    size_t count;
};

static enum rc take_operand(struct plan_builder *builder, enum field_type type, struct plan_expression *test,
                            struct operands *operands)
{
    struct arena *arena = builder->reader.arena;
    size_t i = operands->count;
    if (!test->is_number) {
        operands->values = plan_list_room(arena, operands->values, i, sizeof(struct text));
        TRY(take_text(builder, test->op <= PLAN_NOT_IN ? type : FIELD_TEXT, &operands->values[i]));
        operands->count++;
        return RC_OK;
    }
    operands->numbers = plan_list_room(arena, operands->numbers, i, sizeof(int64_t));
    if (type == FIELD_DATE) {
        TRY(plan_take_day(builder, &operands->numbers[i]));
    } else if (type == FIELD_MONEY) {
        struct money money;
        TRY(plan_take_money(builder, "sum", &money));
        operands->numbers[i] = money.minor;
    } else {
        TRY(take_number(builder, type == FIELD_NUMBER, &operands->numbers[i]));
    }
    operands->count++;
    return RC_OK;
}

static enum rc take_operands(struct plan_builder *builder, enum field_type type, struct plan_expression *test)
{
    struct plan_reader *reader = &builder->reader;
    struct operands operands = {.count = 0};
    bool is_list = test->op == PLAN_IN || test->op == PLAN_NOT_IN;
    if (is_list) {
        TRY(plan_reader_take_sign(reader, '('));
    }
    do {
        const struct plan_token *token = plan_reader_peek(reader);
        TRY(take_operand(builder, type, test, &operands));
        if (operands.count > LIST_MAX) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(LIST_TOO_LONG), LIST_MAX);
        }
    } while (is_list && plan_reader_skip_sign(reader, ','));
    if (is_list) {
        TRY(plan_reader_take_sign(reader, ')'));
    }
    test->values = operands.values;
    test->numbers = operands.numbers;
    test->value_count = operands.count;
    return RC_OK;
}

// One name for what can be said in two ways; and what a type cannot be asked.
static enum rc settle_operator(struct plan_builder *builder, const struct plan_token *token, enum field_type type,
                               struct plan_expression *test)
{
    bool is_ordering = test->op >= PLAN_LESS;
    bool is_text_only = test->op >= PLAN_CONTAINS && test->op <= PLAN_ENDS_WITH;
    bool is_equality = test->op == PLAN_EQUAL || test->op == PLAN_NOT_EQUAL;
    struct plan_reader *reader = &builder->reader;
    if (type == FIELD_ANY) {
        const struct plan_token *operand = plan_reader_peek(reader);
        struct text digits = text_slice(operand->text, text_starts_with(operand->text, TEXT("-")), SIZE_MAX);
        size_t fraction = 0;
        test->is_number =
            is_ordering || (is_equality && operand->kind == PLAN_TOKEN_WORD && plan_text_is_decimal(digits, &fraction));
    } else {
        test->is_number = type == FIELD_NUMBER || type == FIELD_MONEY || type == FIELD_DATE;
    }
    if (test->is_number && is_text_only) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(COMPARE_NUMBER), plan_field_words(test->field));
    }
    if (!test->is_number && is_ordering) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(COMPARE_TEXT), plan_field_words(test->field));
    }
    if (type == FIELD_STATE && test->op != PLAN_IS && test->op != PLAN_IS_NOT && !is_equality) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(COMPARE_CUSTOMER));
    }
    if (test->is_number && (test->op == PLAN_IS || test->op == PLAN_IS_NOT)) {
        test->op = test->op == PLAN_IS ? PLAN_EQUAL : PLAN_NOT_EQUAL;
    } else if (!test->is_number && is_equality) {
        test->op = test->op == PLAN_EQUAL ? PLAN_IS : PLAN_IS_NOT;
    }
    return RC_OK;
}

static struct plan_expression *new_node(struct plan_builder *builder, enum plan_node node,
                                        const struct plan_expression *left, const struct plan_expression *right)
{
    struct plan_expression *expression = arena_one(builder->reader.arena, struct plan_expression);
    *expression = (struct plan_expression){.node = node, .left = left, .right = right};
    return expression;
}

static enum rc take_test(struct plan_builder *builder, enum plan_place place,
                         const struct plan_expression **ret_expression)
{
    struct plan_reader *reader = &builder->reader;
    struct plan_expression *test = new_node(builder, PLAN_TEST, NULL, NULL);
    const struct plan_token *first = plan_reader_peek(reader);
    TRY(take_field(builder, &test->field));
    if (!is_known_in(test->field, place)) {
        return refuse_field(builder, first, test->field, place);
    }
    if (test->field == PLAN_METADATA) {
        TRY(plan_take_name(builder, "name of the metadata", &test->key));
    }
    enum field_type type = fields[test->field].type;
    const struct plan_token *op = plan_reader_peek(reader);
    TRY(take_operator(builder, &test->op));
    TRY(settle_operator(builder, op, type, test));
    *ret_expression = test;
    return take_operands(builder, type, test);
}

// Items: the operator may be left out. A name that could be an operator stands between quotation marks.

static bool is_item_operator(const struct plan_reader *reader)
{
    static const char *const words[] = {"is", "contains", "does", "starts", "ends", "=", "<>", "!="};
    const struct plan_token *token = plan_reader_peek(reader);
    const struct plan_token *next = plan_reader_peek_at(reader, 1);
    for (size_t i = 0; i < PLAN_COUNT_OF(words); i++) {
        if (plan_token_is(token, words[i])) {
            return next->kind == PLAN_TOKEN_WORD || next->kind == PLAN_TOKEN_QUOTED;
        }
    }
    return (plan_token_is(token, "in") && plan_token_is_sign(next, '(')) ||
           (plan_token_is(token, "not") && plan_token_is(next, "in"));
}

static enum rc take_item(struct plan_builder *builder, const struct plan_expression **ret_expression)
{
    static const char *const words[] = {"kind", "sku", "category", "service"};
    struct plan_reader *reader = &builder->reader;
    struct plan_expression *test = new_node(builder, PLAN_TEST, NULL, NULL);
    size_t index = 0;
    TRY(plan_reader_take_word(reader, words, PLAN_COUNT_OF(words), &index));
    bool is_service = index == 3;
    test->field = is_service ? PLAN_ITEM_CATEGORY : (enum plan_field)(PLAN_ITEM_KIND + index);
    test->op = PLAN_IS;
    *ret_expression = test;
    if (!is_service && is_item_operator(reader)) {
        const struct plan_token *op = plan_reader_peek(reader);
        TRY(take_operator(builder, &test->op));
        TRY(settle_operator(builder, op, FIELD_TEXT, test));
        return take_operands(builder, FIELD_TEXT, test);
    }
    struct text *name = arena_many(reader->arena, struct text, 2);
    static const char *const names[] = {"product kind", "sku", "category", "service's name"};
    TRY(plan_take_name(builder, names[index], name));
    test->values = name;
    test->value_count = 1;
    if (is_service) {
        struct plan_expression *kind = new_node(builder, PLAN_TEST, NULL, NULL);
        name[1] = TEXT("service");
        *kind = (struct plan_expression){
            .node = PLAN_TEST, .field = PLAN_ITEM_KIND, .op = PLAN_IS, .values = name + 1, .value_count = 1};
        *ret_expression = new_node(builder, PLAN_AND, kind, test);
    }
    return RC_OK;
}

// and, or, not.

struct terms {
    const struct plan_expression *list[TERMS_MAX];
    size_t count;
};

// What a chain is made of; a chain of the same word within it is part of it.
static bool add_terms(struct terms *terms, enum plan_node node, const struct plan_expression *expression)
{
    if (expression->node == node) {
        return add_terms(terms, node, expression->left) && add_terms(terms, node, expression->right);
    }
    if (terms->count == TERMS_MAX) {
        return false;
    }
    terms->list[terms->count++] = expression;
    return true;
}

static const struct plan_expression *folded(struct plan_builder *builder, enum plan_node node,
                                            const struct plan_expression *const *list, size_t count)
{
    if (count == 1) {
        return list[0];
    }
    size_t half = count / 2;
    const struct plan_expression *left = folded(builder, node, list, half);
    return new_node(builder, node, left, folded(builder, node, list + half, count - half));
}

// items: place is not looked at.
struct context {
    bool is_items;
    enum plan_place place;
    int depth;
};

static enum rc take_chain(struct plan_builder *builder, struct context context, enum plan_node node,
                          const struct plan_expression **ret_expression);

static enum rc take_unary(struct plan_builder *builder, struct context context,
                          const struct plan_expression **ret_expression)
{
    struct plan_reader *reader = &builder->reader;
    const struct plan_token *token = plan_reader_peek(reader);
    bool is_not = plan_token_is(token, "not");
    if (!is_not && !plan_token_is_sign(token, '(')) {
        return context.is_items ? take_item(builder, ret_expression)
                                : take_test(builder, context.place, ret_expression);
    }
    (void)plan_reader_take(reader);
    if (++context.depth > PLAN_DEPTH_MAX) {
        return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TOO_DEEP), PLAN_DEPTH_MAX);
    }
    if (is_not) {
        const struct plan_expression *denied = NULL;
        TRY(take_unary(builder, context, &denied));
        *ret_expression = new_node(builder, PLAN_NOT, denied, NULL);
        return RC_OK;
    }
    TRY(take_chain(builder, context, PLAN_OR, ret_expression));
    return plan_reader_take_sign(reader, ')');
}

// A chain of "or", whose terms are chains of "and".
static enum rc take_chain(struct plan_builder *builder, struct context context, enum plan_node node,
                          const struct plan_expression **ret_expression)
{
    struct plan_reader *reader = &builder->reader;
    struct terms terms = {.count = 0};
    const struct plan_token *token = NULL;
    do {
        const struct plan_expression *term = NULL;
        token = plan_reader_peek(reader);
        TRY(node == PLAN_OR ? take_chain(builder, context, PLAN_AND, &term) : take_unary(builder, context, &term));
        if (!add_terms(&terms, node, term)) {
            return plan_reader_refuse(reader, token, TEXT_NONE, PLAN_SAYS(TOO_MANY_TESTS), TERMS_MAX);
        }
    } while (plan_reader_skip(reader, node == PLAN_OR ? "or" : "and"));
    *ret_expression = folded(builder, node, terms.list, terms.count);
    return RC_OK;
}

enum rc plan_take_condition(struct plan_builder *builder, enum plan_place place,
                            const struct plan_expression **ret_expression)
{
    return take_chain(builder, (struct context){.place = place}, PLAN_OR, ret_expression);
}

enum rc plan_take_items(struct plan_builder *builder, const struct plan_expression **ret_expression)
{
    return take_chain(builder, (struct context){.is_items = true}, PLAN_OR, ret_expression);
}

enum rc plan_take_when(struct plan_builder *builder, enum plan_place place, bool is_unless,
                       const struct plan_expression **condition)
{
    const struct plan_expression *said = NULL;
    TRY(plan_take_condition(builder, place, &said));
    if (is_unless) {
        said = new_node(builder, PLAN_NOT, said, NULL);
    }
    if (*condition == NULL) {
        *condition = said;
        return RC_OK;
    }
    struct terms terms = {.count = 0};
    if (!add_terms(&terms, PLAN_AND, *condition) || !add_terms(&terms, PLAN_AND, said)) {
        return plan_reader_refuse(&builder->reader, NULL, TEXT_NONE, PLAN_SAYS(TOO_MANY_TESTS), TERMS_MAX);
    }
    *condition = folded(builder, PLAN_AND, terms.list, terms.count);
    return RC_OK;
}

enum rc plan_take_fact(struct plan_builder *builder, struct plan_fact *ret_fact)
{
    struct plan_reader *reader = &builder->reader;
    struct plan_fact fact = {.field = PLAN_FIELD_COUNT};
    const struct plan_token *first = plan_reader_peek(reader);
    TRY(take_field(builder, &fact.field));
    if (fact.field == PLAN_ORDER_AMOUNT || fact.field >= PLAN_ITEM_KIND) {
        return plan_reader_refuse(reader, first, TEXT_NONE, PLAN_SAYS(STANDS_BEFORE),
                                  fact.field == PLAN_ORDER_AMOUNT ? "the amount" : "an item", builder->currency.code);
    }
    if (fact.field == PLAN_METADATA) {
        TRY(plan_take_name(builder, "name of the metadata", &fact.key));
    }
    if (!plan_reader_skip(reader, "=")) {
        TRY(plan_reader_take_this(reader, "is"));
    }
    enum field_type type = fields[fact.field].type;
    fact.is_number = type == FIELD_NUMBER || type == FIELD_DATE;
    *ret_fact = fact;
    if (type == FIELD_DATE) {
        return plan_take_day(builder, &ret_fact->number);
    }
    return fact.is_number ? take_number(builder, /* is_whole= */ true, &ret_fact->number)
                          : take_text(builder, type, &ret_fact->value);
}

bool plan_expression_equal(const struct plan_expression *a, const struct plan_expression *b)
{
    if (a == NULL || b == NULL || a->node != b->node) {
        return a == b;
    }
    if (a->node != PLAN_TEST) {
        return plan_expression_equal(a->left, b->left) && plan_expression_equal(a->right, b->right);
    }
    if (a->field != b->field || a->op != b->op || a->is_number != b->is_number || a->value_count != b->value_count ||
        !text_equal(a->key, b->key)) {
        return false;
    }
    for (size_t i = 0; i < a->value_count; i++) {
        if (a->is_number ? a->numbers[i] != b->numbers[i] : !text_equal_ignore_case(a->values[i], b->values[i])) {
            return false;
        }
    }
    return true;
}
