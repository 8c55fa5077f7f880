// SPDX-License-Identifier: Apache-2.0
// The sentences of explanations in each language, private to this folder. A template holds {name} for a value and
// {name:one|other} for the form of a word by the number under that name: two forms in English and French, three in
// Russian (one|few|many), one in Japanese. docs/: Unicode CLDR plural rules.
#pragma once

#include "commission/explain.h"

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
    WORDS_COUNT
};

struct explain_value {
    const char *name;
    struct text text; // decimal digits where the template chooses a form by it
};

const char *explain_template(enum explain_language language, enum explain_words words);
// Which words stand for a code: group is "kind", "outcome", "change", "entry" or "account". False for an unknown code.
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
