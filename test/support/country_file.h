// SPDX-License-Identifier: Apache-2.0
// Small files of countries for tests, written by the format's specification (MaxMind DB 2.0): a tree of 24-bit records
// for IPv6, with IPv4 at ::/96.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/buf.h"
#include "format/address.h"

#define COUNTRY_NODES_MAX 1024
#define COUNTRY_NONE (-1)

struct country_row {
    const char *network; // its first address
    int bits;            // of the prefix, as people write it: 24 for 203.0.113.0/24
    const char *country; // two letters
};

struct country_tree {
    // A node's number, COUNTRY_NONE, or COUNTRY_NONE - 1 - the place of an entry.
    int64_t nodes[COUNTRY_NODES_MAX][2];
    int64_t count;
};

static inline void country_put_text(struct buf *buf, const char *t)
{
    buf_add_char(buf, (char)(0x40 | strlen(t)));
    buf_add(buf, text_of(t));
}

static inline void country_put_number(struct buf *buf, uint32_t number) // uint32
{
    char bytes[5] = {(char)(6 << 5 | 4), (char)(number >> 24), (char)(number >> 16), (char)(number >> 8), (char)number};
    buf_add_bytes(buf, bytes, sizeof(bytes));
}

static inline void country_put_short(struct buf *buf, unsigned int number) // uint16
{
    char bytes[3] = {(char)(5 << 5 | 2), (char)(number >> 8), (char)number};
    buf_add_bytes(buf, bytes, sizeof(bytes));
}

static inline void country_tree_add(struct country_tree *tree, const struct country_row *row, int64_t entry)
{
    struct address address = {{0}};
    bool is_good = address_parse(text_of(row->network), &address);
    int bits = row->bits;
    if (is_good && address_is_v4(&address)) {
        memset(address.bytes, 0, 12);
        bits += 96;
    }
    if (!is_good || bits < 1 || tree->count + bits > COUNTRY_NODES_MAX) {
        abort();
    }
    int64_t at = 0;
    for (int i = 0; i < bits; i++) {
        int64_t *next = &tree->nodes[at][address.bytes[i / 8] >> (7 - i % 8) & 1];
        if (i == bits - 1) {
            *next = COUNTRY_NONE - 1 - entry;
            return;
        }
        if (*next < 0) {
            *next = tree->count++;
            tree->nodes[*next][0] = COUNTRY_NONE;
            tree->nodes[*next][1] = COUNTRY_NONE;
        }
        at = *next;
    }
}

static inline void country_put_record(struct buf *buf, const struct country_tree *tree, int64_t record)
{
    int64_t value = record >= 0 ? record : tree->count + (record == COUNTRY_NONE ? 0 : 16 + COUNTRY_NONE - 1 - record);
    char bytes[3] = {(char)(value >> 16), (char)(value >> 8), (char)value};
    buf_add_bytes(buf, bytes, sizeof(bytes));
}

static inline void country_put_metadata(struct buf *buf, int64_t node_count)
{
    buf_add_bytes(buf, "\xab\xcd\xefMaxMind.com", 14);
    buf_add_char(buf, (char)(7 << 5 | 9));
    country_put_text(buf, "binary_format_major_version");
    country_put_short(buf, 2);
    country_put_text(buf, "binary_format_minor_version");
    country_put_short(buf, 0);
    country_put_text(buf, "build_epoch");
    buf_add_bytes(buf, "\x08\x02\x00\x00\x00\x00\x65\x00\x00\x00", 10); // uint64
    country_put_text(buf, "database_type");
    country_put_text(buf, "Test-Country");
    country_put_text(buf, "description");
    buf_add_char(buf, (char)(7 << 5));
    country_put_text(buf, "ip_version");
    country_put_short(buf, 6);
    country_put_text(buf, "languages");
    buf_add_bytes(buf, "\x00\x04", 2); // an array of none
    country_put_text(buf, "node_count");
    country_put_number(buf, (uint32_t)node_count);
    country_put_text(buf, "record_size");
    country_put_short(buf, 24);
}

// The file's bytes; the entry of a country is {"country": {"iso_code": country}}.
static inline struct text country_file(struct arena *arena, const struct country_row *rows, size_t count)
{
    struct country_tree *tree = arena_one(arena, struct country_tree);
    struct buf entries = buf_new(arena, 64 * count + 64);
    *tree = (struct country_tree){.nodes = {{COUNTRY_NONE, COUNTRY_NONE}}, .count = 1};
    for (size_t i = 0; i < count; i++) {
        country_tree_add(tree, &rows[i], (int64_t)entries.n);
        buf_add_char(&entries, (char)(7 << 5 | 1));
        country_put_text(&entries, "country");
        buf_add_char(&entries, (char)(7 << 5 | 1));
        country_put_text(&entries, "iso_code");
        country_put_text(&entries, rows[i].country);
    }
    struct buf file = buf_new(arena, (size_t)tree->count * 6 + entries.n + 1024);
    for (int64_t i = 0; i < tree->count; i++) {
        country_put_record(&file, tree, tree->nodes[i][0]);
        country_put_record(&file, tree, tree->nodes[i][1]);
    }
    static const char separator[16];
    buf_add_bytes(&file, separator, sizeof(separator));
    buf_add(&file, buf_text(&entries));
    country_put_metadata(&file, tree->count);
    return buf_text(&file);
}

// Overwrites or makes the file at the path.
static inline void country_file_put(const char *path, struct text bytes)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.p, 1, bytes.n, file) != bytes.n || fclose(file) != 0) {
        abort();
    }
}
