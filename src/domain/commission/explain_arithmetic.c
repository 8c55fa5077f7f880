// SPDX-License-Identifier: Apache-2.0
// How a commission's sum came about: base, tiers, what each rule came to, rounding, caps, shares, and levels.
#include "commission/explain_private.h"
#include "format/encode.h"

static bool is_full_refund(const struct explain_input *in)
{
    return in->amount.minor > 0 && in->refunded.minor >= in->amount.minor;
}

static void explain_base(struct writer *w, const struct reading *reading)
{
    const struct json *tax = json_member(reading->json, "tax");
    const struct json *shipping = json_member(reading->json, "shipping");
    if (w->input->discount.minor > 0) {
        add_plain(w, "base", is_text(reading->json, "base", "before_discount") ? WORDS_BASE_BEFORE : WORDS_BASE_AFTER);
    }
    if (is_flag(tax, "taken_out")) {
        add(w, "base", WORDS_BASE_TAX, {"tax", decimal_shown(w, reading, member_text(tax, "amount"))});
    }
    if (is_flag(shipping, "taken_out")) {
        add(w, "base", WORDS_BASE_SHIPPING, {"shipping", decimal_shown(w, reading, member_text(shipping, "amount"))});
    }
}

// Which of a tier's four sentences, in the order: now, now below, all, all below.
static enum explain_words tier_words(const struct json *tier)
{
    enum explain_words first = is_text(tier, "by", "sum") ? WORDS_TIER_SUM : WORDS_TIER_COUNT;
    bool is_below = !text_is(member_text(tier, "from"));
    return (enum explain_words)((int)first + (is_flag(tier, "all") ? 2 : 0) + (is_below ? 1 : 0));
}

static void explain_slices(struct writer *w, const struct reading *reading, const struct json *slices)
{
    for (size_t i = 0; i < json_count(slices); i++) {
        const struct json *slice = json_at(slices, i);
        struct text from = member_text(slice, "from");
        add(w, "tier", text_is(from) ? WORDS_SLICE : WORDS_SLICE_BELOW,
            {"amount", decimal_shown(w, reading, member_text(slice, "amount"))},
            {"from", text_is(from) ? decimal_shown(w, reading, from) : TEXT("")},
            {"rate", percent_shown(w, slice, "rate")});
    }
}

static void explain_tier(struct writer *w, const struct reading *reading, const struct json *rule)
{
    const struct json *tier = json_member(rule, "tier");
    const struct json *slices = json_member(tier, "slices");
    if (json_is_array(slices)) {
        explain_slices(w, reading, slices);
        return;
    }
    if (!json_is_object(tier)) {
        return;
    }
    bool is_by_sum = is_text(tier, "by", "sum");
    struct text volume = member_text(tier, "volume");
    struct text from = member_text(tier, "from");
    from = text_is(from) ? from : TEXT("");
    add(w, "tier", tier_words(tier), {"volume", is_by_sum ? decimal_shown(w, reading, volume) : volume},
        {"from", is_by_sum ? decimal_shown(w, reading, from) : from},
        {"of", code_shown(w, "of", member_text(tier, "period"))});
}

static void explain_tariff(struct writer *w, const struct reading *reading, const struct json *rule)
{
    const struct json *tariff = json_member(rule, "tariff");
    struct text sum = member_text(tariff, "sum");
    struct text name = member_text(tariff, "name");
    name = text_is(name) ? name : TEXT("");
    if (!text_is(sum)) {
        add(w, "arithmetic", WORDS_TARIFF_NONE, {"name", name}, {"usage", int_shown(w, tariff, "usage")});
        return;
    }
    struct text shown = decimal_shown(w, reading, sum);
    add(w, "arithmetic", WORDS_TARIFF, {"name", name}, {"usage", int_shown(w, tariff, "usage")}, {"sum", shown});
    add(w, "arithmetic", WORDS_PERCENT, {"rate", percent_shown(w, rule, "rate")}, {"base", shown},
        {"exact", fraction_shown(w, reading, rule, "exact", "exact_rest")});
}

static void explain_fixed(struct writer *w, const struct reading *reading, const struct json *rule)
{
    struct text fixed = decimal_shown(w, reading, member_text(rule, "fixed"));
    if (is_full_refund(w->input)) {
        add(w, "arithmetic", WORDS_FIXED_TAKEN_BACK, {"fixed", fixed});
    } else if (json_member(rule, "quantity") != NULL) {
        add(w, "arithmetic", WORDS_PER_ITEM, {"fixed", fixed}, {"quantity", int_shown(w, rule, "quantity")},
            {"exact", fraction_shown(w, reading, rule, "exact", "exact_rest")});
    } else {
        add(w, "arithmetic", WORDS_FIXED, {"fixed", fixed});
    }
}

static void explain_rule(struct writer *w, const struct reading *reading, const struct json *rule)
{
    struct text limit_sum = member_text(rule, "limit_sum");
    struct text exact = fraction_shown(w, reading, rule, "exact", "exact_rest");
    explain_tier(w, reading, rule);
    if (json_is_object(json_member(rule, "tariff"))) {
        explain_tariff(w, reading, rule);
    } else if (text_is(member_text(rule, "fixed"))) {
        explain_fixed(w, reading, rule);
    } else if (!text_is(member_text(rule, "base"))) {
        add_plain(w, "arithmetic", WORDS_NOTHING);
    } else if (!text_is(member_text(rule, "rate"))) {
        add(w, "arithmetic", WORDS_SLICED, {"base", fraction_shown(w, reading, rule, "base", "base_rest")},
            {"exact", exact});
    } else if (!text_is(limit_sum)) {
        add(w, "arithmetic", WORDS_PERCENT, {"rate", percent_shown(w, rule, "rate")},
            {"base", fraction_shown(w, reading, rule, "base", "base_rest")}, {"exact", exact});
    }
    if (text_is(limit_sum)) {
        add(w, "arithmetic", is_text(rule, "limit", "at_least") ? WORDS_AT_LEAST : WORDS_AT_MOST,
            {"limit", decimal_shown(w, reading, limit_sum)});
    }
}

static void explain_rounding(struct writer *w, const struct reading *reading)
{
    const struct json *json = reading->json;
    struct text exact = fraction_shown(w, reading, json, "exact", "exact_rest");
    if (text_equal(member_text(json, "exact"), member_text(json, "rounded")) &&
        !text_is(member_text(json, "exact_rest"))) {
        add(w, "rounding", WORDS_ROUND_NONE, {"exact", exact});
    } else {
        add(w, "rounding", is_text(json, "rounding", "half_even") ? WORDS_ROUND_EVEN : WORDS_ROUND_AWAY,
            {"exact", exact}, {"rounded", decimal_shown(w, reading, member_text(json, "rounded"))});
    }
}

void explain_arithmetic(struct writer *w, const struct reading *reading)
{
    const struct json *plans = json_member(reading->json, "plans");
    explain_base(w, reading);
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *rules = json_member(json_at(plans, p), "rules");
        for (size_t i = 0; i < json_count(rules); i++) {
            if (is_text(json_at(rules, i), "outcome", "paid")) {
                explain_rule(w, reading, json_at(rules, i));
            }
        }
    }
    if (reading->paid_count > 1) {
        add(w, "sum", WORDS_SUM, {"exact", fraction_shown(w, reading, reading->json, "exact", "exact_rest")});
    }
    explain_rounding(w, reading);
}

// The cap of format 1: one object.
static void explain_old_cap(struct writer *w, const struct reading *reading)
{
    const struct json *cap = json_member(reading->json, "cap");
    if (is_text(cap, "applied", "rate")) {
        add(w, "cap", WORDS_CAP_RATE, {"rate", percent_shown(w, cap, "rate")},
            {"limit", decimal_shown(w, reading, member_text(cap, "rate_limit"))},
            {"commission", decimal_shown(w, reading, member_text(reading->json, "commission"))});
    } else if (is_text(cap, "applied", "sum")) {
        add(w, "cap", WORDS_CAP_SUM, {"limit", decimal_shown(w, reading, member_text(cap, "sum"))});
    }
}

static void explain_cap(struct writer *w, const struct reading *reading, const struct json *cap)
{
    enum explain_words words = text_is(member_text(cap, "rate")) ? WORDS_CAP_RATE : WORDS_CAP_SUM;
    words = is_text(cap, "scope", "levels") ? WORDS_CAP_LEVELS : words;
    words = is_text(cap, "scope", "partner") ? WORDS_CAP_PARTNER : words;
    words = is_text(cap, "scope", "program") ? WORDS_CAP_BUDGET : words;
    struct text after = decimal_shown(w, reading, member_text(cap, "after"));
    struct text used = member_text(cap, "used");
    struct text rate = member_text(cap, "rate");
    struct text period = member_text(cap, "period");
    add(w, "cap", words, {"rate", text_is(rate) ? percent_shown(w, cap, "rate") : TEXT("")},
        {"limit", decimal_shown(w, reading, member_text(cap, "limit"))}, {"commission", after}, {"after", after},
        {"before", decimal_shown(w, reading, member_text(cap, "before"))},
        {"used", decimal_shown(w, reading, text_is(used) ? used : TEXT(""))},
        {"per", text_is(period) ? code_shown(w, "per", period) : TEXT("")});
    if (text_is(member_text(cap, "beyond")) && !is_zero(member_text(cap, "beyond"))) {
        add(w, "cap", WORDS_CAP_BEYOND, {"rate", percent_shown(w, cap, "beyond")});
    }
}

static void explain_caps(struct writer *w, const struct reading *reading, bool is_of_period)
{
    const struct json *caps = json_member(reading->json, "caps");
    for (size_t i = 0; i < json_count(caps); i++) {
        const struct json *cap = json_at(caps, i);
        bool is_it = is_text(cap, "scope", "partner") || is_text(cap, "scope", "program");
        if (is_it == is_of_period && !text_equal(member_text(cap, "before"), member_text(cap, "after"))) {
            explain_cap(w, reading, cap);
        }
    }
}

// A weight "2/5" in percent when that is exact to four digits, and as it is otherwise.
static struct text part_shown(const struct writer *w, struct text weight)
{
    struct text below = weight;
    struct text above = TEXT_NONE;
    int64_t numerator = 0;
    int64_t divisor = 0;
    if (!text_split(&below, '/', &above) || int64_parse(above, 0, INT64_MAX / RATE_ONE, &numerator) != RC_OK ||
        int64_parse(below, 1, INT64_MAX, &divisor) != RC_OK || numerator * RATE_ONE % divisor != 0) {
        return weight;
    }
    struct rate rate = {.ppm = numerator * RATE_ONE / divisor};
    struct text percent = explain_decimal(w->arena, w->input->reader.language, rate_percent_text(w->arena, rate));
    const char *spaces[EXPLAIN_LANGUAGE_COUNT] = {
        [EXPLAIN_EN] = "", [EXPLAIN_RU] = "\u00a0", [EXPLAIN_FR] = "\u202f", [EXPLAIN_JA] = ""};
    return text_format(w->arena, "%.*s%s%%", TEXT_PRINT(percent), spaces[w->input->reader.language]);
}

void explain_caps_and_share(struct writer *w, const struct reading *reading)
{
    const struct json *award = json_member(reading->json, "award");
    struct text weight = member_text(award, "weight");
    explain_old_cap(w, reading);
    explain_caps(w, reading, /* is_of_period= */ false);
    if (text_is(weight)) {
        add(w, "share", is_flag(award, "agreed") ? WORDS_SHARE_SPLIT : WORDS_SHARE_ASSIST,
            {"shared", decimal_shown(w, reading, member_text(award, "shared"))}, {"part", part_shown(w, weight)});
    }
    explain_caps(w, reading, /* is_of_period= */ true);
}

void explain_level(struct writer *w, const struct reading *reading)
{
    const struct json *level = json_member(reading->json, "level");
    struct text exact = fraction_shown(w, reading, reading->json, "exact", "exact_rest");
    add(w, "level", WORDS_LEVEL, {"level", int_shown(w, json_member(reading->json, "award"), "level")});
    add(w, "plan", is_flag(level, "individual") ? WORDS_PLAN_INDIVIDUAL : WORDS_PLAN,
        {"number", int_shown(w, level, "number")});
    add(w, "rule", WORDS_RULE, {"line", int_shown(w, level, "line")}, {"text", member_text(level, "text")});
    if (reading->is_rejected) {
        return;
    }
    if (text_is(member_text(level, "fixed"))) {
        explain_fixed(w, reading, level);
    } else {
        bool is_of_commission = is_text(level, "of", "commission");
        if (!is_of_commission) {
            explain_base(w, reading);
        }
        add(w, "arithmetic", is_of_commission ? WORDS_LEVEL_OF_COMMISSION : WORDS_PERCENT,
            {"rate", percent_shown(w, level, "rate")}, {"base", fraction_shown(w, reading, level, "base", "base_rest")},
            {"exact", exact});
    }
    explain_rounding(w, reading);
}
