// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment, on both databases. Mission S1-13, golden number 7.
#include "advertiser_world.h"
#include "settlement/penalty_life.h"

static struct world *begin(void **state, struct arena *arena, int64_t times, int64_t after_days)
{
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct settlement_input input = {.program_id = world->program_id,
                                     .fixed = TEXT_NONE,
                                     .penalty_times = times,
                                     .penalty_after_days = after_days,
                                     .effective_at = INSTANT_NONE};
    struct settlement_terms terms;
    must(world, settlement_terms_put(&world->flow, &input, &terms));
    world_sale(world, 0, "A-1", "100.00", "approved");
    assert_int_equal(world_release(world), 1);
    return world;
}

static int64_t accrued(struct world *world)
{
    int64_t count;
    must(world, penalties_accrue(&world->flow, &count));
    return count;
}

static struct penalty newest(struct world *world)
{
    struct penalty *list;
    size_t count;
    must(world, penalty_list(world->db, world->arena, world->partners[0], (struct penalty_id){0}, 10, &list, &count));
    assert_int_equal(count, 1);
    return list[0];
}

static void an_overdue_commission_is_owed_five_times(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 3);
    world_days_pass(world, 3);
    assert_int_equal(accrued(world), 0);
    world->flow.now.ms++;
    assert_int_equal(accrued(world), 1);
    assert_int_equal(accrued(world), 0); // once
    assert_text(world_balance(world, 0), "available 1000 penalty_owed 5000");
    struct penalty penalty = newest(world);
    assert_int_equal(penalty.base.minor, 1000);
    assert_int_equal(penalty.amount.minor, 5000);
    assert_int_equal(penalty.overdue_at.ms, WORLD_START_MS + 3 * DAY_MS);
    world_assert_sound(world);
    must(world, penalty_settle(&world->flow, penalty.id, /* is_paid= */ true, TEXT("transfer 7"), &penalty));
    must(world, penalty_settle(&world->flow, penalty.id, /* is_paid= */ true, TEXT("transfer 7"), &penalty));
    assert_text(world_balance(world, 0), "available 1000");
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_CASH), -5000);
    assert_int_equal(penalty_settle(&world->flow, penalty.id, /* is_paid= */ false, TEXT("no"), &penalty), RC_REFUSED);
    assert_string_equal(world->fault.code, "penalty_settled");
    fault_clear(&world->fault);
    assert_int_equal(accrued(world), 0);
    world_assert_sound(world);
}

static void a_penalty_can_be_waived(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 0);
    world_days_pass(world, 1);
    assert_int_equal(accrued(world), 1);
    struct penalty penalty = newest(world);
    assert_int_equal(penalty_settle(&world->flow, penalty.id, /* is_paid= */ false, TEXT(""), &penalty), RC_INVALID);
    assert_string_equal(world->fault.field, "note");
    fault_clear(&world->fault);
    must(world, penalty_settle(&world->flow, penalty.id, /* is_paid= */ false, TEXT("agreed"), &penalty));
    assert_text(world_balance(world, 0), "available 1000");
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_PENALTY_EXPENSE), 0);
    struct penalty_id none = {999};
    assert_int_equal(penalty_settle(&world->flow, none, true, TEXT("x"), &penalty), RC_NOT_FOUND);
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static void without_a_clause_there_is_none(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 0, 0);
    world_days_pass(world, 400);
    assert_int_equal(accrued(world), 0);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(an_overdue_commission_is_owed_five_times),
    TEST_DATABASE_CASE(a_penalty_can_be_waived),
    TEST_DATABASE_CASE(without_a_clause_there_is_none),
};

int main(void)
{
    return TEST_DATABASE_RUN("penalty_life", cases);
}
