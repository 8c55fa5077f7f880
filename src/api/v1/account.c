// SPDX-License-Identifier: Apache-2.0
// Advertisers' accounts over HTTP: what they owe and may owe, the lines of their accounts, payments.
#include "identity/public_id.h"
#include "settlement/advertiser_account.h"
#include "settlement/advertiser_credit.h"
#include "v1/handlers.h"
#include "validate.h"

// ---- where he stands ----

struct account_view {
    struct currency currency;
    struct money prepaid, receivable, accrued;
    struct text credit_limit, credit_left, low_balance;
    struct text over_limit;
    struct opt_int64 pay_when_funded, is_over_limit, is_low, is_stopped;
};
static const struct field account_fields[] = {
    FIELD_CURRENCY(struct account_view, currency, 0, "Of all sums."),
    FIELD_MONEY(struct account_view, prepaid, "Deposited and not consumed."),
    FIELD_MONEY(struct account_view, receivable, "Owed."),
    FIELD_MONEY(struct account_view, accrued, "Charged for conversions that are not approved: not owed yet."),
    FIELD_DECIMAL(struct account_view, credit_limit, 0, "How much may be owed; null: no limit."),
    FIELD_DECIMAL(struct account_view, credit_left, 0, "How much more may be charged; negative beyond the limit."),
    FIELD_DECIMAL(struct account_view, low_balance, 0, "Below it the balance is low; null: never."),
    FIELD_CHOICE(struct account_view, over_limit, "book,stop_clicks", 0, "What happens beyond the limit."),
    FIELD_BOOL(struct account_view, pay_when_funded, 0, "Commissions wait until the advertiser's money covers them."),
    FIELD_BOOL(struct account_view, is_over_limit, 0, "Owed and accrued, less prepaid, are beyond the limit."),
    FIELD_BOOL(struct account_view, is_low, 0, "Prepaid, less accrued, is below low_balance."),
    FIELD_BOOL(struct account_view, is_stopped, 0, "Links of programs in this currency lead to the fallback now."),
};
const struct schema schema_account = SCHEMA("AdvertiserAccount", struct account_view, account_fields);

static enum rc account_view_of(struct call *call, const struct advertiser_state *state, struct account_view *ret_view)
{
    const struct advertiser_credit *credit = &state->credit;
    struct money left;
    TRY(flow_stored(&call->flow, money_subtract(credit->limit, state->exposure, &left)));
    *ret_view = (struct account_view){
        .currency = credit->currency,
        .prepaid = state->prepaid,
        .receivable = state->receivable,
        .accrued = state->accrued,
        .credit_limit = credit->has_limit ? money_text(call->arena, credit->limit) : TEXT_NONE,
        .credit_left = credit->has_limit ? money_text(call->arena, left) : TEXT_NONE,
        .low_balance = credit->has_low_balance ? money_text(call->arena, credit->low_balance) : TEXT_NONE,
        .over_limit = text_of(over_limit_text(credit->over_limit)),
        .pay_when_funded = some_int64(credit->is_paid_when_funded),
        .is_over_limit = some_int64(state->is_over_limit),
        .is_low = some_int64(state->is_low),
        .is_stopped = some_int64(credit->is_stopped),
    };
    return RC_OK;
}

enum rc api_account_get(struct call *call)
{
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct advertiser_state *list;
    size_t count;
    TRY(flow_stored(&call->flow, advertiser_states(call->db, call->arena, advertiser.id, &list, &count)));
    struct account_view *views = arena_many(call->arena, struct account_view, count);
    for (size_t i = 0; i < count; i++) {
        TRY(account_view_of(call, &list[i], &views[i]));
    }
    struct call_page page = {.items = views, .count = count, .limit = (int64_t)count};
    return call_print_page(call, &page);
}

struct credit_body {
    struct currency currency;
    struct text credit_limit, low_balance, over_limit;
    struct opt_int64 pay_when_funded;
};
static const struct field credit_fields[] = {
    FIELD_CURRENCY(struct credit_body, currency, FIELD_REQUIRED, "Which account."),
    FIELD_DECIMAL(struct credit_body, credit_limit, 0,
                  "How much may be owed, 0 for prepaid only; no limit unless given."),
    FIELD_DECIMAL(struct credit_body, low_balance, 0, "Below it the balance is low; never unless given."),
    FIELD_CHOICE(struct credit_body, over_limit, "book,stop_clicks", 0,
                 "Beyond the limit: book (unless given) only flags; stop_clicks leads links to the fallback as well."),
    FIELD_BOOL(struct credit_body, pay_when_funded, 0, "Release commissions only once their charge is paid; false."),
};
const struct schema schema_credit_put = SCHEMA("AdvertiserCreditPut", struct credit_body, credit_fields);

static enum rc render_state(struct call *call, const void *view)
{
    struct account_view shown;
    TRY(account_view_of(call, view, &shown));
    return call_print(call, &schema_account, &shown);
}

enum rc api_credit_put(struct call *call)
{
    const struct credit_body *body = call->body;
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct advertiser_credit_input input = {
        .advertiser_id = advertiser.id,
        .currency = body->currency,
        .limit = body->credit_limit,
        .low_balance = body->low_balance,
        .over_limit = text_equal(body->over_limit, TEXT("stop_clicks")) ? OVER_LIMIT_STOP_CLICKS : OVER_LIMIT_BOOK,
        .is_paid_when_funded = body->pay_when_funded.has && body->pay_when_funded.v != 0,
    };
    struct advertiser_state state;
    call_answer_by(call, render_state, &state);
    return advertiser_credit_set(&call->flow, &input, &state);
}

// ---- lines ----

struct line_view {
    struct line_id id;
    struct text kind;
    struct money amount;
    struct charge_id charge_id;
    struct text method, reference;
    struct money moved;
    struct text rates;
    struct instant occurred_at, booked_at;
};
static const struct field line_fields[] = {
    FIELD_ID(struct line_view, id, PREFIX_LINE, 0, "The line."),
    FIELD_TEXT(struct line_view, kind, 0, 32, 0,
               "charge, charge_refund, deposit, withdrawal, subscription, tax, opening, netting, or one of the last "
               "three with _reversed."),
    FIELD_MONEY(struct line_view, amount, "Owed more: positive; owed less: negative."),
    FIELD_ID(struct line_view, charge_id, PREFIX_CHARGE, 0, "The charge that made it."),
    FIELD_TEXT(struct line_view, method, 0, 40, 0, "How money moved."),
    FIELD_TEXT(struct line_view, reference, 0, 140, 0, "The payer's or bank's own reference."),
    FIELD_MONEY(struct line_view, moved, "What came in, when in another currency than the account; else null."),
    FIELD_TEXT(struct line_view, rates, 0, 200, 0, "By which rates, whose and of which day that was valued."),
    FIELD_INSTANT(struct line_view, occurred_at, 0, "When it happened."),
    FIELD_INSTANT(struct line_view, booked_at, 0, "When it was booked."),
};
const struct schema schema_line = SCHEMA("AccountLine", struct line_view, line_fields);

static struct text none_when_empty(struct text t)
{
    return t.n == 0 ? TEXT_NONE : t;
}

static struct line_view line_view_of(const struct advertiser_line *line)
{
    bool is_of_charge = text_equal(line->kind, TEXT("charge")) || text_equal(line->kind, TEXT("charge_refund"));
    return (struct line_view){
        .id = line->id,
        .kind = line->kind,
        .amount = line->amount,
        .charge_id = {.v = is_of_charge ? line->reference_id : 0},
        .method = none_when_empty(line->method),
        .reference = none_when_empty(line->reference),
        .moved = line->moved,
        .rates = line->rates,
        .occurred_at = line->occurred_at,
        .booked_at = line->booked_at,
    };
}

struct line_query {
    CALL_PAGE_MEMBERS;
    struct currency currency;
};
static const struct field line_query_fields[] = {
    CALL_PAGE_FIELDS(struct line_query),
    FIELD_CURRENCY(struct line_query, currency, 0, "Only in this currency."),
};
const struct schema schema_line_query = SCHEMA("AccountLineQuery", struct line_query, line_query_fields);

enum rc api_line_list(struct call *call)
{
    const struct line_query *query = call->query;
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct advertiser_line_filter filter = {.advertiser_id = advertiser.id, .currency = query->currency};
    int64_t limit;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &filter.before.v));
    filter.limit = limit + 1;
    struct advertiser_line *list;
    size_t count;
    TRY(flow_stored(&call->flow, advertiser_line_list(call->db, call->arena, &filter, &list, &count)));
    struct line_view *views = arena_many(call->arena, struct line_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = line_view_of(&list[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct line_view, id)};
    return call_print_page(call, &page);
}

// ---- payments ----

struct payment_body {
    struct text amount;
    struct currency currency;
    struct text moved_amount;
    struct currency moved_currency;
    struct text method, reference;
    struct instant occurred_at;
};
static const struct field payment_fields[] = {
    FIELD_DECIMAL(struct payment_body, amount, FIELD_REQUIRED, "How much, more than zero."),
    FIELD_CURRENCY(struct payment_body, currency, 0, "The advertiser's unless given."),
    FIELD_DECIMAL(struct payment_body, moved_amount, 0,
                  "A deposit in another currency: what came in; amount is what it pays."),
    FIELD_CURRENCY(struct payment_body, moved_currency, 0, "Of moved_amount."),
    FIELD_TEXT(struct payment_body, method, 1, 40, 0, "How the money moved: bank_transfer unless given."),
    FIELD_TEXT(struct payment_body, reference, 1, 140, FIELD_REQUIRED,
               "The bank's or payer's own: the same reference again is the same payment."),
    FIELD_INSTANT(struct payment_body, occurred_at, 0, "When the money moved; now unless given."),
};
const struct schema schema_payment_create = SCHEMA("PaymentCreate", struct payment_body, payment_fields);

static enum rc render_line(struct call *call, const void *view)
{
    struct line_view shown = line_view_of(view);
    return call_print(call, &schema_line, &shown);
}

static enum rc pay(struct call *call,
                   enum rc (*flow)(struct flow *, const struct advertiser_payment *, struct advertiser_line *))
{
    const struct payment_body *body = call->body;
    struct advertiser advertiser;
    TRY(access_advertiser(call, (struct advertiser_id){.v = call->ids[0]}, &advertiser));
    struct advertiser_payment payment = {
        .advertiser_id = advertiser.id,
        .amount = money_zero(currency_is_none(body->currency) ? advertiser.currency : body->currency),
        .method = text_is(body->method) ? body->method : TEXT("bank_transfer"),
        .reference = body->reference,
        .occurred_at = body->occurred_at,
    };
    TRY(validate_amount(call->fault, "amount", body->amount, /* is_zero_allowed= */ false, &payment.amount));
    if (text_is(body->moved_amount) != !currency_is_none(body->moved_currency)) {
        return fault_set(call->fault, RC_INVALID, "field_missing", "moved_currency",
                         "moved_amount and moved_currency go together");
    }
    if (text_is(body->moved_amount)) {
        payment.moved.currency = body->moved_currency;
        TRY(validate_amount(call->fault, "moved_amount", body->moved_amount, /* is_zero_allowed= */ false,
                            &payment.moved));
    }
    struct advertiser_line *line = arena_one(call->arena, struct advertiser_line);
    call_answer_by(call, render_line, line);
    return flow(&call->flow, &payment, line);
}

enum rc api_account_deposit_create(struct call *call)
{
    return pay(call, advertiser_deposit);
}

enum rc api_account_withdrawal_create(struct call *call)
{
    return pay(call, advertiser_withdraw);
}
