// SPDX-License-Identifier: Apache-2.0
// The rules of appeals.
#include "check.h"

#include "dispute/dispute_core.h"

static void it_is_the_others_turn_after_a_message(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        bool is_by_partner;
        const char *after;
    } rows[] = {
        {"open", false, "answered"},     {"open", true, "open"},       {"answered", true, "open"},
        {"answered", false, "answered"}, {"decided", true, "decided"}, {"decided", false, "decided"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum dispute_status before;
        assert_true(dispute_status_parse(text_of(rows[i].before), &before));
        assert_string_equal(dispute_status_text(dispute_after_message(before, rows[i].is_by_partner)), rows[i].after);
    }
}

static void only_what_waits_for_the_network_is_late(void **state)
{
    (void)state;
    struct instant due = {1000};
    assert_false(dispute_is_late(DISPUTE_OPEN, due, (struct instant){1000}));
    assert_true(dispute_is_late(DISPUTE_OPEN, due, (struct instant){1001}));
    assert_false(dispute_is_late(DISPUTE_ANSWERED, due, (struct instant){1001}));
    assert_false(dispute_is_late(DISPUTE_DECIDED, due, (struct instant){1001}));
}

static void words_are_known_or_not(void **state)
{
    (void)state;
    assert_true(dispute_reason_is_known(TEXT("real_order")));
    assert_true(dispute_reason_is_known(TEXT("other")));
    assert_false(dispute_reason_is_known(TEXT("Other")));
    assert_false(dispute_reason_is_known(TEXT_NONE));
    assert_true(dispute_outcome_is_known(TEXT("upheld")));
    assert_false(dispute_outcome_is_known(TEXT("")));
    enum dispute_status status;
    assert_false(dispute_status_parse(TEXT("closed"), &status));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(it_is_the_others_turn_after_a_message),
        cmocka_unit_test(only_what_waits_for_the_network_is_late),
        cmocka_unit_test(words_are_known_or_not),
    };
    return run_cases(cases);
}
