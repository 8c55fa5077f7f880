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
    bool needs_code;   // the session is good for session_code only, for SESSION_CODE_MS
};
// A person with a second factor gets a session that awaits its code. Who signs in at a browser that none of his earlier
// sessions had is told by a letter. Hashes for some tens of milliseconds before its transaction: the caller bounds how
// many do at once (gate/sign_in.h). RC_REFUSED sign_in_wrong for a wrong password, an unknown or an archived person,
// which the audit log keeps (user.sign_in_refused).
enum rc session_sign_in(struct flow *flow, const struct sign_in_input *input, struct sign_in_done *ret_done) MUST_USE;

// The second step: the code of the app or a recovery code. Gives a session with another token; the waiting one ends.
// RC_NOT_FOUND session_waiting_unknown when nobody is waited for; RC_REFUSED code_wrong (field code), which the audit
// log keeps (user.code_refused). The caller bounds how often (gate/sign_in.h).
struct code_input {
    struct text token; // of the session that waits
    struct text code;
    struct text address_prefix;
};
enum rc session_code(struct flow *flow, const struct code_input *input, struct sign_in_done *ret_done) MUST_USE;
// Whom a waiting session is of. RC_NOT_FOUND session_waiting_unknown.
enum rc session_waiting(struct flow *flow, struct text token, struct identity_session_person *ret_person) MUST_USE;
// A session for who has just proved to be the person by another way: an accepted invitation.
enum rc session_start(struct flow *flow, struct user_id user_id, const struct sign_in_input *input,
                      struct sign_in_done *ret_done) MUST_USE;

#define SESSION_NOTE_MS (10 * MINUTE_MS) // how exact seen_at is: pages write no more often than that
// The session of a cookie; notes its use now and then. RC_NOT_FOUND when it is not good (no fault is set).
enum rc session_resume(struct flow *flow, struct text token, struct text address_prefix,
                       struct identity_session_person *ret_person) MUST_USE;

// An operator's session reads as a partner does until session_view_end; the audit log keeps both (partner.view,
// partner.view_end). RC_INVALID partner_unknown; RC_REFUSED partner_archived.
enum rc session_view(struct flow *flow, const struct identity_session *session, struct partner_id partner_id) MUST_USE;
enum rc session_view_end(struct flow *flow, const struct identity_session *session) MUST_USE;

// RC_NOT_FOUND for a session that is not the person's.
enum rc session_end(struct flow *flow, struct user_id user_id, struct session_id id) MUST_USE;
// All of the person's but one (0: all), by himself or by who manages people.
enum rc session_end_others(struct flow *flow, struct user_id user_id, struct session_id but) MUST_USE;

// Absent and empty members stay, but an empty currency is none. RC_INVALID value_unknown (language, theme),
// time_zone_unknown, currency_unknown.
enum rc session_preferences(struct flow *flow, struct user_id user_id,
                            const struct identity_preferences *preferences) MUST_USE;
