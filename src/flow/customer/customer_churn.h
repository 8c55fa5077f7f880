// SPDX-License-Identifier: Apache-2.0
// A customer left: a fact, with its time, in one program. Rules "until churn" pay nothing for what he pays afterwards;
// events that lie after it already are derived anew.
#pragma once

#include "customer/customer.h"
#include "flow.h"

struct churn_input {
    struct customer_id customer_id;
    struct program_id program_id; // of the customer's advertiser
    struct instant occurred_at;   // INSTANT_NONE: now
};
// Idempotent by customer, program and instant. RC_NOT_FOUND; RC_INVALID program_unknown, occurred_at_in_future.
enum rc customer_churn(struct flow *flow, const struct churn_input *input, struct customer *ret_customer) MUST_USE;
