// SPDX-License-Identifier: Apache-2.0
// What a partner's statement says of each event: paid, pending or refused, and why (mission S3C-7). Pure; the rows come
// from statement.sql, flow/statement.h puts them together.
#pragma once

#include "core/text.h"
#include "value/money.h"

enum statement_state {
    STATEMENT_PENDING,   // not decided yet, or on hold
    STATEMENT_AVAILABLE, // may go into a payout
    STATEMENT_IN_PAYOUT,
    STATEMENT_PAID,
    STATEMENT_REFUSED, // earns nothing
    STATEMENT_STATE_COUNT
};
const char *statement_state_text(enum statement_state state); // "in_payout"

// An event as it stood at the statement's end.
struct statement_facts {
    struct text conversion_status; // pending, approved, rejected; "" when there is no conversion behind it
    struct text decision_reason;   // coded, of a rejection; "" otherwise
    struct text commission_status; // pending, available, in_payout, paid, rejected; "" when there is no commission
    int64_t commission_minor;
    int64_t amount_minor, refunded_minor; // of the order
};

struct statement_verdict {
    enum statement_state state;
    // Why it is pending: not_approved, on_hold. Why it earns nothing: a coded reason of a rejection
    // (flow/conversion_claim.h), refunded (all of it), no_rule (no rule of the plan pays for it), nothing_due (the
    // rules come to nothing). Otherwise "".
    struct text reason;
};
struct statement_verdict statement_judge(const struct statement_facts *facts);
