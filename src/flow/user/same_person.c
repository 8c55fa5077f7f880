// SPDX-License-Identifier: Apache-2.0
// The people behind actors.
#include "user/same_person.h"

#include "format/encode.h"
#include "identity/identity.h"

static bool number_after(struct text actor, struct text prefix, int64_t *ret_id)
{
    return text_starts_with(actor, prefix) &&
           int64_parse(text_slice(actor, prefix.n, SIZE_MAX), 1, INT64_MAX, ret_id) == RC_OK;
}

enum rc actor_person(struct flow *flow, struct text actor, struct user_id *ret_id)
{
    int64_t id = 0;
    *ret_id = (struct user_id){0};
    if (number_after(actor, TEXT("user:"), &id)) {
        ret_id->v = id;
        return RC_OK;
    }
    if (!number_after(actor, TEXT("token:"), &id)) {
        return RC_OK;
    }
    struct identity_token token;
    enum rc rc = identity_token_get(flow->db, flow->arena, (struct token_id){id}, &token);
    if (rc == RC_NOT_FOUND) {
        return RC_OK;
    }
    TRY(flow_stored(flow, rc));
    *ret_id = token.created_by;
    return RC_OK;
}

enum rc actors_are_same(struct flow *flow, struct text a, struct text b, bool *ret_is_same)
{
    struct user_id first;
    struct user_id second;
    TRY(actor_person(flow, a, &first));
    TRY(actor_person(flow, b, &second));
    *ret_is_same = text_equal(a, b) || (first.v != 0 && first.v == second.v);
    return RC_OK;
}
