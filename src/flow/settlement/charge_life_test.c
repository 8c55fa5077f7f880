// SPDX-License-Identifier: Apache-2.0
// Charges from the conversion to the advertiser's account, on both databases. Amounts are worked out by hand: 10 % of
// the order to the partner, and what the row says on top. Mission S2-10, S1-2; field 116, 124.
#include "advertiser_world.h"
#include "click/click_accrue.h"
#include "payout/payout_run.h"

#define PLAN "pay 10% on sale\npay 5 EUR on lead\n"

static struct world *begin(void **state, struct arena *arena)
{
    return world_new(*state, arena, PLAN);
}

static void assert_charge(struct world *world, struct conversion_id id, int64_t amount, int64_t commissions)
{
    struct charge charge = world_charge(world, id);
    assert_int_equal(charge.amount.minor, amount);
    assert_int_equal(charge.commissions.minor, commissions);
}

static void in_house_charges_nobody(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct conversion_id first = world_sale(world, 0, "A-1", "100.00", "approved");
    world_settle(world, CHARGE_NONE, NULL, NULL);
    struct conversion_id second = world_sale(world, 0, "A-2", "100.00", "approved");
    struct charge charge;
    assert_int_equal(charge_find(world->db, arena, charge_key_of_conversion(arena, first), &charge), RC_NOT_FOUND);
    assert_int_equal(charge_find(world->db, arena, charge_key_of_conversion(arena, second), &charge), RC_NOT_FOUND);
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid 0 recharged 0 fee 0");
    assert_int_equal(world_account(world, LEDGER_PROGRAM, world->program_id.v, LEDGER_COMMISSION_EXPENSE), 2000);
    world_assert_sound(world);
}

static void a_charge_follows_its_conversion(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "pending");
    assert_charge(world, sale, 1200, 1000);
    assert_text(world_books(world), "accrued 1200 receivable 0 prepaid 0 recharged -1000 fee -200");
    world_decide(world, sale, "approved");
    assert_text(world_books(world), "accrued 0 receivable 1200 prepaid 0 recharged -1000 fee -200");
    world_refund(world, sale, "r-1", "40.00"); // 6.00 + 20 %
    assert_charge(world, sale, 720, 600);
    assert_text(world_books(world), "accrued 0 receivable 720 prepaid 0 recharged -600 fee -120");
    world_days_pass(world, 14);
    world_release(world);
    world_refund(world, sale, "r-2", "10.00"); // after release
    assert_text(world_books(world), "accrued 0 receivable 600 prepaid 0 recharged -500 fee -100");
    world_decide(world, sale, "rejected");
    assert_charge(world, sale, 0, 0);
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid 0 recharged 0 fee 0");
    world_decide(world, sale, "approved"); // reopened
    assert_charge(world, sale, 600, 500);
    assert_text(world_books(world), "accrued 0 receivable 600 prepaid 0 recharged -500 fee -100");
    world_assert_sound(world);
}

static void a_payment_and_a_chargeback_later_the_books_agree(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_SALE_FEE, "3", NULL);
    struct conversion_id sale = world_sale(world, 0, "A-1", "100.00", "approved"); // 10.00 + 3.00
    world_days_pass(world, 14);
    world_release(world);
    struct payout_request request = {
        .key = TEXT("k"), .currency = {"EUR"}, .until = world->flow.now, .method = TEXT("bank_transfer")};
    struct payout_run_id run;
    must(world, payout_run_create(&world->flow, &request, &run));
    must(world, payout_run_approve(&world->flow, run));
    must(world, payout_run_pay(&world->flow, run));
    world_deposit(world, "bank-1", 1300);
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid 0 recharged -1000 fee -300");
    world_decide(world, sale, "rejected"); // charged back after payment: the advertiser has 13.00 to his credit
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid -1300 recharged 0 fee 0");
    assert_text(world_balance(world, 0), "paid 1000 owed_back 1000");
    world_decide(world, sale, "approved"); // the chargeback is reversed
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid 0 recharged -1000 fee -300");
    assert_text(world_balance(world, 0), "paid 1000");
    world_assert_sound(world);
}

static void prepaid_money_is_consumed_first(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_FIXED_FEE, NULL, "1.00");
    world_deposit(world, "bank-1", 1500);
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid -1500 recharged 0 fee 0");
    world_sale(world, 0, "A-1", "100.00", "approved"); // 11.00
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid -400 recharged -1000 fee -100");
    world_sale(world, 1, "A-2", "100.00", "approved"); // 4.00 of it prepaid, 7.00 on credit
    assert_text(world_books(world), "accrued 0 receivable 700 prepaid 0 recharged -2000 fee -200");
    world_deposit(world, "bank-2", 1000);
    world_deposit(world, "bank-2", 1000); // told twice
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid -300 recharged -2000 fee -200");
    assert_int_equal(world_account(world, LEDGER_NETWORK, LEDGER_NETWORK_OWNER, LEDGER_CASH), 2500);
    world_assert_sound(world);
}

static void payments_are_checked(void **state)
{
    static const struct {
        const char *name, *method, *reference;
        int64_t minor;
        const char *code, *field;
    } bad[] = {
        {"nothing", "bank_transfer", "b", 0, "amount_not_positive", "amount"},
        {"negative", "bank_transfer", "b", -1, "amount_not_positive", "amount"},
        {"no method", "", "b", 1, "field_missing", "method"},
        {"no reference", "bank_transfer", "", 1, "field_missing", "reference"},
        {"control characters", "bank_transfer", "b\n", 1, "text_malformed", "reference"},
    };
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    struct advertiser_line line;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct advertiser_payment payment = world_payment(world, bad[i].reference, bad[i].minor);
        payment.method = text_of(bad[i].method);
        fault_clear(&world->fault);
        assert_row(bad[i].name, advertiser_deposit(&world->flow, &payment, &line) == RC_INVALID);
        assert_row(bad[i].name, strcmp(world->fault.code, bad[i].code) == 0);
        assert_row(bad[i].name, strcmp(world->fault.field, bad[i].field) == 0);
    }
    fault_clear(&world->fault);
    world_deposit(world, "bank-1", 500);
    struct advertiser_payment other = world_payment(world, "bank-1", 501);
    assert_int_equal(advertiser_deposit(&world->flow, &other, &line), RC_CONFLICT);
    fault_clear(&world->fault);
    struct advertiser_payment back = world_payment(world, "back-1", 501);
    assert_int_equal(advertiser_withdraw(&world->flow, &back, &line), RC_REFUSED);
    assert_string_equal(world->fault.code, "more_than_prepaid");
    fault_clear(&world->fault);
    back.amount.minor = 500;
    must(world, advertiser_withdraw(&world->flow, &back, &line));
    must(world, advertiser_withdraw(&world->flow, &back, &line)); // again: the first line
    assert_text(world_books(world), "accrued 0 receivable 0 prepaid 0 recharged 0 fee 0");
    back.advertiser_id.v = 999;
    assert_int_equal(advertiser_withdraw(&world->flow, &back, &line), RC_NOT_FOUND);
    fault_clear(&world->fault);
    world_assert_sound(world);
}

static void a_margin_may_be_negative(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_SALE_CHARGE, "8", NULL);
    struct conversion_id bad = world_sale(world, 0, "A-1", "100.00", "approved"); // 8.00 for 10.00
    assert_charge(world, bad, 800, 1000);
    assert_text(world_books(world), "accrued 0 receivable 800 prepaid 0 recharged -1000 fee 200");
    struct margin_question question = {.group = MARGIN_BY_PARTNER, .from = {.ms = 0}, .to = {.ms = INSTANT_MAX_MS}};
    struct margin_row *margins;
    size_t count;
    must(world, charge_margins(world->db, arena, &question, &margins, &count));
    assert_int_equal(count, 1);
    assert_int_equal(margins[0].id, world->partners[0].v);
    assert_int_equal(margins[0].charged.minor - margins[0].commissions.minor, -200);
    assert_int_equal(margins[0].negative, 1);
    struct charge_filter filter = {.is_negative_only = true, .limit = 10};
    struct charge *charges;
    must(world, charge_list(world->db, arena, &filter, &charges, &count));
    assert_int_equal(count, 1);
    world_assert_sound(world);
}

// A conversion keeps the terms it happened under.
static void later_terms_do_not_change_what_happened(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    struct conversion_id old = world_sale(world, 0, "A-1", "100.00", "approved");
    world_days_pass(world, 1);
    assert_int_equal(world_settle(world, CHARGE_COST_PLUS, "50", NULL).charge.number, 2);
    assert_int_equal(world_settle(world, CHARGE_COST_PLUS, "50", NULL).charge.number, 2); // the same again
    struct conversion_id new = world_sale(world, 0, "A-2", "100.00", "approved");
    world_days_pass(world, 1);
    world_settle(world, CHARGE_NONE, NULL, NULL);
    world_refund(world, old, "r-1", "50.00");
    world_refund(world, new, "r-1", "50.00");
    assert_charge(world, old, 600, 500);
    assert_charge(world, new, 750, 500);
    struct conversion_id last = world_sale(world, 0, "A-3", "100.00", "approved");
    struct charge charge;
    assert_int_equal(charge_find(world->db, arena, charge_key_of_conversion(arena, last), &charge), RC_NOT_FOUND);
    world_assert_sound(world);
}

static void terms_are_checked(void **state)
{
    static const struct {
        const char *name;
        struct settlement_input input;
        const char *code, *field;
    } bad[] = {
        {"no basis", {.mode = SETTLEMENT_NETWORK}, "field_missing", "basis"},
        {"basis in-house", {.basis = CHARGE_COST_PLUS}, "basis_unexpected", "basis"},
        {"rate too high",
         {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_COST_PLUS, .rate = {CHARGE_RATE_MAX_PPM + 1}},
         "number_out_of_range",
         "rate"},
        {"rate of a fixed fee",
         {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_FIXED_FEE, .rate = {1}, .fixed = {"1", 1}},
         "rate_unexpected",
         "rate"},
        {"no rate", {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_SALE_CHARGE}, "field_missing", "rate"},
        {"no fee", {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_FIXED_FEE}, "field_missing", "fixed_fee"},
        {"a fee of nothing",
         {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_FIXED_FEE, .fixed = {"0.00", 4}},
         "amount_malformed",
         "fixed_fee"},
        {"a fee too precise",
         {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_FIXED_FEE, .fixed = {"0.001", 5}},
         "amount_malformed",
         "fixed_fee"},
        {"an unexpected fee",
         {.mode = SETTLEMENT_NETWORK, .basis = CHARGE_COST_PLUS, .fixed = {"1", 1}},
         "fixed_fee_unexpected",
         "fixed_fee"},
        {"too many times", {.penalty_times = 101}, "number_out_of_range", "penalty_times"},
        {"too long", {.penalty_times = 5, .penalty_after_days = 3651}, "number_out_of_range", "penalty_after_days"},
        {"days without times", {.penalty_after_days = 1}, "penalty_unexpected", "penalty_after_days"},
        {"the past", {.effective_at = {1}}, "effective_at_past", "effective_at"},
    };
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_sale(world, 0, "A-1", "1.00", "approved");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct settlement_input input = bad[i].input;
        input.program_id = world->program_id;
        if (input.effective_at.ms == 0) {
            input.effective_at = INSTANT_NONE;
        }
        struct settlement_terms terms;
        fault_clear(&world->fault);
        assert_row(bad[i].name, settlement_terms_put(&world->flow, &input, &terms) == RC_INVALID);
        assert_row(bad[i].name, strcmp(world->fault.code, bad[i].code) == 0);
        assert_row(bad[i].name, strcmp(world->fault.field, bad[i].field) == 0);
    }
}

// ---- any order ----

enum { FACTS = 6, ORDERS = 24 };

static void do_fact(struct world *world, struct conversion_id id, int fact)
{
    static const char *const amounts[] = {"10.05", "20.50", "0.45"};
    if (fact < 3) {
        world_refund(world, id, amounts[fact], amounts[fact]);
        world_refund(world, id, amounts[fact], amounts[fact]); // delivered twice
    } else if (fact == 3) {
        world_decide(world, id, "approved");
    } else if (fact == 4) {
        world_deposit(world, "bank-a", 5000);
    } else {
        world_deposit(world, "bank-b", 2500);
    }
}

// A permutation of the facts, by a generator of its own.
static void shuffle(uint64_t seed, int *order)
{
    for (int i = 0; i < FACTS; i++) {
        order[i] = i;
    }
    for (int i = FACTS - 1; i > 0; i--) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        int j = (int)((seed >> 33) % (uint64_t)(i + 1));
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

// 100.00 less 31.00 is 69.00: commission 6.90, charge 6.90 + 3 % of 69.00 (2.07) = 8.97 for each of the conversions,
// in whatever order refunds, the approval and the payments come.
static void facts_in_any_order_end_alike(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_SALE_FEE, "3", NULL);
    for (uint64_t i = 0; i < ORDERS; i++) {
        struct conversion_id sale = world_sale(
            world, i % WORLD_PARTNERS, text_zero_terminated(arena, text_format(arena, "A-%llu", (unsigned long long)i)),
            "100.00", i % 2 == 0 ? "pending" : "rejected");
        int order[FACTS];
        shuffle(i + 1, order);
        for (int k = 0; k < FACTS; k++) {
            do_fact(world, sale, order[k]);
        }
        assert_charge(world, sale, 897, 690);
        // The deposits count once in all.
        int64_t owed = 897 * (int64_t)(i + 1) - 7500;
        assert_text(world_books(world),
                    text_zero_terminated(
                        arena, text_format(arena, "accrued 0 receivable %lld prepaid %lld recharged %lld fee %lld",
                                           (long long)(owed > 0 ? owed : 0), (long long)(owed < 0 ? owed : 0),
                                           -690LL * ((long long)i + 1), -207LL * ((long long)i + 1))));
    }
    world_assert_sound(world);
}

// ---- what is damaged is found ----

static void damage_is_found(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    struct world *world = begin(state, arena);
    world_settle(world, CHARGE_COST_PLUS, "20", NULL);
    struct charge charge = world_charge(world, world_sale(world, 0, "A-1", "100.00", "approved"));
    world_assert_sound(world);
    charge.amount.minor++;
    must(world, db_write_begin(world->db));
    must(world, charge_update_row(world->db, &charge));
    must(world, db_commit(world->db));
    struct ledger_verification *check = arena_one(arena, struct ledger_verification);
    must(world, ledger_verify(world->db, arena, world->flow.now, check));
    assert_false(check->is_sound);
    assert_int_equal(check->findings[0].invariant, 5);
    assert_true(text_starts_with(check->findings[0].what, TEXT("charge 1 says 1201 for commissions of 1000")));
    struct replay_report *report = arena_one(arena, struct replay_report);
    must(world, replay(world->db, arena, report, &world->fault));
    assert_int_equal(report->difference_count, 1);
    assert_text(report->differences[0].object, "charge cnv:1");
}

static const struct CMUnitTest cases[] = {
    TEST_DATABASE_CASE(in_house_charges_nobody),
    TEST_DATABASE_CASE(a_charge_follows_its_conversion),
    TEST_DATABASE_CASE(a_payment_and_a_chargeback_later_the_books_agree),
    TEST_DATABASE_CASE(prepaid_money_is_consumed_first),
    TEST_DATABASE_CASE(payments_are_checked),
    TEST_DATABASE_CASE(a_margin_may_be_negative),
    TEST_DATABASE_CASE(later_terms_do_not_change_what_happened),
    TEST_DATABASE_CASE(terms_are_checked),
    TEST_DATABASE_CASE(facts_in_any_order_end_alike),
    TEST_DATABASE_CASE(damage_is_found),
};

int main(void)
{
    return TEST_DATABASE_RUN("charge_life", cases);
}
