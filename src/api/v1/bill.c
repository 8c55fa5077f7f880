// SPDX-License-Identifier: Apache-2.0
// Bills to advertisers over HTTP.
#include "document/bill_issue.h"

#include "identity/public_id.h"
#include "v1/handlers.h"

// ---- how an advertiser is billed ----

struct billing_view {
    struct currency currency;
    struct opt_int64 payment_days;
    struct money subscription;
    struct opt_int64 automatic;
    struct text email;
    struct instant began_at, changed_at;
};
static const struct field billing_fields[] = {
    FIELD_CURRENCY(struct billing_view, currency, 0, "Of the account."),
    FIELD_INT64(struct billing_view, payment_days, 0, 365, 0, "From the day of issue until payment is due."),
    FIELD_MONEY(struct billing_view, subscription, "Platform fee of a month, without tax."),
    FIELD_BOOL(struct billing_view, automatic, 0, "Each month is billed once it is over."),
    FIELD_TEXT(struct billing_view, email, 0, 254, 0, "Who is reminded of overdue bills."),
    FIELD_INSTANT(struct billing_view, began_at, 0, "From this month on."),
    FIELD_INSTANT(struct billing_view, changed_at, 0, "When it was last changed."),
};
const struct schema schema_billing = SCHEMA("Billing", struct billing_view, billing_fields);

static struct billing_view billing_view_of(const struct billing_terms *terms)
{
    return (struct billing_view){.currency = terms->currency,
                                 .payment_days = some_int64(terms->payment_days),
                                 .subscription = terms->subscription,
                                 .automatic = some_int64(terms->is_automatic),
                                 .email = text_is_empty(terms->email) ? TEXT_NONE : terms->email,
                                 .began_at = terms->began_at,
                                 .changed_at = terms->changed_at};
}

struct billing_body {
    struct currency currency;
    struct opt_int64 payment_days;
    struct text subscription;
    struct opt_int64 automatic;
    struct text email;
};
static const struct field billing_body_fields[] = {
    FIELD_CURRENCY(struct billing_body, currency, FIELD_REQUIRED, "Which account."),
    FIELD_INT64(struct billing_body, payment_days, 0, 365, 0, "Days to pay; 14 unless given."),
    FIELD_DECIMAL(struct billing_body, subscription, 0, "Platform fee of a month, without tax; none unless given."),
    FIELD_BOOL(struct billing_body, automatic, 0, "Bill each month once it is over; false unless given."),
    FIELD_EMAIL(struct billing_body, email, 0, "Who is reminded of overdue bills; nobody unless given."),
};
const struct schema schema_billing_put = SCHEMA("BillingPut", struct billing_body, billing_body_fields);

static enum rc render_billing(struct call *call, const void *view)
{
    struct billing_view shown = billing_view_of(view);
    return call_print(call, &schema_billing, &shown);
}

enum rc api_billing_put(struct call *call)
{
    const struct billing_body *body = call->body;
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct billing_input input = {.advertiser_id = advertiser.id,
                                  .currency = body->currency,
                                  .payment_days = body->payment_days.has ? body->payment_days.v : 14,
                                  .subscription = body->subscription,
                                  .is_automatic = body->automatic.has && body->automatic.v != 0,
                                  .email = body->email};
    struct billing_terms *terms = arena_one(call->arena, struct billing_terms);
    call_answer_by(call, render_billing, terms);
    return billing_put(&call->flow, &input, terms);
}

enum rc api_billing_list(struct call *call)
{
    struct advertiser advertiser;
    struct billing_terms *list;
    size_t count;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    TRY(flow_stored(&call->flow, billing_terms_list(call->db, call->arena, advertiser.id, &list, &count)));
    struct billing_view *views = arena_many(call->arena, struct billing_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = billing_view_of(&list[i]);
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

// ---- bills ----

struct bill_view {
    struct invoice_id invoice_id;
    struct text month, status;
    struct money payable, paid, open;
    struct instant due_at;
    struct opt_int64 reminders;
    struct instant reminded_at, cancelled_at;
};
static const struct field bill_fields[] = {
    FIELD_ID(struct bill_view, invoice_id, PREFIX_INVOICE, 0, "The invoice, also as pdf and xml."),
    FIELD_TEXT(struct bill_view, month, 0, 7, 0, "What is billed: up to the end of this month."),
    FIELD_CHOICE(struct bill_view, status, "open,partly_paid,paid,overdue,cancelled", 0, "As it stands now."),
    FIELD_MONEY(struct bill_view, payable, "In all."),
    FIELD_MONEY(struct bill_view, paid, "Of it; payments pay the oldest bill first."),
    FIELD_MONEY(struct bill_view, open, "What is left."),
    FIELD_INSTANT(struct bill_view, due_at, 0, "By when it is to be paid."),
    FIELD_INT64(struct bill_view, reminders, 0, 3, 0, "Letters sent so far."),
    FIELD_INSTANT(struct bill_view, reminded_at, 0, "When the last was sent."),
    FIELD_INSTANT(struct bill_view, cancelled_at, 0, "When a credit note took it back."),
};
const struct schema schema_bill = SCHEMA("Bill", struct bill_view, bill_fields);

static struct bill_view bill_view_of(const struct bill_state *state)
{
    const struct bill *bill = &state->bill;
    return (struct bill_view){.invoice_id = bill->invoice_id,
                              .month = bill->month,
                              .status = text_of(state->status),
                              .payable = bill->payable,
                              .paid = state->paid,
                              .open = state->open,
                              .due_at = bill->due_at,
                              .reminders = some_int64(bill->reminders),
                              .reminded_at = bill->reminded_at,
                              .cancelled_at = bill->cancelled_at};
}

static enum rc render_bill(struct call *call, const void *view)
{
    const struct invoice_id *id = view;
    struct bill bill;
    struct bill_state state;
    TRY(flow_stored(&call->flow, bill_of_invoice(call->db, call->arena, *id, &bill)));
    TRY(bill_state_of(&call->flow, &bill, &state));
    struct bill_view shown = bill_view_of(&state);
    return call_print(call, &schema_bill, &shown);
}

struct bill_body {
    struct currency currency;
    struct text month;
};
static const struct field bill_body_fields[] = {
    FIELD_CURRENCY(struct bill_body, currency, FIELD_REQUIRED, "Which account."),
    FIELD_TEXT(struct bill_body, month, 7, 7, FIELD_REQUIRED, "Such as 2026-11; it must be over."),
};
const struct schema schema_bill_create = SCHEMA("BillCreate", struct bill_body, bill_body_fields);

enum rc api_bill_create(struct call *call)
{
    const struct bill_body *body = call->body;
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct invoice_id *id = arena_one(call->arena, struct invoice_id);
    call_answer_by(call, render_bill, id);
    return bill_issue(&call->flow, advertiser.id, body->currency, body->month, id);
}

struct bill_query {
    struct currency currency;
};
static const struct field bill_query_fields[] = {
    FIELD_CURRENCY(struct bill_query, currency, 0, "Which account; the advertiser's currency unless given."),
};
const struct schema schema_bill_query = SCHEMA("BillQuery", struct bill_query, bill_query_fields);

enum rc api_bill_list(struct call *call)
{
    const struct bill_query *query = call->query;
    struct advertiser advertiser;
    struct bill *list;
    size_t count;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct currency currency = currency_is_none(query->currency) ? advertiser.currency : query->currency;
    TRY(flow_stored(&call->flow, bill_list_standing(call->db, call->arena, advertiser.id, currency, &list, &count)));
    struct bill_view *views = arena_many(call->arena, struct bill_view, count);
    for (size_t i = 0; i < count; i++) {
        struct bill_state state;
        TRY(bill_state_of(&call->flow, &list[i], &state));
        views[i] = bill_view_of(&state);
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}
