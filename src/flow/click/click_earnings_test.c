// SPDX-License-Identifier: Apache-2.0
// Money of clicks, worked out by hand: rates below a cent, remainders in both directions, holds, plans that do not pay.
#include "click/click_earnings.h"

#include "check.h"

static const struct currency usd = {"USD"};

struct row {
    const char *name;
    const char *plans[2]; // most specific first; NULL: none
    int64_t clicks, unique_clicks, carried_in;
    int64_t plan_id; // index + 1, 0 none
    int64_t earned, booked, carried_out, hold_days;
    int64_t impressions, before;
};

#define TENTH "pay 0.001 USD on click\n"

static const struct row rows[] = {
    {"seven tenths are a cent, less three tenths", {TENTH}, 7, 0, 0, 1, 700000, 1, -300000, 30},
    {"three tenths pay the remainder back", {TENTH}, 3, 0, -300000, 1, 300000, 0, 0, 30},
    {"half a cent goes away from zero", {TENTH}, 5, 0, 0, 1, 500000, 1, -500000, 30},
    {"and is carried", {TENTH}, 4, 0, -500000, 1, 400000, 0, -100000, 30},
    {"half to even is a plan's choice", {TENTH "round half even\n"}, 5, 0, 0, 1, 500000, 0, 500000, 30},
    {"and one and a half is two", {TENTH "round half even\n"}, 15, 0, 0, 1, 1500000, 2, -500000, 30},
    {"a full remainder and a click", {TENTH}, 1, 0, 499999, 1, 100000, 1, -400001, 30},
    {"unique clicks only", {"pay 0.01 USD on unique click\n"}, 10, 3, 0, 1, 3000000, 3, 0, 30},
    {"nothing but repeated clicks", {"pay 0.01 USD on unique click\n"}, 10, 0, -500000, 1, 0, 0, -500000, 30},
    {"no plan", {NULL}, 10, 3, -500000, 0, 0, 0, -500000, 30},
    {"no rule for clicks", {"pay 10% on sale\nhold 5 days\n"}, 10, 3, 200000, 0, 0, 0, 200000, 30},
    {"the plan's hold", {TENTH "hold 3 days\n"}, 1000, 0, 0, 1, 100000000, 100, 0, 3},
    {"individual terms pay", {"pay 0.002 USD on click\n", TENTH "hold 3 days\n"}, 10, 0, 0, 1, 2000000, 2, 0, 3},
    {"individual terms without clicks", {"pay 10% on sale\nhold 9 days\n", TENTH}, 10, 0, 0, 2, 1000000, 1, 0, 30},
    {"a thousand impressions", {"pay 2 USD on 1000 impressions\n"}, 0, 0, 0, 1, 200000000, 200, 0, 30, 1000, 0},
    {"less than a thousand", {"pay 2 USD on 1000 impressions\n"}, 0, 0, 0, 1, 200000, 0, 200000, 30, 1, 0},
    {"a third of a millionth", {"pay 0.01 USD on 3 impressions\n"}, 0, 0, 0, 1, 333333, 0, 333333, 30, 1, 0},
    {"the second of three", {"pay 0.01 USD on 3 impressions\n"}, 0, 0, 333333, 1, 333333, 1, -333334, 30, 1, 1},
    {"the third makes it whole", {"pay 0.01 USD on 3 impressions\n"}, 0, 0, -333334, 1, 333334, 0, 0, 30, 1, 2},
    {"terms that speak of clicks only",
     {TENTH, "pay 2 USD on 1000 impressions\n"},
     0,
     0,
     0,
     2,
     2000000,
     2,
     0,
     30,
     10,
     0},
    {"impressions for nothing", {"pay nothing on 1000 impressions\nhold 2 days\n"}, 0, 0, 7, 1, 0, 0, 7, 2, 9, 0},
    {"nobody pays impressions", {TENTH}, 0, 0, 7, 0, 0, 0, 7, 30, 9, 0},
    {"a large day", {"pay 1000.00 USD on click\n"}, 9000000, 0, 1, 1, 900000000000000000, 900000000000, 1, 30},
};

static struct derive_plan plan_of(struct arena *arena, size_t i, const char *text)
{
    struct plan *plan;
    struct plan_error error;
    assert_int_equal(plan_parse(arena, text_of(text), usd, &plan, &error), RC_OK);
    return (struct derive_plan){.plan_id = {(int64_t)i + 1}, .number = (int64_t)i + 5, .plan = plan};
}

static enum rc derive(struct arena *arena, const struct row *row, struct click_earnings *ret_earnings)
{
    struct derive_plan *plans = arena_many(arena, struct derive_plan, 2);
    struct click_facts facts = {.day = 20000,
                                .clicks = row->clicks,
                                .unique_clicks = row->unique_clicks,
                                .impressions = row->impressions,
                                .impressions_before = row->before,
                                .currency = usd,
                                .plans = plans,
                                .program_hold_days = 30,
                                .carried_in_micro = row->carried_in};
    for (size_t i = 0; i < 2 && row->plans[i] != NULL; i++) {
        plans[facts.plan_count++] = plan_of(arena, i, row->plans[i]);
    }
    return click_earnings_derive(arena, &facts, ret_earnings);
}

static void lines_earn_what_the_table_says(void **state)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
        struct click_earnings earnings;
        assert_row(row->name, derive(arena, row, &earnings) == RC_OK);
        assert_row(row->name, earnings.plan_id.v == row->plan_id);
        assert_row(row->name, earnings.earned_micro == row->earned);
        assert_row(row->name, earnings.booked.minor == row->booked);
        assert_row(row->name, earnings.carried_out_micro == row->carried_out);
        assert_row(row->name, earnings.due_at.ms == (20001 + row->hold_days) * DAY_MS);
    }
}

static void the_derivation_is_canonical(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct click_earnings earnings;
    assert_int_equal(derive(arena, &rows[1], &earnings), RC_OK);
    assert_text(earnings.derivation,
                "{\"carried_in\":\"-0.003\",\"carried_out\":\"0.00\",\"clicks\":3,\"commission\":\"0.00\","
                "\"currency\":\"USD\",\"day\":\"2024-10-04\",\"due_at\":\"2024-11-04T00:00:00Z\",\"event\":\"click\","
                "\"exact\":\"0.003\",\"format\":1,\"hold\":{\"days\":30,\"from\":\"program\"},"
                "\"plan\":{\"individual\":false,\"number\":5},"
                "\"rate\":{\"amount\":\"0.001\",\"line\":1,\"text\":\"pay 0.001 USD on click\"},"
                "\"rounding\":\"half_away\",\"total\":\"0.00\",\"unique_clicks\":0,"
                "\"unique_rate\":{\"amount\":\"0.001\",\"line\":1,\"text\":\"pay 0.001 USD on click\"}}");
}

static void impressions_have_a_derivation_of_their_own(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct row row = {.plans = {"hold 1 days\npay 2 USD on 1000 impressions\n"}, .impressions = 250, .before = 1000};
    struct click_earnings earnings;
    assert_int_equal(derive(arena, &row, &earnings), RC_OK);
    assert_text(earnings.derivation,
                "{\"carried_in\":\"0.00\",\"carried_out\":\"0.00\",\"commission\":\"0.50\",\"currency\":\"USD\","
                "\"day\":\"2024-10-04\",\"due_at\":\"2024-10-06T00:00:00Z\",\"event\":\"impression\","
                "\"exact\":\"0.50\",\"format\":1,\"hold\":{\"days\":1,\"from\":\"plan\"},\"impressions\":250,"
                "\"impressions_before\":1000,\"plan\":{\"individual\":false,\"number\":5},"
                "\"rate\":{\"amount\":\"2.00\",\"line\":2,\"per\":1000,"
                "\"text\":\"pay 2 USD on 1000 impressions\"},\"rounding\":\"half_away\",\"total\":\"0.50\"}");
}

// However a sum is cut into lines, what is booked differs from it by half a unit at most.
static void remainders_never_add_up(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    int64_t carried = 0, booked = 0, clicks = 0;
    for (int64_t i = 0; i < 500; i++) {
        struct row row = {.plans = {"pay 0.0037 USD on click\n"}, .clicks = 1 + i * 7 % 13, .carried_in = carried};
        struct click_earnings earnings;
        assert_int_equal(derive(arena, &row, &earnings), RC_OK);
        carried = earnings.carried_out_micro;
        booked += earnings.booked.minor;
        clicks += row.clicks;
        assert_int_equal(booked * 1000000 + carried, clicks * 370000);
        assert_true(carried >= -500000 && carried <= 500000);
    }
}

static void sums_past_64_bits_are_refused(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct row row = {.plans = {"pay 1000.00 USD on click\n"}, .clicks = INT64_MAX / 2};
    struct click_earnings earnings;
    assert_int_equal(derive(arena, &row, &earnings), RC_REFUSED);
    row = (struct row){.plans = {"pay 1000.00 USD on 1 impression\n"}, .impressions = INT64_MAX / 2};
    assert_int_equal(derive(arena, &row, &earnings), RC_REFUSED);
    row = (struct row){.plans = {"pay 1 USD on 1 impression\n"}, .impressions = 2, .before = INT64_MAX - 1};
    assert_int_equal(derive(arena, &row, &earnings), RC_REFUSED);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_earn_what_the_table_says),
        cmocka_unit_test(the_derivation_is_canonical),
        cmocka_unit_test(impressions_have_a_derivation_of_their_own),
        cmocka_unit_test(remainders_never_add_up),
        cmocka_unit_test(sums_past_64_bits_are_refused),
    };
    return run_cases(tests);
}
