// SPDX-License-Identifier: Apache-2.0
// QR codes of links.
#include "partner/link_qr.h"

#include "access.h"
#include "picture/picture.h"
#include "qr/qr.h"

#define PNG_PIXELS 16 // a module: about 600 pixels a side, 5 cm at 300 dpi

struct link_qr_query {
    struct text format;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct link_qr_query, format, "svg,png", 0, "Kind of file; svg unless given."),
};
const struct schema schema_link_qr_query = SCHEMA("LinkQrQuery", struct link_qr_query, query_fields);

enum rc web_link_qr(struct call *call)
{
    const struct link_qr_query *query = call->query;
    struct link link;
    struct qr qr;
    TRY(access_link(call, (struct link_id){call->ids[0]}, &link));
    TRY(qr_make(call->arena, call_link_url(call, link.code), &qr, call->fault));
    if (!text_equal(query->format, TEXT("png"))) {
        return call_answer_file(call, TEXT("image/svg+xml"),
                                text_format(call->arena, "%.*s.svg", TEXT_PRINT(link.code)), qr_svg(call->arena, &qr));
    }
    struct picture_modules modules = {.width = qr.width, .dark = qr.dark, .pixels = PNG_PIXELS};
    struct text bytes;
    TRY(picture_modules_png(call->arena, &modules, &bytes, call->fault));
    return call_answer_file(call, TEXT("image/png"), text_format(call->arena, "%.*s.png", TEXT_PRINT(link.code)),
                            bytes);
}
