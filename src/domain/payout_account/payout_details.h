// SPDX-License-Identifier: Apache-2.0
// Where somebody is paid, as typed values: which members each method has, their checks, and how they are shown. Pure.
//
//   method    currency  members (+ must be there)
//   sepa      EUR       holder+ iban+ bic
//   ach       USD       holder+ routing_number+ account_number+ account_type+ receiver_type+
//   ru_bank   RUB       holder+ bik+ account_number+ correspondent_account+ bank_name inn kpp
//   paypal    any       email+ holder
//   wise      any       holder+ currency+ receiver_type+ email, and iban or account_number with what its currency
//   wants:
//                       routing_number and account_type (USD), sort_code (GBP), bsb_code (AUD)
//   other     any       instructions+ holder
//
// The network's own account, from which it pays, has the same members, and for ach company_id+ too (ten letters that
// the bank gives; it is also the file's origin) and bank_name+ (the file's destination).
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"

enum payout_method {
    PAYOUT_SEPA,
    PAYOUT_ACH,
    PAYOUT_RU_BANK,
    PAYOUT_PAYPAL,
    PAYOUT_WISE,
    PAYOUT_OTHER,
    PAYOUT_METHOD_COUNT
};
#define PAYOUT_METHOD_WORDS "sepa,ach,ru_bank,paypal,wise,other"
const char *payout_method_text(enum payout_method method);
bool payout_method_parse(struct text t, enum payout_method *ret_method);
// The only currency that a method pays, or no currency when it pays any.
struct currency payout_method_currency(enum payout_method method);

// Absent members are TEXT_NONE.
struct payout_details {
    struct text method;
    struct text holder; // who owns the account
    struct text iban, bic;
    struct text routing_number, account_number;
    struct text account_type;  // checking, savings
    struct text receiver_type; // person, business
    struct text bik, correspondent_account, bank_name, inn, kpp;
    struct text email;
    struct text currency; // in which the recipient is paid (wise)
    struct text sort_code, bsb_code;
    struct text instructions; // in words
    struct text company_id;
};

// Spaces inside numbers, letter case of IBAN, BIC and currency are made as machines want them; empty texts are absent.
void payout_details_normalise(struct arena *arena, struct payout_details *details);
// RC_INVALID with the member as field: method_unknown, field_missing, field_unexpected (a member of another method),
// iban_malformed, iban_country_unknown, iban_length, iban_checksum, iban_not_sepa, bic_malformed, routing_number,
// account_number_malformed, bik_malformed, account_key, inn_malformed, kpp_malformed, value_unknown, currency_unknown,
// text_too_long. Of the normal form. E-mails are the caller's to check.
enum rc payout_details_check(const struct payout_details *details, bool is_own, struct fault *fault) MUST_USE;

// "DE•• •••• 3000", "PayPal a•••@example.org": enough to recognise, too little to use.
struct text payout_details_masked(struct arena *arena, const struct payout_details *details);
// What makes two accounts the same: "sepa:DE89…".
struct text payout_details_account(struct arena *arena, const struct payout_details *details);

// JSON object of the members that are there, in this header's order; the same details the same bytes.
struct text payout_details_json(struct arena *arena, const struct payout_details *details);
// RC_INVALID for anything that payout_details_json does not write.
enum rc payout_details_parse(struct arena *arena, struct text json, struct payout_details *ret_details) MUST_USE;
