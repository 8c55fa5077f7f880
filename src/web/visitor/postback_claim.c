// SPDX-License-Identifier: Apache-2.0
// Postback parameters and their aliases; see postback_claim.h. Sources: the trackers' own documentation of their
// inbound postbacks.

#include "visitor/postback_claim.h"

#include <string.h>

#include "format/encode.h"

#define EVENTS_MAX 30 // Binom's event1 to event30

enum postback_field {
    FIELD_TOKEN,
    FIELD_PROGRAM,
    FIELD_CLICK_ID,
    FIELD_GOAL,
    FIELD_ORDER_ID,
    FIELD_AMOUNT,
    FIELD_DISCOUNT,
    FIELD_CURRENCY,
    FIELD_STATUS,
    FIELD_COUPON,
    FIELD_CUSTOMER_ID,
    FIELD_EMAIL,
    FIELD_REASON,
    FIELD_OCCURRED_AT,
    FIELD_EXT1,
    FIELD_EXT2,
    FIELD_EXT3,
    FIELD_TAX,
    FIELD_SHIPPING,
    FIELD_USAGE,
    FIELD_CUSTOMER_COUNTRY,
    FIELD_SPLIT,
    FIELD_COUNT
};

// Our name first, then the others', in the order in which they are preferred.
static const struct {
    enum postback_field field;
    const char *names[12];
} aliases[] = {
    {FIELD_TOKEN, {"token", "security_token", "verification_token", "secure"}},
    {FIELD_PROGRAM, {"program_id"}},
    {FIELD_CLICK_ID,
     {"click_id", "clickid", "clickId", "transaction_id", "_ef_transaction_id", "subid", "cnv_id", "cid", "dub_id"}},
    {FIELD_GOAL, {"goal", "goal_ref", "goal_id", "adv_event_id", "event_id", "eventName", "et", "ActionCode"}},
    {FIELD_ORDER_ID,
     {"order_id", "OrderID", "conversion_unique_id", "transactionid", "tid", "txid", "invoiceId", "adv_sub",
      "action_id", "cnv_status2"}},
    {FIELD_AMOUNT, {"amount", "sale_amount", "TotalCost", "order_sum", "sum", "value", "revenue", "payout"}},
    {FIELD_DISCOUNT, {"discount"}},
    {FIELD_CURRENCY,
     {"currency", "Currency", "order_currency", "cnv_currency", "value_currency", "revenue_currency",
      "payout_currency"}},
    {FIELD_STATUS, {"status", "cnv_status"}},
    {FIELD_COUPON, {"coupon", "coupon_code", "promo_code", "promocode", "Coupon"}},
    {FIELD_CUSTOMER_ID, {"customer_id", "customerExternalId", "user_id"}},
    {FIELD_EMAIL, {"email", "customerEmail"}},
    {FIELD_REASON, {"reason", "decline_reason"}},
    {FIELD_OCCURRED_AT, {"occurred_at"}},
    {FIELD_EXT1, {"ext1", "adv1", "custom_field1", "data1", "Data1"}},
    {FIELD_EXT2, {"ext2", "adv2", "custom_field2", "data2", "Data2"}},
    {FIELD_EXT3, {"ext3", "adv3", "custom_field3", "data3", "Data3"}},
    {FIELD_TAX, {"tax"}},
    {FIELD_SHIPPING, {"shipping"}},
    {FIELD_USAGE, {"usage"}},
    {FIELD_CUSTOMER_COUNTRY, {"customer_country"}},
    {FIELD_SPLIT, {"split"}},
};

// Other systems' words for a status. Keitaro's lead, sale and rebill name the goal and mean approved.
static const struct {
    const char *word;
    const char *status;
    const char *goal;
} status_words[] = {
    {"approved", "approved", NULL}, {"confirmed", "approved", NULL}, {"A", "approved", NULL},
    {"1", "approved", NULL},        {"pending", "pending", NULL},    {"P", "pending", NULL},
    {"2", "pending", NULL},         {"hold", "pending", NULL},       {"5", "pending", NULL},
    {"rejected", "rejected", NULL}, {"declined", "rejected", NULL},  {"D", "rejected", NULL},
    {"3", "rejected", NULL},        {"trash", "rejected", NULL},     {"lead", "approved", "lead"},
    {"sale", "approved", "sale"},   {"rebill", "approved", "sale"},
};

bool postback_is_plain(struct text name)
{
    for (size_t row = 0; row < sizeof(aliases) / sizeof(aliases[0]); row++) {
        enum postback_field field = aliases[row].field;
        bool is_personal = field == FIELD_TOKEN || field == FIELD_EMAIL || field == FIELD_CUSTOMER_ID ||
                           field == FIELD_EXT1 || field == FIELD_EXT2 || field == FIELD_EXT3;
        for (size_t n = 0; n < sizeof(aliases[row].names) / sizeof(aliases[row].names[0]); n++) {
            if (aliases[row].names[n] != NULL && text_equal(name, text_of(aliases[row].names[n]))) {
                return !is_personal;
            }
        }
    }
    return false;
}

// A macro that the sender's tracker left unfilled says nothing: "{amount}", "{{amount}}".
static bool is_macro(struct text t)
{
    size_t braces = text_starts_with(t, TEXT("{{")) && text_ends_with(t, TEXT("}}")) ? 2 : 1;
    if (t.n < 2 * braces + 1 || t.p[0] != '{' || t.p[t.n - 1] != '}') {
        return false;
    }
    for (size_t i = braces; i < t.n - braces; i++) {
        char c = t.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
              c == '-')) {
            return false;
        }
    }
    return true;
}

static enum rc field_read(const struct parameters *parameters, size_t row, struct text *ret_value, struct fault *fault)
{
    for (size_t n = 0; n < sizeof(aliases[row].names) / sizeof(aliases[row].names[0]); n++) {
        const char *name = aliases[row].names[n];
        if (name == NULL) {
            break;
        }
        struct text found = TEXT_NONE;
        for (size_t i = 0; i < parameters->count; i++) {
            if (!text_equal(parameters->list[i].name, text_of(name))) {
                continue;
            }
            if (text_is(found) && !text_equal(found, parameters->list[i].value)) {
                return fault_set(fault, RC_INVALID, "parameter_repeated", name, "%s is given twice", name);
            }
            found = parameters->list[i].value;
        }
        if (!text_is_empty(found) && !is_macro(found)) {
            *ret_value = found;
            return RC_OK;
        }
    }
    return RC_OK;
}

// Binom names a goal by the parameter: event7=1. The lowest of those that are not 0.
static struct text numbered_event(const struct parameters *parameters)
{
    struct text found = TEXT_NONE;
    int64_t least = EVENTS_MAX + 1;
    for (size_t i = 0; i < parameters->count; i++) {
        const struct parameter *parameter = &parameters->list[i];
        struct text digits = text_slice(parameter->name, sizeof("event") - 1, parameter->name.n);
        int64_t number = 0;
        if (text_starts_with(parameter->name, TEXT("event")) && int64_parse(digits, 1, EVENTS_MAX, &number) == RC_OK &&
            digits.p[0] != '0' && number < least && !text_is_empty(parameter->value) && !is_macro(parameter->value) &&
            !text_equal(parameter->value, TEXT("0"))) {
            least = number;
            found = parameter->name;
        }
    }
    return found;
}

// metadata.NAME=VALUE, as the query string that claims take.
static struct text metadata_of(struct arena *arena, const struct parameters *parameters)
{
    struct text prefix = TEXT("metadata.");
    struct buf buf = buf_new(arena, 65536);
    for (size_t i = 0; i < parameters->count; i++) {
        struct text name = parameters->list[i].name;
        if (text_starts_with(name, prefix) && !is_macro(parameters->list[i].value)) {
            buf_add(&buf, buf.n > 0 ? TEXT("&") : TEXT(""));
            percent_encode(&buf, text_slice(name, prefix.n, name.n));
            buf_add_char(&buf, '=');
            percent_encode(&buf, parameters->list[i].value);
        }
    }
    return buf.n == 0 ? TEXT_NONE : buf_text(&buf);
}

static void status_translate(struct conversion_claim *claim)
{
    for (size_t i = 0; i < sizeof(status_words) / sizeof(status_words[0]); i++) {
        if (!text_equal(claim->status, text_of(status_words[i].word))) {
            continue;
        }
        claim->status = text_of(status_words[i].status);
        if (status_words[i].goal != NULL && text_is_empty(claim->goal)) {
            claim->goal = text_of(status_words[i].goal);
        }
        return;
    }
}

enum rc postback_claim_read(struct arena *arena, const struct parameters *parameters,
                            struct conversion_claim *ret_claim, struct text *ret_token, struct text *ret_program,
                            struct fault *fault)
{
    struct text values[FIELD_COUNT];
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        values[i] = TEXT_NONE;
    }
    for (size_t row = 0; row < sizeof(aliases) / sizeof(aliases[0]); row++) {
        TRY(field_read(parameters, row, &values[aliases[row].field], fault));
    }
    if (!text_is(values[FIELD_GOAL])) {
        values[FIELD_GOAL] = numbered_event(parameters);
    }
    struct conversion_claim claim = {.click_id = values[FIELD_CLICK_ID],
                                     .goal = values[FIELD_GOAL],
                                     .order_id = values[FIELD_ORDER_ID],
                                     .amount = values[FIELD_AMOUNT],
                                     .discount = values[FIELD_DISCOUNT],
                                     .currency = values[FIELD_CURRENCY],
                                     .status = values[FIELD_STATUS],
                                     .coupon = values[FIELD_COUPON],
                                     .customer_id = values[FIELD_CUSTOMER_ID],
                                     .email = values[FIELD_EMAIL],
                                     .reason = values[FIELD_REASON],
                                     .occurred_at = values[FIELD_OCCURRED_AT],
                                     .extra = {values[FIELD_EXT1], values[FIELD_EXT2], values[FIELD_EXT3]},
                                     .tax = values[FIELD_TAX],
                                     .shipping = values[FIELD_SHIPPING],
                                     .usage = values[FIELD_USAGE],
                                     .customer_country = values[FIELD_CUSTOMER_COUNTRY],
                                     .split = values[FIELD_SPLIT],
                                     .metadata = metadata_of(arena, parameters),
                                     .source = TEXT("postback")};
    status_translate(&claim);
    *ret_claim = claim;
    *ret_token = values[FIELD_TOKEN];
    *ret_program = values[FIELD_PROGRAM];
    return RC_OK;
}
