// SPDX-License-Identifier: Apache-2.0
// A one-time link (identity/ticket.h) and the letter that brings it, in the caller's transaction.
#pragma once

#include "flow.h"
#include "identity/ticket.h"
#include "user/letter.h"

struct ticket_letter {
    enum ticket_kind kind;
    enum letter_kind kind_of_letter;
    struct text recipient;
    struct text language; // TEXT_NONE: the recipient's
    struct text email;    // TICKET_EMAIL: the address that is confirmed
    struct text sender;   // who asked for it, for people; TEXT_NONE: nobody is named
};
// The others of the kind end. Without a recipient there is no letter: who called shows the link himself.
enum rc ticket_send(struct flow *flow, const struct identity_user *user, const struct ticket_letter *letter,
                    struct ticket_id *ret_id) MUST_USE;

// The good ticket of a link and its person, who is not archived. RC_NOT_FOUND ticket_unknown for anything else: used,
// expired, replaced, of another kind, made up.
enum rc ticket_open(struct flow *flow, enum ticket_kind kind, struct text secret, struct identity_ticket *ret_ticket,
                    struct identity_user *ret_user) MUST_USE;
