// SPDX-License-Identifier: Apache-2.0
// From recorded facts to sentences: each part of the explanation is a function that adds its steps. What the derivation
// says is read from its JSON, so that an old commission is explained by what was recorded, not by today's code.
#include "commission/explain.h"

#include <string.h>

#include "commission/explain_private.h"
#include "core/buf.h"

void writer_add(struct writer *w, const char *code, struct text sentence)
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

struct text writer_fill(const struct writer *w, enum explain_words words, const struct explain_value *values,
                        size_t count)
{
    return explain_fill(w->arena, w->input->reader.language, words, values, count);
}

void add_plain(struct writer *w, const char *code, enum explain_words words)
{
    writer_add(w, code, writer_fill(w, words, NULL, 0));
}

struct text amount_shown(const struct writer *w, struct text decimal, struct text currency)
{
    const struct explain_reader *reader = &w->input->reader;
    if (reader->amount != NULL) {
        return reader->amount(reader->user, w->arena, decimal, currency);
    }
    struct text shown = explain_decimal(w->arena, reader->language, decimal);
    return text_format(w->arena, "%.*s %.*s", TEXT_PRINT(shown), TEXT_PRINT(currency));
}

struct text money_shown(const struct writer *w, struct money m)
{
    return amount_shown(w, money_text(w->arena, m), currency_text(&m.currency));
}

static struct text exact_shown(const struct writer *w, struct exact e)
{
    return amount_shown(w, exact_text(w->arena, e), currency_text(&e.currency));
}

static struct text time_shown(const struct writer *w, struct instant instant)
{
    const struct explain_reader *reader = &w->input->reader;
    return reader->time != NULL ? reader->time(reader->user, w->arena, instant) : explain_time(w->arena, instant);
}

static struct text span_shown(const struct writer *w, int64_t ms)
{
    return explain_span(w->arena, w->input->reader.language, ms);
}

struct text number_shown(const struct writer *w, int64_t n)
{
    return text_format(w->arena, "%lld", (long long)n);
}

struct text code_shown(const struct writer *w, const char *group, struct text code)
{
    enum explain_words words;
    return explain_words_of_code(group, code, &words) ? writer_fill(w, words, NULL, 0) : code;
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

static void explain_ledger(struct writer *w)
{
    for (size_t e = 0; e < w->input->entry_count; e++) {
        const struct explain_entry *entry = &w->input->entries[e];
        struct buf lines = buf_new(w->arena, SIZE_MAX / 8);
        for (size_t i = 0; i < entry->line_count; i++) {
            struct money amount = entry->lines[i].amount;
            bool is_debit = amount.minor >= 0;
            struct text shown = money_shown(w, is_debit ? amount : money_negate(amount));
            buf_add(&lines, i == 0 ? TEXT("") : writer_fill(w, WORDS_LEDGER_AND, NULL, 0));
            buf_add(&lines,
                    writer_fill(
                        w, is_debit ? WORDS_LEDGER_DEBIT : WORDS_LEDGER_CREDIT,
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
        if (i > 0 && explain_correction(w, &w->input->changes[i - 1], change)) {
            continue;
        }
        if (explain_words_of_code("change", change->cause, &words)) {
            add(w, "date", words, {"time", time_shown(w, change->changed_at)},
                {"amount", money_shown(w, change->amount)});
        }
    }
}

static void explain_clicks(struct writer *w)
{
    const struct explain_clicks *clicks = w->input->clicks;
    if (clicks->impressions > 0) {
        add(w, "impressions", WORDS_IMPRESSIONS, {"impressions", number_shown(w, clicks->impressions)},
            {"day", instant_date_text(w->arena, clicks->day)});
    } else {
        add(w, "clicks", WORDS_CLICKS, {"clicks", number_shown(w, clicks->clicks)},
            {"unique", number_shown(w, clicks->unique_clicks)}, {"day", instant_date_text(w->arena, clicks->day)});
    }
    add(w, "arithmetic", clicks->impressions > 0 ? WORDS_IMPRESSIONS_EARNED : WORDS_CLICKS_EARNED,
        {"earned", exact_shown(w, clicks->earned)}, {"carried", exact_shown(w, clicks->carried_in)});
    add(w, "rounding", WORDS_CLICKS_ROUNDED, {"booked", money_shown(w, clicks->booked)},
        {"carried", exact_shown(w, clicks->carried_out)});
    add(w, "commission", WORDS_COMMISSION, {"commission", money_shown(w, clicks->booked)});
}

static void explain_by_hand(struct writer *w)
{
    const struct explain_by_hand *by_hand = w->input->by_hand;
    struct text day = instant_date_text(w->arena, by_hand->at);
    if (by_hand->is_opening) {
        add(w, "by_hand", WORDS_OPENING, {"day", day});
    } else {
        add(w, "by_hand", WORDS_COMPENSATION, {"day", day}, {"why", by_hand->why});
    }
    struct money now = by_hand->is_reversed ? money_zero(by_hand->amount.currency) : by_hand->amount;
    add(w, "commission", WORDS_COMMISSION, {"commission", money_shown(w, now)});
}

static bool has_derivation(const struct explain_input *input)
{
    return !text_is_empty(input->derivation) && !text_equal(input->derivation, TEXT("{}"));
}

static void explain_conversion(struct writer *w, const struct reading *reading)
{
    const struct explain_input *in = w->input;
    explain_event(w);
    explain_attribution(w);
    if (reading != NULL) {
        explain_derivation(w, reading);
        explain_missed(w);
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
        TRY(explain_read(arena, input->derivation, &reading));
    }
    bool is_bonus = is_derived && is_text(reading.json, "kind", "bonus");
    if (input->by_hand != NULL) {
        explain_by_hand(&w);
    } else if (input->clicks != NULL) {
        explain_clicks(&w);
    } else if (is_bonus) {
        explain_bonus(&w, &reading);
    } else {
        explain_conversion(&w, is_derived ? &reading : NULL);
    }
    explain_ledger(&w);
    if (is_derived && !is_bonus && reading.paid_count > 0 && !reading.is_rejected) {
        explain_hold(&w, &reading);
    }
    explain_dates(&w);
    *ret_steps = w.steps;
    *ret_count = w.count;
    return RC_OK;
}

static const char *const languages[EXPLAIN_LANGUAGE_COUNT] = {
    [EXPLAIN_EN] = "en", [EXPLAIN_RU] = "ru", [EXPLAIN_FR] = "fr", [EXPLAIN_JA] = "ja"};

const char *explain_language_text(enum explain_language language)
{
    return languages[language];
}

bool explain_language_parse(struct text t, enum explain_language *ret_language)
{
    bool has_region = t.n > 2 && (t.p[2] == '-' || t.p[2] == '_');
    for (size_t i = 0; i < EXPLAIN_LANGUAGE_COUNT; i++) {
        if ((t.n == 2 || has_region) && text_equal_ignore_case(text_slice(t, 0, 2), text_of(languages[i]))) {
            *ret_language = (enum explain_language)i;
            return true;
        }
    }
    return false;
}
