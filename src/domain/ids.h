// SPDX-License-Identifier: Apache-2.0
// One structure per noun, so that the compiler refuses a partner where a program is wanted. v == 0 means "none".
// Public forms (prefix and thirteen letters) are made in identity/public_id.h.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TYPED_ID(name) \
    struct name {      \
        int64_t v;     \
    }

TYPED_ID(advertiser_id);
TYPED_ID(program_id);
TYPED_ID(terms_id); // a version of a program's terms (window, model, evidence, hold)
TYPED_ID(plan_id);  // a version of a plan text
TYPED_ID(offer_id);
TYPED_ID(partner_id);
TYPED_ID(enrollment_id);
TYPED_ID(link_id);
TYPED_ID(coupon_id);
TYPED_ID(click_id); // time-ordered: see click/click_id.h
TYPED_ID(customer_id);
TYPED_ID(conversion_id);
TYPED_ID(refund_id);
TYPED_ID(commission_id);
TYPED_ID(account_id); // ledger account
TYPED_ID(entry_id);   // ledger entry
TYPED_ID(user_id);
TYPED_ID(token_id);
TYPED_ID(session_id);
TYPED_ID(saved_view_id);
TYPED_ID(bulk_action_id);
TYPED_ID(ticket_id); // a one-time link in a letter
TYPED_ID(payout_run_id);
TYPED_ID(payout_item_id);
TYPED_ID(payout_account_id); // a version of saved payout details
TYPED_ID(withdrawal_id);
TYPED_ID(import_id);
TYPED_ID(invoice_id);
TYPED_ID(settlement_id); // a version of a program's settlement terms
TYPED_ID(penalty_id);    // an obligation from late payment
TYPED_ID(charge_id);     // what an advertiser is charged for a conversion
TYPED_ID(line_id);       // a line of an advertiser's account
TYPED_ID(exchange_rate_id);
TYPED_ID(compensation_id); // a sum granted by hand
TYPED_ID(contract_id);     // a term of a partner's contract
TYPED_ID(agreement_id);    // a company that is partner and advertiser at once
TYPED_ID(netting_id);
TYPED_ID(opening_balance_id); // what was carried over from an earlier system
TYPED_ID(dispute_id);
TYPED_ID(application_id);
TYPED_ID(question_id);          // of a form for applications
TYPED_ID(postback_id);          // where a partner is told of its conversions
TYPED_ID(postback_delivery_id); // one telling
TYPED_ID(webhook_source_id);    // a shop or payment service that tells of an advertiser's orders
