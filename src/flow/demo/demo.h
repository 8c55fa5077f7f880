// SPDX-License-Identifier: Apache-2.0
// Fills an empty network with believable partners, traffic and sales, so that pages and reports have something to show.
// Everything goes through the flows that live traffic takes, under a clock that moves day by day: clicks, leads and
// sales with their delays, decisions, refunds, jobs, payouts. The same seed, size and last day give the same facts;
// integers only. Names, addresses and orders are invented (RFC 2606 domains, RFC 2544 addresses).
#pragma once

#include "flow.h"
#include "ids.h"

#define DEMO_PARTNERS_MIN 4
#define DEMO_PARTNERS_MAX 2000
#define DEMO_DAYS_MIN 7
#define DEMO_DAYS_MAX 730
#define DEMO_CLICKS_PER_PARTNER_AND_DAY_TIMES_3 50

struct demo_options {
    int64_t partner_count; // 4 to DEMO_PARTNERS_MAX
    int64_t day_count;     // the last of them is the day before flow->now, in UTC
    int64_t seed;
    void *user;
    // After each day; may be NULL.
    void (*progress)(void *user, int64_t days_done, int64_t days);
};

struct demo_made {
    int64_t advertisers, programs, offers, partners, links, coupons;
    int64_t clicks, refused; // visits that were redirected; that were not
    int64_t leads, sales, unattributed, refunds, decisions;
    int64_t released, payout_runs;
    struct text link_code;      // of a link that works, of `program`
    struct text program_name;   // whose currency is EUR
    struct text postback_token; // of its advertiser; shown once
};

// Many transactions. RC_CONFLICT network_not_empty when there are partners or programs already; RC_INVALID
// value_out_of_range. flow->now must be at least day_count days after 1970.
enum rc demo_fill(struct flow *flow, const struct demo_options *options, struct demo_made *ret_made) MUST_USE;
