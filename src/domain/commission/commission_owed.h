// SPDX-License-Identifier: Apache-2.0
// Sums of commissions for people who look at the money: what is owed and when it becomes due, and what a list that is
// filtered sums to. Readers only; rows live in the arena.
#pragma once

#include "commission/commission.h"

#define COMMISSION_OWED_MONTHS 4
#define COMMISSION_OWED_LATER COMMISSION_OWED_MONTHS // after the last end
#define COMMISSION_OWED_UNDECIDED (-1)               // the conversion is not decided: no date

struct commission_owed {
    struct currency currency;
    int64_t month; // 0 …: the end before which the hold is over; or one of the two above
    int64_t pending_minor, available_minor, in_payout_minor;
};
// By currency and month. ends: the instants at which the months end, ascending.
enum rc commission_owed(struct db *db, struct arena *arena, const struct instant ends[COMMISSION_OWED_MONTHS],
                        struct commission_owed **ret_list, size_t *ret_count) MUST_USE;

struct commission_search {
    struct partner_id partner_id; // 0: any
    struct program_id program_id; // 0: any
    bool has_status;
    enum commission_status status;
    struct instant from, to; // when it was accrued: from inclusive, to exclusive; INSTANT_NONE: no bound
    // When it was earned, likewise: the instant of its event; for clicks the last quarter hour of their day (UTC),
    // where reports count it; else when it was accrued.
    struct instant earned_from, earned_to;
    struct text currency; // TEXT_NONE: any
    struct text origin; // event: orders, leads, clicks and bonuses, all that reports count; hand: what a person granted
    struct text words;  // in the order's id, in any letter case of ASCII; as typed
    struct offer_id offer_id; // 0: any; of its order, as are the next ones
    struct link_id link_id;
    struct text country; // TEXT("-"): unknown; TEXT_NONE: any
    struct opt_int64 device;
    bool is_own_order; // words are looked for only in orders that the one who earns is credited with
};
enum commission_sort { COMMISSION_BY_AGE, COMMISSION_BY_EARNED, COMMISSION_BY_AMOUNT };
// A page: by amount in minor units, of whatever currency; equals follow by age.
struct commission_slice {
    enum commission_sort sort;
    bool is_down;               // by age: the newest first
    struct commission_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    size_t limit;
};
struct commission_sum {
    struct currency currency;
    enum commission_status status;
    int64_t commissions;
    struct money amount;
};
// One per currency and state that occurs.
enum rc commission_sums(struct db *db, struct arena *arena, const struct commission_search *search,
                        struct commission_sum **ret_list, size_t *ret_count) MUST_USE;
enum rc commission_search(struct db *db, struct arena *arena, const struct commission_search *search,
                          const struct commission_slice *slice, struct commission **ret_list,
                          size_t *ret_count) MUST_USE;
// When a commission was earned, as a search looks for it. RC_NOT_FOUND when it is absent.
enum rc commission_earned(struct db *db, struct arena *arena, struct commission_id id, struct instant *ret_at) MUST_USE;

// Those that may be overdue: what is decided, and not paid, whose hold ended before due_before; what is not decided and
// was made before made_before. Which of them are, flow/payout/payout_late.h says.
struct commission_late_search {
    struct commission_search of; // its status is not looked at
    struct instant due_before, made_before;
};
// Newest first, ids below before (0: from the newest).
enum rc commission_late(struct db *db, struct arena *arena, const struct commission_late_search *search,
                        struct commission_id before, size_t limit, struct commission **ret_list,
                        size_t *ret_count) MUST_USE;
