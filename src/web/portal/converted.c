// SPDX-License-Identifier: Apache-2.0
// Sums in the currency of display.
#include "portal/converted.h"

#include "phrase/phrases.h"

enum rc converted_open(struct call *call, struct converted *ret_converted)
{
    const struct identity_session_person *person = call->actor.person;
    *ret_converted = (struct converted){.day = day_number(call->now)};
    if (person == NULL || !text_is(person->preferences.currency) ||
        currency_parse(person->preferences.currency, &ret_converted->to) != RC_OK) {
        ret_converted->to = (struct currency){{0}};
    }
    return RC_OK;
}

static const struct converted_rate *rate_of(const struct converted *converted, struct currency from)
{
    for (size_t i = 0; i < converted->count; i++) {
        if (currency_equal(converted->rates[i].from, from)) {
            return &converted->rates[i];
        }
    }
    return NULL;
}

enum rc converted_need(struct call *call, struct converted *converted, struct currency from)
{
    if (currency_is_none(converted->to) || currency_equal(from, converted->to) || rate_of(converted, from) != NULL ||
        converted->count == CONVERTED_MAX) {
        return RC_OK;
    }
    struct converted_rate *rate = &converted->rates[converted->count++];
    *rate = (struct converted_rate){.from = from};
    enum rc rc = rate_find(call->db, call->arena, from, converted->to, converted->day, &rate->dated);
    rate->is_known = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(&call->flow, rc);
}

// One sum in the currency of display.
static bool convert(const struct converted *converted, struct money sum, struct money *ret_sum)
{
    if (currency_equal(sum.currency, converted->to)) {
        *ret_sum = sum;
        return true;
    }
    const struct converted_rate *rate = rate_of(converted, sum.currency);
    return rate != NULL && rate->is_known &&
           exchange_convert(&rate->dated.exchange, sum, ROUND_HALF_EVEN, ret_sum) == RC_OK;
}

bool converted_sum(const struct converted *converted, const struct money *sums, size_t count, struct money *ret_sum)
{
    bool is_needed = false;
    *ret_sum = (struct money){.currency = converted->to};
    if (currency_is_none(converted->to)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct money one;
        if (sums[i].minor == 0) {
            continue;
        }
        if (!convert(converted, sums[i], &one) || __builtin_add_overflow(ret_sum->minor, one.minor, &ret_sum->minor)) {
            return false;
        }
        is_needed |= !currency_equal(sums[i].currency, converted->to);
    }
    return is_needed;
}

struct figure_beside converted_beside(struct render *render, const struct converted *converted,
                                      const struct money *sums, size_t count)
{
    struct money sum;
    if (!converted_sum(converted, sums, count, &sum)) {
        return (struct figure_beside){.value = TEXT_NONE};
    }
    struct text value = render_money(render, sum);
    return (struct figure_beside){.value = text_format(render->arena, "≈ %.*s", TEXT_PRINT(value)),
                                  .url = TEXT("#converted")};
}

static struct text line_of(struct render *render, const struct converted *converted, const struct converted_rate *rate)
{
    const struct reader *r = &render->reader;
    int64_t day = rate->is_known ? rate->dated.day : converted->day;
    struct text date = render_date(render, (struct instant){day * DAY_MS + DAY_MS / 2});
    if (!rate->is_known) {
        return phrase_converted_missing(r, (struct phrase_converted_missing){.from = currency_text(&rate->from),
                                                                             .to = currency_text(&converted->to),
                                                                             .date = date});
    }
    return phrase_converted_rate(
        r, (struct phrase_converted_rate){.rates = rate->dated.rates, .date = date, .source = rate->dated.source});
}

struct converted_view converted_note(struct render *render, const struct converted *converted)
{
    struct text *lines = arena_many(render->arena, struct text, converted->count);
    bool is_any_known = false;
    for (size_t i = 0; i < converted->count; i++) {
        lines[i] = line_of(render, converted, &converted->rates[i]);
        is_any_known |= converted->rates[i].is_known;
    }
    struct text title = phrase_converted_title(
        &render->reader, (struct phrase_converted_title){.currency = currency_text(&converted->to)});
    return (struct converted_view){.title = is_any_known ? title : TEXT_NONE,
                                   .lines = {.items = lines, .count = converted->count}};
}
