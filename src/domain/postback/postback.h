// SPDX-License-Identifier: Apache-2.0
// Postbacks to partners as stored: where each wants to be told of its conversions, and the outbox of what is told. A
// use case queues a delivery in its own transaction, so that it is made if and only if the thing happened; who calls
// reads the queue and says how it went. At least once: a delivery whose server ended while it was calling is called
// again, with the same webhook-id. Writers need a write transaction; rows live in the arena.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "ids.h"
#include "postback/postback_core.h"
#include "value/time.h"

struct postback {
    struct postback_id id;
    struct partner_id partner_id;
    struct program_id program_id; // 0: all of the partner's
    struct text url;
    struct text events; // POSTBACK_EVENT_WORDS, a comma list
    struct text status; // active, paused, archived
    int64_t secret_number;
    struct instant created_at;
};
// "whsec_" and base64 of 32 bytes, as Standard Webhooks prints secrets: derived of the id, the secret's number and the
// master key, and stored nowhere. ret_key is what calls are signed with.
struct text postback_secret(struct arena *arena, const struct keyring *keyring, const struct postback *postback,
                            uint8_t ret_key[HMAC_BYTES]);
// "v1,…" of one call.
struct text postback_signature(struct arena *arena, const uint8_t key[HMAC_BYTES], struct text id,
                               struct text timestamp, struct text url);

enum rc postback_insert(struct db *db, struct arena *arena, const struct postback *postback,
                        struct postback_id *ret_id) MUST_USE;
// Writes program, url, events, status and secret_number.
enum rc postback_update(struct db *db, const struct postback *postback) MUST_USE;
enum rc postback_get(struct db *db, struct arena *arena, struct postback_id id,
                     struct postback *ret_postback) MUST_USE; // RC_NOT_FOUND
// A partner's, without the archived, the oldest first.
enum rc postback_list(struct db *db, struct arena *arena, struct partner_id partner_id, struct postback **ret_list,
                      size_t *ret_count) MUST_USE;
// The active ones that are told of a conversion of this partner in this program.
enum rc postback_list_for(struct db *db, struct arena *arena, struct partner_id partner_id,
                          struct program_id program_id, struct postback **ret_list, size_t *ret_count) MUST_USE;

// ---- the outbox ----

struct postback_delivery {
    struct postback_delivery_id id;
    struct postback_id postback_id;
    struct text key; // idempotency key
    struct text event;
    struct conversion_id conversion_id; // 0 for a test
    struct text macros;                 // their values, percent-encoded
    struct text status;                 // queued, delivered, failed
    int64_t attempts;
    struct instant next_at;
    struct instant claimed_at; // INSTANT_NONE: nobody is trying
    struct text url;           // as called last, "" before
    int64_t answer_status;     // 0: no answer
    struct text answer;        // the beginning of its body
    struct text problem;       // fetch/fetch.h, or "url_too_long"; ""
    int64_t duration_ms;
    struct instant queued_at;
    struct instant settled_at; // INSTANT_NONE while queued
};
// Queues it now; *ret_id is 0 when the key was used before, and nothing is changed.
enum rc postback_delivery_queue(struct db *db, struct arena *arena, const struct postback_delivery *delivery,
                                struct postback_delivery_id *ret_id) MUST_USE;
enum rc postback_delivery_get(struct db *db, struct arena *arena, struct postback_delivery_id id,
                              struct postback_delivery *ret_delivery) MUST_USE; // RC_NOT_FOUND
// Of one postback, newest first, ids below before (0: from the newest).
enum rc postback_delivery_list(struct db *db, struct arena *arena, struct postback_id postback_id,
                               struct postback_delivery_id before, int64_t limit, struct postback_delivery **ret_list,
                               size_t *ret_count) MUST_USE;
// Queued ones whose time has come, the longest waiting first; of active postbacks that nobody is calling, and tests.
enum rc postback_delivery_list_due(struct db *db, struct arena *arena, struct instant now, int64_t limit,
                                   struct postback_delivery **ret_list, size_t *ret_count) MUST_USE;
// Takes it to call: counts an attempt. RC_CONFLICT when somebody has it or another of the same postback, it is settled,
// or its time has not come.
enum rc postback_delivery_claim(struct db *db, struct postback_delivery_id id, struct instant at) MUST_USE;
// How an attempt went: status, next_at, url, answer_status, answer, problem, duration_ms, settled_at. The claim ends.
enum rc postback_delivery_attempted(struct db *db, const struct postback_delivery *delivery) MUST_USE;
// All that wait for this postback, but tests, wait at least until then: it does not answer.
enum rc postback_delivery_put_off(struct db *db, struct postback_id postback_id, struct instant until) MUST_USE;
// Those claimed before this instant are nobody's again: who was calling is gone.
enum rc postback_delivery_release(struct db *db, struct instant claimed_before) MUST_USE;
// Queued again, to be called at once: one that failed, waits or was delivered. RC_NOT_FOUND for one that is on its way.
enum rc postback_delivery_retry(struct db *db, struct postback_delivery_id id, struct instant at) MUST_USE;
// What waits for a postback is given up with this problem: it was removed.
enum rc postback_delivery_give_up(struct db *db, struct postback_id postback_id, struct text problem,
                                  struct instant at) MUST_USE;
// Deletes those that were settled before.
enum rc postback_delivery_forget(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;
