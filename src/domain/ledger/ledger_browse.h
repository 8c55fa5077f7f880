// SPDX-License-Identifier: Apache-2.0
// The ledger for people who look through it: accounts, what moved one of them, entries with their lines. Readers only;
// amounts are signed as they are booked, debit positive; rows live in the arena.
#pragma once

#include "ledger/ledger.h"

struct ledger_account_row {
    struct account_id id;
    enum ledger_owner_kind owner_kind;
    int64_t owner_id;
    enum ledger_account_kind account;
    struct money balance;
    int64_t postings;
};
// Those of one kind of owner, or (any) of all, in the order of their making, ids above `after`.
struct ledger_account_filter {
    bool is_any;
    enum ledger_owner_kind owner_kind;
    struct account_id after;
    int64_t limit;
};
enum rc ledger_account_list(struct db *db, struct arena *arena, const struct ledger_account_filter *filter,
                            struct ledger_account_row **ret_list, size_t *ret_count) MUST_USE;
enum rc ledger_account_get(struct db *db, struct arena *arena, struct account_id id,
                           struct ledger_account_row *ret_account) MUST_USE; // RC_NOT_FOUND

// The trial balance: all accounts of a kind in a currency together.
struct ledger_sum {
    enum ledger_owner_kind owner_kind;
    enum ledger_account_kind account;
    int64_t accounts;
    struct money balance;
};
enum rc ledger_sum_list(struct db *db, struct arena *arena, struct ledger_sum **ret_list, size_t *ret_count) MUST_USE;

struct ledger_posting_row {
    int64_t number; // 1, 2, 3 of the account
    struct entry_id entry_id;
    struct text kind, reference_kind;
    int64_t reference_id;
    struct instant occurred_at, booked_at;
    struct money amount, balance_after;
};
// Newest first, numbers below before (0: from the newest).
enum rc ledger_posting_list(struct db *db, struct arena *arena, const struct ledger_account_row *account,
                            int64_t before, int64_t limit, struct ledger_posting_row **ret_list,
                            size_t *ret_count) MUST_USE;

struct ledger_entry_row {
    struct entry_id id;
    struct text key, kind, reference_kind;
    int64_t reference_id;
    struct instant occurred_at, booked_at;
    struct entry_id reverses; // 0: none
    struct money amount;      // sum of its debits
    // Of one entry alone: the rates by which what came in, or left, in another currency was converted.
    struct text rates, rate_source; // "": none; an advertiser's payment has all of it in rates
    struct opt_int64 rate_day;      // since 1970
};
// Newest first, ids below before (0: from the newest).
enum rc ledger_entry_list(struct db *db, struct arena *arena, struct entry_id before, int64_t limit,
                          struct ledger_entry_row **ret_list, size_t *ret_count) MUST_USE;
struct ledger_entry_line {
    struct account_id account_id;
    enum ledger_owner_kind owner_kind;
    int64_t owner_id;
    enum ledger_account_kind account;
    struct money amount, balance_after;
};
// With its lines. RC_NOT_FOUND.
enum rc ledger_entry_get(struct db *db, struct arena *arena, struct entry_id id, struct ledger_entry_row *ret_entry,
                         struct ledger_entry_line **ret_lines, size_t *ret_count) MUST_USE;
