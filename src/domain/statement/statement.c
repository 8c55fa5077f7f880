// SPDX-License-Identifier: Apache-2.0
// The verdict on an event; see statement.h.
#include "statement/statement.h"

#include "core/bug.h"

const char *statement_state_text(enum statement_state state)
{
    static const char *const words[STATEMENT_STATE_COUNT] = {[STATEMENT_PENDING] = "pending",
                                                             [STATEMENT_AVAILABLE] = "available",
                                                             [STATEMENT_IN_PAYOUT] = "in_payout",
                                                             [STATEMENT_PAID] = "paid",
                                                             [STATEMENT_REFUSED] = "refused"};
    BUG_ON((size_t)state >= STATEMENT_STATE_COUNT);
    return words[state];
}

static struct statement_verdict refused(struct text reason)
{
    return (struct statement_verdict){.state = STATEMENT_REFUSED, .reason = reason};
}

struct statement_verdict statement_judge(const struct statement_facts *f)
{
    struct text none = TEXT("");
    bool is_rejected =
        text_equal(f->conversion_status, TEXT("rejected")) || text_equal(f->commission_status, TEXT("rejected"));
    if (is_rejected) {
        return refused(text_is_empty(f->decision_reason) ? TEXT("other") : f->decision_reason);
    }
    if (text_is_empty(f->commission_status)) {
        return refused(TEXT("no_rule"));
    }
    if (f->commission_minor == 0) {
        bool is_refunded = f->refunded_minor > 0 && f->refunded_minor >= f->amount_minor;
        return refused(is_refunded ? TEXT("refunded") : TEXT("nothing_due"));
    }
    if (text_equal(f->commission_status, TEXT("available"))) {
        return (struct statement_verdict){.state = STATEMENT_AVAILABLE, .reason = none};
    }
    if (text_equal(f->commission_status, TEXT("in_payout"))) {
        return (struct statement_verdict){.state = STATEMENT_IN_PAYOUT, .reason = none};
    }
    if (text_equal(f->commission_status, TEXT("paid"))) {
        return (struct statement_verdict){.state = STATEMENT_PAID, .reason = none};
    }
    bool is_waiting = text_equal(f->conversion_status, TEXT("pending"));
    return (struct statement_verdict){.state = STATEMENT_PENDING,
                                      .reason = is_waiting ? TEXT("not_approved") : TEXT("on_hold")};
}
