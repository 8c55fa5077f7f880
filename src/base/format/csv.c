// SPDX-License-Identifier: Apache-2.0
// A CSV reader as a state machine over bytes: fields are gathered unquoted, one after the other, in the reader's own
// memory, so that it does not matter where the pushed pieces are cut. Only CSV_ROW_MAX bytes and CSV_FIELDS_MAX fields
// are ever held.
#include "format/csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/bug.h"
#include "format/encode.h"

enum state {
    AT_FIELD_START,
    IN_PLAIN,
    IN_QUOTES,
    AFTER_QUOTE,  // a quote inside quotes: the end, or the first of two
    AFTER_CR,     // outside quotes: only LF may follow
    SKIPPING_ROW, // the row is bad: up to the end of its line
};

struct csv_reader {
    char separator;
    enum state state;
    bool is_finished;
    bool is_row_begun;
    bool has_content; // something other than CR and LF was in the row
    struct text input;
    size_t at;
    int64_t line;
    int64_t row_line;
    bool is_line_ended; // the last byte was a line feed
    size_t mark_n;      // bytes of a byte order mark taken so far; 3 when that question is closed
    const char *problem;
    char *bytes;
    size_t n;
    size_t capacity;
    size_t *ends; // where each field ends in bytes
    size_t field_count;
    struct text *fields;
};

static const char byte_order_mark[3] = {'\xEF', '\xBB', '\xBF'};

struct csv_reader *csv_new(char separator)
{
    BUG_ON(separator == '"' || separator == '\r' || separator == '\n' || separator == '\0');
    struct csv_reader *reader = calloc(1, sizeof(struct csv_reader));
    BUG_ON(reader == NULL);
    reader->separator = separator;
    reader->line = 1;
    reader->ends = calloc(CSV_FIELDS_MAX, sizeof(size_t));
    reader->fields = calloc(CSV_FIELDS_MAX, sizeof(struct text));
    BUG_ON(reader->ends == NULL || reader->fields == NULL);
    return reader;
}

void csv_free(struct csv_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    free(reader->bytes);
    free(reader->ends);
    free(reader->fields);
    free(reader);
}

void csv_push(struct csv_reader *reader, struct text bytes)
{
    BUG_ON(reader->is_finished || reader->at < reader->input.n);
    reader->input = bytes;
    reader->at = 0;
}

void csv_finish(struct csv_reader *reader)
{
    reader->is_finished = true;
}

// The row is bad: forgets it and skips to the end of the line the reader is in.
static void row_spoil(struct csv_reader *reader, const char *problem)
{
    reader->problem = problem;
    reader->n = 0;
    reader->field_count = 0;
    reader->state = SKIPPING_ROW;
}

static void row_begin(struct csv_reader *reader)
{
    if (!reader->is_row_begun) {
        reader->is_row_begun = true;
        reader->has_content = false;
        reader->row_line = reader->line;
    }
}

static bool row_add(struct csv_reader *reader, struct text t)
{
    if (t.n > CSV_ROW_MAX - reader->n) {
        row_spoil(reader, "row longer than 1,048,576 bytes");
        return false;
    }
    if (reader->n + t.n > reader->capacity) {
        size_t capacity = reader->capacity == 0 ? 4096 : reader->capacity;
        while (capacity < reader->n + t.n) {
            capacity *= 2;
        }
        char *larger = realloc(reader->bytes, capacity);
        BUG_ON(larger == NULL);
        reader->bytes = larger;
        reader->capacity = capacity;
    }
    if (t.n > 0) {
        memcpy(reader->bytes + reader->n, t.p, t.n);
    }
    reader->n += t.n;
    return true;
}

static void field_end(struct csv_reader *reader)
{
    if (reader->field_count == CSV_FIELDS_MAX) {
        row_spoil(reader, "more than 1,000 fields");
        return;
    }
    reader->ends[reader->field_count++] = reader->n;
    reader->state = AT_FIELD_START;
}

// Gives the gathered row out, or its problem, and gets ready for the next one.
static enum csv_event row_end(struct csv_reader *reader, struct csv_row *ret_row)
{
    size_t from = 0;
    for (size_t i = 0; i < reader->field_count && reader->problem == NULL; i++) {
        struct text field = {.p = reader->n > 0 ? reader->bytes + from : "", .n = reader->ends[i] - from};
        if (!utf8_is_valid(field)) {
            reader->problem = "malformed UTF-8";
        }
        reader->fields[i] = field;
        from = reader->ends[i];
    }
    *ret_row = (struct csv_row){
        .fields = reader->fields,
        .field_count = reader->problem == NULL ? reader->field_count : 0,
        .line = reader->row_line,
        .last_line = reader->line - (reader->is_line_ended ? 1 : 0),
        .problem = reader->problem,
    };
    enum csv_event event = reader->problem == NULL ? CSV_ROW : CSV_BAD;
    reader->problem = NULL;
    reader->n = 0;
    reader->field_count = 0;
    reader->is_row_begun = false;
    reader->state = AT_FIELD_START;
    return event;
}

// Takes the byte order mark at the very start, however the input is cut. A mark begun but not finished is data.
static void take_mark(struct csv_reader *reader)
{
    while (reader->mark_n < sizeof(byte_order_mark) && reader->at < reader->input.n) {
        if (reader->input.p[reader->at] == byte_order_mark[reader->mark_n]) {
            reader->at++;
            reader->mark_n++;
            continue;
        }
        size_t taken = reader->mark_n;
        reader->mark_n = sizeof(byte_order_mark);
        if (taken > 0) {
            row_begin(reader);
            reader->has_content = true;
            reader->state = IN_PLAIN;
            row_add(reader, (struct text){.p = byte_order_mark, .n = taken});
        }
    }
}

// Outside quotes. Returns true when the row is complete.
static bool step_outside(struct csv_reader *reader, char c)
{
    if (c == reader->separator) {
        field_end(reader);
    } else if (c == '\r') {
        reader->state = AFTER_CR;
    } else if (c == '\n') {
        field_end(reader);
        return true;
    } else if (reader->state == AFTER_QUOTE) {
        row_spoil(reader, "text after a closing quote");
    } else if (c == '"' && reader->state == AT_FIELD_START) {
        reader->state = IN_QUOTES;
    } else if (c == '"') {
        row_spoil(reader, "stray quote");
    } else {
        reader->state = IN_PLAIN;
        row_add(reader, (struct text){.p = &c, .n = 1});
    }
    return false;
}

static bool step(struct csv_reader *reader, char c)
{
    if (c == '\0' && reader->state != SKIPPING_ROW) {
        row_spoil(reader, "NUL byte");
        return false;
    }
    switch (reader->state) {
    case AT_FIELD_START:
    case IN_PLAIN:
        return step_outside(reader, c);
    case IN_QUOTES:
        if (c == '"') {
            reader->state = AFTER_QUOTE;
        } else {
            row_add(reader, (struct text){.p = &c, .n = 1});
        }
        break;
    case AFTER_QUOTE:
        if (c == '"') {
            reader->state = IN_QUOTES;
            row_add(reader, (struct text){.p = &c, .n = 1});
            break;
        }
        return step_outside(reader, c);
    case AFTER_CR:
        if (c == '\n') {
            field_end(reader);
            return true;
        }
        row_spoil(reader, "carriage return without line feed");
        break;
    case SKIPPING_ROW:
        break;
    }
    return reader->state == SKIPPING_ROW && c == '\n';
}

// Takes the run of ordinary bytes at the reader's place in one go.
static bool take_run(struct csv_reader *reader)
{
    if (reader->state != IN_PLAIN && reader->state != IN_QUOTES) {
        return false;
    }
    size_t end = reader->at;
    for (; end < reader->input.n; end++) {
        char c = reader->input.p[end];
        if (c == '"' || c == '\0' || c == '\n' ||
            (reader->state == IN_PLAIN && (c == reader->separator || c == '\r'))) {
            break;
        }
    }
    if (end == reader->at) {
        return false;
    }
    struct text run = text_slice(reader->input, reader->at, end);
    reader->at = end;
    reader->is_line_ended = false;
    row_add(reader, run);
    return true;
}

static enum csv_event last_row(struct csv_reader *reader, struct csv_row *ret_row)
{
    if (reader->mark_n > 0 && reader->mark_n < sizeof(byte_order_mark)) {
        reader->mark_n = sizeof(byte_order_mark);
        row_begin(reader);
        row_spoil(reader, "malformed UTF-8");
    }
    if (!reader->is_row_begun) {
        return CSV_END;
    }
    if (reader->state == IN_QUOTES) {
        row_spoil(reader, "quote that is never closed");
    } else if (reader->state == AFTER_CR) {
        row_spoil(reader, "carriage return without line feed");
    } else if (reader->state != SKIPPING_ROW) {
        field_end(reader);
    }
    return row_end(reader, ret_row);
}

enum csv_event csv_next(struct csv_reader *reader, struct csv_row *ret_row)
{
    take_mark(reader);
    while (reader->at < reader->input.n) {
        if (take_run(reader)) {
            continue;
        }
        row_begin(reader);
        char c = reader->input.p[reader->at++];
        reader->is_line_ended = c == '\n';
        reader->line += reader->is_line_ended ? 1 : 0;
        reader->has_content = reader->has_content || (c != '\r' && c != '\n');
        if (!step(reader, c)) {
            continue;
        }
        enum csv_event event = row_end(reader, ret_row);
        bool is_empty_line = event == CSV_ROW && !reader->has_content;
        if (!is_empty_line) {
            return event;
        }
    }
    return reader->is_finished ? last_row(reader, ret_row) : CSV_MORE;
}

// "-12.50" and the like: safe as a number, useless as a formula.
static bool is_plain_number(struct text t)
{
    size_t digits_before = 0;
    size_t digits_after = 0;
    bool has_point = false;
    for (size_t i = t.n > 0 && t.p[0] == '-' ? 1 : 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '.' && !has_point) {
            has_point = true;
        } else if (c >= '0' && c <= '9') {
            digits_before += !has_point;
            digits_after += has_point;
        } else {
            return false;
        }
    }
    return digits_before > 0 && has_point == (digits_after > 0);
}

static bool is_formula(struct text t)
{
    static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}; // = + - @
    if (t.n == 0 || is_plain_number(t)) {
        return false;
    }
    if (memchr("=+-@\t\r\n", t.p[0], sizeof("=+-@\t\r\n")) != NULL) { // with the NUL at its end
        return true;
    }
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        if (text_starts_with(t, text_of(wide[i]))) {
            return true;
        }
    }
    return false;
}

void csv_print_field(struct buf *buf, struct text field, char separator, bool is_spreadsheet)
{
    bool has_prefix = is_spreadsheet && is_formula(field);
    bool is_quoted = false;
    for (size_t i = 0; i < field.n && !is_quoted; i++) {
        char c = field.p[i];
        // A spreadsheet may take another separator than ours for its own: what would start a cell there is quoted.
        is_quoted = c == separator || c == '"' || c == '\r' || c == '\n' ||
                    (is_spreadsheet && (c == ',' || c == ';' || c == '\t' || c == '|'));
    }
    if (is_quoted) {
        buf_add_char(buf, '"');
    }
    if (has_prefix) {
        buf_add_char(buf, '\'');
    }
    struct text rest = field;
    struct text part = TEXT_NONE;
    bool is_first = true;
    while (text_split(&rest, '"', &part)) {
        buf_add(buf, is_first ? TEXT("") : TEXT("\"\""));
        buf_add(buf, part);
        is_first = false;
    }
    if (is_quoted) {
        buf_add_char(buf, '"');
    }
}

// ---- rows ----

struct csv_writer csv_writer_new(struct buf *buf, bool has_mark)
{
    if (has_mark) {
        buf_add(buf, TEXT("\xef\xbb\xbf"));
    }
    return (struct csv_writer){.buf = buf};
}

static void begin_field(struct csv_writer *writer)
{
    if (writer->has_field) {
        buf_add_char(writer->buf, ',');
    }
    writer->has_field = true;
}

void csv_put_text(struct csv_writer *writer, struct text text)
{
    begin_field(writer);
    csv_print_field(writer->buf, text, ',', /* is_spreadsheet= */ true);
}

void csv_put_int64(struct csv_writer *writer, int64_t number)
{
    begin_field(writer);
    buf_add_int64(writer->buf, number);
}

void csv_put_money(struct csv_writer *writer, struct arena *arena, struct money money)
{
    begin_field(writer);
    buf_add(writer->buf, money_text(arena, money));
}

void csv_end_row(struct csv_writer *writer)
{
    buf_add(writer->buf, TEXT("\r\n"));
    writer->has_field = false;
}
