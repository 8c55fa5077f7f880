// SPDX-License-Identifier: Apache-2.0
// What the parts of replay share: the report under construction, and the plans that were read already.
#pragma once

#include "commission/commission.h"
#include "commission/commission_facts.h"
#include "conversion/conversion.h"
#include "conversion/conversion_sql.h"
#include "core/map.h"
#include "replay/replay.h"

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

// A conversion with all that was recorded of it.
struct replay_life {
    const struct conversion *now; // as it stands
    struct text object;           // "conversion 12"
    const struct commission_plans *plans;
    struct conversion_item *items;
    size_t item_count;
    int64_t hold_days;
    struct sql_refund_list_row *refunds;
    size_t refund_count;
    struct sql_conversion_decisions_row *decisions;
    size_t decision_count;
};
// Its commissions: every award, every step's amount and reason, and that they stand where the history of now puts them.
enum rc replay_awards(struct replay_work *work, const struct replay_life *life) MUST_USE;
// When an award is due once the conversion is approved.
enum rc replay_award_due(struct replay_work *work, const struct replay_life *life, const struct commission *commission,
                         struct instant *ret_due_at) MUST_USE;
struct text replay_step_text(struct arena *arena, const struct commission_change *change, int64_t amount_minor,
                             struct text derivation);
struct text replay_commission_text(struct arena *arena, const struct commission *commission);
bool replay_is_derived(enum commission_cause cause); // a step that derived an amount
// Bonuses and rewards in kind: where each period's events put them.
enum rc replay_bonuses(struct replay_work *work) MUST_USE;
// Commissions that were made by hand: opening balances and compensation.
enum rc replay_by_hand(struct replay_work *work) MUST_USE;

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
// Penalties for late payment and their entries.
enum rc replay_penalties(struct replay_work *work) MUST_USE;
// Entries of charges and of advertisers' accounts.
enum rc replay_accounts(struct replay_work *work) MUST_USE;
