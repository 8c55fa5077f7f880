// SPDX-License-Identifier: Apache-2.0
// Conditions on facts; see plan_match.h.
#include "commission/plan_match.h"

#include <string.h>

#include "core/bug.h"

#define MILLIONTHS ((int64_t)1000000)
#define DECIMALS_MAX 6

int64_t plan_order_quantity(const struct derive_facts *facts)
{
    int64_t sum = 0;
    for (size_t i = 0; i < facts->item_count; i++) {
        sum += facts->items[i].quantity > 0 ? facts->items[i].quantity : 1;
    }
    return facts->item_count == 0 ? -1 : sum;
}

static struct text metadata_value(const struct derive_facts *facts, struct text key)
{
    for (size_t i = 0; i < facts->metadata_count; i++) {
        if (text_equal_ignore_case(facts->metadata[i].name, key)) {
            return facts->metadata[i].value;
        }
    }
    return TEXT_NONE;
}

// A decimal of at most six digits after the point in millionths; what is longer is no number here.
static bool millionths_of(struct text t, int64_t *ret_number)
{
    bool is_negative = text_starts_with(t, TEXT("-"));
    struct text digits = text_slice(t, is_negative, SIZE_MAX);
    size_t point = text_find_char(digits, '.', 0);
    size_t fraction_count = point == SIZE_MAX ? 0 : digits.n - point - 1;
    size_t whole_count = digits.n - fraction_count - (point != SIZE_MAX);
    if (whole_count == 0 || whole_count > 12 || fraction_count > DECIMALS_MAX ||
        (point != SIZE_MAX && fraction_count == 0)) {
        return false;
    }
    int64_t number = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (i == point) {
            continue;
        }
        if (digits.p[i] < '0' || digits.p[i] > '9') {
            return false;
        }
        number = number * 10 + (digits.p[i] - '0');
    }
    for (size_t i = fraction_count; i < DECIMALS_MAX; i++) {
        number *= 10;
    }
    *ret_number = is_negative ? -number : number;
    return true;
}

static struct text partner_text(const struct derive_partner *partner, enum plan_field field)
{
    if (partner == NULL) {
        return TEXT_NONE;
    }
    switch ((int)field) {
    case PLAN_PARTNER_TYPE:
    case PLAN_RECRUITER_TYPE:
        return partner->type;
    case PLAN_PARTNER_LEVEL:
    case PLAN_RECRUITER_LEVEL:
        return partner->level;
    case PLAN_PARTNER_SEGMENT:
    case PLAN_RECRUITER_SEGMENT:
        return partner->segment;
    case PLAN_PARTNER_COUNTRY:
    case PLAN_RECRUITER_COUNTRY:
        return partner->country;
    default:
        return partner->code;
    }
}

static struct text customer_text(const struct derive_facts *facts)
{
    if (!facts->is_customer_known) {
        return TEXT_NONE;
    }
    return facts->is_customer_new ? TEXT("new") : TEXT("returning");
}

static struct text item_text(const struct derive_item *item, enum plan_field field)
{
    if (item == NULL) {
        return TEXT_NONE;
    }
    if (field == PLAN_ITEM_KIND) {
        return item->kind;
    }
    return field == PLAN_ITEM_SKU ? item->sku : item->category;
}

static struct text text_fact(const struct plan_expression *test, const struct plan_match *match)
{
    const struct derive_facts *facts = match->facts;
    switch ((int)test->field) {
    case PLAN_PARTNER_TYPE:
    case PLAN_PARTNER_LEVEL:
    case PLAN_PARTNER_SEGMENT:
    case PLAN_PARTNER_COUNTRY:
    case PLAN_PARTNER_CODE:
        return partner_text(&facts->partner, test->field);
    case PLAN_RECRUITER_TYPE:
    case PLAN_RECRUITER_LEVEL:
    case PLAN_RECRUITER_SEGMENT:
    case PLAN_RECRUITER_COUNTRY:
    case PLAN_RECRUITER_CODE:
        return partner_text(match->recruiter, test->field);
    case PLAN_CUSTOMER:
        return customer_text(facts);
    case PLAN_CUSTOMER_COUNTRY:
        return facts->customer_country;
    case PLAN_COUPON:
        return facts->coupon;
    case PLAN_COUNTRY:
        return facts->country;
    case PLAN_DEVICE:
        return facts->device;
    case PLAN_SOURCE:
        return facts->source;
    case PLAN_METADATA:
        return metadata_value(facts, test->key);
    case PLAN_ITEM_KIND:
    case PLAN_ITEM_SKU:
    case PLAN_ITEM_CATEGORY:
        return item_text(match->item, test->field);
    default:
        return TEXT_NONE;
    }
}

static bool days_of(const struct derive_facts *facts, const struct derive_partner *partner, int64_t *ret_number)
{
    if (partner == NULL || partner->enrolled_day == INT64_MIN) {
        return false;
    }
    int64_t days = facts->local_day - partner->enrolled_day;
    *ret_number = (days < 0 ? 0 : days) * MILLIONTHS;
    return true;
}

static bool counted(int64_t count, int64_t *ret_number)
{
    *ret_number = (count < INT64_MAX / MILLIONTHS ? count : INT64_MAX / MILLIONTHS) * MILLIONTHS;
    return count > 0;
}

// In the unit of the test's numbers: millionths, minor units or days. False when it is not known.
static bool number_fact(const struct plan_expression *test, const struct plan_match *match, int64_t *ret_number)
{
    const struct derive_facts *facts = match->facts;
    switch ((int)test->field) {
    case PLAN_PARTNER_DAYS:
        return days_of(facts, &facts->partner, ret_number);
    case PLAN_RECRUITER_DAYS:
        return days_of(facts, match->recruiter, ret_number);
    case PLAN_ORDER_AMOUNT:
        *ret_number = facts->amount.minor;
        return true;
    case PLAN_ORDER_QUANTITY:
        return counted(plan_order_quantity(facts), ret_number);
    case PLAN_PAYMENT_NUMBER:
        return counted(facts->payment_number, ret_number);
    case PLAN_MONTH_NUMBER:
        return counted(facts->month_number, ret_number);
    case PLAN_DATE:
        *ret_number = facts->local_day;
        return true;
    case PLAN_METADATA:
        return millionths_of(metadata_value(facts, test->key), ret_number);
    default:
        return false;
    }
}

static bool contains_ignore_case(struct text t, struct text needle)
{
    for (size_t at = 0; at + needle.n <= t.n; at++) {
        if (text_equal_ignore_case(text_slice(t, at, at + needle.n), needle)) {
            return true;
        }
    }
    return false;
}

static bool text_holds(enum plan_operator op, struct text fact, struct text value)
{
    switch ((int)op) {
    case PLAN_CONTAINS:
    case PLAN_NOT_CONTAINS:
        return contains_ignore_case(fact, value);
    case PLAN_STARTS_WITH:
        return fact.n >= value.n && text_equal_ignore_case(text_slice(fact, 0, value.n), value);
    case PLAN_ENDS_WITH:
        return fact.n >= value.n && text_equal_ignore_case(text_slice(fact, fact.n - value.n, SIZE_MAX), value);
    default:
        return text_equal_ignore_case(fact, value);
    }
}

static bool number_holds(enum plan_operator op, int64_t fact, int64_t value)
{
    switch ((int)op) {
    case PLAN_LESS:
        return fact < value;
    case PLAN_AT_MOST:
        return fact <= value;
    case PLAN_MORE:
        return fact > value;
    case PLAN_AT_LEAST:
        return fact >= value;
    default:
        return fact == value;
    }
}

static bool is_contrary(enum plan_operator op)
{
    return op == PLAN_IS_NOT || op == PLAN_NOT_IN || op == PLAN_NOT_CONTAINS || op == PLAN_NOT_EQUAL;
}

static bool test_holds(const struct plan_expression *test, const struct plan_match *match)
{
    bool is_any = false;
    int64_t number = 0;
    if (test->is_number) {
        bool is_known = number_fact(test, match, &number);
        for (size_t i = 0; is_known && i < test->value_count && !is_any; i++) {
            is_any = number_holds(test->op, number, test->numbers[i]);
        }
        return is_any != is_contrary(test->op);
    }
    struct text fact = text_fact(test, match);
    for (size_t i = 0; !text_is_empty(fact) && i < test->value_count && !is_any; i++) {
        is_any = text_holds(test->op, fact, test->values[i]);
    }
    return is_any != is_contrary(test->op);
}

static bool evaluate(const struct plan_expression *expression, const struct plan_match *match, bool wanted,
                     const struct plan_expression **ret_failed)
{
    bool holds = false;
    switch (expression->node) {
    case PLAN_AND:
        return evaluate(expression->left, match, wanted, ret_failed) &&
               evaluate(expression->right, match, wanted, ret_failed);
    case PLAN_OR:
        return evaluate(expression->left, match, wanted, ret_failed) ||
               evaluate(expression->right, match, wanted, ret_failed);
    case PLAN_NOT:
        return !evaluate(expression->left, match, !wanted, ret_failed);
    case PLAN_TEST:
        holds = test_holds(expression, match);
        *ret_failed = holds != wanted ? expression : *ret_failed;
        return holds;
    }
    BUG_ON(true);
}

bool plan_match(const struct plan_expression *expression, const struct plan_match *match,
                const struct plan_expression **ret_failed)
{
    return expression == NULL || evaluate(expression, match, /* wanted= */ true, ret_failed);
}

static struct text millionths_text(struct arena *arena, int64_t number)
{
    int64_t whole = number / MILLIONTHS;
    int64_t fraction = number % MILLIONTHS;
    if (fraction == 0) {
        return text_format(arena, "%lld", (long long)whole);
    }
    struct text t = text_format(arena, "%s%lld.%06lld", number < 0 ? "-" : "", (long long)(whole < 0 ? -whole : whole),
                                (long long)(fraction < 0 ? -fraction : fraction));
    while (t.p[t.n - 1] == '0') {
        t.n--;
    }
    return t;
}

static struct text number_text(struct arena *arena, enum plan_field field, int64_t number, struct currency currency)
{
    if (field == PLAN_ORDER_AMOUNT) {
        return money_text(arena, (struct money){.minor = number, .currency = currency});
    }
    if (field == PLAN_DATE) {
        return instant_date_text(arena, (struct instant){.ms = number * DAY_MS});
    }
    return millionths_text(arena, number);
}

struct text plan_match_actual(struct arena *arena, const struct plan_expression *test, const struct plan_match *match)
{
    int64_t number = 0;
    if (!test->is_number) {
        struct text fact = text_fact(test, match);
        return text_is_empty(fact) ? TEXT_NONE : fact;
    }
    return number_fact(test, match, &number) ? number_text(arena, test->field, number, match->facts->currency)
                                             : TEXT_NONE;
}

struct text *plan_match_values(struct arena *arena, const struct plan_expression *test, struct currency currency)
{
    struct text *values = arena_many(arena, struct text, test->value_count);
    for (size_t i = 0; i < test->value_count; i++) {
        values[i] = test->is_number ? number_text(arena, test->field, test->numbers[i], currency) : test->values[i];
    }
    return values;
}

const char *plan_field_code(enum plan_field field)
{
    static const char *const codes[PLAN_FIELD_COUNT] = {
        [PLAN_PARTNER_TYPE] = "partner_type",
        [PLAN_PARTNER_LEVEL] = "partner_level",
        [PLAN_PARTNER_SEGMENT] = "partner_segment",
        [PLAN_PARTNER_COUNTRY] = "partner_country",
        [PLAN_PARTNER_CODE] = "partner_code",
        [PLAN_PARTNER_DAYS] = "partner_days",
        [PLAN_RECRUITER_TYPE] = "recruiter_type",
        [PLAN_RECRUITER_LEVEL] = "recruiter_level",
        [PLAN_RECRUITER_SEGMENT] = "recruiter_segment",
        [PLAN_RECRUITER_COUNTRY] = "recruiter_country",
        [PLAN_RECRUITER_CODE] = "recruiter_code",
        [PLAN_RECRUITER_DAYS] = "recruiter_days",
        [PLAN_CUSTOMER] = "customer",
        [PLAN_CUSTOMER_COUNTRY] = "customer_country",
        [PLAN_COUPON] = "coupon",
        [PLAN_COUNTRY] = "country",
        [PLAN_DEVICE] = "device",
        [PLAN_SOURCE] = "source",
        [PLAN_ORDER_AMOUNT] = "order_amount",
        [PLAN_ORDER_QUANTITY] = "order_quantity",
        [PLAN_PAYMENT_NUMBER] = "payment_number",
        [PLAN_MONTH_NUMBER] = "month_number",
        [PLAN_DATE] = "date",
        [PLAN_METADATA] = "metadata",
        [PLAN_ITEM_KIND] = "item_kind",
        [PLAN_ITEM_SKU] = "item_sku",
        [PLAN_ITEM_CATEGORY] = "item_category",
    };
    BUG_ON((size_t)field >= PLAN_FIELD_COUNT);
    return codes[field];
}

const char *plan_operator_code(enum plan_operator op)
{
    static const char *const codes[] = {
        [PLAN_IS] = "is",
        [PLAN_IS_NOT] = "is_not",
        [PLAN_IN] = "in",
        [PLAN_NOT_IN] = "not_in",
        [PLAN_CONTAINS] = "contains",
        [PLAN_NOT_CONTAINS] = "does_not_contain",
        [PLAN_STARTS_WITH] = "starts_with",
        [PLAN_ENDS_WITH] = "ends_with",
        [PLAN_EQUAL] = "=",
        [PLAN_NOT_EQUAL] = "<>",
        [PLAN_LESS] = "<",
        [PLAN_AT_MOST] = "<=",
        [PLAN_MORE] = ">",
        [PLAN_AT_LEAST] = ">=",
    };
    BUG_ON((size_t)op >= sizeof(codes) / sizeof(codes[0]));
    return codes[op];
}

bool plan_field_of_code(struct text code, enum plan_field *ret_field)
{
    for (int i = 0; i < PLAN_FIELD_COUNT; i++) {
        if (text_equal(code, text_of(plan_field_code((enum plan_field)i)))) {
            *ret_field = (enum plan_field)i;
            return true;
        }
    }
    return false;
}

bool plan_operator_of_code(struct text code, enum plan_operator *ret_op)
{
    for (int i = PLAN_IS; i <= PLAN_AT_LEAST; i++) {
        if (text_equal(code, text_of(plan_operator_code((enum plan_operator)i)))) {
            *ret_op = (enum plan_operator)i;
            return true;
        }
    }
    return false;
}
