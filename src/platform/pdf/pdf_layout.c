// SPDX-License-Identifier: Apache-2.0
// Puts blocks on pages. The blocks are walked twice: once to learn how many pages there are, once to draw. Both walks
// take the same decisions, because a row's height is kept from the first.
#include "pdf/pdf_private.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "core/buf.h"
#include "core/bug.h"

// A4 in points, ISO 216; margins.
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.89
#define MARGIN 40.0
#define CONTENT_WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define CONTENT_TOP 48.0
#define CONTENT_BOTTOM (PAGE_HEIGHT - 54.0)
#define FOOT_BASE (PAGE_HEIGHT - 38.0)
#define HEAD_BASE 26.0

#define CELL_PAD_X 4.0
#define CELL_PAD_Y 3.2
#define PAIR_NAME_WIDTH 150.0
#define COLUMN_GAP 18.0
#define KEEP_WITH 64.0 // what must fit below a heading

#define FONT_LATIN "Inter"
#define FONT_JAPANESE "Noto Sans CJK JP"

enum ink { INK_TEXT, INK_MUTED, INK_LINE, INK_SHADE };
static const double inks[][3] = {
    [INK_TEXT] = {0.10, 0.11, 0.13},
    [INK_MUTED] = {0.38, 0.41, 0.46},
    [INK_LINE] = {0.82, 0.84, 0.87},
    [INK_SHADE] = {0.953, 0.957, 0.965},
};

enum face { FACE_TITLE, FACE_HEADING, FACE_BODY, FACE_STRONG, FACE_SMALL, FACE_CELL, FACE_CELL_STRONG, FACE_COUNT };
static const struct {
    double size;
    PangoWeight weight;
} faces[FACE_COUNT] = {
    [FACE_TITLE] = {20, PANGO_WEIGHT_BOLD},
    [FACE_HEADING] = {12, PANGO_WEIGHT_SEMIBOLD},
    [FACE_BODY] = {9.5, PANGO_WEIGHT_NORMAL},
    [FACE_STRONG] = {9.5, PANGO_WEIGHT_SEMIBOLD},
    [FACE_SMALL] = {8, PANGO_WEIGHT_NORMAL},
    [FACE_CELL] = {8.3, PANGO_WEIGHT_NORMAL},
    [FACE_CELL_STRONG] = {8.3, PANGO_WEIGHT_SEMIBOLD},
};

struct press {
    struct pdf *pdf;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout;
    PangoFontDescription *fonts[FACE_COUNT];
    bool is_drawing;
    int page;  // from 1
    int pages; // known when drawing
    double y;
};

static cairo_status_t take_bytes(void *user, const unsigned char *bytes, unsigned int n)
{
    struct buf *buf = user;
    buf_add_bytes(buf, bytes, n);
    return buf->is_overflown ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

// ---- text ----

struct piece {
    struct text text;
    enum face face;
    enum ink ink;
    double x, width;
    PangoAlignment align;
};

// Sets the layout to a piece and returns its height.
static double set_piece(struct press *press, const struct piece *piece)
{
    PangoLayout *layout = press->layout;
    pango_layout_set_font_description(layout, press->fonts[piece->face]);
    pango_layout_set_width(layout, (int)(piece->width * PANGO_SCALE));
    pango_layout_set_alignment(layout, piece->align);
    pango_layout_set_text(layout, piece->text.p == NULL ? "" : piece->text.p, (int)piece->text.n);
    int height = 0;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

// Of the layout's first line, from its top.
static double baseline_of(const struct press *press)
{
    return (double)pango_layout_get_baseline(press->layout) / PANGO_SCALE;
}

static void set_ink(struct press *press, enum ink ink)
{
    cairo_set_source_rgb(press->cairo, inks[ink][0], inks[ink][1], inks[ink][2]);
}

static double put_piece(struct press *press, const struct piece *piece, double y)
{
    double height = set_piece(press, piece);
    if (press->is_drawing && piece->text.n > 0) {
        set_ink(press, piece->ink);
        cairo_move_to(press->cairo, piece->x, y);
        pango_cairo_show_layout(press->cairo, press->layout);
    }
    return height;
}

// The same with the baseline of its first line at y + baseline: letters of two scripts side by side stand on one line.
static void put_piece_on(struct press *press, const struct piece *piece, double y, double baseline)
{
    if (press->is_drawing) {
        set_piece(press, piece);
        put_piece(press, piece, y + baseline - baseline_of(press));
    }
}

static void put_line(struct press *press, double x, double width, double y, enum ink ink)
{
    if (press->is_drawing) {
        set_ink(press, ink);
        cairo_set_line_width(press->cairo, 0.6);
        cairo_move_to(press->cairo, x, y);
        cairo_line_to(press->cairo, x + width, y);
        cairo_stroke(press->cairo);
    }
}

// ---- pages ----

static struct text page_words(struct press *press)
{
    struct buf buf = buf_new(press->pdf->arena, 1000);
    struct text rest = press->pdf->info.pages;
    while (rest.n > 0) {
        bool is_page = text_starts_with(rest, TEXT("{page}"));
        bool is_pages = text_starts_with(rest, TEXT("{pages}"));
        if (is_page || is_pages) {
            buf_add_int64(&buf, is_page ? press->page : press->pages);
        } else {
            buf_add_char(&buf, rest.p[0]);
        }
        rest = text_slice(rest, is_page ? 6 : is_pages ? 7 : 1, SIZE_MAX);
    }
    return buf_text(&buf);
}

static void put_head_and_foot(struct press *press)
{
    if (!press->is_drawing) {
        return;
    }
    struct piece piece = {.face = FACE_SMALL, .ink = INK_MUTED, .x = MARGIN, .width = CONTENT_WIDTH};
    if (press->page > 1) {
        piece.text = press->pdf->info.title;
        put_piece(press, &piece, HEAD_BASE);
    }
    put_line(press, MARGIN, CONTENT_WIDTH, FOOT_BASE - 6, INK_LINE);
    piece.text = press->pdf->info.foot;
    piece.width = CONTENT_WIDTH * 0.75;
    put_piece(press, &piece, FOOT_BASE);
    piece.text = page_words(press);
    piece.x = MARGIN + CONTENT_WIDTH * 0.75;
    piece.width = CONTENT_WIDTH * 0.25;
    piece.align = PANGO_ALIGN_RIGHT;
    put_piece(press, &piece, FOOT_BASE);
}

static void begin_page(struct press *press)
{
    if (press->page > 0 && press->is_drawing) {
        cairo_show_page(press->cairo);
    }
    press->page++;
    press->y = CONTENT_TOP;
    put_head_and_foot(press);
}

// True when a new page was begun.
static bool need(struct press *press, double height)
{
    if (press->y + height <= CONTENT_BOTTOM || press->y <= CONTENT_TOP) {
        return false;
    }
    begin_page(press);
    return true;
}

// ---- blocks ----

static void walk_text(struct press *press, const struct pdf_block *block)
{
    static const struct {
        enum face face;
        enum ink ink;
        double before, after;
    } styles[] = {
        [PDF_TITLE] = {FACE_TITLE, INK_TEXT, 0, 4},
        [PDF_HEADING] = {FACE_HEADING, INK_TEXT, 14, 4},
        [PDF_BODY] = {FACE_BODY, INK_TEXT, 2, 4},
        [PDF_MUTED] = {FACE_SMALL, INK_MUTED, 1, 3},
    };
    struct piece piece = {.text = block->text,
                          .face = styles[block->style].face,
                          .ink = styles[block->style].ink,
                          .x = MARGIN,
                          .width = CONTENT_WIDTH};
    double height = set_piece(press, &piece);
    double before = press->y <= CONTENT_TOP ? 0 : styles[block->style].before;
    bool has_follower = block->style == PDF_HEADING || block->style == PDF_TITLE;
    if (need(press, before + height + (has_follower ? KEEP_WITH : 0))) {
        before = 0;
    }
    put_piece(press, &piece, press->y + before);
    press->y += before + height + styles[block->style].after;
}

// Pieces side by side: the lowest baseline, and the height below it.
static void stand(struct press *press, const struct piece *piece, double *height, double *baseline)
{
    double own_height = set_piece(press, piece);
    double own_baseline = baseline_of(press);
    double below = *height - *baseline;
    below = own_height - own_baseline > below ? own_height - own_baseline : below;
    *baseline = own_baseline > *baseline ? own_baseline : *baseline;
    *height = *baseline + below;
}

static void walk_pairs(struct press *press, const struct pdf_block *block)
{
    for (size_t i = 0; i < block->pair_count; i++) {
        struct piece name = {.text = block->pairs[i].name,
                             .face = FACE_BODY,
                             .ink = INK_MUTED,
                             .x = MARGIN,
                             .width = PAIR_NAME_WIDTH - 8};
        struct piece value = {.text = block->pairs[i].value,
                              .face = FACE_BODY,
                              .ink = INK_TEXT,
                              .x = MARGIN + PAIR_NAME_WIDTH,
                              .width = CONTENT_WIDTH - PAIR_NAME_WIDTH};
        double height = 0;
        double baseline = 0;
        stand(press, &name, &height, &baseline);
        stand(press, &value, &height, &baseline);
        need(press, height);
        put_piece_on(press, &name, press->y, baseline);
        put_piece_on(press, &value, press->y, baseline);
        press->y += height + 2;
    }
    press->y += 4;
}

static void walk_columns(struct press *press, const struct pdf_block *block)
{
    double count = (double)block->pair_count;
    double width = (CONTENT_WIDTH - COLUMN_GAP * (count - 1)) / count;
    double height = 0;
    for (size_t i = 0; i < block->pair_count; i++) {
        struct piece value = {.text = block->pairs[i].value, .face = FACE_BODY, .width = width};
        double own = set_piece(press, &value);
        height = own > height ? own : height;
    }
    press->y += 6;
    need(press, height + 14);
    for (size_t i = 0; i < block->pair_count; i++) {
        double x = MARGIN + (width + COLUMN_GAP) * (double)i;
        struct piece name = {
            .text = block->pairs[i].name, .face = FACE_SMALL, .ink = INK_MUTED, .x = x, .width = width};
        struct piece value = {
            .text = block->pairs[i].value, .face = FACE_BODY, .ink = INK_TEXT, .x = x, .width = width};
        put_piece(press, &name, press->y);
        put_piece(press, &value, press->y + 14);
    }
    press->y += height + 14 + 10;
}

// ---- tables ----

// x and width of each column's text.
struct grid {
    double x[PDF_COLUMNS_MAX], width[PDF_COLUMNS_MAX];
};

static struct grid grid_of(const struct pdf_table *table)
{
    struct grid grid;
    int whole = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        whole += table->columns[i].width;
    }
    double x = MARGIN;
    for (size_t i = 0; i < table->column_count; i++) {
        double width = CONTENT_WIDTH * table->columns[i].width / whole;
        grid.x[i] = x + CELL_PAD_X;
        grid.width[i] = width - 2 * CELL_PAD_X;
        x += width;
    }
    return grid;
}

static struct piece cell_of(const struct pdf_table *table, const struct grid *grid, size_t i, struct text text)
{
    return (struct piece){.text = text,
                          .face = FACE_CELL,
                          .ink = INK_TEXT,
                          .x = grid->x[i],
                          .width = grid->width[i],
                          .align = table->columns[i].is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT};
}

static double head_height(struct press *press, const struct pdf_table *table, const struct grid *grid)
{
    double height = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        struct piece piece = cell_of(table, grid, i, table->columns[i].title);
        piece.face = FACE_SMALL;
        double own = set_piece(press, &piece);
        height = own > height ? own : height;
    }
    return height + 2 * CELL_PAD_Y;
}

static void put_table_head(struct press *press, const struct pdf_table *table, const struct grid *grid)
{
    double height = head_height(press, table, grid);
    if (press->is_drawing) {
        set_ink(press, INK_SHADE);
        cairo_rectangle(press->cairo, MARGIN, press->y, CONTENT_WIDTH, height);
        cairo_fill(press->cairo);
    }
    for (size_t i = 0; i < table->column_count; i++) {
        struct piece piece = cell_of(table, grid, i, table->columns[i].title);
        piece.face = FACE_SMALL;
        piece.ink = INK_MUTED;
        double own = set_piece(press, &piece);
        put_piece(press, &piece, press->y + height - CELL_PAD_Y - own); // on the head's last line
    }
    press->y += height;
    put_line(press, MARGIN, CONTENT_WIDTH, press->y, INK_LINE);
}

static bool is_wide(enum pdf_row kind)
{
    return kind == PDF_ROW_GROUP || kind == PDF_ROW_NOTE;
}

static struct piece row_piece(const struct pdf_table *table, const struct grid *grid, const struct pdf_table_row *row,
                              size_t i)
{
    if (!is_wide(row->kind)) {
        struct piece piece = cell_of(table, grid, i, row->cells[i]);
        piece.face = row->kind == PDF_ROW_TOTAL ? FACE_CELL_STRONG : FACE_CELL;
        return piece;
    }
    bool is_note = row->kind == PDF_ROW_NOTE;
    return (struct piece){.text = row->cells[0],
                          .face = is_note ? FACE_SMALL : FACE_CELL_STRONG,
                          .ink = is_note ? INK_MUTED : INK_TEXT,
                          .x = MARGIN + CELL_PAD_X,
                          .width = CONTENT_WIDTH - 2 * CELL_PAD_X};
}

static double row_height(struct press *press, const struct pdf_table *table, const struct grid *grid,
                         struct pdf_table_row *row)
{
    if (press->is_drawing) {
        return row->height; // of the first walk
    }
    size_t count = is_wide(row->kind) ? 1 : table->column_count;
    double height = 0;
    row->baseline = 0;
    for (size_t i = 0; i < count; i++) {
        struct piece piece = row_piece(table, grid, row, i);
        stand(press, &piece, &height, &row->baseline);
    }
    row->height =
        height + 2 * CELL_PAD_Y + (row->kind == PDF_ROW_GROUP ? 5 : 0) - (row->kind == PDF_ROW_NOTE ? CELL_PAD_Y : 0);
    return row->height;
}

static void put_row(struct press *press, const struct pdf_table *table, const struct grid *grid,
                    const struct pdf_table_row *row)
{
    size_t count = is_wide(row->kind) ? 1 : table->column_count;
    double top = press->y + (row->kind == PDF_ROW_GROUP ? 5 : 0) + (row->kind == PDF_ROW_NOTE ? 0 : CELL_PAD_Y);
    for (size_t i = 0; i < count && press->is_drawing; i++) {
        struct piece piece = row_piece(table, grid, row, i);
        put_piece_on(press, &piece, top, row->baseline);
    }
    if (row->kind == PDF_ROW_TOTAL) {
        put_line(press, MARGIN, CONTENT_WIDTH, press->y, INK_MUTED);
    }
    press->y += row->height;
    bool has_note = row->next != NULL && row->next->kind == PDF_ROW_NOTE;
    if (!has_note && row->kind != PDF_ROW_TOTAL) {
        put_line(press, MARGIN, CONTENT_WIDTH, press->y, INK_LINE);
    }
}

// What must stand on the same page: a group with its first row, a row with its notes.
static double height_together(struct press *press, const struct pdf_table *table, const struct grid *grid,
                              struct pdf_table_row *row)
{
    double height = row_height(press, table, grid, row);
    while (row->next != NULL && (row->kind == PDF_ROW_GROUP || row->next->kind == PDF_ROW_NOTE)) {
        row = row->next;
        height += row_height(press, table, grid, row);
    }
    return height;
}

static void walk_table(struct press *press, const struct pdf_table *table)
{
    struct grid grid = grid_of(table);
    double head = head_height(press, table, &grid);
    double first = table->first == NULL ? 0 : height_together(press, table, &grid, table->first);
    need(press, head + first);
    put_table_head(press, table, &grid);
    for (struct pdf_table_row *row = table->first; row != NULL; row = row->next) {
        if (need(press, height_together(press, table, &grid, row))) {
            put_table_head(press, table, &grid);
        }
        put_row(press, table, &grid, row);
    }
    press->y += 8;
}

static void walk(struct press *press)
{
    press->page = 0;
    begin_page(press);
    for (const struct pdf_block *block = press->pdf->first; block != NULL; block = block->next) {
        switch (block->kind) {
        case PDF_BLOCK_TEXT:
            walk_text(press, block);
            break;
        case PDF_BLOCK_PAIRS:
            walk_pairs(press, block);
            break;
        case PDF_BLOCK_COLUMNS:
            walk_columns(press, block);
            break;
        case PDF_BLOCK_TABLE:
            walk_table(press, block->table);
            break;
        }
    }
}

// ---- opening and closing ----

static enum rc check_fonts(struct press *press, struct fault *fault)
{
    static const struct {
        const char *family, *package;
    } wanted[] = {{FONT_LATIN, "fonts-inter"}, {FONT_JAPANESE, "fonts-noto-cjk"}};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        if (pango_font_map_get_family(press->map, wanted[i].family) == NULL) {
            return fault_set(fault, RC_FAULT, "font_missing", "", "the font %s is not installed: Debian package %s",
                             wanted[i].family, wanted[i].package);
        }
    }
    return RC_OK;
}

static void set_metadata(struct press *press)
{
    const struct pdf_info *info = &press->pdf->info;
    struct arena *arena = press->pdf->arena;
    const char *time =
        text_zero_terminated(arena, instant_text(arena, (struct instant){info->created_at.ms / 1000 * 1000}));
    cairo_surface_t *surface = press->surface;
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text_zero_terminated(arena, info->title));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, text_zero_terminated(arena, info->author));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Tributary");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, time);
}

static void press_open(struct press *press, struct buf *buf)
{
    press->surface = cairo_pdf_surface_create_for_stream(take_bytes, buf, PAGE_WIDTH, PAGE_HEIGHT);
    set_metadata(press);
    press->cairo = cairo_create(press->surface);
    press->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    BUG_ON(press->map == NULL);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(press->map), 72);
    press->context = pango_font_map_create_context(press->map);
    pango_cairo_update_context(press->cairo, press->context);
    pango_context_set_language(press->context, pango_language_from_string(press->pdf->info.language));
    pango_context_set_round_glyph_positions(press->context, FALSE);
    press->layout = pango_layout_new(press->context);
    pango_layout_set_wrap(press->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(press->layout, (int)(1.5 * PANGO_SCALE));
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"));
    pango_layout_set_attributes(press->layout, attributes);
    pango_attr_list_unref(attributes);
    for (int i = 0; i < FACE_COUNT; i++) {
        press->fonts[i] = pango_font_description_new();
        pango_font_description_set_family_static(press->fonts[i], FONT_LATIN "," FONT_JAPANESE);
        pango_font_description_set_weight(press->fonts[i], faces[i].weight);
        pango_font_description_set_size(press->fonts[i], (int)(faces[i].size * PANGO_SCALE));
    }
}

static cairo_status_t press_close(struct press *press)
{
    for (int i = 0; i < FACE_COUNT; i++) {
        pango_font_description_free(press->fonts[i]);
    }
    g_object_unref(press->layout);
    g_object_unref(press->context);
    cairo_destroy(press->cairo);
    cairo_surface_finish(press->surface);
    cairo_status_t status = cairo_surface_status(press->surface);
    cairo_surface_destroy(press->surface);
    g_object_unref(press->map);
    return status;
}

enum rc pdf_layout(struct pdf *pdf, struct text *ret_bytes, struct fault *fault)
{
    struct buf buf = buf_new(pdf->arena, PDF_BYTES_MAX);
    struct press press = {.pdf = pdf};
    press_open(&press, &buf);
    enum rc rc = check_fonts(&press, fault);
    if (rc == RC_OK) {
        walk(&press);
        press.pages = press.page;
        press.is_drawing = true;
        walk(&press);
        cairo_show_page(press.cairo);
    }
    cairo_status_t status = press_close(&press);
    TRY(rc);
    if (buf.is_overflown) {
        return fault_set(fault, RC_REFUSED, "document_too_large", "", "the document is larger than %zu MiB",
                         PDF_BYTES_MAX >> 20);
    }
    if (status != CAIRO_STATUS_SUCCESS) {
        return fault_internal(fault, RC_FAULT, "cairo: %s", cairo_status_to_string(status));
    }
    *ret_bytes = buf_text(&buf);
    return RC_OK;
}
