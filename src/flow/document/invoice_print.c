// SPDX-License-Identifier: Apache-2.0
// Invoices on paper and as XML; see invoice_print.h.
#include "document/invoice_print.h"

#include "core/buf.h"
#include "document/document_words.h"
#include "identity/public_id.h"
#include "pdf/pdf.h"

struct sheet_of_paper {
    struct flow *flow;
    const struct invoice *invoice;
    enum i18n_language language;
    struct i18n *i18n;
    struct pdf *pdf;
    struct text corrects_number, corrects_on; // of a credit note
};

static struct text word(const struct sheet_of_paper *p, enum document_word w)
{
    return document_word(p->language, w);
}

static struct text filled(const struct sheet_of_paper *p, enum document_word w, const char *name, struct text text)
{
    const struct document_value values[] = {{name, text}};
    return document_fill(p->flow->arena, p->language, w, values, 1);
}

static struct text money_words(const struct sheet_of_paper *p, struct money m)
{
    return i18n_money(p->i18n, p->flow->arena, m);
}

static struct text title(const struct sheet_of_paper *p)
{
    static const enum document_word titles[] = {[INVOICE_PLAIN] = DOC_INVOICE,
                                                [INVOICE_SELF_BILLING] = DOC_SELF_BILLING,
                                                [INVOICE_CREDIT_NOTE] = DOC_CREDIT_NOTE,
                                                [INVOICE_SELF_BILLING_CREDIT_NOTE] = DOC_SELF_BILLING_CREDIT_NOTE};
    return word(p, titles[p->invoice->kind]);
}

static bool is_self_billed(const struct invoice *invoice)
{
    return invoice->kind == INVOICE_SELF_BILLING || invoice->kind == INVOICE_SELF_BILLING_CREDIT_NOTE;
}

static struct text tax_reason(const struct sheet_of_paper *p)
{
    switch (p->invoice->lines[0].tax.category) {
    case INVOICE_EXEMPT:
        return word(p, DOC_NOTE_EXEMPT);
    case INVOICE_REVERSE_CHARGE:
        return word(p, DOC_NOTE_REVERSE_CHARGE);
    case INVOICE_OUTSIDE:
        return word(p, DOC_NOTE_OUTSIDE);
    case INVOICE_STANDARD:
    case INVOICE_CATEGORY_COUNT:
        break;
    }
    return TEXT("");
}

static bool is_bill(const struct invoice *invoice)
{
    return text_equal(invoice->reference_kind, TEXT("advertiser_bill"));
}

static struct text line_words(const struct sheet_of_paper *p, struct text name)
{
    if (!is_bill(p->invoice)) {
        return filled(p, DOC_LINE_COMMISSIONS, "program", name);
    }
    if (text_is_empty(name)) {
        return word(p, DOC_LINE_SUBSCRIPTION);
    }
    return text_equal(name, TEXT("*")) ? word(p, DOC_LINE_CHARGES_ALL) : filled(p, DOC_LINE_CHARGES, "program", name);
}

// Lines are stored with the program's name; the phrase around it is the language's.
static struct invoice worded(const struct sheet_of_paper *p)
{
    struct invoice invoice = *p->invoice;
    if (is_bill(&invoice) || text_equal(invoice.reference_kind, TEXT("payout_item"))) {
        invoice.lines = arena_many(p->flow->arena, struct invoice_line, invoice.line_count);
        for (size_t i = 0; i < invoice.line_count; i++) {
            invoice.lines[i] = p->invoice->lines[i];
            invoice.lines[i].description = line_words(p, p->invoice->lines[i].description);
        }
    }
    return invoice;
}

static enum rc read_corrected(struct sheet_of_paper *p)
{
    p->corrects_number = TEXT_NONE;
    if (p->invoice->corrects_id.v == 0) {
        return RC_OK;
    }
    struct invoice corrected;
    TRY(flow_stored(p->flow, invoice_get(p->flow->db, p->flow->arena, p->invoice->corrects_id, &corrected)));
    p->corrects_number = invoice_number_text(p->flow->arena, &corrected);
    p->corrects_on = corrected.issued_on;
    return RC_OK;
}

static struct text xml_of(const struct sheet_of_paper *p)
{
    struct invoice invoice = worded(p);
    struct invoice_xml_words words = {.note = is_self_billed(&invoice) ? word(p, DOC_NOTE_SELF_BILLING) : TEXT(""),
                                      .tax_reason = tax_reason(p),
                                      .terms = is_bill(&invoice) ? TEXT("") : word(p, DOC_TERMS),
                                      .corrects_number = p->corrects_number,
                                      .corrects_on = p->corrects_on};
    return invoice_xml(p->flow->arena, &invoice, &words);
}

// ---- paper ----

static void put_line_of(struct buf *buf, struct text t)
{
    if (!text_is_empty(t)) {
        buf_format(buf, "%s%.*s", buf->n > 0 ? "\n" : "", TEXT_PRINT(t));
    }
}

static struct text party_words(const struct sheet_of_paper *p, const struct invoice_party *party)
{
    struct arena *arena = p->flow->arena;
    struct buf buf = buf_new(arena, 8192);
    put_line_of(&buf, party->legal_name);
    put_line_of(&buf, party->line1);
    put_line_of(&buf, party->line2);
    bool has_postcode = !text_is_empty(party->postcode);
    put_line_of(&buf, text_format(arena, "%.*s%s%.*s", TEXT_PRINT(party->postcode), has_postcode ? " " : "",
                                  TEXT_PRINT(party->city)));
    put_line_of(&buf, i18n_country(p->i18n, arena, party->country));
    if (!text_is_empty(party->vat_id)) {
        put_line_of(&buf, text_format(arena, "%.*s %.*s", TEXT_PRINT(word(p, DOC_VAT_ID)), TEXT_PRINT(party->vat_id)));
    }
    if (!text_is_empty(party->registration_id)) {
        put_line_of(&buf, text_format(arena, "%.*s %.*s", TEXT_PRINT(word(p, DOC_REGISTRATION_ID)),
                                      TEXT_PRINT(party->registration_id)));
    }
    return buf_text(&buf);
}

static struct text day_words(const struct sheet_of_paper *p, struct text day)
{
    struct instant instant = {0};
    DISCARD("it was printed by us", instant_parse(day, &instant));
    return i18n_time(p->i18n, p->flow->arena, instant, I18N_DATE);
}

static void put_head(const struct sheet_of_paper *p)
{
    const struct invoice *invoice = p->invoice;
    struct arena *arena = p->flow->arena;
    pdf_text(p->pdf, PDF_TITLE, title(p));
    struct pdf_pair pairs[6];
    size_t count = 0;
    pairs[count++] = (struct pdf_pair){word(p, DOC_NUMBER), invoice_number_text(arena, invoice)};
    pairs[count++] = (struct pdf_pair){word(p, DOC_ISSUED_ON), day_words(p, invoice->issued_on)};
    struct text performed = i18n_time(p->i18n, arena, invoice->performed_at, I18N_DATE);
    pairs[count++] = (struct pdf_pair){word(p, DOC_PERFORMED_UNTIL), performed};
    if (!text_is_empty(invoice->due_on) && !invoice_is_credit_note(invoice->kind)) {
        pairs[count++] = (struct pdf_pair){word(p, DOC_DUE_ON), day_words(p, invoice->due_on)};
    }
    if (text_equal(invoice->reference_kind, TEXT("payout_item"))) {
        struct text payout = public_id_text(arena, p->flow->keyring, PREFIX_PAYOUT_ITEM, invoice->reference_id);
        pairs[count++] = (struct pdf_pair){word(p, DOC_COLUMN_PAYOUT), payout};
    }
    if (text_is(p->corrects_number)) {
        struct text cancelled =
            text_format(arena, "%.*s · %.*s", TEXT_PRINT(p->corrects_number), TEXT_PRINT(day_words(p, p->corrects_on)));
        pairs[count++] = (struct pdf_pair){word(p, DOC_CORRECTS), cancelled};
    }
    pdf_pairs(p->pdf, pairs, count);
    const struct pdf_pair parties[] = {{word(p, DOC_SELLER), party_words(p, &invoice->seller)},
                                       {word(p, DOC_BUYER), party_words(p, &invoice->buyer)}};
    pdf_columns(p->pdf, parties, 2);
}

static void put_total(const struct sheet_of_paper *p, struct pdf_table *table, struct text name, struct money m,
                      bool is_last)
{
    const struct text cells[] = {name, TEXT(""), money_words(p, m)};
    pdf_table_row(table, is_last ? PDF_ROW_TOTAL : PDF_ROW, cells);
}

static void put_lines(const struct sheet_of_paper *p)
{
    struct invoice invoice = worded(p);
    struct arena *arena = p->flow->arena;
    const struct pdf_column columns[] = {{.title = word(p, DOC_DESCRIPTION), .width = 60},
                                         {.title = word(p, DOC_QUANTITY), .width = 18, .is_right = true},
                                         {.title = word(p, DOC_NET), .width = 22, .is_right = true}};
    struct pdf_table *table = pdf_table_new(p->pdf, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < invoice.line_count; i++) {
        const struct text cells[] = {invoice.lines[i].description,
                                     i18n_integer(p->i18n, arena, invoice.lines[i].quantity),
                                     money_words(p, invoice.lines[i].amount)};
        pdf_table_row(table, PDF_ROW, cells);
    }
    const struct invoice_totals *t = &invoice.totals;
    struct text rate = i18n_percent(p->i18n, arena, invoice.lines[0].tax.rate);
    put_total(p, table, word(p, DOC_TOTAL_NET), t->net, /* is_last= */ false);
    put_total(p, table, filled(p, DOC_TOTAL_TAX, "rate", rate), t->tax, /* is_last= */ false);
    if (t->rounding.minor != 0) {
        put_total(p, table, word(p, DOC_ROUNDING), t->rounding, /* is_last= */ false);
    }
    put_total(p, table, word(p, DOC_PAYABLE), t->payable, /* is_last= */ true);
    if (!invoice.is_settled && !invoice_is_credit_note(invoice.kind)) {
        put_total(p, table, word(p, DOC_DUE), t->payable, /* is_last= */ true);
    }
}

static void put_notes(const struct sheet_of_paper *p)
{
    struct text reason = tax_reason(p);
    if (!text_is_empty(reason)) {
        pdf_text(p->pdf, PDF_BODY, reason);
    }
    if (is_self_billed(p->invoice)) {
        pdf_text(p->pdf, PDF_BODY, word(p, DOC_NOTE_SELF_BILLING));
    }
    if (!invoice_is_credit_note(p->invoice->kind) && !is_bill(p->invoice)) {
        pdf_text(p->pdf, PDF_BODY, word(p, p->invoice->is_settled ? DOC_NOTE_SETTLED : DOC_TERMS));
    }
}

// Factur-X 1.0: what the attachment is, and the schema that says what these properties are (PDF/A extension schema,
// ISO 19005-3 §6.6.2.3.3).
static const char fx_metadata[] =
    "<rdf:Description rdf:about=\"\" xmlns:fx=\"urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#\">"
    "<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>"
    "<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>\n"
    "<rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\"><pdfaExtension:schemas><rdf:Bag>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>fx</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>DocumentFileName</pdfaProperty:name>"
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>name of the embedded XML invoice file</pdfaProperty:description></rdf:li>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>DocumentType</pdfaProperty:name>"
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>INVOICE</pdfaProperty:description></rdf:li>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>Version</pdfaProperty:name>"
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>The actual version of the Factur-X XML schema</pdfaProperty:description></rdf:li>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>ConformanceLevel</pdfaProperty:name>"
    "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
    "<pdfaProperty:description>The conformance level of the embedded Factur-X data</pdfaProperty:description></rdf:li>"
    "</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n";

static enum rc paper_open(struct sheet_of_paper *p)
{
    TRY(read_corrected(p));
    return i18n_open(p->language, TEXT("UTC"), &p->i18n, p->flow->fault); // days are stored as such
}

enum rc invoice_print_xml(struct flow *flow, const struct invoice *invoice, enum i18n_language language,
                          struct text *ret_bytes)
{
    struct sheet_of_paper paper = {.flow = flow, .invoice = invoice, .language = language};
    TRY(read_corrected(&paper));
    *ret_bytes = xml_of(&paper);
    return RC_OK;
}

enum rc invoice_print_pdf(struct flow *flow, const struct invoice *invoice, enum i18n_language language,
                          struct text *ret_bytes)
{
    struct sheet_of_paper paper = {.flow = flow, .invoice = invoice, .language = language};
    TRY(paper_open(&paper));
    AUTO_I18N i18n = paper.i18n;
    struct pdf_info info = {
        .title = text_format(flow->arena, "%.*s %.*s", TEXT_PRINT(title(&paper)),
                             TEXT_PRINT(invoice_number_text(flow->arena, invoice))),
        .author = invoice->seller.legal_name,
        .language = i18n_language_text(language),
        .foot = invoice_number_text(flow->arena, invoice),
        .pages = word(&paper, DOC_PAGES),
        .created_at = invoice->issued_at,
    };
    paper.pdf = pdf_new(flow->arena, &info);
    put_head(&paper);
    put_lines(&paper);
    put_notes(&paper);
    const struct pdf_attachment attachment = {.name = "factur-x.xml",
                                              .type = "text/xml",
                                              .description = info.title,
                                              .bytes = xml_of(&paper),
                                              .xmp = text_of(fx_metadata)};
    pdf_attach(paper.pdf, &attachment);
    return pdf_finish(paper.pdf, ret_bytes, flow->fault);
}
