// SPDX-License-Identifier: Apache-2.0
// One step of a commission's life as rows: the ledger entries of a booking, the commission's new state and the step
// itself, together inside the caller's write transaction. Which entries those are is decided in bookings.h.
#pragma once

#include "commission/bookings.h"
#include "flow.h"

// Waits until no other transaction changes this partner's money; held to the transaction's end. Taken after the lock of
// a conversion, never before it; several partners in ascending order.
enum rc commission_lock_partner(struct flow *flow, struct partner_id partner_id) MUST_USE;
enum rc commission_lock_partners(struct flow *flow, const int64_t *partner_ids, size_t count) MUST_USE; // ascending

// What the next step is booked with: its number, what the partner owes back, the entry of step 1. Needs the lock.
enum rc commission_step_begin(struct flow *flow, const struct commission *commission, struct instant occurred_at,
                              struct booking_step *ret_step) MUST_USE;
struct booking_position commission_position(const struct commission *commission);

struct commission_news {
    enum commission_cause cause;
    int64_t cause_id;
    struct text derivation;   // "{}" when nothing was derived
    struct text history;      // what of other events it was derived from; TEXT_NONE: nothing
    struct instant due_at;    // from now on
    struct entry_id entry_id; // 0: the booking's first entry; else that of the payout item the step belongs to
};
// New commissions with their first steps, pending, or rejected and worth nothing. The caller gives keys, owners, plans,
// due_at and created_at; amount, shares, status and id are filled in. RC_CONFLICT when an accrual key is taken. All are
// booked at once, at created_at, in their order (ledger_book_new).
struct commission_opening {
    struct money amount;
    bool is_rejected;
    struct text derivation;
    struct text history; // TEXT_NONE: nothing
    struct instant occurred_at;
};
enum rc commission_open(struct flow *flow, const struct commission_opening *openings, struct commission *commissions,
                        size_t count) MUST_USE;

// Books the drafts, changes the commission (also the caller's structure) and appends step->number.
enum rc commission_step_write(struct flow *flow, const struct booking_step *step, const struct booking *booking,
                              const struct commission_news *news, struct commission *commission) MUST_USE;
