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
// Which events; zeroed: all.
struct audit_filter {
    struct text object;  // "program:12"
    struct text actor;   // "user:7"
    struct text action;  // "program.create", or "program." for all that begin so
    struct instant from; // from this instant on
    struct instant to;   // before this one; 0: no end
    int64_t before_id;   // 0: from the newest
};
// Newest first.
enum rc audit_event_list(struct db *db, struct arena *arena, const struct audit_filter *filter, int64_t limit,
                         struct audit_event **ret_events, size_t *ret_count) MUST_USE;
