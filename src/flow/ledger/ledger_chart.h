// SPDX-License-Identifier: Apache-2.0
// The chart of accounts as an outside accountant sees it: one stable name for each account of the ledger, the same in
// every export. The five classes are those of plain text accounting (Assets, Liabilities, Equity, Income, Expenses);
// a name's parts hold only ASCII letters, digits and '-', which all of hledger, Ledger and beancount accept. The owner
// stands in it by his public id ("Prt-0a1b2c3d4e5fg"), so that a name never changes when somebody is renamed.
//
//   commission_expense   Expenses:Commission:PROGRAM
//   pending              Liabilities:Partners:PARTNER:Pending
//   available            Liabilities:Partners:PARTNER:Available
//   in_payout            Liabilities:Partners:PARTNER:InPayout
//   paid                 Assets:Clearing:PARTNER (credit: what left the bank; the bank's own books answer it)
//   owed_back            Assets:Receivable:PARTNER
//   penalty_owed         Liabilities:Penalties:PARTNER
//   accrued_charge       Assets:Accrued:ADVERTISER
//   receivable           Assets:Receivable:ADVERTISER
//   prepaid              Liabilities:Prepaid:ADVERTISER
//   recharged            Income:Recharged:PROGRAM
//   fee_revenue          Income:Fees:Network
//   subscription_revenue Income:Subscriptions:Network
//   cash                 Assets:Clearing:Network
//   penalty_expense      Expenses:Penalties:Network
//   compensation_expense Expenses:Compensation:PROGRAM
//   opening_equity       Equity:Opening:Network
//   exchange             Equity:Exchange:Network
//   exchange_difference  Income:Exchange:Network
//   tax_payable          Liabilities:Tax:Network
#pragma once

#include "crypto/crypto.h"
#include "ledger/ledger.h"

struct text ledger_account_name(struct arena *arena, const struct keyring *keyring, enum ledger_owner_kind owner_kind,
                                int64_t owner_id, enum ledger_account_kind account);
// The rate of an entry in words. What an advertiser's line kept as one text is taken apart.
struct ledger_rate {
    struct text rates;  // "1 EUR = 1.25 USD"; "": there is none
    struct text source; // who published them, and the day: "ECB 2026-11-27"
};
struct ledger_rate ledger_rate_of(struct arena *arena, struct text rates, struct text source, struct opt_int64 day);
// What an entry speaks of, for people: a public id ("com_…", "pay_…") where the noun has one, else "kind:number".
struct text ledger_reference_text(struct arena *arena, const struct keyring *keyring, struct text reference_kind,
                                  int64_t reference_id);
