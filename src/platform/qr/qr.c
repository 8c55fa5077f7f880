// SPDX-License-Identifier: Apache-2.0
// QR codes; only this file knows libqrencode.
#include "qr/qr.h"

#include <qrencode.h>

#include "core/buf.h"

#define SVG_BYTES_MAX ((size_t)1 << 20)

enum rc qr_make(struct arena *arena, struct text content, struct qr *ret_qr, struct fault *fault)
{
    if (content.n == 0 || content.n > QR_TEXT_MAX) {
        return fault_set(fault, RC_INVALID, "text_too_long", "", "a QR code holds 1 to %d bytes", QR_TEXT_MAX);
    }
    QRcode *code = QRcode_encodeData((int)content.n, (const unsigned char *)content.p, 0, QR_ECLEVEL_M);
    if (code == NULL) {
        return fault_internal(fault, RC_FAULT, "no memory for a QR code");
    }
    size_t count = (size_t)code->width * (size_t)code->width;
    uint8_t *dark = arena_bytes(arena, count);
    for (size_t i = 0; i < count; i++) {
        dark[i] = code->data[i] & 1;
    }
    *ret_qr = (struct qr){.width = code->width, .dark = dark};
    QRcode_free(code);
    return RC_OK;
}

struct text qr_svg(struct arena *arena, const struct qr *qr)
{
    struct buf buf = buf_new(arena, SVG_BYTES_MAX);
    int side = qr->width + 2 * QR_MARGIN;
    buf_format(&buf,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
               "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
               side, side, side, side);
    for (int y = 0; y < qr->width; y++) {
        const uint8_t *row = qr->dark + (size_t)y * (size_t)qr->width;
        for (int x = 0; x < qr->width;) {
            int n = 0;
            while (x + n < qr->width && row[x + n] == 1) {
                n++;
            }
            if (n > 0) {
                buf_format(&buf, "M%d %dh%dv1h-%dz", x + QR_MARGIN, y + QR_MARGIN, n, n);
            }
            x += n + 1;
        }
    }
    buf_add(&buf, TEXT("\"/></svg>"));
    return buf_text(&buf);
}
