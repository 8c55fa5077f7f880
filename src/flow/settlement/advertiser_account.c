// SPDX-License-Identifier: Apache-2.0
// Deposits, withdrawals and the lines of an advertiser's account; see advertiser_account.h.
#include "settlement/advertiser_account.h"

#include "advertiser/advertiser.h"
#include "change.h"
#include "ledger/rate_write.h"
#include "settlement/charge_bookings.h"
#include "validate.h"

#define METHOD_CHARACTERS_MAX 40
#define REFERENCE_CHARACTERS_MAX 140 // of a transfer in ISO 20022

enum rc advertiser_lock(struct flow *flow, struct advertiser_id id)
{
    return flow_lock(flow, text_format(flow->arena, "advertiser money:%lld", (long long)id.v));
}

static enum rc owed_read(struct flow *flow, struct advertiser_id id, struct currency currency, struct money *ret_owed)
{
    struct money receivable, prepaid; // debit positive
    TRY(ledger_account_balance(flow->db, flow->arena, LEDGER_ADVERTISER, id.v, LEDGER_RECEIVABLE, currency,
                               &receivable));
    TRY(ledger_account_balance(flow->db, flow->arena, LEDGER_ADVERTISER, id.v, LEDGER_PREPAID, currency, &prepaid));
    return money_add(receivable, prepaid, ret_owed);
}

enum rc advertiser_owed(struct flow *flow, struct advertiser_id id, struct currency currency, struct money *ret_owed)
{
    return flow_stored(flow, owed_read(flow, id, currency, ret_owed));
}

enum rc advertiser_line_add(struct flow *flow, struct advertiser_line *line)
{
    struct money owed;
    TRY(advertiser_owed(flow, line->advertiser_id, line->amount.currency, &owed));
    enum rc rc = advertiser_line_insert(flow->db, flow->arena, line, &line->id);
    if (rc == RC_CONFLICT) {
        return rc;
    }
    TRY(flow_stored(flow, rc));
    struct ledger_draft draft;
    if (line_book(flow->arena, line, owed, &draft) != RC_OK) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "amount",
                         "the advertiser's balance would leave 64 bits");
    }
    struct entry_id entry;
    return flow_stored(flow, ledger_book(flow->db, flow->arena, &draft, &entry, flow->fault));
}

// ---- payments ----

static enum rc check_payment(struct flow *flow, const struct advertiser_payment *payment)
{
    if (payment->amount.minor <= 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_not_positive", "amount", "amount must be more than zero");
    }
    if (text_is_empty(payment->method)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "method",
                         "method says how the money moved, such as bank_transfer");
    }
    TRY(validate_words(flow->fault, "method", payment->method, METHOD_CHARACTERS_MAX));
    if (text_is_empty(payment->reference)) {
        return fault_set(flow->fault, RC_INVALID, "field_missing", "reference",
                         "reference is needed: it keeps the same payment from counting twice");
    }
    TRY(validate_words(flow->fault, "reference", payment->reference, REFERENCE_CHARACTERS_MAX));
    if (payment->occurred_at.ms > flow->now.ms + DAY_MS) {
        return fault_set(flow->fault, RC_INVALID, "instant_in_future", "occurred_at",
                         "occurred_at is more than a day in the future");
    }
    return RC_OK;
}

// The payment that was booked under this reference before. RC_NOT_FOUND: none.
static enum rc find_first(struct flow *flow, const struct advertiser_line *wanted, struct advertiser_line *ret_line)
{
    struct advertiser_line first;
    TRY(advertiser_line_find(flow->db, flow->arena, wanted->advertiser_id, wanted->key, &first));
    bool is_same = first.amount.minor == wanted->amount.minor &&
                   currency_equal(first.amount.currency, wanted->amount.currency) &&
                   text_equal(first.method, wanted->method);
    if (!is_same) {
        return fault_set(flow->fault, RC_CONFLICT, "payment_conflict", "reference",
                         "this reference was booked before with another amount or method");
    }
    *ret_line = first;
    return RC_OK;
}

static enum rc note_payment(struct flow *flow, const struct advertiser_line *line, const char *action)
{
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "line", line->id.v);
    change_note_text(&note, "amount", money_text(flow->arena, line->amount));
    change_note_text(&note, "currency", currency_text(&line->amount.currency));
    change_note_text(&note, "method", line->method);
    change_note_text(&note, "reference", line->reference);
    return change_note_end(flow, &note, action, line->advertiser_id.v);
}

static enum rc check_prepaid(struct flow *flow, const struct advertiser_line *line)
{
    struct money owed;
    TRY(advertiser_owed(flow, line->advertiser_id, line->amount.currency, &owed));
    if (owed.minor > -line->amount.minor) {
        return fault_set(flow->fault, RC_REFUSED, "more_than_prepaid", "amount",
                         "the advertiser has not deposited that much");
    }
    return RC_OK;
}

static enum rc pay_in_transaction(struct flow *flow, struct advertiser_line *line)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    struct advertiser advertiser;
    TRY(change_found(flow, advertiser_get(flow->db, flow->arena, line->advertiser_id, &advertiser), "advertiser"));
    TRY(advertiser_lock(flow, line->advertiser_id));
    bool is_withdrawal = line->amount.minor > 0;
    enum rc rc = find_first(flow, line, line);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
        return flow_commit(flow);
    }
    if (is_withdrawal) {
        TRY(check_prepaid(flow, line));
    }
    TRY(advertiser_line_add(flow, line));
    TRY(note_payment(flow, line, is_withdrawal ? "advertiser.withdraw" : "advertiser.deposit"));
    return flow_commit(flow);
}

// What came in, in the account's currency, by the rates of its day.
static enum rc value_moved(struct flow *flow, const struct advertiser_payment *payment, struct advertiser_line *line)
{
    bool is_same =
        currency_is_none(payment->moved.currency) || currency_equal(payment->moved.currency, payment->amount.currency);
    if (is_same) {
        return RC_OK;
    }
    if (payment->moved.minor <= 0) {
        return fault_set(flow->fault, RC_INVALID, "amount_not_positive", "moved_amount",
                         "moved_amount must be more than zero");
    }
    struct dated_exchange dated;
    struct money value;
    TRY(rate_at(flow, payment->moved.currency, payment->amount.currency, line->occurred_at, "moved_currency", &dated));
    if (exchange_convert(&dated.exchange, payment->moved, ROUND_HALF_AWAY, &value) != RC_OK) {
        return fault_set(flow->fault, RC_REFUSED, "amount_overflow", "moved_amount", "the amount is too large");
    }
    struct instant day = {.ms = dated.day * DAY_MS};
    line->moved = payment->moved;
    line->value_minor = value.minor;
    line->rates = text_format(flow->arena, "%.*s, %.*s %.*s", TEXT_PRINT(dated.rates), TEXT_PRINT(dated.source),
                              TEXT_PRINT(instant_date_text(flow->arena, day)));
    return RC_OK;
}

static struct advertiser_line line_of(struct flow *flow, const struct advertiser_payment *payment, const char *kind,
                                      struct money amount)
{
    return (struct advertiser_line){
        .advertiser_id = payment->advertiser_id,
        .key = text_format(flow->arena, "%s:%.*s", kind, TEXT_PRINT(payment->reference)),
        .kind = text_of(kind),
        .amount = amount,
        .method = payment->method,
        .reference = payment->reference,
        .occurred_at = instant_is_none(payment->occurred_at) ? flow->now : payment->occurred_at,
        .booked_at = flow->now,
    };
}

enum rc advertiser_deposit(struct flow *flow, const struct advertiser_payment *payment,
                           struct advertiser_line *ret_line)
{
    TRY(check_payment(flow, payment));
    *ret_line = line_of(flow, payment, "deposit", money_negate(payment->amount));
    TRY(value_moved(flow, payment, ret_line));
    return pay_in_transaction(flow, ret_line);
}

enum rc advertiser_withdraw(struct flow *flow, const struct advertiser_payment *payment,
                            struct advertiser_line *ret_line)
{
    TRY(check_payment(flow, payment));
    *ret_line = line_of(flow, payment, "withdrawal", payment->amount);
    return pay_in_transaction(flow, ret_line);
}
