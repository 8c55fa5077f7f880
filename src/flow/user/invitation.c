// SPDX-License-Identifier: Apache-2.0
// Invitations.
#include "user/invitation.h"

#include "change.h"
#include "identity/session.h"
#include "user/ticket_letter.h"
#include "user/user_write.h"
#include "validate.h"

static enum rc send(struct flow *flow, const struct identity_user *user, bool is_by_hand, struct text sender,
                    struct ticket_id *ret_id)
{
    struct ticket_letter letter = {
        .kind = TICKET_INVITATION,
        .kind_of_letter = LETTER_INVITATION,
        .recipient = is_by_hand ? TEXT_NONE : user->email,
        .language = user->language,
        .email = TEXT_NONE,
        .sender = sender,
    };
    return ticket_send(flow, user, &letter, ret_id);
}

enum rc user_invite(struct flow *flow, const struct invite_input *input, struct invited *ret_invited)
{
    struct identity_user user = {
        .email = text_lower(flow->arena, input->email),
        .name = change_or(input->name, TEXT("")),
        .role = input->role,
        .owner_id = input->owner_id,
        .password_hash = TEXT(""),
        .language = change_or(input->language, TEXT("en")),
        .is_invited = true,
        .seen_at = INSTANT_NONE,
        .created_at = flow->now,
        .archived_at = INSTANT_NONE,
    };
    TRY(validate_email(flow->fault, "email", input->email));
    TRY(validate_words(flow->fault, "name", user.name, NAME_CHARACTERS_MAX));
    TRY(validate_choice(flow->fault, "language", user.language, "en,fr,ja,ru"));
    TRY(user_duty(flow, input->role, input->duty, &user.duty));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(change_owner_open(flow, user.role, user.owner_id));
    TRY(user_email_free(flow, user.id, user.email));
    TRY(flow_stored(flow, identity_user_insert(flow->db, flow->arena, &user, &user.id)));
    TRY(send(flow, &user, input->is_by_hand, input->sender, &ret_invited->ticket_id));
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "role", text_of(role_text(user.role)));
    change_note_text(&note, "duty", text_of(duty_text(user.duty)));
    json_put_int64(&note.json, "owner", user.owner_id);
    TRY(change_note_end(flow, &note, "user.invite", user.id.v));
    ret_invited->user = user;
    return flow_commit(flow);
}

enum rc user_invite_again(struct flow *flow, struct user_id id, bool is_by_hand, struct text sender,
                          struct invited *ret_invited)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    struct identity_user user;
    TRY(change_found(flow, identity_user_get(flow->db, flow->arena, id, &user), "user"));
    if (!user.is_invited || !instant_is_none(user.archived_at)) {
        return fault_set(flow->fault, RC_REFUSED, "invitation_accepted", "",
                         "this person has a password already, or is archived");
    }
    TRY(send(flow, &user, is_by_hand, sender, &ret_invited->ticket_id));
    struct change_note note;
    change_note_begin(flow, &note);
    TRY(change_note_end(flow, &note, "user.invite_again", id.v));
    ret_invited->user = user;
    return flow_commit(flow);
}

enum rc invitation_look(struct flow *flow, struct text secret, struct identity_user *ret_user)
{
    struct identity_ticket ticket;
    return ticket_open(flow, TICKET_INVITATION, secret, &ticket, ret_user);
}

static enum rc take(struct flow *flow, const struct accept_input *input, struct text hash,
                    const struct identity_user *user)
{
    TRY(flow_stored(flow, identity_user_password_set(flow->db, user->id, hash)));
    TRY(flow_stored(flow, identity_ticket_use_all(flow->db, user->id, TICKET_INVITATION, flow->now)));
    if (text_is(input->name)) {
        TRY(flow_stored(flow, identity_user_name_set(flow->db, user->id, input->name)));
    }
    struct identity_preferences preferences = {.language = text_is_empty(user->language) ? input->language : TEXT_NONE};
    return flow_stored(flow, identity_user_preferences_set(flow->db, user->id, &preferences));
}

enum rc invitation_accept(struct flow *flow, const struct accept_input *input, struct identity_user *ret_user)
{
    struct text hash = TEXT_NONE;
    if (text_is(input->name)) {
        TRY(validate_words(flow->fault, "name", input->name, NAME_CHARACTERS_MAX));
    }
    TRY(invitation_look(flow, input->secret, ret_user)); // before the work of hashing
    TRY(user_password_hash(flow, "password", input->password, &hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(invitation_look(flow, input->secret, ret_user));
    flow->actor = text_format(flow->arena, "user:%lld", (long long)ret_user->id.v);
    TRY(take(flow, input, hash, ret_user));
    struct change_note note;
    change_note_begin(flow, &note);
    TRY(change_note_end(flow, &note, "user.accept", ret_user->id.v));
    ret_user->is_invited = false;
    ret_user->password_hash = TEXT_NONE;
    return flow_commit(flow);
}
