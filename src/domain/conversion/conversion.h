// SPDX-License-Identifier: Apache-2.0
// Conversions as recorded facts: the reported event, its lines, the evidence that was judged, decisions and refunds.
// Identified by (program, goal, order): that is the idempotency key of every report. Rows of decisions and refunds
// never change; the conversion's present status is its first status followed by its decisions.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "db/db.h"
#include "ids.h"
#include "value/exchange.h"
#include "value/money.h"
#include "value/time.h"

struct conversion_item {
    struct text sku, category, kind; // TEXT("") when not given
    int64_t quantity;                // 1 or more
    struct money amount;             // of the whole line, after discount
};

// What was reported in another currency than the program's, and the rate it was converted by. exchange.from is none
// when it was reported in the program's own.
struct conversion_exchange {
    struct money amount, discount; // as reported
    struct exchange exchange;      // from the reported currency to the program's
    int64_t day;                   // whose rates were used, days since 1970
    struct text source;            // who published them
    struct text rates;             // as published
};

struct conversion {
    struct conversion_id id;
    struct program_id program_id;
    struct advertiser_id advertiser_id;
    struct offer_id offer_id; // of the credited link, or 0
    struct text goal;
    struct text goal_kind; // "lead" or "sale"
    struct text order_id;
    struct money amount; // after discount
    struct money discount;
    struct money refunded; // sum of refunds; may exceed amount
    struct text status;    // pending, approved, rejected
    struct text first_status;
    struct text reason;
    struct instant occurred_at, received_at;
    struct text source;
    struct terms_id terms_id;
    struct partner_id partner_id; // 0 when unattributed
    struct link_id link_id;
    struct click_id click_id;
    struct text evidence_kind;
    struct text cause; // why unattributed, or ""
    struct customer_id customer_id;
    struct text coupon_code;
    struct text extra;
    struct text country;
    int64_t device;
    struct conversion_exchange exchange;
    int64_t local_day;    // days since 1970 in the network's zone, as it was when the event was accepted
    int64_t needs;        // conversion/facts.h: NEED_…
    struct text plan_ids; // "12,3": plan versions in force, most specific first; "" when there was none
    struct text facts;    // conversion/facts.h
};

bool conversion_is_exchanged(const struct conversion *conversion);
// RC_NOT_FOUND when absent.
enum rc conversion_get(struct db *db, struct arena *arena, struct conversion_id id, struct conversion *ret) MUST_USE;

struct conversion_filter {
    struct advertiser_id advertiser_id; // 0: all
    struct partner_id partner_id;       // 0: all
    struct program_id program_id;       // 0: all
    struct text status;                 // empty: all
    bool is_unattributed;               // only those that no partner is credited with
};
// Of the click that won and its link, as reports tell it. Zeroed: any.
struct conversion_place {
    struct offer_id offer_id;
    struct link_id link_id;
    struct text country; // TEXT("-"): unknown
    struct opt_int64 device;
};
// Newest first, ids below before (0: from the newest).
enum rc conversion_list(struct db *db, struct arena *arena, const struct conversion_filter *filter,
                        struct conversion_id before, int64_t limit, struct conversion **ret_list,
                        size_t *ret_count) MUST_USE;
enum conversion_sort { CONVERSION_BY_AGE, CONVERSION_BY_OCCURRED, CONVERSION_BY_AMOUNT };
// A page of the list as people look at it: sorted, found by words. Absent filters take any.
struct conversion_search {
    struct conversion_filter filter; // its status may be "counted": pending or approved
    struct text words;               // in the order's id, in any letter case of ASCII; as typed
    struct text goal_kind;           // lead, sale
    struct text currency;            // of the program
    struct conversion_place place;
    struct instant from, to;    // occurred, half open; INSTANT_NONE: no bound
    enum conversion_sort sort;  // by amount: in minor units, of whatever currency; equals follow by age
    bool is_down;               // by age: the newest first
    struct conversion_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc conversion_search(struct db *db, struct arena *arena, const struct conversion_search *search,
                          struct conversion **ret_list, size_t *ret_count) MUST_USE;
// What those that a search finds sum to: one per currency, by code. Sort, after and limit are not looked at.
struct conversion_sum {
    struct currency currency;
    int64_t conversions;
    struct money amount;  // what customers paid
    struct money revenue; // what reports count: conversion_revenue of each
};
enum rc conversion_sums(struct db *db, struct arena *arena, const struct conversion_search *search,
                        struct conversion_sum **ret_list, size_t *ret_count) MUST_USE;
// The amount less refunds, at least 0; 0 when it is rejected.
struct money conversion_revenue(const struct conversion *conversion);
// What waits for an advertiser's decision, of what was received since an instant.
struct conversion_waiting {
    int64_t waiting; // pending now
    int64_t late;    // of these, received before late_before
};
struct conversion_waiting_question {
    struct advertiser_id advertiser_id;
    struct instant from, late_before;
};
enum rc conversion_waiting(struct db *db, struct arena *arena, const struct conversion_waiting_question *question,
                           struct conversion_waiting *ret_waiting) MUST_USE;
// A report that was refused for what it claimed; content is JSON without personal data.
struct event_refusal {
    int64_t id;
    struct advertiser_id advertiser_id;
    struct text code, field, content;
    struct instant received_at;
};
// Newest first, ids below before (0: from the newest); advertiser 0: of all.
enum rc event_refusal_list(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, int64_t before,
                           int64_t limit, struct event_refusal **ret_list, size_t *ret_count) MUST_USE;
enum rc conversion_items_of(struct db *db, struct arena *arena, struct conversion_id id, struct currency currency,
                            struct conversion_item **ret_items, size_t *ret_count) MUST_USE;
// Inserts events in their order and gives each its id. Needs a write transaction. Fields of the conversion are taken as
// they are (id, advertiser, first_status and refunded are ignored). RC_CONFLICT when an order is there already: the
// transaction is failed then.
struct conversion_new {
    struct conversion *conversion; // its id is filled in
    struct text content_hash;
    const struct conversion_item *items;
    size_t item_count;
};
enum rc conversion_insert(struct db *db, struct arena *arena, const struct conversion_new *list, size_t count) MUST_USE;

// A refund of an exchanged conversion as reported, in the reported currency. Needs a write transaction.
enum rc refund_exchange_insert(struct db *db, struct refund_id refund_id, struct money amount) MUST_USE;
// What the refund was reported with. RC_NOT_FOUND when it was in the program's currency.
enum rc refund_exchange_get(struct db *db, struct arena *arena, struct refund_id refund_id, struct currency currency,
                            struct money *ret_amount) MUST_USE;
// Sum of all refunds of a conversion as reported.
enum rc refund_exchange_sum(struct db *db, struct arena *arena, const struct conversion *conversion,
                            struct money *ret_sum) MUST_USE;

// Empties ext1 … ext3 of a customer's conversions: no money follows from them. Needs a write transaction.
enum rc conversion_extra_erase(struct db *db, struct customer_id customer_id) MUST_USE;
