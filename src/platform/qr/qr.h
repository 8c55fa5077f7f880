// SPDX-License-Identifier: Apache-2.0
// QR codes (ISO/IEC 18004) by libqrencode, error correction M: the modules, and an SVG of them that scales.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"

#define QR_TEXT_MAX 1024
#define QR_MARGIN 4 // light modules around it (§6.3.8)

struct qr {
    int width;           // modules a side
    const uint8_t *dark; // width × width, row by row: 1 is dark; in the arena
};

// RC_INVALID text_too_long for more than QR_TEXT_MAX bytes or nothing.
enum rc qr_make(struct arena *arena, struct text content, struct qr *ret_qr, struct fault *fault) MUST_USE;
// An <svg> of one path, dark on white with its margin; viewBox in modules.
struct text qr_svg(struct arena *arena, const struct qr *qr);
