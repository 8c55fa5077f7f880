// SPDX-License-Identifier: Apache-2.0
// Penalties for late payment, on both databases. Mission S1-13, golden number 7.
#include "advertiser_world.h"
#include "payout/payout_account_save.h"
#include "payout/payout_terms_write.h"
#include "settlement/penalty_life.h"

// Due on 21 September 2026, so promised for the last moment of 15 October (UTC); what waits until October is promised
// for 15 November, until November for 15 December.
#define PROMISED_MS INT64_C(1792108799999)
#define PROMISED_NOVEMBER_MS (PROMISED_MS + 31 * DAY_MS)

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
    must(world, penalty_list(world->db, world->arena,
                             &(struct penalty_filter){.partner_id = world->partners[0], .limit = 10}, &list, &count));
    assert_int_equal(count, 1);
    return list[0];
}

static void an_overdue_commission_is_owed_five_times(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 3);
    world->flow.now.ms = PROMISED_MS + 3 * DAY_MS;
    assert_int_equal(accrued(world), 0);
    world->flow.now.ms++;
    assert_int_equal(accrued(world), 1);
    assert_int_equal(accrued(world), 0); // once
    assert_text(world_balance(world, 0), "available 1000 penalty_owed 5000");
    struct penalty penalty = newest(world);
    assert_int_equal(penalty.base.minor, 1000);
    assert_int_equal(penalty.amount.minor, 5000);
    assert_int_equal(penalty.due_at.ms, PROMISED_MS);
    assert_int_equal(penalty.overdue_at.ms, PROMISED_MS + 3 * DAY_MS);
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
    world->flow.now.ms = PROMISED_MS;
    assert_int_equal(accrued(world), 0);
    world->flow.now.ms++;
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

static void save_details(struct world *world, const char *iban)
{
    struct payout_details details = {.method = TEXT("sepa"), .holder = TEXT("Anna"), .iban = text_of(iban)};
    struct payout_account account;
    must(world, payout_account_save(&world->flow, world->partners[0], &details, &account));
}

static void require_details(struct world *world)
{
    struct payout_policy_input input = {.is_details_required = {.has = true, .v = 1}};
    must(world, payout_policy_change(&world->flow, &input));
}

// A whole day of jobs that find nothing owed, and what is owed a millisecond later.
static void owed_only_after(struct world *world, int64_t ms)
{
    world->flow.now.ms = ms;
    assert_int_equal(accrued(world), 0);
    world->flow.now.ms++;
    assert_int_equal(accrued(world), 1);
}

static void details_that_are_missing_are_waited_for(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 3);
    require_details(world);
    world->flow.now.ms = PROMISED_MS + 4 * DAY_MS; // 19 October: he is the one who is late
    assert_int_equal(accrued(world), 0);
    world_days_pass(world, 1);
    save_details(world, "DE89370400440532013000");
    assert_int_equal(accrued(world), 0);
    owed_only_after(world, PROMISED_NOVEMBER_MS + 3 * DAY_MS);
    assert_int_equal(newest(world).due_at.ms, PROMISED_NOVEMBER_MS);
    world_assert_sound(world);
}

static void changed_details_are_waited_for(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 0);
    require_details(world);
    save_details(world, "DE89370400440532013000");
    world->flow.now.ms = PROMISED_MS - HOUR_MS;
    save_details(world, "FR1420041010050500013M02606");
    world->flow.now.ms = PROMISED_MS + 1; // 71 hours to go
    assert_int_equal(accrued(world), 0);
    world_days_pass(world, 4);
    assert_int_equal(accrued(world), 0);
    owed_only_after(world, PROMISED_NOVEMBER_MS);
    world_assert_sound(world);
}

// Nothing of his side is lacking: an operator's own hold does not spare him.
static void an_operators_hold_is_not_the_partners(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena, 5, 0);
    struct payout_terms_input held = {
        .partner_id = world->partners[0], .mode = TEXT_NONE, .hold_reason = TEXT("we look into it")};
    must(world, payout_terms_change(&world->flow, &held));
    owed_only_after(world, PROMISED_MS);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(an_overdue_commission_is_owed_five_times),
    TEST_DATABASE_CASE(a_penalty_can_be_waived),
    TEST_DATABASE_CASE(without_a_clause_there_is_none),
    TEST_DATABASE_CASE(details_that_are_missing_are_waited_for),
    TEST_DATABASE_CASE(changed_details_are_waited_for),
    TEST_DATABASE_CASE(an_operators_hold_is_not_the_partners),
};

int main(void)
{
    return TEST_DATABASE_RUN("penalty_life", cases);
}
