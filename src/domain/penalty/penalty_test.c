// SPDX-License-Identifier: Apache-2.0
// The rule of the penalty. Mission S1-13, golden number 7.
#include "check.h"

#include "penalty/penalty_core.h"

#define DUE_MS INT64_C(1790000000000)

static const struct {
    const char *name;
    int64_t payable, times, after_days, days_late, ms_more;
    bool is_promised, is_owed;
    int64_t amount;
} rows[] = {
    {"golden 7: five times", 1000, 5, 0, 1, 0, true, true, 5000},
    {"one cent", 1, 5, 0, 0, 1, true, true, 5},
    {"on the day", 1000, 5, 0, 0, 0, true, false, 0},
    {"before it", 1000, 5, 0, -3, 0, true, false, 0},
    {"within the grace", 1000, 5, 3, 2, 0, true, false, 0},
    {"at the end of the grace", 1000, 5, 3, 3, 0, true, false, 0},
    {"after the grace", 1000, 5, 3, 3, 1, true, true, 5000},
    {"once", 1000, 1, 0, 1, 0, true, true, 1000},
    {"no clause", 1000, 0, 0, 365, 0, true, false, 0},
    {"nothing payable", 0, 5, 0, 365, 0, true, false, 0},
    {"not promised", 1000, 5, 0, 365, 0, false, false, 0},
};

static void penalties_are_as_worked_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct penalty_facts facts = {
            .payable = {rows[i].payable, {"EUR"}},
            .due_at = rows[i].is_promised ? (struct instant){DUE_MS} : INSTANT_NONE,
            .times = rows[i].times,
            .after_days = rows[i].after_days,
            .now = {DUE_MS + rows[i].days_late * DAY_MS + rows[i].ms_more},
        };
        struct penalty_derived derived;
        assert_int_equal(penalty_derive(&facts, &derived), RC_OK);
        assert_row(rows[i].name, derived.is_owed == rows[i].is_owed);
        assert_row(rows[i].name, derived.amount.minor == rows[i].amount);
    }
}

static void too_much_is_refused(void **state)
{
    (void)state;
    struct penalty_facts facts = {
        .payable = {INT64_MAX / 4, {"EUR"}}, .due_at = {DUE_MS}, .times = 5, .now = {DUE_MS + 1}};
    struct penalty_derived derived;
    assert_int_equal(penalty_derive(&facts, &derived), RC_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(penalties_are_as_worked_out),
        cmocka_unit_test(too_much_is_refused),
    };
    return run_cases(tests);
}
