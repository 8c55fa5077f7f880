// SPDX-License-Identifier: Apache-2.0
// The memory behind unique clicks: open addressing in two generations, so that nothing is ever deleted singly.
#include "click/unique_window.h"

#include <string.h>

#include "click/click_sql.h"
#include "core/map.h"

#define SLOTS_MIN ((size_t)1024)

static void generation_init(struct unique_generation *generation, size_t capacity, int64_t from_ms)
{
    generation->arena = arena_new(capacity * sizeof(struct unique_slot));
    generation->slots = arena_many(generation->arena, struct unique_slot, capacity);
    generation->capacity = capacity;
    generation->count = 0;
    generation->from_ms = from_ms;
}

void unique_window_init(struct unique_window *window, size_t slots_max)
{
    *window = (struct unique_window){.slots_max = slots_max == 0 ? UNIQUE_SLOTS_MAX : slots_max};
    generation_init(&window->current, SLOTS_MIN, 0);
}

void unique_window_release(struct unique_window *window)
{
    arena_free(window->current.arena);
    arena_free(window->previous.arena);
    *window = (struct unique_window){.slots_max = 0};
}

// The slot of the key, or the empty one where it belongs.
static struct unique_slot *find_slot(const struct unique_generation *generation, uint64_t key)
{
    size_t at = (size_t)key & (generation->capacity - 1);
    while (generation->slots[at].key != 0 && generation->slots[at].key != key) {
        at = (at + 1) & (generation->capacity - 1);
    }
    return &generation->slots[at];
}

static void grow(struct unique_generation *generation)
{
    struct unique_generation larger;
    generation_init(&larger, generation->capacity * 2, generation->from_ms);
    for (size_t i = 0; i < generation->capacity; i++) {
        if (generation->slots[i].key != 0) {
            *find_slot(&larger, generation->slots[i].key) = generation->slots[i];
        }
    }
    larger.count = generation->count;
    arena_free(generation->arena);
    *generation = larger;
}

// The current generation becomes the previous one, whose keys are over their time, or are forgotten early.
static void turn(struct unique_window *window, int64_t now_ms)
{
    struct unique_generation *previous = &window->previous;
    for (size_t i = 0; i < previous->capacity; i++) {
        const struct unique_slot *slot = &previous->slots[i];
        window->forgotten += slot->key != 0 && now_ms - slot->ms < UNIQUE_WINDOW_MS;
    }
    arena_free(previous->arena);
    *previous = window->current;
    generation_init(&window->current, SLOTS_MIN, now_ms);
}

static void remember(struct unique_window *window, uint64_t key, int64_t ms)
{
    struct unique_generation *current = &window->current;
    if (current->count == 0) {
        current->from_ms = ms;
    }
    if (ms - current->from_ms >= UNIQUE_WINDOW_MS) {
        turn(window, ms);
    } else if (current->count >= current->capacity / 4 * 3) {
        if (current->capacity < window->slots_max) {
            grow(current);
        } else {
            turn(window, ms);
        }
    }
    struct unique_slot *slot = find_slot(current, key);
    if (slot->key == 0) {
        slot->key = key;
        slot->ms = ms;
        current->count++;
    } else if (slot->ms < ms) {
        slot->ms = ms;
    }
}

static bool is_near(const struct unique_generation *generation, uint64_t key, int64_t ms)
{
    if (generation->capacity == 0) {
        return false;
    }
    const struct unique_slot *slot = find_slot(generation, key);
    int64_t distance = ms - slot->ms;
    return slot->key != 0 && distance < UNIQUE_WINDOW_MS && distance > -UNIQUE_WINDOW_MS;
}

static bool seen_near(const struct unique_window *window, uint64_t key, int64_t ms)
{
    return is_near(&window->current, key, ms) || is_near(&window->previous, key, ms);
}

// Kind 1: visitor, 2: address and agent; two kinds never meet. 0 when there is nothing to go by.
static uint64_t key_of(uint64_t kind, struct link_id link_id, int64_t value)
{
    if (value == 0) {
        return 0;
    }
    int64_t parts[2] = {link_id.v, value};
    uint64_t key = hash_bytes(parts, sizeof(parts), kind);
    return key == 0 ? 1 : key;
}

bool unique_window_add(struct unique_window *window, struct click_id id, struct link_id link_id,
                       const struct unique_traits *traits)
{
    int64_t ms = click_id_instant(id).ms;
    uint64_t keys[3] = {key_of(1, link_id, traits->visitor), key_of(2, link_id, traits->network_agent),
                        key_of(2, link_id, traits->network_agent_before)};
    bool is_unique = true;
    for (size_t i = 0; i < 3; i++) {
        is_unique = is_unique && (keys[i] == 0 || !seen_near(window, keys[i], ms));
    }
    for (size_t i = 0; i < 2; i++) {
        if (keys[i] != 0) {
            remember(window, keys[i], ms);
        }
    }
    return is_unique;
}

static enum rc load_click(void *user, const struct sql_click_window_row *row)
{
    struct unique_traits traits = {.visitor = row->visitor, .network_agent = row->network_agent};
    unique_window_add(user, row->id, row->link_id, &traits);
    return RC_OK;
}

enum rc unique_window_load(struct unique_window *window, struct db *db, struct instant from, struct instant to)
{
    struct sql_click_window_in in = {.from_id = click_id_at(from), .to_id = click_id_at(to)};
    return sql_click_window(db, &in, load_click, window);
}
