// SPDX-License-Identifier: Apache-2.0
// Buckets that fill and drain with the time they are told.
#include "limit.h"

#include "check.h"

#define SECOND_NS ((int64_t)1000000000)
#define START_NS (1000 * SECOND_NS)

static struct limit limit;

static int64_t taken(uint64_t key, int64_t now_ns, int tries)
{
    int64_t count = 0;
    int64_t wait_ms;
    for (int i = 0; i < tries; i++) {
        count += limit_take(&limit, key, now_ns, &wait_ms);
    }
    return count;
}

static void a_burst_passes_then_the_rate(void **state)
{
    (void)state;
    limit_init(&limit, 10, 20);
    assert_int_equal(taken(1, START_NS, 100), 20);
    assert_int_equal(taken(1, START_NS + SECOND_NS / 20, 100), 0); // half of an interval
    assert_int_equal(taken(1, START_NS + SECOND_NS / 10, 100), 1);
    assert_int_equal(taken(1, START_NS + SECOND_NS, 100), 9);
    assert_int_equal(taken(1, START_NS + 100 * SECOND_NS, 100), 20); // no more than the burst is saved up
    // Over a long time as many as the rate says.
    int64_t count = 0;
    for (int64_t ms = 0; ms < 10000; ms++) {
        count += taken(7, START_NS + ms * 1000000, 1);
    }
    assert_in_range(count, 118, 120); // 20 at once, then 10 a second for 10 seconds
}

static void keys_do_not_meet(void **state)
{
    (void)state;
    limit_init(&limit, 1, 2);
    for (uint64_t key = 1; key <= 1000; key++) {
        assert_int_equal(taken(key, START_NS, 5), 2);
    }
    // Those who were idle long make room for others.
    for (uint64_t key = 1; key <= 100000; key++) {
        assert_int_equal(taken(key, START_NS + (int64_t)key * 10 * SECOND_NS, 5), 2);
    }
}

static void it_says_how_long_to_wait(void **state)
{
    (void)state;
    int64_t wait_ms = -1;
    limit_init(&limit, 2, 1);
    assert_true(limit_take(&limit, 5, START_NS, &wait_ms));
    assert_int_equal(wait_ms, 0);
    assert_false(limit_take(&limit, 5, START_NS, &wait_ms));
    assert_int_equal(wait_ms, 500);
    assert_false(limit_take(&limit, 5, START_NS + 499 * 1000000, &wait_ms));
    assert_int_equal(wait_ms, 1);
    assert_true(limit_take(&limit, 5, START_NS + 500 * 1000000, &wait_ms));
}

static void no_limit_is_none(void **state)
{
    (void)state;
    limit_init(&limit, 0, 1);
    assert_int_equal(taken(1, START_NS, 100000), 100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_then_the_rate),
        cmocka_unit_test(keys_do_not_meet),
        cmocka_unit_test(it_says_how_long_to_wait),
        cmocka_unit_test(no_limit_is_none),
    };
    return run_cases(tests);
}
