// SPDX-License-Identifier: Apache-2.0
// Chance that repeats itself.
#include "core/bug.h"
#include "demo/demo_private.h"

static uint64_t next(struct demo_random *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = random->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int64_t demo_random_below(struct demo_random *random, int64_t n)
{
    BUG_ON(n <= 0);
    return (int64_t)(((unsigned __int128)next(random) * (uint64_t)n) >> 64);
}

bool demo_random_permille(struct demo_random *random, int64_t permille)
{
    return demo_random_below(random, 1000) < permille;
}

size_t demo_random_weighted(struct demo_random *random, const int64_t *weights, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
    }
    int64_t at = demo_random_below(random, sum);
    size_t i = 0;
    while (at >= weights[i]) {
        at -= weights[i];
        i++;
    }
    return i;
}
