// SPDX-License-Identifier: Apache-2.0
// Appeals of partners as stored: each with its messages, which never change. Storage only; the rules are
// dispute_core.h, the use cases flow/dispute. Writers need a write transaction; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "dispute/dispute_core.h"
#include "ids.h"
#include "value/time.h"

struct dispute {
    struct dispute_id id;
    struct partner_id partner_id;
    struct conversion_id conversion_id; // 0: only a commission is meant
    struct commission_id commission_id; // 0: the conversion as a whole is meant
    struct text reason;                 // coded: DISPUTE_REASON_WORDS
    enum dispute_status status;
    struct text outcome; // DISPUTE_OUTCOME_WORDS; "" until decided
    struct instant opened_at;
    struct text opened_by;
    struct instant due_at;     // by when the network answers
    struct instant decided_at; // INSTANT_NONE until then
    struct text decided_by;    // TEXT_NONE until then
};

// Status, outcome, decided_at and decided_by are not looked at: it is open. RC_CONFLICT when one against the same thing
// is open.
enum rc dispute_insert(struct db *db, struct arena *arena, const struct dispute *dispute,
                       struct dispute_id *ret_id) MUST_USE;
// Status, outcome, due_at, decided_at, decided_by.
enum rc dispute_update(struct db *db, const struct dispute *dispute) MUST_USE;
enum rc dispute_get(struct db *db, struct arena *arena, struct dispute_id id, struct dispute *ret_dispute) MUST_USE;
// The one that is open against this conversion or commission, of this partner. RC_NOT_FOUND.
enum rc dispute_find_open(struct db *db, struct arena *arena, const struct dispute *against,
                          struct dispute *ret_dispute) MUST_USE;

struct dispute_filter {
    struct partner_id partner_id;       // 0: all
    struct conversion_id conversion_id; // 0: all
    struct text status;                 // TEXT_NONE or "": any
    struct dispute_id before;           // 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc dispute_list(struct db *db, struct arena *arena, const struct dispute_filter *filter, struct dispute **ret_list,
                     size_t *ret_count) MUST_USE;

enum dispute_sort { DISPUTE_BY_AGE, DISPUTE_BY_DUE, DISPUTE_BY_PARTNER };
// A page of the list as people look at it: sorted, found by words of the order or the partner's name. Absent filters
// take any.
struct dispute_search {
    struct partner_id partner_id; // 0: all
    struct text words;            // as typed, in any letter case of ASCII
    struct text status, reason;
    enum dispute_sort sort; // rows that are equal in it follow by age
    bool is_down;
    struct dispute_id after; // the last one of the page before, wherever it stands now; 0: from the beginning
    int64_t limit;
};
enum rc dispute_search(struct db *db, struct arena *arena, const struct dispute_search *search,
                       struct dispute **ret_list, size_t *ret_count) MUST_USE;
// How many wait for the network.
enum rc dispute_count_open(struct db *db, struct arena *arena, int64_t *ret_count) MUST_USE;

struct dispute_message {
    bool is_partner;
    struct text author; // actor
    struct text body;
    struct instant written_at;
};
enum rc dispute_message_insert(struct db *db, struct dispute_id id, const struct dispute_message *message) MUST_USE;
// In order.
enum rc dispute_message_list(struct db *db, struct arena *arena, struct dispute_id id,
                             struct dispute_message **ret_list, size_t *ret_count) MUST_USE;
