// SPDX-License-Identifier: Apache-2.0
// CSV: where the input is cut changes nothing, and rows that were read, printed and read again are the same. The first
// byte chooses separator and piece length.
#include "core/bug.h"
#include "format/csv.h"
#include "format/encode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT ((size_t)16 << 20)

struct reading {
    struct text log;     // every event with its line and fields
    struct text printed; // the good rows as CSV
};

static void note_row(struct buf *log, struct buf *printed, const struct csv_row *row, char separator)
{
    BUG_ON(row->field_count == 0 || row->field_count > CSV_FIELDS_MAX);
    for (size_t i = 0; i < row->field_count; i++) {
        struct text field = row->fields[i];
        BUG_ON(!utf8_is_valid(field) || text_find_char(field, '\0', 0) != SIZE_MAX);
        buf_format(log, "[%zu:%.*s]", field.n, TEXT_PRINT(field));
        if (i > 0) {
            buf_add_char(printed, separator);
        }
        if (field.n == 0 && row->field_count == 1) {
            buf_add(printed, TEXT("\"\"")); // else an empty line
        }
        csv_print_field(printed, field, separator, /* is_spreadsheet= */ false);
    }
    buf_add(printed, TEXT("\r\n"));
}

static struct reading read_all(struct arena *arena, struct text input, char separator, size_t piece_n)
{
    struct buf log = buf_new(arena, LIMIT);
    struct buf printed = buf_new(arena, LIMIT);
    struct csv_reader *reader = csv_new(separator);
    struct csv_row row = {0};
    size_t at = 0;
    int64_t line = 0;
    for (enum csv_event event = csv_next(reader, &row); event != CSV_END; event = csv_next(reader, &row)) {
        if (event == CSV_MORE && at < input.n) {
            csv_push(reader, text_slice(input, at, at + piece_n));
            at = at + piece_n < input.n ? at + piece_n : input.n;
            continue;
        }
        if (event == CSV_MORE) {
            csv_finish(reader);
            continue;
        }
        BUG_ON(row.line <= line);
        line = row.line;
        buf_format(&log, "%d@%d %s", (int)event, (int)row.line, event == CSV_BAD ? row.problem : "");
        if (event == CSV_ROW) {
            note_row(&log, &printed, &row, separator);
        }
    }
    csv_free(reader);
    return (struct reading){.log = buf_text(&log), .printed = buf_text(&printed)};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 65536) {
        return 0;
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    char separator = data[0] & 0x80 ? ';' : ',';
    struct text input = {.p = (const char *)data + 1, .n = size - 1};
    struct reading whole = read_all(arena, input, separator, size);
    struct reading pieces = read_all(arena, input, separator, (size_t)(data[0] & 0x7F) + 1);
    BUG_ON(!text_equal(whole.log, pieces.log) || !text_equal(whole.printed, pieces.printed));
    if (text_starts_with(whole.printed, TEXT("\xEF\xBB\xBF"))) {
        return 0; // would be taken for a byte order mark
    }
    struct reading again = read_all(arena, whole.printed, separator, 7);
    BUG_ON(!text_equal(again.printed, whole.printed));
    return 0;
}
