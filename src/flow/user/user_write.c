// SPDX-License-Identifier: Apache-2.0
// Changes of people who may sign in. The audit event names which personal fields changed, not their contents. Passwords
// are hashed before the transaction: that takes tens of milliseconds, and nobody should wait for it.
#include "user/user_write.h"

#include "change.h"
#include "identity/session.h"
#include "validate.h"

enum rc user_lock(struct flow *flow)
{
    return flow_lock(flow, TEXT("network_user"));
}

enum rc user_password_hash(struct flow *flow, const char *field, struct text password, struct text *ret_hash)
{
    TRY(validate_password(flow->fault, field, password));
    if (password_hash(flow->arena, password, ret_hash) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "no memory for hashing the password");
    }
    return RC_OK;
}

enum rc user_duty(struct flow *flow, enum role role, struct text word, enum duty *ret_duty)
{
    *ret_duty = duty_whole(role);
    if (!text_is_empty(word) && !duty_parse(role, word, ret_duty)) {
        return fault_set(flow->fault, RC_INVALID, "value_unknown", "duty", "duty must be one of the role's");
    }
    return RC_OK;
}

static enum rc email_taken(struct flow *flow)
{
    return fault_set(flow->fault, RC_CONFLICT, "email_taken", "email", "another user has this e-mail");
}

enum rc user_create(struct flow *flow, const struct user_create_input *input, struct identity_user *ret_user)
{
    struct identity_user user = {
        .email = text_lower(flow->arena, input->email),
        .name = change_or(input->name, TEXT("")),
        .role = input->role,
        .owner_id = input->owner_id,
        .created_at = flow->now,
        .archived_at = INSTANT_NONE,
    };
    TRY(validate_email(flow->fault, "email", input->email));
    TRY(validate_words(flow->fault, "name", user.name, NAME_CHARACTERS_MAX));
    TRY(user_duty(flow, input->role, input->duty, &user.duty));
    TRY(user_password_hash(flow, "password", input->password, &user.password_hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(change_owner_open(flow, user.role, user.owner_id));
    enum rc rc = identity_user_insert(flow->db, flow->arena, &user, &user.id);
    if (rc == RC_CONFLICT) {
        return email_taken(flow);
    }
    TRY(flow_stored(flow, rc));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "role", text_of(role_text(user.role)));
    change_note_text(&note, "duty", text_of(duty_text(user.duty)));
    json_put_int64(&note.json, "owner", user.owner_id);
    TRY(change_note_end(flow, &note, "user.create", user.id.v));
    user.password_hash = TEXT_NONE;
    *ret_user = user;
    return flow_commit(flow);
}

enum rc user_email_free(struct flow *flow, struct user_id id, struct text email)
{
    struct identity_user other;
    enum rc rc = identity_user_find(flow->db, flow->arena, email, &other);
    if (rc == RC_OK && other.id.v != id.v) {
        return email_taken(flow);
    }
    return rc == RC_NOT_FOUND ? RC_OK : flow_stored(flow, rc);
}

static enum rc change_email(struct flow *flow, struct text email, struct identity_user *user)
{
    TRY(user_email_free(flow, user->id, email));
    user->email = text_lower(flow->arena, email);
    return flow_stored(flow, identity_user_email_set(flow->db, flow->arena, user->id, user->email));
}

enum rc user_sessions_end(struct flow *flow, struct user_id id, struct session_id but)
{
    return flow_stored(flow, identity_session_end_all(flow->db, id, but, flow->now, NULL));
}

// An owner of the network who is about to be none any more: somebody else must remain who may do everything.
static enum rc check_last(struct flow *flow, const struct identity_user *user, const char *field)
{
    int64_t count = 0;
    bool is_counted = user->duty == DUTY_OWNER && instant_is_none(user->archived_at) && !user->is_invited;
    if (!is_counted) {
        return RC_OK;
    }
    TRY(flow_stored(flow, identity_user_operators(flow->db, flow->arena, &count)));
    if (count <= 1) {
        return fault_set(flow->fault, RC_REFUSED, "last_operator", field,
                         "this is the last active owner of the network: make another one first");
    }
    return RC_OK;
}

static enum rc change_duty(struct flow *flow, struct text word, struct identity_user *user)
{
    enum duty duty = DUTY_NONE;
    TRY(user_duty(flow, user->role, word, &duty));
    if (duty == user->duty) {
        return RC_OK;
    }
    TRY(check_last(flow, user, "duty"));
    user->duty = duty;
    return flow_stored(flow, identity_user_duty_set(flow->db, user->id, duty));
}

static enum rc change_status(struct flow *flow, bool is_archived, struct identity_user *user)
{
    if (is_archived == !instant_is_none(user->archived_at)) {
        return RC_OK;
    }
    if (!is_archived) {
        TRY(change_owner_open(flow, user->role, user->owner_id));
        user->archived_at = INSTANT_NONE;
        return flow_stored(flow, identity_user_restore(flow->db, user->id));
    }
    TRY(check_last(flow, user, "status"));
    user->archived_at = flow->now;
    TRY(user_sessions_end(flow, user->id, (struct session_id){0}));
    return flow_stored(flow, identity_user_archive(flow->db, user->id, flow->now));
}

static enum rc check(struct flow *flow, const struct user_change_input *input, struct text *ret_hash)
{
    if (text_is(input->email)) {
        TRY(validate_email(flow->fault, "email", input->email));
    }
    if (text_is(input->name)) {
        TRY(validate_words(flow->fault, "name", input->name, NAME_CHARACTERS_MAX));
    }
    if (text_is(input->status)) {
        TRY(validate_choice(flow->fault, "status", input->status, "active,archived"));
    }
    return text_is(input->password) ? user_password_hash(flow, "password", input->password, ret_hash) : RC_OK;
}

static enum rc apply(struct flow *flow, const struct user_change_input *input, struct text hashed,
                     struct identity_user *user)
{
    if (text_is(input->email)) {
        TRY(change_email(flow, input->email, user));
    }
    if (text_is(input->name)) {
        user->name = input->name;
        TRY(flow_stored(flow, identity_user_name_set(flow->db, user->id, input->name)));
    }
    if (text_is(hashed)) {
        user->is_invited = false;
        TRY(flow_stored(flow, identity_user_password_set(flow->db, user->id, hashed)));
        TRY(user_sessions_end(flow, user->id, (struct session_id){0}));
    }
    if (text_is(input->duty)) {
        TRY(change_duty(flow, input->duty, user));
    }
    if (text_is(input->status)) {
        TRY(change_status(flow, text_equal(input->status, TEXT("archived")), user));
    }
    return RC_OK;
}

enum rc user_change(struct flow *flow, struct user_id id, const struct user_change_input *input,
                    struct identity_user *ret_user)
{
    struct text hashed = TEXT_NONE;
    TRY(check(flow, input, &hashed));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    struct identity_user user;
    TRY(change_found(flow, identity_user_get(flow->db, flow->arena, id, &user), "user"));
    TRY(apply(flow, input, hashed, &user));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "status", input->status);
    change_note_text(&note, "duty", input->duty);
    json_put_bool(&note.json, "is_name_given", text_is(input->name));
    json_put_bool(&note.json, "is_email_given", text_is(input->email));
    json_put_bool(&note.json, "is_password_given", text_is(input->password));
    TRY(change_note_end(flow, &note, "user.change", id.v));
    user.password_hash = TEXT_NONE;
    *ret_user = user;
    return flow_commit(flow);
}
