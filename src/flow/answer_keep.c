// SPDX-License-Identifier: Apache-2.0
// Sealed answers, with their effects.
#include "answer_keep.h"

enum rc answer_keep_step(struct flow *flow, const struct identity_answer *answer)
{
    struct identity_answer kept = *answer;
    kept.answer = sealed(flow->arena, flow->keyring, KEY_ANSWER, answer->answer);
    kept.created_at = flow->now;
    enum rc rc = identity_answer_insert(flow->db, &kept);
    if (rc == RC_CONFLICT) {
        return fault_set(flow->fault, RC_CONFLICT, "idempotency_race", "",
                         "another request with this key has just been answered");
    }
    return flow_stored(flow, rc);
}

enum rc answer_keep(struct flow *flow, const struct identity_answer *answer)
{
    TRY(flow_begin(flow));
    AUTO_TRANSACTION(flow->db);
    TRY(answer_keep_step(flow, answer));
    return flow_stored(flow, db_commit(flow->db));
}

enum rc answer_find(struct flow *flow, struct text principal, struct text key, struct identity_answer *ret_answer)
{
    enum rc rc = identity_answer_find(flow->db, flow->arena, principal, key, ret_answer);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? rc : flow_stored(flow, rc);
    }
    if (unsealed(flow->arena, flow->keyring, KEY_ANSWER, ret_answer->answer, &ret_answer->answer) != RC_OK) {
        return fault_internal(flow->fault, RC_FAULT, "a kept answer cannot be unsealed");
    }
    return RC_OK;
}
