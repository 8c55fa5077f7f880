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
    struct text key;  // "chg:12:3", "deposit:…": unique for the advertiser
    struct text kind; // charge, charge_refund, deposit, withdrawal, subscription, opening, netting, each with _reversed
    struct money amount;  // owed more: positive; owed less: negative; never zero
    int64_t reference_id; // charge, opening balance, netting; 0 none
    struct text method;   // "" when no money moved
    struct text reference;
    // When the money that moved was in another currency than the account: what moved (≥ 0), what it was worth in the
    // account's currency that day, and by which rates. Without a currency: it was not.
    struct money moved;
    int64_t value_minor;
    struct text rates; // "1 EUR = 1.1684 USD, ECB 2026-11-27", or TEXT_NONE
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

// ---- credit ----

enum over_limit { OVER_LIMIT_BOOK, OVER_LIMIT_STOP_CLICKS, OVER_LIMIT_COUNT };
const char *over_limit_text(enum over_limit what); // "stop_clicks"
bool over_limit_parse(struct text t, enum over_limit *ret_what);

// What an advertiser may owe in a currency. Whatever the limit, a conversion is booked and never lost or hidden.
struct advertiser_credit {
    struct advertiser_id advertiser_id;
    struct currency currency;
    bool has_limit;
    struct money limit; // 0: prepaid only
    bool has_low_balance;
    struct money low_balance; // prepaid less accrued below it: he is told
    enum over_limit over_limit;
    bool is_paid_when_funded; // commissions are not released before his money covers their charge
    bool is_stopped;          // links of his programs in this currency lead to the fallback now
    struct instant changed_at;
};
// No limits.
struct advertiser_credit advertiser_credit_none(struct advertiser_id id, struct currency currency);
// RC_NOT_FOUND.
enum rc advertiser_credit_get(struct db *db, struct arena *arena, struct advertiser_id id, struct currency currency,
                              struct advertiser_credit *ret_credit) MUST_USE;
// By currency.
enum rc advertiser_credit_list(struct db *db, struct arena *arena, struct advertiser_id id,
                               struct advertiser_credit **ret_list, size_t *ret_count) MUST_USE;
// All that may stop clicks or have stopped them, by advertiser and currency.
enum rc advertiser_credit_list_stopping(struct db *db, struct arena *arena, struct advertiser_credit **ret_list,
                                        size_t *ret_count) MUST_USE;
enum rc advertiser_credit_put(struct db *db, const struct advertiser_credit *credit) MUST_USE;
