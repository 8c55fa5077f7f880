// SPDX-License-Identifier: Apache-2.0
// New versions of how a program settles: in-house or through the network, what its advertiser is charged, and the
// penalty for late payment of its partners. Versions are never changed.
#pragma once

#include "flow.h"
#include "program/program.h"
#include "settlement/settlement.h"

struct settlement_input {
    struct program_id program_id;
    enum settlement_mode mode;
    enum charge_basis basis; // CHARGE_NONE in-house, else not
    struct rate rate;        // needed by cost_plus, sale_fee and sale_charge; at most 1,000 percent
    struct text fixed;       // decimal text in the program's currency, needed by fixed_fee; else TEXT_NONE
    int64_t penalty_times;   // 0: none
    int64_t penalty_after_days;
    // INSTANT_NONE: now; while the program has no conversions, from the beginning. Given: not before now, because what
    // has happened is settled by the terms of then.
    struct instant effective_at;
};
// RC_INVALID names mode, basis, rate, fixed_fee, penalty_times, penalty_after_days, effective_at. The same terms as the
// newest version's, without an instant, change nothing and give that version.
enum rc settlement_terms_put(struct flow *flow, const struct settlement_input *input,
                             struct settlement_terms *ret_terms) MUST_USE;
