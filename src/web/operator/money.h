// SPDX-License-Identifier: Apache-2.0
// The sections of the operator's money pages: which pages stand beside each other.
#pragma once

#include "component/basic.h"

enum payout_tab {
    PAYOUT_TAB_RUNS,
    PAYOUT_TAB_WITHDRAWALS,
    PAYOUT_TAB_INVOICES,
    PAYOUT_TAB_TERMS,
    PAYOUT_TAB_SOURCES,
    PAYOUT_TAB_TAX
};

struct tabs_view money_payout_tabs(const struct render *render, enum payout_tab current);
