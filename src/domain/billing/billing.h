// SPDX-License-Identifier: Apache-2.0
// An advertiser's account with the network, one in each currency, as a list of lines that never change: charges,
// deposits, withdrawals, platform fees. Their sum is what he owes (positive) or has deposited (negative); the ledger
// keeps the same sum in his accounts receivable and prepaid. Storage only: flow/advertiser_account.h books.
// Writers need a write transaction and the advertiser's lock; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct advertiser_line {
    struct line_id id;
    struct advertiser_id advertiser_id;
    struct text key;      // "chg:12:3", "deposit:…": unique for the advertiser
    struct text kind;     // charge, charge_refund, deposit, withdrawal, subscription, netting, netting_reversed
    struct money amount;  // owed more: positive; owed less: negative; never zero
    int64_t reference_id; // charge, terms, netting; 0 none
    struct text method;   // "" when no money moved
    struct text reference;
    struct instant occurred_at, booked_at;
};

// RC_CONFLICT when the key is taken.
enum rc advertiser_line_insert(struct db *db, struct arena *arena, const struct advertiser_line *line,
                               struct line_id *ret_id) MUST_USE;
// RC_NOT_FOUND.
enum rc advertiser_line_find(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text key,
                             struct advertiser_line *ret_line) MUST_USE;
enum rc advertiser_line_get(struct db *db, struct arena *arena, struct line_id id,
                            struct advertiser_line *ret_line) MUST_USE;

struct advertiser_line_filter {
    struct advertiser_id advertiser_id;
    struct currency currency; // none: all
    struct line_id before;    // cursor; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc advertiser_line_list(struct db *db, struct arena *arena, const struct advertiser_line_filter *filter,
                             struct advertiser_line **ret_list, size_t *ret_count) MUST_USE;
