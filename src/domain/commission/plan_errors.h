// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a plan's text: a code that programs may rely on, and its sentence in English, in which the
// arguments stand as printf takes them. Pages say it in the reader's language (web/component/plan_error_words.c).
#pragma once

#define PLAN_ERRORS(ERROR)     \
    ERROR(RULE_NAME_TOO_LONG)  \
    ERROR(LINE_BEGINS)         \
    ERROR(PAYS_NOTHING)        \
    ERROR(NO_TARIFF)           \
    ERROR(PLAN_TOO_LONG)       \
    ERROR(DISCOUNT_IS_PERCENT) \
    ERROR(INSTEAD_OF_IN_PLAN)  \
    ERROR(NO_SUCH_RULE)        \
    ERROR(INSTEAD_OF_OTHER)    \
    ERROR(FIELD_NOT_HERE)      \
    ERROR(CONDITION_EXPECTED)  \
    ERROR(SPACE_BEHIND_SIGN)   \
    ERROR(NUMBER_EXPECTED)     \
    ERROR(COUNTRY_LETTERS)     \
    ERROR(LIST_TOO_LONG)       \
    ERROR(COMPARE_NUMBER)      \
    ERROR(COMPARE_TEXT)        \
    ERROR(COMPARE_CUSTOMER)    \
    ERROR(TOO_DEEP)            \
    ERROR(TOO_MANY_TESTS)      \
    ERROR(STANDS_BEFORE)       \
    ERROR(TOO_MANY_FACTS)      \
    ERROR(ITEM_TWICE)          \
    ERROR(VOLUME_OF_GOAL)      \
    ERROR(VOLUME_TWICE)        \
    ERROR(POSITION)            \
    ERROR(STATED_TWICE)        \
    ERROR(EARNS_TWICE)         \
    ERROR(NOT_UTF8)            \
    ERROR(CONTROL_CHARACTER)   \
    ERROR(QUOTE_OPEN)          \
    ERROR(LINE_TOO_LONG)       \
    ERROR(EXPECTED)            \
    ERROR(EXPECTED_SIGN)       \
    ERROR(CLAUSE_COMPLETE)     \
    ERROR(LEVEL_PAYS)          \
    ERROR(LEVEL_TWICE)         \
    ERROR(PERIOD_EXPECTED)     \
    ERROR(TARGET_ZERO)         \
    ERROR(BEYOND_ABOVE)        \
    ERROR(BANDS_ASCEND)        \
    ERROR(EVENT_EXPECTED)      \
    ERROR(ITEMS_TWICE)         \
    ERROR(TERM_EXPECTED)       \
    ERROR(TERM_TWICE)          \
    ERROR(MONTHS_MOST)         \
    ERROR(CHURN_TWICE)         \
    ERROR(LAST_DAY_TWICE)      \
    ERROR(LAST_DAY_EARLY)      \
    ERROR(FIRST_DAY_TWICE)     \
    ERROR(FIRST_DAY_LATE)      \
    ERROR(HOLD_TWICE)          \
    ERROR(AT_TWICE)            \
    ERROR(AT_LEAST_MORE)       \
    ERROR(INSTEAD_OF_TWICE)    \
    ERROR(TIER_GOAL)           \
    ERROR(TIERS_DIFFER)        \
    ERROR(TIERS_ASCEND)        \
    ERROR(TIER_ZERO)           \
    ERROR(TIER_PERCENT)        \
    ERROR(CLICK_PERCENT)       \
    ERROR(CLICK_PRODUCTS)      \
    ERROR(CLICK_CONDITIONS)    \
    ERROR(CLICK_ALSO)          \
    ERROR(SLICES_PERCENT)      \
    ERROR(RULE_TWICE)          \
    ERROR(RULE_NAME_TAKEN)     \
    ERROR(ALREADY_STATED)      \
    ERROR(CAP_DIGITS)          \
    ERROR(SHARES_SUM)          \
    ERROR(DISCOUNT_CONDITION)  \
    ERROR(PROMISE_TWICE)       \
    ERROR(TOO_MANY)            \
    ERROR(BELOW_ZERO)          \
    ERROR(NOT_A_NUMBER)        \
    ERROR(SPACE_CURRENCY)      \
    ERROR(AMOUNT_EXPECTED)     \
    ERROR(PERCENT_DIGITS)      \
    ERROR(PERCENT_MOST)        \
    ERROR(OTHER_CURRENCY)      \
    ERROR(PERCENT_SIGN)        \
    ERROR(CURRENCY_EXPECTED)   \
    ERROR(SUM_DIGITS)          \
    ERROR(SUM_TOO_LARGE)       \
    ERROR(PERCENT_HERE)        \
    ERROR(SUM_HERE)            \
    ERROR(MONEY_DIGITS)        \
    ERROR(COUNT_EXPECTED)      \
    ERROR(NAME_EXPECTED)       \
    ERROR(NAME_TOO_LONG)       \
    ERROR(DAY_EXPECTED)        \
    ERROR(ON_CLICK)

enum plan_error_code {
#define PLAN_ERROR_CODE(name) PLAN_ERROR_##name,
    PLAN_ERRORS(PLAN_ERROR_CODE)
#undef PLAN_ERROR_CODE
        PLAN_ERROR_COUNT
};

// "NAME_TOO_LONG"
const char *plan_error_code_text(enum plan_error_code code);

#define PLAN_TEXT_RULE_NAME_TOO_LONG "the name of the rule is longer than %d bytes"
#define PLAN_TEXT_LINE_BEGINS \
    "a line begins with 'pay', 'base', 'hold', 'cap', 'level', 'bonus' or another clause, not with %.*s"
#define PLAN_TEXT_PAYS_NOTHING "the plan pays for nothing: it needs a line such as 'pay 10%% on sale'"
#define PLAN_TEXT_NO_TARIFF "the plan has no tariff: add 'tariff by' with the name of the usage, and its bands"
#define PLAN_TEXT_PLAN_TOO_LONG "a plan has at most %d bytes"
#define PLAN_TEXT_DISCOUNT_IS_PERCENT "the customer's discount is a percentage: coupons have no discount of a sum"
#define PLAN_TEXT_INSTEAD_OF_IN_PLAN "'instead of' stands in a partner's individual terms; this is the program's plan"
#define PLAN_TEXT_NO_SUCH_RULE "the program's plan has no rule of the name %.*s"
#define PLAN_TEXT_INSTEAD_OF_OTHER "the program's rule %.*s pays for another event, so this one cannot stand for it"
#define PLAN_TEXT_FIELD_NOT_HERE "'%s' is not known here: %s"
#define PLAN_TEXT_CONDITION_EXPECTED \
    "expected what the condition asks, as in 'partner level', 'country', 'order amount', found %.*s"
#define PLAN_TEXT_SPACE_BEHIND_SIGN "a space is missing behind the sign, as in '>= 10'"
#define PLAN_TEXT_NUMBER_EXPECTED "expected a %s from 0 to %lld, found %.*s"
#define PLAN_TEXT_COUNTRY_LETTERS "a country is two letters (ISO 3166-1), as in FR"
#define PLAN_TEXT_LIST_TOO_LONG "a list has at most %d values; join two by 'or'"
#define PLAN_TEXT_COMPARE_NUMBER "'%s' is a number or a day: compare it by =, <, <=, >, >="
#define PLAN_TEXT_COMPARE_TEXT "'%s' is a text: compare it by is, in, contains, starts with, ends with"
#define PLAN_TEXT_COMPARE_CUSTOMER "a customer is, or is not, new or returning"
#define PLAN_TEXT_TOO_DEEP "parentheses and nots are at most %d deep"
#define PLAN_TEXT_TOO_MANY_TESTS "a condition has at most %d tests in a row"
#define PLAN_TEXT_STANDS_BEFORE "%s stands before the facts, or as '40 %s of kind digital'"
#define PLAN_TEXT_TOO_MANY_FACTS "an example has at most %d facts of a sort"
#define PLAN_TEXT_ITEM_TWICE "the item's %s is stated twice"
#define PLAN_TEXT_VOLUME_OF_GOAL "volumes are of the example's own goal, %.*s"
#define PLAN_TEXT_VOLUME_TWICE "this volume is stated twice"
#define PLAN_TEXT_POSITION "a position is from 1st to %lldth"
#define PLAN_TEXT_STATED_TWICE "'%s' is stated twice"
#define PLAN_TEXT_EARNS_TWICE "what the same one earns is stated twice"
#define PLAN_TEXT_NOT_UTF8 "this is not UTF-8 text"
#define PLAN_TEXT_CONTROL_CHARACTER "an invisible control character stands here"
#define PLAN_TEXT_QUOTE_OPEN "the quotation mark is not closed on this line"
#define PLAN_TEXT_LINE_TOO_LONG "a line has at most %d words"
#define PLAN_TEXT_EXPECTED "expected %.*s, found %.*s"
#define PLAN_TEXT_EXPECTED_SIGN "expected '%c', found %.*s"
#define PLAN_TEXT_CLAUSE_COMPLETE "the clause is complete before %.*s; one clause a line"
#define PLAN_TEXT_LEVEL_PAYS "a level pays a percentage of the sale or of the commission, a sum, or nothing"
#define PLAN_TEXT_LEVEL_TWICE "line %d already pays level %d"
#define PLAN_TEXT_PERIOD_EXPECTED "expected the period, as in 'a month', 'in all' or 'until 2026-12-31', found %.*s"
#define PLAN_TEXT_TARGET_ZERO "a target is above zero"
#define PLAN_TEXT_BEYOND_ABOVE "nothing is left beyond 'above' in line %d"
#define PLAN_TEXT_BANDS_ASCEND "bands ascend: this one is not above that of line %d"
#define PLAN_TEXT_EVENT_EXPECTED \
    "expected 'sale', 'lead', 'goal' with its code, 'click', 'unique click' or '1000 impressions', found %.*s"
#define PLAN_TEXT_ITEMS_TWICE "the items are stated twice; join them by 'or'"
#define PLAN_TEXT_TERM_EXPECTED \
    "expected as in 'for 6 months', 'for 6 payments', 'for the first payment' or 'for life', found %.*s"
#define PLAN_TEXT_TERM_TWICE "how long the rule pays is stated twice"
#define PLAN_TEXT_MONTHS_MOST "a rule pays for at most %d months; or 'for life'"
#define PLAN_TEXT_CHURN_TWICE "'until churn' is stated twice"
#define PLAN_TEXT_LAST_DAY_TWICE "the last day is stated twice"
#define PLAN_TEXT_LAST_DAY_EARLY "the last day is before the first"
#define PLAN_TEXT_FIRST_DAY_TWICE "the first day is stated twice"
#define PLAN_TEXT_FIRST_DAY_LATE "the first day is after the last"
#define PLAN_TEXT_HOLD_TWICE "the hold is stated twice"
#define PLAN_TEXT_AT_TWICE "'at %s' is stated twice"
#define PLAN_TEXT_AT_LEAST_MORE "'at least' is more than 'at most'"
#define PLAN_TEXT_INSTEAD_OF_TWICE "'instead of' is stated twice"
#define PLAN_TEXT_TIER_GOAL "the rule pays for the goal %.*s, so its tiers count those%s"
#define PLAN_TEXT_TIERS_DIFFER \
    "all tiers of a rule share what they count, the period and 'for all'; line %d has it otherwise"
#define PLAN_TEXT_TIERS_ASCEND "tiers ascend: this one is not above that of line %d"
#define PLAN_TEXT_TIER_ZERO "a tier begins above zero"
#define PLAN_TEXT_TIER_PERCENT "a tier by sum pays a percentage of its slice; with 'for all' it may be a sum"
#define PLAN_TEXT_CLICK_PERCENT "%s has no amount to take a percentage of; pay a sum, as in 0.01 %s"
#define PLAN_TEXT_CLICK_PRODUCTS "%s has no products, so it has no kind"
#define PLAN_TEXT_CLICK_CONDITIONS \
    "clicks and impressions are summed by day, so their rules have no conditions or terms"
#define PLAN_TEXT_CLICK_ALSO "one rule pays for %s; 'also' is for conversions"
#define PLAN_TEXT_SLICES_PERCENT "a rule with tiers by sum pays a percentage of each slice"
#define PLAN_TEXT_RULE_TWICE "line %d already pays for the same"
#define PLAN_TEXT_RULE_NAME_TAKEN "line %d already has the name %.*s"
#define PLAN_TEXT_ALREADY_STATED "line %d already states the %s"
#define PLAN_TEXT_CAP_DIGITS "the cap in %s has at most %d digits after the point"
#define PLAN_TEXT_SHARES_SUM "the shares sum to %.*s%%; together they are all of the commission, 100%%"
#define PLAN_TEXT_DISCOUNT_CONDITION "the customer's discount has no condition: all partners' coupons have the same"
#define PLAN_TEXT_PROMISE_TWICE "line %d already makes such a promise"
#define PLAN_TEXT_TOO_MANY "a plan has at most %d %s"
#define PLAN_TEXT_BELOW_ZERO "%.*s is below zero"
#define PLAN_TEXT_NOT_A_NUMBER "%.*s is not a number: decimals follow a point, and there is no grouping"
#define PLAN_TEXT_SPACE_CURRENCY "a space is missing between the sum and its currency"
#define PLAN_TEXT_AMOUNT_EXPECTED "expected a number as in 10%% or 2.50 %s, found %.*s"
#define PLAN_TEXT_PERCENT_DIGITS "a percentage has at most %d digits after the point"
#define PLAN_TEXT_PERCENT_MOST "a percentage is at most 100"
#define PLAN_TEXT_OTHER_CURRENCY "the program pays in %s, not in %s"
#define PLAN_TEXT_PERCENT_SIGN "a percentage is written with the sign %%"
#define PLAN_TEXT_CURRENCY_EXPECTED "expected '%%' or the program's currency %s after the number, found %.*s"
#define PLAN_TEXT_SUM_DIGITS "a sum in %s has at most %d digits after the point"
#define PLAN_TEXT_SUM_TOO_LARGE "the sum is too large"
#define PLAN_TEXT_PERCENT_HERE "a percentage stands here, as in 10%%"
#define PLAN_TEXT_SUM_HERE "a sum stands here, as in 2.50 %s"
#define PLAN_TEXT_MONEY_DIGITS "the %s in %s has at most %d digits after the point"
#define PLAN_TEXT_COUNT_EXPECTED "expected a whole %s from %lld to %lld, found %.*s"
#define PLAN_TEXT_NAME_EXPECTED "expected the %s, found %.*s"
#define PLAN_TEXT_NAME_TOO_LONG "the %s is longer than %d bytes"
#define PLAN_TEXT_DAY_EXPECTED "expected a day that exists, as in 2026-11-30, found %.*s"
#define PLAN_TEXT_ON_CLICK "clicks are paid by 'on click' or 'on unique click'"

// Code and sentence, for plan_reader_refuse.
#define PLAN_SAYS(code) PLAN_ERROR_##code, PLAN_TEXT_##code
