// SPDX-License-Identifier: Apache-2.0
// Charges as stored: what an advertiser owes for one conversion (or one commission of clicks), and every step of it.
// Storage only: charge_derive.h computes, flow/charge_bookings.h books. A charge is changed only together with an
// appended step; steps never change (triggers). Writers need a write transaction; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct charge {
    struct charge_id id;
    struct text key; // "cnv:CONVERSION" or "clk:COMMISSION": unique
    struct advertiser_id advertiser_id;
    struct program_id program_id;
    struct partner_id partner_id;       // who was credited
    struct conversion_id conversion_id; // 0: clicks
    struct commission_id commission_id; // of clicks, else 0
    struct settlement_id terms_id;
    struct money amount;      // as it stands
    struct money commissions; // as they stand
    bool is_confirmed;
    struct line_id line_id; // the first line of the advertiser's account that it made, 0: none
    struct instant occurred_at, created_at;
};
struct charge_change {
    struct charge_id charge_id;
    int64_t number;    // 1, 2, 3
    struct text cause; // of the commission's step: accrued, refund, rejected, approved
    int64_t cause_id;
    struct money amount, commissions; // after this step
    bool is_confirmed;
    struct text derivation;
    struct entry_id entry_id; // 0 when no money moved
    struct instant occurred_at, changed_at;
};

struct text charge_key_of_conversion(struct arena *arena, struct conversion_id id);
struct text charge_key_of_clicks(struct arena *arena, struct commission_id id);

enum rc charge_get(struct db *db, struct arena *arena, struct charge_id id, struct charge *ret_charge) MUST_USE;
enum rc charge_find(struct db *db, struct arena *arena, struct text key, struct charge *ret_charge) MUST_USE;
// RC_CONFLICT when the key is taken. The sums begin at zero.
enum rc charge_insert(struct db *db, struct arena *arena, const struct charge *charge,
                      struct charge_id *ret_id) MUST_USE;
// Amount, commissions, is_confirmed and line of the row with this id.
enum rc charge_update_row(struct db *db, const struct charge *charge) MUST_USE;
enum rc charge_change_insert(struct db *db, const struct charge_change *change) MUST_USE;
// In order.
enum rc charge_change_list(struct db *db, struct arena *arena, struct charge_id id, struct currency currency,
                           struct charge_change **ret_list, size_t *ret_count) MUST_USE;

struct charge_filter {
    struct advertiser_id advertiser_id; // 0: any
    struct program_id program_id;       // 0: any
    bool is_negative_only;              // only where the commissions are more than the charge
    struct charge_id before;            // cursor; 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc charge_list(struct db *db, struct arena *arena, const struct charge_filter *filter, struct charge **ret_list,
                    size_t *ret_count) MUST_USE;

// Sums of what charges stand at, by program, advertiser or partner and currency.
enum margin_group { MARGIN_BY_PROGRAM, MARGIN_BY_ADVERTISER, MARGIN_BY_PARTNER };
struct margin_row {
    int64_t id; // of the program, advertiser or partner
    struct money charged, commissions;
    int64_t charges;  // how many
    int64_t negative; // of them with a negative margin
};
struct margin_question {
    enum margin_group group;
    struct instant from, to; // occurred at or after, and before
};
enum rc charge_margins(struct db *db, struct arena *arena, const struct margin_question *question,
                       struct margin_row **ret_rows, size_t *ret_count) MUST_USE;
