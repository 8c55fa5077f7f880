// SPDX-License-Identifier: Apache-2.0
// Blocks of a document, private to this folder: pdf.c collects them, pdf_layout.c puts them on pages, pdf_attach.c adds
// a file.
#pragma once

#include "pdf/pdf.h"

struct pdf_table_row {
    struct pdf_table_row *next;
    enum pdf_row kind;
    double height;   // once it was laid out
    double baseline; // of the first lines of all cells, from the top of the text
    struct text cells[];
};

struct pdf_table {
    const struct pdf_column *columns;
    size_t column_count;
    struct pdf_table_row *first, *last;
    struct arena *arena;
};

enum pdf_block_kind { PDF_BLOCK_TEXT, PDF_BLOCK_PAIRS, PDF_BLOCK_COLUMNS, PDF_BLOCK_TABLE };
struct pdf_block {
    struct pdf_block *next;
    enum pdf_block_kind kind;
    enum pdf_style style;
    struct text text;
    const struct pdf_pair *pairs;
    size_t pair_count;
    struct pdf_table *table;
};

struct pdf {
    struct arena *arena;
    struct pdf_info info;
    struct pdf_block *first, *last;
    struct pdf_attachment attachment;
    bool has_attachment;
};

// The document without its attachment.
enum rc pdf_layout(struct pdf *pdf, struct text *ret_bytes, struct fault *fault) MUST_USE;
enum rc pdf_attach_to(struct pdf *pdf, struct text document, struct text *ret_bytes, struct fault *fault) MUST_USE;
// "D:20260921141320Z"
struct text pdf_time_text(struct arena *arena, struct instant instant);
