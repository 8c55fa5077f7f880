// SPDX-License-Identifier: Apache-2.0
// Partners: create, change, archive.
#pragma once

#include "flow.h"
#include "partner/partner.h"

#define PARTNER_TYPE_CHARACTERS_MAX 64 // type and segment

// Absent members (TEXT_NONE) stay as they are, or are empty when a partner is created.
struct partner_input {
    struct text code; // create only; default: eight random letters
    struct text name;
    struct text email;              // "" when unknown
    struct text type;               // free word
    struct text segment;            // free word
    struct text country;            // two letters of ISO 3166-1
    struct partner_id recruited_by; // 0: nobody when created, as it is when changed
    struct text status;             // change only: active, archived
};
// RC_CONFLICT code_taken. RC_REFUSED recruiter_cycle when the recruiter was himself recruited, directly or not, by this
// partner; recruiter_chain_too_long above PARTNER_RECRUITERS_MAX.
enum rc partner_create(struct flow *flow, const struct partner_input *input, struct partner *ret_partner) MUST_USE;
// The same inside a flow's transaction, which carries this catalog version (change_version).
enum rc partner_create_step(struct flow *flow, const struct partner_input *input, int64_t version,
                            struct partner *ret_partner) MUST_USE;
enum rc partner_change(struct flow *flow, struct partner_id id, const struct partner_input *input,
                       struct partner *ret_partner) MUST_USE;
