// SPDX-License-Identifier: Apache-2.0
// What somebody outside says happened (postback, API, tag, import), as text, and its check into typed values. One check
// serves every door, so that a field means the same and is refused alike wherever it comes from.
#pragma once

#include "conversion/conversion.h"
#include "conversion/facts.h"
#include "flow.h"
#include "tracking/tracking.h"

#define CLAIM_ITEMS_MAX 500
#define CLAIM_EXTRA_COUNT 3

struct claim_item_text {
    struct text sku, category, kind, quantity, amount;
};

// Absent fields are TEXT_NONE; an empty text is "not given" too.
struct conversion_claim {
    struct advertiser_id advertiser_id; // who reports: from the token
    struct program_id program_id;       // 0: follows from the click, the coupon, or the advertiser's only program
    struct text click_id;               // public form
    struct text goal;                   // default "sale"
    struct text order_id;               // absent: derived from click or customer, one conversion per goal
    struct text amount;                 // decimal, major units; absent is 0
    struct text discount;               // decimal, what the customer was spared; absent is 0
    struct text currency;               // absent: the program's; another is converted by the rate of occurred_at
    struct text status;                 // approved (default), pending, rejected
    struct text coupon;
    struct text customer_id; // the advertiser's own id of the customer
    struct text email;
    struct text visitor;     // value of the visitor cookie
    int64_t visitor_number;  // or its hash already (import); 0 none
    struct text reason;      // coded, with rejected
    struct text occurred_at; // RFC 3339; absent: now
    struct text extra[CLAIM_EXTRA_COUNT];
    struct text tax, shipping;    // decimal, parts of amount; absent is 0
    struct text usage;            // whole number: the figure a tariff's bands go by; absent: unknown
    struct text customer_country; // ISO 3166-1 alpha-2
    struct text split;            // of a joint sale: "anna:60,ben:40", partners by code or public id, shares in percent
    struct text metadata;         // query string of names and values that plans may look at
    const struct claim_item_text *items;
    size_t item_count;
    struct text source; // postback, webhook, api, tag, import
    // What the door keeps of it, noted in the transaction of the conversion with its outcome; NULL: nothing.
    const struct tracking_event *event;
};

// A claim that passed every check that needs no evidence.
struct claim {
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct currency currency;
    struct text goal, goal_kind, order_id, status, reason;
    bool is_status_given;
    struct money amount, discount;       // in the program's currency
    struct conversion_exchange exchange; // when reported in another
    struct instant occurred_at;
    bool is_click_given, is_click_genuine;
    struct click_id click_id;          // when genuine
    int64_t visitor_number;            // 0 none
    struct text coupon, coupon_folded; // "" when none
    struct text customer_external_id;  // TEXT_NONE when none
    struct text email_hash;            // TEXT_NONE when none
    struct text extra;                 // canonical query string
    struct conversion_facts facts;     // as far as they are reported: tax to metadata, splits
    struct conversion_item *items;
    size_t item_count;
    struct text source;
    struct text content_hash; // of everything reported but the status
    const struct tracking_event *event;
};

// Whether this is a coded reason of a rejection.
bool conversion_reason_is_known(struct text reason);

// Reads what the claim needs to be understood (program, goals); no transaction needed. RC_INVALID, each with its field:
// program_required, program_not_found, goal_unknown, order_id_required, amount_malformed, amount_too_precise,
// amount_too_large, amount_negative, currency_unknown, currency_mismatch (no exchange rates are
// recorded at all), status_unknown, reason_unknown,
// occurred_at_malformed, occurred_at_out_of_range, occurred_at_in_future, email_malformed, text_malformed,
// text_too_long, items_too_many, quantity_malformed, tax_exceeds_amount, usage_malformed, country_unknown,
// split_malformed, split_not_whole, split_repeated, split_partner_unknown, metadata_malformed,
// metadata_too_many, metadata_repeated. RC_REFUSED: click_of_other_advertiser, advertiser_archived,
// program_archived, rate_missing.
enum rc conversion_claim_check(struct flow *flow, const struct conversion_claim *text,
                               struct claim *ret_claim) MUST_USE;

// The checks of single fields, for the other reports about a conversion. claim_time_check leaves *ret_time when absent.
enum rc claim_text_check(struct flow *flow, const char *field, struct text t, size_t max_bytes) MUST_USE;
enum rc claim_money_check(struct flow *flow, const char *field, struct text t, struct currency currency,
                          struct money *ret_money) MUST_USE;
enum rc claim_time_check(struct flow *flow, struct text t, struct instant *ret_time) MUST_USE;
