// SPDX-License-Identifier: Apache-2.0
// Which column of a file means what: "partner=channel,time=click_time,visitor=ip+device+os,goal=:lead". A field takes a
// column, several joined by '+', or a constant after ':'. Pure.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

enum import_field {
    IMPORT_PARTNER, // partner code
    IMPORT_OFFER,   // offer name
    IMPORT_TIME,    // instant of the click
    IMPORT_VISITOR, // what tells one visitor from another
    IMPORT_ADDRESS,
    IMPORT_AGENT,
    IMPORT_REFERRER,
    IMPORT_COUNTRY,
    IMPORT_SOURCE,
    IMPORT_EXT,
    IMPORT_SUB1,
    IMPORT_SUB10 = IMPORT_SUB1 + 9,
    IMPORT_CONVERSION_TIME, // instant of the conversion; empty: none in this row
    IMPORT_GOAL,
    IMPORT_ORDER_ID,
    IMPORT_AMOUNT,
    IMPORT_DISCOUNT,
    IMPORT_CURRENCY,
    IMPORT_STATUS,
    IMPORT_REASON,
    IMPORT_COUPON,
    IMPORT_CUSTOMER_ID,
    IMPORT_EMAIL,
    IMPORT_TAX,
    IMPORT_SHIPPING,
    IMPORT_USAGE,
    IMPORT_CUSTOMER_COUNTRY,
    IMPORT_SPLIT,    // "anna:60,ben:40"
    IMPORT_METADATA, // "colour=red&size=12"
    IMPORT_FIELD_COUNT
};

#define IMPORT_COLUMNS_MAX 8 // joined into one field

struct import_source {
    bool is_mapped;
    struct text constant;                  // TEXT_NONE when columns are meant
    struct text names[IMPORT_COLUMNS_MAX]; // column names
    size_t columns[IMPORT_COLUMNS_MAX];    // their positions, after import_map_bind
    size_t count;
};
struct import_map {
    struct import_source fields[IMPORT_FIELD_COUNT];
};

const char *import_field_text(enum import_field field);
// RC_INVALID map_malformed, map_field_unknown (with the known fields in the message), map_field_repeated, field map.
enum rc import_map_parse(struct arena *arena, struct text t, struct import_map *ret_map, struct fault *fault) MUST_USE;
// Finds the columns in the file's header. RC_INVALID column_missing, column_repeated, field map.
enum rc import_map_bind(struct import_map *map, const struct text *header, size_t header_count,
                        struct fault *fault) MUST_USE;
// The field's text in a row: TEXT("") when not mapped. Joined columns stand with '|' between them, in the arena.
struct text import_map_value(struct arena *arena, const struct import_map *map, enum import_field field,
                             const struct text *row);
