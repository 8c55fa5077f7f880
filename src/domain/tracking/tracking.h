// SPDX-License-Identifier: Apache-2.0
// What came in at the doors of advertisers (tag, pixel, postback, webhook), accepted or refused, kept for some weeks so
// that whoever integrates a shop sees what arrived and why it was refused. A log for people: no money follows from it.
// Readers need no transaction, writers a write transaction. Texts are in the caller's arena.
#pragma once

#include "core/arena.h"
#include "db/db.h"
#include "ids.h"
#include "value/time.h"

#define TRACKING_REQUEST_MAX 8192 // bytes of the kept request
#define TRACKING_DOORS_MAX 8

struct tracking_event {
    int64_t id;
    struct advertiser_id advertiser_id;
    struct program_id program_id; // 0: the report did not get that far
    struct text door;             // tag, pixel, postback, webhook
    struct text kind;             // arrival, check, or the goal as reported; of a webhook its type
    struct text outcome;          // seen, approved, pending, rejected, duplicate, unattributed, refused; of a webhook
                                  // also what webhook_take.h says
    struct text code;             // of a refusal (fault code) or cause of what came to nothing; "" else
    struct text field;            // at fault, or ""
    struct text request;          // JSON of what was sent, without personal data
    struct conversion_id conversion_id;
    struct instant received_at;
};

enum rc tracking_event_insert(struct db *db, struct arena *arena, const struct tracking_event *list,
                              size_t count) MUST_USE;

struct tracking_filter {
    struct advertiser_id advertiser_id;
    struct program_id program_id; // reports of it and those of no program that is known; 0: all of the advertiser
    int64_t before_id;            // 0: from the newest
    int64_t limit;
};
enum rc tracking_event_list(struct db *db, struct arena *arena, const struct tracking_filter *filter,
                            struct tracking_event **ret_list, size_t *ret_count) MUST_USE;

struct tracking_door {
    struct text door;
    int64_t count;   // of the reports that are kept
    int64_t refused; // of these
    struct instant last_at;
    struct instant refused_at; // INSTANT_NONE: none
};
// The doors that anything came in at, by name.
enum rc tracking_doors(struct db *db, struct arena *arena, const struct tracking_filter *filter,
                       struct tracking_door **ret_list, size_t *ret_count) MUST_USE;
// When a report of this event's advertiser, program, door and kind came last; RC_NOT_FOUND when none is kept.
enum rc tracking_event_last(struct db *db, struct arena *arena, const struct tracking_event *event,
                            struct instant *ret_at) MUST_USE;
// Deletes at most max_rows from before the instant, and says how many.
enum rc tracking_event_forget(struct db *db, struct instant before, int64_t max_rows, int64_t *ret_deleted) MUST_USE;
