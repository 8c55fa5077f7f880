// SPDX-License-Identifier: Apache-2.0
// When and what the network pays, as operators set it: the schedule, sums per currency, terms of single partners, and
// partners' requests for what is available. Storage only; the rules are payout_rule.h. Writers need a write
// transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "db/db.h"
#include "ids.h"
#include "payout/payout_rule.h"

struct payout_policy {
    struct payout_schedule schedule;
    bool is_details_required;
    bool is_tax_profile_required;
};
// PAYOUT_SCHEDULE_DEFAULT and nothing required until an operator said otherwise.
enum rc payout_policy_get(struct db *db, struct arena *arena, struct payout_policy *ret_policy) MUST_USE;
enum rc payout_policy_set(struct db *db, const struct payout_policy *policy, struct instant now) MUST_USE;

struct payout_limit {
    struct partner_id partner_id; // 0: everybody's who has none of his own
    struct money minimum;
    bool has_second_person;     // of the network's only
    struct money second_person; // a run above it needs another approver than its builder
};
// The partner's own minimum, else the network's, else 0; the second person's limit is always the network's.
enum rc payout_limit_get(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                         struct payout_limit *ret_limit) MUST_USE;
enum rc payout_limit_set(struct db *db, const struct payout_limit *limit) MUST_USE;
// Of the network (0) or of one partner, by currency.
enum rc payout_limit_list(struct db *db, struct arena *arena, struct partner_id partner_id,
                          struct payout_limit **ret_list, size_t *ret_count) MUST_USE;

struct payout_terms {
    struct partner_id partner_id;
    bool is_on_request;      // only what he asks for; else with each run
    struct text hold_reason; // why nothing is paid at present; TEXT_NONE: nothing is held
    bool has_tax_profile;
};
// The cycle's, without a hold and without a tax profile, when nothing was said.
enum rc payout_terms_get(struct db *db, struct arena *arena, struct partner_id partner_id,
                         struct payout_terms *ret_terms) MUST_USE;
enum rc payout_terms_set(struct db *db, const struct payout_terms *terms, struct instant now) MUST_USE;

// When a partner's money, past its day of payment, was last seen waiting for himself: below the minimum, details
// missing or just changed, no tax profile, not asked for. INSTANT_NONE when it never was.
enum rc payout_wait_get(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                        struct instant *ret_waited_at) MUST_USE;
enum rc payout_wait_set(struct db *db, struct partner_id partner_id, struct currency currency,
                        struct instant waited_at) MUST_USE;

struct withdrawal {
    struct withdrawal_id id;
    struct partner_id partner_id;
    struct money amount; // payable when it was asked for
    struct text status;  // open, taken, declined, cancelled
    struct text reason;  // why it was declined; TEXT_NONE else
    struct text requested_by;
    struct instant requested_at;
    struct instant closed_at;      // INSTANT_NONE while open
    struct payout_item_id item_id; // that took it, or 0
};
// RC_CONFLICT when one is open in the currency. The status becomes open.
enum rc withdrawal_insert(struct db *db, struct arena *arena, const struct withdrawal *withdrawal,
                          struct withdrawal_id *ret_id) MUST_USE;
// Status, reason, closed_at, item_id; of an open one only: RC_CONFLICT when it is not open any more.
enum rc withdrawal_close(struct db *db, const struct withdrawal *withdrawal) MUST_USE;
enum rc withdrawal_get(struct db *db, struct arena *arena, struct withdrawal_id id,
                       struct withdrawal *ret_withdrawal) MUST_USE; // RC_NOT_FOUND
enum rc withdrawal_find_open(struct db *db, struct arena *arena, struct partner_id partner_id, struct currency currency,
                             struct withdrawal *ret_withdrawal) MUST_USE; // RC_NOT_FOUND

struct withdrawal_filter {
    struct partner_id partner_id; // 0: all
    struct text status;           // TEXT_NONE: any
    int64_t before_id;            // 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc withdrawal_list(struct db *db, struct arena *arena, const struct withdrawal_filter *filter,
                        struct withdrawal **ret_list, size_t *ret_count) MUST_USE;

enum withdrawal_sort {
    WITHDRAWAL_BY_AGE,
    WITHDRAWAL_BY_PARTNER,
    WITHDRAWAL_BY_AMOUNT, // of a currency, after those of the currency before
    WITHDRAWAL_BY_STATUS
};
// A page of the list as people look at it: sorted, found by words of the partner's name or code. Absent filters take
// any.
struct withdrawal_search {
    struct text words; // as typed, in any letter case of ASCII
    struct text status;
    enum withdrawal_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct withdrawal_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc withdrawal_search(struct db *db, struct arena *arena, const struct withdrawal_search *search,
                          struct withdrawal **ret_list, size_t *ret_count) MUST_USE;
