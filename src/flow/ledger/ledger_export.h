// SPDX-License-Identifier: Apache-2.0
// The books as files that outside accountants' programs read: one transaction an entry, in booking order, dated by
// accounting date in the network's time zone, with the entry's id, key, reference and instants beside it; amounts in
// major units with the currency's own digits; account names of ledger_chart.h. The same books give the same bytes.
//
//   hledger     accounts and commodities are declared (hledger check --strict holds); at the end every account's
//               stored balance is asserted, and on the last day of each closed month its trial balance
//   ledger      Ledger 3; the same without the closed months, because it takes assertions in the order of the file
//   beancount   version 2 or 3; accounts are opened, balances asserted on the day after the last entry, and on the
//               first day after each closed month its trial balance
//   csv         a line a posting, RFC 4180, CRLF; text that a spreadsheet would take for a formula gets a quote in
//               front
//   xlsx        the same as a workbook; texts are texts
#pragma once

#include "flow.h"

enum ledger_export_format {
    LEDGER_EXPORT_HLEDGER,
    LEDGER_EXPORT_LEDGER,
    LEDGER_EXPORT_BEANCOUNT,
    LEDGER_EXPORT_CSV,
    LEDGER_EXPORT_XLSX,
};
// "hledger", "ledger", "beancount", "csv", "xlsx"; false for other words.
bool ledger_export_format_parse(struct text t, enum ledger_export_format *ret_format);

// Accounting dates, days since 1970 in the network's time zone, both inclusive.
struct ledger_export_days {
    int64_t first, last;
};
// Hands over the file piece by piece, in one read transaction of its own: must not be called inside one. Any result of
// `write` but RC_OK ends it with that result. Memory does not grow with the books, but for a workbook (RC_REFUSED
// document_too_large above SHEET_ROWS_MAX postings). days: csv and xlsx only, NULL: all; the other programs choose
// their days themselves, of books whose balances they have checked.
enum rc ledger_export(struct flow *flow, enum ledger_export_format format, const struct ledger_export_days *days,
                      enum rc (*write)(void *user, struct text bytes), void *user) MUST_USE;
