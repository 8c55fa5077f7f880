// SPDX-License-Identifier: Apache-2.0
// The files that are tables: PayPal Payouts, Wise batches, and one for people. Cells that a spreadsheet would take for
// formulas are made text (OWASP, CSV injection); numbers stay numbers.
#include "format/csv.h"
#include "payment_file/payment_private.h"
#include "payment_file/payment_text.h"

#define PAYPAL_ROWS_MAX 5000
#define WISE_ROWS_MAX 1000

static void row(const struct payment_writer *w, const struct text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buf_add_char(w->buf, ',');
        }
        csv_print_field(w->buf, text_is(cells[i]) ? cells[i] : TEXT(""), ',', true);
    }
    buf_add(w->buf, TEXT("\r\n"));
}
#define ROW(w, ...) \
    row((w), (const struct text[]){__VA_ARGS__}, sizeof((const struct text[]){__VA_ARGS__}) / sizeof(struct text))

// Recipient, amount, currency, the network's own id of up to 30 characters, note, wallet.
enum rc paypal_write(const struct payment_writer *w)
{
    TRY(payment_rows_check(w, PAYPAL_ROWS_MAX));
    for (size_t i = 0; i < w->batch->count; i++) {
        const struct payment *payment = &w->batch->payments[i];
        ROW(w, payment->to.email, payment_amount(w->arena, payment->amount), currency_text(&w->batch->currency),
            payment->end_to_end_id, w->batch->subject, TEXT("PAYPAL"));
    }
    return RC_OK;
}

static struct text wise_type(struct text t, const char *of, const char *if_so, const char *else_so)
{
    return !text_is(t) ? TEXT("") : text_equal(t, text_of(of)) ? text_of(if_so) : text_of(else_so);
}

enum rc wise_write(const struct payment_writer *w)
{
    TRY(payment_rows_check(w, WISE_ROWS_MAX));
    ROW(w, TEXT("name"), TEXT("recipientEmail"), TEXT("paymentReference"), TEXT("receiverType"), TEXT("amountCurrency"),
        TEXT("amount"), TEXT("sourceCurrency"), TEXT("targetCurrency"), TEXT("IBAN"), TEXT("accountNumber"),
        TEXT("abartn"), TEXT("accountType"), TEXT("sortCode"), TEXT("bsbCode"));
    for (size_t i = 0; i < w->batch->count; i++) {
        const struct payment *payment = &w->batch->payments[i];
        const struct payment_party *to = &payment->to;
        ROW(w, to->name, to->email, payment->end_to_end_id,
            wise_type(to->receiver_type, "person", "PERSON", "INSTITUTION"), TEXT("source"),
            payment_amount(w->arena, payment->amount), currency_text(&w->batch->currency), to->currency, to->iban,
            to->account_number, to->routing_number, wise_type(to->account_type, "savings", "SAVINGS", "CHECKING"),
            to->sort_code, to->bsb_code);
    }
    return RC_OK;
}

static struct text account_of(const struct payment_party *to)
{
    return text_is(to->iban)             ? to->iban
           : text_is(to->account_number) ? to->account_number
           : text_is(to->email)          ? to->email
                                         : to->instructions;
}

static struct text bank_of(const struct payment_party *to)
{
    return text_is(to->bic)              ? to->bic
           : text_is(to->routing_number) ? to->routing_number
           : text_is(to->bik)            ? to->bik
           : text_is(to->sort_code)      ? to->sort_code
                                         : to->bsb_code;
}

enum rc sheet_write(const struct payment_writer *w)
{
    ROW(w, TEXT("payment"), TEXT("partner"), TEXT("name"), TEXT("method"), TEXT("account"), TEXT("bank"),
        TEXT("amount"), TEXT("currency"), TEXT("subject"));
    for (size_t i = 0; i < w->batch->count; i++) {
        const struct payment *payment = &w->batch->payments[i];
        ROW(w, payment->end_to_end_id, payment->reference, payment->to.name, payment->method, account_of(&payment->to),
            bank_of(&payment->to), payment_amount(w->arena, payment->amount), currency_text(&w->batch->currency),
            w->batch->subject);
    }
    return RC_OK;
}
