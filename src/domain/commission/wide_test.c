// SPDX-License-Identifier: Apache-2.0
// Tests of 256-bit integers: carries across limbs, products checked by division, and what is refused.
#include "check.h"

#include "commission/wide.h"

static const __uint128_t all_ones = ~(__uint128_t)0;

static void sums_carry(void **state)
{
    struct wide sum = wide_add(wide_of(all_ones), wide_of(1));
    assert_int_equal(sum.limbs[0], 0);
    assert_int_equal(sum.limbs[1], 0);
    assert_int_equal(sum.limbs[2], 1);
    assert_int_equal(sum.limbs[3], 0);
    assert_int_equal(wide_compare(sum, wide_of(all_ones)), 1);
    assert_int_equal(wide_compare(wide_of(all_ones), sum), -1);
    assert_int_equal(wide_compare(wide_of(5), wide_of(5)), 0);
}

// (2^128 - 1)^2 = 2^256 - 2^129 + 1
static void the_largest_product(void **state)
{
    struct wide square = wide_times(wide_of(all_ones), all_ones);
    assert_int_equal(square.limbs[0], 1);
    assert_int_equal(square.limbs[1], 0);
    assert_true(square.limbs[2] == UINT64_MAX - 1);
    assert_true(square.limbs[3] == UINT64_MAX);
}

static uint64_t random_next(uint64_t *seed) // splitmix64
{
    uint64_t z = (*seed += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
}

static void division_undoes_products(void **state)
{
    for (uint64_t round = 0; round < 20000; round++) {
        uint64_t seed = round;
        __uint128_t a = ((__uint128_t)random_next(&seed) << 64 | random_next(&seed)) >> random_next(&seed) % 128;
        __uint128_t b = ((__uint128_t)random_next(&seed) << 64 | random_next(&seed)) >> (1 + random_next(&seed) % 126);
        b += b == 0;
        __uint128_t rest = random_next(&seed) % (b > UINT64_MAX ? UINT64_MAX : (uint64_t)b);
        __uint128_t found_rest = 0;
        struct wide product = wide_add(wide_times(wide_of(a), b), wide_of(rest));
        if (wide_divide(product, b, &found_rest) != a || found_rest != rest) {
            fail_msg("seed %llu", (unsigned long long)round);
        }
    }
}

static void divide_by_zero(void)
{
    __uint128_t rest = 0;
    (void)wide_divide(wide_of(1), 0, &rest);
}

static void divide_by_too_much(void)
{
    __uint128_t rest = 0;
    (void)wide_divide(wide_of(1), all_ones, &rest);
}

static void divide_beyond(void)
{
    __uint128_t rest = 0;
    (void)wide_divide(wide_times(wide_of(all_ones), 4), 2, &rest);
}

static void add_beyond(void)
{
    struct wide most = {.limbs = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    (void)wide_add(most, wide_of(1));
}

static void multiply_beyond(void)
{
    (void)wide_times(wide_times(wide_of(all_ones), all_ones), 2);
}

static void overflow_is_a_bug(void **state)
{
    assert_aborts(divide_by_zero);
    assert_aborts(divide_by_too_much);
    assert_aborts(divide_beyond);
    assert_aborts(add_beyond);
    assert_aborts(multiply_beyond);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_carry),
        cmocka_unit_test(the_largest_product),
        cmocka_unit_test(division_undoes_products),
        cmocka_unit_test(overflow_is_a_bug),
    };
    return run_cases(tests);
}
