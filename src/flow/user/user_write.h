// SPDX-License-Identifier: Apache-2.0
// People who may sign in: create, change, archive, bring back. Whom they act for is settled when they are made; who is
// to act for another one is another person here. A new password and archiving end the person's sessions. Tokens are
// apart: archiving a person revokes none.
#pragma once

#include "flow.h"
#include "identity/identity.h"

struct user_create_input {
    struct text email;
    struct text name;     // TEXT_NONE: not said
    struct text password; // kept as an Argon2id hash only
    enum role role;
    struct text duty; // a word of duty_text; TEXT_NONE: the whole of the role
    int64_t owner_id; // the advertiser or partner, open; 0 for an operator
};
// Absent members (TEXT_NONE) stay as they are.
struct user_change_input {
    struct text email;
    struct text name;
    struct text password;
    struct text duty;   // one of the person's role
    struct text status; // active, archived
};
// RC_CONFLICT email_taken, also when the person who has the e-mail is archived. The answer holds no password hash.
enum rc user_create(struct flow *flow, const struct user_create_input *input, struct identity_user *ret_user) MUST_USE;
// RC_NOT_FOUND; RC_CONFLICT email_taken; RC_REFUSED last_operator when nobody could sign in as an owner of the network
// any more;
// RC_REFUSED advertiser_archived, partner_archived when whom a person acted for is gone and he is brought back. A
// status that the person has already stays, with its instant.
enum rc user_change(struct flow *flow, struct user_id id, const struct user_change_input *input,
                    struct identity_user *ret_user) MUST_USE;

// ---- for the flows beside this one ----

// One change of people at a time: two owners who archive each other would leave none. In a transaction.
enum rc user_lock(struct flow *flow) MUST_USE;
// The Argon2id hash of a new password (tens of milliseconds: before the transaction). RC_INVALID with the field.
enum rc user_password_hash(struct flow *flow, const char *field, struct text password, struct text *ret_hash) MUST_USE;
// Who had the old password, or is archived, is out at once, in every browser but one (0: none). In a transaction.
enum rc user_sessions_end(struct flow *flow, struct user_id id, struct session_id but) MUST_USE;
// The duty of a word; TEXT_NONE and "" give the whole of the role. RC_INVALID value_unknown, field duty.
enum rc user_duty(struct flow *flow, enum role role, struct text word, enum duty *ret_duty) MUST_USE;
// RC_CONFLICT email_taken when another person has it. In a transaction.
enum rc user_email_free(struct flow *flow, struct user_id id, struct text email) MUST_USE;
