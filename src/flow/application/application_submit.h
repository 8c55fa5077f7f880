// SPDX-License-Identifier: Apache-2.0
// What applicants do: apply, confirm their e-mail, answer a question, begin as a partner. An applicant is known by his
// own address only (application_token.h), which letters carry; nothing that is answered says whether an e-mail is
// known here.
#pragma once

#include "application/application.h"
#include "flow.h"
#include "user/session.h"

#define APPLICATION_WORDS_CHARACTERS_MAX 2000 // promotion, messages
#define APPLICATION_SHORT_CHARACTERS_MAX 100  // niche, source
// From when on another application of the same e-mail sends the letter again.
#define APPLICATION_LETTER_MS (10 * MINUTE_MS)

// Absent members (TEXT_NONE) are empty.
struct application_input {
    struct program_id program_id;
    struct text name;
    struct text email;
    struct text country, website, niche, promotion, source;
    struct text language;                     // of the letters
    const struct application_answer *answers; // to questions of the program; of others they are refused
    size_t answer_count;
};
// Checks, keeps it as unconfirmed and queues the letter with the applicant's address. The same e-mail again: what was
// sent last is what is confirmed; one that is confirmed already stays as it is, and the letter leads to it. Faults name
// the field; that of an answer is "answer_" and the question's public id. RC_REFUSED enrollment_closed,
// program_archived; RC_INVALID program_unknown.
enum rc application_submit(struct flow *flow, const struct application_input *input,
                           struct application *ret_application) MUST_USE;

// The e-mail is the applicant's. Then he waits for a decision, or, where enrollment is open, is a partner with an
// approved enrollment and a link to each active offer (one transaction). Again changes nothing.
enum rc application_confirm(struct flow *flow, struct application_id id, struct application *ret_application) MUST_USE;

// For an approved application of somebody who cannot sign in yet: makes the person, who acts for the partner, and signs
// him in. `input` as for session_sign_in; its e-mail is not looked at. RC_REFUSED application_undecided; RC_CONFLICT
// email_taken when a person with the e-mail exists.
enum rc application_join(struct flow *flow, struct application_id id, const struct sign_in_input *input,
                         struct sign_in_done *ret_done) MUST_USE;

// The applicant's words; a question that was asked is answered by them, and the application waits again.
// RC_REFUSED application_undecided once it is decided.
enum rc application_reply(struct flow *flow, struct application_id id, struct text body) MUST_USE;

// Whether somebody can sign in with the application's e-mail, and as the partner it made.
enum application_person { APPLICATION_PERSON_NONE, APPLICATION_PERSON_OWN, APPLICATION_PERSON_OTHER };
enum rc application_person(struct flow *flow, const struct application *application,
                           enum application_person *ret_person) MUST_USE;
