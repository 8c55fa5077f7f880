// SPDX-License-Identifier: Apache-2.0
// A partner's documents: statements of the months, and invoices that the network wrote in his name.
#pragma once

#include "page/frame.h"
#include "receipt/invoice_page.h"

struct document_month {
    struct text month; // "2026-11"
    struct text label;
    bool is_closed;
};
struct document_month_list {
    const struct document_month *items;
    size_t count;
};
struct partner_documents_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct document_month_list months;
    struct column_list columns;
    struct invoice_row_list invoices;
    struct pager_view pager;
};
extern const struct schema schema_documents_query;

// GET /partner/documents?cursor=
enum rc web_partner_documents(struct call *call) MUST_USE;
