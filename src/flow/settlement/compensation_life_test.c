// SPDX-License-Identifier: Apache-2.0
// Compensation by hand, on both databases. Mission S1-20.
#include "advertiser_world.h"
#include "payout/payout_terms_write.h"
#include "settlement/compensation_life.h"

static struct world *begin(void **state, struct arena *arena)
{
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct payout_limit_input limit = {.currency = {"EUR"}, .minimum = TEXT_NONE, .second_person = TEXT("20.00")};
    struct payout_policy_input policy = {.limits = &limit, .limit_count = 1};
    must(world, payout_policy_change(&world->flow, &policy));
    return world;
}

static struct compensation_input input_of(const struct world *world, const char *amount)
{
    return (struct compensation_input){.partner_id = world->partners[0],
                                       .program_id = world->program_id,
                                       .amount = text_of(amount),
                                       .reason = TEXT("forty leads, no sale")};
}

static void a_small_sum_needs_nobody_else(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct compensation_input input = input_of(world, "20.00");
    struct compensation compensation;
    must(world, compensation_propose(&world->flow, &input, &compensation));
    assert_text(compensation.status, "booked");
    assert_text(world_balance(world, 0), "available 2000");
    assert_int_equal(compensation_decline(&world->flow, compensation.id, TEXT("no"), &compensation), RC_REFUSED);
    assert_string_equal(world->fault.code, "compensation_decided");
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static void a_form_that_is_sent_twice_grants_once(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct compensation_input input = input_of(world, "20.00");
    struct compensation first;
    struct compensation second;
    input.key = TEXT("made by the page");
    must(world, compensation_propose(&world->flow, &input, &first));
    must(world, compensation_propose(&world->flow, &input, &second));
    assert_int_equal(first.id.v, second.id.v);
    assert_text(second.status, "booked");
    assert_text(world_balance(world, 0), "available 2000");
    input.amount = TEXT("19.00");
    assert_int_equal(compensation_propose(&world->flow, &input, &second), RC_CONFLICT);
    assert_string_equal(world->fault.code, "idempotency_conflict");
    fault_clear(&world->fault);
    input.key = TEXT("another");
    must(world, compensation_propose(&world->flow, &input, &second));
    assert_text(world_balance(world, 0), "available 3900");
    world_assert_sound(world);
}

static void above_the_limit_another_person_decides(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct compensation_input input = input_of(world, "20.01");
    struct compensation compensation;
    must(world, compensation_propose(&world->flow, &input, &compensation));
    assert_text(compensation.status, "proposed");
    assert_text(world_balance(world, 0), "nothing");
    assert_int_equal(compensation_approve(&world->flow, compensation.id, &compensation), RC_FORBIDDEN);
    assert_string_equal(world->fault.code, "second_person_needed");
    fault_clear(&world->fault);
    world->flow.actor = TEXT("another person");
    must(world, compensation_approve(&world->flow, compensation.id, &compensation));
    must(world, compensation_approve(&world->flow, compensation.id, &compensation)); // once
    assert_text(world_balance(world, 0), "available 2001");
    assert_int_equal(world_account(world, LEDGER_PROGRAM, world->program_id.v, LEDGER_COMPENSATION_EXPENSE), 2001);
    world_assert_sound(world);
    must(world, compensation_reverse(&world->flow, compensation.id, TEXT("granted twice"), &compensation));
    assert_text(compensation.status, "reversed");
    assert_text(world_balance(world, 0), "nothing");
    assert_int_equal(compensation_approve(&world->flow, compensation.id, &compensation), RC_REFUSED);
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static void what_is_declined_is_never_booked(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct compensation_input input = input_of(world, "500.00");
    struct compensation compensation;
    must(world, compensation_propose(&world->flow, &input, &compensation));
    must(world, compensation_decline(&world->flow, compensation.id, TEXT("not agreed"), &compensation));
    world->flow.actor = TEXT("another person");
    assert_int_equal(compensation_approve(&world->flow, compensation.id, &compensation), RC_REFUSED);
    assert_string_equal(world->fault.code, "compensation_decided");
    fault_clear(&world->fault);
    assert_int_equal(compensation_reverse(&world->flow, compensation.id, TEXT("x"), &compensation), RC_REFUSED);
    fault_clear(&world->fault);
    assert_text(world_balance(world, 0), "nothing");
    world_assert_sound(world);
}

static void bad_input_names_its_field(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    static const struct {
        const char *amount, *reason, *field;
        int64_t partner;
    } rows[] = {
        {"0", "why", "amount", 0},      {"-1", "why", "amount", 0}, {"1.001", "why", "amount", 0},
        {"much", "why", "amount", 0},   {"1", "", "reason", 0},     {"1", "  ", "reason", 0},
        {"1", "why", "partner_id", 99},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct compensation_input input = input_of(world, rows[i].amount);
        input.reason = text_of(rows[i].reason);
        input.partner_id.v += rows[i].partner;
        struct compensation compensation;
        assert_int_equal(compensation_propose(&world->flow, &input, &compensation), RC_INVALID);
        assert_string_equal(world->fault.field, rows[i].field);
        fault_clear(&world->fault);
    }
    assert_text(world_balance(world, 0), "nothing");
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_small_sum_needs_nobody_else),
    TEST_DATABASE_CASE(a_form_that_is_sent_twice_grants_once),
    TEST_DATABASE_CASE(above_the_limit_another_person_decides),
    TEST_DATABASE_CASE(what_is_declined_is_never_booked),
    TEST_DATABASE_CASE(bad_input_names_its_field),
};

int main(void)
{
    return TEST_DATABASE_RUN("compensation_life", cases);
}
