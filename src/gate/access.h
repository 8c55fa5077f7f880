// SPDX-License-Identifier: Apache-2.0
// Whose objects an actor reaches. Every object that a request names is loaded here, so that no handler can forget to
// ask: what belongs to others answers RC_NOT_FOUND, as if it were not there.
#pragma once

#include "advertiser/advertiser.h"
#include "application/application.h"
#include "call.h"
#include "commission/commission.h"
#include "compensation/compensation.h"
#include "contract/contract.h"
#include "conversion/conversion.h"
#include "customer/customer.h"
#include "dispute/dispute.h"
#include "identity/identity.h"
#include "invoice/invoice.h"
#include "link/link.h"
#include "partner/partner.h"
#include "payout/payout.h"
#include "payout/payout_terms.h"
#include "postback/postback.h"
#include "program/program.h"
#include "settlement/charge.h"
#include "webhook/webhook.h"

enum rc access_advertiser(struct call *call, struct advertiser_id id, struct advertiser *ret_advertiser) MUST_USE;
// An operator's: all; an advertiser's: its own; a partner's: those it is enrolled in (pending or approved).
enum rc access_program(struct call *call, struct program_id id, struct program *ret_program) MUST_USE;
enum rc access_offer(struct call *call, struct offer_id id, struct offer *ret_offer) MUST_USE;
// An advertiser's: partners who have or had an enrollment in its programs.
enum rc access_partner(struct call *call, struct partner_id id, struct partner *ret_partner) MUST_USE;
enum rc access_enrollment(struct call *call, struct enrollment_id id, struct enrollment *ret_enrollment) MUST_USE;
// A version of a program's plan: whose program is reached; of individual terms: whose enrollment is.
enum rc access_plan(struct call *call, struct plan_id id, struct plan_version *ret_version) MUST_USE;
enum rc access_contract(struct call *call, struct contract_id id, struct contract *ret_contract) MUST_USE;
enum rc access_link(struct call *call, struct link_id id, struct link *ret_link) MUST_USE;
enum rc access_coupon(struct call *call, struct coupon_id id, struct coupon *ret_coupon) MUST_USE;
// A partner's: those that are credited to it.
enum rc access_conversion(struct call *call, struct conversion_id id, struct conversion *ret_conversion) MUST_USE;
enum rc access_commission(struct call *call, struct commission_id id, struct commission *ret_commission) MUST_USE;

// An operator's: all; a partner's: its own. RC_NOT_FOUND payout_item_not_found.
enum rc access_payout_item(struct call *call, struct payout_item_id id, struct payout_item *ret_item) MUST_USE;
// A partner's: its own, once booked.
enum rc access_compensation(struct call *call, struct compensation_id id,
                            struct compensation *ret_compensation) MUST_USE;
enum rc access_withdrawal(struct call *call, struct withdrawal_id id, struct withdrawal *ret_withdrawal) MUST_USE;
enum rc access_dispute(struct call *call, struct dispute_id id, struct dispute *ret_dispute) MUST_USE;
// A partner's: its own, unless it removed it. Of a delivery its postback is given too.
enum rc access_postback(struct call *call, struct postback_id id, struct postback *ret_postback) MUST_USE;
enum rc access_postback_delivery(struct call *call, struct postback_delivery_id id,
                                 struct postback_delivery *ret_delivery, struct postback *ret_postback) MUST_USE;
// An advertiser's: those of its programs.
enum rc access_webhook_source(struct call *call, struct webhook_source_id id,
                              struct webhook_source *ret_source) MUST_USE;
// A partner's or an advertiser's: those about itself. With parties and lines.
enum rc access_invoice(struct call *call, struct invoice_id id, struct invoice *ret_invoice) MUST_USE;

// An advertiser's: those for its programs; a partner's: none.
enum rc access_application(struct call *call, struct application_id id, struct application *ret_application) MUST_USE;
// An advertiser's: its own; nobody else's but the operator's.
enum rc access_charge(struct call *call, struct charge_id id, struct charge *ret_charge) MUST_USE;
// An operator's only.
enum rc access_user(struct call *call, struct user_id id, struct identity_user *ret_user) MUST_USE;
// An advertiser's: its own.
enum rc access_customer(struct call *call, struct customer_id id, struct customer *ret_customer) MUST_USE;

// For ids in a body: what cannot be reached is RC_INVALID with the field named ("program_unknown", field program_id).
// Id 0 passes: whether it may be missing is the schema's and the flow's rule.
enum rc access_body_advertiser(struct call *call, struct advertiser_id id) MUST_USE;
enum rc access_body_program(struct call *call, struct program_id id) MUST_USE;
enum rc access_body_offer(struct call *call, struct offer_id id) MUST_USE;
enum rc access_body_partner(struct call *call, struct partner_id id) MUST_USE;

// The owner in the body of a token or person: an id of the role's noun only, else RC_INVALID "owner_unexpected".
// Whether it names anybody is the flow's rule.
enum rc access_body_owner(struct call *call, enum role role, struct advertiser_id advertiser_id,
                          struct partner_id partner_id) MUST_USE;

// The owner a list is confined to: 0 when the actor is of another role, so 0 means "all" for an operator only.
struct advertiser_id access_own_advertiser(const struct call *call);
struct partner_id access_own_partner(const struct call *call);
// A partner id given as a filter, confined to the partner itself: RC_NOT_FOUND for another one's.
enum rc access_filter_partner(struct call *call, struct partner_id asked, struct partner_id *ret_partner) MUST_USE;
