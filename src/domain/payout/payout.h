// SPDX-License-Identifier: Apache-2.0
// Payout runs as stored: a run has one item a partner, an item the shares of the commissions it pays. Storage only:
// what goes into a run and what it books is decided in flow/payout_run.h. Writers need a write transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct payout_run {
    struct payout_run_id id;
    struct text key; // idempotency key of its making
    struct currency currency;
    struct instant until; // only commissions due by then
    struct text method;   // how it is paid
    struct text status;   // draft, approved, paid, cancelled
    struct instant created_at;
    struct instant approved_at; // or INSTANT_NONE
    struct instant paid_at;     // or INSTANT_NONE
    struct text built_by;       // token or command
    struct text approved_by;    // TEXT_NONE before
    bool needs_second;          // its total was above the limit: approved_by is not built_by
    struct instant filed_at;    // when its first payment file was made; INSTANT_NONE: none was
    // What is sent, when in another currency than the balances, and by which rates that was worked out.
    struct currency pay_currency; // none: the same
    int64_t rate_day;             // days since 1970
    struct text rate_source, rates;
};

// RC_CONFLICT when the key is taken. The status becomes draft.
enum rc payout_run_insert(struct db *db, struct arena *arena, const struct payout_run *run,
                          struct payout_run_id *ret_id) MUST_USE;
// Status, approved_at, paid_at, approved_by, needs_second, filed_at.
enum rc payout_run_update(struct db *db, const struct payout_run *run) MUST_USE;
enum rc payout_run_get(struct db *db, struct arena *arena, struct payout_run_id id,
                       struct payout_run *ret_run) MUST_USE; // RC_NOT_FOUND
enum rc payout_run_find_key(struct db *db, struct arena *arena, struct text key,
                            struct payout_run *ret_run) MUST_USE; // RC_NOT_FOUND
// Newest first, ids below before (0: from the newest).
enum rc payout_run_list(struct db *db, struct arena *arena, struct payout_run_id before, size_t limit,
                        struct payout_run **ret_list, size_t *ret_count) MUST_USE;

struct payout_item {
    struct payout_item_id id;
    struct payout_run_id run_id;
    struct partner_id partner_id;
    struct money amount;                 // > 0
    struct money sent;                   // the same, or what it is in the run's pay_currency
    struct opt_int64 cost_minor;         // in another currency, once paid: what sending it cost, in that of amount
    struct text status;                  // taken, paid, failed
    struct instant settled_at;           // when it was paid or failed; INSTANT_NONE before
    struct payout_account_id account_id; // the payout details it is paid to; 0: none, paid by hand
    struct text end_to_end_id;           // names the payment in files and at banks; TEXT_NONE: in no file yet
    struct text reason;                  // why it failed or was left out; TEXT_NONE when nobody said
    bool is_left_out;                    // failed because a reviewer left it out
    struct payout_item_id retry_of;      // the failed item it repeats, or 0
};
enum rc payout_item_insert(struct db *db, struct arena *arena, const struct payout_item *item,
                           struct payout_item_id *ret_id) MUST_USE;
// Status, settled_at, end_to_end_id, reason, is_left_out, cost. A trigger refuses any change of what was paid, of where
// it goes, of an end-to-end id that was given, and a second life of a settled item.
enum rc payout_item_update(struct db *db, const struct payout_item *item) MUST_USE;
enum rc payout_item_get(struct db *db, struct arena *arena, struct payout_item_id id,
                        struct payout_item *ret_item) MUST_USE; // RC_NOT_FOUND
// Of a run, by partner.
enum rc payout_item_list(struct db *db, struct arena *arena, struct payout_run_id run_id, struct payout_item **ret_list,
                         size_t *ret_count) MUST_USE;

// Of a partner, or (0) of all, newest first, ids below before (0: from the newest).
enum rc payout_item_list_of(struct db *db, struct arena *arena, struct partner_id partner_id,
                            struct payout_item_id before, size_t limit, struct payout_item **ret_list,
                            size_t *ret_count) MUST_USE;
// Those of a run that a later item repeats.
enum rc payout_item_retried(struct db *db, struct arena *arena, struct payout_run_id run_id,
                            struct payout_item_id **ret_list, size_t *ret_count) MUST_USE;
// How many items of a run are neither paid nor failed, and how many are paid.
enum rc payout_item_count(struct db *db, struct arena *arena, struct payout_run_id run_id, int64_t *ret_open,
                          int64_t *ret_paid) MUST_USE;

// How many items of a run have not failed, and what they sum to in the run's currency.
enum rc payout_run_sum(struct db *db, struct arena *arena, const struct payout_run *run, int64_t *ret_items,
                       struct money *ret_sum) MUST_USE;

// A payment file as it was made: never changed, and never made again.
struct payout_file {
    struct payout_run_id run_id;
    struct text format;
    struct text name;
    struct text content; // sealed; TEXT_NONE in lists
    struct text digest;  // of the plain bytes
    int64_t item_count;
    int64_t total_minor; // in the currency that is sent
    struct text made_by;
    struct instant made_at;
};
enum rc payout_file_insert(struct db *db, const struct payout_file *file) MUST_USE; // RC_CONFLICT when there is one
enum rc payout_file_get(struct db *db, struct arena *arena, struct payout_run_id run_id, struct text format,
                        struct payout_file *ret_file) MUST_USE; // RC_NOT_FOUND
enum rc payout_file_list(struct db *db, struct arena *arena, struct payout_run_id run_id, struct payout_file **ret_list,
                         size_t *ret_count) MUST_USE;

struct payout_share {
    struct payout_item_id item_id;
    struct commission_id commission_id;
    struct money amount; // what it put into the item; 0 when all of it went to what was owed back
    bool is_open;        // until the item is paid or fails; a commission is in one open item at most
};
enum rc payout_share_insert(struct db *db, struct arena *arena, const struct payout_share *list, size_t count) MUST_USE;
// Ends all shares of an item.
enum rc payout_share_close(struct db *db, struct payout_item_id item_id) MUST_USE;
// Of an item, by commission.
enum rc payout_share_list(struct db *db, struct arena *arena, struct payout_item_id item_id, struct currency currency,
                          struct payout_share **ret_list, size_t *ret_count) MUST_USE;
// Whether an item other than this one holds the commission and is not settled.
enum rc payout_is_held_elsewhere(struct db *db, struct arena *arena, struct commission_id commission_id,
                                 struct payout_item_id item_id, bool *ret_is_held) MUST_USE;
