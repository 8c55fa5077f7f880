// SPDX-License-Identifier: Apache-2.0
// The books for a spreadsheet: a line a posting.
#include "format/csv.h"
#include "identity/public_id.h"
#include "ledger/ledger_chart.h"
#include "ledger/ledger_export_private.h"

static void begin_csv(struct exporting *x)
{
    buf_add(&x->out, TEXT("date,entry,key,kind,reference,occurred_at,booked_at,position,account,owner,currency,debit,"
                          "credit,amount,rate,rate_source\r\n"));
}

static void entry_csv(struct exporting *x, const struct sql_ledger_list_lines_row *row)
{
    // Every posting has all of its entry's fields.
}

static void add_field(struct exporting *x, struct text field, char after)
{
    csv_print_field(&x->out, field, ',', /* is_spreadsheet= */ true);
    buf_add_char(&x->out, after);
    if (after == '\r') {
        buf_add_char(&x->out, '\n');
    }
}

static void line_csv(struct exporting *x, const struct sql_ledger_list_lines_row *row, struct text name)
{
    struct arena *arena = x->scratch;
    struct money amount = {.minor = row->amount_minor, .currency = row->currency};
    bool is_debit = amount.minor > 0;
    struct text size = money_text(arena, is_debit ? amount : money_negate(amount));
    add_field(x, export_date(x, row->accounted_at), ',');
    add_field(x, public_id_text(arena, x->flow->keyring, PREFIX_ENTRY, row->entry_id.v), ',');
    add_field(x, row->entry_key, ',');
    add_field(x, row->kind, ',');
    add_field(x, ledger_reference_text(arena, x->flow->keyring, row->reference_kind, row->reference_id), ',');
    add_field(x, instant_text(arena, row->occurred_at), ',');
    add_field(x, instant_text(arena, row->booked_at), ',');
    add_field(x, text_format(arena, "%lld", (long long)row->position), ',');
    add_field(x, name, ',');
    add_field(x, row->owner_name, ',');
    add_field(x, currency_text(&row->currency), ',');
    add_field(x, is_debit ? size : TEXT(""), ',');
    add_field(x, is_debit ? TEXT("") : size, ',');
    struct ledger_rate rate = ledger_rate_of(arena, row->rates, row->rate_source, row->rate_day);
    add_field(x, money_text(arena, amount), ',');
    add_field(x, rate.rates, ',');
    add_field(x, rate.source, '\r');
}

const struct export_functions export_csv = {.begin = begin_csv, .entry = entry_csv, .line = line_csv};
