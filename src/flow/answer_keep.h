// SPDX-License-Identifier: Apache-2.0
// Keeping the answers to Idempotency-Keys. Their texts are sealed under KEY_ANSWER: some hold a secret that is shown
// once.
#pragma once

#include "flow.h"
#include "identity/identity.h"

// As a step inside the flow's transaction, from flow.before_commit. `answer` in the clear. RC_CONFLICT idempotency_race
// when the key was used meanwhile.
enum rc answer_keep_step(struct flow *flow, const struct identity_answer *answer) MUST_USE;
// The same in a transaction of its own, for effects that are idempotent by a key of their own (an order number).
enum rc answer_keep(struct flow *flow, const struct identity_answer *answer) MUST_USE;
// The answer kept for (principal, key), in the clear. RC_NOT_FOUND when there is none. Reads only.
enum rc answer_find(struct flow *flow, struct text principal, struct text key,
                    struct identity_answer *ret_answer) MUST_USE;
