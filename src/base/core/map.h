// SPDX-License-Identifier: Apache-2.0
// Hash maps with open addressing over malloc'ed memory: map64 from a nonzero 64-bit key to a 64-bit value, and textmap
// from text (copied) to a pointer. Not thread-safe. Iteration order is not stable: sort before anything visible.
#pragma once

#include "core/text.h"

struct map64 {
    uint64_t *keys;
    uint64_t *values;
    size_t capacity;
    size_t count;
};

void map64_init(struct map64 *map);
void map64_release(struct map64 *map);
// False when absent; *ret_value untouched then.
bool map64_get(const struct map64 *map, uint64_t key, uint64_t *ret_value);
void map64_put(struct map64 *map, uint64_t key, uint64_t value);
// A pointer to the value, made zero when the key was absent; valid until the next put.
uint64_t *map64_slot(struct map64 *map, uint64_t key, bool *ret_is_new);
void map64_remove(struct map64 *map, uint64_t key);
void map64_clear(struct map64 *map);

struct textmap_entry {
    char *key;
    size_t key_n;
    uint64_t hash;
    void *value;
};
struct textmap {
    struct textmap_entry *entries;
    size_t capacity;
    size_t count;
};

void textmap_init(struct textmap *map);
void textmap_release(struct textmap *map);                           // keys only; values belong to the caller
void *textmap_get(const struct textmap *map, struct text key);       // NULL when absent
void textmap_put(struct textmap *map, struct text key, void *value); // replaces
void *textmap_remove(struct textmap *map, struct text key);

// 64-bit FNV-1a then a finisher; for hash tables in memory only, never for anything stored.
uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed);
