// SPDX-License-Identifier: Apache-2.0
// The clocks: the system's runs, the fixed one stands.
#include "clock/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void system_clock_is_in_this_century(void **state)
{
    (void)state;
    struct instant now = clock_now(clock_system());
    assert_true(now.ms > INT64_C(1577836800000)); // 2020-01-01
    assert_true(now.ms < INSTANT_MAX_MS);
}

static void fixed_clock_stands_until_set(void **state)
{
    (void)state;
    struct clock_fixed fixed;
    clock_fixed_init(&fixed, (struct instant){.ms = 1000});
    assert_int_equal(clock_now(&fixed.clock).ms, 1000);
    assert_int_equal(clock_now(&fixed.clock).ms, 1000);
    fixed.instant.ms = -5;
    assert_int_equal(clock_now(&fixed.clock).ms, -5);
}

static void monotonic_clock_never_goes_back(void **state)
{
    (void)state;
    int64_t last = clock_monotonic_ns();
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_monotonic_ns();
        assert_true(now >= last);
        last = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(system_clock_is_in_this_century),
        cmocka_unit_test(fixed_clock_stands_until_set),
        cmocka_unit_test(monotonic_clock_never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
