// SPDX-License-Identifier: Apache-2.0
// Changes of people who may sign in. The audit event names which personal fields changed, not their contents. Passwords
// are hashed before the transaction: that takes tens of milliseconds, and nobody should wait for it.
#include "user/user_write.h"

#include "change.h"
#include "core/map.h"
#include "identity/session.h"
#include "validate.h"

// One change of people at a time: two operators who archive each other would leave none.
static enum rc lock(struct flow *flow)
{
    static const char key[] = "network_user";
    return flow_stored(flow, db_lock(flow->db, (int64_t)hash_bytes(key, sizeof(key) - 1, 0)));
}

static enum rc hash(struct flow *flow, struct text password, struct text *ret_hash)
{
    TRY(validate_password(flow->fault, "password", password));
    if (password_hash(flow->arena, password, ret_hash) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "no memory for hashing the password");
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
        .role = input->role,
        .owner_id = input->owner_id,
        .created_at = flow->now,
        .archived_at = INSTANT_NONE,
    };
    TRY(validate_email(flow->fault, "email", input->email));
    TRY(hash(flow, input->password, &user.password_hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow));
    TRY(change_owner_open(flow, user.role, user.owner_id));
    enum rc rc = identity_user_insert(flow->db, flow->arena, &user, &user.id);
    if (rc == RC_CONFLICT) {
        return email_taken(flow);
    }
    TRY(flow_stored(flow, rc));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "role", text_of(role_text(user.role)));
    json_put_int64(&note.json, "owner", user.owner_id);
    TRY(change_note_end(flow, &note, "user.create", user.id.v));
    user.password_hash = TEXT_NONE;
    *ret_user = user;
    return flow_commit(flow);
}

static enum rc change_email(struct flow *flow, struct text email, struct identity_user *user)
{
    struct identity_user other;
    enum rc rc = identity_user_find(flow->db, flow->arena, email, &other);
    if (rc == RC_OK && other.id.v != user->id.v) {
        return email_taken(flow);
    }
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    user->email = text_lower(flow->arena, email);
    return flow_stored(flow, identity_user_email_set(flow->db, flow->arena, user->id, user->email));
}

// Who had the old password, or was archived, is out at once, in every browser.
static enum rc sessions_end(struct flow *flow, struct user_id id)
{
    struct session_id none = {0};
    return flow_stored(flow, identity_session_end_all(flow->db, id, none, flow->now, NULL));
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
    if (user->role == ROLE_OPERATOR) {
        int64_t count = 0;
        TRY(flow_stored(flow, identity_user_operators(flow->db, flow->arena, &count)));
        if (count <= 1) {
            return fault_set(flow->fault, RC_REFUSED, "last_operator", "status",
                             "this is the last active operator: make another one first");
        }
    }
    user->archived_at = flow->now;
    TRY(sessions_end(flow, user->id));
    return flow_stored(flow, identity_user_archive(flow->db, user->id, flow->now));
}

enum rc user_change(struct flow *flow, struct user_id id, const struct user_change_input *input,
                    struct identity_user *ret_user)
{
    struct text hashed = TEXT_NONE;
    if (text_is(input->email)) {
        TRY(validate_email(flow->fault, "email", input->email));
    }
    if (text_is(input->status)) {
        TRY(validate_choice(flow->fault, "status", input->status, "active,archived"));
    }
    if (text_is(input->password)) {
        TRY(hash(flow, input->password, &hashed));
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(lock(flow));
    struct identity_user user;
    TRY(change_found(flow, identity_user_get(flow->db, flow->arena, id, &user), "user"));
    if (text_is(input->email)) {
        TRY(change_email(flow, input->email, &user));
    }
    if (text_is(hashed)) {
        TRY(flow_stored(flow, identity_user_password_set(flow->db, id, hashed)));
        TRY(sessions_end(flow, id));
    }
    if (text_is(input->status)) {
        TRY(change_status(flow, text_equal(input->status, TEXT("archived")), &user));
    }
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "status", input->status);
    json_put_bool(&note.json, "is_email_given", text_is(input->email));
    json_put_bool(&note.json, "is_password_given", text_is(input->password));
    TRY(change_note_end(flow, &note, "user.change", id.v));
    user.password_hash = TEXT_NONE;
    *ret_user = user;
    return flow_commit(flow);
}
