// SPDX-License-Identifier: Apache-2.0
// The schedule day by day, promises, and what keeps a balance from being paid; dates worked out with a calendar.
#include "check.h"

#include "payout/payout_rule.h"

static int64_t day(int32_t year, int32_t month, int32_t of_month)
{
    return day_number(instant_of_civil((struct civil){.year = year, .month = month, .day = of_month}));
}

static void periods_are_calendar_months(void **state)
{
    (void)state;
    static const struct {
        int32_t asked[3], closes[3], decided[3], paid[3];
        struct payout_schedule schedule;
    } rows[] = {
        {{2026, 1, 1}, {2026, 1, 31}, {2026, 2, 5}, {2026, 2, 15}, {5, 15, 1}},
        {{2026, 1, 31}, {2026, 1, 31}, {2026, 2, 5}, {2026, 2, 15}, {5, 15, 1}},
        {{2026, 2, 1}, {2026, 2, 28}, {2026, 3, 5}, {2026, 3, 15}, {5, 15, 1}},
        {{2028, 2, 29}, {2028, 2, 29}, {2028, 3, 5}, {2028, 3, 15}, {5, 15, 1}},
        {{2026, 12, 31}, {2026, 12, 31}, {2027, 1, 5}, {2027, 1, 15}, {5, 15, 1}},
        {{2026, 11, 3}, {2026, 11, 30}, {2026, 12, 1}, {2027, 1, 28}, {1, 28, 2}},
        {{2026, 12, 3}, {2026, 12, 31}, {2027, 1, 28}, {2027, 12, 1}, {28, 1, 12}},
        {{1969, 12, 31}, {1969, 12, 31}, {1970, 1, 5}, {1970, 1, 15}, {5, 15, 1}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct payout_dates dates =
            payout_dates_of(&rows[i].schedule, day(rows[i].asked[0], rows[i].asked[1], rows[i].asked[2]));
        assert_int_equal(dates.closes, day(rows[i].closes[0], rows[i].closes[1], rows[i].closes[2]));
        assert_int_equal(dates.decided_by, day(rows[i].decided[0], rows[i].decided[1], rows[i].decided[2]));
        assert_int_equal(dates.paid_by, day(rows[i].paid[0], rows[i].paid[1], rows[i].paid[2]));
    }
}

// Every day of eight years lies in a period that closes not before it and within a month, and is paid after that.
static void every_day_has_its_dates(void **state)
{
    (void)state;
    struct payout_schedule schedule = PAYOUT_SCHEDULE_DEFAULT;
    for (int64_t d = day(2024, 1, 1); d < day(2032, 1, 1); d++) {
        struct payout_dates dates = payout_dates_of(&schedule, d);
        assert_true(dates.closes >= d && dates.closes < d + 31);
        assert_int_equal(dates.decided_by, dates.closes + 5);
        assert_int_equal(dates.paid_by, dates.closes + 15);
    }
}

static void a_promise_follows_the_hold(void **state)
{
    (void)state;
    struct payout_schedule schedule = PAYOUT_SCHEDULE_DEFAULT;
    struct payout_promise_facts facts = {.today = day(2026, 1, 20),
                                         .earned_day = day(2026, 1, 20),
                                         .due_day = PAYOUT_NO_DAY,
                                         .hold_day = day(2026, 2, 3)};
    struct payout_promise promise = payout_promise_of(&schedule, &facts);
    assert_int_equal(promise.decided_by, day(2026, 2, 5));
    assert_int_equal(promise.paid_by, day(2026, 3, 15)); // approved on the 5th, it is February's
    assert_false(promise.is_overdue);
    facts.hold_day = day(2026, 3, 21); // a long hold goes on after the decision
    assert_int_equal(payout_promise_of(&schedule, &facts).paid_by, day(2026, 4, 15));
    facts.today = day(2026, 2, 6);
    assert_true(payout_promise_of(&schedule, &facts).is_overdue);
    facts.due_day = day(2026, 1, 31);
    promise = payout_promise_of(&schedule, &facts);
    assert_true(promise.decided_by == PAYOUT_NO_DAY);
    assert_int_equal(promise.paid_by, day(2026, 2, 15));
    facts.today = day(2026, 2, 15);
    assert_false(payout_promise_of(&schedule, &facts).is_overdue);
    facts.today = day(2026, 2, 16);
    assert_true(payout_promise_of(&schedule, &facts).is_overdue);
    facts.is_blocked = true;
    assert_false(payout_promise_of(&schedule, &facts).is_overdue);
    facts.is_blocked = false;
    facts.is_settled = true;
    promise = payout_promise_of(&schedule, &facts);
    assert_false(promise.is_overdue);
    assert_true(promise.paid_by == PAYOUT_NO_DAY);
}

static struct payout_block_facts payable(void)
{
    return (struct payout_block_facts){.payable = {.minor = 5000, .currency = {"EUR"}},
                                       .minimum = {.minor = 5000, .currency = {"EUR"}},
                                       .now = {.ms = 1000},
                                       .is_details_required = true,
                                       .has_details = true,
                                       .is_method_fit = true,
                                       .usable_at = {.ms = 1000}};
}

static void blocks_are_told_by_words(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct payout_block_facts facts = payable();
    assert_int_equal(payout_blocks(&facts), 0);
    facts.payable.minor = 4999;
    facts.usable_at.ms = 1001;
    assert_text(payout_blocks_text(arena, payout_blocks(&facts)), "below_minimum,details_on_hold");
    facts = payable();
    facts.payable.minor = 0;
    facts.has_details = false;
    assert_text(payout_blocks_text(arena, payout_blocks(&facts)), "nothing_available,details_missing");
    facts = payable();
    facts.has_details = false;
    facts.is_details_required = false;
    assert_int_equal(payout_blocks(&facts), 0);
    facts = payable();
    facts.is_method_fit = false;
    facts.is_tax_profile_required = true;
    facts.is_held = true;
    facts.is_request_required = true;
    assert_text(payout_blocks_text(arena, payout_blocks(&facts)),
                "details_of_other_method,tax_profile_missing,payouts_held,not_requested");
    facts = payable();
    facts.is_tax_profile_required = facts.has_tax_profile = true;
    facts.is_request_required = facts.has_request = true;
    assert_int_equal(payout_blocks(&facts), 0);
}

static void a_second_person_is_wanted_above_the_limit(void **state)
{
    (void)state;
    struct money limit = {.minor = 100000, .currency = {"EUR"}};
    assert_false(payout_needs_second_person(limit, &limit));
    assert_true(payout_needs_second_person((struct money){.minor = 100001, .currency = {"EUR"}}, &limit));
    assert_false(payout_needs_second_person((struct money){.minor = INT64_MAX, .currency = {"EUR"}}, NULL));
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(periods_are_calendar_months),
        cmocka_unit_test(every_day_has_its_dates),
        cmocka_unit_test(a_promise_follows_the_hold),
        cmocka_unit_test(blocks_are_told_by_words),
        cmocka_unit_test(a_second_person_is_wanted_above_the_limit),
    };
    return run_cases(cases);
}
