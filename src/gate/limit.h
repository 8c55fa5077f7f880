// SPDX-License-Identifier: Apache-2.0
// How often a caller may ask: a leaky bucket per key (GCRA: a key's next request is due `interval` after the last one,
// and may come up to `burst` early). Bounded memory, no locks, safe for many threads. When more keys than there is room
// for are busy at once, the surplus is let through: a limit must not lock out those who did nothing.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define LIMIT_SLOTS 16384 // a power of two

struct limit {
    int64_t interval_us; // between requests in the long run; 0: no limit
    int64_t burst_us;    // how much may be used ahead
    _Atomic uint64_t slots[LIMIT_SLOTS];
};

// per_second 0 lifts the limit; burst is how many requests may come at once.
void limit_init(struct limit *limit, int64_t per_second, int64_t burst);
// Whether the key's request may pass now; counts it when it may. now_ns from clock_monotonic_ns. When it may not,
// *ret_wait_ms says how long to wait.
bool limit_take(struct limit *limit, uint64_t key, int64_t now_ns, int64_t *ret_wait_ms);
// The same without counting.
bool limit_has_room(struct limit *limit, uint64_t key, int64_t now_ns, int64_t *ret_wait_ms);
// One request each `seconds` in the long run.
void limit_init_slow(struct limit *limit, int64_t seconds, int64_t burst);
