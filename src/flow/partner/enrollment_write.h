// SPDX-License-Identifier: Apache-2.0
// Enrollments: a partner enters a program, is approved, rejected or archived, and may get individual terms.
#pragma once

#include "commission/plan.h"
#include "flow.h"
#include "partner/partner.h"
#include "program/program.h"

struct enrollment_input {
    struct partner_id partner_id; // create only
    struct program_id program_id; // create only
    struct text status;           // pending, approved, rejected, archived; TEXT_NONE: stays, or approved when created
    struct text terms;            // plan text; "" ends individual terms; TEXT_NONE: stays
    // INSTANT_NONE: now; for terms given with the enrollment: from the beginning. Never before now for later versions.
    struct instant terms_effective_at;
};
struct enrollment_view {
    struct enrollment enrollment;
    bool has_terms;
    struct plan_version terms; // the newest individual terms
    struct plan_error error;   // line 0 unless the terms were malformed
};
// RC_CONFLICT enrolled_already. RC_INVALID plan_malformed, field terms, with the error filled.
//
// Terms of a partner who was ever approved in the program, whatever the state of his enrollment now, go through the
// ratchet as the program's plan does (plan_terms.h): those that may be less than what he has, also by ending them, bind
// customers won from then on only, need PLAN_NOTICE_DAYS_DEFAULT days' notice (RC_INVALID notice_too_short, field
// terms_effective_at), and he gets a letter, also when he is not in the program just then; of other terms he does while
// he is. So setting an enrollment back and approving it again is no way round. The same terms again, without an
// instant, change nothing.
enum rc enrollment_create(struct flow *flow, const struct enrollment_input *input,
                          struct enrollment_view *ret_view) MUST_USE;
enum rc enrollment_change(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                          struct enrollment_view *ret_view) MUST_USE;
// The same inside a flow's transaction, which carries this catalog version (change_version).
enum rc enrollment_create_step(struct flow *flow, const struct enrollment_input *input, int64_t version,
                               struct enrollment_view *ret_view) MUST_USE;
enum rc enrollment_change_step(struct flow *flow, struct enrollment_id id, const struct enrollment_input *input,
                               int64_t version, struct enrollment_view *ret_view) MUST_USE;
