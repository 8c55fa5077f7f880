// SPDX-License-Identifier: Apache-2.0
// Customers that an advertiser tells us of before they buy, and what is learned of them later. There is no archiving: a
// customer is a fact about who bought, and takes nothing new by himself; a person who is to be forgotten is erased
// (customer_erase.h). E-mails are kept as keyed hashes only.
#pragma once

#include "customer/customer.h"
#include "flow.h"

struct customer_input {
    struct advertiser_id advertiser_id; // create only: known to whom
    struct text external_id;            // the advertiser's own id; TEXT_NONE: not said
    struct text email;                  // TEXT_NONE: not said
};
// Makes a customer, or finds the one who is known by the id or by the e-mail and adds what was not known of him. Needs
// one of the two: RC_INVALID field_missing. RC_CONFLICT email_taken when the e-mail is that of a customer with another
// id. Idempotent; *ret_is_known says that he was there.
enum rc customer_create(struct flow *flow, const struct customer_input *input, struct customer *ret_customer,
                        bool *ret_is_known) MUST_USE;
// Adds an id that was unknown, or an e-mail. RC_NOT_FOUND; RC_CONFLICT customer_id_known when he has another id,
// customer_id_taken and email_taken when they are another customer's; RC_REFUSED customer_erased when nothing is known
// of him any more: an erased person is not to be named again. Idempotent.
enum rc customer_change(struct flow *flow, struct customer_id id, const struct customer_input *input,
                        struct customer *ret_customer) MUST_USE;
