// SPDX-License-Identifier: Apache-2.0
// All invoices and credit notes, the newest first.
#pragma once

#include "page/frame.h"
#include "receipt/invoice_page.h"

struct invoices_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct column_list columns;
    struct invoice_row_list rows;
    struct pager_view pager;
};
extern const struct schema schema_invoices_query;

// GET /operator/invoices?cursor=
enum rc web_operator_invoices(struct call *call) MUST_USE;
