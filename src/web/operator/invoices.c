// SPDX-License-Identifier: Apache-2.0
// The operator's list of invoices.
#include "operator/invoices.h"

#include "invoices_html.h"
#include "operator/money.h"
#include "phrase/phrases.h"
#include "portal/portal.h"

#define PATH "/operator/invoices"
#define ROWS_DEFAULT 50

struct invoices_query {
    CALL_PAGE_MEMBERS;
};
static const struct field query_fields[] = {CALL_PAGE_FIELDS(struct invoices_query)};
const struct schema schema_invoices_query = SCHEMA("InvoicesQuery", struct invoices_query, query_fields);

enum rc web_operator_invoices(struct call *call)
{
    const struct invoices_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    struct invoices_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                 .tabs = money_payout_tabs(&render, PAYOUT_TAB_INVOICES),
                                 .columns = invoice_columns(&render, /* has_partner= */ true)};
    view.frame.title = phrase_payouts_invoices(&render.reader);
    struct invoice_page page = {.partner_id = (struct partner_id){0}};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &page.limit, &page.before.v));
    TRY(invoice_page_fill(call, &render, &page));
    view.rows = page.rows;
    view.pager = (struct pager_view){.shown = (int64_t)view.rows.count,
                                     .first_url = page.before.v == 0 ? TEXT_NONE : TEXT(PATH)};
    if (page.next.v != 0) {
        view.pager.next_url = text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, page.next.v)));
    }
    invoices_html(&render, &view);
    return page_answer(call, &render);
}
