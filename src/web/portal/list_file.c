// SPDX-License-Identifier: Apache-2.0
// A list as a file: the rows that the address asks for, all pages together, with the columns that are shown. Texts are
// guarded against formulas (format/csv.h, sheet/sheet.h). Rows are read a page at a time into memory that each page
// gives back; the file itself is bounded by LIST_FILE_ROWS_MAX rows. Notes of cells repeat other columns and are left
// out. An amount has its currency in a column of its own.
#include "format/csv.h"
#include "phrase/phrases.h"
#include "portal/list_private.h"
#include "sheet/sheet.h"
#include "zone/zone.h"

#define PAGE_ROWS 500
#define FILE_BYTES_MAX ((size_t)8 << 20)
#define WIDTH 18 // characters

// Where rows go: one of the two.
struct file {
    struct list *list;
    struct csv_writer csv;
    struct sheet *sheet; // NULL: CSV
    struct zone *zone;
    struct arena *arena; // of the page of rows
};

bool list_wants_file(const struct list *list)
{
    return !text_is_empty(list->query->format);
}

static void put_text(struct file *file, struct text t)
{
    if (file->sheet != NULL) {
        sheet_put_text(file->sheet, t);
    } else {
        csv_put_text(&file->csv, t);
    }
}

static void end_row(struct file *file)
{
    if (file->sheet != NULL) {
        sheet_end_row(file->sheet);
    } else {
        csv_end_row(&file->csv);
    }
}

static void put_at(struct file *file, const struct cell_view *cell)
{
    if (file->sheet == NULL) {
        csv_put_text(&file->csv, instant_text(file->arena, cell->at));
    } else if (cell->kind == CELL_DATE) {
        sheet_put_date(file->sheet, file->zone, cell->at);
    } else {
        sheet_put_time(file->sheet, file->zone, cell->at);
    }
}

static void put_money(struct file *file, struct money money)
{
    if (file->sheet != NULL) {
        sheet_put_money(file->sheet, money);
    } else {
        csv_put_money(&file->csv, file->arena, money);
    }
    put_text(file, text_copy(file->arena, currency_text(&money.currency)));
}

static void put_cell(struct file *file, const struct cell_view *cell)
{
    switch (cell->kind) {
    case CELL_NONE:
        put_text(file, TEXT_NONE);
        break;
    case CELL_TEXT:
    case CELL_NAME:
        put_text(file, cell->text);
        break;
    case CELL_NUMBER:
        if (file->sheet != NULL) {
            sheet_put_int64(file->sheet, cell->number);
        } else {
            csv_put_int64(&file->csv, cell->number);
        }
        break;
    case CELL_MONEY:
        put_money(file, cell->money);
        break;
    case CELL_DATE:
    case CELL_TIME:
        put_at(file, cell);
        break;
    case CELL_STATE:
        put_text(file, render_state_word(file->list->render, cell->state));
        break;
    }
}

static void put_row(struct file *file, const struct list_cells *cells)
{
    const struct list *list = file->list;
    for (size_t i = 0; i < list->shown_count; i++) {
        const struct cell_view *cell = &cells->cells[list->shown[i]];
        put_cell(file, cell);
        bool is_missing_money =
            (list->kind->columns[list->shown[i]].flags & LIST_MONEY) != 0 && cell->kind != CELL_MONEY;
        if (is_missing_money) {
            put_text(file, TEXT_NONE); // its currency
        }
    }
    end_row(file);
}

// One page of rows; *ret_count is how many there were.
static enum rc put_page(struct file *file, int64_t *after, size_t *ret_count)
{
    struct list *list = file->list;
    struct list_slice slice = list_slice_of(list, PAGE_ROWS, *after);
    const void *rows = NULL;
    TRY(list->kind->read(list, &slice, &rows, ret_count));
    struct list_cells *cells = arena_one(file->arena, struct list_cells);
    for (size_t i = 0; i < *ret_count; i++) {
        *cells = (struct list_cells){.id = 0};
        TRY(list->kind->show(list, rows, i, cells));
        put_row(file, cells);
        *after = cells->id;
    }
    return RC_OK;
}

// Everything that a page of rows needs lives in an arena of its own meanwhile.
static enum rc put_rows(struct file *file)
{
    struct call *call = file->list->call;
    struct arena *own = call->arena;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    file->arena = arena;
    int64_t after = 0;
    size_t total = 0;
    size_t count = PAGE_ROWS;
    enum rc rc = RC_OK;
    while (rc == RC_OK && count == PAGE_ROWS && total < LIST_FILE_ROWS_MAX) {
        call->arena = call->flow.arena = file->list->render->arena = file->list->render->reader.arena = arena;
        rc = put_page(file, &after, &count);
        total += count;
        call->arena = call->flow.arena = file->list->render->arena = file->list->render->reader.arena = own;
        arena_reset(arena);
    }
    TRY(rc);
    if (count == PAGE_ROWS && total >= LIST_FILE_ROWS_MAX) {
        const struct reader *r = &file->list->render->reader;
        put_text(file, phrase_list_cut(r, (struct phrase_list_cut){.rows = LIST_FILE_ROWS_MAX}));
        end_row(file);
    }
    return RC_OK;
}

// The heads; an amount's currency has one too. Returns how many.
static size_t heads_of(const struct list *list, struct text *heads)
{
    const struct reader *r = &list->render->reader;
    size_t count = 0;
    for (size_t i = 0; i < list->shown_count; i++) {
        const struct list_column *column = &list->kind->columns[list->shown[i]];
        heads[count++] = phrase_text(r, column->label);
        if ((column->flags & LIST_MONEY) != 0) {
            heads[count++] = phrase_people_currency(r);
        }
    }
    return count;
}

static enum rc answer_csv(struct file *file, const struct text *heads, size_t count)
{
    struct call *call = file->list->call;
    struct buf buf = buf_new(call->arena, FILE_BYTES_MAX);
    file->csv = csv_writer_new(&buf, /* has_mark= */ true);
    for (size_t i = 0; i < count; i++) {
        csv_put_text(&file->csv, heads[i]);
    }
    csv_end_row(&file->csv);
    TRY(put_rows(file));
    if (buf.is_overflown) {
        return fault_set(call->fault, RC_REFUSED, "document_too_large", "", "the file would be too large: filter more");
    }
    call->response->body = buf_text(&buf);
    call->is_rendered = true;
    return RC_OK;
}

static enum rc answer_xlsx(struct file *file, const struct text *heads, size_t count)
{
    struct call *call = file->list->call;
    struct sheet_book *book = NULL;
    struct text title = phrase_text(&file->list->render->reader, file->list->kind->title);
    struct sheet_book_info info = {.title = title, .author = file->list->render->page->brand, .created_at = call->now};
    TRY(sheet_book_new(call->arena, &info, &book, call->fault));
    struct sheet_column *columns = arena_many(call->arena, struct sheet_column, count);
    for (size_t i = 0; i < count; i++) {
        columns[i] = (struct sheet_column){.title = heads[i], .width = WIDTH};
    }
    file->sheet = sheet_new(book, title, columns, count);
    enum rc rc = put_rows(file);
    if (rc != RC_OK) {
        sheet_book_drop(book);
        return rc;
    }
    call->is_rendered = true;
    return sheet_book_finish(book, &call->response->body, call->fault);
}

enum rc list_answer_file(struct list *list)
{
    struct call *call = list->call;
    AUTO_ZONE zone = NULL;
    TRY(zone_open(list->render->page->zone, &zone, call->fault));
    struct file file = {.list = list, .zone = zone};
    struct text heads[2 * LIST_COLUMNS_MAX];
    size_t count = heads_of(list, heads);
    bool is_csv = text_equal(list->query->format, TEXT("csv"));
    TRY(is_csv ? answer_csv(&file, heads, count) : answer_xlsx(&file, heads, count));
    http_response_header(call->response, "Content-Type",
                         is_csv ? TEXT("text/csv; charset=utf-8; header=present")
                                : TEXT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    http_response_header(call->response, "Content-Disposition",
                         text_format(call->arena, "attachment; filename=\"%s-%.*s.%.*s\"", list->kind->file,
                                     TEXT_PRINT(instant_date_text(call->arena, zone_local(zone, call->now))),
                                     TEXT_PRINT(list->query->format)));
    return RC_OK;
}
