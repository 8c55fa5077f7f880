// SPDX-License-Identifier: Apache-2.0
// When a commission is decided and paid, as the network's schedule promises (payout/payout_rule.h), in instants: a
// promised day ends with its last moment in the network's time zone. Readers only.
#pragma once

#include "commission/commission.h"
#include "flow.h"
#include "payout/payout_rule.h"
#include "payout/payout_terms.h"
#include "zone/zone.h"

// What the promises of one request share. Close it: AUTO_PAYOUT_CALENDAR calendar = {0}.
struct payout_calendar {
    struct zone *zone;
    struct payout_policy policy;
    struct instant now;
    // The last answer to "does something block this partner": lists ask again and again.
    struct partner_id partner_id;
    struct currency currency;
    bool is_blocked;
    struct instant waited_at;
};
enum rc payout_calendar_open(struct flow *flow, struct payout_calendar *calendar) MUST_USE;
void payout_calendar_close(struct payout_calendar *calendar);
#define AUTO_PAYOUT_CALENDAR __attribute__((cleanup(payout_calendar_close))) struct payout_calendar

// The dates of the period that holds an instant, as the last moments of their days.
struct payout_period {
    struct instant closes, decided_by, paid_by;
};
struct payout_period payout_period_of(const struct payout_calendar *calendar, struct instant at);

struct payout_promised {
    struct instant decided_by; // INSTANT_NONE once it is decided
    struct instant paid_by;    // INSTANT_NONE when nothing is owed any more
    bool is_overdue;           // of whichever comes first; what waits for the partner himself is not
    bool is_waiting;           // the day of payment has passed, but it waits for the partner himself
};
// What was seen waiting for the partner (payout_wait_get: penalties_accrue looks) is promised anew, for the day of
// payment of the period in which it was seen last.
enum rc payout_promise_find(struct flow *flow, struct payout_calendar *calendar, const struct commission *commission,
                            struct payout_promised *ret_promised) MUST_USE;
