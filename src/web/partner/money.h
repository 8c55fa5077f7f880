// SPDX-License-Identifier: Apache-2.0
// The section of a partner's money: which pages stand beside each other.
#pragma once

#include "component/basic.h"

enum earnings_tab {
    EARNINGS_TAB_COMMISSIONS,
    EARNINGS_TAB_WITHDRAW,
    EARNINGS_TAB_DOCUMENTS,
    EARNINGS_TAB_ACCOUNT,
    EARNINGS_TAB_TAX,
};
struct tabs_view money_earnings_tabs(const struct render *render, enum earnings_tab current);
