// SPDX-License-Identifier: Apache-2.0
// The sentences of explanations in each language, private to this folder. A template holds {name} for a value and
// {name:one|other} for the form of a word by the number under that name: two forms in English and French, three in
// Russian (one|few|many), one in Japanese. docs/: Unicode CLDR plural rules.
#pragma once

#include "commission/explain.h"
#include "commission/plan.h"

enum explain_words {
    WORDS_EVENT,
    WORDS_EXCHANGE,
    WORDS_DISCOUNT,
    WORDS_REFUND,
    WORDS_EVIDENCE_USED,
    WORDS_EVIDENCE_REFUSED,
    WORDS_EVIDENCE_REFUSED_AT,
    WORDS_EVIDENCE_OUTSIDE,
    WORDS_MODEL_LAST,
    WORDS_MODEL_FIRST,
    WORDS_WINDOW,
    WORDS_WINDOW_LIFE,
    WORDS_PLAN,
    WORDS_PLAN_INDIVIDUAL,
    WORDS_RULE,
    WORDS_RULE_NO_KIND,
    WORDS_RULE_NOTHING_LEFT,
    WORDS_RULE_OVERRIDDEN,
    WORDS_RULE_OTHER_GOAL,
    WORDS_BASE_AFTER,
    WORDS_BASE_BEFORE,
    WORDS_PERCENT,
    WORDS_FIXED,
    WORDS_FIXED_TAKEN_BACK,
    WORDS_SUM,
    WORDS_ROUND_AWAY,
    WORDS_ROUND_EVEN,
    WORDS_ROUND_NONE,
    WORDS_CAP_RATE,
    WORDS_CAP_SUM,
    WORDS_COMMISSION,
    WORDS_CLICKS,
    WORDS_CLICKS_EARNED,
    WORDS_CLICKS_ROUNDED,
    WORDS_WHY_UNATTRIBUTED,
    WORDS_WHY_NO_PLAN,
    WORDS_WHY_NO_RULE,
    WORDS_WHY_NO_KIND,
    WORDS_WHY_REJECTED,
    WORDS_WHY_REJECTED_REASON,
    WORDS_WHY_REFUNDED,
    WORDS_WHY_NO_AMOUNT,
    WORDS_WHY_CAP,
    WORDS_WHY_TOO_LITTLE,
    WORDS_WHY_ZERO,
    WORDS_LEDGER,
    WORDS_LEDGER_DEBIT,
    WORDS_LEDGER_CREDIT,
    WORDS_LEDGER_AND, // between the lines of an entry
    WORDS_HOLD,
    WORDS_HOLD_NONE,
    WORDS_HOLD_UNDECIDED,
    WORDS_DAYS,
    WORDS_HOURS,
    WORDS_MINUTES,
    WORDS_SECONDS,
    WORDS_UNITS_AND, // between days and hours
    // Words for codes; explain_words_of_code finds them.
    WORDS_CODES,
    WORDS_KIND_CLICK_ID = WORDS_CODES,
    WORDS_KIND_COUPON,
    WORDS_KIND_CUSTOMER,
    WORDS_KIND_EMAIL,
    WORDS_KIND_VISITOR,
    WORDS_NO_EVIDENCE,
    WORDS_CLICK_FORGED,
    WORDS_CLICK_UNKNOWN,
    WORDS_COUPON_UNKNOWN,
    WORDS_CUSTOMER_UNBOUND,
    WORDS_VISITOR_UNKNOWN,
    WORDS_OTHER_ADVERTISER,
    WORDS_OTHER_PROGRAM,
    WORDS_COUPON_ARCHIVED,
    WORDS_PARTNER_ARCHIVED,
    WORDS_NOT_ENROLLED,
    WORDS_AFTER_EVENT,
    WORDS_OUTSIDE_WINDOW,
    WORDS_NOT_USED,
    WORDS_WEAKER_EVIDENCE,
    WORDS_EARLIER_TOUCH,
    WORDS_LATER_TOUCH,
    WORDS_CHANGE_ACCRUED,
    WORDS_CHANGE_REFUND,
    WORDS_CHANGE_APPROVED,
    WORDS_CHANGE_REJECTED,
    WORDS_CHANGE_RELEASED,
    WORDS_CHANGE_PAYOUT,
    WORDS_CHANGE_PAID,
    WORDS_CHANGE_PAYOUT_FAILED,
    WORDS_ENTRY_ACCRUAL,
    WORDS_ENTRY_ADJUSTMENT,
    WORDS_ENTRY_RELEASE,
    WORDS_ENTRY_PAYOUT,
    WORDS_ENTRY_PAID,
    WORDS_ENTRY_PAYOUT_FAILED,
    WORDS_ENTRY_RECOVERY,
    WORDS_ACCOUNT_COMMISSION_EXPENSE,
    WORDS_ACCOUNT_PENDING,
    WORDS_ACCOUNT_AVAILABLE,
    WORDS_ACCOUNT_IN_PAYOUT,
    WORDS_ACCOUNT_PAID,
    WORDS_ACCOUNT_OWED_BACK,
    WORDS_CHANGE_VOLUME,
    WORDS_REWARD_GIFT,
    WORDS_REWARD_CREDIT,
    WORDS_REWARD_LEAD,
    WORDS_REWARD_INVITATION,
    WORDS_OF_WEEK, // "of the week"
    WORDS_OF_MONTH,
    WORDS_OF_QUARTER,
    WORDS_OF_YEAR,
    WORDS_OF_ALL_TIME,
    WORDS_PER_WEEK, // "a week"
    WORDS_PER_MONTH,
    WORDS_PER_QUARTER,
    WORDS_PER_YEAR,
    WORDS_PER_ALL_TIME,
    WORDS_EVENT_SALE,
    WORDS_EVENT_LEAD,
    // What the engine's derivations say (explain_words_derive.c).
    WORDS_DERIVE,
    WORDS_RULE_NO_ITEM = WORDS_DERIVE,
    WORDS_RULE_LINES_TAKEN,
    WORDS_RULE_CONDITION,
    WORDS_RULE_CONDITION_UNKNOWN,
    WORDS_RULE_EXCLUDED,
    WORDS_RULE_DATE,
    WORDS_RULE_PAYMENT_LIMIT,
    WORDS_RULE_MONTH_LIMIT,
    WORDS_RULE_CHURNED,
    WORDS_RULE_USAGE_UNKNOWN,
    WORDS_RULE_REPLACED,
    WORDS_RULE_NOT_IN_PLACE,
    WORDS_PROMOTION_FROM,
    WORDS_PROMOTION_UNTIL,
    WORDS_PROMOTION_BOTH,
    WORDS_BASE_TAX,
    WORDS_BASE_SHIPPING,
    WORDS_PER_ITEM,
    WORDS_TARIFF,
    WORDS_TARIFF_NONE,
    WORDS_NOTHING,
    WORDS_TIER_COUNT,
    WORDS_TIER_COUNT_BELOW,
    WORDS_TIER_COUNT_ALL,
    WORDS_TIER_COUNT_ALL_BELOW,
    WORDS_TIER_SUM,
    WORDS_TIER_SUM_BELOW,
    WORDS_TIER_SUM_ALL,
    WORDS_TIER_SUM_ALL_BELOW,
    WORDS_SLICE,
    WORDS_SLICE_BELOW,
    WORDS_SLICED,
    WORDS_AT_LEAST,
    WORDS_AT_MOST,
    WORDS_SHARE_SPLIT,
    WORDS_SHARE_ASSIST,
    WORDS_LEVEL,
    WORDS_LEVEL_OF_COMMISSION,
    WORDS_CAP_LEVELS,
    WORDS_CAP_PARTNER,
    WORDS_CAP_BUDGET,
    WORDS_CAP_BEYOND,
    WORDS_BEST,
    WORDS_WHY_NO_RULE_FITS,
    WORDS_WHY_NOTHING,
    WORDS_REWARD,
    WORDS_REWARD_NAMED,
    WORDS_BONUS,
    WORDS_BONUS_RULE,
    WORDS_BONUS_COUNT,
    WORDS_BONUS_SUM,
    WORDS_BONUS_TIMES,
    WORDS_CORRECTION,
    WORDS_PERIOD_WEEK,
    WORDS_PERIOD_QUARTER,
    WORDS_PERIOD_YEAR,
    WORDS_PERIOD_ALL_TIME,
    WORDS_JANUARY, // and the other months in their order
    WORDS_DECEMBER = WORDS_JANUARY + 11,
    // Conditions (explain_words_condition.c): a test by its operator, fields in the order of enum plan_field.
    WORDS_CONDITION,
    WORDS_TEST_IS = WORDS_CONDITION, // and the others in the order of enum plan_operator
    WORDS_TEST_LAST = WORDS_TEST_IS + 13,
    WORDS_AND,
    WORDS_OR,
    WORDS_NOT,
    WORDS_LIST, // between the values of "in"
    WORDS_QUOTED,
    WORDS_CUSTOMER_NEW,
    WORDS_CUSTOMER_RETURNING,
    WORDS_FIELD, // of PLAN_PARTNER_TYPE, and so on
    WORDS_FIELD_LAST = WORDS_FIELD + PLAN_FIELD_COUNT - 1,
    WORDS_COUNT
};

struct explain_value {
    const char *name;
    struct text text; // decimal digits where the template chooses a form by it
};

// The tables of the two other files, from their first words on.
extern const char *const explain_derive_templates[WORDS_CONDITION - WORDS_DERIVE][EXPLAIN_LANGUAGE_COUNT];
extern const char *const explain_condition_templates[WORDS_COUNT - WORDS_CONDITION][EXPLAIN_LANGUAGE_COUNT];

const char *explain_template(enum explain_language language, enum explain_words words);
// Which words stand for a code: group is "kind", "outcome", "change", "entry",
// "account", "reward", "of" (a period: "of the month"), "per" ("a month") or "goal". False for an unknown code.
bool explain_words_of_code(const char *group, struct text code, enum explain_words *ret_words);
// The template with its values. BUG when it names a value that is not given.
struct text explain_fill(struct arena *arena, enum explain_language language, enum explain_words words,
                         const struct explain_value *values, size_t count);
// A decimal ("12.34") as the language writes it: with a comma in Russian and French.
struct text explain_decimal(struct arena *arena, enum explain_language language, struct text decimal);
// "31 days 2 hours": the two largest units of a time span of zero or more.
struct text explain_span(struct arena *arena, enum explain_language language, int64_t ms);
// "2026-11-22 10:46 UTC".
struct text explain_time(struct arena *arena, struct instant instant);
// "November 2026": the period that holds the day (days since 1970), for a period's code of derivations.
struct text explain_period(struct arena *arena, enum explain_language language, struct text period, int64_t day);
// A sentence's condition from a test: its field and operator by their codes in derivations, values as text.
struct explain_test {
    enum plan_field field;
    enum plan_operator op;
    struct text key; // of metadata
    const struct text *values;
    size_t value_count;
    struct currency currency; // of amounts
};
// The values alone, as the language writes them.
struct text explain_test_value(struct arena *arena, enum explain_language language, const struct explain_test *test);
struct text explain_test_phrase(struct arena *arena, enum explain_language language, const struct explain_test *test);
