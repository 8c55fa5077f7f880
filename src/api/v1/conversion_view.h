// SPDX-License-Identifier: Apache-2.0
// A conversion as the API shows it: the recorded facts, the evidence with each piece's outcome, and the commissions.
#pragma once

#include "call.h"
#include "conversion/conversion.h"

struct evidence_view {
    struct text kind;
    struct text click_id;
    struct partner_id partner_id;
    struct link_id link_id;
    struct instant touched_at;
    struct text outcome;
};
struct attribution_view {
    struct text status; // credited, unattributed
    struct partner_id partner_id;
    struct text evidence_kind;
    struct text cause;
    struct field_list evidence;
};
struct conversion_commission_view {
    struct commission_id id;
    struct partner_id partner_id;
    struct text role;
    struct opt_int64 level;
    struct money amount;
    struct text status;
    struct instant due_at;
};
struct conversion_charge_view {
    struct charge_id id;
    struct money amount;
    struct text state;  // accrued, owed
    struct text margin; // decimal text; TEXT_NONE to advertisers
    struct opt_int64 is_negative;
};
struct item_view {
    struct text sku, category, kind;
    struct opt_int64 quantity;
    struct money amount;
};
struct conversion_view {
    struct conversion_id id;
    struct program_id program_id;
    struct offer_id offer_id;
    struct link_id link_id;
    struct text click_id;
    struct text goal;
    struct text goal_kind;
    struct text order_id;
    struct money amount;
    struct money discount;
    struct money refunded;
    struct money reported;
    struct text exchange_rate;
    struct text status;
    struct text reason;
    struct instant occurred_at;
    struct instant received_at;
    struct text source;
    struct customer_id customer_id;
    struct text coupon;
    struct opt_int64 duplicate; // after a report: whether it was known already
    struct attribution_view attribution_facts;
    const void *attribution;
    struct field_list items;
    struct field_list commissions;
    struct conversion_charge_view charge_facts;
    const void *charge; // NULL in-house, and to partners
};
extern const struct schema schema_conversion;

// Reads everything of a conversion; in the caller's transaction when there is one. RC_NOT_FOUND.
enum rc conversion_view_read(struct call *call, struct conversion_id id, struct conversion_view **ret_view) MUST_USE;
// The same from a row that was read already; lists leave the evidence and the lines out.
enum rc conversion_view_of(struct call *call, const struct conversion *conversion, bool is_whole,
                           struct conversion_view **ret_view) MUST_USE;
