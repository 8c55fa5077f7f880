// SPDX-License-Identifier: Apache-2.0
// Bearer tokens for the API: made and revoked by operators. The token itself leaves once, in the answer.
#pragma once

#include "flow.h"
#include "identity/identity.h"

struct token_create_input {
    struct text name;
    enum role role;
    int64_t owner_id; // the advertiser or partner; 0 for an operator
};
struct token_created {
    struct identity_token token;
    struct text secret; // "trb_…"
};
enum rc token_create(struct flow *flow, const struct token_create_input *input,
                     struct token_created *ret_created) MUST_USE;
// Idempotent.
enum rc token_revoke(struct flow *flow, struct token_id id, struct identity_token *ret_token) MUST_USE;
