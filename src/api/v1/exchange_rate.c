// SPDX-License-Identifier: Apache-2.0
// Exchange rates by day.
#include "identity/public_id.h"
#include "ledger/rate_write.h"
#include "v1/handlers.h"

struct rate_view {
    struct exchange_rate_id id;
    struct currency base, quote;
    struct text day;
    struct text rate;
    struct opt_int64 version;
    struct text source;
    struct instant recorded_at;
};
static const struct field rate_fields[] = {
    FIELD_ID(struct rate_view, id, PREFIX_EXCHANGE_RATE, 0, "The rate's id."),
    FIELD_CURRENCY(struct rate_view, base, 0, "One of this …"),
    FIELD_CURRENCY(struct rate_view, quote, 0, "… is worth so much of this."),
    FIELD_TEXT(struct rate_view, day, 10, 10, 0, "The day: \"2026-11-30\"."),
    FIELD_DECIMAL(struct rate_view, rate, 0, "How much."),
    FIELD_INT64(struct rate_view, version, 1, INT64_MAX, 0, "1, 2, 3 of the pair and day: the last one counts."),
    FIELD_TEXT(struct rate_view, source, 1, RATE_SOURCE_MAX, 0, "Who published it."),
    FIELD_INSTANT(struct rate_view, recorded_at, 0, "When it became known here."),
};
const struct schema schema_exchange_rate = SCHEMA("ExchangeRate", struct rate_view, rate_fields);

struct rate_body {
    struct currency base, quote;
    struct text day, rate, source;
};
static const struct field rate_create_fields[] = {
    FIELD_CURRENCY(struct rate_body, base, FIELD_REQUIRED, "One of this …"),
    FIELD_CURRENCY(struct rate_body, quote, FIELD_REQUIRED, "… is worth so much of this."),
    FIELD_TEXT(struct rate_body, day, 1, 32, FIELD_REQUIRED, "The day: \"2026-11-30\"."),
    FIELD_DECIMAL(struct rate_body, rate, FIELD_REQUIRED, "How much, more than zero, at most 8 decimals."),
    FIELD_TEXT(struct rate_body, source, 1, RATE_SOURCE_MAX, 0, "Who published it; whose token it is unless given."),
};
const struct schema schema_exchange_rate_create = SCHEMA("ExchangeRateCreate", struct rate_body, rate_create_fields);

struct rate_query {
    CALL_PAGE_MEMBERS;
    struct currency base, quote;
    struct text from, to;
};
static const struct field rate_query_fields[] = {
    CALL_PAGE_FIELDS(struct rate_query),
    FIELD_CURRENCY(struct rate_query, base, 0, "Only of this base."),
    FIELD_CURRENCY(struct rate_query, quote, 0, "Only of this quote."),
    FIELD_TEXT(struct rate_query, from, 1, 32, 0, "Only from this day on: 2026-11-01."),
    FIELD_TEXT(struct rate_query, to, 1, 32, 0, "Only up to this day."),
};
const struct schema schema_exchange_rate_query = SCHEMA("ExchangeRateQuery", struct rate_query, rate_query_fields);

static struct rate_view view_of(struct call *call, const struct exchange_rate *rate)
{
    return (struct rate_view){
        .id = rate->id,
        .base = rate->base,
        .quote = rate->quote,
        .day = instant_date_text(call->arena, (struct instant){rate->day * DAY_MS}),
        .rate = exchange_value_text(call->arena, rate->value),
        .version = some_int64(rate->number),
        .source = rate->source,
        .recorded_at = rate->recorded_at,
    };
}

static enum rc render(struct call *call, const void *view)
{
    struct rate_view shown = view_of(call, view);
    return call_print(call, &schema_exchange_rate, &shown);
}

enum rc api_exchange_rate_create(struct call *call)
{
    const struct rate_body *body = call->body;
    struct rate_input input = {
        .base = body->base, .quote = body->quote, .day = body->day, .value = body->rate, .source = body->source};
    struct exchange_rate rate;
    call_answer_by(call, render, &rate);
    return rate_record(&call->flow, &input, &rate);
}

enum rc api_exchange_rate_list(struct call *call)
{
    const struct rate_query *query = call->query;
    struct rate_filter filter = {
        .base = query->base, .quote = query->quote, .first_day = INT32_MIN, .last_day = INT32_MAX};
    if (text_is(query->from)) {
        TRY(rate_day_read(&call->flow, "from", query->from, &filter.first_day));
    }
    if (text_is(query->to)) {
        TRY(rate_day_read(&call->flow, "to", query->to, &filter.last_day));
    }
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct exchange_rate *list;
    size_t count;
    TRY(flow_stored(&call->flow, rate_list(call->db, call->arena, &filter, &list, &count)));
    struct rate_view *views = arena_many(call->arena, struct rate_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct rate_view, id)};
    return call_print_page(call, &page);
}
