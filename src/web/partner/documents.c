// SPDX-License-Identifier: Apache-2.0
// The partner's documents.
#include "partner/documents.h"

#include "access.h"
#include "document/statement.h"
#include "partner/money.h"
#include "partner_documents_html.h"
#include "phrase/phrases.h"
#include "portal/portal.h"

#define PATH "/partner/documents"
#define MONTHS_SHOWN 24
#define ROWS_DEFAULT 25

struct documents_query {
    CALL_PAGE_MEMBERS;
};
static const struct field query_fields[] = {CALL_PAGE_FIELDS(struct documents_query)};
const struct schema schema_documents_query = SCHEMA("DocumentsQuery", struct documents_query, query_fields);

static enum rc fill_months(struct call *call, const struct render *render, struct partner_documents_view *view)
{
    struct statement_month *months = NULL;
    size_t count = 0;
    TRY(statement_months(&call->flow, access_own_partner(call), &months, &count));
    count = count > MONTHS_SHOWN ? MONTHS_SHOWN : count;
    struct document_month *items = arena_many(call->arena, struct document_month, count);
    for (size_t i = 0; i < count; i++) {
        struct instant middle = {months[i].from.ms + 15 * DAY_MS};
        items[i] = (struct document_month){
            .month = months[i].month,
            .label = i18n_time(render->reader.i18n, call->arena, middle, I18N_MONTH),
            .is_closed = months[i].is_closed,
        };
    }
    view->months = (struct document_month_list){.items = items, .count = count};
    return RC_OK;
}

enum rc web_partner_documents(struct call *call)
{
    const struct documents_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    struct partner_documents_view view = {.frame = portal_frame(call, &render, PLACE_EARNINGS),
                                          .tabs = money_earnings_tabs(&render, EARNINGS_TAB_DOCUMENTS),
                                          .columns = invoice_columns(&render)};
    view.frame.title = phrase_documents_title(&render.reader);
    TRY(fill_months(call, &render, &view));
    struct invoice_page page = {.partner_id = access_own_partner(call)};
    struct opt_int64 wanted = query->limit.has ? query->limit : (struct opt_int64){.has = true, .v = ROWS_DEFAULT};
    TRY(call_page_start(call, wanted, query->cursor, &page.limit, &page.before.v));
    TRY(invoice_page_fill(call, &render, &page));
    view.invoices = page.rows;
    view.pager = (struct pager_view){.shown = (int64_t)view.invoices.count,
                                     .first_url = page.before.v == 0 ? TEXT_NONE : TEXT(PATH)};
    if (page.next.v != 0) {
        view.pager.next_url = text_format(call->arena, PATH "?cursor=%.*s", TEXT_PRINT(call_cursor(call, page.next.v)));
    }
    partner_documents_html(&render, &view);
    return page_answer(call, &render);
}
