// SPDX-License-Identifier: Apache-2.0
// What partners earned, as stored: commissions, every step of their lives (commission_change), and the clicks that
// were turned into money (click_accrual). Storage only: derive.h computes amounts, flow/bookings.h books money.
// A commission is changed only together with an appended step; steps and click accruals never change (triggers).
// Writers need a write transaction; readers do not need one. Rows live in the arena.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

enum commission_status {
    COMMISSION_PENDING,   // on hold, or the conversion is not decided
    COMMISSION_AVAILABLE, // may go into a payout
    COMMISSION_IN_PAYOUT, // taken into a payout that is not settled
    COMMISSION_PAID,
    COMMISSION_REJECTED, // the conversion was rejected before payment
    COMMISSION_STATUS_COUNT
};
const char *commission_status_text(enum commission_status status); // "in_payout"
bool commission_status_parse(struct text t, enum commission_status *ret_status);

// What made a step. cause_id of a step is the id in brackets.
enum commission_cause {
    COMMISSION_CAUSE_ACCRUED,         // (0)
    COMMISSION_CAUSE_REFUND,          // (refund)
    COMMISSION_CAUSE_APPROVED,        // (decision)
    COMMISSION_CAUSE_REJECTED,        // (decision)
    COMMISSION_CAUSE_RELEASED,        // (0) the hold is over
    COMMISSION_CAUSE_PAYOUT,          // (payout item) taken into a payout
    COMMISSION_CAUSE_PAID,            // (payout item)
    COMMISSION_CAUSE_PAYOUT_FAILED,   // (payout item)
    COMMISSION_CAUSE_VOLUME,          // (conversion) another event changed a volume, a payment number or a bonus
    COMMISSION_CAUSE_REVERSED,        // (compensation or opening balance) it was taken back by hand
    COMMISSION_CAUSE_REOPENED,        // (decision) a decision was taken back: the conversion is undecided again
    COMMISSION_CAUSE_REFUND_REVERSED, // (refund: what takes one back) such as a chargeback that was won
    COMMISSION_CAUSE_COUNT
};
const char *commission_cause_text(enum commission_cause cause); // "payout_failed"
bool commission_cause_parse(struct text t, enum commission_cause *ret_cause);

struct commission {
    struct commission_id id;
    struct conversion_id conversion_id; // 0: earned by clicks, a bonus, or made by hand
    // Unique: "cnv:ID:PARTNER:LINE" (line 1, or 1 + level), "clk:PROGRAM:PARTNER:NUMBER",
    // "bon:PROGRAM:PARTNER:PLAN:LINE:DAY:REPETITION", "cmp:COMPENSATION", "opn:OPENING_BALANCE".
    struct text accrual_key;
    struct partner_id partner_id;
    struct program_id program_id;
    struct plan_id plan_id; // the plan version that pays
    struct text plan_ids;   // "12,3": all that were in force when it accrued, most specific first
    struct text role;       // "credited", "split", "assist", "level", "bonus"; by hand "compensation", "opening"
    int64_t level;          // 1 …: how many recruiters above the credited partner; 0 for other roles
    struct money amount;    // as it stands; never negative
    enum commission_status status;
    struct money pending;   // its share of the partner's pending account
    struct money available; // its share of the partner's available account
    struct instant due_at;  // INSTANT_NONE while the conversion is not approved
    struct instant created_at;
};

// Gives each its id. Needs the write transaction in which they are inserted; nothing else is numbered in between.
enum rc commission_number(struct db *db, struct arena *arena, struct commission *list, size_t count) MUST_USE;
// Inserts what was numbered. RC_CONFLICT when an accrual key is taken: the transaction is failed then.
enum rc commission_insert(struct db *db, struct arena *arena, const struct commission *list, size_t count) MUST_USE;
// Writes amount, status, shares and due_at of the row with this id; RC_FAULT when there is none.
enum rc commission_update(struct db *db, const struct commission *commission) MUST_USE;
enum rc commission_get(struct db *db, struct arena *arena, struct commission_id id,
                       struct commission *ret_commission) MUST_USE; // RC_NOT_FOUND
enum rc commission_find_key(struct db *db, struct arena *arena, struct text accrual_key,
                            struct commission *ret_commission) MUST_USE; // RC_NOT_FOUND
// Bonuses of a partner in a program, by id.
enum rc commission_list_bonuses(struct db *db, struct arena *arena, struct program_id program_id,
                                struct partner_id partner_id, struct commission **ret_list, size_t *ret_count) MUST_USE;
// Of a conversion, by id.
enum rc commission_list_of(struct db *db, struct arena *arena, struct conversion_id conversion_id,
                           struct commission **ret_list, size_t *ret_count) MUST_USE;

struct commission_filter {
    struct partner_id partner_id;       // 0: any
    struct program_id program_id;       // 0: any
    struct advertiser_id advertiser_id; // 0: any; else in its programs; not looked at when a partner is given
    bool has_status;
    enum commission_status status;
    struct commission_id before; // cursor: only ids below it, 0 for the first page
    size_t limit;                // 1 .. 501
};
// Newest first.
enum rc commission_list(struct db *db, struct arena *arena, const struct commission_filter *filter,
                        struct commission **ret_list, size_t *ret_count) MUST_USE;
// Pending ones whose hold is over at `at`, the earliest due first; at most limit.
enum rc commission_list_due(struct db *db, struct arena *arena, struct instant at, size_t limit,
                            struct commission **ret_list, size_t *ret_count) MUST_USE;
// Available ones of a currency due by `until`, of one partner, by id.
enum rc commission_list_payable(struct db *db, struct arena *arena, struct partner_id partner_id,
                                struct currency currency, struct instant until, struct commission **ret_list,
                                size_t *ret_count) MUST_USE;
// The partners who have something payable, by id.
enum rc commission_list_payable_partners(struct db *db, struct arena *arena, struct currency currency,
                                         struct instant until, struct partner_id **ret_list,
                                         size_t *ret_count) MUST_USE;
struct commission_change {
    struct commission_id commission_id;
    int64_t number; // 1, 2, 3
    enum commission_cause cause;
    int64_t cause_id;
    struct money amount; // after this step
    enum commission_status status;
    struct text derivation;   // canonical JSON; "{}" for a step that only moves money
    struct text history;      // what of other events it was derived from: flow/commission_history.h; TEXT_NONE is ""
    struct entry_id entry_id; // 0 when no money moved
    struct instant changed_at;
};
// number is given by the caller: commission_change_last(…) + 1 under the partner's lock. Several at once are of several
// commissions or numbers.
enum rc commission_change_insert(struct db *db, struct arena *arena, const struct commission_change *changes,
                                 size_t count) MUST_USE;
enum rc commission_change_get(struct db *db, struct arena *arena, struct commission_id id, int64_t number,
                              struct commission_change *ret_change) MUST_USE; // RC_NOT_FOUND
enum rc commission_change_last(struct db *db, struct arena *arena, struct commission_id id,
                               struct commission_change *ret_change) MUST_USE; // RC_NOT_FOUND
// All steps in order.
enum rc commission_change_list(struct db *db, struct arena *arena, struct commission_id id,
                               struct commission_change **ret_list, size_t *ret_count) MUST_USE;

// ---- clicks turned into money ----

struct click_accrual {
    struct program_id program_id;
    struct partner_id partner_id;
    int64_t number;                // 1, 2, 3 within program and partner: the order that the carry follows
    int64_t day;                   // days since 1970, UTC
    struct plan_id plan_id;        // that pays; 0 when none does
    int64_t clicks, unique_clicks; // counted by this line and by no other
    int64_t impressions;           // likewise; a line has either clicks or impressions
    int64_t carried_in_micro;      // millionths of a minor unit left by the line before
    int64_t earned_micro;
    int64_t booked_minor;
    int64_t carried_out_micro;          // carried_in + earned - booked
    struct commission_id commission_id; // 0 when nothing was booked
    struct instant accrued_at;
};
enum rc click_accrual_insert(struct db *db, const struct click_accrual *accrual) MUST_USE;
// RC_NOT_FOUND before the first line.
enum rc click_accrual_last(struct db *db, struct arena *arena, struct program_id program_id,
                           struct partner_id partner_id, struct click_accrual *ret_accrual) MUST_USE;
enum rc click_accrual_find(struct db *db, struct arena *arena, const struct click_accrual *key,
                           struct click_accrual *ret_accrual) MUST_USE; // by program, partner, number; RC_NOT_FOUND
// After the cursor (NULL: from the first), by program, partner, number.
enum rc click_accrual_list(struct db *db, struct arena *arena, const struct click_accrual *after, size_t limit,
                           struct click_accrual **ret_list, size_t *ret_count) MUST_USE;

// Clicks of one partner's day that no line has counted yet.
struct click_backlog {
    struct program_id program_id;
    struct partner_id partner_id;
    int64_t day;
    struct currency currency;
    int64_t clicks, unique_clicks;
    int64_t impressions; // of impression_backlog_list, which has no clicks
};
struct click_backlog_question {
    int64_t day_begin, day_end;        // days from begin up to, not including, end
    const struct click_backlog *after; // cursor, or NULL
    size_t limit;
};
// Of programs that ever had a plan that speaks of clicks; by program, partner, day.
enum rc click_backlog_list(struct db *db, struct arena *arena, const struct click_backlog_question *question,
                           struct click_backlog **ret_list, size_t *ret_count) MUST_USE;
// The same of reported impressions (click/impression.h): of programs that ever had a plan that speaks of them.
enum rc impression_backlog_list(struct db *db, struct arena *arena, const struct click_backlog_question *question,
                                struct click_backlog **ret_list, size_t *ret_count) MUST_USE;
// How many impressions lines before `line` counted under its plan version: the partner's next thousand goes on there.
enum rc impressions_before(struct db *db, struct arena *arena, const struct click_accrual *line,
                           int64_t *ret_impressions) MUST_USE;

// What was counted of a day already, by the plan version that paid.
struct click_counted {
    struct plan_id plan_id;
    int64_t clicks, unique_clicks;
};
enum rc click_counted_list(struct db *db, struct arena *arena, const struct click_backlog *day,
                           struct click_counted **ret_list, size_t *ret_count) MUST_USE;
// The instants inside the day, its first millisecond excepted, at which another plan came into force.
enum rc click_plan_changes(struct db *db, struct arena *arena, const struct click_backlog *day,
                           struct instant **ret_list, size_t *ret_count) MUST_USE;
// Clicks counted one by one: of the day's partner and program, ids from `from` up to, not including, `to`.
enum rc click_count_between(struct db *db, struct arena *arena, const struct click_backlog *day, struct click_id from,
                            struct click_id to, struct click_counted *ret_counted) MUST_USE;
