// SPDX-License-Identifier: Apache-2.0
// Column maps; see import_map.h.

#include "import/import_map.h"

#include <string.h>

#include "core/buf.h"

static const char *const field_texts[IMPORT_FIELD_COUNT] = {
    "partner", "offer",       "time",   "visitor",  "address",  "agent",  "referrer",
    "country", "source",      "ext",    "sub1",     "sub2",     "sub3",   "sub4",
    "sub5",    "sub6",        "sub7",   "sub8",     "sub9",     "sub10",  "conversion_time",
    "goal",    "order_id",    "amount", "discount", "currency", "status", "reason",
    "coupon",  "customer_id", "email",  "tax",      "shipping", "usage",  "customer_country",
    "split",   "metadata"};

const char *import_field_text(enum import_field field)
{
    return field_texts[field];
}

static bool field_parse(struct text t, enum import_field *ret_field)
{
    for (size_t i = 0; i < IMPORT_FIELD_COUNT; i++) {
        if (text_equal(t, text_of(field_texts[i]))) {
            *ret_field = (enum import_field)i;
            return true;
        }
    }
    return false;
}

static enum rc source_parse(struct arena *arena, struct text value, struct import_source *source, struct fault *fault)
{
    source->is_mapped = true;
    if (value.p[0] == ':') {
        source->constant = text_copy(arena, text_slice(value, 1, value.n));
        return RC_OK;
    }
    struct text column;
    while (text_split(&value, '+', &column)) {
        if (column.n == 0 || source->count == IMPORT_COLUMNS_MAX) {
            return fault_set(fault, RC_INVALID, "map_malformed", "map",
                             "a field of the map takes one to %d column names joined by '+'", IMPORT_COLUMNS_MAX);
        }
        source->names[source->count++] = text_copy(arena, column);
    }
    return RC_OK;
}

enum rc import_map_parse(struct arena *arena, struct text t, struct import_map *ret_map, struct fault *fault)
{
    memset(ret_map, 0, sizeof(*ret_map));
    struct text pair;
    while (text_split(&t, ',', &pair)) {
        struct text value = text_trim(pair);
        struct text name;
        enum import_field field;
        if (!text_split(&value, '=', &name) || text_is_empty(value)) {
            return fault_set(fault, RC_INVALID, "map_malformed", "map",
                             "the map is a list such as partner=channel,time=click_time");
        }
        if (!field_parse(name, &field)) {
            return fault_set(fault, RC_INVALID, "map_field_unknown", "map",
                             "the map's field \"%.*s\" is unknown: known are partner, offer, time, visitor, address, "
                             "agent, referrer, country, source, ext, sub1 to sub10, conversion_time, goal, order_id, "
                             "amount, ...",
                             TEXT_PRINT(name));
        }
        if (ret_map->fields[field].is_mapped) {
            return fault_set(fault, RC_INVALID, "map_field_repeated", "map", "the map names %s twice",
                             field_texts[field]);
        }
        TRY(source_parse(arena, value, &ret_map->fields[field], fault));
    }
    return RC_OK;
}

static enum rc column_find(struct text name, const struct text *header, size_t header_count, size_t *ret_column,
                           struct fault *fault)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < header_count; i++) {
        if (!text_equal(header[i], name)) {
            continue;
        }
        if (found != SIZE_MAX) {
            return fault_set(fault, RC_INVALID, "column_repeated", "map", "the file has two columns named \"%.*s\"",
                             TEXT_PRINT(name));
        }
        found = i;
    }
    if (found == SIZE_MAX) {
        return fault_set(fault, RC_INVALID, "column_missing", "map", "the file has no column named \"%.*s\"",
                         TEXT_PRINT(name));
    }
    *ret_column = found;
    return RC_OK;
}

enum rc import_map_bind(struct import_map *map, const struct text *header, size_t header_count, struct fault *fault)
{
    for (size_t f = 0; f < IMPORT_FIELD_COUNT; f++) {
        struct import_source *source = &map->fields[f];
        for (size_t i = 0; i < source->count; i++) {
            TRY(column_find(source->names[i], header, header_count, &source->columns[i], fault));
        }
    }
    return RC_OK;
}

struct text import_map_value(struct arena *arena, const struct import_map *map, enum import_field field,
                             const struct text *row)
{
    const struct import_source *source = &map->fields[field];
    if (!source->is_mapped) {
        return TEXT("");
    }
    if (text_is(source->constant)) {
        return source->constant;
    }
    if (source->count == 1) {
        return row[source->columns[0]];
    }
    struct buf buf = buf_new(arena, 65536);
    for (size_t i = 0; i < source->count; i++) {
        if (i > 0) {
            buf_add_char(&buf, '|');
        }
        buf_add(&buf, row[source->columns[i]]);
    }
    return buf_text(&buf);
}
