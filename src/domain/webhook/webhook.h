// SPDX-License-Identifier: Apache-2.0
// Webhook sources as stored: the shops and payment services that tell what happened to an advertiser's orders, with
// sealed secrets; and what is remembered of their deliveries. Readers need no transaction, writers a write transaction;
// rows live in the arena.
#pragma once

#include "core/arena.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"
#include "webhook/webhook_core.h"

struct webhook_source {
    struct webhook_source_id id;
    struct program_id program_id;
    struct advertiser_id advertiser_id; // the program's
    struct text provider;               // WEBHOOK_PROVIDER_WORDS
    struct text secret;                 // sealed; "" none is known yet: every delivery is refused
    struct text previous_secret;        // sealed; ""
    struct instant previous_until;      // INSTANT_NONE
    struct text status;                 // active, archived
    struct instant created_at;
};

// "https://go.example/hooks/stripe/whs_0a1b2c3d4e5fg": where the sender delivers. The address is no secret: who cannot
// sign is refused.
struct text webhook_url(struct arena *arena, struct text public_url, const struct webhook_source *source,
                        struct text public_id);
// The seal of a secret, and the secrets that are valid at an instant: TEXT_NONE where there is none. RC_FAULT for one
// that was sealed with another key.
struct text webhook_secret_seal(struct arena *arena, const struct keyring *keyring, struct text secret);
enum rc webhook_secrets(struct arena *arena, const struct keyring *keyring, const struct webhook_source *source,
                        struct instant now, struct text ret_secrets[2]) MUST_USE;

enum rc webhook_source_insert(struct db *db, struct arena *arena, const struct webhook_source *source,
                              struct webhook_source_id *ret_id) MUST_USE;
// Writes secrets, their end, and status.
enum rc webhook_source_update(struct db *db, const struct webhook_source *source) MUST_USE;
enum rc webhook_source_get(struct db *db, struct arena *arena, struct webhook_source_id id,
                           struct webhook_source *ret_source) MUST_USE; // RC_NOT_FOUND
struct webhook_source_filter {
    struct advertiser_id advertiser_id; // 0: all
    struct program_id program_id;       // 0: all
    struct text status;                 // "" or TEXT_NONE: any
    int64_t before_id;                  // 0: from the newest
    int64_t limit;
};
// Newest first.
enum rc webhook_source_list(struct db *db, struct arena *arena, const struct webhook_source_filter *filter,
                            struct webhook_source **ret_list, size_t *ret_count) MUST_USE;

// ---- what is remembered ----

struct webhook_delivery {
    struct webhook_source_id source_id;
    struct text key; // idempotency key
    struct conversion_id conversion_id;
    struct text outcome, cause;
    struct instant received_at;
};
// Keeps the first of a key.
enum rc webhook_delivery_keep(struct db *db, const struct webhook_delivery *delivery) MUST_USE;
enum rc webhook_delivery_find(struct db *db, struct arena *arena, struct webhook_source_id source_id, struct text key,
                              struct webhook_delivery *ret_delivery) MUST_USE; // RC_NOT_FOUND
// Deletes at most max_rows deliveries, and as many facts that wait, from before an instant.
enum rc webhook_forget(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted) MUST_USE;

// Another name of an order; the first order that had it keeps it.
enum rc webhook_reference_keep(struct db *db, struct program_id program_id, struct text reference, struct text order_id,
                               struct instant now) MUST_USE;
enum rc webhook_reference_find(struct db *db, struct arena *arena, struct program_id program_id, struct text reference,
                               struct text *ret_order_id) MUST_USE; // RC_NOT_FOUND

// Keeps a refund, chargeback or decision until its order comes: once under each name that it gives the order.
enum rc webhook_wait(struct db *db, struct program_id program_id, const struct webhook_fact *fact,
                     struct instant now) MUST_USE;
// What waits for an order under this name, in the order in which it came.
enum rc webhook_waiting_list(struct db *db, struct arena *arena, struct program_id program_id, struct text goal,
                             struct text reference, struct webhook_fact **ret_list, size_t *ret_count) MUST_USE;
// It waits no more under the names that the fact gives.
enum rc webhook_waiting_end(struct db *db, struct program_id program_id, const struct webhook_fact *fact) MUST_USE;
