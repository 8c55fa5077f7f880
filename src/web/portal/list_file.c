// SPDX-License-Identifier: Apache-2.0
// A list as a file: the rows that the address asks for, all pages together, with the columns that are shown. Rows are
// read a page at a time into memory that each page gives back; the file is bounded by LIST_FILE_ROWS_MAX rows.
#include "phrase/phrases.h"
#include "portal/file.h"
#include "portal/list_private.h"

#define PAGE_ROWS 500

bool list_wants_file(const struct list *list)
{
    return !text_is_empty(list->query->format);
}

// The cell in the row of one currency: amounts of others stand in rows of their own.
static struct cell_view cell_of(const struct cell_view *cell, size_t currency)
{
    struct cell_view one = *cell;
    if (currency > 0 && cell->kind == CELL_MONEY) {
        bool is_there = currency <= cell->others.count;
        one.kind = is_there ? CELL_MONEY : CELL_NONE;
        one.money = is_there ? cell->others.items[currency - 1] : cell->money;
    }
    return one;
}

static size_t currencies_of(const struct list *list, const struct list_cells *cells)
{
    size_t most = 1;
    for (size_t i = 0; i < list->shown_count; i++) {
        size_t count = cells->cells[list->shown[i]].others.count + 1;
        most = count > most ? count : most;
    }
    return most;
}

static void put_row(struct file *file, const struct list *list, const struct list_cells *cells, size_t currency)
{
    for (size_t i = 0; i < list->shown_count; i++) {
        size_t column = list->shown[i];
        if ((list->kind->columns[column].flags & LIST_PAGE_ONLY) != 0) {
            continue;
        }
        struct cell_view cell = cell_of(&cells->cells[column], currency);
        file_put(file, &cell, (list->kind->columns[column].flags & LIST_MONEY) != 0);
    }
    file_end_row(file);
}

// One page of rows; *ret_count is how many there were.
static enum rc put_page(struct file *file, struct list *list, int64_t *after, size_t *ret_count)
{
    struct list_slice slice = list_slice_of(list, PAGE_ROWS, *after);
    const void *rows = NULL;
    TRY(list->kind->read(list, &slice, &rows, ret_count));
    struct list_cells *cells = arena_one(file->arena, struct list_cells);
    for (size_t i = 0; i < *ret_count; i++) {
        *cells = (struct list_cells){.id = 0};
        TRY(list->kind->show(list, rows, i, cells));
        for (size_t k = 0; k < currencies_of(list, cells); k++) {
            put_row(file, list, cells, k);
        }
        *after = cells->id;
    }
    return RC_OK;
}

static void use_arena(struct list *list, struct arena *arena)
{
    list->call->arena = arena;
    list->call->flow.arena = arena;
    list->render->arena = arena;
    list->render->reader.arena = arena;
}

// Everything that a page of rows needs lives in an arena of its own meanwhile.
static enum rc put_rows(struct file *file, struct list *list)
{
    struct arena *own = list->call->arena;
    AUTO_ARENA arena = arena_new(ARENA_REQUEST_BYTES);
    file->arena = arena;
    int64_t after = 0;
    size_t total = 0;
    size_t count = PAGE_ROWS;
    enum rc rc = RC_OK;
    while (rc == RC_OK && count == PAGE_ROWS && total < LIST_FILE_ROWS_MAX) {
        use_arena(list, arena);
        rc = put_page(file, list, &after, &count);
        total += count;
        use_arena(list, own);
        arena_reset(arena);
    }
    file->arena = own;
    if (rc == RC_OK && count == PAGE_ROWS && total >= LIST_FILE_ROWS_MAX) {
        file_put_text(file,
                      phrase_list_cut(&list->render->reader, (struct phrase_list_cut){.rows = LIST_FILE_ROWS_MAX}));
        file_end_row(file);
    }
    return rc;
}

// The heads; an amount's currency has one too. Returns how many.
static size_t heads_of(const struct list *list, struct text *heads)
{
    const struct reader *r = &list->render->reader;
    size_t count = 0;
    for (size_t i = 0; i < list->shown_count; i++) {
        const struct list_column *column = &list->kind->columns[list->shown[i]];
        if ((column->flags & LIST_PAGE_ONLY) != 0) {
            continue;
        }
        heads[count++] = phrase_text(r, column->label);
        if ((column->flags & LIST_MONEY) != 0) {
            heads[count++] = phrase_people_currency(r);
        }
    }
    return count;
}

enum rc list_answer_file(struct list *list)
{
    struct text heads[2 * LIST_COLUMNS_MAX];
    size_t count = heads_of(list, heads);
    struct file file;
    struct file_heads all = {
        .title = phrase_text(&list->render->reader, list->kind->title), .items = heads, .count = count};
    TRY(file_begin(list->call, list->render, list->query->format, &all, &file));
    enum rc rc = put_rows(&file, list);
    if (rc != RC_OK) {
        file_drop(&file);
        return rc;
    }
    return file_answer(&file, list->kind->file);
}
