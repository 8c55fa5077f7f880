// SPDX-License-Identifier: Apache-2.0
// Drawing of pictures.
#include "picture/picture.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#include "core/buf.h"
#include "core/bug.h"

#define PAD 72.0
#define MARGIN_MODULES 4
#define FONT "Inter, Noto Sans CJK JP, sans-serif"

// Accent of the pages, oklch(0.50 0.16 hue), every 24 degrees.
static const uint32_t accents[] = {0xa62f5f, 0xac3033, 0xa73c00, 0x984d00, 0x7f5f00, 0x596e00, 0x057918, 0x007e51,
                                   0x007d7b, 0x00769c, 0x006ab4, 0x325cbd, 0x624eb7, 0x8141a4, 0x983685};

static void ink(cairo_t *cairo, uint32_t rgb)
{
    cairo_set_source_rgb(cairo, (double)(rgb >> 16) / 255, (double)((rgb >> 8) & 255) / 255, (double)(rgb & 255) / 255);
}

struct writing {
    struct buf *buf;
};

static cairo_status_t write_png(void *user, const unsigned char *bytes, unsigned int n)
{
    struct writing *writing = user;
    buf_add(writing->buf, (struct text){.p = (const char *)bytes, .n = n});
    return writing->buf->is_overflown ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static enum rc finish(struct arena *arena, cairo_surface_t *surface, struct text *ret_bytes, struct fault *fault)
{
    struct buf buf = buf_new(arena, PICTURE_BYTES_MAX);
    struct writing writing = {.buf = &buf};
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, write_png, &writing);
    cairo_surface_destroy(surface);
    if (buf.is_overflown) {
        return fault_set(fault, RC_REFUSED, "picture_too_large", "", "the picture has more than %zu bytes",
                         PICTURE_BYTES_MAX);
    }
    if (status != CAIRO_STATUS_SUCCESS) {
        return fault_internal(fault, RC_FAULT, "the picture cannot be written: %s", cairo_status_to_string(status));
    }
    *ret_bytes = buf_text(&buf);
    return RC_OK;
}

// ---- card ----

struct pen {
    cairo_t *cairo;
    PangoLayout *layout;
    double y;
};

// Writes at most so many lines, and moves down past them.
static void write_text(struct pen *pen, struct text text, int size, PangoWeight weight, int lines)
{
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    pango_font_description_set_absolute_size(font, (double)size * PANGO_SCALE);
    pango_font_description_set_weight(font, weight);
    pango_layout_set_font_description(pen->layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(pen->layout, text.p == NULL ? "" : text.p, (int)text.n);
    pango_layout_set_height(pen->layout, -lines);
    cairo_move_to(pen->cairo, PAD, pen->y);
    pango_cairo_show_layout(pen->cairo, pen->layout);
    int height = 0;
    pango_layout_get_pixel_size(pen->layout, NULL, &height);
    pen->y += height;
}

static void draw_card(cairo_t *cairo, const struct picture_card *card)
{
    uint32_t accent = accents[(size_t)card->hue * (sizeof(accents) / sizeof(accents[0])) / 360];
    ink(cairo, 0xffffff);
    cairo_paint(cairo);
    ink(cairo, accent);
    cairo_rectangle(cairo, 0, 0, 16, PICTURE_CARD_HEIGHT);
    cairo_fill(cairo);
    PangoLayout *layout = pango_cairo_create_layout(cairo);
    PangoContext *context = pango_layout_get_context(layout);
    pango_context_set_language(context, pango_language_from_string(card->language));
    pango_layout_set_width(layout, (int)(PICTURE_CARD_WIDTH - 2 * PAD) * PANGO_SCALE);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    struct pen pen = {.cairo = cairo, .layout = layout, .y = PAD};
    ink(cairo, accent);
    write_text(&pen, card->brand, 30, PANGO_WEIGHT_SEMIBOLD, 1);
    pen.y += 44;
    ink(cairo, 0x151b24);
    write_text(&pen, card->title, 76, PANGO_WEIGHT_BOLD, 2);
    ink(cairo, 0x5d646f);
    if (text_is(card->note)) {
        pen.y += 12;
        write_text(&pen, card->note, 30, PANGO_WEIGHT_NORMAL, 1);
    }
    pen.y += 36;
    ink(cairo, 0x151b24);
    for (size_t i = 0; i < card->line_count && pen.y < PICTURE_CARD_HEIGHT - 120; i++) {
        write_text(&pen, card->lines[i], 34, PANGO_WEIGHT_MEDIUM, 2);
        pen.y += 14;
    }
    g_object_unref(layout);
}

enum rc picture_card_png(struct arena *arena, const struct picture_card *card, struct text *ret_bytes,
                         struct fault *fault)
{
    BUG_ON(card->hue < 0 || card->hue >= 360 || card->line_count > PICTURE_LINES_MAX);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, PICTURE_CARD_WIDTH, PICTURE_CARD_HEIGHT);
    cairo_t *cairo = cairo_create(surface);
    draw_card(cairo, card);
    cairo_destroy(cairo);
    return finish(arena, surface, ret_bytes, fault);
}

// ---- modules ----

enum rc picture_modules_png(struct arena *arena, const struct picture_modules *modules, struct text *ret_bytes,
                            struct fault *fault)
{
    BUG_ON(modules->width < 1 || modules->width > 200 || modules->pixels < 1 || modules->pixels > 64);
    int side = (modules->width + 2 * MARGIN_MODULES) * modules->pixels;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    ink(cairo, 0xffffff);
    cairo_paint(cairo);
    ink(cairo, 0x000000);
    for (int row = 0; row < modules->width; row++) {
        for (int column = 0; column < modules->width; column++) {
            if (modules->dark[row * modules->width + column] != 0) {
                cairo_rectangle(cairo, (column + MARGIN_MODULES) * modules->pixels,
                                (row + MARGIN_MODULES) * modules->pixels, modules->pixels, modules->pixels);
            }
        }
    }
    cairo_fill(cairo);
    cairo_destroy(cairo);
    return finish(arena, surface, ret_bytes, fault);
}
