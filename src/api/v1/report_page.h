// SPDX-License-Identifier: Apache-2.0
// The performance report page by page: which rows a page has, and the cursor that leads to the next one.
#pragma once

#include "call.h"
#include "report/report.h"

#define REPORT_PAGE_DEFAULT 500
#define REPORT_CURSOR_CHARACTERS_MAX 8000

struct report_page {
    struct opt_int64 limit;
    struct text cursor; // TEXT_NONE: the first page
    struct text next;   // of the page that was cut: TEXT_NONE after the last
};
static inline bool report_page_is_wanted(const struct report_page *page)
{
    return page->limit.has || text_is(page->cursor);
}

// Leaves of a report that was run with is_by_key the rows of the page alone, named; the totals stay those of all rows.
// The cursor is the last row's ids, keys and currency, so that each row is told once, whatever is counted meanwhile.
// 400 cursor_malformed for the cursor of another question. Inside the report's read transaction.
enum rc report_page_cut(struct call *call, struct arena *arena, const struct report_request *request,
                        struct report_page *page, struct report *report) MUST_USE;
