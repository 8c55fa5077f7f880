// SPDX-License-Identifier: Apache-2.0
// Plain text accounting: hledger, Ledger and beancount. The three differ in how accounts and commodities are declared,
// how text is quoted, and how a balance is asserted.
#include "identity/public_id.h"
#include "ledger/ledger_chart.h"
#include "ledger/ledger_export_private.h"

static struct text amount_text(struct exporting *x, int64_t minor, struct currency currency)
{
    struct money money = {.minor = minor, .currency = currency};
    return text_format(x->scratch, "%.*s %.3s", TEXT_PRINT(money_text(x->scratch, money)), currency.code);
}

static struct text entry_text(struct exporting *x, struct entry_id id)
{
    return public_id_text(x->scratch, x->flow->keyring, PREFIX_ENTRY, id.v);
}

static struct text reference_text(struct exporting *x, const struct sql_ledger_list_lines_row *row)
{
    return ledger_reference_text(x->scratch, x->flow->keyring, row->reference_kind, row->reference_id);
}

// A line under the entry: what it is called, and its value.
static void add_tag(struct exporting *x, bool is_beancount, const char *name, struct text value)
{
    if (is_beancount) {
        buf_format(&x->out, "  %s: \"%.*s\"\n", name, TEXT_PRINT(value));
    } else {
        buf_format(&x->out, "    ; %s: %.*s\n", name, TEXT_PRINT(value));
    }
}

// Who published a rate is an operator's own text: what ends a line, a string or hledger's tag is another sign.
static struct text tag_value(struct exporting *x, struct text t)
{
    struct text clean = export_clean(x, t);
    char *bytes = arena_many(x->scratch, char, clean.n);
    for (size_t i = 0; i < clean.n; i++) {
        bool is_comma = clean.p[i] == ',';
        bool is_quote = clean.p[i] == '"' || clean.p[i] == '\\';
        bytes[i] = is_comma ? ';' : is_quote ? '\'' : clean.p[i];
    }
    return (struct text){.p = bytes, .n = clean.n};
}

static void add_tags(struct exporting *x, const struct sql_ledger_list_lines_row *row, bool is_beancount)
{
    add_tag(x, is_beancount, "entry", entry_text(x, row->entry_id));
    add_tag(x, is_beancount, "key", row->entry_key);
    add_tag(x, is_beancount, "reference", reference_text(x, row));
    add_tag(x, is_beancount, "occurred", instant_text(x->scratch, row->occurred_at));
    add_tag(x, is_beancount, "booked", instant_text(x->scratch, row->booked_at));
    if (row->reverses_entry_id.v != 0) {
        add_tag(x, is_beancount, "reverses", entry_text(x, row->reverses_entry_id));
    }
    if (!text_is_empty(row->rates)) {
        struct ledger_rate rate = ledger_rate_of(x->scratch, row->rates, row->rate_source, row->rate_day);
        add_tag(x, is_beancount, "rate", tag_value(x, rate.rates));
        add_tag(x, is_beancount, "rate_source", tag_value(x, rate.source));
    }
}

static void add_line(struct exporting *x, const struct sql_ledger_list_lines_row *row, struct text name)
{
    buf_format(&x->out, "    %-60.*s  %.*s\n", TEXT_PRINT(name),
               TEXT_PRINT(amount_text(x, row->amount_minor, row->currency)));
}

// ---- hledger and Ledger ----

// One unit as the tool is to show it: all digits of the currency. hledger wants a decimal mark also without digits.
static struct text sample(struct exporting *x, struct currency currency, bool is_mark_wanted)
{
    struct money one = {.minor = currency_minor_per_major(currency) * 1000, .currency = currency};
    struct text digits = money_text(x->scratch, one);
    const char *mark = is_mark_wanted && currency_digits(currency) == 0 ? "." : "";
    return text_format(x->scratch, "%.*s%s %.3s", TEXT_PRINT(digits), mark, currency.code);
}

static bool is_new_currency(struct exporting *x, struct currency currency)
{
    for (size_t i = 0; i < x->currency_count; i++) {
        if (currency_equal(x->currencies[i], currency)) {
            return false;
        }
    }
    if (x->currency_count < EXPORT_CURRENCIES_MAX) { // past it some are declared again, which harms nobody
        x->currencies[x->currency_count++] = currency;
    }
    return true;
}

static void begin_hledger(struct exporting *x)
{
    buf_format(&x->out, "; %.*s\ndecimal-mark .\n", TEXT_PRINT(export_clean(x, x->network.name)));
}

static void begin_ledger(struct exporting *x)
{
    buf_format(&x->out, "; %.*s\n", TEXT_PRINT(export_clean(x, x->network.name)));
    buf_add(
        &x->out,
        TEXT("tag entry\ntag key\ntag reference\ntag occurred\ntag booked\ntag reverses\ntag rate\ntag rate_source\n"));
}

static void declare(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name,
                    bool is_new_name)
{
    if (is_new_name) {
        buf_format(&x->out, "account %.*s\n", TEXT_PRINT(name));
        if (row->owner_name.n > 0) {
            buf_format(&x->out, "    ; %.*s\n", TEXT_PRINT(export_clean(x, row->owner_name)));
        }
    }
}

static void account_hledger(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name,
                            bool is_new_name)
{
    if (is_new_currency(x, row->currency)) {
        buf_format(&x->out, "commodity %.*s\n", TEXT_PRINT(sample(x, row->currency, /* is_mark_wanted= */ true)));
    }
    declare(x, row, name, is_new_name);
}

static void account_ledger(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name,
                           bool is_new_name)
{
    if (is_new_currency(x, row->currency)) {
        buf_format(&x->out, "commodity %.3s\n    format %.*s\n", row->currency.code,
                   TEXT_PRINT(sample(x, row->currency, /* is_mark_wanted= */ false)));
    }
    declare(x, row, name, is_new_name);
}

static void entry_ledger(struct exporting *x, const struct sql_ledger_list_lines_row *row)
{
    buf_format(&x->out, "\n%.*s * %.*s %.*s\n", TEXT_PRINT(export_date(x, row->accounted_at)), TEXT_PRINT(row->kind),
               TEXT_PRINT(reference_text(x, row)));
    add_tags(x, row, /* is_beancount= */ false);
}

static void closing_hledger(struct exporting *x, const struct export_closing *closing, struct text name)
{
    if (closing->is_first) {
        buf_format(&x->out, "\n%.*s * closed %.*s\n", TEXT_PRINT(export_day(x, closing->day - 1)),
                   TEXT_PRINT(closing->month));
    }
    struct currency currency = closing->balance.currency;
    buf_format(&x->out, "    %-60.*s  %.*s = %.*s\n", TEXT_PRINT(name), TEXT_PRINT(amount_text(x, 0, currency)),
               TEXT_PRINT(amount_text(x, closing->balance.minor, currency)));
}

static void balance_ledger(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name)
{
    if (x->balances == 0) {
        buf_format(&x->out, "\n%.*s * balances\n", TEXT_PRINT(export_day(x, x->last_day)));
    }
    buf_format(&x->out, "    %-60.*s  %.*s = %.*s\n", TEXT_PRINT(name), TEXT_PRINT(amount_text(x, 0, row->currency)),
               TEXT_PRINT(amount_text(x, row->balance_minor, row->currency)));
}

const struct export_functions export_hledger = {.begin = begin_hledger,
                                                .account = account_hledger,
                                                .entry = entry_ledger,
                                                .line = add_line,
                                                .closing = closing_hledger,
                                                .balance = balance_ledger};
const struct export_functions export_ledger = {.begin = begin_ledger,
                                               .account = account_ledger,
                                               .entry = entry_ledger,
                                               .line = add_line,
                                               .balance = balance_ledger};

// ---- beancount ----

static struct text quoted(struct exporting *x, struct text t)
{
    struct buf buf = buf_new(x->scratch, 65536);
    struct text clean = export_clean(x, t);
    buf_add_char(&buf, '"');
    for (size_t i = 0; i < clean.n; i++) {
        if (clean.p[i] == '"' || clean.p[i] == '\\') {
            buf_add_char(&buf, '\\');
        }
        buf_add_char(&buf, clean.p[i]);
    }
    buf_add_char(&buf, '"');
    return buf_text(&buf);
}

static void begin_beancount(struct exporting *x)
{
    buf_format(&x->out, "option \"title\" %.*s\noption \"operating_currency\" \"%.3s\"\n",
               TEXT_PRINT(quoted(x, x->network.name)), x->network.currency.code);
}

static void account_beancount(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name,
                              bool is_new_name)
{
    if (is_new_name) {
        buf_format(&x->out, "1970-01-01 open %.*s\n", TEXT_PRINT(name));
        if (row->owner_name.n > 0) {
            buf_format(&x->out, "  owner: %.*s\n", TEXT_PRINT(quoted(x, row->owner_name)));
        }
    }
}

static void entry_beancount(struct exporting *x, const struct sql_ledger_list_lines_row *row)
{
    buf_format(&x->out, "\n%.*s * \"%.*s %.*s\"\n", TEXT_PRINT(export_date(x, row->accounted_at)),
               TEXT_PRINT(row->kind), TEXT_PRINT(reference_text(x, row)));
    add_tags(x, row, /* is_beancount= */ true);
}

static void closing_beancount(struct exporting *x, const struct export_closing *closing, struct text name)
{
    if (closing->is_first) {
        buf_format(&x->out, "\n; closed %.*s\n", TEXT_PRINT(closing->month));
    }
    buf_format(&x->out, "%.*s balance %-60.*s  %.*s\n", TEXT_PRINT(export_day(x, closing->day)), TEXT_PRINT(name),
               TEXT_PRINT(amount_text(x, closing->balance.minor, closing->balance.currency)));
}

static void balance_beancount(struct exporting *x, const struct sql_ledger_list_accounts_row *row, struct text name)
{
    if (x->balances == 0) {
        buf_add_char(&x->out, '\n');
    }
    buf_format(&x->out, "%.*s balance %-60.*s  %.*s\n", TEXT_PRINT(export_day(x, x->last_day + 1)), TEXT_PRINT(name),
               TEXT_PRINT(amount_text(x, row->balance_minor, row->currency)));
}

const struct export_functions export_beancount = {.begin = begin_beancount,
                                                  .account = account_beancount,
                                                  .entry = entry_beancount,
                                                  .line = add_line,
                                                  .closing = closing_beancount,
                                                  .balance = balance_beancount};
