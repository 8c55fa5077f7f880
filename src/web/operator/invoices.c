// SPDX-License-Identifier: Apache-2.0
// The operator's list of invoices.
#include "operator/invoices.h"

#include "identity/public_id.h"
#include "invoices_html.h"
#include "operator/money.h"
#include "phrase/phrases.h"
#include "portal/list.h"
#include "portal/portal.h"
#include "portal/show.h"

#define PATH "/operator/invoices"

struct invoices_query {
    struct list_query list;
    struct text kind;
    struct period_query period;
};
static const struct field query_fields[] = {
    LIST_QUERY_FIELDS(struct invoices_query),
    FIELD_CHOICE(struct invoices_query, kind, "invoice,self_billing,credit_note", FIELD_BLANK, "Only of this kind."),
    PERIOD_DAYS_FIELDS(struct invoices_query),
};
const struct schema schema_invoices_query = SCHEMA("InvoicesQuery", struct invoices_query, query_fields);

enum { COLUMN_NUMBER, COLUMN_KIND, COLUMN_ISSUED, COLUMN_PARTNER, COLUMN_NET, COLUMN_TAX, COLUMN_PAYABLE, COLUMN_XML };
static const struct list_column columns[] = {
    [COLUMN_NUMBER] = {"number", PHRASE_INVOICE_NUMBER, 0, 0},
    [COLUMN_KIND] = {"kind", PHRASE_WORD_KIND, LIST_OPTIONAL, 0},
    [COLUMN_ISSUED] = {"issued", PHRASE_WORD_DATE, LIST_FIGURE | LIST_SORTS, INVOICE_BY_AGE},
    [COLUMN_PARTNER] = {"partner", PHRASE_WORD_PARTNER, 0, 0},
    [COLUMN_NET] = {"net", PHRASE_INVOICE_NET, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_TAX] = {"tax", PHRASE_INVOICE_TAX, LIST_FIGURE | LIST_MONEY, 0},
    [COLUMN_PAYABLE] = {"payable", PHRASE_INVOICE_PAYABLE, LIST_FIGURE | LIST_MONEY | LIST_SORTS, INVOICE_BY_PAYABLE},
    [COLUMN_XML] = {"xml", PHRASE_INVOICE_FILES, LIST_PAGE_ONLY, 0},
};

static enum rc read_rows(struct list *list, const struct list_slice *slice, const void **ret_rows, size_t *ret_count)
{
    struct call *call = list->call;
    struct invoice_search search = *(const struct invoice_search *)list->page;
    search.words = slice->words;
    search.sort = (enum invoice_sort)slice->sort;
    search.is_down = slice->is_down;
    search.after.v = slice->after;
    search.limit = slice->limit;
    struct invoice *rows = NULL;
    TRY(flow_stored(&call->flow, invoice_search(call->db, call->arena, &search, &rows, ret_count)));
    *ret_rows = rows;
    return RC_OK;
}

static enum rc show_row(struct list *list, const void *rows, size_t at, struct list_cells *row)
{
    const struct invoice *invoice = (const struct invoice *)rows + at;
    struct invoice_row shown;
    TRY(invoice_row_fill(list->call, list->render, invoice, &shown));
    row->id = invoice->id.v;
    row->label = shown.number;
    struct cell_view *cells = row->cells;
    cells[COLUMN_NUMBER] =
        (struct cell_view){.kind = CELL_NAME, .text = shown.number, .url = shown.url, .note = shown.kind};
    cells[COLUMN_KIND] = (struct cell_view){.kind = CELL_TEXT, .text = shown.kind};
    cells[COLUMN_ISSUED] = (struct cell_view){.kind = CELL_DATE, .at = invoice->issued_at};
    cells[COLUMN_PARTNER] = (struct cell_view){.kind = CELL_NAME, .text = shown.partner};
    cells[COLUMN_NET] = (struct cell_view){.kind = CELL_MONEY, .money = shown.net, .url = shown.url};
    cells[COLUMN_TAX] = (struct cell_view){.kind = CELL_MONEY, .money = shown.tax, .url = shown.url};
    cells[COLUMN_PAYABLE] = (struct cell_view){.kind = CELL_MONEY, .money = shown.payable, .url = shown.url};
    cells[COLUMN_XML] =
        (struct cell_view){.kind = CELL_ACTION, .text = TEXT("XML"), .url = shown.xml_url, .note = shown.number};
    return RC_OK;
}

static const struct list_kind kind = {
    .path = PATH,
    .file = "invoices",
    .title = PHRASE_PAYOUTS_INVOICES,
    .search = PHRASE_LIST_SEARCH_INVOICE,
    .is_searched = true,
    .columns = columns,
    .column_count = sizeof(columns) / sizeof(columns[0]),
    .sort = "-issued",
    .read = read_rows,
    .show = show_row,
};

enum rc web_operator_invoices(struct call *call)
{
    const struct invoices_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    const struct reader *r = &render.reader;
    TRY(flow_stored(&call->flow, db_read_begin(call->db)));
    AUTO_TRANSACTION(call->db);
    struct list list;
    struct invoice_search search = {.kind = query->kind};
    TRY(list_open(call, &render, &kind, &query->list, &search, &list));
    TRY(list_days(&list, &query->period, &search.from, &search.to));
    if (list_wants_file(&list)) {
        return list_answer_file(&list);
    }
    struct invoices_view view = {.frame = portal_frame(call, &render, PLACE_PAYOUTS),
                                 .tabs = money_payout_tabs(&render, PAYOUT_TAB_INVOICES)};
    view.frame.title = phrase_payouts_invoices(r);
    const struct choice kinds[] = {{.label = phrase_conversions_all(r)},
                                   {.value = TEXT("invoice"), .label = phrase_invoice_plain(r)},
                                   {.value = TEXT("self_billing"), .label = phrase_invoice_self_billing(r)},
                                   {.value = TEXT("credit_note"), .label = phrase_invoice_credit_note(r)}};
    view.list.tabs = list_tabs(&list, "kind", phrase_word_kind(r), (struct choice_list){.items = kinds, .count = 4});
    view.list.empty = (struct empty_view){.kind = EMPTY_NOTHING_YET,
                                          .icon = ICON_DOCUMENT,
                                          .title = phrase_invoice_empty(r),
                                          .message = phrase_invoice_empty_text(r),
                                          .action = phrase_word_payouts(r),
                                          .url = TEXT("/operator/payouts")};
    TRY(list_fill(&list, &view.list));
    invoices_html(&render, &view);
    return page_answer(call, &render);
}
