// SPDX-License-Identifier: Apache-2.0
// Coupons: create, change, archive.
#pragma once

#include "flow.h"
#include "link/link.h"

struct coupon_input {
    struct partner_id partner_id; // create only
    struct program_id program_id; // create only
    struct text code;             // create only; found in any letter case
    bool has_discount;            // discount is given
    bool is_discount_ended;       // the discount is taken away; at create: none, whatever the plan says
    struct rate discount;         // 0 to 100 percent
    struct text status;           // change only: active, archived
};
// Without a discount a new coupon takes what `customer gets 10% off` says in the partner's individual terms or, if
// those say nothing, in the program's plan in force; a sum off is nothing that a coupon can hold, and is left out. The
// partner must be enrolled (pending or approved) in the program: not_enrolled. RC_CONFLICT code_taken: a code that was
// once in the program stays its partner's, archived or not.
enum rc coupon_create(struct flow *flow, const struct coupon_input *input, struct coupon *ret_coupon) MUST_USE;
enum rc coupon_change(struct flow *flow, struct coupon_id id, const struct coupon_input *input,
                      struct coupon *ret_coupon) MUST_USE;
