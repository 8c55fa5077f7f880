// SPDX-License-Identifier: Apache-2.0
// People who may sign in: create, change, archive, bring back. Whom they act for is settled when they are made; who is
// to act for another one is another person here. A new password and archiving end the person's sessions. Tokens are
// apart: archiving a person revokes none.
#pragma once

#include "flow.h"
#include "identity/identity.h"

struct user_create_input {
    struct text email;
    struct text password; // kept as an Argon2id hash only
    enum role role;
    int64_t owner_id; // the advertiser or partner, open; 0 for an operator
};
// Absent members (TEXT_NONE) stay as they are.
struct user_change_input {
    struct text email;
    struct text password;
    struct text status; // active, archived
};
// RC_CONFLICT email_taken, also when the person who has the e-mail is archived. The answer holds no password hash.
enum rc user_create(struct flow *flow, const struct user_create_input *input, struct identity_user *ret_user) MUST_USE;
// RC_NOT_FOUND; RC_CONFLICT email_taken; RC_REFUSED last_operator when nobody could sign in as an operator any more;
// RC_REFUSED advertiser_archived, partner_archived when whom a person acted for is gone and he is brought back. A
// status that the person has already stays, with its instant.
enum rc user_change(struct flow *flow, struct user_id id, const struct user_change_input *input,
                    struct identity_user *ret_user) MUST_USE;
