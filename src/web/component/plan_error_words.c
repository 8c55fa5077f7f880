// SPDX-License-Identifier: Apache-2.0
// A sentence for each code, and the words that stand in them.
#include "component/plan_error_words.h"

#include <string.h>

#include "core/buf.h"
#include "phrase/phrases.h"

#define SENTENCE_BYTES_MAX 4096

// What the arguments of a sentence are: '.' as it was typed, 'w' words of ours, 'l' a list of words of plans.
static const struct {
    enum phrase phrase;
    const char *kinds;
} sentences[PLAN_ERROR_COUNT] = {
    [PLAN_ERROR_RULE_NAME_TOO_LONG] = {PHRASE_PLAN_ERROR_RULE_NAME_TOO_LONG, "."},
    [PLAN_ERROR_LINE_BEGINS] = {PHRASE_PLAN_ERROR_LINE_BEGINS, "w"},
    [PLAN_ERROR_PAYS_NOTHING] = {PHRASE_PLAN_ERROR_PAYS_NOTHING, ""},
    [PLAN_ERROR_NO_TARIFF] = {PHRASE_PLAN_ERROR_NO_TARIFF, ""},
    [PLAN_ERROR_PLAN_TOO_LONG] = {PHRASE_PLAN_ERROR_PLAN_TOO_LONG, "."},
    [PLAN_ERROR_DISCOUNT_IS_PERCENT] = {PHRASE_PLAN_ERROR_DISCOUNT_IS_PERCENT, ""},
    [PLAN_ERROR_INSTEAD_OF_IN_PLAN] = {PHRASE_PLAN_ERROR_INSTEAD_OF_IN_PLAN, ""},
    [PLAN_ERROR_NO_SUCH_RULE] = {PHRASE_PLAN_ERROR_NO_SUCH_RULE, "."},
    [PLAN_ERROR_INSTEAD_OF_OTHER] = {PHRASE_PLAN_ERROR_INSTEAD_OF_OTHER, "."},
    [PLAN_ERROR_FIELD_NOT_HERE] = {PHRASE_PLAN_ERROR_FIELD_NOT_HERE, ".w"},
    [PLAN_ERROR_CONDITION_EXPECTED] = {PHRASE_PLAN_ERROR_CONDITION_EXPECTED, "w"},
    [PLAN_ERROR_SPACE_BEHIND_SIGN] = {PHRASE_PLAN_ERROR_SPACE_BEHIND_SIGN, ""},
    [PLAN_ERROR_NUMBER_EXPECTED] = {PHRASE_PLAN_ERROR_NUMBER_EXPECTED, "w.w"},
    [PLAN_ERROR_COUNTRY_LETTERS] = {PHRASE_PLAN_ERROR_COUNTRY_LETTERS, ""},
    [PLAN_ERROR_LIST_TOO_LONG] = {PHRASE_PLAN_ERROR_LIST_TOO_LONG, "."},
    [PLAN_ERROR_COMPARE_NUMBER] = {PHRASE_PLAN_ERROR_COMPARE_NUMBER, "."},
    [PLAN_ERROR_COMPARE_TEXT] = {PHRASE_PLAN_ERROR_COMPARE_TEXT, "."},
    [PLAN_ERROR_COMPARE_CUSTOMER] = {PHRASE_PLAN_ERROR_COMPARE_CUSTOMER, ""},
    [PLAN_ERROR_TOO_DEEP] = {PHRASE_PLAN_ERROR_TOO_DEEP, "."},
    [PLAN_ERROR_TOO_MANY_TESTS] = {PHRASE_PLAN_ERROR_TOO_MANY_TESTS, "."},
    [PLAN_ERROR_STANDS_BEFORE] = {PHRASE_PLAN_ERROR_STANDS_BEFORE, "w."},
    [PLAN_ERROR_TOO_MANY_FACTS] = {PHRASE_PLAN_ERROR_TOO_MANY_FACTS, "."},
    [PLAN_ERROR_ITEM_TWICE] = {PHRASE_PLAN_ERROR_ITEM_TWICE, "."},
    [PLAN_ERROR_VOLUME_OF_GOAL] = {PHRASE_PLAN_ERROR_VOLUME_OF_GOAL, "."},
    [PLAN_ERROR_VOLUME_TWICE] = {PHRASE_PLAN_ERROR_VOLUME_TWICE, ""},
    [PLAN_ERROR_POSITION] = {PHRASE_PLAN_ERROR_POSITION, "."},
    [PLAN_ERROR_STATED_TWICE] = {PHRASE_PLAN_ERROR_STATED_TWICE, "."},
    [PLAN_ERROR_EARNS_TWICE] = {PHRASE_PLAN_ERROR_EARNS_TWICE, ""},
    [PLAN_ERROR_NOT_UTF8] = {PHRASE_PLAN_ERROR_NOT_UTF8, ""},
    [PLAN_ERROR_CONTROL_CHARACTER] = {PHRASE_PLAN_ERROR_CONTROL_CHARACTER, ""},
    [PLAN_ERROR_QUOTE_OPEN] = {PHRASE_PLAN_ERROR_QUOTE_OPEN, ""},
    [PLAN_ERROR_LINE_TOO_LONG] = {PHRASE_PLAN_ERROR_LINE_TOO_LONG, "."},
    [PLAN_ERROR_EXPECTED] = {PHRASE_PLAN_ERROR_EXPECTED, "lw"},
    [PLAN_ERROR_EXPECTED_SIGN] = {PHRASE_PLAN_ERROR_EXPECTED_SIGN, ".w"},
    [PLAN_ERROR_CLAUSE_COMPLETE] = {PHRASE_PLAN_ERROR_CLAUSE_COMPLETE, "w"},
    [PLAN_ERROR_LEVEL_PAYS] = {PHRASE_PLAN_ERROR_LEVEL_PAYS, ""},
    [PLAN_ERROR_LEVEL_TWICE] = {PHRASE_PLAN_ERROR_LEVEL_TWICE, ".."},
    [PLAN_ERROR_PERIOD_EXPECTED] = {PHRASE_PLAN_ERROR_PERIOD_EXPECTED, "w"},
    [PLAN_ERROR_TARGET_ZERO] = {PHRASE_PLAN_ERROR_TARGET_ZERO, ""},
    [PLAN_ERROR_BEYOND_ABOVE] = {PHRASE_PLAN_ERROR_BEYOND_ABOVE, "."},
    [PLAN_ERROR_BANDS_ASCEND] = {PHRASE_PLAN_ERROR_BANDS_ASCEND, "."},
    [PLAN_ERROR_EVENT_EXPECTED] = {PHRASE_PLAN_ERROR_EVENT_EXPECTED, "w"},
    [PLAN_ERROR_ITEMS_TWICE] = {PHRASE_PLAN_ERROR_ITEMS_TWICE, ""},
    [PLAN_ERROR_TERM_EXPECTED] = {PHRASE_PLAN_ERROR_TERM_EXPECTED, "w"},
    [PLAN_ERROR_TERM_TWICE] = {PHRASE_PLAN_ERROR_TERM_TWICE, ""},
    [PLAN_ERROR_MONTHS_MOST] = {PHRASE_PLAN_ERROR_MONTHS_MOST, "."},
    [PLAN_ERROR_CHURN_TWICE] = {PHRASE_PLAN_ERROR_CHURN_TWICE, ""},
    [PLAN_ERROR_LAST_DAY_TWICE] = {PHRASE_PLAN_ERROR_LAST_DAY_TWICE, ""},
    [PLAN_ERROR_LAST_DAY_EARLY] = {PHRASE_PLAN_ERROR_LAST_DAY_EARLY, ""},
    [PLAN_ERROR_FIRST_DAY_TWICE] = {PHRASE_PLAN_ERROR_FIRST_DAY_TWICE, ""},
    [PLAN_ERROR_FIRST_DAY_LATE] = {PHRASE_PLAN_ERROR_FIRST_DAY_LATE, ""},
    [PLAN_ERROR_HOLD_TWICE] = {PHRASE_PLAN_ERROR_HOLD_TWICE, ""},
    [PLAN_ERROR_AT_TWICE] = {PHRASE_PLAN_ERROR_AT_TWICE, "."},
    [PLAN_ERROR_AT_LEAST_MORE] = {PHRASE_PLAN_ERROR_AT_LEAST_MORE, ""},
    [PLAN_ERROR_INSTEAD_OF_TWICE] = {PHRASE_PLAN_ERROR_INSTEAD_OF_TWICE, ""},
    [PLAN_ERROR_TIER_GOAL] = {PHRASE_PLAN_ERROR_TIER_GOAL, ".w"},
    [PLAN_ERROR_TIERS_DIFFER] = {PHRASE_PLAN_ERROR_TIERS_DIFFER, "."},
    [PLAN_ERROR_TIERS_ASCEND] = {PHRASE_PLAN_ERROR_TIERS_ASCEND, "."},
    [PLAN_ERROR_TIER_ZERO] = {PHRASE_PLAN_ERROR_TIER_ZERO, ""},
    [PLAN_ERROR_TIER_PERCENT] = {PHRASE_PLAN_ERROR_TIER_PERCENT, ""},
    [PLAN_ERROR_CLICK_PERCENT] = {PHRASE_PLAN_ERROR_CLICK_PERCENT, "w."},
    [PLAN_ERROR_CLICK_PRODUCTS] = {PHRASE_PLAN_ERROR_CLICK_PRODUCTS, "w"},
    [PLAN_ERROR_CLICK_CONDITIONS] = {PHRASE_PLAN_ERROR_CLICK_CONDITIONS, ""},
    [PLAN_ERROR_CLICK_ALSO] = {PHRASE_PLAN_ERROR_CLICK_ALSO, "w"},
    [PLAN_ERROR_SLICES_PERCENT] = {PHRASE_PLAN_ERROR_SLICES_PERCENT, ""},
    [PLAN_ERROR_RULE_TWICE] = {PHRASE_PLAN_ERROR_RULE_TWICE, "."},
    [PLAN_ERROR_RULE_NAME_TAKEN] = {PHRASE_PLAN_ERROR_RULE_NAME_TAKEN, ".."},
    [PLAN_ERROR_ALREADY_STATED] = {PHRASE_PLAN_ERROR_ALREADY_STATED, ".w"},
    [PLAN_ERROR_CAP_DIGITS] = {PHRASE_PLAN_ERROR_CAP_DIGITS, ".."},
    [PLAN_ERROR_SHARES_SUM] = {PHRASE_PLAN_ERROR_SHARES_SUM, "."},
    [PLAN_ERROR_DISCOUNT_CONDITION] = {PHRASE_PLAN_ERROR_DISCOUNT_CONDITION, ""},
    [PLAN_ERROR_PROMISE_TWICE] = {PHRASE_PLAN_ERROR_PROMISE_TWICE, "."},
    [PLAN_ERROR_TOO_MANY] = {PHRASE_PLAN_ERROR_TOO_MANY, ".w"},
    [PLAN_ERROR_BELOW_ZERO] = {PHRASE_PLAN_ERROR_BELOW_ZERO, "w"},
    [PLAN_ERROR_NOT_A_NUMBER] = {PHRASE_PLAN_ERROR_NOT_A_NUMBER, "w"},
    [PLAN_ERROR_SPACE_CURRENCY] = {PHRASE_PLAN_ERROR_SPACE_CURRENCY, ""},
    [PLAN_ERROR_AMOUNT_EXPECTED] = {PHRASE_PLAN_ERROR_AMOUNT_EXPECTED, ".w"},
    [PLAN_ERROR_PERCENT_DIGITS] = {PHRASE_PLAN_ERROR_PERCENT_DIGITS, "."},
    [PLAN_ERROR_PERCENT_MOST] = {PHRASE_PLAN_ERROR_PERCENT_MOST, ""},
    [PLAN_ERROR_OTHER_CURRENCY] = {PHRASE_PLAN_ERROR_OTHER_CURRENCY, ".."},
    [PLAN_ERROR_PERCENT_SIGN] = {PHRASE_PLAN_ERROR_PERCENT_SIGN, ""},
    [PLAN_ERROR_CURRENCY_EXPECTED] = {PHRASE_PLAN_ERROR_CURRENCY_EXPECTED, ".w"},
    [PLAN_ERROR_SUM_DIGITS] = {PHRASE_PLAN_ERROR_SUM_DIGITS, ".."},
    [PLAN_ERROR_SUM_TOO_LARGE] = {PHRASE_PLAN_ERROR_SUM_TOO_LARGE, ""},
    [PLAN_ERROR_PERCENT_HERE] = {PHRASE_PLAN_ERROR_PERCENT_HERE, ""},
    [PLAN_ERROR_SUM_HERE] = {PHRASE_PLAN_ERROR_SUM_HERE, "."},
    [PLAN_ERROR_MONEY_DIGITS] = {PHRASE_PLAN_ERROR_MONEY_DIGITS, "w.."},
    [PLAN_ERROR_COUNT_EXPECTED] = {PHRASE_PLAN_ERROR_COUNT_EXPECTED, "w..w"},
    [PLAN_ERROR_NAME_EXPECTED] = {PHRASE_PLAN_ERROR_NAME_EXPECTED, "ww"},
    [PLAN_ERROR_NAME_TOO_LONG] = {PHRASE_PLAN_ERROR_NAME_TOO_LONG, "w."},
    [PLAN_ERROR_DAY_EXPECTED] = {PHRASE_PLAN_ERROR_DAY_EXPECTED, "w"},
    [PLAN_ERROR_ON_CLICK] = {PHRASE_PLAN_ERROR_ON_CLICK, ""},
};

static const struct {
    const char *english;
    enum phrase phrase;
} parts[] = {
    {"the end of the line", PHRASE_PLAN_PART_END},
    {"a bonus for a volume knows the partner only", PHRASE_PLAN_PART_WHY_TARGET},
    {"the recruiter is known in the clauses of levels only", PHRASE_PLAN_PART_WHY_RECRUITER},
    {"it is known of an order's lines only: write 'of'", PHRASE_PLAN_PART_WHY_LINES},
    {"whole number", PHRASE_PLAN_PART_WHOLE},
    {"number", PHRASE_PLAN_PART_NUMBER},
    {"the amount", PHRASE_PLAN_PART_THE_AMOUNT},
    {"an item", PHRASE_PLAN_PART_AN_ITEM},
    {" (or 'times')", PHRASE_PLAN_PART_OR_TIMES},
    {"an impression", PHRASE_PLAN_PART_IMPRESSION},
    {"a click", PHRASE_PLAN_PART_CLICK},
    {"name of the rule", PHRASE_PLAN_PART_RULE_NAME},
    {"value", PHRASE_PLAN_PART_VALUE},
    {"sum", PHRASE_PLAN_PART_SUM},
    {"name of the metadata", PHRASE_PLAN_PART_METADATA_NAME},
    {"quantity", PHRASE_PLAN_PART_QUANTITY},
    {"name", PHRASE_PLAN_PART_NAME},
    {"amount", PHRASE_PLAN_PART_AMOUNT},
    {"usage", PHRASE_PLAN_PART_USAGE},
    {"number of recruiters", PHRASE_PLAN_PART_RECRUITERS},
    {"level", PHRASE_PLAN_PART_LEVEL},
    {"examples", PHRASE_PLAN_PART_EXAMPLES},
    {"clauses of levels", PHRASE_PLAN_PART_LEVEL_CLAUSES},
    {"target", PHRASE_PLAN_PART_TARGET},
    {"number of events", PHRASE_PLAN_PART_EVENTS},
    {"bonuses", PHRASE_PLAN_PART_BONUSES},
    {"bonus", PHRASE_PLAN_PART_BONUS},
    {"reward's name", PHRASE_PLAN_PART_REWARD_NAME},
    {"bands", PHRASE_PLAN_PART_BANDS},
    {"tariff", PHRASE_PLAN_PART_TARIFF},
    {"name of the usage", PHRASE_PLAN_PART_USAGE_NAME},
    {"number of impressions", PHRASE_PLAN_PART_IMPRESSIONS},
    {"number of months or payments", PHRASE_PLAN_PART_MONTHS},
    {"name of the program's rule", PHRASE_PLAN_PART_PROGRAM_RULE},
    {"tiers in one rule", PHRASE_PLAN_PART_TIERS},
    {"tier", PHRASE_PLAN_PART_TIER},
    {"rules", PHRASE_PLAN_PART_RULES},
    {"base", PHRASE_PLAN_PART_BASE},
    {"base without tax or shipping", PHRASE_PLAN_PART_BASE_PARTS},
    {"hold", PHRASE_PLAN_PART_HOLD},
    {"rounding", PHRASE_PLAN_PART_ROUNDING},
    {"caps", PHRASE_PLAN_PART_CAPS},
    {"cap as a share", PHRASE_PLAN_PART_CAP_SHARE},
    {"cap as a sum", PHRASE_PLAN_PART_CAP_SUM},
    {"cap over all levels as a share", PHRASE_PLAN_PART_CAP_LEVELS_SHARE},
    {"cap over all levels as a sum", PHRASE_PLAN_PART_CAP_LEVELS_SUM},
    {"cap per partner in this period", PHRASE_PLAN_PART_CAP_PARTNER},
    {"budget of this period", PHRASE_PLAN_PART_CAP_PROGRAM},
    {"budget", PHRASE_PLAN_PART_BUDGET},
    {"matrix", PHRASE_PLAN_PART_MATRIX},
    {"number of places", PHRASE_PLAN_PART_PLACES},
    {"number of levels", PHRASE_PLAN_PART_LEVELS},
    {"share", PHRASE_PLAN_PART_SHARE},
    {"customer's discount", PHRASE_PLAN_PART_DISCOUNT},
    {"refunds after payment", PHRASE_PLAN_PART_REFUNDS},
    {"penalty for late payment", PHRASE_PLAN_PART_PENALTY},
    {"number of times", PHRASE_PLAN_PART_TIMES},
    {"number of days", PHRASE_PLAN_PART_DAYS},
    {"margin", PHRASE_PLAN_PART_MARGIN},
    {"jump", PHRASE_PLAN_PART_JUMP},
    {"goal's code", PHRASE_PLAN_PART_GOAL_CODE},
    {"product kind", PHRASE_PLAN_PART_PRODUCT_KIND},
    {"sku", PHRASE_PLAN_PART_SKU},
    {"category", PHRASE_PLAN_PART_CATEGORY},
    {"service's name", PHRASE_PLAN_PART_SERVICE_NAME},
};

// "%1 … %2" with the arguments.
static struct text put_in(const struct reader *r, struct text sentence, const struct text *arguments, size_t count)
{
    struct buf buf = buf_new(r->arena, SENTENCE_BYTES_MAX);
    for (size_t i = 0; i < sentence.n; i++) {
        size_t number = i + 1 < sentence.n && sentence.p[i] == '%' ? (size_t)(sentence.p[i + 1] - '0') : 0;
        if (number >= 1 && number <= count) {
            buf_add(&buf, arguments[number - 1]);
            i++;
        } else {
            buf_add_char(&buf, sentence.p[i]);
        }
    }
    return buf_text(&buf);
}

// What the plan reader calls a thing of ours; what was typed stands in quotation marks and stays.
static struct text part_of(const struct reader *r, struct text english)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (text_equal(english, text_of(parts[i].english))) {
            struct text part = phrase_text(r, parts[i].phrase);
            bool is_apart = english.p[0] == ' ' && i18n_language_of(r->i18n) != I18N_JA;
            return text_format(r->arena, "%s%.*s", is_apart ? " " : "", TEXT_PRINT(part));
        }
    }
    return english;
}

// "'a', 'b' or 'c'"
static struct text list_of(const struct reader *r, struct text english)
{
    size_t at = text_find(english, TEXT("' or '"), 0);
    if (at == SIZE_MAX) {
        return english;
    }
    const struct text both[] = {text_slice(english, 0, at + 1), text_slice(english, at + 5, SIZE_MAX)};
    return put_in(r, phrase_plan_error_last_of(r), both, 2);
}

struct text plan_error_sentence(const struct reader *r, const struct plan_error *error)
{
    struct text arguments[PLAN_ERROR_ARGUMENTS_MAX];
    const char *kinds = sentences[error->code].kinds;
    size_t count = strlen(kinds);
    for (size_t i = 0; i < count; i++) {
        struct text given = text_copy(r->arena, text_of(error->arguments[i]));
        arguments[i] = kinds[i] == 'w' ? part_of(r, given) : kinds[i] == 'l' ? list_of(r, given) : given;
    }
    return put_in(r, phrase_text(r, sentences[error->code].phrase), arguments, count);
}

struct text plan_error_suggestion(const struct reader *r, const struct plan_error *error)
{
    struct text english = text_copy(r->arena, text_of(error->suggestion));
    static const char before[] = "did you mean '";
    if (text_is_empty(english)) {
        return TEXT_NONE;
    }
    if (!text_starts_with(english, text_of(before))) {
        return phrase_plan_error_did_you_mean_terms(r);
    }
    struct text words = text_slice(english, sizeof(before) - 1, english.n - 2);
    return put_in(r, phrase_plan_error_did_you_mean(r), &words, 1);
}

struct text plan_error_told(const struct reader *r, const struct plan_error *error)
{
    const struct text both[] = {
        phrase_plan_place(r, (struct phrase_plan_place){.line = error->line, .column = error->column}),
        plan_error_sentence(r, error),
    };
    struct text told = put_in(r, phrase_plan_error_at(r), both, 2);
    struct text suggestion = plan_error_suggestion(r, error);
    return text_is(suggestion) ? text_format(r->arena, "%.*s %.*s", TEXT_PRINT(told), TEXT_PRINT(suggestion)) : told;
}

bool plan_error_part_is_known(struct text english)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (text_equal(english, text_of(parts[i].english))) {
            return true;
        }
    }
    return false;
}

const char *plan_error_argument_kinds(enum plan_error_code code)
{
    return sentences[code].kinds;
}

enum phrase plan_error_phrase(enum plan_error_code code)
{
    return sentences[code].phrase;
}
