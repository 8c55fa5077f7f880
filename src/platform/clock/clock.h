// SPDX-License-Identifier: Apache-2.0
// Where time comes from. The only place that asks the operating system; everything above is handed an instant or a
// clock.
#pragma once

#include "value/time.h"

struct clock {
    struct instant (*now)(void *user);
    void *user;
};

static inline struct instant clock_now(const struct clock *clock)
{
    return clock->now(clock->user);
}

const struct clock *clock_system(void);
// A clock that stands still until it is set: for scenarios, tests and `jobs run --at`.
struct clock_fixed {
    struct clock clock;
    struct instant instant;
};
void clock_fixed_init(struct clock_fixed *fixed, struct instant instant);
// Nanoseconds that never go back, for durations and time-outs.
int64_t clock_monotonic_ns(void);
