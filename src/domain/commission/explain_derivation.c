// SPDX-License-Identifier: Apache-2.0
// What a derivation says: which plan and rules paid, why the others did not, and why nothing was earned. Read from its
// JSON, formats 1 to 3, so that an old commission is explained by what was recorded, not by today's code.
#include "commission/explain_private.h"
#include "commission/plan_match.h"

#include <string.h>

struct text member_text(const struct json *object, const char *name)
{
    return json_text(json_member(object, name));
}

bool is_text(const struct json *object, const char *name, const char *expected)
{
    return text_equal(member_text(object, name), text_of(expected));
}

bool is_flag(const struct json *object, const char *name)
{
    bool flag = false;
    return json_bool(json_member(object, name), &flag) && flag;
}

bool is_zero(struct text decimal)
{
    for (size_t i = 0; i < decimal.n; i++) {
        if (decimal.p[i] != '0' && decimal.p[i] != '.') {
            return false;
        }
    }
    return true;
}

struct text int_shown(const struct writer *w, const struct json *object, const char *name)
{
    int64_t number = 0;
    return json_int64(json_member(object, name), &number) ? number_shown(w, number) : TEXT("?");
}

struct text decimal_shown(const struct writer *w, const struct reading *reading, struct text decimal)
{
    return amount_shown(w, decimal, reading->currency);
}

struct text percent_shown(const struct writer *w, const struct json *object, const char *name)
{
    return explain_decimal(w->arena, w->input->reader.language, member_text(object, name));
}

struct text fraction_shown(const struct writer *w, const struct reading *reading, const struct json *object,
                           const char *name, const char *name_rest)
{
    struct text decimal = explain_decimal(w->arena, w->input->reader.language, member_text(object, name));
    const char *more = text_is(member_text(object, name_rest)) ? "…" : "";
    return text_format(w->arena, "%.*s%s %.*s", TEXT_PRINT(decimal), more, TEXT_PRINT(reading->currency));
}

static bool is_paying(const struct json *rule)
{
    return is_text(rule, "outcome", "paid") || is_text(rule, "outcome", "rejected");
}

// A rule that pays nothing by its words has no base, sum or tariff.
static bool is_nothing(const struct json *rule)
{
    return is_text(rule, "outcome", "paid") && !text_is(member_text(rule, "base")) &&
           !text_is(member_text(rule, "fixed")) && json_member(rule, "tariff") == NULL;
}

// What the rules came to in all, before anything is said.
static void read_rules(struct reading *reading)
{
    const struct json *plans = json_member(reading->json, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *rules = json_member(json_at(plans, p), "rules");
        for (size_t i = 0; i < json_count(rules); i++) {
            const struct json *rule = json_at(rules, i);
            reading->paid_count += is_paying(rule);
            bool is_of_items =
                is_text(rule, "outcome", "no_item_of_kind") || is_text(rule, "outcome", "no_item_matches");
            bool is_of_goal = !is_paying(rule) && !is_text(rule, "outcome", "other_goal");
            reading->has_other_kind = reading->has_other_kind || is_of_items;
            reading->has_unfit = reading->has_unfit || (is_of_goal && !is_of_items);
            reading->is_nothing = reading->is_nothing || is_nothing(rule);
            if (is_text(rule, "outcome", "paid") && text_is(member_text(rule, "fixed"))) {
                reading->first_fixed = rule;
            }
        }
    }
}

enum rc explain_read(struct arena *arena, struct text derivation, struct reading *ret_reading)
{
    static const char *const needed[] = {"commission", "currency", "exact", "rounded"};
    struct reading reading = {.json = NULL};
    if (json_parse(arena, derivation, &reading.json, NULL) != RC_OK || !json_is_object(reading.json)) {
        return RC_FAULT;
    }
    reading.currency = member_text(reading.json, "currency");
    if (is_text(reading.json, "kind", "bonus")) {
        bool is_whole = text_is(reading.currency) && json_is_object(json_member(reading.json, "each")) &&
                        json_is_object(json_member(reading.json, "target"));
        *ret_reading = reading;
        return is_whole ? RC_OK : RC_FAULT;
    }
    if (!json_is_array(json_member(reading.json, "plans")) && !json_is_object(json_member(reading.json, "level"))) {
        return RC_FAULT;
    }
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (!text_is(member_text(reading.json, needed[i]))) {
            return RC_FAULT;
        }
    }
    reading.is_rejected = is_flag(reading.json, "rejected");
    read_rules(&reading);
    reading.paid_count += json_is_object(json_member(reading.json, "level"));
    *ret_reading = reading;
    return RC_OK;
}

// The phrase of a failed test, and what it saw; the test as it is written when a later version knows more fields.
static struct text test_shown(const struct writer *w, const struct reading *reading, const struct json *test,
                              struct text *ret_actual)
{
    struct explain_test shown = {.key = member_text(test, "key")};
    const struct json *values = json_member(test, "values");
    struct text actual = member_text(test, "actual");
    *ret_actual = actual;
    if (!plan_field_of_code(member_text(test, "field"), &shown.field) ||
        !plan_operator_of_code(member_text(test, "op"), &shown.op) || reading->currency.n != 3) {
        return member_text(test, "text");
    }
    memcpy(shown.currency.code, reading->currency.p, 3);
    struct text *list = arena_many(w->arena, struct text, json_count(values) + 1);
    for (size_t i = 0; i < json_count(values); i++) {
        list[i] = json_text(json_at(values, i));
    }
    shown.values = list;
    shown.value_count = json_count(values);
    struct text phrase = explain_test_phrase(w->arena, w->input->reader.language, &shown);
    if (text_is(actual)) {
        shown.values = &actual;
        shown.value_count = 1;
        *ret_actual = explain_test_value(w->arena, w->input->reader.language, &shown);
    }
    return phrase;
}

static void explain_condition(struct writer *w, const struct reading *reading, const struct json *rule)
{
    const struct json *test = json_member(rule, "test");
    struct text actual = TEXT_NONE;
    struct text phrase = test_shown(w, reading, test, &actual);
    enum explain_words words = text_is(actual) ? WORDS_RULE_CONDITION : WORDS_RULE_CONDITION_UNKNOWN;
    words = is_flag(test, "holds") ? WORDS_RULE_EXCLUDED : words;
    add(w, "rule_refused", words, {"line", int_shown(w, rule, "line")}, {"text", member_text(rule, "text")},
        {"test", phrase}, {"actual", text_is(actual) ? actual : TEXT("")});
}

static void explain_rule_unpaid(struct writer *w, const struct reading *reading, const struct json *rule)
{
    static const struct {
        const char *outcome;
        enum explain_words words;
    } rows[] = {
        {"no_item_of_kind", WORDS_RULE_NO_KIND},   // of format 1
        {"nothing_left", WORDS_RULE_NOTHING_LEFT}, // of format 1
        {"overridden_by_individual_terms", WORDS_RULE_OVERRIDDEN},
        {"other_goal", WORDS_RULE_OTHER_GOAL},
        {"no_item_matches", WORDS_RULE_NO_ITEM},
        {"lines_taken", WORDS_RULE_LINES_TAKEN},
        {"date_outside", WORDS_RULE_DATE},
        {"payment_limit", WORDS_RULE_PAYMENT_LIMIT},
        {"month_limit", WORDS_RULE_MONTH_LIMIT},
        {"churned", WORDS_RULE_CHURNED},
        {"usage_unknown", WORDS_RULE_USAGE_UNKNOWN},
        {"replaced", WORDS_RULE_REPLACED},
        {"not_in_place", WORDS_RULE_NOT_IN_PLACE},
    };
    if (is_text(rule, "outcome", "condition_failed")) {
        explain_condition(w, reading, rule);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool is_told = rows[i].words != WORDS_RULE_OTHER_GOAL || reading->paid_count == 0;
        if (is_text(rule, "outcome", rows[i].outcome) && is_told) {
            add(w, "rule_refused", rows[i].words, {"line", int_shown(w, rule, "line")},
                {"text", member_text(rule, "text")}, {"by", int_shown(w, rule, "by_line")},
                {"day", member_text(rule, "day")}, {"most", int_shown(w, rule, "most")},
                {"number", int_shown(w, rule, "number")});
        }
    }
}

static void explain_days(struct writer *w, const struct json *rule)
{
    struct text from = member_text(rule, "from");
    struct text until = member_text(rule, "until");
    if (text_is(from) && text_is(until)) {
        add(w, "rule", WORDS_PROMOTION_BOTH, {"from", from}, {"until", until});
    } else if (text_is(from)) {
        add(w, "rule", WORDS_PROMOTION_FROM, {"from", from});
    } else if (text_is(until)) {
        add(w, "rule", WORDS_PROMOTION_UNTIL, {"until", until});
    }
}

static void explain_plans(struct writer *w, const struct reading *reading)
{
    const struct json *plans = json_member(reading->json, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *plan = json_at(plans, p);
        const struct json *rules = json_member(plan, "rules");
        if (is_flag(plan, "pays")) {
            add(w, "plan", is_flag(plan, "individual") ? WORDS_PLAN_INDIVIDUAL : WORDS_PLAN,
                {"number", int_shown(w, plan, "number")});
        }
        for (size_t i = 0; i < json_count(rules); i++) {
            const struct json *rule = json_at(rules, i);
            if (is_paying(rule)) {
                add(w, "rule", WORDS_RULE, {"line", int_shown(w, rule, "line")}, {"text", member_text(rule, "text")});
                explain_days(w, rule);
            } else {
                explain_rule_unpaid(w, reading, rule);
            }
        }
    }
}

static bool is_full_refund(const struct explain_input *in)
{
    return in->amount.minor > 0 && in->refunded.minor >= in->amount.minor;
}

void explain_why_not(struct writer *w, const struct reading *reading)
{
    const struct explain_input *in = w->input;
    const char *code = "why_not";
    bool is_level = json_is_object(json_member(reading->json, "level"));
    if (reading->is_rejected && !text_is_empty(in->reason)) {
        add(w, code, WORDS_WHY_REJECTED_REASON, {"reason", in->reason});
    } else if (reading->is_rejected) {
        add_plain(w, code, WORDS_WHY_REJECTED);
    } else if (!is_level && json_count(json_member(reading->json, "plans")) == 0) {
        add_plain(w, code, WORDS_WHY_NO_PLAN);
    } else if (reading->paid_count == 0 && reading->has_other_kind && !reading->has_unfit) {
        add_plain(w, code, WORDS_WHY_NO_KIND);
    } else if (reading->paid_count == 0) {
        add(w, code, reading->has_unfit ? WORDS_WHY_NO_RULE_FITS : WORDS_WHY_NO_RULE, {"goal", in->goal});
    } else if (is_full_refund(in)) {
        add_plain(w, code, WORDS_WHY_REFUNDED);
    } else if (!is_zero(member_text(reading->json, "rounded"))) {
        add_plain(w, code, WORDS_WHY_CAP);
    } else if (!is_zero(member_text(reading->json, "exact")) || text_is(member_text(reading->json, "exact_rest"))) {
        add(w, code, WORDS_WHY_TOO_LITTLE, {"exact", fraction_shown(w, reading, reading->json, "exact", "exact_rest")});
    } else if (reading->is_nothing) {
        add_plain(w, code, WORDS_WHY_NOTHING);
    } else {
        bool is_without_amount = in->amount.minor == 0 && in->discount.minor == 0 && reading->first_fixed == NULL;
        add_plain(w, code, is_without_amount ? WORDS_WHY_NO_AMOUNT : WORDS_WHY_ZERO);
    }
}

static void explain_rewards(struct writer *w, const struct reading *reading)
{
    const struct json *rewards = json_member(reading->json, "rewards");
    for (size_t i = 0; i < json_count(rewards); i++) {
        const struct json *reward = json_at(rewards, i);
        struct text name = member_text(reward, "name");
        add(w, "reward", text_is(name) ? WORDS_REWARD_NAMED : WORDS_REWARD, {"line", int_shown(w, reward, "line")},
            {"reward", code_shown(w, "reward", member_text(reward, "reward"))},
            {"name", text_is(name) ? name : TEXT("")}, {"quantity", int_shown(w, reward, "quantity")});
    }
}

// The rule that could have paid more did pay for some of the order, so that nothing else says what it missed.
static bool has_paid(const struct reading *reading, const struct json *best)
{
    const struct json *plans = json_member(reading->json, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *rules = json_member(json_at(plans, p), "rules");
        for (size_t i = 0; i < json_count(rules); i++) {
            const struct json *rule = json_at(rules, i);
            if (is_flag(json_at(plans, p), "individual") == is_flag(best, "individual") &&
                text_equal(member_text(rule, "text"), member_text(best, "text"))) {
                return is_paying(rule);
            }
        }
    }
    return false;
}

static void explain_best(struct writer *w, const struct reading *reading)
{
    const struct json *best = json_member(reading->json, "best");
    if (json_is_object(best)) {
        add(w, "best", WORDS_BEST, {"line", int_shown(w, best, "line")}, {"text", member_text(best, "text")},
            {"exact", fraction_shown(w, reading, best, "exact", "exact_rest")});
        if (json_member(best, "by_line") != NULL && has_paid(reading, best)) {
            add(w, "best", WORDS_BEST_TAKEN, {"by", int_shown(w, best, "by_line")});
        }
    }
}

void explain_derivation(struct writer *w, const struct reading *reading)
{
    const struct json *json = reading->json;
    bool is_level = json_is_object(json_member(json, "level"));
    bool is_summed = reading->paid_count > 0 && !reading->is_rejected;
    if (is_level) {
        explain_level(w, reading);
    } else {
        explain_plans(w, reading);
    }
    if (is_summed && !is_level) {
        explain_arithmetic(w, reading);
    }
    if (is_summed) {
        explain_caps_and_share(w, reading);
    }
    if (is_zero(member_text(json, "commission"))) {
        explain_why_not(w, reading);
    } else {
        add(w, "commission", WORDS_COMMISSION,
            {"commission", decimal_shown(w, reading, member_text(json, "commission"))});
    }
    explain_best(w, reading);
    explain_rewards(w, reading);
}

static struct text period_shown(const struct writer *w, struct text code, struct text day)
{
    struct instant instant = {0};
    if (!text_is(day) || instant_parse(day, &instant) != RC_OK) {
        return code_shown(w, "of", code);
    }
    return explain_period(w->arena, w->input->reader.language, code, day_number(instant));
}

void explain_bonus(struct writer *w, const struct reading *reading)
{
    const struct json *json = reading->json;
    const struct json *plan = json_member(json, "plan");
    const struct json *target = json_member(json, "target");
    const struct json *volume = json_member(json, "volume");
    const struct json *each = json_member(json, "each");
    struct text sum = member_text(target, "sum");
    bool is_until = is_text(target, "period", "until");
    struct text period = is_until ? TEXT("all_time") : member_text(target, "period");
    add(w, "plan", is_flag(plan, "individual") ? WORDS_PLAN_INDIVIDUAL : WORDS_PLAN,
        {"number", int_shown(w, plan, "number")});
    add(w, "rule", WORDS_BONUS_RULE, {"line", int_shown(w, plan, "line")}, {"text", member_text(plan, "text")});
    add(w, "bonus", WORDS_BONUS, {"period", period_shown(w, period, member_text(volume, "first_day"))});
    if (text_is(sum)) {
        add(w, "bonus", WORDS_BONUS_SUM, {"target", decimal_shown(w, reading, sum)},
            {"volume", decimal_shown(w, reading, member_text(volume, "sum"))});
    } else {
        add(w, "bonus", WORDS_BONUS_COUNT, {"target", int_shown(w, target, "count")},
            {"volume", int_shown(w, volume, "count")});
    }
    if (text_is(member_text(each, "amount"))) {
        struct text amount = decimal_shown(w, reading, member_text(each, "amount"));
        add(w, "bonus", WORDS_BONUS_TIMES, {"times", int_shown(w, json, "times")}, {"amount", amount});
        return;
    }
    struct text name = member_text(each, "name");
    add(w, "reward", text_is(name) ? WORDS_REWARD_NAMED : WORDS_REWARD, {"line", int_shown(w, plan, "line")},
        {"reward", code_shown(w, "reward", member_text(each, "reward"))}, {"name", text_is(name) ? name : TEXT("")},
        {"quantity", int_shown(w, each, "quantity")});
}

// The rule with a tier for all of the period that has another rate in the other derivation.
static const struct json *corrected_rule(const struct json *before, const struct json *after,
                                         const struct json **ret_old)
{
    const struct json *plans = json_member(after, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *rules = json_member(json_at(plans, p), "rules");
        const struct json *old_rules = json_member(json_at(json_member(before, "plans"), p), "rules");
        for (size_t i = 0; i < json_count(rules) && i < json_count(old_rules); i++) {
            const struct json *rule = json_at(rules, i);
            struct text rate = member_text(rule, "rate");
            struct text old_rate = member_text(json_at(old_rules, i), "rate");
            if (is_flag(json_member(rule, "tier"), "all") && text_is(rate) && text_is(old_rate) &&
                !text_equal(rate, old_rate)) {
                *ret_old = json_at(old_rules, i);
                return rule;
            }
        }
    }
    return NULL;
}

bool explain_correction(struct writer *w, const struct explain_change *before, const struct explain_change *change)
{
    const struct json *was = NULL;
    const struct json *is = NULL;
    const struct json *old = NULL;
    if (!text_equal(change->cause, TEXT("volume")) || text_is_empty(before->derivation) ||
        text_is_empty(change->derivation) || json_parse(w->arena, before->derivation, &was, NULL) != RC_OK ||
        json_parse(w->arena, change->derivation, &is, NULL) != RC_OK) {
        return false;
    }
    const struct json *rule = corrected_rule(was, is, &old);
    if (rule == NULL) {
        return false;
    }
    const struct json *tier = json_member(rule, "tier");
    struct money difference = {.minor = change->amount.minor - before->amount.minor,
                               .currency = change->amount.currency};
    bool is_loss = difference.minor < 0;
    struct text shown = money_shown(w, is_loss ? money_negate(difference) : difference);
    struct text volume = member_text(tier, "volume");
    if (is_text(tier, "by", "sum")) {
        volume = amount_shown(w, volume, currency_text(&change->amount.currency));
    }
    add(w, "date", WORDS_CORRECTION, {"time", explain_time(w->arena, change->changed_at)},
        {"period", period_shown(w, member_text(tier, "period"), member_text(is, "day"))}, {"volume", volume},
        {"old", percent_shown(w, old, "rate")}, {"new", percent_shown(w, rule, "rate")},
        {"difference", text_format(w->arena, "%s%.*s", is_loss ? "−" : "+", TEXT_PRINT(shown))});
    return true;
}
