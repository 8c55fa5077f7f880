// SPDX-License-Identifier: Apache-2.0
// What a partner would earn: sums that can be done by hand, and random plans whose orders the engine is asked for one
// by one, by another route than the calculator's.
#include "check.h"

#include "commission/plan_calculate.h"

static struct money eur(int64_t minor)
{
    return (struct money){.minor = minor, .currency = {"EUR"}};
}

static struct plan *parsed(struct arena *arena, const char *text)
{
    struct plan *plan = NULL;
    struct plan_error error;
    enum rc rc = plan_parse(arena, text_of(text), (struct currency){"EUR"}, &plan, &error);
    if (rc != RC_OK) {
        print_error("%s\nline %d: %s\n", text, error.line, error.message);
        fail();
    }
    return plan;
}

static struct calculated calculated(struct arena *arena, const char *text, int64_t orders, int64_t minor,
                                    int64_t months, int64_t clicks)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = parsed(arena, text)}};
    struct calculate_input input = {.goal = TEXT("sale"),
                                    .orders = orders,
                                    .amount = eur(minor),
                                    .months = months,
                                    .clicks = clicks,
                                    .local_day = 20700,
                                    .partner = {.partner_id = {1}, .enrolled_day = 20700, .is_active = true}};
    struct calculated result;
    assert_int_equal(plan_calculate(arena, plans, 1, &input, &result), RC_OK);
    return result;
}

static void sums_come_out_as_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *plan;
        int64_t orders, minor, months, clicks;
        int64_t first_order, first_month, later, bonuses, paid_clicks;
    } rows[] = {
        // 10 orders of 100.00 at 10 %.
        {"pay 10% on sale", 10, 10000, 1, 0, 1000, 10000, 0, 0, 0},
        // Five at 10 %, the fifth to the tenth order at 12 %: 4 × 10 + 6 × 12.
        {"pay 10% on sale\n  from 5 sales a month 12%", 10, 10000, 1, 0, 1000, 11200, 0, 0, 0},
        // Back to the first: all ten at 12 %.
        {"pay 10% on sale\n  from 5 sales a month 12% for all", 10, 10000, 1, 0, 1200, 12000, 0, 0, 0},
        // For six months: the seventh and later pay nothing.
        {"pay 20% on sale for 6 months", 1, 10000, 12, 0, 2000, 2000, 10000, 0, 0},
        // A bonus in each of two months, and one for the first sale at all.
        {"pay 5 EUR on sale\nbonus 100 EUR for 10 sales a month", 10, 10000, 2, 0, 500, 5000, 5000, 20000, 0},
        {"pay 5 EUR on sale\nbonus 7 EUR for the first sale", 3, 10000, 2, 0, 500, 1500, 1500, 700, 0},
        {"pay 5 EUR on sale\nbonus 1 EUR for every 4 sales a month", 9, 10000, 1, 0, 500, 4500, 0, 200, 0},
        // 1,000 clicks at a tenth of a cent and ten orders.
        {"pay 0.001 EUR on click\npay 1% on sale", 10, 10000, 1, 1000, 100, 1000, 0, 0, 100},
        // A cap per partner and month: 10 × 10.00 would be 100.00.
        {"pay 10% on sale\ncap 45 EUR per partner a month", 10, 10000, 2, 0, 1000, 4500, 4500, 0, 0},
        // A tier over a quarter goes on counting: the sixth order is the second month's first.
        {"pay 10% on sale\n  from 6 sales a quarter 20%", 5, 10000, 2, 0, 1000, 5000, 10000, 0, 0},
        {"pay 10% on sale", 0, 10000, 1, 0, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        AUTO_ARENA arena = arena_new((size_t)16 << 20);
        struct calculated got =
            calculated(arena, rows[i].plan, rows[i].orders, rows[i].minor, rows[i].months, rows[i].clicks);
        assert_row(rows[i].plan, got.first_order.minor == rows[i].first_order);
        assert_row(rows[i].plan, got.first_month.minor == rows[i].first_month);
        assert_row(rows[i].plan, got.later.minor == rows[i].later);
        assert_row(rows[i].plan, got.bonuses.minor == rows[i].bonuses);
        assert_row(rows[i].plan, got.clicks.minor == rows[i].paid_clicks);
        assert_row(rows[i].plan,
                   got.total.minor == rows[i].first_month + rows[i].later + rows[i].bonuses + rows[i].paid_clicks);
    }
}

static void gifts_are_named(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)16 << 20);
    struct calculated got =
        calculated(arena, "pay 10% on sale\ngive gift \"mug\" for every 5 sales a month", 10, 10000, 1, 0);
    assert_int_equal(got.gift_count, 1);
    assert_text(got.gifts[0].name, "mug");
    assert_int_equal(got.gifts[0].quantity, 2);
}

// ---- random plans without periods, so that each order can be asked for alone ----

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int64_t between(uint64_t *seed, int64_t from, int64_t to)
{
    return from + (int64_t)(next(seed) % (uint64_t)(to - from + 1));
}

static int64_t alone(struct arena *arena, const struct plan *plan, int64_t minor, int64_t payment)
{
    struct derive_plan plans[] = {{.plan_id = {1}, .number = 1, .plan = plan}};
    struct derive_facts facts = {.goal = TEXT("sale"),
                                 .currency = {"EUR"},
                                 .amount = eur(minor),
                                 .discount = eur(0),
                                 .tax = eur(0),
                                 .shipping = eur(0),
                                 .refunded = eur(0),
                                 .local_day = 20700,
                                 .partner = {.partner_id = {1}, .is_active = true},
                                 .is_customer_known = true,
                                 .is_customer_new = payment == 1,
                                 .payment_number = (int)payment,
                                 .month_number = (int)payment,
                                 .usage = -1};
    struct derived derived;
    commission_derive(arena, &facts, plans, 1, DERIVE_EXPLAINED, &derived);
    return derive_credited_amount(&derived).minor;
}

static void random_cases_equal_the_engine(void **state)
{
    (void)state;
    uint64_t seed = 20261129;
    for (int i = 0; i < 200; i++) {
        AUTO_ARENA arena = arena_new((size_t)64 << 20);
        int64_t months = between(&seed, 1, 12);
        int64_t orders = between(&seed, 0, 20);
        int64_t minor = between(&seed, 0, 5000000);
        struct text text = text_format(
            arena,
            "pay %lld.%02lld%% on sale for %lld months at least %lld.%02lld EUR\nalso pay %lld EUR on sale when "
            "customer is new\ncap %lld%% of sale\nround half even",
            (long long)between(&seed, 0, 60), (long long)between(&seed, 0, 99), (long long)between(&seed, 1, 12),
            (long long)between(&seed, 0, 9), (long long)between(&seed, 0, 99), (long long)between(&seed, 1, 9),
            (long long)between(&seed, 1, 100));
        const char *plan_text = text_zero_terminated(arena, text);
        const struct plan *plan = parsed(arena, plan_text);
        int64_t wanted = 0;
        for (int64_t month = 1; month <= months; month++) {
            wanted += orders * alone(arena, plan, minor, month);
        }
        struct calculated got = calculated(arena, plan_text, orders, minor, months, 0);
        assert_row(plan_text, got.total.minor == wanted);
        assert_row(plan_text, got.first_order.minor == (orders > 0 ? alone(arena, plan, minor, 1) : 0));
    }
}

int main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(sums_come_out_as_by_hand),
        cmocka_unit_test(gifts_are_named),
        cmocka_unit_test(random_cases_equal_the_engine),
    };
    return cmocka_run_group_tests_name("plan_calculate", cases, NULL, NULL);
}
