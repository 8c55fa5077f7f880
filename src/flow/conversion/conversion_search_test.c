// SPDX-License-Identifier: Apache-2.0
// The list of conversions as people look at it: sorted, searched, page by page, on both databases.
#include "test_world.h"

#define ROWS 11

static struct world *begin(void **state, struct arena *arena)
{
    struct world *world = world_new(*state, arena, "pay 10% on sale\n");
    static const char *const amounts[] = {"30.00", "10.00", "20.00"};
    static const char *const statuses[] = {"approved", "pending"};
    for (size_t i = 0; i < ROWS; i++) {
        const char *order = text_zero_terminated(arena, text_format(arena, "Order_%zu", (i * 4) % ROWS));
        world_sale(world, i % WORLD_PARTNERS, order, amounts[i % 3], statuses[i % 2]);
        world->flow.now.ms += i % 2 == 0 ? HOUR_MS : -MINUTE_MS;
    }
    return world;
}

static size_t walk(struct world *world, struct conversion_search search, struct conversion *ret_all)
{
    size_t total = 0;
    size_t count = 0;
    search.limit = 3;
    do {
        struct conversion *page = NULL;
        must(world, conversion_search(world->db, world->arena, &search, &page, &count));
        for (size_t i = 0; i < count; i++) {
            assert_true(total < 2 * ROWS);
            ret_all[total++] = page[i];
        }
        search.after = count > 0 ? page[count - 1].id : search.after;
    } while (count == 3);
    return total;
}

static int64_t key_of(const struct conversion *c, enum conversion_sort sort)
{
    const int64_t keys[] = {[CONVERSION_BY_AGE] = 0,
                            [CONVERSION_BY_OCCURRED] = c->occurred_at.ms,
                            [CONVERSION_BY_AMOUNT] = c->amount.minor};
    return keys[sort];
}

static void pages_are_right_in_every_order(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    struct conversion all[2 * ROWS];
    for (int sort = CONVERSION_BY_AGE; sort <= CONVERSION_BY_AMOUNT; sort++) {
        for (int down = 0; down < 2; down++) {
            struct conversion_search search = {
                .sort = (enum conversion_sort)sort, .is_down = down == 1, .from = INSTANT_NONE, .to = INSTANT_NONE};
            assert_int_equal(walk(world, search, all), ROWS);
            for (size_t i = 1; i < ROWS; i++) {
                const struct conversion *low = down == 1 ? &all[i] : &all[i - 1];
                const struct conversion *high = down == 1 ? &all[i - 1] : &all[i];
                int64_t a = key_of(low, search.sort);
                int64_t b = key_of(high, search.sort);
                assert_true(a < b || (a == b && low->id.v < high->id.v));
            }
        }
    }
}

static void filters_hold_in_every_order(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    struct conversion all[2 * ROWS];
    struct conversion_search search = {
        .words = TEXT("order_1"), .sort = CONVERSION_BY_AMOUNT, .from = INSTANT_NONE, .to = INSTANT_NONE};
    assert_int_equal(walk(world, search, all), 2); // Order_1, Order_10
    search.words = TEXT("r%1");
    assert_int_equal(walk(world, search, all), 0);
    search.words = TEXT_NONE;
    search.filter = (struct conversion_filter){.partner_id = world->partners[1], .status = TEXT("pending")};
    assert_int_equal(walk(world, search, all), 2); // of 1, 4, 7, 10 those that are odd
    search.filter = (struct conversion_filter){.partner_id = {0}};
    search.goal_kind = TEXT("lead");
    assert_int_equal(walk(world, search, all), 0);
    search.goal_kind = TEXT("sale");
    search.from = (struct instant){WORLD_START_MS};
    search.to = (struct instant){WORLD_START_MS + 1};
    assert_int_equal(walk(world, search, all), 1);
    assert_text(all[0].order_id, "Order_0");
}

// 30.00, 10.00, 20.00 and so on: eleven sum to 220.00, four of the second partner to 40.00. The first is rejected, of
// the third 4.00 are given back.
static void sums_are_those_of_the_rows(void **state)
{
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct world *world = begin(state, arena);
    struct conversion all[2 * ROWS];
    world_decide(world, (struct conversion_id){1}, "rejected");
    world_refund(world, (struct conversion_id){3}, "back", "4.00");
    const struct {
        const char *status, *currency;
        size_t partner; // from 1; 0: all
        int64_t conversions, amount, revenue;
    } rows[] = {
        {"", "", 0, 11, 22000, 18600},   {"counted", "", 0, 10, 19000, 18600},
        {"rejected", "", 0, 1, 3000, 0}, {"counted", "EUR", 2, 4, 4000, 4000},
        {"", "USD", 0, 0, 0, 0},         {"counted", "", 1, 3, 9000, 9000},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct conversion_search search = {.filter = {.status = text_of(rows[i].status)},
                                           .currency = text_of(rows[i].currency),
                                           .from = INSTANT_NONE,
                                           .to = INSTANT_NONE,
                                           .sort = CONVERSION_BY_OCCURRED};
        search.filter.partner_id.v = rows[i].partner == 0 ? 0 : world->partners[rows[i].partner - 1].v;
        struct conversion_sum *sums = NULL;
        size_t count = 0;
        must(world, conversion_sums(world->db, arena, &search, &sums, &count));
        size_t found = walk(world, search, all);
        int64_t revenue = 0;
        for (size_t k = 0; k < found; k++) {
            revenue += conversion_revenue(&all[k]).minor;
        }
        assert_int_equal(found, rows[i].conversions);
        assert_int_equal(revenue, rows[i].revenue);
        assert_int_equal(count, rows[i].conversions == 0 ? 0 : 1);
        if (count > 0) {
            assert_int_equal(sums[0].conversions, rows[i].conversions);
            assert_int_equal(sums[0].amount.minor, rows[i].amount);
            assert_int_equal(sums[0].revenue.minor, rows[i].revenue);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest cases[] = {
        TEST_DATABASE_CASE(pages_are_right_in_every_order),
        TEST_DATABASE_CASE(filters_hold_in_every_order),
        TEST_DATABASE_CASE(sums_are_those_of_the_rows),
    };
    return TEST_DATABASE_RUN("conversion_search", cases);
}
