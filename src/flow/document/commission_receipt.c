// SPDX-License-Identifier: Apache-2.0
// Receipts of commissions on paper; see commission_receipt.h.
#include "document/commission_receipt.h"

#include <string.h>

#include "commission/commission_explain.h"
#include "document/document_words.h"
#include "identity/public_id.h"
#include "ledger/ledger.h"
#include "network/network.h"
#include "partner/partner.h"
#include "pdf/pdf.h"
#include "program/program.h"

struct receipt {
    struct flow *flow;
    const struct commission *commission;
    enum i18n_language language;
    struct i18n *i18n;
    struct pdf *pdf;
};

static struct text word(const struct receipt *r, enum document_word w)
{
    return document_word(r->language, w);
}

static enum rc put_head(const struct receipt *r, struct text id)
{
    struct flow *flow = r->flow;
    struct partner partner;
    struct program program;
    const struct commission *c = r->commission;
    TRY(flow_stored(flow, partner_get(flow->db, flow->arena, c->partner_id, &partner)));
    TRY(flow_stored(flow, program_get(flow->db, flow->arena, c->program_id, &program)));
    struct text status = document_code(r->language, "state", text_of(commission_status_text(c->status)));
    pdf_text(r->pdf, PDF_TITLE, word(r, DOC_RECEIPT));
    const struct pdf_pair pairs[] = {
        {word(r, DOC_NUMBER), id},
        {word(r, DOC_PARTNER), partner.name},
        {word(r, DOC_COLUMN_PROGRAM), program.name},
        {word(r, DOC_COLUMN_COMMISSION), i18n_money(r->i18n, flow->arena, c->amount)},
        {word(r, DOC_COLUMN_STATE), status},
        {word(r, DOC_COLUMN_DATE), i18n_time(r->i18n, flow->arena, c->created_at, I18N_DATE)},
    };
    pdf_pairs(r->pdf, pairs, sizeof(pairs) / sizeof(pairs[0]));
    return RC_OK;
}

static enum rc put_why(const struct receipt *r)
{
    struct explain_reader reader = {.language = EXPLAIN_EN};
    struct explanation explanation;
    if (!explain_language_parse(text_of(i18n_language_text(r->language)), &reader.language)) {
        reader.language = EXPLAIN_EN;
    }
    TRY(commission_explain(r->flow, r->commission, &reader, &explanation));
    pdf_text(r->pdf, PDF_HEADING, word(r, DOC_RECEIPT_WHY));
    for (size_t i = 0; i < explanation.count; i++) {
        bool is_shown_below = strcmp(explanation.steps[i].code, "ledger") == 0;
        if (!is_shown_below) {
            pdf_text(r->pdf, PDF_BODY, explanation.steps[i].sentence);
        }
    }
    return RC_OK;
}

static void put_entry(const struct receipt *r, struct pdf_table *table, const struct ledger_entry_view *entry)
{
    struct arena *arena = r->flow->arena;
    for (size_t i = 0; i < entry->line_count; i++) {
        const struct ledger_line *line = &entry->lines[i];
        bool is_debit = line->amount.minor > 0;
        struct money amount = is_debit ? line->amount : money_negate(line->amount);
        struct text shown = i18n_money(r->i18n, arena, amount);
        const struct text cells[] = {
            i == 0 ? i18n_time(r->i18n, arena, entry->booked_at, I18N_DATE) : TEXT(""),
            document_code(r->language, "account", text_of(ledger_account_kind_text(line->account))),
            is_debit ? shown : TEXT(""),
            is_debit ? TEXT("") : shown,
        };
        pdf_table_row(table, PDF_ROW, cells);
    }
}

static enum rc put_books(const struct receipt *r)
{
    struct flow *flow = r->flow;
    struct ledger_entry_view *entries;
    size_t count;
    TRY(flow_stored(
        flow, ledger_entries_of(flow->db, flow->arena, TEXT("commission"), r->commission->id.v, &entries, &count)));
    if (count == 0) {
        return RC_OK;
    }
    const struct pdf_column columns[] = {{.title = word(r, DOC_COLUMN_DATE), .width = 20},
                                         {.title = word(r, DOC_COLUMN_ACCOUNT), .width = 40},
                                         {.title = word(r, DOC_COLUMN_DEBIT), .width = 20, .is_right = true},
                                         {.title = word(r, DOC_COLUMN_CREDIT), .width = 20, .is_right = true}};
    pdf_text(r->pdf, PDF_HEADING, word(r, DOC_RECEIPT_BOOKS));
    struct pdf_table *table = pdf_table_new(r->pdf, columns, sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < count; i++) {
        put_entry(r, table, &entries[i]);
    }
    return RC_OK;
}

enum rc commission_receipt_pdf(struct flow *flow, const struct commission *commission, enum i18n_language language,
                               struct text *ret_bytes)
{
    struct network network;
    struct receipt r = {.flow = flow, .commission = commission, .language = language};
    TRY(flow_stored(flow, network_get(flow->db, flow->arena, &network)));
    TRY(i18n_open(language, network.time_zone, &r.i18n, flow->fault));
    AUTO_I18N i18n = r.i18n;
    struct text id = public_id_text(flow->arena, flow->keyring, PREFIX_COMMISSION, commission->id.v);
    struct pdf_info info = {
        .title = text_format(flow->arena, "%.*s %.*s", TEXT_PRINT(word(&r, DOC_RECEIPT)), TEXT_PRINT(id)),
        .author = network.name,
        .language = i18n_language_text(language),
        .foot = id,
        .pages = word(&r, DOC_PAGES),
        .created_at = commission->created_at,
    };
    r.pdf = pdf_new(flow->arena, &info);
    TRY(put_head(&r, id));
    TRY(put_why(&r));
    TRY(put_books(&r));
    return pdf_finish(r.pdf, ret_bytes, flow->fault);
}
