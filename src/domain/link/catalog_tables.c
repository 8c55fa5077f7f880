// SPDX-License-Identifier: Apache-2.0
// The catalog's tables. What grows is copied into an arena twice as large; texts that were replaced stay in the pool
// until everything is read anew (catalog_load.c).
#include <string.h>

#include "core/bug.h"
#include "link/catalog_private.h"

static void column_init(struct column *column, size_t row_bytes)
{
    *column = (struct column){.row_bytes = (uint32_t)row_bytes};
}

static void column_reserve(struct column *column, uint32_t count)
{
    if (count <= column->capacity) {
        return;
    }
    uint32_t capacity = column->capacity == 0 ? 64 : column->capacity;
    while (capacity < count) {
        BUG_ON(capacity > UINT32_MAX / 2);
        capacity *= 2;
    }
    size_t bytes = (size_t)capacity * column->row_bytes;
    struct arena *arena = arena_new(bytes + 64);
    char *rows = arena_bytes(arena, bytes);
    if (column->count > 0) {
        memcpy(rows, column->rows, (size_t)column->count * column->row_bytes);
    }
    arena_free(column->arena);
    column->arena = arena;
    column->rows = rows;
    column->capacity = capacity;
}

struct catalog_tables *catalog_tables_new(void)
{
    struct arena *arena = arena_new(1 << 12);
    struct catalog_tables *tables = arena_one(arena, struct catalog_tables);
    tables->arena = arena;
    column_init(&tables->advertisers, sizeof(struct catalog_advertiser));
    column_init(&tables->programs, sizeof(struct catalog_program));
    column_init(&tables->offers, sizeof(struct catalog_offer));
    column_init(&tables->partners, sizeof(struct catalog_partner));
    column_init(&tables->links, sizeof(struct catalog_link));
    column_init(&tables->pool, 1);
    map64_init(&tables->advertiser_by_id);
    map64_init(&tables->program_by_id);
    map64_init(&tables->offer_by_id);
    map64_init(&tables->partner_by_id);
    map64_init(&tables->link_by_id);
    map64_init(&tables->enrollments);
    map64_init(&tables->first_links);
    uint32_t empty = pool_add(tables, TEXT("")); // offset 0 is the empty text
    BUG_ON(empty != 0);
    return tables;
}

void catalog_tables_free(struct catalog_tables *tables)
{
    if (tables == NULL) {
        return;
    }
    struct column *columns[] = {&tables->advertisers, &tables->programs, &tables->offers,
                                &tables->partners,    &tables->links,    &tables->pool};
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        arena_free(columns[i]->arena);
    }
    struct map64 *maps[] = {&tables->advertiser_by_id, &tables->program_by_id, &tables->offer_by_id,
                            &tables->partner_by_id,    &tables->link_by_id,    &tables->enrollments,
                            &tables->first_links};
    for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
        map64_release(maps[i]);
    }
    arena_free(tables->partner_by_code.arena);
    arena_free(tables->link_by_code.arena);
    arena_free(tables->forms_arena);
    arena_free(tables->arena);
}

// ---- texts ----

struct text pool_text(const struct catalog_tables *tables, uint32_t offset)
{
    const unsigned char *p = (const unsigned char *)tables->pool.rows + offset;
    return (struct text){.p = (const char *)p + 2, .n = (size_t)p[0] | (size_t)p[1] << 8};
}

uint32_t pool_add(struct catalog_tables *tables, struct text t)
{
    struct column *pool = &tables->pool;
    BUG_ON(t.n > UINT16_MAX);
    uint32_t offset = pool->count;
    column_reserve(pool, offset + 2 + (uint32_t)t.n);
    pool->rows[offset] = (char)(unsigned char)(t.n & 255);
    pool->rows[offset + 1] = (char)(unsigned char)(t.n >> 8);
    if (t.n > 0) {
        memcpy(pool->rows + offset + 2, t.p, t.n);
    }
    pool->count = offset + 2 + (uint32_t)t.n;
    return offset;
}

uint32_t pool_set(struct catalog_tables *tables, uint32_t present, struct text t)
{
    struct text now = pool_text(tables, present);
    if (t.n == now.n && (t.n == 0 || memcmp(t.p, now.p, t.n) == 0)) {
        return present;
    }
    return t.n == 0 ? 0 : pool_add(tables, t);
}

// ---- rows ----

uint32_t column_row(struct column *column, struct map64 *by_id, int64_t id, bool *ret_is_new)
{
    uint64_t *slot = map64_slot(by_id, (uint64_t)id, ret_is_new);
    if (!*ret_is_new) {
        return (uint32_t)*slot;
    }
    uint32_t index = column->count;
    *slot = index;
    column_reserve(column, index + 1);
    char *row = column->rows + (size_t)index * column->row_bytes;
    memset(row, 0, column->row_bytes);
    memcpy(row, &id, sizeof(id)); // the first member of every row
    column->count++;
    return index;
}

uint32_t partner_code_of(const struct catalog_tables *tables, uint32_t index)
{
    return ROW(tables->partners, catalog_partner, index)->code;
}

uint32_t link_code_of(const struct catalog_tables *tables, uint32_t index)
{
    return ROW(tables->links, catalog_link, index)->code;
}

static void code_index_put(const struct catalog_tables *tables, struct code_index *codes, code_of of, uint32_t index)
{
    struct text code = pool_text(tables, of(tables, index));
    uint32_t at = (uint32_t)hash_bytes(code.p, code.n, 0) & (codes->capacity - 1);
    while (codes->slots[at] != 0) {
        at = (at + 1) & (codes->capacity - 1);
    }
    codes->slots[at] = index + 1;
}

void code_index_add(const struct catalog_tables *tables, struct code_index *codes, code_of of, uint32_t index)
{
    if (codes->count >= codes->capacity / 3 * 2) {
        struct code_index larger = {.capacity = codes->capacity == 0 ? 256 : codes->capacity * 2,
                                    .count = codes->count};
        larger.arena = arena_new(larger.capacity * sizeof(uint32_t));
        larger.slots = arena_many(larger.arena, uint32_t, larger.capacity);
        for (uint32_t i = 0; i < codes->capacity; i++) {
            if (codes->slots[i] != 0) {
                code_index_put(tables, &larger, of, codes->slots[i] - 1);
            }
        }
        arena_free(codes->arena);
        *codes = larger;
    }
    code_index_put(tables, codes, of, index);
    codes->count++;
}

uint32_t code_index_find(const struct catalog_tables *tables, const struct code_index *codes, code_of of,
                         struct text code)
{
    if (codes->capacity == 0 || code.n == 0) {
        return UINT32_MAX;
    }
    uint32_t at = (uint32_t)hash_bytes(code.p, code.n, 0) & (codes->capacity - 1);
    while (codes->slots[at] != 0) {
        uint32_t index = codes->slots[at] - 1;
        if (text_equal(pool_text(tables, of(tables, index)), code)) {
            return index;
        }
        at = (at + 1) & (codes->capacity - 1);
    }
    return UINT32_MAX;
}
