// SPDX-License-Identifier: Apache-2.0
// The catalog's tables: rows of fixed size that name each other by index and their texts by offset into one pool.
#pragma once

#include "core/map.h"
#include "link/catalog.h"
#include "thread/thread.h"

// A growing array of rows in an arena of its own.
struct column {
    struct arena *arena;
    char *rows;
    uint32_t count;
    uint32_t capacity;
    uint32_t row_bytes;
};

struct catalog_advertiser {
    int64_t id;
    bool is_active;
};
struct catalog_program {
    int64_t id;
    int64_t window_ms;
    uint32_t advertiser; // index
    uint32_t link_forms; // offset of the JSON text
    bool is_active;
};
struct catalog_offer {
    int64_t id;
    uint32_t program;
    uint32_t destination;
    uint32_t hosts;
    uint32_t parameters;
    uint32_t click_id_parameter;
    bool is_active;
};
struct catalog_partner {
    int64_t id;
    uint32_t code;
    bool is_active;
};
struct catalog_link {
    int64_t id;
    uint32_t code;
    uint32_t partner;
    uint32_t offer;
    uint32_t destination; // offset; 0: the offer's
    bool is_active;
};

// Finds rows of a column by code: open addressing, the slots hold index + 1.
struct code_index {
    struct arena *arena;
    uint32_t *slots;
    uint32_t capacity; // a power of two
    uint32_t count;
};

// A link form and the programs, oldest first, that have it. Texts live in forms_arena.
struct catalog_form {
    struct text parameter;
    struct text when_parameter;
    struct text when_value;
    struct text prefix;
    uint32_t *programs;
    uint32_t program_count;
};

struct catalog_tables {
    int64_t version;
    struct arena *arena; // holds the structure itself
    uint32_t fallback_url;
    int64_t address_days;
    int64_t window_ms_max;
    struct column advertisers, programs, offers, partners, links, pool;
    struct map64 advertiser_by_id, program_by_id, offer_by_id, partner_by_id, link_by_id; // id -> index
    struct code_index partner_by_code, link_by_code;
    struct map64 enrollments; // pair_key -> 1 approved, 0 not
    struct map64 first_links; // pair_key -> index + 1 of the oldest active link
    struct arena *forms_arena;
    struct catalog_form *forms;
    size_t form_count;
};

struct catalog {
    struct arena *arena;    // holds the structure itself
    struct lock refreshing; // one refresh at a time
    struct shared_lock lock;
    struct catalog_tables *tables; // NULL before the first refresh
};

#define ROW(column, type, index) (&((struct type *)(void *)(column).rows)[index])

struct catalog_tables *catalog_tables_new(void);
void catalog_tables_free(struct catalog_tables *tables);

// Program and partner, both by index.
static inline uint64_t pair_key(uint32_t program, uint32_t partner)
{
    return ((uint64_t)program << 32 | partner) + 1;
}
// Valid until the next text is added.
struct text pool_text(const struct catalog_tables *tables, uint32_t offset);
uint32_t pool_add(struct catalog_tables *tables, struct text t);
// The offset of `t`: the present one when its text is the same.
uint32_t pool_set(struct catalog_tables *tables, uint32_t present, struct text t);
// The index of a row by id, new and zeroed but for its id when there was none.
uint32_t column_row(struct column *column, struct map64 *by_id, int64_t id, bool *ret_is_new);

uint32_t partner_code_of(const struct catalog_tables *tables, uint32_t index);
uint32_t link_code_of(const struct catalog_tables *tables, uint32_t index);
typedef uint32_t (*code_of)(const struct catalog_tables *tables, uint32_t index);
void code_index_add(const struct catalog_tables *tables, struct code_index *codes, code_of of, uint32_t index);
// UINT32_MAX when absent.
uint32_t code_index_find(const struct catalog_tables *tables, const struct code_index *codes, code_of of,
                         struct text code);
