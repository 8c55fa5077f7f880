// SPDX-License-Identifier: Apache-2.0
// Memory that lives as long as one request, job or batch. Nothing in an arena is freed singly; resetting or freeing
// the arena ends all of it. Allocation never returns NULL: running past four times the budget, or out of memory,
// aborts; running past the budget is visible in `arena_is_over_budget`, which edges check. Not thread-safe: one owner.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

// Makes an arena that expects to hold at most budget_bytes. The caller frees it with arena_free.
struct arena *arena_new(size_t budget_bytes);
// Ends everything in the arena and keeps its first block for use again (arena_keep: more).
void arena_reset(struct arena *arena);
// From now on a reset keeps up to keep_bytes of memory in all, as much as was used before it: for batches that come one
// after the other, to which memory fresh from the system costs more than their work. 0, as an arena begins: one block.
void arena_keep(struct arena *arena, size_t keep_bytes);
// Ends the arena itself. NULL is allowed.
void arena_free(struct arena *arena);
// Zeroed bytes, aligned for any type. size_bytes 0 gives a valid pointer.
void *arena_bytes(struct arena *arena, size_t size_bytes) __attribute__((malloc, alloc_size(2), returns_nonnull));
// Zeroed array with overflow check.
void *arena_array_bytes(struct arena *arena, size_t count, size_t size_bytes)
    __attribute__((malloc, alloc_size(2, 3), returns_nonnull));
// Calls call(context) when the arena is reset or freed, the last registered first: for what other libraries own.
void arena_on_end(struct arena *arena, void (*call)(void *context), void *context);
size_t arena_used_bytes(const struct arena *arena);
bool arena_is_over_budget(const struct arena *arena);

#define arena_one(arena, type) ((type *)arena_bytes((arena), sizeof(type)))
#define arena_many(arena, type, count) ((type *)arena_array_bytes((arena), (count), sizeof(type)))

#define ARENA_REQUEST_BYTES ((size_t)8 << 20)
#define ARENA_JOB_BYTES ((size_t)64 << 20)

static inline void arena_free_cleanup(struct arena **arena)
{
    arena_free(*arena);
}
#define AUTO_ARENA __attribute__((cleanup(arena_free_cleanup))) struct arena *
