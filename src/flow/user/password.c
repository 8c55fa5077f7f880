// SPDX-License-Identifier: Apache-2.0
// Passwords and e-mails of people who are at it themselves.
#include "user/password.h"

#include "change.h"
#include "user/letter.h"
#include "user/ticket_letter.h"
#include "user/user_write.h"
#include "validate.h"

static enum rc note(struct flow *flow, const char *action, struct user_id id, struct text address_prefix)
{
    struct change_note note;
    change_note_begin(flow, &note);
    change_note_text(&note, "address_prefix", address_prefix);
    return change_note_end(flow, &note, action, id.v);
}

static void act_as(struct flow *flow, struct user_id id)
{
    flow->actor = text_format(flow->arena, "user:%lld", (long long)id.v);
}

// Something of the account is another now: its person is told, and can do something if it was not he.
static enum rc tell(struct flow *flow, const struct identity_user *user, enum letter_kind kind, struct text email)
{
    struct letter letter;
    letter_begin(flow, &letter, kind);
    letter_text(&letter, "at", instant_text(flow->arena, flow->now));
    letter_text(&letter, "email", email);
    letter.language = user->language;
    struct text key = text_format(flow->arena, "user:%lld:%s:%lld", (long long)user->id.v, letter_name(kind),
                                  (long long)flow->now.ms);
    return letter_queue(flow, &letter, key, user->email);
}

// Hashes: outside of transactions.
static enum rc check_current(struct flow *flow, struct user_id id, struct text current, struct identity_user *ret_user)
{
    TRY(flow_stored(flow, identity_user_get(flow->db, flow->arena, id, ret_user)));
    if (!text_is_empty(current) && password_is_right(ret_user->password_hash, current)) {
        return RC_OK;
    }
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(note(flow, "user.password_refused", id, TEXT_NONE));
    TRY(flow_commit(flow));
    return fault_set(flow->fault, RC_REFUSED, "password_wrong", "current", "this is not the present password");
}

enum rc password_change(struct flow *flow, const struct identity_session_person *person, struct text current,
                        struct text password)
{
    struct identity_user user;
    struct text hash = TEXT_NONE;
    TRY(validate_password(flow->fault, "password", password));
    TRY(check_current(flow, person->user.id, current, &user));
    TRY(user_password_hash(flow, "password", password, &hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(flow_stored(flow, identity_user_password_set(flow->db, user.id, hash)));
    TRY(user_sessions_end(flow, user.id, person->session.id));
    TRY(flow_stored(flow, identity_ticket_use_all(flow->db, user.id, TICKET_PASSWORD, flow->now)));
    TRY(tell(flow, &user, LETTER_PASSWORD_CHANGED, TEXT_NONE));
    TRY(note(flow, "user.password_change", user.id, TEXT_NONE));
    return flow_commit(flow);
}

// ---- by a link ----

static enum rc send(struct flow *flow, const struct identity_user *user)
{
    enum ticket_kind kind = user->is_invited ? TICKET_INVITATION : TICKET_PASSWORD;
    struct identity_ticket last;
    enum rc rc = identity_ticket_last(flow->db, flow->arena, user->id, kind, &last);
    if (rc == RC_OK && flow->now.ms - last.created_at.ms < PASSWORD_ASK_AGAIN_MS) {
        return RC_OK;
    }
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    struct ticket_letter letter = {
        .kind = kind,
        .kind_of_letter = user->is_invited ? LETTER_INVITATION : LETTER_PASSWORD_RESET,
        .recipient = user->email,
        .language = user->language,
        .email = TEXT_NONE,
        .sender = TEXT_NONE,
    };
    struct ticket_id id;
    return ticket_send(flow, user, &letter, &id);
}

// Known or not: one look, one transaction, one event of the audit log.
enum rc password_ask(struct flow *flow, struct text email, struct text address_prefix)
{
    TRY(validate_email(flow->fault, "email", email));
    struct identity_user user = {.id = {0}};
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    enum rc rc = identity_user_find(flow->db, flow->arena, email, &user);
    bool is_known = rc == RC_OK && instant_is_none(user.archived_at);
    if (rc != RC_NOT_FOUND) {
        TRY(flow_stored(flow, rc));
    }
    if (is_known) {
        TRY(send(flow, &user));
    }
    TRY(note(flow, "user.password_ask", is_known ? user.id : (struct user_id){0}, address_prefix));
    return flow_commit(flow);
}

enum rc password_link_look(struct flow *flow, struct text secret, struct identity_user *ret_user)
{
    struct identity_ticket ticket;
    return ticket_open(flow, TICKET_PASSWORD, secret, &ticket, ret_user);
}

enum rc password_link_use(struct flow *flow, struct text secret, struct text password, struct identity_user *ret_user)
{
    struct text hash = TEXT_NONE;
    TRY(password_link_look(flow, secret, ret_user));
    TRY(user_password_hash(flow, "password", password, &hash));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(password_link_look(flow, secret, ret_user));
    act_as(flow, ret_user->id);
    TRY(flow_stored(flow, identity_user_password_set(flow->db, ret_user->id, hash)));
    TRY(flow_stored(flow, identity_ticket_use_all(flow->db, ret_user->id, TICKET_PASSWORD, flow->now)));
    TRY(user_sessions_end(flow, ret_user->id, (struct session_id){0}));
    TRY(tell(flow, ret_user, LETTER_PASSWORD_CHANGED, TEXT_NONE));
    TRY(note(flow, "user.password_reset", ret_user->id, TEXT_NONE));
    return flow_commit(flow);
}

// ---- another e-mail ----

enum rc email_change_ask(struct flow *flow, const struct identity_session_person *person, struct text current,
                         struct text email)
{
    struct identity_user user;
    TRY(validate_email(flow->fault, "email", email));
    TRY(check_current(flow, person->user.id, current, &user));
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_email_free(flow, user.id, email));
    struct ticket_letter letter = {
        .kind = TICKET_EMAIL,
        .kind_of_letter = LETTER_EMAIL_CONFIRM,
        .recipient = email,
        .language = user.language,
        .email = email,
        .sender = TEXT_NONE,
    };
    struct ticket_id id;
    TRY(ticket_send(flow, &user, &letter, &id));
    TRY(tell(flow, &user, LETTER_EMAIL_CHANGE_ASKED, email));
    TRY(note(flow, "user.email_ask", user.id, TEXT_NONE));
    return flow_commit(flow);
}

enum rc email_link_look(struct flow *flow, struct text secret, struct identity_ticket *ret_ticket)
{
    struct identity_user user;
    return ticket_open(flow, TICKET_EMAIL, secret, ret_ticket, &user);
}

enum rc email_link_use(struct flow *flow, struct text secret)
{
    struct identity_ticket ticket;
    struct identity_user user;
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(user_lock(flow));
    TRY(ticket_open(flow, TICKET_EMAIL, secret, &ticket, &user));
    act_as(flow, user.id);
    TRY(user_email_free(flow, user.id, ticket.email));
    TRY(flow_stored(flow, identity_user_email_set(flow->db, flow->arena, user.id, ticket.email)));
    TRY(flow_stored(flow, identity_ticket_use_all(flow->db, user.id, TICKET_EMAIL, flow->now)));
    // Links that went to the old address end with it.
    TRY(flow_stored(flow, identity_ticket_use_all(flow->db, user.id, TICKET_PASSWORD, flow->now)));
    TRY(note(flow, "user.email_change", user.id, TEXT_NONE));
    return flow_commit(flow);
}
