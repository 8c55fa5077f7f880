// SPDX-License-Identifier: Apache-2.0
// The check of a claim; see conversion_claim.h. The order of the checks is the order in which faults win.

#include "conversion/conversion_claim.h"

#include "conversion/claim_facts.h"

#include <string.h>

#include "click/click.h"
#include "click/click_id.h"
#include "conversion/conversion_sql.h"
#include "customer/customer.h"
#include "format/encode.h"
#include "format/url.h"
#include "ledger/rate_write.h"
#include "program/program.h"

// A clock of the advertiser's that runs ahead by no more than this is forgiven.
#define FUTURE_TOLERANCE_MS HOUR_MS

static const char *const reasons[] = {"cancelled",    "returned", "not_paid",      "duplicate",           "fraud",
                                      "invalid_lead", "test",     "outside_terms", "advertiser_rejected", "other"};

bool conversion_reason_is_known(struct text reason)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (text_equal(reason, text_of(reasons[i]))) {
            return true;
        }
    }
    return false;
}

enum rc claim_text_check(struct flow *flow, const char *field, struct text t, size_t max)
{
    if (!text_is(t)) {
        return RC_OK;
    }
    if (!utf8_is_clean(t, "")) {
        return fault_set(flow->fault, RC_INVALID, "text_malformed", field,
                         "%s must be UTF-8 text without control characters", field);
    }
    if (t.n > max) {
        return fault_set(flow->fault, RC_INVALID, "text_too_long", field, "%s must be at most %zu bytes", field, max);
    }
    return RC_OK;
}

static enum rc check_texts(struct flow *flow, const struct conversion_claim *c)
{
    TRY(claim_text_check(flow, "click_id", c->click_id, 64));
    TRY(claim_text_check(flow, "goal", c->goal, 64));
    TRY(claim_text_check(flow, "order_id", c->order_id, 200));
    TRY(claim_text_check(flow, "amount", c->amount, 64));
    TRY(claim_text_check(flow, "discount", c->discount, 64));
    TRY(claim_text_check(flow, "currency", c->currency, 16));
    TRY(claim_text_check(flow, "status", c->status, 16));
    TRY(claim_text_check(flow, "coupon", c->coupon, 64));
    TRY(claim_text_check(flow, "customer_id", c->customer_id, CUSTOMER_EXTERNAL_ID_MAX));
    TRY(claim_text_check(flow, "email", c->email, EMAIL_MAX));
    TRY(claim_text_check(flow, "visitor", c->visitor, 128));
    TRY(claim_text_check(flow, "reason", c->reason, 64));
    TRY(claim_text_check(flow, "occurred_at", c->occurred_at, 64));
    TRY(claim_text_check(flow, "tax", c->tax, 64));
    TRY(claim_text_check(flow, "shipping", c->shipping, 64));
    TRY(claim_text_check(flow, "usage", c->usage, 32));
    TRY(claim_text_check(flow, "customer_country", c->customer_country, 8));
    TRY(claim_text_check(flow, "split", c->split, 4096));
    TRY(claim_text_check(flow, "metadata", c->metadata, 65536));
    TRY(claim_text_check(flow, "ext1", c->extra[0], 500));
    TRY(claim_text_check(flow, "ext2", c->extra[1], 500));
    return claim_text_check(flow, "ext3", c->extra[2], 500);
}

// The click's number, whether the id was ever made here, and whose click it is when it is recorded already.
static enum rc check_click(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    if (text_is_empty(text->click_id)) {
        return RC_OK;
    }
    claim->is_click_given = true;
    claim->is_click_genuine = click_id_parse(flow->keyring, text->click_id, &claim->click_id) == RC_OK;
    if (!claim->is_click_genuine) {
        return RC_OK;
    }
    struct sql_touch_by_click_row row;
    enum rc rc =
        sql_touch_by_click(flow->db, flow->arena, &(struct sql_touch_by_click_in){.click_id = claim->click_id}, &row);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(rc);
    if (row.advertiser_id.v != claim->advertiser_id.v) {
        return fault_set(flow->fault, RC_REFUSED, "click_of_other_advertiser", "click_id",
                         "click_id belongs to a click on another advertiser's offer");
    }
    if (claim->program_id.v == 0) {
        claim->program_id = row.program_id;
    }
    return RC_OK;
}

static enum rc choose_program(struct flow *flow, struct claim *claim)
{
    if (claim->program_id.v == 0 && claim->coupon_folded.n > 0) {
        struct sql_claim_programs_of_coupon_row *rows = NULL;
        size_t count = 0;
        TRY(sql_claim_programs_of_coupon(
            flow->db, flow->arena,
            &(struct sql_claim_programs_of_coupon_in){.advertiser_id = claim->advertiser_id,
                                                      .code_folded = claim->coupon_folded},
            &rows, &count));
        if (count == 1) {
            claim->program_id = rows[0].program_id;
        }
    }
    if (claim->program_id.v == 0) {
        struct sql_claim_programs_of_advertiser_row *rows = NULL;
        size_t count = 0;
        TRY(sql_claim_programs_of_advertiser(
            flow->db, flow->arena, &(struct sql_claim_programs_of_advertiser_in){.advertiser_id = claim->advertiser_id},
            &rows, &count));
        if (count == 1) {
            claim->program_id = rows[0].program_id;
        }
    }
    if (claim->program_id.v == 0) {
        return fault_set(
            flow->fault, RC_INVALID, "program_required", "program_id",
            "program_id is needed: neither click nor coupon says which of the advertiser's programs is meant");
    }
    struct sql_claim_program_row row;
    enum rc rc =
        sql_claim_program(flow->db, flow->arena, &(struct sql_claim_program_in){.program_id = claim->program_id}, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && row.advertiser_id.v != claim->advertiser_id.v)) {
        return fault_set(flow->fault, RC_INVALID, "program_not_found", "program_id",
                         "program_id names no program of this advertiser");
    }
    TRY(rc);
    if (text_equal(row.advertiser_status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "advertiser_archived", "token", "the advertiser is archived");
    }
    if (text_equal(row.status, TEXT("archived"))) {
        return fault_set(flow->fault, RC_REFUSED, "program_archived", "program_id", "the program is archived");
    }
    claim->currency = row.currency;
    return RC_OK;
}

static enum rc check_goal(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    claim->goal = text_is_empty(text->goal) ? TEXT("sale") : text_copy(flow->arena, text->goal);
    enum rc rc = program_goal_kind(flow->db, flow->arena, claim->program_id, claim->goal, &claim->goal_kind);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_INVALID, "goal_unknown", "goal",
                         "goal \"%.*s\" is not a goal of this program's offers", TEXT_PRINT(claim->goal));
    }
    return rc;
}

enum rc claim_money_check(struct flow *flow, const char *field, struct text t, struct currency currency,
                          struct money *ret_money)
{
    *ret_money = money_zero(currency);
    if (text_is_empty(t)) {
        return RC_OK;
    }
    struct money money = {0};
    switch (money_parse(t, currency, &money)) {
    case MONEY_PARSED:
        break;
    case MONEY_MALFORMED:
        return fault_set(flow->fault, RC_INVALID, "amount_malformed", field,
                         "%s must be a decimal number such as 12.34", field);
    case MONEY_TOO_PRECISE:
        return fault_set(flow->fault, RC_INVALID, "amount_too_precise", field, "%s must have at most %d decimals in %s",
                         field, currency_digits(currency), currency.code);
    case MONEY_TOO_LARGE:
        return fault_set(flow->fault, RC_INVALID, "amount_too_large", field, "%s is beyond what an order can be",
                         field);
    }
    if (money.minor < 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_negative", field,
                         "%s must not be negative: a refund is reported as a refund", field);
    }
    *ret_money = money;
    return RC_OK;
}

// The currency that the amounts are reported in.
static enum rc check_currency(struct flow *flow, const struct conversion_claim *text, const struct claim *claim,
                              struct currency *ret_reported)
{
    *ret_reported = claim->currency;
    if (text_is_empty(text->currency)) {
        return RC_OK;
    }
    if (currency_parse(text->currency, ret_reported) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "currency_unknown", "currency",
                         "currency must be an ISO 4217 code such as EUR");
    }
    if (currency_equal(*ret_reported, claim->currency)) {
        return RC_OK;
    }
    int64_t rates;
    TRY(rate_count(flow->db, flow->arena, &rates));
    if (rates == 0) {
        return fault_set(flow->fault, RC_INVALID, "currency_mismatch", "currency",
                         "the program's currency is %s, and no exchange rates are recorded", claim->currency.code);
    }
    return RC_OK;
}

static enum rc check_status(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    claim->is_status_given = !text_is_empty(text->status);
    claim->status = claim->is_status_given ? text_copy(flow->arena, text->status) : TEXT("approved");
    bool is_rejected = text_equal(claim->status, TEXT("rejected"));
    if (!is_rejected && !text_equal(claim->status, TEXT("approved")) && !text_equal(claim->status, TEXT("pending"))) {
        return fault_set(flow->fault, RC_INVALID, "status_unknown", "status",
                         "status must be approved, pending or rejected");
    }
    claim->reason = TEXT("");
    if (is_rejected) {
        // Trackers' postbacks know no reasons; the coded one says whose word it was.
        claim->reason =
            text_is_empty(text->reason) ? TEXT("advertiser_rejected") : text_copy(flow->arena, text->reason);
        if (!conversion_reason_is_known(claim->reason)) {
            return fault_set(flow->fault, RC_INVALID, "reason_unknown", "reason",
                             "reason must be one of the coded reasons, such as cancelled or invalid_lead");
        }
    }
    return RC_OK;
}

enum rc claim_time_check(struct flow *flow, struct text t, struct instant *ret_time)
{
    if (text_is_empty(t)) {
        return RC_OK;
    }
    struct instant instant = {0};
    enum rc rc = instant_parse(t, &instant);
    if (rc == RC_INVALID) {
        return fault_set(flow->fault, RC_INVALID, "occurred_at_malformed", "occurred_at",
                         "occurred_at must be a time such as 2026-11-22T10:46:59Z");
    }
    if (rc != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "occurred_at_out_of_range", "occurred_at",
                         "occurred_at must lie between 1970 and 2100");
    }
    if (instant.ms > flow->now.ms + FUTURE_TOLERANCE_MS) {
        return fault_set(flow->fault, RC_INVALID, "occurred_at_in_future", "occurred_at",
                         "occurred_at must not be in the future");
    }
    *ret_time = instant;
    return RC_OK;
}

static enum rc convert(struct flow *flow, const struct exchange *exchange, const char *field, struct money *money)
{
    struct money converted;
    if (exchange_convert(exchange, *money, ROUND_HALF_AWAY, &converted) != RC_OK || converted.minor > MONEY_MINOR_MAX) {
        return fault_set(flow->fault, RC_INVALID, "amount_too_large", field, "%s is beyond what an order can be",
                         field);
    }
    *money = converted;
    return RC_OK;
}

// From the reported currency to the program's: each amount by itself, rounded half away from zero.
static enum rc exchange_claim(struct flow *flow, struct claim *claim)
{
    if (currency_equal(claim->amount.currency, claim->currency)) {
        return RC_OK;
    }
    struct dated_exchange dated;
    TRY(rate_at(flow, claim->amount.currency, claim->currency, claim->occurred_at, "currency", &dated));
    claim->exchange = (struct conversion_exchange){.amount = claim->amount,
                                                   .discount = claim->discount,
                                                   .exchange = dated.exchange,
                                                   .day = dated.day,
                                                   .source = dated.source,
                                                   .rates = dated.rates};
    TRY(convert(flow, &dated.exchange, "amount", &claim->amount));
    TRY(convert(flow, &dated.exchange, "discount", &claim->discount));
    for (size_t i = 0; i < claim->item_count; i++) {
        TRY(convert(flow, &dated.exchange, "items.amount", &claim->items[i].amount));
    }
    return RC_OK;
}

static enum rc check_item(struct flow *flow, const struct claim_item_text *text, struct currency currency,
                          struct conversion_item *ret_item)
{
    TRY(claim_text_check(flow, "items.sku", text->sku, 128));
    TRY(claim_text_check(flow, "items.category", text->category, 128));
    TRY(claim_text_check(flow, "items.kind", text->kind, 64));
    int64_t quantity = 1;
    if (!text_is_empty(text->quantity) && int64_parse(text->quantity, 1, 1000000000, &quantity) != RC_OK) {
        return fault_set(flow->fault, RC_INVALID, "quantity_malformed", "items.quantity",
                         "items.quantity must be a whole number from 1");
    }
    ret_item->sku = text_is(text->sku) ? text_copy(flow->arena, text->sku) : TEXT("");
    ret_item->category = text_is(text->category) ? text_copy(flow->arena, text->category) : TEXT("");
    ret_item->kind = text_is(text->kind) ? text_lower(flow->arena, text->kind) : TEXT("");
    ret_item->quantity = quantity;
    return claim_money_check(flow, "items.amount", text->amount, currency, &ret_item->amount);
}

static enum rc check_items(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    if (text->item_count > CLAIM_ITEMS_MAX) {
        return fault_set(flow->fault, RC_INVALID, "items_too_many", "items", "items must be at most %d",
                         CLAIM_ITEMS_MAX);
    }
    claim->items = arena_many(flow->arena, struct conversion_item, text->item_count);
    claim->item_count = text->item_count;
    for (size_t i = 0; i < text->item_count; i++) {
        TRY(check_item(flow, &text->items[i], claim->amount.currency, &claim->items[i]));
    }
    return RC_OK;
}

// An order number that the advertiser did not give: one conversion of a goal per click, else per customer.
static enum rc choose_order_id(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    if (!text_is_empty(text->order_id)) {
        claim->order_id = text_copy(flow->arena, text->order_id);
    } else if (claim->is_click_genuine) {
        claim->order_id = text_format(flow->arena, "click:%.*s", TEXT_PRINT(text_lower(flow->arena, text->click_id)));
    } else if (!text_is_empty(claim->customer_external_id)) {
        // Orders are facts that partners see and that stay: they must not hold the person's id.
        struct text pseudonym =
            customer_pseudonym(flow->arena, flow->keyring, claim->advertiser_id, claim->customer_external_id);
        claim->order_id = text_format(flow->arena, "customer:%.*s", TEXT_PRINT(pseudonym));
    } else {
        return fault_set(flow->fault, RC_INVALID, "order_id_required", "order_id",
                         "order_id is needed where neither a click_id nor a customer_id identifies the event");
    }
    return RC_OK;
}

static void hash_field(struct buf *buf, const char *name, struct text value)
{
    buf_format(buf, "%s:%zu:", name, text_is(value) ? value.n : 0);
    buf_add(buf, text_is(value) ? value : TEXT(""));
}

static void hash_claim(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    struct buf buf = buf_new(flow->arena, (size_t)4 << 20);
    hash_field(&buf, "click", text->click_id);
    if (!currency_equal(claim->amount.currency, claim->currency)) {
        hash_field(&buf, "currency", currency_text(&claim->amount.currency));
    }
    hash_field(&buf, "amount", money_text(flow->arena, claim->amount));
    hash_field(&buf, "discount", money_text(flow->arena, claim->discount));
    hash_field(&buf, "coupon", claim->coupon_folded);
    // Keyed, like the e-mail: from the digest of the content nobody without the key can try out who it was.
    hash_field(&buf, "customer",
               text_is(claim->customer_external_id)
                   ? customer_pseudonym(flow->arena, flow->keyring, claim->advertiser_id, claim->customer_external_id)
                   : TEXT_NONE);
    hash_field(&buf, "email", claim->email_hash);
    hash_field(&buf, "occurred", text->occurred_at);
    hash_field(&buf, "extra", claim->extra);
    struct text facts = conversion_facts_text(flow->arena, &claim->facts);
    if (!text_is_empty(facts)) { // nothing when nothing is said: reports from before there were facts stay themselves
        hash_field(&buf, "facts", facts);
    }
    for (size_t i = 0; i < claim->item_count; i++) {
        const struct conversion_item *item = &claim->items[i];
        hash_field(&buf, "sku", item->sku);
        hash_field(&buf, "category", item->category);
        hash_field(&buf, "kind", item->kind);
        buf_format(&buf, "%lld:%lld;", (long long)item->quantity, (long long)item->amount.minor);
    }
    uint8_t *hash = arena_many(flow->arena, uint8_t, DIGEST_BYTES);
    digest(buf_text(&buf), hash);
    claim->content_hash = (struct text){.p = (const char *)hash, .n = DIGEST_BYTES};
}

static void take_extra(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    struct buf buf = buf_new(flow->arena, 8192);
    for (int i = 0; i < CLAIM_EXTRA_COUNT; i++) {
        if (!text_is_empty(text->extra[i])) {
            buf_format(&buf, "%sext%d=", buf.n > 0 ? "&" : "", i + 1);
            percent_encode(&buf, text->extra[i]);
        }
    }
    claim->extra = buf_text(&buf);
}

static enum rc check_person(struct flow *flow, const struct conversion_claim *text, struct claim *claim)
{
    claim->customer_external_id =
        text_is_empty(text->customer_id) ? TEXT_NONE : text_copy(flow->arena, text->customer_id);
    claim->email_hash = TEXT_NONE;
    if (!text_is_empty(text->email)) {
        TRY(customer_email_hash(flow->arena, flow->keyring, claim->advertiser_id, text->email, &claim->email_hash,
                                flow->fault));
    }
    claim->visitor_number = text->visitor_number;
    if (claim->visitor_number == 0 && !text_is_empty(text->visitor)) {
        claim->visitor_number = click_visitor_number(flow->keyring, text->visitor);
    }
    return RC_OK;
}

enum rc conversion_claim_check(struct flow *flow, const struct conversion_claim *text, struct claim *ret_claim)
{
    TRY(check_texts(flow, text));
    struct claim claim = {.advertiser_id = text->advertiser_id, .program_id = text->program_id,
                          .event = text->event};
    claim.source = text_copy(flow->arena, text->source);
    claim.coupon = text_is_empty(text->coupon) ? TEXT("") : text_copy(flow->arena, text_trim(text->coupon));
    claim.coupon_folded = text_lower(flow->arena, claim.coupon);
    TRY(check_click(flow, text, &claim));
    TRY(choose_program(flow, &claim));
    TRY(check_goal(flow, text, &claim));
    TRY(check_person(flow, text, &claim));
    TRY(choose_order_id(flow, text, &claim));
    struct currency reported;
    TRY(check_currency(flow, text, &claim, &reported));
    TRY(claim_money_check(flow, "amount", text->amount, reported, &claim.amount));
    TRY(claim_money_check(flow, "discount", text->discount, reported, &claim.discount));
    TRY(check_status(flow, text, &claim));
    claim.occurred_at = flow->now;
    TRY(claim_time_check(flow, text->occurred_at, &claim.occurred_at));
    TRY(check_items(flow, text, &claim));
    TRY(claim_facts_check(flow, text, &claim));
    take_extra(flow, text, &claim);
    hash_claim(flow, text, &claim);
    TRY(exchange_claim(flow, &claim)); // after the digest: what was reported stays the same at any rate
    *ret_claim = claim;
    return RC_OK;
}
