// SPDX-License-Identifier: Apache-2.0
// Reciprocal agreements (mission S1-8): two companies are partner and advertiser of each other, so that one of them is
// both here; and what was set off under them. Storage only: flow/payout/netting_life.h decides and books. Writers need
// a write transaction and the locks of both sides; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/money.h"
#include "value/time.h"

struct agreement {
    struct agreement_id id;
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct text note; // or ""
    struct text agreed_by;
    struct instant agreed_at;
    struct instant ended_at; // INSTANT_NONE while it lasts
};
// RC_CONFLICT when one between the two lasts.
enum rc agreement_insert(struct db *db, struct arena *arena, const struct agreement *agreement,
                         struct agreement_id *ret_id) MUST_USE;
enum rc agreement_end_row(struct db *db, struct agreement_id id, struct instant ended_at) MUST_USE;
enum rc agreement_get(struct db *db, struct arena *arena, struct agreement_id id,
                      struct agreement *ret_agreement) MUST_USE; // RC_NOT_FOUND
// Newest first, ids below before (0: from the newest).
enum rc agreement_list(struct db *db, struct arena *arena, struct agreement_id before, int64_t limit,
                       struct agreement **ret_list, size_t *ret_count) MUST_USE;

struct netting {
    struct netting_id id;
    struct agreement_id agreement_id;
    struct money amount;           // > 0
    struct payout_item_id item_id; // the partner's side
    struct line_id line_id;        // the advertiser's side
    struct text netted_by;
    struct instant netted_at;
    struct text reversed_by; // TEXT_NONE unless reversed
    struct instant reversed_at;
    struct text note; // why it was reversed, or ""
};
enum rc netting_insert(struct db *db, struct arena *arena, const struct netting *netting,
                       struct netting_id *ret_id) MUST_USE;
// Line, reversal and note.
enum rc netting_update(struct db *db, const struct netting *netting) MUST_USE;
enum rc netting_get(struct db *db, struct arena *arena, struct netting_id id,
                    struct netting *ret_netting) MUST_USE; // RC_NOT_FOUND
// Of an agreement, or (0) of all: newest first, ids below before (0: from the newest).
enum rc netting_list(struct db *db, struct arena *arena, struct agreement_id agreement_id, struct netting_id before,
                     int64_t limit, struct netting **ret_list, size_t *ret_count) MUST_USE;
