// SPDX-License-Identifier: Apache-2.0
// What is kept for a time only: who visitors were, and answers to Idempotency-Keys. Bounded transactions, so that
// clicks and postbacks go on beside it; safe at any time, again, and on several nodes at once.
#pragma once

#include "flow.h"

#define PURGE_ANSWERS_AFTER_MS (48 * HOUR_MS)
#define PURGE_SESSIONS_AFTER_MS (30 * DAY_MS)

// Deletes address, agent and referrer of clicks older than the network's address_days.
enum rc purge_people(struct flow *flow, int64_t *ret_deleted) MUST_USE;
// Forgets the answers that are older than 48 hours: their keys may be used anew.
enum rc purge_answers(struct flow *flow, int64_t *ret_deleted) MUST_USE;
// Deletes the sessions that nobody has used for 30 days: device and network of a person are kept no longer. Bulk
// actions that old, which nobody can undo any more, and views deleted that long ago go with them.
enum rc purge_sessions(struct flow *flow, int64_t *ret_deleted) MUST_USE;
