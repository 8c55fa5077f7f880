// SPDX-License-Identifier: Apache-2.0
// Issued invoices and credit notes: rows of lists, and each as a file: PDF for people (with the XML inside), XML for
// programs.
#pragma once

#include "call.h"
#include "component/list.h"
#include "invoice/invoice.h"
#include "template/html.h"

struct invoice_row {
    struct text url; // of the PDF
    struct text xml_url;
    struct text number;
    struct text kind;
    struct text issued_on; // a day as the reader writes it
    struct text partner;   // TEXT_NONE: none, or the reader's own
    struct money net, tax, payable;
};
struct invoice_row_list {
    const struct invoice_row *items;
    size_t count;
};
struct invoice_page {
    struct partner_id partner_id;
    struct invoice_id before; // ids below it; 0: from the newest
    int64_t limit;
    struct invoice_row_list rows; // filled
    struct invoice_id next;       // filled: the last one's id when there are more, else 0
};
// One as a row.
enum rc invoice_row_fill(struct call *call, struct render *render, const struct invoice *invoice,
                         struct invoice_row *row) MUST_USE;
// A page of a partner's, newest first, and its columns.
enum rc invoice_page_fill(struct call *call, struct render *render, struct invoice_page *page) MUST_USE;
struct column_list invoice_columns(const struct render *render);

extern const struct schema schema_invoice_file_query;

// GET /invoices/{invoice}?format=pdf|xml: for operators, and for the partner whom it concerns.
enum rc web_invoice(struct call *call) MUST_USE;
