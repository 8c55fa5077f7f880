// SPDX-License-Identifier: Apache-2.0
// Worked examples: amounts worked out by hand.
#include "commission/derive_case_test.h"

#include "commission/plan_samples.h"

#define NO_VOLUME (-1)

struct wanted {
    const char *goal;
    int64_t amount, before, earned, by_levels; // minor units; before: count or sum, NO_VOLUME without
    int level_count;
};
struct sampled {
    const char *source;
    struct wanted rows[6];
    size_t count;
};

static const struct sampled plans[] = {
    {"pay 20% on sale", {{"sale", 10000, NO_VOLUME, 2000, 0, 0}}, 1},
    {"pay 2.50 EUR on lead", {{"lead", 0, NO_VOLUME, 250, 0, 0}}, 1},
    {"pay 30% on sale\n from 11 sales a month 35%\n from 51 sales a month 40%",
     {{"sale", 10000, NO_VOLUME, 3000, 0, 0}, {"sale", 10000, 10, 3500, 0, 0}, {"sale", 10000, 50, 4000, 0, 0}},
     3},
    {"pay 10% on sale\n from 5000 EUR of sales a quarter 12%\npay 5 EUR on lead",
     {{"sale", 10000, NO_VOLUME, 1000, 0, 0}, {"sale", 10000, 500000, 1200, 0, 0}, {"lead", 0, NO_VOLUME, 500, 0, 0}},
     3},
    {"pay 20% on sale\nlevel 1 pays 5% of sale\nlevel 2 pays 10% of commission\ncap 22% of sale over all levels",
     {{"sale", 10000, NO_VOLUME, 2000, 200, 1}},
     1},
    {"pay 20% on sale when country is FR", {{"sale", 10000, NO_VOLUME, 0, 0, 0}}, 1},
    {"level 1 pays 5% of sale", {{"sale", 10000, NO_VOLUME, 0, 500, 1}}, 1},
    {"pay 0.01 EUR on click", {{NULL, 0, 0, 0, 0, 0}}, 0},
};

static void samples_are_what_the_plan_pays(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        struct plan_sample *list = NULL;
        size_t count = 0;
        struct money amount = {.minor = 10000, .currency = currency_of("EUR")};
        plan_samples(arena, parsed(arena, plans[i].source, amount.currency), amount, &list, &count);
        assert_int_equal(count, plans[i].count);
        for (size_t k = 0; k < count; k++) {
            const struct wanted *w = &plans[i].rows[k];
            bool is_right = text_equal(list[k].goal, text_of(w->goal)) && list[k].amount.minor == w->amount &&
                            list[k].has_volume == (w->before != NO_VOLUME) && list[k].earned.minor == w->earned &&
                            list[k].by_levels.minor == w->by_levels && list[k].level_count == w->level_count;
            if (list[k].has_volume) {
                is_right =
                    is_right && w->before == (list[k].is_by_sum ? list[k].sum_before.minor : list[k].count_before);
            }
            assert_row(plans[i].source, is_right);
        }
    }
}

static void the_curve_bends_where_the_tiers_are(void **state)
{
    (void)state;
    static const struct {
        const char *source;
        size_t at; // which point
        int64_t orders, earned;
    } rows[] = {
        // 10 orders of 100.00 at 10 %, the 11th and the 12th at 20 %.
        {"pay 10% on sale\n from 11 sales a month 20%", 9, 10, 10000},
        {"pay 10% on sale\n from 11 sales a month 20%", 11, 12, 14000},
        // All of the period at the reached tier.
        {"pay 10% on sale\n from 11 sales a month 20% for all", 9, 10, 10000},
        {"pay 10% on sale\n from 11 sales a month 20% for all", 10, 11, 22000},
        // Cut at 250.00: 2 orders and a half at 10 %, the rest of the third at 20 %.
        {"pay 10% on sale\n from 250 EUR of sales a month 20%", 2, 3, 3500},
    };
    AUTO_ARENA arena = arena_new((size_t)64 << 20);
    struct money amount = {.minor = 10000, .currency = currency_of("EUR")};
    struct plan_curve curve;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct plan *plan = parsed(arena, rows[i].source, amount.currency);
        plan_curve(plan, plan, amount, &curve);
        assert_row(rows[i].source, curve.count > rows[i].at && curve.orders[rows[i].at] == rows[i].orders &&
                                       curve.earned[rows[i].at] == rows[i].earned);
    }
    const struct plan *flat = parsed(arena, "pay 10% on sale", amount.currency);
    plan_curve(flat, flat, amount, &curve);
    assert_int_equal(curve.count, 0);
}

int main(void)
{
    const struct CMUnitTest cases[] = {cmocka_unit_test(samples_are_what_the_plan_pays),
                                       cmocka_unit_test(the_curve_bends_where_the_tiers_are)};
    return cmocka_run_group_tests_name("plan_samples", cases, NULL, NULL);
}
