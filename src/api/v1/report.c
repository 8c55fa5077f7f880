// SPDX-License-Identifier: Apache-2.0
// The performance report over HTTP: parameters in, rows, totals and "as of" out. A partner sees its own rows, an
// advertiser its programs'.

#include "report/report.h"
#include "click/click_node_life.h"
#include "identity/public_id.h"
#include "network/network.h"
#include "shipping.h"
#include "v1/handlers.h"
#include "v1/report_page.h"

#define REPORT_DAYS_DEFAULT 30
#define ROWS_BYTES_MAX ((size_t)15 << 20) // call_print takes a little more
#define ROW_BYTES ((size_t)16 << 10)

struct performance_query {
    struct text group_by, from, to, tz;
    struct partner_id partner_id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct link_id link_id;
    struct opt_int64 limit;
    struct text cursor;
};
static const struct field performance_query_fields[] = {
    FIELD_TEXT(struct performance_query, group_by, 0, 64, 0,
               "One to four of partner, program, offer, link, day, hour, country, device, source, sub1 to sub10."),
    FIELD_TEXT(struct performance_query, from, 0, 64, 0, "Instant or day of the time zone; 30 days ago unless given."),
    FIELD_TEXT(struct performance_query, to, 0, 64, 0, "Instant, or day that still counts; now unless given."),
    FIELD_TEXT(struct performance_query, tz, 0, 64, 0, "IANA time zone of days and hours; the network's unless given."),
    FIELD_ID(struct performance_query, partner_id, PREFIX_PARTNER, 0, "Only this partner."),
    FIELD_ID(struct performance_query, program_id, PREFIX_PROGRAM, 0, "Only this program."),
    FIELD_ID(struct performance_query, offer_id, PREFIX_OFFER, 0, "Only this offer."),
    FIELD_ID(struct performance_query, link_id, PREFIX_LINK, 0, "Only this link."),
    FIELD_INT64(struct performance_query, limit, 1, REPORT_ROWS_MAX, 0,
                "Page by page, so many rows at most, in the order of their keys instead of most clicks first."),
    FIELD_TEXT(struct performance_query, cursor, 1, REPORT_CURSOR_CHARACTERS_MAX, 0,
               "The `next` of the page before, with the same question: each row is told once, as of its page."),
};
const struct schema schema_performance_query =
    SCHEMA("PerformanceQuery", struct performance_query, performance_query_fields);

// The answer is written by hand, because its rows' members follow the asked dimensions.
struct performance_view {
    struct instant as_of, from, to;
    struct text tz, data, next, total, totals, received;
};
#define COUNTS_SCHEMA                                                                                                 \
    "\"clicks\":{\"type\":\"integer\"},\"unique_clicks\":{\"type\":\"integer\"},\"leads\":{\"type\":\"integer\"},"    \
    "\"sales\":{\"type\":\"integer\"},\"rejected\":{\"type\":\"integer\"},\"refunded\":{\"type\":\"integer\"},"       \
    "\"revenue\":{\"$ref\":\"#/components/schemas/Money\"},\"commission\":{\"$ref\":\"#/components/schemas/Money\"}," \
    "\"epc\":{\"type\":\"string\"},\"conversion_rate\":{\"type\":\"string\"}"
static const struct field performance_view_fields[] = {
    FIELD_INSTANT(struct performance_view, as_of, 0, "Everything that any server acknowledged by then is counted."),
    FIELD_INSTANT(struct performance_view, from, 0, "Beginning of the report, a whole quarter hour."),
    FIELD_INSTANT(struct performance_view, to, 0, "End of the report, not included."),
    FIELD_TEXT(struct performance_view, tz, 0, 64, 0, "Time zone of days and hours."),
    FIELD_RAW(struct performance_view, data,
              "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{" COUNTS_SCHEMA "}}}",
              "Rows: a member per dimension (nouns also with _name or _code), then the counts."),
    FIELD_TEXT(struct performance_view, next, 0, REPORT_CURSOR_CHARACTERS_MAX, 0,
               "Cursor of the next page; null after the last, and without limit."),
    FIELD_RAW(struct performance_view, total, "{\"type\":\"object\",\"properties\":{" COUNTS_SCHEMA "}}",
              "The sum of the rows; money members are null when the rows have several currencies: see totals."),
    FIELD_RAW(struct performance_view, totals,
              "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{" COUNTS_SCHEMA "}}}",
              "The sum of the rows of each currency."),
    FIELD_RAW(struct performance_view, received,
              "{\"type\":\"object\",\"properties\":{\"clicks\":{\"type\":\"integer\"},\"redirected\":{\"type\":"
              "\"integer\"},\"refused\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}}}",
              "Clicks received = redirected + refused, by cause."),
};
const struct schema schema_performance = SCHEMA("Performance", struct performance_view, performance_view_fields);

// A day of the zone or an instant. For an end a day means its last moment.
static enum rc time_of(struct call *call, struct zone *zone, const char *field, struct text t, bool is_end,
                       struct instant *ret_instant)
{
    struct instant instant = {0};
    if (instant_parse(t, &instant) != RC_OK) {
        return fault_set(call->fault, RC_INVALID, "instant_malformed", field,
                         "%s must be a day such as 2026-11-22 or an instant such as 2026-11-22T10:00:00Z", field);
    }
    if (t.n == sizeof("2026-11-22") - 1) {
        instant.ms += is_end ? DAY_MS : 0;
        instant = zone_instant_of_local(zone, instant);
    }
    *ret_instant = instant;
    return RC_OK;
}

static enum rc request_of(struct call *call, struct zone *zone, struct report_request *request)
{
    const struct performance_query *query = call->query;
    request->zone = zone;
    if (!text_is_empty(query->group_by)) {
        TRY(report_dimensions_parse(query->group_by, request->dimensions, &request->dimension_count, call->fault));
    }
    request->to = (struct instant){call->now.ms + 1};
    if (!text_is_empty(query->to)) {
        TRY(time_of(call, zone, "to", query->to, /* is_end= */ true, &request->to));
    }
    request->from = (struct instant){request->to.ms - REPORT_DAYS_DEFAULT * DAY_MS};
    if (!text_is_empty(query->from)) {
        TRY(time_of(call, zone, "from", query->from, /* is_end= */ false, &request->from));
    }
    if (request->from.ms < 0) {
        request->from.ms = 0;
    }
    if (request->from.ms >= request->to.ms) {
        return fault_set(call->fault, RC_INVALID, "range_empty", "to", "to must lie after from");
    }
    request->advertiser_id = access_own_advertiser(call);
    request->program_id = query->program_id;
    request->offer_id = query->offer_id;
    request->link_id = query->link_id;
    return access_filter_partner(call, query->partner_id, &request->partner_id);
}

static void put_money(struct json_writer *w, struct arena *arena, const char *name, int64_t minor,
                      struct currency currency)
{
    json_name(w, name);
    json_begin_object(w);
    json_put_text(w, "amount", money_text(arena, (struct money){.minor = minor, .currency = currency}));
    json_put_text(w, "currency", currency_text(&currency));
    json_end_object(w);
}

static void put_counts(struct json_writer *w, struct arena *arena, const struct report_row *row, bool has_money)
{
    const struct report_counts *c = &row->counts;
    json_put_int64(w, "clicks", c->clicks);
    json_put_int64(w, "unique_clicks", c->unique_clicks);
    json_put_int64(w, "leads", c->leads);
    json_put_int64(w, "sales", c->sales);
    json_put_int64(w, "rejected", c->rejected);
    json_put_int64(w, "refunded", c->refunded);
    if (has_money) {
        put_money(w, arena, "revenue", c->revenue_minor, row->currency);
        put_money(w, arena, "commission", c->commission_minor, row->currency);
        json_put_text(w, "epc", report_epc_text(arena, row));
    } else {
        json_put_null(w, "revenue");
        json_put_null(w, "commission");
        json_put_null(w, "epc");
    }
    json_put_text(w, "conversion_rate", report_rate_text(arena, row));
}

static void put_key(struct json_writer *w, struct arena *arena, const struct keyring *keyring,
                    enum report_dimension dimension, const struct report_row *row, size_t d)
{
    static const struct {
        const char *prefix, *label;
    } nouns[] = {[REPORT_PARTNER] = {PREFIX_PARTNER, "partner_code"},
                 [REPORT_PROGRAM] = {PREFIX_PROGRAM, "program_name"},
                 [REPORT_OFFER] = {PREFIX_OFFER, "offer_name"},
                 [REPORT_LINK] = {PREFIX_LINK, "link_code"}};
    const char *name = report_dimension_text(dimension);
    if (dimension > REPORT_LINK) {
        json_put_text(w, name, row->keys[d]);
        return;
    }
    json_put_text(w, name, public_id_text(arena, keyring, nouns[dimension].prefix, row->ids[d]));
    json_put_text(w, nouns[dimension].label, row->ids[d] == 0 ? TEXT_NONE : row->keys[d]);
}

// Rows may be many: what is written goes to the arena, and what is needed for one row is over with it.
static enum rc rows_text(const struct call *call, struct arena *arena, const struct report_request *request,
                         const struct report *report, struct text *ret_text)
{
    AUTO_ARENA scratch = arena_new(ROW_BYTES);
    struct buf buf = buf_new(arena, ROWS_BYTES_MAX);
    struct json_writer w = json_writer_new(&buf);
    json_begin_array(&w);
    for (size_t i = 0; i < report->row_count; i++) {
        arena_reset(scratch);
        json_begin_object(&w);
        for (size_t d = 0; d < request->dimension_count; d++) {
            put_key(&w, scratch, call->keyring, request->dimensions[d], &report->rows[i], d);
        }
        put_counts(&w, scratch, &report->rows[i], /* has_money= */ true);
        json_end_object(&w);
    }
    json_end_array(&w);
    if (buf.is_overflown) {
        return fault_set(call->fault, RC_REFUSED, "report_too_large", "group_by",
                         "the report would be larger than %zu bytes: ask for fewer rows with limit", ROWS_BYTES_MAX);
    }
    *ret_text = buf_text(&buf);
    return RC_OK;
}

static struct text totals_text(struct call *call, const struct report *report)
{
    struct buf buf = buf_new(call->arena, (size_t)1 << 20);
    struct json_writer w = json_writer_new(&buf);
    json_begin_array(&w);
    for (size_t i = 0; i < report->total_count; i++) {
        json_begin_object(&w);
        put_counts(&w, call->arena, &report->totals[i], /* has_money= */ true);
        json_end_object(&w);
    }
    json_end_array(&w);
    return buf_text(&buf);
}

static struct text total_text(struct call *call, const struct report *report)
{
    struct report_row sum = {0};
    for (size_t i = 0; i < report->total_count; i++) {
        const struct report_counts *c = &report->totals[i].counts;
        sum.currency = report->totals[i].currency;
        sum.counts.clicks += c->clicks;
        sum.counts.unique_clicks += c->unique_clicks;
        sum.counts.leads += c->leads;
        sum.counts.sales += c->sales;
        sum.counts.rejected += c->rejected;
        sum.counts.refunded += c->refunded;
        sum.counts.revenue_minor += c->revenue_minor;
        sum.counts.commission_minor += c->commission_minor;
    }
    struct buf buf = buf_new(call->arena, 65536);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    put_counts(&w, call->arena, &sum, report->total_count == 1);
    json_end_object(&w);
    return buf_text(&buf);
}

static struct text received_text(struct call *call, const struct report *report)
{
    struct buf buf = buf_new(call->arena, 65536);
    struct json_writer w = json_writer_new(&buf);
    json_begin_object(&w);
    json_put_int64(&w, "clicks", report->clicks_received);
    json_put_int64(&w, "redirected", report->clicks_redirected);
    json_name(&w, "refused");
    json_begin_object(&w);
    for (size_t i = 0; i < report->refusal_count; i++) {
        json_name_text(&w, report->refusals[i].cause);
        json_add_int64(&w, report->refusals[i].clicks);
    }
    json_end_object(&w);
    json_end_object(&w);
    return buf_text(&buf);
}

static enum rc run(struct call *call, const struct report_request *request, struct report_page *page, struct text tz,
                   struct instant as_of)
{
    struct report report;
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    TRY(flow_stored(&call->flow, report_run(call->db, arena, request, &report, call->fault)));
    struct text data;
    if (request->is_by_key) {
        TRY(report_page_cut(call, arena, request, page, &report));
    }
    TRY(rows_text(call, arena, request, &report, &data));
    struct performance_view view = {.as_of = as_of,
                                    .from = {request->from.ms / (15 * MINUTE_MS) * (15 * MINUTE_MS)},
                                    .to = {(request->to.ms + 15 * MINUTE_MS - 1) / (15 * MINUTE_MS) * (15 * MINUTE_MS)},
                                    .tz = tz,
                                    .data = data,
                                    .next = page->next,
                                    .total = total_text(call, &report),
                                    .totals = totals_text(call, &report),
                                    .received = received_text(call, &report)};
    return call_print(call, &schema_performance, &view);
}

enum rc api_report_performance(struct call *call)
{
    const struct performance_query *query = call->query;
    struct text tz = query->tz;
    if (text_is_empty(tz)) {
        struct network network;
        TRY(flow_stored(&call->flow, network_get(call->db, call->arena, &network)));
        tz = network.time_zone;
    }
    AUTO_ZONE zone = NULL;
    TRY(zone_open(tz, &zone, call->fault));
    struct report_request request = {0};
    struct report_page page = {.limit = query->limit, .cursor = query->cursor, .next = TEXT_NONE};
    TRY(request_of(call, zone, &request));
    request.is_by_key = report_page_is_wanted(&page);
    // Everything that was acknowledged is in the report, not only what the shipper has moved by itself so far. When the
    // shipper cannot, or another server holds clicks, the report is as of what the database holds, and says so.
    struct click_shipping shipping = call_shipping(call);
    bool is_shipped = shipping.ship_now != NULL && shipping.ship_now(shipping.user) == RC_OK;
    struct instant as_of;
    TRY(click_complete_until(&call->flow, shipping.ship_now == NULL ? -1 : shipping.node, is_shipped, &as_of));
    return run(call, &request, &page, tz, as_of);
}
