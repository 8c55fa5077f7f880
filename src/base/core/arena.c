// SPDX-License-Identifier: Apache-2.0
// Arena over chained malloc'ed blocks. Small requests are cut from the newest block; what does not fit gets a new block
// twice as large as the last (to a limit), or one of its own when it is big. Under AddressSanitizer the unused and the
// ended bytes are poisoned and allocations stand apart by a red zone, so that overruns and uses after reset are caught.
// The free bytes of a block are zero: a reset clears what was used, in one go instead of at each allocation.
#include "core/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define ARENA_RED_ZONE_BYTES ((size_t)16)
#else
#define ARENA_RED_ZONE_BYTES ((size_t)0)
#endif

#define ARENA_ALIGNMENT alignof(max_align_t)
#define ARENA_FIRST_BLOCK_BYTES ((size_t)16 << 10)
#define ARENA_BLOCK_BYTES_MAX ((size_t)1 << 20)
// What an arena may hold in all before it is a bug of the limits at the edges.
#define ARENA_BUDGET_FACTOR 4

struct arena_block {
    struct arena_block *previous;
    size_t capacity;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct arena_ending {
    struct arena_ending *previous;
    void (*call)(void *context);
    void *context;
};

struct arena {
    struct arena_block *first;
    struct arena_block *current;
    struct arena_ending *endings;
    size_t budget_bytes;
    size_t used_bytes;
    size_t keep_bytes;
};

static void arena_poison(void *bytes, size_t n)
{
#ifdef ARENA_POISONS
    __asan_poison_memory_region(bytes, n);
#else
    (void)bytes;
    (void)n;
#endif
}

static void arena_unpoison(void *bytes, size_t n)
{
#ifdef ARENA_POISONS
    __asan_unpoison_memory_region(bytes, n);
#else
    (void)bytes;
    (void)n;
#endif
}

static struct arena_block *arena_block_new(size_t capacity)
{
    struct arena_block *block = calloc(1, sizeof(struct arena_block) + capacity);
    BUG_ON(block == NULL);
    block->capacity = capacity;
    arena_poison(block->bytes, capacity);
    return block;
}

static void arena_block_free(struct arena_block *block)
{
    arena_unpoison(block->bytes, block->capacity);
    free(block);
}

struct arena *arena_new(size_t budget_bytes)
{
    struct arena *arena = calloc(1, sizeof(struct arena));
    BUG_ON(arena == NULL);
    arena->budget_bytes = budget_bytes;
    arena->first = arena_block_new(ARENA_FIRST_BLOCK_BYTES);
    arena->current = arena->first;
    return arena;
}

static void arena_run_endings(struct arena *arena)
{
    // An ending may register another (rare, but then it must run too), so the list is taken off one by one.
    while (arena->endings != NULL) {
        struct arena_ending *ending = arena->endings;
        arena->endings = ending->previous;
        ending->call(ending->context);
    }
}

void arena_keep(struct arena *arena, size_t keep_bytes)
{
    arena->keep_bytes = keep_bytes;
}

// The first block is made as large as all that was used, so that the next use needs no other.
static void arena_grow_first(struct arena *arena)
{
    size_t capacity = arena->first->capacity;
    while (capacity < arena->used_bytes) {
        capacity *= 2;
    }
    if (capacity > arena->first->capacity && capacity <= arena->keep_bytes) {
        arena_block_free(arena->first);
        arena->first = arena_block_new(capacity);
    }
}

void arena_reset(struct arena *arena)
{
    arena_run_endings(arena);
    struct arena_block *block = arena->current;
    while (block != NULL) {
        struct arena_block *previous = block->previous;
        if (block != arena->first) {
            arena_block_free(block);
        }
        block = previous;
    }
    struct arena_block *first = arena->first;
    first->previous = NULL;
    arena_unpoison(first->bytes, first->used);
    memset(first->bytes, 0, first->used);
    first->used = 0;
    arena_poison(first->bytes, first->capacity);
    arena_grow_first(arena);
    arena->current = arena->first;
    arena->used_bytes = 0;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL) {
        return;
    }
    arena_reset(arena);
    arena_block_free(arena->first);
    free(arena);
}

// A block with room for n bytes; becomes the current one unless it is made for a single big allocation.
static struct arena_block *arena_block_for(struct arena *arena, size_t n)
{
    struct arena_block *current = arena->current;
    if (n <= current->capacity - current->used) {
        return current;
    }
    size_t next = current->capacity * 2;
    if (next > ARENA_BLOCK_BYTES_MAX) {
        next = ARENA_BLOCK_BYTES_MAX;
    }
    if (n > next / 4) {
        // Behind the current block, whose free rest stays in use.
        struct arena_block *single = arena_block_new(n);
        single->previous = current->previous;
        current->previous = single;
        return single;
    }
    struct arena_block *block = arena_block_new(next);
    block->previous = current;
    arena->current = block;
    return block;
}

void *arena_bytes(struct arena *arena, size_t size_bytes)
{
    BUG_ON(size_bytes > SIZE_MAX / 2);
    size_t n = (size_bytes + ARENA_RED_ZONE_BYTES + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    if (n == 0) {
        n = ARENA_ALIGNMENT;
    }
    arena->used_bytes += n;
    BUG_ON(arena->used_bytes / ARENA_BUDGET_FACTOR > arena->budget_bytes);
    struct arena_block *block = arena_block_for(arena, n);
    char *bytes = block->bytes + block->used;
    block->used += n;
    arena_unpoison(bytes, size_bytes);
    return bytes;
}

void *arena_array_bytes(struct arena *arena, size_t count, size_t size_bytes)
{
    size_t n = 0;
    BUG_ON(__builtin_mul_overflow(count, size_bytes, &n));
    return arena_bytes(arena, n);
}

size_t arena_used_bytes(const struct arena *arena)
{
    return arena->used_bytes;
}

bool arena_is_over_budget(const struct arena *arena)
{
    return arena->used_bytes > arena->budget_bytes;
}

void arena_on_end(struct arena *arena, void (*call)(void *context), void *context)
{
    struct arena_ending *ending = arena_one(arena, struct arena_ending);
    ending->previous = arena->endings;
    ending->call = call;
    ending->context = context;
    arena->endings = ending;
}
