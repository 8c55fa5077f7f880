// SPDX-License-Identifier: Apache-2.0
// A table as a file to save, CSV or XLSX, out of the cells that pages show. Texts are guarded against formulas
// (format/csv.h, sheet/sheet.h); an amount has its currency in a cell of its own; instants are RFC 3339 in CSV and the
// reader's clock in XLSX. Notes and links of cells are left out.
#pragma once

#include "call.h"
#include "component/list.h"
#include "format/csv.h"
#include "page/page.h"
#include "sheet/sheet.h"
#include "zone/zone.h"

#define FILE_HEADS_MAX 64

struct file {
    struct call *call;
    struct render *render;
    struct arena *arena; // of what a row needs while it is put: the caller may set one of its own
    struct zone *zone;   // until the request ends
    struct text format;  // "csv", "xlsx"
    const char *name;
    struct buf bytes;
    struct csv_writer csv;
    struct sheet_book *book;
    struct sheet *sheet; // NULL: CSV
};

struct file_heads {
    struct text title;
    const struct text *items; // one a cell, those of currencies too
    size_t count;
};
// format is csv or xlsx.
enum rc file_begin(struct call *call, struct render *render, struct text format, const struct file_heads *heads,
                   struct file *ret_file) MUST_USE;
// is_money: of a column of amounts, where every cell takes two.
void file_put(struct file *file, const struct cell_view *cell, bool is_money);
void file_put_text(struct file *file, struct text t);
void file_end_row(struct file *file);
// Answers with it: "NAME-2026-11-29.csv". RC_REFUSED document_too_large.
enum rc file_answer(struct file *file, const char *name) MUST_USE;
// Instead of file_answer, when something failed.
void file_drop(struct file *file);
