// SPDX-License-Identifier: Apache-2.0
// The sections of the operator's money pages: which pages stand beside each other.
#pragma once

#include "component/basic.h"

enum payout_tab {
    PAYOUT_TAB_RUNS,
    PAYOUT_TAB_WITHDRAWALS,
    PAYOUT_TAB_INVOICES,
    PAYOUT_TAB_ADVERTISERS,
    PAYOUT_TAB_TERMS,
    PAYOUT_TAB_SOURCES,
    PAYOUT_TAB_TAX
};
enum ledger_tab {
    LEDGER_TAB_COMMISSIONS,
    LEDGER_TAB_BY_HAND,
    LEDGER_TAB_PENALTIES,
    LEDGER_TAB_ACCOUNTS,
    LEDGER_TAB_ENTRIES,
    LEDGER_TAB_PERIODS,
    LEDGER_TAB_RATES,
};
enum dispute_tab { DISPUTE_TAB_DISPUTES, DISPUTE_TAB_REFUNDS };

struct tabs_view money_payout_tabs(const struct render *render, enum payout_tab current);
struct tabs_view money_ledger_tabs(const struct render *render, enum ledger_tab current);
struct tabs_view money_dispute_tabs(const struct render *render, enum dispute_tab current);
