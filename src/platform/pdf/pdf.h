// SPDX-License-Identifier: Apache-2.0
// Paper: A4 pages with running head and foot ("Page 2 of 5"), headings, pairs of name and value, columns and tables
// whose head is repeated on every page. Pango shapes the text, Cairo draws it, qpdf attaches files; only this folder
// knows them. Blocks are collected in the caller's arena and laid out by pdf_finish, so nothing of fontconfig runs
// before a document is asked for.
//
// The same blocks with the same fonts give the same bytes: the time of creation is passed in, nothing else is read from
// the world. Fonts: Inter for Latin, Greek and Cyrillic, Noto Sans CJK JP for Japanese (and the letters that only it
// has). Where one of the two is not installed pdf_finish refuses and names the package. A letter that neither has is
// taken from any other installed font, or drawn as a small frame with its code.
//
// Texts are well-formed UTF-8, stay the caller's, and must live until pdf_finish. Line feeds break lines. A document
// belongs to one thread.
#pragma once

#include "core/arena.h"
#include "core/fault.h"
#include "core/text.h"
#include "value/time.h"

struct pdf_info {
    struct text title;    // metadata, and the running head from the second page on
    struct text author;   // metadata
    const char *language; // BCP 47: chooses the shapes of letters that languages share; "en"
    struct text foot;     // left in the foot of each page
    struct text pages;    // right in the foot: "Page {page} of {pages}"
    struct instant created_at;
};

struct pdf;
struct pdf *pdf_new(struct arena *arena, const struct pdf_info *info);

enum pdf_style {
    PDF_TITLE,
    PDF_HEADING, // never the last thing on a page
    PDF_BODY,
    PDF_MUTED, // smaller and grey
};
void pdf_text(struct pdf *pdf, enum pdf_style style, struct text text);

struct pdf_pair {
    struct text name, value;
};
// Names in grey on the left, values beside them.
void pdf_pairs(struct pdf *pdf, const struct pdf_pair *pairs, size_t count);
// Texts side by side in columns of the same width, each with a grey word above: "Seller", "Buyer".
void pdf_columns(struct pdf *pdf, const struct pdf_pair *columns, size_t count);

#define PDF_COLUMNS_MAX 12
struct pdf_column {
    struct text title;
    int width;     // share of the page's width, in whatever unit
    bool is_right; // figures: right-aligned, with digits of one width
};
struct pdf_table;
// At most PDF_COLUMNS_MAX columns. Cells are wrapped, rows never cut.
struct pdf_table *pdf_table_new(struct pdf *pdf, const struct pdf_column *columns, size_t count);
enum pdf_row {
    PDF_ROW,
    PDF_ROW_TOTAL, // bold under a line
    PDF_ROW_GROUP, // the first cell alone, bold over the whole width; never the last row on a page
    PDF_ROW_NOTE,  // the first cell alone, in grey over the whole width, belonging to the row before
};
// cells: as many as there are columns, or one for a group or note. Copied (the texts are not).
void pdf_table_row(struct pdf_table *table, enum pdf_row kind, const struct text *cells);

// A file inside the document, as Factur-X wants it (relationship Alternative), listed in the viewer's attachments.
// The document becomes PDF/A-3b (ISO 19005-3, conformance level B) by it: an output intent with the profile sRGB, and
// an XMP packet that says the same as the document's information dictionary.
struct pdf_attachment {
    const char *name;        // ASCII letters, digits, '.', '-', '_'
    const char *type;        // media type: "text/xml"
    struct text description; // UTF-8
    struct text bytes;
    struct text xmp; // rdf:Description elements that the packet has besides, in XML; or TEXT_NONE
};
void pdf_attach(struct pdf *pdf, const struct pdf_attachment *attachment); // one at most

#define PDF_BYTES_MAX ((size_t)16 << 20)
// The document's bytes in the arena. RC_FAULT font_missing (the message names the Debian package); RC_REFUSED
// document_too_large past PDF_BYTES_MAX. About 3 milliseconds and then 15 microseconds a cell.
enum rc pdf_finish(struct pdf *pdf, struct text *ret_bytes, struct fault *fault) MUST_USE;
