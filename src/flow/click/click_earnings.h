// SPDX-License-Identifier: Apache-2.0
// How much a partner earns by clicks, or by impressions: pure, used when clicks are accrued and when they are derived
// again. Fractions of a minor unit accumulate exactly; each line is rounded once and its remainder, which may be
// negative, is carried to the partner's next line in the program. Sources: contract "Fractions of a minor unit", S3D.
#pragma once

#include "commission/derive.h"

struct click_facts {
    int64_t day; // days since 1970, UTC
    int64_t clicks, unique_clicks;
    // Or, without clicks, impressions. A thousand goes on over lines: `before` were counted by earlier lines of the
    // same plan version (impression_payer), and a line earns what the sum of all earns more than those before.
    int64_t impressions, impressions_before;
    struct currency currency;
    const struct derive_plan *plans; // most specific first
    size_t plan_count;
    int program_hold_days;
    int64_t carried_in_micro; // of the line before, millionths of a minor unit
    bool is_sum_only;         // without a derivation
};

struct click_earnings {
    struct plan_id plan_id; // the plan that pays; 0 when none does
    int64_t earned_micro;
    struct money booked;
    int64_t carried_out_micro; // carried_in + earned - booked
    struct instant due_at;     // the day's end and the hold
    struct text derivation;    // canonical JSON; TEXT_NONE when it was not asked for
};

// The plan whose terms hold: the first with any rule for clicks; NULL when none has one. Individual terms that speak of
// clicks replace the program's rules for clicks as a whole.
const struct derive_plan *click_payer(const struct derive_plan *plans, size_t plan_count);
// The same of impressions.
const struct derive_plan *impression_payer(const struct derive_plan *plans, size_t plan_count);
// RC_REFUSED when an amount leaves 64 bits. Clicks that earn nothing book nothing and leave the carry as it is.
enum rc click_earnings_derive(struct arena *arena, const struct click_facts *facts,
                              struct click_earnings *ret_earnings) MUST_USE;
