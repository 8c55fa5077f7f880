// SPDX-License-Identifier: Apache-2.0
// From recorded facts to sentences: each part of the explanation is a function that adds its steps. What the derivation
// says is read from its JSON, so that an old commission is explained by what was recorded, not by today's code.
#include "commission/explain.h"

#include <string.h>

#include "commission/explain_words.h"
#include "core/buf.h"
#include "format/json.h"

#define VALUES(...) ((struct explain_value[]){__VA_ARGS__})
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct writer {
    struct arena *arena;
    const struct explain_input *input;
    struct explain_step *steps;
    size_t count;
    size_t capacity;
};

static void add_text(struct writer *w, const char *code, struct text sentence)
{
    if (w->count == w->capacity) {
        size_t capacity = w->capacity == 0 ? 32 : 2 * w->capacity;
        struct explain_step *steps = arena_many(w->arena, struct explain_step, capacity);
        if (w->count > 0) {
            memcpy(steps, w->steps, w->count * sizeof(steps[0]));
        }
        w->steps = steps;
        w->capacity = capacity;
    }
    w->steps[w->count++] = (struct explain_step){.code = code, .sentence = sentence};
}

static struct text fill(const struct writer *w, enum explain_words words, const struct explain_value *values,
                        size_t count)
{
    return explain_fill(w->arena, w->input->language, words, values, count);
}

// add(w, "code", WORDS_X, {"name", text}, …)
#define add(w, code, words, ...) \
    add_text((w), (code), fill((w), (words), VALUES(__VA_ARGS__), COUNT_OF(VALUES(__VA_ARGS__))))

static void add_plain(struct writer *w, const char *code, enum explain_words words)
{
    add_text(w, code, fill(w, words, NULL, 0));
}

static struct text amount_of(const struct writer *w, struct text decimal, struct text currency)
{
    struct text shown = explain_decimal(w->arena, w->input->language, decimal);
    return text_format(w->arena, "%.*s %.*s", TEXT_PRINT(shown), TEXT_PRINT(currency));
}

static struct text money_shown(const struct writer *w, struct money m)
{
    return amount_of(w, money_text(w->arena, m), currency_text(&m.currency));
}

static struct text exact_shown(const struct writer *w, struct exact e)
{
    return amount_of(w, exact_text(w->arena, e), currency_text(&e.currency));
}

static struct text time_shown(const struct writer *w, struct instant instant)
{
    return explain_time(w->arena, instant);
}

static struct text span_shown(const struct writer *w, int64_t ms)
{
    return explain_span(w->arena, w->input->language, ms);
}

static struct text number_shown(const struct writer *w, int64_t n)
{
    return text_format(w->arena, "%lld", (long long)n);
}

// The words of a code, without values; the code itself when it is unknown (a later version may know more).
static struct text code_shown(const struct writer *w, const char *group, struct text code)
{
    enum explain_words words;
    return explain_words_of_code(group, code, &words) ? fill(w, words, NULL, 0) : code;
}

static void explain_event(struct writer *w)
{
    const struct explain_input *in = w->input;
    add(w, "event", WORDS_EVENT, {"order", in->order_id}, {"goal", in->goal}, {"amount", money_shown(w, in->amount)},
        {"occurred", time_shown(w, in->occurred_at)}, {"received", time_shown(w, in->received_at)});
    if (!currency_is_none(in->reported.currency)) {
        struct text day = instant_date_text(w->arena, in->rate_day);
        add(w, "exchange", WORDS_EXCHANGE, {"reported", money_shown(w, in->reported)}, {"day", day},
            {"source", in->rate_source}, {"rates", in->rates});
    }
    if (in->discount.minor > 0) {
        add(w, "discount", WORDS_DISCOUNT, {"discount", money_shown(w, in->discount)});
    }
    if (in->refunded.minor > 0) {
        struct money remaining = {.minor =
                                      in->amount.minor > in->refunded.minor ? in->amount.minor - in->refunded.minor : 0,
                                  .currency = in->amount.currency};
        add(w, "refund", WORDS_REFUND, {"refunded", money_shown(w, in->refunded)},
            {"remaining", money_shown(w, remaining)});
    }
}

static bool has_touch(const struct explain_evidence *piece)
{
    return !instant_is_none(piece->touched_at);
}

static void explain_refused(struct writer *w, const struct explain_evidence *piece)
{
    struct text kind = code_shown(w, "kind", piece->kind);
    struct text why = code_shown(w, "outcome", piece->outcome);
    int64_t distance_ms = has_touch(piece) ? w->input->occurred_at.ms - piece->touched_at.ms : 0;
    if (!has_touch(piece)) {
        add(w, "evidence_refused", WORDS_EVIDENCE_REFUSED, {"kind", kind}, {"why", why});
    } else if (text_equal(piece->outcome, TEXT("outside_window")) && distance_ms >= 0) {
        add(w, "evidence_refused", WORDS_EVIDENCE_OUTSIDE, {"kind", kind},
            {"touched", time_shown(w, piece->touched_at)}, {"distance", span_shown(w, distance_ms)},
            {"window", span_shown(w, w->input->window_ms)});
    } else {
        add(w, "evidence_refused", WORDS_EVIDENCE_REFUSED_AT, {"kind", kind},
            {"touched", time_shown(w, piece->touched_at)}, {"why", why});
    }
}

static void explain_window(struct writer *w, const struct explain_evidence *won)
{
    if (won->is_for_life) {
        add_plain(w, "window", WORDS_WINDOW_LIFE);
    } else if (has_touch(won)) {
        add(w, "window", WORDS_WINDOW, {"touched", time_shown(w, won->touched_at)},
            {"distance", span_shown(w, w->input->occurred_at.ms - won->touched_at.ms)},
            {"window", span_shown(w, w->input->window_ms)});
    }
}

static void explain_attribution(struct writer *w)
{
    const struct explain_input *in = w->input;
    const struct explain_evidence *won = NULL;
    bool is_model_deciding = false;
    for (size_t i = 0; i < in->evidence_count; i++) {
        const struct explain_evidence *piece = &in->evidence[i];
        if (text_equal(piece->outcome, TEXT("won"))) {
            won = piece;
            add(w, "evidence_used", WORDS_EVIDENCE_USED, {"partner", in->partner},
                {"kind", code_shown(w, "kind", piece->kind)});
        } else {
            is_model_deciding = is_model_deciding || text_equal(piece->outcome, TEXT("earlier_touch")) ||
                                text_equal(piece->outcome, TEXT("later_touch"));
            explain_refused(w, piece);
        }
    }
    if (is_model_deciding) {
        bool is_first = text_equal(in->model, TEXT("first_click"));
        add_plain(w, "model", is_first ? WORDS_MODEL_FIRST : WORDS_MODEL_LAST);
    }
    if (won != NULL) {
        explain_window(w, won);
    }
}

// The derivation, read.
struct reading {
    const struct json *json;
    struct text currency;
    bool is_rejected;
    size_t paid_count;
    bool has_other_kind;            // a rule of the paying plan for the goal found no product of its kind
    const struct json *first_fixed; // a paid rule of a fixed sum
};

static struct text member_text(const struct json *object, const char *name)
{
    return json_text(json_member(object, name));
}

static bool is_text(const struct json *object, const char *name, const char *expected)
{
    return text_equal(member_text(object, name), text_of(expected));
}

static struct text decimal_shown(const struct writer *w, const struct reading *reading, struct text decimal)
{
    return amount_of(w, decimal, reading->currency);
}

// A decimal that goes on beyond a millionth of a minor unit gets an ellipsis.
static struct text fraction_shown(const struct writer *w, const struct reading *reading, const struct json *object,
                                  const char *name, const char *name_rest)
{
    struct text decimal = explain_decimal(w->arena, w->input->language, member_text(object, name));
    const char *more = text_is(member_text(object, name_rest)) ? "…" : "";
    return text_format(w->arena, "%.*s%s %.*s", TEXT_PRINT(decimal), more, TEXT_PRINT(reading->currency));
}

static bool is_flag(const struct json *object, const char *name)
{
    bool flag = false;
    return json_bool(json_member(object, name), &flag) && flag;
}

static struct text line_shown(const struct writer *w, const struct json *rule)
{
    int64_t line = 0;
    return json_int64(json_member(rule, "line"), &line) ? number_shown(w, line) : TEXT("?");
}

static void explain_rule_unpaid(struct writer *w, const struct json *rule, bool is_other_goal_told)
{
    static const struct {
        const char *outcome;
        enum explain_words words;
    } rows[] = {
        {"no_item_of_kind", WORDS_RULE_NO_KIND},                                             // of format 1
        {"no_item_matches", WORDS_RULE_NO_KIND},  {"nothing_left", WORDS_RULE_NOTHING_LEFT}, // of format 1
        {"lines_taken", WORDS_RULE_NOTHING_LEFT}, {"overridden_by_individual_terms", WORDS_RULE_OVERRIDDEN},
        {"other_goal", WORDS_RULE_OTHER_GOAL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (is_text(rule, "outcome", rows[i].outcome) &&
            (rows[i].words != WORDS_RULE_OTHER_GOAL || is_other_goal_told)) {
            add(w, "rule_refused", rows[i].words, {"line", line_shown(w, rule)}, {"text", member_text(rule, "text")});
        }
    }
}

static bool is_paying(const struct json *rule)
{
    return is_text(rule, "outcome", "paid") || is_text(rule, "outcome", "rejected");
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
            reading->has_other_kind = reading->has_other_kind || is_text(rule, "outcome", "no_item_of_kind") ||
                                      is_text(rule, "outcome", "no_item_matches");
            if (is_text(rule, "outcome", "paid") && text_is(member_text(rule, "fixed"))) {
                reading->first_fixed = rule;
            }
        }
    }
}

static void explain_plans(struct writer *w, const struct reading *reading)
{
    const struct json *plans = json_member(reading->json, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *plan = json_at(plans, p);
        const struct json *rules = json_member(plan, "rules");
        int64_t number = 0;
        if (is_flag(plan, "pays") && json_int64(json_member(plan, "number"), &number)) {
            add(w, "plan", is_flag(plan, "individual") ? WORDS_PLAN_INDIVIDUAL : WORDS_PLAN,
                {"number", number_shown(w, number)});
        }
        for (size_t i = 0; i < json_count(rules); i++) {
            const struct json *rule = json_at(rules, i);
            if (is_paying(rule)) {
                add(w, "rule", WORDS_RULE, {"line", line_shown(w, rule)}, {"text", member_text(rule, "text")});
            } else {
                explain_rule_unpaid(w, rule, /* is_other_goal_told= */ reading->paid_count == 0);
            }
        }
    }
}

static bool is_full_refund(const struct explain_input *in)
{
    return in->amount.minor > 0 && in->refunded.minor >= in->amount.minor;
}

static void explain_arithmetic(struct writer *w, const struct reading *reading)
{
    const struct json *plans = json_member(reading->json, "plans");
    for (size_t p = 0; p < json_count(plans); p++) {
        const struct json *rules = json_member(json_at(plans, p), "rules");
        for (size_t i = 0; i < json_count(rules); i++) {
            const struct json *rule = json_at(rules, i);
            struct text fixed = member_text(rule, "fixed");
            if (!is_text(rule, "outcome", "paid")) {
                continue;
            }
            if (text_is(fixed)) {
                add(w, "arithmetic", is_full_refund(w->input) ? WORDS_FIXED_TAKEN_BACK : WORDS_FIXED,
                    {"fixed", decimal_shown(w, reading, fixed)});
            } else {
                add(w, "arithmetic", WORDS_PERCENT,
                    {"rate", explain_decimal(w->arena, w->input->language, member_text(rule, "rate"))},
                    {"base", fraction_shown(w, reading, rule, "base", "base_rest")},
                    {"exact", fraction_shown(w, reading, rule, "exact", "exact_rest")});
            }
        }
    }
}

static void explain_caps(struct writer *w, const struct reading *reading)
{
    const struct json *caps = json_member(reading->json, "caps");
    for (size_t i = 0; i < json_count(caps); i++) {
        const struct json *cap = json_at(caps, i);
        if (text_equal(member_text(cap, "before"), member_text(cap, "after"))) {
            continue;
        }
        if (text_is(member_text(cap, "rate"))) {
            add(w, "cap", WORDS_CAP_RATE,
                {"rate", explain_decimal(w->arena, w->input->language, member_text(cap, "rate"))},
                {"limit", decimal_shown(w, reading, member_text(cap, "limit"))},
                {"commission", decimal_shown(w, reading, member_text(cap, "after"))});
        } else {
            add(w, "cap", WORDS_CAP_SUM, {"limit", decimal_shown(w, reading, member_text(cap, "limit"))});
        }
    }
}

static void explain_rounding(struct writer *w, const struct reading *reading)
{
    const struct json *json = reading->json;
    struct text exact = fraction_shown(w, reading, json, "exact", "exact_rest");
    if (reading->paid_count > 1) {
        add(w, "sum", WORDS_SUM, {"exact", exact});
    }
    if (text_equal(member_text(json, "exact"), member_text(json, "rounded")) &&
        !text_is(member_text(json, "exact_rest"))) {
        add(w, "rounding", WORDS_ROUND_NONE, {"exact", exact});
    } else {
        add(w, "rounding", is_text(json, "rounding", "half_even") ? WORDS_ROUND_EVEN : WORDS_ROUND_AWAY,
            {"exact", exact}, {"rounded", decimal_shown(w, reading, member_text(json, "rounded"))});
    }
    const struct json *cap = json_member(json, "cap"); // of format 1
    if (is_text(cap, "applied", "rate")) {
        add(w, "cap", WORDS_CAP_RATE, {"rate", explain_decimal(w->arena, w->input->language, member_text(cap, "rate"))},
            {"limit", decimal_shown(w, reading, member_text(cap, "rate_limit"))},
            {"commission", decimal_shown(w, reading, member_text(json, "commission"))});
    } else if (is_text(cap, "applied", "sum")) {
        add(w, "cap", WORDS_CAP_SUM, {"limit", decimal_shown(w, reading, member_text(cap, "sum"))});
    }
    explain_caps(w, reading);
}

static bool is_zero(struct text decimal)
{
    for (size_t i = 0; i < decimal.n; i++) {
        if (decimal.p[i] != '0' && decimal.p[i] != '.') {
            return false;
        }
    }
    return true;
}

static void explain_why_not(struct writer *w, const struct reading *reading)
{
    const struct explain_input *in = w->input;
    const char *code = "why_not";
    if (reading->is_rejected && !text_is_empty(in->reason)) {
        add(w, code, WORDS_WHY_REJECTED_REASON, {"reason", in->reason});
    } else if (reading->is_rejected) {
        add_plain(w, code, WORDS_WHY_REJECTED);
    } else if (json_count(json_member(reading->json, "plans")) == 0) {
        add_plain(w, code, WORDS_WHY_NO_PLAN);
    } else if (reading->paid_count == 0 && reading->has_other_kind) {
        add_plain(w, code, WORDS_WHY_NO_KIND);
    } else if (reading->paid_count == 0) {
        add(w, code, WORDS_WHY_NO_RULE, {"goal", in->goal});
    } else if (is_full_refund(in)) {
        add_plain(w, code, WORDS_WHY_REFUNDED);
    } else if (!is_zero(member_text(reading->json, "rounded"))) {
        add_plain(w, code, WORDS_WHY_CAP);
    } else if (!is_zero(member_text(reading->json, "exact")) || text_is(member_text(reading->json, "exact_rest"))) {
        add(w, code, WORDS_WHY_TOO_LITTLE, {"exact", fraction_shown(w, reading, reading->json, "exact", "exact_rest")});
    } else {
        bool is_without_amount = in->amount.minor == 0 && in->discount.minor == 0 && reading->first_fixed == NULL;
        add_plain(w, code, is_without_amount ? WORDS_WHY_NO_AMOUNT : WORDS_WHY_ZERO);
    }
}

static void explain_derivation(struct writer *w, const struct reading *reading)
{
    const struct json *json = reading->json;
    explain_plans(w, reading);
    if (reading->paid_count > 0 && !reading->is_rejected) {
        if (w->input->discount.minor > 0) {
            add_plain(w, "base", is_text(json, "base", "before_discount") ? WORDS_BASE_BEFORE : WORDS_BASE_AFTER);
        }
        explain_arithmetic(w, reading);
        explain_rounding(w, reading);
    }
    if (is_zero(member_text(json, "commission"))) {
        explain_why_not(w, reading);
    } else {
        add(w, "commission", WORDS_COMMISSION,
            {"commission", decimal_shown(w, reading, member_text(json, "commission"))});
    }
}

static void explain_ledger(struct writer *w)
{
    for (size_t e = 0; e < w->input->entry_count; e++) {
        const struct explain_entry *entry = &w->input->entries[e];
        struct buf lines = buf_new(w->arena, SIZE_MAX / 8);
        for (size_t i = 0; i < entry->line_count; i++) {
            struct money amount = entry->lines[i].amount;
            bool is_debit = amount.minor >= 0;
            struct text shown = money_shown(w, is_debit ? amount : money_negate(amount));
            buf_add(&lines, i == 0 ? TEXT("") : fill(w, WORDS_LEDGER_AND, NULL, 0));
            buf_add(&lines,
                    fill(w, is_debit ? WORDS_LEDGER_DEBIT : WORDS_LEDGER_CREDIT,
                         VALUES({"account", code_shown(w, "account", entry->lines[i].account)}, {"amount", shown}), 2));
        }
        add(w, "ledger", WORDS_LEDGER, {"booked", time_shown(w, entry->booked_at)},
            {"kind", code_shown(w, "entry", entry->kind)}, {"lines", buf_text(&lines)});
    }
}

static void explain_hold(struct writer *w, const struct reading *reading)
{
    int64_t days = 0;
    if (!json_int64(json_member(json_member(reading->json, "hold"), "days"), &days) || days < 0) {
        return;
    }
    struct text shown = number_shown(w, days);
    if (instant_is_none(w->input->due_at)) {
        add(w, "hold", WORDS_HOLD_UNDECIDED, {"days", shown});
    } else if (days == 0) {
        add_plain(w, "hold", WORDS_HOLD_NONE);
    } else {
        add(w, "hold", WORDS_HOLD, {"days", shown}, {"due", time_shown(w, w->input->due_at)});
    }
}

static void explain_dates(struct writer *w)
{
    for (size_t i = 0; i < w->input->change_count; i++) {
        const struct explain_change *change = &w->input->changes[i];
        enum explain_words words;
        if (explain_words_of_code("change", change->cause, &words)) {
            add(w, "date", words, {"time", time_shown(w, change->changed_at)},
                {"amount", money_shown(w, change->amount)});
        }
    }
}

static void explain_clicks(struct writer *w)
{
    const struct explain_clicks *clicks = w->input->clicks;
    add(w, "clicks", WORDS_CLICKS, {"clicks", number_shown(w, clicks->clicks)},
        {"unique", number_shown(w, clicks->unique_clicks)}, {"day", instant_date_text(w->arena, clicks->day)});
    add(w, "arithmetic", WORDS_CLICKS_EARNED, {"earned", exact_shown(w, clicks->earned)},
        {"carried", exact_shown(w, clicks->carried_in)});
    add(w, "rounding", WORDS_CLICKS_ROUNDED, {"booked", money_shown(w, clicks->booked)},
        {"carried", exact_shown(w, clicks->carried_out)});
    add(w, "commission", WORDS_COMMISSION, {"commission", money_shown(w, clicks->booked)});
}

static bool has_derivation(const struct explain_input *input)
{
    return !text_is_empty(input->derivation) && !text_equal(input->derivation, TEXT("{}"));
}

static enum rc read_derivation(struct arena *arena, struct text derivation, struct reading *ret_reading)
{
    static const char *const needed[] = {"commission", "currency", "exact", "rounded"};
    struct reading reading = {.json = NULL};
    if (json_parse(arena, derivation, &reading.json, NULL) != RC_OK || !json_is_object(reading.json) ||
        !json_is_array(json_member(reading.json, "plans"))) {
        return RC_FAULT;
    }
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (!text_is(member_text(reading.json, needed[i]))) {
            return RC_FAULT;
        }
    }
    reading.currency = member_text(reading.json, "currency");
    reading.is_rejected = is_flag(reading.json, "rejected");
    read_rules(&reading);
    *ret_reading = reading;
    return RC_OK;
}

static void explain_conversion(struct writer *w, const struct reading *reading)
{
    const struct explain_input *in = w->input;
    explain_event(w);
    explain_attribution(w);
    if (reading != NULL) {
        explain_derivation(w, reading);
    } else if (!text_is(in->partner)) {
        add(w, "why_not", WORDS_WHY_UNATTRIBUTED, {"why", code_shown(w, "outcome", in->cause)});
    } else if (text_equal(in->status, TEXT("rejected"))) {
        explain_why_not(w, &(struct reading){.is_rejected = true});
    } else {
        add(w, "why_not", WORDS_WHY_NO_RULE, {"goal", in->goal});
    }
}

enum rc explain_steps(struct arena *arena, const struct explain_input *input, struct explain_step **ret_steps,
                      size_t *ret_count)
{
    struct writer w = {.arena = arena, .input = input};
    struct reading reading = {.json = NULL};
    bool is_derived = input->clicks == NULL && has_derivation(input);
    if (is_derived) {
        TRY(read_derivation(arena, input->derivation, &reading));
    }
    if (input->clicks != NULL) {
        explain_clicks(&w);
    } else {
        explain_conversion(&w, is_derived ? &reading : NULL);
    }
    explain_ledger(&w);
    if (is_derived && reading.paid_count > 0 && !reading.is_rejected) {
        explain_hold(&w, &reading);
    }
    explain_dates(&w);
    *ret_steps = w.steps;
    *ret_count = w.count;
    return RC_OK;
}

bool explain_language_parse(struct text t, enum explain_language *ret_language)
{
    static const char *const languages[EXPLAIN_LANGUAGE_COUNT] = {
        [EXPLAIN_EN] = "en", [EXPLAIN_RU] = "ru", [EXPLAIN_FR] = "fr", [EXPLAIN_JA] = "ja"};
    bool has_region = t.n > 2 && (t.p[2] == '-' || t.p[2] == '_');
    for (size_t i = 0; i < EXPLAIN_LANGUAGE_COUNT; i++) {
        if ((t.n == 2 || has_region) && text_equal_ignore_case(text_slice(t, 0, 2), text_of(languages[i]))) {
            *ret_language = (enum explain_language)i;
            return true;
        }
    }
    return false;
}
