// SPDX-License-Identifier: Apache-2.0
// Recording and asking for exchange rates; see rate_write.h.
#include "ledger/rate_write.h"

#include "change.h"
#include "format/encode.h"

enum rc rate_day_read(struct flow *flow, const char *field, struct text t, int64_t *ret_day)
{
    struct instant instant;
    if (t.n != sizeof("2026-11-30") - 1 || instant_parse(t, &instant) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "day_malformed", field, "%s must be a day such as 2026-11-30", field);
    }
    *ret_day = day_number(instant);
    return RC_OK;
}

static enum rc check_source(struct flow *flow, struct text source)
{
    if (!utf8_is_clean(source, "")) {
        return fault_set(flow->fault, RC_INVALID, "text_malformed", "source",
                         "source must be UTF-8 text without control characters");
    }
    if (source.n == 0) {
        return fault_set(flow->fault, RC_INVALID, "text_empty", "source", "source must not be empty");
    }
    if (source.n > RATE_SOURCE_MAX) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", "source", "source must be at most %d bytes",
                         RATE_SOURCE_MAX);
    }
    return RC_OK;
}

static enum rc note_rate(struct flow *flow, const struct exchange_rate *rate)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_text(&note.json, "pair", text_format(flow->arena, "%.3s/%.3s", rate->base.code, rate->quote.code));
    json_put_text(&note.json, "day", instant_date_text(flow->arena, (struct instant){rate->day * DAY_MS}));
    json_put_text(&note.json, "rate", exchange_value_text(flow->arena, rate->value));
    json_put_text(&note.json, "source", rate->source);
    return change_note_end(flow, &note, "exchange_rate.record", rate->id.v);
}

enum rc rate_record(struct flow *flow, const struct rate_input *input, struct exchange_rate *ret_rate)
{
    struct exchange_rate rate = {.base = input->base,
                                 .quote = input->quote,
                                 .source = text_is(input->source) ? input->source : flow->actor,
                                 .recorded_at = flow->now};
    if (currency_equal(rate.base, rate.quote)) {
        return fault_set(flow->fault, RC_INVALID, "currency_unknown", "quote", "base and quote must be two currencies");
    }
    TRY(rate_day_read(flow, "day", input->day, &rate.day));
    if (exchange_value_parse(input->value, &rate.value) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "rate_malformed", "rate",
                         "rate must be a decimal above zero with at most %d decimals, such as 1.1684",
                         EXCHANGE_SCALE_MAX);
    }
    TRY(check_source(flow, rate.source));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_lock(flow, TEXT("exchange rates")));
    int64_t before, after;
    TRY(flow_stored(flow, rate_count(flow->db, flow->arena, &before)));
    TRY(flow_stored(flow, rate_add(flow->db, flow->arena, &rate, 1)));
    TRY(flow_stored(flow, rate_count(flow->db, flow->arena, &after)));
    TRY(flow_stored(flow, rate_of_day(flow->db, flow->arena, rate.base, rate.quote, rate.day, ret_rate)));
    if (after > before) {
        TRY(note_rate(flow, ret_rate));
    }
    return flow_commit(flow);
}

enum rc rate_at(struct flow *flow, struct currency from, struct currency to, struct instant at, const char *field,
                struct dated_exchange *ret_exchange)
{
    int64_t day = day_number(at);
    enum rc rc = rate_find(flow->db, flow->arena, from, to, day, ret_exchange);
    if (rc == RC_NOT_FOUND) {
        struct text date = instant_date_text(flow->arena, (struct instant){day * DAY_MS});
        return fault_set(flow->fault, RC_REFUSED, "rate_missing", field,
                         "there is no exchange rate from %.3s to %.3s for %.*s or the %d days before it", from.code,
                         to.code, TEXT_PRINT(date), RATE_DAYS_MAX);
    }
    return flow_stored(flow, rc);
}
