// SPDX-License-Identifier: Apache-2.0
// Letters that wait to be sent. A use case queues its letter in its own transaction, so that the letter goes out if and
// only if the thing happened; who sends (by SMTP) reads the queue and says how it went. A letter is a template's word
// and parameters: words of people are put together when it is sent. Writers need a write transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "value/time.h"

struct mail {
    int64_t id;             // not for mail_queue
    struct text key;        // idempotency key: "payout_details:12:changed:1"
    struct text recipient;  // one e-mail address
    struct text template;   // "payout_details_changed"
    struct text language;   // en, ru, fr, ja
    struct text parameters; // JSON object of texts; never a secret
    struct text status;     // queued, sent, failed
    int64_t attempts;
    struct instant next_at;    // not before
    struct instant claimed_at; // since when it is being sent; INSTANT_NONE: it is not
    struct text problem;       // of the last attempt; TEXT_NONE when none
    struct instant queued_at;
    struct instant settled_at; // INSTANT_NONE while queued
};

// Queues it now. A key that was used before changes nothing.
enum rc mail_queue(struct db *db, const struct mail *mail) MUST_USE;
// Queued ones whose time has come, the longest waiting first.
enum rc mail_list_due(struct db *db, struct arena *arena, struct instant now, size_t limit, struct mail **ret_list,
                      size_t *ret_count) MUST_USE;
// Newest first, ids below before (0: from the newest); status TEXT_NONE: any.
enum rc mail_list(struct db *db, struct arena *arena, struct text status, int64_t before, int64_t limit,
                  struct mail **ret_list, size_t *ret_count) MUST_USE;
// Takes a letter to send it: counts an attempt. RC_CONFLICT when somebody else has it or it is not queued any more.
enum rc mail_claim(struct db *db, int64_t id, struct instant at) MUST_USE;
// How an attempt went: status, next_at, problem, settled_at of the letter with this id, if it is still queued. The
// claim ends.
enum rc mail_attempted(struct db *db, const struct mail *mail) MUST_USE;
// Letters claimed before this instant fail with this problem: who was sending them is gone, and whether they left is
// not known.
enum rc mail_abandon(struct db *db, struct instant claimed_before, struct text problem, struct instant at,
                     int64_t *ret_count) MUST_USE;
// Queued again, to be sent at once: one that failed, or waits for its next attempt. RC_NOT_FOUND for any other.
enum rc mail_retry(struct db *db, int64_t id, struct instant at) MUST_USE;

// RC_OK when a letter with this key was queued, whatever became of it; RC_NOT_FOUND.
enum rc mail_is_queued(struct db *db, struct arena *arena, struct text key) MUST_USE;

struct mail_counts {
    int64_t queued, sent, failed;
    struct instant oldest_queued; // INSTANT_NONE when none is
};
enum rc mail_count(struct db *db, struct arena *arena, struct mail_counts *ret_counts) MUST_USE;
// Deletes those that were sent or given up before.
enum rc mail_forget(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;

// ---- letters that somebody does not want ----

// What a letter is about. Only the obligatory ones (security, money that needs somebody, answers to what he asked) come
// to everybody; the others to whoever has not refused them.
enum mail_topic { MAIL_OBLIGATORY, MAIL_PAYOUT, MAIL_TERMS, MAIL_WEEK, MAIL_MONTH, MAIL_TOPIC_COUNT };
const char *mail_topic_text(enum mail_topic topic); // "payout"
// Of what can be refused.
bool mail_topic_parse(struct text t, enum mail_topic *ret_topic);
// An address in any letter case. Wanted or not from now on; the same again changes nothing.
enum rc mail_want(struct db *db, struct arena *arena, struct text recipient, enum mail_topic topic, bool is_wanted,
                  struct instant at) MUST_USE;
enum rc mail_wanted(struct db *db, struct arena *arena, struct text recipient,
                    bool ret_is_wanted[MAIL_TOPIC_COUNT]) MUST_USE;
// Proves that whoever shows it was written to: of an address and a topic under the network's key, 32 letters.
struct text mail_unsubscribe_key(struct arena *arena, const struct keyring *keyring, struct text recipient,
                                 enum mail_topic topic);
