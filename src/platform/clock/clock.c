// SPDX-License-Identifier: Apache-2.0
// The system's clocks, and one that is set by hand.
#include "clock/clock.h"

#include <time.h>

#include "core/bug.h"

static struct instant system_now(void *user)
{
    (void)user;
    struct timespec now;
    BUG_ON(clock_gettime(CLOCK_REALTIME, &now) != 0);
    return (struct instant){.ms = (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000};
}

const struct clock *clock_system(void)
{
    static const struct clock clock = {.now = system_now, .user = NULL};
    return &clock;
}

static struct instant fixed_now(void *user)
{
    const struct clock_fixed *fixed = user;
    return fixed->instant;
}

void clock_fixed_init(struct clock_fixed *fixed, struct instant instant)
{
    fixed->clock = (struct clock){.now = fixed_now, .user = fixed};
    fixed->instant = instant;
}

int64_t clock_monotonic_ns(void)
{
    struct timespec now;
    BUG_ON(clock_gettime(CLOCK_MONOTONIC, &now) != 0);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
