// SPDX-License-Identifier: Apache-2.0
// Queueing what partners are told.
#include "postback/postback_note.h"

#include "click/click_id.h"
#include "commission/commission.h"
#include "conversion/conversion_sql.h"
#include "format/url.h"
#include "identity/public_id.h"
#include "link/link.h"
#include "network/network.h"
#include "partner/partner.h"
#include "program/program.h"

#define MACROS_BYTES_MAX 16384
#define TEST_AMOUNT_MINOR 10000

static void put(struct buf *buf, const char *name, struct text value)
{
    if (!text_is_empty(value)) {
        buf_format(buf, "%s%s=", buf_text(buf).n == 0 ? "" : "&", name);
        percent_encode(buf, value);
    }
}

static void put_id(struct flow *flow, struct buf *buf, const char *name, const char *prefix, int64_t id)
{
    put(buf, name, public_id_text(flow->arena, flow->keyring, prefix, id));
}

static void put_time(struct flow *flow, struct buf *buf, struct instant at)
{
    put(buf, "time", text_format(flow->arena, "%lld", (long long)(at.ms / SECOND_MS)));
}

// What the partner earns by it now: its commissions of the conversion together.
static enum rc put_commission(struct flow *flow, struct buf *buf, const struct conversion *conversion)
{
    struct commission *list = NULL;
    size_t count = 0;
    TRY(commission_list_of(flow->db, flow->arena, conversion->id, &list, &count));
    struct money sum = money_zero(conversion->amount.currency);
    for (size_t i = 0; i < count; i++) {
        bool is_its =
            list[i].partner_id.v == conversion->partner_id.v && currency_equal(list[i].amount.currency, sum.currency);
        sum.minor += is_its ? list[i].amount.minor : 0;
    }
    put(buf, "commission", money_text(flow->arena, sum));
    return RC_OK;
}

static bool is_of_partner(struct text name)
{
    static const char *const names[] = {"source", "ext",  "sub1", "sub2", "sub3", "sub4",
                                        "sub5",   "sub6", "sub7", "sub8", "sub9", "sub10"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (text_equal(name, text_of(names[i]))) {
            return true;
        }
    }
    return false;
}

// What the partner's own link carried: sub ids, source, its own click id.
static enum rc put_click(struct flow *flow, struct buf *buf, const struct conversion *conversion)
{
    struct sql_touch_by_click_row row;
    struct parameters parameters;
    struct text at;
    if (conversion->click_id.v == 0) {
        return RC_OK;
    }
    put(buf, "click_id", click_id_text(flow->arena, flow->keyring, conversion->click_id));
    struct sql_touch_by_click_in in = {.click_id = conversion->click_id};
    enum rc rc = sql_touch_by_click(flow->db, flow->arena, &in, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !text_is(row.parameters))) {
        return RC_OK;
    }
    TRY(rc);
    if (query_parse(flow->arena, row.parameters, &parameters, &at) != RC_OK) {
        return RC_OK;
    }
    for (size_t i = 0; i < parameters.count; i++) {
        if (is_of_partner(parameters.list[i].name)) {
            put(buf, text_zero_terminated(flow->arena, parameters.list[i].name), parameters.list[i].value);
        }
    }
    return RC_OK;
}

static enum rc put_names(struct flow *flow, struct buf *buf, const struct conversion *conversion)
{
    struct partner partner;
    struct link link;
    TRY(partner_get(flow->db, flow->arena, conversion->partner_id, &partner));
    put(buf, "partner", partner.code);
    put_id(flow, buf, "program", PREFIX_PROGRAM, conversion->program_id.v);
    put_id(flow, buf, "offer", PREFIX_OFFER, conversion->offer_id.v);
    if (conversion->link_id.v != 0) {
        TRY(link_get(flow->db, flow->arena, conversion->link_id, &link));
        put(buf, "link", link.code);
    }
    return RC_OK;
}

static enum rc macros_of(struct flow *flow, const struct conversion *conversion, enum postback_event event,
                         struct text *ret_macros)
{
    struct buf buf = buf_new(flow->arena, MACROS_BYTES_MAX);
    struct money amount = conversion->amount;
    amount.minor -= conversion->refunded.minor < amount.minor ? conversion->refunded.minor : amount.minor;
    put(&buf, "event", text_of(postback_event_text(event)));
    put(&buf, "status", conversion->status);
    put(&buf, "reason", conversion->reason);
    put_id(flow, &buf, "conversion_id", PREFIX_CONVERSION, conversion->id.v);
    put(&buf, "order_id", conversion->order_id);
    put(&buf, "goal", conversion->goal);
    put(&buf, "amount", money_text(flow->arena, amount));
    put(&buf, "currency", text_of(amount.currency.code));
    put_time(flow, &buf, flow->now);
    TRY(put_commission(flow, &buf, conversion));
    TRY(put_names(flow, &buf, conversion));
    TRY(put_click(flow, &buf, conversion));
    *ret_macros = buf_text(&buf); // every piece has a limit of its own, and together they fit
    return RC_OK;
}

static enum rc list_for(struct flow *flow, const struct conversion *conversion, struct postback **ret_list,
                        size_t *ret_count)
{
    *ret_count = 0;
    if (conversion->partner_id.v == 0 || text_equal(conversion->source, TEXT("import"))) {
        return RC_OK;
    }
    return postback_list_for(flow->db, flow->arena, conversion->partner_id, conversion->program_id, ret_list,
                             ret_count);
}

enum rc postback_is_wanted(struct flow *flow, const struct conversion *conversion, bool *ret_is)
{
    struct postback *list = NULL;
    size_t count = 0;
    TRY(list_for(flow, conversion, &list, &count));
    *ret_is = count > 0;
    return RC_OK;
}

enum rc postback_note(struct flow *flow, const struct conversion *conversion, enum postback_event event,
                      int64_t cause_id)
{
    struct postback *list = NULL;
    size_t count = 0;
    TRY(list_for(flow, conversion, &list, &count));
    struct text macros = TEXT_NONE;
    for (size_t i = 0; i < count; i++) {
        if (!postback_wants(list[i].events, event)) {
            continue;
        }
        if (!text_is(macros)) {
            TRY(macros_of(flow, conversion, event, &macros));
        }
        struct postback_delivery delivery = {.postback_id = list[i].id,
                                             .key = text_format(flow->arena, "%lld:%lld:%s:%lld",
                                                                (long long)list[i].id.v, (long long)conversion->id.v,
                                                                postback_event_text(event), (long long)cause_id),
                                             .event = text_of(postback_event_text(event)),
                                             .conversion_id = conversion->id,
                                             .macros = macros,
                                             .queued_at = flow->now};
        struct postback_delivery_id id;
        TRY(postback_delivery_queue(flow->db, flow->arena, &delivery, &id));
    }
    return RC_OK;
}

enum rc postback_note_new(struct flow *flow, const struct conversion *conversion)
{
    bool is_lead = text_equal(conversion->goal_kind, TEXT("lead"));
    TRY(postback_note(flow, conversion, is_lead ? POSTBACK_LEAD : POSTBACK_SALE, 0));
    if (text_equal(conversion->status, TEXT("approved"))) {
        return postback_note(flow, conversion, POSTBACK_APPROVED, 0);
    }
    bool is_rejected = text_equal(conversion->status, TEXT("rejected"));
    return is_rejected ? postback_note(flow, conversion, POSTBACK_REJECTED, 0) : RC_OK;
}

enum rc postback_test_macros(struct flow *flow, const struct postback *postback, struct text *ret_macros)
{
    struct buf buf = buf_new(flow->arena, MACROS_BYTES_MAX);
    struct network network;
    struct partner partner;
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, postback->partner_id, &partner)));
    struct money amount = {.minor = TEST_AMOUNT_MINOR, .currency = network.currency};
    struct money commission = {.minor = TEST_AMOUNT_MINOR / 10, .currency = network.currency};
    put(&buf, "event", text_of(postback_event_text(POSTBACK_TEST)));
    put(&buf, "status", TEXT("approved"));
    put(&buf, "order_id", TEXT("TEST-1"));
    put(&buf, "goal", TEXT("sale"));
    put(&buf, "amount", money_text(flow->arena, amount));
    put(&buf, "commission", money_text(flow->arena, commission));
    put(&buf, "currency", text_of(amount.currency.code));
    put_time(flow, &buf, flow->now);
    put(&buf, "partner", partner.code);
    put_id(flow, &buf, "program", PREFIX_PROGRAM, postback->program_id.v);
    put(&buf, "conversion_id", TEXT("cnv_test"));
    put(&buf, "click_id", TEXT("test"));
    put(&buf, "source", TEXT("test"));
    put(&buf, "ext", TEXT("test"));
    put(&buf, "sub1", TEXT("test"));
    *ret_macros = buf_text(&buf);
    return RC_OK;
}
