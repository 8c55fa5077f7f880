// SPDX-License-Identifier: Apache-2.0
// A backup's bytes: a block, rows of a table, records of a spool. What reads as rows prints as the same bytes again.
// The first byte chooses which of them the rest is.
#include <string.h>

#include "archive/archive.h"
#include "backup/backup_rows.h"
#include "core/bug.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct db_column columns[] = {
    {.name = "id", .type = DB_TYPE_INT64},
    {.name = "name", .type = DB_TYPE_TEXT, .is_optional = true},
    {.name = "hash", .type = DB_TYPE_BLOB},
};
#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void rows(struct arena *arena, struct text input)
{
    struct buf printed = buf_new(arena, 2 * input.n + 64);
    struct text rest = input;
    struct db_value values[COLUMNS];
    size_t read = 0;
    while (rest.n > 0 && backup_row_read(&rest, columns, COLUMNS, values) == RC_OK) {
        backup_row_add(&printed, columns, COLUMNS, values);
        read = input.n - rest.n;
    }
    BUG_ON(printed.is_overflown || printed.n != read || (read > 0 && memcmp(printed.p, input.p, read) != 0));
}

static void records(struct arena *arena, struct text input)
{
    struct buf printed = buf_new(arena, 2 * input.n + 64);
    struct text rest = input;
    size_t read = 0;
    struct spool_mark after;
    struct text payload;
    while (rest.n > 0 && backup_record_read(&rest, &after, &payload) == RC_OK) {
        backup_record_add(&printed, after, payload);
        read = input.n - rest.n;
    }
    BUG_ON(printed.is_overflown || printed.n != read || (read > 0 && memcmp(printed.p, input.p, read) != 0));
}

static void block(struct arena *arena, struct text input)
{
    uint8_t kind = 0;
    struct text content;
    size_t used = 0;
    if (archive_block_parse(arena, input, &kind, &content, &used) == RC_OK) {
        BUG_ON(used > input.n || content.n > ARCHIVE_BLOCK_BYTES_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) {
        return 0;
    }
    AUTO_ARENA arena = arena_new(2 * ARCHIVE_BLOCK_BYTES_MAX);
    struct text input = {.p = (const char *)data + 1, .n = size - 1};
    switch (data[0] % 3) {
    case 0:
        block(arena, input);
        break;
    case 1:
        rows(arena, input);
        break;
    default:
        records(arena, input);
        break;
    }
    return 0;
}
