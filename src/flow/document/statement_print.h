// SPDX-License-Identifier: Apache-2.0
// A statement as a file: CSV for programs, XLSX for spreadsheets, PDF for paper. All three tell the same rows. The same
// statement gives the same bytes; the time of creation in a file is the statement's as_of.
#pragma once

#include "document/statement.h"
#include "i18n/i18n.h"

enum document_format { DOCUMENT_JSON, DOCUMENT_CSV, DOCUMENT_XLSX, DOCUMENT_PDF, DOCUMENT_XML, DOCUMENT_FORMAT_COUNT };
// "csv", "xlsx", "pdf", "xml", "json"; empty is DOCUMENT_JSON. False for other words.
bool document_format_parse(struct text t, enum document_format *ret_format);
// "text/csv; charset=utf-8"
struct text document_media_type(enum document_format format);
const char *document_suffix(enum document_format format); // "csv"

// One table of all rows: its first column says what a row is (opening, conversion, clicks, payout, movement, closing).
// Names of columns and codes are English and stay; instants are UTC (RFC 3339), amounts plain decimals.
#define STATEMENT_CSV_BYTES_MAX ((size_t)16 << 20)
enum rc statement_csv(struct flow *flow, const struct statement *statement, bool has_mark,
                      struct text *ret_bytes) MUST_USE;
// A sheet for each kind of row; heads and words in the language, times on the period's clock.
enum rc statement_xlsx(struct flow *flow, const struct statement *statement, enum i18n_language language,
                       struct text *ret_bytes) MUST_USE;
// RC_REFUSED statement_too_long past STATEMENT_PDF_ROWS_MAX rows: nobody reads them on paper.
#define STATEMENT_PDF_ROWS_MAX 10000
enum rc statement_pdf(struct flow *flow, const struct statement *statement, enum i18n_language language,
                      struct text *ret_bytes) MUST_USE;
// In the format, which must not be JSON or XML.
enum rc statement_print(struct flow *flow, const struct statement *statement, enum document_format format,
                        enum i18n_language language, struct text *ret_bytes) MUST_USE;
// "statement-anna-2026-11.pdf": ASCII, from the partner's code and the period.
struct text statement_file_name(struct arena *arena, const struct statement *statement, enum document_format format);
