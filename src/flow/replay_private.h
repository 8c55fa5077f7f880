// SPDX-License-Identifier: Apache-2.0
// What the parts of replay share: the report under construction, and the plans that were read already.
#pragma once

#include "commission/commission.h"
#include "commission_facts.h"
#include "conversion/conversion.h"
#include "core/map.h"
#include "replay.h"

struct replay_work {
    struct db *db;
    struct arena *arena;       // of the report
    struct arena *scratch;     // of one conversion, page or partner
    struct arena *plans;       // of plans, kept
    struct textmap plan_cache; // "EUR:12,3" → struct commission_plans
    struct fault *fault;
    struct replay_report *report;
};

// Counts it, and keeps copies of the texts while there is room. Returns the kept difference, or NULL.
struct replay_difference *replay_differ(struct replay_work *work, struct text object, struct text stored,
                                        struct text derived);
// A difference unless the texts are equal.
void replay_compare(struct replay_work *work, struct text object, struct text stored, struct text derived);
// The plans of a commission's plan_ids.
enum rc replay_plans(struct replay_work *work, struct text plan_ids, struct currency currency,
                     const struct commission_plans **ret_plans) MUST_USE;
// When a conversion's commission is due once it is approved.
enum rc replay_due_at(struct replay_work *work, struct commission_id id, struct instant *ret_due_at) MUST_USE;

// Conversions: attribution, status, commissions and the amounts and reasons of their steps.
enum rc replay_conversions(struct replay_work *work) MUST_USE;
// Lines of clicks and the commissions they made.
enum rc replay_clicks(struct replay_work *work) MUST_USE;
// Partners: statuses, shares, payouts, entries.
enum rc replay_books(struct replay_work *work) MUST_USE;
// The charge of a conversion with these commissions, step by step.
enum rc replay_charge(struct replay_work *work, const struct conversion *conversion, const struct commission *list,
                      size_t count) MUST_USE;
// The charge of a commission of clicks, of the day that ends at occurred_at.
enum rc replay_charge_of_clicks(struct replay_work *work, const struct commission *commission,
                                struct advertiser_id advertiser_id, struct instant occurred_at) MUST_USE;
// Entries of charges and of advertisers' accounts.
enum rc replay_accounts(struct replay_work *work) MUST_USE;
