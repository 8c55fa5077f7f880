// SPDX-License-Identifier: Apache-2.0
// What each step of a commission's life does to the books: pure builders of ledger drafts, used by the flows when it
// happens and by replay when everything is derived again. Nothing else decides which account is debited.
//
// A commission's money is in up to three places: its share of the partner's pending account, its share of his available
// account, and what payouts took. Money taken back comes from pending first, then from available, and what is gone
// already is owed back. Shares never go below zero; what does not fit has a named place.
//
//   step        moves                                          entry kind   key
//   accrue      expense → pending                              accrual      com:ID:1
//               (by hand: compensation_expense, opening_equity) compensation, opening
//   adjust down pending, then available, then owed → expense   adjustment   com:ID:NUMBER
//   adjust up   expense → pending (available when released;    adjustment   com:ID:NUMBER
//               first against what is owed back when paid)
//   release     pending → available                            release      com:ID:NUMBER
//               available → owed back, as far as owed          recovery     com:ID:NUMBER:recovery
//   take        available → owed back, as far as owed          recovery     com:ID:NUMBER:recovery
//   item taken  available → in payout                          payout       pay:ITEM:taken
//   item paid   in payout → paid                               paid         pay:ITEM:paid
//   item failed in payout (or paid) → available                payout_failed pay:ITEM:failed
//               in another currency, item paid:                 (the same)
//               in payout → exchange, at what sending it cost; exchange of the other currency → paid; the rest is
//               exchange_difference. Returned: the same the other way
//   give back   available → owed back, as far as owed          recovery     com:ID:NUMBER:recovery
#pragma once

#include "commission/commission.h"
#include "ledger/ledger.h"

// Where a commission stands.
struct booking_position {
    enum commission_status status;
    struct money amount;    // what it is worth by its last derivation, ≥ 0
    struct money pending;   // ≥ 0
    struct money available; // ≥ 0
};

// Which account stands against what the partner is owed.
enum booking_source {
    BOOKING_EARNED,       // commission_expense of the program
    BOOKING_COMPENSATION, // compensation_expense of the program
    BOOKING_OPENING,      // opening_equity of the network
};
// Of a commission's role.
enum booking_source booking_source_of(struct text role);

struct booking_step {
    struct commission_id commission_id;
    int64_t number; // of the step, from 1
    struct partner_id partner_id;
    struct program_id program_id;
    enum booking_source source;
    struct instant occurred_at; // of the fact
    struct instant booked_at;
    struct money owed_back;   // by the partner in this currency before the step, ≥ 0
    struct entry_id reverses; // entry an adjustment corrects: that of step 1, or 0
    bool is_held_elsewhere;   // booking_give_back: another payout that is not settled holds it too
    struct money take_most;   // booking_take: no more than this; without a currency all of it
};

#define BOOKING_DRAFTS_MAX 2

struct booking {
    struct booking_position after;
    struct money owed_back;                         // by the partner after the step
    struct money taken;                             // booking_take: what goes into the payout item
    struct ledger_draft drafts[BOOKING_DRAFTS_MAX]; // in booking order
    size_t draft_count;                             // 0 when no money moves
};

// All: RC_REFUSED (amount_overflow) past 64 bits. BUG on negative inputs and mixed currencies.

// Step 1. A conversion that arrives rejected makes a commission of 0 that a later approval can raise.
enum rc booking_accrue(struct arena *arena, const struct booking_step *step, struct money amount, bool is_rejected,
                       struct booking *ret_booking) MUST_USE;
// A refund, approval, rejection or reopening: the amount is now `amount`.
enum rc booking_adjust(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                       struct money amount, bool is_rejected, struct booking *ret_booking) MUST_USE;
// The hold is over. BUG unless pending.
enum rc booking_release(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                        struct booking *ret_booking) MUST_USE;
// Its available share, less what is owed back, goes into a payout item. BUG unless available.
enum rc booking_take(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                     struct booking *ret_booking) MUST_USE;
// The item was paid: no draft, the item's entry moves the money.
void booking_settle(const struct booking_position *before, struct booking *ret_booking);
// The item failed, or what was paid came back: `taken` is available again, less what is owed back meanwhile.
enum rc booking_give_back(struct arena *arena, const struct booking_step *step, const struct booking_position *before,
                          struct money taken, struct booking *ret_booking) MUST_USE;

enum payout_step { PAYOUT_TAKEN, PAYOUT_PAID, PAYOUT_FAILED, PAYOUT_RETURNED };
struct payout_facts {
    struct payout_item_id item_id;
    struct partner_id partner_id;
    struct money amount; // > 0
    struct money sent;   // > 0, perhaps in another currency; without a currency: amount
    struct money cost;   // paid, returned, in another currency: what sending it cost in that of amount, ≥ 0
    struct instant occurred_at;
    struct instant booked_at;
    struct entry_id reverses; // failed, returned: the entry of TAKEN; else 0
};
void booking_payout(struct arena *arena, enum payout_step step, const struct payout_facts *facts,
                    struct ledger_draft *ret_draft);
