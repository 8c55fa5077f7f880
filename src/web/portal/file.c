// SPDX-License-Identifier: Apache-2.0
// Tables as files; see file.h.
#include "portal/file.h"

#include "phrase/phrases.h"

#define BYTES_MAX ((size_t)8 << 20)
#define WIDTH 18 // characters

static void close_zone(void *zone)
{
    zone_close(zone);
}

enum rc file_begin(struct call *call, struct render *render, struct text format, const struct file_heads *heads,
                   struct file *ret_file)
{
    struct file *file = ret_file;
    *file = (struct file){.call = call, .render = render, .arena = call->arena, .format = format};
    TRY(zone_open(render->page->zone, &file->zone, call->fault));
    arena_on_end(call->arena, close_zone, file->zone);
    if (text_equal(format, TEXT("xlsx"))) {
        struct sheet_book_info info = {.title = heads->title, .author = render->page->brand, .created_at = call->now};
        TRY(sheet_book_new(call->arena, &info, &file->book, call->fault));
        struct sheet_column *columns = arena_many(call->arena, struct sheet_column, heads->count);
        for (size_t i = 0; i < heads->count; i++) {
            columns[i] = (struct sheet_column){.title = heads->items[i], .width = WIDTH};
        }
        file->sheet = sheet_new(file->book, heads->title, columns, heads->count);
        return RC_OK;
    }
    file->bytes = buf_new(call->arena, BYTES_MAX);
    file->csv = csv_writer_new(&file->bytes, /* has_mark= */ true);
    for (size_t i = 0; i < heads->count; i++) {
        csv_put_text(&file->csv, heads->items[i]);
    }
    csv_end_row(&file->csv);
    return RC_OK;
}

void file_put_text(struct file *file, struct text t)
{
    if (file->sheet != NULL) {
        sheet_put_text(file->sheet, t);
    } else {
        csv_put_text(&file->csv, t);
    }
}

void file_end_row(struct file *file)
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
    file_put_text(file, text_copy(file->arena, currency_text(&money.currency)));
}

static void put_number(struct file *file, int64_t number)
{
    if (file->sheet != NULL) {
        sheet_put_int64(file->sheet, number);
    } else {
        csv_put_int64(&file->csv, number);
    }
}

void file_put(struct file *file, const struct cell_view *cell, bool is_money)
{
    if (is_money && cell->kind != CELL_MONEY) { // there is no amount, and no currency
        file_put_text(file, TEXT_NONE);
        file_put_text(file, TEXT_NONE);
        return;
    }
    switch (cell->kind) {
    case CELL_ACTION:
    case CELL_FORM:
    case CELL_NONE:
        file_put_text(file, TEXT_NONE);
        break;
    case CELL_CHIP:
    case CELL_TEXT:
    case CELL_NAME:
        file_put_text(file, cell->text);
        break;
    case CELL_NUMBER:
        put_number(file, cell->number);
        break;
    case CELL_MONEY:
        put_money(file, cell->money);
        return;
    case CELL_DATE:
    case CELL_TIME:
        put_at(file, cell);
        break;
    case CELL_STATE:
        file_put_text(file, render_state_word(file->render, cell->state));
        break;
    }
}

void file_drop(struct file *file)
{
    sheet_book_drop(file->book);
    file->book = NULL;
}

enum rc file_answer(struct file *file, const char *name)
{
    struct call *call = file->call;
    struct text body = TEXT_NONE;
    if (file->book != NULL) {
        TRY(sheet_book_finish(file->book, &body, call->fault));
    } else if (file->bytes.is_overflown) {
        return fault_set(call->fault, RC_REFUSED, "document_too_large", "", "the file would be too large: filter more");
    } else {
        body = buf_text(&file->bytes);
    }
    call->response->body = body;
    call->is_rendered = true;
    http_response_header(call->response, "Content-Type",
                         file->book == NULL
                             ? TEXT("text/csv; charset=utf-8; header=present")
                             : TEXT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    http_response_header(call->response, "Content-Disposition",
                         text_format(call->arena, "attachment; filename=\"%s-%.*s.%.*s\"", name,
                                     TEXT_PRINT(instant_date_text(call->arena, zone_local(file->zone, call->now))),
                                     TEXT_PRINT(file->format)));
    return RC_OK;
}
