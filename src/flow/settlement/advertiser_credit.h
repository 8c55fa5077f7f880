// SPDX-License-Identifier: Apache-2.0
// What an advertiser may owe, where he stands against it, and what happens beyond it. The policy: a conversion is
// always booked; an advertiser beyond his limit is flagged (`over_limit`), and where he is told to, new clicks lead to
// the fallback until he has paid (`stop_clicks`); commissions may wait until his money covers their charge
// (`pay_when_funded`, in the release: commission/commission.sql).
#pragma once

#include "billing/billing.h"
#include "flow.h"

// Where an advertiser stands in one currency.
struct advertiser_state {
    struct advertiser_credit credit;
    struct money prepaid, receivable, accrued; // each ≥ 0
    struct money exposure;                     // receivable + accrued - prepaid
    bool is_over_limit;                        // exposure is beyond the limit
    bool is_low;                               // prepaid - accrued is below low_balance
};
// One for each currency in which he has an account or limits, by currency. For readers: no transaction is needed.
enum rc advertiser_states(struct db *db, struct arena *arena, struct advertiser_id id,
                          struct advertiser_state **ret_list, size_t *ret_count) MUST_USE;

struct advertiser_credit_input {
    struct advertiser_id advertiser_id;
    struct currency currency;
    struct text limit;       // decimal text; TEXT_NONE: no limit
    struct text low_balance; // decimal text; TEXT_NONE: never
    enum over_limit over_limit;
    bool is_paid_when_funded;
};
// Sets all of them. Clicks stop or go on with the next run of the job. RC_INVALID names credit_limit, low_balance,
// over_limit.
enum rc advertiser_credit_set(struct flow *flow, const struct advertiser_credit_input *input,
                              struct advertiser_state *ret_state) MUST_USE;

// The job: stops clicks of advertisers beyond their limit, and lets them in again. One transaction for each that
// changes; *ret_changed counts them.
enum rc advertiser_limits_apply(struct flow *flow, int64_t *ret_changed) MUST_USE;
