// SPDX-License-Identifier: Apache-2.0
// Commissions from their conversion to the partner's account, on both databases: refunds, decisions, hold and payout in
// every order that happens, with amounts worked out by hand (10 % of the order, hold 14 days).
#include "payout/payout_run.h"
#include "test_world.h"

#define PLAN "pay 10% on sale\n"

static struct world *begin(void **state, struct arena *arena)
{
    return world_new(*state, arena, PLAN);
}

static void assert_commission(struct world *world, struct conversion_id id, const char *status, int64_t amount,
                              int64_t pending, int64_t available)
{
    struct commission commission = world_commission(world, id);
    assert_string_equal(commission_status_text(commission.status), status);
    assert_int_equal(commission.amount.minor, amount);
    assert_int_equal(commission.pending.minor, pending);
    assert_int_equal(commission.available.minor, available);
}

static void an_approved_sale_waits_and_becomes_available(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    assert_commission(world, sale, "pending", 1000, 1000, 0);
    struct commission commission = world_commission(world, sale);
    assert_int_equal(commission.due_at.ms, WORLD_START_MS + 14 * DAY_MS);
    assert_text(commission.plan_ids, "1");
    assert_text(world_balance(world, 0), "pending 1000");
    world_days_pass(world, 13);
    assert_int_equal(world_release(world), 0);
    world_days_pass(world, 1);
    assert_int_equal(world_release(world), 1);
    assert_int_equal(world_release(world), 0);
    assert_commission(world, sale, "available", 1000, 0, 1000);
    assert_text(world_balance(world, 0), "available 1000");
    world_assert_sound(world);
}

static void a_pending_sale_is_not_due(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    assert_true(instant_is_none(world_commission(world, sale).due_at));
    world_days_pass(world, 100);
    assert_int_equal(world_release(world), 0);
    world_decide(world, sale, "approved");
    assert_int_equal(world_commission(world, sale).due_at.ms, WORLD_START_MS + 14 * DAY_MS);
    assert_int_equal(world_release(world), 1);
    assert_text(world_balance(world, 0), "available 1000");
    world_assert_sound(world);
}

static void a_rejected_sale_can_be_approved_later(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "rejected");
    assert_commission(world, sale, "rejected", 0, 0, 0);
    assert_text(world_balance(world, 0), "nothing");
    world_decide(world, sale, "approved");
    assert_commission(world, sale, "pending", 1000, 1000, 0);
    world_decide(world, sale, "rejected");
    assert_commission(world, sale, "rejected", 0, 0, 0);
    assert_true(instant_is_none(world_commission(world, sale).due_at));
    assert_text(world_balance(world, 0), "nothing");
    world_assert_sound(world);
}

// 100.00 less 10.05, 20.50 and 0.45 is 69.00: 6.90. Whatever the order, whatever lies between.
static void refunds_in_any_order_end_alike(void **state)
{
    static const char *const amounts[] = {"10.05", "20.50", "0.45"};
    static const size_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sales[6];
    for (size_t i = 0; i < 6; i++) {
        sales[i] = world_sale(world, 0, text_zero_terminated(arena, text_format(arena, "A-%zu", i)), "100.00",
                              i % 2 == 0 ? "approved" : "pending");
    }
    for (size_t step = 0; step < 3; step++) {
        for (size_t i = 0; i < 6; i++) {
            if (i == step) {
                world_decide(world, sales[i], "rejected");
                world_decide(world, sales[i], "approved");
            }
            world_refund(world, sales[i], amounts[orders[i][step]], amounts[orders[i][step]]);
            world_refund(world, sales[i], amounts[orders[i][step]], amounts[orders[i][step]]); // delivered twice
        }
    }
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(world_commission(world, sales[i]).amount.minor, 690);
    }
    assert_text(world_balance(world, 0), "pending 4140");
    world_assert_sound(world);
}

static struct payout_run_id run_made(struct world *world, const char *key)
{
    struct payout_request request = {
        .key = text_of(key), .currency = {"EUR"}, .until = world->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id id;
    must(world, payout_run_create(&world->flow, &request, &id));
    return id;
}

static void paid(struct world *world, struct payout_run_id id)
{
    must(world, payout_run_approve(&world->flow, id));
    must(world, payout_run_pay(&world->flow, id));
}

static void a_refund_after_payment_is_recovered(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id first = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id run = run_made(world, "run-1");
    assert_commission(world, first, "in_payout", 1000, 0, 0);
    assert_text(world_balance(world, 0), "in_payout 1000");
    paid(world, run);
    paid(world, run); // again: nothing
    assert_commission(world, first, "paid", 1000, 0, 0);
    assert_text(world_balance(world, 0), "paid 1000");
    world_refund(world, first, "r-1", "40.00");
    assert_commission(world, first, "paid", 600, 0, 0);
    assert_text(world_balance(world, 0), "paid 1000 owed_back 400");
    world_decide(world, first, "rejected");
    assert_text(world_balance(world, 0), "paid 1000 owed_back 1000");
    struct conversion_id second = world_sale(world, 0, "A-2", "300.00", "approved");
    world_days_pass(world, 14);
    assert_int_equal(world_release(world), 1);
    assert_commission(world, second, "available", 3000, 0, 2000);
    assert_text(world_balance(world, 0), "available 2000 paid 1000");
    // The rejection was a mistake: what was recovered is earned again.
    world_decide(world, first, "approved");
    assert_commission(world, first, "pending", 600, 600, 0);
    assert_text(world_balance(world, 0), "pending 600 available 2000 paid 1000");
    world_release(world);
    paid(world, run_made(world, "run-2"));
    assert_commission(world, first, "paid", 600, 0, 0);
    assert_text(world_balance(world, 0), "paid 3600"); // 6.00 + 30.00
    world_assert_sound(world);
}

static void a_payout_recovers_what_became_owed_before_it(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id first = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    paid(world, run_made(world, "run-1"));
    struct conversion_id small = world_sale(world, 0, "A-2", "50.00", "approved");
    struct conversion_id large = world_sale(world, 0, "A-3", "200.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    world_refund(world, first, "r-1", "100.00");
    assert_text(world_balance(world, 0), "available 2500 paid 1000 owed_back 1000");
    struct payout_run_id run = run_made(world, "run-2");
    assert_text(world_balance(world, 0), "in_payout 1500 paid 1000");
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, arena, run, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].amount.minor, 1500);
    struct payout_share *shares;
    must(world, payout_share_list(world->db, arena, items[0].id, items[0].amount.currency, &shares, &count));
    assert_int_equal(count, 2);
    assert_int_equal(shares[0].amount.minor, 0);
    assert_int_equal(shares[1].amount.minor, 1500);
    // The transfer fails: it comes back, and can be paid again.
    must(world, payout_run_approve(&world->flow, run));
    must(world, payout_item_fail(&world->flow, items[0].id, TEXT_NONE));
    must(world, payout_item_fail(&world->flow, items[0].id, TEXT_NONE));
    assert_commission(world, small, "available", 500, 0, 0);
    assert_commission(world, large, "available", 2000, 0, 1500);
    assert_text(world_balance(world, 0), "available 1500 paid 1000");
    paid(world, run); // with nothing left in it
    assert_text(world_balance(world, 0), "available 1500 paid 1000");
    paid(world, run_made(world, "run-3"));
    assert_text(world_balance(world, 0), "paid 2500");
    world_assert_sound(world);
}

static void a_refund_while_in_payout_meets_the_failure(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id run = run_made(world, "run-1");
    world_refund(world, sale, "r-1", "30.00");
    assert_text(world_balance(world, 0), "in_payout 1000 owed_back 300");
    must(world, payout_run_cancel(&world->flow, run));
    must(world, payout_run_cancel(&world->flow, run));
    assert_commission(world, sale, "available", 700, 0, 700);
    assert_text(world_balance(world, 0), "available 700");
    fault_clear(&world->fault);
    assert_int_equal(payout_run_pay(&world->flow, run), RC_REFUSED);
    assert_string_equal(world->fault.code, "payout_cancelled");
    world_assert_sound(world);
}

static void what_was_paid_can_come_back(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct payout_run_id run = run_made(world, "run-1");
    paid(world, run);
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, arena, run, &items, &count));
    must(world, payout_item_fail(&world->flow, items[0].id, TEXT_NONE));
    assert_commission(world, sale, "available", 1000, 0, 1000);
    assert_text(world_balance(world, 0), "available 1000");
    world_assert_sound(world);
}

static void runs_refuse_what_they_must(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct payout_request request = {
        .key = TEXT("k"), .currency = {"EUR"}, .until = world->flow.now, .method = TEXT("bank transfer")};
    struct payout_run_id id;
    assert_int_equal(payout_run_create(&world->flow, &request, &id), RC_INVALID);
    assert_string_equal(world->fault.code, "method_malformed");
    fault_clear(&world->fault);
    request.method = TEXT("bank");
    assert_int_equal(payout_run_create(&world->flow, &request, &id), RC_REFUSED);
    assert_string_equal(world->fault.code, "nothing_to_pay");
    fault_clear(&world->fault);
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_sale(world, 1, "A-2", "70.00", "approved");
    world_days_pass(world, 14);
    world_release(world);
    request.until = world->flow.now;
    struct payout_run_id first;
    must(world, payout_run_create(&world->flow, &request, &first));
    must(world, payout_run_create(&world->flow, &request, &id)); // the same again
    assert_int_equal(id.v, first.v);
    request.method = TEXT("paypal");
    assert_int_equal(payout_run_create(&world->flow, &request, &id), RC_CONFLICT);
    assert_string_equal(world->fault.code, "payout_key_reused");
    fault_clear(&world->fault);
    assert_int_equal(payout_run_pay(&world->flow, first), RC_REFUSED);
    assert_string_equal(world->fault.code, "payout_not_approved");
    fault_clear(&world->fault);
    paid(world, first);
    assert_int_equal(payout_run_cancel(&world->flow, first), RC_REFUSED);
    assert_string_equal(world->fault.code, "payout_paid");
    fault_clear(&world->fault);
    assert_int_equal(payout_run_pay(&world->flow, (struct payout_run_id){99}), RC_NOT_FOUND);
    assert_text(world_balance(world, 1), "paid 700");
    world_assert_sound(world);
}

static void steps_and_entries_tell_the_story(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    world_refund(world, sale, "r-1", "25.00");
    world_decide(world, sale, "approved");
    world_days_pass(world, 14);
    world_release(world);
    struct commission commission = world_commission(world, sale);
    struct commission_change *changes;
    size_t count;
    must(world, commission_change_list(world->db, arena, commission.id, &changes, &count));
    static const struct {
        const char *cause;
        int64_t amount;
        const char *status;
        bool is_booked, is_derived;
    } expected[] = {
        {"accrued", 1000, "pending", true, true},
        {"refund", 750, "pending", true, true},
        {"approved", 750, "pending", false, true},
        {"released", 750, "available", true, false},
    };
    assert_int_equal(count, COUNT_OF(expected));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(changes[i].number, i + 1);
        assert_string_equal(commission_cause_text(changes[i].cause), expected[i].cause);
        assert_int_equal(changes[i].amount.minor, expected[i].amount);
        assert_string_equal(commission_status_text(changes[i].status), expected[i].status);
        assert_int_equal(changes[i].entry_id.v != 0, expected[i].is_booked);
        assert_int_equal(!text_equal(changes[i].derivation, TEXT("{}")), expected[i].is_derived);
    }
    struct ledger_entry_view *entries;
    must(world, ledger_entries_of(world->db, arena, TEXT("commission"), commission.id.v, &entries, &count));
    assert_int_equal(count, 3);
    assert_text(entries[1].kind, "adjustment");
    assert_int_equal(entries[1].lines[0].amount.minor, -250);
    world_assert_sound(world);
}

static void no_rule_no_commission(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 1 EUR on lead\n");
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    struct commission *list;
    size_t count;
    must(world, commission_list_of(world->db, arena, sale, &list, &count));
    assert_int_equal(count, 0);
    world_refund(world, sale, "r-1", "25.00");
    assert_text(world_balance(world, 0), "nothing");
    world_assert_sound(world);
}

// Later plans do not touch what an order earned under an earlier one.
static void later_plans_change_nothing(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id first = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 1);
    world_plan_announced(world, "pay 3% on sale\nhold 2 days\n", world->flow.now);
    struct conversion_id second = world_sale(world, 0, "A-2", "100.00", "approved");
    world_refund(world, first, "r-1", "50.00");
    assert_int_equal(world_commission(world, first).amount.minor, 500);
    assert_int_equal(world_commission(world, first).due_at.ms, WORLD_START_MS + 14 * DAY_MS);
    assert_int_equal(world_commission(world, second).amount.minor, 300);
    assert_int_equal(world_commission(world, second).due_at.ms, WORLD_START_MS + 3 * DAY_MS);
    world_assert_sound(world);
}

// A request that was read later has committed before this one: the new version is not made before what it did not
// judge.
static void a_plan_is_made_after_what_was_judged_without_it(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world->flow.now.ms = WORLD_START_MS + 5000;
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved");
    world->flow.now.ms = WORLD_START_MS + 1000;
    struct program_plan_input plan = {
        .program_id = world->program_id, .plan_text = TEXT("pay 20% on sale\n"), .effective_at = INSTANT_NONE};
    struct plan_version version;
    struct plan_error error;
    must(world, program_plan_put(&world->flow, &plan, &version, &error));
    assert_int_equal(version.created_at.ms, WORLD_START_MS + 5000);
    assert_commission(world, sale, "pending", 1000, 1000, 0);
    world->flow.now.ms = WORLD_START_MS + 5001;
    assert_commission(world, world_sale(world, 0, "A-2", "100.00", "approved"), "pending", 2000, 2000, 0);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(an_approved_sale_waits_and_becomes_available),
    TEST_DATABASE_CASE(a_pending_sale_is_not_due),
    TEST_DATABASE_CASE(a_rejected_sale_can_be_approved_later),
    TEST_DATABASE_CASE(refunds_in_any_order_end_alike),
    TEST_DATABASE_CASE(a_refund_after_payment_is_recovered),
    TEST_DATABASE_CASE(a_payout_recovers_what_became_owed_before_it),
    TEST_DATABASE_CASE(a_refund_while_in_payout_meets_the_failure),
    TEST_DATABASE_CASE(what_was_paid_can_come_back),
    TEST_DATABASE_CASE(runs_refuse_what_they_must),
    TEST_DATABASE_CASE(steps_and_entries_tell_the_story),
    TEST_DATABASE_CASE(no_rule_no_commission),
    TEST_DATABASE_CASE(later_plans_change_nothing),
    TEST_DATABASE_CASE(a_plan_is_made_after_what_was_judged_without_it),
};

int main(void)
{
    return TEST_DATABASE_RUN("commission_life", cases);
}
