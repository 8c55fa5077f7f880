// SPDX-License-Identifier: Apache-2.0
// The books as a workbook: a row a posting, as in CSV.
#include "identity/public_id.h"
#include "ledger/ledger_chart.h"
#include "ledger/ledger_export_private.h"

#define COLUMNS 16

static enum rc book_open(struct exporting *x)
{
    static const struct sheet_column columns[COLUMNS] = {
        {.title = {.p = "date", .n = 4}, .width = 12},      {.title = {.p = "entry", .n = 5}, .width = 20},
        {.title = {.p = "key", .n = 3}, .width = 28},       {.title = {.p = "kind", .n = 4}, .width = 20},
        {.title = {.p = "reference", .n = 9}, .width = 24}, {.title = {.p = "occurred_at", .n = 11}, .width = 20},
        {.title = {.p = "booked_at", .n = 9}, .width = 20}, {.title = {.p = "position", .n = 8}, .width = 8},
        {.title = {.p = "account", .n = 7}, .width = 40},   {.title = {.p = "owner", .n = 5}, .width = 24},
        {.title = {.p = "currency", .n = 8}, .width = 9},   {.title = {.p = "debit", .n = 5}, .width = 14},
        {.title = {.p = "credit", .n = 6}, .width = 14},    {.title = {.p = "amount", .n = 6}, .width = 14},
        {.title = {.p = "rate", .n = 4}, .width = 24},      {.title = {.p = "rate_source", .n = 11}, .width = 20},
    };
    struct sheet_book_info info = {.title = x->network.name, .author = x->network.name, .created_at = x->flow->now};
    TRY(sheet_book_new(x->whole, &info, &x->book, x->flow->fault));
    x->sheet = sheet_new(x->book, TEXT("ledger"), columns, COLUMNS);
    return RC_OK;
}

static void entry_xlsx(struct exporting *x, const struct sql_ledger_list_lines_row *row)
{
    // Every posting has all of its entry's fields.
}

static void line_xlsx(struct exporting *x, const struct sql_ledger_list_lines_row *row, struct text name)
{
    struct arena *arena = x->scratch;
    struct sheet *sheet = x->sheet;
    struct money amount = {.minor = row->amount_minor, .currency = row->currency};
    sheet_put_date(sheet, x->zone, row->accounted_at);
    sheet_put_text(sheet, public_id_text(arena, x->flow->keyring, PREFIX_ENTRY, row->entry_id.v));
    sheet_put_text(sheet, row->entry_key);
    sheet_put_text(sheet, row->kind);
    sheet_put_text(sheet, ledger_reference_text(arena, x->flow->keyring, row->reference_kind, row->reference_id));
    sheet_put_time(sheet, x->zone, row->occurred_at);
    sheet_put_time(sheet, x->zone, row->booked_at);
    sheet_put_int64(sheet, row->position);
    sheet_put_text(sheet, name);
    sheet_put_text(sheet, row->owner_name);
    sheet_put_text(sheet, currency_text(&row->currency));
    if (amount.minor > 0) {
        sheet_put_money(sheet, amount);
        sheet_put_text(sheet, TEXT_NONE);
    } else {
        sheet_put_text(sheet, TEXT_NONE);
        sheet_put_money(sheet, money_negate(amount));
    }
    sheet_put_money(sheet, amount);
    struct ledger_rate rate = ledger_rate_of(arena, row->rates, row->rate_source, row->rate_day);
    sheet_put_text(sheet, rate.rates);
    sheet_put_text(sheet, rate.source);
    sheet_end_row(sheet);
}

static enum rc end_xlsx(struct exporting *x)
{
    struct text bytes = TEXT_NONE;
    struct sheet_book *book = x->book;
    x->book = NULL; // it ends here, whatever the result
    TRY(sheet_book_finish(book, &bytes, x->flow->fault));
    return x->write(x->user, bytes);
}

const struct export_functions export_xlsx = {
    .open = book_open, .entry = entry_xlsx, .line = line_xlsx, .end = end_xlsx};
