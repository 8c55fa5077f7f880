// SPDX-License-Identifier: Apache-2.0
// The rules of appeals, pure: which reasons there are, whose turn it is, when the network has to have answered.
//
//     open ── the network answers ──▶ answered ── the partner writes ──▶ open
//       └──────────────┴── decided: approved, accepted, upheld (by the network), withdrawn (by the partner)
//
// A decision is final. Only one appeal against one thing is open at a time.
#pragma once

#include <stdbool.h>

#include "core/text.h"
#include "value/time.h"

// Why a partner appeals.
#define DISPUTE_REASON_WORDS "real_order,paid_order,no_duplicate,wrong_amount,within_terms,other"
bool dispute_reason_is_known(struct text reason);

// What a decision says: approved (the conversion is approved by it), accepted (the network puts it right in another
// way, which its message tells), upheld (it stays as it is), withdrawn (the partner takes the appeal back).
#define DISPUTE_OUTCOME_WORDS "approved,accepted,upheld,withdrawn"
bool dispute_outcome_is_known(struct text outcome);

// The network answers within this.
#define DISPUTE_ANSWER_MS (7 * DAY_MS)

enum dispute_status { DISPUTE_OPEN, DISPUTE_ANSWERED, DISPUTE_DECIDED, DISPUTE_STATUS_COUNT };
#define DISPUTE_STATUS_WORDS "open,answered,decided"
const char *dispute_status_text(enum dispute_status status);
bool dispute_status_parse(struct text t, enum dispute_status *ret_status);

// After somebody has written: a message of the partner's waits for the network, and the other way round. A decided one
// stays decided.
enum dispute_status dispute_after_message(enum dispute_status status, bool is_by_partner);
// Whether the network has let the time pass: only what waits for it can be late.
bool dispute_is_late(enum dispute_status status, struct instant due_at, struct instant now);
