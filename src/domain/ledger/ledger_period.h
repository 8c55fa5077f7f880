// SPDX-License-Identifier: Apache-2.0
// Closed periods. A period ends with a month; closing one is an event with the trial balance of its end, reopening the
// last one is another; neither is ever changed. While a period is closed nothing gets an accounting date inside it: an
// entry whose fact lies there is booked, with its own occurred_at, under the instant at which the open periods begin.
// So an entry's accounting date follows from its occurred_at, its number and these events alone.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "db/db.h"
#include "ledger/ledger.h"

struct ledger_period_event {
    int64_t id;
    struct text kind;            // close, reopen
    struct text month;           // "2026-11"
    struct instant begins_at;    // INSTANT_NONE: the first one, which is everything before its end
    struct instant ends_at;      //
    struct instant closed_until; // in force after it; INSTANT_NONE: everything is open
    struct entry_id last_entry_id;
    struct text reason; // "" for a closing
    struct text actor;
    struct instant occurred_at;
    struct text hash; // 32 bytes
};

// Bookings share it, closing waits for all of them. Held to the transaction's end.
enum rc ledger_period_share(struct db *db) MUST_USE;
enum rc ledger_period_lock(struct db *db) MUST_USE;
// INSTANT_NONE when everything is open.
enum rc ledger_period_closed_until(struct db *db, struct arena *arena, struct instant *ret_closed_until) MUST_USE;
// Oldest first.
enum rc ledger_period_list(struct db *db, struct arena *arena, struct ledger_period_event **ret_list,
                           size_t *ret_count) MUST_USE;
// Writes the event: id, last_entry_id and hash are filled in; a closing gets its trial balance. Needs a write
// transaction and ledger_period_lock.
enum rc ledger_period_add(struct db *db, struct arena *arena, struct ledger_period_event *event) MUST_USE;

struct ledger_period_line {
    struct account_id account_id;
    struct text owner_kind;
    int64_t owner_id;
    struct text account;
    struct money balance; // debit positive, at the end of the period
};
// The trial balance of a closing, by account.
enum rc ledger_period_balances(struct db *db, struct arena *arena, int64_t event_id,
                               struct ledger_period_line **ret_lines, size_t *ret_count) MUST_USE;
