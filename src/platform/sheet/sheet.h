// SPDX-License-Identifier: Apache-2.0
// XLSX workbooks by libxlsxwriter: sheets with a frozen head, typed cells, filters on the head. Only this folder knows
// the library. Texts are stored as texts, so a formula in one is shown and never run; money is a number in major units
// with the currency's digits; instants are dates on a zone's clock. The same cells give the same bytes: the time of
// creation is passed in.
//
// The library assembles a workbook in files of the system's folder for temporary files; they are gone when sheet_finish
// returns. A workbook belongs to one thread.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/money.h"
#include "value/time.h"
#include "zone/zone.h"

struct sheet_book_info {
    struct text title, author;
    struct instant created_at;
};

struct sheet_book;
// RC_FAULT when no temporary file can be made. The caller ends it with sheet_book_finish or sheet_book_drop.
enum rc sheet_book_new(struct arena *arena, const struct sheet_book_info *info, struct sheet_book **ret_workbook,
                       struct fault *fault) MUST_USE;
void sheet_book_drop(struct sheet_book *workbook); // NULL is allowed

struct sheet_column {
    struct text title;
    int width; // characters
};
struct sheet;
// A sheet with its head. The name is cut to 31 characters; those that sheets may not have become '_', and a name that
// there is already gets a number.
struct sheet *sheet_new(struct sheet_book *workbook, struct text name, const struct sheet_column *columns,
                        size_t count);

// Cells from left to right; sheet_end_row goes to the next row. Rows past SHEET_ROWS_MAX make sheet_book_finish refuse.
#define SHEET_ROWS_MAX ((size_t)1000000)
void sheet_put_text(struct sheet *sheet, struct text text);    // TEXT_NONE: empty; past 32,767 characters cut
void sheet_put_int64(struct sheet *sheet, int64_t number);     // as text beyond 15 digits, which a cell cannot hold
void sheet_put_money(struct sheet *sheet, struct money money); // the amount; the currency is a column of its own
void sheet_put_date(struct sheet *sheet, struct zone *zone, struct instant instant); // INSTANT_NONE: empty
void sheet_put_time(struct sheet *sheet, struct zone *zone, struct instant instant); // date, hours, minutes, seconds
void sheet_end_row(struct sheet *sheet);

#define SHEET_BOOK_BYTES_MAX ((size_t)32 << 20)
// The file's bytes in the arena; ends the workbook, whatever the result. RC_REFUSED document_too_large.
enum rc sheet_book_finish(struct sheet_book *workbook, struct text *ret_bytes, struct fault *fault) MUST_USE;
