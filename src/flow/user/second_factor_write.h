// SPDX-License-Identifier: Apache-2.0
// Setting up and taking away the second factor. Between the two steps of setting it up the secret is in the form only,
// sealed for its person: nothing is stored before a code has proved that the app has it.
#pragma once

#include "flow.h"
#include "identity/second_factor.h"
#include "identity/session.h"

#define TOTP_OFFER_MS HOUR_MS // how long an offer may be taken

// A new secret, and the sealed form of it that second_factor_enable wants back.
struct totp_offer {
    struct text secret;
    struct text sealed;
};
struct totp_offer second_factor_offer(struct flow *flow, struct user_id id);
// The secret of an offer, to show it again. RC_INVALID form_expired for an old one, or another person's.
enum rc second_factor_offered(struct flow *flow, struct user_id id, struct text sealed,
                              struct text *ret_secret) MUST_USE;
// Takes the offer when the code is right; gives the recovery codes, which are shown this once; the other sessions end,
// and a letter tells. RC_REFUSED code_wrong (field code); RC_INVALID form_expired.
enum rc second_factor_enable(struct flow *flow, const struct identity_session_person *person, struct text sealed,
                             struct text code, struct text ret_codes[RECOVERY_CODES]) MUST_USE;
// With the present password (it hashes). RC_REFUSED password_wrong (field current).
enum rc second_factor_disable(struct flow *flow, const struct identity_session_person *person,
                              struct text current) MUST_USE;
// New recovery codes; the old ones end. RC_REFUSED password_wrong; second_factor_missing.
enum rc recovery_codes_renew(struct flow *flow, const struct identity_session_person *person, struct text current,
                             struct text ret_codes[RECOVERY_CODES]) MUST_USE;
// For somebody who lost phone and codes: by who manages people (an operator). A letter tells him.
enum rc second_factor_reset(struct flow *flow, struct user_id id) MUST_USE;
// Whether it is a person's code of this moment or one of its recovery codes, which is used up by it. In a transaction.
// RC_REFUSED code_wrong (field code).
enum rc second_factor_check(struct flow *flow, struct user_id id, struct text code) MUST_USE;
