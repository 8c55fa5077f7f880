// SPDX-License-Identifier: Apache-2.0
// What an approval makes of an applicant, inside the transaction of who approves.
#pragma once

#include "application/application.h"
#include "flow.h"
#include "user/letter.h"

#define APPLICATION_LINKS_MAX 20

// A partner (the one that came of it before, or the one who signs in with this e-mail, or a new one), an approved
// enrollment in the program, and a link to each of its active offers (at most APPLICATION_LINKS_MAX) where he has none.
// Fills partner_id. Needs a write transaction.
enum rc application_admit_step(struct flow *flow, struct application *application) MUST_USE;
// A link to each active offer of the program where the partner has none; the transaction carries this catalog version.
enum rc application_links_step(struct flow *flow, int64_t version, struct partner_id partner_id,
                               struct program_id program_id) MUST_USE;
// The contrary: the enrollment is archived; so is a partner who has no other one.
enum rc application_dismiss_step(struct flow *flow, const struct application *application) MUST_USE;

// A letter to the applicant. It names the application; whoever sends it puts in the
// applicant's own address (application_token.h). words: TEXT_NONE, or what the operator wrote.
enum rc application_letter_step(struct flow *flow, const struct application *application, enum letter_kind kind,
                                struct text words) MUST_USE;
// The audit event of a step: action "application.WHAT" with status and reason.
enum rc application_note_step(struct flow *flow, const struct application *application, const char *action) MUST_USE;
