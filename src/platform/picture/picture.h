// SPDX-License-Identifier: Apache-2.0
// Pictures as PNG (ISO/IEC 15948), drawn by Cairo and Pango: the card that stands for a page where its address is
// shared (Open Graph, 1200 × 630), and QR codes to print. The same input with the same fonts gives the same bytes.
#pragma once

#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

#define PICTURE_CARD_WIDTH 1200
#define PICTURE_CARD_HEIGHT 630
#define PICTURE_BYTES_MAX ((size_t)2 << 20)
#define PICTURE_LINES_MAX 3

struct picture_card {
    struct text brand; // small, on top
    struct text title; // large; cut when it is long
    struct text note;  // one line below it; TEXT_NONE none
    struct text lines[PICTURE_LINES_MAX];
    size_t line_count;
    int hue;              // of the brand, 0 to 359
    const char *language; // BCP 47: chooses the shapes of letters that languages share
};
// Texts are well-formed UTF-8. RC_REFUSED picture_too_large past PICTURE_BYTES_MAX.
enum rc picture_card_png(struct arena *arena, const struct picture_card *card, struct text *ret_bytes,
                         struct fault *fault) MUST_USE;

// Modules side by side, row by row, 1 is dark, in a margin of four light ones; each so many pixels wide (1 to 64).
struct picture_modules {
    int width; // modules a side, 1 to 200
    const uint8_t *dark;
    int pixels;
};
enum rc picture_modules_png(struct arena *arena, const struct picture_modules *modules, struct text *ret_bytes,
                            struct fault *fault) MUST_USE;
