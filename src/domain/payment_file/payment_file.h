// SPDX-License-Identifier: Apache-2.0
// Files that banks and payment services read: typed payments in, bytes out. Pure: the same batch gives the same bytes,
// and everything that differs from day to day (dates, ids) is in the batch.
//
//   format            of method  what it is
//   pain.001.001.03   sepa       ISO 20022 customer credit transfer, version 3, by the EPC's SEPA rulebook
//   pain.001.001.09   sepa       the same, version 9
//   nacha             ach        NACHA file, credits only: a PPD batch for persons, a CCD batch for businesses
//   1c                ru_bank    payment orders for 1C and Russian client banks, exchange format 1.03, windows-1251
//   paypal            paypal     PayPal Payouts CSV without header, at most 5,000 rows
//   wise              wise       Wise batch CSV, at most 1,000 rows
//   csv               any        a table for people and other programs; no cell is a formula
#pragma once

#include "core/arena.h"
#include "core/buf.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"

enum payment_format {
    PAYMENT_PAIN_03,
    PAYMENT_PAIN_09,
    PAYMENT_NACHA,
    PAYMENT_1C,
    PAYMENT_PAYPAL,
    PAYMENT_WISE,
    PAYMENT_CSV,
    PAYMENT_FORMAT_COUNT
};
#define PAYMENT_FORMAT_WORDS "pain.001.001.03,pain.001.001.09,nacha,1c,paypal,wise,csv"
const char *payment_format_text(enum payment_format format);
bool payment_format_parse(struct text t, enum payment_format *ret_format);
const char *payment_format_method(enum payment_format format);    // "sepa"; NULL: any
const char *payment_format_media(enum payment_format format);     // Content-Type
const char *payment_format_extension(enum payment_format format); // ".xml"
bool payment_format_has_source(enum payment_format format);       // names the account that pays

// Who pays or is paid, with what the format wants of it; absent members are TEXT_NONE. Members are those of payout
// details (payout_account/payout_details.h), checked.
struct payment_party {
    struct text name;
    struct text iban, bic;
    struct text routing_number, account_number, account_type, receiver_type;
    struct text bik, correspondent_account, bank_name, inn, kpp;
    struct text email, currency, sort_code, bsb_code, instructions, company_id;
};

struct payment {
    struct text end_to_end_id; // 1 to 15 of A-Z and 0-9, unique for ever
    struct text reference;     // the partner's code, for people
    struct text method;        // of the payout details; TEXT_NONE: by hand
    int64_t number;            // of the document, from 1
    struct money amount;       // > 0, in the batch's currency
    struct payment_party to;
};

struct payment_batch {
    struct text id;             // 1 to 35 of A-Z, 0-9 and '-', unique for ever
    struct text subject;        // what is paid for: "Commissions, Net, run_…"
    struct civil made;          // local time of its making
    struct civil pay_on;        // local day on which banks are to pay
    struct currency currency;   // of all payments
    struct payment_party payer; // the network's account; names alone when the format has no source
    const struct payment *payments;
    size_t count; // from 1
};

#define PAYMENT_FILE_BYTES_MAX ((size_t)32 << 20)

// Appends the file. RC_REFUSED character_unmapped when a name has a character that the format cannot carry after the
// rules of payment_text.h, payment_rows (too many), amount_too_large, currency_unfit; the message names the payment.
enum rc payment_file_write(struct arena *arena, enum payment_format format, const struct payment_batch *batch,
                           struct buf *buf, struct fault *fault) MUST_USE;
