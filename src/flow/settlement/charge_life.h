// SPDX-License-Identifier: Apache-2.0
// How the charge of a conversion comes into being and follows its commissions: steps inside the caller's write
// transaction. The seam is narrow: whoever changes commissions of a conversion calls charge_begin before it locks
// partners, and charge_update after it wrote the commissions. What a charge is worth depends on the recorded facts and
// on the sum of the conversion's commissions now, so the same facts in any order end at the same charge.
//
// Only conversions that have a commission are charged: what earns nobody anything costs the advertiser nothing.
#pragma once

#include "commission/commission.h"
#include "conversion/conversion.h"
#include "flow.h"
#include "settlement/settlement.h"

// Whether the program settles the conversion through the network; needs no transaction.
enum rc charge_is_due(struct flow *flow, const struct conversion *conversion, bool *ret_is) MUST_USE;
// Takes the advertiser's lock when the program settles the conversion through the network; nothing in-house.
enum rc charge_begin(struct flow *flow, const struct conversion *conversion) MUST_USE;

// What happened to the conversion's commissions.
struct charge_cause {
    enum commission_cause cause; // accrued, refund, approved, rejected, …
    int64_t cause_id;
    struct instant occurred_at; // of the fact
};
// Derives the charge from `conversion` as it is now and from all its commissions, makes it at the first time, and books
// the difference. In-house, or when nothing has changed, it does nothing: so it can be repeated.
enum rc charge_update(struct flow *flow, const struct conversion *conversion, const struct charge_cause *why) MUST_USE;

// The charge of a commission that clicks just earned (it never changes). Takes the advertiser's lock.
enum rc charge_clicks(struct flow *flow, const struct commission *commission, struct instant occurred_at) MUST_USE;

// Pure, for replay too: the facts of a charge.
struct charge_facts charge_facts_of_conversion(const struct conversion *conversion, struct money commissions);
struct charge_facts charge_facts_of_clicks(struct money commission);
