// SPDX-License-Identifier: Apache-2.0
// What a derivation knows of other events: the partner's volume in a period, the customer's payments before, what is
// used of caps. Read from the recorded facts in their canonical order (local day, instant, goal, order), never in the
// order in which they arrived; caps alone follow the order of acceptance, as recorded.
//
// Every step that was derived with history keeps it as text, so that replay derives the same bytes:
//   customer=new|returning payment=3 month=2 churned=1
//   volume=1,9,12,90000,120000    period (enum plan_period), count before, of the whole, sum before, of the whole
//   cap=0,7,12,50000              index of the plan, line, partner or 0, used before
//   floor=500                     paid already, and refunds after payment are forgiven: the least it is worth
#pragma once

#include "commission/bookings.h"
#include "commission/commission_facts.h"

struct commission_history {
    bool is_customer_known, is_customer_new;
    int payment_number, month_number; // 0 unknown
    bool is_churned;
    struct derive_volume *volumes;
    size_t volume_count;
    struct derive_cap_use *cap_uses;
    size_t cap_use_count;
    int64_t floor_minor; // 0: none
};

// Local days of the period that a day lies in, both inclusive. Weeks begin on Monday. All time: INT64_MIN to INT64_MAX.
void period_days(enum plan_period period, int64_t local_day, int64_t *ret_first, int64_t *ret_last);

// Whole months from one day to another: of a customer's first payment and a later one.
int64_t months_between(int64_t from_day, int64_t to_day);

// The history of an inserted conversion as it is recorded now; TEXT("") when its plans need none. Caps are those
// recorded when the event was accepted, or, before that, what all others have used.
enum rc commission_history_read(struct db *db, struct arena *arena, const struct conversion *conversion,
                                const struct commission_plans *plans, struct text *ret_text) MUST_USE;
// RC_FAULT for a text that was not written by commission_history_read.
enum rc commission_history_parse(struct arena *arena, const struct conversion *conversion, struct text t,
                                 struct commission_history *ret_history) MUST_USE;

// What commission_facts gives, where facts and history are read already.
void commission_facts_of(struct arena *arena, const struct commission_event *event,
                         const struct conversion_facts *recorded, const struct commission_history *history,
                         struct derive_facts *ret_facts);

// The first local day of the period of a cap that an event met.
int64_t commission_cap_period(const struct commission_event *event, const struct derive_cap_use *cap);
// Where refunds after payment are forgiven: raises *amount to what was paid out already, and says so in *history.
void commission_forgive(struct arena *arena, const struct commission_plans *plans,
                        const struct booking_position *before, struct money *amount, struct text *history);
