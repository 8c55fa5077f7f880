// SPDX-License-Identifier: Apache-2.0
// The verdict on each kind of event.
#include "check.h"

#include "statement/statement.h"

static void every_event_is_paid_pending_or_refused(void **state)
{
    static const struct {
        const char *conversion, *decision, *commission;
        int64_t commission_minor, amount, refunded;
        const char *state, *reason;
    } rows[] = {
        {"pending", "", "pending", 100, 1000, 0, "pending", "not_approved"},
        {"approved", "", "pending", 100, 1000, 0, "pending", "on_hold"},
        {"", "", "pending", 100, 0, 0, "pending", "on_hold"},
        {"approved", "", "available", 100, 1000, 0, "available", ""},
        {"approved", "", "in_payout", 100, 1000, 0, "in_payout", ""},
        {"approved", "", "paid", 100, 1000, 0, "paid", ""},
        {"approved", "", "paid", 60, 1000, 400, "paid", ""},
        {"approved", "", "paid", 0, 1000, 1000, "refused", "refunded"},
        {"approved", "", "pending", 0, 1000, 999, "refused", "nothing_due"},
        {"approved", "", "pending", 0, 0, 0, "refused", "nothing_due"},
        {"rejected", "fraud", "rejected", 0, 1000, 0, "refused", "fraud"},
        {"rejected", "cancelled", "paid", 0, 1000, 0, "refused", "cancelled"},
        {"rejected", "duplicate", "", 0, 1000, 0, "refused", "duplicate"},
        {"rejected", "", "", 0, 1000, 0, "refused", "other"},
        {"approved", "", "", 0, 1000, 0, "refused", "no_rule"},
        {"pending", "", "", 0, 1000, 0, "refused", "no_rule"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct statement_facts facts = {.conversion_status = text_of(rows[i].conversion),
                                        .decision_reason = text_of(rows[i].decision),
                                        .commission_status = text_of(rows[i].commission),
                                        .commission_minor = rows[i].commission_minor,
                                        .amount_minor = rows[i].amount,
                                        .refunded_minor = rows[i].refunded};
        struct statement_verdict verdict = statement_judge(&facts);
        assert_string_equal(statement_state_text(verdict.state), rows[i].state);
        assert_text(verdict.reason, rows[i].reason);
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {cmocka_unit_test(every_event_is_paid_pending_or_refused)};
    return run_cases(cases);
}
