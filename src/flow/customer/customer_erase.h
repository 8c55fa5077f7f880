// SPDX-License-Identifier: Apache-2.0
// Erasing a person (GDPR Article 17): what names a customer goes, the facts and the money stay as they are.
//
// Goes: the advertiser's id of the customer, the e-mail hashes, full address, agent and referrer of the clicks that led
// to the customer's conversions and of all clicks of the same browsers, and the advertiser's free words (ext1 … ext3).
// Stays: conversions, commissions, bindings and books, which name the customer by a number only; on clicks the keyed
// hashes and the address prefix; and the keyed hash that stands in an order number derived from the customer's id, so
// that a late copy of an old report is still recognized and pays nobody twice. Order numbers, coupons and sub1 … sub10
// are the reporters' own words and stay.
#pragma once

#include "customer/customer.h"
#include "flow.h"

// RC_NOT_FOUND when there is no such customer. Idempotent: a second call changes nothing and writes no audit event.
// Afterwards the database's log is cut (db_tidy) as far as readers let it.
enum rc customer_erase(struct flow *flow, struct customer_id id, struct customer *ret_customer) MUST_USE;
