// SPDX-License-Identifier: Apache-2.0
// Clicks of closed days become commissions, on both databases: late clicks, plans that change within a day, individual
// terms, repetition. Amounts by hand.
#include "click/click_accrue.h"

#include "click_fixture.h"
#include "commission/commission_owed.h"

static struct click_accrued accrue(struct world *world)
{
    struct click_accrued accrued;
    must(world, click_accrue(&world->flow, world->flow.now, &accrued));
    return accrued;
}

static struct commission click_commission(struct world *world, size_t partner, int64_t number)
{
    struct text key = text_format(world->arena, "clk:%lld:%lld:%lld", (long long)world->program_id.v,
                                  (long long)world->partners[partner].v, (long long)number);
    struct commission commission;
    must(world, commission_find_key(world->db, world->arena, key, &commission));
    return commission;
}

// What a partner earned on a day, in cents, as a list of those days sums it up.
static int64_t earned_on(struct world *world, size_t partner, int64_t day)
{
    const struct commission_search search = {.partner_id = world->partners[partner],
                                             .from = INSTANT_NONE,
                                             .to = INSTANT_NONE,
                                             .earned_from = on_day(day, 0),
                                             .earned_to = on_day(day + 1, 0)};
    struct commission_sum *sums = NULL;
    size_t count = 0;
    must(world, commission_sums(world->db, world->arena, &search, &sums, &count));
    assert_true(count <= 1);
    return count == 0 ? 0 : sums[0].amount.minor;
}

static void closed_days_are_paid_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 0.001 EUR on click\npay 10% on sale\n");
    links(world);
    clicks(world, 0, on_day(0, 20), 7, 7);
    clicks(world, 0, on_day(0, 23), 120, 3);
    clicks(world, 1, on_day(0, 21), 4, 4);
    clicks(world, 0, on_day(1, 1), 50, 50); // not over yet
    world->flow.now = on_day(1, 3);
    struct click_accrued accrued = accrue(world);
    assert_int_equal(accrued.lines, 2);
    assert_int_equal(accrued.commissions, 1); // 4 tenths of a cent are carried
    struct commission commission = click_commission(world, 0, 1);
    assert_int_equal(commission.amount.minor, 13); // 12.7
    assert_int_equal(commission.due_at.ms, on_day(15, 0).ms);
    assert_text(world_balance(world, 0), "pending 13");
    assert_text(world_balance(world, 1), "nothing");
    assert_int_equal(accrue(world).lines, 0);
    // Made on the day after, earned on the day of the clicks.
    struct instant earned;
    must(world, commission_earned(world->db, arena, commission.id, &earned));
    assert_int_equal(earned.ms, on_day(1, 0).ms - 15 * MINUTE_MS);
    assert_int_equal(earned_on(world, 0, 0), 13);
    assert_int_equal(earned_on(world, 0, 1), 0);
    // Late clicks of that day, and the next day.
    clicks(world, 0, on_day(0, 22), 5, 0);
    clicks(world, 1, on_day(1, 5), 6, 0);
    world->flow.now = on_day(2, 0);
    accrued = accrue(world);
    assert_int_equal(accrued.lines, 3);
    assert_text(world_balance(world, 0), "pending 18"); // 12.7 + 0.5 + 5.0 = 18.2
    assert_text(world_balance(world, 1), "pending 1");  // 0.4 + 0.6
    assert_int_equal(earned_on(world, 0, 0), 13);       // 12.7, then 0.5 more: 13.2
    assert_int_equal(earned_on(world, 0, 1), 5);        // 5.0, with 0.2 carried
    assert_int_equal(earned_on(world, 1, 1), 1);
    struct click_accrual last;
    must(world, click_accrual_last(world->db, arena, world->program_id, world->partners[0], &last));
    assert_int_equal(last.number, 3);
    assert_int_equal(last.carried_out_micro, 200000);
    world->flow.now = on_day(16, 0);
    assert_int_equal(world_release(world), 3);
    assert_text(world_balance(world, 0), "available 18");
    world_assert_sound(world);
}

static void a_plan_that_changes_within_the_day_splits_it(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 0.01 EUR on click\n");
    links(world);
    world->flow.now = on_day(0, 18);
    world_plan_announced(world, "pay 0.02 EUR on click\n", on_day(0, 20));
    world_plan_announced(world, "pay 10% on sale\n", on_day(0, 22));
    clicks(world, 0, (struct instant){on_day(0, 20).ms - 1}, 10, 1);
    clicks(world, 0, on_day(0, 20), 20, 2);
    clicks(world, 0, on_day(0, 22), 40, 4); // pays no clicks
    world->flow.now = on_day(1, 0);
    struct click_accrued accrued = accrue(world);
    assert_int_equal(accrued.lines, 3);
    assert_int_equal(accrued.commissions, 2);
    assert_int_equal(click_commission(world, 0, 1).amount.minor, 10);
    assert_int_equal(click_commission(world, 0, 2).amount.minor, 40);
    assert_int_equal(accrue(world).lines, 0);
    clicks(world, 0, on_day(0, 21), 3, 0); // late
    assert_int_equal(accrue(world).lines, 1);
    assert_text(world_balance(world, 0), "pending 56");
    world_assert_sound(world);
}

static void individual_terms_come_first(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 0.01 EUR on click\nhold 7 days\n");
    links(world);
    world_terms(world, 1, TEXT("pay 0.05 EUR on unique click\n"), on_day(1, 0));
    clicks(world, 0, on_day(1, 4), 10, 2);
    clicks(world, 1, on_day(1, 4), 10, 2);
    world->flow.now = on_day(2, 0);
    assert_int_equal(accrue(world).lines, 2);
    assert_text(world_balance(world, 0), "pending 10");
    assert_text(world_balance(world, 1), "pending 10");
    struct commission commission = click_commission(world, 1, 1);
    assert_text(commission.plan_ids, "2,1");
    assert_int_equal(commission.due_at.ms, on_day(9, 0).ms); // the hold of the program's plan
    world_assert_sound(world);
}

static void programs_without_click_plans_are_left_alone(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    links(world);
    clicks(world, 0, on_day(0, 20), 10, 2);
    world->flow.now = on_day(3, 0);
    assert_int_equal(accrue(world).lines, 0);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(closed_days_are_paid_once),
    TEST_DATABASE_CASE(a_plan_that_changes_within_the_day_splits_it),
    TEST_DATABASE_CASE(individual_terms_come_first),
    TEST_DATABASE_CASE(programs_without_click_plans_are_left_alone),
};

int main(void)
{
    return TEST_DATABASE_RUN("click_accrue", cases);
}
