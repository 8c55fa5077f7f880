// SPDX-License-Identifier: Apache-2.0
// One row of a file into the batch: its click, its conversion; see import_private.h.

#include <string.h>

#include "format/encode.h"
#include "format/url.h"
#include "import/import_private.h"

static struct text value_of(const struct importer *importer, enum import_field field, const struct text *row)
{
    return import_map_value(importer->batch, &importer->map, field, row);
}

// RFC 3339, the same without an offset (the import's time zone), or whole seconds or milliseconds since 1970.
static enum rc time_of(struct importer *importer, const char *field, struct text t, struct instant *ret_instant)
{
    int64_t number = 0;
    if (t.n >= 9 && int64_parse(t, 0, INSTANT_MAX_MS - 1, &number) == RC_OK) {
        *ret_instant = (struct instant){t.n > 10 ? number : number * SECOND_MS};
        return RC_OK;
    }
    enum rc rc = instant_parse(t, ret_instant);
    if (rc == RC_INVALID && t.n >= 16 && t.n <= 32) {
        char zoned[34];
        memcpy(zoned, t.p, t.n);
        zoned[t.n] = 'Z';
        rc = instant_parse((struct text){.p = zoned, .n = t.n + 1}, ret_instant);
        if (rc == RC_OK && importer->zone != NULL) {
            *ret_instant = zone_instant_of_local(importer->zone, *ret_instant);
        }
    }
    if (rc == RC_REFUSED) {
        return fault_set(importer->flow->fault, RC_INVALID, "time_out_of_range", field,
                         "%s must lie between 1970 and 2100", field);
    }
    if (rc != RC_OK) {
        return fault_set(importer->flow->fault, RC_INVALID, "time_malformed", field, "%s is not a time: \"%.*s\"",
                         field, (int)(t.n > 40 ? 40 : t.n), t.p);
    }
    if (ret_instant->ms > importer->flow->now.ms + HOUR_MS) {
        return fault_set(importer->flow->fault, RC_INVALID, "time_in_future", field, "%s is in the future", field);
    }
    return RC_OK;
}

static struct text parameters_of(const struct importer *importer, const struct text *row)
{
    struct buf buf = buf_new(importer->batch, CLICK_PARAMETERS_MAX);
    for (int f = IMPORT_SOURCE; f <= (int)IMPORT_SUB10; f++) {
        enum import_field field = (enum import_field)f;
        struct text value = importer->map.fields[field].is_mapped ? value_of(importer, field, row) : TEXT("");
        if (value.n > 0 && value.n <= 1000) {
            buf_format(&buf, "%s%s=", buf.n > 0 ? "&" : "", import_field_text(field));
            percent_encode(&buf, value);
        }
    }
    return buf.n == 0 ? TEXT_NONE : buf_text(&buf);
}

static enum rc click_of(struct importer *importer, struct instant at, const struct text *row)
{
    struct click_record *click = &importer->clicks[importer->click_count];
    *click = (struct click_record){.outcome = CLICK_REDIRECTED, .program_id = importer->options->program_id};
    TRY(import_link_of(importer, value_of(importer, IMPORT_PARTNER, row), value_of(importer, IMPORT_OFFER, row),
                       &click->link_id, &click->partner_id, &click->offer_id));
    struct text address = value_of(importer, IMPORT_ADDRESS, row);
    struct text agent = value_of(importer, IMPORT_AGENT, row);
    click->visitor = click_visitor_number(importer->flow->keyring, value_of(importer, IMPORT_VISITOR, row));
    struct click_network network = click_network_of(importer->batch, importer->flow->keyring, at, address, agent);
    click->network_agent = network.network_agent;
    click->network_agent_before = network.network_agent_before;
    click->device = click_device_of(agent);
    click->address_prefix = network.prefix;
    struct text country = value_of(importer, IMPORT_COUNTRY, row);
    if (country.n == 2 && country.p[0] >= 'A' && country.p[0] <= 'Z' && country.p[1] >= 'A' && country.p[1] <= 'Z') {
        memcpy(click->country, country.p, 2);
    }
    click->parameters = text_copy(importer->batch, parameters_of(importer, row));
    TRY(click_store_number(&importer->store, importer->flow->db, at, &click->id));
    return RC_OK;
}

static struct text kept(const struct importer *importer, enum import_field field, const struct text *row)
{
    struct text value = value_of(importer, field, row);
    return value.n == 0 ? TEXT_NONE : text_copy(importer->batch, value);
}

// The row's conversion, checked as far as that can be done without its click: what is refused leaves no click behind.
static enum rc conversion_of(struct importer *importer, int64_t line, struct instant at, bool has_click,
                             const struct text *row)
{
    if (importer->conversion_count == importer->conversion_capacity) {
        importer->conversions = db_rows_grow(importer->batch, importer->conversions, sizeof(*importer->conversions),
                                             &importer->conversion_capacity);
    }
    struct import_conversion *conversion = &importer->conversions[importer->conversion_count];
    *conversion = (struct import_conversion){.line = line, .click = has_click ? importer->click_count : SIZE_MAX};
    struct conversion_claim *claim = &conversion->claim;
    *claim = (struct conversion_claim){.advertiser_id = importer->advertiser_id,
                                       .program_id = importer->options->program_id,
                                       .click_id = TEXT_NONE,
                                       .goal = kept(importer, IMPORT_GOAL, row),
                                       .order_id = kept(importer, IMPORT_ORDER_ID, row),
                                       .amount = kept(importer, IMPORT_AMOUNT, row),
                                       .discount = kept(importer, IMPORT_DISCOUNT, row),
                                       .currency = kept(importer, IMPORT_CURRENCY, row),
                                       .status = kept(importer, IMPORT_STATUS, row),
                                       .reason = kept(importer, IMPORT_REASON, row),
                                       .coupon = kept(importer, IMPORT_COUPON, row),
                                       .customer_id = kept(importer, IMPORT_CUSTOMER_ID, row),
                                       .email = kept(importer, IMPORT_EMAIL, row),
                                       .tax = kept(importer, IMPORT_TAX, row),
                                       .shipping = kept(importer, IMPORT_SHIPPING, row),
                                       .usage = kept(importer, IMPORT_USAGE, row),
                                       .customer_country = kept(importer, IMPORT_CUSTOMER_COUNTRY, row),
                                       .split = kept(importer, IMPORT_SPLIT, row),
                                       .metadata = kept(importer, IMPORT_METADATA, row),
                                       .occurred_at = instant_text(importer->batch, at),
                                       .source = TEXT("import")};
    for (int i = 0; i < CLAIM_EXTRA_COUNT; i++) {
        claim->extra[i] = TEXT_NONE;
    }
    claim->visitor = TEXT_NONE;
    claim->visitor_number = click_visitor_number(importer->flow->keyring, value_of(importer, IMPORT_VISITOR, row));
    // Without an amount column a file of installs or sign-ups is meant.
    if (!text_is(claim->goal) && !importer->map.fields[IMPORT_AMOUNT].is_mapped) {
        claim->goal = TEXT("lead");
    }
    struct conversion_claim probe = *claim;
    if (has_click && !text_is(probe.order_id)) {
        probe.order_id = TEXT("by click");
    }
    struct flow inner = *importer->flow;
    inner.arena = importer->batch;
    struct claim checked;
    return conversion_claim_check(&inner, &probe, &checked);
}

enum rc import_row(struct importer *importer, int64_t line, const struct text *fields)
{
    struct fault *fault = importer->flow->fault;
    struct text click_time = value_of(importer, IMPORT_TIME, fields);
    bool has_own_time = importer->map.fields[IMPORT_CONVERSION_TIME].is_mapped;
    struct text time = value_of(importer, has_own_time ? IMPORT_CONVERSION_TIME : IMPORT_TIME, fields);
    bool has_conversion = has_own_time ? time.n > 0 : value_of(importer, IMPORT_ORDER_ID, fields).n > 0;
    bool has_click = click_time.n > 0 && (has_own_time || !has_conversion);
    if (!has_click && !has_conversion) {
        return fault_set(fault, RC_INVALID, "time_required", "time", "the row has no time");
    }
    struct instant clicked_at = {0};
    struct instant converted_at = {0};
    if (has_click) {
        TRY(time_of(importer, "time", click_time, &clicked_at));
    }
    if (has_conversion) {
        TRY(time_of(importer, has_own_time ? "conversion_time" : "time", time, &converted_at));
    }
    if (has_conversion) {
        TRY(conversion_of(importer, line, converted_at, has_click, fields));
    }
    if (has_click) {
        TRY(click_of(importer, clicked_at, fields));
    }
    importer->click_count += has_click ? 1 : 0;
    importer->conversion_count += has_conversion ? 1 : 0;
    return RC_OK;
}
