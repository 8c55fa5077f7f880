// SPDX-License-Identifier: Apache-2.0
// The penalty for late payment, as a pure rule (mission S1-13, golden number 7: an overdue commission under the clause
// is owed five times as an obligation): once a payable commission is overdue by more than the days of grace, the
// operator owes the partner `times` the overdue sum. It is owed besides the commission and never mixed with it.
#pragma once

#include <stdbool.h>

#include "core/rc.h"
#include "value/money.h"
#include "value/time.h"

struct penalty_facts {
    struct money payable;  // due and not paid, ≥ 0
    struct instant due_at; // by when payment was promised; INSTANT_NONE: not promised yet
    int64_t times;         // 0: there is no penalty clause
    int64_t after_days;    // of grace
    struct instant now;
};
struct penalty_derived {
    bool is_owed;
    struct instant overdue_at; // due_at + after_days; the penalty is owed after it
    struct money amount;       // payable × times; zero unless owed
};
// RC_REFUSED when the product would leave 64 bits.
enum rc penalty_derive(const struct penalty_facts *facts, struct penalty_derived *ret_derived) MUST_USE;
