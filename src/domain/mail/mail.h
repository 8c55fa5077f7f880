// SPDX-License-Identifier: Apache-2.0
// Letters that wait to be sent. A use case queues its letter in its own transaction, so that the letter goes out if and
// only if the thing happened; who sends (by SMTP) reads the queue and says how it went. A letter is a template's word
// and parameters: words of people are put together when it is sent. Writers need a write transaction.
#pragma once

#include "core/arena.h"
#include "core/rc.h"
#include "core/text.h"
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
    struct instant next_at; // not before
    struct text problem;    // of the last attempt; TEXT_NONE when none
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
// How an attempt went: status, attempts, next_at, problem, settled_at of the letter with this id, if it is still
// queued.
enum rc mail_attempted(struct db *db, const struct mail *mail) MUST_USE;
