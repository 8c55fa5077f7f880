// SPDX-License-Identifier: Apache-2.0
// The audit log: who changed what and when, one event per change, written in the transaction of the change, never
// changed (a trigger refuses). Content is JSON of what was asked, without secrets.
#pragma once

#include "core/arena.h"
#include "core/text.h"
#include "db/db.h"
#include "value/time.h"

struct audit_event {
    int64_t id; // not for audit_event_add
    struct instant occurred_at;
    struct text actor;   // "token:3", "command line"
    struct text action;  // "program.create"
    struct text object;  // "program:12"
    struct text content; // JSON
};

// Needs a write transaction.
enum rc audit_event_add(struct db *db, const struct audit_event *event) MUST_USE;
// Newest first; object "" or TEXT_NONE for all; before_id 0 from the newest.
enum rc audit_event_list(struct db *db, struct arena *arena, const struct audit_event *before, int64_t limit,
                         struct audit_event **ret_events, size_t *ret_count) MUST_USE;
