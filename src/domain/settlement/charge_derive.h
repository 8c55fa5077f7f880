// SPDX-License-Identifier: Apache-2.0
// What an advertiser is charged for a conversion in a program that is settled through the network, and why: a pure
// function of recorded facts and of one version of the settlement terms. Live bookings and replay call charge_derive;
// nothing else computes a charge. (Mission S2-10; field 116, 124.)
//
//   basis         charge                                     margin of the network
//   cost_plus     commissions × (1 + rate)                   commissions × rate
//   sale_fee      commissions + rate × what is left of it    rate × what is left of the sale
//   fixed_fee     commissions + the fixed fee                the fixed fee
//   sale_charge   rate × what is left of the sale            charge less commissions; may be negative
//
//  * What is left of the sale is amount - min(refunded, amount). A rejected conversion is charged nothing.
//  * The fixed fee is owed whole, unless everything of a goal with an amount was refunded.
//  * Clicks have no sale: cost_plus charges commissions × (1 + rate), every other basis the commissions alone.
//  * The exact charge is rounded once, half away from zero, to minor units; the margin is the rest, never rounded by
//    itself. So charge = commissions + margin always.
// So a charge depends on the sum of the refunds and on the last decision only: their order does not matter.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "value/money.h"

enum charge_basis {
    CHARGE_NONE, // in-house: nobody is charged
    CHARGE_COST_PLUS,
    CHARGE_SALE_FEE,
    CHARGE_FIXED_FEE,
    CHARGE_SALE_CHARGE,
    CHARGE_BASIS_COUNT
};
const char *charge_basis_text(enum charge_basis basis); // "cost_plus"
bool charge_basis_parse(struct text t, enum charge_basis *ret_basis);

struct charge_terms {
    int64_t number; // of the version
    enum charge_basis basis;
    struct rate rate;   // 0 … CHARGE_RATE_MAX_PPM; 0 with a fixed fee
    struct money fixed; // 0 … MONEY_MINOR_MAX, in the program's currency
};
#define CHARGE_RATE_MAX_PPM ((int64_t)10000000) // 1,000 percent

struct charge_facts {
    struct currency currency;
    struct money amount;      // what the customer paid; 0 for clicks
    struct money refunded;    // sum of refunds so far; beyond amount it counts as amount
    struct money commissions; // sum of the conversion's commissions as they stand
    bool is_rejected;
    bool is_approved; // then the charge is owed, not only accrued
    bool is_clicks;   // a commission of clicks, not a conversion
};

struct charge_derived {
    struct money amount; // ≥ 0
    struct money margin; // amount - commissions
    bool is_confirmed;   // owed: approved and not rejected
    // Canonical JSON (names sorted, no spaces): approved, basis, charge, clicks, commissions, currency, exact, fixed,
    // format (1), margin, rate (percent), rejected, remaining, rounding, terms. Same facts, same bytes.
    struct text derivation;
};

// RC_REFUSED when a sum would leave 64 bits. BUG for negative facts, mixed currencies and CHARGE_NONE.
enum rc charge_derive(struct arena *arena, const struct charge_facts *facts, const struct charge_terms *terms,
                      struct charge_derived *ret_derived) MUST_USE;
