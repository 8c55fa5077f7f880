// SPDX-License-Identifier: Apache-2.0
// Sessions: people who signed in at a browser. The token is random and in the browser's cookie only; here is its keyed
// hash (identity/secret.h). A session is good until it is ended, not used for SESSION_IDLE_MS, or SESSION_LONGEST_MS
// old (OWASP ASVS 5.0 §7.3). Readers need no transaction, writers a write transaction.
#pragma once

#include "identity/identity.h"

#define SESSION_IDLE_MS (7 * DAY_MS)
#define SESSION_LONGEST_MS (30 * DAY_MS)
#define SESSION_AGENT_MAX 200
#define SESSION_CODE_MS (10 * MINUTE_MS) // how long the code of the second factor is waited for

struct identity_session {
    struct session_id id;
    struct user_id user_id;
    struct text agent;          // User-Agent, cut to SESSION_AGENT_MAX bytes
    struct text address_prefix; // "203.0.113.0/24", "" unknown
    struct instant created_at;
    struct instant seen_at;              // of the last use that was noted
    struct instant ended_at;             // INSTANT_NONE while good
    bool needs_code;                     // the password was right, the second factor is awaited
    struct partner_id viewed_partner_id; // as whom an operator reads; 0 as himself
};
// How a person wants to read; "" is what browser, system and network say.
struct identity_preferences {
    struct text language; // en, fr, ja, ru
    struct text theme;    // dark, light
    struct text time_zone;
    struct text shortcuts; // off: single keys do nothing on pages
    struct text currency;  // sums are told in it too, beside their own; three letters
};
struct identity_session_person {
    struct identity_session session;
    struct identity_user user; // without password hash
    struct identity_preferences preferences;
};

enum rc identity_session_insert(struct db *db, struct arena *arena, const struct identity_session *session,
                                struct text token_hash, struct session_id *ret_id) MUST_USE;
// RC_NOT_FOUND for an unknown hash, and for a session that is not good at `now`, awaits its code, or whose person is
// archived.
enum rc identity_session_find(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                              struct identity_session_person *ret_person) MUST_USE;
// The same for a session that awaits its code, for SESSION_CODE_MS.
enum rc identity_session_find_waiting(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                                      struct identity_session_person *ret_person) MUST_USE;
// A session that nobody ended and whose time is over at `now`, to be ended: a clock that goes back would make it good
// again. RC_NOT_FOUND for any other.
enum rc identity_session_find_over(struct db *db, struct arena *arena, struct text token_hash, struct instant now,
                                   struct session_id *ret_id, struct user_id *ret_user_id) MUST_USE;
// How many sessions the person had before this one, and how many of them in a browser that calls itself the same.
enum rc identity_session_familiar(struct db *db, struct arena *arena, const struct identity_session *session,
                                  int64_t *ret_total, int64_t *ret_same) MUST_USE;
// From now on the session reads as this partner does; 0: as its own person.
enum rc identity_session_view_set(struct db *db, struct session_id id, struct partner_id viewed) MUST_USE;
// The person's good sessions, the last used first.
enum rc identity_session_list(struct db *db, struct arena *arena, struct user_id user_id, struct instant now,
                              struct identity_session **ret_sessions, size_t *ret_count) MUST_USE;
// Address prefix and seen_at.
enum rc identity_session_seen(struct db *db, const struct identity_session *session) MUST_USE;
// RC_NOT_FOUND when it is not the person's, or over already.
enum rc identity_session_end(struct db *db, struct session_id id, struct user_id user_id, struct instant at) MUST_USE;
// All of the person's but one (0: all).
enum rc identity_session_end_all(struct db *db, struct user_id user_id, struct session_id but, struct instant at,
                                 int64_t *ret_count) MUST_USE;
// Deletes those that were last used before.
enum rc identity_session_forget(struct db *db, struct instant before, int64_t *ret_count) MUST_USE;
// Empty members stay as they are; theme "system" gives the choice back to the system, shortcuts "on" is
// as if nobody had turned them off.
enum rc identity_user_preferences_set(struct db *db, struct user_id id,
                                      const struct identity_preferences *preferences) MUST_USE;
