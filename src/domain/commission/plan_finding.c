// SPDX-License-Identifier: Apache-2.0
// Findings as sentences, and counter-examples in words; see plan_finding.h.
#include "commission/plan_finding.h"

#include "commission/explain_words.h"
#include "commission/plan_case.h"
#include "core/buf.h"
#include "core/bug.h"

#define MILLIONTHS ((int64_t)1000000)
#define PART '\x1F' // between the parts of a text that contains them

const char *check_subject_text(enum check_subject subject)
{
    static const char *const texts[] = {
        [CHECK_EXAMPLE] = "example",
        [CHECK_AT_MOST] = "at_most",
        [CHECK_MARGIN] = "margin",
        [CHECK_MONOTONE] = "monotone",
        [CHECK_NO_JUMP] = "no_jump",
        [CHECK_NEVER_NEGATIVE] = "never_negative",
        [CHECK_DETERMINISTIC] = "deterministic",
        [CHECK_BONUS] = "bonus",
        [CHECK_RATCHET] = "ratchet",
        [CHECK_NAMES] = "names",
    };
    BUG_ON((size_t)subject >= sizeof(texts) / sizeof(texts[0]));
    return texts[subject];
}

const char *check_outcome_text(enum check_outcome outcome)
{
    static const char *const texts[] = {
        [CHECK_PROVED] = "proved", [CHECK_REFUTED] = "refuted", [CHECK_UNDECIDED] = "undecided", [CHECK_NOTE] = "note"};
    BUG_ON((size_t)outcome >= sizeof(texts) / sizeof(texts[0]));
    return texts[outcome];
}

const char *check_code_text(enum check_code code)
{
    static const char *const texts[CHECK_CODE_COUNT] = {
        [CHECK_EXAMPLE_HOLDS] = "example_holds",
        [CHECK_EXAMPLE_FAILS] = "example_fails",
        [CHECK_AT_MOST_HOLDS] = "at_most_holds",
        [CHECK_AT_MOST_FAILS] = "at_most_fails",
        [CHECK_MARGIN_HOLDS] = "margin_holds",
        [CHECK_MARGIN_FAILS] = "margin_fails",
        [CHECK_MONOTONE_HOLDS] = "monotone_holds",
        [CHECK_MONOTONE_FAILS] = "monotone_fails",
        [CHECK_NO_JUMP_HOLDS] = "no_jump_holds",
        [CHECK_NO_JUMP_FAILS] = "no_jump_fails",
        [CHECK_NEVER_BELOW] = "never_below_zero",
        [CHECK_SAME_HOLDS] = "deterministic_holds",
        [CHECK_OPEN] = "open",
        [CHECK_BONUS_IN_KIND] = "bonus_in_kind",
        [CHECK_BONUS_OF_SUMS] = "bonus_of_sums",
        [CHECK_BONUS_EVERY] = "bonus_every",
        [CHECK_BONUS_ONCE] = "bonus_once",
        [CHECK_NEVER_WORSE] = "never_worse",
        [CHECK_EARNS_LESS] = "earns_less",
        [CHECK_MAY_EARN_LESS] = "may_earn_less",
        [CHECK_HOLD_LONGER] = "hold_longer",
        [CHECK_HOLD_UNKNOWN] = "hold_unknown",
        [CHECK_BONUS_WORSE] = "bonus_worse",
        [CHECK_CLICK_WORSE] = "click_worse",
        [CHECK_UNIQUE_CLICK_WORSE] = "unique_click_worse",
        [CHECK_IMPRESSIONS_WORSE] = "impressions_worse",
        [CHECK_REFUNDS_WORSE] = "refunds_worse",
        [CHECK_PENALTY_WORSE] = "penalty_worse",
        [CHECK_BASE_WORSE] = "base_worse",
        [CHECK_HOLD_BESIDE] = "hold_beside",
        [CHECK_CAP_TIGHTER] = "cap_tighter",
        [CHECK_CAP_LONGER] = "cap_longer",
        [CHECK_CAP_CHANGED] = "cap_changed",
        [CHECK_CAP_SOONER] = "cap_sooner",
        [CHECK_SHARE_CHANGED] = "share_changed",
        [CHECK_MATRIX_CHANGED] = "matrix_changed",
        [CHECK_TEXT_SAME] = "text_same",
        [CHECK_TERMS_NEVER_WORSE] = "terms_never_worse",
        [CHECK_TERMS_WORSE] = "terms_worse",
        [CHECK_VERSIONS_TOO_MANY] = "versions_too_many",
        [CHECK_GOAL_NOWHERE] = "goal_nowhere",
        [CHECK_LEVEL_NOBODY] = "level_nobody",
    };
    BUG_ON((size_t)code >= CHECK_CODE_COUNT);
    return texts[code];
}

const char *check_why_text(enum check_why why)
{
    static const char *const texts[CHECK_WHY_COUNT] = {
        [CHECK_WHY_NOT] = "",
        [CHECK_WHY_CASES] = "too_many_cases",
        [CHECK_WHY_GOALS] = "too_many_goals",
        [CHECK_WHY_AMOUNTS] = "too_many_amounts",
        [CHECK_WHY_FACTS] = "too_many_facts",
        [CHECK_WHY_VALUES] = "too_many_values",
        [CHECK_WHY_CONTAINED] = "too_many_contained_texts",
        [CHECK_WHY_KINDS] = "too_many_kinds",
        [CHECK_WHY_TESTS] = "too_many_tests",
        [CHECK_WHY_LEVELS] = "too_many_levels",
        [CHECK_WHY_LIMIT_SUMS] = "limit_over_tiers_by_sum",
        [CHECK_WHY_LIMIT_ITEMS] = "limit_over_items",
        [CHECK_WHY_SUMS_ITEMS] = "tiers_by_sum_over_items",
        [CHECK_WHY_CAP_ITEMS] = "cap_over_items",
        [CHECK_WHY_CAP_SUMS] = "cap_over_tiers_by_sum",
        [CHECK_WHY_CAP_DISCOUNT] = "cap_over_discount",
        [CHECK_WHY_CAP_PARTS] = "cap_over_tax_or_shipping",
        [CHECK_WHY_REFUNDS] = "refunds_over_tiers_by_sum",
        [CHECK_WHY_PERIODS] = "caps_of_periods",
    };
    BUG_ON((size_t)why >= CHECK_WHY_COUNT);
    return texts[why];
}

struct check_parameter *check_parameter_add(struct check_finding *finding, const char *name, enum check_value kind)
{
    BUG_ON(finding->parameter_count == CHECK_PARAMETERS_MAX);
    struct check_parameter *parameter = &finding->parameters[finding->parameter_count++];
    *parameter = (struct check_parameter){.name = name, .kind = kind};
    return parameter;
}

// ---- values ----

struct telling {
    struct arena *arena;
    enum explain_language language;
};

#define VALUES(...) ((struct explain_value[]){__VA_ARGS__})
#define filled(t, words, ...)                                             \
    explain_fill((t)->arena, (t)->language, (words), VALUES(__VA_ARGS__), \
                 sizeof(VALUES(__VA_ARGS__)) / sizeof(struct explain_value))

static struct text number(const struct telling *t, int64_t n)
{
    return text_format(t->arena, "%lld", (long long)n);
}

static struct text amount(const struct telling *t, struct text decimal, struct currency currency)
{
    struct text shown = explain_decimal(t->arena, t->language, decimal);
    return text_format(t->arena, "%.*s %s", TEXT_PRINT(shown), currency.code);
}

static struct text money(const struct telling *t, struct money m)
{
    return amount(t, money_text(t->arena, m), m.currency);
}

static struct text words(const struct telling *t, enum explain_words which)
{
    return text_of(explain_template(t->language, which));
}

// ---- the counter-example's sale ----

// The parts of a text that contains them, each quoted.
static struct text parts(const struct telling *t, struct text name)
{
    struct buf buf = buf_new(t->arena, PLAN_TEXT_MAX);
    struct text rest = name;
    struct text part;
    while (text_split(&rest, PART, &part)) {
        if (part.n > 0) {
            buf_add(&buf, buf.n > 0 ? words(t, WORDS_LIST) : TEXT(""));
            buf_add(&buf, filled(t, WORDS_QUOTED, {"value", part}));
        }
    }
    return filled(t, WORDS_SALE_PARTS, {"value", buf_text(&buf)});
}

static struct text field_choice(const struct telling *t, const struct case_dimension *d,
                                const struct case_choice *choice)
{
    struct text value = choice->text;
    bool is_composed = text_is(value) && text_find_char(value, PART, 0) != SIZE_MAX;
    if (d->field == PLAN_DATE) {
        value = instant_date_text(t->arena, (struct instant){.ms = choice->number * DAY_MS});
    } else if (!text_is(value)) {
        value = number(t, choice->number / MILLIONTHS);
    }
    struct explain_test test = {.field = d->field, .op = PLAN_IS, .key = d->key, .values = &value, .value_count = 1};
    struct text said =
        is_composed ? filled(t, WORDS_TEST_IS,
                             {"field", filled(t, (enum explain_words)(WORDS_FIELD + (int)d->field), {"key", d->key})},
                             {"value", parts(t, value)})
                    : explain_test_phrase(t->arena, t->language, &test);
    return d->sort == CASE_RECRUITER ? filled(t, WORDS_SALE_LEVEL, {"level", number(t, d->level)}, {"test", said})
                                     : said;
}

static struct text lines(const struct telling *t, const struct case_choice *choice)
{
    const struct derive_item *item = &choice->items[0];
    const struct {
        enum plan_field field;
        struct text name;
    } names[] = {{PLAN_ITEM_KIND, item->kind}, {PLAN_ITEM_SKU, item->sku}, {PLAN_ITEM_CATEGORY, item->category}};
    struct buf buf = buf_new(t->arena, PLAN_TEXT_MAX);
    for (size_t i = 0; i < 3; i++) {
        if (text_is(names[i].name)) {
            struct case_dimension d = {.sort = CASE_FIELD, .field = names[i].field};
            buf_add(&buf, buf.n > 0 ? words(t, WORDS_LIST) : TEXT(""));
            buf_add(&buf, field_choice(t, &d, &(struct case_choice){.text = names[i].name}));
        }
    }
    buf_add(&buf, buf.n == 0 ? words(t, WORDS_SALE_OTHER_KIND) : TEXT(""));
    return filled(t, choice->item_count == 1 ? WORDS_SALE_LINE : WORDS_SALE_LINES, {"names", buf_text(&buf)});
}

static struct text volume(const struct telling *t, const struct plan_scene *scene, const struct case_dimension *d)
{
    int period = d->period > PLAN_ALL_TIME ? PLAN_ALL_TIME : (int)d->period;
    struct text of = words(t, (enum explain_words)(WORDS_OF_WEEK + period));
    for (size_t i = 0; i < scene->facts.volume_count; i++) {
        const struct derive_volume *v = &scene->volumes[i];
        if (v->period == d->period && d->sort == CASE_COUNT) {
            return filled(t, WORDS_SALE_COUNT, {"before", number(t, v->count_before)}, {"all", number(t, v->count_all)},
                          {"of", of});
        }
        if (v->period == d->period) {
            return filled(t, WORDS_SALE_SUM, {"before", money(t, v->sum_before)}, {"all", money(t, v->sum_all)},
                          {"of", of});
        }
    }
    return TEXT("");
}

static struct text circumstance(const struct telling *t, const struct plan_scene *scene, const struct case_dimension *d,
                                const struct case_choice *choice)
{
    switch (d->sort) {
    case CASE_FIELD:
    case CASE_RECRUITER:
        return field_choice(t, d, choice);
    case CASE_QUANTITY: {
        struct case_dimension quantity = {.sort = CASE_FIELD, .field = PLAN_ORDER_QUANTITY};
        return field_choice(t, &quantity, choice);
    }
    case CASE_CHURN:
        return words(t, WORDS_SALE_CHURNED);
    case CASE_ITEMS:
        return lines(t, choice);
    case CASE_USAGE:
        return filled(t, WORDS_SALE_USAGE, {"number", number(t, choice->number)});
    case CASE_COUNT:
    case CASE_SUM:
        return volume(t, scene, d);
    case CASE_REFUND:
        return filled(t, WORDS_SALE_REFUNDED, {"sum", money(t, scene->facts.refunded)});
    case CASE_GAP:
        return filled(t, WORDS_SALE_GAP, {"level", number(t, d->level)});
    case CASE_DISCOUNT:
        break;
    }
    return filled(t, WORDS_SALE_DISCOUNT, {"sum", money(t, scene->facts.discount)});
}

static struct text goal_shown(const struct telling *t, struct text goal)
{
    if (text_equal_ignore_case(goal, TEXT("sale"))) {
        return words(t, WORDS_EVENT_SALE);
    }
    return text_equal_ignore_case(goal, TEXT("lead")) ? words(t, WORDS_EVENT_LEAD)
                                                      : filled(t, WORDS_EVENT_OTHER, {"goal", goal});
}

// "sale of 120.00 EUR (the partner’s type is “blogger”)".
static struct text sale(const struct telling *t, const struct plan_scene *scene)
{
    struct buf buf = buf_new(t->arena, PLAN_TEXT_MAX);
    const struct derive_facts *facts = &scene->facts;
    for (size_t i = 0; i < scene->space->dimension_count; i++) {
        const struct case_dimension *d = scene->space->dimensions[i];
        const struct case_choice *choice = &d->choices[scene->chosen[i]];
        if (choice->is_known) {
            buf_add(&buf, buf.n > 0 ? words(t, WORDS_LIST) : TEXT(""));
            buf_add(&buf, circumstance(t, scene, d, choice));
        }
    }
    struct text of =
        filled(t, WORDS_SALE_OF, {"goal", goal_shown(t, facts->goal)}, {"amount", money(t, facts->amount)});
    return buf.n == 0 ? of : filled(t, WORDS_SALE_WITH, {"sale", of}, {"what", buf_text(&buf)});
}

// ---- findings ----

static struct text value_shown(const struct telling *t, const struct check_parameter *parameter)
{
    switch (parameter->kind) {
    case CHECK_RATE:
        return explain_decimal(t->arena, t->language, rate_percent_text(t->arena, parameter->rate));
    case CHECK_MONEY:
        return money(t, parameter->money);
    case CHECK_EXACT:
        return amount(t, exact_text(t->arena, parameter->exact), parameter->exact.currency);
    case CHECK_NUMBER:
        return number(t, parameter->number);
    case CHECK_QUOTE:
        return parameter->text;
    case CHECK_WHY:
        return words(t, (enum explain_words)(WORDS_WHY_OPEN + (int)parameter->number));
    case CHECK_WHO:
        return parameter->number == 0 ? words(t, WORDS_WHO_CREDITED)
                                      : filled(t, WORDS_WHO_LEVEL, {"level", number(t, parameter->number)});
    case CHECK_SALE:
        break;
    }
    return sale(t, parameter->scene);
}

struct text plan_finding_text(struct arena *arena, const struct check_finding *finding, enum explain_language language)
{
    struct telling t = {.arena = arena, .language = language};
    struct explain_value values[CHECK_PARAMETERS_MAX];
    for (size_t i = 0; i < finding->parameter_count; i++) {
        values[i] = (struct explain_value){.name = finding->parameters[i].name,
                                           .text = value_shown(&t, &finding->parameters[i])};
    }
    return explain_fill(arena, language, (enum explain_words)(WORDS_FINDING + (int)finding->code), values,
                        finding->parameter_count);
}

struct text check_parameter_text(struct arena *arena, const struct check_parameter *parameter)
{
    struct telling t = {.arena = arena, .language = EXPLAIN_EN};
    if (parameter->kind == CHECK_WHY) {
        return text_of(check_why_text((enum check_why)parameter->number));
    }
    if (parameter->kind == CHECK_WHO) {
        return parameter->number == 0 ? TEXT("credited")
                                      : text_format(arena, "level %lld", (long long)parameter->number);
    }
    return value_shown(&t, parameter);
}
