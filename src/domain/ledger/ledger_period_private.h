// SPDX-License-Identifier: Apache-2.0
// What closing and checking share, and the part of the check of the books (ledger_check.c) that looks at closed
// periods: every trial balance from the postings, the chain of hashes, the accounting date of every entry from the
// events before it.
#pragma once

#include "core/map.h"
#include "ledger/ledger_period.h"

struct period_balance {
    int64_t account_id;
    int64_t minor;
};

// README.md of this folder specifies it. `before`: the hash of the event before, empty for the first.
struct text period_event_hash(struct arena *arena, const struct ledger_period_event *event, struct text before,
                              const struct period_balance *balances, size_t count);

struct period_check;
struct period_accounts {
    const struct map64 *by_id; // account → index + 1
    size_t count;
};
// Called once for each thing that is not as it was closed.
struct period_found {
    void (*call)(void *user, struct text what);
    void *user;
};
struct period_entry {
    struct entry_id id;
    struct text key;
    struct instant occurred_at;
    struct instant late_at; // INSTANT_NONE: it stands under its own date
};
// Reads the events and what was stored with them; memory grows with accounts and closings. The arena outlives the
// check.
enum rc period_check_begin(struct db *db, struct arena *arena, const struct period_accounts *accounts,
                           const struct period_found *found, struct period_check **ret_check) MUST_USE;
// For each entry in booking order.
void period_check_entry(struct period_check *check, const struct period_entry *entry);
// For each posting.
void period_check_posting(struct period_check *check, size_t account, struct entry_id entry_id,
                          struct instant accounted_at, int64_t amount_minor);
void period_check_end(struct period_check *check);
