// SPDX-License-Identifier: Apache-2.0
// Sign-in and sessions.
#include "user/session.h"

#include "change.h"
#include "identity/secret.h"
#include "validate.h"
#include "zone/zone.h"

// The same work whether the person exists or not: a check where there is a hash, the making of one where there is none
// (both are one run of Argon2id with the same cost).
static enum rc password_check(struct flow *flow, const struct sign_in_input *input, struct identity_user *user,
                              bool *ret_is_right)
{
    *ret_is_right = false;
    *user = (struct identity_user){.role = ROLE_NOBODY};
    enum rc rc = identity_user_find(flow->db, flow->arena, input->email, user);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
        *ret_is_right = password_is_right(user->password_hash, input->password) && instant_is_none(user->archived_at);
        return RC_OK;
    }
    struct text unused = TEXT_NONE;
    if (password_hash(flow->arena, input->password, &unused) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "no memory for hashing the password");
    }
    return RC_OK;
}

static enum rc note(struct flow *flow, const char *action, const struct sign_in_input *input, struct user_id id)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "address_prefix", input->address_prefix);
    return change_note_end(flow, &note, action, id.v);
}

static enum rc refuse(struct flow *flow, const struct sign_in_input *input, struct user_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(note(flow, "user.sign_in_refused", input, id));
    TRY(flow_commit(flow));
    return fault_set(flow->fault, RC_REFUSED, "sign_in_wrong", "", "e-mail and password do not fit together");
}

static struct text agent_cut(struct flow *flow, struct text agent)
{
    char *kept = arena_bytes(flow->arena, SESSION_AGENT_MAX);
    size_t n = agent.n < SESSION_AGENT_MAX ? agent.n : SESSION_AGENT_MAX;
    for (size_t i = 0; i < n; i++) {
        kept[i] = agent.p[i] >= ' ' && agent.p[i] <= '~' ? agent.p[i] : '?';
    }
    return (struct text){.p = kept, .n = n};
}

static enum rc end_old(struct flow *flow, struct text old_token)
{
    if (!text_is(old_token)) {
        return RC_OK;
    }
    struct identity_session_person old;
    struct text hash = secret_hash(flow->arena, flow->keyring, old_token);
    enum rc rc = identity_session_find(flow->db, flow->arena, hash, flow->now, &old);
    if (rc == RC_OK) {
        rc = identity_session_end(flow->db, old.session.id, old.user.id, flow->now);
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

enum rc session_sign_in(struct flow *flow, const struct sign_in_input *input, struct sign_in_done *ret_done)
{
    struct identity_user user;
    bool is_right = false;
    TRY(password_check(flow, input, &user, &is_right));
    if (!is_right) {
        return refuse(flow, input, user.id);
    }
    flow->actor = text_format(flow->arena, "user:%lld", (long long)user.id.v);
    struct identity_session session = {
        .user_id = user.id,
        .agent = agent_cut(flow, input->agent),
        .address_prefix = input->address_prefix,
        .created_at = flow->now,
        .seen_at = flow->now,
        .ended_at = INSTANT_NONE,
    };
    ret_done->token = secret_new(flow->arena, SECRET_SESSION);
    struct text hash = secret_hash(flow->arena, flow->keyring, ret_done->token);
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(end_old(flow, input->old_token));
    TRY(flow_stored(flow, identity_session_insert(flow->db, flow->arena, &session, hash, &session.id)));
    // The person may have been archived while the password was looked at: then the session is not good.
    enum rc rc = identity_session_find(flow->db, flow->arena, hash, flow->now, &ret_done->person);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, RC_REFUSED, "sign_in_wrong", "", "e-mail and password do not fit together");
    }
    TRY(flow_stored(flow, rc));
    TRY(note(flow, "user.sign_in", input, user.id));
    return flow_commit(flow);
}

// Nobody is refused a page because its use could not be noted.
static void note_use(struct flow *flow, struct identity_session *session)
{
    struct fault ignored = {.rc = RC_OK};
    struct flow quiet = *flow;
    quiet.fault = &ignored;
    quiet.before_commit = NULL;
    if (flow_begin(&quiet) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(quiet.db);
    session->seen_at = flow->now;
    if (identity_session_seen(quiet.db, session) == RC_OK) {
        DISCARD("a use that is not noted does no harm", flow_commit(&quiet));
    }
}

enum rc session_resume(struct flow *flow, struct text token, struct text address_prefix,
                       struct identity_session_person *ret_person)
{
    struct text hash = secret_hash(flow->arena, flow->keyring, token);
    enum rc rc = identity_session_find(flow->db, flow->arena, hash, flow->now, ret_person);
    if (rc == RC_NOT_FOUND) {
        return rc;
    }
    TRY(flow_stored(flow, rc));
    struct identity_session *session = &ret_person->session;
    if (flow->now.ms - session->seen_at.ms >= SESSION_NOTE_MS) {
        session->address_prefix = address_prefix;
        note_use(flow, session);
    }
    return RC_OK;
}

enum rc session_end(struct flow *flow, struct user_id user_id, struct session_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    enum rc rc = identity_session_end(flow->db, id, user_id, flow->now);
    TRY(change_found(flow, rc, "session"));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "session", id.v);
    TRY(change_note_end(flow, &note, "user.sign_out", user_id.v));
    return flow_commit(flow);
}

enum rc session_end_others(struct flow *flow, struct user_id user_id, struct session_id but)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    int64_t count = 0;
    TRY(flow_stored(flow, identity_session_end_all(flow->db, user_id, but, flow->now, &count)));
    struct change_note note;
    change_note_begin(flow, &note);
    json_put_int64(&note.json, "sessions", count);
    TRY(change_note_end(flow, &note, "user.sign_out_others", user_id.v));
    return flow_commit(flow);
}

enum rc session_preferences(struct flow *flow, struct user_id user_id, const struct identity_preferences *preferences)
{
    if (text_is(preferences->language)) {
        TRY(validate_choice(flow->fault, "language", preferences->language, "en,fr,ja,ru"));
    }
    if (text_is(preferences->theme)) {
        TRY(validate_choice(flow->fault, "theme", preferences->theme, "system,light,dark"));
    }
    if (text_is(preferences->time_zone) && !text_is_empty(preferences->time_zone)) {
        AUTO_ZONE zone = NULL;
        TRY(zone_open(preferences->time_zone, &zone, flow->fault));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, identity_user_preferences_set(flow->db, user_id, preferences)));
    return flow_commit(flow);
}
