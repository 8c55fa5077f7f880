// SPDX-License-Identifier: Apache-2.0
// Invoices over HTTP. A partner sees those about itself.
#include "document/invoice_issue.h"
#include "document/invoice_print.h"
#include "identity/public_id.h"
#include "v1/document.h"
#include "validate.h"

struct party_view {
    struct text legal_name, line1, line2, postcode, city, country, vat_id, registration_id;
};
static const struct field party_fields[] = {
    FIELD_TEXT(struct party_view, legal_name, 0, 200, 0, "As registered."),
    FIELD_TEXT(struct party_view, line1, 0, 200, 0, "Street and number."),
    FIELD_TEXT(struct party_view, line2, 0, 200, 0, "More of the address, or empty."),
    FIELD_TEXT(struct party_view, postcode, 0, 20, 0, "Postal code, or empty."),
    FIELD_TEXT(struct party_view, city, 0, 200, 0, "Place."),
    FIELD_TEXT(struct party_view, country, 0, 2, 0, "ISO 3166-1, two letters."),
    FIELD_TEXT(struct party_view, vat_id, 0, 20, 0, "Empty when not registered for VAT."),
    FIELD_TEXT(struct party_view, registration_id, 0, 50, 0, "Company or tax number, or empty."),
};
static const struct schema schema_invoice_party = SCHEMA("InvoiceParty", struct party_view, party_fields);

struct line_view {
    struct text description;
    struct opt_int64 quantity;
    struct money net;
    struct text tax_category, tax_rate;
};
static const struct field line_fields[] = {
    FIELD_TEXT(struct line_view, description, 0, 200, 0, "Name of the program."),
    FIELD_INT64(struct line_view, quantity, 1, INT64_MAX, 0, "How many commissions it sums up."),
    FIELD_MONEY(struct line_view, net, "Without tax."),
    FIELD_TEXT(struct line_view, tax_category, 0, 2, 0, "UNCL 5305: S, E, AE or O."),
    FIELD_DECIMAL(struct line_view, tax_rate, 0, "In percent."),
};
static const struct schema schema_invoice_line = SCHEMA("InvoiceLine", struct line_view, line_fields);

struct invoice_view {
    struct invoice_id id;
    struct text number, kind;
    struct partner_id partner_id;
    struct advertiser_id advertiser_id;
    struct payout_item_id payout_item_id;
    struct invoice_id corrects_id;
    struct money net, tax, rounding, payable;
    struct opt_int64 is_settled;
    struct text issued_on, due_on;
    struct instant issued_at;
    const void *seller, *buyer;
    struct field_list lines;
};
static const struct field invoice_fields[] = {
    FIELD_ID(struct invoice_view, id, PREFIX_INVOICE, 0, "The invoice."),
    FIELD_TEXT(struct invoice_view, number, 0, 100, 0, "Series, year and number, without gaps."),
    FIELD_CHOICE(struct invoice_view, kind, "invoice,self_billing,credit_note,self_billing_credit_note", 0, "What."),
    FIELD_ID(struct invoice_view, partner_id, PREFIX_PARTNER, 0, "The partner it is about."),
    FIELD_ID(struct invoice_view, advertiser_id, PREFIX_ADVERTISER, 0, "The advertiser it is about."),
    FIELD_ID(struct invoice_view, payout_item_id, PREFIX_PAYOUT_ITEM, 0, "The payout it is about."),
    FIELD_ID(struct invoice_view, corrects_id, PREFIX_INVOICE, 0, "The invoice that a credit note takes back."),
    FIELD_MONEY(struct invoice_view, net, "Sum of the lines."),
    FIELD_MONEY(struct invoice_view, tax, "VAT."),
    FIELD_MONEY(struct invoice_view, rounding, "Payable less net and tax: one minor unit at most."),
    FIELD_MONEY(struct invoice_view, payable, "In all."),
    FIELD_BOOL(struct invoice_view, is_settled, 0, "Paid when it was issued: nothing is due."),
    FIELD_TEXT(struct invoice_view, issued_on, 0, 10, 0, "Day of issue in the network's time zone."),
    FIELD_TEXT(struct invoice_view, due_on, 0, 10, 0, "Day by which it is to be paid; null: with the payout."),
    FIELD_INSTANT(struct invoice_view, issued_at, 0, "When it was issued."),
    FIELD_OBJECT(struct invoice_view, seller, &schema_invoice_party, "Who sells; null in lists."),
    FIELD_OBJECT(struct invoice_view, buyer, &schema_invoice_party, "Who buys; null in lists."),
    FIELD_LIST(struct invoice_view, lines, &schema_invoice_line, 0, "Left out in lists."),
};
const struct schema schema_invoice = SCHEMA("Invoice", struct invoice_view, invoice_fields);

struct invoice_query {
    struct text format, lang;
};
static const struct field query_fields[] = {
    FIELD_TEXT(struct invoice_query, format, 0, 8, 0, "json (unless given), pdf or xml."),
    FIELD_TEXT(struct invoice_query, lang, 0, 16, 0, "Of the words: en, ru, fr or ja; else by Accept-Language."),
};
const struct schema schema_invoice_query = SCHEMA("InvoiceQuery", struct invoice_query, query_fields);

static const struct party_view *party_of(struct arena *arena, const struct invoice_party *p)
{
    struct party_view *view = arena_one(arena, struct party_view);
    *view = (struct party_view){.legal_name = p->legal_name,
                                .line1 = p->line1,
                                .line2 = p->line2,
                                .postcode = p->postcode,
                                .city = p->city,
                                .country = p->country,
                                .vat_id = p->vat_id,
                                .registration_id = p->registration_id};
    return view;
}

static struct invoice_view view_of(struct call *call, const struct invoice *invoice)
{
    bool is_payout = text_equal(invoice->reference_kind, TEXT("payout_item"));
    return (struct invoice_view){.id = invoice->id,
                                 .number = invoice_number_text(call->arena, invoice),
                                 .kind = text_of(invoice_kind_text(invoice->kind)),
                                 .partner_id = invoice->partner_id,
                                 .advertiser_id = invoice->advertiser_id,
                                 .payout_item_id = {is_payout ? invoice->reference_id : 0},
                                 .corrects_id = invoice->corrects_id,
                                 .net = invoice->totals.net,
                                 .tax = invoice->totals.tax,
                                 .rounding = invoice->totals.rounding,
                                 .payable = invoice->totals.payable,
                                 .is_settled = some_int64(invoice->is_settled),
                                 .issued_on = invoice->issued_on,
                                 .due_on = text_is_empty(invoice->due_on) ? TEXT_NONE : invoice->due_on,
                                 .issued_at = invoice->issued_at};
}

static enum rc print_invoice(struct call *call, const struct invoice *invoice)
{
    struct invoice_view view = view_of(call, invoice);
    struct line_view *lines = arena_many(call->arena, struct line_view, invoice->line_count);
    for (size_t i = 0; i < invoice->line_count; i++) {
        const struct invoice_line *line = &invoice->lines[i];
        lines[i] = (struct line_view){.description = line->description,
                                      .quantity = some_int64(line->quantity),
                                      .net = line->amount,
                                      .tax_category = text_of(invoice_category_text(line->tax.category)),
                                      .tax_rate = rate_percent_text(call->arena, line->tax.rate)};
    }
    view.seller = party_of(call->arena, &invoice->seller);
    view.buyer = party_of(call->arena, &invoice->buyer);
    view.lines = (struct field_list){.items = lines, .count = invoice->line_count};
    return call_print(call, &schema_invoice, &view);
}

static enum rc render(struct call *call, const void *view)
{
    const struct invoice_id *id = view;
    struct invoice invoice;
    TRY(access_invoice(call, *id, &invoice));
    return print_invoice(call, &invoice);
}

enum rc api_invoice_issue(struct call *call)
{
    struct invoice_id *id = arena_one(call->arena, struct invoice_id);
    call_answer_by(call, render, id);
    return invoice_issue_payout(&call->flow, (struct payout_item_id){call->ids[0]}, id);
}

enum rc api_invoice_credit(struct call *call)
{
    struct invoice_id *id = arena_one(call->arena, struct invoice_id);
    call_answer_by(call, render, id);
    return invoice_credit(&call->flow, (struct invoice_id){call->ids[0]}, id);
}

struct part_body {
    struct text amount, reference, reason;
};
static const struct field part_fields[] = {
    FIELD_DECIMAL(struct part_body, amount, FIELD_REQUIRED, "With VAT, at most what is left of the invoice."),
    FIELD_TEXT(struct part_body, reference, 1, NAME_CHARACTERS_MAX, FIELD_REQUIRED, "Your own, once for each invoice."),
    FIELD_TEXT(struct part_body, reason, 1, NAME_CHARACTERS_MAX, FIELD_REQUIRED,
               "Stands as the line of the credit note."),
};
const struct schema schema_invoice_part = SCHEMA("InvoicePart", struct part_body, part_fields);

enum rc api_invoice_credit_part(struct call *call)
{
    const struct part_body *body = call->body;
    struct invoice_id *id = arena_one(call->arena, struct invoice_id);
    struct invoice_part_input input = {
        .id = {call->ids[0]}, .amount = body->amount, .reference = body->reference, .reason = body->reason};
    call_answer_by(call, render, id);
    return invoice_credit_part(&call->flow, &input, id);
}

enum rc api_invoice_list(struct call *call)
{
    const struct page_query *query = call->query;
    int64_t limit = 0;
    int64_t before = 0;
    TRY(call_page_start(call, query->limit, query->cursor, &limit, &before));
    struct invoice *invoices = NULL;
    size_t count = 0;
    struct invoice_filter filter = {.partner_id = access_own_partner(call),
                                    .advertiser_id = access_own_advertiser(call),
                                    .before = {before},
                                    .limit = limit + 1};
    TRY(flow_stored(&call->flow, invoice_list(call->db, call->arena, &filter, &invoices, &count)));
    struct invoice_view *views = arena_many(call->arena, struct invoice_view, count);
    for (size_t i = 0; i < count; i++) {
        views[i] = view_of(call, &invoices[i]);
    }
    struct call_page page = {
        .items = views, .count = count, .limit = limit, .id_offset = offsetof(struct invoice_view, id)};
    return call_print_page(call, &page);
}

enum rc api_invoice_get(struct call *call)
{
    const struct invoice_query *query = call->query;
    enum document_format format = DOCUMENT_JSON;
    enum i18n_language language = I18N_EN;
    TRY(document_format_of(call, query->format, "json,pdf,xml", &format));
    TRY(document_language_of(call, query->lang, &language));
    struct invoice invoice;
    TRY(access_invoice(call, (struct invoice_id){call->ids[0]}, &invoice));
    if (format == DOCUMENT_JSON) {
        return print_invoice(call, &invoice);
    }
    AUTO_ARENA arena = arena_new(ARENA_JOB_BYTES);
    struct flow flow = document_flow(call, arena);
    struct text bytes = TEXT_NONE;
    TRY(format == DOCUMENT_PDF ? invoice_print_pdf(&flow, &invoice, language, &bytes)
                               : invoice_print_xml(&flow, &invoice, language, &bytes));
    struct text number = invoice_number_text(call->arena, &invoice);
    struct text name = text_format(call->arena, "%.*s.%s", TEXT_PRINT(number), document_suffix(format));
    return call_answer_file(call, document_media_type(format), name, bytes);
}
