// SPDX-License-Identifier: Apache-2.0
// What a partner has earned besides commissions by reaching a volume: bonuses in money and rewards in kind ("bonus 100
// EUR for 10 sales a month", "give gift "mug" for the first sale"). Pure, as derive.h. The result is the state of the
// period's facts: what is reached now. Who books holds it against what was booked under the same key, and takes back
// what refunds undid.
#pragma once

#include "commission/derive.h"

// A partner's volume of one goal in one period. Counted as in derive_volume: net of refunds, without the rejected.
struct bonus_volume {
    struct text goal;
    enum plan_period period; // PLAN_UNTIL: everything from enrolment to until_day, inclusive
    int64_t until_day;       // for PLAN_UNTIL: the clause's day; else not looked at
    int64_t first_day;       // of the period, days since 1970; of PLAN_ALL_TIME and PLAN_UNTIL: 0
    int64_t count;
    struct money sum;
};

struct bonus_facts {
    struct currency currency;
    int64_t local_day; // that conditions see as `date`
    struct derive_partner partner;
    const struct bonus_volume *volumes; // those of plan_needs; what is not given is not reached
    size_t volume_count;
};

// A bonus that is reached. The key of what is booked: program, partner, line and plan, first_day, and the repetition
// from 1 to `times`.
struct bonus_award {
    struct plan_id plan_id;
    int line;
    int64_t first_day;
    int64_t times;       // 1; for "every N": as often as N goes into the volume
    bool is_in_kind;     // then reward, quantity and name
    struct money amount; // of each repetition; whole minor units
    enum plan_reward reward;
    int64_t quantity; // of each repetition
    struct text reward_name;
    // Canonical JSON: currency, each (amount or gift), format (2), kind ("bonus"), period, plan (individual, line,
    // number, text), target (count or sum, every), times, volume (count, first_day, goal, sum).
    struct text derivation;
};

struct bonus_derived {
    struct bonus_award *awards; // in the order of the plans' text, then of the volumes
    size_t award_count;
};

// The bonuses of the first plan that states any. Times are at most BONUS_TIMES_MAX.
#define BONUS_TIMES_MAX 1000000
void bonus_derive(struct arena *arena, const struct bonus_facts *facts, const struct derive_plan *plans,
                  size_t plan_count, struct bonus_derived *ret_derived);
