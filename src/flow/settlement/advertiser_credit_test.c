// SPDX-License-Identifier: Apache-2.0
// Limits of advertisers: over the limit everything is still booked, clicks stop and go on, commissions wait for money.
// Mission S2-10; field 124. 10 % to the partner and 1.00 on top.
#include "advertiser_world.h"
#include "link/catalog.h"
#include "settlement/advertiser_credit.h"

#define PLAN "pay 10% on sale\nhold 0 days\n"

static struct world *begin(void **state, struct arena *arena)
{
    struct world *world = world_new(*state, arena, PLAN);
    world_settle(world, CHARGE_FIXED_FEE, NULL, "1.00");
    return world;
}

static struct advertiser_state limit(struct world *world, const char *credit, const char *low, enum over_limit what,
                                     bool is_paid_when_funded)
{
    struct advertiser_credit_input input = {.advertiser_id = world->advertiser_id,
                                            .currency = {"EUR"},
                                            .limit = text_of(credit),
                                            .low_balance = text_of(low),
                                            .over_limit = what,
                                            .is_paid_when_funded = is_paid_when_funded};
    struct advertiser_state state;
    must(world, advertiser_credit_set(&world->flow, &input, &state));
    return state;
}

static struct advertiser_state stands(struct world *world)
{
    struct advertiser_state *list;
    size_t count;
    must(world, advertiser_states(world->db, world->arena, world->advertiser_id, &list, &count));
    assert_int_equal(count, 1);
    return list[0];
}

static int64_t applied(struct world *world)
{
    int64_t changed;
    must(world, advertiser_limits_apply(&world->flow, &changed));
    return changed;
}

static void beyond_the_limit_everything_is_booked(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    assert_false(limit(world, "20.00", "5.00", OVER_LIMIT_STOP_CLICKS, false).is_over_limit);
    world_deposit(world, "bank-1", 1000);
    assert_int_equal(applied(world), 0);
    assert_false(stands(world).is_low);
    world_sale(world, 0, "A-1", "100.00", "pending"); // 11.00 accrued: 10.00 prepaid does not cover it
    assert_true(stands(world).is_low);
    assert_int_equal(stands(world).exposure.minor, 100);
    world_sale(world, 0, "A-2", "190.00", "approved"); // 20.00
    assert_int_equal(stands(world).exposure.minor, 2100);
    assert_true(stands(world).is_over_limit);
    assert_int_equal(applied(world), 1);
    assert_int_equal(applied(world), 0); // again: nothing
    assert_true(stands(world).credit.is_stopped);
    struct conversion_id late = world_sale(world, 0, "A-3", "100.00", "approved"); // still booked
    assert_int_equal(world_charge(world, late).amount.minor, 1100);
    world_deposit(world, "bank-2", 2000);
    assert_false(stands(world).is_over_limit); // 32.00 - 20.00
    assert_int_equal(applied(world), 1);
    assert_false(stands(world).credit.is_stopped);
    world_assert_sound(world);
}

static void clicks_stop_and_go_on(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limit(world, "0", NULL, OVER_LIMIT_STOP_CLICKS, false);
    struct program_view view;
    struct program_input none = program_input_none();
    int64_t version = 0;
    struct program program;
    world_sale(world, 0, "A-1", "100.00", "approved");
    must(world, program_get(world->db, arena, world->program_id, &program));
    version = program.version;
    assert_int_equal(applied(world), 1);
    must(world, program_get(world->db, arena, world->program_id, &program));
    assert_true(program.version > version); // servers read it again
    assert_text(program.status, "active");  // what the operator said stays
    must(world, program_change(&world->flow, world->program_id, &none, &view));
    world_deposit(world, "bank-1", 1100);
    assert_int_equal(applied(world), 1);
}

// 11.00 each; the payments cover the oldest first.
static void commissions_wait_for_the_advertisers_money(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    limit(world, NULL, NULL, OVER_LIMIT_BOOK, true);
    world_sale(world, 0, "A-1", "100.00", "approved");
    struct conversion_id second = world_sale(world, 1, "A-2", "100.00", "approved");
    world_sale(world, 2, "A-3", "100.00", "approved");
    assert_int_equal(world_release(world), 0);
    world_deposit(world, "bank-1", 1099);
    assert_int_equal(world_release(world), 0);
    world_deposit(world, "bank-2", 1);
    assert_int_equal(world_release(world), 1);
    assert_text(world_balance(world, 0), "available 1000");
    assert_text(world_balance(world, 1), "pending 1000");
    // A refund of half: 5.00 and 1.00. It stays the second oldest.
    world_refund(world, second, "r-1", "50.00");
    world_deposit(world, "bank-3", 600);
    assert_int_equal(world_release(world), 1);
    assert_text(world_balance(world, 1), "available 500");
    assert_text(world_balance(world, 2), "pending 1000");
    limit(world, NULL, NULL, OVER_LIMIT_BOOK, false);
    assert_int_equal(world_release(world), 1);
    world_assert_sound(world);
}

static void limits_are_checked(void **state)
{
    static const struct {
        const char *name, *credit, *low;
        enum over_limit what;
        const char *code, *field;
    } bad[] = {
        {"negative", "-1", NULL, OVER_LIMIT_BOOK, "amount_negative", "credit_limit"},
        {"no number", "many", NULL, OVER_LIMIT_BOOK, "amount_malformed", "credit_limit"},
        {"too precise", "1.001", NULL, OVER_LIMIT_BOOK, "amount_too_precise", "credit_limit"},
        {"low, too large", NULL, "99999999999999.00", OVER_LIMIT_BOOK, "amount_too_large", "low_balance"},
        {"stops without a limit", NULL, NULL, OVER_LIMIT_STOP_CLICKS, "field_missing", "credit_limit"},
    };
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct advertiser_credit_input input = {.advertiser_id = world->advertiser_id,
                                                .currency = {"EUR"},
                                                .limit = text_of(bad[i].credit),
                                                .low_balance = text_of(bad[i].low),
                                                .over_limit = bad[i].what};
        struct advertiser_state answer;
        fault_clear(&world->fault);
        assert_row(bad[i].name, advertiser_credit_set(&world->flow, &input, &answer) == RC_INVALID);
        assert_row(bad[i].name, strcmp(world->fault.code, bad[i].code) == 0);
        assert_row(bad[i].name, strcmp(world->fault.field, bad[i].field) == 0);
    }
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(beyond_the_limit_everything_is_booked),
    TEST_DATABASE_CASE(clicks_stop_and_go_on),
    TEST_DATABASE_CASE(commissions_wait_for_the_advertisers_money),
    TEST_DATABASE_CASE(limits_are_checked),
};

int main(void)
{
    return TEST_DATABASE_RUN("advertiser_credit", cases);
}
