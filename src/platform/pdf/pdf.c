// SPDX-License-Identifier: Apache-2.0
// Collects a document's blocks; see pdf.h.
#include "pdf/pdf_private.h"

#include <string.h>

#include "core/bug.h"

struct pdf *pdf_new(struct arena *arena, const struct pdf_info *info)
{
    struct pdf *pdf = arena_one(arena, struct pdf);
    pdf->arena = arena;
    pdf->info = *info;
    return pdf;
}

static struct pdf_block *add_block(struct pdf *pdf, enum pdf_block_kind kind)
{
    struct pdf_block *block = arena_one(pdf->arena, struct pdf_block);
    block->kind = kind;
    if (pdf->last == NULL) {
        pdf->first = block;
    } else {
        pdf->last->next = block;
    }
    pdf->last = block;
    return block;
}

void pdf_text(struct pdf *pdf, enum pdf_style style, struct text text)
{
    struct pdf_block *block = add_block(pdf, PDF_BLOCK_TEXT);
    block->style = style;
    block->text = text;
}

static void add_pairs(struct pdf *pdf, enum pdf_block_kind kind, const struct pdf_pair *pairs, size_t count)
{
    BUG_ON(count == 0);
    struct pdf_block *block = add_block(pdf, kind);
    struct pdf_pair *copy = arena_many(pdf->arena, struct pdf_pair, count);
    memcpy(copy, pairs, count * sizeof(*pairs));
    block->pairs = copy;
    block->pair_count = count;
}

void pdf_pairs(struct pdf *pdf, const struct pdf_pair *pairs, size_t count)
{
    add_pairs(pdf, PDF_BLOCK_PAIRS, pairs, count);
}

void pdf_columns(struct pdf *pdf, const struct pdf_pair *columns, size_t count)
{
    add_pairs(pdf, PDF_BLOCK_COLUMNS, columns, count);
}

struct pdf_table *pdf_table_new(struct pdf *pdf, const struct pdf_column *columns, size_t count)
{
    BUG_ON(count == 0 || count > PDF_COLUMNS_MAX);
    struct pdf_column *copy = arena_many(pdf->arena, struct pdf_column, count);
    memcpy(copy, columns, count * sizeof(*columns));
    struct pdf_table *table = arena_one(pdf->arena, struct pdf_table);
    *table = (struct pdf_table){.columns = copy, .column_count = count, .arena = pdf->arena};
    add_block(pdf, PDF_BLOCK_TABLE)->table = table;
    return table;
}

void pdf_table_row(struct pdf_table *table, enum pdf_row kind, const struct text *cells)
{
    size_t count = kind == PDF_ROW_GROUP || kind == PDF_ROW_NOTE ? 1 : table->column_count;
    struct pdf_table_row *row = arena_bytes(table->arena, sizeof(*row) + count * sizeof(row->cells[0]));
    row->kind = kind;
    memcpy(row->cells, cells, count * sizeof(cells[0]));
    if (table->last == NULL) {
        table->first = row;
    } else {
        table->last->next = row;
    }
    table->last = row;
}

void pdf_attach(struct pdf *pdf, const struct pdf_attachment *attachment)
{
    BUG_ON(pdf->has_attachment);
    pdf->attachment = *attachment;
    pdf->has_attachment = true;
}

struct text pdf_time_text(struct arena *arena, struct instant instant)
{
    struct civil c = civil_of_instant(instant);
    return text_format(arena, "D:%04d%02d%02d%02d%02d%02dZ", (int)c.year, (int)c.month, (int)c.day, (int)c.hour,
                       (int)c.minute, (int)c.second);
}

enum rc pdf_finish(struct pdf *pdf, struct text *ret_bytes, struct fault *fault)
{
    struct text document = TEXT_NONE;
    TRY(pdf_layout(pdf, &document, fault));
    if (pdf->has_attachment) {
        return pdf_attach_to(pdf, document, ret_bytes, fault);
    }
    *ret_bytes = document;
    return RC_OK;
}
