// SPDX-License-Identifier: Apache-2.0
// "What would I earn?" (mission S1-16): a partner's first months under a plan, order by order through the one engine
// (derive.h, derive_bonus.h). Pure; integers only.
//
// The partner starts with nothing: new customers place `orders` equal orders in the first month and each pays again in
// each further month. Within a month orders come in even weeks (four of them); a month is a calendar month, three are
// a quarter, twelve a year. Nothing is refunded. The program's budget counts as unused; facts that nobody states
// (country, coupon, level) are unknown, so rules that ask for them do not pay; only sales make a customer a returning
// one. Clicks come in the first month only and are rounded once.
#pragma once

#include "commission/derive_bonus.h"

#define CALCULATE_ORDERS_MAX 500
#define CALCULATE_MONTHS_MAX 36
#define CALCULATE_CLICKS_MAX 10000000

struct calculate_input {
    struct text goal;    // "sale", "lead" or a code of the plan
    int64_t orders;      // 0 to CALCULATE_ORDERS_MAX, in the first month
    struct money amount; // of each, from 0, in the plan's currency
    int64_t months;      // 1 to CALCULATE_MONTHS_MAX: how long each customer pays
    int64_t clicks;      // 0 to CALCULATE_CLICKS_MAX
    int64_t local_day;   // of all orders, as promotions see it
    struct derive_partner partner;
};

#define CALCULATE_GIFTS_MAX 8
struct calculate_gift {
    enum plan_reward kind;
    struct text name; // TEXT_NONE when it has none
    int64_t quantity;
};
struct calculated {
    struct money first_order; // what the first order alone pays
    struct money first_month; // orders of the first month
    struct money later;       // and of the further months
    struct money bonuses;
    struct money clicks;
    struct money total; // of all these
    struct calculate_gift gifts[CALCULATE_GIFTS_MAX];
    size_t gift_count;
};

// plans as for commission_derive. RC_REFUSED when an order is above 10^12 minor units, or a sum does not fit into
// money.
enum rc plan_calculate(struct arena *arena, const struct derive_plan *plans, size_t plan_count,
                       const struct calculate_input *input, struct calculated *ret_calculated) MUST_USE;
