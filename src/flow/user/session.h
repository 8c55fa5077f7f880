// SPDX-License-Identifier: Apache-2.0
// Signing in at the pages and what becomes of a session (identity/session.h). Who guesses passwords learns nothing: an
// unknown e-mail costs the same work and gets the same answer as a wrong password.
#pragma once

#include "flow.h"
#include "identity/session.h"

struct sign_in_input {
    struct text email;
    struct text password;
    struct text agent;          // User-Agent; TEXT_NONE unknown
    struct text address_prefix; // click/click.h; "" unknown
    struct text old_token;      // the browser's session before, which ends; TEXT_NONE without
};
struct sign_in_done {
    struct identity_session_person person;
    struct text token; // "trs_…": for the cookie; a new one at each sign-in
};
// Hashes for some tens of milliseconds before its transaction: the caller bounds how many do at once (gate/sign_in.h).
// RC_REFUSED sign_in_wrong for a wrong password, an unknown or an archived person, which the audit log keeps
// (user.sign_in_refused).
enum rc session_sign_in(struct flow *flow, const struct sign_in_input *input, struct sign_in_done *ret_done) MUST_USE;

#define SESSION_NOTE_MS (10 * MINUTE_MS) // how exact seen_at is: pages write no more often than that
// The session of a cookie; notes its use now and then. RC_NOT_FOUND when it is not good (no fault is set).
enum rc session_resume(struct flow *flow, struct text token, struct text address_prefix,
                       struct identity_session_person *ret_person) MUST_USE;

// RC_NOT_FOUND for a session that is not the person's.
enum rc session_end(struct flow *flow, struct user_id user_id, struct session_id id) MUST_USE;
// All of the person's but one (0: all).
enum rc session_end_others(struct flow *flow, struct user_id user_id, struct session_id but) MUST_USE;

// Empty members stay. RC_INVALID value_unknown (language, theme), time_zone_unknown.
enum rc session_preferences(struct flow *flow, struct user_id user_id,
                            const struct identity_preferences *preferences) MUST_USE;
