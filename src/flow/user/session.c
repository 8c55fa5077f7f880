// SPDX-License-Identifier: Apache-2.0
// Sign-in and sessions.
#include "user/session.h"

#include "change.h"
#include "identity/secret.h"
#include "user/letter.h"
#include "user/second_factor_write.h"
#include "validate.h"

// The same work whether the person exists or not: a check where there is a hash, the making of one where there is none
// (both are one run of Argon2id with the same cost).
static enum rc password_check(struct flow *flow, const struct sign_in_input *input, struct identity_user *user,
                              bool *ret_is_right)
{
    *ret_is_right = false;
    *user = (struct identity_user){.role = ROLE_NOBODY};
    enum rc rc = identity_user_find(flow->db, flow->arena, input->email, user);
    bool is_known = rc == RC_OK && !user->is_invited;
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    if (is_known) {
        *ret_is_right = password_is_right(user->password_hash, input->password) && instant_is_none(user->archived_at);
        return RC_OK;
    }
    struct text unused = TEXT_NONE;
    if (password_hash(flow->arena, input->password, &unused) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "no memory for hashing the password");
    }
    return RC_OK;
}

static enum rc note(struct flow *flow, const char *action, struct text address_prefix, struct user_id id)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "address_prefix", address_prefix);
    return change_note_end(flow, &note, action, id.v);
}

static enum rc refuse(struct flow *flow, const struct sign_in_input *input, struct user_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(note(flow, "user.sign_in_refused", input->address_prefix, id));
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

// Who is at it in a browser that none of the person's earlier sessions had may be somebody else.
static enum rc tell_unfamiliar(struct flow *flow, const struct identity_session *session)
{
    int64_t total = 0;
    int64_t same = 0;
    TRY(flow_stored(flow, identity_session_familiar(flow->db, flow->arena, session, &total, &same)));
    if (total == 0 || same > 0) {
        return RC_OK;
    }
    struct identity_user user;
    TRY(flow_stored(flow, identity_user_get(flow->db, flow->arena, session->user_id, &user)));
    struct letter letter;
    letter_begin(flow, &letter, LETTER_SIGN_IN_NEW);
    letter.language = user.language;
    letter_text(&letter, "agent", session->agent);
    letter_text(&letter, "place", session->address_prefix);
    letter_text(&letter, "at", instant_text(flow->arena, flow->now));
    struct text key = text_format(flow->arena, "session:%lld:new", (long long)session->id.v);
    return letter_queue(flow, &letter, key, user.email);
}

static enum rc sign_in_wrong(struct flow *flow)
{
    return fault_set(flow->fault, RC_REFUSED, "sign_in_wrong", "", "e-mail and password do not fit together");
}

// In a transaction: the session's row, and its person as pages know him. The person may have been archived while the
// password was looked at: then the session is not good.
static enum rc make(struct flow *flow, struct identity_session *session, struct sign_in_done *ret_done)
{
    ret_done->token = secret_new(flow->arena, SECRET_SESSION);
    ret_done->needs_code = session->needs_code;
    struct text hash = secret_hash(flow->arena, flow->keyring, ret_done->token);
    TRY(flow_stored(flow, identity_session_insert(flow->db, flow->arena, session, hash, &session->id)));
    struct identity_session_person *person = &ret_done->person;
    enum rc rc = session->needs_code ? identity_session_find_waiting(flow->db, flow->arena, hash, flow->now, person)
                                     : identity_session_find(flow->db, flow->arena, hash, flow->now, person);
    if (rc == RC_NOT_FOUND) {
        return sign_in_wrong(flow);
    }
    TRY(flow_stored(flow, rc));
    return session->needs_code ? RC_OK : tell_unfamiliar(flow, session);
}

static struct identity_session session_of(struct flow *flow, struct user_id user_id, const struct sign_in_input *input)
{
    flow->actor = text_format(flow->arena, "user:%lld", (long long)user_id.v);
    return (struct identity_session){
        .user_id = user_id,
        .agent = agent_cut(flow, input->agent),
        .address_prefix = input->address_prefix,
        .created_at = flow->now,
        .seen_at = flow->now,
        .ended_at = INSTANT_NONE,
    };
}

enum rc session_sign_in(struct flow *flow, const struct sign_in_input *input, struct sign_in_done *ret_done)
{
    struct identity_user user;
    bool is_right = false;
    TRY(password_check(flow, input, &user, &is_right));
    if (!is_right) {
        return refuse(flow, input, user.id);
    }
    struct identity_session session = session_of(flow, user.id, input);
    session.needs_code = user.has_totp;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(end_old(flow, input->old_token));
    TRY(make(flow, &session, ret_done));
    TRY(note(flow, session.needs_code ? "user.password_right" : "user.sign_in", input->address_prefix, user.id));
    return flow_commit(flow);
}

enum rc session_start(struct flow *flow, struct user_id user_id, const struct sign_in_input *input,
                      struct sign_in_done *ret_done)
{
    struct identity_session session = session_of(flow, user_id, input);
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(end_old(flow, input->old_token));
    TRY(make(flow, &session, ret_done));
    TRY(note(flow, "user.sign_in", input->address_prefix, user_id));
    return flow_commit(flow);
}

// ---- the second step ----

enum rc session_waiting(struct flow *flow, struct text token, struct identity_session_person *ret_person)
{
    struct text hash = secret_hash(flow->arena, flow->keyring, token);
    enum rc rc = identity_session_find_waiting(flow->db, flow->arena, hash, flow->now, ret_person);
    if (rc == RC_NOT_FOUND) {
        return fault_set(flow->fault, rc, "session_waiting_unknown", "", "sign in with the password first");
    }
    return flow_stored(flow, rc);
}

static enum rc refuse_code(struct flow *flow, const struct code_input *input, struct user_id id)
{
    struct fault refusal = *flow->fault;
    fault_clear(flow->fault);
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(note(flow, "user.code_refused", input->address_prefix, id));
    TRY(flow_commit(flow));
    *flow->fault = refusal;
    return RC_REFUSED;
}

static enum rc take_code(struct flow *flow, const struct code_input *input,
                         const struct identity_session_person *waiting, struct sign_in_done *ret_done)
{
    struct identity_session session = waiting->session;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(second_factor_check(flow, waiting->user.id, input->code));
    TRY(flow_stored(flow, identity_session_end(flow->db, session.id, waiting->user.id, flow->now)));
    session.needs_code = false;
    session.created_at = flow->now;
    session.seen_at = flow->now;
    session.address_prefix = input->address_prefix;
    TRY(make(flow, &session, ret_done));
    TRY(note(flow, "user.sign_in", input->address_prefix, waiting->user.id));
    return flow_commit(flow);
}

enum rc session_code(struct flow *flow, const struct code_input *input, struct sign_in_done *ret_done)
{
    struct identity_session_person waiting;
    TRY(session_waiting(flow, input->token, &waiting));
    flow->actor = text_format(flow->arena, "user:%lld", (long long)waiting.user.id.v);
    enum rc rc = take_code(flow, input, &waiting, ret_done);
    bool is_wrong = rc == RC_REFUSED && text_equal(text_of(flow->fault->code), TEXT("code_wrong"));
    return is_wrong ? refuse_code(flow, input, waiting.user.id) : rc;
}

// ---- reading as a partner ----

enum rc session_view(struct flow *flow, const struct identity_session *session, struct partner_id partner_id)
{
    struct partner partner;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(change_partner_open(flow, partner_id, "partner_id", &partner));
    TRY(flow_stored(flow, identity_session_view_set(flow->db, session->id, partner_id)));
    struct change_note change;
    change_note_begin(flow, &change);
    TRY(change_note_end(flow, &change, "partner.view", partner_id.v));
    return flow_commit(flow);
}

enum rc session_view_end(struct flow *flow, const struct identity_session *session)
{
    if (session->viewed_partner_id.v == 0) {
        return RC_OK;
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, identity_session_view_set(flow->db, session->id, (struct partner_id){0})));
    struct change_note change;
    change_note_begin(flow, &change);
    TRY(change_note_end(flow, &change, "partner.view_end", session->viewed_partner_id.v));
    return flow_commit(flow);
}

// A transaction beside the request, whose failure is nobody's.
static struct flow quiet_of(const struct flow *flow, struct fault *ignored)
{
    struct flow quiet = *flow;
    *ignored = (struct fault){.rc = RC_OK};
    quiet.fault = ignored;
    quiet.before_commit = NULL;
    return quiet;
}

// Whose time is over is ended for good, also when the clock goes back.
static void end_over(struct flow *flow, struct text hash)
{
    struct session_id id;
    struct user_id user_id;
    struct fault ignored;
    struct flow quiet = quiet_of(flow, &ignored);
    if (identity_session_find_over(quiet.db, quiet.arena, hash, quiet.now, &id, &user_id) != RC_OK ||
        flow_begin(&quiet) != RC_OK) {
        return;
    }
    AUTO_TRANSACTION(quiet.db);
    if (identity_session_end(quiet.db, id, user_id, quiet.now) == RC_OK) {
        DISCARD("the next look ends it", flow_commit(&quiet));
    }
}

// Nobody is refused a page because its use could not be noted.
static void note_use(struct flow *flow, struct identity_session *session)
{
    struct fault ignored;
    struct flow quiet = quiet_of(flow, &ignored);
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
        end_over(flow, hash);
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
    if (text_is(preferences->shortcuts)) {
        TRY(validate_choice(flow->fault, "shortcuts", preferences->shortcuts, "on,off"));
    }
    if (text_is(preferences->time_zone) && !text_is_empty(preferences->time_zone)) {
        TRY(validate_zone(flow->fault, "time_zone", preferences->time_zone));
    }
    struct identity_preferences kept = *preferences;
    struct currency currency;
    if (!text_is_empty(preferences->currency)) {
        if (currency_parse(preferences->currency, &currency) != RC_OK) {
            return fault_set(flow->fault, RC_INVALID, "currency_unknown", "currency", "currency is no ISO 4217 code");
        }
        kept.currency = currency_text(&currency);
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, identity_user_preferences_set(flow->db, user_id, &kept)));
    return flow_commit(flow);
}
