// SPDX-License-Identifier: Apache-2.0
// One's own password and e-mail: changed with the present password at hand, or by a link in a letter. Whoever asks for
// a link learns nothing of who is known here: the answer is always the same.
#pragma once

#include "flow.h"
#include "identity/session.h"
#include "identity/ticket.h"

#define PASSWORD_ASK_AGAIN_MS (5 * MINUTE_MS) // no second letter to one person within this

// Checks the present password and sets another; all other sessions end, and a letter tells. RC_REFUSED password_wrong
// (field current); what validate_password says (field password).
enum rc password_change(struct flow *flow, const struct identity_session_person *person, struct text current,
                        struct text password) MUST_USE;

// Sends a link to the person with this e-mail, if there is one who may sign in: a password link, or the invitation
// again while there is no password. RC_INVALID email_malformed only.
enum rc password_ask(struct flow *flow, struct text email, struct text address_prefix) MUST_USE;
// Whose password a link sets. RC_NOT_FOUND ticket_unknown.
enum rc password_link_look(struct flow *flow, struct text secret, struct identity_user *ret_user) MUST_USE;
// Sets it; all sessions end, and a letter tells. The second factor stays. RC_NOT_FOUND ticket_unknown.
enum rc password_link_use(struct flow *flow, struct text secret, struct text password,
                          struct identity_user *ret_user) MUST_USE;

// Asks for another e-mail: a link goes to the new address, a notice to the old one. RC_REFUSED password_wrong
// (current); RC_INVALID email_malformed, RC_CONFLICT email_taken.
enum rc email_change_ask(struct flow *flow, const struct identity_session_person *person, struct text current,
                         struct text email) MUST_USE;
enum rc email_link_look(struct flow *flow, struct text secret, struct identity_ticket *ret_ticket) MUST_USE;
// Takes the new address. RC_NOT_FOUND ticket_unknown; RC_CONFLICT email_taken when somebody has got it meanwhile.
enum rc email_link_use(struct flow *flow, struct text secret) MUST_USE;
