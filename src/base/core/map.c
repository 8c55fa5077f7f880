// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing. Removal shifts the following entries back instead of leaving tombstones, so that
// a map that lives for months does not slow down.
#include "core/map.h"

#include <stdlib.h>
#include <string.h>

#include "core/bug.h"

#define MAP_FIRST_CAPACITY ((size_t)16)

static uint64_t finish(uint64_t h)
{
    h ^= h >> 33;
    h *= UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 33;
    h *= UINT64_C(0xc4ceb9fe1a85ec53);
    h ^= h >> 33;
    return h;
}

uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ finish(seed);
    for (size_t i = 0; i < n; i++) {
        h = (h ^ p[i]) * UINT64_C(0x100000001b3);
    }
    return finish(h);
}

static void *zeroed(size_t count, size_t size_bytes)
{
    void *bytes = calloc(count, size_bytes);
    BUG_ON(bytes == NULL);
    return bytes;
}

// At most three quarters full.
static bool is_full(size_t count, size_t capacity)
{
    return count >= capacity / 4 * 3;
}

// Whether the entry at `at`, which wants to be at `home`, may move back to the hole.
static bool may_move(size_t hole, size_t home, size_t at, size_t mask)
{
    return ((at - home) & mask) >= ((at - hole) & mask);
}

void map64_init(struct map64 *map)
{
    *map = (struct map64){0};
}

void map64_release(struct map64 *map)
{
    free(map->keys);
    free(map->values);
    map64_init(map);
}

// Where the key is, or the empty place where it belongs. The capacity is a power of two and never full.
static size_t map64_place(const struct map64 *map, uint64_t key)
{
    size_t mask = map->capacity - 1;
    size_t at = (size_t)finish(key) & mask;
    while (map->keys[at] != 0 && map->keys[at] != key) {
        at = (at + 1) & mask;
    }
    return at;
}

bool map64_get(const struct map64 *map, uint64_t key, uint64_t *ret_value)
{
    if (map->count == 0 || key == 0) {
        return false;
    }
    size_t at = map64_place(map, key);
    if (map->keys[at] == 0) {
        return false;
    }
    *ret_value = map->values[at];
    return true;
}

static void map64_grow(struct map64 *map)
{
    struct map64 larger = {.capacity = map->capacity == 0 ? MAP_FIRST_CAPACITY : map->capacity * 2};
    larger.keys = zeroed(larger.capacity, sizeof(uint64_t));
    larger.values = zeroed(larger.capacity, sizeof(uint64_t));
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->keys[i] != 0) {
            size_t at = map64_place(&larger, map->keys[i]);
            larger.keys[at] = map->keys[i];
            larger.values[at] = map->values[i];
        }
    }
    larger.count = map->count;
    map64_release(map);
    *map = larger;
}

uint64_t *map64_slot(struct map64 *map, uint64_t key, bool *ret_is_new)
{
    BUG_ON(key == 0);
    if (is_full(map->count, map->capacity)) {
        map64_grow(map);
    }
    size_t at = map64_place(map, key);
    bool is_new = map->keys[at] == 0;
    if (is_new) {
        map->keys[at] = key;
        map->values[at] = 0;
        map->count++;
    }
    if (ret_is_new != NULL) {
        *ret_is_new = is_new;
    }
    return &map->values[at];
}

void map64_put(struct map64 *map, uint64_t key, uint64_t value)
{
    *map64_slot(map, key, /* ret_is_new= */ NULL) = value;
}

void map64_remove(struct map64 *map, uint64_t key)
{
    if (map->count == 0 || key == 0) {
        return;
    }
    size_t mask = map->capacity - 1;
    size_t hole = map64_place(map, key);
    if (map->keys[hole] == 0) {
        return;
    }
    for (size_t at = (hole + 1) & mask; map->keys[at] != 0; at = (at + 1) & mask) {
        size_t home = (size_t)finish(map->keys[at]) & mask;
        if (may_move(hole, home, at, mask)) {
            map->keys[hole] = map->keys[at];
            map->values[hole] = map->values[at];
            hole = at;
        }
    }
    map->keys[hole] = 0;
    map->values[hole] = 0;
    map->count--;
}

void map64_clear(struct map64 *map)
{
    if (map->capacity > 0) {
        memset(map->keys, 0, map->capacity * sizeof(uint64_t));
    }
    map->count = 0;
}

void textmap_init(struct textmap *map)
{
    *map = (struct textmap){0};
}

void textmap_release(struct textmap *map)
{
    for (size_t i = 0; i < map->capacity; i++) {
        free(map->entries[i].key);
    }
    free(map->entries);
    textmap_init(map);
}

static size_t textmap_place(const struct textmap *map, struct text key, uint64_t hash)
{
    size_t mask = map->capacity - 1;
    size_t at = (size_t)hash & mask;
    while (map->entries[at].key != NULL) {
        const struct textmap_entry *entry = &map->entries[at];
        if (entry->hash == hash && entry->key_n == key.n && (key.n == 0 || memcmp(entry->key, key.p, key.n) == 0)) {
            break;
        }
        at = (at + 1) & mask;
    }
    return at;
}

void *textmap_get(const struct textmap *map, struct text key)
{
    if (map->count == 0) {
        return NULL;
    }
    size_t at = textmap_place(map, key, hash_bytes(key.p, key.n, /* seed= */ 0));
    return map->entries[at].key == NULL ? NULL : map->entries[at].value;
}

static void textmap_grow(struct textmap *map)
{
    struct textmap larger = {.capacity = map->capacity == 0 ? MAP_FIRST_CAPACITY : map->capacity * 2};
    larger.entries = zeroed(larger.capacity, sizeof(struct textmap_entry));
    for (size_t i = 0; i < map->capacity; i++) {
        const struct textmap_entry *entry = &map->entries[i];
        if (entry->key != NULL) {
            struct text key = {.p = entry->key, .n = entry->key_n};
            larger.entries[textmap_place(&larger, key, entry->hash)] = *entry;
        }
    }
    larger.count = map->count;
    free(map->entries);
    *map = larger;
}

void textmap_put(struct textmap *map, struct text key, void *value)
{
    BUG_ON(key.n == SIZE_MAX);
    if (is_full(map->count, map->capacity)) {
        textmap_grow(map);
    }
    uint64_t hash = hash_bytes(key.p, key.n, /* seed= */ 0);
    struct textmap_entry *entry = &map->entries[textmap_place(map, key, hash)];
    if (entry->key == NULL) {
        entry->key = zeroed(key.n + 1, 1);
        if (key.n > 0) {
            memcpy(entry->key, key.p, key.n);
        }
        entry->key_n = key.n;
        entry->hash = hash;
        map->count++;
    }
    entry->value = value;
}

void *textmap_remove(struct textmap *map, struct text key)
{
    if (map->count == 0) {
        return NULL;
    }
    size_t mask = map->capacity - 1;
    size_t hole = textmap_place(map, key, hash_bytes(key.p, key.n, /* seed= */ 0));
    if (map->entries[hole].key == NULL) {
        return NULL;
    }
    void *value = map->entries[hole].value;
    free(map->entries[hole].key);
    for (size_t at = (hole + 1) & mask; map->entries[at].key != NULL; at = (at + 1) & mask) {
        if (may_move(hole, (size_t)map->entries[at].hash & mask, at, mask)) {
            map->entries[hole] = map->entries[at];
            hole = at;
        }
    }
    map->entries[hole] = (struct textmap_entry){0};
    map->count--;
    return value;
}
