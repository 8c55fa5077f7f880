// SPDX-License-Identifier: Apache-2.0
// What operators say about payouts: the network's schedule and sums, and the terms of single partners. Each use case is
// one transaction with an audit event; members that are not given stay as they are.
#pragma once

#include "flow.h"
#include "payout/payout_terms.h"

struct payout_limit_input {
    struct currency currency;
    struct text minimum;       // decimal in major units; TEXT_NONE: stays
    struct text second_person; // likewise; "": no limit any more
};
struct payout_policy_input {
    struct opt_int64 decide_day, pay_day;                          // 1 … 28
    struct opt_int64 pay_months;                                   // 1 … 12
    struct opt_int64 is_details_required, is_tax_profile_required; // 0, 1
    const struct payout_limit_input *limits;                       // each currency once
    size_t limit_count;
};
// RC_INVALID number_out_of_range, currency_unknown, and of amounts decimal_malformed, amount_too_precise,
// amount_negative, amount_too_large (field "limits").
enum rc payout_policy_change(struct flow *flow, const struct payout_policy_input *input) MUST_USE;

struct payout_terms_input {
    struct partner_id partner_id;
    struct text mode;        // cycle, request; TEXT_NONE: stays
    struct text hold_reason; // "": no hold any more; TEXT_NONE: stays
    struct opt_int64 has_tax_profile;
    const struct payout_limit_input *limits; // second_person is the network's: RC_INVALID field_unexpected
    size_t limit_count;
};
// RC_NOT_FOUND not_found; RC_INVALID value_unknown, text_too_long and those of amounts.
enum rc payout_terms_change(struct flow *flow, const struct payout_terms_input *input) MUST_USE;
