// SPDX-License-Identifier: Apache-2.0
// Cross Industry Invoice by EN 16931; see invoice.h. The order of elements is the schema's.
#include "core/buf.h"
#include "core/bug.h"
#include "invoice/invoice.h"

#define XML_BYTES_MAX ((size_t)8 << 20)

static void put_text(struct buf *buf, struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (c == '&' || c == '<' || c == '>') {
            buf_add(buf, c == '&' ? TEXT("&amp;") : c == '<' ? TEXT("&lt;") : TEXT("&gt;"));
        } else if ((unsigned char)c >= ' ') { // XML has no other controls; names and descriptions have none
            buf_add_char(buf, c);
        }
    }
}

// <ram:NAME ATTRIBUTES>text</ram:NAME>, or nothing for an empty text.
static void put(struct buf *buf, const char *name, const char *attributes, struct text t)
{
    if (!text_is_empty(t)) {
        buf_format(buf, "<ram:%s%s>", name, attributes);
        put_text(buf, t);
        buf_format(buf, "</ram:%s>", name);
    }
}

static void put_money(struct buf *buf, const char *name, const char *attributes, struct money m)
{
    buf_format(buf, "<ram:%s%s>", name, attributes);
    money_print(buf, m);
    buf_format(buf, "</ram:%s>", name);
}

static void put_date(struct buf *buf, const char *prefix, struct text day)
{
    BUG_ON(day.n != 10);
    buf_format(buf, "<%s:DateTimeString format=\"102\">%.4s%.2s%.2s</%s:DateTimeString>", prefix, day.p, day.p + 5,
               day.p + 8, prefix);
}

static void put_rate(struct buf *buf, const struct invoice_tax *tax)
{
    if (tax->category != INVOICE_OUTSIDE) { // BR-O-05
        put(buf, "RateApplicablePercent", "", rate_percent_text(buf->arena, tax->rate));
    }
}

static void put_head(struct buf *buf, const struct invoice *invoice, const struct invoice_xml_words *words)
{
    static const int types[] = {[INVOICE_PLAIN] = 380,
                                [INVOICE_SELF_BILLING] = 389,
                                [INVOICE_CREDIT_NOTE] = 381,
                                [INVOICE_SELF_BILLING_CREDIT_NOTE] = 261};
    buf_add(buf,
            TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsm:CrossIndustryInvoice"
                 " xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\""
                 " xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\""
                 " xmlns:qdt=\"urn:un:unece:uncefact:data:standard:QualifiedDataType:100\""
                 " xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\">"
                 "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
                 "<ram:ID>urn:cen.eu:en16931:2017</ram:ID>"
                 "</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>\n"
                 "<rsm:ExchangedDocument>"));
    put(buf, "ID", "", invoice_number_text(buf->arena, invoice));
    buf_format(buf, "<ram:TypeCode>%d</ram:TypeCode><ram:IssueDateTime>", types[invoice->kind]);
    put_date(buf, "udt", invoice->issued_on);
    buf_add(buf, TEXT("</ram:IssueDateTime>"));
    if (!text_is_empty(words->note)) {
        buf_add(buf, TEXT("<ram:IncludedNote>"));
        put(buf, "Content", "", words->note);
        buf_add(buf, TEXT("</ram:IncludedNote>"));
    }
    buf_add(buf, TEXT("</rsm:ExchangedDocument>\n<rsm:SupplyChainTradeTransaction>\n"));
}

static void put_line(struct buf *buf, const struct invoice_line *line, size_t position)
{
    buf_format(buf,
               "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>%zu</ram:LineID>"
               "</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct>",
               position);
    put(buf, "Name", "", line->description);
    buf_add(buf, TEXT("</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice>"));
    put_money(buf, "ChargeAmount", "", line->amount);
    buf_add(buf, TEXT("</ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
                      "<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode=\"C62\">1</ram:BilledQuantity>"
                      "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax>"
                      "<ram:TypeCode>VAT</ram:TypeCode>"));
    put(buf, "CategoryCode", "", text_of(invoice_category_text(line->tax.category)));
    put_rate(buf, &line->tax);
    buf_add(buf, TEXT("</ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"));
    put_money(buf, "LineTotalAmount", "", line->amount);
    buf_add(buf, TEXT("</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>"
                      "</ram:IncludedSupplyChainTradeLineItem>\n"));
}

static void put_party(struct buf *buf, const char *name, const struct invoice_party *party, bool has_vat)
{
    buf_format(buf, "<ram:%s>", name);
    put(buf, "Name", "", party->legal_name);
    if (!text_is_empty(party->registration_id)) {
        buf_add(buf, TEXT("<ram:SpecifiedLegalOrganization>"));
        put(buf, "ID", "", party->registration_id);
        buf_add(buf, TEXT("</ram:SpecifiedLegalOrganization>"));
    }
    buf_add(buf, TEXT("<ram:PostalTradeAddress>"));
    put(buf, "PostcodeCode", "", party->postcode);
    put(buf, "LineOne", "", party->line1);
    put(buf, "LineTwo", "", party->line2);
    put(buf, "CityName", "", party->city);
    put(buf, "CountryID", "", party->country);
    buf_add(buf, TEXT("</ram:PostalTradeAddress>"));
    if (has_vat && !text_is_empty(party->vat_id)) {
        buf_add(buf, TEXT("<ram:SpecifiedTaxRegistration>"));
        put(buf, "ID", " schemeID=\"VA\"", party->vat_id);
        buf_add(buf, TEXT("</ram:SpecifiedTaxRegistration>"));
    }
    buf_format(buf, "</ram:%s>\n", name);
}

static void put_tax(struct buf *buf, const struct invoice *invoice, const struct invoice_xml_words *words)
{
    static const char *const reasons[INVOICE_CATEGORY_COUNT] = {[INVOICE_STANDARD] = "",
                                                                [INVOICE_EXEMPT] = "",
                                                                [INVOICE_REVERSE_CHARGE] = "VATEX-EU-AE",
                                                                [INVOICE_OUTSIDE] = "VATEX-EU-O"};
    const struct invoice_tax *tax = &invoice->lines[0].tax;
    bool has_reason = tax->category != INVOICE_STANDARD;
    buf_add(buf, TEXT("<ram:ApplicableTradeTax>"));
    put_money(buf, "CalculatedAmount", "", invoice->totals.tax);
    buf_add(buf, TEXT("<ram:TypeCode>VAT</ram:TypeCode>"));
    put(buf, "ExemptionReason", "", has_reason ? words->tax_reason : TEXT(""));
    put_money(buf, "BasisAmount", "", invoice->totals.net);
    put(buf, "CategoryCode", "", text_of(invoice_category_text(tax->category)));
    put(buf, "ExemptionReasonCode", "", text_of(reasons[tax->category]));
    put_rate(buf, tax);
    buf_add(buf, TEXT("</ram:ApplicableTradeTax>\n"));
}

static void put_totals(struct buf *buf, const struct invoice *invoice)
{
    const struct invoice_totals *t = &invoice->totals;
    struct money gross = {.minor = t->net.minor + t->tax.minor, .currency = t->net.currency}; // was added before
    struct money due = invoice->is_settled ? money_zero(t->net.currency) : t->payable;
    struct text currency = currency_text(&t->net.currency);
    const char *attribute =
        text_zero_terminated(buf->arena, text_format(buf->arena, " currencyID=\"%.*s\"", TEXT_PRINT(currency)));
    buf_add(buf, TEXT("<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"));
    put_money(buf, "LineTotalAmount", "", t->net);
    put_money(buf, "TaxBasisTotalAmount", "", t->net);
    put_money(buf, "TaxTotalAmount", attribute, t->tax);
    if (t->rounding.minor != 0) {
        put_money(buf, "RoundingAmount", "", t->rounding);
    }
    put_money(buf, "GrandTotalAmount", "", gross);
    if (invoice->is_settled) { // BR-CO-16: due = gross - prepaid + rounding
        put_money(buf, "TotalPrepaidAmount", "", t->payable);
    }
    put_money(buf, "DuePayableAmount", "", due);
    buf_add(buf, TEXT("</ram:SpecifiedTradeSettlementHeaderMonetarySummation>\n"));
}

static void put_settlement(struct buf *buf, const struct invoice *invoice, const struct invoice_xml_words *words)
{
    buf_add(buf, TEXT("<ram:ApplicableHeaderTradeSettlement>"));
    put(buf, "InvoiceCurrencyCode", "", currency_text(&invoice->totals.net.currency));
    put_tax(buf, invoice, words);
    if (!invoice->is_settled && (!text_is_empty(words->terms) || !text_is_empty(invoice->due_on))) { // BR-CO-25
        buf_add(buf, TEXT("<ram:SpecifiedTradePaymentTerms>"));
        put(buf, "Description", "", words->terms);
        if (!text_is_empty(invoice->due_on)) { // BT-9
            buf_add(buf, TEXT("<ram:DueDateDateTime>"));
            put_date(buf, "udt", invoice->due_on);
            buf_add(buf, TEXT("</ram:DueDateDateTime>"));
        }
        buf_add(buf, TEXT("</ram:SpecifiedTradePaymentTerms>"));
    }
    put_totals(buf, invoice);
    if (text_is(words->corrects_number)) {
        buf_add(buf, TEXT("<ram:InvoiceReferencedDocument>"));
        put(buf, "IssuerAssignedID", "", words->corrects_number);
        buf_add(buf, TEXT("<ram:FormattedIssueDateTime>"));
        put_date(buf, "qdt", words->corrects_on);
        buf_add(buf, TEXT("</ram:FormattedIssueDateTime></ram:InvoiceReferencedDocument>"));
    }
    buf_add(buf, TEXT("</ram:ApplicableHeaderTradeSettlement>\n"));
}

struct text invoice_xml(struct arena *arena, const struct invoice *invoice, const struct invoice_xml_words *words)
{
    struct buf buf = buf_new(arena, XML_BYTES_MAX);
    bool has_vat = invoice->lines[0].tax.category != INVOICE_OUTSIDE; // BR-O-02
    put_head(&buf, invoice, words);
    for (size_t i = 0; i < invoice->line_count; i++) {
        put_line(&buf, &invoice->lines[i], i + 1);
    }
    buf_add(&buf, TEXT("<ram:ApplicableHeaderTradeAgreement>"));
    put_party(&buf, "SellerTradeParty", &invoice->seller, has_vat);
    put_party(&buf, "BuyerTradeParty", &invoice->buyer, has_vat);
    buf_add(&buf, TEXT("</ram:ApplicableHeaderTradeAgreement>\n<ram:ApplicableHeaderTradeDelivery>"
                       "<ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>"));
    put_date(&buf, "udt", instant_date_text(arena, invoice->performed_at));
    buf_add(&buf, TEXT("</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>"
                       "</ram:ApplicableHeaderTradeDelivery>\n"));
    put_settlement(&buf, invoice, words);
    buf_add(&buf, TEXT("</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>\n"));
    BUG_ON(buf.is_overflown);
    return buf_text(&buf);
}
