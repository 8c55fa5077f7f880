// SPDX-License-Identifier: Apache-2.0
// Customers as an advertiser knows them: by the advertiser's own id, by e-mail (kept only as a keyed hash), or both;
// and whom a first lead or sale bound them to (mission S3D-7, S3D-8). Erasing a person empties the id and the hashes;
// the row and the money that hangs on it stay.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define EMAIL_HASH_BYTES 32
#define CUSTOMER_EXTERNAL_ID_MAX 200
#define EMAIL_MAX 254

// The keyed hash of an e-mail address, trimmed and lower-cased, within one advertiser. RC_INVALID (code
// email_malformed, field email) unless it looks like local@domain of printable ASCII or UTF-8 without spaces, at most
// EMAIL_MAX bytes.
enum rc customer_email_hash(struct arena *arena, const struct keyring *keyring, struct advertiser_id advertiser_id,
                            struct text email, struct text *ret_hash, struct fault *fault) MUST_USE;

// The customer with this external id, else with this e-mail hash; RC_NOT_FOUND when neither is known. Either may be
// absent.
enum rc customer_find(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                      struct text email_hash, struct customer_id *ret_customer) MUST_USE;
// Lets one transaction at a time erase this customer or add to what is known of him. Before customer_lock, where both
// are taken.
enum rc customer_hold(struct db *db, struct arena *arena, struct customer_id id) MUST_USE;
// Lets one transaction at a time decide whose this external id and this e-mail hash are; each may be absent.
enum rc customer_lock(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                      struct text email_hash) MUST_USE;
// As customer_find, and makes the customer or adds what was not known of him. When the id and the e-mail belong to two
// customers, the id wins and the e-mail stays where it was. Needs a write transaction. Idempotent.
enum rc customer_ensure(struct db *db, struct arena *arena, struct advertiser_id advertiser_id, struct text external_id,
                        struct text email_hash, struct instant now, struct customer_id *ret_customer) MUST_USE;

struct customer {
    struct customer_id id;
    struct advertiser_id advertiser_id;
    struct text external_id; // TEXT_NONE when unknown or erased
    struct instant created_at;
    int64_t emails; // how many e-mail hashes are kept
};
enum rc customer_get(struct db *db, struct arena *arena, struct customer_id id, struct customer *ret_customer) MUST_USE;
// Adds an external id, where there is none, and an e-mail hash, where it is nobody's; each may be absent. Whether they
// are another's is the caller's to ask, under customer_lock. Needs a write transaction. Idempotent.
enum rc customer_identify(struct db *db, const struct customer *customer, struct text external_id,
                          struct text email_hash) MUST_USE;
struct customer_filter {
    struct advertiser_id advertiser_id; // 0: all
    struct text external_id;            // "" or TEXT_NONE: all
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc customer_list(struct db *db, struct arena *arena, const struct customer_filter *filter,
                      struct customer **ret_customers, size_t *ret_count) MUST_USE;
// Empties the external id and deletes the e-mail hashes; the row stays for what points to it. Needs a write
// transaction. Idempotent.
enum rc customer_erase_identity(struct db *db, struct customer_id id) MUST_USE;
// A text that stands for an external id where the id itself must not: keyed, the same for the same id of the same
// advertiser, so that a repeated report is still known after the person was erased.
struct text customer_pseudonym(struct arena *arena, const struct keyring *keyring, struct advertiser_id advertiser_id,
                               struct text external_id);

struct binding {
    struct partner_id partner_id;
    struct link_id link_id;
    struct click_id click_id;
    struct conversion_id conversion_id;
    struct instant bound_at;
};
// RC_NOT_FOUND when the customer is bound to nobody in the program.
enum rc binding_find(struct db *db, struct arena *arena, struct program_id program_id, struct customer_id customer_id,
                     struct binding *ret_binding) MUST_USE;
// Binds; with is_replacing also a customer who is bound already, else the first binding stays. Needs a write
// transaction.
enum rc binding_set(struct db *db, struct program_id program_id, struct customer_id customer_id,
                    const struct binding *binding, bool is_replacing) MUST_USE;
