// SPDX-License-Identifier: Apache-2.0
// Unique clicks. The rule: a click is unique when no click recorded before it on the same link, by the same visitor or
// by the same address and agent, lies within 24 hours of it. "Same visitor" is the number of the cookie; "same address
// and agent" is a keyed hash that changes at midnight UTC, so that nothing is kept that ties clicks together for
// longer: a click is looked for by the hash of its own day and by that which it would have had the day before, which
// reach 24 hours back together, and is remembered by the first alone.
//
// The rule is answered from memory. What is decided is stored with the click and never decided again. The memory holds
// two keys a click in two generations of at most UNIQUE_SLOTS_MAX slots of 16 bytes each; when a generation fills
// before 24 hours have passed (more than about 1.5 million clicks a day on one node), the older one is forgotten early,
// which is counted in `forgotten`, and a repeat visit may then count as unique. Each node answers from what itself
// recorded and what was in the database when it started.
#pragma once

#include "click/click.h"

#define UNIQUE_WINDOW_MS (24 * HOUR_MS)
#define UNIQUE_SLOTS_MAX ((size_t)1 << 22)

struct unique_slot {
    uint64_t key; // 0: empty
    int64_t ms;   // of the latest click with this key
};

struct unique_generation {
    struct arena *arena;
    struct unique_slot *slots;
    size_t capacity; // a power of two
    size_t count;
    int64_t from_ms; // of its first click
};

struct unique_window {
    struct unique_generation current;
    struct unique_generation previous;
    size_t slots_max;
    int64_t forgotten; // keys dropped before their 24 hours were over
};

// What tells a click's visitor, as in struct click_record; 0 unknown.
struct unique_traits {
    int64_t visitor;
    int64_t network_agent;
    int64_t network_agent_before;
};

// slots_max: 0 for UNIQUE_SLOTS_MAX; a power of two.
void unique_window_init(struct unique_window *window, size_t slots_max);
void unique_window_release(struct unique_window *window);

// Whether the click is unique by the rule, and remembers it. Give clicks in the order in which they were recorded. A
// click without visitor and address counts as unique.
bool unique_window_add(struct unique_window *window, struct click_id id, struct link_id link_id,
                       const struct unique_traits *traits);

// Remembers the clicks that the database holds of [from, to).
enum rc unique_window_load(struct unique_window *window, struct db *db, struct instant from,
                           struct instant to) MUST_USE;
