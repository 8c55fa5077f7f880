// SPDX-License-Identifier: Apache-2.0
// Advertisers' accounts with the network, for the operator: where each stands; one with its invoices and lines, where
// payments are recorded and months are billed (docs/invoices.md). Everybody of the operator reads them, who may
// ACCOUNT_WRITE changes them.
#pragma once

#include "advertiser/advertiser_pages.h"
#include "call.h"
#include "component/form.h"
#include "component/list.h"
#include "component/story.h"
#include "page/frame.h"

struct advertisers_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct list_view list;
};

struct advertiser_page_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct breadcrumbs_view path;
    struct form_error_list errors;
    struct text done;
    bool can_change;
    struct text payments_url, bills_url;
    struct select_view kind, method;
    struct input_view amount, currency, reference, day;
    struct input_view month, bill_currency;
    bool can_credit; // and there is an invoice
    struct text credits_url;
    struct select_view invoice;
    struct input_view credit_amount, credit_reference, reason;
    struct advertiser_account_view account;
};
extern const struct schema schema_advertisers_query;
extern const struct schema schema_advertiser_page_query;

// GET /operator/advertisers: a list (portal/list.h) with the filter status.
enum rc web_operator_advertisers(struct call *call) MUST_USE;
// GET /operator/advertisers/{advertiser}?cursor=
enum rc web_operator_advertiser(struct call *call) MUST_USE;
// POST /operator/advertisers/{advertiser}/payments: kind (deposit, withdrawal), amount, currency, method, reference,
// occurred_at. The same reference again is the same payment.
enum rc web_operator_advertiser_pay(struct call *call) MUST_USE;
// POST /operator/advertisers/{advertiser}/bills: month, bill_currency. Back to the page, which lists it.
enum rc web_operator_advertiser_bill(struct call *call) MUST_USE;
// POST /operator/advertisers/{advertiser}/credits: invoice, and a part of it as credit_amount, credit_reference and
// reason; the whole without an amount. The same reference again is the same credit note.
enum rc web_operator_advertiser_credit(struct call *call) MUST_USE;
