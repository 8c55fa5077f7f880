// SPDX-License-Identifier: Apache-2.0
// Inviting people: who is invited gets a letter with a link (seven days, once), chooses a password there, and is in.
// Whom he acts for and what he may do is settled by who invites.
#pragma once

#include "flow.h"
#include "identity/ticket.h"

struct invite_input {
    struct text email;
    struct text name; // TEXT_NONE: not said
    enum role role;
    struct text duty;     // a word of duty_text; TEXT_NONE: the whole of the role
    int64_t owner_id;     // the advertiser or partner, open; 0 for an operator
    struct text language; // of the letter and of the person's pages: en, fr, ja, ru; TEXT_NONE: English
    struct text sender;   // who invites, for people; TEXT_NONE: nobody is named
    bool is_by_hand;      // no letter: the caller hands the link over
};
struct invited {
    struct identity_user user;
    struct ticket_id ticket_id; // ticket_secret makes the link's end of it
};
// RC_CONFLICT email_taken; RC_INVALID value_unknown (duty, language) and what validate_email says.
enum rc user_invite(struct flow *flow, const struct invite_input *input, struct invited *ret_invited) MUST_USE;
// A new link for who was invited and has no password yet; the old one ends. RC_REFUSED invitation_accepted.
enum rc user_invite_again(struct flow *flow, struct user_id id, bool is_by_hand, struct text sender,
                          struct invited *ret_invited) MUST_USE;

// Whom an invitation is for. RC_NOT_FOUND ticket_unknown.
enum rc invitation_look(struct flow *flow, struct text secret, struct identity_user *ret_user) MUST_USE;
struct accept_input {
    struct text secret; // of the link
    struct text name;   // TEXT_NONE: stays
    struct text password;
    struct text language; // of the page: kept when the person has chosen none; TEXT_NONE: unknown
};
// RC_NOT_FOUND ticket_unknown, also the second time; RC_INVALID password_too_short and the like.
enum rc invitation_accept(struct flow *flow, const struct accept_input *input, struct identity_user *ret_user) MUST_USE;
