// SPDX-License-Identifier: Apache-2.0
// Invoices.
#include "receipt/invoice_page.h"

#include "access.h"
#include "document/invoice_print.h"
#include "document/statement_print.h"
#include "identity/public_id.h"
#include "page/page.h"
#include "phrase/phrases.h"
#include "portal/show.h"

static struct text kind_word(const struct reader *r, enum invoice_kind kind)
{
    static const enum phrase phrases[] = {
        [INVOICE_PLAIN] = PHRASE_INVOICE_PLAIN,
        [INVOICE_SELF_BILLING] = PHRASE_INVOICE_SELF_BILLING,
        [INVOICE_CREDIT_NOTE] = PHRASE_INVOICE_CREDIT_NOTE,
        [INVOICE_SELF_BILLING_CREDIT_NOTE] = PHRASE_INVOICE_CREDIT_NOTE,
    };
    return phrase_text(r, phrases[kind]);
}

static struct money signed_amount(const struct invoice *invoice, struct money amount)
{
    return invoice_is_credit_note(invoice->kind) ? money_negate(amount) : amount;
}

enum rc invoice_row_fill(struct call *call, struct render *render, const struct invoice *invoice,
                         struct invoice_row *row)
{
    struct text url = show_url(call, "/invoices/", PREFIX_INVOICE, invoice->id.v);
    *row = (struct invoice_row){
        .url = url,
        .xml_url = text_format(call->arena, "%.*s?format=xml", TEXT_PRINT(url)),
        .number = invoice_number_text(call->arena, invoice),
        .kind = kind_word(&render->reader, invoice->kind),
        .issued_on = render_date(render, invoice->issued_at),
        .net = signed_amount(invoice, invoice->totals.net),
        .tax = signed_amount(invoice, invoice->totals.tax),
        .payable = signed_amount(invoice, invoice->totals.payable),
    };
    bool is_own = call->actor.role == ROLE_PARTNER;
    if (is_own) {
        return RC_OK;
    }
    if (invoice->partner_id.v != 0) {
        return show_partner_name(call, invoice->partner_id, &row->partner);
    }
    struct advertiser advertiser; // who is billed stands where the partner does
    TRY(flow_stored(&call->flow, advertiser_get(call->db, call->arena, invoice->advertiser_id, &advertiser)));
    row->partner = advertiser.name;
    return RC_OK;
}

enum rc invoice_page_fill(struct call *call, struct render *render, struct invoice_page *page)
{
    struct invoice *list = NULL;
    size_t count = 0;
    struct invoice_filter filter = {.partner_id = page->partner_id, .before = page->before, .limit = page->limit + 1};
    TRY(flow_stored(&call->flow, invoice_list(call->db, call->arena, &filter, &list, &count)));
    bool has_more = count > (size_t)page->limit;
    count = has_more ? (size_t)page->limit : count;
    struct invoice_row *rows = arena_many(call->arena, struct invoice_row, count);
    for (size_t i = 0; i < count; i++) {
        TRY(invoice_row_fill(call, render, &list[i], &rows[i]));
    }
    page->rows = (struct invoice_row_list){.items = rows, .count = count};
    page->next = has_more ? list[count - 1].id : (struct invoice_id){0};
    return RC_OK;
}

struct column_list invoice_columns(const struct render *render)
{
    const struct reader *r = &render->reader;
    struct column *columns = arena_many(render->arena, struct column, 6);
    size_t count = 0;
    columns[count++] = (struct column){.label = phrase_invoice_number(r)};
    columns[count++] = (struct column){.label = phrase_word_date(r)};
    columns[count++] = (struct column){.label = phrase_invoice_net(r), .is_figure = true};
    columns[count++] = (struct column){.label = phrase_invoice_tax(r), .is_figure = true};
    columns[count++] = (struct column){.label = phrase_invoice_payable(r), .is_figure = true};
    columns[count++] = (struct column){.label = phrase_invoice_files(r)};
    return (struct column_list){.items = columns, .count = count};
}

struct invoice_file_query {
    struct text format;
};
static const struct field query_fields[] = {
    FIELD_CHOICE(struct invoice_file_query, format, "pdf,xml", 0, "pdf unless given."),
};
const struct schema schema_invoice_file_query = SCHEMA("InvoiceFileQuery", struct invoice_file_query, query_fields);

enum rc web_invoice(struct call *call)
{
    const struct invoice_file_query *query = call->query;
    struct render render;
    TRY(page_open(call, &render));
    bool is_xml = text_equal(query->format, TEXT("xml"));
    enum document_format format = is_xml ? DOCUMENT_XML : DOCUMENT_PDF;
    struct invoice invoice;
    TRY(access_invoice(call, (struct invoice_id){call->ids[0]}, &invoice));
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = call->flow;
    flow.arena = arena;
    enum i18n_language language = i18n_language_of(render.reader.i18n);
    struct text bytes = TEXT_NONE;
    TRY(is_xml ? invoice_print_xml(&flow, &invoice, language, &bytes)
               : invoice_print_pdf(&flow, &invoice, language, &bytes));
    struct text number = invoice_number_text(call->arena, &invoice);
    struct text name = text_format(call->arena, "%.*s.%s", TEXT_PRINT(number), document_suffix(format));
    return call_answer_file(call, document_media_type(format), name, bytes);
}
