// SPDX-License-Identifier: Apache-2.0
// The words of documents about money (statements, receipts, invoices) in each language: one table, so that none can be
// missing. Whole phrases, never glued from pieces of grammar; {name} stands for a value. Terms are those of the one
// vocabulary (GLOSSARY.md). Words for codes are found by group and code; a code without words is shown as it is.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "i18n/i18n.h"

enum document_word {
    DOC_STATEMENT,
    DOC_PARTNER,
    DOC_PERIOD,
    DOC_SPAN, // {from}, {to}
    DOC_AS_OF,
    DOC_TIME_ZONE,
    DOC_NOT_OVER,
    DOC_NOTHING,
    DOC_PAGES, // {page}, {pages}: filled by platform/pdf
    DOC_TOTAL,
    DOC_SUMMARY,
    DOC_BALANCES, // {currency}, as the next four
    DOC_CONVERSIONS,
    DOC_CLICKS,
    DOC_PAYOUTS,
    DOC_MOVEMENTS,
    DOC_OPENING,
    DOC_CLOSING,
    DOC_AVAILABLE_ON, // {date}
    DOC_OCCURRED,     // {date}
    // Heads of columns.
    DOC_COLUMN_DATE,
    DOC_COLUMN_OCCURRED,
    DOC_COLUMN_ORDER,
    DOC_COLUMN_GOAL,
    DOC_COLUMN_PROGRAM,
    DOC_COLUMN_AMOUNT,
    DOC_COLUMN_REFUNDED,
    DOC_COLUMN_COMMISSION,
    DOC_COLUMN_CURRENCY,
    DOC_COLUMN_STATE,
    DOC_COLUMN_REASON,
    DOC_COLUMN_DUE,
    DOC_COLUMN_PAYOUT,
    DOC_COLUMN_DAY,
    DOC_COLUMN_CLICKS,
    DOC_COLUMN_UNIQUE,
    DOC_COLUMN_IMPRESSIONS,
    DOC_COLUMN_EARNED,
    DOC_COLUMN_BOOKED,
    DOC_COLUMN_CARRIED,
    DOC_COLUMN_METHOD,
    DOC_COLUMN_TAKEN,
    DOC_COLUMN_SETTLED,
    DOC_COLUMN_CAUSE,
    // Invoices.
    DOC_INVOICE,
    DOC_SELF_BILLING,
    DOC_CREDIT_NOTE,
    DOC_SELF_BILLING_CREDIT_NOTE,
    DOC_NUMBER,
    DOC_ISSUED_ON,
    DOC_PERFORMED_UNTIL,
    DOC_CORRECTS,
    DOC_SELLER,
    DOC_BUYER,
    DOC_VAT_ID,
    DOC_REGISTRATION_ID,
    DOC_DESCRIPTION,
    DOC_QUANTITY,
    DOC_NET,
    DOC_LINE_COMMISSIONS, // {program}
    DOC_LINE_CHARGES,     // {program}
    DOC_LINE_CHARGES_ALL,
    DOC_LINE_SUBSCRIPTION,
    DOC_DUE_ON,
    DOC_RECEIPT,
    DOC_RECEIPT_WHY,
    DOC_RECEIPT_BOOKS,
    DOC_COLUMN_ACCOUNT,
    DOC_COLUMN_DEBIT,
    DOC_COLUMN_CREDIT,
    DOC_TOTAL_NET,
    DOC_TOTAL_TAX, // {rate}
    DOC_ROUNDING,
    DOC_PAYABLE,
    DOC_DUE,
    DOC_TERMS,
    DOC_NOTE_SELF_BILLING,
    DOC_NOTE_REVERSE_CHARGE,
    DOC_NOTE_OUTSIDE,
    DOC_NOTE_EXEMPT,
    DOC_NOTE_SETTLED,
    // Codes: document_code finds them.
    DOC_CODES,
    DOC_ACCOUNT_PENDING = DOC_CODES,
    DOC_ACCOUNT_AVAILABLE,
    DOC_ACCOUNT_IN_PAYOUT,
    DOC_ACCOUNT_PAID,
    DOC_ACCOUNT_OWED_BACK,
    DOC_ACCOUNT_PENALTY_OWED,
    DOC_ACCOUNT_COMMISSION_EXPENSE,
    DOC_ACCOUNT_ACCRUED_CHARGE,
    DOC_ACCOUNT_RECEIVABLE,
    DOC_ACCOUNT_PREPAID,
    DOC_ACCOUNT_RECHARGED,
    DOC_ACCOUNT_FEE_REVENUE,
    DOC_ACCOUNT_SUBSCRIPTION_REVENUE,
    DOC_ACCOUNT_CASH,
    DOC_ACCOUNT_PENALTY_EXPENSE,
    DOC_ACCOUNT_COMPENSATION_EXPENSE,
    DOC_ACCOUNT_OPENING_EQUITY,
    DOC_ACCOUNT_EXCHANGE,
    DOC_ACCOUNT_EXCHANGE_DIFFERENCE,
    DOC_ACCOUNT_TAX_PAYABLE,
    DOC_CAUSE_ACCRUED,
    DOC_CAUSE_REFUND,
    DOC_CAUSE_APPROVED,
    DOC_CAUSE_REJECTED,
    DOC_CAUSE_RELEASED,
    DOC_CAUSE_PAYOUT,
    DOC_CAUSE_PAID,
    DOC_CAUSE_PAYOUT_FAILED,
    DOC_CAUSE_RECOVERY,
    DOC_CAUSE_ADJUSTMENT,
    DOC_CAUSE_VOLUME,
    DOC_CAUSE_OPENING,
    DOC_CAUSE_OPENING_REVERSED,
    DOC_CAUSE_COMPENSATION,
    DOC_CAUSE_REVERSED,
    DOC_CAUSE_REOPENED,
    DOC_STATE_PENDING,
    DOC_STATE_AVAILABLE,
    DOC_STATE_IN_PAYOUT,
    DOC_STATE_PAID,
    DOC_STATE_REFUSED,
    DOC_REASON_CANCELLED,
    DOC_REASON_RETURNED,
    DOC_REASON_NOT_PAID,
    DOC_REASON_DUPLICATE,
    DOC_REASON_FRAUD,
    DOC_REASON_INVALID_LEAD,
    DOC_REASON_TEST,
    DOC_REASON_OUTSIDE_TERMS,
    DOC_REASON_ADVERTISER,
    DOC_REASON_OTHER,
    DOC_REASON_NOT_APPROVED,
    DOC_REASON_ON_HOLD,
    DOC_REASON_REFUNDED,
    DOC_REASON_NO_RULE,
    DOC_REASON_NOTHING_DUE,
    DOC_REASON_CARRIED,
    DOC_REASON_REVERSED,
    DOC_PAYOUT_TAKEN,
    DOC_PAYOUT_PAID,
    DOC_PAYOUT_FAILED,
    DOC_METHOD_BANK_TRANSFER,
    DOC_METHOD_PAYPAL,
    DOC_METHOD_NETTING,
    DOC_GOAL_SALE,
    DOC_GOAL_LEAD,
    DOC_GOAL_BONUS,
    DOC_GOAL_COMPENSATION,
    DOC_GOAL_OPENING,
    DOC_WORD_COUNT
};

struct text document_word(enum i18n_language language, enum document_word word);
// group: account, cause, state, reason, payout, method, goal. The code itself when it has no words.
struct text document_code(enum i18n_language language, const char *group, struct text code);

struct document_value {
    const char *name;
    struct text text;
};
// The phrase with its values. BUG when it names a value that is not given.
struct text document_fill(struct arena *arena, enum i18n_language language, enum document_word word,
                          const struct document_value *values, size_t count);
