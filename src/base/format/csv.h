// SPDX-License-Identifier: Apache-2.0
// CSV by RFC 4180, streamed: quotes, doubled quotes, CRLF or LF, a UTF-8 byte order mark at the start. Pushed bytes in,
// rows out; a row's fields are valid until the next row. Line numbers count physical lines from 1. Empty lines are
// skipped (a line of "" is a row of one empty field). After a bad row reading goes on with the line after the one that
// was bad.
#pragma once

#include "core/rc.h"
#include "core/text.h"
#include "value/money.h"

struct csv_reader;

enum csv_event {
    CSV_ROW,  // fields, field_count and line are set
    CSV_MORE, // wants more bytes (csv_push) or the end (csv_finish)
    CSV_BAD,  // a bad row: line and problem are set; reading goes on with the next row
    CSV_END,  // after csv_finish: nothing is left
};

struct csv_row {
    const struct text *fields;
    size_t field_count;
    int64_t line;        // where the row began
    int64_t last_line;   // where it ended: a bad row with an open quote may have swallowed many
    const char *problem; // for CSV_BAD: "NUL byte", "stray quote", "row longer than ...", "malformed UTF-8", ...
};

#define CSV_ROW_MAX ((size_t)1 << 20) // bytes in a row
#define CSV_FIELDS_MAX 1000

struct csv_reader *csv_new(char separator);
void csv_free(struct csv_reader *reader);
// Bytes are used in place until all their rows are taken: keep them until csv_next says CSV_MORE.
void csv_push(struct csv_reader *reader, struct text bytes);
void csv_finish(struct csv_reader *reader);
enum csv_event csv_next(struct csv_reader *reader, struct csv_row *ret_row);

#include "core/buf.h"
// Appends one field, quoted when needed. With is_spreadsheet a leading = + - @ TAB CR NUL of a text that is not a plain
// number gets a single quote in front, as do LF and the full-width forms of = + - @ (OWASP CSV injection), and a field
// with any usual separator is quoted. A plain number is an optional '-', digits, and at most one point between digits.
void csv_print_field(struct buf *buf, struct text field, char separator, bool is_spreadsheet);

// Rows of typed fields, for files that people open in a spreadsheet: comma, CRLF (RFC 4180), every text guarded as
// above and every number left a number. Decimals have a point and no grouping, and a hyphen for a minus, whatever the
// language. Overflow is the buffer's: ask buf_is_overflown once, at the end.
struct csv_writer {
    struct buf *buf;
    bool has_field; // in the present row
};
// has_mark: begins with the UTF-8 byte order mark, by which spreadsheets know the encoding.
struct csv_writer csv_writer_new(struct buf *buf, bool has_mark);
void csv_put_text(struct csv_writer *writer, struct text text); // TEXT_NONE: an empty field
void csv_put_int64(struct csv_writer *writer, int64_t number);
// "-12.34": the amount alone; its currency is a field of its own.
void csv_put_money(struct csv_writer *writer, struct arena *arena, struct money money);
void csv_end_row(struct csv_writer *writer);
