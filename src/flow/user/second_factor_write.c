// SPDX-License-Identifier: Apache-2.0
// Second factors.
#include "user/second_factor_write.h"

#include "change.h"
#include "crypto/totp.h"
#include "format/encode.h"
#include "user/letter.h"
#include "user/user_write.h"

#define OFFER_BYTES_MAX 256

struct totp_offer second_factor_offer(struct flow *flow, struct user_id id)
{
    struct totp_offer offer = {.secret = totp_secret_new(flow->arena)};
    struct buf buf = buf_new(flow->arena, OFFER_BYTES_MAX);
    buf_format(&buf, "%lld %lld ", (long long)id.v, (long long)flow->now.ms);
    buf_add(&buf, offer.secret);
    offer.sealed = sealed(flow->arena, flow->keyring, KEY_TOTP, buf_text(&buf));
    return offer;
}

enum rc second_factor_offered(struct flow *flow, struct user_id id, struct text seal, struct text *ret_secret)
{
    struct text bytes = TEXT_NONE;
    struct text whose = TEXT_NONE;
    struct text when = TEXT_NONE;
    int64_t user = 0;
    int64_t at_ms = 0;
    bool is_good = !text_is_empty(seal) && unsealed(flow->arena, flow->keyring, KEY_TOTP, seal, &bytes) == RC_OK &&
                   text_split(&bytes, ' ', &whose) && text_split(&bytes, ' ', &when) &&
                   int64_parse(whose, 1, INT64_MAX, &user) == RC_OK && user == id.v &&
                   int64_parse(when, 0, INT64_MAX, &at_ms) == RC_OK && flow->now.ms - at_ms < TOTP_OFFER_MS &&
                   bytes.n == TOTP_SECRET_BYTES;
    if (!is_good) {
        return fault_set(flow->fault, RC_INVALID, "form_expired", "", "the form is too old: begin again");
    }
    *ret_secret = bytes;
    return RC_OK;
}

static enum rc code_wrong(struct flow *flow)
{
    return fault_set(flow->fault, RC_REFUSED, "code_wrong", "code", "the code is wrong, too old, or was used before");
}

static enum rc tell(struct flow *flow, const struct identity_user *user, enum letter_kind kind)
{
    struct letter letter;
    letter_begin(flow, &letter, kind);
    letter_text(&letter, "at", instant_text(flow->arena, flow->now));
    letter.language = user->language;
    struct text key = text_format(flow->arena, "user:%lld:%s:%lld", (long long)user->id.v, letter_name(kind),
                                  (long long)flow->now.ms);
    return letter_queue(flow, &letter, key, user->email);
}

static enum rc note(struct flow *flow, const char *action, struct user_id id)
{
    struct change_note note;
    change_note_begin(flow, &note);
    return change_note_end(flow, &note, action, id.v);
}

enum rc second_factor_enable(struct flow *flow, const struct identity_session_person *person, struct text seal,
                             struct text code, struct text ret_codes[RECOVERY_CODES])
{
    struct user_id id = person->user.id;
    struct text secret = TEXT_NONE;
    int64_t step = 0;
    TRY(second_factor_offered(flow, id, seal, &secret));
    if (!totp_is_right(flow->arena, secret, code, flow->now, 0, &step)) {
        return code_wrong(flow);
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    struct identity_user user;
    TRY(change_found(flow, identity_user_get(flow->db, flow->arena, id, &user), "user"));
    TRY(flow_stored(flow, identity_totp_set(flow->db, flow->arena, flow->keyring, id, secret, step)));
    TRY(flow_stored(flow, identity_recovery_new(flow->db, flow->arena, flow->keyring, id, ret_codes)));
    TRY(user_sessions_end(flow, id, person->session.id));
    TRY(tell(flow, &user, LETTER_SECOND_FACTOR_ON));
    TRY(note(flow, "user.second_factor_on", id));
    return flow_commit(flow);
}

static enum rc check_password(struct flow *flow, struct user_id id, struct text current, struct identity_user *ret_user)
{
    TRY(flow_stored(flow, identity_user_get(flow->db, flow->arena, id, ret_user)));
    if (text_is_empty(current) || !password_is_right(ret_user->password_hash, current)) {
        return fault_set(flow->fault, RC_REFUSED, "password_wrong", "current", "this is not the present password");
    }
    return RC_OK;
}

static enum rc take_away(struct flow *flow, const struct identity_user *user, const char *action)
{
    TRY(flow_stored(flow, identity_totp_set(flow->db, flow->arena, flow->keyring, user->id, TEXT_NONE, 0)));
    TRY(flow_stored(flow, identity_recovery_clear(flow->db, user->id)));
    TRY(tell(flow, user, LETTER_SECOND_FACTOR_OFF));
    return note(flow, action, user->id);
}

enum rc second_factor_disable(struct flow *flow, const struct identity_session_person *person, struct text current)
{
    struct identity_user user;
    TRY(check_password(flow, person->user.id, current, &user));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(take_away(flow, &user, "user.second_factor_off"));
    return flow_commit(flow);
}

enum rc recovery_codes_renew(struct flow *flow, const struct identity_session_person *person, struct text current,
                             struct text ret_codes[RECOVERY_CODES])
{
    struct identity_user user;
    TRY(check_password(flow, person->user.id, current, &user));
    if (!user.has_totp) {
        return fault_set(flow->fault, RC_REFUSED, "second_factor_missing", "", "there is no second factor to recover");
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(flow_stored(flow, identity_recovery_new(flow->db, flow->arena, flow->keyring, user.id, ret_codes)));
    TRY(note(flow, "user.recovery_codes", user.id));
    return flow_commit(flow);
}

enum rc second_factor_reset(struct flow *flow, struct user_id id)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    struct identity_user user;
    TRY(change_found(flow, identity_user_get(flow->db, flow->arena, id, &user), "user"));
    if (!user.has_totp) {
        return flow_commit(flow);
    }
    TRY(take_away(flow, &user, "user.second_factor_reset"));
    TRY(user_sessions_end(flow, id, (struct session_id){0}));
    return flow_commit(flow);
}

static bool is_digits(struct text code)
{
    for (size_t i = 0; i < code.n; i++) {
        if ((code.p[i] < '0' || code.p[i] > '9') && code.p[i] != ' ') {
            return false;
        }
    }
    return code.n <= 2 * TOTP_DIGITS;
}

enum rc second_factor_check(struct flow *flow, struct user_id id, struct text code)
{
    struct text secret = TEXT_NONE;
    int64_t used = 0;
    int64_t step = 0;
    if (!is_digits(code)) {
        enum rc rc = identity_recovery_use(flow->db, flow->arena, flow->keyring, id, code, flow->now);
        return rc == RC_NOT_FOUND ? code_wrong(flow) : flow_stored(flow, rc);
    }
    enum rc rc = identity_totp_get(flow->db, flow->arena, flow->keyring, id, &secret, &used);
    if (rc == RC_NOT_FOUND) {
        return code_wrong(flow);
    }
    TRY(flow_stored(flow, rc));
    if (!totp_is_right(flow->arena, secret, code, flow->now, used, &step)) {
        return code_wrong(flow);
    }
    rc = identity_totp_used(flow->db, id, step);
    return rc == RC_CONFLICT ? code_wrong(flow) : flow_stored(flow, rc);
}
