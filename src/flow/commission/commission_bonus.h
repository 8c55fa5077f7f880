// SPDX-License-Identifier: Apache-2.0
// Bonuses of periods and rewards in kind: what a partner's volume has reached is derived anew whenever one of its
// events changes, and held against what was booked under the same keys.
//
// A bonus is a commission of its own, role "bonus", key bon:PROGRAM:PARTNER:PLAN:LINE:DAY:REPETITION (day: the period's
// first local day, 0 for all time). What falls short again after a refund goes to nothing and can come back. A version
// of a plan counts the period up to the last event that it judged, less what earlier versions have granted for the same
// target: what was earned is never taken by a later version, and never paid twice.
//
// A reward in kind has an account of its own (granted, taken back, delivered). What was delivered is not taken back.
#pragma once

#include "commission/commission_follow.h"
#include "conversion/conversion_rollup.h"

// After the event changed: the bonuses of its partner in the periods it lies in. Needs the program's history lock and
// the partner's.
enum rc commission_bonuses_settle(struct flow *flow, const struct history_scope *scope,
                                  const struct conversion *conversion, struct rollup *rollup) MUST_USE;
// Whether a plan has rewards in kind for single events.
bool commission_has_rewards(const struct commission_plans *plans);
// The rewards in kind that an event earns now.
enum rc commission_rewards_settle(struct flow *flow, const struct commission_event *event,
                                  const struct derived *derived) MUST_USE;

// What a period's events have reached, for replay too.
struct bonus_period {
    struct program_id program_id;
    struct partner_id partner_id;
    struct text goal;
    enum plan_period period;
    int64_t first_day, last_day; // local days, inclusive
    struct currency currency;
};
struct bonus_wanted {
    struct text key;
    struct plan_id plan_id;
    struct text plan_ids;
    struct money amount; // unless in kind
    bool is_in_kind;
    struct derive_reward reward; // in kind
    struct text derivation;
    struct text history; // "count=12&sum=90000": the volume that reached it
    int64_t hold_days;   // the plan's, -1 when it says nothing
};
// Whether two bonuses are for the same: what one version granted is not granted again by another.
bool bonus_is_for_same(const struct plan_bonus *a, const struct plan_bonus *b);
enum rc bonus_period_derive(struct db *db, struct arena *arena, const struct bonus_period *period,
                            struct bonus_wanted **ret_list, size_t *ret_count, struct fault *fault) MUST_USE;
