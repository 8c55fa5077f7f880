// SPDX-License-Identifier: Apache-2.0
// When a network pays, and what keeps it from paying: pure rules. Days are numbers of days since 1970 in the network's
// time zone (the caller converts); a day that is promised ends with its last moment there.
//
// A period is a calendar month. It closes on its last day. Conversions of the period are decided by day `decide_day` of
// the month after it; commissions whose hold ends in the period are paid by day `pay_day` of the month that lies
// `pay_months` after it. By default: closes on the 31st of January, decided by the 5th, paid by the 15th of February.
#pragma once

#include <stdbool.h>

#include "core/arena.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"

struct payout_schedule {
    int64_t decide_day; // 1 … 28
    int64_t pay_day;    // 1 … 28
    int64_t pay_months; // 1 … 12
};
#define PAYOUT_SCHEDULE_DEFAULT ((struct payout_schedule){.decide_day = 5, .pay_day = 15, .pay_months = 1})

struct payout_dates {
    int64_t closes;     // the last day of the period that holds the day asked for
    int64_t decided_by; // the last day on which its conversions are decided
    int64_t paid_by;    // the last day on which what became available in it is paid
};
struct payout_dates payout_dates_of(const struct payout_schedule *schedule, int64_t day);

// ---- what is promised for one commission ----

#define PAYOUT_NO_DAY INT64_MIN

struct payout_promise_facts {
    int64_t today;
    int64_t earned_day; // of its conversion, or of the clicks' accrual
    int64_t due_day;    // the end of its hold; PAYOUT_NO_DAY while the conversion is not decided
    int64_t hold_day;   // of an undecided one: when its hold ends if it is approved; PAYOUT_NO_DAY when unknown
    bool is_settled;    // paid, rejected, or worth nothing: nothing is owed any more
    bool is_blocked;    // something that is not the operator's to do keeps it from being paid: payout_blocks
};
struct payout_promise {
    int64_t decided_by; // PAYOUT_NO_DAY once it is decided
    int64_t paid_by;    // for an undecided one: if it is approved on the last day
    bool is_overdue;    // a promised day has passed and what was promised has not happened
};
struct payout_promise payout_promise_of(const struct payout_schedule *schedule,
                                        const struct payout_promise_facts *facts);

// ---- what keeps a balance from being paid ----

enum payout_block {
    PAYOUT_NOTHING_AVAILABLE = 1,    // nothing, or less than is owed back
    PAYOUT_BELOW_MINIMUM = 2,        // of the partner, or of the network in this currency
    PAYOUT_DETAILS_MISSING = 4,      // no payout details are saved
    PAYOUT_DETAILS_OTHER = 8,        // the run pays by another method than the partner's
    PAYOUT_DETAILS_ON_HOLD = 16,     // they were changed less than 72 hours ago
    PAYOUT_TAX_PROFILE_MISSING = 32, // the network asks for one
    PAYOUT_HELD = 64,                // an operator holds this partner's payouts
    PAYOUT_NOT_REQUESTED = 128,      // paid on request only, and no request is open
};
#define PAYOUT_BLOCK_COUNT 8
#define PAYOUT_BLOCK_WORDS                                                                     \
    "nothing_available,below_minimum,details_missing,details_of_other_method,details_on_hold," \
    "tax_profile_missing,payouts_held,not_requested"
const char *payout_block_text(enum payout_block block); // "below_minimum"

struct payout_block_facts {
    struct money payable; // available less owed back
    struct money minimum;
    struct instant now;
    bool is_details_required, has_details, is_method_fit;
    struct instant usable_at; // of the details
    bool is_tax_profile_required, has_tax_profile;
    bool is_held;
    bool is_request_required, has_request; // partners paid on request; runs that pay requests only
};
// All that apply, or'ed; 0: it can be paid.
unsigned payout_blocks(const struct payout_block_facts *facts);
// "below_minimum,details_missing"
struct text payout_blocks_text(struct arena *arena, unsigned blocks);

// Nothing is paid to changed details before they are this old.
#define PAYOUT_DETAILS_HOLD_MS (72 * HOUR_MS)
// Whether a run above the limit needs an approver who did not build it. limit: NULL when there is none.
bool payout_needs_second_person(struct money total, const struct money *limit);
