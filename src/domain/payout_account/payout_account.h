// SPDX-License-Identifier: Apache-2.0
// Saved payout details as stored: one version after another, never changed (triggers). Details rest sealed under the
// data folder's key; what is shown to people is masked. Storage only: when a new version counts is decided in
// flow/payout_account_save.h. Writers need a write transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "ids.h"
#include "payout_account/payout_details.h"
#include "value/time.h"

struct payout_account {
    struct payout_account_id id;
    struct partner_id partner_id; // 0: the network's own account
    int64_t number;               // 1, 2, 3 of the partner
    struct text method;
    struct text details;     // sealed
    struct text shown;       // masked
    struct text fingerprint; // 16 bytes
    struct text contact;     // sealed
    struct text created_by;
    struct instant created_at;
    struct instant usable_at; // nothing is paid to it before
};

// Fills details, shown, fingerprint, method and contact from what they are. contact: the partner's e-mail, may be
// empty.
void payout_account_seal(struct arena *arena, const struct keyring *keyring, const struct payout_details *details,
                         struct text contact, struct payout_account *account);
// RC_FAULT when the row was not sealed with this key.
enum rc payout_account_open(struct arena *arena, const struct keyring *keyring, const struct payout_account *account,
                            struct payout_details *ret_details) MUST_USE;
enum rc payout_account_contact(struct arena *arena, const struct keyring *keyring, const struct payout_account *account,
                               struct text *ret_email) MUST_USE;

// RC_CONFLICT when the number is taken.
enum rc payout_account_insert(struct db *db, struct arena *arena, const struct payout_account *account,
                              struct payout_account_id *ret_id) MUST_USE;
enum rc payout_account_get(struct db *db, struct arena *arena, struct payout_account_id id,
                           struct payout_account *ret_account) MUST_USE; // RC_NOT_FOUND
// The newest version; of one method when it is given, else of any. RC_NOT_FOUND.
enum rc payout_account_last(struct db *db, struct arena *arena, struct partner_id partner_id, struct text method,
                            struct payout_account *ret_account) MUST_USE;
// Newest first; numbers below before (0: from the newest).
enum rc payout_account_list(struct db *db, struct arena *arena, struct partner_id partner_id, int64_t before,
                            int64_t limit, struct payout_account **ret_list, size_t *ret_count) MUST_USE;
// How many other partners' newest details are this account: the same account paid under two names.
enum rc payout_account_shared(struct db *db, struct arena *arena, const struct payout_account *account,
                              int64_t *ret_partners) MUST_USE;
