// SPDX-License-Identifier: Apache-2.0
// Links: create, change, archive.
#pragma once

#include "flow.h"
#include "link/link.h"

struct link_input {
    struct partner_id partner_id; // create only
    struct offer_id offer_id;     // create only
    struct text code;             // create only; TEXT_NONE: eight random letters
    struct text destination_url;  // on the offer's hosts; "" the offer's own; TEXT_NONE: stays, or the offer's own
    struct text status;           // change only: active, archived
};
// The partner must be enrolled (pending or approved) in the offer's program: not_enrolled. RC_CONFLICT code_taken.
enum rc link_create(struct flow *flow, const struct link_input *input, struct link *ret_link) MUST_USE;
// The same inside a flow's transaction, which carries this catalog version (change_version).
enum rc link_create_step(struct flow *flow, const struct link_input *input, int64_t version,
                         struct link *ret_link) MUST_USE;
enum rc link_change(struct flow *flow, struct link_id id, const struct link_input *input,
                    struct link *ret_link) MUST_USE;
