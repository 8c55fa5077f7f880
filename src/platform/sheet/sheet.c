// SPDX-License-Identifier: Apache-2.0
// libxlsxwriter behind sheet.h.
#include "sheet/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "core/buf.h"
#include "core/bug.h"

#define TEXT_CHARACTERS_MAX 32767
#define NAME_CHARACTERS_MAX 31
#define EXACT_MAX ((int64_t)999999999999999) // fifteen digits: what a double, and so a cell, holds exactly
#define SHEETS_MAX 64

#define CELLS_BYTES ((size_t)1 << 20)

struct sheet {
    struct sheet_book *workbook;
    lxw_worksheet *worksheet;
    size_t row, column;
};

struct sheet_book {
    struct arena *arena;
    struct arena *cells; // what the cells of one row need while they are put
    lxw_workbook *workbook;
    char path[64];
    lxw_format *head, *date, *time;
    lxw_format *money[7]; // by digits
    bool is_overflown;
    struct text names[SHEETS_MAX];
    size_t sheet_count;
};

static lxw_format *format_of(struct sheet_book *workbook, const char *pattern)
{
    lxw_format *format = workbook_add_format(workbook->workbook);
    format_set_num_format(format, pattern);
    return format;
}

static void set_up(struct sheet_book *workbook, const struct sheet_book_info *info)
{
    static const char *const patterns[] = {"#,##0",      "#,##0.0",     "#,##0.00",    "#,##0.000",
                                           "#,##0.0000", "#,##0.00000", "#,##0.000000"};
    struct arena *arena = workbook->arena;
    lxw_doc_properties properties = {.title = text_zero_terminated(arena, info->title),
                                     .author = text_zero_terminated(arena, info->author),
                                     .created = (time_t)(info->created_at.ms / 1000)};
    workbook_set_properties(workbook->workbook, &properties);
    workbook->head = workbook_add_format(workbook->workbook);
    format_set_bold(workbook->head);
    format_set_text_wrap(workbook->head);
    format_set_align(workbook->head, LXW_ALIGN_VERTICAL_TOP);
    format_set_bg_color(workbook->head, 0xF3F4F6);
    format_set_bottom(workbook->head, LXW_BORDER_THIN);
    workbook->date = format_of(workbook, "yyyy-mm-dd");
    workbook->time = format_of(workbook, "yyyy-mm-dd hh:mm:ss");
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        workbook->money[i] = format_of(workbook, patterns[i]);
    }
}

static void free_cells(void *cells)
{
    arena_free(cells);
}

enum rc sheet_book_new(struct arena *arena, const struct sheet_book_info *info, struct sheet_book **ret_workbook,
                       struct fault *fault)
{
    struct sheet_book *workbook = arena_one(arena, struct sheet_book);
    workbook->arena = arena;
    snprintf(workbook->path, sizeof(workbook->path), "%s/tributary-XXXXXX", P_tmpdir);
    int file = mkstemp(workbook->path);
    if (file < 0) {
        return fault_internal(fault, RC_FAULT, "no temporary file %s", workbook->path);
    }
    close(file);
    workbook->workbook = workbook_new_opt(workbook->path, NULL);
    BUG_ON(workbook->workbook == NULL);
    workbook->cells = arena_new(CELLS_BYTES);
    arena_on_end(arena, free_cells, workbook->cells);
    set_up(workbook, info);
    *ret_workbook = workbook;
    return RC_OK;
}

void sheet_book_drop(struct sheet_book *workbook)
{
    if (workbook != NULL && workbook->workbook != NULL) {
        lxw_workbook_free(workbook->workbook);
        workbook->workbook = NULL;
        unlink(workbook->path);
    }
}

// ---- text ----

// At most so many characters, well-formed, without NUL; the library counts characters of UTF-8.
static const char *words_of(struct arena *arena, struct text text, size_t characters_max)
{
    size_t characters = 0;
    size_t n = 0;
    while (n < text.n && text.p[n] != '\0') {
        bool is_start = ((unsigned char)text.p[n] & 0xC0) != 0x80;
        if (is_start && characters == characters_max) {
            break;
        }
        characters += is_start;
        n++;
    }
    return text_zero_terminated(arena, text_slice(text, 0, n));
}

static bool has_name(const struct sheet_book *workbook, struct text name)
{
    for (size_t i = 0; i < workbook->sheet_count; i++) {
        if (text_equal_ignore_case(workbook->names[i], name)) {
            return true;
        }
    }
    return false;
}

static const char *sheet_name(struct sheet_book *workbook, struct text name)
{
    char *words = text_zero_terminated(workbook->arena, text_of(words_of(workbook->arena, name, NAME_CHARACTERS_MAX)));
    for (char *p = words; *p != '\0'; p++) {
        bool is_edge = *p == '\'' && (p == words || p[1] == '\0');
        if (strchr("[]:*?/\\", *p) != NULL || is_edge) {
            *p = '_';
        }
    }
    struct text own = words[0] == '\0' ? TEXT("_") : text_of(words);
    for (int i = 2; has_name(workbook, own); i++) {
        const char *short_name = words_of(workbook->arena, text_of(words), NAME_CHARACTERS_MAX - 4);
        own = text_format(workbook->arena, "%s %d", short_name, i);
    }
    workbook->names[workbook->sheet_count++] = own;
    return text_zero_terminated(workbook->arena, own);
}

struct sheet *sheet_new(struct sheet_book *workbook, struct text name, const struct sheet_column *columns, size_t count)
{
    BUG_ON(workbook->sheet_count == SHEETS_MAX || count == 0 || count > 1000);
    struct sheet *sheet = arena_one(workbook->arena, struct sheet);
    sheet->workbook = workbook;
    sheet->worksheet = workbook_add_worksheet(workbook->workbook, sheet_name(workbook, name));
    BUG_ON(sheet->worksheet == NULL);
    for (size_t i = 0; i < count; i++) {
        worksheet_set_column(sheet->worksheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
        worksheet_write_string(sheet->worksheet, 0, (lxw_col_t)i,
                               words_of(workbook->arena, columns[i].title, TEXT_CHARACTERS_MAX), workbook->head);
    }
    worksheet_freeze_panes(sheet->worksheet, 1, 0);
    worksheet_set_landscape(sheet->worksheet);
    worksheet_set_paper(sheet->worksheet, 9); // A4
    worksheet_fit_to_pages(sheet->worksheet, 1, 0);
    worksheet_repeat_rows(sheet->worksheet, 0, 0);
    sheet->row = 1;
    return sheet;
}

// ---- cells ----

static bool at(struct sheet *sheet, lxw_row_t *ret_row, lxw_col_t *ret_column)
{
    *ret_row = (lxw_row_t)sheet->row;
    *ret_column = (lxw_col_t)sheet->column++;
    sheet->workbook->is_overflown = sheet->workbook->is_overflown || sheet->row > SHEET_ROWS_MAX;
    return !sheet->workbook->is_overflown;
}

void sheet_put_text(struct sheet *sheet, struct text text)
{
    lxw_row_t row;
    lxw_col_t column;
    if (at(sheet, &row, &column) && text.n > 0) {
        worksheet_write_string(sheet->worksheet, row, column,
                               words_of(sheet->workbook->cells, text, TEXT_CHARACTERS_MAX), NULL);
    }
}

// minor / 10^digits, the double nearest to it: exact to the last digit for fifteen digits.
static double number_of(int64_t minor, int64_t per_major)
{
    return (double)minor / (double)per_major;
}

static void put_number(struct sheet *sheet, int64_t minor, int64_t per_major, lxw_format *format, struct text text)
{
    if (minor > EXACT_MAX || minor < -EXACT_MAX) {
        sheet_put_text(sheet, text);
        return;
    }
    lxw_row_t row;
    lxw_col_t column;
    if (at(sheet, &row, &column)) {
        worksheet_write_number(sheet->worksheet, row, column, number_of(minor, per_major), format);
    }
}

void sheet_put_int64(struct sheet *sheet, int64_t number)
{
    put_number(sheet, number, 1, NULL, text_format(sheet->workbook->cells, "%lld", (long long)number));
}

void sheet_put_money(struct sheet *sheet, struct money money)
{
    put_number(sheet, money.minor, currency_minor_per_major(money.currency),
               sheet->workbook->money[currency_digits(money.currency)], money_text(sheet->workbook->cells, money));
}

static void put_instant(struct sheet *sheet, struct zone *zone, struct instant instant, bool has_time)
{
    lxw_row_t row;
    lxw_col_t column;
    if (!at(sheet, &row, &column) || instant_is_none(instant)) {
        return;
    }
    struct civil c = civil_of_instant(zone_local(zone, instant));
    lxw_datetime datetime = {.year = c.year, .month = c.month, .day = c.day};
    if (has_time) {
        datetime.hour = c.hour;
        datetime.min = c.minute;
        datetime.sec = c.second;
    }
    worksheet_write_datetime(sheet->worksheet, row, column, &datetime,
                             has_time ? sheet->workbook->time : sheet->workbook->date);
}

void sheet_put_date(struct sheet *sheet, struct zone *zone, struct instant instant)
{
    put_instant(sheet, zone, instant, /* has_time= */ false);
}

void sheet_put_time(struct sheet *sheet, struct zone *zone, struct instant instant)
{
    put_instant(sheet, zone, instant, /* has_time= */ true);
}

void sheet_end_row(struct sheet *sheet)
{
    arena_reset(sheet->workbook->cells);
    sheet->row++;
    sheet->column = 0;
}

// ---- the end ----

static enum rc read_file(struct sheet_book *workbook, struct text *ret_bytes, struct fault *fault)
{
    FILE *file = fopen(workbook->path, "rb");
    if (file == NULL) {
        return fault_internal(fault, RC_FAULT, "the workbook %s is gone", workbook->path);
    }
    struct buf buf = buf_new(workbook->arena, SHEET_BOOK_BYTES_MAX);
    char piece[16384];
    for (size_t n = fread(piece, 1, sizeof(piece), file); n > 0; n = fread(piece, 1, sizeof(piece), file)) {
        buf_add_bytes(&buf, piece, n);
    }
    bool is_good = ferror(file) == 0;
    fclose(file);
    if (buf.is_overflown) {
        return fault_set(fault, RC_REFUSED, "document_too_large", "", "the workbook is larger than %zu MiB",
                         SHEET_BOOK_BYTES_MAX >> 20);
    }
    *ret_bytes = buf_text(&buf);
    return is_good ? RC_OK : fault_internal(fault, RC_FAULT, "the workbook %s cannot be read", workbook->path);
}

enum rc sheet_book_finish(struct sheet_book *workbook, struct text *ret_bytes, struct fault *fault)
{
    if (workbook->is_overflown) {
        sheet_book_drop(workbook);
        return fault_set(fault, RC_REFUSED, "document_too_large", "", "a sheet has more than %zu rows", SHEET_ROWS_MAX);
    }
    lxw_error error = workbook_close(workbook->workbook); // frees it
    workbook->workbook = NULL;
    enum rc rc = error == LXW_NO_ERROR ? read_file(workbook, ret_bytes, fault)
                                       : fault_internal(fault, RC_FAULT, "xlsxwriter: %s", lxw_strerror(error));
    unlink(workbook->path);
    return rc;
}
