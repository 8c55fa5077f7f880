// SPDX-License-Identifier: Apache-2.0
// Paid payouts as a statement of the operator's account that Russian accounting programs load: the client-bank exchange
// of 1C, version 1.03 (v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/), windows-1251, CRLF. One
// document a payout item, dated by the day it was paid in the network's time zone. Items that came back are not in it.
#pragma once

#include "flow.h"
#include "value/money.h"

struct payout_statement {
    struct currency currency; // RUB for the banks of Russia: the format names no currency
    struct text account;      // the operator's account, 20 digits
    int64_t first_day;        // days since 1970 in the network's time zone, both inclusive
    int64_t last_day;
    struct money opening; // of the account on the first day, as the operator says
};

// Hands over the file piece by piece, in one read transaction of its own. RC_INVALID account_malformed; RC_REFUSED
// character_unmapped names the partner whose name the code page cannot write (base/format/cp1251.h).
enum rc payout_export_1c(struct flow *flow, const struct payout_statement *statement,
                         enum rc (*write)(void *user, struct text bytes), void *user) MUST_USE;
