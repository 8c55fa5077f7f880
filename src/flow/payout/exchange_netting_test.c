// SPDX-License-Identifier: Apache-2.0
// Payouts in another currency, and netting, on both databases: what stories cannot say.
#include "advertiser_world.h"
#include "ledger/rate_write.h"
#include "payout/netting_life.h"
#include "payout/payout_run.h"

static void rate(struct world *world, const char *day, const char *value)
{
    struct rate_input input = {
        .base = {"EUR"}, .quote = {"USD"}, .day = text_of(day), .value = text_of(value), .source = TEXT("the bank")};
    struct exchange_rate made;
    must(world, rate_record(&world->flow, &input, &made));
}

// 10.00 EUR are available to partner 0, taken into a run that pays 12.50 USD, and approved.
static struct payout_item begin(struct world *world)
{
    rate(world, "2026-09-21", "1.25");
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 1);
    assert_int_equal(world_release(world), 1);
    struct payout_request request = {.key = TEXT_NONE,
                                     .currency = {"EUR"},
                                     .until = world->flow.now,
                                     .method = TEXT("bank_transfer"),
                                     .pay_currency = {"USD"}};
    struct payout_run_id run_id;
    must(world, payout_run_create(&world->flow, &request, &run_id));
    must(world, payout_run_approve(&world->flow, run_id));
    struct payout_run run;
    must(world, payout_run_get(world->db, world->arena, run_id, &run));
    assert_text(run.rates, "1 EUR = 1.25 USD");
    assert_text(run.rate_source, "the bank");
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, world->arena, run_id, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].amount.minor, 1000);
    assert_int_equal(items[0].sent.minor, 1250);
    return items[0];
}

static int64_t network(struct world *world, enum ledger_account_kind kind, const char *currency)
{
    struct currency c;
    struct money balance;
    must(world, currency_parse(text_of(currency), &c));
    must(world,
         ledger_account_balance(world->db, world->arena, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, kind, c, &balance));
    return balance.minor;
}

static void a_cost_is_a_gain_or_a_loss(void **state)
{
    static const struct {
        const char *cost;
        int64_t difference; // debit: a loss
    } rows[] = {{"10.35", 35}, {"9.90", -10}, {"10.00", 0}};
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct payout_item item = begin(world);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        must(world, payout_item_pay_at_cost(&world->flow, item.id, text_of(rows[i].cost)));
        must(world, payout_item_pay_at_cost(&world->flow, item.id, TEXT("99.00"))); // paid is paid
        assert_int_equal(network(world, LEDGER_EXCHANGE_DIFFERENCE, "EUR"), rows[i].difference);
        assert_int_equal(network(world, LEDGER_EXCHANGE, "EUR"), -1000 - rows[i].difference);
        assert_int_equal(network(world, LEDGER_EXCHANGE, "USD"), 1250);
        world_assert_sound(world);
        struct payout_run_id again;
        must(world, payout_item_fail(&world->flow, item.id, TEXT("account closed")));
        assert_int_equal(network(world, LEDGER_EXCHANGE, "EUR"), 0);
        assert_int_equal(network(world, LEDGER_EXCHANGE, "USD"), 0);
        assert_int_equal(network(world, LEDGER_EXCHANGE_DIFFERENCE, "EUR"), 0);
        must(world, payout_run_retry(&world->flow, item.run_id, item.id, &again));
        must(world, payout_run_approve(&world->flow, again));
        struct payout_item *items;
        size_t count;
        must(world, payout_item_list(world->db, world->arena, again, &items, &count));
        assert_int_equal(items[0].sent.minor, 1250);
        item = items[0];
    }
    world_assert_sound(world);
}

static void a_cost_is_for_other_currencies_only(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct payout_item item = begin(world);
    static const char *const bad[] = {"0", "-1", "1.001", "much"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(payout_item_pay_at_cost(&world->flow, item.id, text_of(bad[i])), RC_INVALID);
        assert_string_equal(world->fault.field, "cost");
        fault_clear(&world->fault);
    }
    must(world, payout_item_fail(&world->flow, item.id, TEXT("x")));
    struct payout_request request = {
        .key = TEXT_NONE, .currency = {"EUR"}, .until = world->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id run_id;
    must(world, payout_run_create(&world->flow, &request, &run_id));
    must(world, payout_run_approve(&world->flow, run_id));
    struct payout_item *items;
    size_t count;
    must(world, payout_item_list(world->db, world->arena, run_id, &items, &count));
    assert_int_equal(payout_item_pay_at_cost(&world->flow, items[0].id, TEXT("10.00")), RC_REFUSED);
    assert_string_equal(world->fault.code, "cost_unexpected");
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static void what_was_netted_is_no_payout_of_its_own(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = world_new(*state, arena, "pay 10% on sale\nhold 0 days\n");
    struct settlement_terms terms = world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    assert_true(terms.id.v != 0);
    world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 1);
    assert_int_equal(world_release(world), 1);
    struct agreement_input input = {.partner_id = world->partners[0], .advertiser_id = world->advertiser_id};
    struct agreement agreement;
    struct netting netting;
    must(world, agreement_make(&world->flow, &input, &agreement));
    must(world, netting_make(&world->flow, agreement.id, (struct currency){"EUR"}, &netting));
    assert_int_equal(netting.amount.minor, 1000);
    assert_int_equal(world_account(world, LEDGER_ADVERTISER, world->advertiser_id.v, LEDGER_RECEIVABLE), 200);
    assert_int_equal(payout_item_fail(&world->flow, netting.item_id, TEXT("x")), RC_REFUSED);
    assert_string_equal(world->fault.code, "payout_netted");
    fault_clear(&world->fault);
    struct payout_request request = {
        .key = TEXT_NONE, .currency = {"EUR"}, .until = world->flow.now, .method = TEXT("netting")};
    struct payout_run_id run_id;
    assert_int_equal(payout_run_create(&world->flow, &request, &run_id), RC_INVALID);
    fault_clear(&world->fault);
    must(world, netting_reverse(&world->flow, netting.id, TEXT("by mistake"), &netting));
    must(world, netting_reverse(&world->flow, netting.id, TEXT("by mistake"), &netting)); // once
    assert_text(world_balance(world, 0), "available 1000");
    must(world, agreement_end(&world->flow, agreement.id, &agreement));
    assert_int_equal(netting_make(&world->flow, agreement.id, (struct currency){"EUR"}, &netting), RC_REFUSED);
    assert_string_equal(world->fault.code, "agreement_ended");
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(a_cost_is_a_gain_or_a_loss),
    TEST_DATABASE_CASE(a_cost_is_for_other_currencies_only),
    TEST_DATABASE_CASE(what_was_netted_is_no_payout_of_its_own),
};

int main(void)
{
    return TEST_DATABASE_RUN("exchange_netting", cases);
}
