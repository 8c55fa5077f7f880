// SPDX-License-Identifier: Apache-2.0
// All invoices and credit notes, the newest first.
#pragma once

#include "page/frame.h"
#include "receipt/invoice_page.h"

struct invoices_view {
    struct frame_view frame;
    struct tabs_view tabs;
    struct list_view list;
};
extern const struct schema schema_invoices_query;

// GET /operator/invoices: a list (portal/list.h) with the filter kind, and days.
enum rc web_operator_invoices(struct call *call) MUST_USE;
